import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { assertNotStopped } from '@/lib/db/emergency-stops';
import { hastenJob } from '@/lib/db/jobs';
import { lockPhase } from '@/lib/db/phases';
import { endRun, findHold, holdRun, releaseRun } from '@/lib/db/run-control';
import type { Seen } from '@/lib/db/run-control';
import { countTroubles, skipQueued } from '@/lib/db/run-items';
import { endQueuedPolicies } from '@/lib/db/run-policies';
import { findJobOfRun, getRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import { aboutPhase } from './edit-rollout';
import { assertSignedNothing } from './own-work';
import { pausedWords } from './pause-work';
import type { Admin } from './rollout';
import { EXCUSED, failureOf, SHRINKING } from './run-failures';
import type { HeldRun } from './run-hold';

/**
 * Lets a run send nothing more until somebody lets it go on; what was sent is still read back. Whoever works it off, in
 * whichever process, sees it within a second or two.
 * @throws AppError `notFound`; `conflict` where it does not run, or something holds it already.
 */
export async function pauseRun(admin: Admin, runId: string, reason: string): Promise<void> {
  const { phaseId } = await getRun(runId);
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    if (!(await holdRun(tx, runId, { hold: 'paused', says: pausedWords(admin.name, reason), byName: admin.name }))) throw new AppError('conflict', `run ${runId} is held or does not run`, { say: 'This run sends nothing right now. Reload the page to see why.' });
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'run.pause', runId, before: { run: 'running' }, after: { run: 'paused' }, ...(reason ? { reason } : {}) }]);
  });
}

/**
 * Lets a held run go on, with what held it seen and let pass: its brakes count from here.
 * @throws AppError `notFound`; `forbidden` for who signed a part of it, or started what a second admin has to agree to; `conflict`
 * where nothing holds it, or everything is stopped.
 */
export async function resumeRun(admin: Admin, runId: string, reason = ''): Promise<void> {
  const { phaseId } = await getRun(runId);
  const job = await findJobOfRun(runId);
  await inTransaction(async (tx) => {
    await assertNotStopped(tx);
    const phase = await lockPhase(tx, phaseId);
    await assertSignedNothing(tx, admin, phase.id, 'lets it go on');
    const [run, held] = [await getRun(runId, tx), await findHold(runId, tx)];
    if (!held) throw new AppError('conflict', `run ${runId} is not held`, { say: 'Nothing holds this run any more. Reload the page.' });
    if (phase.state === 'held') throw new AppError('conflict', `phase ${phase.id} is held`, { say: `“${phase.name}” is held with its run. Let the phase go on first.` });
    if (held.hold === 'secondAdmin' && admin.personId === run.startedBy) throw new AppError('forbidden', `${admin.personId} started run ${runId} and cannot agree to it`, { say: 'You started this run, so another admin has to agree.' });
    const { failed, shrunk } = await countTroubles(runId, EXCUSED, SHRINKING, tx);
    await releaseRun(tx, runId, held.hold, seenWith(held, failed, shrunk));
    if (job) await hastenJob(tx, job.id);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'run.resume', runId, before: { run: held.hold }, after: { run: 'running' }, ...(reason ? { reason } : {}) }]);
  });
  if (job) await wakeJob(job.id);
}

function seenWith({ hold }: HeldRun, failures: number, shrunk: number): Seen {
  return hold === 'brake' ? { failures, removals: true } : hold === 'shrunk' ? { shrunk } : {};
}

/**
 * Ends a run: what was not sent by now never is. What was sent is still read back, and the phase verified.
 * @throws AppError `notFound`; `conflict` where it does not run, or was ended before.
 */
export async function endRunEarly(admin: Admin, runId: string, reason: string): Promise<{ leftOut: number }> {
  const { phaseId } = await getRun(runId);
  const job = await findJobOfRun(runId);
  const leftOut = await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    const held = await findHold(runId, tx);
    if (!(await endRun(tx, runId, admin, reason))) throw new AppError('conflict', `run ${runId} does not run`, { say: 'This run is over already. Reload the page.' });
    const [items, policies] = [await skipQueued(tx, runId, failureOf('runEnded')), await endQueuedPolicies(tx, runId)];
    if (job) await hastenJob(tx, job.id);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'run.end', runId, before: { run: held?.hold ?? 'running' }, after: { run: 'ended', leftOut: items, ...(policies > 0 ? { policies } : {}) }, reason }]);
    return items + policies;
  });
  if (job) await wakeJob(job.id);
  return { leftOut };
}
