import type { Assignment, AssignmentState } from '../../model/governance';
import { isLive } from '../../model/governance-store';
import { requireAnyGovernanceRole, readsAllGovernance, requireGovernanceScope, requireReadsCatalog, requireWritesCatalog, noRole } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import { listed } from '../odata/collection';
import { pinned } from '../odata/filter';
import type { Filter } from '../odata/filter-parser';
import { defineShape } from '../odata/thing';
import { showCallouts } from './callouts';
import { giveRoles } from './delivery';
import { ASSIGNMENT_STATE } from './filter-members';
import { EM, governanceList, governanceObject, idIn, isoOrNull } from './governance-query';
import { showPackage } from './packages';
import { showPolicy } from './policies';
import { lostSubject, showSubject, sponsorsOfTarget, subjectOf } from './subjects';

/** An assignment, or what a request asks to become one. */
export type ShownAssignment = Omit<Assignment, 'state' | 'status'> & { state: AssignmentState | null; status: string | null };

export const showAssignment: Show<ShownAssignment> = defineShape<ShownAssignment, World>({
  type: 'accessPackageAssignment',
  properties: {
    id: (assignment) => assignment.id,
    state: (assignment) => assignment.state,
    status: (assignment) => assignment.status,
    expiredDateTime: (assignment) => isoOrNull(assignment.expired),
    schedule: ({ schedule }) => ({ startDateTime: schedule.startDateTime, recurrence: null, expiration: schedule.expiration }),
    customExtensionCalloutInstances: (assignment, world) =>
      world.tenant.governance.requestsBy(assignment.targetId).filter((request) => request.assignmentId === assignment.id).flatMap((request) => showCallouts(request.callouts)),
  },
  navigations: {
    accessPackage: (assignment, world) => {
      const row = world.tenant.governance.packages.get(assignment.packageId);
      return row ? showPackage(row, world) : null;
    },
    assignmentPolicy: (assignment, world) => {
      const policy = world.tenant.governance.policies.get(assignment.policyId);
      return policy ? showPolicy(policy, world) : null;
    },
    target: (assignment, world) => showSubject(assignment.hasNoTarget ? lostSubject(world, assignment.targetId) : subjectOf(world, assignment.targetId), world),
  },
});

/** Throws 403 unless the caller reads every catalog, or the filter names packages of a catalog they read. */
export function requireReadsFiltered(context: Context, filter: Filter | null): void {
  if (readsAllGovernance(context)) return;
  requireAnyGovernanceRole(context);
  const packages = pinned(filter, 'accessPackage/id');
  if (!packages) throw noRole();
  for (const id of packages) requireReadsCatalog(context, context.tenant.governance.packages.get(id.toLowerCase())?.catalogId ?? '');
}

function assignmentIn(context: Context): Assignment {
  const assignment = context.tenant.governance.assignments.get(idIn(context));
  if (!assignment) {
    requireAnyGovernanceRole(context);
    throw noSuchResource('The assignment was not found.');
  }
  requireReadsCatalog(context, context.tenant.governance.packages.get(assignment.packageId)?.catalogId ?? '');
  return assignment;
}

/** Assignments to one package of people who hold the other too, to look before the two are made incompatible. */
function additionalAccess(context: Context) {
  const [packageId, otherId] = [idIn(context, 'packageId'), idIn(context, 'otherId')];
  if (packageId === otherId) throw badRequest('InvalidModel', 'The model is invalid. The two access packages must be distinct.');
  const { governance } = context.tenant;
  for (const id of [packageId, otherId]) {
    const row = governance.packages.get(id);
    if (!row) throw noSuchResource('The access package was not found.');
    requireReadsCatalog(context, row.catalogId);
  }
  const both = governance.assignmentsBy(packageId).filter((assignment) => isLive(assignment) && governance.liveAssignment(otherId, assignment.targetId) !== undefined);
  return governanceList<Assignment>(context, { collection: 'assignments', show: showAssignment, rows: () => listed(both), filters: { id: ['eq'], 'assignmentpolicy/id': ['eq'], 'target/objectid': ['eq'], state: ASSIGNMENT_STATE } });
}

export const assignmentRoutes: Routes = {
  [`GET ${EM}/assignments`]: (context) => {
    const { governance } = context.tenant;
    return governanceList<Assignment>(context, {
      collection: 'assignments',
      show: showAssignment,
      rows: (filter) => {
        const policies = pinned(filter, 'assignmentPolicy/id')?.flatMap((id) => governance.policies.get(id.toLowerCase())?.packageId ?? []);
        const keys = pinned(filter, 'target/objectId') ?? pinned(filter, 'accessPackage/id') ?? policies;
        if (!keys) return (place) => governance.assignments.from(place);
        const [one = '', ...more] = keys.map((id) => id.toLowerCase());
        return more.length === 0 ? (place) => governance.assignmentsFrom(one, place) : listed([one, ...more].flatMap((id) => governance.assignmentsBy(id)));
      },
      filters: { id: ['eq'], 'accesspackage/id': ['eq'], 'assignmentpolicy/id': ['eq'], 'target/objectid': ['eq'], state: ASSIGNMENT_STATE },
      needsFilter: (filter) => requireReadsFiltered(context, filter),
    });
  },
  [`GET ${EM}/assignments/filterByCurrentUser(on='{on}')`]: (context) => {
    const { tenant: { governance }, caller: { userId } } = context;
    const asked = () => {
      const ids = new Set([...governance.assignmentRequests.values()].filter((request) => request.requestorId === userId && request.requestType.endsWith('Add')).map((request) => request.assignmentId));
      return [...ids].flatMap((id) => governance.assignments.get(id) ?? []);
    };
    const chosen = { target: () => governance.assignmentsBy(userId), createdby: asked }[context.at.on?.toLowerCase() ?? ''];
    if (!chosen) throw badRequest('InvalidModel', `The value '${context.at.on}' of the parameter 'on' is not valid.`);
    return governanceList<Assignment>(context, {
      collection: 'assignments', show: showAssignment, rows: () => listed(chosen()), filters: { id: ['eq'], 'accesspackage/id': ['eq'], 'assignmentpolicy/id': ['eq'], state: ASSIGNMENT_STATE },
    });
  },
  [`GET ${EM}/assignments/additionalAccess(accessPackageId='{packageId}',incompatibleAccessPackageId='{otherId}')`]: additionalAccess,
  [`GET ${EM}/assignments/additionalAccess(incompatibleAccessPackageId='{otherId}',accessPackageId='{packageId}')`]: additionalAccess,
  [`GET ${EM}/assignments/{id}/target/connectedOrganization/internalSponsors`]: (context) => {
    requireGovernanceScope(context, 'read');
    return sponsorsOfTarget(context, assignmentIn(context).targetId, 'internalSponsors');
  },
  [`GET ${EM}/assignments/{id}/target/connectedOrganization/externalSponsors`]: (context) => {
    requireGovernanceScope(context, 'read');
    return sponsorsOfTarget(context, assignmentIn(context).targetId, 'externalSponsors');
  },
  [`GET ${EM}/assignments/{id}`]: (context) => {
    requireGovernanceScope(context, 'read');
    return governanceObject<Assignment>(context, 'assignments', showAssignment, assignmentIn(context));
  },
  /** Gives again what somebody took away beside the package. */
  [`POST ${EM}/assignments/{id}/reprocess`]: (context) => {
    requireGovernanceScope(context, 'write');
    const assignment = assignmentIn(context);
    const accessPackage = context.tenant.governance.packages.get(assignment.packageId);
    requireWritesCatalog(context, accessPackage?.catalogId ?? '', 'assignment');
    if (assignment.state !== 'delivered' || !accessPackage) throw badRequest('InvalidAssignmentState', 'The assignment can be reprocessed only when it is delivered.');
    giveRoles(context.tenant, accessPackage, assignment.targetId, context.now);
    return { status: 202 };
  },
};
