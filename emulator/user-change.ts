import { z } from 'zod';

const Text = z.string().nullable();
const Needed = z.string().min(1);
const Moment = z.iso.datetime({ offset: true }).nullable();
const ExtensionName = z.string().regex(/^(extensionAttribute([1-9]|1[0-5])|extension_[0-9a-f]{32}_\w+)$/i);
const Plan = z.strictObject({ servicePlanId: z.string(), service: z.string(), capabilityStatus: z.enum(['Enabled', 'Suspended', 'Deleted', 'Warning', 'LockedOut']) });

/** What the admin interface changes in a person, by Graph's names: everything membership rules can ask for among it. */
export const UserChange = z.strictObject({
  accountEnabled: z.boolean(), userType: z.enum(['Member', 'Guest']), displayName: Needed, givenName: Text, surname: Text, userPrincipalName: Needed, mailNickname: Needed, mail: Text,
  jobTitle: Text, department: Text, companyName: Text, employeeId: Text, employeeType: Text, employeeHireDate: Moment, managerId: Text, officeLocation: Text,
  streetAddress: Text, postalCode: Text, city: Text, state: Text, country: Text, usageLocation: Text, preferredLanguage: Text,
  mobilePhone: Text, businessPhones: z.array(z.string()), faxNumber: Text, passwordPolicies: Text,
  onPremisesSyncEnabled: z.literal(true).nullable(), onPremisesDistinguishedName: Text, onPremisesSecurityIdentifier: Text,
  otherMails: z.array(z.string()), proxyAddresses: z.array(z.string()), imAddresses: z.array(z.string()), assignedPlans: z.array(Plan), licensed: z.boolean(),
  externalUserState: z.enum(['Accepted', 'PendingAcceptance']).nullable(),
  /** Replaces all of somebody's extensions. */
  extensions: z.record(ExtensionName, z.string()),
}).partial();
