import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { parkJob } from '@/lib/db/jobs';
import { countItems, readItemClock } from '@/lib/db/run-items';
import { isAppError } from '@/lib/errors';
import type { AppError } from '@/lib/errors';
import { log, messageOf } from '@/lib/log';
import { isSettled, SENT_STATES } from '@/lib/rollout/run';
import { settleRun } from '@/lib/rollout/settle-run';
import { findLostItems } from './find-lost-items';
import { LeaseLost } from './lease';
import type { Lease } from './lease';
import { readBack } from './read-back';
import { aboutRun, openRunWork, RUN_TIMING } from './run-work';
import type { RunTiming, RunWork } from './run-work';
import { DEFAULT_PAUSE_SECONDS, sendSlice } from './send-items';
import { surveyTenant } from './survey-tenant';

/** A wait longer than this gives the job back instead of holding on to it; milliseconds. */
const LONGEST_HELD_WAIT = 2_500;
/** While there is more to send, what was sent is still read back now and then. */
const READ_WHILE_SENDING_MS = 10_000;
const AFTER_NO_ANSWER_SECONDS = 5;
const AFTER_OUR_FAULT_SECONDS = 30;

/**
 * Works off a run under its lease, until it has settled, must wait, or must stop. Everything it knows stands in rows, so
 * that whoever comes next goes on where this ends, however it ends.
 */
export async function workOffRun(lease: Lease, stop: AbortSignal, timing: RunTiming = RUN_TIMING): Promise<void> {
  let work: RunWork | null = null;
  try {
    work = await openRunWork(lease, stop, timing);
    const wait = await goOn(work);
    if (wait === null) lease.end();
    else await lease.release(wait / 1000);
  } catch (error) {
    await giveUp(lease, work, error);
  }
}

/** Milliseconds until there is something to do again, or null when the run has settled. */
async function goOn(work: RunWork): Promise<number | null> {
  let surveyed = false;
  let readAt = 0;
  while (!work.stop.aborted) {
    await work.lease.check();
    const { now, lastLost, nextQueued, queued, lastChange } = await readItemClock(work.run.id);
    const lostRipe = lastLost ? lastLost.getTime() + work.timing.visibilityMs - now.getTime() : null;
    if (lostRipe !== null && lostRipe <= 0) {
      await findLostItems(work);
      continue;
    }
    const due = queued > 0 && nextQueued !== null && nextQueued <= now;
    if (due && !surveyed) {
      await surveyTenant(work);
      surveyed = true;
      continue;
    }
    if (due) {
      const { trouble, pause } = await sendSlice(work);
      if (trouble && trouble.code !== 'throttled') throw trouble;
      if (trouble) return pause * 1000;
    }
    if (!due || Date.now() - readAt > READ_WHILE_SENDING_MS) {
      await readBack(work);
      readAt = Date.now();
    }
    if (due) continue;

    const counts = await countItems(work.run.id);
    if (isSettled(counts)) return (await settleRun(work.run, { id: work.lease.jobId, holder: work.lease.holder })) ? null : 0;
    const sent = SENT_STATES.some((state) => counts[state] > 0);
    const wait = Math.min(lostRipe ?? Infinity, nextQueued ? nextQueued.getTime() - now.getTime() : Infinity, sent ? pollAfter(work.timing, lastChange, now) : Infinity);
    if (wait > LONGEST_HELD_WAIT) return wait === Infinity ? work.timing.pollMostMs : wait;
    await pauseFor(Math.max(wait, 50), [work.stop, work.lease.signal]);
  }
  return 0;
}

/** Reads often while things change, seldom while nothing does. */
function pollAfter({ pollLeastMs, pollMostMs }: RunTiming, lastChange: Date | null, now: Date): number {
  const quiet = lastChange ? now.getTime() - lastChange.getTime() : 0;
  return Math.min(pollMostMs, Math.max(pollLeastMs, quiet / 4));
}

function pauseFor(ms: number, signals: AbortSignal[]): Promise<void> {
  const over = AbortSignal.any(signals);
  if (over.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      over.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    over.addEventListener('abort', done, { once: true });
  });
}

/** What stops the work for now: wait for a person, for Entra, or for somebody who mends us. No item fails for it. */
async function giveUp(lease: Lease, work: RunWork | null, error: unknown): Promise<void> {
  if (error instanceof LeaseLost) {
    lease.end();
    log('warn', 'job.lease-lost', { jobId: lease.jobId });
    return;
  }
  const known = isAppError(error) ? error : null;
  switch (known?.code) {
    case 'signedOut':
    case 'claimsChallenge':
    case 'consentMissing':
      return waitFor(lease, work, 'signInNeeded', known);
    case 'noPermission':
    case 'notResourceOwner':
      return waitFor(lease, work, 'roleNeeded', known);
    case 'throttled':
      return lease.release(known.details.retryAfter ?? DEFAULT_PAUSE_SECONDS, known.code);
    case 'offline':
    case 'database':
      log('warn', 'job.no-answer', { jobId: lease.jobId, message: known.message });
      return lease.release(Math.max(AFTER_NO_ANSWER_SECONDS, known.details.retryAfter ?? 0), known.code);
    default:
      log('error', 'job.broken', { jobId: lease.jobId, message: messageOf(error), ...(error instanceof Error ? { stack: error.stack } : {}) });
      return lease.release(AFTER_OUR_FAULT_SECONDS, known?.code ?? 'internal');
  }
}

async function waitFor(lease: Lease, work: RunWork | null, state: 'signInNeeded' | 'roleNeeded', why: AppError): Promise<void> {
  lease.end();
  await inTransaction(async (tx) => {
    if (!(await parkJob(tx, lease.jobId, lease.holder, state, why.code)) || !work) return;
    await recordAudit(tx, [{ ...aboutRun(work.run), action: 'job.wait', after: { job: state }, detail: { code: why.code }, ...(why.details.graphRequestId ? { graphRequestId: why.details.graphRequestId } : {}) }]);
  });
  log('info', 'job.waits', { jobId: lease.jobId, state, message: why.message });
}
