import 'server-only';
import { copyTokenCacheForJob, deleteTokenCache } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { lockJob, reviveJob } from '@/lib/db/jobs';
import { lockPhase } from '@/lib/db/phases';
import { findJobOfRun, getRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import { aboutPhase } from './edit-rollout';
import { assertSignedNothing } from './own-work';
import type { Admin } from './rollout';

/**
 * Lets a run that waits for a sign-in or a role go on in this admin's name, who may be the one it ran for before.
 * @throws AppError `notFound`; `forbidden` for who signed a part of it; `conflict` when it does not wait for anybody; `signedOut` when the session's tokens are gone.
 */
export async function takeOverJob(admin: Admin, runId: string): Promise<void> {
  const run = await getRun(runId);
  const found = await findJobOfRun(run.id);
  if (!found) throw new AppError('notFound', `run ${run.id} has no job`);
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    await assertSignedNothing(tx, admin, phase.id, 'takes the run over');
    const tokenCacheId = await copyTokenCacheForJob(tx, admin.tokenCacheId);
    const job = await lockJob(tx, found.id);
    if (job.state !== 'signInNeeded' && job.state !== 'roleNeeded') throw new AppError('conflict', `job ${job.id} is ${job.state}`, { say: 'The run waits for nobody any more. Reload the page.' });
    await reviveJob(tx, job.id, { actsAs: admin.personId, actsAsName: admin.name, tokenCacheId });
    if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'job.takeOver', runId: run.id, before: { job: job.state }, after: { job: 'waiting' } }]);
  });
  await wakeJob(found.id);
}
