import 'server-only';
import { readAccounts, whomOf } from '@/lib/directory/accounts';
import { openKindTeller } from '@/lib/directory/load-kinds';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { decidingParts, leavesOf } from '@/lib/rules/deciding-parts';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { explainRule } from '@/lib/rules/explain-rule';
import { parseRule } from '@/lib/rules/parse-rule';
import { problemWords } from '@/lib/rules/problem';
import type { Rule } from '@/lib/rules/rule';
import type { RuleSubject } from '@/lib/rules/subject';
import type { Candidate } from './change-cohort';
import type { Basis } from './cohort';

/** A rule about people. @throws AppError `invalid` with what is wrong, and where, at the field `field` */
export function requireCohortRule(text: string, field = 'rule'): Rule {
  const parsed = parseRule(text);
  if (parsed.ok) return parsed.rule;
  throw new AppError('invalid', `a rule with ${parsed.problems.length} problems`, { fields: { [field]: problemWords(parsed.problems) } });
}

/** Why a rule selects somebody: with the line of what decided, where it has several, and what of it was true. */
function whyOf(rule: Rule, text: string, label: string, subject: RuleSubject, now: Date): { why: string; detail: string } {
  const explained = explainRule(rule, subject, { now });
  const lines = text.trimEnd().split(/\r\n|\r|\n/).length;
  const [first] = leavesOf(explained);
  const line = first ? text.slice(0, first.span.start).split(/\r\n|\r|\n/).length : 1;
  return { why: lines > 1 ? `${label}, line ${line}` : label, detail: decidingParts(explained) };
}

/** A page of those a rule selects, and how many accounts were read for it. */
export type Matches = { read: number; candidates: Candidate[] };

/**
 * Goes through everybody whom a rule can be true of, once, and gives those it selects with why and with the kind of their
 * account. Disabled people and externals are judged like everybody else.
 * @throws AppError Graph's own, also while the pages are gone through
 */
export async function matchRule(graph: Graph, rule: Rule, text: string, label: string): Promise<{ basis: Basis; expected: number | null; pages: AsyncGenerator<Matches> }> {
  const { rules, tell, now } = await openKindTeller();
  const { basis, expected, pages } = await readAccounts(graph, whomOf(rule), [rule, ...rules]);
  const selects = compileRule(rule);
  async function* matches(): AsyncGenerator<Matches> {
    for await (const { accounts } of pages) {
      const found = accounts.filter((account) => selects(account.attributes, now.getTime()));
      yield { read: accounts.length, candidates: found.map((account) => ({ person: account, ...whyOf(rule, text, label, account.attributes, now), special: tell(account) })) };
    }
  }
  return { basis, expected, pages: matches() };
}
