import { plainCopy } from './model/plain-copy';
import type { StoredState } from './state-file';

/** Rows that stand on one line of the file. */
const AT_ONCE = 1_000;

type Path = readonly string[];

/** Logs only grow at their end, so that what was made of their rows is good for as long as they are kept. */
const LOGS: readonly Path[] = [['tenant', 'audits'], ['tenant', 'userChanges', 'changes'], ['tenant', 'groupChanges', 'changes']];
/** The long lists of a state, by where they stand in it. Everything else together is some megabytes at most. */
const LONG: readonly Path[] = [
  ...LOGS, ['tenant', 'users'], ['tenant', 'members', 'added'], ['tenant', 'members', 'removed'], ['tenant', 'appRoleAssignments'], ['tenant', 'governance', 'assignments'], ['tenant', 'governance', 'assignmentRequests'],
];

type Bag = Record<string, unknown>;
/** What the first line says of a list: where it stands, and how many rows the lines after it hold. */
type Listed = { path: Path; rows: number };

/** Parts of a request or an assignment that are changed where they stand; everything else in one is only ever replaced. */
const IN_PLACE = ['stages', 'callouts', 'review'] as const;

/** Such a row as it is now, with its position where it has one. A deep copy of fifty thousand takes seconds, this a tenth of one. */
function rowAsItIs(row: unknown): unknown {
  if (Array.isArray(row)) return row.map(rowAsItIs);
  if (typeof row !== 'object' || row === null) return row;
  const copy: Bag = { ...row };
  for (const name of IN_PLACE) if (copy[name] !== undefined) copy[name] = plainCopy(copy[name]);
  return copy;
}

/** The object with something else at a place in it; the rest is shared. */
function withAt(value: Bag, [name = '', ...rest]: Path, put: unknown): Bag {
  return { ...value, [name]: rest.length === 0 ? put : withAt(value[name] as Bag, rest, put) };
}

const at = (value: unknown, path: Path): unknown => path.reduce<unknown>((inner, name) => (inner as Bag | undefined)?.[name], value);

/**
 * The lines of a state as it is at the moment of the call: first everything short with the names of the long lists, then
 * these by a thousand rows. No line is ever as long as the whole, which a text of JavaScript could not hold beyond half a
 * gigabyte. Only taking hold of the rows happens at once; their text is made while the lines are asked for, so that
 * whoever asks can do something else in between.
 */
export function linesOf(state: StoredState): Iterable<string> {
  let short = state as unknown as Bag;
  const lists: { path: Path; rows: readonly unknown[] }[] = [];
  for (const path of LONG) {
    const found = at(state, path);
    if (!Array.isArray(found)) continue;
    lists.push({ path, rows: path.at(-1)?.startsWith('assignment') ? found.map(rowAsItIs) : [...(found as unknown[])] });
    short = withAt(short, path, []);
  }
  const head = JSON.stringify({ ...short, lists: lists.map(({ path, rows }): Listed => ({ path, rows: rows.length })) });
  return (function* lines() {
    yield `${head}\n`;
    for (const { path, rows } of lists) {
      for (let from = 0; from < rows.length; from += AT_ONCE) yield `${textOf(rows.slice(from, from + AT_ONCE), LOGS.includes(path))}\n`;
    }
  })();
}

/** The state that lines tell, as far as they tell one. A state of an earlier version stands on its first line alone. Throws for a line that is missing or is no JSON. */
export function stateIn(lines: Iterable<string>): Partial<Omit<StoredState, 'version'>> & { version?: number } {
  const reader = lines[Symbol.iterator]();
  const next = (): unknown => {
    const line = reader.next();
    if (line.done === true) throw new SyntaxError('the file ends early');
    return JSON.parse(line.value) as unknown;
  };
  const { lists = [], ...short } = (next() ?? {}) as Bag & { lists?: Listed[] };
  return lists.reduce((state, { path, rows: count }) => {
    const rows: unknown[] = [];
    while (rows.length < count) for (const row of next() as unknown[]) rows.push(row);
    return withAt(state, path, rows);
  }, short);
}

/** Text made before, by the first of its rows: most of a large state is logs. */
const made = new WeakMap<object, { last: unknown; text: string }>();

function textOf(rows: readonly unknown[], ofLog: boolean): string {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!ofLog || rows.length < AT_ONCE || typeof first !== 'object' || first === null) return JSON.stringify(rows);
  const known = made.get(first);
  if (known && known.last === last) return known.text;
  const text = JSON.stringify(rows);
  made.set(first, { last, text });
  return text;
}
