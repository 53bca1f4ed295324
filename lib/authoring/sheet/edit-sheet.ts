import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditPerson } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { deleteSheet, deleteSheetRow, getSheetRow, insertSheetRow, listSheetRows, lockSheet, touchSheet, updateSheetRow } from '@/lib/db/policy-sheets';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { readCells } from './cells';
import { COLUMNS, columnRules, MOST_ROWS, policyField } from './columns';
import type { SheetCells, SheetProblem, WrittenCells } from './columns';
import { holdSheetPage } from './draft-sheet';
import type { ChosenDeviation } from './draft-sheet';
import { DEVIATION_FIELDS, policyMeant } from './hold-sheet';
import type { Deviation } from './hold-sheet';
import { aboutSheet } from './import-sheet';
import type { SheetOrigin, SheetRow } from './policy-sheet';
import { resolveSheet } from './resolve-sheet';
import { cellsFrom, namedBy } from './tenant-cells';
import { groupGivenBy } from './wanted-row';
import type { WantedRow } from './wanted-row';

type Judged = { cells: SheetCells; wanted: WantedRow; problems: SheetProblem[] };

/** A row as it is typed, among the others of its sheet. @param own its place among them; the end of them for a new one */
async function judgeRow(graph: Graph, rows: readonly SheetRow[], own: number, typed: WrittenCells): Promise<Judged> {
  const read = readCells(typed);
  const written = [...rows.map((row) => row.cells)];
  written[own] = read.cells;
  const known = new Map(rows.flatMap((row, index) => (index === own ? [] : [[index, row.wanted] as const])));
  const resolved = await resolveSheet(graph, written.map((cells, index) => ({ line: null, row: index + 1, cells })), known);
  const wanted = resolved.wanted[own];
  if (!wanted) throw new Error(`row ${own} was not resolved`);
  const twin = rows.findIndex((row, index) => index !== own && row.catalog.toLowerCase() === wanted.catalog.name.toLowerCase() && row.package.toLowerCase() === wanted.package.toLowerCase());
  const first = read.problems.map(({ column, ...rest }): SheetProblem => ({ line: null, row: own + 1, column: columnRules(column).header, ...rest }));
  const twice: SheetProblem[] = twin < 0 ? [] : [{ line: null, row: own + 1, policy: null, column: columnRules('package').header, said: wanted.package, what: 'The sheet has this package already. Choose another name or catalog.', suggestions: [] }];
  const placeOf = ({ policy, column }: SheetProblem): string => JSON.stringify([policy, column]);
  const told = new Set([...twice, ...first].map(placeOf));
  return { cells: read.cells, wanted, problems: [...twice, ...first, ...resolved.problems.filter((problem) => problem.row === own + 1 && !told.has(placeOf(problem)))] };
}

/**
 * A sentence for each field that is wrong, with what could stand there.
 * @param keys by what the fields of each policy are known
 */
function fieldsOf(problems: readonly SheetProblem[], keys: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { column: header, policy, said, what, suggestions } of problems) {
    const column = COLUMNS.find((rules) => rules.header === header)?.column ?? 'package';
    const field = policy === null ? column : policyField(keys[policy - 1] ?? String(policy - 1), column);
    const sentence = `${said && said !== what ? `“${said}”: ` : ''}${what}${suggestions.length > 0 ? ` Was it ${suggestions.map((each) => `“${each}”`).join(' or ')}?` : ''}`;
    fields[field] = fields[field] ? `${fields[field]} ${sentence}` : sentence;
  }
  return fields;
}

/**
 * Saves a row as it was typed, or adds one. Every name is looked up first; rows that name the package follow its new name.
 * @param seen the row and its version on the screen; null for a new one
 * @param how `keys` tell the fields of one policy from those of another in a form
 * @throws AppError `invalid` with a sentence for each field; `conflict` where somebody changed the row meanwhile; Graph's own
 */
export async function saveSheetRow(by: AuditPerson, graph: Graph, sheetId: string, seen: { rowId: string; version: number } | null, typed: WrittenCells, { origin = 'form', said, keys = [] }: { origin?: SheetOrigin; said?: string; keys?: readonly string[] } = {}): Promise<{ rowId: string }> {
  const before = await listSheetRows(sheetId);
  const place = seen ? before.findIndex(({ id }) => id === seen.rowId) : before.length;
  if (place < 0) throw new AppError('notFound', `sheet ${sheetId} has no row ${seen?.rowId ?? ''}`);
  if (!seen && before.length >= MOST_ROWS) throw new AppError('invalid', 'too many rows', { say: `A sheet takes ${MOST_ROWS} packages. Begin another sheet.` });
  const { cells, wanted, problems } = await judgeRow(graph, before, place, typed);
  const was = before[place];
  const resting = was && before.find((row) => row.id !== was.id && row.cells.prerequisite.some((text) => names(text, was)));
  if (resting && !groupGivenBy(wanted.roles)) problems.push({ line: null, row: place + 1, policy: null, column: columnRules('resources').header, said: '', what: `“${resting.package}” has this package as its prerequisite, so it has to give membership of a group.`, suggestions: [] });
  if (problems.length > 0) throw new AppError('invalid', `row: ${problems.map(({ column }) => column).join(', ')}`, { fields: fieldsOf(problems, keys) });
  return inTransaction(async (tx) => {
    const sheet = await lockSheet(tx, sheetId);
    if (seen && !(await updateSheetRow(tx, seen.rowId, seen.version, { cells, wanted }, by.name))) {
      const now = await getSheetRow(sheetId, seen.rowId, tx);
      throw new AppError('conflict', `row ${seen.rowId} is at version ${now.version}`, { say: `${now.changedByName} changed this row since you opened it. Copy what you typed, then reload the page.` });
    }
    const rowId = seen?.rowId ?? (await insertSheetRow(tx, sheetId, { cells, wanted }, by.name));
    if (was) await follow(tx, await listSheetRows(sheetId, tx), was, wanted, by.name);
    await touchSheet(tx, sheetId, by, { origin, said: said ?? (seen ? `Changed “${wanted.package}”` : `Added “${wanted.package}”`) });
    await recordAudit(tx, [{ ...aboutSheet(by, sheet), action: 'sheet.change', after: { row: wanted.package, origin } }]);
    return { rowId };
  });
}

const names = (text: string, row: Pick<SheetRow, 'package' | 'catalog'>): boolean => [row.package, `${row.catalog} > ${row.package}`].some((name) => name.toLowerCase() === text.toLowerCase());

const isOf = (row: Pick<SheetRow, 'package' | 'catalog'>) => (other: WantedRow['incompatible'][number]): boolean => other.kind === 'row' && other.name.toLowerCase() === row.package.toLowerCase() && other.catalog.toLowerCase() === row.catalog.toLowerCase();

/** Other rows go on naming a package by the name it has now, and know who has it by the group it gives now. */
async function follow(tx: Db, rows: readonly SheetRow[], was: SheetRow, wanted: WantedRow, byName: string): Promise<void> {
  const isRenamed = was.package !== wanted.package || was.catalog !== wanted.catalog.name;
  const group = groupGivenBy(wanted.roles);
  const isRegrouped = groupGivenBy(was.wanted.roles)?.id !== group?.id;
  const renamed = (list: string[]): string[] => (isRenamed ? list.map((text) => (names(text, was) ? `${wanted.catalog.name} > ${wanted.package}` : text)) : list);
  for (const row of rows) {
    const rests = row.cells.prerequisite.some((text) => names(text, was));
    if (row.id === was.id || !((isRenamed && row.cells.incompatible.some((text) => names(text, was))) || (rests && (isRenamed || isRegrouped)))) continue;
    const incompatible = row.wanted.incompatible.map((other) => (isOf(was)(other) ? { kind: 'row' as const, catalog: wanted.catalog.name, name: wanted.package } : other));
    // A cell names as many as it means: the two lists go side by side.
    const prerequisite = row.wanted.prerequisite.map((known, index) => (group && names(row.cells.prerequisite[index] ?? '', was) ? group : known));
    await updateSheetRow(tx, row.id, row.version, { cells: { ...row.cells, incompatible: renamed(row.cells.incompatible), prerequisite: renamed(row.cells.prerequisite) }, wanted: { ...row.wanted, incompatible, prerequisite } }, byName);
  }
}

/** Takes a row out of a sheet; the tenant's package stays. @throws AppError `notFound`; `conflict` where another row names it */
export async function removeSheetRow(by: AuditPerson, sheetId: string, rowId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const sheet = await lockSheet(tx, sheetId);
    const row = await getSheetRow(sheetId, rowId, tx);
    const naming = (await listSheetRows(sheetId, tx)).find(({ id, cells }) => id !== rowId && [...cells.incompatible, ...cells.prerequisite].some((text) => names(text, row)));
    if (naming) throw new AppError('conflict', `row ${naming.id} names ${rowId}`, { say: `“${naming.package}” names “${row.package}” as its prerequisite, or as not to be held together. Change that row first.` });
    await deleteSheetRow(tx, rowId);
    await touchSheet(tx, sheetId, by, { origin: 'form', said: `Took out “${row.package}”` });
    await recordAudit(tx, [{ ...aboutSheet(by, sheet), action: 'sheet.change', before: { row: row.package } }]);
  });
}

/** Deletes a sheet; what was made of it in the tenant stays. @throws AppError `notFound` */
export async function removeSheet(by: AuditPerson, sheetId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const sheet = await lockSheet(tx, sheetId);
    await deleteSheet(tx, sheetId);
    await recordAudit(tx, [{ ...aboutSheet(by, sheet), action: 'sheet.delete' }]);
  });
}

/**
 * Writes into the sheet what the tenant has of one part of a row, read anew. Nothing is changed in the tenant.
 * @throws AppError `conflict` where they agree by now, or no sheet can say what the tenant has; Graph's own
 */
export async function takeFromTenant(by: AuditPerson, graph: Graph, sheetId: string, { rowId, field, policy }: ChosenDeviation): Promise<void> {
  const place = (await listSheetRows(sheetId)).findIndex(({ id }) => id === rowId);
  if (place < 0) throw new AppError('notFound', `sheet ${sheetId} has no row ${rowId}`);
  const { rows, held, tenant } = await holdSheetPage(graph, sheetId, { skip: place, take: 1 });
  const [row, there, deviation] = [rows[place], tenant.rows[place], held.deviations.find((each) => each.field === field && each.policy === policy)];
  if (!row || !there || !deviation) throw new AppError('conflict', `${field} of ${rowId} does not deviate`, { say: 'The tenant is as the sheet says by now. Reload the page.' });
  const about = { cells: row.cells, row: row.wanted, there, names: tenant.names, saidElsewhere: namedBy(rows.map((each) => each.wanted), place) };
  // A name alone may be several people's or groups': then its id stands beside it.
  for (const withIds of [false, true]) {
    const cells = cellsFrom(deviation, { ...about, withIds });
    if (!cells) throw new AppError('conflict', `${field} of ${rowId} cannot be said`, { say: 'A sheet has no words for what the tenant has here. Bring the tenant back, or change the row.' });
    if (!withIds && (await judgeRow(graph, rows, place, cells)).problems.length > 0) continue;
    await saveSheetRow(by, graph, sheetId, { rowId, version: row.version }, cells, { origin: 'tenant', said: takenWords(row, deviation) });
    return;
  }
}

/** What was taken from the tenant, as the versions of the sheet tell it. */
function takenWords(row: SheetRow, deviation: Deviation): string {
  const { field, tenant, sheet } = deviation;
  if (field === 'beside') return `Took the policy “${tenant}” of “${row.package}” from the tenant`;
  if (field === 'missing') return `Took the policy “${sheet}” out of “${row.package}”, which the tenant does not have`;
  const of = policyMeant(row.wanted, deviation);
  return `Took “${DEVIATION_FIELDS[field]}” of ${of ? `“${of}” of ` : ''}“${row.package}” from the tenant`;
}
