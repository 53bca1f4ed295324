import 'server-only';
import { log, messageOf } from '@/lib/log';

/** Who wakes workers. Set by the runner; actions are bundled apart from it and find it by the global. */
export type Waker = (jobId: string) => Promise<void>;

const held = globalThis as { accessRolloutWaker?: Waker };

export function setWaker(waker: Waker | null): void {
  if (waker) held.accessRolloutWaker = waker;
  else delete held.accessRolloutWaker;
}

/**
 * Wakes a worker for a job. After the commit only: inside an open transaction the embedded database would wait for itself.
 * Never fails: the rows are the truth, and a sweep takes what nobody was woken for.
 */
export async function wakeJob(jobId: string): Promise<void> {
  try {
    await held.accessRolloutWaker?.(jobId);
  } catch (error) {
    log('warn', 'job.not-woken', { jobId, message: messageOf(error) });
  }
}
