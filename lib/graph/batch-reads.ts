import 'server-only';
import { AppError, isAppError } from '@/lib/errors';
import { LONGEST_READ_PAUSE_SECONDS } from './client';
import type { BatchAnswer, BatchCall, Graph, Page } from './client';
import { refusedInBatch } from './graph-error';

/** Most calls in one batch (learn.microsoft.com/graph/json-batching). */
const MOST_IN_BATCH = 20;

/** Batches under way at once: a tenant allows a person few calls a second, and each batch counts as all that is in it. */
const BATCHES_AT_ONCE = 4;

/** How often what was told to wait is asked again before it counts as throttled. */
const MOST_AGAIN = 3;

export function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/**
 * The answers to these reads, however many, in their order; inner failures are answers. What is told to wait for a few
 * seconds is asked again when they are over; what is to wait longer answers 429.
 * @param calls reads alone, each with an id of its own
 * @throws AppError when a batch as a whole is refused
 */
export async function readAnswers(graph: Graph, calls: readonly BatchCall[]): Promise<BatchAnswer[]> {
  const answers = new Map<string, BatchAnswer>();
  const waiting = slices(calls, MOST_IN_BATCH);
  const work = async (): Promise<void> => {
    for (let slice = waiting.shift(); slice; slice = waiting.shift()) for (const answer of await readSlice(graph, slice)) answers.set(answer.id, answer);
  };
  await Promise.all(Array.from({ length: Math.min(BATCHES_AT_ONCE, waiting.length) }, work));
  return calls.map(({ id }) => {
    const answer = answers.get(id);
    if (!answer) throw new AppError('offline', `no answer to ${id} in the batch`);
    return answer;
  });
}

async function readSlice(graph: Graph, slice: readonly BatchCall[]): Promise<BatchAnswer[]> {
  const settled: BatchAnswer[] = [];
  let left = [...slice];
  for (let again = 0; ; again += 1) {
    const answers = await batchOf(graph, left, again < MOST_AGAIN);
    const told = answers.filter(({ status, retryAfter }) => (status === 429 || status === 503) && (retryAfter ?? 1) <= LONGEST_READ_PAUSE_SECONDS);
    const go = again < MOST_AGAIN ? new Set(told.map(({ id }) => id)) : new Set<string>();
    settled.push(...answers.filter(({ id }) => !go.has(id)));
    if (go.size === 0) return settled;
    left = left.filter(({ id }) => go.has(id));
    await pause(Math.max(...told.map(({ retryAfter }) => retryAfter ?? 1)));
  }
}

/** One batch; where the whole of it is told to wait, as if each of its calls were. */
async function batchOf(graph: Graph, calls: BatchCall[], mayWait: boolean): Promise<BatchAnswer[]> {
  try {
    return (await graph.batch(calls)).answers;
  } catch (error) {
    if (!mayWait || !isAppError(error, 'throttled') || (error.details.retryAfter ?? 1) > LONGEST_READ_PAUSE_SECONDS) throw error;
    return calls.map(({ id }) => ({ id, status: 429, body: null, retryAfter: error.details.retryAfter ?? 1, requestId: null, limitUsed: null }));
  }
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, seconds * 1000));
}

/**
 * The lists these reads answer, whole and as one.
 * @throws AppError when any of them failed: half a list looks whole
 */
export async function readBatches<T>(graph: Graph, calls: readonly BatchCall[]): Promise<T[]> {
  return [...(await readLists<T>(graph, calls, [])).values()].flatMap((list) => list ?? []);
}

/**
 * The list each of these reads answers, with all its pages, by the id of the read.
 * @param nothing statuses that say there is none to be had: their list is null
 * @throws AppError when one, or a page of it, failed otherwise
 */
export async function readLists<T>(graph: Graph, calls: readonly BatchCall[], nothing: readonly number[]): Promise<Map<string, T[] | null>> {
  const lists = new Map<string, T[] | null>();
  const answers = await readAnswers(graph, calls);
  for (const [index, call] of calls.entries()) {
    const answer = answers[index];
    if (answer) lists.set(call.id, nothing.includes(answer.status) ? null : await wholeList<T>(graph, call, answer));
  }
  return lists;
}

async function wholeList<T>(graph: Graph, { id, operation }: BatchCall, answer: BatchAnswer): Promise<T[]> {
  if (answer.status !== 200) throw refusedInBatch(answer, `${operation} (${id})`, operation);
  const body = answer.body as { value?: T[]; '@odata.nextLink'?: string } | null;
  if (!body?.value) throw new AppError('offline', `${operation} in a batch answered no list`);
  const items = [...body.value];
  let next = body['@odata.nextLink'] ?? null;
  while (next) {
    const page: Page<T> = await graph.page<T>(operation, { next });
    for (const item of page.items) items.push(item);
    next = page.next;
  }
  return items;
}
