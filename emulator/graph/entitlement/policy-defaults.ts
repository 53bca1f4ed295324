import type { Policy, RequestorRules, SubjectSet } from '../../model/governance';

export const SELF_SERVICE_OFF: RequestorRules = {
  enableTargetsToSelfAddAccess: false,
  enableTargetsToSelfUpdateAccess: false,
  enableTargetsToSelfRemoveAccess: false,
  allowCustomAssignmentSchedule: true,
  enableOnBehalfRequestorsToAddAccess: false,
  enableOnBehalfRequestorsToUpdateAccess: false,
  enableOnBehalfRequestorsToRemoveAccess: false,
  onBehalfRequestors: [],
};

/** What the parts of a policy are that nobody named: nobody may ask, nothing is approved, nothing ends. */
export const POLICY_DEFAULTS = {
  description: '',
  allowedTargetScope: 'notSpecified',
  specificAllowedTargets: [],
  expiration: { type: 'noExpiration', endDateTime: null, duration: null },
  requestorSettings: SELF_SERVICE_OFF,
  requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, isRequestorJustificationRequired: false, stages: [] },
  automaticRequestSettings: null,
  questions: [],
  reviewSettings: null,
  notificationSettings: { isAssignmentNotificationDisabled: false },
} satisfies Partial<Policy>;

/** One stage that waits for the given approvers, with Entra's usual fortnight. */
export function approvalBy(primaryApprovers: SubjectSet[], fallbackPrimaryApprovers: SubjectSet[] = []): Policy['requestApprovalSettings'] {
  return {
    isApprovalRequiredForAdd: true,
    isApprovalRequiredForUpdate: false,
    isRequestorJustificationRequired: true,
    stages: [{
      approverInformationVisibility: 'default',
      durationBeforeAutomaticDenial: 'P14D',
      isApproverJustificationRequired: false,
      isEscalationEnabled: false,
      durationBeforeEscalation: 'PT0S',
      primaryApprovers,
      fallbackPrimaryApprovers,
      escalationApprovers: [],
      fallbackEscalationApprovers: [],
    }],
  };
}
