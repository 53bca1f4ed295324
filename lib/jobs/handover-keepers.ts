import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { keepOfHandoverKeeper, listHandoverKeepers, packagesOnKeepers } from '@/lib/db/handover-keepers';
import { readHandoverClock } from '@/lib/db/handover-sends';
import { AppError, isAppError } from '@/lib/errors';
import { DELETE_PACKAGE, deletePackage } from '@/lib/graph/packages';
import { aboutHandover } from './handover-work';
import type { HandoverWork } from './handover-work';
import { ensureKeeperPackage } from './keeper-packages';

/** Makes the small packages of a bridge, each once and with every role of the package it stands in for. */
export async function ensureHandoverKeepers(work: HandoverWork): Promise<void> {
  const { handover, graph, keepers } = work;
  const missing = keepers.filter(({ policyId, goneAt }) => !policyId && !goneAt);
  if (missing.length === 0) return;
  const designs = await work.designs();
  for (const keeper of missing) {
    const design = designs.get(keeper.packageId);
    if (!design) throw new AppError('conflict', `package ${keeper.packageId} is gone`);
    await ensureKeeperPackage(
      { graph, warrant: { runItemId: handover.id }, mayWrite: work.mayWrite, about: { actor: work.actor, rolloutId: handover.rolloutId }, toldIn: { rolloutId: handover.rolloutId } },
      { name: keeper.name, description: `Keeps what “${design.name}” gives while its people go to another policy, moved by Access Rollout.`, catalogId: design.catalogId, keeperId: keeper.keeperId, roles: design.roles },
      (tx, made) => keepOfHandoverKeeper(tx, handover.id, keeper.packageId, made),
    );
  }
  work.keepers = await listHandoverKeepers(handover.id);
}

/** For so long Entra may not see yet that nobody has a small package any more. */
const SEEN_WITHIN_MS = 2 * 60_000;

/**
 * Deletes the small packages nobody needs any more; one that Entra does not delete stays, and says so.
 * @returns true while one is tried again: Entra may only not see yet that nobody has it
 * @throws WorkHeld
 */
export async function removeHandoverKeepers(work: HandoverWork): Promise<boolean> {
  const { handover, graph } = work;
  const over = work.keepers.filter(({ keeperId, goneAt, stays }) => keeperId && !goneAt && !stays);
  if (over.length === 0) return false;
  let again = false;
  const needed = await packagesOnKeepers(handover.id);
  for (const { packageId, keeperId, name } of over) {
    if (!keeperId || needed.has(packageId)) continue;
    await work.mayWrite();
    const event = { ...aboutHandover(work), actor: work.actor, action: 'package.delete', objectType: 'package', objectId: keeperId, objectName: name, graphOperation: DELETE_PACKAGE };
    try {
      const { requestId } = await deletePackage(graph, keeperId, { runItemId: handover.id });
      await inTransaction(async (tx) => {
        await keepOfHandoverKeeper(tx, handover.id, packageId, { goneAt: new Date() });
        await recordAudit(tx, [requestId ? { ...event, graphRequestId: requestId } : { ...event, detail: { answer: 'was gone already' } }]);
      });
    } catch (error) {
      if (!isAppError(error, 'conflict') && !isAppError(error, 'refusedByEntra') && !isAppError(error, 'noPermission')) throw error;
      const { now, lastChange } = await readHandoverClock(handover.id);
      if (!isAppError(error, 'noPermission') && lastChange && now.getTime() - lastChange.getTime() < SEEN_WITHIN_MS) {
        again = true;
        continue;
      }
      await inTransaction(async (tx) => {
        await keepOfHandoverKeeper(tx, handover.id, packageId, { stays: error.message });
        await recordAudit(tx, [{ ...event, outcome: 'failed', detail: { code: error.code } }]);
      });
    }
  }
  work.keepers = await listHandoverKeepers(handover.id);
  return again;
}
