import 'server-only';
import { copyTokenCacheForJob } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { hastenJob } from '@/lib/db/jobs';
import { lockPhase } from '@/lib/db/phases';
import { getRun } from '@/lib/db/runs';
import { findVerification } from '@/lib/db/verifications';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import { aboutPhase } from './edit-rollout';
import { isTakenBack } from './phase';
import type { Admin } from './rollout';
import { startVerification } from './start-verification';

/**
 * Reads a run back at once: by the job that does so anyway, or anew in the name of whoever asks, where it was over or waits
 * for somebody. It only reads, so who signed may ask for it too.
 * @throws AppError `notFound`; `conflict` while the run has not settled, or once it is taken back; `signedOut` when the session's tokens are gone
 */
export async function verifyAgain(admin: Admin, runId: string): Promise<void> {
  const run = await getRun(runId);
  const jobId = await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    if (isTakenBack(phase.state)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: 'The run is taken back: it is not held against what was signed any more.' });
    const verification = await findVerification(run.id, tx);
    if (!verification) throw new AppError('conflict', `run ${run.id} has not settled`, { say: 'The run has not settled yet; it is read back once it has.' });
    if (verification.jobState === 'waiting') await hastenJob(tx, verification.jobId);
    else await startVerification(tx, run.id, { actsAs: admin.personId, actsAsName: admin.name, tokenCacheId: await copyTokenCacheForJob(tx, admin.tokenCacheId) });
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'run.verifyAgain', runId: run.id, after: { reading: verification.lastRead + 1 } }]);
    return verification.jobId;
  });
  await wakeJob(jobId);
}
