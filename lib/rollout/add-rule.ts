import 'server-only';
import { getPhase } from '@/lib/db/phases';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { addedBy } from './add-people';
import { assertCohortOpen, bring, changeCohort } from './change-cohort';
import type { Added, Candidate } from './change-cohort';
import { MOST_PEOPLE } from './cohort';
import { matchRule, requireCohortRule } from './match-rule';
import type { Admin } from './rollout';

/** What a rule is called where it was given no name. */
export function ruleLabel(name: string, rule: string): string {
  const text = rule.replaceAll(/\s+/g, ' ').trim();
  return name || (text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/**
 * Adds the people a membership rule selects now. The cohort does not follow the rule afterwards; a later look says who
 * fits no more and who fits since.
 * @throws AppError `notFound`, `conflict`; `invalid` with what is wrong in the rule, and where, or when it selects more
 * people than a phase takes; Graph's own.
 */
export async function addRule(admin: Admin, phaseId: string, { name, rule: text }: { name: string; rule: string }, graph: Graph = graphFor(admin)): Promise<Added> {
  assertCohortOpen(await getPhase(phaseId));
  const rule = requireCohortRule(text);
  const label = ruleLabel(name, text);
  const { basis, pages } = await matchRule(graph, rule, text, `Rule “${label}”`);
  const candidates: Candidate[] = [];
  for await (const page of pages) {
    candidates.push(...page.candidates);
    if (candidates.length > MOST_PEOPLE) throw new AppError('invalid', `a rule of more than ${MOST_PEOPLE} people`, { fields: { rule: `This selects more than ${MOST_PEOPLE.toLocaleString('en')} people, more than a phase takes.` } });
  }
  return changeCohort(admin, phaseId, async (tx, phase) => {
    const { sourceId: _sourceId, ...added } = await bring(tx, phase, { kind: 'rule', label, definition: { rule: text }, ...addedBy(admin) }, basis, candidates);
    return { value: added, changed: added.added, event: { action: 'cohort.add', after: { from: 'rule', rule: text, ...added } } };
  });
}
