import 'server-only';
import type { DraftedSheet, SheetPackage } from '@/lib/authoring/draft';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

export async function insertDraftSheet(tx: Db, draftId: string, { sheetId, packages }: DraftedSheet): Promise<void> {
  await tx.draftSheet.create({ data: { draftId, sheetId, packages } });
}

/** Of which sheet a draft was made; null where of none. */
export async function findDraftSheet(draftId: string): Promise<DraftedSheet | null> {
  const row = await db().draftSheet.findUnique({ where: { draftId: requireRowId(draftId) }, select: { sheetId: true, packages: true } });
  return row && { sheetId: row.sheetId, packages: row.packages as unknown as SheetPackage[] };
}
