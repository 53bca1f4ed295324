/** One service plan of a person, as a rule sees it. */
export type AssignedPlan = { readonly servicePlanId?: string | null; readonly service?: string | null; readonly capabilityStatus?: string | null };

export type AttributeValue = string | number | boolean | null | undefined | readonly string[] | readonly AssignedPlan[] | readonly { readonly objectId: string }[];

/**
 * A person or device by the names rules use (mobile, dirSyncEnabled, objectId), not Graph's. What is missing is null;
 * a missing collection is empty. `manager` is the object id of the manager, `memberOf` the groups of direct membership.
 */
export type RuleSubject = { readonly [attribute: string]: AttributeValue };

/** How to read an attribute of whatever a caller keeps its people in; asked once for each attribute of a rule. */
export type AttributeReader<Subject> = (attribute: string) => (subject: Subject) => AttributeValue;

/** Reads a `RuleSubject`; directory extensions are found in whatever case they are written. */
export const readSubject: AttributeReader<RuleSubject> = (attribute) => {
  if (!attribute.startsWith('extension_')) return (subject) => subject[attribute];
  const wanted = attribute.toLowerCase();
  return (subject) => subject[attribute] ?? subject[Object.keys(subject).find((key) => key.toLowerCase() === wanted) ?? attribute];
};

/** An attribute as text, or null where there is none. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null);

export const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : typeof value === 'string' ? [value] : []);

export const plansOf = (value: unknown): readonly AssignedPlan[] => (Array.isArray(value) ? value.filter((item: unknown): item is AssignedPlan => typeof item === 'object' && item !== null) : []);

/** Ids of the groups somebody is a direct member of, given as objects or as bare ids. */
export const groupIdsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((item: unknown) => (typeof item === 'string' ? [item] : typeof item === 'object' && item !== null && 'objectId' in item && typeof item.objectId === 'string' ? [item.objectId] : [])) : [];
