import 'server-only';
import type { SheetCells } from '@/lib/authoring/sheet/columns';
import type { SheetAuthor, PolicySheet, SheetOrigin, SheetRow, SheetVersion } from '@/lib/authoring/sheet/policy-sheet';
import type { WantedRow } from '@/lib/authoring/sheet/wanted-row';
import { AppError } from '@/lib/errors';
import { db } from './client';
import type { Db } from './client';
import type { Prisma } from './generated/client';
import { requireRowId } from './row-id';
import { holding, slicesOf } from './statement';

export async function insertSheet(tx: Db, name: string, by: SheetAuthor): Promise<string> {
  const { id } = await tx.policySheet.create({ data: { name, createdBy: by.personId, createdByName: by.name, changedByName: by.name }, select: { id: true } });
  return id;
}

/** @throws AppError `notFound` */
export async function getSheet(id: string, tx: Db = db()): Promise<PolicySheet> {
  const row = await tx.policySheet.findUnique({ where: { id: requireRowId(id) } });
  if (!row) throw new AppError('notFound', `no policy sheet ${id}`);
  return row;
}

/** The sheet as it stands, locked until the transaction ends. @throws AppError `notFound` */
export async function lockSheet(tx: Db, id: string): Promise<PolicySheet> {
  await tx.$queryRaw`SELECT 1 FROM "policy_sheet" WHERE "id" = ${requireRowId(id)}::uuid FOR UPDATE`;
  return getSheet(id, tx);
}

/** Says that somebody changed it, and how; an import with its text. @returns its new version */
export async function touchSheet(tx: Db, id: string, by: Pick<SheetAuthor, 'name'>, change: { origin: SheetOrigin; said?: string; fileName?: string; text?: string }, first = false): Promise<number> {
  const { version } = await tx.policySheet.update({ where: { id }, data: { version: first ? undefined : { increment: 1 }, changedByName: by.name, changedAt: new Date() }, select: { version: true } });
  await tx.policySheetVersion.create({ data: { sheetId: id, version, origin: change.origin, said: change.said ?? null, fileName: change.fileName ?? null, text: change.text ?? null, rowCount: await tx.policySheetRow.count({ where: { sheetId: id } }), byName: by.name } });
  return version;
}

/** Puts these rows in place of all that the sheet had, in statements of slices. */
export async function replaceSheetRows(tx: Db, sheetId: string, rows: readonly { cells: SheetCells; wanted: WantedRow }[], byName: string): Promise<void> {
  await tx.policySheetRow.deleteMany({ where: { sheetId } });
  let position = 0;
  for (const slice of slicesOf(rows)) {
    const from = position;
    position += slice.length;
    await tx.$executeRaw`
      INSERT INTO "policy_sheet_row" ("sheet_id", "position", "catalog", "package", "cells", "wanted", "changed_by_name")
      SELECT ${sheetId}::uuid, r.position, r.catalog, r.package, r.cells::jsonb, r.wanted::jsonb, ${byName}
      FROM unnest(${slice.map((_, index) => from + index + 1)}::int[], ${slice.map(({ wanted }) => wanted.catalog.name)}::text[], ${slice.map(({ wanted }) => wanted.package)}::text[],
        ${slice.map(({ cells }) => JSON.stringify(cells))}::text[], ${slice.map(({ wanted }) => JSON.stringify(wanted))}::text[]) AS r(position, catalog, package, cells, wanted)`;
  }
}

type RowPayload = Prisma.PolicySheetRowGetPayload<object>;

function toRow({ cells, wanted, ...row }: RowPayload): SheetRow {
  return { ...row, cells: cells as unknown as SheetCells, wanted: wanted as unknown as WantedRow };
}

/** All rows of a sheet in their order. */
export async function listSheetRows(sheetId: string, tx: Db = db()): Promise<SheetRow[]> {
  return (await tx.policySheetRow.findMany({ where: { sheetId: requireRowId(sheetId) }, orderBy: [{ position: 'asc' }, { id: 'asc' }] })).map(toRow);
}

/** A page of a sheet's rows by part of their package's or catalog's name, and how many there are. */
export async function pageSheetRows(sheetId: string, text: string, page: { skip: number; take: number }): Promise<{ rows: SheetRow[]; total: number }> {
  const where: Prisma.PolicySheetRowWhereInput = { sheetId: requireRowId(sheetId), ...(text ? { OR: [{ package: holding(text) }, { catalog: holding(text) }] } : {}) };
  const [rows, total] = await Promise.all([db().policySheetRow.findMany({ where, orderBy: [{ position: 'asc' }, { id: 'asc' }], ...page }), db().policySheetRow.count({ where })]);
  return { rows: rows.map(toRow), total };
}

/** @throws AppError `notFound` */
export async function getSheetRow(sheetId: string, rowId: string, tx: Db = db()): Promise<SheetRow> {
  const row = await tx.policySheetRow.findFirst({ where: { id: requireRowId(rowId), sheetId: requireRowId(sheetId) } });
  if (!row) throw new AppError('notFound', `sheet ${sheetId} has no row ${rowId}`);
  return toRow(row);
}

/** Adds a row at the end. @returns its id */
export async function insertSheetRow(tx: Db, sheetId: string, { cells, wanted }: Pick<SheetRow, 'cells' | 'wanted'>, byName: string): Promise<string> {
  const last = await tx.policySheetRow.aggregate({ where: { sheetId }, _max: { position: true } });
  const { id } = await tx.policySheetRow.create({ data: { sheetId, position: (last._max.position ?? 0) + 1, catalog: wanted.catalog.name, package: wanted.package, cells, wanted, changedByName: byName }, select: { id: true } });
  return id;
}

/** Puts a row in place of what it was; false where somebody changed it since that version. */
export async function updateSheetRow(tx: Db, id: string, version: number, { cells, wanted }: Pick<SheetRow, 'cells' | 'wanted'>, byName: string): Promise<boolean> {
  const updated = await tx.policySheetRow.updateMany({ where: { id, version }, data: { catalog: wanted.catalog.name, package: wanted.package, cells, wanted, version: { increment: 1 }, changedByName: byName, changedAt: new Date() } });
  return updated.count === 1;
}

export async function deleteSheetRow(tx: Db, id: string): Promise<void> {
  await tx.policySheetRow.delete({ where: { id } });
}

export async function deleteSheet(tx: Db, id: string): Promise<void> {
  await tx.policySheet.delete({ where: { id } });
}

export type SheetListed = PolicySheet & { packages: number };

/** A page of sheets by part of their name, the last changed first, and how many there are. */
export async function pageSheets(text: string, page: { skip: number; take: number }): Promise<{ sheets: SheetListed[]; total: number }> {
  const where: Prisma.PolicySheetWhereInput = text ? { name: holding(text) } : {};
  const [rows, total] = await Promise.all([db().policySheet.findMany({ where, orderBy: [{ changedAt: 'desc' }, { id: 'asc' }], ...page, include: { _count: { select: { rows: true } } } }), db().policySheet.count({ where })]);
  return { sheets: rows.map(({ _count, ...row }) => ({ ...row, packages: _count.rows })), total };
}

/** The versions of a sheet, the newest first, without their texts. */
export async function listSheetVersions(sheetId: string, take: number): Promise<SheetVersion[]> {
  return db().policySheetVersion.findMany({ where: { sheetId: requireRowId(sheetId) }, orderBy: { version: 'desc' }, take, select: { version: true, origin: true, fileName: true, said: true, rowCount: true, byName: true, at: true } });
}

/** The text of an import as it came; null of a version that was none. @throws AppError `notFound` */
export async function getSheetText(sheetId: string, version: number): Promise<{ origin: SheetOrigin; text: string }> {
  const row = await db().policySheetVersion.findUnique({ where: { sheetId_version: { sheetId: requireRowId(sheetId), version } }, select: { origin: true, text: true } });
  if (!row || row.text === null) throw new AppError('notFound', `sheet ${sheetId} has no text of version ${version}`);
  return { origin: row.origin, text: row.text };
}
