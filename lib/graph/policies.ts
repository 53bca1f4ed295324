import 'server-only';
import type { ApprovalStage, Expiration, PackagePolicy, PolicyReview, PolicySubject } from '@/lib/authoring/package-design';
import { daysOf } from '@/lib/authoring/package-design';
import type { Json, PolicyDocument } from '@/lib/authoring/policy-document';
import { AppError } from '@/lib/errors';
import type { Graph, Warrant, Written } from './client';
import { makePolicy } from './policy-documents';

type GraphSubject = { '@odata.type'?: string; description?: string | null; userId?: string | null; groupId?: string | null; managerLevel?: number | null; membershipRule?: string | null };

/** https://learn.microsoft.com/graph/api/resources/accesspackageapprovalstage */
type GraphStage = {
  durationBeforeAutomaticDenial?: string | null;
  primaryApprovers?: GraphSubject[] | null;
  fallbackPrimaryApprovers?: GraphSubject[] | null;
  isEscalationEnabled?: boolean | null;
  escalationApprovers?: GraphSubject[] | null;
  fallbackEscalationApprovers?: GraphSubject[] | null;
};

/** https://learn.microsoft.com/graph/api/resources/accesspackageassignmentrequestorsettings */
const SWITCHES = [
  'enableTargetsToSelfAddAccess', 'enableTargetsToSelfUpdateAccess', 'enableTargetsToSelfRemoveAccess',
  'enableOnBehalfRequestorsToAddAccess', 'enableOnBehalfRequestorsToUpdateAccess', 'enableOnBehalfRequestorsToRemoveAccess',
] as const;

type GraphExpiration = { type?: string | null; duration?: string | null; endDateTime?: string | null };

export type GraphPolicy = {
  id?: string;
  displayName?: string | null;
  description?: string | null;
  allowedTargetScope?: string | null;
  specificAllowedTargets?: GraphSubject[] | null;
  automaticRequestSettings?: { requestAccessForAllowedTargets?: boolean | null; removeAccessWhenTargetLeavesAllowedTargets?: boolean | null; gracePeriodBeforeAccessRemoval?: string | null } | null;
  expiration?: GraphExpiration | null;
  requestorSettings?: Partial<Record<(typeof SWITCHES)[number], boolean | null>> | null;
  requestApprovalSettings?: { isApprovalRequiredForAdd?: boolean | null; stages?: GraphStage[] | null } | null;
  questions?: unknown[] | null;
  reviewSettings?: {
    isEnabled?: boolean | null;
    expirationBehavior?: string | null;
    schedule?: { startDateTime?: string | null; recurrence?: { pattern?: { type?: string | null; interval?: number | null } | null } | null } | null;
  } | null;
};

const EXPIRATION_TYPES = ['notSpecified', 'noExpiration', 'afterDuration', 'afterDateTime'] as const;

function toSubject(subject: GraphSubject): PolicySubject {
  const kind = (subject['@odata.type'] ?? '').replace('#microsoft.graph.', '');
  const name = subject.description ?? '';
  switch (kind) {
    case 'singleUser':
      return { kind: 'person', id: subject.userId ?? '', name: name || 'a person' };
    case 'groupMembers':
      return { kind: 'group', id: subject.groupId ?? '', name: name || 'a group' };
    case 'requestorManager':
    case 'targetManager':
      return { kind: 'manager', id: kind, name: 'their manager', ...((subject.managerLevel ?? 1) > 1 ? { level: subject.managerLevel ?? 1 } : {}) };
    case 'internalSponsors':
    case 'externalSponsors':
    case 'targetUserSponsors':
      return { kind: 'sponsor', id: kind, name: 'their sponsors' };
    case 'attributeRuleMembers':
      return { kind: 'rule', id: subject.membershipRule ?? '', name: name || 'a membership rule' };
    default:
      return { kind: 'other', id: kind, name: name || 'others' };
  }
}

function toExpiration(expiration: GraphExpiration | null | undefined): Expiration {
  const type = EXPIRATION_TYPES.find((known) => known === expiration?.type) ?? 'notSpecified';
  return { type, days: daysOf(expiration?.duration), duration: expiration?.duration ?? null, endDateTime: expiration?.endDateTime ?? null };
}

/** A policy in our words. */
export function toPolicy(policy: GraphPolicy): PackagePolicy {
  if (!policy.id || !policy.displayName) throw new AppError('internal', 'Graph gave a policy without id or displayName');
  const approval = policy.requestApprovalSettings;
  const approvalRequired = approval?.isApprovalRequiredForAdd ?? false;
  return {
    id: policy.id,
    name: policy.displayName,
    description: policy.description ?? '',
    scope: policy.allowedTargetScope ?? 'notSpecified',
    targets: (policy.specificAllowedTargets ?? []).map(toSubject),
    selfRequest: policy.requestorSettings?.enableTargetsToSelfAddAccess ?? false,
    requestable: SWITCHES.some((each) => policy.requestorSettings?.[each]),
    selfExtend: policy.requestorSettings?.enableTargetsToSelfUpdateAccess ?? false,
    approvalRequired,
    stages: approvalRequired ? (approval?.stages ?? []).map(toStage) : [],
    expiration: toExpiration(policy.expiration),
    automatic: Boolean(policy.automaticRequestSettings),
    ...(policy.automaticRequestSettings ? { leaving: { removed: policy.automaticRequestSettings.removeAccessWhenTargetLeavesAllowedTargets ?? false, grace: policy.automaticRequestSettings.gracePeriodBeforeAccessRemoval ?? null } } : {}),
    questions: (policy.questions ?? []).length > 0,
    review: toReview(policy.reviewSettings),
  };
}

function toStage(stage: GraphStage): ApprovalStage {
  const subjects = (list: GraphSubject[] | null | undefined): PolicySubject[] => (list ?? []).map(toSubject);
  return {
    approvers: subjects(stage.primaryApprovers),
    days: daysOf(stage.durationBeforeAutomaticDenial),
    standIns: subjects(stage.fallbackPrimaryApprovers),
    ...(stage.isEscalationEnabled ? { escalation: { approvers: subjects(stage.escalationApprovers), standIns: subjects(stage.fallbackEscalationApprovers) } } : {}),
  };
}

/** https://learn.microsoft.com/graph/api/resources/accesspackageassignmentreviewsettings */
function toReview(settings: GraphPolicy['reviewSettings']): PolicyReview | null {
  if (!settings?.isEnabled) return null;
  const { type, interval } = settings.schedule?.recurrence?.pattern ?? {};
  const unit = /daily/i.test(type ?? '') ? 'day' : /weekly/i.test(type ?? '') ? 'week' : /monthly/i.test(type ?? '') ? 'month' : /yearly/i.test(type ?? '') ? 'year' : null;
  const silence = settings.expirationBehavior;
  return {
    from: settings.schedule?.startDateTime ?? null,
    every: unit && { unit, count: Math.max(1, interval ?? 1) },
    silence: silence === 'removeAccess' || silence === 'acceptAccessRecommendation' ? silence : 'keepAccess',
  };
}

export type WantedSubject = { kind: 'person' | 'group'; id: string; name: string };

export type WantedPolicy = {
  packageId: string;
  name: string;
  description: string;
  who: 'specific' | 'allMembers' | 'directOnly';
  targets: WantedSubject[];
  approval: { approvers: WantedSubject[]; days: number } | null;
  expiration: { type: 'never' } | { type: 'days'; days: number } | { type: 'date'; date: string };
};

function fromSubject(subject: WantedSubject): { [name: string]: Json } {
  return subject.kind === 'person'
    ? { '@odata.type': '#microsoft.graph.singleUser', userId: subject.id, description: subject.name }
    : { '@odata.type': '#microsoft.graph.groupMembers', groupId: subject.id, description: subject.name };
}

const SCOPE = { specific: 'specificDirectoryUsers', allMembers: 'allMemberUsers', directOnly: 'notSpecified' } as const;

function fromExpiration(expiration: WantedPolicy['expiration']): { [name: string]: Json } {
  switch (expiration.type) {
    case 'never':
      return { type: 'noExpiration', duration: null, endDateTime: null };
    case 'days':
      return { type: 'afterDuration', duration: `P${expiration.days}D`, endDateTime: null };
    case 'date':
      return { type: 'afterDateTime', duration: null, endDateTime: `${expiration.date}T23:59:59Z` };
  }
}

/** The whole policy: what is left out is emptied, and a missing collection can be answered with 400. */
function documentOf(wanted: WantedPolicy): PolicyDocument {
  const ask = wanted.who !== 'directOnly';
  return {
    displayName: wanted.name,
    description: wanted.description,
    allowedTargetScope: SCOPE[wanted.who],
    specificAllowedTargets: wanted.who === 'specific' ? wanted.targets.map(fromSubject) : [],
    expiration: fromExpiration(wanted.expiration),
    requestorSettings: {
      enableTargetsToSelfAddAccess: ask,
      enableTargetsToSelfUpdateAccess: ask,
      enableTargetsToSelfRemoveAccess: ask,
      allowCustomAssignmentSchedule: true,
      enableOnBehalfRequestorsToAddAccess: false,
      enableOnBehalfRequestorsToUpdateAccess: false,
      enableOnBehalfRequestorsToRemoveAccess: false,
      onBehalfRequestors: [],
    },
    requestApprovalSettings: {
      isApprovalRequiredForAdd: wanted.approval !== null,
      isApprovalRequiredForUpdate: wanted.approval !== null,
      stages: wanted.approval
        ? [
            {
              durationBeforeAutomaticDenial: `P${wanted.approval.days}D`,
              isApproverJustificationRequired: false,
              isEscalationEnabled: false,
              durationBeforeEscalation: 'PT0S',
              primaryApprovers: wanted.approval.approvers.map(fromSubject),
              fallbackPrimaryApprovers: [],
              escalationApprovers: [],
              fallbackEscalationApprovers: [],
            },
          ]
        : [],
    },
  };
}

/**
 * Makes a policy (assignmentpolicies-create). One at a time: Graph answers parallel ones with 409 DuplicateKey, even for
 * different packages.
 */
export async function createPolicy(graph: Graph, wanted: WantedPolicy, warrant: Warrant): Promise<Written<{ id: string }>> {
  return makePolicy(graph, wanted.packageId, documentOf(wanted), warrant);
}
