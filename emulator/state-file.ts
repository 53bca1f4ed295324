import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Loss } from './faults/losses';
import type { TenantState } from './model/tenant-state';
import type { SignInState } from './sign-in/sign-in-state';
import { textOf } from './state-text';

export type StoredState = { version: 2; clockAheadMs: number; signIn: SignInState; /** Absent in a state kept before there were any. */ losses?: Loss[]; tenant: TenantState };

const AFTER_A_CHANGE_MS = 300;
const AFTER_A_FAILURE_MS = 10_000;

/** A state file that cannot be used; the message says what to do. */
export class StateFileError extends Error {}

/** Reads the file; null when there is none yet. Throws StateFileError when it is not one of ours. */
export function readState(path: string): StoredState | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new StateFileError(`${path} cannot be read: ${String(error)}`);
  }
  try {
    const state = JSON.parse(text) as Omit<Partial<StoredState>, 'version'> & { version?: number };
    if (state.version === 2 && state.tenant && state.signIn) return state as StoredState;
    if (state.version === 1) throw new StateFileError(`${path} was written by an earlier version of the local tenant, which this one cannot go on with; move it away to begin with a new organisation`);
  } catch (error) {
    if (error instanceof StateFileError) throw error;
    // Told below, as for a file of another program.
  }
  throw new StateFileError(`${path} is not a state file of the local tenant; move it away to begin with a new organisation`);
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
 * in its place. While a large one is written, which takes seconds, requests go on being answered.
 */
export function createStateFile(path: string | null, current: () => StoredState): StateFile {
  let timer: NodeJS.Timeout | null = null;
  let dirty = true;
  let closed = false;
  let writing: Promise<void> | null = null;

  async function write(to: string): Promise<void> {
    const from = performance.now();
    let least = AFTER_A_CHANGE_MS;
    dirty = false;
    try {
      if (await writeBit(`${to}.new`, textOf(current()), () => closed)) await rename(`${to}.new`, to);
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
    for (const piece of textOf(current())) writeSync(file, piece);
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
