import 'server-only';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { listRolloutEvidence } from '@/lib/db/lint-scope';
import type { RolloutEvidence } from '@/lib/db/lint-scope';
import { findLintRun } from '@/lib/db/lint-runs';
import { AppError } from '@/lib/errors';
import { countWords, peopleWords } from '@/lib/rollout/count-words';
import { loadChecks } from './checks-view';
import type { CheckedRule, ChecksView } from './checks-view';
import type { LintRule } from './lint/finding';
import { VERDICT_WORDS } from './lint/lint-words';
import { workshopFile } from './lint/workshop-file';
import type { WorkshopFile, WorkshopLine } from './lint/workshop-file';
import { aboutLint } from './start-lint';

/** The workshop's boxes that the assessment's tests count for, as its own mapping has it. */
const BOXES: readonly { task: string; rules: readonly LintRule[] }[] = [{ task: 'RMI_136', rules: ['Z1', 'Z2', 'Z3'] }, { task: 'RMI_140', rules: ['Z4'] }];

/** The box of the rollout of access packages, which no test of the assessment counts for. */
const ROLL_OUT = 'RMI_111';

/**
 * The checks and the rollouts as the file that the Zero Trust workshop imports: how far each rollout has come for its item
 * 111, and the assessment's rules with both verdicts for theirs. Audited.
 * @throws AppError `conflict` before anybody has looked
 */
export async function exportWorkshop(by: { personId: string; name: string; userPrincipalName: string }): Promise<WorkshopFile> {
  const [run, view, rollouts, now] = await Promise.all([findLintRun(), loadChecks({}, 1), listRolloutEvidence(), databaseNow()]);
  if (!run) throw new AppError('conflict', 'nobody has looked at the tenant yet', { say: 'Nobody has looked at the tenant yet, so there is nothing to export.' });
  const file = workshopFile([{ task: ROLL_OUT, lines: [...rollouts.map(rolloutLine), checksLine(view)] }, ...BOXES.map(({ task, rules }) => ({ task, lines: view.rules.filter(({ rule }) => rules.includes(rule)).map(ruleLine) }))], now);
  await inTransaction((tx) => recordAudit(tx, [{ ...aboutLint(by, run.id), action: 'lint.export', detail: { tasks: Object.keys(file.configuration.pillars.identity.taskOverrides) } }]));
  return file;
}

function rolloutLine({ name, phases, done, assigned, failed, signed, asked }: RolloutEvidence): WorkshopLine {
  const so = `${done.toLocaleString('en-GB')} of ${countWords(phases, 'phase', 'phases')} done`;
  return { text: `${name}: ${so}, ${peopleWords(assigned)} assigned, ${failed.toLocaleString('en-GB')} failed, ${signed} of ${countWords(asked, 'sign-off', 'sign-offs')} given`, title: so };
}

function checksLine({ totals, looked }: ChecksView): WorkshopLine {
  const found = `${countWords(totals.error, 'error', 'errors')}, ${countWords(totals.warning, 'warning', 'warnings')}, ${countWords(totals.note, 'note', 'notes')}, ${countWords(totals.excepted, 'exception', 'exceptions')}`;
  return { text: `Checks of ${countWords(looked?.packages ?? 0, 'package', 'packages')} on ${looked?.at.slice(0, 10) ?? ''}: ${found}`, title: found };
}

function ruleLine({ title, verdicts, open, excepted }: CheckedRule): WorkshopLine {
  const says = verdicts ? `the tool: ${VERDICT_WORDS[verdicts.tool].toLowerCase()}, as it is meant: ${VERDICT_WORDS[verdicts.meant].toLowerCase()}` : '';
  return { text: `${title}: ${says}; ${countWords(open + excepted, 'policy', 'policies')}, ${countWords(excepted, 'exception', 'exceptions')}`, title };
}
