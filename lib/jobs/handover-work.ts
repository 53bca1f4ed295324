import 'server-only';
import type { AuditInput } from '@/lib/audit';
import { findHandoverOfJob } from '@/lib/db/handovers';
import type { Handover } from '@/lib/db/handovers';
import { getJob } from '@/lib/db/jobs';
import { listPhases } from '@/lib/db/phases';
import { getRollout } from '@/lib/db/rollouts';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import type { HandoverItem } from '@/lib/rollout/handover-item';
import type { Lease } from './lease';
import type { RunTiming } from './run-work';
import { writePace } from './write-pace';
import type { WritePace } from './write-pace';

/** A handover being carried out. */
export type HandoverWork = {
  handover: Handover;
  rolloutName: string;
  /** Whose calendar says when requests may go out: the rollout's last phase. */
  phaseId: string;
  lease: Lease;
  graph: Graph;
  timing: RunTiming;
  stop: AbortSignal;
  actor: AuditInput['actor'];
  pace: WritePace;
};

/** @throws AppError `internal` for a job that is none of a handover's, `signedOut` when it has no tokens */
export async function openHandoverWork(lease: Lease, stop: AbortSignal, timing: RunTiming): Promise<HandoverWork> {
  const [job, handover] = await Promise.all([getJob(lease.jobId), findHandoverOfJob(lease.jobId)]);
  if (!handover) throw new AppError('internal', `job ${job.id} hands nothing over`);
  if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
  const [rollout, phases, pace] = await Promise.all([getRollout(handover.rolloutId), listPhases(handover.rolloutId), writePace()]);
  const phaseId = phases.at(-1)?.id;
  if (!phaseId) throw new AppError('internal', `rollout ${rollout.id} has no phase`);
  return { handover, rolloutName: rollout.name, phaseId, lease, graph: graphFor({ tokenCacheId: job.tokenCacheId }), timing, stop, actor: { personId: job.actsAs, name: job.actsAsName, userPrincipalName: '' }, pace };
}

/** The audit event of something that became of the handover itself. */
export function aboutHandover({ handover, rolloutName }: Pick<HandoverWork, 'handover' | 'rolloutName'>): Pick<AuditInput, 'outcome' | 'actor' | 'objectType' | 'objectId' | 'objectName' | 'rolloutId'> {
  return { outcome: 'done', actor: null, objectType: 'rollout', objectId: handover.rolloutId, objectName: rolloutName, rolloutId: handover.rolloutId };
}

/** The audit event of one move, as far as all of them are alike. */
export function aboutMove({ handover, actor }: Pick<HandoverWork, 'handover' | 'actor'>, item: HandoverItem): Pick<AuditInput, 'action' | 'actor' | 'subject' | 'objectType' | 'objectId' | 'objectName' | 'rolloutId' | 'before' | 'after'> {
  return {
    action: 'assignment.move', actor, subject: { personId: item.personId, name: item.personName, userPrincipalName: '' }, objectType: 'package', objectId: item.packageId, objectName: item.packageName, rolloutId: handover.rolloutId,
    before: { policyId: item.fromPolicyId, policy: item.fromPolicyName, ends: item.endsAt?.toISOString() ?? null }, after: { policyId: item.toPolicyId, policy: item.toPolicyName, ends: item.newEndsAt?.toISOString() ?? null },
  };
}
