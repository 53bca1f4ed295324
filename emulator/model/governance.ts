import type { Callout, StageSetting } from './workflow-extension';

/** Entitlement management as the local tenant stores it. Moments that drive a state machine are milliseconds of the virtual clock. */

export type OriginSystem = 'AadGroup' | 'AadApplication' | 'SharePointOnline';

export type Catalog = {
  id: string;
  displayName: string;
  description: string;
  catalogType: 'userManaged' | 'serviceDefault';
  state: 'published' | 'unpublished';
  isExternallyVisible: boolean;
  created: number;
  modified: number;
};

export type ResourceRole = { id: string; displayName: string; description: string | null; originId: string };

export type CatalogResource = {
  id: string;
  catalogId: string;
  displayName: string;
  description: string | null;
  originId: string;
  originSystem: OriginSystem;
  roles: ResourceRole[];
  scopeId: string;
  created: number;
  modified: number;
};

export type RoleScope = { id: string; resourceId: string; roleId: string; created: number };

export type AccessPackage = {
  id: string;
  catalogId: string;
  displayName: string;
  description: string;
  isHidden: boolean;
  roleScopes: RoleScope[];
  incompatiblePackages: string[];
  incompatibleGroups: string[];
  created: number;
  modified: number;
};

/** A kind of person a policy names; the discriminator is Graph's type without its namespace. */
export type SubjectSet =
  | { kind: 'singleUser'; userId: string; description: string | null }
  | { kind: 'groupMembers'; groupId: string; description: string | null }
  | { kind: 'requestorManager'; managerLevel: number }
  | { kind: 'targetManager'; managerLevel: number }
  | { kind: 'attributeRuleMembers'; membershipRule: string; description: string | null }
  | { kind: 'connectedOrganizationMembers'; connectedOrganizationId: string; description: string | null }
  | { kind: 'singleServicePrincipal'; servicePrincipalId: string; description: string | null }
  | { kind: 'internalSponsors' | 'externalSponsors' | 'targetUserSponsors' | 'targetApplicationOwners' | 'targetAgentIdentitySponsorsOrOwners' };

export type Expiration = {
  type: 'notSpecified' | 'noExpiration' | 'afterDateTime' | 'afterDuration';
  endDateTime: string | null;
  duration: string | null;
};

export type ApproverVisibility = 'default' | 'notVisible' | 'visible';

export type ApprovalStageRule = {
  approverInformationVisibility: ApproverVisibility;
  durationBeforeAutomaticDenial: string;
  isApproverJustificationRequired: boolean;
  isEscalationEnabled: boolean;
  durationBeforeEscalation: string;
  primaryApprovers: SubjectSet[];
  fallbackPrimaryApprovers: SubjectSet[];
  escalationApprovers: SubjectSet[];
  fallbackEscalationApprovers: SubjectSet[];
};

export type RequestorRules = {
  enableTargetsToSelfAddAccess: boolean;
  enableTargetsToSelfUpdateAccess: boolean;
  enableTargetsToSelfRemoveAccess: boolean;
  allowCustomAssignmentSchedule: boolean;
  enableOnBehalfRequestorsToAddAccess: boolean;
  enableOnBehalfRequestorsToUpdateAccess: boolean;
  enableOnBehalfRequestorsToRemoveAccess: boolean;
  onBehalfRequestors: SubjectSet[];
};

export type LocalizedText = { languageCode: string; text: string };

/** What a requestor is asked, as Graph writes it, with the id it was given. */
export type Question = {
  id: string;
  '@odata.type': '#microsoft.graph.accessPackageMultipleChoiceQuestion' | '#microsoft.graph.accessPackageTextInputQuestion';
  sequence: number;
  isRequired: boolean;
  isAnswerEditable: boolean;
  text: string;
  localizations: LocalizedText[];
  isSingleLineQuestion?: boolean;
  regexPattern?: string | null;
  isMultipleSelectionAllowed?: boolean;
  choices?: { actualValue: string; text: string; localizations: LocalizedText[] }[];
};

export type Answer = { questionId: string; questionType: Question['@odata.type']; value: string; displayValue: string | null };

/** When the reviews of a policy come round again, as Graph's patternedRecurrence names it. */
export type ReviewRecurrence = {
  type: 'daily' | 'weekly' | 'absoluteMonthly' | 'absoluteYearly' | 'relativeMonthly' | 'relativeYearly';
  interval: number;
  month: number;
  dayOfMonth: number;
  daysOfWeek: string[];
  firstDayOfWeek: string;
  index: string;
  range: { type: 'endDate' | 'noEnd' | 'numbered'; numberOfOccurrences: number; recurrenceTimeZone: string | null; startDate: string | null; endDate: string | null };
};

export type ReviewSettings = {
  isEnabled: boolean;
  expirationBehavior: 'keepAccess' | 'removeAccess' | 'acceptAccessRecommendation';
  isRecommendationEnabled: boolean;
  isReviewerJustificationRequired: boolean;
  isSelfReview: boolean;
  primaryReviewers: SubjectSet[];
  fallbackReviewers: SubjectSet[];
  schedule: { startDateTime: string; expiration: Expiration; recurrence: ReviewRecurrence | null } | null;
};

export type Policy = {
  id: string;
  packageId: string;
  displayName: string;
  description: string;
  allowedTargetScope: string;
  specificAllowedTargets: SubjectSet[];
  expiration: Expiration;
  requestorSettings: RequestorRules;
  requestApprovalSettings: {
    isApprovalRequiredForAdd: boolean;
    isApprovalRequiredForUpdate: boolean;
    isRequestorJustificationRequired: boolean;
    stages: ApprovalStageRule[];
  };
  automaticRequestSettings: {
    requestAccessForAllowedTargets: boolean;
    removeAccessWhenTargetLeavesAllowedTargets: boolean;
    gracePeriodBeforeAccessRemoval: string | null;
  } | null;
  questions: Question[];
  /** Absent in a state kept before there were any. */
  customExtensionStageSettings?: StageSetting[];
  reviewSettings: ReviewSettings | null;
  notificationSettings: { isAssignmentNotificationDisabled: boolean };
  created: number;
  modified: number;
};

export type Schedule = { startDateTime: string | null; expiration: Expiration };

export type AssignmentState = 'delivering' | 'partiallyDelivered' | 'delivered' | 'expired' | 'deliveryFailed';

export type Assignment = {
  id: string;
  packageId: string;
  policyId: string;
  targetId: string;
  state: AssignmentState;
  status: string;
  schedule: Schedule;
  expired: number | null;
  created: number;
  /** The service never found whom it is for: shown without an object id, in `delivering` for good. */
  hasNoTarget?: boolean;
  /** What a reviewer said in the review that is running, or in the last one. */
  review?: { started: number; ends: number; decision: 'NotReviewed' | 'Approve' | 'Deny'; removed: boolean };
};

export type RequestType = 'userAdd' | 'userUpdate' | 'userRemove' | 'adminAdd' | 'adminUpdate' | 'adminRemove' | 'systemAdd' | 'systemUpdate' | 'systemRemove';

export type RequestState =
  | 'submitted' | 'pendingApproval' | 'delivering' | 'delivered' | 'deliveryFailed' | 'denied' | 'scheduled' | 'canceled' | 'partiallyDelivered';

export type ApprovalStage = {
  id: string;
  approverIds: string[];
  status: 'NotStarted' | 'InProgress' | 'Completed' | 'Expired';
  reviewResult: 'NotReviewed' | 'Approve' | 'Deny';
  reviewedById: string | null;
  reviewed: number | null;
  justification: string;
  deniesAt: number | null;
  /** Taken from the policy when the request came: a change of the policy does not reach what is pending. */
  denyAfterMs?: number;
  escalatesAt?: number | null;
  escalateAfterMs?: number | null;
  escalationApproverIds?: string[];
  isJustificationRequired?: boolean;
};

export type AssignmentRequest = {
  id: string;
  requestType: RequestType;
  state: RequestState;
  status: string;
  justification: string;
  answers: Answer[];
  packageId: string;
  policyId: string;
  targetId: string;
  requestorId: string;
  /** What the assignment will be, or is: the service makes the row some time after it accepted the request. */
  assignmentId: string;
  schedule: Schedule;
  stages: ApprovalStage[];
  created: number;
  completed: number | null;
  /** When the state machine moves it next, or forgets it; null when it waits for a person, or for nothing any more. */
  due: number | null;
  /** Deliveries tried so far, and until when the service tries again by itself. */
  attempts?: number;
  retriesUntil?: number | null;
  /** Calls of workflows outside, oldest first; absent where none was made. */
  callouts?: Callout[];
};

/** A role as the directory knows it, whatever becomes of the catalog resource it came from. */
export type OriginRole = { originSystem: OriginSystem; resourceOriginId: string; roleOriginId: string };

/** What the service does later, once, without a request of its own. */
export type GovernanceTask = { id: string; due: number } & (
  | { kind: 'takeRoles'; targetId: string; roles: OriginRole[] }
  | { kind: 'spreadRole'; packageId: string; change: 'give' | 'take'; role: OriginRole }
  | { kind: 'forgetDeparted'; targetId: string }
  | { kind: 'deleteExternal'; targetId: string }
  /** People whose change concerns the rules of the owners beside them: dynamic groups, or policies that name people by a rule. */
  | { kind: 'judgePeople'; people: [userId: string, ownerIds: string[]][] }
  /** Everybody, from a position on, is judged by one owner's rule as it was then. */
  | { kind: 'applyRule'; ownerId: string; text: string; from: number }
  | { kind: 'endGrace'; assignmentId: string; policyId: string }
  | { kind: 'startReview' | 'endReview'; policyId: string; occurrence: number }
);

export type ResourceRequest = {
  id: string;
  requestType: 'adminAdd' | 'adminUpdate' | 'adminRemove';
  state: RequestState;
  catalogId: string;
  resourceId: string | null;
  originId: string;
  originSystem: OriginSystem;
  created: number;
  due: number | null;
};

/** Roles within entitlement management (Entra doc entitlement-management-delegate). */
export const GOVERNANCE_ROLES = {
  'Catalog creator': 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8',
  'Catalog owner': 'ae79f266-94d4-4dab-b730-feca7e132178',
  'Catalog reader': '44272f93-9762-48e8-af59-1b5351b1d6b3',
  'Access package manager': '7f480852-ebdc-47d4-87de-0d8498384a83',
  'Access package assignment manager': 'e2182095-804a-4656-ae11-64734e9b7ae5',
} as const;

export type GovernanceRole = keyof typeof GOVERNANCE_ROLES;

/** A role over one catalog, or over none where it is the right to create catalogs. */
export type GovernanceGrant = { principalId: string; role: GovernanceRole; catalogId: string | null };

const OPEN: ReadonlySet<RequestState> = new Set(['submitted', 'pendingApproval', 'delivering', 'scheduled']);

/** Whether a request has still to be worked off. */
export const isOpen = (request: AssignmentRequest): boolean => OPEN.has(request.state);
