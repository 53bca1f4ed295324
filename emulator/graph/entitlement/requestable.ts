import type { AccessPackage, Policy } from '../../model/governance';
import { requireAnyGovernanceRole, requireGovernanceScope } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import { listed } from '../odata/collection';
import { render } from '../odata/render';
import type { Json, Thing } from '../odata/thing';
import { defineShape } from '../odata/thing';
import { EM, governanceList, governanceThings, idIn, isoOrNull } from './governance-query';
import { showPackage, showRoleScope } from './packages';
import { policiesToAskBy } from './policy-choice';
import { showQuestion } from './policy-questions';

const FUNCTION = `filterByCurrentUser(on='{on}')`;

/** Refuses a value of `on` that the function does not have. */
function requireOn(context: Context, known: readonly string[]): string[] {
  const values = (context.at.on ?? '').split(',').map((value) => value.trim());
  const wrong = values.find((value) => !known.some((name) => name.toLowerCase() === value.toLowerCase()));
  if (wrong !== undefined) throw badRequest('InvalidModel', `The value '${wrong}' of the parameter 'on' is not valid.`);
  return values.map((value) => value.toLowerCase());
}

/** The policies of a package by which the caller may ask for it. */
function policiesForCaller({ tenant, caller }: World, row: AccessPackage): Policy[] {
  const user = tenant.users.get(caller.userId);
  return user ? policiesToAskBy(tenant, row, user) : [];
}

/** What the caller may ask for; hidden packages are found by their link only. */
const requestable = (world: World): AccessPackage[] =>
  [...world.tenant.governance.packages.values()].filter((row) => !row.isHidden && policiesForCaller(world, row).length > 0);

/** A package as somebody sees it who may ask for it. */
const showAvailable: Show<AccessPackage> = defineShape<AccessPackage, World>({
  type: 'availableAccessPackage',
  properties: { id: (row) => row.id, displayName: (row) => row.displayName, description: (row) => row.description },
  navigations: { resourceRoleScopes: (row, world) => row.roleScopes.map((roleScope) => showRoleScope(roleScope, world)) },
});

type Reason = { people: number } | { times: number; last: number | null };
type Suggestion = { row: AccessPackage; reasons: Reason[] };

const showSuggestion: Show<Suggestion> = defineShape<Suggestion, World>({
  type: 'accessPackageSuggestion',
  properties: {
    id: ({ row }) => row.id,
    reasons: ({ reasons }) => reasons.map((reason): Json => ('people' in reason
      ? { '@odata.type': '#microsoft.graph.accessPackageSuggestionRelatedPeopleBased', relatedPeopleAssignmentCount: reason.people, relatedPeople: [] }
      : { '@odata.type': '#microsoft.graph.accessPackageSuggestionSelfAssignmentHistoryBased', pastAssignmentCount: reason.times, lastAssignmentDateTime: isoOrNull(reason.last) })),
  },
  navigations: { accessPackage: ({ row }, world) => showAvailable(row, world) },
});

/** Packages that people with the caller's manager hold, or that the caller held before, as long as the caller does not hold them now. */
function suggestionsFor(world: World, on: readonly string[]): Suggestion[] {
  const { tenant: { governance, users }, caller: { userId } } = world;
  const managerId = users.get(userId)?.managerId ?? null;
  return requestable(world).flatMap((row) => {
    if (governance.liveAssignment(row.id, userId)) return [];
    const reasons: Reason[] = [];
    if (on.includes('relatedpeopleassignments') && managerId !== null) {
      const people = governance.assignmentsBy(row.id).filter((assignment) => assignment.state === 'delivered' && users.get(assignment.targetId)?.managerId === managerId).length;
      if (people > 0) reasons.push({ people });
    }
    if (on.includes('assignmenthistory')) {
      const past = governance.assignmentsBy(userId).filter((assignment) => assignment.packageId === row.id);
      const ends = past.flatMap((assignment) => assignment.expired ?? []);
      if (past.length > 0) reasons.push({ times: past.length, last: ends.length > 0 ? Math.max(...ends) : null });
    }
    return reasons.length > 0 ? [{ row, reasons }] : [];
  });
}

/** What one policy asks of somebody who wants its package: https://learn.microsoft.com/graph/api/resources/accesspackageassignmentrequestrequirements */
function requirementsOf(policy: Policy, world: World) {
  const { requestorSettings, requestApprovalSettings: approval } = policy;
  return {
    '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestRequirements',
    policyId: policy.id,
    policyDisplayName: policy.displayName,
    policyDescription: policy.description,
    allowCustomAssignmentSchedule: requestorSettings.allowCustomAssignmentSchedule,
    isApprovalRequiredForAdd: approval.isApprovalRequiredForAdd,
    isApprovalRequiredForUpdate: approval.isApprovalRequiredForUpdate,
    isRequestorJustificationRequired: approval.isRequestorJustificationRequired,
    schedule: policy.expiration.type === 'noExpiration' || policy.expiration.type === 'notSpecified' ? null : { startDateTime: null, recurrence: null, expiration: policy.expiration },
    questions: policy.questions.map((question) => render(showQuestion(question, world), { select: null, expand: [] })),
  };
}

const things = <Row>(show: Show<Row>, rows: readonly Row[], world: World): Thing[] => rows.map((row) => show(row, world));

/** What people see who may ask for themselves; none of it takes a role. */
export const requestableRoutes: Routes = {
  [`GET ${EM}/accessPackages/${FUNCTION}`]: (context) => {
    requireOn(context, ['allowedRequestor']);
    return governanceList(context, { collection: 'accessPackages', show: showPackage, rows: () => listed(requestable(context)), filters: { id: ['eq'], displayname: ['eq', 'contains'] } });
  },
  [`POST ${EM}/accessPackages/{id}/getApplicablePolicyRequirements`]: (context) => {
    requireGovernanceScope(context, 'own');
    const row = context.tenant.governance.packages.get(idIn(context));
    if (!row) throw noSuchResource('The access package was not found.');
    return {
      status: 200,
      body: {
        '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.accessPackageAssignmentRequestRequirements)',
        value: policiesForCaller(context, row).map((policy) => requirementsOf(policy, context)),
      },
    };
  },
  [`GET ${EM}/accessPackageSuggestions/${FUNCTION}`]: (context) => {
    const on = requireOn(context, ['none', 'relatedPeopleAssignments', 'assignmentHistory']);
    return governanceThings(context, {
      metadata: `identityGovernance/entitlementManagement/accessPackageSuggestions/filterByCurrentUser(on='${context.at.on}')`, shapes: [showSuggestion.shape], things: things(showSuggestion, suggestionsFor(context, on), context), filters: {},
    });
  },
  [`GET ${EM}/availableAccessPackages`]: (context) =>
    governanceThings(context, {
      metadata: 'identityGovernance/entitlementManagement/availableAccessPackages', shapes: [showAvailable.shape], things: things(showAvailable, requestable(context), context), filters: { id: ['eq'], displayname: ['eq', 'contains'] },
    }),
  /** The schema has them and no page describes one; a tenant without any answers so. */
  [`GET ${EM}/controlConfigurations`]: (context) => {
    requireGovernanceScope(context, 'read');
    requireAnyGovernanceRole(context);
    return { status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#identityGovernance/entitlementManagement/controlConfigurations', value: [] } };
  },
};
