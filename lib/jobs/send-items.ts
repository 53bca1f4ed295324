import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { changeItems, returnItems, takeItemsToSend } from '@/lib/db/run-items';
import type { ItemChange } from '@/lib/db/run-items';
import { AppError, isAppError } from '@/lib/errors';
import { requestAssignments, requestIdOf } from '@/lib/graph/assignment-requests';
import type { BatchAnswer } from '@/lib/graph/client';
import { codeOfRefusal, refusalOf } from '@/lib/graph/graph-error';
import { placeRequest } from '@/lib/rollout/placing';
import type { Placing } from '@/lib/rollout/placing';
import { markOf } from '@/lib/rollout/run';
import type { ItemState, RunItem } from '@/lib/rollout/run';
import { failureOf, failureOfRefusal } from '@/lib/rollout/run-failures';
import { aboutItem } from './run-work';
import type { RunWork } from './run-work';
import type { Answered, Sending } from './send-stream';

/** Longest a batch may take; after it the answer counts as lost. */
const BATCH_TIMEOUT_MS = 60_000;
/** What is still being answered when the portal stops gets this long. */
const LAST_ANSWER_MS = 2_000;
/** Where Entra asks us to slow down and does not say for how long. */
export const DEFAULT_PAUSE_SECONDS = 10;

/** What became of one request. */
export type Verdict = { item: RunItem; change: ItemChange; event?: Pick<AuditInput, 'outcome' | 'detail' | 'graphRequestId'> };

/** What a run sends: its next items, each to its day. */
export async function runSending(work: RunWork): Promise<Sending<RunItem, Verdict>> {
  const { run, lease } = work;
  const placing = await work.placing();
  return { ends: [work.stop, lease.signal], take: (most) => takeItemsToSend(run.id, lease.jobId, lease.holder, most), giveBack: returnItems, send: (items) => sendBatch(work, items, placing), write: (verdicts) => writeVerdicts(work, verdicts) };
}

/** Writes what became of requests, each with its audit event, in one transaction. */
export async function writeVerdicts(work: RunWork, verdicts: readonly Verdict[]): Promise<void> {
  await inTransaction(async (tx) => {
    const changed = await changeItems(tx, verdicts.map((verdict) => verdict.change));
    await recordAudit(tx, verdicts.flatMap(({ item, event }) => (event && changed.has(item.id) ? [{ ...aboutItem(work, item), ...event }] : [])));
  });
}

/** Sends items that are marked as being sent, in one batch, and judges the answer of each on its own. */
export async function sendBatch(work: RunWork, items: RunItem[], placing: Placing): Promise<Answered<Verdict>> {
  const answering = untilAnswered(work);
  try {
    const { answers } = await requestAssignments(work.graph, items.map((item) => ({ itemId: item.id, personId: item.personId, packageId: item.packageId, policyId: item.policyId, mark: markOf(item), requestId: item.requestId, placed: placeRequest(placing, item, new Date()) })), answering.signal);
    return judgeAll(items, answers);
  } catch (error) {
    return judgeLost(items, error);
  } finally {
    answering.end();
  }
}

function judgeAll(items: RunItem[], answers: Map<string, BatchAnswer>): Answered<Verdict> {
  // One refusal for lack of rights among requests that pass is about that request; all of them refused is about us.
  const all = [...answers.values()];
  const accepted = all.some((answer) => answer.status < 300);
  const verdicts = items.map((item) => judge(item, answers.get(item.id), accepted));
  const denied = accepted ? undefined : all.find((answer) => answer.status === 401 || (answer.status === 403 && refusalCode(answer) !== 'noLicence'));
  const trouble = denied ? new AppError(refusalCode(denied), `Graph answered ${denied.status} inside a batch`) : null;
  return { verdicts, trouble, answer: rateAnswer(items.length, all) };
}

/** What the answers to so many writes of one batch say of the tenant's limit. */
export function rateAnswer(asked: number, answers: readonly BatchAnswer[]): Answered<unknown>['answer'] {
  const refused = answers.filter((answer) => answer.status === 429);
  return { accepted: answers.length - refused.length, refused: refused.length, lost: asked - answers.length, retryAfter: mostOf(refused.map((answer) => answer.retryAfter)), used: mostOf(answers.map((answer) => answer.limitUsed)) };
}

function mostOf(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

function refusalCode(answer: BatchAnswer) {
  const { code, message } = refusalOf(answer.body);
  return codeOfRefusal(answer.status, code, message);
}

function judge(item: RunItem, answer: BatchAnswer | undefined, accepted: boolean): Verdict {
  const change = { id: item.id, from: ['sending'] as const, attempts: item.attempts, graphRequestId: answer?.requestId ?? null };
  const to = (state: ItemState, more: Partial<ItemChange> = {}): Verdict => ({ item, change: { ...change, to: state, ...more } });
  if (!answer || answer.status >= 500 || answer.status === 408 || answer.status === 424) return to('unknown');
  const event = (outcome: 'done' | 'failed', detail: Record<string, unknown>) => ({ outcome, detail: { attempt: item.attempts, ...detail }, ...(answer.requestId ? { graphRequestId: answer.requestId } : {}) });
  if (answer.status < 300) {
    const requestId = item.requestId ?? requestIdOf(answer);
    return { ...(requestId ? to('requested', { requestId }) : to('unknown')), event: event('done', { status: answer.status, request: requestId }) };
  }
  // The rate keeps the pause for all of them.
  if (answer.status === 429) return to('queued', { waitSeconds: answer.retryAfter ?? 0 });
  const { code, message } = refusalOf(answer.body);
  const told = { status: answer.status, code };
  if (answer.status === 401 || (answer.status === 403 && refusalCode(answer) !== 'noLicence')) {
    if (accepted && item.attempts >= 3) return { ...to('failed', failureOf('refused', message)), event: event('failed', told) };
    return to('queued', { waitSeconds: accepted ? 5 : 0 });
  }
  // Entra does not process again while it tries by itself, or when too much time has gone by.
  if (item.requestId) return { ...to('failed', failureOf('partlyDelivered', message)), event: event('failed', told) };
  const failure = failureOfRefusal(code, message);
  if (failure.failureCode !== 'alreadyHas' && failure.failureCode !== 'alreadyAsked') return { ...to('failed', failure), event: event('failed', told) };
  // What stands in the way may be our own, from an attempt whose answer was lost.
  if (item.attempts > 1) return to('unknown', { failureCode: failure.failureCode });
  return { ...to('skipped', failure), event: event('failed', told) };
}

/** No answer for the whole batch. What Graph surely did not do is queued again, all else is looked up. */
function judgeLost(items: RunItem[], error: unknown): Answered<Verdict> {
  const { notDone, retryAfter, graphRequestId, trouble, answer } = lostBatch(items.length, error);
  const verdicts = items.map((item): Verdict => ({ item, change: { id: item.id, from: ['sending'], attempts: item.attempts, to: notDone ? 'queued' : 'unknown', ...(notDone ? { waitSeconds: retryAfter ?? 0 } : {}), graphRequestId } }));
  return { verdicts, trouble, answer };
}

/** What it means that a whole batch was not answered; `notDone` where Graph surely did none of it. */
export function lostBatch(asked: number, error: unknown): { notDone: boolean; retryAfter: number | null; graphRequestId: string | null } & Pick<Answered<unknown>, 'trouble' | 'answer'> {
  const trouble = isAppError(error) ? error : new AppError('offline', 'the batch was not answered', { cause: error });
  const notDone = ['throttled', 'signedOut', 'claimsChallenge', 'consentMissing', 'noPermission', 'noLicence'].includes(trouble.code);
  const { retryAfter = null, graphRequestId = null } = trouble.details;
  const throttled = trouble.code === 'throttled';
  return { notDone, retryAfter, graphRequestId, trouble: throttled ? null : trouble, answer: { accepted: 0, refused: throttled ? asked : 0, lost: throttled ? 0 : asked, retryAfter: throttled ? retryAfter : null } };
}

/** Aborted when an answer comes too late, the job is not ours any more, or the portal has stopped some time ago. */
export function untilAnswered({ lease, stop }: Pick<RunWork, 'lease' | 'stop'>): { signal: AbortSignal; end: () => void } {
  const over = new AbortController();
  const timers = [setTimeout(() => over.abort(), BATCH_TIMEOUT_MS)];
  const lost = () => over.abort();
  const stopped = () => timers.push(setTimeout(() => over.abort(), LAST_ANSWER_MS));
  if (stop.aborted) stopped();
  lease.signal.addEventListener('abort', lost, { once: true });
  stop.addEventListener('abort', stopped, { once: true });
  return {
    signal: over.signal,
    end: () => {
      timers.forEach(clearTimeout);
      lease.signal.removeEventListener('abort', lost);
      stop.removeEventListener('abort', stopped);
    },
  };
}
