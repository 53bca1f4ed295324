import type { PropertyType } from './odata/filter-types';

const set = (names: string): ReadonlySet<string> => new Set(names.toLowerCase().split(/\s+/));

const BOOLEANS = set(`
  accountEnabled allowExternalSenders appRoleAssignmentRequired autoSubscribeNewMembers forceChangePasswordNextSignIn forceChangePasswordNextSignInWithMfa hasMembersWithLicenseErrors hideFromAddressLists
  hideFromOutlookClients isArchived isAssignableToRole isBuiltIn isCompliant isDeviceOnlyAuthSupported isDisabled isEnabled isExternallyVisible isFallbackPublicClient isFavorite isHidden isManaged isManagementRestricted isResourceAccount
  isRootScope isSubscribedByMail mailEnabled oauth2RequirePostResponse onPremisesSyncEnabled securityEnabled showInAddressList welcomeMessageEnabled
`);
const MOMENTS = set(`
  activityDateTime approximateLastSignInDateTime assignedDateTime birthday completedDateTime createdDateTime deletedDateTime employeeHireDate employeeLeaveDateTime endDateTime expirationDateTime expiredDateTime externalUserStateChangeDateTime
  hireDate lastModifiedDateTime lastNonInteractiveSignInDateTime lastPasswordChangeDateTime lastSignInDateTime lastSuccessfulSignInDateTime modifiedDateTime onPremisesLastSyncDateTime preferredTokenSigningKeyEndDateTime
  registrationDateTime renewedDateTime signInSessionsValidFromDateTime startDateTime
`);
/** Identifiers that are no texts in the schema; those of objects are. */
const GUIDS = set('appOwnerOrganizationId keyId resourceAppId servicePlanId skuId tokenEncryptionKeyId');
/** So are those that an assignment of an app role names. */
const GUIDS_OF_GRANTS = set('appRoleId principalId resourceId');
const NUMBERS = set('deviceEnrollmentLimit errorCode unseenConversationsCount unseenCount unseenMessagesCount');

/** The type of what a path ends in, in any case, on an object of a type; what is not listed is a text. */
export function typeOfPath(path: string, type?: string): PropertyType {
  const name = (path.split('/').at(-1) ?? path).toLowerCase();
  if (BOOLEANS.has(name)) return 'Boolean';
  if (MOMENTS.has(name)) return 'DateTimeOffset';
  if (GUIDS.has(name) || type === 'appRoleAssignment' && GUIDS_OF_GRANTS.has(name)) return 'Guid';
  return NUMBERS.has(name) ? 'Int32' : 'String';
}

const TEXT_LISTS = set('alternativeNames businessPhones certificateUserIds groupTypes identifierUris imAddresses infoCatalogs interests notificationEmailAddresses otherMails pastProjects proxyAddresses redirectUris replyUrls resourceBehaviorOptions resourceProvisioningOptions responsibilities schools servicePrincipalNames skills tags');
const LISTS = set('addIns appRoles assignedLabels assignedLicenses identities keyCredentials managerApplications oauth2PermissionScopes passwordCredentials requiredResourceAccess resourceSpecificApplicationPermissions');
const OBJECTS = set(`
  api authenticationBehaviors authorizationInfo certification customSecurityAttributes employeeOrgData info mailboxSettings onPremisesExtensionAttributes optionalClaims parentalControlSettings passwordProfile print publicClient
  requestSignatureVerification samlSingleSignOnSettings servicePrincipalLockConfiguration spa verifiedPublisher web
`);

/** Whether the type of a name is known wherever it stands: what is merely taken for a text is not. */
const isTyped = (name: string): boolean => [BOOLEANS, TEXT_LISTS].some((names) => names.has(name.toLowerCase()));

const isText = (value: unknown): boolean => typeof value === 'string';

/** Open types, whose members are of whatever type somebody gives them. */
const OPEN = set('customSecurityAttributes');

/** Whether a value in a body, and what stands inside it, is of the JSON type that a property of a directory object has; null empties any. */
export function isOfType(name: string, value: unknown): boolean {
  if (value === null) return true;
  const known = name.toLowerCase();
  if (TEXT_LISTS.has(known)) return Array.isArray(value) && value.every(isText);
  if (LISTS.has(known)) return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
  if (OBJECTS.has(known)) return typeof value === 'object' && !Array.isArray(value) && (OPEN.has(known) || Object.entries(value).every(([inner, held]) => !isTyped(inner) || isOfType(inner, held)));
  switch (typeOfPath(known)) {
    case 'Boolean': return typeof value === 'boolean';
    case 'Int32': return Number.isInteger(value);
    case 'DateTimeOffset': return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    default: return isText(value);
  }
}
