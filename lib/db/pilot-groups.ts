import 'server-only';
import type { PhaseState } from '@/lib/rollout/phase';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

/** A group that a run of a rollout made and filled for an invitation; `goneAt` once it was deleted again. */
export type PilotGroup = { runPolicyId: string; groupId: string; packageId: string; packageName: string; policyId: string | null; policyName: string; people: number; phaseName: string; phaseState: PhaseState; goneAt: Date | null };

export async function listPilotGroups(rolloutId: string): Promise<PilotGroup[]> {
  const rows = await db().runPolicy.findMany({
    where: { groupId: { not: null }, run: { phase: { rolloutId: requireRowId(rolloutId) } } }, orderBy: [{ packageName: 'asc' }, { id: 'asc' }],
    select: { id: true, groupId: true, packageId: true, packageName: true, policyId: true, policyName: true, peopleCount: true, groupGoneAt: true, run: { select: { phase: { select: { name: true, state: true } } } } },
  });
  return rows.flatMap(({ id, groupId, peopleCount, groupGoneAt, run, ...row }) => (groupId ? [{ ...row, runPolicyId: id, groupId, people: peopleCount, phaseName: run.phase.name, phaseState: run.phase.state, goneAt: groupGoneAt }] : []));
}

export async function markGroupGone(tx: Db, runPolicyId: string): Promise<void> {
  await tx.runPolicy.update({ where: { id: runPolicyId }, data: { groupGoneAt: new Date() } });
}
