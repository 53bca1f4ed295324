import 'server-only';
import { copyTokenCacheForJob } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { findStopInForce, giveStopItsJob, insertStop, liftStop } from '@/lib/db/emergency-stops';
import { insertJob } from '@/lib/db/jobs';
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
    const { id, runs } = await insertStop(tx, admin, reason);
    const tokenCacheId = await copyTokenCacheForJob(tx, admin.tokenCacheId);
    const job = await insertJob(tx, { kind: CANCEL_JOB, runId: null, actsAs: admin.personId, actsAsName: admin.name, tokenCacheId });
    await giveStopItsJob(tx, id, job);
    await recordAudit(tx, [{ ...about(admin, id), action: 'stop.press', after: { runs }, reason }]);
    return { stopId: id, jobId: job };
  });
  await wakeJob(jobId);
  return { stopId };
}

/**
 * Lifts it. The runs it held stay held: each goes on by an admin's word alone.
 * @throws AppError `conflict` where it is lifted already.
 */
export async function liftEmergencyStop(admin: Admin, stopId: string, reason: string): Promise<void> {
  await inTransaction(async (tx) => {
    if (!(await liftStop(tx, stopId, admin, reason))) throw new AppError('conflict', `stop ${stopId} is lifted`, { say: 'This was lifted before. Reload the page.' });
    await recordAudit(tx, [{ ...about(admin, stopId), action: 'stop.lift', reason }]);
  });
}
