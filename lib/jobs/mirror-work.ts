import 'server-only';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { lockScope } from '@/lib/db/mirror-feed';
import type { MirrorScope } from '@/lib/directory/mirror';
import type { Graph } from '@/lib/graph/client';
import type { Lease } from './lease';

/** A reading of the directory under way. */
export type MirrorWork = {
  graph: Graph;
  lease: Lease;
  stop: AbortSignal;
  /** What is held; where an admin changes it meanwhile, nothing more is written and the reading begins again. */
  scope: Exclude<MirrorScope, 'nothing'>;
  /** What comes by pages alone is read again if it was read before this moment. */
  staleBefore: Date;
};

/** The work ends here for now, and goes on at once wherever there is a worker: a stop, or another scope. */
export class BreakOff extends Error {
  override readonly name = 'BreakOff';
}

/** Between two slices: whether the portal stops, and whether the job is still ours as far as its own renewals know. @throws BreakOff, LeaseLost */
export function goOn(work: MirrorWork): void {
  if (work.stop.aborted) throw new BreakOff('the portal stops');
  // Asking the database each time would cost more than many a slice; what two workers wrote twice is the same rows.
  work.lease.signal.throwIfAborted();
}

/**
 * Writes in one short transaction. A change of what is to be held that came meanwhile has the last word: nothing is
 * written behind a purge.
 * @throws BreakOff
 */
export async function whileHeld<T>(work: Pick<MirrorWork, 'scope'>, write: (tx: Db) => Promise<T>): Promise<T> {
  return inTransaction(async (tx) => {
    if ((await lockScope(tx)) !== work.scope) throw otherScope();
    return write(tx);
  });
}

const otherScope = (): BreakOff => new BreakOff('another part of the directory is to be held');

/**
 * As `whileHeld`, for a statement that looks at the scope itself and tells whether it wrote.
 * @throws BreakOff
 */
export async function ifHeld(written: Promise<boolean>): Promise<void> {
  if (!(await written)) throw otherScope();
}

/** Rows in parts of so many, each written in a transaction of its own; a stop is seen between two. */
export async function inSlices<T>(work: MirrorWork, rows: readonly T[], size: number, write: (tx: Db, slice: T[]) => Promise<void>): Promise<void> {
  await sideBySide(rows, size, 1, async (slice) => {
    goOn(work);
    await whileHeld(work, (tx) => write(tx, slice));
  });
}

/** Rows in parts of so many, `atOnce` of them under way at a time: one is prepared while the database writes the other. Where one fails, none is begun any more. */
export async function sideBySide<T>(rows: readonly T[], size: number, atOnce: number, write: (slice: T[]) => Promise<void>): Promise<void> {
  let from = 0;
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, async () => {
    while (from < rows.length) {
      const slice = rows.slice(from, from + size);
      from += size;
      try {
        await write(slice);
      } catch (error) {
        from = rows.length;
        throw error;
      }
    }
  }));
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
}

/** Deletes slice by slice until nothing is left to delete. */
export async function untilNone(work: MirrorWork, forget: (tx: Db) => Promise<number>): Promise<void> {
  while ((await whileHeld(work, forget)) > 0) goOn(work);
}

/** Pages one after another, the next being fetched while the one before is worked off. `next` is whatever leads on, null after the last. */
export async function* pagesAhead<C, P extends { next: C | null }>(from: C, read: (at: C) => Promise<P>): AsyncGenerator<P> {
  let coming: Promise<P> | null = read(from);
  while (coming) {
    const page: P = await coming;
    coming = page.next ? read(page.next) : null;
    // Whoever does not wait for it must not let it fail unseen.
    coming?.catch(() => undefined);
    yield page;
  }
}

/**
 * Readings side by side: while one waits for the tenant, the database writes what another read. Where one ends early the
 * others are told to break off, and nothing of any is written any more once this has ended.
 */
export async function together(work: MirrorWork, ...readings: ((work: MirrorWork) => Promise<void>)[]): Promise<void> {
  const failed = new AbortController();
  const failures: unknown[] = [];
  const each = { ...work, stop: AbortSignal.any([work.stop, failed.signal]) };
  await Promise.all(readings.map((read) => read(each).catch((error: unknown) => {
    failures.push(error);
    failed.abort();
  })));
  // What came after the first may be no more than the breaking off.
  if (failures.length > 0) throw failures[0];
}
