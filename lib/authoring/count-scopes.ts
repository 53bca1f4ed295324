import 'server-only';
import { countWithoutManager } from '@/lib/db/lint-scope';
import { readinessFor, readPeopleForRules } from '@/lib/directory/people-for-rules';
import { isWithin, HELD_MS } from '@/lib/directory/freshness';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { parseRule } from '@/lib/rules/parse-rule';
import type { Rule } from '@/lib/rules/rule';
import type { LintedScope } from './lint/linted';
import type { PackageDesign, PackagePolicy } from './package-design';

/** Scopes that take every member of the organisation. */
const ALL_MEMBERS = ['allMemberUsers', 'allDirectoryUsers'];

/**
 * Whom policies reach, as far as the whole directory is held: how many people a rule selects, and how many of all members
 * have no manager to decide. Policies of which that is not known are missing.
 */
export async function countScopes(designs: readonly PackageDesign[], now: Date): Promise<Map<string, LintedScope>> {
  const policies = designs.flatMap((design) => design.policies);
  const { wholeTenant, asOf } = await readinessFor([]);
  if (!wholeTenant || !isWithin(HELD_MS, asOf, now)) return new Map();
  const scopes = new Map<string, LintedScope>();
  const managed = policies.filter(({ scope, stages }) => ALL_MEMBERS.includes(scope) && stages.some(({ approvers }) => approvers.some(({ kind }) => kind === 'manager')));
  const withoutManager = managed.length > 0 ? await countWithoutManager() : 0;
  for (const { id } of managed) scopes.set(id, { withoutManager });
  for (const [id, people] of await countRules(policies.filter(({ automatic }) => automatic), now)) scopes.set(id, { people });
  return scopes;
}

/** One pass over everybody for all rules that can be judged from what is held. */
async function countRules(policies: readonly PackagePolicy[], now: Date): Promise<Map<string, number>> {
  const judged: { id: string; rule: Rule }[] = [];
  for (const { id, targets } of policies) {
    const [target, ...others] = targets;
    const parsed = target?.kind === 'rule' && others.length === 0 ? parseRule(target.id) : null;
    if (!parsed?.ok) continue;
    const { missing } = await readinessFor([parsed.rule]);
    if (missing.attributes.length === 0 && missing.groups.length === 0) judged.push({ id, rule: parsed.rule });
  }
  const counts = new Map(judged.map(({ id }) => [id, 0]));
  if (judged.length === 0) return counts;
  const tests = judged.map(({ id, rule }) => ({ id, selects: compileRule(rule) }));
  for await (const people of readPeopleForRules(judged.map(({ rule }) => rule))) {
    for (const { id, selects } of tests) counts.set(id, (counts.get(id) ?? 0) + people.filter((person) => selects(person, now.getTime())).length);
  }
  return counts;
}
