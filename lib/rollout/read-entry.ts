import 'server-only';
import { LINT_BOOK } from '@/lib/authoring/lint/lint-book';
import { databaseNow, db } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { wasReversalRehearsed } from '@/lib/db/gate-values';
import { findLastDecision, listSaid, readGate } from '@/lib/db/gates';
import type { KeptGate } from '@/lib/db/gates';
import { getPhase, listPhases } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { latestRehearsal, readEffectsOf } from '@/lib/db/rehearsals';
import type { EntryKey, GateLine } from './gate';
import { judgeEntry } from './judge-gate';
import type { EntryValues, SaidDone } from './judge-gate';
import type { SaidItem } from './gate';
import { readExit } from './read-exit';
import { isSettled } from './signature-line';
import { loadSignatures } from './signature-view';
import { workingCalendarOf } from './working-calendar';

/** The gate of a phase that has not started: what it asks, what was said, and how it stands. */
export type EntryGate = { gate: KeptGate; said: Partial<Record<SaidItem, SaidDone>>; lines: GateLine<EntryKey>[] };

/** How the entry criteria of a phase stand now. Reads the database only, one statement after another. */
export async function readEntry(phase: PhaseInRollout, tx: Db = db()): Promise<EntryGate> {
  const gate = await readGate(phase.id, tx);
  const said = await listSaid(phase.id, tx);
  const rehearsal = await latestRehearsal(phase.id, tx);
  const fresh = rehearsal?.phaseRevision === phase.revision ? rehearsal : null;
  const signatures = fresh ? await loadSignatures(fresh, tx) : null;
  const effects = fresh && gate.entry.lintErrors !== null ? await readEffectsOf(fresh.id, tx) : null;
  const values: EntryValues = {
    now: await databaseNow(tx),
    calendar: await workingCalendarOf(phase.id, tx),
    before: await readBefore(phase, tx),
    signatures: signatures && { signed: signatures.filter(isSettled).length, of: signatures.length },
    said,
    reversalRehearsed: gate.entry.items.includes('reversal') ? await wasReversalRehearsed(phase.rolloutId, phase.position, tx) : null,
    changeTicket: phase.changeTicket,
    lintErrors: effects ? effects.findings.filter(({ rule }) => LINT_BOOK[rule].severity === 'error').length : null,
  };
  return { gate, said, lines: judgeEntry(gate.entry, values) };
}

/**
 * The phase before, and what of its gate held when it passed and holds no more. One that was taken back asks nothing, and
 * before a phase that adds people to another is what is before that one.
 */
async function readBefore(phase: PhaseInRollout, tx: Db): Promise<EntryValues['before']> {
  const phases = await listPhases(phase.rolloutId, tx);
  const place = phases.find(({ id }) => id === phase.supplementOf)?.position ?? phase.position;
  const earlier = phases.filter(({ position, state }) => position < place && state !== 'reversed');
  const open = earlier.find(({ state }) => state !== 'passed');
  const last = earlier.at(-1);
  if (!last) return null;
  if (open) return { name: open.name, passed: false, since: [] };
  const exit = await readExit(await getPhase(last.id, tx), tx);
  const passed = await findLastDecision(last.id, ['advance', 'override'], tx);
  const held = new Set(passed?.evidence.filter(({ standing }) => standing !== 'met').map(({ key }) => key) ?? []);
  return { name: last.name, passed: true, since: (exit?.lines ?? []).filter(({ key, standing }) => standing === 'broken' && !held.has(key)).map(({ asks, says }) => `${asks}: ${says}`) };
}
