import 'server-only';
import { copyTokenCacheForJob } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { assertNotStopped } from '@/lib/db/emergency-stops';
import { hastenJob, reviveJob } from '@/lib/db/jobs';
import { lockPhase, stepPhase } from '@/lib/db/phases';
import { touchRollout } from '@/lib/db/rollouts';
import { findEnd } from '@/lib/db/run-control';
import { requeueFailed } from '@/lib/db/run-items';
import { requeueFailedPolicies } from '@/lib/db/run-policies';
import { findJobOfRun, getRun, stepRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import { aboutPhase } from './edit-rollout';
import { assertSignedNothing } from './own-work';
import type { Admin } from './rollout';

/**
 * Sends the failed items of a run again, and tries its failed policies again, in the name of whoever asks for it. A run that had settled runs again.
 * @throws AppError `notFound`; `forbidden` for who signed a part of it; `conflict` when nothing failed, the run is finished, or the job waits for a sign-in or a
 * role; `signedOut` when the session's tokens are gone.
 */
export async function retryFailed(admin: Admin, runId: string): Promise<{ retried: number }> {
  const { phaseId } = await getRun(runId);
  const { retried, jobId } = await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    await assertSignedNothing(tx, admin, phase.id, 'sends it again');
    await assertNotStopped(tx);
    const run = await getRun(runId, tx);
    if (phase.state === 'held') throw new AppError('conflict', `phase ${phase.id} is held`, { say: `“${phase.name}” is held. Let it go on, then send again.` });
    if (await findEnd(runId, tx)) throw new AppError('conflict', `run ${run.id} was ended`, { say: 'This run was ended and sends nothing any more.' });
    if (run.state !== 'running' && run.state !== 'settled') throw new AppError('conflict', `run ${run.id} is ${run.state}`, { say: 'This run is finished and sends nothing any more.' });
    const job = await findJobOfRun(run.id, tx);
    if (!job) throw new AppError('internal', `run ${run.id} has no job`);
    if (job.state === 'signInNeeded' || job.state === 'roleNeeded') throw new AppError('conflict', `job ${job.id} is ${job.state}`, { say: 'The run waits for somebody to take it over. Do that first, then send again.' });

    const [items, policies] = [await requeueFailed(tx, run.id), await requeueFailedPolicies(tx, run.id)];
    const retried = items + policies;
    if (retried === 0) throw new AppError('conflict', `nothing failed in run ${run.id}`, { say: 'Nothing has failed any more. Reload the page.' });
    if (run.state === 'settled') {
      await stepRun(tx, run.id, 'settled', 'running');
      await stepPhase(tx, phase.id, phase.state, 'running');
    }
    // A job still at work goes on with the tokens it has; one that ended needs new ones.
    if (job.state === 'waiting') await hastenJob(tx, job.id);
    else await reviveJob(tx, job.id, { actsAs: admin.personId, actsAsName: admin.name, tokenCacheId: await copyTokenCacheForJob(tx, admin.tokenCacheId) });
    await touchRollout(tx, phase.rolloutId);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'run.retry', runId: run.id, before: { run: run.state }, after: { run: 'running', items, ...(policies > 0 ? { policies } : {}) } }]);
    return { retried, jobId: job.id };
  });
  await wakeJob(jobId);
  return { retried };
}
