import 'server-only';
import { readPeopleFeed } from '@/lib/db/mirror-feed';
import { askersOfPackages, holdersOfPackages, oldest, packagesHeldAsOf } from '@/lib/db/mirror-phase';
import { PACKAGES_FEED } from '@/lib/directory/mirror';
import { ASSIGNMENT_STATES } from '@/lib/authoring/assignment';
import type { ReadHolding } from './change-set';
import { holdingOf, LIVE, requestOf } from './read-packages';
import type { HoldingSource } from './read-packages';
import type { RolloutPackage } from './rollout';

/** From so many people on a phase is read from what is held of the directory, where that is enough: of the tenant it would take minutes. */
const LARGE = 2000;

/** What comes by pages alone is read once an hour (lib/jobs/refresh-mirror.ts); what is older than that and a reading is not relied on. */
const OLDEST_MS = 75 * 60 * 1000;

/** As of when what a large phase needs is held, and who has its packages. */
export type HeldPhase = HoldingSource & { asOf: Date };

/**
 * What is held of the directory for a large phase; null where the phase is small, or not everything is held, or only as it
 * was long ago: then the tenant is asked.
 */
export async function openHeldPhase(people: number, packages: readonly RolloutPackage[], now: Date): Promise<HeldPhase | null> {
  if (people < LARGE) return null;
  const ids = packages.map((each) => each.packageId);
  const [feed, heldAsOf] = await Promise.all([readPeopleFeed(), packagesHeldAsOf(PACKAGES_FEED, ids)]);
  const asOf = oldest([feed.asOf, heldAsOf]);
  if (!asOf || now.getTime() - asOf.getTime() > OLDEST_MS) return null;
  const [assigned, requested] = await Promise.all([readAssigned(ids), readRequested(ids)]);
  const nobody = new Map<string, ReadHolding>();
  return {
    asOf,
    of: async (packageId) => {
      if (ids.includes(packageId)) return { assigned: assigned.get(packageId) ?? nobody, requested: requested.get(packageId) ?? nobody };
      // One that excludes a package of the phase.
      const [has, asks] = await Promise.all([readAssigned([packageId]), readRequested([packageId])]);
      return { assigned: has.get(packageId) ?? nobody, requested: asks.get(packageId) ?? nobody };
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
