import type { Context } from '../context';
import { compareKeys, sortKeys } from './order';
import type { Order } from './options';
import { expiredPageToken } from './page-token';
import type { Json, Thing } from './thing';

type Positions = readonly number[];

/** Sortings a tenant keeps for the pages still to come; whoever follows an older link than these begins anew. */
const MOST_KEPT = 16;
const kept = new WeakMap<Context['tenant'], Map<number, Positions>>();
let made = 0;

/** Positions of a list's rows under an `$orderby`; only they are kept from page to page, the rows are read anew. */
export function sortPositions(things: Iterable<readonly [number, Thing]>, orderby: readonly Order[]): Positions {
  const keyed: { at: number; keys: Json[] }[] = [];
  for (const [at, thing] of things) keyed.push({ at, keys: sortKeys(thing, orderby) });
  return keyed.sort((one, other) => compareKeys(one.keys, other.keys, orderby)).map(({ at }) => at);
}

/** Keeps a sorting and gives the number under which the next page finds it. */
export function keepSorting({ tenant }: Context, positions: Positions): number {
  const own = kept.get(tenant) ?? new Map<number, Positions>();
  kept.set(tenant, own);
  made += 1;
  own.set(made, positions);
  const [oldest] = own.keys();
  if (own.size > MOST_KEPT && oldest !== undefined) own.delete(oldest);
  return made;
}

/** The sorting a page link names. Throws Graph's refusal of an expired link when it is kept no longer. */
export function keptSorting({ tenant }: Context, number: number): Positions {
  const positions = kept.get(tenant)?.get(number);
  if (!positions) throw expiredPageToken();
  return positions;
}
