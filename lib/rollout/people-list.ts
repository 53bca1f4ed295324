import { parse } from 'csv-parse/sync';
import type { ImportRow } from './cohort';

/**
 * What names somebody in a list: its line, and which of the names in that line it is, from 1; 0 where it is the only one. `fault` says what is wrong with it as a user principal name; it may still be the
 * name of a group, or a display name.
 */
export type ListLine = { line: number; place: number; text: string; fault?: string };

export type PeopleList = { lines: ListLine[]; malformed: ImportRow[] };

const BY_UPN = new Set(['userprincipalname', 'upn', 'username', 'signinname', 'login', 'benutzerprinzipalname']);
const BY_MAIL = new Set(['mail', 'email', 'emailaddress', 'primarysmtpaddress', 'primaryemail']);
const DELIMITERS = [',', ';', '\t'] as const;

/** Characters of one value that are kept; a longer one is no name of anybody. */
const LONGEST_VALUE = 320;

const SEVERAL_IN_CELL = 'The cell holds more than one address. Put each on a line of its own.';
const SEVERAL_IN_LINE = 'The line names more than one. Put each on a line of its own, or say in a first line which column is the user principal name.';
const SEVERAL_BESIDE = 'The line has more columns than the header, and another address in them. Put each on a line of its own.';

const isAddress = (cell: string) => cell.includes('@');

/** True where cells hold more than one address, be it inside one pair of quotes: which of them is meant, nobody can tell. */
function namesSeveral(cells: string[]): boolean {
  const words = cells.flatMap((cell) => cell.split(/[\s,;<>]+/));
  return new Set(words.filter(isAddress).map((word) => word.replaceAll(/^["']+|["']+$/g, '').toLowerCase())).size > 1;
}

/** Says where a line holds more addresses than the one it may: in one cell, beside it, or, where a header names the columns, beyond them. */
function severalIn(cells: string[], value: string, named: number | null): string | null {
  if (named !== null) return namesSeveral([value]) ? SEVERAL_IN_CELL : namesSeveral([value, ...cells.slice(named)]) ? SEVERAL_BESIDE : null;
  return cells.some((cell) => namesSeveral([cell])) ? SEVERAL_IN_CELL : namesSeveral(cells) ? SEVERAL_IN_LINE : null;
}

/** People copied out of a message stand in one line: each is read for itself. Any other list stays as it is. */
function oneAfterAnother(read: Cells[]): Cells[] {
  const [only, ...more] = read;
  const held = only?.cells.filter(Boolean) ?? [];
  return more.length === 0 && held.length > 1 && held.every(isAddress) ? held.map((cell, index) => ({ cells: [cell], line: only?.line ?? 1, place: index + 1 })) : read;
}

type Cells = { cells: string[]; line: number; place: number };

/** Signs that take no room and that nobody sees: they come along from web pages and chats, and no address holds one. */
const UNSEEN = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g;

/** Excel's own first line, which says what stands between cells; a program that wrote it again may have put it in quotes or filled it up with separators. Its line stays, empty, so that the others keep their numbers. */
const SAID_SEPARATOR = /^[^\S\n]*"?sep=([^\n"])"?(?:[^\S\n]|(?!\s)\1)*(?=\n|$)/i;

/**
 * Reads a pasted or uploaded list: one value a line, or a CSV with any of the usual delimiters, with or without a
 * header, quoted or not, with addresses as mail programs write them or bare. Every line that is not blank comes back once, as a
 * line that names somebody or as malformed; a list of one line, once for each address in it.
 */
export function readPeopleList(text: string): PeopleList {
  // The ends of lines become one kind: where they are mixed, lines would stand together as one, and those inside quotes count twice.
  const bare = text.replaceAll(UNSEEN, '').replaceAll(/\r\n?/g, '\n');
  const said = SAID_SEPARATOR.exec(bare);
  // `"Aalto, Ines" <ines@…>` is no cell in quotes; `"ana@…" <ben@…>` names two.
  const whole = (said ? bare.slice(said[0].length) : bare).replaceAll(/"([^"\n]*)"[ \t]*(<[^<>\s]+@[^<>\s]+>)/g, (written: string, name: string, address: string) => (namesSeveral([name, address]) ? written : address));
  const read = readRecords(whole, said?.[1] ?? delimiterOf(whole));
  const header = read[0] ? columnNamed(read[0].cells) : null;
  const records = header === null ? oneAfterAnother(read) : read;
  const column = header ?? columnWithAddress(records);
  const list: PeopleList = { lines: [], malformed: [] };
  for (const { cells, line, place } of header === null ? records : records.slice(1)) {
    if (cells.every((cell) => cell === '')) continue;
    const value = cells[column] ?? '';
    const several = severalIn(cells, value, header === null ? null : (read[0]?.cells.length ?? 0));
    const unreadable = several ?? unreadableBy(value, cells.length, column);
    const fault = faultOf(value);
    if (unreadable) list.malformed.push({ line, place, text: (several ? cells.filter(Boolean).join(', ') : value || cells.join(' ')).slice(0, LONGEST_VALUE), verdict: 'malformed', detail: unreadable, personId: null });
    else list.lines.push({ line, place, text: value, ...(fault ? { fault } : {}) });
  }
  return list;
}

/** The delimiter of the first line that has one outside quotes; a plain list has none. */
function delimiterOf(text: string): string {
  for (const line of text.split('\n', 20)) {
    const bare = line.replace(/"[^"]*"/g, '');
    // `Aalto, Ines <ines@…>; Ito, Ben <ben@…>`: the commas are of the names.
    if (/>\s*;/.test(bare)) return ';';
    const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length - 1);
    const most = Math.max(...counts);
    if (most > 0) return DELIMITERS[counts.indexOf(most)] ?? ',';
  }
  return ',';
}

/** `Ines Aalto <ines@…>`, as mail programs write it, is the address, unless the name is another one. `trim` leaves what stands between quotes as it is. */
const bareCell = (cell: string) => cell.trim().replace(/^[^<>]*<([^<>\s]+@[^<>\s]+)>$/, (written: string, address: string) => (namesSeveral([written]) ? written : address));

const OPTIONS = { relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true, cast: bareCell } as const;

function readRecords(text: string, delimiter: string): Cells[] {
  try {
    const records = parse(text, { ...OPTIONS, delimiter, info: true, raw: true, record_delimiter: '\n' }) as unknown as { record: string[]; raw: string; info: { lines: number } }[];
    // The parser tells where a record ends; people look where it begins.
    return records.map(({ record, raw, info }) => ({ cells: record, line: info.lines - (raw.trim().split('\n').length - 1), place: 0 }));
  } catch {
    // A quote that never closes would swallow the rest of the list: line by line it spoils only its own line.
    return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ cells: readLine(line, delimiter), line: index + 1, place: 0 }]));
  }
}

function readLine(line: string, delimiter: string): string[] {
  try {
    return parse(line, { ...OPTIONS, delimiter, columns: false })[0] ?? [];
  } catch {
    return [line.trim()];
  }
}

function columnNamed(cells: string[]): number | null {
  const names = cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
  for (const known of [BY_UPN, BY_MAIL]) {
    const found = names.findIndex((name) => known.has(name));
    if (found >= 0) return found;
  }
  return null;
}

/** Without a header: the first column in which an early line has an address. */
function columnWithAddress(records: Cells[]): number {
  for (const { cells } of records.slice(0, 20)) {
    const found = cells.findIndex((cell) => cell.includes('@'));
    if (found >= 0) return found;
  }
  return 0;
}

function unreadableBy(value: string, cellCount: number, column: number): string | null {
  if (value === '') return cellCount <= column ? 'The line has too few columns.' : 'The user principal name is missing.';
  if (value.length > LONGEST_VALUE) return 'The value is too long to be a user principal name.';
  if (/["\u0000-\u001f]/.test(value)) return 'A quote does not close, or there are characters that no user principal name has.';
  return null;
}

function faultOf(value: string): string | null {
  if (/\s/.test(value)) return 'A user principal name has no spaces.';
  if (!/^[^@]+@[^@]+$/.test(value)) return 'A user principal name has the form name@domain.';
  return null;
}
