import 'server-only';
import type { Db } from '@/lib/db/client';
import { listDefinitions } from '@/lib/db/cohort-sources';
import { holdForRules } from '@/lib/directory/people-for-rules';
import { parseRule } from '@/lib/rules/parse-rule';
import type { Rule } from '@/lib/rules/rule';
import type { SampleDefinition } from './sample';

/** Has the mirror hold what the rules among a phase's sources speak of; what only earlier ones spoke of is let go. */
export async function holdForSources(tx: Db, phaseId: string): Promise<void> {
  const sources = await listDefinitions(phaseId, tx);
  await holdForRules(tx, `phase:${phaseId}`, sources.flatMap((source) => ruleOfSource(source) ?? []));
}

/** The text of the rule a source goes by, or null where it goes by none. Both shapes are written by this room alone. */
export function ruleTextOf({ kind, definition }: { kind: string; definition: unknown }): string | null {
  if (kind === 'rule') return (definition as { rule: string }).rule;
  if (kind !== 'sample') return null;
  const { base } = definition as SampleDefinition;
  return base.kind === 'rule' ? base.rule : null;
}

/** That rule, read. */
export function ruleOfSource(source: { kind: string; definition: unknown }): Rule | null {
  const text = ruleTextOf(source);
  const parsed = text === null ? null : parseRule(text);
  return parsed?.ok ? parsed.rule : null;
}
