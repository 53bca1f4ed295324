import type { Tenant } from '../../../model';
import type { User } from '../../../model/directory';
import type { Assignment, AssignmentRequest, GovernanceTask, Policy } from '../../../model/governance';
import { isLive } from '../../../model/governance-store';
import { limitOf } from '../limits';
import { durationMs, UNSCHEDULED } from '../schedule';

const THREE_MONTHS_IN_DAYS = 92;
const QUARTER_OF_AN_HOUR = 15 * 60_000;

export type GraceTask = Extract<GovernanceTask, { kind: 'endGrace' }>;

const graceOf = (assignment: Assignment): string => `grace:${assignment.id}`;

/**
 * Somebody is selected by a policy's rule. Whoever holds the package by any policy, or has asked for it, is left as they
 * are; of the others as many as the limit allows get a request of the system's own.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-auto-assignment-policy
 */
export function enterScope(tenant: Tenant, policy: Policy, user: User, at: number): void {
  const { governance, members } = tenant;
  if (!members.has(policy.id, user.id)) {
    // The surplus gets nothing, and nobody is told.
    if (members.of(policy.id).size >= limitOf(tenant, 'usersPerAutomaticPolicy')) return;
    members.add(policy.id, user.id);
  }
  const held = governance.liveAssignment(policy.packageId, user.id);
  if (held) governance.tasks.remove(graceOf(held));
  // Without the licence nothing new begins; what was given stays.
  if (!policy.automaticRequestSettings?.requestAccessForAllowedTargets || tenant.settings.licences !== 'Governance') return;
  const open = governance.openRequest(policy.packageId, user.id);
  if (open) {
    if (open.requestType.endsWith('Remove')) judgeAgain(tenant, policy, user, open, at);
    return;
  }
  if (held && !(held.state === 'deliveryFailed' && held.policyId === policy.id)) return;
  const full = governance.liveAssignments >= limitOf(tenant, 'assignmentsPerTenant') || governance.requestsSince(THREE_MONTHS_IN_DAYS, at) >= limitOf(tenant, 'requestsInThreeMonths');
  if (!full) request(tenant, 'systemAdd', { packageId: policy.packageId, policyId: policy.id, targetId: user.id, assignmentId: held?.id ?? tenant.newId() }, at);
}

/** Somebody is no longer selected: what this policy gave them goes, after the grace period, if the policy says so. */
export function leaveScope(tenant: Tenant, policy: Policy, user: User, at: number): void {
  const { governance, members } = tenant;
  const open = governance.openRequest(policy.packageId, user.id);
  if (open?.requestType === 'systemAdd' && open.policyId === policy.id && open.due !== null) {
    judgeAgain(tenant, policy, user, open, at);
    return;
  }
  members.remove(policy.id, user.id);
  const assignment = governance.liveAssignment(policy.packageId, user.id);
  const settings = policy.automaticRequestSettings;
  if (!assignment || assignment.policyId !== policy.id || !settings?.removeAccessWhenTargetLeavesAllowedTargets) return;
  const grace = settings.gracePeriodBeforeAccessRemoval === null ? 0 : durationMs(settings.gracePeriodBeforeAccessRemoval) ?? 0;
  governance.keepTask({ id: graceOf(assignment), kind: 'endGrace', due: at + grace, assignmentId: assignment.id, policyId: policy.id });
}

/** The end of a grace period: nobody who came back, or holds the package by another policy meanwhile, loses it. */
export function endGrace(tenant: Tenant, task: GraceTask, at: number): void {
  const { governance, members } = tenant;
  // Somebody left, came back and left again: the queue still had the first leaving.
  if (task.due > at) {
    governance.keepTask(task);
    return;
  }
  const assignment = governance.assignments.get(task.assignmentId);
  const settings = governance.policies.get(task.policyId)?.automaticRequestSettings;
  if (!assignment || !isLive(assignment) || assignment.policyId !== task.policyId || members.has(task.policyId, assignment.targetId)) return;
  if (!settings?.removeAccessWhenTargetLeavesAllowedTargets) return;
  const open = governance.openRequest(assignment.packageId, assignment.targetId);
  if (open) governance.keepTask({ ...task, due: Math.max(at, open.due ?? 0) + QUARTER_OF_AN_HOUR });
  else request(tenant, 'systemRemove', { packageId: assignment.packageId, policyId: assignment.policyId, targetId: assignment.targetId, assignmentId: assignment.id }, at);
}

/** Waits for an open request to move on before the person is judged once more. */
function judgeAgain(tenant: Tenant, policy: Policy, user: User, open: AssignmentRequest, at: number): void {
  if (open.due !== null) tenant.governance.keepTask({ id: tenant.newId(), kind: 'judgePeople', due: Math.max(at, open.due) + 1, people: [[user.id, [policy.id]]] });
}

/** Enters a request of the system's own, which is picked up at once and delivered like any other. */
function request(tenant: Tenant, requestType: 'systemAdd' | 'systemRemove', of: Pick<AssignmentRequest, 'packageId' | 'policyId' | 'targetId' | 'assignmentId'>, at: number): void {
  tenant.governance.keepAssignmentRequest({
    id: tenant.newId(), requestType, state: 'submitted', status: 'Accepted', justification: '', answers: [], requestorId: '',
    schedule: structuredClone(UNSCHEDULED), stages: [], created: at, completed: null, due: at, ...of,
  });
}
