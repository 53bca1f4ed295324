/** A policy sheet as a table of comma-separated values: read with every line that is wrong, and written so that it reads back the same. */
import { parse } from 'csv-parse/sync';
import { csvText } from '@/lib/rollout/csv-cell';
import { wordsLike } from '../names-alike';
import { readCells, sameCell } from './cells';
import { COLUMNS, columnRules, emptyPackage, isListColumn, isPolicyColumn, MOST_ROWS, PACKAGE_COLUMNS } from './columns';
import type { PackageCells, PackageColumn, PolicyCells, SheetCells, SheetColumn, SheetProblem } from './columns';

/** A row with where it stands in its file: the line on which it begins, those of its policies, and those on which a cell of the package stands elsewhere. */
export type WrittenRow = { line: number | null; row: number; cells: SheetCells; policyLines?: readonly (number | null)[]; statedAt?: Partial<Record<PackageColumn, number>> };

/** The line on which a cell of a row stands. */
export function lineOf({ line, policyLines, statedAt }: Pick<WrittenRow, 'line' | 'policyLines' | 'statedAt'>, column: SheetColumn, policy: number | null): number | null {
  if (policy !== null) return policyLines?.[policy - 1] ?? line;
  return isPolicyColumn(column) ? line : (statedAt?.[column] ?? line);
}

export type ReadSheet = { rows: WrittenRow[]; problems: SheetProblem[] };

const HEADERS = COLUMNS.map(({ header }) => header);

/** A spreadsheet runs what begins like a formula, so what is written out has an apostrophe before it. */
const GUARDED = /^'+(?=\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20])/;

type Record_ = { record: string[]; info: { lines: number } };

/** Reads a table whose first line names its columns. Names in a cell are parted by semicolons or lines; one that holds a semicolon, or begins with a quotation mark, stands in quotation marks. */
export function readSheetCsv(text: string): ReadSheet {
  const whole = text.replace(/^\uFEFF/, '');
  const problems: SheetProblem[] = [];
  const records = readRecords(whole, problems);
  if (!records) return { rows: [], problems };
  const [head, ...rest] = records;
  if (!head) return { rows: [], problems: [wholeFile(1, '', 'The file is empty. Its first line names the columns; the example shows them.')] };
  const columns = readHead(head.record, problems);
  if (problems.length > 0) return { rows: [], problems };
  const lines: WrittenLine[] = [];
  for (const { record, info } of rest) {
    // The reader counts to the last line of a row; a cell may have several.
    const line = info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
    if (record.some((cell) => cell.trim())) lines.push(readLine(columns, record, line));
  }
  const rows = byPackage(lines).map((of, index) => readRow(of, index + 1, problems));
  return { rows, problems: [...problems, ...countProblems(rows.length)] };
}

/** What is wrong with the number of rows of a sheet. */
export function countProblems(rows: number): SheetProblem[] {
  if (rows === 0) return [wholeFile(1, '', 'There is no package in it.')];
  return rows > MOST_ROWS ? [wholeFile(1, '', `It has ${rows.toLocaleString('en-GB')} packages, and one sheet takes ${MOST_ROWS}. Split it.`)] : [];
}

const wholeFile = (line: number, said: string, what: string): SheetProblem => ({ line, row: null, policy: null, column: '', said, what, suggestions: [] });

function readRecords(text: string, problems: SheetProblem[]): Record_[] | null {
  try {
    return parse(text, { delimiter: delimiterOf(text), info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as Record_[];
  } catch (error) {
    const { lines, column, message } = error as { lines?: number; column?: number | string; message: string };
    problems.push({ line: lines ?? 1, row: null, policy: null, column: String(column ?? ''), said: '', what: /quote/i.test(message) ? 'A quotation mark opens here and does not close as it should. One inside a cell is written twice.' : 'This line cannot be read as a table.', suggestions: [] });
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
    if (!column) problems.push({ line: 1, row: null, policy: null, column: said, said, what: 'A sheet has no column of this name, and nothing is left out in silence. Rename it, or take it away.', suggestions: wordsLike(said, HEADERS) });
    else if (seen.has(column)) problems.push({ line: 1, row: null, policy: null, column: said, said, what: 'This column is there twice. Take one away.', suggestions: [] });
    else seen.add(column);
    return column ?? null;
  });
  for (const { column, header, required } of COLUMNS) {
    if (required && !seen.has(column) && !(column === 'package' && seen.has('role'))) problems.push({ line: 1, row: null, policy: null, column: header, said: '', what: `The column “${header}” is missing.`, suggestions: [] });
  }
  return columns;
}

/** One line of the table, as it is written: a policy with its package. */
type WrittenLine = { line: number; cells: Partial<PackageCells & PolicyCells>; problems: Omit<SheetProblem, 'row' | 'policy'>[] };

function readLine(columns: readonly (SheetColumn | null)[], record: readonly string[], line: number): WrittenLine {
  const cells: WrittenLine['cells'] = {};
  const problems: WrittenLine['problems'] = [];
  record.forEach((raw, index) => {
    const column = columns[index];
    const said = raw.trim().replace(GUARDED, (marks) => marks.slice(1));
    if (!column && said) problems.push({ line, column: `Column ${index + 1}`, said, what: 'This stands under no head. Give the column its name in the first line, or take it away.', suggestions: [] });
    if (!column || !said) return;
    if (!isListColumn(column)) cells[column] = said;
    else {
      const items = itemsIn(said);
      if (items) cells[column] = items;
      else problems.push({ line, column: columnRules(column).header, said, what: 'A quotation mark opens here and does not close as it should.', suggestions: [] });
    }
  });
  return { line, cells, problems };
}

/** The lines of a package; `catalogs` are those that have one of its name each, where its only line does not say which is meant. */
type PackageLines = { lines: WrittenLine[]; catalogs: readonly string[] };

/**
 * The lines of each package, wherever in the table they stand. A line without a catalog is of the package that an earlier line
 * names with its catalog; one that names no package, or of which several catalogs have one, is by itself.
 */
function byPackage(lines: readonly WrittenLine[]): PackageLines[] {
  const packages = new Map<string, PackageLines>();
  const catalogsOf = new Map<string, string[]>();
  lines.forEach((each, index) => {
    const { catalog = '', role = '', package: name = role } = each.cells;
    const known = catalogsOf.get(name.toLowerCase()) ?? [];
    const isKnown = known.some((other) => other.toLowerCase() === catalog.toLowerCase());
    if (catalog && !isKnown) catalogsOf.set(name.toLowerCase(), [...known, catalog]);
    const catalogs = catalog || !name || known.length < 2 ? [] : known;
    const of = name && catalogs.length === 0 ? `${catalog || (known[0] ?? '')} > ${name}`.toLowerCase() : String(index);
    packages.set(of, { lines: [...(packages.get(of)?.lines ?? []), each], catalogs });
  });
  return [...packages.values()];
}

/** A package of its lines, a policy each. What belongs to the package stands on one of them, or is the same on each. */
function readRow({ lines, catalogs }: PackageLines, row: number, problems: SheetProblem[]): WrittenRow {
  const stated: Partial<PackageCells> = {};
  const statedAt: Partial<Record<PackageColumn, number>> = {};
  lines.forEach(({ line, cells, problems: found }, index) => {
    problems.push(...found.map((problem) => ({ row, policy: index + 1, ...problem })));
    for (const column of PACKAGE_COLUMNS) {
      const [said, before] = [cells[column], stated[column]];
      if (said === undefined) continue;
      if (before === undefined) {
        Object.assign(stated, { [column]: said });
        statedAt[column] = line;
      } else if (column !== 'package' && column !== 'catalog' && !sameCell(column, before, said)) {
        const was = cellText(before);
        problems.push({ line, row, policy: index + 1, column: columnRules(column).header, said: cellText(said), what: `Line ${statedAt[column]} says otherwise of the same package. Write the same on each of its lines, or leave all of them but one empty.`, suggestions: was.length > LONGEST_SUGGESTION ? [] : [was] });
      }
    }
  });
  const policyLines = lines.map(({ line }) => line);
  const read = readCells({ ...stated, policies: lines.map(({ cells }) => cells) }, policyLines);
  const written: WrittenRow = { line: policyLines[0] ?? null, row, cells: read.cells, policyLines, statedAt };
  const [first, ...more] = catalogs;
  if (first !== undefined) problems.push({ line: written.line, row, policy: null, column: columnRules('catalog').header, said: '', what: `${more.length + 1} catalogs of this sheet have a package “${read.cells.package}”. Say whose this line is.`, suggestions: [...catalogs] });
  // What the package says stands on another line, whichever that is.
  const told = read.problems.filter(({ policy, said }) => first === undefined || policy !== null || said !== '');
  problems.push(...told.map(({ column, policy, ...rest }) => ({ line: lineOf(written, column, policy), row, policy, column: columnRules(column).header, ...rest })));
  return written;
}

const LONGEST_SUGGESTION = 100;

const cellText = (cell: string | readonly string[]): string => (typeof cell === 'string' ? cell : itemsText(cell));

/** One item of a cell with what parts it from the next: in quotation marks of its own, a rule with texts in theirs, or plain. */
const ITEM = /\s*(?:"((?:[^"]|"")*)"[^\S\n]*|(rule\s*:(?:"(?:[^"`]|`.)*"|[^";\n])*)|(?!\s*")([^;\n]*))(?:[;\n]|$)/iy;

/** The names of a cell; null where a quotation mark that begins one does not close. Others are part of the name. */
export function itemsIn(cell: string): string[] | null {
  const text = cell.replaceAll(/\r\n?/g, '\n').trim();
  const items: string[] = [];
  for (ITEM.lastIndex = 0; ITEM.lastIndex < text.length;) {
    const item = ITEM.exec(text);
    if (!item) return null;
    const [, quoted, rule, plain = ''] = item;
    items.push((quoted?.replaceAll('""', '"') ?? rule ?? plain).trim());
  }
  return items.filter(Boolean);
}

/** Names as one cell has them: in quotation marks only where one would not read back as it is, whatever follows it. */
export function itemsText(items: readonly string[]): string {
  const isPlain = (item: string): boolean => JSON.stringify(itemsIn(`${item};5"`)) === JSON.stringify([item, '5"']);
  return items.map((item) => (isPlain(item) ? item : `"${item.replaceAll('"', '""')}"`)).join('; ');
}

const guarded = (text: string): string => (/^'+\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]/.test(text) ? `'${text}` : text);

/** The whole sheet as a file that a spreadsheet opens: a line for each policy, and what belongs to the package on its first. */
export function writeSheetCsv(rows: readonly SheetCells[]): string {
  const lines = rows.flatMap(({ policies, ...of }) => policies.map((policy, index) => ({ ...(index === 0 ? of : { ...emptyPackage(), package: of.package, catalog: of.catalog }), ...policy })));
  return csvText([HEADERS, ...lines.map((cells) => COLUMNS.map(({ column }) => guarded(cellText(cells[column]))))]);
}
