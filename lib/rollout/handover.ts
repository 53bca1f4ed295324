import 'server-only';
import { db } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { countNotMoved, findHandover, lastMoved, listHandoverTargets } from '@/lib/db/handovers';
import type { Handover } from '@/lib/db/handovers';
import { countHeldUnder, lastGiven } from '@/lib/db/pilot-holders';
import { getRollout } from '@/lib/db/rollouts';
import { LEFT } from './handover-item';

/** People still under a pilot's policy; null, with no age, where nothing that was read tells. `undecided` are packages whose policy to live under nobody has chosen. */
export type OnPilotPolicies = { people: number | null; asOf: Date | null; undecided: string[] };

/**
 * How many people are still under the policy their pilot gave them a package by, where they shall live under another, without
 * those whom no run of the rollout gave it, unless they shall go along: from
 * the newest that was read of it, the copy of the directory or a handover of the rollout. A package whose people shall stay
 * under that policy counts nobody, and what was read before the rollout last gave anybody something, or put somebody back,
 * tells nothing. One statement after another, so that it may be asked in a transaction.
 * @throws AppError `notFound`
 */
export async function countOnPilotPolicies(rolloutId: string, tx: Db = db()): Promise<OnPilotPolicies> {
  const rollout = await getRollout(rolloutId, tx);
  const targets = await listHandoverTargets(rolloutId, tx);
  const undecided = rollout.packages.filter(({ packageId }) => !targets.has(packageId)).map(({ packageName }) => packageName);
  const pilots = rollout.packages.filter(({ packageId, policyId }) => targets.get(packageId)?.policyId !== policyId).map(({ packageId, policyId }) => ({ packageId, policyId, others: targets.get(packageId)?.others ?? false }));
  if (pilots.length === 0) return { people: 0, asOf: null, undecided };
  const handover = await findHandover(rolloutId, tx, false);
  const given = await lastGiven(rolloutId, tx);
  const back = await lastMoved(rolloutId, tx, true);
  const isSince = (asOf: Date): boolean => !given || given <= asOf;
  // Of a package whose people were to stay when it was read, a handover holds nobody: it tells nothing once another policy is chosen.
  const tells = handover && isSince(handover.tenantReadAt) && pilots.every(({ packageId }) => (targets.get(packageId)?.chosenAt ?? handover.tenantReadAt) <= handover.tenantReadAt);
  const mirrored = await countHeldUnder(rolloutId, pilots, tx);
  const own = tells ? await countOf(handover, back, tx) : null;
  const held = mirrored && isSince(mirrored.asOf) && (!back || back <= mirrored.asOf) ? mirrored : null;
  const newest = held && (!own || held.asOf >= own.asOf) ? held : own;
  return { people: newest?.people ?? null, asOf: newest?.asOf ?? null, undecided };
}

async function countOf({ id, number, state, tenantReadAt, settledAt }: Handover, back: Date | null, tx: Db): Promise<{ people: number; asOf: Date }> {
  const asOf = state === 'settled' && settledAt ? settledAt : tenantReadAt;
  return { people: await countNotMoved({ id, number }, [LEFT.ended, LEFT.movedOtherwise, LEFT.notGiven], tx), asOf: back && back > asOf ? back : asOf };
}
