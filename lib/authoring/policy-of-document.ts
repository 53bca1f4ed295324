/** A policy as Graph has it in our words. Pure: read in the browser too, while it is still being written. */
import type { ApprovalStage, Expiration, PackagePolicy, PolicyReview, PolicySubject } from './package-design';
import { daysOf } from './package-design';
import { isObject } from './policy-document';
import type { Json, PolicyDocument } from './policy-document';
import { idOf, nameOf } from './policy-subject';

type WrittenSubject = { '@odata.type'?: string; description?: string | null; userId?: string | null; groupId?: string | null; connectedOrganizationId?: string | null; managerLevel?: number | null; membershipRule?: string | null };

/** https://learn.microsoft.com/graph/api/resources/accesspackageapprovalstage */
type WrittenStage = {
  durationBeforeAutomaticDenial?: string | null;
  primaryApprovers?: WrittenSubject[] | null;
  fallbackPrimaryApprovers?: WrittenSubject[] | null;
  isEscalationEnabled?: boolean | null;
  durationBeforeEscalation?: string | null;
  escalationApprovers?: WrittenSubject[] | null;
  fallbackEscalationApprovers?: WrittenSubject[] | null;
};

/** https://learn.microsoft.com/graph/api/resources/accesspackageassignmentrequestorsettings */
const SWITCHES = [
  'enableTargetsToSelfAddAccess', 'enableTargetsToSelfUpdateAccess', 'enableTargetsToSelfRemoveAccess',
  'enableOnBehalfRequestorsToAddAccess', 'enableOnBehalfRequestorsToUpdateAccess', 'enableOnBehalfRequestorsToRemoveAccess',
] as const;

type WrittenExpiration = { type?: string | null; duration?: string | null; endDateTime?: string | null };

export type WrittenPolicy = {
  id?: string;
  displayName?: string | null;
  description?: string | null;
  allowedTargetScope?: string | null;
  specificAllowedTargets?: WrittenSubject[] | null;
  automaticRequestSettings?: { requestAccessForAllowedTargets?: boolean | null; removeAccessWhenTargetLeavesAllowedTargets?: boolean | null; gracePeriodBeforeAccessRemoval?: string | null } | null;
  expiration?: WrittenExpiration | null;
  requestorSettings?: Partial<Record<(typeof SWITCHES)[number], boolean | null>> | null;
  requestApprovalSettings?: { isApprovalRequiredForAdd?: boolean | null; isApprovalRequiredForUpdate?: boolean | null; stages?: WrittenStage[] | null } | null;
  questions?: unknown[] | null;
  reviewSettings?: {
    isEnabled?: boolean | null;
    expirationBehavior?: string | null;
    schedule?: { startDateTime?: string | null; recurrence?: { pattern?: { type?: string | null; interval?: number | null } | null } | null } | null;
  } | null;
};

/** A connected organisation that a policy names by its id alone. */
export const NAMELESS_ORGANIZATION = 'people of a connected organisation';

const EXPIRATION_TYPES = ['notSpecified', 'noExpiration', 'afterDuration', 'afterDateTime'] as const;

function toSubject(subject: WrittenSubject): PolicySubject {
  const kind = (subject['@odata.type'] ?? '').replace('#microsoft.graph.', '');
  const name = subject.description ?? '';
  switch (kind) {
    case 'singleUser':
      return { kind: 'person', id: subject.userId ?? '', name: name || 'a person' };
    case 'groupMembers':
      return { kind: 'group', id: subject.groupId ?? '', name: name || 'a group' };
    case 'requestorManager':
    case 'targetManager':
      return { kind: 'manager', id: kind, name: nameOf({ '@odata.type': kind, managerLevel: subject.managerLevel ?? 1 }), ...((subject.managerLevel ?? 1) > 1 ? { level: subject.managerLevel ?? 1 } : {}) };
    case 'internalSponsors':
    case 'externalSponsors':
    case 'targetUserSponsors':
      return { kind: 'sponsor', id: kind, name: nameOf({ '@odata.type': kind }) };
    case 'connectedOrganizationMembers':
      return { kind: 'other', id: subject.connectedOrganizationId ?? kind, name: name || NAMELESS_ORGANIZATION };
    case 'attributeRuleMembers':
      return { kind: 'rule', id: subject.membershipRule ?? '', name: name || 'a membership rule' };
    default:
      return { kind: 'other', id: kind, name: name || 'others' };
  }
}

function toExpiration(expiration: WrittenExpiration | null | undefined): Expiration {
  const type = EXPIRATION_TYPES.find((known) => known === expiration?.type) ?? 'notSpecified';
  return { type, days: daysOf(expiration?.duration), duration: expiration?.duration ?? null, endDateTime: expiration?.endDateTime ?? null };
}

/** What it says, whatever of it is there. */
export function policyOf(policy: WrittenPolicy): PackagePolicy {
  const approval = policy.requestApprovalSettings;
  const approvalRequired = approval?.isApprovalRequiredForAdd ?? false;
  return {
    id: policy.id ?? '',
    name: policy.displayName ?? '',
    description: policy.description ?? '',
    scope: policy.allowedTargetScope ?? 'notSpecified',
    targets: (policy.specificAllowedTargets ?? []).map(toSubject),
    selfRequest: policy.requestorSettings?.enableTargetsToSelfAddAccess ?? false,
    requestable: SWITCHES.some((each) => policy.requestorSettings?.[each]),
    selfExtend: policy.requestorSettings?.enableTargetsToSelfUpdateAccess ?? false,
    approvalRequired,
    stages: approvalRequired ? (approval?.stages ?? []).map(toStage) : [],
    extending: approval?.isApprovalRequiredForUpdate ? (approval.stages ?? []).map(toStage) : [],
    expiration: toExpiration(policy.expiration),
    automatic: Boolean(policy.automaticRequestSettings),
    ...(policy.automaticRequestSettings ? { assigns: policy.automaticRequestSettings.requestAccessForAllowedTargets ?? false, leaving: { removed: policy.automaticRequestSettings.removeAccessWhenTargetLeavesAllowedTargets ?? false, grace: policy.automaticRequestSettings.gracePeriodBeforeAccessRemoval ?? null } } : {}),
    questions: (policy.questions ?? []).length > 0,
    review: toReview(policy.reviewSettings),
  };
}

function toStage(stage: WrittenStage): ApprovalStage {
  const subjects = (list: WrittenSubject[] | null | undefined): PolicySubject[] => (list ?? []).map(toSubject);
  return {
    approvers: subjects(stage.primaryApprovers),
    days: daysOf(stage.durationBeforeAutomaticDenial),
    standIns: subjects(stage.fallbackPrimaryApprovers),
    ...(stage.isEscalationEnabled ? { escalation: { approvers: subjects(stage.escalationApprovers), standIns: subjects(stage.fallbackEscalationApprovers), after: stage.durationBeforeEscalation ?? null } } : {}),
  };
}

/** https://learn.microsoft.com/graph/api/resources/accesspackageassignmentreviewsettings */
function toReview(settings: WrittenPolicy['reviewSettings']): PolicyReview | null {
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

/** The same with these names at whomever it names and at the extensions it calls, to be shown. @param names as they are now, by id in small letters */
export function withNames(document: PolicyDocument, names: Readonly<Record<string, string>>): PolicyDocument {
  return JSON.parse(JSON.stringify(document), (part, value: Json) => {
    if (part === 'customExtension' && isObject(value)) {
      const id = value.id ?? value.key;
      return { ...value, displayName: (typeof id === 'string' ? names[id.toLowerCase()] : null) ?? null };
    }
    const name = isObject(value) && '@odata.type' in value ? names[idOf(value).toLowerCase()] : undefined;
    return name ? { ...(value as PolicyDocument), description: name } : value;
  }) as PolicyDocument;
}
