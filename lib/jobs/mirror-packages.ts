import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { beginRound, dropFeeds, endReading, listFeedKinds, readFeed, savePage } from '@/lib/db/mirror-feed';
import { forgetUnmetAppRoles, forgetUnmetHoldings, forgetUnmetPackages, HOLDINGS_A_STATEMENT, writeAppRoles, writeHoldings, writePackages } from '@/lib/db/mirror-holdings';
import type { AssignmentToWrite, RequestToWrite } from '@/lib/db/mirror-holdings';
import { APP_ROLES_FEEDS, appRolesFeed, ASSIGNMENTS_FEEDS, assignmentsFeed, PACKAGES_FEED } from '@/lib/directory/mirror';
import type { MirrorFeed } from '@/lib/directory/mirror';
import { isAppError } from '@/lib/errors';
import { listRequests, OPEN_STATES } from '@/lib/graph/assignment-requests';
import { listHolders } from '@/lib/graph/assignments';
import { listPackages, loadPackageDesign, readConflicts } from '@/lib/graph/packages';
import { listAppRoleGrants } from '@/lib/graph/service-principals';
import { goOn, ifHeld, pagesAhead, sideBySide, untilNone, whileHeld } from './mirror-work';
import type { MirrorWork } from './mirror-work';

// What no delta tells: packages, who has them, who asked for them, who has an app role. Read whole now and then.

/** After this round no later one can have met a row. */
const EVERY_ROUND = 2 ** 31 - 1;

/** Where the reading of a feed goes on; null where it was read not long ago. */
async function openFeed(work: MirrorWork, kind: string): Promise<MirrorFeed | null> {
  const feed = await readFeed(kind);
  if (feed.roundFrom) return feed;
  return feed.asOf && feed.asOf >= work.staleBefore ? null : beginRound(kind);
}

/** A page link that the tenant no longer knows begins the list from the front; what is held serves meanwhile. */
async function orAnew(kind: string, feed: MirrorFeed, read: (feed: MirrorFeed) => Promise<void>): Promise<void> {
  try {
    await read(feed);
  } catch (error) {
    if (!isAppError(error, 'startAnew')) throw error;
    await read(await beginRound(kind));
  }
}

/** Every package of the tenant with what it hands out, its policies and what it excludes. */
export async function readPackages(work: MirrorWork): Promise<void> {
  const opened = await openFeed(work, PACKAGES_FEED);
  if (!opened) return;
  await orAnew(PACKAGES_FEED, opened, async (feed) => {
    for await (const page of pagesAhead(feed.nextLink, (next) => listPackages(work.graph, { text: '', next }))) {
      goOn(work);
      const ids = page.items.map((item) => item.id);
      const designs = [...(await loadPackageDesign(work.graph, ids)).values()];
      const conflicts = await readConflicts(work.graph, ids);
      await whileHeld(work, async (tx) => {
        await writePackages(tx, designs, conflicts, feed.round);
        await savePage(tx, PACKAGES_FEED, { nextLink: page.next, rows: designs.length });
      });
    }
    await whileHeld(work, async (tx) => {
      await forgetUnmetPackages(tx, feed.round);
      await endReading(tx, PACKAGES_FEED, { deltaLink: null, rows: 0, asOf: feed.roundFrom ?? (await databaseNow(tx)) });
    });
  });
}

/**
 * The states of assignments that are read one after another, and then those of requests on their way. One that goes from a
 * state already read to one that is not yet is met there; only a failed delivery can be started again behind our back, so
 * what is being delivered is read once more.
 */
const STATES = ['delivering', 'partiallyDelivered', 'deliveryFailed', 'delivered', 'delivering'] as const;

/** Packages whose lists are read side by side: while the tenant looks for a page of the one, pages of others are written. */
const PACKAGES_AT_ONCE = 3;

/** Who has these packages and who asked for them; what is held of others is forgotten. */
export async function readAssignments(work: MirrorWork, packageIds: readonly string[]): Promise<void> {
  await sideBySide(packageIds, 1, PACKAGES_AT_ONCE, async ([packageId = '']) => {
    goOn(work);
    const kind = assignmentsFeed(packageId);
    const feed = await openFeed(work, kind);
    if (feed) await orAnew(kind, feed, (from) => readAssignmentsOf(work, packageId, from));
  });
  await forgetOthers(work, ASSIGNMENTS_FEEDS, new Set(packageIds.map(assignmentsFeed)), (packageId) => untilNone(work, (tx) => forgetUnmetHoldings(tx, packageId, EVERY_ROUND)));
}

async function readAssignmentsOf(work: MirrorWork, packageId: string, feed: MirrorFeed): Promise<void> {
  const kind = assignmentsFeed(packageId);
  const done: Place = { stage: STATES.length + OPEN_STATES.length, link: null };
  if (feed.stage < done.stage) {
    // Pages of a hundred rows or none, all together until they are worth a statement.
    let read: Holdings = { assignments: [], requests: [] };
    for await (const page of pagesAhead<Place, HoldingsPage>({ stage: feed.stage, link: feed.nextLink }, (place) => readHoldings(work, packageId, place))) {
      goOn(work);
      read = { assignments: [...read.assignments, ...page.assignments], requests: [...read.requests, ...page.requests] };
      if (page.next && read.assignments.length + read.requests.length < HOLDINGS_A_STATEMENT) continue;
      const { stage, link } = page.next ?? done;
      await ifHeld(writeHoldings(read, feed.round, { kind, stage, nextLink: link }, work.scope));
      read = { assignments: [], requests: [] };
    }
  }
  await untilNone(work, (tx) => forgetUnmetHoldings(tx, packageId, feed.round));
  await whileHeld(work, async (tx) => endReading(tx, kind, { deltaLink: null, rows: 0, asOf: feed.roundFrom ?? (await databaseNow(tx)) }));
}

/** Which list, and where in it. */
type Place = { stage: number; link: string | null };

type Holdings = { assignments: AssignmentToWrite[]; requests: RequestToWrite[] };
type HoldingsPage = Holdings & { next: Place | null };

/** A page of the list at that place; after its last one the next list begins. */
async function readHoldings(work: MirrorWork, packageId: string, { stage, link }: Place): Promise<HoldingsPage> {
  const state = STATES[stage];
  const held = state ? await listHolders(work.graph, { packageId, state }, link) : null;
  const open = OPEN_STATES[stage - STATES.length];
  const asked = open ? await listRequests(work.graph, { packageId, state: open }, link) : null;
  const next = held?.next ?? asked?.next ?? null;
  return {
    next: next ? { stage, link: next } : stage + 1 < STATES.length + OPEN_STATES.length ? { stage: stage + 1, link: null } : null,
    assignments: (held?.items ?? []).map((item) => ({ ...item, packageId })),
    requests: (asked?.items ?? []).map(({ id, personId, requestType, state: at, status, createdAt }) => ({ id, packageId, personId: personId || null, requestType, state: at, status, createdAt })),
  };
}

/** To whom the roles of these applications are assigned; what is held of others is forgotten. */
export async function readAppRoles(work: MirrorWork, applicationIds: readonly string[]): Promise<void> {
  for (const applicationId of applicationIds) {
    goOn(work);
    const kind = appRolesFeed(applicationId);
    const feed = await openFeed(work, kind);
    if (feed) await orAnew(kind, feed, (from) => readAppRolesOf(work, applicationId, from));
  }
  await forgetOthers(work, APP_ROLES_FEEDS, new Set(applicationIds.map(appRolesFeed)), (applicationId) => untilNone(work, (tx) => forgetUnmetAppRoles(tx, applicationId, EVERY_ROUND)));
}

async function readAppRolesOf(work: MirrorWork, applicationId: string, feed: MirrorFeed): Promise<void> {
  const kind = appRolesFeed(applicationId);
  try {
    for await (const page of pagesAhead(feed.nextLink, (next) => listAppRoleGrants(work.graph, applicationId, next))) {
      goOn(work);
      await whileHeld(work, async (tx) => {
        await writeAppRoles(tx, page.items, feed.round);
        await savePage(tx, kind, { nextLink: page.next, rows: page.items.length });
      });
    }
  } catch (error) {
    // The application is gone from the tenant, and its roles with it.
    if (!isAppError(error, 'notFound')) throw error;
  }
  await untilNone(work, (tx) => forgetUnmetAppRoles(tx, applicationId, feed.round));
  await whileHeld(work, async (tx) => endReading(tx, kind, { deltaLink: null, rows: 0, asOf: feed.roundFrom ?? (await databaseNow(tx)) }));
}

async function forgetOthers(work: MirrorWork, feeds: string, kept: ReadonlySet<string>, forget: (id: string) => Promise<void>): Promise<void> {
  const idle = (await listFeedKinds(feeds)).filter((kind) => !kept.has(kind));
  for (const kind of idle) await forget(kind.slice(feeds.length));
  if (idle.length > 0) await whileHeld(work, (tx) => dropFeeds(tx, idle));
}
