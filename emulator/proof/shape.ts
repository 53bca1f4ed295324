type Bag = Record<string, unknown>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const typeOf = (value: unknown): string | null => (isBag(value) && typeof value['@odata.type'] === 'string' ? value['@odata.type'].replace('#', '') : null);

/** The documented element to hold one to: of its type where elements tell theirs, else the first. */
function alikeIn(documented: readonly unknown[], found: unknown): unknown {
  const type = typeOf(found);
  return type === null || documented.every((item) => typeOf(item) === null) ? documented[0] : documented.find((item) => typeOf(item) === type);
}

export type ShapeRules = {
  /** Properties of the page that the schema does not have. */
  ignored: ReadonlySet<string>;
  /** The page's answer is shortened: more properties are fine. */
  truncated: boolean;
  /** A list whose own words (a filter, a search) find nobody here may be empty. */
  mayBeEmpty: boolean;
};

/**
 * How an answer differs in shape from the documented one: names and types of properties, not values. A null on either side
 * says nothing of the type; annotations say nothing of the shape, but that a count is a number.
 */
export function shapeFaults(documented: unknown, actual: unknown, rules: ShapeRules, at = 'body'): string[] {
  if (documented === null || documented === undefined || actual === null) return [];
  if (kindOf(documented) !== kindOf(actual)) return [`${at}: ${kindOf(actual)} instead of ${kindOf(documented)}`];
  if (Array.isArray(documented)) {
    const items = actual as unknown[];
    if (items.length === 0) return documented.some(isBag) && !rules.mayBeEmpty ? [`${at}: empty`] : [];
    return items.flatMap((found, index) => {
      const item = alikeIn(documented, found);
      return item === undefined ? [] : shapeFaults(item, found, rules, `${at}[${index}]`);
    });
  }
  if (!isBag(documented)) return [];
  const found = actual as Bag;
  const faults = Object.entries(documented).flatMap(([name, value]) => {
    if (rules.ignored.has(name) || name.startsWith('@') && name !== '@odata.count') return [];
    return name in found ? shapeFaults(value, found[name], rules, `${at}.${name}`) : [`${at}.${name}: missing`];
  });
  const more = rules.truncated ? [] : Object.keys(found).filter((name) => !name.includes('@') && !(name in documented));
  return [...faults, ...more.map((name) => `${at}.${name}: not documented`)];
}
