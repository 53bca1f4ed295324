import 'server-only';
import { listMemberIdsOfOthers } from '@/lib/db/cohort-members';
import { getPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { readAccounts, whomOf } from '@/lib/directory/accounts';
import type { Whom } from '@/lib/directory/accounts';
import type { Account, AccountKind } from '@/lib/directory/account-kind';
import { openKindTeller } from '@/lib/directory/load-kinds';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { getGroup } from '@/lib/graph/groups';
import { compileRule } from '@/lib/rules/evaluate-rule';
import type { Rule } from '@/lib/rules/rule';
import { addedBy } from './add-people';
import { assertCohortOpen, bring, changeCohort } from './change-cohort';
import type { Added, Candidate } from './change-cohort';
import { MOST_PEOPLE, tellBasis } from './cohort';
import type { Basis, ToldBasis } from './cohort';
import { SampleDraw, StrataCount, stratumValues } from './draw-sample';
import { requireCohortRule } from './match-rule';
import { MOST_STRATA, STRATUM_ATTRIBUTES, sampleWords, stratumWords } from './sample';
import type { SampleDefinition, Stratum } from './sample';
import type { Admin } from './rollout';
import { tally } from './tally';
import type { Tally } from './tally';

/** What a sample would take, as far as the people were read: the table before anybody is drawn. */
export type SampleTable = {
  strata: Stratum[];
  population: number;
  taken: number;
  /** Accounts of special kinds among those it is drawn from; they are never drawn. */
  special: Tally<AccountKind>;
  /** Externals, and people in another phase of the rollout, who were not drawn from. */
  externals: number;
  inOthers: number;
  read: number;
  expected: number | null;
  basis: ToldBasis;
  done: boolean;
};

type Pool = { basis: Basis; expected: number | null; pages: AsyncGenerator<{ read: number; people: Account[]; special: AccountKind[]; externals: number; inOthers: number }> };

/** Those a sample is drawn from, page by page: of the base, with special accounts and people of other phases set aside. */
async function openPool(graph: Graph, phase: PhaseInRollout, definition: SampleDefinition): Promise<Pool> {
  const { base, strata, withoutOthers, withoutExternals } = definition;
  const rule: Rule | null = base.kind === 'rule' ? requireCohortRule(base.rule) : null;
  const whom: Whom = base.kind === 'group' ? { kind: 'group', groupId: base.groupId } : rule ? whomOf(rule) : { kind: 'everybody' };
  const [{ rules, tell, now }, others] = await Promise.all([openKindTeller(), withoutOthers ? listMemberIdsOfOthers(phase.rolloutId, phase.id) : new Set<string>()]);
  const { basis, expected, pages } = await readAccounts(graph, whom, [...(rule ? [rule] : []), ...rules], strata.map((name) => STRATUM_ATTRIBUTES[name]));
  const selects = rule ? compileRule(rule) : () => true;
  async function* pool(): Awaited<ReturnType<typeof openPool>>['pages'] {
    for await (const { accounts } of pages) {
      const people: Account[] = [];
      const special: AccountKind[] = [];
      let [externals, inOthers] = [0, 0];
      for (const account of accounts) {
        if (!selects(account.attributes, now.getTime())) continue;
        const kind = tell(account)?.kind;
        if (kind) special.push(kind);
        else if (withoutExternals && account.external) externals += 1;
        else if (others.has(account.id)) inOthers += 1;
        else people.push(account);
      }
      yield { read: accounts.length, people, special, externals, inOthers };
    }
  }
  return { basis, expected, pages: pool() };
}

/**
 * Counts what a sample would take, a table after each page of people that was read; nobody is drawn.
 * @throws AppError `invalid` with what is wrong in the rule, or when there are more strata than anybody reads; Graph's own
 */
export async function* countSample(graph: Graph, phase: PhaseInRollout, definition: SampleDefinition): AsyncGenerator<SampleTable> {
  const { basis, expected, pages } = await openPool(graph, phase, definition);
  const count = new StrataCount(definition);
  const table: Omit<SampleTable, 'strata' | 'taken' | 'done'> = { population: 0, special: {}, externals: 0, inOthers: 0, read: 0, expected, basis: tellBasis(basis) };
  for await (const page of pages) {
    for (const person of page.people) count.add(stratumValues(person.attributes, definition.strata));
    if (count.size > MOST_STRATA) throw new AppError('invalid', `more than ${MOST_STRATA} strata`, { fields: { strata: `These make more than ${MOST_STRATA.toLocaleString('en')} strata, and each takes its least. Choose fewer attributes.` } });
    table.special = tally(page.special, table.special);
    table.population += page.people.length;
    table.externals += page.externals;
    table.inOthers += page.inOthers;
    table.read += page.read;
    yield tableOf(count, table, false);
  }
  yield tableOf(count, table, true);
}

function tableOf(count: StrataCount, table: Omit<SampleTable, 'strata' | 'taken' | 'done'>, done: boolean): SampleTable {
  const strata = count.strata();
  return { ...table, strata, taken: strata.reduce((sum, stratum) => sum + stratum.taken, 0), done };
}

/** The sample with the name its group has in the tenant. */
async function named(graph: Graph, definition: SampleDefinition): Promise<SampleDefinition> {
  const { base } = definition;
  return base.kind === 'group' ? { ...definition, base: { ...base, groupName: (await getGroup(graph, base.groupId)).name } } : definition;
}

/**
 * Draws a sample and adds it. The same seed and people give the same people again, on any machine; whoever joined since
 * pushes out nobody who was added. The table the admin saw must still hold.
 * @throws AppError `notFound`; `conflict`, also when the directory changed since the table was shown; `invalid`; Graph's own
 */
export async function addSample(admin: Admin, phaseId: string, asked: SampleDefinition, seen: { population: number; taken: number }, graph: Graph = graphFor(admin)): Promise<Added> {
  const phase = await getPhase(phaseId);
  assertCohortOpen(phase);
  const definition = await named(graph, asked);
  let table: SampleTable | null = null;
  for await (const counted of countSample(graph, phase, definition)) table = counted;
  if (!table) throw new AppError('internal', 'a sample was counted and gave no table');
  if (table.population !== seen.population || table.taken !== seen.taken) throw new AppError('conflict', 'the strata changed since they were shown', { say: `The directory changed since the table was shown: ${table.taken.toLocaleString('en')} of ${table.population.toLocaleString('en')} people would be taken now. Look at the table again.` });
  if (table.taken > MOST_PEOPLE) throw new AppError('invalid', `a sample of ${table.taken}`, { fields: { percent: `This takes ${table.taken.toLocaleString('en')} people; a phase takes at most ${MOST_PEOPLE.toLocaleString('en')}.` } });

  const { basis, pages } = await openPool(graph, phase, definition);
  const draw = new SampleDraw<Account>(definition.seed, table.strata);
  for await (const { people } of pages) for (const person of people) draw.offer(person, stratumValues(person.attributes, definition.strata));
  const candidates = draw.drawn().map(({ person, stratum, place }): Candidate => ({
    person, special: null, why: `Sample, ${stratumWords(stratum.values, definition.strata)} ${place} of ${stratum.taken}`, detail: `Drawn from ${stratum.population.toLocaleString('en')} people by the seed ${definition.seed}`,
  }));
  return changeCohort(admin, phaseId, async (tx, current) => {
    const { sourceId: _sourceId, ...added } = await bring(tx, current, { kind: 'sample', label: sampleWords(definition), definition, ...addedBy(admin) }, basis, candidates);
    const { strata: _strata, basis: _basis, done: _done, ...totals } = table;
    return { value: added, changed: added.added, event: { action: 'cohort.add', after: { from: 'sample', ...definition, ...totals, ...added } } };
  });
}
