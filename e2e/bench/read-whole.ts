import { db } from '@/lib/db/client';
import { readPeopleFeed } from '@/lib/db/mirror-feed';

/** The database's own clock. */
export async function clock(): Promise<Date> {
  const [moment] = await db().$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return moment?.now ?? new Date();
}

/** Until a reading of the directory that was asked for after `since` is through, with everything. */
export async function readWhole(since: Date): Promise<void> {
  for (;;) {
    const [job, feed] = await Promise.all([db().job.findFirst({ where: { kind: 'mirror', state: 'waiting' } }), readPeopleFeed()]);
    if (!job) throw new Error('the reading waits for somebody');
    if (job.leaseHolder === null && job.lastError) throw new Error(`the reading stopped: ${job.lastError}`);
    if (job.leaseHolder === null && job.notBefore > new Date() && feed.asOf && feed.asOf > since) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
