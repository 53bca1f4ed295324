import type { AuditEntry, AuditTarget } from '../model/audit-log';
import type { GraphResponse } from '../wire';
import { auditTarget, recordChange } from './audit-trail';
import type { Context } from './context';

const EM = '/identityGovernance/entitlementManagement';

type Said = readonly [line: string, activity: string, operation: AuditEntry['operation']];

/** What each change of entitlement management is called in the audit log, by the route that makes it. */
const SAID: readonly Said[] = [
  [`POST ${EM}/catalogs`, 'Create access package catalog', 'Add'],
  [`PATCH ${EM}/catalogs/{id}`, 'Update access package catalog', 'Update'],
  [`DELETE ${EM}/catalogs/{id}`, 'Delete access package catalog', 'Delete'],
  [`POST ${EM}/catalogs/{id}/resources/{resourceId}/refresh`, 'Update access package catalog resource', 'Update'],
  [`POST ${EM}/resourceRequests`, 'Create resource request', 'Add'],
  [`POST ${EM}/accessPackages`, 'Create access package', 'Add'],
  [`PATCH ${EM}/accessPackages/{id}`, 'Update access package', 'Update'],
  [`DELETE ${EM}/accessPackages/{id}`, 'Delete access package', 'Delete'],
  [`POST ${EM}/accessPackages/{id}/resourceRoleScopes`, 'Create access package resource role scope', 'Add'],
  [`DELETE ${EM}/accessPackages/{id}/resourceRoleScopes/{roleScopeId}`, 'Delete access package resource role scope', 'Delete'],
  [`POST ${EM}/accessPackages/{id}/incompatibleAccessPackages/$ref`, 'Create incompatible access package', 'Add'],
  [`DELETE ${EM}/accessPackages/{id}/incompatibleAccessPackages/{otherId}/$ref`, 'Delete incompatible access package', 'Delete'],
  [`POST ${EM}/accessPackages/{id}/incompatibleGroups/$ref`, 'Create incompatible group', 'Add'],
  [`DELETE ${EM}/accessPackages/{id}/incompatibleGroups/{otherId}/$ref`, 'Delete incompatible group', 'Delete'],
  [`POST ${EM}/assignmentPolicies`, 'Create access package assignment policy', 'Add'],
  [`PUT ${EM}/assignmentPolicies/{id}`, 'Update access package assignment policy', 'Update'],
  [`DELETE ${EM}/assignmentPolicies/{id}`, 'Delete access package assignment policy', 'Delete'],
  [`POST ${EM}/assignmentRequests/{id}/cancel`, 'Cancel access package assignment request', 'Update'],
  [`POST ${EM}/assignmentRequests/{id}/reprocess`, 'Reprocess access package assignment request', 'Update'],
  [`POST ${EM}/assignmentRequests/{id}/resume`, 'Resume access package assignment request', 'Update'],
  [`DELETE ${EM}/assignmentRequests/{id}`, 'Delete access package assignment request', 'Delete'],
  [`POST ${EM}/assignments/{id}/reprocess`, 'Reprocess access package assignment', 'Update'],
  [`PATCH ${EM}/settings`, 'Update entitlement management settings', 'Update'],
  [`PATCH ${EM}/subjects(objectId='{id}')`, 'Update access package subject', 'Update'],
  [`POST ${EM}/connectedOrganizations`, 'Create connected organization', 'Add'],
  [`PATCH ${EM}/connectedOrganizations/{id}`, 'Update connected organization', 'Update'],
  [`DELETE ${EM}/connectedOrganizations/{id}`, 'Delete connected organization', 'Delete'],
  [`POST ${EM}/connectedOrganizations/{id}/internalSponsors/$ref`, 'Assign user as internal sponsor', 'Assign'],
  [`DELETE ${EM}/connectedOrganizations/{id}/internalSponsors/{sponsorId}/$ref`, 'Remove user as internal sponsor', 'Unassign'],
  [`POST ${EM}/connectedOrganizations/{id}/externalSponsors/$ref`, 'Assign user as external sponsor', 'Assign'],
  [`DELETE ${EM}/connectedOrganizations/{id}/externalSponsors/{sponsorId}/$ref`, 'Remove user as external sponsor', 'Unassign'],
  [`POST ${EM}/catalogs/{id}/customWorkflowExtensions`, 'Create custom extension', 'Add'],
  [`PUT ${EM}/catalogs/{id}/customWorkflowExtensions/{extensionId}`, 'Update custom extension', 'Update'],
  [`DELETE ${EM}/catalogs/{id}/customWorkflowExtensions/{extensionId}`, 'Delete custom extension', 'Delete'],
];
const BY_LINE = new Map(SAID.map(([line, activity, operation]) => [line, { activity, operation }]));

const REQUESTED: Record<string, string> = {
  adminadd: 'Administrator directly assigns user to access package',
  adminupdate: 'Create access package assignment user update request',
  adminremove: 'Administrator directly removes user access package assignment',
  useradd: 'User requests access package assignment',
  userupdate: 'User requests to extend access package assignment',
  userremove: 'User requests to remove access package assignment',
};

type Entry = { activity: string; operation: AuditEntry['operation'] };

function saidOf(line: string, { request }: Context): Entry | undefined {
  const body = (request.body ?? {}) as Record<string, unknown>;
  if (line === `POST ${EM}/assignmentRequests`) {
    const type = String(body.requestType).toLowerCase();
    return { activity: REQUESTED[type] ?? 'Create access package assignment request', operation: type.endsWith('remove') ? 'Unassign' : type.endsWith('add') ? 'Assign' : 'Update' };
  }
  if (line === `PATCH ${EM}/accessPackageAssignmentApprovals/{id}/stages/{stageId}`) {
    return { activity: /^deny$/i.test(String(body.reviewResult)) ? 'Deny access package assignment request' : 'Approve access package assignment request', operation: 'Update' };
  }
  return BY_LINE.get(line);
}

/** The name an object of entitlement management goes by, and what hangs on it that the log names too. */
function targetsOf({ tenant }: Context, id: string): AuditTarget[] {
  const { governance } = tenant;
  const named = governance.catalogs.get(id) ?? governance.packages.get(id) ?? governance.policies.get(id) ?? governance.resources.get(id);
  const other = (targetId: string, displayName: string | null): AuditTarget => ({ id: targetId, type: 'Other', displayName, userPrincipalName: null, changes: [] });
  if (named) return [other(id, named.displayName)];
  const request = governance.assignmentRequests.get(id) ?? governance.assignments.get(id);
  if (request) return [other(id, null), other(request.packageId, governance.packages.get(request.packageId)?.displayName ?? null), auditTarget({ tenant }, request.targetId)];
  const resourceRequest = governance.resourceRequests.get(id);
  if (resourceRequest) return [other(id, null), other(resourceRequest.catalogId, governance.catalogs.get(resourceRequest.catalogId)?.displayName ?? null), other(resourceRequest.originId, null)];
  return [other(id, null)];
}

/**
 * Looks at a request to entitlement management before it is answered, and gives what writes the change into the audit log
 * once it is made: a deleted object has its name only before. Null for a request that changes nothing.
 */
export function watchGovernance(line: string, context: Context): ((response: GraphResponse) => void) | null {
  const said = saidOf(line, context);
  if (!said) return null;
  const before = context.at.id === undefined ? null : targetsOf(context, context.at.id.toLowerCase());
  return ({ status, body }) => {
    if (status >= 300) return;
    const made = typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string' && context.request.method === 'POST' ? body : null;
    const named = made && 'displayName' in made && typeof made.displayName === 'string' ? made.displayName : null;
    const targets = made && typeof made.id === 'string' ? targetsOf(context, made.id).map((target) => (target.id === made.id ? { ...target, displayName: target.displayName ?? named } : target)) : [];
    recordChange(context, { category: 'EntitlementManagement', service: 'Entitlement Management', ...said, targets: [...targets, ...(before ?? [])] });
  };
}
