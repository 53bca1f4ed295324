import type { User } from '../model/directory';
import { newAccount } from '../model/account';
import { auditTarget, changesOf, recordChange } from './audit-trail';
import { DIRECTORY_WRITE, hasEntraRole, requireScope } from './authority';
import type { Context, Routes } from './context';
import type { Body } from './directory-body';
import { bodyIn, flagIn, listIn, neededIn, textIn } from './directory-body';
import { createdObject, NO_CONTENT } from './directory-query';
import { isRecord } from '../http';
import { badRequest } from './graph-error';
import { insufficientPrivileges } from './group-authority';
import { personIn, showUser, WRITTEN_OF_USERS } from './users';
import { writtenIn } from './written';

const TEXTS = [
  'givenName', 'surname', 'jobTitle', 'department', 'companyName', 'officeLocation', 'city', 'country', 'usageLocation', 'employeeId', 'employeeType', 'mobilePhone', 'preferredLanguage',
  'streetAddress', 'postalCode', 'state', 'faxNumber', 'passwordPolicies',
] as const satisfies readonly (keyof User)[];
const CHANGEABLE = [...TEXTS, 'displayName', 'accountEnabled', 'businessPhones', 'mail', 'mailNickname', 'userPrincipalName', 'userType', 'passwordProfile', 'otherMails', 'employeeHireDate', 'onPremisesExtensionAttributes', ...WRITTEN_OF_USERS];
/** What directory synchronisation owns in a person who comes from on-premises; the rest is the cloud's. */
const FROM_CLOUD: ReadonlySet<string> = new Set(['usageLocation', 'passwordPolicies', 'otherMails', 'userType', 'preferredLanguage']);

function requireAdministersUsers(context: Context): void {
  if (!hasEntraRole(context, ['Global Administrator', 'User Administrator'])) throw insufficientPrivileges();
}

function requireFreeName({ tenant }: Context, userPrincipalName: string, ownId: string | null): void {
  if (!userPrincipalName.toLowerCase().endsWith(`@${tenant.info.tenantDomain}`.toLowerCase())) {
    throw badRequest('Request_BadRequest', 'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.');
  }
  const holder = tenant.users.byUpn(userPrincipalName);
  if (holder && holder.id !== ownId) throw badRequest('Request_BadRequest', 'Another object with the same value for property userPrincipalName already exists.');
}

function momentIn(body: Body, name: string): string | null {
  const moment = textIn(body, name, 'User') ?? null;
  if (moment !== null && Number.isNaN(Date.parse(moment))) throw badRequest('Request_BadRequest', `Invalid value specified for property '${name}' of resource 'User'.`);
  return moment;
}

/** What is named of the fifteen is replaced, null takes it away; the others stay, as a complex property of Graph is merged. */
function extensionsIn(given: unknown, before: NonNullable<User['extensions']>): User['extensions'] {
  const after: Record<string, string> = { ...before };
  for (const [name, value] of Object.entries(isRecord(given) ? given : {})) {
    if (!/^extensionAttribute([1-9]|1[0-5])$/.test(name) || value !== null && typeof value !== 'string') throw badRequest('Request_BadRequest', `Invalid value specified for property '${name}' of resource 'User'.`);
    if (value === null) delete after[name];
    else after[name] = value;
  }
  return after;
}

/** The part of a body that is stored, property by property. */
function changeIn(body: Body, { extensions = {}, written }: Partial<Pick<User, 'extensions' | 'written'>> = {}): Partial<Omit<User, 'id'>> {
  const texts = Object.fromEntries(TEXTS.filter((name) => body[name] !== undefined).map((name) => [name, textIn(body, name, 'User')]));
  const enabled = flagIn(body, 'accountEnabled', 'User');
  const phones = listIn(body, 'businessPhones');
  const userType = textIn(body, 'userType', 'User');
  if (userType !== undefined && userType !== 'Member' && userType !== 'Guest') throw badRequest('Request_BadRequest', "Invalid value specified for property 'userType' of resource 'User'.");
  return {
    ...texts,
    ...(enabled === undefined ? {} : { accountEnabled: enabled }),
    ...(phones === undefined ? {} : { businessPhones: phones.map(String) }),
    ...(body.mail === undefined ? {} : { mail: textIn(body, 'mail', 'User') ?? null }),
    ...(body.displayName === undefined ? {} : { displayName: neededIn(body, 'displayName', 'User') }),
    ...(body.mailNickname === undefined ? {} : { mailNickname: neededIn(body, 'mailNickname', 'User') }),
    ...(body.userPrincipalName === undefined ? {} : { userPrincipalName: neededIn(body, 'userPrincipalName', 'User') }),
    ...(userType === undefined ? {} : { userType }),
    ...(body.employeeHireDate === undefined ? {} : { employeeHireDate: momentIn(body, 'employeeHireDate') }),
    ...(body.otherMails === undefined ? {} : { otherMails: (listIn(body, 'otherMails') ?? []).map(String) }),
    ...(body.onPremisesExtensionAttributes === undefined ? {} : { extensions: extensionsIn(body.onPremisesExtensionAttributes, extensions) }),
    ...writtenIn(body, WRITTEN_OF_USERS, written),
  };
}

/** Passwords are taken and forgotten; nobody here has one. */
const withoutPassword = ({ passwordProfile: _, ...body }: Body): Body => body;

function create(context: Context) {
  requireScope(context, DIRECTORY_WRITE.users);
  requireAdministersUsers(context);
  const body = bodyIn(context, 'User', CHANGEABLE);
  const { tenant, now } = context;
  flagIn(body, 'accountEnabled', 'User', 'needed');
  for (const name of ['displayName', 'mailNickname']) neededIn(body, name, 'User');
  const userPrincipalName = neededIn(body, 'userPrincipalName', 'User');
  const password = (body.passwordProfile as { password?: unknown } | undefined)?.password;
  if (typeof password !== 'string' || password === '') throw badRequest('Request_BadRequest', "A password must be specified to create a new user.");
  requireFreeName(context, userPrincipalName, null);
  const user = tenant.users.add({ ...newAccount(userPrincipalName, { displayName: '', ...changeIn(body), createdDateTime: new Date(now).toISOString() }), id: tenant.newId(), managerId: null });
  recordChange(context, { category: 'UserManagement', activity: 'Add user', operation: 'Add', targets: [auditTarget(context, user.id, changesOf(withoutPassword(body)))] });
  return createdObject('users', showUser(user, context));
}

/** What people change in themselves: https://learn.microsoft.com/entra/fundamentals/users-default-permissions */
const ONES_OWN: ReadonlySet<string> = new Set(['businessPhones', 'mobilePhone', 'otherMails']);

function update(context: Context) {
  const user = personIn(context);
  const isSelf = user.id === context.caller.userId;
  requireScope(context, isSelf ? [...DIRECTORY_WRITE.users, 'User.ReadWrite'] : DIRECTORY_WRITE.users);
  const { body: given } = context.request;
  if (!isSelf || !isRecord(given) || !Object.keys(given).every((name) => ONES_OWN.has(name))) requireAdministersUsers(context);
  const body = bodyIn(context, 'User', CHANGEABLE);
  if (user.onPremisesSyncEnabled && Object.keys(body).some((name) => !FROM_CLOUD.has(name))) {
    throw badRequest('Request_BadRequest', 'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.');
  }
  const change = changeIn(body, user);
  if (change.userPrincipalName !== undefined) requireFreeName(context, change.userPrincipalName, user.id);
  context.tenant.updateUser(user.id, change);
  recordChange(context, { category: 'UserManagement', activity: 'Update user', operation: 'Update', targets: [auditTarget(context, user.id, changesOf(withoutPassword(body), user))] });
  return NO_CONTENT;
}

/** https://learn.microsoft.com/graph/api/user-revokesigninsessions: everybody for themselves, administrators for others. */
function revokeSessions(context: Context) {
  requireScope(context, ['User.RevokeSessions.All', ...DIRECTORY_WRITE.users]);
  const user = personIn(context);
  if (user.id !== context.caller.userId) requireAdministersUsers(context);
  context.tenant.revokeSessions(user.id);
  recordChange(context, { category: 'UserManagement', activity: 'Update StsRefreshTokenValidFrom Timestamp', operation: 'Update', targets: [auditTarget(context, user.id)] });
  return { status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean', value: true } };
}

/** https://learn.microsoft.com/graph/api/user-post-users, user-update, user-delete */
export const userWriteRoutes: Routes = {
  'POST /users': create,
  'PATCH /users/{id}': update,
  'PATCH /me': update,
  ...Object.fromEntries(['/me', '/users/{id}'].map((path) => [`POST ${path}/revokeSignInSessions`, revokeSessions])),
  'DELETE /users/{id}': (context) => {
    requireScope(context, DIRECTORY_WRITE.users);
    const user = personIn(context);
    requireAdministersUsers(context);
    const targets = [auditTarget(context, user.id)];
    context.tenant.deleteUser(user.id, context.now);
    recordChange(context, { category: 'UserManagement', activity: 'Delete user', operation: 'Delete', targets });
    return NO_CONTENT;
  },
};
