import 'server-only';
import { listLeftOutIds } from '@/lib/db/cohort-left-out';
import { listBroughtBy, listDefinitions } from '@/lib/db/cohort-sources';
import { getAccounts, getHeldAccounts, readAccounts } from '@/lib/directory/accounts';
import type { Account, Special } from '@/lib/directory/account-kind';
import { openKindTeller } from '@/lib/directory/load-kinds';
import { isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { inTurns } from '@/lib/in-turns';
import { compileRule } from '@/lib/rules/evaluate-rule';
import type { Rule } from '@/lib/rules/rule';
import type { Basis, CohortMember } from './cohort';
import { stepsOf } from '@/lib/steps';
import { ruleOfSource, ruleTextOf } from './hold-for-sources';
import { matchRule } from './match-rule';
import { changesOf } from './member-changes';
import type { MemberChange, SourceNow } from './member-changes';
import type { SampleDefinition } from './sample';

/** A cohort as the directory has its people now. */
export type CohortLook = {
  basis: Basis;
  people: Map<string, Account>;
  changes: MemberChange[];
  /** People each source would bring now and has not brought, special accounts apart; null where nobody counted. */
  newcomers: Map<string, number | null>;
};

type Source = Awaited<ReturnType<typeof listDefinitions>>[number];

/** Accounts that are read of the tenant to find whom a rule would bring by now; more are left uncounted. */
const MOST_FOR_NEWCOMERS = 5000;

/**
 * Reads the people of a cohort anew, and what brought them: who is gone, blocked, of a special kind, external, elsewhere, or
 * not brought by their group or rule any more. Changes nothing; the cohort stays as it was put together.
 * @param thorough counts also whom the rules would bring by now, where that takes no long reading
 * @param large reads the people from what is held of the directory, as far as that is enough; the basis says whether it was
 * @throws AppError Graph's own
 */
export async function lookAtCohort(graph: Graph, phaseId: string, cohort: CohortMember[], thorough: boolean, large = false): Promise<CohortLook> {
  const [sources, { rules: kinds, tell, now }, leftOut] = await Promise.all([listDefinitions(phaseId), openKindTeller(), listLeftOutIds(phaseId)]);
  const known = new Set([...cohort.map((member) => member.personId), ...leftOut]);
  const ruled = sources.map((source) => ({ source, rule: ruleOfSource(source) }));
  const [{ people, basis }, brought, groups] = await Promise.all([
    readPeople(graph, cohort.map((member) => member.personId), [...kinds, ...ruled.flatMap(({ rule }) => rule ?? [])], large, now),
    listBroughtBy(sources.map((source) => source.id)),
    Promise.all(sources.flatMap((source) => (groupIdOf(source) ? [readGroup(graph, source, groupIdOf(source) ?? '', kinds, tell, known)] : []))),
  ]);
  const newcomers = new Map<string, number | null>();
  const checks = ruled.flatMap(({ source, rule }): (SourceNow & { id: string })[] => {
    const group = groups.find((each) => each.id === source.id);
    if (group) {
      if (source.kind === 'group') newcomers.set(source.id, group.fresh);
      return [{ id: source.id, label: `Group “${group.name}”`, brings: (id) => group.ids.has(id) }];
    }
    if (!rule) return [];
    const selects = compileRule(rule);
    // What a group's members or somebody's reports are is not read of one person at a time.
    if (rule.body.kind === 'memberOf' || rule.body.kind === 'directReports') return [];
    return [{ id: source.id, label: source.kind === 'rule' ? `Rule “${source.label}”` : 'The rule of the sample', brings: (id) => selects(people.get(id)?.attributes ?? {}, now.getTime()) }];
  });
  for (const { source, rule } of ruled) if (rule && source.kind === 'rule') newcomers.set(source.id, thorough ? await countNewcomers(graph, rule, ruleTextOf(source) ?? '', known) : null);
  // In turns: what kind of account each of a hundred thousand is, and whether the rules still bring them, takes a second.
  const changes = await inTurns(stepsOf(cohort, (member) => {
    const person = people.get(member.personId);
    return changesOf(member, person, person ? tell(person) : null, checks.filter((check) => brought.get(check.id)?.has(member.personId)));
  }));
  return { basis, people, changes: changes.flat(), newcomers };
}

/** Whoever is not held may have been deleted or never read: the tenant is asked about them. */
async function readPeople(graph: Graph, ids: string[], rules: Rule[], large: boolean, now: Date): Promise<{ people: Map<string, Account>; basis: Basis }> {
  const known = large ? await getHeldAccounts(ids, rules) : null;
  if (!known) return { people: await getAccounts(graph, ids, rules), basis: { from: 'tenant', asOf: now } };
  const missing = ids.filter((id) => !known.accounts.has(id));
  if (missing.length > 0) for (const [id, account] of await getAccounts(graph, missing, rules)) known.accounts.set(id, account);
  return { people: known.accounts, basis: { from: 'mirror', asOf: known.asOf } };
}

/** The group a source reads: its own, or the one a sample is drawn from. */
function groupIdOf({ kind, groupId, definition }: Source): string | null {
  if (kind !== 'sample') return groupId;
  const { base } = definition as SampleDefinition;
  return base.kind === 'group' ? base.groupId : null;
}

type GroupNow = { id: string; name: string; ids: Set<string>; fresh: number };

/** Who is in a source's group now; a group that is gone has nobody. */
async function readGroup(graph: Graph, source: Source, groupId: string, kinds: readonly Rule[], tell: (account: Account) => Special | null, known: ReadonlySet<string>): Promise<GroupNow> {
  const name = source.kind === 'group' ? source.label : ((source.definition as SampleDefinition).base as { groupName?: string }).groupName ?? '';
  const group: GroupNow = { id: source.id, name, ids: new Set(), fresh: 0 };
  try {
    const { pages } = await readAccounts(graph, { kind: 'group', groupId }, kinds);
    for await (const { accounts } of pages) {
      for (const account of accounts) {
        group.ids.add(account.id);
        if (!known.has(account.id) && !tell(account)) group.fresh += 1;
      }
    }
  } catch (error) {
    if (!isAppError(error, 'notFound')) throw error;
  }
  return group;
}

/** How many people a rule would bring by now who are not known yet; null where finding out would take a long reading. */
async function countNewcomers(graph: Graph, rule: Rule, text: string, known: ReadonlySet<string>): Promise<number | null> {
  const { basis, expected, pages } = await matchRule(graph, rule, text, '');
  if (basis.from === 'tenant' && (expected ?? 0) > MOST_FOR_NEWCOMERS) {
    await pages.return(undefined);
    return null;
  }
  let fresh = 0;
  for await (const { candidates } of pages) fresh += candidates.filter(({ person, special }) => !known.has(person.id) && !special).length;
  return fresh;
}
