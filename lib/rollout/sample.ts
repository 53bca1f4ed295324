/**
 * A stratified sample: so much of each stratum, at least so many, always the same people for the same seed. Pure: read
 * in the browser too; the keyed order is worked out in draw-sample.ts.
 */

/** Attributes that strata may be made of, with the name rules have for each. */
export const STRATUM_ATTRIBUTES = { department: 'department', country: 'country', office: 'physicalDeliveryOfficeName', city: 'city', company: 'companyName', jobTitle: 'jobTitle', employeeType: 'employeeType' } as const;

export type StratumAttribute = keyof typeof STRATUM_ATTRIBUTES;

export const STRATUM_NAMES = Object.keys(STRATUM_ATTRIBUTES) as StratumAttribute[];

export const STRATUM_WORD: Record<StratumAttribute, string> = { department: 'department', country: 'country', office: 'office', city: 'city', company: 'company', jobTitle: 'job title', employeeType: 'employee type' };

/** Whom a sample is drawn from. */
export type SampleBase = { kind: 'everybody' } | { kind: 'group'; groupId: string; groupName: string } | { kind: 'rule'; rule: string };

export type SampleDefinition = {
  seed: string;
  /** Of each stratum, to two decimals: 5 is one in twenty. Rounded up. */
  percent: number;
  /** People of each stratum at least, as far as it has them. */
  least: number;
  strata: StratumAttribute[];
  base: SampleBase;
  /** People who are in another phase of the rollout are not drawn from. */
  withoutOthers: boolean;
  /** Whoever signs in at another organisation is not drawn from. */
  withoutExternals: boolean;
};

/** One stratum: the values that make it, how many people it has and how many of them are taken. */
export type Stratum = { values: (string | null)[]; population: number; taken: number };

/** More strata than this nobody reads, and each of them takes its least. */
export const MOST_STRATA = 1000;

/** How many of a stratum are taken. A higher percentage never takes fewer, nor does a larger stratum. */
export function quotaOf(population: number, { percent, least }: Pick<SampleDefinition, 'percent' | 'least'>): number {
  return Math.min(population, Math.max(least, Math.ceil((population * Math.round(percent * 100)) / 10_000)));
}

/** What a sample is called: “5 % of each department and country, at least 2 each, of “All Finance””. */
export function sampleWords({ percent, least, strata, base, withoutOthers, withoutExternals }: SampleDefinition): string {
  const each = strata.length === 0 ? 'of everybody' : `of each ${listWords(strata.map((name) => STRATUM_WORD[name]))}`;
  const from = base.kind === 'everybody' ? 'in the directory' : base.kind === 'group' ? `in “${base.groupName}”` : 'whom a rule selects';
  return `${percent.toLocaleString('en-GB', { maximumFractionDigits: 2 })} % ${each}${least > 0 ? `, at least ${least}${strata.length > 0 ? ' each' : ''}` : ''}, ${from}${withoutExternals ? ', none external' : ''}${withoutOthers ? ', none in another phase' : ''}`;
}

function listWords(words: string[]): string {
  return words.length <= 1 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** The values of a stratum as people read them. */
export function stratumWords(values: readonly (string | null)[], strata: readonly StratumAttribute[]): string {
  return values.length === 0 ? 'everybody' : values.map((value, index) => value ?? `no ${STRATUM_WORD[strata[index] ?? 'department']}`).join(', ');
}
