/** Attributes whose property in Graph has another name, or stands inside of another one. */
const PROPERTY: Readonly<Record<string, string>> = { dirSyncEnabled: 'onPremisesSyncEnabled', objectId: 'id', physicalDeliveryOfficeName: 'officeLocation', mobile: 'mobilePhone', facsimileTelephoneNumber: 'faxNumber', mailNickName: 'mailNickname', telephoneNumber: 'businessPhones', sipProxyAddress: 'imAddresses' };
const FIRST_OF_LIST = new Set(['telephoneNumber', 'sipProxyAddress']);
const isNumbered = (attribute: string): boolean => /^extensionAttribute\d+$/.test(attribute);

/** The property of a user in Graph that holds an attribute of the rule language (learn.microsoft.com/graph/api/resources/user). */
export function propertyOf(attribute: string): string {
  return isNumbered(attribute) ? 'onPremisesExtensionAttributes' : (PROPERTY[attribute] ?? attribute);
}

/** These attributes of a user as Graph gave it; what it has none of is left out. Null where nothing is left. */
export function furtherOf(user: object, attributes: readonly string[]): Record<string, unknown> | null {
  const given = user as Record<string, unknown>;
  const found = attributes.flatMap((attribute): [string, unknown][] => {
    const property = given[propertyOf(attribute)];
    const value = isNumbered(attribute) ? (property as Record<string, unknown> | null | undefined)?.[attribute] : FIRST_OF_LIST.has(attribute) && Array.isArray(property) ? (property[0] as unknown) : property;
    return value === null || value === undefined ? [] : [[attribute, value]];
  });
  return found.length > 0 ? Object.fromEntries(found) : null;
}
