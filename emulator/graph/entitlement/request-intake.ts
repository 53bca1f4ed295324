import type { AccessPackage, AssignmentRequest, Policy, RequestType } from '../../model/governance';
import { isOpen } from '../../model/governance';
import { isGuid } from '../../model/guid';
import { noRole, requireAnyGovernanceRole, requireGovernanceScope, requireWritesCatalog } from '../authority';
import type { Context } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import type { Body } from './body';
import { asBody, bodyOf, invalidModel, listIn, memberIn, neededText, textIn } from './body';
import { isInScope } from './policy-scope';
import { readSchedule } from './schedule';
import { giveUp, pickUpTime } from './state-machine';

const OUTSIDE = "You don't meet policy requirements to request this entitlement";

/**
 * Takes in an assignment request: checks it as the service does when it answers, and enters it as submitted.
 * What only delivery can find out (a blocked or deleted person) is accepted here and fails there.
 */
export function makeRequest(context: Context): AssignmentRequest {
  requireGovernanceScope(context, 'subject');
  const body = bodyOf(context, ['id', 'requestType', 'assignment', 'schedule', 'justification', 'answers', 'accessPackage', 'requestor', 'parameters']);
  const requestType = memberIn(body, 'requestType', ['userAdd', 'userUpdate', 'userRemove', 'adminAdd', 'adminUpdate', 'adminRemove']);
  if (!requestType) throw invalidModel('requestType is required.');
  if (requestType.startsWith('admin')) requireGovernanceScope(context, 'write');
  const assignment = asBody(body.assignment, 'assignment');
  const parts = requestType.endsWith('Add') ? forNew(context, requestType, assignment) : forKnown(context, requestType, assignment);

  const { tenant, now } = context;
  return tenant.governance.keepAssignmentRequest({
    id: tenant.newId(), requestType, state: 'submitted', status: 'Accepted', justification: textIn(body, 'justification') ?? '', answers: listIn(body, 'answers'),
    requestorId: context.caller.userId, schedule: readSchedule(body.schedule), stages: [], created: now, completed: null, due: pickUpTime(tenant, now), ...parts,
  });
}

type Parts = Pick<AssignmentRequest, 'packageId' | 'policyId' | 'targetId' | 'assignmentId'>;

function forNew(context: Context, requestType: RequestType, body: Body): Parts {
  const { tenant, caller } = context;
  const { governance } = tenant;
  const accessPackage = governance.packages.get(guidIn(body, 'accessPackageId'));
  const byAdmin = requestType === 'adminAdd';
  if (byAdmin) {
    if (accessPackage) requireWritesCatalog(context, accessPackage.catalogId, 'assignment');
    else requireAnyGovernanceRole(context);
  }
  if (!accessPackage) throw noSuchResource('The access package was not found.');
  const targetId = byAdmin ? guidIn(body, 'targetId') : (textIn(body, 'targetId') ?? caller.userId).toLowerCase();
  if (!byAdmin && targetId !== caller.userId) throw noRole();

  const policy = byAdmin ? policyNamed(context, accessPackage, guidIn(body, 'assignmentPolicyId')) : policyForSelf(context, accessPackage, textIn(body, 'assignmentPolicyId'));
  requireMeetsPolicy(context, policy, targetId);
  const failed = requireNoTwin(context, accessPackage, targetId);
  requireCompatible(context, accessPackage, targetId);
  return { packageId: accessPackage.id, policyId: policy.id, targetId, assignmentId: failed ?? tenant.newId() };
}

function forKnown(context: Context, requestType: RequestType, body: Body): Parts {
  const { governance } = context.tenant;
  const assignment = governance.assignments.get(guidIn(body, 'id'));
  if (!assignment) {
    requireAnyGovernanceRole(context);
    throw noSuchResource('The assignment was not found.');
  }
  const { packageId, targetId } = assignment;
  if (requestType.startsWith('admin')) requireWritesCatalog(context, governance.packages.get(packageId)?.catalogId ?? '', 'assignment');
  else if (targetId !== context.caller.userId) throw noRole();
  if (assignment.state === 'expired') throw badRequest('InvalidAssignmentState', 'The assignment has ended already.');
  const open = governance.requestsBy(assignment.id).find(isOpen);
  // A delivery that hangs is withdrawn by the removal of its assignment; nothing else would ever end it.
  if (open && assignment.hasNoTarget && requestType === 'adminRemove') giveUp(context.tenant, open, context.now);
  else if (open) throw openRequest();
  const policyId = requestType.endsWith('Update') ? (textIn(body, 'assignmentPolicyId') ?? assignment.policyId) : assignment.policyId;
  return { packageId, policyId, targetId, assignmentId: assignment.id };
}

function guidIn(body: Body, name: string): string {
  const id = neededText(body, name).toLowerCase();
  if (!isGuid(id)) throw invalidModel(`${name} is not a GUID.`);
  return id;
}

function policyNamed({ tenant }: Context, accessPackage: AccessPackage, policyId: string): Policy {
  const policy = tenant.governance.policies.get(policyId);
  if (!policy || policy.packageId !== accessPackage.id) throw noSuchResource('The policy was not found in the access package.');
  return policy;
}

/** Somebody who asks for themselves need not name a policy: the first that lets them ask is taken. */
function policyForSelf(context: Context, accessPackage: AccessPackage, named: string | undefined): Policy {
  const { tenant, caller } = context;
  const target = tenant.users.get(caller.userId);
  const open = tenant.governance.policiesIn(accessPackage.id).filter((policy) =>
    policy.requestorSettings.enableTargetsToSelfAddAccess && policy.allowedTargetScope !== 'notSpecified' && (named === undefined || policy.id === named.toLowerCase()) && target !== undefined && isInScope(tenant, policy, target));
  const [policy] = open;
  if (!policy) throw badRequest('PolicyRequirementsNotMet', OUTSIDE);
  return policy;
}

/** Somebody the directory does not know any more is not judged here: their delivery fails. */
function requireMeetsPolicy({ tenant }: Context, policy: Policy, targetId: string): void {
  const target = tenant.users.get(targetId);
  if (target && !isInScope(tenant, policy, target)) throw badRequest('PolicyRequirementsNotMet', OUTSIDE);
}

const openRequest = () => badRequest('ExistingOpenRequest', 'The requestor has already an existing open request.');

/** Refuses a second request or grant; a grant whose delivery failed is taken up again, and its id returned. */
function requireNoTwin({ tenant }: Context, accessPackage: AccessPackage, targetId: string): string | undefined {
  const { governance } = tenant;
  if (governance.openRequest(accessPackage.id, targetId)) throw openRequest();
  const live = governance.liveAssignment(accessPackage.id, targetId);
  if (live && live.state !== 'deliveryFailed') throw badRequest('ExistingGrant', 'The requestor has already an existing grant.');
  return live?.id;
}

function requireCompatible({ tenant }: Context, accessPackage: AccessPackage, targetId: string): void {
  const clash = accessPackage.incompatiblePackages.some((id) => tenant.governance.liveAssignment(id, targetId) !== undefined)
    || accessPackage.incompatibleGroups.length > 0 && tenant.transitiveGroupsOf(targetId).some((group) => accessPackage.incompatibleGroups.includes(group.id));
  if (clash) throw badRequest('IncompatibleAccess', 'The target has access that is incompatible with the access package.');
}
