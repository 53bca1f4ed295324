import { sameName } from './choices';
import type { ComparisonOperator, ObjectType } from './rule';

/** What kind of value an attribute holds; it decides which operators and values a rule may put to it. */
export type AttributeType = 'text' | 'boolean' | 'dateTime' | 'textCollection' | 'planCollection' | 'groups';

export type Attribute = { readonly name: string; readonly type: AttributeType };

const typed = (type: AttributeType, names: string): Attribute[] => names.split(' ').map((name) => ({ name, type }));

/** https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership#supported-properties */
const USER: readonly Attribute[] = [
  ...typed('boolean', 'accountEnabled dirSyncEnabled'),
  ...typed('dateTime', 'employeeHireDate'),
  ...typed('text', 'city country companyName department displayName employeeId facsimileTelephoneNumber givenName jobTitle mail mailNickName mobile objectId'),
  ...typed('text', 'onPremisesDistinguishedName onPremisesSecurityIdentifier passwordPolicies physicalDeliveryOfficeName postalCode preferredLanguage'),
  ...typed('text', 'sipProxyAddress state streetAddress surname telephoneNumber usageLocation userPrincipalName userType'),
  ...typed('textCollection', 'otherMails proxyAddresses'),
  ...typed('planCollection', 'assignedPlans'),
  ...typed('groups', 'memberOf'),
];

/** https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership#rules-for-devices */
const DEVICE: readonly Attribute[] = [
  ...typed('boolean', 'accountEnabled isRooted'),
  ...typed('text', 'deviceCategory deviceId deviceManagementAppId deviceManufacturer deviceModel displayName deviceOSType deviceOSVersion deviceOwnership'),
  ...typed('text', 'deviceTrustType enrollmentProfileName managementType objectId profileType'),
  ...typed('textCollection', 'devicePhysicalIds systemLabels'),
  ...typed('groups', 'memberOf'),
];

export const PLAN_PARTS = ['capabilityStatus', 'service', 'servicePlanId'] as const;

const ON_PREMISES_EXTENSION = /^extensionAttribute([1-9]|1[0-5])$/i;
const DIRECTORY_EXTENSION = /^extension_([0-9a-f]{32})_(\w+)$/i;

/** The attribute of that name in its usual spelling, extensions included, or undefined when rules have none such. */
export function findAttribute(objectType: ObjectType, name: string): Attribute | undefined {
  const known = (objectType === 'user' ? USER : DEVICE).find((attribute) => sameName(attribute.name, name));
  if (known) return known;
  const numbered = ON_PREMISES_EXTENSION.exec(name);
  if (numbered) return { name: `extensionAttribute${numbered[1]}`, type: 'text' };
  const own = objectType === 'user' ? DIRECTORY_EXTENSION.exec(name) : null;
  return own ? { name: `extension_${own[1]?.toLowerCase()}_${own[2]}`, type: 'text' } : undefined;
}

/** Names rules know for an object type, the numbered extensions included: for a choice list, and for "did you mean". */
export function attributesFor(objectType: ObjectType): readonly Attribute[] {
  return [...(objectType === 'user' ? USER : DEVICE), ...Array.from({ length: 15 }, (_, index): Attribute => ({ name: `extensionAttribute${index + 1}`, type: 'text' }))];
}

const ON_TEXT: readonly ComparisonOperator[] = [
  '-eq', '-ne', '-startsWith', '-notStartsWith', '-endsWith', '-notEndsWith', '-contains', '-notContains', '-match', '-notMatch', '-in', '-notIn',
];

/** Operators each kind of attribute takes directly; collections of objects and groups take `-any` (and plans `-all`) instead. */
export const OPERATORS: Readonly<Record<AttributeType, readonly ComparisonOperator[]>> = {
  text: ON_TEXT,
  textCollection: ON_TEXT,
  boolean: ['-eq', '-ne'],
  dateTime: ['-eq', '-ne', '-le', '-ge'],
  planCollection: [],
  groups: [],
};

/** The supported name a mistyped one is nearest to, if any is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const [best] = names.map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) })).sort((one, other) => one.away - other.away);
  return best && best.away <= Math.max(1, Math.floor(name.length / 4)) ? best.candidate : undefined;
}

/** Letters to insert, drop or change (Levenshtein). Names longer than any of ours are not worth the work. */
function distance(one: string, other: string): number {
  if (one.length > 40) return one.length;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
