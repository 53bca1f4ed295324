import type { AssignmentRequest } from '../../model/governance';
import { isLive } from '../../model/governance-store';
import { requireAnyGovernanceRole, requireGovernanceScope, requireReadsCatalog, requireWritesCatalog } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import { listed } from '../odata/collection';
import { pinned } from '../odata/filter';
import { defineShape } from '../odata/thing';
import { showAnswers } from './answers';
import { requireReadsFiltered, showAssignment } from './assignments';
import { showCallouts } from './callouts';
import { REQUEST_STATE } from './filter-members';
import { EM, governanceList, governanceObject, idIn, iso, isoOrNull } from './governance-query';
import { limitOf } from './limits';
import { showPackage } from './packages';
import { makeRequest } from './request-intake';
import { cancel, redeliver } from './state-machine';
import { showSubject, subjectOf } from './subjects';

const DAY = 86_400_000;

/** https://learn.microsoft.com/graph/api/accesspackageassignmentrequest-cancel */
const CANCELABLE: readonly string[] = ['accepted', 'pendingapproval', 'pendingnotbefore', 'pendingapprovalescalated'];

const showAssignmentRequest: Show<AssignmentRequest> = defineShape<AssignmentRequest, World>({
  type: 'accessPackageAssignmentRequest',
  properties: {
    id: (request) => request.id,
    requestType: (request) => request.requestType,
    state: (request) => request.state,
    status: (request) => request.status,
    createdDateTime: (request) => iso(request.created),
    completedDateTime: (request) => isoOrNull(request.completed),
    schedule: ({ schedule }) => ({ startDateTime: schedule.startDateTime, recurrence: null, expiration: schedule.expiration }),
    answers: (request) => showAnswers(request.answers),
    customExtensionCalloutInstances: (request) => showCallouts(request.callouts),
    justification: (request) => request.justification,
  },
  navigations: {
    accessPackage: (request, world) => {
      const row = world.tenant.governance.packages.get(request.packageId);
      return row ? showPackage(row, world) : null;
    },
    // Before the service has made the row, this is the assignment as it was asked for, without a state.
    assignment: (request, world) => showAssignment(world.tenant.governance.assignments.get(request.assignmentId) ?? {
      id: request.assignmentId, packageId: request.packageId, policyId: request.policyId, targetId: request.targetId,
      state: null, status: null, schedule: request.schedule, expired: null, created: request.created,
    }, world),
    requestor: (request, world) => (request.requestorId === '' ? null : showSubject(subjectOf(world, request.requestorId), world)),
  },
});

export const catalogOf = ({ tenant }: World, request: AssignmentRequest): string => tenant.governance.packages.get(request.packageId)?.catalogId ?? '';

/** The request a path names; its requestor and its target may read it, others need a role. */
export function requestIn(context: Context): AssignmentRequest {
  const request = context.tenant.governance.assignmentRequests.get(idIn(context));
  if (!request) {
    requireAnyGovernanceRole(context);
    throw noSuchResource('The request was not found.');
  }
  const { userId } = context.caller;
  if (request.requestorId !== userId && request.targetId !== userId) requireReadsCatalog(context, catalogOf(context, request));
  return request;
}

const FILTERS = { id: ['eq'], state: REQUEST_STATE, 'accesspackage/id': ['eq'], createddatetime: ['eq', 'gt', 'ge', 'lt', 'le'] } as const;

export const assignmentRequestRoutes: Routes = {
  [`GET ${EM}/assignmentRequests`]: (context) => {
    const { governance } = context.tenant;
    return governanceList(context, {
      collection: 'assignmentRequests',
      show: showAssignmentRequest,
      rows: (filter) => {
        const packages = pinned(filter, 'accessPackage/id');
        return packages ? listed(packages.flatMap((id) => governance.requestsBy(id.toLowerCase()))) : (from) => governance.assignmentRequests.from(from);
      },
      filters: FILTERS,
      needsFilter: (filter) => requireReadsFiltered(context, filter),
    });
  },
  [`GET ${EM}/assignmentRequests/filterByCurrentUser(on='{on}')`]: (context) => {
    const { tenant: { governance }, caller: { userId } } = context;
    const on = context.at.on?.toLowerCase();
    const chosen = {
      target: () => governance.requestsBy(userId),
      createdby: () => governance.requestsBySender(userId),
      approver: () => governance.requestsByApprover(userId),
      targetorrequestor: () => [...new Set([...governance.requestsBy(userId), ...governance.requestsBySender(userId)])],
      requestforothers: () => governance.requestsBySender(userId).filter((request) => request.targetId !== userId),
      targetmanager: () => context.tenant.users.directReports(userId).flatMap(({ id }) => governance.requestsBy(id)),
      // Nobody here is an agent.
      targetagentidentitysponsororowner: () => [],
    }[on ?? ''];
    if (!chosen) throw badRequest('InvalidModel', `The value '${context.at.on}' of the parameter 'on' is not valid.`);
    return governanceList(context, { collection: 'assignmentRequests', show: showAssignmentRequest, rows: () => listed(chosen()), filters: FILTERS, use: 'own' });
  },
  [`GET ${EM}/assignmentRequests/{id}`]: (context) => {
    requireGovernanceScope(context, 'read');
    return governanceObject(context, 'assignmentRequests', showAssignmentRequest, requestIn(context));
  },
  [`POST ${EM}/assignmentRequests`]: (context) => {
    const request = makeRequest(context);
    const thing = showAssignmentRequest(request, context);
    const body = Object.fromEntries(thing.usual.map((name) => [name, thing.property(name)?.value ?? null]));
    // The service has not stamped it yet when it answers.
    return { status: 201, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#identityGovernance/entitlementManagement/assignmentRequests/$entity', ...body, createdDateTime: null } };
  },
  [`POST ${EM}/assignmentRequests/{id}/cancel`]: (context) => {
    requireGovernanceScope(context, 'subject');
    const request = requestIn(context);
    if (request.requestorId !== context.caller.userId) requireWritesCatalog(context, catalogOf(context, request), 'assignment');
    if (!CANCELABLE.includes(request.status.toLowerCase())) {
      throw badRequest('InvalidRequestState', `The request cannot be canceled in the status ${request.status}.`);
    }
    cancel(context.tenant, request, context.now);
    // The page's text says 200 and its example 204; neither has a body.
    return { status: 204 };
  },
  [`POST ${EM}/assignmentRequests/{id}/reprocess`]: (context) => {
    requireGovernanceScope(context, 'write');
    const request = requestIn(context);
    requireWritesCatalog(context, catalogOf(context, request), 'assignment');
    const days = limitOf(context.tenant, 'daysUntilReprocessEnds');
    const inTime = request.completed !== null && context.now - request.completed <= days * DAY;
    if (request.state !== 'deliveryFailed' && request.state !== 'partiallyDelivered' || !inTime) {
      throw badRequest('InvalidRequestState', `Only a request that failed or was delivered in part can be reprocessed, within ${days} days.`);
    }
    if (request.retriesUntil && context.now < request.retriesUntil) throw badRequest('InvalidRequestState', 'The request cannot be reprocessed while the service itself is trying again.');
    redeliver(context.tenant, request, context.now);
    return { status: 202 };
  },
  [`DELETE ${EM}/assignmentRequests/{id}`]: (context) => {
    requireGovernanceScope(context, 'write');
    const request = requestIn(context);
    requireWritesCatalog(context, catalogOf(context, request), 'assignment');
    const { governance } = context.tenant;
    const assignment = governance.assignments.get(request.assignmentId);
    if (request.completed === null || assignment && isLive(assignment)) {
      throw badRequest('InvalidRequestState', 'Only a denied or completed request without an assignment can be deleted.');
    }
    governance.dropAssignmentRequest(request.id);
    return { status: 204 };
  },
};
