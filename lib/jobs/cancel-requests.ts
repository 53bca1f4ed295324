import 'server-only';
import { deleteTokenCache } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { endCancelling, findStopOfJob, listRunsToCancel } from '@/lib/db/emergency-stops';
import { endJob, getJob } from '@/lib/db/jobs';
import { changeItems, listItems } from '@/lib/db/run-items';
import type { ItemChange } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import { BATCH_SIZE, CANCEL, cancelRequests } from '@/lib/graph/assignment-requests';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import type { Run, RunItem } from '@/lib/rollout/run';
import { failureOf } from '@/lib/rollout/run-failures';
import { giveUp } from './give-up';
import type { Lease } from './lease';
import { aboutRun } from './run-work';

/** Requests that Entra may still take back; it refuses the rest by itself. */
const CANCELLABLE = ['requested', 'waitingForApproval'] as const;
const BATCH_TIMEOUT_MS = 30_000;
/** Answers that are still open are waited for, this long between two looks. */
const LOOK_AGAIN_SECONDS = 2;
/** After it, what has no answer is the run's to look up once it goes on. */
const WAIT_FOR_ANSWERS_MS = 60_000;

/**
 * Takes back in Entra what the runs under way had asked for when everything was stopped, as far as Entra lets go of it. Each
 * request is tried once: what is being delivered is refused, and stays listed as under way.
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
      if (open) return await lease.release(LOOK_AGAIN_SECONDS);
      break;
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

async function cancelSlice(graph: Graph, actor: AuditInput['actor'], run: Run, items: RunItem[]): Promise<void> {
  const answers = await cancelRequests(graph, items.map((item) => ({ itemId: item.id, requestId: item.requestId ?? '' })), AbortSignal.timeout(BATCH_TIMEOUT_MS));
  const throttled = [...answers.values()].find((answer) => answer.status === 429);
  await inTransaction(async (tx) => {
    const changed = await changeItems(tx, items.flatMap((item): ItemChange[] => ((answers.get(item.id)?.status ?? 0) < 300 && answers.has(item.id) ? [{ id: item.id, from: CANCELLABLE, attempts: item.attempts, to: 'failed', ...failureOf('cancelledByStop') }] : [])));
    await recordAudit(tx, items.flatMap((item): AuditInput[] => {
      const answer = answers.get(item.id);
      if (!answer || answer.status === 429) return [];
      return [{ ...aboutRun(run), outcome: changed.has(item.id) ? 'done' : 'failed', actor, subject: { personId: item.personId, name: item.personName, userPrincipalName: '' }, objectType: 'package', objectId: item.packageId, objectName: item.packageName, action: 'assignment.cancel', graphOperation: CANCEL, detail: { status: answer.status, request: item.requestId }, ...(answer.requestId ? { graphRequestId: answer.requestId } : {}) }];
    }));
  });
  if (throttled) throw new AppError('throttled', 'Graph slows the cancelling down', throttled.retryAfter === null ? {} : { retryAfter: throttled.retryAfter });
}
