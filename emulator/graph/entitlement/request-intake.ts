import type { AccessPackage, Assignment, AssignmentRequest, Policy, RequestType, Schedule } from '../../model/governance';
import { isOpen } from '../../model/governance';
import { isLive } from '../../model/governance-store';
import { isGuid } from '../../model/guid';
import { noRole, requireAnyGovernanceRole, requireGovernanceScope, requireWritesCatalog } from '../authority';
import type { Context } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import { readAnswers } from './answers';
import type { Body } from './body';
import { asBody, bodyOf, invalidModel, memberIn, neededText, textIn } from './body';
import { clashes } from './compatibility';
import { isVisible } from './governance-query';
import { invite, targetByMail } from './invitation';
import { requireRoomFor } from './limits';
import { mayAskFor } from './on-behalf';
import { policiesToAskBy } from './policy-choice';
import { isInScope } from './policy-scope';
import { readSchedule } from './schedule';
import { giveUp, pickUpTime } from './state-machine';

const OUTSIDE = "You don't meet policy requirements to request this entitlement";
const outside = () => badRequest('PolicyRequirementsNotMet', OUTSIDE);

/** What a body asks for, before it is known whether it may be had. */
type Wish = { requestType: RequestType; bySelf: boolean; assignment: Body; schedule: Schedule; justification: string };
type Found = Pick<AssignmentRequest, 'packageId' | 'policyId' | 'targetId' | 'assignmentId'>;

/**
 * Takes in an assignment request: checks it as the service does when it answers, and enters it as submitted.
 * What only delivery can find out (a blocked, deleted or unknown person) is accepted here and shows there.
 */
export function makeRequest(context: Context): AssignmentRequest {
  requireGovernanceScope(context, 'subject');
  const { tenant, now, caller } = context;
  const body = bodyOf(context, ['id', 'requestType', 'assignment', 'schedule', 'justification', 'answers', 'accessPackage', 'requestor', 'parameters']);
  const requestType = memberIn(body, 'requestType', ['userAdd', 'userUpdate', 'userRemove', 'adminAdd', 'adminUpdate', 'adminRemove']);
  if (!requestType) throw invalidModel('requestType is required.');
  const bySelf = requestType.startsWith('user');
  if (!bySelf) requireGovernanceScope(context, 'write');
  const wish = { requestType, bySelf, assignment: asBody(body.assignment, 'assignment'), schedule: readSchedule(body.schedule), justification: textIn(body, 'justification') ?? '' };
  const found = requestType.endsWith('Add') ? forNew(context, wish) : forKnown(context, wish);
  const questions = requestType.endsWith('Remove') ? [] : tenant.governance.policies.get(found.policyId)?.questions ?? [];
  const answers = readAnswers(questions, body, requestType === 'adminUpdate');
  requireRoomFor(tenant, 'requestsInThreeMonths', tenant.governance.requestsSince(92, now));

  return tenant.governance.keepAssignmentRequest({
    id: tenant.newId(), requestType, state: 'submitted', status: 'Accepted', justification: wish.justification, answers,
    requestorId: caller.userId, schedule: wish.schedule, stages: [], created: now, completed: null, due: pickUpTime(tenant, now), ...found,
  });
}

function forNew(context: Context, { bySelf, assignment: body, schedule, justification }: Wish): Found {
  const { tenant, caller } = context;
  const accessPackage = tenant.governance.packages.get(guidIn(body, 'accessPackageId'));
  if (!bySelf) {
    if (accessPackage) requireWritesCatalog(context, accessPackage.catalogId, 'assignment');
    else requireAnyGovernanceRole(context);
  }
  if (!accessPackage) throw noSuchResource('The access package was not found.');
  const byMail = bySelf ? undefined : targetByMail(context, body);
  const targetId = bySelf ? (textIn(body, 'targetId') ?? caller.userId).toLowerCase() : byMail?.id ?? guidIn(body, 'targetId');
  const policy = bySelf ? policyToAskBy(context, accessPackage, targetId, textIn(body, 'assignmentPolicyId')) : policyNamed(context, accessPackage, guidIn(body, 'assignmentPolicyId'));
  requireInScope(context, policy, targetId);
  if (byMail && !isInScope(tenant, policy, byMail)) throw outside();
  if (bySelf) requireAskedProperly(policy, schedule, justification);
  const failed = requireNoTwin(context, accessPackage, targetId);
  requireCompatible(context, accessPackage, targetId);
  if (failed === undefined) requireRoomFor(tenant, 'assignmentsPerTenant', tenant.governance.liveAssignments);
  if (byMail) invite(context, byMail);
  return { packageId: accessPackage.id, policyId: policy.id, targetId, assignmentId: failed ?? tenant.newId() };
}

function forKnown(context: Context, wish: Wish): Found {
  const { tenant, caller } = context;
  const { governance } = tenant;
  const { requestType, bySelf, assignment: body } = wish;
  const assignment = knownAssignment(context, body, bySelf);
  const { packageId, targetId } = assignment;
  if (!bySelf) requireWritesCatalog(context, governance.packages.get(packageId)?.catalogId ?? '', 'assignment');
  else if (targetId !== caller.userId) requireMayAskFor(context, assignment, requestType === 'userRemove' ? 'Remove' : 'Update');
  if (assignment.state === 'expired') throw badRequest('InvalidAssignmentState', 'The assignment has ended already.');
  const open = governance.requestsBy(assignment.id).find(isOpen);
  // A delivery that hangs is withdrawn by the removal of its assignment; nothing else would ever end it.
  if (open && assignment.hasNoTarget && requestType === 'adminRemove') giveUp(tenant, open, context.now);
  else if (open) throw openRequest();
  const policyId = requestType.endsWith('Update') ? textIn(body, 'assignmentPolicyId')?.toLowerCase() ?? assignment.policyId : assignment.policyId;
  const policy = governance.policies.get(policyId);
  if (policyId !== assignment.policyId && policy?.packageId !== packageId) throw noSuchResource('The policy was not found in the access package.');
  if (policyId !== assignment.policyId && tenant.settings.policyChange === 'refused') throw badRequest('PolicyChangeNotAllowed', 'The policy of an existing assignment cannot be changed.');
  if (bySelf && policy) requireMayChange(context, policy, wish, targetId);
  return { packageId, policyId, targetId, assignmentId: assignment.id };
}

/** The assignment a body names, or the caller's (or the person's it names) of the package it names: people need not know the id of what is held. */
function knownAssignment(context: Context, body: Body, bySelf: boolean): Assignment {
  const { governance } = context.tenant;
  const named = textIn(body, 'id') === undefined && bySelf
    ? governance.assignmentsBy((textIn(body, 'targetId') ?? context.caller.userId).toLowerCase()).find((candidate) => candidate.packageId === guidIn(body, 'accessPackageId') && isLive(candidate))
    : governance.assignments.get(guidIn(body, 'id'));
  if (named) return named;
  if (!bySelf) requireAnyGovernanceRole(context);
  throw noSuchResource('The assignment was not found.');
}

/** Whether the policy lets people extend or leave by themselves, and, to extend, still has them in its scope. */
function requireMayChange(context: Context, policy: Policy, { requestType, schedule, justification }: Wish, targetId: string): void {
  const { enableTargetsToSelfUpdateAccess, enableTargetsToSelfRemoveAccess } = policy.requestorSettings;
  // Somebody else has been let in by the policy already.
  const bySelf = targetId === context.caller.userId;
  if (requestType === 'userRemove') {
    if (bySelf && !enableTargetsToSelfRemoveAccess) throw outside();
    return;
  }
  if (bySelf && !enableTargetsToSelfUpdateAccess) throw outside();
  requireInScope(context, policy, targetId);
  requireAskedProperly(policy, schedule, justification);
}

function requireAskedProperly({ requestorSettings, requestApprovalSettings }: Policy, { startDateTime, expiration }: Schedule, justification: string): void {
  if (requestApprovalSettings.isRequestorJustificationRequired && justification.trim() === '') throw badRequest('JustificationRequired', 'The policy requires a justification.');
  const chosen = startDateTime !== null || expiration.type === 'afterDateTime' || expiration.type === 'afterDuration';
  if (chosen && !requestorSettings.allowCustomAssignmentSchedule) throw badRequest('PolicyRequirementsNotMet', 'The policy does not let requestors choose a schedule.');
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

/** The policy the caller names, if it is among those that count, or the oldest of them: people may leave the choice to the service. */
function policyToAskBy({ tenant, caller }: Context, accessPackage: AccessPackage, targetId: string, named: string | undefined): Policy {
  const target = tenant.users.get(targetId);
  const policies = target ? policiesToAskBy(tenant, accessPackage, target, caller.userId) : [];
  // Whoever may not ask for others is not told whether others might have it.
  if (policies.length === 0 && targetId !== caller.userId) throw noRole();
  const policy = named === undefined ? policies[0] : policies.find(({ id }) => id === named.toLowerCase());
  if (!policy) throw outside();
  return policy;
}

/** Throws 403 unless the policy of an assignment lets the caller change it, or end it, in its holder's name. */
function requireMayAskFor({ tenant, caller }: Context, { policyId, targetId }: Assignment, what: 'Update' | 'Remove'): void {
  const policy = tenant.governance.policies.get(policyId);
  if (!policy || !mayAskFor(tenant, policy, caller.userId, targetId, what)) throw noRole();
}

/** Somebody the directory does not know is not judged here: their delivery fails or hangs. */
function requireInScope({ tenant }: Context, policy: Policy, targetId: string): void {
  const target = tenant.users.get(targetId);
  if (target && !isInScope(tenant, policy, target)) throw outside();
}

const openRequest = () => badRequest('ExistingOpenRequest', 'The requestor has already an existing open request.');

/**
 * Refuses a second request or grant; a grant whose delivery failed is taken up again, and its id returned.
 * The service looks where its lists look: what is not listed yet is doubled.
 */
function requireNoTwin(context: Context, { id: packageId }: AccessPackage, targetId: string): string | undefined {
  const { governance } = context.tenant;
  if (governance.requestsFor(packageId, targetId).some((request) => isOpen(request) && isVisible(context, request))) throw openRequest();
  const live = governance.liveAssignment(packageId, targetId);
  if (live && live.state !== 'deliveryFailed' && isVisible(context, live)) throw badRequest('ExistingGrant', 'The requestor has already an existing grant.');
  return live?.state === 'deliveryFailed' ? live.id : undefined;
}

function requireCompatible({ tenant }: Context, accessPackage: AccessPackage, targetId: string): void {
  if (clashes(tenant, accessPackage, targetId, isLive)) throw badRequest('IncompatibleAccess', 'The target has access that is incompatible with the access package.');
}
