import type { User } from '../model/directory';
import { auditTarget, recordChange } from './audit-trail';
import { DIRECTORY_READ, DIRECTORY_WRITE, hasEntraRole, requireScope } from './authority';
import type { Context, Routes } from './context';
import { memberOfRoutes, showAny } from './directory-objects';
import { answerObject, directoryCount, directoryList, NO_CONTENT } from './directory-query';
import { badRequest, noSuchObject } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { listed } from './odata/collection';
import { referredIn } from './references';
import { personIn, showUser } from './users';

const GROUPS_OF_PEOPLE = [...DIRECTORY_READ.groups, 'User.Read', 'User.Read.All'];
const OWNED = [...DIRECTORY_READ.applications, 'User.Read.All', 'User.Read', 'Group.Read.All'];

function reports(context: Context) {
  requireScope(context, DIRECTORY_READ.users);
  return {
    metadata: 'directoryObjects', shapes: [showUser.shape], rows: () => listed(context.tenant.users.directReports(personIn(context).id)),
    show: (user: User) => ({ ...showUser(user, context), stated: true }), advancedOnly: true,
  };
}

function owned(context: Context) {
  requireScope(context, OWNED);
  return { ...showAny(context, [...context.tenant.owners.to(personIn(context).id)], context.at.cast), advancedOnly: true };
}

/** Who answers for a guest: people and groups. https://learn.microsoft.com/graph/api/user-list-sponsors */
function sponsors(context: Context) {
  requireScope(context, DIRECTORY_READ.users);
  return { ...showAny(context, [...context.tenant.sponsors.of(personIn(context).id)]), advancedOnly: true };
}

/** What nobody here has: a device of one's own, or an object whose maker the directory has written down. */
function nothing(context: Context) {
  requireScope(context, DIRECTORY_READ.users);
  personIn(context);
  return directoryList(context, { ...showAny(context, []), advancedOnly: true });
}

function managerOf(context: Context): User {
  requireScope(context, DIRECTORY_READ.users);
  const manager = context.tenant.users.get(personIn(context).managerId ?? '');
  if (!manager) throw noSuchObject('manager');
  return manager;
}

function changeManager(context: Context, managerId: string | null) {
  const user = personIn(context);
  if (!hasEntraRole(context, ['Global Administrator', 'User Administrator'])) throw insufficientPrivileges();
  if (managerId === null && user.managerId === null) throw noSuchObject('manager');
  if (managerId === user.id) throw badRequest('Request_BadRequest', 'A user cannot be their own manager.');
  const changes = [{ name: 'Manager.ObjectID', before: user.managerId && JSON.stringify(user.managerId), after: managerId && JSON.stringify(managerId) }];
  context.tenant.updateUser(user.id, { managerId });
  recordChange(context, { category: 'UserManagement', activity: managerId ? 'Set user manager' : 'Remove user manager', operation: 'Update', targets: [auditTarget(context, user.id, changes)] });
  return NO_CONTENT;
}

const ofPeople = (path: string, method: string, handler: Routes[string]): Routes => ({
  [`${method} /me${path}`]: handler,
  [`${method} /users/{id}${path}`]: handler,
});

/** What hangs on a person: manager, reports, groups, what they own. */
export const userRelationRoutes: Routes = {
  ...ofPeople('/manager', 'GET', (context) => {
    const manager = managerOf(context);
    return answerObject(context, 'directoryObjects', showUser.shape, { ...showUser(manager, context), stated: true });
  }),
  ...ofPeople('/manager/$ref', 'GET', (context) => ({
    status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#$ref', '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${managerOf(context).id}` },
  })),
  // https://learn.microsoft.com/graph/api/user-post-manager
  'PUT /users/{id}/manager/$ref': (context) => {
    requireScope(context, DIRECTORY_WRITE.users);
    const { id, kind } = referredIn(context);
    if (kind !== 'user') throw badRequest('Request_BadRequest', `Unsupported resource '${id}' for reference update in property 'manager'.`);
    return changeManager(context, id);
  },
  'DELETE /users/{id}/manager/$ref': (context) => {
    requireScope(context, DIRECTORY_WRITE.users);
    return changeManager(context, null);
  },
  ...ofPeople('/directReports', 'GET', (context) => directoryList(context, reports(context))),
  ...ofPeople('/directReports/$count', 'GET', (context) => directoryCount(context, reports(context))),
  ...ofPeople('/sponsors', 'GET', (context) => directoryList(context, sponsors(context))),
  ...Object.assign({}, ...['/createdObjects', '/ownedDevices', '/registeredDevices'].map((name) => ofPeople(name, 'GET', nothing))) as Routes,
  ...ofPeople('/ownedObjects', 'GET', (context) => directoryList(context, owned(context))),
  ...ofPeople('/ownedObjects/microsoft.graph.{cast}', 'GET', (context) => directoryList(context, owned(context))),
  ...memberOfRoutes(['/me', '/users/{id}'], GROUPS_OF_PEOPLE, (context) => personIn(context).id),
};
