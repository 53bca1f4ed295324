import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { DISABLED_ACCOUNTS, filterOfRules } from '@/lib/directory/filter-of-rule';
import { HELD_MS, isWithin } from '@/lib/directory/freshness';
import type { Subject } from '@/lib/directory/subject';
import { readinessFor, readPeopleForRules } from '@/lib/directory/people-for-rules';
import type { Graph } from '@/lib/graph/client';
import { countFitting } from '@/lib/graph/users';
import { readHoldersByPolicy } from '@/lib/rollout/read-package-holders';
import type { PolicyHolders } from '@/lib/rollout/read-package-holders';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { parseRule } from '@/lib/rules/parse-rule';
import { problemWords } from '@/lib/rules/problem';
import type { Rule } from '@/lib/rules/rule';
import { HELD_STATES } from './assignment';
import type { GivenNow, Reached, ReachPart, RuleChange, RuleReach } from './rule-reach';
import { FIRST_TOLD } from './rule-reach';

/** Of a package that the mirror does not hold so many pages of a hundred are read in the tenant, in each state. */
const MOST_PAGES = 50;

/** So many of those who come or leave are held against who has the package where the tenant is asked: one page. */
const MOST_LOOKED_UP = 999;

/** Both rules of a change, read; `before` is null where there is none, or `unread` says why it cannot be. */
export type ReadChange = { after: Rule | null; before: Rule | null; unread: string | null };

/** @returns why the new rule cannot be read, where it cannot */
export function readChange({ before, after }: RuleChange): ReadChange | { why: string } {
  const [to, from] = [after, before].map((text) => (text === null ? null : parseRule(text)));
  if (to && !to.ok) return { why: `the rule cannot be read: ${problemWords(to.problems).replace(/\.$/, '')}` };
  return { after: to ? to.rule : null, before: from?.ok ? from.rule : null, unread: from && !from.ok ? `the rule in the tenant cannot be read here: ${problemWords(from.problems).replace(/\.$/, '')}` : null };
}

/** As of when everybody is held whom these rules can be held against; null where the tenant has to be asked. */
export async function heldAsOf({ after, before }: ReadChange, now: Date): Promise<Date | null> {
  const { asOf, wholeTenant, missing } = await readinessFor([after, before].flatMap((rule) => rule ?? []));
  return wholeTenant && isWithin(HELD_MS, asOf, now) && missing.attributes.length + missing.groups.length === 0 ? asOf : null;
}

/** What the tenant is asked for each part, or for the disabled accounts in it alone; why where it cannot be. */
export function filterFor({ after, before }: ReadChange, part: ReachPart, now: Date, whom: 'all' | 'disabled' = 'all'): ReturnType<typeof filterOfRules> {
  const is = after ? [{ rule: after, selects: part !== 'leaves' }] : [];
  const was = before && part !== 'selects' ? [{ rule: before, selects: part === 'leaves' }] : [];
  return filterOfRules([...is, ...was, ...(whom === 'disabled' ? [{ rule: DISABLED_ACCOUNTS, selects: true }] : [])], now);
}

/** Who has the package of a change: nobody where it is not made yet. */
export async function holdersFor(graph: Graph, packageId: string | null, readAt: Date): Promise<PolicyHolders> {
  if (packageId === null) return { byPerson: new Map(), asOf: readAt, more: false };
  return readHoldersByPolicy(graph, packageId, { readAt, states: HELD_STATES, age: HELD_MS, mostPages: MOST_PAGES });
}

/**
 * Whom each of these rules selects now, who is new by it and who no longer matches, and who of them has the package by which
 * policy. Everybody is gone through once, page by page, where the whole directory is held and young enough; else the tenant
 * is asked with a filter that says the same, where there is one. Nobody holds a whole tenant.
 * @throws AppError Graph's own
 */
export async function countReaches(graph: Graph, changes: readonly RuleChange[]): Promise<RuleReach[]> {
  const now = await databaseNow();
  const asked = await Promise.all(changes.map(async (change): Promise<Asked | { why: string }> => {
    const read = readChange(change);
    if ('why' in read) return read;
    const asOf = await heldAsOf(read, now);
    // Who has the package is not read where nobody can be counted.
    const first = read.after ? 'selects' : read.before ? 'leaves' : null;
    const asks = asOf || !first ? null : filterFor(read, first, now);
    return asks && !asks.ok ? { why: notAsked(asks.why) } : { change, read, asOf };
  }));
  const tallies = await Promise.all(asked.map(async (each) => ('why' in each ? null : new Tally(each, await holdersFor(graph, each.change.packageId, now)))));
  const [inTenant] = await Promise.all([
    countInTenant(graph, tallies.flatMap((tally) => (tally && !tally.asked.asOf ? [tally] : [])), now),
    tallyHeld(tallies.flatMap((tally) => (tally?.asked.asOf ? [tally] : [])), now),
  ]);
  return asked.map((each, index): RuleReach => {
    const tally = tallies[index];
    if ('why' in each) return { counted: false, why: each.why };
    const reach = tally && (each.asOf ? tally.reach(each.asOf) : inTenant.get(tally));
    if (!reach) throw new Error('a rule was read and not counted');
    return reach;
  });
}

type Asked = { change: RuleChange; read: ReadChange; asOf: Date | null };

const collator = new Intl.Collator('en');

/** What of one change is counted so far. */
class Tally {
  readonly found: Record<ReachPart, Reached> = { selects: { count: 0, disabled: 0, first: [] }, comes: { count: 0, disabled: 0, first: [] }, leaves: { count: 0, disabled: 0, first: [] } };
  readonly given: GivenNow = { have: 0, haveDisabled: 0, byThis: 0, byAnother: 0, notTold: 0 };

  constructor(readonly asked: Asked, readonly holders: PolicyHolders) {}

  add(part: ReachPart, { objectId: id, displayName: name, accountEnabled: enabled }: Subject): void {
    const of = this.found[part];
    of.count += 1;
    if (!enabled) of.disabled = (of.disabled ?? 0) + 1;
    const last = of.first.at(-1);
    if (of.first.length < FIRST_TOLD || (last !== undefined && collator.compare(name, last) < 0)) of.first = [...of.first, name].sort(collator.compare).slice(0, FIRST_TOLD);
    if (part !== 'selects' || this.asked.change.before === null) this.hold(part, id, enabled);
  }

  /** Notes by what somebody who comes or leaves has the package. */
  hold(part: ReachPart, id: string, enabled: boolean): void {
    const by = this.holders.byPerson.get(id);
    if (by === undefined) return;
    if (part !== 'leaves') {
      this.given.have += 1;
      if (!enabled) this.given.haveDisabled += 1;
    }
    else if (by === null) this.given.notTold += 1;
    else if (by === this.asked.change.policyId) this.given.byThis += 1;
    else this.given.byAnother += 1;
  }

  reach(asOf: Date, whyNot: string | null = this.asked.read.unread): RuleReach {
    const compared = this.asked.change.before !== null && whyNot === null;
    const oldest = this.asked.change.packageId !== null && this.holders.asOf < asOf ? this.holders.asOf : asOf;
    return { counted: true, selects: this.found.selects, comes: compared ? this.found.comes : null, leaves: compared ? this.found.leaves : null, whyNot, given: this.holders.more ? null : this.given, asOf: oldest };
  }
}

/** One pass over everybody who is held, for all of them. */
async function tallyHeld(tallies: readonly Tally[], now: Date): Promise<void> {
  if (tallies.length === 0) return;
  const rules = tallies.flatMap(({ asked: { read } }) => [read.after, read.before].flatMap((rule) => rule ?? []));
  const tests = tallies.map((tally) => {
    const { after, before } = tally.asked.read;
    return { tally, is: after ? compileRule(after) : () => false, was: before ? compileRule(before) : () => false };
  });
  for await (const page of readPeopleForRules(rules)) {
    for (const person of page) {
      for (const { tally, is, was } of tests) {
        const [fits, did] = [is(person, now.getTime()), was(person, now.getTime())];
        if (fits) tally.add('selects', person);
        if (fits !== did && tally.asked.change.before !== null) tally.add(fits ? 'comes' : 'leaves', person);
      }
    }
  }
}

/** What the tenant is asked of one change: so many of each part, and how many disabled accounts are in it, and why a part of it cannot be. */
function questionsOf({ asked: { change, read } }: Tally, now: Date) {
  const parts: ReachPart[] = [...(read.after ? ['selects' as const] : []), ...(read.before ? [...(read.after ? ['comes' as const] : []), 'leaves' as const] : [])];
  const filters = parts.map((part) => ({ part, of: filterFor(read, part, now), disabled: filterFor(read, part, now, 'disabled') }));
  return {
    askable: filters.flatMap(({ part, of, disabled }): { part: ReachPart; whom: 'all' | 'disabled'; filter: string; take: number }[] => [
      ...(of.ok ? [{ part, whom: 'all' as const, filter: of.filter, take: part === 'selects' && change.before !== null ? FIRST_TOLD : MOST_LOOKED_UP }] : []),
      ...(disabled.ok ? [{ part, whom: 'disabled' as const, filter: disabled.filter, take: 1 }] : []),
    ]),
    refused: filters.flatMap(({ part, of }) => (of.ok ? [] : [{ part, why: of.why }])),
  };
}

/** All of them are asked at once; one whose filter Graph does not take leaves the others counted. */
async function countInTenant(graph: Graph, tallies: readonly Tally[], now: Date): Promise<ReadonlyMap<Tally, RuleReach>> {
  const questions = tallies.map((tally) => ({ tally, ...questionsOf(tally, now) }));
  const counted = await countFitting(graph, questions.flatMap(({ askable }) => askable));
  let from = 0;
  return new Map(questions.map(({ tally, askable, refused }): [Tally, RuleReach] => {
    const answers = counted.slice(from, (from += askable.length));
    const answered = askable.map((question, index) => ({ ...question, answer: answers[index] ?? null }));
    const ofAll = answered.filter(({ whom }) => whom === 'all');
    const untaken = ofAll.flatMap(({ part, answer }) => (answer ? [] : [{ part, why: 'Microsoft Graph does not take this rule as a question' }]));
    const not = [...refused, ...untaken];
    const selects = not.find(({ part }) => part === 'selects');
    if (selects) return [tally, { counted: false, why: notAsked(selects.why) }];
    let whole = true;
    for (const { part, take, answer } of ofAll) {
      const { count, first } = answer ?? { count: 0, first: [] };
      const disabled = answered.find((each) => each.part === part && each.whom === 'disabled')?.answer?.count ?? null;
      tally.found[part] = { count, disabled, first: first.slice(0, FIRST_TOLD).map(({ name }) => name) };
      if (take === FIRST_TOLD) continue;
      whole &&= count <= first.length;
      for (const { id, enabled } of first) tally.hold(part, id, enabled);
    }
    const { change, read } = tally.asked;
    const reach = tally.reach(now, read.unread ?? (not[0] === undefined ? null : notAsked(not[0].why)));
    return [tally, reach.counted && !whole && change.packageId !== null ? { ...reach, given: null } : reach];
  }));
}

/** What would let it be counted all the same. */
export function notAsked(why: string): string {
  return `${why}, and the copy of the directory does not hold everybody (Settings)`;
}
