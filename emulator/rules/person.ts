import type { AttributeReader, AttributeValue } from '../../lib/rules/subject';
import type { Tenant } from '../model';
import type { User } from '../model/directory';

type Source = { from: readonly (keyof User)[]; read: (user: User) => AttributeValue };

/** An attribute that the directory keeps in one property. */
const kept = (property: keyof User): Source => ({ from: [property], read: (user) => user[property] as AttributeValue });

/** Whatever was set for a person stands; otherwise it follows from their other properties, as Graph shows it. */
const set = (property: keyof User, from: (keyof User)[], otherwise: (user: User) => AttributeValue): Source => ({
  from: [property, ...from], read: (user) => (user[property] as AttributeValue | undefined) ?? otherwise(user),
});

/** Plans of the one product licensed people have. */
const PLANS = [
  ['efb87545-963c-4e0d-99df-69c6916d9eb0', 'exchange'], ['5dbe027f-2339-4123-9542-606e4d348a72', 'SharePoint'],
  ['57ff2da0-773e-42df-b2af-ffb7a2317929', 'TeamspaceAPI'], ['41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'AADPremiumService'],
  ['eec0eb4f-6444-4f95-aba0-50c24d67f998', 'AADPremiumService'],
] as const;
const PLANS_ON = PLANS.map(([servicePlanId, service]) => ({ servicePlanId, service, capabilityStatus: 'Enabled' }));
const PLANS_OFF = PLANS_ON.map((plan) => ({ ...plan, capabilityStatus: 'Suspended' }));

/** Rules' names beside Graph's, with the properties each follows from. */
const SOURCES: Readonly<Record<string, Source>> = {
  accountEnabled: kept('accountEnabled'),
  dirSyncEnabled: kept('onPremisesSyncEnabled'),
  employeeHireDate: kept('employeeHireDate'),
  city: kept('city'),
  country: kept('country'),
  companyName: kept('companyName'),
  department: kept('department'),
  displayName: kept('displayName'),
  employeeId: kept('employeeId'),
  facsimileTelephoneNumber: kept('faxNumber'),
  givenName: kept('givenName'),
  jobTitle: kept('jobTitle'),
  mail: kept('mail'),
  mailNickName: kept('mailNickname'),
  manager: kept('managerId'),
  mobile: kept('mobilePhone'),
  objectId: kept('id'),
  passwordPolicies: kept('passwordPolicies'),
  physicalDeliveryOfficeName: kept('officeLocation'),
  postalCode: kept('postalCode'),
  preferredLanguage: kept('preferredLanguage'),
  state: kept('state'),
  streetAddress: kept('streetAddress'),
  surname: kept('surname'),
  telephoneNumber: { from: ['businessPhones'], read: (user) => user.businessPhones[0] ?? null },
  usageLocation: kept('usageLocation'),
  userPrincipalName: kept('userPrincipalName'),
  userType: kept('userType'),
  onPremisesDistinguishedName: kept('onPremisesDistinguishedName'),
  onPremisesSecurityIdentifier: kept('onPremisesSecurityIdentifier'),
  sipProxyAddress: { from: ['imAddresses'], read: (user) => user.imAddresses?.[0] ?? null },
  otherMails: set('otherMails', ['homeDomain', 'mail'], (user) => (user.homeDomain && user.mail ? [user.mail] : [])),
  proxyAddresses: set('proxyAddresses', ['homeDomain', 'mail'], (user) => (user.mail && !user.homeDomain ? [`SMTP:${user.mail}`] : [])),
  assignedPlans: set('assignedPlans', ['licensed', 'accountEnabled'], (user) => (!user.licensed ? [] : user.accountEnabled ? PLANS_ON : PLANS_OFF)),
};

/** Extensions are kept under their full names, which rules compare without case. */
function extension(attribute: string): Source {
  const wanted = attribute.toLowerCase();
  return {
    from: ['extensions'],
    read: ({ extensions = {} }) => extensions[attribute] ?? extensions[Object.keys(extensions).find((name) => name.toLowerCase() === wanted) ?? attribute] ?? null,
  };
}

/** How membership rules read a person of the tenant. */
export const personReader = (tenant: Tenant): AttributeReader<User> => (attribute) => {
  if (attribute === 'memberOf') return (user) => [...tenant.members.to(user.id)];
  return (SOURCES[attribute] ?? extension(attribute)).read;
};

/** Properties of a person that an attribute of a rule follows from; memberOf follows from none. */
export const propertiesBehind = (attribute: string): readonly (keyof User)[] => (attribute === 'memberOf' ? [] : (SOURCES[attribute] ?? extension(attribute)).from);
