import { auditTarget, changesOf, recordChange } from './audit-trail';
import { DIRECTORY_WRITE, requireScope } from './authority';
import type { Context, Routes } from './context';
import { bodyIn, flagIn, neededIn } from './directory-body';
import { createdObject, NO_CONTENT } from './directory-query';
import { badRequest, GraphError } from './graph-error';
import { owners } from './registration-owners';
import { byEither, removeRegistration, requireAdministers, requireRolesMayGo, rolesIn, textsIn, writable } from './registrations';
import { principalIn, showServicePrincipal } from './service-principals';

const OF_PRINCIPALS = writable(showServicePrincipal.shape.usual, ['customSecurityAttributes']);

function createPrincipal(context: Context) {
  requireScope(context, DIRECTORY_WRITE.applications);
  const body = bodyIn(context, 'ServicePrincipal', [...OF_PRINCIPALS, 'appId']);
  const { tenant, now } = context;
  const { appId: _, ...rest } = body;
  const appId = neededIn(body, 'appId', 'ServicePrincipal').toLowerCase();
  const application = [...tenant.applications.values()].find((row) => row.appId === appId);
  if (!application) throw badRequest('Request_BadRequest', `The appId '${appId}' of the service principal does not reference a valid application object.`);
  requireAdministers(context, application);
  if ([...tenant.servicePrincipals.values()].some((row) => row.appId === appId)) {
    throw new GraphError(409, 'Request_MultipleObjectsWithSameKeyValue', `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`);
  }
  const { written: { tags, appRoleAssignmentRequired, homepage, ...written }, displayName = application.displayName, description = application.description } = textsIn(rest, 'ServicePrincipal');
  const principal = tenant.servicePrincipals.add({
    id: tenant.newId(), appId, displayName, description, appOwnerOrganizationId: tenant.info.tenantId, publisherName: tenant.info.tenantName,
    appRoleAssignmentRequired: appRoleAssignmentRequired === true, homepage: typeof homepage === 'string' ? homepage : null,
    appRoles: rolesIn(body, 'ServicePrincipal') ?? application.appRoles, tags: Array.isArray(tags) ? tags.map(String) : [], createdDateTime: new Date(now).toISOString(), written,
  });
  tenant.owners.add(principal.id, context.caller.userId);
  recordChange(context, { category: 'ApplicationManagement', activity: 'Add service principal', operation: 'Add', targets: [auditTarget(context, principal.id, changesOf(body))] });
  return createdObject('servicePrincipals', showServicePrincipal(principal, context));
}

function changePrincipal(context: Context) {
  requireScope(context, DIRECTORY_WRITE.applications);
  const principal = principalIn(context);
  requireAdministers(context, principal);
  const body = bodyIn(context, 'ServicePrincipal', OF_PRINCIPALS);
  const required = flagIn(body, 'appRoleAssignmentRequired', 'ServicePrincipal');
  const appRoles = rolesIn(body, 'ServicePrincipal');
  if (appRoles) requireRolesMayGo(principal.appRoles, appRoles);
  const { written, ...texts } = textsIn(body, 'ServicePrincipal');
  context.tenant.servicePrincipals.add({
    ...principal, ...texts, ...(appRoles ? { appRoles } : {}), ...(required === undefined ? {} : { appRoleAssignmentRequired: required }), written: { ...principal.written, ...written },
  });
  recordChange(context, { category: 'ApplicationManagement', activity: 'Update service principal', operation: 'Update', targets: [auditTarget(context, principal.id, changesOf(body, principal))] });
  return NO_CONTENT;
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals and its siblings */
export const servicePrincipalWriteRoutes: Routes = {
  'POST /servicePrincipals': createPrincipal,
  ...byEither('servicePrincipals', (path) => ({
    [`PATCH ${path}`]: changePrincipal,
    [`DELETE ${path}`]: (context) => removeRegistration(context, principalIn(context), 'Remove service principal'),
    ...owners(path, principalIn, 'service principal'),
  })),
};
