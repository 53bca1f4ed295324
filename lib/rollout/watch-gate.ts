import 'server-only';
import { recordAudit } from '@/lib/audit';
import { databaseNow, db, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { readGateBasis } from '@/lib/db/gate-basis';
import { findDrift } from '@/lib/db/gate-values';
import { findLastDecision, insertDecision, readGate } from '@/lib/db/gates';
import type { GateDecision } from '@/lib/db/gates';
import { getPhase, lockPhase, stepPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { touchRollout } from '@/lib/db/rollouts';
import { log, messageOf } from '@/lib/log';
import { lookForDrift } from './cohort-drift';
import { aboutPhase } from './edit-rollout';
import { mayPass, passDecided } from './finish-phase';
import { breachesOf, letPassOf } from './gate';
import type { GateSettings } from './gate';
import { holdDecided } from './hold-phase';
import { soakEnd } from './judge-gate';
import { readExit } from './read-exit';
import type { ExitGate } from './read-exit';
import { mostPassing } from './run-hold';

/** What a phase's gate rested on when it was judged last, and when it is judged again though nothing of that changed. */
type Judged = { basis: string; again: number };

/** By phase, in this process: another one judges for itself. */
const judged = new Map<string, Judged>();

/** Most milliseconds between two judgements of a gate of which nothing changed: what it rests on beside its rows, such as a calendar, changes seldom. */
const AGAIN_MS = 3 * 60_000;

/** What a look at a gate comes to; null where everything stays as it is. */
export type Watched = 'hold' | 'soak' | 'pass' | null;

/** A cohort is held against the mirror this often; milliseconds. */
const DRIFT_EVERY_MS = 5 * 60_000;

/**
 * Looks at the gate of a phase under way: holds it where a criterion breaks, lets it soak once it has settled and was read
 * back, and lets it pass where its gate does so by itself. Needs nobody's tokens, and may be done by several at once.
 */
export async function watchGate(phaseId: string): Promise<Watched> {
  const { basis, now } = await readGateBasis(phaseId);
  const last = judged.get(phaseId);
  if (last && last.basis === basis && now.getTime() < last.again) return null;
  const { watched, next } = await judge(phaseId);
  // What it came to changed its rows; the next look sees them.
  if (watched === null) judged.set(phaseId, { basis, again: Math.min(now.getTime() + AGAIN_MS, next?.getTime() ?? Infinity) });
  else judged.delete(phaseId);
  return watched;
}

/** What it comes to, and the next moment that changes it by itself: the end of a soak. */
async function judge(phaseId: string): Promise<{ watched: Watched; next: Date | null }> {
  const [phase, gate] = [await getPhase(phaseId), await readGate(phaseId)];
  // What cannot be looked at keeps no other criterion from being judged.
  const drift = gate.exit.drift
    ? await keepDrift(phaseId).catch((error: unknown) => {
      log('warn', 'gate.drift', { phaseId, message: messageOf(error) });
      return null;
    })
    : null;
  // Most gates have nothing to be looked for, and most looks come to nothing: neither locks anything.
  const drifted = gate.exit.drift !== null && (drift?.people ?? 0) > mostPassing(gate.exit.drift, phase.peopleCount);
  if (!drifted && !isWatched(gate)) return { watched: null, next: null };
  const seen = await lookAt(phase, db());
  if (!seen.comes) return { watched: null, next: nextOf(seen.exit) };
  const watched = await inTransaction(async (tx): Promise<Watched> => {
    const phase = await lockPhase(tx, phaseId);
    const { comes, exit, says } = await lookAt(phase, tx);
    if (!comes || !exit) return null;
    if (comes === 'hold') await holdDecided(tx, phase, exit, { by: null, says });
    if (comes === 'pass') await passDecided(tx, phase, exit, { by: null, says });
    if (comes === 'soak') await beginSoak(tx, phase, exit, says);
    return comes;
  });
  return { watched, next: null };
}

type Look = { comes: Watched; exit: ExitGate | null; says: string };

async function lookAt(phase: PhaseInRollout, tx: Db): Promise<Look> {
  const underWay = phase.rolloutState === 'active' && (phase.state === 'running' || phase.state === 'verifying' || phase.state === 'soaking');
  const exit = underWay ? await readExit(phase, tx) : null;
  const nothing: Look = { comes: null, exit, says: '' };
  if (!exit) return nothing;
  const resumed = await findLastDecision(phase.id, ['resume'], tx);
  const breaches = breachesOf(exit.lines, letPassOf(resumed?.evidence ?? []));
  if (breaches.length > 0) return { comes: 'hold', exit, says: `It held by itself. ${breaches.map(({ asks, says }) => `${asks}: ${says}.`).join(' ')}` };
  if (phase.state === 'running' || !exit.values.settled) return nothing;
  if (exit.gate.advance === 'byItself' && mayPass(exit)) return { comes: 'pass', exit, says: 'It passed by itself: every criterion is met.' };
  const soaks = exit.gate.exit.soakDays > 0 || exit.gate.exit.soakOver !== null;
  if (phase.state === 'verifying' && soaks && exit.values.verification) return { comes: 'soak', exit, says: soakWords(exit, resumed) };
  return nothing;
}

/** From when a soak counts, and what is beyond a limit all the same, since an admin let it pass. */
function soakWords({ lines, run }: ExitGate, resumed: GateDecision | null): string {
  const letPass = lines.filter(({ standing, value, most }) => standing === 'broken' && value !== null && most !== null).map(({ asks, says }) => `${asks}: ${says}.`);
  const from = resumed && run.settledAt && resumed.decidedAt > run.settledAt ? 'since the phase was let go on' : 'from the last delivery';
  return `The run has settled and was read back; the soak counts ${from}.${letPass.length > 0 ? ` ${resumed?.decidedByName ?? 'An admin'} let this pass, and it keeps the gate shut: ${letPass.join(' ')}` : ''}`;
}

/** When time alone makes something of a gate: the end of its soak. Approvals grow late by themselves too, within the minutes between two looks. */
function nextOf(exit: ExitGate | null): Date | null {
  if (!exit?.values.soakFrom) return null;
  const end = soakEnd(exit.gate.exit, exit.values.soakFrom, exit.values.calendar);
  return end > exit.values.now ? end : null;
}

async function beginSoak(tx: Db, phase: PhaseInRollout, { run, lines }: ExitGate, says: string): Promise<void> {
  await insertDecision(tx, { phaseId: phase.id, kind: 'soak', fromState: 'verifying', toState: 'soaking', by: null, says, evidence: lines });
  await stepPhase(tx, phase.id, 'verifying', 'soaking');
  await touchRollout(tx, phase.rolloutId);
  await recordAudit(tx, [{ ...aboutPhase(null, phase), action: 'phase.soak', runId: run.id, before: { state: 'verifying' }, after: { state: 'soaking' } }]);
}

async function keepDrift(phaseId: string): Promise<{ people: number | null }> {
  const last = await findDrift(phaseId);
  return last && (await databaseNow()).getTime() - last.lookedAt.getTime() <= DRIFT_EVERY_MS ? last : lookForDrift(phaseId);
}

/** True where a gate asks for what its run, its readings or notes can break, or does something by itself. */
function isWatched({ exit, advance }: GateSettings): boolean {
  const { missing, failures, differences, blockingNotes, notes, lateApprovals, soakDays, soakOver } = exit;
  return advance === 'byItself' || soakDays > 0 || [missing, failures, differences, blockingNotes, notes, lateApprovals, soakOver].some(Boolean);
}
