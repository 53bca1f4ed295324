import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { listPhases, lockPhase, stepPhase } from '@/lib/db/phases';
import { touchRollout, updateRollout } from '@/lib/db/rollouts';
import { countItems } from '@/lib/db/run-items';
import { policyStates } from '@/lib/db/run-policies';
import { findRunOfPhase, stepRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import { aboutPhase } from './edit-rollout';
import { countGroups, isSettled } from './run';
import { countPolicies } from './run-policy';
import type { Admin } from './rollout';

/**
 * Finishes a phase whose run has settled; what failed is left as it is. The rollout is finished with its last phase.
 * @throws AppError `notFound`; `conflict` while items are open, or when the phase is not being verified.
 */
export async function finishPhase(admin: Admin, phaseId: string): Promise<{ rolloutFinished: boolean }> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    const runId = await findRunOfPhase(phase.id, tx);
    if (!runId || (phase.state !== 'running' && phase.state !== 'verifying')) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” is not under way.` });
    const [counts, policies] = [await countItems(runId, tx), countPolicies(await policyStates(runId, tx))];
    if (phase.state === 'running' || !isSettled(counts) || policies.open > 0) throw new AppError('conflict', `run ${runId} has open items`, { say: 'Some people are still on their way. Finish when everybody has arrived or failed.' });

    // No soak time is asked for yet, so the phase soaks for no time at all.
    await stepPhase(tx, phase.id, 'verifying', 'soaking');
    await stepPhase(tx, phase.id, 'soaking', 'passed');
    if (!(await stepRun(tx, runId, 'settled', 'finished'))) throw new AppError('conflict', `run ${runId} is not settled`);
    const rolloutFinished = await finishRolloutWithLastPhase(tx, phase.rolloutId);
    const { delivered, failed, skipped } = countGroups(counts);
    await recordAudit(tx, [
      { ...aboutPhase(admin, phase), action: 'phase.finish', runId, before: { state: 'verifying' }, after: { state: 'passed', delivered, failed, skipped, ...(policies.total > 0 ? { policies: { written: policies.written, failed: policies.failed } } : {}), ...(rolloutFinished ? { rollout: 'finished' } : {}) } },
    ]);
    return { rolloutFinished };
  });
}

/** Finishes a rollout of which no phase is left to be given or taken back, and says whether it did; a phase of it has just ended. */
export async function finishRolloutWithLastPhase(tx: Db, rolloutId: string): Promise<boolean> {
  const over = (await listPhases(rolloutId, tx)).every(({ state }) => state === 'passed' || state === 'reversed');
  if (over) await updateRollout(tx, rolloutId, { state: 'finished' });
  else await touchRollout(tx, rolloutId);
  return over;
}
