import type { ApprovalLimits } from './approval-limits';
import { beyondLimits } from './approval-limits';
import type { ApprovalStage, PackageDesign, PackagePolicy, PolicySubject } from './package-design';
import { decidersBeside, kindWord } from './package-design';

/**
 * What an accountable owner is asked about their group, application or site: which of its roles which packages hand
 * out, to whom, decided by whom, and for how long. Pure: read in the browser too.
 */

export type ApprovalState = 'open' | 'approved' | 'refused' | 'replaced' | 'withdrawn';

/** What says nothing any more: asked again since, or the resource left its catalog before it was answered. */
export const OVER: readonly ApprovalState[] = ['replaced', 'withdrawn'];

/** Somebody named in a grant: the id is what is approved, the name is how it was said. */
export type NamedSubject = { id: string; name: string };

/**
 * One decision: these within so many days. `beside` are those who may come to decide it too: in the place of a manager who is
 * not to be found, or after a while without an answer. Absent where there are none.
 */
export type StageTerms = { approvers: NamedSubject[]; days: number | null; beside?: NamedSubject[] };

/** One way a package hands a role out: its policy's own words and the facts behind them. */
export type GrantTerms = {
  policyId: string;
  policyName: string;
  scope: string;
  targets: NamedSubject[];
  selfRequest: boolean;
  automatic: boolean;
  /** Decisions in their order; none means nobody decides. */
  stages: StageTerms[];
  /** `noExpiration`, `P180D` or a day. */
  ends: string;
};

/** One role handed out by one package, under its policies. */
export type Grant = { roleOriginId: string; roleName: string; packageId: string; packageName: string; terms: GrantTerms[] };

export type ApprovalContent = {
  resource: { id: string; name: string; originId: string; originSystem: string };
  grants: Grant[];
};

/** An owner's answer, or what they are asked, as lib/db keeps it. */
export type ResourceApproval = {
  id: string;
  catalogId: string;
  catalogName: string;
  resourceId: string;
  resourceName: string;
  originId: string;
  originSystem: string;
  ownerId: string;
  ownerName: string;
  ownerUpn: string;
  state: ApprovalState;
  content: ApprovalContent;
  contentHash: string;
  followsId: string | null;
  askedBy: string;
  askedByName: string;
  askedAt: string;
  answeredAt: string | null;
  reason: string | null;
  /** What the owner allows at most; null for no limit, and while they have not approved. */
  limits: ApprovalLimits | null;
};

/** Where a resource of a package stands with its owner. `changed` means approved, but something else than is true now, `beyond` that it is handed out beyond the limits the owner set. */
export type ApprovalStanding = 'approved' | 'waiting' | 'refused' | 'changed' | 'beyond' | 'notAsked';

export type ApprovalFinding = { resourceId: string; resourceName: string; standing: Exclude<ApprovalStanding, 'approved'>; ownerName: string | null; reason: string | null };

/** `ok` when every resource the package hands out was approved as it is handed out now. */
export type ApprovalVerdict = { ok: boolean; findings: ApprovalFinding[]; standing: Map<string, { standing: ApprovalStanding; ownerName: string | null; approvalId: string | null }> };

function byId(a: NamedSubject, b: NamedSubject): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** A manager further up is somebody else than the first one, so how far up is part of who it is. */
function named(subjects: PolicySubject[]): NamedSubject[] {
  return subjects.map(({ id, name, level = 1 }) => ({ id: level > 1 ? `${id} ${level}` : id, name })).sort(byId);
}

function stageTerms(stage: ApprovalStage): StageTerms {
  const beside = named(decidersBeside(stage));
  return { approvers: named(stage.approvers), days: stage.days, ...(beside.length > 0 ? { beside } : {}) };
}

/** A stage without the names, for whoever compares or hashes terms. */
export function stageFacts({ approvers, days, beside = [] }: StageTerms): { approvers: string[]; days: number | null; beside?: string[] } {
  const ids = (subjects: readonly NamedSubject[]) => subjects.map(({ id }) => id);
  // Absent where there are none, so that what was signed before keeps its hash.
  return { approvers: ids(approvers), days, ...(beside.length > 0 ? { beside: ids(beside) } : {}) };
}

/** What decides who may have a package under a policy, and for how long. */
export function termsOf(policy: PackagePolicy): GrantTerms {
  const { expiration } = policy;
  return {
    policyId: policy.id,
    policyName: policy.name,
    scope: policy.scope,
    targets: named(policy.targets),
    selfRequest: policy.selfRequest,
    automatic: policy.automatic,
    stages: policy.stages.map(stageTerms),
    ends: expiration.type === 'afterDuration' ? (expiration.duration ?? '') : expiration.type === 'afterDateTime' ? (expiration.endDateTime?.slice(0, 10) ?? '') : expiration.type,
  };
}

/** What the owner of a resource is asked, from the packages of its catalog; in one order, so that it hashes alike. */
export function approvalContent(resource: ApprovalContent['resource'], designs: Iterable<PackageDesign>): ApprovalContent {
  const grants = [...designs].flatMap((design) =>
    design.roles
      .filter((role) => role.resourceId === resource.id)
      .map(({ roleOriginId, roleName }): Grant => ({ roleOriginId, roleName, packageId: design.id, packageName: design.name, terms: design.policies.map(termsOf).sort((a, b) => (a.policyId < b.policyId ? -1 : 1)) })),
  );
  return { resource, grants: grants.sort((a, b) => (grantKey(a) < grantKey(b) ? -1 : 1)) };
}

function grantKey(grant: Grant): string {
  return `${grant.packageId} ${grant.roleOriginId}`;
}

/** What is approved, without the names: a new name of a package or a person is no new question. */
export function approvedFacts(content: ApprovalContent): unknown {
  return {
    originId: content.resource.originId,
    originSystem: content.resource.originSystem,
    grants: content.grants.map(({ roleOriginId, packageId, terms }) => ({
      roleOriginId,
      packageId,
      terms: terms.map(({ policyId, scope, targets, selfRequest, automatic, stages, ends }) => ({
        policyId,
        scope,
        targets: targets.map(({ id }) => id),
        selfRequest,
        automatic,
        stages: stages.map(stageFacts),
        ends,
      })),
    })),
  };
}

function sameGrants(a: ApprovalContent, b: ApprovalContent, packageId: string): boolean {
  const only = (content: ApprovalContent) => JSON.stringify(approvedFacts({ ...content, grants: content.grants.filter((grant) => grant.packageId === packageId) }));
  return only(a) === only(b);
}

/**
 * Whether a package may be handed out: each of its resources approved with what this package does with it now. Takes
 * the newest approvals of its catalog; what other packages do with a resource is not this package's matter.
 */
export function approvalVerdict(design: PackageDesign, approvals: ResourceApproval[], at = new Date()): ApprovalVerdict {
  const standing: ApprovalVerdict['standing'] = new Map();
  const findings: ApprovalFinding[] = [];
  for (const role of design.roles) {
    if (standing.has(role.resourceId)) continue;
    const approval = approvals.find((known) => known.catalogId === design.catalogId && known.resourceId === role.resourceId && !OVER.includes(known.state));
    const now = approvalContent({ id: role.resourceId, name: role.resourceName, originId: role.originId, originSystem: role.originSystem }, [design]);
    const within = standingOf(approval, now, design.id);
    const beyond = within === 'approved' ? beyondLimits(approval?.limits ?? null, now, at) : [];
    const found = beyond.length > 0 ? 'beyond' : within;
    standing.set(role.resourceId, { standing: found, ownerName: approval?.ownerName ?? null, approvalId: approval?.id ?? null });
    if (found !== 'approved') findings.push({ resourceId: role.resourceId, resourceName: role.resourceName, standing: found, ownerName: approval?.ownerName ?? null, reason: beyond.length > 0 ? beyond.map(({ words }) => words).join('; ') : (approval?.reason ?? null) });
  }
  return { ok: findings.length === 0, findings, standing };
}

function standingOf(approval: ResourceApproval | undefined, now: ApprovalContent, packageId: string): ApprovalStanding {
  if (!approval) return 'notAsked';
  if (approval.state === 'refused') return 'refused';
  if (approval.state !== 'approved') return 'waiting';
  return sameGrants(approval.content, now, packageId) ? 'approved' : 'changed';
}

/** One sentence for a resource that holds a package up. */
export function findingSentence(finding: ApprovalFinding): string {
  const owner = finding.ownerName ?? 'its owner';
  switch (finding.standing) {
    case 'notAsked':
      return `Nobody was asked to approve “${finding.resourceName}”.`;
    case 'waiting':
      return `“${finding.resourceName}” waits for the approval of ${owner}.`;
    case 'refused':
      return `${owner} refused “${finding.resourceName}”${finding.reason ? `: ${finding.reason.replace(/[.\s]+$/, '')}` : ''}.`;
    case 'beyond':
      return `“${finding.resourceName}” is handed out beyond what ${owner} allows: ${finding.reason ?? ''}.`;
    case 'changed':
      return `“${finding.resourceName}” was approved by ${owner}, but is handed out differently now.`;
  }
}

/** “your group”, for the letter. */
export function resourceNoun(originSystem: string): string {
  return kindWord(originSystem).toLowerCase();
}
