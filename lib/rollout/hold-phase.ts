import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { assertNotStopped } from '@/lib/db/emergency-stops';
import { findLastDecision, insertDecision } from '@/lib/db/gates';
import { hastenJob } from '@/lib/db/jobs';
import { lockPhase, stepPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { touchRollout } from '@/lib/db/rollouts';
import { holdRun, releaseRun } from '@/lib/db/run-control';
import { findJobOfRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import { aboutPhase } from './edit-rollout';
import { assertSeen } from './finish-phase';
import type { InSpite } from './gate';
import { assertSignedNothing } from './own-work';
import type { PhaseState } from './phase';
import { readExit } from './read-exit';
import type { ExitGate } from './read-exit';
import type { Admin } from './rollout';

/** From where a phase is held, and whereto it goes on. */
const HOLDABLE: readonly PhaseState[] = ['running', 'verifying', 'soaking'];

/**
 * Holds a phase: its run sends nothing more, and it does not pass, until an admin lets it go on.
 * @throws AppError `notFound`; `conflict` where it is not under way
 */
export async function holdPhase(admin: Admin, phaseId: string, reason: string): Promise<void> {
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    const exit = await readExit(phase, tx);
    if (!exit || !HOLDABLE.includes(phase.state)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” is not under way, so there is nothing to hold.` });
    await holdDecided(tx, phase, exit, { by: admin, says: `${admin.name} held it: ${reason}`, reason });
  });
}

/** Holds a phase that is locked, in somebody's name or, with `by` null, by itself. */
export async function holdDecided(tx: Db, phase: PhaseInRollout, exit: ExitGate, { by, says, reason }: { by: Admin | null; says: string; reason?: string }): Promise<void> {
  await insertDecision(tx, { phaseId: phase.id, kind: 'hold', fromState: phase.state, toState: 'held', by, says, evidence: exit.lines, ...(reason ? { reason } : {}) });
  await stepPhase(tx, phase.id, phase.state, 'held');
  // What something else holds already stays held by that.
  const run = exit.run.state === 'running' && (await holdRun(tx, exit.run.id, { hold: 'gate', says, byName: by?.name ?? null }));
  await touchRollout(tx, phase.rolloutId);
  await recordAudit(tx, [{ ...aboutPhase(by, phase), action: 'phase.hold', runId: exit.run.id, before: { state: phase.state }, after: { state: 'held', ...(run ? { run: 'gate' } : {}) }, detail: { criteria: exit.lines.filter(({ standing }) => standing === 'broken').map(({ asks, says: now }) => ({ asks, now })) }, ...(reason ? { reason } : {}) }]);
}

/**
 * Lets a held phase go on where it was, with what is beyond its limits seen and let pass: they count from here. A soak
 * begins anew.
 * @throws AppError `notFound`; `forbidden` for who signed a part of it; `conflict` where it is not held, something broke that was not seen, or everything is stopped
 */
export async function resumePhase(admin: Admin, phaseId: string, { reason, seen }: InSpite): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    await assertNotStopped(tx);
    const phase = await lockPhase(tx, phaseId);
    await assertSignedNothing(tx, admin, phase.id, 'lets it go on');
    const [exit, held] = [await readExit(phase, tx), await findLastDecision(phase.id, ['hold'], tx)];
    if (phase.state !== 'held' || !exit || !held) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” is not held any more. Reload the page.` });
    assertSeen(phase, exit.lines, seen);
    const to = exit.run.state === 'running' ? 'running' : held.fromState === 'soaking' ? 'soaking' : 'verifying';
    await insertDecision(tx, { phaseId: phase.id, kind: 'resume', fromState: 'held', toState: to, by: admin, says: `${admin.name} let it go on: ${reason}`, reason, evidence: exit.lines });
    await stepPhase(tx, phase.id, 'held', to);
    await releaseRun(tx, exit.run.id, 'gate', {});
    const job = exit.run.state === 'running' ? await findJobOfRun(exit.run.id, tx) : null;
    if (job) await hastenJob(tx, job.id);
    await touchRollout(tx, phase.rolloutId);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'phase.resume', runId: exit.run.id, before: { state: 'held' }, after: { state: to }, reason }]);
    return job?.id ?? null;
  });
  if (jobId) await wakeJob(jobId);
}
