import 'server-only';
import { copyTokenCacheForJob, deleteTokenCache } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { hastenJob, insertJob, lockJob, reviveJob, stopJob } from '@/lib/db/jobs';
import { lockPhase, stepPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { countReversalActions, countReversalItems, failLateReversals, findReversal, getReversal, listReversalPolicies, requeueFailedReversal, startReversalRow, stepReversal } from '@/lib/db/reversals';
import type { Reversal } from '@/lib/db/reversals';
import { touchRollout } from '@/lib/db/rollouts';
import { getRun, stepRun } from '@/lib/db/runs';
import { findVerification } from '@/lib/db/verifications';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import { aboutPhase } from './edit-rollout';
import { finishRolloutWithLastPhase } from './finish-phase';
import { assertSignedNothing } from './own-work';
import { pauseWork, resumeWork } from './pause-work';
import { canStep } from './phase';
import { NOT_REMOVED, OPEN_ITEM_STATES } from './reversal';
import type { Admin } from './rollout';
import { loadNeededAgreements } from './signed-reversal';

/** What a job that takes back a run is called. */
export const REVERSE_JOB = 'reverse';

/**
 * Starts the reversal of that hash: what was rehearsed, and nothing else. The calendar's windows are for giving; taking back
 * does not wait for them.
 * @throws AppError `notFound`; `forbidden` for who signed a part of the phase; `conflict` when it is not the newest, does
 * nothing, has started, makes another choice than was signed and not agreed to, or the phase cannot be reversed from where it is; `signedOut` when the session's tokens are gone
 */
export async function startReversal(admin: Admin, reversalId: string, hash: string): Promise<{ jobId: string }> {
  const { runId } = await getReversal(reversalId);
  const run = await getRun(runId);
  const jobId = await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    await assertSignedNothing(tx, admin, phase.id, 'takes it back');
    const newest = await findReversal(run.id, tx);
    if (newest?.id !== reversalId || newest.hash !== hash) throw new AppError('conflict', `${hash} is not the newest reversal of run ${run.id}`, { say: 'The reversal was rehearsed again since. Look at the newest, then start.' });
    const lacking = (await loadNeededAgreements(newest, tx)).filter(({ agreed }) => !agreed);
    const refused = lacking.find((each) => each.refused);
    if (refused?.refused) throw new AppError('conflict', `reversal ${reversalId} was refused for ${refused.originId}`, { say: `${refused.refused.agreedByName} refused this for “${refused.name}”, so what was signed holds. Rehearse the reversal as it was signed.` });
    const missing = lacking.map(({ name }) => `“${name}”`);
    if (missing.length > 0) throw new AppError('conflict', `reversal ${reversalId} is otherwise than was signed`, { say: `The owner of ${missing.join(', ')} signed another choice. They, or a second admin with a reason, agree to this one first.` });
    const counts = await countReversalItems(reversalId, tx);
    const policies = (await listReversalPolicies(reversalId, tx)).length;
    const cleared = (await countReversalActions(reversalId, tx)).find(({ action }) => action === 'clear')?.count ?? 0;
    if (counts.queued + policies === 0) throw new AppError('conflict', `reversal ${reversalId} does nothing`, { say: 'This reversal would take back nothing, so there is nothing to start.' });
    if (!canStep(phase.state, 'reversing')) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” cannot be taken back from where it is.` });
    await stepPhase(tx, phase.id, phase.state, 'reversing');
    const current = await getRun(run.id, tx);
    if (current.state === 'running') throw new AppError('conflict', `run ${run.id} is running`, { say: 'The run is still sending. Stop it, or wait until it has settled; then take it back.' });
    if (current.state === 'settled') await stepRun(tx, run.id, 'settled', 'finished');
    await endVerification(tx, run.id);
    const id = await insertJob(tx, { kind: REVERSE_JOB, runId: null, actsAs: admin.personId, actsAsName: admin.name, tokenCacheId: await copyTokenCacheForJob(tx, admin.tokenCacheId) });
    if (!(await startReversalRow(tx, reversalId, hash, { startedBy: admin.personId, startedByName: admin.name, jobId: id }))) throw new AppError('conflict', `reversal ${reversalId} has started`, { say: 'It has been started already.' });
    await touchRollout(tx, phase.rolloutId);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'reversal.start', runId: run.id, before: { state: phase.state }, after: { state: 'reversing', reversal: newest.number, hash, choice: newest.choice, people: counts.queued - cleared, left: counts.left, cleared, policies } }]);
    return id;
  });
  await wakeJob(jobId);
  return { jobId };
}

/** What is taken back is not held against what was signed any more. */
async function endVerification(tx: Db, runId: string): Promise<void> {
  const verification = await findVerification(runId, tx);
  if (!verification || verification.jobState === 'done' || verification.jobState === 'stopped') return;
  const { tokenCacheId } = await lockJob(tx, verification.jobId);
  await stopJob(tx, verification.jobId);
  if (tokenCacheId) await deleteTokenCache(tx, tokenCacheId);
}

/**
 * Tries what failed again, or lets a reversal that waits for a sign-in or role go on, in the name of whoever asks.
 * @throws AppError `notFound`; `forbidden` for who signed a part of the phase; `conflict` when there is nothing to go on with
 */
export async function goOnReversing(admin: Admin, reversalId: string): Promise<void> {
  const { runId } = await getReversal(reversalId);
  const run = await getRun(runId);
  const jobId = await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    await assertSignedNothing(tx, admin, phase.id, 'goes on with it');
    const reversal = await getReversal(reversalId, tx);
    if (!reversal.jobId || reversal.state === 'rehearsed' || phase.state !== 'reversing') throw new AppError('conflict', `reversal ${reversalId} is not under way`, { say: 'This reversal is not under way.' });
    const again = await requeueFailedReversal(tx, reversalId);
    const job = await lockJob(tx, reversal.jobId);
    if (again === 0 && job.state !== 'signInNeeded' && job.state !== 'roleNeeded') throw new AppError('conflict', `nothing failed in reversal ${reversalId}`, { say: 'Nothing has failed any more. Reload the page.' });
    if (reversal.state === 'settled') await stepReversal(tx, reversalId, 'settled', 'running');
    if (job.state === 'waiting') await hastenJob(tx, job.id);
    else {
      await reviveJob(tx, job.id, { actsAs: admin.personId, actsAsName: admin.name, tokenCacheId: await copyTokenCacheForJob(tx, admin.tokenCacheId) });
      if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
    }
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'reversal.retry', runId: run.id, before: { job: job.state }, after: { again } }]);
    return job.id;
  });
  await wakeJob(jobId);
}

/**
 * Lets a reversal ask for nothing more until somebody lets it go on; what was asked for before is still read back.
 * @throws AppError `notFound`; `conflict` where it does not run, or something holds it already
 */
export async function pauseReversal(admin: Admin, reversalId: string, reason = ''): Promise<void> {
  const { runId } = await getReversal(reversalId);
  const run = await getRun(runId);
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    await pauseWork(tx, 'reversal', reversalId, admin, reason);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'reversal.pause', runId: run.id, ...(reason ? { reason } : {}) }]);
  });
}

/**
 * Lets a held reversal go on.
 * @throws AppError `notFound`; `conflict` where nothing holds it, or everything is stopped
 */
export async function resumeReversal(admin: Admin, reversalId: string, reason = ''): Promise<void> {
  const { runId } = await getReversal(reversalId);
  const run = await getRun(runId);
  const jobId = await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    await resumeWork(tx, 'reversal', reversalId);
    const { jobId: id } = await getReversal(reversalId, tx);
    if (id) await hastenJob(tx, id);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'reversal.resume', runId: run.id, ...(reason ? { reason } : {}) }]);
    return id;
  });
  if (jobId) await wakeJob(jobId);
}

/**
 * Looks no longer for removals that Microsoft Entra has not carried out in its time: they count as failed, and can be tried
 * again.
 * @throws AppError `notFound`; `conflict` where none is late
 */
export async function stopLookingForRemovals(admin: Admin, reversalId: string): Promise<void> {
  const { runId } = await getReversal(reversalId);
  const run = await getRun(runId);
  const jobId = await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    const failed = await failLateReversals(tx, reversalId, NOT_REMOVED);
    if (failed === 0) throw new AppError('conflict', `nothing of reversal ${reversalId} is late`, { say: 'No removal is late any more. Reload the page.' });
    const { jobId: id } = await getReversal(reversalId, tx);
    if (id) await hastenJob(tx, id);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'reversal.stopLooking', runId: run.id, after: { failed } }]);
    return id;
  });
  if (jobId) await wakeJob(jobId);
}

/**
 * Settles a reversal of which nothing is open: the job ends and its tokens with it; the phase is reversed where nothing failed.
 * @returns false when something is open again
 */
export async function settleReversal(tx: Db, reversal: Reversal, phase: PhaseInRollout): Promise<boolean> {
  const [counts, policies] = [await countReversalItems(reversal.id, tx), await listReversalPolicies(reversal.id, tx)];
  const open = OPEN_ITEM_STATES.some((state) => counts[state] > 0) || policies.some(({ state }) => OPEN_ITEM_STATES.includes(state));
  if (open || !(await stepReversal(tx, reversal.id, 'running', 'settled'))) return false;
  const failed = counts.failed + policies.filter(({ state }) => state === 'failed').length;
  if (failed === 0 && phase.state === 'reversing') await stepPhase(tx, phase.id, 'reversing', 'reversed');
  const rolloutFinished = await finishRolloutWithLastPhase(tx, phase.rolloutId);
  await recordAudit(tx, [{ action: 'reversal.settle', outcome: 'done', actor: null, objectType: 'phase', objectId: phase.id, objectName: `${phase.rolloutName}, ${phase.name}`, rolloutId: phase.rolloutId, phaseId: phase.id, runId: reversal.runId, before: { state: 'reversing' }, after: { state: failed === 0 ? 'reversed' : 'reversing', done: counts.done, left: counts.left, failed, ...(rolloutFinished ? { rollout: 'finished' } : {}) } }]);
  return true;
}

/**
 * Ends a reversal that has settled with failures; what failed stays as it is.
 * @throws AppError `notFound`; `conflict` while something is open
 */
export async function finishReversal(admin: Admin, reversalId: string): Promise<void> {
  const { runId } = await getReversal(reversalId);
  const run = await getRun(runId);
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    const reversal = await getReversal(reversalId, tx);
    if (reversal.state !== 'settled' || phase.state !== 'reversing') throw new AppError('conflict', `reversal ${reversalId} is ${reversal.state}`, { say: 'Something is still being taken back. Finish when nothing is open.' });
    await stepPhase(tx, phase.id, 'reversing', 'reversed');
    const rolloutFinished = await finishRolloutWithLastPhase(tx, phase.rolloutId);
    const { done, left, failed } = await countReversalItems(reversalId, tx);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'reversal.finish', runId: run.id, before: { state: 'reversing' }, after: { state: 'reversed', done, left, failed, ...(rolloutFinished ? { rollout: 'finished' } : {}) } }]);
  });
}
