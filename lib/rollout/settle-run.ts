import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { endJob, lockJob } from '@/lib/db/jobs';
import { lockPhase, stepPhase } from '@/lib/db/phases';
import { touchRollout } from '@/lib/db/rollouts';
import { countItems } from '@/lib/db/run-items';
import { policyStates } from '@/lib/db/run-policies';
import { stepRun } from '@/lib/db/runs';
import { countGroups, isSettled } from './run';
import type { Run } from './run';
import { countPolicies } from './run-policy';
import { startVerification } from './start-verification';

/**
 * Settles a run of which no item and no policy is open: the phase is verified next, by a job that goes on with the tokens of the run's.
 * @returns false when something is open again or the job is not the holder's any more; then nothing is changed.
 */
export async function settleRun(run: Run, job: { id: string; holder: string }): Promise<boolean> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    const counts = await countItems(run.id, tx);
    const policies = countPolicies(await policyStates(run.id, tx));
    if (!isSettled(counts) || policies.open > 0) return false;
    const { tokenCacheId, actsAs, actsAsName } = await lockJob(tx, job.id);
    if (!(await endJob(tx, job.id, job.holder))) return false;
    if (tokenCacheId) await startVerification(tx, run.id, { tokenCacheId, actsAs, actsAsName });
    if (await stepRun(tx, run.id, 'running', 'settled')) {
      if (phase.state === 'running') await stepPhase(tx, phase.id, 'running', 'verifying');
      await touchRollout(tx, phase.rolloutId);
      const { delivered, failed, skipped } = countGroups(counts);
      await recordAudit(tx, [
        {
          action: 'run.settle', outcome: 'done', actor: null, objectType: 'phase', objectId: phase.id, objectName: `${phase.rolloutName}, ${phase.name}`, rolloutId: phase.rolloutId, phaseId: phase.id, runId: run.id,
          before: { state: 'running' }, after: { state: phase.state === 'running' ? 'verifying' : phase.state, delivered, failed, skipped, ...(policies.total > 0 ? { policies: { written: policies.written, failed: policies.failed } } : {}) },
        },
      ]);
    }
    return true;
  });
}
