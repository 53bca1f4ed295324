import type { AppRoleAssignment, ServicePrincipal } from '../model/directory';
import { DEFAULT_ACCESS } from '../model/directory';
import { auditTarget, recordChange } from './audit-trail';
import { DIRECTORY_READ, DIRECTORY_WRITE, hasEntraRole, requireScope } from './authority';
import type { Context, Routes } from './context';
import { bodyIn, neededIn } from './directory-body';
import { answerObject, createdObject, directoryList, NO_CONTENT } from './directory-query';
import { badRequest, noSuchObject } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { groupIn } from './groups';
import { listed } from './odata/collection';
import { objectById } from './references';
import { principalIn, showAppRoleAssignment } from './service-principals';
import { personIn } from './users';

const READ = [...DIRECTORY_READ.applications, ...DIRECTORY_WRITE.appRoles, 'User.Read.All'];
const TYPES = { user: 'User', group: 'Group', servicePrincipal: 'ServicePrincipal' } as const;

function list(context: Context, grants: readonly AppRoleAssignment[]) {
  return directoryList(context, {
    metadata: 'appRoleAssignments', shapes: [showAppRoleAssignment.shape], rows: () => listed(grants), show: (grant: AppRoleAssignment) => showAppRoleAssignment(grant, context), advancedOnly: false,
  });
}

function requireGrantsOn(context: Context, principalId: string): void {
  const may = hasEntraRole(context, ['Global Administrator', 'Application Administrator', 'Privileged Role Administrator', 'Identity Governance Administrator']);
  if (!may && !context.tenant.owners.has(principalId, context.caller.userId)) throw insufficientPrivileges();
}

/** Microsoft's words for a role the application does not have, or that is switched off. */
const noSuchRole = ({ displayName }: ServicePrincipal) => badRequest('Request_BadRequest', `Permission being assigned was not found on application '${displayName}'.`);

function grant(context: Context, pinned: { principalId?: string; resourceId?: string }) {
  requireScope(context, DIRECTORY_WRITE.appRoles);
  const { tenant, now } = context;
  const body = bodyIn(context, 'AppRoleAssignment', ['principalId', 'resourceId', 'appRoleId']);
  const [principalId, resourceId, appRoleId] = ['principalId', 'resourceId', 'appRoleId'].map((name) => neededIn(body, name, 'AppRoleAssignment').toLowerCase());
  if (principalId === undefined || resourceId === undefined || appRoleId === undefined) throw noSuchObject('');
  if (pinned.principalId !== undefined && pinned.principalId !== principalId || pinned.resourceId !== undefined && pinned.resourceId !== resourceId) {
    throw badRequest('Request_BadRequest', 'Not a valid reference update.');
  }
  const resource = tenant.servicePrincipals.get(resourceId);
  // Replication: https://github.com/microsoftgraph/msgraph-bicep-types/issues/193
  if (!resource || Date.parse(resource.createdDateTime) + tenant.settings.visibilityMs > now) throw noSuchObject(resourceId);
  requireGrantsOn(context, resource.id);
  const principal = objectById(context, principalId);
  if (!principal || principal.kind === 'application' || principal.kind === 'device') throw noSuchObject(principalId);
  const known = appRoleId === DEFAULT_ACCESS ? resource.appRoles.length === 0 : resource.appRoles.some((role) => role.id === appRoleId);
  if (!known) throw noSuchRole(resource);
  if (tenant.appRoleGrantsTo(principalId).some((held) => held.resourceId === resource.id && held.appRoleId === appRoleId)) {
    throw badRequest('Request_BadRequest', 'Permission being assigned already exists on the object.');
  }
  const row = tenant.grantAppRole({ id: tenant.newId(), appRoleId, principalId, principalType: TYPES[principal.kind], resourceId: resource.id, createdDateTime: new Date(now).toISOString() });
  record(context, row, `Add app role assignment ${row.principalType === 'User' ? 'grant to user' : row.principalType === 'Group' ? 'to group' : 'to service principal'}`, 'Assign');
  return createdObject('appRoleAssignments', showAppRoleAssignment(row, context));
}

function record(context: Context, { principalId, resourceId, appRoleId, principalType }: AppRoleAssignment, activity: string, operation: 'Assign' | 'Unassign'): void {
  const value = JSON.stringify(appRoleId);
  const changes = [{ name: 'AppRole.Id', before: operation === 'Assign' ? null : value, after: operation === 'Assign' ? value : null }];
  recordChange(context, {
    category: principalType === 'Group' ? 'GroupManagement' : principalType === 'User' ? 'UserManagement' : 'ApplicationManagement', activity, operation,
    targets: [auditTarget(context, resourceId, changes), auditTarget(context, principalId)],
  });
}

function revoke(context: Context, of: { principalId?: string; resourceId?: string }) {
  requireScope(context, DIRECTORY_WRITE.appRoles);
  const id = context.at.grantId ?? '';
  const row = context.tenant.appRoleAssignments.get(id);
  if (!row || of.principalId !== undefined && of.principalId !== row.principalId || of.resourceId !== undefined && of.resourceId !== row.resourceId) throw noSuchObject(id);
  requireGrantsOn(context, row.resourceId);
  context.tenant.revokeAppRole(row.id);
  const from = { User: 'user', Group: 'group', ServicePrincipal: 'service principal' }[row.principalType];
  record(context, row, `Remove app role assignment from ${from}`, 'Unassign');
  return NO_CONTENT;
}

/** `appRoleAssignments` of whoever a path names: what they hold. */
const held = (path: string, idIn: (context: Context) => string): Routes => ({
  [`GET ${path}/appRoleAssignments`]: (context) => {
    requireScope(context, READ);
    return list(context, context.tenant.appRoleGrantsTo(idIn(context)));
  },
  [`POST ${path}/appRoleAssignments`]: (context) => grant(context, { principalId: idIn(context) }),
  [`DELETE ${path}/appRoleAssignments/{grantId}`]: (context) => revoke(context, { principalId: idIn(context) }),
});

/** `appRoleAssignedTo` of an application: who holds it. */
const given = (path: string): Routes => ({
  /** With a filter and a page size together it ends after one page: https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/1054 */
  [`GET ${path}/appRoleAssignedTo`]: (context) => {
    requireScope(context, READ);
    const answer = list(context, context.tenant.appRoleGrantsOn(principalIn(context).id));
    const { query } = context.request;
    if (!query.has('$filter') || !query.has('$top')) return answer;
    const { '@odata.nextLink': _lost, ...body } = answer.body as Record<string, unknown>;
    return { ...answer, body };
  },
  [`GET ${path}/appRoleAssignedTo/{grantId}`]: (context) => {
    requireScope(context, READ);
    const row = context.tenant.appRoleGrantsOn(principalIn(context).id).find(({ id }) => id === context.at.grantId);
    if (!row) throw noSuchObject(context.at.grantId ?? '');
    return answerObject(context, 'appRoleAssignments', showAppRoleAssignment.shape, showAppRoleAssignment(row, context));
  },
  [`POST ${path}/appRoleAssignedTo`]: (context) => grant(context, { resourceId: principalIn(context).id }),
  [`DELETE ${path}/appRoleAssignedTo/{grantId}`]: (context) => revoke(context, { resourceId: principalIn(context).id }),
});

/** https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto and its siblings */
export const appRoleAssignmentRoutes: Routes = {
  ...given('/servicePrincipals/{id}'),
  ...given("/servicePrincipals(appId='{appId}')"),
  ...held('/users/{id}', (context) => personIn(context).id),
  ...held('/groups/{id}', (context) => groupIn(context).id),
  ...held('/servicePrincipals/{id}', (context) => principalIn(context).id),
  'GET /me/appRoleAssignments': (context) => {
    requireScope(context, ['User.Read', ...READ]);
    return list(context, context.tenant.appRoleGrantsTo(personIn(context).id));
  },
};
