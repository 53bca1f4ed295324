import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { changeItems, takeItemsToSend } from '@/lib/db/run-items';
import type { ItemChange } from '@/lib/db/run-items';
import { AppError, isAppError } from '@/lib/errors';
import { BATCH_SIZE, requestAssignments, requestIdOf } from '@/lib/graph/assignment-requests';
import type { BatchAnswer } from '@/lib/graph/client';
import { codeOfRefusal, refusalOf } from '@/lib/graph/graph-error';
import { placeRequest } from '@/lib/rollout/placing';
import type { Placing } from '@/lib/rollout/placing';
import { markOf } from '@/lib/rollout/run';
import type { RunItem } from '@/lib/rollout/run';
import { failureOf, failureOfRefusal } from '@/lib/rollout/run-failures';
import { aboutItem } from './run-work';
import type { RunWork } from './run-work';

/** Longest a batch may take; after it the answer counts as lost. */
const BATCH_TIMEOUT_MS = 60_000;
/** What is still being answered when the portal stops gets this long. */
const LAST_ANSWER_MS = 2_000;
/** Where Entra asks us to slow down and does not say for how long. */
export const DEFAULT_PAUSE_SECONDS = 10;

type Verdict = { change: ItemChange; event?: Pick<AuditInput, 'outcome' | 'detail' | 'graphRequestId'> };

/** `sent` is how many went out; `trouble` is why no more should go out now, `pause` for how many seconds. */
export type SendResult = { sent: number; trouble: AppError | null; pause: number };

/**
 * Sends the next slice: marked as being sent and committed first, then one batch, then each answer on its own, with the
 * audit event of every request in the transaction of its item.
 * @param most requests that may go out now
 */
export async function sendSlice(work: RunWork, most = BATCH_SIZE): Promise<SendResult> {
  const placing = await work.placing();
  const items = await takeItemsToSend(work.run.id, work.lease.jobId, work.lease.holder, Math.min(most, BATCH_SIZE));
  if (items.length === 0) {
    await work.lease.check();
    return { sent: 0, trouble: null, pause: 0 };
  }
  const { verdicts, trouble, pause } = await ask(work, items, placing);
  await inTransaction(async (tx) => {
    const changed = await changeItems(tx, verdicts.map((verdict) => verdict.change));
    await recordAudit(
      tx,
      items.flatMap((item, index) => {
        const event = verdicts[index]?.event;
        return event && changed.has(item.id) ? [{ ...aboutItem(work, item), ...event }] : [];
      }),
    );
  });
  return { sent: items.length, trouble, pause };
}

async function ask(work: RunWork, items: RunItem[], placing: Placing): Promise<{ verdicts: Verdict[]; trouble: AppError | null; pause: number }> {
  const stopped = afterwards(work.stop, LAST_ANSWER_MS);
  const answering = AbortSignal.any([work.lease.signal, AbortSignal.timeout(BATCH_TIMEOUT_MS), stopped.signal]);
  try {
    const { answers } = await requestAssignments(work.graph, items.map((item) => ({ itemId: item.id, personId: item.personId, packageId: item.packageId, policyId: item.policyId, mark: markOf(item), requestId: item.requestId, placed: placeRequest(placing, item, new Date()) })), answering);
    return judgeAll(items, answers);
  } catch (error) {
    return judgeLost(items, error);
  } finally {
    stopped.end();
  }
}

function judgeAll(items: RunItem[], answers: Map<string, BatchAnswer>): { verdicts: Verdict[]; trouble: AppError | null; pause: number } {
  // One refusal for lack of rights among requests that pass is about that request; all of them refused is about us.
  const accepted = [...answers.values()].some((answer) => answer.status < 300);
  const verdicts = items.map((item) => judge(item, answers.get(item.id), accepted));
  const refused = accepted ? undefined : [...answers.values()].find((answer) => answer.status === 401 || (answer.status === 403 && refusalCode(answer) !== 'noLicence'));
  const trouble = refused ? new AppError(refusalCode(refused), `Graph answered ${refused.status} inside a batch`) : null;
  return { verdicts, trouble, pause: 0 };
}

function refusalCode(answer: BatchAnswer) {
  const { code, message } = refusalOf(answer.body);
  return codeOfRefusal(answer.status, code, message);
}

function judge(item: RunItem, answer: BatchAnswer | undefined, accepted: boolean): Verdict {
  const change = { id: item.id, from: ['sending'] as const, attempts: item.attempts, graphRequestId: answer?.requestId ?? null };
  if (!answer || answer.status >= 500 || answer.status === 408 || answer.status === 424) return { change: { ...change, to: 'unknown' } };
  const event = (outcome: 'done' | 'failed', detail: Record<string, unknown>) => ({ outcome, detail: { attempt: item.attempts, ...detail }, ...(answer.requestId ? { graphRequestId: answer.requestId } : {}) });
  if (answer.status < 300) {
    const requestId = item.requestId ?? requestIdOf(answer);
    return { change: requestId ? { ...change, to: 'requested', requestId } : { ...change, to: 'unknown' }, event: event('done', { status: answer.status }) };
  }
  if (answer.status === 429) return { change: { ...change, to: 'queued', waitSeconds: answer.retryAfter ?? DEFAULT_PAUSE_SECONDS } };
  const { code, message } = refusalOf(answer.body);
  const told = { status: answer.status, code };
  if (answer.status === 401 || (answer.status === 403 && refusalCode(answer) !== 'noLicence')) {
    if (accepted && item.attempts >= 3) return { change: { ...change, to: 'failed', ...failureOf('refused', message) }, event: event('failed', told) };
    return { change: { ...change, to: 'queued', waitSeconds: accepted ? 5 : 0 } };
  }
  // Entra does not process again while it tries by itself, or when too much time has gone by.
  if (item.requestId) return { change: { ...change, to: 'failed', ...failureOf('partlyDelivered', message) }, event: event('failed', told) };
  const failure = failureOfRefusal(code, message);
  if (failure.failureCode !== 'alreadyHas' && failure.failureCode !== 'alreadyAsked') return { change: { ...change, to: 'failed', ...failure }, event: event('failed', told) };
  // What stands in the way may be our own, from an attempt whose answer was lost.
  if (item.attempts > 1) return { change: { ...change, to: 'unknown' } };
  return { change: { ...change, to: 'skipped', ...failure }, event: event('failed', told) };
}

/** No answer for the whole batch. What Graph surely did not do is queued again, all else is looked up. */
function judgeLost(items: RunItem[], error: unknown): { verdicts: Verdict[]; trouble: AppError; pause: number } {
  const trouble = isAppError(error) ? error : new AppError('offline', 'the batch was not answered', { cause: error });
  const notDone = ['throttled', 'signedOut', 'claimsChallenge', 'consentMissing', 'noPermission', 'noLicence'].includes(trouble.code);
  const pause = trouble.details.retryAfter ?? (trouble.code === 'throttled' ? DEFAULT_PAUSE_SECONDS : 0);
  const verdicts = items.map(
    (item): Verdict => ({
      change: { id: item.id, from: ['sending'], attempts: item.attempts, to: notDone ? 'queued' : 'unknown', ...(notDone ? { waitSeconds: pause } : {}), graphRequestId: trouble.details.graphRequestId ?? null },
    }),
  );
  return { verdicts, trouble, pause };
}

/** Aborted some time after `signal` was; `end` lets go of it. */
function afterwards(signal: AbortSignal, ms: number): { signal: AbortSignal; end: () => void } {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const arm = () => {
    timer = setTimeout(() => later.abort(), ms);
  };
  if (signal.aborted) arm();
  else signal.addEventListener('abort', arm, { once: true });
  return {
    signal: later.signal,
    end: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', arm);
    },
  };
}
