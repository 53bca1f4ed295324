import 'server-only';
import { keepOfKeeper, listKeepers, listReversalItems } from '@/lib/db/reversals';
import type { ReversalKeeper } from '@/lib/db/reversals';
import { AppError } from '@/lib/errors';
import { keeperKey, REVERSAL_ITEM_STATES } from '@/lib/rollout/reversal';
import type { HeldRole } from '@/lib/rollout/reversal';
import { ensureKeeperPackage } from './keeper-packages';
import { aboutReversal } from './reversal-work';
import type { ReversalWork } from './reversal-work';

/** The small packages that keep what was held before, each made once. */
export async function ensureKeepers(work: ReversalWork): Promise<ReversalKeeper[]> {
  const { graph, reversal, run, mayWrite } = work;
  const keepers = await listKeepers(reversal.id);
  if (keepers.every(({ policyId }) => policyId)) return keepers;
  const rolesOf = new Map<string, HeldRole[]>();
  for (const { packageId, held } of await listReversalItems(reversal.id, REVERSAL_ITEM_STATES)) rolesOf.set(`${packageId} ${keeperKey(held)}`, held);
  for (const keeper of keepers) {
    if (keeper.policyId) continue;
    const design = work.design.packages.find(({ packageId }) => packageId === keeper.packageId);
    const roles = rolesOf.get(`${keeper.packageId} ${keeper.roles}`) ?? [];
    if (!design || roles.length === 0) throw new AppError('internal', `reversal ${reversal.id} does not say what ${keeper.name} keeps`);
    const description = `Keeps what its people had before “${design.packageName}”, taken back by Access Rollout.`;
    await ensureKeeperPackage(
      { graph, mayWrite, warrant: { runItemId: reversal.id }, about: aboutReversal(work), toldIn: { runId: run.id } },
      { name: keeper.name, description, catalogId: design.catalogId, keeperId: keeper.keeperId, roles },
      (tx, made) => keepOfKeeper(tx, reversal.id, keeper, made),
    );
  }
  return listKeepers(reversal.id);
}
