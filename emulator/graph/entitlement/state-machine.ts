import type { Tenant } from '../../model';
import type { Assignment, AssignmentRequest, RequestState } from '../../model/governance';
import { endOf } from '../../model/governance-store';
import { giveRoles, takeRoles } from './delivery';
import { approversOf } from './policy-scope';
import { deliverResourceRequest } from './resource-requests';
import { durationMs, settle } from './schedule';

/** The part of the delivery time after which an accepted request is picked up. */
const PICKED_UP = 0.3;

/** Brings everything that is due by `now` about, each at its own moment. */
export function advanceTo(tenant: Tenant, now: number): void {
  const { governance } = tenant;
  for (let next = governance.due.take(now); next; next = governance.due.take(now)) {
    const { at, id } = next;
    const request = governance.assignmentRequests.get(id);
    if (request?.due === at) step(tenant, request, at);
    const resourceRequest = governance.resourceRequests.get(id);
    if (resourceRequest?.due === at) deliverResourceRequest(tenant, resourceRequest, at);
    const assignment = governance.assignments.get(id);
    if (assignment?.state === 'delivered' && endOf(assignment) === at) runOut(tenant, assignment, at);
  }
}

/** When an accepted request is picked up. */
export const pickUpTime = (tenant: Tenant, accepted: number): number => accepted + Math.round(tenant.settings.deliveryMs * PICKED_UP);

function step(tenant: Tenant, request: AssignmentRequest, at: number): void {
  switch (request.state) {
    case 'submitted':
    case 'scheduled':
      pickUp(tenant, request, at);
      return;
    case 'pendingApproval':
      denyStage(request);
      end(request, 'denied', 'Expired', at);
      return;
    case 'delivering':
      deliver(tenant, request, at);
      return;
    default:
      request.due = null;
  }
}

function pickUp(tenant: Tenant, request: AssignmentRequest, at: number): void {
  const policy = tenant.governance.policies.get(request.policyId);
  const adds = request.requestType === 'adminAdd' || request.requestType === 'userAdd';
  if (adds && policy?.requestApprovalSettings.isApprovalRequiredForAdd && request.stages.length === 0) {
    askApprovers(tenant, request, at);
    return;
  }
  const start = request.schedule.startDateTime === null ? at : Date.parse(request.schedule.startDateTime);
  if (adds && start > at) {
    Object.assign(request, { state: 'scheduled', status: 'PendingNotBefore' });
    tenant.governance.schedule(request, start);
    return;
  }
  beginDelivery(tenant, request, at);
}

function askApprovers(tenant: Tenant, request: AssignmentRequest, at: number): void {
  const rules = tenant.governance.policies.get(request.policyId)?.requestApprovalSettings.stages ?? [];
  request.stages = rules.map((rule, index) => ({
    id: tenant.newId(),
    approverIds: approversOf(tenant, rule, request.targetId, request.requestorId),
    status: index === 0 ? 'InProgress' : 'NotStarted',
    reviewResult: 'NotReviewed',
    reviewedById: null,
    reviewed: null,
    justification: '',
    deniesAt: null,
  }));
  Object.assign(request, { state: 'pendingApproval', status: 'PendingApproval' });
  openStage(tenant, request, 0, at);
}

/** Waits for the approvers of a stage; a stage nobody can decide denies at once. */
function openStage(tenant: Tenant, request: AssignmentRequest, index: number, at: number): void {
  const stage = request.stages[index];
  const rule = tenant.governance.policies.get(request.policyId)?.requestApprovalSettings.stages[index];
  if (!stage || stage.approverIds.length === 0) {
    denyStage(request);
    end(request, 'denied', 'Denied', at);
    return;
  }
  stage.status = 'InProgress';
  stage.deniesAt = at + (durationMs(rule?.durationBeforeAutomaticDenial ?? '') ?? 14 * 86_400_000);
  tenant.governance.schedule(request, stage.deniesAt);
}

function denyStage(request: AssignmentRequest): void {
  const stage = request.stages.find((candidate) => candidate.status === 'InProgress');
  if (stage) stage.status = 'Expired';
}

/** Enters an approver's decision on the open stage. */
export function decide(tenant: Tenant, request: AssignmentRequest, decision: { by: string; result: 'Approve' | 'Deny'; justification: string }, at: number): void {
  const index = request.stages.findIndex((stage) => stage.status === 'InProgress');
  const stage = request.stages[index];
  if (!stage) return;
  Object.assign(stage, { status: 'Completed', reviewResult: decision.result, reviewedById: decision.by, reviewed: at, justification: decision.justification });
  if (decision.result === 'Deny') end(request, 'denied', 'Denied', at);
  else if (index + 1 < request.stages.length) openStage(tenant, request, index + 1, at);
  else pickUp(tenant, request, at);
}

function beginDelivery(tenant: Tenant, request: AssignmentRequest, at: number): void {
  const { governance } = tenant;
  Object.assign(request, { state: 'delivering', status: 'Delivering' });
  const known = governance.assignments.get(request.assignmentId);
  if (known && request.requestType.endsWith('Add')) Object.assign(known, { state: 'delivering', status: 'Delivering' });
  else if (!known) {
    governance.keepAssignment({
      id: request.assignmentId, packageId: request.packageId, policyId: request.policyId, targetId: request.targetId, state: 'delivering', status: 'Delivering',
      schedule: settle(request.schedule, governance.policies.get(request.policyId), at), expired: null, created: at,
    });
  }
  governance.schedule(request, at + Math.round(tenant.settings.deliveryMs * (1 - PICKED_UP)));
}

function deliver(tenant: Tenant, request: AssignmentRequest, at: number): void {
  const { governance } = tenant;
  const assignment = governance.assignments.get(request.assignmentId);
  const accessPackage = governance.packages.get(request.packageId);
  if (!assignment || !accessPackage) {
    end(request, 'deliveryFailed', 'DeliveryFailed: the access package does not exist any more', at);
  } else if (request.requestType.endsWith('Remove')) {
    takeRoles(tenant, accessPackage, assignment.targetId);
    Object.assign(assignment, { state: 'expired', status: 'Expired', expired: at });
    end(request, 'delivered', 'Delivered', at);
  } else {
    const { state, status } = giveRoles(tenant, accessPackage, request.targetId, at);
    if (request.requestType.endsWith('Update')) {
      assignment.policyId = request.policyId;
      assignment.schedule = settle(request.schedule, governance.policies.get(request.policyId), at);
    }
    Object.assign(assignment, { state, status: status.split(':')[0] });
    governance.watchEnd(assignment);
    end(request, state, status, at);
  }
}

function end(request: AssignmentRequest, state: RequestState, status: string, at: number): void {
  Object.assign(request, { state, status, completed: at, due: null });
}

/** Withdraws a request nobody has begun to deliver. */
export const cancel = (request: AssignmentRequest, at: number): void => end(request, 'canceled', 'Canceled', at);

/** Delivers once more what failed, in whole or in part. */
export function redeliver(tenant: Tenant, request: AssignmentRequest, at: number): void {
  request.completed = null;
  beginDelivery(tenant, request, at);
}

/** The end of an assignment's time: the service makes the removal request itself, already done. */
function runOut(tenant: Tenant, assignment: Assignment, at: number): void {
  const { governance } = tenant;
  const accessPackage = governance.packages.get(assignment.packageId);
  Object.assign(assignment, { state: 'expired', status: 'ExpiredNotificationTriggered', expired: at });
  if (accessPackage) takeRoles(tenant, accessPackage, assignment.targetId);
  governance.keepAssignmentRequest({
    id: tenant.newId(), requestType: 'systemRemove', state: 'delivered', status: 'Delivered', justification: '', answers: [],
    packageId: assignment.packageId, policyId: assignment.policyId, targetId: assignment.targetId, requestorId: '', assignmentId: assignment.id,
    schedule: assignment.schedule, stages: [], created: at, completed: at, due: null,
  });
}
