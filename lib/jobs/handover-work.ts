import 'server-only';
import type { AuditInput } from '@/lib/audit';
import type { PackageDesign } from '@/lib/authoring/package-design';
import { listHandoverKeepers } from '@/lib/db/handover-keepers';
import type { HandoverKeeper } from '@/lib/db/handover-keepers';
import { findHandoverOfJob } from '@/lib/db/handovers';
import type { Handover } from '@/lib/db/handovers';
import { getJob } from '@/lib/db/jobs';
import { listPhases } from '@/lib/db/phases';
import { getRollout } from '@/lib/db/rollouts';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign } from '@/lib/graph/packages';
import { givenAs } from '@/lib/rollout/handover-item';
import type { HandoverItem, HandoverItemState, HandoverStep } from '@/lib/rollout/handover-item';
import { mayWriteOf } from './held-work';
import type { Lease } from './lease';
import type { AskedType } from './own-requests';
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
  /** Asked before each write beside the stream. @throws WorkHeld */
  mayWrite: () => Promise<void>;
  /** The small packages of a bridge, as they are known to have been made. */
  keepers: HandoverKeeper[];
  /** The packages as the tenant has them now, read once. */
  designs: () => Promise<Map<string, PackageDesign>>;
};

/** @throws AppError `internal` for a job that is none of a handover's, `signedOut` when it has no tokens */
export async function openHandoverWork(lease: Lease, stop: AbortSignal, timing: RunTiming): Promise<HandoverWork> {
  const [job, handover] = await Promise.all([getJob(lease.jobId), findHandoverOfJob(lease.jobId)]);
  if (!handover) throw new AppError('internal', `job ${job.id} hands nothing over`);
  if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
  const [rollout, phases, pace, keepers] = await Promise.all([getRollout(handover.rolloutId), listPhases(handover.rolloutId), writePace(), listHandoverKeepers(handover.id)]);
  const phaseId = phases.at(-1)?.id;
  if (!phaseId) throw new AppError('internal', `rollout ${rollout.id} has no phase`);
  const graph = graphFor({ tokenCacheId: job.tokenCacheId });
  let designs: Promise<Map<string, PackageDesign>> | null = null;
  return {
    handover, rolloutName: rollout.name, phaseId, lease, graph, timing, stop, pace, mayWrite: mayWriteOf(lease, 'handover', handover.id), keepers, actor: { personId: job.actsAs, name: job.actsAsName, userPrincipalName: '' },
    designs: () => (designs ??= loadPackageDesign(graph, rollout.packages.map(({ packageId }) => packageId))),
  };
}

/** The small package that was made for a package. @throws AppError `internal` where none is known to have been */
export function keeperIn({ handover, keepers }: Pick<HandoverWork, 'handover' | 'keepers'>, packageId: string): { keeperId: string; policyId: string } {
  const { keeperId, policyId } = keepers.find((each) => each.packageId === packageId) ?? {};
  if (!keeperId || !policyId) throw new AppError('internal', `handover ${handover.id} has no small package for ${packageId}`);
  return { keeperId, policyId };
}

/** Of which package an item asks at its step, and for what. */
export function askedOf(work: Pick<HandoverWork, 'handover' | 'keepers'>, { step, packageId }: HandoverItem): { packageId: string; asks: AskedType } {
  if (step === 'keep' || step === 'drop') return { packageId: keeperIn(work, packageId).keeperId, asks: step === 'keep' ? 'adminAdd' : 'adminRemove' };
  return { packageId, asks: step === 'move' ? 'adminUpdate' : step === 'remove' ? 'adminRemove' : 'adminAdd' };
}

/** What a change of an item is held against: it is written only while the item is where it was read. */
export function changeOf<S extends HandoverItemState>({ id, attempts, step }: HandoverItem, from: readonly S[]): { id: string; attempts: number; at: HandoverStep; from: readonly S[] } {
  return { id, attempts, at: step, from };
}

/** The audit event of something that became of the handover itself. */
export function aboutHandover({ handover, rolloutName }: Pick<HandoverWork, 'handover' | 'rolloutName'>): Pick<AuditInput, 'outcome' | 'actor' | 'objectType' | 'objectId' | 'objectName' | 'rolloutId'> {
  return { outcome: 'done', actor: null, objectType: 'rollout', objectId: handover.rolloutId, objectName: rolloutName, rolloutId: handover.rolloutId };
}

const ACTIONS: Record<HandoverStep, string> = { move: 'assignment.move', keep: 'assignment.keep', remove: 'assignment.remove', assign: 'assignment.move', drop: 'assignment.unkeep' };

/** The audit event of one step of somebody's move, as far as all of them are alike. */
export function aboutMove({ handover, actor }: Pick<HandoverWork, 'handover' | 'actor'>, item: HandoverItem): Pick<AuditInput, 'action' | 'actor' | 'subject' | 'objectType' | 'objectId' | 'objectName' | 'rolloutId' | 'before' | 'after'> {
  const after = givenAs(item);
  return {
    action: ACTIONS[item.step], actor, subject: { personId: item.personId, name: item.personName, userPrincipalName: '' }, objectType: 'package', objectId: item.packageId, objectName: item.packageName, rolloutId: handover.rolloutId,
    before: { policyId: item.fromPolicyId, policy: item.fromPolicyName, ends: item.endsAt?.toISOString() ?? null }, after: { policyId: after.policyId, policy: after.policyName, ends: after.endsAt?.toISOString() ?? null },
  };
}
