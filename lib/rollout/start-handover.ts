import 'server-only';
import { copyTokenCacheForJob, deleteTokenCache } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { assertNotStopped } from '@/lib/db/emergency-stops';
import { giveBackFailed, leaveNotSetOut, requeueFailedHandover } from '@/lib/db/handover-sends';
import { countHandoverItems, endHandoverRow, findHandover, isChosenOtherwise, startHandoverRow, stepHandover } from '@/lib/db/handovers';
import type { Handover } from '@/lib/db/handovers';
import { hastenJob, insertJob, lockJob, reviveJob } from '@/lib/db/jobs';
import { listPhases } from '@/lib/db/phases';
import { lockRollout, touchRollout } from '@/lib/db/rollouts';
import { AppError } from '@/lib/errors';
import { wakeJob } from '@/lib/jobs/queue';
import { aboutRollout } from './edit-rollout';
import { LEFT, OPEN_HANDOVER_STATES } from './handover-item';
import { assertSignedNothing } from './own-work';
import { pauseWork, resumeWork } from './pause-work';
import type { Admin } from './rollout';

/** What a job that moves people to the policy they shall live under is called. */
export const HANDOVER_JOB = 'handover';

/**
 * Starts the handover of that hash: what was rehearsed, and nothing else.
 * @throws AppError `notFound`; `forbidden` for who signed a part of the rollout; `conflict` when it is not the newest, moves nobody, has started, something else was chosen since,
 * a phase is being sent, held or taken back, or everything is stopped;
 * `signedOut` when the session's tokens are gone
 */
export async function startHandover(admin: Admin, rolloutId: string, hash: string): Promise<{ jobId: string }> {
  const jobId = await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    await assertNotStopped(tx);
    await assertMayHandOver(tx, admin, rolloutId);
    const newest = await findHandover(rolloutId, tx);
    if (newest?.hash !== hash) throw new AppError('conflict', `${hash} is not the newest handover of ${rolloutId}`, { say: 'The handover was rehearsed again since. Look at the newest, then start.' });
    const all = await countHandoverItems(newest.id, tx);
    if (newest.state === 'rehearsed' && all.queued === 0) throw new AppError('conflict', `handover ${newest.id} moves nobody`, { say: 'This handover would move nobody, so there is nothing to start.' });
    await assertChosenSo(tx, newest);
    const id = await insertJob(tx, { kind: HANDOVER_JOB, runId: null, actsAs: admin.personId, actsAsName: admin.name, tokenCacheId: await copyTokenCacheForJob(tx, admin.tokenCacheId) });
    if (!(await startHandoverRow(tx, newest.id, hash, { personId: admin.personId, name: admin.name, jobId: id }))) throw new AppError('conflict', `handover ${newest.id} has started`, { say: 'It has been started already.' });
    await touchRollout(tx, rolloutId);
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'handover.start', after: { handover: newest.number, hash, way: newest.way, back: newest.back, moves: all.queued, left: all.left } }]);
    return id;
  });
  await wakeJob(jobId);
  return { jobId };
}

/**
 * Tries again what failed, or lets a handover that waits for a sign-in or role go on, in the name of whoever asks.
 * @throws AppError `notFound`; `forbidden` for who signed a part of the rollout; `conflict` when there is nothing to go on with, something else was chosen since,
 * a phase is being sent, held or taken back, or everything is stopped
 */
export async function goOnHandingOver(admin: Admin, rolloutId: string): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    await assertNotStopped(tx);
    await assertMayHandOver(tx, admin, rolloutId);
    const handover = await findHandover(rolloutId, tx);
    if (!handover?.jobId) throw new AppError('conflict', `rollout ${rolloutId} has no handover under way`, { say: 'This handover has not been started.' });
    await assertChosenSo(tx, handover);
    const again = await requeueFailedHandover(tx, handover.id);
    const job = await lockJob(tx, handover.jobId);
    if (again === 0 && job.state !== 'signInNeeded' && job.state !== 'roleNeeded') throw new AppError('conflict', `nothing failed in handover ${handover.id}`, { say: 'Nothing has failed any more. Reload the page.' });
    await wakeAgain(tx, handover, job.id, admin);
    await touchRollout(tx, rolloutId);
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'handover.retry', before: { job: job.state }, after: { again } }]);
    return job.id;
  });
  await wakeJob(jobId);
}

/**
 * Gives those back the policy and end they had whom a bridge could not bring under the other policy; the small package keeps
 * their access until they have it.
 * @throws AppError `notFound`; `forbidden` for who signed a part of the rollout; `conflict` where nobody can go back,
 * a phase is being sent, held or taken back, or everything is stopped
 */
export async function giveBackBetween(admin: Admin, rolloutId: string): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    await assertNotStopped(tx);
    await assertMayHandOver(tx, admin, rolloutId);
    const handover = await findHandover(rolloutId, tx);
    const again = handover?.jobId && !handover.back ? await giveBackFailed(tx, handover.id) : 0;
    if (!handover?.jobId || again === 0) throw new AppError('conflict', `nobody of ${rolloutId} can go back`, { say: 'Nobody between two policies can be given back the one they had. Reload the page.' });
    await wakeAgain(tx, handover, handover.jobId, admin);
    await touchRollout(tx, rolloutId);
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'handover.giveBack', after: { handover: handover.number, again } }]);
    return handover.jobId;
  });
  await wakeJob(jobId);
}

/** Has the job of a handover go on at once, in the name of whoever asks where it waits for somebody or has ended. */
async function wakeAgain(tx: Db, handover: Handover, jobId: string, admin: Admin): Promise<void> {
  const job = await lockJob(tx, jobId);
  if (handover.state === 'settled') await stepHandover(tx, handover.id, 'settled', 'running');
  if (job.state === 'waiting') await hastenJob(tx, job.id);
  else {
    await reviveJob(tx, job.id, { actsAs: admin.personId, actsAsName: admin.name, tokenCacheId: await copyTokenCacheForJob(tx, admin.tokenCacheId) });
    if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
  }
}

/**
 * Lets a handover ask for nothing more until somebody lets it go on; what was asked for before is still read back.
 * @throws AppError `notFound`; `conflict` where none runs, or something holds it already
 */
export async function pauseHandover(admin: Admin, rolloutId: string, reason = ''): Promise<void> {
  await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    const { id, number } = await getRunning(tx, rolloutId);
    await pauseWork(tx, 'handover', id, admin, reason);
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'handover.pause', after: { handover: number }, ...(reason ? { reason } : {}) }]);
  });
}

/**
 * Lets a held handover go on.
 * @throws AppError `notFound`; `forbidden` for who signed a part of the rollout; `conflict` where nothing holds it, or everything is stopped
 */
export async function resumeHandover(admin: Admin, rolloutId: string, reason = ''): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    await assertMayHandOver(tx, admin, rolloutId);
    const handover = await getRunning(tx, rolloutId);
    await resumeWork(tx, 'handover', handover.id);
    await hastenJob(tx, handover.jobId);
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'handover.resume', after: { handover: handover.number }, ...(reason ? { reason } : {}) }]);
    return handover.jobId;
  });
  await wakeJob(jobId);
}

/**
 * Ends a handover: whoever has not set out stays under the policy they have, and whoever has is seen to the end, so that
 * nobody stays between two policies.
 * @throws AppError `notFound`; `conflict` where none runs, or it was ended before
 */
export async function endHandover(admin: Admin, rolloutId: string, reason: string): Promise<{ leftOut: number }> {
  const { leftOut, jobId } = await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    const handover = await getRunning(tx, rolloutId);
    if (!(await endHandoverRow(tx, handover.id, admin.name, reason))) throw new AppError('conflict', `handover ${handover.id} was ended`, { say: 'This handover was ended before. Reload the page.' });
    const left = await leaveNotSetOut(tx, handover.id, LEFT.handoverEnded);
    await hastenJob(tx, handover.jobId);
    await touchRollout(tx, rolloutId);
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'handover.end', after: { handover: handover.number, leftOut: left }, reason }]);
    return { leftOut: left, jobId: handover.jobId };
  });
  await wakeJob(jobId);
  return { leftOut };
}

/** @throws AppError `conflict` where no handover of the rollout runs */
async function getRunning(tx: Db, rolloutId: string): Promise<Handover & { jobId: string }> {
  const handover = await findHandover(rolloutId, tx);
  if (handover?.state !== 'running' || !handover.jobId) throw new AppError('conflict', `no handover of ${rolloutId} runs`, { say: 'No handover is under way any more. Reload the page.' });
  return { ...handover, jobId: handover.jobId };
}

/** What is chosen for a package stands beside the button: nobody is moved to where it was chosen before. */
async function assertChosenSo(tx: Db, { id, back }: Handover): Promise<void> {
  if (back) return;
  if (await isChosenOtherwise(id, tx)) throw new AppError('conflict', `something else was chosen after handover ${id}`, { say: 'Something else was chosen since this was rehearsed. Rehearse again, then start.' });
}

/** Settles a handover of which nothing is open. @returns false when something is open again */
export async function settleHandover(tx: Db, { id, rolloutId, number }: Handover, rolloutName: string): Promise<boolean> {
  const all = await countHandoverItems(id, tx);
  if (OPEN_HANDOVER_STATES.some((state) => all[state] > 0) || !(await stepHandover(tx, id, 'running', 'settled'))) return false;
  await touchRollout(tx, rolloutId);
  await recordAudit(tx, [{ action: 'handover.settle', outcome: 'done', actor: null, objectType: 'rollout', objectId: rolloutId, objectName: rolloutName, rolloutId, after: { handover: number, moved: all.done, left: all.left, failed: all.failed } }]);
  return true;
}

/** Who signed what a rollout gives does not decide how long it is kept, and two jobs do not write the same assignments at once. */
async function assertMayHandOver(tx: Db, admin: Admin, rolloutId: string): Promise<void> {
  for (const phase of await listPhases(rolloutId, tx)) {
    await assertSignedNothing(tx, admin, phase.id, 'hands it over');
    if (phase.state === 'running' || phase.state === 'held' || phase.state === 'reversing') throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” is ${phase.state === 'running' ? 'being sent' : phase.state === 'held' ? 'held' : 'being taken back'}. Hand over once that is over.` });
  }
}
