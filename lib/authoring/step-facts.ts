/** What the audit keeps of a step of a draft, without anybody's name. Pure. */
import { withoutPeople } from '@/lib/rules/without-people';
import type { Difference, DraftStep, Wanted, WantedOf } from './draft';
import { differencesOf, rulesOf } from './draft-kinds';
import { differencesBetween } from './policy-differences';

type Facts = { facts: object; /** Of what was changed each property as it was, or as it is, by the words of the review; of a policy that is made or removed all of them. */ says?: Readonly<Record<string, string>> };

/** What the object of a step was and is: who and what it is about, and in what it differs. */
export function factsOf({ kind, before, wanted }: Pick<DraftStep, 'kind' | 'before' | 'wanted'>): { before?: Facts; after?: Facts } {
  const differences = before && wanted && kind !== 'policy' ? differencesOf(kind, before, wanted) : kind === 'policy' ? policyDifferences(before, wanted) : [];
  const of = (said: Wanted, side: 'before' | 'after'): Facts => ({ facts: rulesOf(kind).facts(said), ...(differences.length > 0 ? { says: Object.fromEntries(differences.map((each) => [each.field, each[side] || 'nothing'])) } : {}) });
  return { ...(before ? { before: of(before, 'before') } : {}), ...(wanted ? { after: of(wanted, 'after') } : {}) };
}

/** People and groups by how many of them there are, and whom a rule names left out of it. */
function policyDifferences(before: Wanted | null, wanted: Wanted | null): Difference[] {
  const [was, is] = [before, wanted].map((each) => (each as WantedOf['policy'] | null)?.document ?? {}) as [WantedOf['policy']['document'], WantedOf['policy']['document']];
  return differencesBetween(was, is, { rule: withoutPeople }).map(({ field, expected, found }) => ({ field, before: expected, after: found }));
}
