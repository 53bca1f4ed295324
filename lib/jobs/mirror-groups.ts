import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { beginRound, dropFeeds, endReading, listFeedKinds, readFeed, savePageOf } from '@/lib/db/mirror-feed';
import { endGroupsOfSlice, endOwners, forgetUnmetMembers, listGroupsOfSlice, listSlices, listStaleOwners, markGroupsDeleted, writeGroups, writeMembers } from '@/lib/db/mirror-groups';
import { dealGroups, forgetGroups, listGroupsNeeded, listRulesOf, replaceGroups } from '@/lib/db/mirror-scope';
import { GROUPS_FEEDS, groupsFeed, OWNERS_FEED } from '@/lib/directory/mirror';
import type { MirrorFeed } from '@/lib/directory/mirror';
import { holdForRules } from '@/lib/directory/people-for-rules';
import { AppError, isAppError } from '@/lib/errors';
import { GROUPS_A_FEED, readGroupChanges, readOwnersOfGroups } from '@/lib/graph/group-changes';
import type { ReadGroup } from '@/lib/graph/group-changes';
import { log, messageOf } from '@/lib/log';
import { parseRule } from '@/lib/rules/parse-rule';
import { goOn, ifHeld, pagesAhead, sideBySide, untilNone, whileHeld } from './mirror-work';
import type { MirrorWork } from './mirror-work';

/** Members a statement writes. */
const MEMBERS_A_STATEMENT = 2000;
/** Groups whose owners are read in one round of batches. */
const OWNERS_A_ROUND = 100;
/** After this round no later one can have met a row. */
const EVERY_ROUND = 2 ** 31 - 1;

/** Holds what the rules of these packages' policies ask for: attributes of people, and members of groups. */
export async function holdPolicyRules(work: MirrorWork, packageIds: readonly string[]): Promise<void> {
  const rules = (await listRulesOf(packageIds)).flatMap((text) => {
    const read = parseRule(text);
    return read.ok ? [read.rule] : [];
  });
  await whileHeld(work, (tx) => holdForRules(tx, 'policies', rules));
}

/**
 * Reads the groups whose members are needed, and then those that turned out to stand in them, until none is new. Direct
 * members only: what stands in what is worked out in the database.
 */
export async function readGroups(work: MirrorWork, packageIds: readonly string[]): Promise<void> {
  const read = new Set<number>();
  for (;;) {
    const next = (await holdNeeded(work, packageIds)).filter((slice) => !read.has(slice));
    if (next.length === 0) break;
    for (const slice of next) {
      await readSlice(work, slice);
      read.add(slice);
    }
  }
  await readOwners(work);
}

/** Holds the groups that are needed now and no others; gives their feeds. */
async function holdNeeded(work: MirrorWork, packageIds: readonly string[]): Promise<number[]> {
  goOn(work);
  const needed = await listGroupsNeeded(packageIds);
  const out = await whileHeld(work, (tx) => replaceGroups(tx, needed));
  for (const groupId of out) {
    for (const relation of ['member', 'owner'] as const) await untilNone(work, (tx) => forgetUnmetMembers(tx, groupId, relation, EVERY_ROUND));
  }
  if (out.length > 0) await whileHeld(work, (tx) => forgetGroups(tx, out));
  await whileHeld(work, (tx) => dealGroups(tx, GROUPS_A_FEED));
  const all = await listSlices();
  const kinds = new Set(all.map(groupsFeed));
  const idle = (await listFeedKinds(GROUPS_FEEDS)).filter((kind) => !kinds.has(kind));
  if (idle.length > 0) await whileHeld(work, (tx) => dropFeeds(tx, idle));
  return all;
}

async function readSlice(work: MirrorWork, slice: number): Promise<void> {
  const kind = groupsFeed(slice);
  const feed = await readFeed(kind);
  try {
    await readFrom(work, slice, feed.nextLink || feed.deltaLink ? feed : await beginRound(kind));
  } catch (error) {
    if (!isAppError(error, 'startAnew')) throw error;
    log('info', 'mirror.starts-anew', { message: messageOf(error) });
    await readFrom(work, slice, await beginRound(kind));
  }
}

async function readFrom(work: MirrorWork, slice: number, feed: MirrorFeed): Promise<void> {
  const kind = groupsFeed(slice);
  const asOf = feed.roundFrom ?? (await databaseNow());
  const ids = await listGroupsOfSlice(slice);
  const told = new Map<string, string>();
  for await (const page of pagesAhead(feed.nextLink ?? feed.deltaLink, (link) => readGroupChanges(work.graph, link, ids, work.stop))) {
    goOn(work);
    const groups = page.groups.filter((group) => isNews(told, group));
    for (const id of page.removed) told.delete(id);
    if (groups.length + page.removed.length > 0) {
      await whileHeld(work, async (tx) => {
        await writeGroups(tx, groups, feed.round);
        await markGroupsDeleted(tx, page.removed);
      });
    }
    await sideBySide(page.members, MEMBERS_A_STATEMENT, 1, async (members) => {
      goOn(work);
      await ifHeld(writeMembers('member', members, feed.round, work.scope));
    });
    goOn(work);
    const rows = page.members.length;
    if (page.next) await ifHeld(savePageOf(work.scope, kind, { nextLink: page.next, rows }));
    else if (page.delta) {
      if (feed.roundFrom) for (const groupId of ids) await untilNone(work, (tx) => forgetUnmetMembers(tx, groupId, 'member', feed.round));
      await whileHeld(work, async (tx) => {
        await endGroupsOfSlice(tx, slice, feed.roundFrom ? feed.round : 0, asOf);
        await endReading(tx, kind, { deltaLink: page.delta, rows, asOf });
      });
    } else throw new AppError('internal', 'a page of changes names neither a next one nor where to go on later');
  }
}

/** A large group comes again with each thousand of its members: it is written once, and where something of it changed meanwhile. */
function isNews(told: Map<string, string>, group: ReadGroup): boolean {
  const text = JSON.stringify(group);
  if (told.get(group.id) === text) return false;
  told.set(group.id, text);
  return true;
}

/** Owners of what packages hand out; no delta tells them, so they come by pages now and then. */
async function readOwners(work: MirrorWork): Promise<void> {
  const stale = await listStaleOwners(work.staleBefore);
  for (let from = 0; from < stale.length; from += OWNERS_A_ROUND) {
    goOn(work);
    const asOf = await databaseNow();
    const ids = stale.slice(from, from + OWNERS_A_ROUND);
    const owners = await readOwnersOfGroups(work.graph, ids);
    const { round } = await beginRound(OWNERS_FEED);
    await sideBySide(owners, MEMBERS_A_STATEMENT, 1, (slice) => ifHeld(writeMembers('owner', slice, round, work.scope)));
    for (const groupId of ids) await untilNone(work, (tx) => forgetUnmetMembers(tx, groupId, 'owner', round));
    await whileHeld(work, async (tx) => {
      await endOwners(tx, ids, asOf);
      await endReading(tx, OWNERS_FEED, { deltaLink: null, rows: owners.length, asOf });
    });
  }
}
