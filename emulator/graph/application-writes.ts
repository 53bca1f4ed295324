import type { Application, AppRole, ServicePrincipal } from '../model/directory';
import { applicationIn, showApplication } from './applications';
import { auditTarget, changesOf, recordChange } from './audit-trail';
import { DIRECTORY_WRITE, hasEntraRole, requireScope } from './authority';
import type { Context, Routes } from './context';
import type { Body } from './directory-body';
import { bodyIn, flagIn, listIn, neededIn, textIn } from './directory-body';
import { createdObject, NO_CONTENT } from './directory-query';
import { isRecord } from '../http';
import { isGuid } from '../model/guid';
import { badRequest, GraphError, noSuchObject } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { referredIn } from './references';
import { principalIn, showServicePrincipal } from './service-principals';

/** What only the service sets, of a registration and of a principal. */
const READ_ONLY = new Set(['id', 'appId', 'deletedDateTime', 'createdDateTime', 'publisherDomain', 'publisherName', 'appOwnerOrganizationId', 'appDisplayName', 'appDescription', 'servicePrincipalType', 'disabledByMicrosoftStatus', 'applicationTemplateId', 'verifiedPublisher']);
const writable = (names: readonly string[], more: readonly string[] = []): string[] => [...names.filter((name) => !READ_ONLY.has(name)), ...more];
const OF_APPLICATIONS = writable(showApplication.shape.usual);
const OF_PRINCIPALS = writable(showServicePrincipal.shape.usual, ['customSecurityAttributes']);

type Owned = { id: string; appId: string };

/** An owner changes what is theirs, application administrators everything: https://learn.microsoft.com/graph/api/application-update */
function requireAdministers(context: Context, owned: Owned): void {
  const { tenant, caller } = context;
  if (!tenant.owners.has(owned.id, caller.userId) && !hasEntraRole(context, ['Global Administrator', 'Application Administrator'])) throw insufficientPrivileges();
}

/** The portal signs in by its own registrations; without them nobody could mend anything. */
function requireNotThePortal({ tenant: { info } }: Context, { appId }: Owned): void {
  if (appId === info.apiClientId || appId === info.browserClientId) throw badRequest('Request_BadRequest', 'The local tenant needs this application to sign anybody in, so it cannot be deleted.');
}

function rolesIn(body: Body, resource: string): AppRole[] | undefined {
  return listIn(body, 'appRoles')?.map((given): AppRole => {
    const role = isRecord(given) ? given : {};
    const [id, displayName] = [neededIn(role, 'id', resource).toLowerCase(), neededIn(role, 'displayName', resource)];
    if (!isGuid(id)) throw badRequest('Request_BadRequest', `Invalid value specified for property 'id' of resource 'AppRole'.`);
    const types = (listIn(role, 'allowedMemberTypes') ?? []).filter((type) => type === 'User' || type === 'Application');
    if (types.length === 0) throw badRequest('Request_BadRequest', `A value is required for property 'allowedMemberTypes' of resource 'AppRole'.`);
    return { id, displayName, description: textIn(role, 'description', resource) ?? '', value: textIn(role, 'value', resource) ?? '', allowedMemberTypes: types, isEnabled: flagIn(role, 'isEnabled', resource) ?? true };
  });
}

/** A role that is on cannot be taken away, as the directory has it: https://learn.microsoft.com/graph/api/application-update */
function requireRolesMayGo(before: readonly AppRole[], after: readonly AppRole[]): void {
  const gone = before.find((role) => (role.isEnabled ?? true) && !after.some(({ id }) => id === role.id));
  if (gone) throw new GraphError(400, 'CannotDeleteOrUpdateEnabledEntitlement', 'Property value cannot be deleted unless it is disabled first.');
}

/** What is kept in columns of its own, and everything else as it was written. */
function textsIn(body: Body, resource: string) {
  const { appRoles: _, displayName: _name, description: _said, ...written } = body;
  return {
    ...(body.displayName === undefined ? {} : { displayName: neededIn(body, 'displayName', resource) }),
    ...(body.description === undefined ? {} : { description: textIn(body, 'description', resource) ?? null }),
    written: Object.fromEntries(Object.entries(written).filter(([name]) => !name.includes('@'))),
  };
}

function createApplication(context: Context) {
  requireScope(context, DIRECTORY_WRITE.applications);
  const body = bodyIn(context, 'Application', OF_APPLICATIONS);
  const { tenant, now, caller } = context;
  const { written, description = null } = textsIn(body, 'Application');
  const application = tenant.applications.add({
    id: tenant.newId(), appId: tenant.newId(), displayName: neededIn(body, 'displayName', 'Application'), description, publisherDomain: tenant.info.tenantDomain,
    appRoles: rolesIn(body, 'Application') ?? [], createdDateTime: new Date(now).toISOString(), written,
  });
  // Whoever registers an application owns it: https://learn.microsoft.com/graph/api/application-post-applications
  tenant.owners.add(application.id, caller.userId);
  recordChange(context, { category: 'ApplicationManagement', activity: 'Add application', operation: 'Add', targets: [auditTarget(context, application.id, changesOf(body))] });
  return createdObject('applications', showApplication(application, context));
}

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

function changeApplication(context: Context) {
  requireScope(context, DIRECTORY_WRITE.applications);
  const application = applicationIn(context);
  requireAdministers(context, application);
  const { tenant } = context;
  const body = bodyIn(context, 'Application', OF_APPLICATIONS);
  const appRoles = rolesIn(body, 'Application');
  if (appRoles) requireRolesMayGo(application.appRoles, appRoles);
  const { written, ...texts } = textsIn(body, 'Application');
  tenant.applications.add({ ...application, ...texts, ...(appRoles ? { appRoles } : {}), written: { ...application.written, ...written } });
  const principal = [...tenant.servicePrincipals.values()].find(({ appId }) => appId === application.appId);
  // The principal shows the roles and the name its application has.
  if (principal) tenant.servicePrincipals.add({ ...principal, ...(texts.displayName === undefined ? {} : { displayName: texts.displayName }), ...(appRoles ? { appRoles } : {}) });
  recordChange(context, { category: 'ApplicationManagement', activity: 'Update application', operation: 'Update', targets: [auditTarget(context, application.id, changesOf(body, application))] });
  return NO_CONTENT;
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

function remove(context: Context, owned: Application | ServicePrincipal, activity: string) {
  requireScope(context, DIRECTORY_WRITE.applications);
  requireAdministers(context, owned);
  requireNotThePortal(context, owned);
  const targets = [auditTarget(context, owned.id)];
  context.tenant.deleteApplication(owned.id);
  recordChange(context, { category: 'ApplicationManagement', activity, operation: 'Delete', targets });
  return NO_CONTENT;
}

const owners = (path: string, find: (context: Context) => Owned, what: string): Routes => ({
  [`POST ${path}/owners/$ref`]: (context) => {
    requireScope(context, DIRECTORY_WRITE.applications);
    const owned = find(context);
    requireAdministers(context, owned);
    const { id, kind } = referredIn(context);
    if (kind !== 'user' && kind !== 'servicePrincipal') throw badRequest('Request_BadRequest', `The reference target '${id}' of type '${kind}' is invalid for the 'owners' reference.`);
    if (context.tenant.owners.has(owned.id, id)) throw badRequest('Request_BadRequest', "One or more added object references already exist for the following modified properties: 'owners'.");
    context.tenant.owners.add(owned.id, id);
    recordChange(context, { category: 'ApplicationManagement', activity: `Add owner to ${what}`, operation: 'Assign', targets: [auditTarget(context, id), auditTarget(context, owned.id)] });
    return NO_CONTENT;
  },
  [`DELETE ${path}/owners/{ownerId}/$ref`]: (context) => {
    requireScope(context, DIRECTORY_WRITE.applications);
    const owned = find(context);
    requireAdministers(context, owned);
    const ownerId = (context.at.ownerId ?? '').toLowerCase();
    if (!context.tenant.owners.has(owned.id, ownerId)) throw noSuchObject(ownerId);
    context.tenant.owners.remove(owned.id, ownerId);
    recordChange(context, { category: 'ApplicationManagement', activity: `Remove owner from ${what}`, operation: 'Unassign', targets: [auditTarget(context, ownerId), auditTarget(context, owned.id)] });
    return NO_CONTENT;
  },
});

const byEither = (set: string, routes: (path: string) => Routes): Routes => Object.assign({}, ...[`/${set}/{id}`, `/${set}(appId='{appId}')`].map(routes)) as Routes;

/** https://learn.microsoft.com/graph/api/application-post-applications, serviceprincipal-post-serviceprincipals and their siblings */
export const applicationWriteRoutes: Routes = {
  'POST /applications': createApplication,
  'POST /servicePrincipals': createPrincipal,
  ...byEither('applications', (path) => ({
    [`PATCH ${path}`]: changeApplication,
    [`DELETE ${path}`]: (context) => remove(context, applicationIn(context), 'Delete application'),
    ...owners(path, applicationIn, 'application'),
  })),
  ...byEither('servicePrincipals', (path) => ({
    [`PATCH ${path}`]: changePrincipal,
    [`DELETE ${path}`]: (context) => remove(context, principalIn(context), 'Remove service principal'),
    ...owners(path, principalIn, 'service principal'),
  })),
};
