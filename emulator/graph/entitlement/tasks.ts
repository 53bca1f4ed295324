import type { Tenant } from '../../model';
import type { GovernanceTask } from '../../model/governance';
import { isLive } from '../../model/governance-store';
import { doMembershipTask } from '../../rules/membership';
import { endReview, startReview } from './access-reviews';
import { endBySystem } from './assignment-end';
import { endGrace } from './automatic/automatic-assignment';
import { spreadRole, takeRoles } from './delivery';

const THIRTY_DAYS = 30 * 86_400_000;

/** Does, once, what the service had put off until now. */
export function doTask(tenant: Tenant, task: GovernanceTask, at: number): void {
  const { governance } = tenant;
  governance.tasks.remove(task.id);
  switch (task.kind) {
    case 'takeRoles':
      takeRoles(tenant, task.roles, task.targetId, at);
      return;
    case 'spreadRole':
      spreadRole(tenant, task.packageId, task.role, task.change, at);
      return;
    case 'forgetDeparted': {
      const since = governance.departed.get(task.targetId);
      // Somebody who was restored is not forgotten, nor before 30 days when they were deleted again.
      if (since === undefined || since + THIRTY_DAYS > at) return;
      governance.departed.delete(task.targetId);
      tenant.purge(task.targetId);
      for (const assignment of governance.assignmentsBy(task.targetId)) if (isLive(assignment)) endBySystem(tenant, assignment, 'Expired', at);
      return;
    }
    case 'deleteExternal':
      // Somebody who was given a package again meanwhile, or let in by an administrator, stays.
      if (tenant.users.get(task.targetId)?.accountEnabled === false && !governance.assignmentsBy(task.targetId).some(isLive)) tenant.deleteUser(task.targetId, at);
      return;
    case 'startReview':
      startReview(tenant, task.policyId, task.occurrence);
      return;
    case 'endReview':
      endReview(tenant, task.policyId, task.occurrence, at);
      return;
    case 'judgePeople':
    case 'applyRule':
      doMembershipTask(tenant, task, at);
      return;
    case 'endGrace':
      endGrace(tenant, task, at);
      return;
    default:
  }
}

/**
 * Takes note of people who were deleted: for 30 days, while they could be restored, their assignments still count.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-troubleshoot
 */
export function noticeDepartures(tenant: Tenant, now: number): void {
  for (const targetId of tenant.departed.splice(0)) {
    tenant.governance.departed.set(targetId, now);
    tenant.governance.keepTask({ id: tenant.newId(), kind: 'forgetDeparted', targetId, due: now + THIRTY_DAYS });
  }
}
