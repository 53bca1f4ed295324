/** A policy sheet as JSON, of a documented schema: read with every field that is wrong, and written so that it reads back the same. */
import { z } from 'zod';
import { isObject, readJson } from '../read-json';
import { readCells } from './cells';
import { COLUMNS, columnRules, isListColumn, MOST_NAMES, MOST_ROWS, wordsLike } from './columns';
import type { SheetCells, SheetColumn, SheetProblem } from './columns';
import { countProblems } from './read-sheet-csv';
import type { ReadSheet, WrittenRow } from './read-sheet-csv';

const Row = z.strictObject(Object.fromEntries(COLUMNS.map(({ column, header, hint, otherwise }) => {
  const about = `${header}. ${hint}${otherwise ? ` Without it: ${otherwise}.` : ''}`;
  return [column, isListColumn(column) ? z.array(z.string()).max(MOST_NAMES).optional().meta({ description: about }) : z.string().optional().meta({ description: about })];
})));

const Sheet = z.strictObject({ $schema: z.string().optional(), packages: z.array(Row).min(1).max(MOST_ROWS) }).meta({ title: 'Policy sheet', description: 'One package each: who may have it, who decides, for how long.' });

/** The schema of the file, as JSON Schema. */
export function sheetSchema(): object {
  return z.toJSONSchema(Sheet);
}

const FIELDS = COLUMNS.map(({ column }) => column);

/** Reads a file `{ "packages": [ … ] }`. What it has that no sheet has is told and never left out. */
export function readSheetJson(text: string): ReadSheet {
  const problems: SheetProblem[] = [];
  const json = readJson(text);
  if (!json.ok) return { rows: [], problems: [{ line: json.line, row: null, column: String(json.column), said: '', what: json.what, suggestions: [] }] };
  const lines = linesOfRows(text);
  const say = (line: number | null, row: number | null, column: string, said: string, what: string, suggestions: string[] = []): void => void problems.push({ line, row, column, said, what, suggestions });
  const whole = isObject(json.value) ? json.value : {};
  if (!Array.isArray(whole.packages)) {
    say(1, null, 'packages', '', 'The file has to be an object with the list “packages”; the example shows it.');
    return { rows: [], problems };
  }
  for (const name of Object.keys(whole)) if (name !== 'packages' && name !== '$schema') say(1, null, name, '', 'A sheet has nothing of this name. Take it away.', wordsLike(name, ['packages']));
  const rows = whole.packages.map((each: unknown, index): WrittenRow => {
    const [line, row] = [lines[index] ?? null, index + 1];
    const written: Partial<SheetCells> = {};
    if (!isObject(each)) say(line, row, '', textOf(each), 'A package has to be an object.');
    for (const [name, value] of Object.entries(isObject(each) ? each : {})) {
      const column = FIELDS.find((field) => field === name);
      if (!column) say(line, row, name, textOf(value), 'A package has no field of this name. Rename it, or take it away.', wordsLike(name, FIELDS));
      else if (!take(written, column, value)) say(line, row, columnRules(column).header, textOf(value), isListColumn(column) ? 'This has to be a list of texts.' : 'This has to be a text.');
    }
    const read = readCells(written);
    for (const { column, said, what, suggestions } of read.problems) if (written[column] !== undefined || !problems.some((other) => other.row === row && other.column === columnRules(column).header)) say(line, row, columnRules(column).header, said, what, suggestions);
    return { line, row, cells: read.cells };
  });
  return { rows, problems: [...problems, ...countProblems(rows.length)] };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? '').slice(0, 80);

/** Puts a value in its place; false where it is of another kind. */
function take(written: Partial<SheetCells>, column: SheetColumn, value: unknown): boolean {
  if (isListColumn(column)) {
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) return false;
    written[column] = value;
  } else if (typeof value === 'string') written[column] = value;
  else return false;
  return true;
}

/** On which line each object of the list begins. */
function linesOfRows(text: string): number[] {
  const lines: number[] = [];
  let [line, depth, inText, escaped] = [1, 0, false, false];
  for (const sign of text) {
    if (sign === '\n') line += 1;
    if (inText) {
      if (escaped) escaped = false;
      else if (sign === '\\') escaped = true;
      else if (sign === '"') inText = false;
    } else if (sign === '"') inText = true;
    else if (sign === '{' || sign === '[') {
      if (depth === 2 && sign === '{') lines.push(line);
      depth += 1;
    } else if (sign === '}' || sign === ']') depth -= 1;
  }
  return lines;
}

/** The whole sheet as JSON; empty cells are left out. */
export function writeSheetJson(rows: readonly SheetCells[], schemaAddress: string): string {
  const packages = rows.map((cells) => Object.fromEntries(COLUMNS.flatMap(({ column }) => (cells[column].length > 0 ? [[column, cells[column]]] : []))));
  return `${JSON.stringify({ $schema: schemaAddress, packages }, null, 2)}\n`;
}
