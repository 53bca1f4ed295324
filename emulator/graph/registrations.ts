import { isRecord } from '../http';
import { deleteApplication } from '../model/application-bin';
import type { AppRole } from '../model/directory';
import { isGuid } from '../model/guid';
import { auditTarget, recordChange } from './audit-trail';
import { DIRECTORY_WRITE, hasEntraRole, requireScope } from './authority';
import type { Context, Routes } from './context';
import type { Body } from './directory-body';
import { flagIn, listIn, neededIn, textIn } from './directory-body';
import { NO_CONTENT } from './directory-query';
import { badRequest, GraphError } from './graph-error';
import { insufficientPrivileges } from './group-authority';

// What registrations of applications and their service principals have in common when they are written.

/** What only the service sets, of a registration and of a principal. */
const READ_ONLY = new Set(['id', 'appId', 'deletedDateTime', 'createdDateTime', 'publisherDomain', 'publisherName', 'appOwnerOrganizationId', 'appDisplayName', 'appDescription', 'servicePrincipalType', 'disabledByMicrosoftStatus', 'applicationTemplateId', 'verifiedPublisher']);
/** The names of a type's properties that are written. */
export const writable = (names: readonly string[], more: readonly string[] = []): string[] => [...names.filter((name) => !READ_ONLY.has(name)), ...more];
/** A registration or a principal, as far as whoever administers it is concerned. */
export type Owned = { id: string; appId: string };

/** An owner changes what is theirs, application administrators everything: https://learn.microsoft.com/graph/api/application-update */
export function requireAdministers(context: Context, owned: Owned): void {
  const { tenant, caller } = context;
  if (!tenant.owners.has(owned.id, caller.userId) && !hasEntraRole(context, ['Global Administrator', 'Application Administrator'])) throw insufficientPrivileges();
}

/** The portal signs in by its own registrations; without them nobody could mend anything. */
function requireNotThePortal({ tenant: { info } }: Context, { appId }: Owned): void {
  if (appId === info.apiClientId || appId === info.browserClientId) throw badRequest('Request_BadRequest', 'The local tenant needs this application to sign anybody in, so it cannot be deleted.');
}

/** The app roles a body names, undefined where it does not speak of them. Throws 400 for one that is not whole. */
export function rolesIn(body: Body, resource: string): AppRole[] | undefined {
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
export function requireRolesMayGo(before: readonly AppRole[], after: readonly AppRole[]): void {
  const gone = before.find((role) => (role.isEnabled ?? true) && !after.some(({ id }) => id === role.id));
  if (gone) throw new GraphError(400, 'CannotDeleteOrUpdateEnabledEntitlement', 'Property value cannot be deleted unless it is disabled first.');
}

/** What is kept in columns of its own, and everything else as it was written. */
export function textsIn(body: Body, resource: string) {
  const { appRoles: _, displayName: _name, description: _said, ...written } = body;
  return {
    ...(body.displayName === undefined ? {} : { displayName: neededIn(body, 'displayName', resource) }),
    ...(body.description === undefined ? {} : { description: textIn(body, 'description', resource) ?? null }),
    written: Object.fromEntries(Object.entries(written).filter(([name]) => !name.includes('@'))),
  };
}

/** Puts a registration or a principal into the bin. Throws 403 for who may not, 400 for the portal's own. */
export function removeRegistration(context: Context, owned: Owned, activity: string) {
  requireScope(context, DIRECTORY_WRITE.applications);
  requireAdministers(context, owned);
  requireNotThePortal(context, owned);
  const targets = [auditTarget(context, owned.id)];
  deleteApplication(context.tenant, owned.id, context.now);
  recordChange(context, { category: 'ApplicationManagement', activity, operation: 'Delete', targets });
  return NO_CONTENT;
}

/** Routes of an object that a path names by its id or by its appId. */
export const byEither = (set: string, routes: (path: string) => Routes): Routes => Object.assign({}, ...[`/${set}/{id}`, `/${set}(appId='{appId}')`].map(routes)) as Routes;
