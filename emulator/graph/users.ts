import { assignedPlansOf, extensionAttributesOf, imAddressesOf, onPremisesOf, otherMailsOf, proxyAddressesOf } from '../model/attributes';
import type { User } from '../model/directory';
import { lastSignInOf } from '../model/sign-in-activity';
import { DIRECTORY_READ, requireScope } from './authority';
import { binnedAt } from './binned-at';
import type { Context, Routes, Show, World } from './context';
import { answerObject, directoryCount, directoryList } from './directory-query';
import { directoryObject } from './directory-objects';
import { showDirectoryRole } from './directory-roles';
import { badRequest, GraphError, noSuchObject } from './graph-error';
import { showGroup } from './groups';
import { assignedLicenses, licenseAssignmentStates } from './licences';
import type { Filter } from './odata/filter-parser';
import type { Order } from './odata/options';
import type { Search } from './odata/search';
import { defineShape } from './odata/thing';
import { peopleRows } from './people-index';
import { unfilled } from './unfilled';
import { asWritten } from './written';

/** Properties that are kept as they are written; nothing here follows them. */
export const WRITTEN_OF_USERS = [
  'aboutMe', 'ageGroup', 'authorizationInfo', 'birthday', 'consentProvidedForMinor', 'customSecurityAttributes', 'employeeLeaveDateTime', 'employeeOrgData', 'hireDate', 'identities', 'interests', 'isResourceAccount', 'mySite',
  'onPremisesImmutableId', 'pastProjects', 'preferredDataLocation', 'preferredName', 'responsibilities', 'schools', 'showInAddressList', 'skills',
];

export const showUser: Show<User> = defineShape<User, World>({
  type: 'user',
  usual: ['businessPhones', 'displayName', 'givenName', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage', 'surname', 'userPrincipalName', 'id'],
  properties: asWritten<User>({
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
    externalUserStateChangeDateTime: (user) => (user.externalUserState ? user.createdDateTime : null),
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
    onPremisesImmutableId: (user) => (user.onPremisesSyncEnabled ? Buffer.from(user.id).toString('base64').slice(0, 24) : null),
    onPremisesLastSyncDateTime: (user) => (user.onPremisesSyncEnabled ? '2026-11-20T05:12:44Z' : null),
    onPremisesUserPrincipalName: (user) => (user.onPremisesSyncEnabled ? user.userPrincipalName : null),
    postalCode: (user) => user.postalCode,
    preferredLanguage: (user) => user.preferredLanguage,
    proxyAddresses: (user) => proxyAddressesOf(user),
    securityIdentifier: (user) => securityIdentifierOf(user.id),
    showInAddressList: (user) => (user.homeDomain ? false : null),
    signInActivity: (user) => {
      const last = lastSignInOf(user);
      return last && { lastSignInDateTime: last.at, lastSignInRequestId: last.requestId, lastNonInteractiveSignInDateTime: last.at, lastNonInteractiveSignInRequestId: last.requestId, lastSuccessfulSignInDateTime: last.at, lastSuccessfulSignInRequestId: last.requestId };
    },
    signInSessionsValidFromDateTime: (user) => user.createdDateTime,
    state: (user) => user.state,
    streetAddress: (user) => user.streetAddress,
    surname: (user) => user.surname,
    usageLocation: (user) => user.usageLocation,
    userPrincipalName: (user) => user.userPrincipalName,
    userType: (user) => user.userType,
    ...unfilled(
      'aboutMe ageGroup authorizationInfo birthday consentProvidedForMinor customSecurityAttributes deviceEnrollmentLimit employeeLeaveDateTime employeeOrgData hireDate identityParentId isResourceAccount lastPasswordChangeDateTime legalAgeGroupClassification mailboxSettings mySite passwordProfile preferredDataLocation preferredName print',
      'interests onPremisesProvisioningErrors pastProjects provisionedPlans responsibilities schools serviceProvisioningErrors skills',
    ),
  }, WRITTEN_OF_USERS),
  navigations: {
    manager: (user, world) => {
      const manager = user.managerId === null ? undefined : world.tenant.users.get(user.managerId);
      return manager ? { ...showUser(manager, world), stated: true } : null;
    },
    directReports: (user, world) => world.tenant.users.directReports(user.id).map((report) => ({ ...showUser(report, world), stated: true })),
    sponsors: (user, world) => [...world.tenant.sponsors.of(user.id)].flatMap((id) => directoryObject(world, id) ?? []),
    memberOf: (user, world) => [
      ...[...world.tenant.members.to(user.id)].flatMap((id) => {
        const group = world.tenant.groups.get(id);
        return group ? [{ ...showGroup(group, world), stated: true }] : [];
      }),
      ...world.tenant.entraRolesOf(user.id).map((role) => ({ ...showDirectoryRole(role, world), stated: true })),
    ],
  },
});

/** The cloud's own identifier of an object, made of the four parts of its id. */
export function securityIdentifierOf(id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return `S-1-12-1-${[0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)).join('-')}`;
}

/** The person a path names, by id or sign-in name; 404 as Graph words it. */
export function personIn(context: Context): User {
  const wanted = context.at.id ?? context.caller.userId;
  const user = context.tenant.users.find(wanted);
  if (!user) throw noSuchObject(wanted);
  return user;
}

/** So many at most are told with their sign-ins: https://learn.microsoft.com/graph/api/user-list */
const MOST_WITH_SIGN_INS = 500;

/** Sign-ins come from the audit log: its permission and its licence are needed to select them or filter by them. */
function requireMayAskForSignIns({ tenant, caller, request: { query } }: Context): void {
  if (![query.get('$select'), query.get('$filter'), query.get('$orderby')].some((text) => text !== null && /\bsignInActivity\b/i.test(text))) return;
  if (!caller.scopes.includes('AuditLog.Read.All')) throw new GraphError(403, 'Authentication_MSGraphPermissionMissing', 'Calling principal does not have required MSGraph permissions AuditLog.Read.All');
  if (tenant.settings.licences === 'none') throw new GraphError(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', "Neither tenant is B2C or tenant doesn't have premium license");
  if (Number(query.get('$top')) > MOST_WITH_SIGN_INS) throw badRequest('Request_UnsupportedQuery', `Invalid page size specified: '${query.get('$top')}'. Must be between 1 and ${MOST_WITH_SIGN_INS} inclusive.`);
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
    requireMayAskForSignIns(context);
    return answerObject(context, 'users', showUser.shape, showUser(personIn(context), context));
  },
  'GET /users': (context) => {
    requireScope(context, DIRECTORY_READ.users);
    requireMayAskForSignIns(context);
    return directoryList(context, people(context));
  },
  'GET /users/$count': (context) => {
    requireScope(context, DIRECTORY_READ.users);
    return directoryCount(context, people(context));
  },
  'GET /users/{id}': (context) => {
    requireScope(context, DIRECTORY_READ.users);
    requireMayAskForSignIns(context);
    return answerObject(context, 'users', showUser.shape, showUser(personIn(context), context));
  },
};
