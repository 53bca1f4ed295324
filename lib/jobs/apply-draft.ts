import 'server-only';
import { recordAudit } from '@/lib/audit';
import { deleteTokenCache } from '@/lib/auth/graph-token';
import type { DraftStep } from '@/lib/authoring/draft';
import { rulesOf } from '@/lib/authoring/draft-kinds';
import { inTransaction } from '@/lib/db/client';
import { stepDraft } from '@/lib/db/drafts';
import { endJob } from '@/lib/db/jobs';
import { afterDraft } from './after-draft';
import { lookUp } from './draft-looks';
import { BATCHES_AT_ONCE, sendSteps, STEPS_IN_A_BATCH } from './draft-sends';
import { aboutDraftJob, DRAFT_TIMING, flush, mayGoOn, openDraftWork } from './draft-work';
import type { DraftTiming, DraftWork } from './draft-work';
import { giveUp } from './give-up';
import type { Lease } from './lease';
import { pauseFor } from './pause-for';

/** While somebody holds it, what was sent before is still looked up this often. */
const LOOK_WHILE_HELD_MS = 10_000;
const SHORTEST_WAIT_MS = 100;
/** What Entra took and shows later is looked up once nothing of its stage is left to be sent, or after so long: each look reads whole catalogs. */
const LOOK_WHILE_SENDING_MS = 2_000;
/** So long it waits with the lease in hand; beyond that somebody else may have the place. */
const LONGEST_IN_HAND_MS = 2_000;

/**
 * Applies or undoes a draft under the lease of its job, stage by stage, up to twenty writes in one batch and some batches at once. All of it stands
 * in rows, so whoever comes next goes on: what was sent without an answer is looked up before it is sent again.
 */
export async function applyDraft(lease: Lease, stop: AbortSignal, timing: DraftTiming = DRAFT_TIMING): Promise<void> {
  let work: DraftWork | null = null;
  try {
    work = await openDraftWork(lease, stop, timing);
    const wait = await goOn(work);
    if (wait === null) lease.end();
    else await lease.release(wait / 1000);
  } catch (error) {
    try {
      if (work) await flush(work);
    } finally {
      await giveUp(lease, work && aboutDraftJob(work), error);
    }
  }
}

const isOpen = ({ state }: DraftStep): boolean => state === 'sending' || state === 'unknown' || state === 'asked';

/** Milliseconds until there is something to do again, or null when it is over or has stopped. */
async function goOn(work: DraftWork): Promise<number | null> {
  let [lookedAt, stage] = [Date.now(), 0];
  for (;;) {
    // Only within a stage, whose steps do not refer to each other, may what became of some be kept after the next went out.
    if (nextSteps(work.steps)[0]?.stage !== stage) await flush(work);
    const looks = toLookUp(work.steps, Date.now() - lookedAt > LOOK_WHILE_SENDING_MS);
    if (looks.some(({ state }) => state === 'asked')) lookedAt = Date.now();
    await lookUp(work, looks);
    const open = work.steps.filter(isOpen);
    if (open.length === 0 && work.steps.some(({ state }) => state === 'failed')) return end(work, 'stopped');
    const waiting = work.steps.filter(({ state }) => state === 'waiting');
    if (open.length === 0 && waiting.length === 0) {
      await afterDraft(work);
      return end(work, work.undo ? 'undone' : 'applied');
    }
    const next = nextSteps(work.steps);
    stage = next[0]?.stage ?? 0;
    if (next.length > 0 && !work.stop.aborted && (await sendSteps(work, next))) continue;
    await flush(work);
    if (!(await mayGoOn(work))) return work.stop.aborted ? 0 : LOOK_WHILE_HELD_MS;
    if (next.length === 0) {
      const until = Math.min(...[...open, ...waiting].map(({ notBefore }) => notBefore?.getTime() ?? Infinity));
      const wait = Math.max(SHORTEST_WAIT_MS, until === Infinity ? LOOK_WHILE_HELD_MS : until - Date.now());
      if (wait > LONGEST_IN_HAND_MS) return wait;
      await pauseFor(wait, [work.stop, work.lease.signal]);
    }
  }
}

const isDue = ({ notBefore }: DraftStep): boolean => !notBefore || notBefore.getTime() <= Date.now();

/** What was sent without an answer and what was taken, as far as it is due; where one that was taken is, all of them are, for they stand in the same lists. */
function toLookUp(steps: readonly DraftStep[], isTime: boolean): DraftStep[] {
  const due = steps.filter((step) => isOpen(step) && isDue(step));
  if (!due.some(({ state }) => state === 'asked')) return due;
  return isTime || nextSteps(steps).length === 0 ? steps.filter((step) => step.state === 'asked' || due.includes(step)) : due.filter(({ state }) => state !== 'asked');
}

/** The next batches: of the first stage that is not over, as many as are due. Nothing more begins once something failed. */
function nextSteps(steps: readonly DraftStep[]): DraftStep[] {
  if (steps.some(({ state }) => state === 'failed')) return [];
  const stage = Math.min(...steps.filter(({ state }) => state !== 'done' && state !== 'undone').map((step) => step.stage));
  const of = steps.filter((step) => step.stage === stage);
  // One after another: while the answer to one is open, the next one of its kind might collide with it.
  const held = new Set(of.filter((step) => isOpen(step) && step.state !== 'asked').flatMap(({ kind }) => (rulesOf(kind).oneByOne ? [kind] : [])));
  const due = of.filter((step) => step.state === 'waiting' && isDue(step) && !held.has(step.kind));
  return due.slice(0, STEPS_IN_A_BATCH * (due.some(({ kind }) => rulesOf(kind).oneByOne) ? 1 : BATCHES_AT_ONCE));
}

async function end(work: DraftWork, to: 'applied' | 'undone' | 'stopped'): Promise<null> {
  const { draft, lease, steps, tokenCacheId } = work;
  await lease.check();
  await inTransaction(async (tx) => {
    if (!(await endJob(tx, lease.jobId, lease.holder))) return;
    await stepDraft(tx, draft.id, ['applying', 'undoing'], to);
    await deleteTokenCache(tx, tokenCacheId);
    const count = (state: DraftStep['state']): number => steps.filter((step) => step.state === state).length;
    await recordAudit(tx, [{ ...aboutDraftJob(work), outcome: to === 'stopped' ? 'failed' : 'done', action: `draft.${to}`, after: { done: count('done'), failed: count('failed'), waiting: count('waiting') } }]);
  });
  return null;
}
