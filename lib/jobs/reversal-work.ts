import 'server-only';
import type { AuditInput } from '@/lib/audit';
import { getJob } from '@/lib/db/jobs';
import { getRehearsal } from '@/lib/db/rehearsals';
import { findReversalOfJob } from '@/lib/db/reversals';
import type { Reversal } from '@/lib/db/reversals';
import { getRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import type { CohortMember } from '@/lib/rollout/cohort';
import type { RehearsedDesign } from '@/lib/rollout/rehearsal';
import type { ReversalItem } from '@/lib/rollout/reversal';
import { loadFrozen } from '@/lib/rollout/reversal-standing';
import type { Run } from '@/lib/rollout/run';
import { mayWriteOf } from './held-work';
import type { Lease } from './lease';
import { RUN_TIMING } from './run-work';
import type { RunTiming } from './run-work';
import { writePace } from './write-pace';
import type { WritePace } from './write-pace';

/** Beside a run's own: how long a resource may take to show a removal, and after what time a restoring is looked at again. */
export type ReversalTiming = RunTiming & { allowedMs: number; checkAfterMs: number };

const DAY_MS = 24 * 3_600_000;

export const REVERSAL_TIMING: ReversalTiming = { ...RUN_TIMING, allowedMs: DAY_MS, checkAfterMs: DAY_MS };

/** A reversal being carried out. */
export type ReversalWork = {
  reversal: Reversal;
  run: Run;
  design: RehearsedDesign;
  lease: Lease;
  graph: Graph;
  timing: ReversalTiming;
  stop: AbortSignal;
  actor: AuditInput['actor'];
  /** The rate of this process towards the tenant, shared with its runs. */
  pace: WritePace;
  /** The cohort as it was frozen; read once something is to be kept or put back. */
  frozen: () => Promise<Map<string, CohortMember>>;
  /** Asked before each write beside the stream. @throws WorkHeld */
  mayWrite: () => Promise<void>;
};

/** @throws AppError `internal` for a job that is none of a reversal's, `signedOut` when it has no tokens */
export async function openReversalWork(lease: Lease, stop: AbortSignal, timing: ReversalTiming): Promise<ReversalWork> {
  const [job, reversal] = await Promise.all([getJob(lease.jobId), findReversalOfJob(lease.jobId)]);
  if (!reversal) throw new AppError('internal', `job ${job.id} takes back no run`);
  if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
  const run = await getRun(reversal.runId);
  const [{ design }, pace] = await Promise.all([getRehearsal(run.rehearsalId), writePace()]);
  let frozen: Promise<Map<string, CohortMember>> | null = null;
  return { reversal, run, design, lease, pace, mayWrite: mayWriteOf(lease, 'reversal', reversal.id), frozen: () => (frozen ??= loadFrozen(run.phaseId)), graph: graphFor({ tokenCacheId: job.tokenCacheId }), timing, stop, actor: { personId: job.actsAs, name: job.actsAsName, userPrincipalName: '' } };
}

type About = Pick<AuditInput, 'actor' | 'rolloutId' | 'phaseId' | 'runId'>;

export function aboutReversal({ run, actor }: Pick<ReversalWork, 'run' | 'actor'>): About {
  return { actor, rolloutId: run.rolloutId, phaseId: run.phaseId, runId: run.id };
}

/** The audit event of what was asked about one item, as far as all of them are alike. */
export function aboutReversed(work: ReversalWork, item: ReversalItem): About & Pick<AuditInput, 'subject' | 'objectType' | 'objectId' | 'objectName'> {
  return { ...aboutReversal(work), subject: { personId: item.personId, name: item.personName, userPrincipalName: '' }, objectType: 'package', objectId: item.packageId, objectName: item.packageName };
}
