import 'server-only';
import type { Draft } from '@/lib/authoring/draft';
import { getRollout } from '@/lib/db/rollouts';
import { AppError, isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getPackageDesign } from '@/lib/graph/packages';
import { changePackages } from './create-rollout';
import type { Admin } from './rollout';

/** Whose place the package of a draft takes, and in which rollout; `packageName` is null once the rollout does not bring the other one any more. */
export type StandInView = { rolloutId: string; rolloutName: string; packageName: string | null };

/** What applying a draft does to a rollout, or null where that is nothing. */
export async function loadStandIn({ rolloutId, insteadOf }: Draft): Promise<StandInView | null> {
  if (!rolloutId) return null;
  try {
    const { name, packages } = await getRollout(rolloutId);
    return { rolloutId, rolloutName: name, packageName: packages.find(({ packageId }) => packageId === insteadOf)?.packageName ?? null };
  } catch (error) {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  }
}

/**
 * Brings the package a draft made in the place of the other one. Safe to run again.
 * @throws AppError `conflict` once a phase of the rollout has started; as changePackages
 */
export async function standIn(admin: Admin, graph: Graph, { rolloutId, insteadOf, underPolicy }: Draft, packageId: string): Promise<void> {
  if (!rolloutId) return;
  const { packages } = await getRollout(rolloutId);
  if (!packages.some((each) => each.packageId === insteadOf)) return;
  const policy = (await getPackageDesign(graph, packageId)).policies.find(({ name }) => name === underPolicy);
  if (!policy) throw new AppError('conflict', `package ${packageId} has no policy ${underPolicy ?? ''}`);
  await changePackages(admin, rolloutId, packages.map((each) => (each.packageId === insteadOf ? { packageId, policyId: policy.id } : { packageId: each.packageId, policyId: each.policyId })), graph);
}
