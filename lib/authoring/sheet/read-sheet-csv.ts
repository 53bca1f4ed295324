/** A policy sheet as a table of comma-separated values: read with every line that is wrong, and written so that it reads back the same. */
import { parse } from 'csv-parse/sync';
import { csvText } from '@/lib/rollout/csv-cell';
import { readCells } from './cells';
import { COLUMNS, columnRules, isListColumn, MOST_ROWS, wordsLike } from './columns';
import type { SheetCells, SheetColumn, SheetProblem } from './columns';

/** A row with where it stands in its file. */
export type WrittenRow = { line: number | null; row: number; cells: SheetCells };

export type ReadSheet = { rows: WrittenRow[]; problems: SheetProblem[] };

const HEADERS = COLUMNS.map(({ header }) => header);

/** A spreadsheet runs what begins like a formula, so what is written out has an apostrophe before it. */
const GUARDED = /^'+(?=\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20])/;

type Record_ = { record: string[]; info: { lines: number } };

/** Reads a table whose first line names its columns. Names in a cell are parted by semicolons or lines; one that holds a semicolon stands in quotes. */
export function readSheetCsv(text: string): ReadSheet {
  const whole = text.replace(/^\uFEFF/, '');
  const problems: SheetProblem[] = [];
  const records = readRecords(whole, problems);
  if (!records) return { rows: [], problems };
  const [head, ...rest] = records;
  if (!head) return { rows: [], problems: [wholeFile(1, '', 'The file is empty. Its first line names the columns; the example shows them.')] };
  const columns = readHead(head.record, problems);
  if (problems.length > 0) return { rows: [], problems };
  const rows: WrittenRow[] = [];
  for (const { record, info } of rest) {
    // The reader counts to the last line of a row; a cell may have several.
    const line = info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
    if (record.some((cell) => cell.trim())) rows.push(readRow(columns, record, line, rows.length + 1, problems));
  }
  return { rows, problems: [...problems, ...countProblems(rows.length)] };
}

/** What is wrong with the number of rows of a sheet. */
export function countProblems(rows: number): SheetProblem[] {
  if (rows === 0) return [wholeFile(1, '', 'There is no package in it.')];
  return rows > MOST_ROWS ? [wholeFile(1, '', `It has ${rows.toLocaleString('en-GB')} packages, and one sheet takes ${MOST_ROWS}. Split it.`)] : [];
}

const wholeFile = (line: number, said: string, what: string): SheetProblem => ({ line, row: null, column: '', said, what, suggestions: [] });

function readRecords(text: string, problems: SheetProblem[]): Record_[] | null {
  try {
    return parse(text, { delimiter: delimiterOf(text), info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as Record_[];
  } catch (error) {
    const { lines, column, message } = error as { lines?: number; column?: number | string; message: string };
    problems.push({ line: lines ?? 1, row: null, column: String(column ?? ''), said: '', what: /quote/i.test(message) ? 'A quotation mark opens here and does not close as it should. One inside a cell is written twice.' : 'This line cannot be read as a table.', suggestions: [] });
    return null;
  }
}

/** What parts the columns of the first line: spreadsheets of some languages write semicolons. */
function delimiterOf(text: string): string {
  const head = (text.split(/\r\n|\r|\n/, 1)[0] ?? '').replaceAll(/"[^"]*"/g, '');
  return [',', ';', '\t'].map((delimiter) => ({ delimiter, count: head.split(delimiter).length })).sort((a, b) => b.count - a.count)[0]?.delimiter ?? ',';
}

function readHead(cells: readonly string[], problems: SheetProblem[]): (SheetColumn | null)[] {
  const seen = new Set<SheetColumn>();
  const columns = cells.map((cell): SheetColumn | null => {
    const said = cell.trim();
    if (!said) return null;
    const column = COLUMNS.find(({ header }) => header.toLowerCase() === said.toLowerCase())?.column;
    if (!column) problems.push({ line: 1, row: null, column: said, said, what: 'A sheet has no column of this name, and nothing is left out in silence. Rename it, or take it away.', suggestions: wordsLike(said, HEADERS) });
    else if (seen.has(column)) problems.push({ line: 1, row: null, column: said, said, what: 'This column is there twice. Take one away.', suggestions: [] });
    else seen.add(column);
    return column ?? null;
  });
  for (const { column, header, required } of COLUMNS) {
    if (required && !seen.has(column) && !(column === 'package' && seen.has('role'))) problems.push({ line: 1, row: null, column: header, said: '', what: `The column “${header}” is missing.`, suggestions: [] });
  }
  return columns;
}

function readRow(columns: readonly (SheetColumn | null)[], record: readonly string[], line: number, row: number, problems: SheetProblem[]): WrittenRow {
  const written: Partial<SheetCells> = {};
  record.forEach((raw, index) => {
    const column = columns[index];
    const said = raw.trim().replace(GUARDED, (marks) => marks.slice(1));
    if (!column && said) problems.push({ line, row, column: `Column ${index + 1}`, said, what: 'This stands under no head. Give the column its name in the first line, or take it away.', suggestions: [] });
    if (!column || !said) return;
    if (!isListColumn(column)) written[column] = said;
    else {
      const items = itemsIn(said);
      if (items) written[column] = items;
      else problems.push({ line, row, column: columnRules(column).header, said, what: 'A quotation mark opens here and does not close as it should.', suggestions: [] });
    }
  });
  const read = readCells(written);
  problems.push(...read.problems.map(({ column, ...rest }) => ({ line, row, column: columnRules(column).header, ...rest })));
  return { line, row, cells: read.cells };
}

/** The names of a cell; null where a quotation mark does not close. */
export function itemsIn(cell: string): string[] | null {
  try {
    return parse(cell, { delimiter: ';', relax_column_count: true, skip_empty_lines: true, trim: true }).flat().map((item) => item.trim()).filter(Boolean);
  } catch {
    return null;
  }
}

/** Names as one cell has them. */
export function itemsText(items: readonly string[]): string {
  return items.map((item) => (/[";\n]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item)).join('; ');
}

const guarded = (text: string): string => (/^'+\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]/.test(text) ? `'${text}` : text);

/** The whole sheet as a file that a spreadsheet opens. */
export function writeSheetCsv(rows: readonly SheetCells[]): string {
  return csvText([HEADERS, ...rows.map((cells) => COLUMNS.map(({ column }) => guarded(isListColumn(column) ? itemsText(cells[column]) : cells[column])))]);
}
