import 'server-only';
import { readFeed, readFeeds, readPeopleFeed } from '@/lib/db/mirror-feed';
import { askersOfPackages, holdersOfPackages } from '@/lib/db/mirror-phase';
import { HELD_MS, isWithin } from '@/lib/directory/freshness';
import { assignmentsFeed, PACKAGES_FEED } from '@/lib/directory/mirror';
import { ASSIGNMENT_STATES } from '@/lib/authoring/assignment';
import type { ReadHolding } from './change-set';
import { holdingOf, LIVE, requestOf } from './read-packages';
import type { HeldHoldings } from './read-packages';
import type { RolloutPackage } from './rollout';

/** From so many people or packages on a phase is read from what is held of the directory, where that is enough: of the tenant, which tells of a package by several lists, it would take minutes. */
const [MANY_PEOPLE, MANY_PACKAGES] = [2000, 50];

/**
 * What is held of the directory for a large phase; null where the phase is small, or not everything is held, or only as it
 * was long ago: then the tenant is asked. Of a package that excludes one of the phase it may still not be held, since by
 * default only the packages of live rollouts and what is known to hang on them are.
 */
export async function openHeldPhase(people: number, packages: readonly RolloutPackage[], now: Date): Promise<HeldHoldings | null> {
  if (people < MANY_PEOPLE && packages.length < MANY_PACKAGES) return null;
  const ids = packages.map((each) => each.packageId);
  const [peopleHeld, feeds] = await Promise.all([readPeopleFeed(), readFeeds([PACKAGES_FEED, ...ids.map(assignmentsFeed)])]);
  const moments = [peopleHeld.asOf, feeds.get(PACKAGES_FEED)?.asOf, ...ids.map((id) => feeds.get(assignmentsFeed(id))?.asOf)];
  if (!moments.every((asOf) => isWithin(HELD_MS, asOf, now))) return null;
  // Read while the people of the phase are: whoever asks for a package first waits for it.
  const holdings = Promise.all([readAssigned(ids), readRequested(ids)]);
  holdings.catch(() => undefined);
  const nobody = new Map<string, ReadHolding>();
  return {
    of: async (packageId) => {
      const own = feeds.get(assignmentsFeed(packageId));
      const [assigned, requested] = await holdings;
      if (own && ids.includes(packageId)) return { assigned: assigned.get(packageId) ?? nobody, requested: requested.get(packageId) ?? nobody, asOf: own.asOf };
      const { asOf } = await readFeed(assignmentsFeed(packageId));
      if (!isWithin(HELD_MS, asOf, now)) return null;
      const [has, asks] = await Promise.all([readAssigned([packageId]), readRequested([packageId])]);
      return { assigned: has.get(packageId) ?? nobody, requested: asks.get(packageId) ?? nobody, asOf };
    },
  };
}

async function readAssigned(packageIds: readonly string[]): Promise<Map<string, Map<string, ReadHolding>>> {
  const found = new Map<string, Map<string, ReadHolding>>();
  for await (const rows of holdersOfPackages(packageIds)) {
    const known = rows.flatMap((row) => ASSIGNMENT_STATES.flatMap((state) => (state === row.state && LIVE.includes(state) ? [{ ...row, state }] : [])));
    // The state that counts comes first, and whoever has it is passed over later.
    for (const { packageId, state, day, people } of known.sort((a, b) => LIVE.indexOf(a.state) - LIVE.indexOf(b.state))) enter(found, packageId, people, holdingOf({ state, until: day }));
  }
  return found;
}

async function readRequested(packageIds: readonly string[]): Promise<Map<string, Map<string, ReadHolding>>> {
  const found = new Map<string, Map<string, ReadHolding>>();
  for await (const rows of askersOfPackages(packageIds)) for (const { packageId, state, people } of rows) enter(found, packageId, people, requestOf(state));
  return found;
}

function enter(found: Map<string, Map<string, ReadHolding>>, packageId: string, people: string, holding: ReadHolding): void {
  const held = found.get(packageId) ?? new Map<string, ReadHolding>();
  found.set(packageId, held);
  for (const personId of people.split(',')) if (!held.has(personId)) held.set(personId, holding);
}
