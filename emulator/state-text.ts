import { randomUUID } from 'node:crypto';
import type { StoredState } from './state-file';
import { plainCopy } from './model/plain-copy';

/** Rows whose JSON is made at once: some milliseconds of it. */
const AT_ONCE = 1_000;

/** The long lists of a state, by where they stand in it. Everything else together is some megabytes at most. */
const LONG: readonly (readonly string[])[] = [
  ['tenant', 'audits'], ['tenant', 'userChanges', 'changes'], ['tenant', 'groupChanges', 'changes'], ['tenant', 'governance', 'assignments'], ['tenant', 'governance', 'assignmentRequests'],
];

type Bag = Record<string, unknown>;

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

/**
 * The JSON text of a state as it is at the moment of the call, piece by piece. Only taking hold of the rows happens at
 * once; their text is made while the pieces are asked for, so that whoever asks can do something else in between.
 */
export function textOf(state: StoredState): Iterable<string> {
  const lists: unknown[][] = [];
  const key = randomUUID();
  const mark = (index: number): string => `${key}:${index}`;
  const hold = (value: Bag, path: readonly string[]): Bag => {
    const [name = '', ...rest] = path;
    const inner = value[name];
    if (rest.length > 0) return { ...value, [name]: hold(inner as Bag, rest) };
    if (!Array.isArray(inner)) return value;
    lists.push(path.length === 1 && name.startsWith('assignment') ? inner.map(rowAsItIs) : [...(inner as unknown[])]);
    return { ...value, [name]: mark(lists.length - 1) };
  };
  const short = LONG.reduce((value, path) => hold(value, path), state as unknown as Bag);
  const pieces = JSON.stringify(short).split(new RegExp(`"${key}:(\\d+)"`));
  return (function* text() {
    for (const [index, piece] of pieces.entries()) {
      if (index % 2 === 0) yield piece;
      else yield* listText(lists[Number(piece)] ?? []);
    }
  })();
}

/** Text made before, by the first of its rows: logs only grow, and most of a large state is logs. */
const made = new WeakMap<object, { last: unknown; text: string }>();

function* listText(rows: readonly unknown[]): Generator<string> {
  yield '[';
  for (let from = 0; from < rows.length; from += AT_ONCE) yield `${from === 0 ? '' : ','}${rowsText(rows.slice(from, from + AT_ONCE))}`;
  yield ']';
}

function rowsText(rows: readonly unknown[]): string {
  const [first, last] = [rows[0], rows.at(-1)];
  const known = typeof first === 'object' && first !== null ? made.get(first) : undefined;
  if (known && known.last === last) return known.text;
  const text = JSON.stringify(rows).slice(1, -1);
  // Rows that change in place come as copies, which nobody has seen before.
  if (typeof first === 'object' && first !== null && rows.length === AT_ONCE) made.set(first, { last, text });
  return text;
}
