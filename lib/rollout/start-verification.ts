import 'server-only';
import { deleteTokenCache } from '@/lib/auth/graph-token';
import type { Db } from '@/lib/db/client';
import { hastenJob, insertJob, lockJob, reviveJob } from '@/lib/db/jobs';
import { findVerification, insertVerification, reopenVerification } from '@/lib/db/verifications';

/** What a job that verifies a run is called. */
export const VERIFY_JOB = 'verify';

/** Whose tokens a verification reads with: those the run's own job gives up. */
export type HandedOver = { actsAs: string; actsAsName: string; tokenCacheId: string };

/**
 * Verifies a run that has just settled, in the name and with the tokens of whoever it ran for: nobody has to be there. One
 * that settles again is read again, by the same job.
 */
export async function startVerification(tx: Db, runId: string, as: HandedOver): Promise<void> {
  const known = await findVerification(runId, tx);
  if (!known) {
    await insertVerification(tx, runId, await insertJob(tx, { kind: VERIFY_JOB, runId: null, ...as }));
    return;
  }
  await reopenVerification(tx, runId);
  const job = await lockJob(tx, known.jobId);
  if (job.state === 'waiting') {
    await deleteTokenCache(tx, as.tokenCacheId);
    await hastenJob(tx, job.id);
    return;
  }
  await reviveJob(tx, job.id, as);
  if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
}
