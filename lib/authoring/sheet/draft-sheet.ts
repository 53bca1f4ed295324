import 'server-only';
import type { AuditPerson } from '@/lib/audit';
import { databaseNow } from '@/lib/db/client';
import { getSheet, listSheetRows } from '@/lib/db/policy-sheets';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { createDraft } from '../edit-draft';
import { changesFor, holdSheet, withPartners } from './hold-sheet';
import type { Deviation, HeldSheet, LooksAt, SheetTenant } from './hold-sheet';
import type { PolicySheet, SheetRow } from './policy-sheet';
import { readSheetTenant } from './read-sheet-tenant';

export type SheetHeld = { sheet: PolicySheet; rows: SheetRow[]; held: HeldSheet };

/** Holds a sheet against the tenant as it is now, whole or as far as deviations were chosen. Writes nothing. @throws AppError `notFound`; Graph's own */
export async function holdWholeSheet(graph: Graph, sheetId: string, chosen?: readonly ChosenDeviation[]): Promise<SheetHeld> {
  const [sheet, rows, now] = await Promise.all([getSheet(sheetId), listSheetRows(sheetId), databaseNow()]);
  const wanted = rows.map((row) => row.wanted);
  const looksAt: LooksAt = (row, field) => !chosen || chosen.some((each) => each.rowId === rows[row]?.id && (field === undefined || each.field === field));
  return { sheet, rows, held: holdSheet(sheet.name, wanted, await readSheetTenant(graph, wanted), now.toISOString().slice(0, 10), looksAt) };
}

/** A page of a sheet held against the tenant: only the page is read, and what must not be held together with it. @throws AppError `notFound`; Graph's own */
export async function holdSheetPage(graph: Graph, sheetId: string, page: { skip: number; take: number }): Promise<SheetHeld & { tenant: SheetTenant }> {
  const [sheet, rows, now] = await Promise.all([getSheet(sheetId), listSheetRows(sheetId), databaseNow()]);
  const wanted = rows.map((row) => row.wanted);
  const chosen = new Set(rows.slice(page.skip, page.skip + page.take).map((_, index) => page.skip + index));
  const read = [...withPartners(wanted, chosen)].sort((a, b) => a - b);
  const part = await readSheetTenant(graph, read.flatMap((index) => wanted[index] ?? []));
  const tenant: SheetTenant = { ...part, rows: wanted.map((_, index) => (read.includes(index) ? part.rows[read.indexOf(index)] : undefined)) };
  return { sheet, rows, tenant, held: holdSheet(sheet.name, wanted, tenant, now.toISOString().slice(0, 10), (row) => chosen.has(row)) };
}

/** Which deviation is meant: the row and the part of it. */
export type ChosenDeviation = { rowId: string; field: Deviation['field'] };

/**
 * One draft that makes the tenant as the sheet says, with only what the tenant lacks or has otherwise: of the whole sheet, or
 * of the deviations that were chosen. The tenant is changed once it is reviewed and applied.
 * @throws AppError `notFound`; `conflict` where nothing differs any more; `invalid` where a row names a package that is gone from the sheet; Graph's own
 */
export async function draftSheet(by: AuditPerson, graph: Graph, sheetId: string, chosen?: readonly ChosenDeviation[]): Promise<{ draftId: string; changes: number }> {
  const { sheet, rows, held } = await holdWholeSheet(graph, sheetId, chosen);
  const [dangling] = held.dangling;
  if (dangling) {
    const say = `“${rows[dangling.row]?.package ?? ''}” must not be held together with “${dangling.name}”, which this sheet does not have any more. Change that row first.`;
    throw new AppError('invalid', `sheet ${sheetId} has a dangling name`, { say });
  }
  const changes = changesFor(held, held.deviations.flatMap((deviation) => deviation.changes));
  if (changes.length === 0) throw new AppError('conflict', `nothing of sheet ${sheetId} differs`, { say: 'The tenant is as this sheet says. There is nothing to draft.' });
  const { draftId } = await createDraft(by, `${sheet.name}, version ${sheet.version}`.slice(0, 120), changes);
  return { draftId, changes: changes.length };
}
