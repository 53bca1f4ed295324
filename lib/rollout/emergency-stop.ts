import 'server-only';
import { copyTokenCacheForJob, deleteTokenCache } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { findStopInForce, getStop, giveStopItsJob, insertStop, liftStop } from '@/lib/db/emergency-stops';
import { insertJob, lockJob, reviveJob, stopJob } from '@/lib/db/jobs';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import type { Admin } from './rollout';

/** What the job is called that cancels in Entra what can be cancelled. */
export const CANCEL_JOB = 'cancel';

function about({ personId, name, userPrincipalName }: Admin, stopId: string): Pick<AuditInput, 'outcome' | 'actor' | 'objectType' | 'objectId' | 'objectName'> {
  return { outcome: 'done', actor: { personId, name, userPrincipalName }, objectType: 'emergencyStop', objectId: stopId, objectName: 'Emergency stop' };
}

/**
 * Stops everything this portal does to the tenant, in every process of it: no run sends anything within seconds, and a job
 * begins to cancel in Entra what can be cancelled. It stays so until somebody lifts it.
 * @throws AppError `conflict` where it is in force already; `signedOut` when the session's tokens are gone.
 */
export async function stopEverything(admin: Admin, reason: string): Promise<{ stopId: string }> {
  const { stopId, jobId } = await inTransaction(async (tx) => {
    const before = await findStopInForce(tx);
    if (before) throw new AppError('conflict', `stop ${before.id} is in force`, { say: `${before.pressedByName} stopped everything before you.` });
    const { id, runs, reversals, handovers } = await insertStop(tx, admin, reason);
    const tokenCacheId = await copyTokenCacheForJob(tx, admin.tokenCacheId);
    const job = await insertJob(tx, { kind: CANCEL_JOB, runId: null, actsAs: admin.personId, actsAsName: admin.name, tokenCacheId });
    await giveStopItsJob(tx, id, job);
    await recordAudit(tx, [{ ...about(admin, id), action: 'stop.press', after: { runs, ...(reversals > 0 ? { reversals } : {}), ...(handovers > 0 ? { handovers } : {}) }, reason }]);
    return { stopId: id, jobId: job };
  });
  await wakeJob(jobId);
  return { stopId };
}

/**
 * Lets the cancelling of a stop, which waits for a sign-in or a role, go on in this admin's name.
 * @throws AppError `notFound`; `conflict` when it is lifted or waits for nobody; `signedOut` when the session's tokens are gone
 */
export async function goOnCancelling(admin: Admin, stopId: string): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    const stop = await getStop(stopId, tx);
    if (!stop.jobId) throw new AppError('notFound', `stop ${stopId} has no job`);
    const job = await lockJob(tx, stop.jobId);
    if (stop.liftedAt || (job.state !== 'signInNeeded' && job.state !== 'roleNeeded')) throw new AppError('conflict', `job ${job.id} is ${job.state}`, { say: 'The cancelling waits for nobody any more. Reload the page.' });
    await reviveJob(tx, job.id, { actsAs: admin.personId, actsAsName: admin.name, tokenCacheId: await copyTokenCacheForJob(tx, admin.tokenCacheId) });
    if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
    await recordAudit(tx, [{ ...about(admin, stopId), action: 'job.takeOver', before: { job: job.state }, after: { job: 'waiting' } }]);
    return job.id;
  });
  await wakeJob(jobId);
}

/**
 * Lifts it. The runs, reversals and handovers it held stay held: each goes on by an admin's word alone. Cancelling ends with it, and its tokens are
 * deleted: it would take back what a run asks for next.
 * @throws AppError `conflict` where it is lifted already.
 */
export async function liftEmergencyStop(admin: Admin, stopId: string, reason: string): Promise<void> {
  await inTransaction(async (tx) => {
    const { jobId } = await getStop(stopId, tx);
    if (jobId) await endJobOfStop(tx, jobId);
    if (!(await liftStop(tx, stopId, admin, reason))) throw new AppError('conflict', `stop ${stopId} is lifted`, { say: 'This was lifted before. Reload the page.' });
    await recordAudit(tx, [{ ...about(admin, stopId), action: 'stop.lift', reason }]);
  });
}

async function endJobOfStop(tx: Db, jobId: string): Promise<void> {
  const { state, tokenCacheId } = await lockJob(tx, jobId);
  if (state === 'done' || state === 'stopped') return;
  await stopJob(tx, jobId);
  if (tokenCacheId) await deleteTokenCache(tx, tokenCacheId);
}
