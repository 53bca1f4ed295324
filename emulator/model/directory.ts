/** Directory objects as the local tenant stores them; times are ISO texts, as Graph prints them. */

export type User = {
  id: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  userPrincipalName: string;
  mail: string | null;
  mailNickname: string;
  jobTitle: string | null;
  department: string | null;
  companyName: string | null;
  officeLocation: string | null;
  streetAddress: string | null;
  postalCode: string | null;
  city: string | null;
  state: string | null;
  country: string | null;
  usageLocation: string | null;
  employeeId: string | null;
  employeeType: string | null;
  employeeHireDate: string | null;
  mobilePhone: string | null;
  businessPhones: string[];
  faxNumber: string | null;
  preferredLanguage: string | null;
  passwordPolicies: string | null;
  accountEnabled: boolean;
  userType: 'Member' | 'Guest';
  /** Set for people invited from another organisation, whatever their `userType`. */
  creationType: 'Invitation' | null;
  externalUserState: 'Accepted' | 'PendingAcceptance' | null;
  /** Where an external person signs in; null for the organisation's own people. */
  homeDomain: string | null;
  onPremisesSyncEnabled: true | null;
  onPremisesDistinguishedName?: string | null;
  onPremisesSecurityIdentifier?: string | null;
  /** Set by hand; otherwise these four follow from mail, licence and where somebody comes from. */
  otherMails?: string[];
  proxyAddresses?: string[];
  imAddresses?: string[];
  assignedPlans?: { servicePlanId: string; service: string; capabilityStatus: string }[];
  /** `extensionAttribute1` to `15` that have a value, and directory extensions (`extension_<app id>_<name>`). */
  extensions: Readonly<Record<string, string>>;
  createdDateTime: string;
  managerId: string | null;
  licensed: boolean;
  /** What somebody has written into other properties, by Graph's names. */
  written?: Record<string, unknown>;
};

/** A person in the directory's bin, with what comes back when they are restored. */
export type DeletedUser = { user: User; deleted: number; memberOf: string[]; owns: string[]; reports: string[]; appRoleAssignments: AppRoleAssignment[] };

/** A group in the directory's bin; who is in it stays where it is. */
export type DeletedGroup = { group: Group; deleted: number };

/** An application in the directory's bin. */
export type DeletedApplication = { application: Application; deleted: number; owners: string[] };

/** A service principal in the directory's bin, with what comes back when it is restored. */
export type DeletedPrincipal = { principal: ServicePrincipal; deleted: number; owners: string[]; owns: string[]; memberOf: string[]; appRoleAssignments: AppRoleAssignment[] };

export type Group = {
  id: string;
  displayName: string;
  description: string | null;
  groupTypes: ('Unified' | 'DynamicMembership')[];
  mail: string | null;
  mailEnabled: boolean;
  mailNickname: string;
  securityEnabled: boolean;
  membershipRule: string | null;
  /** Of a group with a rule; absent is On. */
  membershipRuleProcessingState?: 'On' | 'Paused';
  isAssignableToRole: boolean | null;
  onPremisesSyncEnabled: true | null;
  visibility: 'Public' | 'Private' | 'HiddenMembership' | null;
  /** In a restricted management administrative unit: only who administers that may change it. */
  isManagementRestricted: boolean;
  /** Managed by Privileged Identity Management: eligible people stand in `eligibleMembers`, not among the members. */
  isPimManaged: boolean;
  /** Product ids the group gives its members licences of. */
  assignedLicenses: string[];
  createdDateTime: string;
  /** What somebody has written into other properties, by Graph's names. */
  written?: Record<string, unknown>;
};

/** A computer, phone or scanner that is registered with the organisation. */
export type Device = {
  id: string;
  /** What the device calls itself; another id than the directory's. */
  deviceId: string;
  displayName: string;
  operatingSystem: string;
  operatingSystemVersion: string;
  trustType: 'AzureAd' | 'ServerAd' | 'Workplace';
  accountEnabled: boolean;
  isCompliant: boolean | null;
  isManaged: boolean | null;
  manufacturer: string | null;
  model: string | null;
  onPremisesSyncEnabled: true | null;
  createdDateTime: string;
  lastSignIn: string;
};

export type AppRole = {
  id: string;
  displayName: string;
  description: string;
  value: string;
  /** Absent where it is open to people, and on. */
  allowedMemberTypes?: ('User' | 'Application')[];
  isEnabled?: boolean;
};

export type Application = {
  id: string;
  appId: string;
  displayName: string;
  description: string | null;
  publisherDomain: string;
  appRoles: AppRole[];
  createdDateTime: string;
  /** What somebody has written into other properties, by Graph's names. */
  written?: Record<string, unknown>;
};

export type ServicePrincipal = {
  id: string;
  appId: string;
  displayName: string;
  description: string | null;
  appOwnerOrganizationId: string;
  publisherName: string;
  appRoleAssignmentRequired: boolean;
  homepage: string | null;
  appRoles: AppRole[];
  tags: string[];
  createdDateTime: string;
  /** Entra's provisioning service keeps accounts in it; what it did stands in the provisioning log. */
  provisioned?: boolean;
  /** What somebody has written into other properties, by Graph's names. */
  written?: Record<string, unknown>;
};

export type AppRoleAssignment = {
  id: string;
  appRoleId: string;
  principalId: string;
  principalType: 'User' | 'Group' | 'ServicePrincipal';
  resourceId: string;
  createdDateTime: string;
};

export type Site = {
  id: string;
  name: string;
  displayName: string;
  description: string;
  webUrl: string;
  /** Read by everybody in the organisation, not only by who is in one of its groups. */
  isOpen: boolean;
  createdDateTime: string;
  lastModifiedDateTime: string;
  /** The site's own groups; `number` is their sequence number, the origin id of the role in entitlement management. */
  roles: { number: string; displayName: string }[];
};

/** Entra roles the Graph part knows; what each allows stands in graph/authority.ts. */
export const ENTRA_ROLES = [
  'Global Administrator',
  'Identity Governance Administrator',
  'Global Reader',
  'Security Reader',
  'Groups Administrator',
  'Application Administrator',
  'SharePoint Administrator',
  'User Administrator',
  'Privileged Role Administrator',
  'Security Administrator',
  'Reports Reader',
  'Compliance Administrator',
] as const;

export type EntraRole = (typeof ENTRA_ROLES)[number];

/** The app role id that stands for "default access" of an application without roles. */
export const DEFAULT_ACCESS = '00000000-0000-0000-0000-000000000000';
