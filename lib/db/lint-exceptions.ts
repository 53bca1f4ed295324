import 'server-only';
import type { LintRule } from '@/lib/authoring/lint/finding';
import { db } from './client';
import type { Db } from './client';
import { isRowId } from './row-id';

export type NewException = { key: string; rule: LintRule; packageId: string; packageName: string; what: string; reason: string; ownerId: string; ownerName: string; until: string; createdBy: string; createdByName: string };

/** Its last day may have passed; who ended it before that, null where nobody did. */
export type KeptException = { id: string; key: string; rule: string; packageId: string; packageName: string; endedByName: string | null };

const KEPT = { id: true, key: true, rule: true, packageId: true, packageName: true, endedByName: true } as const;

/** Ends one that stands for the same finding, which another takes the place of, and keeps the new one. */
export async function insertException(tx: Db, { until, ...exception }: NewException): Promise<string> {
  await tx.lintException.updateMany({ where: { key: exception.key, endedAt: null }, data: { endedAt: new Date(), endedByName: exception.createdByName } });
  return (await tx.lintException.create({ data: { ...exception, until: new Date(`${until}T00:00:00Z`) }, select: { id: true } })).id;
}

export async function findException(id: string, tx: Db = db()): Promise<KeptException | null> {
  return isRowId(id) ? tx.lintException.findUnique({ where: { id }, select: KEPT }) : null;
}

/** Ends one; false where somebody did before. */
export async function endException(tx: Db, id: string, byName: string): Promise<boolean> {
  return (await tx.lintException.updateMany({ where: { id, endedAt: null }, data: { endedAt: new Date(), endedByName: byName } })).count === 1;
}
