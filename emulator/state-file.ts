import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Loss } from './faults/losses';
import type { TenantState } from './model/tenant-state';
import type { SignInState } from './sign-in/sign-in-state';

export type StoredState = { version: 2; clockAheadMs: number; signIn: SignInState; /** Absent in a state kept before there were any. */ losses?: Loss[]; tenant: TenantState };

const AFTER_A_CHANGE_MS = 300;

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

export type StateFile = { changed: () => void; flush: () => void };

/** Writes the state soon after a change, and now when flushed. A reader never sees half a file. */
export function createStateFile(path: string | null, current: () => StoredState): StateFile {
  let timer: NodeJS.Timeout | null = null;
  let dirty = true;

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!path || !dirty) return;
    dirty = false;
    mkdirSync(dirname(path), { recursive: true });
    // It holds the keys that sign people in.
    writeFileSync(`${path}.new`, JSON.stringify(current()), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  return {
    flush,
    changed() {
      dirty = true;
      if (path && !timer) timer = setTimeout(flush, AFTER_A_CHANGE_MS);
    },
  };
}
