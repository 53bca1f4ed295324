import type { Tenant } from '../../model';
import type { AssignmentRequest, RequestState } from '../../model/governance';
import { endOf, gives } from '../../model/governance-store';
import { recordFulfilment } from '../audit-trail';
import { noticeChanges } from '../../rules/membership';
import type { Decision, Outcome } from './approval-flow';
import { beginApproval, enterDecision, stageIsDue } from './approval-flow';
import { endAssignment, nearEnd, runOut } from './assignment-end';
import { callOut, giveUpWaiting, remind, watchReminders } from './callouts';
import { clashes } from './compatibility';
import { giveRoles } from './delivery';
import { limitOf } from './limits';
import { deliverResourceRequest } from './resource-requests';
import { settle } from './schedule';
import { doTask, noticeDepartures } from './tasks';

/** The part of the delivery time after which an accepted request is picked up. */
const PICKED_UP = 0.3;
const DAY = 86_400_000;
/** How long the service waits before it looks again whether a guest has come in, or tries a failed delivery again. */
const LOOKS_AGAIN = 15 * 60_000;

/** Brings everything that is due by `now` about, each at its own moment. */
export function advanceTo(tenant: Tenant, now: number): void {
  const { governance } = tenant;
  noticeDepartures(tenant, now);
  noticeChanges(tenant, now);
  for (let next = governance.due.take(now); next; next = governance.due.take(now)) {
    const { at, id } = next;
    const request = governance.assignmentRequests.get(id);
    if (request?.due === at) step(tenant, request, at);
    const resourceRequest = governance.resourceRequests.get(id);
    if (resourceRequest?.due === at) deliverResourceRequest(tenant, resourceRequest, at);
    const task = governance.tasks.get(id);
    if (task?.due === at) doTask(tenant, task, at);
    const assignment = governance.assignments.get(id);
    if (assignment && gives(assignment)) {
      if (endOf(assignment) === at) runOut(tenant, assignment, at);
      else if (endOf(assignment) === at + DAY) nearEnd(tenant, assignment);
      remind(tenant, assignment, at);
    }
    noticeChanges(tenant, at);
  }
}

/** When an accepted request is picked up. */
export const pickUpTime = (tenant: Tenant, accepted: number): number => accepted + Math.round(tenant.settings.deliveryMs * PICKED_UP);

function step(tenant: Tenant, request: AssignmentRequest, at: number): void {
  if (giveUpWaiting(request)) {
    end(tenant, request, 'deliveryFailed', 'DeliveryFailed: the custom extension did not answer in time', at);
    return;
  }
  switch (request.state) {
    case 'submitted':
    case 'scheduled':
      pickUp(tenant, request, at);
      return;
    case 'pendingApproval':
      follow(tenant, request, stageIsDue(tenant, request, at), at, 'Expired');
      return;
    case 'delivering':
      deliver(tenant, request, at);
      return;
    case 'deliveryFailed':
    case 'partiallyDelivered':
      if (request.retriesUntil && at <= request.retriesUntil) {
        beginDelivery(tenant, request, at);
        return;
      }
      tenant.governance.dropAssignmentRequest(request.id);
      return;
    default:
      tenant.governance.dropAssignmentRequest(request.id);
  }
}

/** Whether a policy wants somebody to decide on this kind of request. Direct assignments are decided on like others. */
function wantsApproval(tenant: Tenant, { requestType, policyId, stages }: AssignmentRequest): boolean {
  const settings = tenant.governance.policies.get(policyId)?.requestApprovalSettings;
  if (!settings || stages.length > 0) return false;
  if (requestType === 'adminAdd' || requestType === 'userAdd') return settings.isApprovalRequiredForAdd;
  return requestType === 'userUpdate' && settings.isApprovalRequiredForUpdate;
}

function pickUp(tenant: Tenant, request: AssignmentRequest, at: number): void {
  if (request.requestType.endsWith('Add') && callOut(tenant, request, 'assignmentRequestCreated', at)) return;
  if (wantsApproval(tenant, request)) follow(tenant, request, beginApproval(tenant, request, at), at);
  else readyToDeliver(tenant, request, at);
}

function follow(tenant: Tenant, request: AssignmentRequest, outcome: Outcome, at: number, refused = 'Denied'): void {
  if (outcome === 'denied') end(tenant, request, 'denied', refused, at);
  else if (outcome === 'approved') readyToDeliver(tenant, request, at);
}

function readyToDeliver(tenant: Tenant, request: AssignmentRequest, at: number): void {
  if (request.requestType.endsWith('Add') && callOut(tenant, request, 'assignmentRequestApproved', at)) return;
  const start = request.schedule.startDateTime === null ? at : Date.parse(request.schedule.startDateTime);
  if (request.requestType.endsWith('Add') && start > at) {
    Object.assign(request, { state: 'scheduled', status: 'PendingNotBefore' });
    tenant.governance.schedule(request, start);
    return;
  }
  beginDelivery(tenant, request, at);
}

/** Enters an approver's decision on the open stage. */
export function decide(tenant: Tenant, request: AssignmentRequest, decision: Decision, at: number): void {
  follow(tenant, request, enterDecision(tenant, request, decision, at), at);
}

function beginDelivery(tenant: Tenant, request: AssignmentRequest, at: number): void {
  const { governance } = tenant;
  Object.assign(request, { state: 'delivering', status: 'Delivering', completed: null });
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
  const { requestType, targetId, packageId, assignmentId } = request;
  const assignment = governance.assignments.get(assignmentId);
  const accessPackage = governance.packages.get(packageId);
  if (!assignment || !accessPackage) {
    end(tenant, request, 'deliveryFailed', 'DeliveryFailed: the access package does not exist any more', at);
    return;
  }
  const adds = requestType.endsWith('Add');
  if (adds && !tenant.users.get(targetId) && !governance.hasDeparted(targetId)) {
    hang(tenant, request);
    return;
  }
  const known = adds ? Date.parse(tenant.users.get(targetId)?.createdDateTime ?? '') + tenant.settings.visibilityMs : at;
  if (known > at) {
    governance.schedule(request, known);
    return;
  }
  // Until a guest has taken the invitation nothing is given: https://learn.microsoft.com/entra/id-governance/entitlement-management-process
  if (adds && tenant.users.get(targetId)?.externalUserState === 'PendingAcceptance') {
    governance.schedule(request, at + LOOKS_AGAIN);
    return;
  }
  // What came about since the request was taken in: another package, or a group, that may not be held with this one.
  if (adds && requestType !== 'systemAdd' && clashes(tenant, accessPackage, targetId, gives)) {
    failed(tenant, request, at, 'DeliveryFailed: the user has access that is incompatible with the access package');
    return;
  }
  request.attempts = (request.attempts ?? 0) + 1;
  const outcome = tenant.deliveries.outcomeOf({ requestId: request.id, requestType, assignmentId, packageId, targetId, attempt: request.attempts, at });
  if (outcome === 'hang') hang(tenant, request);
  else if (outcome === 'fail') failed(tenant, request, at, 'DeliveryFailed: the service could not reach the resource');
  else if (requestType.endsWith('Remove')) {
    endAssignment(tenant, assignment, 'Expired', at);
    end(tenant, request, 'delivered', 'Delivered', at);
    callOut(tenant, request, 'assignmentRequestRemoved', at);
  } else {
    if (requestType.endsWith('Update')) change(tenant, request, at);
    const { state, status } = giveRoles(tenant, accessPackage, targetId, at, outcome === 'partial');
    Object.assign(assignment, { state, status: status.split(':')[0] });
    governance.watchEnd(assignment);
    if (requestType === 'userAdd' && tenant.users.get(targetId)?.homeDomain) governByPackage(tenant, targetId);
    if (state !== 'deliveryFailed') recordFulfilment(tenant, at, accessPackage, targetId, state);
    watchReminders(tenant, assignment);
    if (state === 'delivered') {
      end(tenant, request, state, status, at);
      callOut(tenant, request, 'assignmentRequestGranted', at);
    } else failed(tenant, request, at, status, state);
  }
}

/** A guest who asked for access is governed by it from then on, unless somebody has said otherwise. */
function governByPackage({ governance }: Tenant, targetId: string): void {
  if (!governance.subjectLifecycles.has(targetId)) governance.subjectLifecycles.set(targetId, 'governed');
}

/** An update moves the dates where it names any, or where the person extends; an administrator's new answers alone move nothing. */
function change(tenant: Tenant, request: AssignmentRequest, at: number): void {
  const { governance } = tenant;
  const assignment = governance.assignments.get(request.assignmentId);
  if (!assignment) return;
  if (assignment.policyId !== request.policyId && tenant.settings.policyChange !== 'ignored') governance.moveAssignment(assignment, request.policyId);
  const { startDateTime, expiration } = request.schedule;
  if (request.requestType === 'adminUpdate' && startDateTime === null && expiration.type === 'notSpecified') return;
  const { expiration: newEnd } = settle(request.schedule, governance.policies.get(request.policyId), at);
  assignment.schedule = { startDateTime: startDateTime ?? assignment.schedule.startDateTime, expiration: newEnd };
}

/** Stays in delivering for good; a new assignment is shown without its target. */
function hang(tenant: Tenant, request: AssignmentRequest): void {
  request.due = null;
  const assignment = tenant.governance.assignments.get(request.assignmentId);
  if (assignment && request.requestType.endsWith('Add')) assignment.hasNoTarget = true;
}

/** The service tries again by itself for some hours, then leaves it to whoever reprocesses it. */
function failed(tenant: Tenant, request: AssignmentRequest, at: number, status: string, state: 'deliveryFailed' | 'partiallyDelivered' = 'deliveryFailed'): void {
  const assignment = tenant.governance.assignments.get(request.assignmentId);
  if (assignment && request.requestType.endsWith('Add')) Object.assign(assignment, { state, status: status.split(':')[0] });
  end(tenant, request, state, status, at);
  request.retriesUntil ??= at + tenant.settings.retryForMs;
  if (at + LOOKS_AGAIN <= request.retriesUntil) tenant.governance.schedule(request, at + LOOKS_AGAIN);
}

/** Ends a request; it is kept some three months more. */
function end(tenant: Tenant, request: AssignmentRequest, state: RequestState, status: string, at: number): void {
  Object.assign(request, { state, status, completed: at });
  tenant.governance.schedule(request, at + limitOf(tenant, 'daysFinishedRequestsAreKept') * DAY);
}

/** Goes on with a request that waited for a workflow, or ends it as the workflow said. */
export function resume(tenant: Tenant, request: AssignmentRequest, outcome: 'denied' | 'canceled' | undefined, at: number): void {
  if (outcome === undefined) pickUp(tenant, request, at);
  else end(tenant, request, outcome, outcome === 'denied' ? 'Denied' : 'Canceled', at);
}

/** Withdraws a request nobody has begun to deliver. */
export const cancel = (tenant: Tenant, request: AssignmentRequest, at: number): void => end(tenant, request, 'canceled', 'Canceled', at);

/** Delivers once more what failed, in whole or in part. */
export function redeliver(tenant: Tenant, request: AssignmentRequest, at: number): void {
  request.retriesUntil = null;
  beginDelivery(tenant, request, at);
}

/** Withdraws a delivery that hangs, so that its assignment can be taken away. */
export const giveUp = (tenant: Tenant, request: AssignmentRequest, at: number): void => end(tenant, request, 'deliveryFailed', 'DeliveryFailed', at);
