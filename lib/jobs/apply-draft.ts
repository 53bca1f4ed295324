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
import { sendSteps, STEPS_AT_ONCE } from './draft-sends';
import { aboutDraftJob, DRAFT_TIMING, mayGoOn, openDraftWork } from './draft-work';
import type { DraftTiming, DraftWork } from './draft-work';
import { giveUp } from './give-up';
import type { Lease } from './lease';
import { pauseFor } from './pause-for';

/** While somebody holds it, what was sent before is still looked up this often. */
const LOOK_WHILE_HELD_MS = 10_000;
const SHORTEST_WAIT_MS = 100;
/** So long it waits with the lease in hand; beyond that somebody else may have the place. */
const LONGEST_IN_HAND_MS = 2_000;

/**
 * Applies or undoes a draft under the lease of its job, stage by stage, up to twenty writes in one batch. All of it stands
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
    await giveUp(lease, work && aboutDraftJob(work), error);
  }
}

const isOpen = ({ state }: DraftStep): boolean => state === 'sending' || state === 'unknown' || state === 'asked';

/** Milliseconds until there is something to do again, or null when it is over or has stopped. */
async function goOn(work: DraftWork): Promise<number | null> {
  for (;;) {
    await lookUp(work, work.steps.filter((step) => isOpen(step) && isDue(step)));
    const open = work.steps.filter(isOpen);
    if (open.length === 0 && work.steps.some(({ state }) => state === 'failed')) return end(work, 'stopped');
    const waiting = work.steps.filter(({ state }) => state === 'waiting');
    if (open.length === 0 && waiting.length === 0) {
      await afterDraft(work);
      return end(work, work.undo ? 'undone' : 'applied');
    }
    if (!(await mayGoOn(work))) return work.stop.aborted ? 0 : LOOK_WHILE_HELD_MS;
    const next = nextSteps(work.steps);
    if (next.length > 0) await sendSteps(work, next);
    else {
      const until = Math.min(...[...open, ...waiting].map(({ notBefore }) => notBefore?.getTime() ?? Infinity));
      const wait = Math.max(SHORTEST_WAIT_MS, until === Infinity ? LOOK_WHILE_HELD_MS : until - Date.now());
      if (wait > LONGEST_IN_HAND_MS) return wait;
      await pauseFor(wait, [work.stop, work.lease.signal]);
    }
  }
}

const isDue = ({ notBefore }: DraftStep): boolean => !notBefore || notBefore.getTime() <= Date.now();

/** The next batch: of the first stage that is not over, as many as are due. Nothing more begins once something failed. */
function nextSteps(steps: readonly DraftStep[]): DraftStep[] {
  if (steps.some(({ state }) => state === 'failed')) return [];
  const stage = Math.min(...steps.filter(({ state }) => state !== 'done' && state !== 'undone').map((step) => step.stage));
  const of = steps.filter((step) => step.stage === stage);
  // One after another: while the answer to one is open, the next one of its kind might collide with it.
  const held = new Set(of.filter(isOpen).flatMap(({ kind }) => (rulesOf(kind).oneByOne ? [kind] : [])));
  return of.filter((step) => step.state === 'waiting' && isDue(step) && !held.has(step.kind)).slice(0, STEPS_AT_ONCE);
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
