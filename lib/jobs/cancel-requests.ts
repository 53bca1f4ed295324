import 'server-only';
import { deleteTokenCache } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { toldRequests } from '@/lib/db/audit';
import { endCancelling, findStopOfJob, listRunsToCancel } from '@/lib/db/emergency-stops';
import { endJob, getJob } from '@/lib/db/jobs';
import { changeItems, listItems } from '@/lib/db/run-items';
import type { ItemChange } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { groupedBy } from '@/lib/directory/grouped-by';
import { AppError, isAppError } from '@/lib/errors';
import { slices } from '@/lib/graph/batch-reads';
import { BATCH_SIZE, CANCEL, cancelRequests } from '@/lib/graph/assignment-requests';
import type { BatchAnswer, Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { CLOCK_SKEW_MS } from '@/lib/rollout/run';
import type { Run, RunItem } from '@/lib/rollout/run';
import { failureOf } from '@/lib/rollout/run-failures';
import { giveUp } from './give-up';
import type { Lease } from './lease';
import { findOwnRequests } from './own-requests';
import { pauseFor } from './pause-for';
import { troubleOf } from './reversal-sends';
import { aboutRun } from './run-work';

/** Requests that Entra may still take back; it refuses the rest by itself. */
const CANCELLABLE = ['requested', 'waitingForApproval'] as const;
const BATCH_TIMEOUT_MS = 30_000;
/** Answers that are still open are waited for, this long between two looks. */
const LOOK_AGAIN_MS = 2_000;
/** After it, what has no answer is the run's to look up once it goes on. */
const WAIT_FOR_ANSWERS_MS = 60_000;

/**
 * Takes back in Entra what the runs under way had asked for when everything was stopped, as far as Entra lets go of it. Each
 * request is tried until it is answered: what is being delivered is refused, and stays listed as under way.
 */
export async function cancelAfterStop(lease: Lease, stop: AbortSignal): Promise<void> {
  let about: Omit<AuditInput, 'action'> | null = null;
  try {
    const [job, emergency] = await Promise.all([getJob(lease.jobId), findStopOfJob(lease.jobId)]);
    if (!emergency) throw new AppError('internal', `job ${job.id} is about no stop`);
    if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
    const { tokenCacheId } = job;
    about = { outcome: 'done', actor: null, objectType: 'emergencyStop', objectId: emergency.id, objectName: 'Emergency stop' };
    const graph = graphFor({ tokenCacheId });
    const actor = { personId: job.actsAs, name: job.actsAsName, userPrincipalName: '' };
    const tried = new Set<string>();
    for (;;) {
      if (stop.aborted) return await lease.release(0);
      const runs = await listRunsToCancel(emergency.id);
      const sent = await cancelSome(lease, graph, actor, runs.filter(({ open }) => open > 0).map(({ runId }) => runId), tried, stop);
      if (sent > 0) continue;
      const open = runs.some(({ lost }) => lost > 0) && Date.now() - emergency.pressedAt.getTime() < WAIT_FOR_ANSWERS_MS;
      if (!open) break;
      // Under the same lease: whoever came next would try again what was refused already.
      await pauseFor(LOOK_AGAIN_MS, [stop, lease.signal]);
      await lease.check();
    }
    await inTransaction(async (tx) => {
      if (!(await endJob(tx, lease.jobId, lease.holder))) return;
      await deleteTokenCache(tx, tokenCacheId);
      await endCancelling(tx, emergency.id);
    });
    lease.end();
  } catch (error) {
    await giveUp(lease, about, error);
  }
}

/** Cancels what was not tried yet; gives how many were. */
async function cancelSome(lease: Lease, graph: Graph, actor: AuditInput['actor'], runIds: string[], tried: Set<string>, stop: AbortSignal): Promise<number> {
  let sent = 0;
  for (const runId of runIds) {
    const run = await getRun(runId);
    const items = (await listItems(runId, CANCELLABLE)).filter((item) => item.requestId !== null && !tried.has(item.id));
    for (let at = 0; at < items.length && !stop.aborted; at += BATCH_SIZE) {
      await lease.check();
      const slice = items.slice(at, at + BATCH_SIZE);
      await cancelSlice(graph, actor, run, slice);
      for (const item of slice) tried.add(item.id);
      sent += slice.length;
    }
  }
  return sent;
}

/**
 * Asks for one batch, each marked beforehand as to be cancelled: whoever comes after a crash, and whoever reads the requests
 * back, knows by it that it was us. What has no answer, and what is refused since an earlier answer was lost, is looked up.
 */
async function cancelSlice(graph: Graph, actor: AuditInput['actor'], run: Run, items: RunItem[]): Promise<void> {
  await inTransaction((tx) => changeItems(tx, items.map((item): ItemChange => ({ id: item.id, from: [item.state], attempts: item.attempts, to: item.state, failureCode: 'cancelledByStop' }))));
  const { answers, trouble } = await ask(graph, items);
  // All of them refused for want of a sign-in or a role is about us: it waits for whoever may.
  const denied = troubleOf([...answers.values()]);
  if (denied) throw denied;
  const answered = items.filter((item) => (answers.get(item.id)?.status ?? 500) < 300);
  await writeCancelled(actor, run, answered, (item) => ({ detail: { status: answers.get(item.id)?.status, request: item.requestId }, ...requestIdOf(answers.get(item.id)) }));
  const rest = items.filter((item) => !answered.includes(item));
  const states = await statesOf(graph, run, rest);
  const found = rest.filter((item) => states.get(item.id) === 'canceled');
  await writeCancelled(actor, run, found, (item) => ({ detail: { answer: 'lost, found cancelled', request: item.requestId } }));
  const refused = rest.filter((item) => !found.includes(item) && isRefusal(answers.get(item.id)));
  await inTransaction(async (tx) => {
    await changeItems(tx, refused.map((item): ItemChange => ({ id: item.id, from: [item.state], attempts: item.attempts, to: item.state })));
    await recordAudit(tx, refused.map((item): AuditInput => ({ ...aboutCancel(actor, run, item), outcome: 'failed', detail: { status: answers.get(item.id)?.status, request: item.requestId }, ...requestIdOf(answers.get(item.id)) })));
  });
  const throttled = [...answers.values()].find((answer) => answer.status === 429);
  if (throttled) throw new AppError('throttled', 'Graph slows the cancelling down', throttled.retryAfter === null ? {} : { retryAfter: throttled.retryAfter });
  if (trouble) throw trouble;
  // The job comes back to what has no answer, and is not under way any more by then.
  if (rest.length > found.length + refused.length) throw new AppError('offline', 'some cancelling was not answered');
}

async function ask(graph: Graph, items: RunItem[]): Promise<{ answers: Map<string, BatchAnswer>; trouble: AppError | null }> {
  try {
    return { answers: await cancelRequests(graph, items.map((item) => ({ itemId: item.id, requestId: item.requestId ?? '' })), AbortSignal.timeout(BATCH_TIMEOUT_MS)), trouble: null };
  } catch (error) {
    return { answers: new Map(), trouble: isAppError(error) ? error : new AppError('offline', 'the batch was not answered', { cause: error }) };
  }
}

/** Refused for good, and not for being too many or for want of an answer. */
const isRefusal = (answer: BatchAnswer | undefined): boolean => answer !== undefined && answer.status >= 400 && answer.status < 500 && ![408, 424, 429].includes(answer.status);

const requestIdOf = (answer: BatchAnswer | undefined): { graphRequestId?: string } => (answer?.requestId ? { graphRequestId: answer.requestId } : {});

/** How the requests of these items stand, by item. */
async function statesOf(graph: Graph, run: Run, items: readonly RunItem[]): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for (const [packageId, ofPackage] of groupedBy(items, (item) => item.packageId)) {
    const found = await findOwnRequests(graph, packageId, new Date(run.startedAt.getTime() - CLOCK_SKEW_MS), ofPackage);
    for (const [itemId, request] of found) states.set(itemId, request.state);
  }
  return states;
}

/** The audit event of a cancelling, as far as all of them are alike. */
function aboutCancel(actor: AuditInput['actor'], run: Run, item: RunItem): Omit<AuditInput, 'outcome'> {
  return { ...aboutRun(run), actor, subject: { personId: item.personId, name: item.personName, userPrincipalName: '' }, objectType: 'package', objectId: item.packageId, objectName: item.packageName, action: 'assignment.cancel', graphOperation: CANCEL };
}

/** The run may have read back meanwhile that they are cancelled, and said so. */
async function writeCancelled(actor: AuditInput['actor'], run: Run, items: readonly RunItem[], told: (item: RunItem) => Pick<AuditInput, 'detail' | 'graphRequestId'>): Promise<void> {
  if (items.length === 0) return;
  await inTransaction(async (tx) => {
    await changeItems(tx, items.map((item): ItemChange => ({ id: item.id, from: [...CANCELLABLE, 'delivering'], attempts: item.attempts, to: 'failed', ...failureOf('cancelledByStop') })));
    await tellCancelled(tx, actor, run, items, told);
  });
}

/** Most ids in one question to the database. */
const ASKED_AT_ONCE = 2_000;

/**
 * Says in the audit that these were cancelled by us, of each request once: whoever comes second finds the rows of the items,
 * which it changes first, as the other left them.
 */
export async function tellCancelled(tx: Db, actor: AuditInput['actor'], run: Run, items: readonly RunItem[], told: (item: RunItem) => Pick<AuditInput, 'detail' | 'graphRequestId'>): Promise<void> {
  for (const slice of slices(items, ASKED_AT_ONCE)) {
    const known = await toldRequests(tx, run.id, 'assignment.cancel', slice.map((item) => ({ id: item.requestId ?? '', personId: item.personId })));
    await recordAudit(tx, slice.filter((item) => !known.has(item.requestId ?? '')).map((item): AuditInput => ({ ...aboutCancel(actor, run, item), outcome: 'done', ...told(item) })));
  }
}
