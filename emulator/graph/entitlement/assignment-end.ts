import type { Tenant } from '../../model';
import type { Assignment } from '../../model/governance';
import { isLive } from '../../model/governance-store';
import { takeLater } from './delivery';
import { limitOf } from './limits';
import { durationMs } from './schedule';

const DAY = 86_400_000;

/** Ends an assignment: the roles go, and with the last assignment of a governed guest, the account. */
export function endAssignment(tenant: Tenant, assignment: Assignment, status: string, at: number): void {
  tenant.governance.endAssignment(assignment, status, at);
  takeLater(tenant, assignment, at);
  leaveLastPackage(tenant, assignment.targetId, at);
}

/** The day before the end, when people are told. */
export function nearEnd({ governance }: Tenant, assignment: Assignment): void {
  if (governance.policies.get(assignment.policyId)?.notificationSettings.isAssignmentNotificationDisabled !== true) assignment.status = 'NearExpiry1DayNotificationTriggered';
}

/** The end of an assignment's time. */
export function runOut(tenant: Tenant, assignment: Assignment, at: number): void {
  endBySystem(tenant, assignment, 'ExpiredNotificationTriggered', at);
}

/** An end nobody asked for: the service makes the removal request itself, already done. */
export function endBySystem(tenant: Tenant, assignment: Assignment, status: string, at: number): void {
  endAssignment(tenant, assignment, status, at);
  tenant.governance.keepAssignmentRequest({
    id: tenant.newId(), requestType: 'systemRemove', state: 'delivered', status: 'Delivered', justification: '', answers: [],
    packageId: assignment.packageId, policyId: assignment.policyId, targetId: assignment.targetId, requestorId: '', assignmentId: assignment.id,
    schedule: assignment.schedule, stages: [], created: at, completed: at, due: at + limitOf(tenant, 'daysFinishedRequestsAreKept') * DAY,
  });
}

/**
 * Blocks a guest who came through a package and holds none any more, and deletes them some days later, as the tenant's
 * settings say; other access does not keep them.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-external-users#manage-the-lifecycle-of-external-users
 */
function leaveLastPackage(tenant: Tenant, targetId: string, at: number): void {
  const { governance } = tenant;
  const { externalUserLifecycleAction, durationUntilExternalUserDeletedAfterBlocked } = governance.settings;
  if (externalUserLifecycleAction === 'none' || governance.subjectLifecycles.get(targetId) !== 'governed') return;
  if (!tenant.users.get(targetId) || governance.assignmentsBy(targetId).some(isLive)) return;
  tenant.updateUser(targetId, { accountEnabled: false });
  if (externalUserLifecycleAction === 'blockSignInAndDelete') {
    governance.keepTask({ id: tenant.newId(), kind: 'deleteExternal', targetId, due: at + (durationMs(durationUntilExternalUserDeletedAfterBlocked) ?? 0) });
  }
}
