import { auditTarget, recordChange } from './audit-trail';
import { DIRECTORY_READ, DIRECTORY_WRITE, hasEntraRole, requireScope } from './authority';
import type { Context, Routes } from './context';
import { answerObject, directoryCount, directoryList, NO_CONTENT } from './directory-query';
import { badRequest, noSuchObject } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { showGroup } from './groups';
import { listed } from './odata/collection';
import type { Thing } from './odata/thing';
import { showUser } from './users';

/** https://learn.microsoft.com/graph/api/resources/directory: what is deleted is kept so long. */
const KEPT_MS = 30 * 86_400_000;
const READ = [...DIRECTORY_READ.users, ...DIRECTORY_READ.groups];

type Binned = { id: string; thing: Thing; kind: 'user' | 'group' };

/** A deleted person keeps their sign-in name behind their id, so that the name is free for somebody else. */
function binned(context: Context): Binned[] {
  const { tenant, now } = context;
  const gone = [...tenant.deletedUsers.values(), ...tenant.deletedGroups.values()].filter(({ deleted }) => deleted + KEPT_MS <= now);
  for (const bin of gone) tenant.purge('user' in bin ? bin.user.id : bin.group.id);
  return [
    ...[...tenant.deletedUsers.values()].map(({ user }): Binned => {
      const shown = { ...user, userPrincipalName: `${user.id.replaceAll('-', '')}${user.userPrincipalName}` };
      return { id: user.id, kind: 'user', thing: { ...showUser(shown, context), stated: true } };
    }),
    ...[...tenant.deletedGroups.values()].map(({ group }): Binned => ({ id: group.id, kind: 'group', thing: { ...showGroup(group, context), stated: true } })),
  ];
}

function binnedIn(context: Context): Binned {
  const id = (context.at.id ?? '').toLowerCase();
  const found = binned(context).find((one) => one.id === id);
  if (!found) throw noSuchObject(id);
  return found;
}

function ofKind(context: Context) {
  requireScope(context, READ);
  const kind = (context.at.cast ?? '').toLowerCase();
  const shape = { user: showUser.shape, group: showGroup.shape }[kind];
  // Applications and the like are never deleted here, so their bin is empty.
  if (!shape && !['application', 'serviceprincipal', 'administrativeunit', 'device'].includes(kind)) throw badRequest('Request_BadRequest', `The type 'microsoft.graph.${context.at.cast ?? ''}' is not a directory object.`);
  const things = binned(context).filter((one) => one.kind === kind).map(({ thing }) => thing);
  return { metadata: 'directoryObjects', shapes: shape ? [shape] : [showUser.shape, showGroup.shape], rows: () => listed(things), show: (thing: Thing) => thing };
}

function requireRestores(context: Context, { kind }: Binned): void {
  requireScope(context, kind === 'user' ? DIRECTORY_WRITE.users : DIRECTORY_WRITE.groups);
  if (!hasEntraRole(context, ['Global Administrator', 'User Administrator', ...(kind === 'group' ? ['Groups Administrator'] as const : [])])) throw insufficientPrivileges();
}

const CATEGORY = { user: 'UserManagement', group: 'GroupManagement' } as const;

/** https://learn.microsoft.com/graph/api/directory-deleteditems-list and its siblings */
export const deletedItemRoutes: Routes = {
  'GET /directory/deletedItems/microsoft.graph.{cast}': (context) => directoryList(context, ofKind(context)),
  'GET /directory/deletedItems/microsoft.graph.{cast}/$count': (context) => directoryCount(context, ofKind(context)),
  'GET /directory/deletedItems/{id}': (context) => {
    requireScope(context, READ);
    const { thing } = binnedIn(context);
    return answerObject(context, 'directoryObjects', thing.names, thing);
  },
  'POST /directory/deletedItems/{id}/restore': (context) => {
    requireScope(context, [...DIRECTORY_WRITE.users, ...DIRECTORY_WRITE.groups]);
    const found = binnedIn(context);
    requireRestores(context, found);
    const { tenant } = context;
    const name = tenant.deletedUsers.get(found.id)?.user.userPrincipalName;
    if (name !== undefined && tenant.users.byUpn(name)) throw badRequest('Request_BadRequest', 'Another object with the same value for property userPrincipalName already exists.');
    if (found.kind === 'user') tenant.restoreUser(found.id);
    else tenant.restoreGroup(found.id);
    recordChange(context, { category: CATEGORY[found.kind], activity: found.kind === 'user' ? 'Restore user' : 'Restore Group', operation: 'Update', targets: [auditTarget(context, found.id)] });
    const user = tenant.users.get(found.id);
    const group = tenant.groups.get(found.id);
    const restored = user ? showUser(user, context) : group && showGroup(group, context);
    if (!restored) throw noSuchObject(found.id);
    return { ...answerObject({ ...context, request: { ...context.request, query: new URLSearchParams() } }, 'directoryObjects', restored.names, { ...restored, stated: true }), status: 200 };
  },
  'DELETE /directory/deletedItems/{id}': (context) => {
    requireScope(context, [...DIRECTORY_WRITE.users, ...DIRECTORY_WRITE.groups]);
    const found = binnedIn(context);
    requireRestores(context, found);
    context.tenant.purge(found.id);
    const displayName = found.thing.property('displayName')?.value;
    recordChange(context, {
      category: CATEGORY[found.kind], activity: found.kind === 'user' ? 'Hard Delete user' : 'Hard Delete group', operation: 'Delete',
      targets: [{ id: found.id, type: found.kind === 'user' ? 'User' : 'Group', displayName: typeof displayName === 'string' ? displayName : null, userPrincipalName: null, changes: [] }],
    });
    return NO_CONTENT;
  },
};
