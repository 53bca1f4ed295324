import 'server-only';
import { countWithoutManager } from '@/lib/db/lint-scope';
import { DISABLED_ACCOUNTS, filterOfRules } from '@/lib/directory/filter-of-rule';
import { isWithin, HELD_MS } from '@/lib/directory/freshness';
import { readinessFor, readPeopleForRules } from '@/lib/directory/people-for-rules';
import { isAppError } from '@/lib/errors';
import type { countFitting } from '@/lib/graph/users';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { parseRule } from '@/lib/rules/parse-rule';
import type { Rule } from '@/lib/rules/rule';
import type { LintedScope } from './lint/linted';
import type { PackageDesign, PackagePolicy } from './package-design';

/** Scopes that take every member of the organisation. */
const ALL_MEMBERS = ['allMemberUsers', 'allDirectoryUsers'];

/** How many a rule selects, disabled accounts too, and how many of them are; null where that was not told. */
type Selected = Required<Pick<LintedScope, 'people' | 'disabled'>>;

/**
 * Whom policies reach: how many people a rule selects, and how many of them are disabled accounts, from the copy of the directory where that holds everybody, else by a
 * question to the tenant that says the same, where there is one; and, from the copy alone, how many of all members have no
 * manager to decide. Policies of which that is not known are missing.
 * @param ask counts in the tenant; what it is refused leaves its rules uncounted
 */
export async function countScopes(designs: readonly PackageDesign[], now: Date, ask: Ask): Promise<Map<string, LintedScope>> {
  const policies = designs.flatMap((design) => design.policies);
  const { wholeTenant, asOf } = await readinessFor([]);
  const held = wholeTenant && isWithin(HELD_MS, asOf, now);
  const managed = held ? policies.filter(({ scope, stages }) => ALL_MEMBERS.includes(scope) && stages.some(({ approvers }) => approvers.some(({ kind }) => kind === 'manager'))) : [];
  const withoutManager = managed.length > 0 ? await countWithoutManager() : 0;
  const rules = policies.flatMap(rulesOf);
  const counted = held ? await countHeld(rules, now) : new Map<string, Selected>();
  const asked = await countInTenant(ask, rules.filter(({ id }) => !counted.has(id)), now);
  return new Map<string, LintedScope>([...managed.map(({ id }) => [id, { withoutManager }] as const), ...counted, ...asked]);
}

type Ask = (filters: Parameters<typeof countFitting>[1]) => ReturnType<typeof countFitting>;

/** A number that is only nice to know fails nothing. */
async function orUncounted<T>(counting: Promise<T>): Promise<T | null> {
  try {
    return await counting;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return null;
  }
}

type RuleOfPolicy = { id: string; rule: Rule };

/** The rule of an automatic policy, where it can be read. */
function rulesOf({ id, automatic, targets: [target, ...others] }: PackagePolicy): RuleOfPolicy[] {
  const parsed = automatic && target?.kind === 'rule' && others.length === 0 ? parseRule(target.id) : null;
  return parsed?.ok ? [{ id, rule: parsed.rule }] : [];
}

/** One pass over everybody for all rules that can be judged from what is held. */
async function countHeld(rules: readonly RuleOfPolicy[], now: Date): Promise<Map<string, Selected>> {
  const judged: RuleOfPolicy[] = [];
  for (const each of rules) {
    const { missing } = await readinessFor([each.rule]);
    if (missing.attributes.length === 0 && missing.groups.length === 0) judged.push(each);
  }
  const counts = new Map(judged.map(({ id }) => [id, { people: 0, disabled: 0 }]));
  if (judged.length === 0) return counts;
  const tests = judged.map(({ id, rule }) => ({ id, selects: compileRule(rule) }));
  for await (const people of readPeopleForRules(judged.map(({ rule }) => rule))) {
    for (const { id, selects } of tests) {
      const count = counts.get(id);
      const selected = people.filter((person) => selects(person, now.getTime()));
      if (count) counts.set(id, { people: count.people + selected.length, disabled: count.disabled + selected.filter(({ accountEnabled }) => !accountEnabled).length });
    }
  }
  return counts;
}

/** As many as the tenant's index knows of, in batches. */
async function countInTenant(ask: Ask, rules: readonly RuleOfPolicy[], now: Date): Promise<[string, Selected][]> {
  const asked = rules.flatMap(({ id, rule }) => {
    const is = filterOfRules([{ rule, selects: true }], now);
    const disabled = filterOfRules([{ rule, selects: true }, { rule: DISABLED_ACCOUNTS, selects: true }], now);
    return is.ok && disabled.ok ? [{ id, filters: [{ filter: is.filter, take: 1 }, { filter: disabled.filter, take: 1 }] }] : [];
  });
  const counts = asked.length > 0 ? await orUncounted(ask(asked.flatMap(({ filters }) => filters))) : null;
  return asked.flatMap(({ id }, index): [string, Selected][] => {
    const [found, disabled] = [counts?.[2 * index], counts?.[2 * index + 1]];
    return found ? [[id, { people: found.count, disabled: disabled?.count ?? null }]] : [];
  });
}
