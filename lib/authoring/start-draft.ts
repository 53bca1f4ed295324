import 'server-only';
import type { Actor } from '@/lib/action';
import { recordAudit } from '@/lib/audit';
import { copyTokenCacheForJob, deleteTokenCache } from '@/lib/auth/graph-token';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { changeDraftSteps, countDraftSteps, dropOpenSteps, insertDraftSteps, listDraftSteps, listStandingKeys, requeueFailedSteps } from '@/lib/db/draft-steps';
import { deleteDraftChanges, holdDraft, listDraftChanges, lockDraft, stepDraft } from '@/lib/db/drafts';
import { assertNotStopped } from '@/lib/db/emergency-stops';
import { hastenJob, insertJob, lockJob, reviveJob, stopJob } from '@/lib/db/jobs';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { wakeJob } from '@/lib/jobs/queue';
import type { Draft } from './draft';
import { loadPutAside } from './draft-view';
import { aboutDraft } from './edit-draft';
import type { DraftPlan } from './plan-draft';
import { lookForLate, reviewDraft, reviewUndo } from './review-draft';
import type { SettledSteps } from './review-draft';

/** What a job that applies or undoes a draft is called. */
export const DRAFT_JOB = 'draft';

/** What it did can be taken back at any time but while it is at work: also where it was opened again or put aside. */
const UNDOABLE = ['applied', 'stopped', 'open', 'discarded'] as const;

const CHANGED = 'The draft or the tenant changed since you looked. Look at what it means now, then apply.';

function assertApplicable(plan: DraftPlan): void {
  const [problem, ...rest] = [...plan.problems, ...plan.conflicts];
  if (problem) throw new AppError('conflict', `${problem.key}: ${problem.words}`, { say: `${problem.name}: ${problem.words}${rest.length > 0 ? ` ${rest.length.toLocaleString('en-GB')} more cannot be applied so. Reload the page to see all.` : ''}` });
}

/**
 * Applies a draft as it was reviewed, by a job that goes on without anybody watching.
 * @param seen the version of the draft and the hash of the review that were on the screen
 * @throws AppError `conflict` where either changed, something is in its way, or everything is stopped; `signedOut` when the session's tokens are gone
 */
export async function startApplying(actor: Actor, graph: Graph, draftId: string, seen: { version: number; hash: string }): Promise<{ jobId: string }> {
  const { plan, hash } = await reviewDraft(graph, draftId, actor.personId);
  assertApplicable(plan);
  if (hash !== seen.hash) throw new AppError('conflict', `draft ${draftId} means something else now`, { say: CHANGED });
  const jobId = await inTransaction(async (tx) => {
    const draft = await lockDraft(tx, draftId);
    await assertNotStopped(tx);
    if (draft.version !== seen.version) throw new AppError('conflict', `draft ${draftId} is at version ${draft.version}`, { say: `${draft.changedByName} changed this draft since you looked. Look at what it means now, then apply.` });
    return start(tx, actor, draft, 'applying', plan.steps);
  });
  await wakeJob(jobId);
  return { jobId };
}

/**
 * Takes back what a draft did, as it was reviewed; what somebody decided to leave stays in the tenant.
 * @throws AppError as startApplying
 */
export async function startUndoing(actor: Actor, graph: Graph, draftId: string, seen: { hash: string; settled?: SettledSteps }): Promise<{ jobId: string }> {
  const { plan, hash, shownLate } = await reviewUndo(graph, draftId, seen.settled);
  assertApplicable(plan);
  if (plan.steps.length + plan.nothing.length === 0) throw new AppError('conflict', `undoing ${draftId} is nothing`, { say: 'There is nothing to take back. Everything stays as it is in the tenant.' });
  if (hash !== seen.hash) throw new AppError('conflict', `undoing ${draftId} means something else now`, { say: CHANGED });
  const jobId = await inTransaction(async (tx) => {
    const draft = await lockDraft(tx, draftId);
    await assertNotStopped(tx);
    await changeDraftSteps(tx, shownLate.map(({ id, objectId }) => ({ id, to: 'done', objectId })));
    await dropOpenSteps(tx, draftId);
    const left = Object.values(seen.settled ?? {}).filter((each) => each === 'left').length;
    return start(tx, actor, draft, 'undoing', plan.steps.map((step) => ({ ...step, undoesId: step.key })), left > 0 ? { left } : {});
  });
  await wakeJob(jobId);
  return { jobId };
}

/** Why a draft that was open when it was looked at cannot be started now. */
async function notOpenWords(tx: Db, draft: Draft): Promise<string> {
  if (draft.state !== 'discarded') return `${draft.startedByName ?? 'Somebody'} started this already. Reload the page to see how far it has come.`;
  const aside = await loadPutAside(draft, tx);
  return `${aside?.byName ?? 'Somebody'} put this draft aside. Reload the page; it can be taken up again.`;
}

async function start(tx: Db, actor: Actor, draft: Draft, to: 'applying' | 'undoing', steps: Parameters<typeof insertDraftSteps>[2], more: { left?: number } = {}): Promise<string> {
  const jobId = await insertJob(tx, { kind: DRAFT_JOB, runId: null, actsAs: actor.personId, actsAsName: actor.name, tokenCacheId: await copyTokenCacheForJob(tx, actor.tokenCacheId) });
  if (!(await stepDraft(tx, draft.id, to === 'applying' ? ['open'] : UNDOABLE, to, { startedByName: actor.name, jobId }))) throw new AppError('conflict', `draft ${draft.id} is ${draft.state}`, { say: await notOpenWords(tx, draft) });
  await insertDraftSteps(tx, draft.id, steps);
  await recordAudit(tx, [{ ...aboutDraft(actor, draft), action: to === 'applying' ? 'draft.apply' : 'draft.undo', after: { steps: steps.length, ...more } }]);
  return jobId;
}

/**
 * Goes on where it stopped: what failed is tried again, and what waits for a sign-in or a role goes on in the name of who asks.
 * @throws AppError `conflict` where there is nothing to go on with or everything is stopped
 */
export async function goOnWithDraft(actor: Actor, draftId: string): Promise<void> {
  const jobId = await inTransaction(async (tx) => {
    const draft = await lockDraft(tx, draftId);
    await assertNotStopped(tx);
    if (!draft.jobId) throw new AppError('conflict', `draft ${draftId} was not started`, { say: 'This draft has not been applied yet.' });
    const job = await lockJob(tx, draft.jobId);
    const waits = job.state === 'signInNeeded' || job.state === 'roleNeeded';
    if (draft.state === 'stopped') await stepDraft(tx, draftId, ['stopped'], (await undoBegan(tx, draftId)) ? 'undoing' : 'applying');
    else if (draft.heldAt) await holdDraft(tx, draftId, null);
    else if (!waits) throw new AppError('conflict', `draft ${draftId} is ${draft.state}`, { say: 'There is nothing to go on with. Reload the page.' });
    const again = await requeueFailedSteps(tx, draftId);
    if (job.state === 'waiting') await hastenJob(tx, job.id);
    else {
      await reviveJob(tx, job.id, { actsAs: actor.personId, actsAsName: actor.name, tokenCacheId: await copyTokenCacheForJob(tx, actor.tokenCacheId) });
      if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
    }
    await recordAudit(tx, [{ ...aboutDraft(actor, draft), action: 'draft.goOn', before: { state: draft.state, job: job.state }, after: { again } }]);
    return job.id;
  });
  await wakeJob(jobId);
}

async function undoBegan(tx: Db, draftId: string): Promise<boolean> {
  return Object.keys(await countDraftSteps(draftId, true, tx)).length > 0;
}

/** Lets nothing more go out until somebody lets it go on; what was sent already is still looked up. @throws AppError `conflict` where it is not at work */
export async function pauseDraft(actor: Actor, draftId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const draft = await lockDraft(tx, draftId);
    if (!(await holdDraft(tx, draftId, actor.name))) throw new AppError('conflict', `draft ${draftId} is ${draft.state}`, { say: 'It is not at work any more. Reload the page.' });
    await recordAudit(tx, [{ ...aboutDraft(actor, draft), action: 'draft.pause' }]);
  });
}

/**
 * Gives up on what was not begun of a paused or waiting draft, so that it can be undone, or edited and applied again.
 * @throws AppError `conflict` while it is at work, or an answer is still open
 */
export async function stopDraft(actor: Actor, draftId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const draft = await lockDraft(tx, draftId);
    const job = draft.jobId ? await lockJob(tx, draft.jobId) : null;
    if (!draft.heldAt && job?.state === 'waiting') throw new AppError('conflict', `draft ${draftId} is at work`, { say: 'Pause it first.' });
    const counts = await countDraftSteps(draftId, await undoBegan(tx, draftId), tx);
    if (counts.sending ?? counts.unknown) throw new AppError('conflict', `draft ${draftId} has answers open`, { say: 'Microsoft Entra has not answered everything yet. Try again in a minute.' });
    if (counts.asked) throw new AppError('conflict', `draft ${draftId} has ${counts.asked} taken and not shown`, { say: 'Microsoft Entra took something and does not show it yet, so nobody can say whether it stands. It is looked for by itself, for a quarter of an hour at most. Try again once it is done or has failed.' });
    if (!(await stepDraft(tx, draftId, ['applying', 'undoing'], 'stopped'))) throw new AppError('conflict', `draft ${draftId} is ${draft.state}`, { say: 'It is not at work any more. Reload the page.' });
    if (job && job.state !== 'done') {
      await stopJob(tx, job.id);
      if (job.tokenCacheId) await deleteTokenCache(tx, job.tokenCacheId);
    }
    await recordAudit(tx, [{ ...aboutDraft(actor, draft), action: 'draft.stop' }]);
  });
}

/** After so long nothing comes any more of what Entra took and never showed. */
const NEVER_SHOWN_AFTER_MS = 24 * 3_600_000;

/**
 * Opens a stopped draft for changes again. What it did stands, also what Entra showed only later, and is left out when it is
 * applied the next time.
 * @throws AppError `conflict` unless it is stopped while being applied; also while something may still come that it asked for,
 * which nobody could undo once it is forgotten
 */
export async function reopenDraft(actor: Actor, draftId: string, graph: Graph): Promise<void> {
  const { shown, hidden } = await lookForLate(graph, await listDraftSteps(draftId));
  const [coming] = hidden.filter(({ stateSince }) => Date.now() - stateSince.getTime() < NEVER_SHOWN_AFTER_MS);
  if (coming) throw new AppError('conflict', `${draftId}: ${coming.id} is taken and not shown`, { say: `Microsoft Entra took “${coming.name}” and does not show it yet. Edited now, the draft would forget that it asked for it, and undoing would leave it there. Wait until it is shown or let the draft go on, for a day at most; what was done can be undone at once.` });
  await inTransaction(async (tx) => {
    const draft = await lockDraft(tx, draftId);
    if ((await undoBegan(tx, draftId)) || !(await stepDraft(tx, draftId, ['stopped'], 'open'))) throw new AppError('conflict', `draft ${draftId} is ${draft.state}`, { say: 'Only a draft that stopped while it was applied can be edited again.' });
    await changeDraftSteps(tx, shown.map(({ id, objectId }) => ({ id, to: 'done', objectId })));
    await dropOpenSteps(tx, draftId);
    // What was changed or removed is over: whoever wants it otherwise drafts it over what the tenant has now. What was made others refer to.
    const standing = new Set(await listStandingKeys(draftId, tx));
    await deleteDraftChanges(tx, draftId, (await listDraftChanges(draftId, tx)).flatMap(({ key, operation }) => (operation !== 'create' && standing.has(key) ? [key] : [])));
    await recordAudit(tx, [{ ...aboutDraft(actor, draft), action: 'draft.reopen', after: { standing: standing.size } }]);
  });
}
