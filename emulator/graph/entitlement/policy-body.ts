import type { ApprovalStageRule, Policy, SubjectSet } from '../../model/governance';
import type { Json } from '../odata/thing';
import type { Body } from './body';
import { badRequest } from '../graph-error';
import { asBody, flagIn, invalidModel, listIn, memberIn, neededText, textIn } from './body';
import { POLICY_DEFAULTS, SELF_SERVICE_OFF } from './policy-defaults';
import { readQuestions } from './policy-questions';
import { readReview } from './review-settings';
import { durationIn, durationMs, readExpiration } from './schedule';
import { readSubjectSet, showSubjectSet } from './subject-sets';

const SCOPES = [
  'notSpecified', 'specificDirectoryUsers', 'specificConnectedOrganizationUsers', 'specificDirectoryServicePrincipals', 'allMemberUsers', 'allDirectoryUsers',
  'allDirectoryServicePrincipals', 'allConfiguredConnectedOrganizationUsers', 'allExternalUsers', 'allDirectoryAgentIdentities',
] as const;

const MOST_STAGES = 3;
/** The approval stage's page has the first six; a target's manager is told apart from the requestor's since. */
const APPROVERS: readonly SubjectSet['kind'][] = ['singleUser', 'groupMembers', 'requestorManager', 'internalSponsors', 'externalSponsors', 'targetUserSponsors', 'targetManager'];

export const POLICY_PROPERTIES = [
  'id', 'displayName', 'description', 'allowedTargetScope', 'specificAllowedTargets', 'expiration', 'requestorSettings', 'requestApprovalSettings',
  'automaticRequestSettings', 'questions', 'reviewSettings', 'notificationSettings', 'customExtensionStageSettings', 'accessPackage', 'createdDateTime', 'modifiedDateTime',
] as const;

/**
 * Refuses a policy put back as it was read, where approval is on. The service takes the same when it is built anew; what
 * exactly it minds is not known, so here it is the dates that only it can set.
 * https://github.com/microsoftgraph/msgraph-sdk-python/issues/1258
 */
export function requireNoEcho(body: Body): void {
  const approval = body.requestApprovalSettings;
  const isOn = typeof approval === 'object' && approval !== null && 'isApprovalRequiredForAdd' in approval && approval.isApprovalRequiredForAdd === true;
  if (isOn && (body.createdDateTime !== undefined || body.modifiedDateTime !== undefined)) throw invalidModel('createdDateTime and modifiedDateTime are read-only.');
}

/** Everything of a policy that a body carries; what it leaves out falls back to the default, as a PUT means it. */
export type PolicyContent = Omit<Policy, 'id' | 'packageId' | 'created' | 'modified' | 'customExtensionStageSettings'>;

export function readPolicy(body: Body, newId: () => string): PolicyContent {
  const specificAllowedTargets = listIn(body, 'specificAllowedTargets').map(readSubjectSet);
  const allowedTargetScope = memberIn(body, 'allowedTargetScope', SCOPES) ?? 'notSpecified';
  if (allowedTargetScope === 'allExternalUsers' && !Array.isArray(body.specificAllowedTargets)) {
    // https://github.com/microsoftgraph/microsoft-graph-docs/issues/15838
    throw badRequest('ArgumentNullException', 'Value cannot be null.\r\nParameter name: source');
  }
  if (allowedTargetScope.startsWith('specific') && specificAllowedTargets.length === 0) throw invalidModel(`allowedTargetScope ${allowedTargetScope} needs specificAllowedTargets.`);
  return {
    displayName: neededText(body, 'displayName'),
    description: textIn(body, 'description') ?? '',
    allowedTargetScope,
    specificAllowedTargets,
    expiration: body.expiration === undefined || body.expiration === null ? { ...POLICY_DEFAULTS.expiration } : readExpiration(body.expiration),
    requestorSettings: readRequestors(body.requestorSettings),
    requestApprovalSettings: readApproval(body.requestApprovalSettings),
    automaticRequestSettings: readAutomatic(body.automaticRequestSettings),
    questions: readQuestions(body, newId),
    reviewSettings: readReview(body.reviewSettings),
    notificationSettings: readNotification(body.notificationSettings),
  };
}

function readNotification(value: unknown): Policy['notificationSettings'] {
  if (value === undefined || value === null) return { ...POLICY_DEFAULTS.notificationSettings };
  return { isAssignmentNotificationDisabled: flagIn(asBody(value, 'notificationSettings'), 'isAssignmentNotificationDisabled') ?? false };
}

function readRequestors(value: unknown): Policy['requestorSettings'] {
  if (value === undefined || value === null) return { ...SELF_SERVICE_OFF };
  const body = asBody(value, 'requestorSettings');
  const flag = (name: Exclude<keyof typeof SELF_SERVICE_OFF, 'onBehalfRequestors'>): boolean => flagIn(body, name) ?? false;
  return {
    enableTargetsToSelfAddAccess: flag('enableTargetsToSelfAddAccess'),
    enableTargetsToSelfUpdateAccess: flag('enableTargetsToSelfUpdateAccess'),
    enableTargetsToSelfRemoveAccess: flag('enableTargetsToSelfRemoveAccess'),
    allowCustomAssignmentSchedule: flagIn(body, 'allowCustomAssignmentSchedule') ?? true,
    enableOnBehalfRequestorsToAddAccess: flag('enableOnBehalfRequestorsToAddAccess'),
    enableOnBehalfRequestorsToUpdateAccess: flag('enableOnBehalfRequestorsToUpdateAccess'),
    enableOnBehalfRequestorsToRemoveAccess: flag('enableOnBehalfRequestorsToRemoveAccess'),
    onBehalfRequestors: listIn(body, 'onBehalfRequestors').map(readSubjectSet),
  };
}

function readApproval(value: unknown): Policy['requestApprovalSettings'] {
  if (value === undefined || value === null) return structuredClone(POLICY_DEFAULTS.requestApprovalSettings);
  const body = asBody(value, 'requestApprovalSettings');
  const isApprovalRequiredForAdd = flagIn(body, 'isApprovalRequiredForAdd') ?? false;
  const stages = listIn(body, 'stages').map((stage): ApprovalStageRule => readStage(asBody(stage, 'A stage')));
  if (isApprovalRequiredForAdd && stages.length === 0) throw invalidModel('Approval is required but no stage is given.');
  if (stages.length > MOST_STAGES) throw invalidModel(`A policy has ${MOST_STAGES} stages at most.`);
  return {
    isApprovalRequiredForAdd,
    isApprovalRequiredForUpdate: flagIn(body, 'isApprovalRequiredForUpdate') ?? false,
    isRequestorJustificationRequired: flagIn(body, 'isRequestorJustificationRequired') ?? false,
    stages,
  };
}

function readStage(body: Body): ApprovalStageRule {
  const approvers = (name: string) => listIn(body, name).map(readSubjectSet);
  const stage = {
    approverInformationVisibility: memberIn(body, 'approverInformationVisibility', ['default', 'notVisible', 'visible']) ?? 'default',
    durationBeforeAutomaticDenial: durationIn(body, 'durationBeforeAutomaticDenial') ?? 'P14D',
    isApproverJustificationRequired: flagIn(body, 'isApproverJustificationRequired') ?? false,
    isEscalationEnabled: flagIn(body, 'isEscalationEnabled') ?? false,
    durationBeforeEscalation: durationIn(body, 'durationBeforeEscalation') ?? 'PT0S',
    primaryApprovers: approvers('primaryApprovers'),
    fallbackPrimaryApprovers: approvers('fallbackPrimaryApprovers'),
    escalationApprovers: approvers('escalationApprovers'),
    fallbackEscalationApprovers: approvers('fallbackEscalationApprovers'),
  };
  if (stage.isEscalationEnabled) {
    if (stage.escalationApprovers.length === 0) throw invalidModel('Escalation is enabled but escalationApprovers is empty.');
    const [escalates, denies] = [durationMs(stage.durationBeforeEscalation) ?? 0, durationMs(stage.durationBeforeAutomaticDenial) ?? 0];
    if (escalates <= 0 || escalates >= denies) throw invalidModel('durationBeforeEscalation must be shorter than durationBeforeAutomaticDenial.');
  }
  // Microsoft's own example has a second stage with stand-ins alone.
  if (stage.primaryApprovers.length === 0 && stage.fallbackPrimaryApprovers.length === 0) throw invalidModel('A stage needs primaryApprovers.');
  if (stage.primaryApprovers.some(({ kind }) => !APPROVERS.includes(kind))) throw invalidModel('primaryApprovers has a subject set that cannot name approvers.');
  // https://learn.microsoft.com/graph/api/resources/targetusersponsors
  if (stage.primaryApprovers.some(({ kind }) => kind === 'targetUserSponsors') && stage.fallbackPrimaryApprovers.length === 0) throw invalidModel('targetUserSponsors needs fallbackPrimaryApprovers.');
  return stage;
}

function readAutomatic(value: unknown): Policy['automaticRequestSettings'] {
  if (value === undefined || value === null) return null;
  const body = asBody(value, 'automaticRequestSettings');
  return {
    requestAccessForAllowedTargets: flagIn(body, 'requestAccessForAllowedTargets') ?? false,
    removeAccessWhenTargetLeavesAllowedTargets: flagIn(body, 'removeAccessWhenTargetLeavesAllowedTargets') ?? false,
    gracePeriodBeforeAccessRemoval: durationIn(body, 'gracePeriodBeforeAccessRemoval') ?? null,
  };
}

/** The approval part of a policy as Graph prints it. */
export function showApproval({ stages, ...flags }: Policy['requestApprovalSettings']): Json {
  return {
    ...flags,
    stages: stages.map((stage) => ({
      ...stage,
      primaryApprovers: stage.primaryApprovers.map(showSubjectSet),
      fallbackPrimaryApprovers: stage.fallbackPrimaryApprovers.map(showSubjectSet),
      escalationApprovers: stage.escalationApprovers.map(showSubjectSet),
      fallbackEscalationApprovers: stage.fallbackEscalationApprovers.map(showSubjectSet),
    })),
  };
}
