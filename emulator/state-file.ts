import { closeSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setImmediate } from 'node:timers/promises';
import type { Loss } from './faults/losses';
import type { TenantState } from './model/tenant-state';
import type { SignInState } from './sign-in/sign-in-state';
import { linesOf, stateIn } from './state-text';

export type StoredState = { version: 3; clockAheadMs: number; signIn: SignInState; /** Absent in a state kept before there were any. */ losses?: Loss[]; tenant: TenantState };

const AFTER_A_CHANGE_MS = 300;
const AFTER_A_FAILURE_MS = 10_000;

/** A state file that cannot be used; the message says what to do. */
export class StateFileError extends Error {}

/** Reads the file, line by line; null when there is none yet. Throws StateFileError when it is not one of ours. */
export function readState(path: string): StoredState | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new StateFileError(`${path} cannot be read: ${String(error)}`);
  }
  try {
    const state = stateIn(linesIn(file));
    // The second version differs in standing on one line.
    if ((state.version === 2 || state.version === 3) && state.tenant && state.signIn) return { ...state, version: 3 } as StoredState;
    if (state.version === 1) throw new StateFileError(`${path} was written by an earlier version of the local tenant, which this one cannot go on with; move it away to begin with a new organisation`);
  } catch (error) {
    if (error instanceof StateFileError) throw error;
    if (error instanceof Error && 'syscall' in error) throw new StateFileError(`${path} cannot be read: ${String(error)}`);
    // Told below, as for a file of another program.
  } finally {
    closeSync(file);
  }
  throw new StateFileError(`${path} is not a state file of the local tenant; move it away to begin with a new organisation`);
}

const READ_AT_ONCE = 1024 * 1024;

/** The lines of an open file, without ever holding all of it. */
function* linesIn(file: number): Generator<string> {
  const piece = Buffer.alloc(READ_AT_ONCE);
  const decoder = new StringDecoder('utf8');
  let begun: string[] = [];
  for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
    const [first = '', ...more] = decoder.write(piece.subarray(0, read)).split('\n');
    begun.push(first);
    for (const next of more) {
      yield begun.join('');
      begun = [next];
    }
  }
  const last = begun.join('') + decoder.end();
  if (last !== '') yield last;
}

export type StateFile = {
  /** Something is otherwise than the file has it. */
  changed: () => void;
  /** Writes now, and answers when it is done. */
  flush: () => void;
  /** Writes what is not yet in the file, and no more after that. */
  close: () => Promise<void>;
};

/** After a state that took long to write there is a rest as long as that, so that half the time goes to requests alone. */
const REST = 1;

/**
 * Writes the state soon after a change. A reader never sees half a file: each one is written beside the last and then put
 * in its place. While a large one is written, which takes seconds, requests go on being answered. `isWritten` says that the
 * file has the state it is begun with.
 */
export function createStateFile(path: string | null, current: () => StoredState, isWritten: boolean): StateFile {
  let timer: NodeJS.Timeout | null = null;
  let dirty = !isWritten;
  let closed = false;
  let writing: Promise<void> | null = null;

  async function write(to: string): Promise<void> {
    const from = performance.now();
    let least = AFTER_A_CHANGE_MS;
    dirty = false;
    try {
      if (await writeBit(`${to}.new`, linesOf(current()), () => closed)) await rename(`${to}.new`, to);
    } catch (error) {
      dirty = true;
      least = AFTER_A_FAILURE_MS;
      console.error(`${to} cannot be written: ${String(error)}`);
    }
    writing = null;
    if (dirty && !closed) begin(Math.max(least, REST * (performance.now() - from)));
  }

  function begin(after: number): void {
    if (!path) return;
    timer ??= setTimeout(() => {
      timer = null;
      writing = write(path);
    }, after);
  }

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!path || !dirty) return;
    dirty = false;
    mkdirSync(dirname(path), { recursive: true });
    // It holds the keys that sign people in.
    const file = openSync(`${path}.last`, 'w', 0o600);
    for (const piece of linesOf(current())) writeSync(file, piece);
    closeSync(file);
    renameSync(`${path}.last`, path);
  }

  return {
    flush,
    changed() {
      dirty = true;
      if (!writing && !closed) begin(AFTER_A_CHANGE_MS);
    },
    async close() {
      closed = true;
      if (writing) {
        // What it held is in the last file as well.
        dirty = true;
        await writing;
        if (path) await rm(`${path}.new`, { force: true });
      }
      flush();
    },
  };
}

/** So long is written without letting anything else have its turn. */
const TURN_MS = 8;

/** Writes a text into a file of its own, letting everything else go on in between; false when it was told to stop. */
async function writeBit(path: string, text: Iterable<string>, isToStop: () => boolean): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w', 0o600);
  try {
    let turn = performance.now();
    let held = '';
    for (const piece of text) {
      held += piece;
      if (performance.now() - turn < TURN_MS) continue;
      await file.write(held);
      held = '';
      if (isToStop()) return false;
      await setImmediate();
      turn = performance.now();
    }
    await file.write(held);
    return true;
  } finally {
    await file.close();
  }
}
