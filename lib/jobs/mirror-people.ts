import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { addLoaded, beginRound, endReading, readFeed, savePageOf } from '@/lib/db/mirror-feed';
import { forgetDeleted, forgetPeople, lastOfEach, markDeleted, markUnmet, PEOPLE_A_STATEMENT, writeNewPeople, writePeople } from '@/lib/db/mirror-people';
import { listHeld, peopleOutOfScope, peopleToRead } from '@/lib/db/mirror-scope';
import { listWantedAttributes } from '@/lib/db/mirror-subjects';
import { attributesSelected, KEPT_DAYS_AFTER_DELETION, peopleFeed } from '@/lib/directory/mirror';
import type { MirrorFeed } from '@/lib/directory/mirror';
import { AppError, isAppError } from '@/lib/errors';
import { latestPeopleLink, PEOPLE_BY_ID, readPeopleByIds, readPeopleChanges } from '@/lib/graph/user-changes';
import type { PeopleChanges } from '@/lib/graph/user-changes';
import { countUsers } from '@/lib/graph/users';
import { log, messageOf } from '@/lib/log';
import { goOn, ifHeld, inSlices, pagesAhead, sideBySide, untilNone, whileHeld } from './mirror-work';
import type { MirrorWork } from './mirror-work';

/** Reads the people: all of them, or those in scope; the first time whole, then what changed. */
export async function readPeople(work: MirrorWork): Promise<void> {
  const feed = await openFeed(work);
  try {
    await readFrom(work, feed);
  } catch (error) {
    if (!isAppError(error, 'startAnew')) throw error;
    // What is held stays and serves while all is read anew beside it.
    log('info', 'mirror.starts-anew', { message: messageOf(error) });
    await readFrom(work, await begin(work));
  }
  if (work.scope === 'inScope') await forgetThoseOutOfScope(work);
  await untilNone(work, (tx) => forgetDeleted(tx, KEPT_DAYS_AFTER_DELETION));
}

/** Again while anybody is forgotten: a manager is in scope for as long as whoever they manage is held. */
async function forgetThoseOutOfScope(work: MirrorWork): Promise<void> {
  let forgotten: number;
  do {
    forgotten = 0;
    for await (const slice of peopleOutOfScope()) {
      goOn(work);
      await inSlices(work, slice, PEOPLE_A_STATEMENT, forgetPeople);
      forgotten += slice.length;
    }
  } while (forgotten > 0);
}

/** Where the reading is; a whole load is begun where there was none, or where rules in use want attributes it did not ask for. */
async function openFeed(work: MirrorWork): Promise<MirrorFeed> {
  const [feed, wanted] = await Promise.all([readFeed(peopleFeed(work.scope)), listWantedAttributes()]);
  const read = new Set(attributesSelected(feed.selected));
  const complete = feed.selected !== null && wanted.every((name) => read.has(name));
  return complete && (feed.nextLink || feed.deltaLink) ? feed : begin(work);
}

async function begin(work: MirrorWork): Promise<MirrorFeed> {
  const further = await listWantedAttributes();
  const selected = further.join(',');
  if (work.scope === 'wholeTenant') return beginRound(peopleFeed(work.scope), { selected, expected: await countUsers(work.graph) });
  // The changes are counted from before anybody is read, so that none falls between.
  return beginRound(peopleFeed(work.scope), { selected, deltaLink: await latestPeopleLink(work.graph, further) });
}

async function readFrom(work: MirrorWork, feed: MirrorFeed): Promise<void> {
  const asOf = feed.roundFrom ?? (await databaseNow());
  const further = attributesSelected(feed.selected);
  const kind = peopleFeed(work.scope);
  const pages = pagesAhead(feed.nextLink ?? feed.deltaLink, (link) => readPeopleChanges(work.graph, link, further, work.stop));
  let before: WrittenPage = { ids: new Set(), written: Promise.resolve(0), saved: Promise.resolve() };
  try {
    for await (const page of pages) {
      goOn(work);
      const ids = new Set([...page.people.map((person) => person.id), ...page.removed]);
      // What a later page says of somebody has the last word, so the earlier one has to be through.
      if ([...ids].some((id) => before.ids.has(id))) await before.saved;
      const written = writePage(work, page, feed.round);
      const saved = follow(before.saved, written, async (rows) => {
        goOn(work);
        if (page.next) await ifHeld(savePageOf(work.scope, kind, { nextLink: page.next, rows }));
        else if (page.delta) await endRound(work, page.delta, rows, feed, asOf);
        else throw new AppError('internal', 'a page of changes names neither a next one nor where to go on later');
      });
      const older = before.written;
      before = { ids, written, saved };
      await older;
    }
    await before.saved;
  } finally {
    // Nothing of this reading may be written once another one has begun.
    await Promise.allSettled([before.written, before.saved]);
  }
}

/** A page that is being written: whom it tells of, when all of it is, and when it is known that the reading got so far. */
type WrittenPage = { ids: ReadonlySet<string>; written: Promise<number>; saved: Promise<void> };

/** Says how far the reading got once this page and those before it are written, while the next is begun already. */
function follow(before: Promise<void>, writing: Promise<number>, save: (rows: number) => Promise<void>): Promise<void> {
  const saved = Promise.all([before, writing]).then(([, rows]) => save(rows));
  // Whoever does not wait for it must not let it fail unseen.
  saved.catch(() => undefined);
  return saved;
}

/** Those in scope who are not held, or not in this round, by their ids; whoever the tenant does not know any more is gone. */
async function readThoseInScope(work: MirrorWork, feed: MirrorFeed): Promise<void> {
  const further = attributesSelected(feed.selected);
  for await (const wanted of peopleToRead(feed.round)) {
    for (let from = 0; from < wanted.length; from += PEOPLE_BY_ID) {
      goOn(work);
      const ids = wanted.slice(from, from + PEOPLE_BY_ID);
      const people = await readPeopleByIds(work.graph, ids, further);
      await inSlices(work, people, PEOPLE_A_STATEMENT, (tx, slice) => writePeople(tx, slice, feed.round));
      const met = new Set(people.map((person) => person.id));
      await whileHeld(work, async (tx) => {
        await markDeleted(tx, ids.filter((id) => !met.has(id)));
        await addLoaded(tx, peopleFeed(work.scope), people.length);
      });
    }
  }
}

/** Writes a page of what was read, of whomever is to be held; gives how many. */
async function writePage(work: MirrorWork, page: PeopleChanges, round: number): Promise<number> {
  goOn(work);
  const held = work.scope === 'inScope' ? await listHeld([...page.people.map((person) => person.id), ...page.removed]) : null;
  const people = held ? page.people.filter((person) => held.has(person.id)) : page.people;
  await sideBySide(lastOfEach(people), PEOPLE_A_STATEMENT, 2, async (slice) => {
    goOn(work);
    if (!(await writeNewPeople(slice, round, work.scope))) await whileHeld(work, (tx) => writePeople(tx, slice, round));
  });
  await inSlices(work, held ? page.removed.filter((id) => held.has(id)) : page.removed, PEOPLE_A_STATEMENT, markDeleted);
  return people.length;
}

/** After a whole load, whoever it did not meet is gone; then what is held counts as of when the reading began. */
async function endRound(work: MirrorWork, deltaLink: string, rows: number, feed: MirrorFeed, asOf: Date): Promise<void> {
  // After the changes, which may have brought managers that nobody had before.
  if (work.scope === 'inScope') await readThoseInScope(work, feed);
  if (work.scope === 'wholeTenant' && feed.roundFrom) {
    for (let block: number | null = 0; block !== null; ) {
      goOn(work);
      const from: number = block;
      block = await whileHeld(work, (tx) => markUnmet(tx, feed.round, from));
    }
  }
  await whileHeld(work, (tx) => endReading(tx, peopleFeed(work.scope), { deltaLink, rows, asOf }));
}
