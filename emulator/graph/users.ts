import type { User } from '../model/directory';
import { DIRECTORY_READ, requireScope } from './authority';
import type { Context, Routes, Show, World } from './context';
import { answerObject, directoryCount, directoryList } from './directory-query';
import { noSuchObject } from './graph-error';
import { binnedAt, showGroup } from './groups';
import { assignedLicenses, licenseAssignmentStates } from './licences';
import { listed } from './odata/collection';
import type { Source } from './odata/collection';
import { pinned } from './odata/filter';
import type { Filter } from './odata/filter-parser';
import type { Search } from './odata/search';
import { defineShape } from './odata/thing';

export const showUser: Show<User> = defineShape<User, World>({
  type: 'user',
  usual: ['businessPhones', 'displayName', 'givenName', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage', 'surname', 'userPrincipalName', 'id'],
  properties: {
    id: (user) => user.id,
    accountEnabled: (user) => user.accountEnabled,
    assignedLicenses,
    businessPhones: (user) => user.businessPhones,
    city: (user) => user.city,
    companyName: (user) => user.companyName,
    country: (user) => user.country,
    createdDateTime: (user) => user.createdDateTime,
    creationType: (user) => user.creationType,
    deletedDateTime: (user, { tenant }) => binnedAt(tenant.deletedUsers.get(user.id)),
    department: (user) => user.department,
    displayName: (user) => user.displayName,
    employeeId: (user) => user.employeeId,
    employeeType: (user) => user.employeeType,
    externalUserState: (user) => user.externalUserState,
    givenName: (user) => user.givenName,
    identities: (user, { tenant }) => [{
      signInType: user.homeDomain ? 'federated' : 'userPrincipalName',
      issuer: user.homeDomain ?? tenant.info.tenantDomain,
      issuerAssignedId: user.homeDomain ? null : user.userPrincipalName,
    }],
    isManagementRestricted: () => false,
    jobTitle: (user) => user.jobTitle,
    licenseAssignmentStates,
    mail: (user) => user.mail,
    mailNickname: (user) => user.mailNickname,
    mobilePhone: (user) => user.mobilePhone,
    officeLocation: (user) => user.officeLocation,
    onPremisesSamAccountName: (user) => (user.onPremisesSyncEnabled ? user.mailNickname.slice(0, 20) : null),
    onPremisesSyncEnabled: (user) => user.onPremisesSyncEnabled,
    otherMails: (user) => user.otherMails ?? (user.homeDomain && user.mail ? [user.mail] : []),
    preferredLanguage: (user) => user.preferredLanguage,
    proxyAddresses: (user) => user.proxyAddresses ?? (user.mail && !user.homeDomain ? [`SMTP:${user.mail}`] : []),
    surname: (user) => user.surname,
    usageLocation: (user) => user.usageLocation,
    userPrincipalName: (user) => user.userPrincipalName,
    userType: (user) => user.userType,
  },
  navigations: {
    manager: (user, world) => {
      const manager = user.managerId === null ? undefined : world.tenant.users.get(user.managerId);
      return manager ? { ...showUser(manager, world), stated: true } : null;
    },
    directReports: (user, world) => world.tenant.users.directReports(user.id).map((report) => ({ ...showUser(report, world), stated: true })),
    memberOf: (user, world) => [...world.tenant.members.to(user.id)].flatMap((id) => {
      const group = world.tenant.groups.get(id);
      return group ? [{ ...showGroup(group, world), stated: true }] : [];
    }),
  },
});

/** The person a path names, by id or sign-in name; 404 as Graph words it. */
export function personIn(context: Context): User {
  const wanted = context.at.id ?? context.caller.userId;
  const user = context.tenant.users.find(wanted);
  if (!user) throw noSuchObject(wanted);
  return user;
}

/** Chooses people by an index where filter or search allow it, else walks all. */
function peopleFor({ tenant }: Context): (filter: Filter | null, search: Search | null) => Source<User> {
  const { users } = tenant;
  return (filter, search) => {
    const candidates = byFilter(filter) ?? bySearch(search);
    return candidates ? listed(candidates) : (from) => users.table.from(from);
  };

  function byFilter(filter: Filter | null): User[] | null {
    const ids = pinned(filter, 'id');
    if (ids) return distinct(ids.flatMap((id) => users.get(id.toLowerCase()) ?? []));
    const names = pinned(filter, 'userPrincipalName');
    if (names) return distinct(names.flatMap((name) => users.byUpn(name) ?? []));
    const mails = pinned(filter, 'mail');
    if (mails) return distinct(mails.flatMap((mail) => users.withMail(mail)));
    return starting(filter);
  }

  /** `startsWith(…)` of names and addresses, also several joined by `or`; the filter itself decides afterwards. */
  function starting(filter: Filter | null): User[] | null {
    if (filter?.kind === 'and') return starting(filter.left) ?? starting(filter.right);
    if (filter?.kind === 'or') {
      const [left, right] = [byFilter(filter.left), byFilter(filter.right)];
      return left && right ? distinct([...left, ...right]) : null;
    }
    if (filter?.kind !== 'test' || filter.name !== 'startswith' || filter.left.kind !== 'path' || filter.right.kind !== 'literal') return null;
    const indexed = /^(displayName|givenName|surname|userPrincipalName|mail)$/i.test(filter.left.path.join('/'));
    const start = filter.right.value;
    return indexed && typeof start === 'string' && start !== '' ? users.withWordStarting(start) : null;
  }

  function bySearch(search: Search | null): User[] | null {
    if (!search) return null;
    const chosen = search.map((clauses) => {
      const clause = clauses.find(({ property, words }) => /^(displayName|mail|userPrincipalName)$/i.test(property) && words.length > 0);
      return clause ? users.withWordStarting(/^displayName$/i.test(clause.property) ? (clause.words[0] ?? '') : clause.start) : null;
    });
    return chosen.every((people) => people !== null) ? distinct(chosen.flat()) : null;
  }
}

const distinct = (users: readonly User[]): User[] => [...new Set(users)];

const people = (context: Context) => ({
  metadata: 'users',
  shapes: [showUser.shape],
  rows: peopleFor(context),
  show: (user: User) => showUser(user, context),
});

export const userRoutes: Routes = {
  'GET /me': (context) => {
    requireScope(context, DIRECTORY_READ.me);
    return answerObject(context, 'users', showUser.shape, showUser(personIn(context), context));
  },
  'GET /users': (context) => {
    requireScope(context, DIRECTORY_READ.users);
    return directoryList(context, people(context));
  },
  'GET /users/$count': (context) => {
    requireScope(context, DIRECTORY_READ.users);
    return directoryCount(context, people(context));
  },
  'GET /users/{id}': (context) => {
    requireScope(context, DIRECTORY_READ.users);
    return answerObject(context, 'users', showUser.shape, showUser(personIn(context), context));
  },
};
