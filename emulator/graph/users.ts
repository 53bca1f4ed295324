import { assignedPlansOf, extensionAttributesOf, imAddressesOf, onPremisesOf, otherMailsOf, proxyAddressesOf } from '../model/attributes';
import type { User } from '../model/directory';
import { DIRECTORY_READ, requireScope } from './authority';
import type { Context, Routes, Show, World } from './context';
import { answerObject, directoryCount, directoryList } from './directory-query';
import { showDirectoryRole } from './directory-roles';
import { noSuchObject } from './graph-error';
import { binnedAt, showGroup } from './groups';
import { assignedLicenses, licenseAssignmentStates } from './licences';
import type { Filter } from './odata/filter-parser';
import type { Order } from './odata/options';
import type { Search } from './odata/search';
import { defineShape } from './odata/thing';
import { peopleRows } from './people-index';

export const showUser: Show<User> = defineShape<User, World>({
  type: 'user',
  usual: ['businessPhones', 'displayName', 'givenName', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage', 'surname', 'userPrincipalName', 'id'],
  properties: {
    id: (user) => user.id,
    accountEnabled: (user) => user.accountEnabled,
    assignedLicenses,
    assignedPlans: (user) => assignedPlansOf(user),
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
    employeeHireDate: (user) => user.employeeHireDate,
    employeeType: (user) => user.employeeType,
    externalUserState: (user) => user.externalUserState,
    faxNumber: (user) => user.faxNumber,
    givenName: (user) => user.givenName,
    identities: (user, { tenant }) => [{
      signInType: user.homeDomain ? 'federated' : 'userPrincipalName',
      issuer: user.homeDomain ?? tenant.info.tenantDomain,
      issuerAssignedId: user.homeDomain ? null : user.userPrincipalName,
    }],
    imAddresses: (user) => imAddressesOf(user),
    isManagementRestricted: () => false,
    jobTitle: (user) => user.jobTitle,
    licenseAssignmentStates,
    mail: (user) => user.mail,
    mailNickname: (user) => user.mailNickname,
    mobilePhone: (user) => user.mobilePhone,
    officeLocation: (user) => user.officeLocation,
    onPremisesDistinguishedName: (user) => onPremisesOf(user)?.distinguishedName ?? null,
    onPremisesDomainName: (user) => onPremisesOf(user)?.domainName ?? null,
    onPremisesExtensionAttributes: (user) => extensionAttributesOf(user),
    onPremisesSamAccountName: (user) => onPremisesOf(user)?.samAccountName ?? null,
    onPremisesSecurityIdentifier: (user) => onPremisesOf(user)?.securityIdentifier ?? null,
    onPremisesSyncEnabled: (user) => user.onPremisesSyncEnabled,
    otherMails: (user) => otherMailsOf(user),
    passwordPolicies: (user) => user.passwordPolicies,
    postalCode: (user) => user.postalCode,
    preferredLanguage: (user) => user.preferredLanguage,
    proxyAddresses: (user) => proxyAddressesOf(user),
    state: (user) => user.state,
    streetAddress: (user) => user.streetAddress,
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
    memberOf: (user, world) => [
      ...[...world.tenant.members.to(user.id)].flatMap((id) => {
        const group = world.tenant.groups.get(id);
        return group ? [{ ...showGroup(group, world), stated: true }] : [];
      }),
      ...world.tenant.entraRolesOf(user.id).map((role) => ({ ...showDirectoryRole(role, world), stated: true })),
    ],
  },
});

/** The person a path names, by id or sign-in name; 404 as Graph words it. */
export function personIn(context: Context): User {
  const wanted = context.at.id ?? context.caller.userId;
  const user = context.tenant.users.find(wanted);
  if (!user) throw noSuchObject(wanted);
  return user;
}

const people = (context: Context) => ({
  metadata: 'users',
  shapes: [showUser.shape],
  rows: (filter: Filter | null, search: Search | null, orderby: readonly Order[]) => peopleRows(context.tenant, filter, search, orderby),
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
