import type { AttributeReader, AttributeValue } from '../../lib/rules/subject';
import type { Tenant } from '../model';
import { assignedPlansOf, imAddressesOf, onPremisesOf, otherMailsOf, proxyAddressesOf } from '../model/attributes';
import type { User } from '../model/directory';

type Source = { from: readonly (keyof User)[]; read: (user: User) => AttributeValue };

/** An attribute that the directory keeps in one property. */
const kept = (property: keyof User): Source => ({ from: [property], read: (user) => user[property] as AttributeValue });

/** An attribute that follows from several properties, read as Graph shows it. */
const told = (read: (user: User) => AttributeValue, ...from: (keyof User)[]): Source => ({ from, read });

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
  onPremisesDistinguishedName: told((user) => user.onPremisesDistinguishedName ?? onPremisesOf(user)?.distinguishedName ?? null, 'onPremisesDistinguishedName', 'onPremisesSyncEnabled', 'displayName', 'officeLocation'),
  onPremisesSecurityIdentifier: told((user) => user.onPremisesSecurityIdentifier ?? onPremisesOf(user)?.securityIdentifier ?? null, 'onPremisesSecurityIdentifier', 'onPremisesSyncEnabled'),
  sipProxyAddress: told((user) => imAddressesOf(user)[0] ?? null, 'imAddresses', 'licensed', 'mail'),
  otherMails: told(otherMailsOf, 'otherMails', 'homeDomain', 'mail'),
  proxyAddresses: told(proxyAddressesOf, 'proxyAddresses', 'homeDomain', 'mail'),
  assignedPlans: told(assignedPlansOf, 'assignedPlans', 'licensed', 'accountEnabled'),
};

/** Extensions are kept under their full names, which rules compare without case. */
function extension(attribute: string): Source {
  const wanted = attribute.toLowerCase();
  return {
    from: ['extensions'],
    read: ({ extensions }) => extensions[attribute] ?? extensions[Object.keys(extensions).find((name) => name.toLowerCase() === wanted) ?? attribute] ?? null,
  };
}

/** How membership rules read a person of the tenant. */
export const personReader = (tenant: Tenant): AttributeReader<User> => (attribute) => {
  if (attribute === 'memberOf') return (user) => [...tenant.members.to(user.id)];
  return (SOURCES[attribute] ?? extension(attribute)).read;
};

/** Properties of a person that an attribute of a rule follows from; memberOf follows from none. */
export const propertiesBehind = (attribute: string): readonly (keyof User)[] => (attribute === 'memberOf' ? [] : (SOURCES[attribute] ?? extension(attribute)).from);
