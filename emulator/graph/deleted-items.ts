import { restoreApplication } from '../model/application-bin';
import { showApplication } from './applications';
import { auditTarget, recordChange } from './audit-trail';
import { DIRECTORY_READ, DIRECTORY_WRITE, hasEntraRole, requireScope } from './authority';
import type { Context, Routes } from './context';
import { answerObject, directoryCount, directoryList, NO_CONTENT } from './directory-query';
import { badRequest, noSuchObject } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { showGroup } from './groups';
import { listed } from './odata/collection';
import type { Thing } from './odata/thing';
import { showServicePrincipal } from './service-principals';
import { showUser } from './users';

/** https://learn.microsoft.com/graph/api/resources/directory: what is deleted is kept so long. */
const KEPT_MS = 30 * 86_400_000;

type Kind = 'user' | 'group' | 'application' | 'servicePrincipal';
type Binned = { id: string; thing: Thing; kind: Kind };

/** What the bin keeps, with its set and shape, who may see it and who may give it back: https://learn.microsoft.com/graph/api/directory-deleteditems-list */
const KINDS = {
  user: { set: 'users', show: showUser, reads: DIRECTORY_READ.users, writes: DIRECTORY_WRITE.users, roles: ['User Administrator'], category: 'UserManagement', type: 'User', restored: 'Restore user', purged: 'Hard Delete user' },
  group: { set: 'groups', show: showGroup, reads: DIRECTORY_READ.groups, writes: DIRECTORY_WRITE.groups, roles: ['User Administrator', 'Groups Administrator'], category: 'GroupManagement', type: 'Group', restored: 'Restore Group', purged: 'Hard Delete group' },
  application: { set: 'applications', show: showApplication, reads: DIRECTORY_READ.applications, writes: DIRECTORY_WRITE.applications, roles: ['Application Administrator'], category: 'ApplicationManagement', type: 'Application', restored: 'Restore application', purged: 'Hard delete application' },
  servicePrincipal: { set: 'servicePrincipals', show: showServicePrincipal, reads: DIRECTORY_READ.applications, writes: DIRECTORY_WRITE.applications, roles: ['Application Administrator'], category: 'ApplicationManagement', type: 'ServicePrincipal', restored: 'Restore service principal', purged: 'Hard delete service principal' },
} as const;
const NAMES = Object.keys(KINDS) as Kind[];
/** Types that have a bin in Entra and of which nothing here is ever deleted. */
const EMPTY = ['administrativeunit', 'device'];
const ALL = (use: 'reads' | 'writes'): readonly string[] => NAMES.flatMap((kind) => KINDS[kind][use]);

/** A deleted person keeps their sign-in name behind their id, so that the name is free for somebody else. */
function binned(context: Context): Binned[] {
  const { tenant, now } = context;
  const { deletedUsers, deletedGroups, deletedApplications, deletedPrincipals } = tenant;
  for (const bin of [deletedUsers, deletedGroups, deletedApplications, deletedPrincipals]) {
    for (const [id, { deleted }] of [...bin]) if (deleted + KEPT_MS <= now) tenant.purge(id);
  }
  return [
    ...[...deletedUsers.values()].map(({ user }): Binned => {
      const shown = { ...user, userPrincipalName: `${user.id.replaceAll('-', '')}${user.userPrincipalName}` };
      return { id: user.id, kind: 'user', thing: showUser(shown, context) };
    }),
    ...[...deletedGroups.values()].map(({ group }): Binned => ({ id: group.id, kind: 'group', thing: showGroup(group, context) })),
    ...[...deletedApplications.values()].map(({ application }): Binned => ({ id: application.id, kind: 'application', thing: showApplication(application, context) })),
    ...[...deletedPrincipals.values()].map(({ principal }): Binned => ({ id: principal.id, kind: 'servicePrincipal', thing: showServicePrincipal(principal, context) })),
  ];
}

function binnedIn(context: Context): Binned {
  const id = (context.at.id ?? '').toLowerCase();
  const found = binned(context).find((one) => one.id === id);
  if (!found) throw noSuchObject(id);
  return found;
}

function ofKind(context: Context) {
  const cast = (context.at.cast ?? '').toLowerCase();
  const kind = NAMES.find((name) => name.toLowerCase() === cast);
  if (!kind && !EMPTY.includes(cast)) throw badRequest('Request_BadRequest', `The type 'microsoft.graph.${context.at.cast ?? ''}' is not a directory object.`);
  requireScope(context, kind ? KINDS[kind].reads : ALL('reads'));
  const things = binned(context).filter((one) => one.kind === kind).map(({ thing }) => thing);
  return { metadata: kind ? KINDS[kind].set : 'directoryObjects', shapes: [KINDS[kind ?? 'group'].show.shape], rows: () => listed(things), show: (thing: Thing) => thing, isBin: true };
}

/** Finds what a path names in the bin, for whoever may give it back or end it. */
function requireRestores(context: Context): Binned {
  requireScope(context, ALL('writes'));
  const found = binnedIn(context);
  const { writes, roles } = KINDS[found.kind];
  requireScope(context, writes);
  if (!hasEntraRole(context, ['Global Administrator', ...roles])) throw insufficientPrivileges();
  return found;
}

function restore(context: Context) {
  const { id, kind } = requireRestores(context);
  const { tenant } = context;
  const name = tenant.deletedUsers.get(id)?.user.userPrincipalName;
  if (name !== undefined && tenant.users.byUpn(name)) throw badRequest('Request_BadRequest', 'Another object with the same value for property userPrincipalName already exists.');
  if (kind === 'user') tenant.restoreUser(id);
  else if (kind === 'group') tenant.restoreGroup(id);
  else restoreApplication(tenant, id);
  recordChange(context, { category: KINDS[kind].category, activity: KINDS[kind].restored, operation: 'Update', targets: [auditTarget(context, id)] });
  const restored = restoredThing(context, id);
  return { ...answerObject({ ...context, request: { ...context.request, query: new URLSearchParams() } }, 'directoryObjects', restored.names, { ...restored, stated: true }), status: 200 };
}

function restoredThing(context: Context, id: string): Thing {
  const { users, groups, applications, servicePrincipals } = context.tenant;
  const [user, group, application, principal] = [users.get(id), groups.get(id), applications.get(id), servicePrincipals.get(id)];
  const thing = (user && showUser(user, context)) ?? (group && showGroup(group, context)) ?? (application && showApplication(application, context)) ?? (principal && showServicePrincipal(principal, context));
  if (!thing) throw noSuchObject(id);
  return thing;
}

/** https://learn.microsoft.com/graph/api/directory-deleteditems-list and its siblings */
export const deletedItemRoutes: Routes = {
  'GET /directory/deletedItems/microsoft.graph.{cast}': (context) => directoryList(context, ofKind(context)),
  'GET /directory/deletedItems/microsoft.graph.{cast}/$count': (context) => directoryCount(context, ofKind(context)),
  'GET /directory/deletedItems/{id}': (context) => {
    requireScope(context, ALL('reads'));
    const { thing, kind } = binnedIn(context);
    requireScope(context, KINDS[kind].reads);
    return answerObject(context, 'directoryObjects', thing.names, { ...thing, stated: true });
  },
  'POST /directory/deletedItems/{id}/restore': restore,
  'DELETE /directory/deletedItems/{id}': (context) => {
    const { id, kind, thing } = requireRestores(context);
    context.tenant.purge(id);
    const displayName = thing.property('displayName')?.value;
    const { category, type, purged } = KINDS[kind];
    recordChange(context, { category, activity: purged, operation: 'Delete', targets: [{ id, type, displayName: typeof displayName === 'string' ? displayName : null, userPrincipalName: null, changes: [] }] });
    return NO_CONTENT;
  },
};
