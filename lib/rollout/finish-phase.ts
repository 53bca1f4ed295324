import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { insertDecision } from '@/lib/db/gates';
import { listPhases, lockPhase, stepPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { touchRollout, updateRollout } from '@/lib/db/rollouts';
import { stepRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import type { FieldLink } from '@/lib/errors';
import { aboutPhase } from './edit-rollout';
import { isGateOpen, shutWords, unseenIn } from './gate';
import type { GateLine, InSpite } from './gate';
import { readExit } from './read-exit';
import type { ExitGate } from './read-exit';
import { countGroups } from './run';
import type { Admin } from './rollout';

/**
 * Lets a phase pass whose run has settled and whose gate is open; what failed is left as it is. The rollout is finished
 * with its last phase.
 * @param inSpite why it passes although criteria are not met that were seen; only where the gate takes that. That the run has
 * settled is asked in any case.
 * @throws AppError `notFound`; `forbidden` for who started what passes by a second person; `conflict` while items are open,
 * when the phase is not being verified or soaking, or the gate is shut.
 */
export async function finishPhase(admin: Admin, phaseId: string, inSpite?: InSpite): Promise<{ rolloutFinished: boolean }> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    const exit = await readExit(phase, tx);
    if (phase.state === 'held') throw new AppError('conflict', `phase ${phase.id} is held`, { say: `“${phase.name}” is held. Let it go on, then finish it.` });
    if (!exit || (phase.state !== 'running' && phase.state !== 'verifying' && phase.state !== 'soaking')) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” is not under way.` });
    if (phase.state === 'running' || !exit.values.settled) throw new AppError('conflict', `run ${exit.run.id} has open items`, { say: 'Some people are still on their way. Finish when everybody has arrived or failed.' });
    if (exit.gate.advance === 'secondPerson' && admin.personId === exit.run.startedBy) throw new AppError('forbidden', `${admin.personId} started run ${exit.run.id} and cannot let its phase pass`, { say: `You started “${phase.name}”, so another admin lets it pass.` });
    const shut = shutWords(exit.lines);
    if (shut.length > 0 && !inSpite) throw new AppError('conflict', `the gate of phase ${phase.id} is shut`, { say: `“${phase.name}” does not pass yet. ${shut.join(' ')}`, ...wayOut(phase, exit) });
    if (shut.length > 0 && !exit.gate.mayOverride) throw new AppError('conflict', `the gate of phase ${phase.id} takes no override`, { say: `The gate of “${phase.name}” lets nobody go past it. ${shut.join(' ')}` });
    if (inSpite) assertSeen(phase, exit.lines, inSpite.seen);
    const says = shut.length > 0 ? `${admin.name} let it pass in spite of this: ${shut.join(' ')}` : `${admin.name} let it pass.`;
    return passDecided(tx, phase, exit, { by: admin, says, ...(shut.length > 0 && inSpite ? { override: inSpite.reason } : {}) });
  });
}

/** Where the people are moved whom a rollout still has under its pilot's policies. */
function wayOut({ rolloutId }: PhaseInRollout, { lines }: ExitGate): { link?: FieldLink } {
  return lines.some(({ key, standing }) => key === 'handedOver' && standing === 'open') ? { link: { label: 'Hand people over', href: `/rollouts/${rolloutId}/handover` } } : {};
}

/** What keeps a gate shut and was not seen so is not gone past. @throws AppError `conflict` with what came since */
export function assertSeen({ id, name }: PhaseInRollout, lines: readonly GateLine[], seen: string): void {
  const unseen = unseenIn(lines, seen);
  if (unseen.length > 0) throw new AppError('conflict', `the gate of phase ${id} is shut by what was not seen`, { say: `The gate of “${name}” has changed since you read it. New is this: ${shutWords(unseen).join(' ')} Read it, then decide again.` });
}

/** Lets a phase pass that is locked and settled, in somebody's name or, with `by` null, by itself. */
export async function passDecided(tx: Db, phase: PhaseInRollout, { gate, run, lines, delivery }: ExitGate, { by, says, override }: { by: Admin | null; says: string; override?: string }): Promise<{ rolloutFinished: boolean }> {
  await insertDecision(tx, { phaseId: phase.id, kind: override ? 'override' : 'advance', fromState: phase.state, toState: 'passed', by, says, evidence: lines, ...(override ? { reason: override } : {}), ...(gate.advance === 'secondPerson' ? { besides: run.startedBy } : {}) });
  // Where no soak is asked for it soaks for no time at all.
  if (phase.state === 'verifying') await stepPhase(tx, phase.id, 'verifying', 'soaking');
  await stepPhase(tx, phase.id, 'soaking', 'passed');
  if (!(await stepRun(tx, run.id, 'settled', 'finished'))) throw new AppError('conflict', `run ${run.id} is not settled`);
  const rolloutFinished = await finishRolloutWithLastPhase(tx, phase.rolloutId);
  const { delivered, failed, skipped } = countGroups(delivery.items);
  const { total, written, failed: notWritten } = delivery.policies;
  await recordAudit(tx, [
    { ...aboutPhase(by, phase), action: 'phase.finish', runId: run.id, before: { state: phase.state }, after: { state: 'passed', delivered, failed, skipped, ...(total > 0 ? { policies: { written, failed: notWritten } } : {}), ...(rolloutFinished ? { rollout: 'finished' } : {}) }, ...(override ? { reason: override, detail: { criteria: shutWords(lines) } } : {}) },
  ]);
  return { rolloutFinished };
}

/** True where nothing of its gate keeps a settled phase from passing. */
export function mayPass({ values, lines }: ExitGate): boolean {
  return values.settled && isGateOpen(lines);
}

/** Finishes a rollout of which no phase is left to be given or taken back, and says whether it did; a phase of it has just ended. */
export async function finishRolloutWithLastPhase(tx: Db, rolloutId: string): Promise<boolean> {
  const over = (await listPhases(rolloutId, tx)).every(({ state }) => state === 'passed' || state === 'reversed');
  if (over) await updateRollout(tx, rolloutId, { state: 'finished' });
  else await touchRollout(tx, rolloutId);
  return over;
}
