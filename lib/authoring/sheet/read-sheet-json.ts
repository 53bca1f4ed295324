/** A policy sheet as JSON, of a documented schema: read with every field that is wrong, and written so that it reads back the same. */
import { z } from 'zod';
import { wordsLike } from '../names-alike';
import { isObject, readJson } from '../read-json';
import { readCells } from './cells';
import { COLUMNS, columnRules, isListColumn, isPolicyColumn, MOST_NAMES, MOST_POLICIES, MOST_ROWS, PACKAGE_COLUMNS, POLICY_COLUMNS } from './columns';
import type { PolicyCells, SheetCells, SheetColumn, SheetProblem, WrittenCells } from './columns';
import { countProblems, lineOf } from './read-sheet-csv';
import type { ReadSheet, WrittenRow } from './read-sheet-csv';

const fieldsOf = (columns: readonly SheetColumn[], also = ''): Record<string, z.ZodType> => Object.fromEntries(columns.map((column) => {
  const { header, hint, otherwise } = columnRules(column);
  const about = `${header}. ${hint}${otherwise ? ` Without it: ${otherwise}.` : ''}${also}`;
  return [column, isListColumn(column) ? z.array(z.string()).max(MOST_NAMES).optional().meta({ description: about }) : z.string().optional().meta({ description: about })];
}));

const Policies = z.array(z.strictObject(fieldsOf(POLICY_COLUMNS))).min(1).max(MOST_POLICIES).optional().meta({ description: 'Its policies, each with a name of its own.' });

const Row = z.strictObject({ ...fieldsOf(PACKAGE_COLUMNS), policies: Policies, ...fieldsOf(POLICY_COLUMNS, ' Of a package with one policy, in place of the list “policies”.') });

const Sheet = z.strictObject({ $schema: z.string().optional(), packages: z.array(Row).min(1).max(MOST_ROWS) }).meta({ title: 'Policy sheet', description: 'One package each: who may have it, who decides, for how long.' });

/** The schema of the file, as JSON Schema. */
export function sheetSchema(): object {
  return z.toJSONSchema(Sheet);
}

const FIELDS = COLUMNS.map(({ column }) => column);

type Tell = (column: string, said: string, what: string, suggestions?: string[]) => void;

/** Reads a file `{ "packages": [ … ] }`. What it has that no sheet has is told and never left out. */
export function readSheetJson(text: string): ReadSheet {
  const problems: SheetProblem[] = [];
  const json = readJson(text);
  if (!json.ok) return { rows: [], problems: [{ line: json.line, row: null, policy: null, column: String(json.column), said: '', what: json.what, suggestions: [] }] };
  const tell = (line: number | null, row: number | null, policy: number | null): Tell => (column, said, what, suggestions = []) => void problems.push({ line, row, policy, column, said, what, suggestions });
  const whole = isObject(json.value) ? json.value : {};
  if (!Array.isArray(whole.packages)) {
    tell(1, null, null)('packages', '', 'The file has to be an object with the list “packages”; the example shows it.');
    return { rows: [], problems };
  }
  for (const name of Object.keys(whole)) if (name !== 'packages' && name !== '$schema') tell(1, null, null)(name, '', 'A sheet has nothing of this name. Take it away.', wordsLike(name, ['packages']));
  const places = placesOf(text);
  const rows = whole.packages.map((each: unknown, index): WrittenRow => {
    const [place, row] = [places[index], index + 1];
    const line = place?.line ?? null;
    const written = readPackage(each, tell(line, row, null), (policy) => tell(place?.policies[policy - 1] ?? line, row, policy));
    const policyLines = written.policies.map((_, policy) => place?.policies[policy] ?? line);
    const read = readCells(written, policyLines);
    const here: WrittenRow = { line, row, cells: read.cells, policyLines };
    for (const { policy, column, said, what, suggestions } of read.problems) {
      const header = columnRules(column).header;
      const cells: Partial<Record<SheetColumn, unknown>> | undefined = policy === null ? written : written.policies[policy - 1];
      if (cells?.[column] !== undefined || !problems.some((other) => other.row === row && other.policy === policy && other.column === header)) tell(lineOf(here, column, policy), row, policy)(header, said, what, suggestions);
    }
    return here;
  });
  return { rows, problems: [...problems, ...countProblems(rows.length)] };
}

/** A package as it is written: its policies in a list, or the one it has beside what belongs to the package. */
function readPackage(value: unknown, say: Tell, sayOf: (policy: number) => Tell): WrittenCells {
  const written: WrittenCells = { policies: [] };
  if (!isObject(value)) say('', textOf(value), 'A package has to be an object.');
  const { policies, ...fields } = isObject(value) ? value : {};
  if (policies === undefined) {
    const only: Partial<PolicyCells> = {};
    takeFields(fields, [...FIELDS, 'policies'], 'A package', (column) => (isPolicyColumn(column) ? [only, sayOf(1)] : [written, say]), say);
    return { ...written, policies: [only] };
  }
  const isOfPolicy = (name: string): boolean => POLICY_COLUMNS.some((column) => column === name);
  takeFields(Object.fromEntries(Object.entries(fields).filter(([name]) => !isOfPolicy(name))), [...PACKAGE_COLUMNS, 'policies'], 'A package', () => [written, say], say);
  for (const [name, said] of Object.entries(fields).filter(([each]) => isOfPolicy(each))) say(name, textOf(said), 'This belongs to a policy, and the package has a list of them. Write it in the list, or take it away.');
  if (!Array.isArray(policies) || policies.length === 0) {
    say('policies', textOf(policies), 'This has to be a list with at least one policy.');
    return { ...written, policies: [] };
  }
  return {
    ...written,
    policies: policies.map((policy: unknown, index) => {
      const cells: Partial<PolicyCells> = {};
      if (!isObject(policy)) sayOf(index + 1)('policies', textOf(policy), 'A policy has to be an object.');
      else takeFields(policy, POLICY_COLUMNS, 'A policy', () => [cells, sayOf(index + 1)], sayOf(index + 1));
      return cells;
    }),
  };
}

/** Puts each field in its place, and tells of what has none. */
function takeFields(fields: Record<string, unknown>, known: readonly string[], noun: string, into: (column: SheetColumn) => [Cells, Tell], say: Tell): void {
  for (const [name, value] of Object.entries(fields)) {
    const column = FIELDS.find((field) => field === name && known.includes(name));
    if (!column) {
      say(name, textOf(value), `${noun} has no field of this name. Rename it, or take it away.`, wordsLike(name, known));
      continue;
    }
    const [cells, sayOf] = into(column);
    if (!take(cells, column, value)) sayOf(columnRules(column).header, textOf(value), isListColumn(column) ? 'This has to be a list of texts.' : 'This has to be a text.');
  }
}

type Cells = Partial<Record<SheetColumn, string | string[]>> | Partial<PolicyCells> | WrittenCells;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? '').slice(0, 80);

/** Puts a value in its place; false where it is of another kind. */
function take(cells: Cells, column: SheetColumn, value: unknown): boolean {
  const fits = isListColumn(column) ? Array.isArray(value) && value.every((each) => typeof each === 'string') : typeof value === 'string';
  if (fits) Object.assign(cells, { [column]: value });
  return fits;
}

/** On which line each package of the list begins, and each of its policies. */
function placesOf(text: string): { line: number; policies: number[] }[] {
  const places: { line: number; policies: number[] }[] = [];
  let [line, depth, inText, escaped] = [1, 0, false, false];
  // The last text at the depth of a package's own fields names the list that opens after it.
  let [said, isPolicies] = ['', false];
  for (const sign of text) {
    if (sign === '\n') line += 1;
    if (inText) {
      if (escaped) escaped = false;
      else if (sign === '\\') escaped = true;
      else if (sign === '"') inText = false;
      if (inText) said += sign;
    } else if (sign === '"') [inText, said] = [true, ''];
    else if (sign === '{' || sign === '[') {
      if (depth === 2 && sign === '{') places.push({ line, policies: [] });
      if (depth === 3) isPolicies = sign === '[' && said === 'policies';
      if (depth === 4 && sign === '{' && isPolicies) places.at(-1)?.policies.push(line);
      depth += 1;
    } else if (sign === '}' || sign === ']') depth -= 1;
  }
  return places;
}

/** The whole sheet as JSON; empty cells are left out. */
export function writeSheetJson(rows: readonly SheetCells[], schemaAddress: string): string {
  const filled = (columns: readonly SheetColumn[], cells: Partial<Record<SheetColumn, string | string[]>>): object => Object.fromEntries(columns.flatMap((column) => ((cells[column]?.length ?? 0) > 0 ? [[column, cells[column]]] : [])));
  const packages = rows.map(({ policies, ...of }) => ({ ...filled(PACKAGE_COLUMNS, of), policies: policies.map((policy) => filled(POLICY_COLUMNS, policy)) }));
  return `${JSON.stringify({ $schema: schemaAddress, packages }, null, 2)}\n`;
}
