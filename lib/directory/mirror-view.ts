import 'server-only';
import { findMirrorJob } from '@/lib/db/jobs';
import { listFeeds, readMirrorSetting } from '@/lib/db/mirror-feed';
import type { KindOfFeed } from '@/lib/db/mirror-feed';
import { countHeld } from '@/lib/db/mirror-holdings';
import type { HeldCounts } from '@/lib/db/mirror-holdings';
import { APP_ROLES_FEEDS, ASSIGNMENTS_FEEDS, GROUPS_FEEDS, OWNERS_FEED, PACKAGES_FEED, peopleFeed } from './mirror';
import type { MirrorScope } from './mirror';

/** One kind of what is held: as of when the oldest part of it was read, and how far a reading under way has come. */
export type MirrorPart = { part: 'people' | 'packages' | 'groups' | 'appRoles' | 'assignments'; asOf: string | null; loading: boolean; loaded: number; expected: number | null };

/** What Settings says of the mirror. */
export type MirrorView = {
  scope: MirrorScope;
  changedByName: string | null;
  changedAt: string;
  parts: MirrorPart[];
  held: HeldCounts;
  /** The reading waits for somebody to sign in, or to activate a role. */
  waitsFor: 'signInNeeded' | 'roleNeeded' | null;
  worksFor: string | null;
  lastError: string | null;
};

export async function loadMirrorView(): Promise<MirrorView> {
  const [setting, feeds, held, job] = await Promise.all([readMirrorSetting(), listFeeds(), countHeld(), findMirrorJob()]);
  const people = peopleFeed(setting.scope);
  const packages = feeds.filter(({ kind }) => kind === PACKAGES_FEED);
  // Where packages need nothing of a kind, that is known as of when they were read.
  const orNone = (of: KindOfFeed[]) => (of.length > 0 ? of : packages);
  return {
    scope: setting.scope,
    changedByName: setting.changedByName,
    changedAt: setting.changedAt.toISOString(),
    parts: [
      partOf('people', feeds.filter(({ kind }) => kind === people)),
      partOf('packages', packages),
      partOf('groups', orNone(feeds.filter(({ kind }) => kind.startsWith(GROUPS_FEEDS) || kind === OWNERS_FEED))),
      partOf('appRoles', orNone(feeds.filter(({ kind }) => kind.startsWith(APP_ROLES_FEEDS)))),
      partOf('assignments', orNone(feeds.filter(({ kind }) => kind.startsWith(ASSIGNMENTS_FEEDS)))),
    ],
    held,
    waitsFor: job?.state === 'signInNeeded' || job?.state === 'roleNeeded' ? job.state : null,
    worksFor: job?.actsAsName ?? null,
    lastError: job?.lastError ?? null,
  };
}

function partOf(part: MirrorPart['part'], feeds: KindOfFeed[]): MirrorPart {
  const ages = feeds.map((feed) => feed.asOf?.toISOString() ?? null);
  const [oldest = null] = ages.includes(null) ? [] : ages.sort();
  const loading = feeds.filter((feed) => feed.roundFrom !== null);
  return {
    part,
    asOf: oldest,
    loading: loading.length > 0,
    loaded: loading.reduce((sum, feed) => sum + feed.loaded, 0),
    expected: loading.length > 0 && loading.every((feed) => feed.expected !== null) ? loading.reduce((sum, feed) => sum + (feed.expected ?? 0), 0) : null,
  };
}
