import type { Use } from './odata/filter';

/**
 * What directory objects are filtered by, type by type, as the tables of https://learn.microsoft.com/graph/aad-advanced-queries
 * have it: equal, beginning with, from and until a moment, and without a value; `Advanced` where that takes the advanced query
 * parameters. A collection's own items and their members stand behind its name. What is not here is not filtered by at all.
 */
type Table = {
  equal?: string; equalAdvanced?: string;
  begins?: string; beginsAdvanced?: string;
  moment?: string; momentAdvanced?: string;
  absent?: string; absentAdvanced?: string;
};

const ATTRIBUTES = Array.from({ length: 15 }, (_, index) => `onPremisesExtensionAttributes/extensionAttribute${index + 1}`).join(' ');

const TABLES: Record<string, Table> = {
  user: {
    equal: `
      accountEnabled ageGroup assignedLicenses/skuId city consentProvidedForMinor country creationType department displayName employeeId externalUserState givenName id identities/issuer identities/issuerAssignedId
      identities/signInType imAddresses isResourceAccount jobTitle mail mailNickname onPremisesImmutableId onPremisesSecurityIdentifier onPremisesSyncEnabled onPremisesProvisioningErrors/category
      onPremisesProvisioningErrors/propertyCausingError onPremisesUserPrincipalName otherMails proxyAddresses securityIdentifier state surname usageLocation userPrincipalName userType
    `,
    equalAdvanced: `
      assignedPlans/capabilityStatus assignedPlans/service assignedPlans/servicePlanId authorizationInfo/certificateUserIds businessPhones companyName createdObjects/id employeeOrgData/costCenter employeeOrgData/division employeeType faxNumber
      mobilePhone officeLocation onPremisesDistinguishedName onPremisesSamAccountName passwordPolicies passwordProfile/forceChangePasswordNextSignIn passwordProfile/forceChangePasswordNextSignInWithMfa postalCode preferredLanguage
      provisionedPlans/provisioningStatus provisionedPlans/service showInAddressList streetAddress ${ATTRIBUTES}
    `,
    begins: 'city country department displayName employeeId givenName imAddresses jobTitle mail mailNickname onPremisesUserPrincipalName otherMails proxyAddresses state surname usageLocation userPrincipalName',
    beginsAdvanced: `
      assignedPlans/service businessPhones companyName employeeOrgData/costCenter employeeOrgData/division faxNumber mobilePhone officeLocation onPremisesDistinguishedName onPremisesSamAccountName postalCode preferredLanguage
      provisionedPlans/service streetAddress ${ATTRIBUTES}
    `,
    moment: 'createdDateTime deletedDateTime onPremisesLastSyncDateTime signInActivity/lastNonInteractiveSignInDateTime signInActivity/lastSignInDateTime signInActivity/lastSuccessfulSignInDateTime',
    momentAdvanced: 'employeeHireDate employeeLeaveDateTime',
    absent: 'identities/issuer',
    absentAdvanced: `
      city companyName country createdDateTime department displayName employeeId faxNumber givenName jobTitle mail mailNickname mobilePhone officeLocation onPremisesDistinguishedName onPremisesSecurityIdentifier onPremisesSyncEnabled
      passwordPolicies passwordProfile/forceChangePasswordNextSignIn passwordProfile/forceChangePasswordNextSignInWithMfa postalCode preferredLanguage proxyAddresses state streetAddress surname usageLocation userType ${ATTRIBUTES}
    `,
  },
  group: {
    equal: `
      assignedLicenses/skuId classification displayName groupTypes hasMembersWithLicenseErrors id infoCatalogs isAssignableToRole mail mailEnabled mailNickname membershipRule membershipRuleProcessingState
      onPremisesProvisioningErrors/category onPremisesProvisioningErrors/propertyCausingError onPremisesSecurityIdentifier onPremisesSyncEnabled proxyAddresses resourceBehaviorOptions resourceProvisioningOptions securityEnabled
      securityIdentifier uniqueName
    `,
    equalAdvanced: 'description onPremisesSamAccountName preferredLanguage',
    begins: 'classification displayName infoCatalogs mail mailNickname membershipRule proxyAddresses uniqueName',
    beginsAdvanced: 'description onPremisesSamAccountName',
    moment: 'deletedDateTime onPremisesLastSyncDateTime renewedDateTime',
    momentAdvanced: 'createdDateTime expirationDateTime',
    absent: 'hasMembersWithLicenseErrors',
    absentAdvanced: 'createdDateTime description displayName mail mailNickname onPremisesSecurityIdentifier onPremisesSyncEnabled preferredLanguage',
  },
  application: {
    equal: 'appId disabledByMicrosoftStatus displayName id identifierUris publisherDomain signInAudience tags uniqueName',
    equalAdvanced: 'description info/termsOfServiceUrl notes publicClient/redirectUris requiredResourceAccess/resourceAppId serviceManagementReference spa/redirectUris verifiedPublisher/displayName web/homePageUrl web/redirectUris',
    begins: 'displayName identifierUris publisherDomain tags uniqueName',
    beginsAdvanced: 'description info/termsOfServiceUrl notes publicClient/redirectUris serviceManagementReference spa/redirectUris verifiedPublisher/displayName web/homePageUrl web/redirectUris',
    moment: 'createdDateTime deletedDateTime',
    momentAdvanced: 'keyCredentials/endDateTime',
    absentAdvanced: 'createdDateTime description displayName info/logoUrl notes serviceManagementReference verifiedPublisher/displayName web/homePageUrl',
  },
  servicePrincipal: {
    equal: 'accountEnabled alternativeNames appId applicationTemplateId displayName id preferredSingleSignOnMode publisherName servicePrincipalNames servicePrincipalType tags',
    equalAdvanced: 'appOwnerOrganizationId appRoleAssignmentRequired createdObjects/id description homepage info/termsOfServiceUrl notes verifiedPublisher/displayName',
    begins: 'alternativeNames displayName publisherName servicePrincipalNames tags',
    beginsAdvanced: 'description homepage info/termsOfServiceUrl notes verifiedPublisher/displayName',
    moment: 'deletedDateTime preferredTokenSigningKeyEndDateTime',
    momentAdvanced: 'keyCredentials/endDateTime',
    absentAdvanced: 'description displayName homepage info/logoUrl notes verifiedPublisher/displayName',
  },
  device: {
    equal: 'accountEnabled deviceId displayName id isCompliant isManaged operatingSystem operatingSystemVersion physicalIds profileType trustType', equalAdvanced: 'deviceCategory deviceOwnership',
    begins: 'displayName operatingSystem operatingSystemVersion', moment: 'approximateLastSignInDateTime deletedDateTime onPremisesLastSyncDateTime', momentAdvanced: 'registrationDateTime',
    absentAdvanced: 'approximateLastSignInDateTime displayName operatingSystem operatingSystemVersion',
  },
  directoryRole: { equal: 'displayName id roleTemplateId', equalAdvanced: 'description', beginsAdvanced: 'description displayName', absentAdvanced: 'description displayName' },
  administrativeUnit: { equal: 'displayName id', equalAdvanced: 'description', begins: 'displayName', beginsAdvanced: 'description', absentAdvanced: 'description displayName' },
  orgContact: { equal: 'department displayName givenName id jobTitle mail mailNickname surname', begins: 'department displayName givenName jobTitle mail mailNickname surname', absentAdvanced: 'displayName mail' },
  // https://learn.microsoft.com/graph/api/resources/approleassignment
  appRoleAssignment: { equal: 'id principalId principalDisplayName resourceId', begins: 'principalDisplayName' },
};

/** How a use of a property works: always, only with the advanced query parameters, or not at all. */
export type Support = 'always' | 'advanced' | 'never';

const known = new Map<string, Map<string, Support>>();

/** The table of a type by what is asked, as in `equal displayname`. */
function supportOf(type: string): Map<string, Support> {
  const found = known.get(type);
  if (found) return found;
  const made = new Map(Object.entries(TABLES[type] ?? {}).flatMap(([column, names]) =>
    names.trim().toLowerCase().split(/\s+/).map((name): [string, Support] => [`${column.replace('Advanced', '')} ${name}`, column.endsWith('Advanced') ? 'advanced' : 'always'])));
  known.set(type, made);
  return made;
}

const ADDED_EXTENSION = /^extension_[0-9a-f]{32}_\w+$/;
const ENDS_WITH = new Set(['mail', 'othermails', 'proxyaddresses', 'userprincipalname']);

/** Whether objects of a type are filtered so. */
export function supportFor(type: string, { path, operator, given, counts, inLambda }: Use): Support {
  // How many there are of something is asked in advanced queries only, of any collection.
  if (counts) return 'advanced';
  const table = supportOf(type);
  const asked = (column: string) => table.get(`${column} ${path}`) ?? 'never';
  switch (operator) {
    case 'any': return [...table.keys()].some((key) => key.endsWith(` ${path}`) || key.includes(` ${path}/`)) ? 'always' : 'never';
    case 'all': return [...table.keys()].some((key) => key.endsWith(` ${path}`) || key.includes(` ${path}/`)) ? 'advanced' : 'never';
    case 'startswith': return ADDED_EXTENSION.test(path) ? 'advanced' : asked('begins');
    case 'endswith': return ENDS_WITH.has(path) && (table.has(`equal ${path}`) || inLambda === true) ? 'advanced' : 'never';
    case 'eq': case 'ne': case 'in': {
      const isAbsence = given.length > 0 && given.every(({ type: kind }) => kind === 'Null');
      if (ADDED_EXTENSION.test(path)) return isAbsence ? 'advanced' : 'always';
      if (isAbsence) return asked('absent');
      return table.has(`equal ${path}`) ? asked('equal') : asked('moment');
    }
    case 'ge': case 'le': case 'gt': case 'lt': return asked('moment');
    default: return 'never';
  }
}
