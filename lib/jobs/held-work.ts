import { mayWrite } from '@/lib/db/held-work';
import type { HeldWork } from '@/lib/db/held-work';
import type { Lease } from './lease';

/** Somebody paused it or stopped everything: nothing goes out until somebody lets it go on. */
export class WorkHeld extends Error {
  override readonly name = 'WorkHeld';
}

/** While somebody holds it, what was sent before is still read back this often; whoever lets it go on wakes it. */
export const LOOK_WHILE_HELD_MS = 30_000;

/** Asked before each write beside the stream. @throws WorkHeld; LeaseLost */
export function mayWriteOf(lease: Lease, work: HeldWork, id: string): () => Promise<void> {
  return async () => {
    await lease.check();
    if (!(await mayWrite(work, id))) throw new WorkHeld(`${work} ${id} is held`);
  };
}
