import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput, AuditPerson } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { getSheet, insertSheet, lockSheet, replaceSheetRows, touchSheet } from '@/lib/db/policy-sheets';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import type { SheetProblem } from './columns';
import type { PolicySheet } from './policy-sheet';
import { readSheetCsv } from './read-sheet-csv';
import { readSheetJson } from './read-sheet-json';
import { resolveSheet } from './resolve-sheet';

export type SheetFile = { format: 'csv' | 'json'; text: string; fileName?: string };

/** What became of a file: taken whole, or nothing of it and all that is wrong with it. */
export type ImportedSheet = { taken: true; sheetId: string; version: number; packages: number } | { taken: false; problems: SheetProblem[]; packages: number };

/** The audit event of something done to a sheet. */
export function aboutSheet(by: AuditPerson, sheet: Pick<PolicySheet, 'id' | 'name'>): Pick<AuditInput, 'outcome' | 'actor' | 'objectType' | 'objectId' | 'objectName'> {
  return { outcome: 'done', actor: { personId: by.personId, name: by.name, userPrincipalName: by.userPrincipalName }, objectType: 'sheet', objectId: sheet.id, objectName: sheet.name };
}

/** What a text is, told by how it begins. */
export function formatOf(text: string): SheetFile['format'] {
  return /^\uFEFF?\s*[{[]/.test(text) ? 'json' : 'csv';
}

/**
 * Takes a file as a new sheet, or in place of all that a sheet has. All of it or nothing: whatever is wrong, also that a name
 * is nobody's or several have it, is told with its line and column, and then nothing is kept.
 * @throws AppError `notFound`; `conflict` where the sheet changed since `version`; Graph's own
 */
export async function importSheet(by: AuditPerson, graph: Graph, file: SheetFile, into: { name: string } | { sheetId: string; version: number }): Promise<ImportedSheet> {
  if ('sheetId' in into) await getSheet(into.sheetId);
  const read = file.format === 'csv' ? readSheetCsv(file.text) : readSheetJson(file.text);
  const resolved = read.rows.length > 0 ? await resolveSheet(graph, read.rows) : { wanted: [], problems: [] };
  const problems = together(read.problems, resolved.problems);
  if (problems.length > 0) return { taken: false, problems, packages: read.rows.length };
  const rows = read.rows.flatMap(({ cells }, index) => {
    const wanted = resolved.wanted[index];
    return wanted ? [{ cells, wanted }] : [];
  });
  return inTransaction(async (tx) => {
    const isNew = !('sheetId' in into);
    const sheet = isNew ? { id: await insertSheet(tx, into.name, by), name: into.name, version: 1 } : await lockSheet(tx, into.sheetId);
    if (!isNew && sheet.version !== into.version) throw new AppError('conflict', `sheet ${sheet.id} is at version ${sheet.version}`, { say: 'Somebody changed this sheet since you looked. Look at it first, then bring the file in again.' });
    await replaceSheetRows(tx, sheet.id, rows, by.name);
    const version = await touchSheet(tx, sheet.id, by, { origin: file.format, text: file.text, ...(file.fileName ? { fileName: file.fileName } : {}) }, isNew);
    await recordAudit(tx, [{ ...aboutSheet(by, sheet), action: isNew ? 'sheet.create' : 'sheet.import', after: { packages: rows.length, version } }]);
    return { taken: true, sheetId: sheet.id, version, packages: rows.length };
  });
}

/** What a reader found and what the tenant says, each once: a cell that cannot be read is not told a second time. */
function together(read: readonly SheetProblem[], resolved: readonly SheetProblem[]): SheetProblem[] {
  const placeOf = ({ row, policy, column }: SheetProblem): string => JSON.stringify([row, policy, column]);
  const known = new Set(read.map(placeOf));
  const all = [...read, ...resolved.filter((problem) => !known.has(placeOf(problem)))];
  return all.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.row ?? 0) - (b.row ?? 0));
}
