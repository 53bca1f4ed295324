import 'server-only';
import { databaseNow, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { getJob } from '@/lib/db/jobs';
import { beginRound, endReading, lockScope, readMirrorSetting, readPeopleFeed, savePage } from '@/lib/db/mirror-feed';
import { forgetDeleted, markDeleted, markUnmet, PEOPLE_A_STATEMENT, writePeople } from '@/lib/db/mirror-people';
import { KEPT_DAYS_AFTER_DELETION, PEOPLE_FEED } from '@/lib/directory/mirror';
import type { MirrorFeed } from '@/lib/directory/mirror';
import { AppError, isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { countUsers } from '@/lib/graph/users';
import { readPeopleChanges } from '@/lib/graph/user-changes';
import type { PeopleChanges } from '@/lib/graph/user-changes';
import { log, messageOf } from '@/lib/log';
import { giveUp } from './give-up';
import type { JobSubject } from './give-up';
import { LeaseLost } from './lease';
import type { Lease } from './lease';

/** Between two readings of what changed. */
const READ_AGAIN_SECONDS = 10 * 60;

/**
 * Reads the directory into the mirror under the job's lease: all of it the first time, then what changed, again and
 * again while an admin's sign-in lasts. Each page's rows and how far the reading got are in the database before the next
 * page counts, so whoever comes next goes on where this ends. A page is fetched while the one before is written.
 */
export async function refreshMirror(lease: Lease, stop: AbortSignal): Promise<void> {
  let about: JobSubject | null = null;
  try {
    const job = await getJob(lease.jobId);
    about = { outcome: 'done', actor: { personId: job.actsAs, name: job.actsAsName, userPrincipalName: '' }, objectType: 'mirror', objectId: 'people', objectName: 'Directory mirror' };
    if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
    const graph = graphFor({ tokenCacheId: job.tokenCacheId });
    const ended = (await readMirrorSetting()).scope === 'wholeTenant' ? await readOn(graph, lease, stop) : false;
    await lease.release(ended ? READ_AGAIN_SECONDS : 0);
  } catch (error) {
    await giveUp(lease, about, error);
  }
}

/** Reads until nothing is left or the work must stop; true when the tenant is held whole. */
async function readOn(graph: Graph, lease: Lease, stop: AbortSignal): Promise<boolean> {
  let feed = await readPeopleFeed();
  if (!feed.nextLink && !feed.deltaLink) feed = await beginRound(PEOPLE_FEED, { expected: await countUsers(graph) });
  try {
    return await readFrom(graph, lease, stop, feed);
  } catch (error) {
    if (!isAppError(error, 'startAnew')) throw error;
    // What is held stays and serves while all is read anew beside it.
    log('info', 'mirror.starts-anew', { message: messageOf(error) });
    return readFrom(graph, lease, stop, await beginRound(PEOPLE_FEED, { expected: await countUsers(graph) }));
  }
}

async function readFrom(graph: Graph, lease: Lease, stop: AbortSignal, feed: MirrorFeed): Promise<boolean> {
  const asOf = feed.roundFrom ?? (await databaseNow());
  let coming: Promise<PeopleChanges> | null = readPeopleChanges(graph, feed.nextLink ?? feed.deltaLink, [], stop);
  while (coming) {
    const page: PeopleChanges = await coming;
    coming = page.next ? readPeopleChanges(graph, page.next, [], stop) : null;
    // Whoever does not wait for it must not let it fail unseen.
    coming?.catch(() => undefined);
    await writePage(page, feed, lease, stop);
    if (stop.aborted) return false;
    if (page.next) await whileHeld((tx) => savePage(tx, PEOPLE_FEED, { nextLink: page.next ?? '', rows: page.people.length }));
    else if (page.delta) await endRound(page.delta, page.people.length, feed, asOf, lease, stop);
    else throw new AppError('internal', 'a page of changes names neither a next one nor where to go on later');
  }
  return !stop.aborted;
}

/** A purge that came meanwhile has the last word: nothing is written behind it. */
async function whileHeld(write: (tx: Db) => Promise<void>): Promise<void> {
  await inTransaction(async (tx) => {
    if ((await lockScope(tx)) === 'nothing') throw new LeaseLost('the copy of the directory was purged');
    await write(tx);
  });
}

/** In slices, so that nobody waits long for the database; a stop is seen between two. */
async function writePage(page: PeopleChanges, feed: MirrorFeed, lease: Lease, stop: AbortSignal): Promise<void> {
  await lease.check();
  for (let from = 0; from < page.people.length && !stop.aborted; from += PEOPLE_A_STATEMENT) {
    await whileHeld((tx) => writePeople(tx, page.people.slice(from, from + PEOPLE_A_STATEMENT), feed.round));
  }
  for (let from = 0; from < page.removed.length && !stop.aborted; from += PEOPLE_A_STATEMENT) {
    await whileHeld((tx) => markDeleted(tx, page.removed.slice(from, from + PEOPLE_A_STATEMENT)));
  }
}

/** After a whole load, whoever it did not meet is gone; then what is held counts as of when the reading began. */
async function endRound(deltaLink: string, rows: number, feed: MirrorFeed, asOf: Date, lease: Lease, stop: AbortSignal): Promise<void> {
  if (feed.roundFrom && feed.round > 1) {
    let after: string | null = null;
    do {
      await lease.check();
      if (stop.aborted) return;
      after = await inTransaction((tx) => markUnmet(tx, feed.round, after));
    } while (after);
  }
  await whileHeld((tx) => endReading(tx, PEOPLE_FEED, { deltaLink, rows, asOf }));
  while (!stop.aborted && (await inTransaction((tx) => forgetDeleted(tx, KEPT_DAYS_AFTER_DELETION))) > 0) await lease.check();
}
