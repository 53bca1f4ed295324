import 'server-only';
import { db } from './client';
import type { Db } from './client';

/** The small package that keeps what a package gives while its people go over by bridge; `goneAt` once it was deleted, `stays` why it could not be. */
export type HandoverKeeper = { packageId: string; name: string; keeperId: string | null; policyId: string | null; goneAt: Date | null; stays: string | null };

export async function insertHandoverKeepers(tx: Db, handoverId: string, keepers: readonly Pick<HandoverKeeper, 'packageId' | 'name'>[]): Promise<void> {
  if (keepers.length > 0) await tx.handoverKeeper.createMany({ data: keepers.map((keeper) => ({ ...keeper, handoverId })) });
}

export async function listHandoverKeepers(handoverId: string): Promise<HandoverKeeper[]> {
  return db().handoverKeeper.findMany({ where: { handoverId }, orderBy: { name: 'asc' }, select: { packageId: true, name: true, keeperId: true, policyId: true, goneAt: true, stays: true } });
}

export async function keepOfHandoverKeeper(tx: Db, handoverId: string, packageId: string, made: Partial<Pick<HandoverKeeper, 'keeperId' | 'policyId' | 'goneAt' | 'stays'>>): Promise<void> {
  await tx.handoverKeeper.update({ where: { handoverId_packageId: { handoverId, packageId } }, data: made });
}

/** Packages of a handover by bridge of which somebody may still need their small package: under way, or failed, and to be tried again. */
export async function packagesOnKeepers(handoverId: string): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ packageId: string }[]>`
    SELECT DISTINCT "package_id" AS "packageId" FROM "handover_item"
    WHERE "handover_id" = ${handoverId}::uuid AND ("state" IN ('queued', 'sending', 'unknown', 'sent') OR ("state" = 'failed' AND "step" <> 'move'))`;
  return new Set(rows.map(({ packageId }) => packageId));
}
