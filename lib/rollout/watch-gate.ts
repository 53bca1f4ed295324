import 'server-only';
import { recordAudit } from '@/lib/audit';
import { databaseNow, db, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { findDrift } from '@/lib/db/gate-values';
import { findLastDecision, insertDecision, readGate } from '@/lib/db/gates';
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
import { readExit } from './read-exit';
import type { ExitGate } from './read-exit';
import { mostPassing } from './run-hold';

/** What a look at a gate comes to; null where everything stays as it is. */
export type Watched = 'hold' | 'soak' | 'pass' | null;

/** A cohort is held against the mirror this often; milliseconds. */
const DRIFT_EVERY_MS = 5 * 60_000;

/**
 * Looks at the gate of a phase under way: holds it where a criterion breaks, lets it soak once it has settled and was read
 * back, and lets it pass where its gate does so by itself. Needs nobody's tokens, and may be done by several at once.
 */
export async function watchGate(phaseId: string): Promise<Watched> {
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
  if (!drifted && !isWatched(gate)) return null;
  if (!(await lookAt(phase, db()))) return null;
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    const look = await lookAt(phase, tx);
    if (!look) return null;
    const { comes, exit, says } = look;
    if (comes === 'hold') await holdDecided(tx, phase, exit, { by: null, says });
    if (comes === 'pass') await passDecided(tx, phase, exit, { by: null, says });
    if (comes === 'soak') await beginSoak(tx, phase, exit, says);
    return comes;
  });
}

type Look = { comes: Exclude<Watched, null>; exit: ExitGate; says: string };

async function lookAt(phase: PhaseInRollout, tx: Db): Promise<Look | null> {
  if (phase.rolloutState !== 'active' || (phase.state !== 'running' && phase.state !== 'verifying' && phase.state !== 'soaking')) return null;
  const exit = await readExit(phase, tx);
  if (!exit) return null;
  const resumed = await findLastDecision(phase.id, ['resume'], tx);
  const breaches = breachesOf(exit.lines, letPassOf(resumed?.evidence ?? []));
  if (breaches.length > 0) return { comes: 'hold', exit, says: `It held by itself. ${breaches.map(({ asks, says }) => `${asks}: ${says}.`).join(' ')}` };
  if (phase.state === 'running' || !exit.values.settled) return null;
  if (exit.gate.advance === 'byItself' && mayPass(exit)) return { comes: 'pass', exit, says: 'It passed by itself: every criterion is met.' };
  const soaks = exit.gate.exit.soakDays > 0 || exit.gate.exit.soakOver !== null;
  if (phase.state === 'verifying' && soaks && exit.values.verification) return { comes: 'soak', exit, says: 'The run has settled and was read back; the soak counts from the last delivery.' };
  return null;
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
