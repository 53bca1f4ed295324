import { ordered } from './filter';
import type { Order } from './options';
import type { Json, Thing } from './thing';

/** What an object is sorted by, read once; objects without a value come first, as in Graph. */
export const sortKeys = (thing: Thing, orderby: readonly Order[]): Json[] =>
  orderby.map(({ path }) => {
    const [head = '', ...rest] = path.split('/');
    let value: Json = thing.property(head)?.value ?? null;
    for (const name of rest) value = value !== null && typeof value === 'object' && !Array.isArray(value) ? (value[name] ?? null) : null;
    return value;
  });

/** Compares two lists of keys under an `$orderby`. */
export function compareKeys(one: readonly Json[], other: readonly Json[], orderby: readonly Order[]): number {
  for (const [index, { descending }] of orderby.entries()) {
    const order = compared(one[index] ?? null, other[index] ?? null);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

function compared(one: Json, other: Json): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  if (typeof one === 'boolean' && typeof other === 'boolean') return Number(one) - Number(other);
  return ordered(one, other) ?? 0;
}

/** The objects under an `$orderby`; equals keep their order. */
export function inOrder(things: readonly Thing[], orderby: readonly Order[]): readonly Thing[] {
  if (orderby.length === 0) return things;
  return things
    .map((thing) => ({ thing, keys: sortKeys(thing, orderby) }))
    .sort((one, other) => compareKeys(one.keys, other.keys, orderby))
    .map(({ thing }) => thing);
}
