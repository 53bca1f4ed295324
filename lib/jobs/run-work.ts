import 'server-only';
import type { AuditInput } from '@/lib/audit';
import { getJob } from '@/lib/db/jobs';
import { getDelivery } from '@/lib/db/phase-delivery';
import { readPlacingOf } from '@/lib/db/rehearsals';
import { getRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import { REPROCESS, REQUEST } from '@/lib/graph/assignment-requests';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import type { Placing } from '@/lib/rollout/placing';
import { readPlacing } from '@/lib/rollout/read-placing';
import { CLOCK_SKEW_MS } from '@/lib/rollout/run';
import type { Run, RunItem } from '@/lib/rollout/run';
import type { Lease } from './lease';
import { writePace } from './write-pace';
import type { WritePace } from './write-pace';

/** How long the work on a run waits for what. Milliseconds. */
export type RunTiming = {
  /** After a lost answer, until the tenant is trusted to show what it did. Entra's lists lag behind its writes. */
  visibilityMs: number;
  /** After a process died in mid-batch, besides: until Entra is done with what it was sent. None where it is not said. */
  lateMs?: number;
  /** Between two readings of the tenant: the least and the most, growing while nothing changes. */
  pollLeastMs: number;
  pollMostMs: number;
};

export const RUN_TIMING: RunTiming = { visibilityMs: 5_000, lateMs: 20_000, pollLeastMs: 1_000, pollMostMs: 30_000 };

/** A run being worked off: whose it is, in whose name, and what may stop it. */
export type RunWork = {
  run: Run;
  lease: Lease;
  graph: Graph;
  timing: RunTiming;
  /** Aborted when the portal stops: nothing new is begun. */
  stop: AbortSignal;
  actor: AuditInput['actor'];
  /** From when on access holds, where it is placed ahead. */
  accessFrom: Date | null;
  /** Begin and end of what is asked for, as they were rehearsed; read once something goes out. */
  placing: () => Promise<Placing>;
  /** The rate of this process towards the tenant. */
  pace: WritePace;
  /** One request goes first, and was not seen delivered yet. */
  oneFirst: boolean;
};

/** @throws AppError `internal` for a job that is none of a run's, `signedOut` when it has no tokens. */
export async function openRunWork(lease: Lease, stop: AbortSignal, timing: RunTiming): Promise<RunWork> {
  const job = await getJob(lease.jobId);
  if (!job.runId) throw new AppError('internal', `job ${job.id} is not about a run`);
  if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
  const run = await getRun(job.runId);
  const [placed, { canary }, pace] = await Promise.all([readPlacingOf(run.rehearsalId), getDelivery(run.phaseId), writePace()]);
  let placing: Promise<Placing> | null = null;
  return {
    run, lease, graph: graphFor({ tokenCacheId: job.tokenCacheId }), timing, stop, pace, actor: { personId: job.actsAs, name: job.actsAsName, userPrincipalName: '' },
    accessFrom: placed?.accessFrom ? new Date(placed.accessFrom) : null, placing: () => (placing ??= readPlacing(run)), oneFirst: canary,
  };
}

/** From when on the tenant's requests are read: from the first sending of these items, or of the run where some were sent again. */
export function readSince(work: RunWork, items: RunItem[]): Date {
  const again = items.some((item) => item.attempts > 1 || !item.sentAt);
  const first = again ? work.run.startedAt.getTime() : Math.min(...items.map((item) => item.sentAt?.getTime() ?? Infinity));
  return new Date(first - CLOCK_SKEW_MS);
}

/** The audit event of one request, as far as all of them are alike. */
export function aboutItem(work: RunWork, item: RunItem): Pick<AuditInput, 'action' | 'actor' | 'subject' | 'objectType' | 'objectId' | 'objectName' | 'rolloutId' | 'phaseId' | 'runId' | 'graphOperation'> {
  return {
    action: item.requestId ? 'assignment.reprocess' : 'assignment.request',
    actor: work.actor,
    subject: { personId: item.personId, name: item.personName, userPrincipalName: '' },
    objectType: 'package',
    objectId: item.packageId,
    objectName: item.packageName,
    rolloutId: work.run.rolloutId,
    phaseId: work.run.phaseId,
    runId: work.run.id,
    graphOperation: item.requestId ? REPROCESS : REQUEST,
  };
}

/** The audit event of something that became of the run itself. */
export function aboutRun(run: Run): Pick<AuditInput, 'outcome' | 'actor' | 'objectType' | 'objectId' | 'objectName' | 'rolloutId' | 'phaseId' | 'runId'> {
  return { outcome: 'done', actor: null, objectType: 'phase', objectId: run.phaseId, objectName: `${run.rolloutName}, ${run.phaseName}`, rolloutId: run.rolloutId, phaseId: run.phaseId, runId: run.id };
}
