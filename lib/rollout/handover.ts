import 'server-only';
import { countNotMoved, findHandover, listHandoverTargets } from '@/lib/db/handovers';
import { countHeldUnder, lastGiven } from '@/lib/db/pilot-holders';
import { getRollout } from '@/lib/db/rollouts';
import { LEFT } from './handover-item';

/** People still under a pilot's policy; null, with no age, where nothing that was read tells. `undecided` are packages whose policy to live under nobody has chosen. */
export type OnPilotPolicies = { people: number | null; asOf: Date | null; undecided: string[] };

/**
 * How many people are still under the policy their pilot gave them a package by, where they shall live under another: from
 * the newest that was read of it, the copy of the directory or a handover of the rollout. A package whose people shall stay
 * under that policy counts nobody, and what was read before the rollout last gave anybody something tells nothing.
 * @throws AppError `notFound`
 */
export async function countOnPilotPolicies(rolloutId: string): Promise<OnPilotPolicies> {
  const [rollout, targets, handover] = await Promise.all([getRollout(rolloutId), listHandoverTargets(rolloutId), findHandover(rolloutId)]);
  const undecided = rollout.packages.filter(({ packageId }) => !targets.has(packageId)).map(({ packageName }) => packageName);
  const pilots = rollout.packages.filter(({ packageId, policyId }) => targets.get(packageId)?.policyId !== policyId);
  if (pilots.length === 0) return { people: 0, asOf: null, undecided };
  const given = await lastGiven(rolloutId);
  const isSince = (asOf: Date) => !given || given <= asOf;
  // Of a package whose people were to stay when it was read, a handover holds nobody: it tells nothing once another policy is chosen.
  const tells = handover && isSince(handover.tenantReadAt) && pilots.every(({ packageId }) => (targets.get(packageId)?.chosenAt ?? handover.tenantReadAt) <= handover.tenantReadAt);
  const [mirrored, own] = await Promise.all([countHeldUnder(pilots), tells ? countOf(handover) : null]);
  const held = mirrored && isSince(mirrored.asOf) ? mirrored : null;
  const newest = held && (!own || held.asOf >= own.asOf) ? held : own;
  return { people: newest?.people ?? null, asOf: newest?.asOf ?? null, undecided };
}

async function countOf({ id, state, tenantReadAt, settledAt }: { id: string; state: string; tenantReadAt: Date; settledAt: Date | null }): Promise<{ people: number; asOf: Date }> {
  return { people: await countNotMoved(id, [LEFT.ended, LEFT.movedOtherwise]), asOf: state === 'settled' && settledAt ? settledAt : tenantReadAt };
}
