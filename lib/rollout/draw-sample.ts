import { createHmac } from 'node:crypto';
import { STRATUM_ATTRIBUTES, quotaOf } from './sample';
import type { SampleDefinition, Stratum, StratumAttribute } from './sample';
import { byText } from './text-order';

/**
 * Where a person stands in the order of a seed. Keyed by the person alone, so that who joins or leaves moves nobody else,
 * and nobody can guess the order without the seed (HMAC-SHA-256, RFC 2104).
 */
function sampleKey(seed: string, personId: string): string {
  return createHmac('sha256', seed).update(personId.toLowerCase()).digest('hex');
}

/** Reads the values that make a person's stratum; a blank one is none. */
export function stratumValues(attributes: Readonly<Record<string, unknown>>, strata: readonly StratumAttribute[]): (string | null)[] {
  return strata.map((name) => {
    const value = attributes[STRATUM_ATTRIBUTES[name]];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  });
}

const keyOf = (values: readonly (string | null)[]): string => JSON.stringify(values);

/** Counts people by stratum: what the table shows before anybody is drawn. */
export class StrataCount {
  private readonly counted = new Map<string, { values: (string | null)[]; population: number }>();

  constructor(private readonly definition: Pick<SampleDefinition, 'percent' | 'least'>) {}

  get size(): number {
    return this.counted.size;
  }

  add(values: (string | null)[]): void {
    const key = keyOf(values);
    const known = this.counted.get(key);
    if (known) known.population += 1;
    else this.counted.set(key, { values, population: 1 });
  }

  /** The largest first, and by their values. */
  strata(): Stratum[] {
    return [...this.counted.values()]
      .map(({ values, population }) => ({ values, population, taken: quotaOf(population, this.definition) }))
      .sort((a, b) => b.population - a.population || byText(keyOf(a.values), keyOf(b.values)));
  }
}

/** Somebody drawn, and at which place of how many of their stratum. */
export type Drawn<P> = { person: P; stratum: Stratum; place: number };

type Offered<P> = { key: string; person: P };

/**
 * Draws people for strata that were counted before. Offered one after another, in any order; never more are held than a
 * few times what is taken.
 */
export class SampleDraw<P extends { id: string }> {
  private readonly strata: ReadonlyMap<string, { stratum: Stratum; held: Offered<P>[] }>;

  constructor(private readonly seed: string, strata: readonly Stratum[]) {
    this.strata = new Map(strata.map((stratum) => [keyOf(stratum.values), { stratum, held: [] }]));
  }

  /** Whoever is of no counted stratum came in between and is passed over. */
  offer(person: P, values: readonly (string | null)[]): void {
    const found = this.strata.get(keyOf(values));
    if (!found || found.stratum.taken === 0) return;
    found.held.push({ key: sampleKey(this.seed, person.id), person });
    if (found.held.length > 2 * found.stratum.taken + 64) keepFirst(found.held, found.stratum.taken);
  }

  /** Those drawn, by stratum and in the order of the seed. */
  drawn(): Drawn<P>[] {
    return [...this.strata.values()].flatMap(({ stratum, held }) => {
      keepFirst(held, stratum.taken);
      return held.map(({ person }, index) => ({ person, stratum, place: index + 1 }));
    });
  }
}

function keepFirst<P extends { id: string }>(held: Offered<P>[], count: number): void {
  held.sort((a, b) => byText(a.key, b.key));
  held.length = Math.min(held.length, count);
}
