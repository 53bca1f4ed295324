import 'server-only';
import { getSheet, getSheetText, listSheetRows, listSheetVersions, pageSheetRows, pageSheets } from '@/lib/db/policy-sheets';
import type { SheetListed } from '@/lib/db/policy-sheets';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import type { SheetCells } from './columns';
import { holdSheetPage } from './draft-sheet';
import { policyMeant } from './hold-sheet';
import type { Deviation } from './hold-sheet';
import type { PolicySheet, SheetOrigin, SheetRow, SheetVersion } from './policy-sheet';
import { cellsFrom, namedBy } from './tenant-cells';

/** A page of the policy sheets, the last changed first. */
export async function loadSheets(text: string, page: { skip: number; take: number }): Promise<{ sheets: SheetListed[]; total: number }> {
  return pageSheets(text, page);
}

/** A sheet with a page of its rows. @throws AppError `notFound` */
export async function loadSheet(sheetId: string, text: string, page: { skip: number; take: number }): Promise<{ sheet: PolicySheet; rows: SheetRow[]; total: number }> {
  const [sheet, rows] = await Promise.all([getSheet(sheetId), pageSheetRows(sheetId, text, page)]);
  return { sheet, ...rows };
}

/** A sheet by itself. @throws AppError `notFound` */
export async function loadSheetTitle(sheetId: string): Promise<PolicySheet> {
  return getSheet(sheetId);
}

/** All that is written in a sheet, to be taken along. @throws AppError `notFound` */
export async function loadSheetCells(sheetId: string): Promise<{ sheet: PolicySheet; cells: SheetCells[] }> {
  const [sheet, rows] = await Promise.all([getSheet(sheetId), listSheetRows(sheetId)]);
  return { sheet, cells: rows.map((row) => row.cells) };
}

const MOST_VERSIONS = 100;

/** How a sheet came to be as it is, the newest version first. @throws AppError `notFound` */
export async function loadSheetVersions(sheetId: string): Promise<{ sheet: PolicySheet; versions: SheetVersion[] }> {
  const [sheet, versions] = await Promise.all([getSheet(sheetId), listSheetVersions(sheetId, MOST_VERSIONS)]);
  return { sheet, versions };
}

/** An import as it came. @throws AppError `notFound` */
export async function loadSheetText(sheetId: string, version: number): Promise<{ sheet: PolicySheet; origin: SheetOrigin; text: string }> {
  const [sheet, kept] = await Promise.all([getSheet(sheetId), getSheetText(sheetId, version)]);
  return { sheet, ...kept };
}

/** A deviation as a page shows it; `of` names the policy where the package has several, and `takeable` is true where the sheet can say what the tenant has. */
export type ShownDeviation = Deviation & { rowId: string; packageName: string; catalogName: string; packageId: string | null; of: string | null; takeable: boolean };

/** In what the tenant deviates from a page of a sheet's rows, read now. @throws AppError `notFound`; Graph's own */
export async function loadDeviations(graph: Graph, sheetId: string, page: { skip: number; take: number }): Promise<{ sheet: PolicySheet; total: number; deviations: ShownDeviation[] }> {
  const { sheet, rows, tenant, held } = await holdSheetPage(graph, sheetId, page);
  const wanted = rows.map((row) => row.wanted);
  const deviations = held.deviations.flatMap((deviation): ShownDeviation[] => {
    const [row, there] = [rows[deviation.row], tenant.rows[deviation.row]];
    if (!row || !there) return [];
    const taken = cellsFrom(deviation, { cells: row.cells, row: row.wanted, there, names: tenant.names, saidElsewhere: namedBy(wanted, deviation.row), withIds: false });
    return [{ ...deviation, rowId: row.id, packageName: row.package, catalogName: row.catalog, packageId: there.package?.id ?? null, of: policyMeant(row.wanted, deviation), takeable: taken !== null }];
  });
  return { sheet, total: rows.length, deviations };
}

/** One row of a sheet with those before and after it; a new one where there is no id. @throws AppError `notFound` */
export async function loadSheetRow(sheetId: string, rowId: string | null): Promise<{ sheet: PolicySheet; row: SheetRow | null; at: number; total: number; before: string | null; after: string | null }> {
  const [sheet, rows] = await Promise.all([getSheet(sheetId), listSheetRows(sheetId)]);
  if (rowId === null) return { sheet, row: null, at: rows.length + 1, total: rows.length, before: null, after: null };
  const place = rows.findIndex(({ id }) => id === rowId);
  const row = rows[place];
  if (!row) throw new AppError('notFound', `sheet ${sheetId} has no row ${rowId}`);
  return { sheet, row, at: place + 1, total: rows.length, before: rows[place - 1]?.id ?? null, after: rows[place + 1]?.id ?? null };
}
