import type { ApprovalStageRule, Expiration, Policy } from '../../model/governance';
import type { Json } from '../odata/thing';
import type { Body } from './body';
import { asBody, flagIn, invalidModel, listIn, memberIn, neededText, textIn } from './body';
import { POLICY_DEFAULTS, SELF_SERVICE_OFF } from './policy-defaults';
import { durationMs } from './schedule';
import { readSubjectSet, showSubjectSet } from './subject-sets';

const SCOPES = [
  'notSpecified', 'specificDirectoryUsers', 'specificConnectedOrganizationUsers', 'specificDirectoryServicePrincipals', 'allMemberUsers', 'allDirectoryUsers',
  'allDirectoryServicePrincipals', 'allConfiguredConnectedOrganizationUsers', 'allExternalUsers', 'allDirectoryAgentIdentities',
] as const;

const MOST_NAMED = 500;
const MOST_STAGES = 3;

export const POLICY_PROPERTIES = [
  'id', 'displayName', 'description', 'allowedTargetScope', 'specificAllowedTargets', 'expiration', 'requestorSettings', 'requestApprovalSettings',
  'automaticRequestSettings', 'questions', 'reviewSettings', 'notificationSettings', 'customExtensionStageSettings', 'accessPackage', 'createdDateTime', 'modifiedDateTime',
] as const;

/** Everything of a policy that a body carries; what it leaves out falls back to the default, as a PUT means it. */
export type PolicyContent = Omit<Policy, 'id' | 'packageId' | 'created' | 'modified'>;

export function readPolicy(body: Body): PolicyContent {
  const specificAllowedTargets = listIn(body, 'specificAllowedTargets').map(readSubjectSet);
  if (specificAllowedTargets.length > MOST_NAMED) throw invalidModel(`A policy names ${MOST_NAMED} users and groups at most.`);
  const allowedTargetScope = memberIn(body, 'allowedTargetScope', SCOPES) ?? 'notSpecified';
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
    questions: listIn(body, 'questions'),
    reviewSettings: body.reviewSettings ?? null,
    notificationSettings: body.notificationSettings ?? { ...POLICY_DEFAULTS.notificationSettings },
  };
}

/** An end as Graph writes it; a duration or date that does not fit its type is InvalidModel. */
export function readExpiration(value: unknown): Expiration {
  const body = asBody(value, 'expiration');
  const type = memberIn(body, 'type', ['notSpecified', 'noExpiration', 'afterDateTime', 'afterDuration']) ?? 'notSpecified';
  const endDateTime = textIn(body, 'endDateTime') ?? null;
  const duration = textIn(body, 'duration') ?? null;
  if (type === 'afterDateTime' && (endDateTime === null || Number.isNaN(Date.parse(endDateTime)))) throw invalidModel('expiration.endDateTime is required.');
  if (type === 'afterDuration' && (duration === null || durationMs(duration) === null)) throw invalidModel('expiration.duration is required.');
  return { type, endDateTime, duration };
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
    durationBeforeAutomaticDenial: textIn(body, 'durationBeforeAutomaticDenial') ?? 'P14D',
    isApproverJustificationRequired: flagIn(body, 'isApproverJustificationRequired') ?? false,
    isEscalationEnabled: flagIn(body, 'isEscalationEnabled') ?? false,
    durationBeforeEscalation: textIn(body, 'durationBeforeEscalation') ?? 'PT0S',
    primaryApprovers: approvers('primaryApprovers'),
    fallbackPrimaryApprovers: approvers('fallbackPrimaryApprovers'),
    escalationApprovers: approvers('escalationApprovers'),
    fallbackEscalationApprovers: approvers('fallbackEscalationApprovers'),
  };
  if (durationMs(stage.durationBeforeAutomaticDenial) === null) throw invalidModel('durationBeforeAutomaticDenial is not a duration.');
  if (stage.primaryApprovers.length === 0) throw invalidModel('A stage needs primaryApprovers.');
  if (stage.primaryApprovers.some(({ kind }) => kind === 'attributeRuleMembers')) throw invalidModel('A rule cannot name approvers.');
  return stage;
}

function readAutomatic(value: unknown): Policy['automaticRequestSettings'] {
  if (value === undefined || value === null) return null;
  const body = asBody(value, 'automaticRequestSettings');
  return {
    requestAccessForAllowedTargets: flagIn(body, 'requestAccessForAllowedTargets') ?? false,
    removeAccessWhenTargetLeavesAllowedTargets: flagIn(body, 'removeAccessWhenTargetLeavesAllowedTargets') ?? false,
    gracePeriodBeforeAccessRemoval: textIn(body, 'gracePeriodBeforeAccessRemoval') ?? null,
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
