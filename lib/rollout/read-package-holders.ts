import 'server-only';
import type { AssignmentState } from '@/lib/authoring/assignment';
import { HELD_MS, isWithin } from '@/lib/directory/freshness';
import { groupedBy } from '@/lib/directory/grouped-by';
import { assignmentsFeed, PACKAGES_FEED } from '@/lib/directory/mirror';
import type { ResourceRole } from '@/lib/directory/route';
import { roleKey } from '@/lib/directory/route';
import { readFeed, readFeeds } from '@/lib/db/mirror-feed';
import { listPackagesGiving } from '@/lib/db/mirror-packages';
import { holdersByPolicy, holdersOfPackages } from '@/lib/db/mirror-phase';
import { listHolders } from '@/lib/graph/assignments';
import type { Graph } from '@/lib/graph/client';
import { loadGivingPackages } from '@/lib/graph/packages';
import type { PackageHolders } from './baseline';
import type { ReadPackage } from './change-set';

/** Assignments by which somebody has what a package hands out, all or part of it. */
const GIVING: readonly AssignmentState[] = ['delivered', 'partiallyDelivered'];

/** How old what is held of the directory of who has what may be, besides. */
type Reading = { people: ReadonlySet<string>; readAt: Date; age: number };

/** A package of the phase, with who has it as far as that was read. */
export type OwnPackage = Pick<ReadPackage, 'packageId' | 'packageName' | 'roles' | 'assigned' | 'asOf'>;

/** How it is read who has packages: in which states, how old what is held of the directory may be, and how many pages are read in the tenant at most. */
export type HoldersAsked = { readAt: Date; states: readonly AssignmentState[]; age: number; mostPages: number };

/**
 * Who of these people has which of these roles through a package, by the key of the role: the phase's own packages as they
 * were just read, others from what is held of the directory; either where that is no older than `age`, else from the tenant. What
 * packages hand out changes seldom, and may be older. Each package is read once, in pages.
 */
export async function readPackageHolders(graph: Graph, roles: readonly ResourceRole[], own: readonly OwnPackage[], reading: Reading): Promise<Map<string, PackageHolders>> {
  const giving = await packagesGiving(graph, roles, reading.readAt);
  const ours = new Map(own.filter(({ asOf }) => !asOf || isWithin(reading.age, asOf, reading.readAt)).map((each) => [each.packageId, each]));
  const stale = own.filter((each) => !ours.has(each.packageId)).map((each) => each.packageId);
  const others = new Set([...giving.values()].flatMap((packages) => [...packages.keys()]).filter((id) => !ours.has(id)));
  const holders = await readHolders(graph, [...new Set([...others, ...stale])], { readAt: reading.readAt, states: GIVING, age: reading.age, mostPages: Infinity });
  return new Map(roles.map((role): [string, PackageHolders] => {
    const byPerson = new Map<string, string[]>();
    let { readAt: asOf } = reading;
    const names = new Map(giving.get(roleKey(role)));
    // What the phase's own packages hand out was just read, whatever the list of all packages says.
    for (const each of own) if (each.roles.some((given) => roleKey(given) === roleKey(role))) names.set(each.packageId, each.packageName);
    for (const packageId of names.keys()) {
      const read = holders.get(packageId);
      const heldAsOf = read?.asOf ?? ours.get(packageId)?.asOf;
      if (heldAsOf && heldAsOf < asOf) asOf = heldAsOf;
      for (const personId of read?.people ?? ownHolders(ours.get(packageId))) {
        if (!reading.people.has(personId)) continue;
        const known = byPerson.get(personId);
        if (known) known.push(packageId);
        else byPerson.set(personId, [packageId]);
      }
    }
    return [roleKey(role), { byPerson, names, asOf }];
  }));
}

function ownHolders(read: OwnPackage | undefined): string[] {
  return [...(read?.assigned ?? [])].flatMap(([personId, { reason }]) => (reason === 'delivered' || reason === 'partlyDelivered' ? [personId] : []));
}

/** By the key of a role the packages that hand it out, with their names. */
export async function packagesGiving(graph: Graph, roles: readonly ResourceRole[], readAt: Date): Promise<Map<string, Map<string, string>>> {
  const { asOf } = await readFeed(PACKAGES_FEED);
  if (isWithin(HELD_MS, asOf, readAt)) {
    const held = groupedBy(await listPackagesGiving(roles), roleKey);
    return new Map(roles.map((role) => [roleKey(role), new Map((held.get(roleKey(role)) ?? []).map(({ id, name }) => [id, name]))]));
  }
  const found = new Map(roles.map((role) => [roleKey(role), new Map<string, string>()]));
  for (const { id, name, roles: given } of await loadGivingPackages(graph)) for (const role of given) found.get(roleKey(role))?.set(id, name);
  return found;
}

/** Who has a package, by id; `more` where not all pages were read. */
export type Holders = { people: ReadonlySet<string>; asOf: Date; more: boolean };

/** Who has these packages: of those that are held of the directory and young enough as they are held, else in the tenant. */
export async function readHolders(graph: Graph, packageIds: readonly string[], asked: HoldersAsked): Promise<Map<string, Holders>> {
  const young = await heldAsOf(packageIds, asked.age, asked.readAt);
  const told = Promise.all(packageIds.filter((id) => !young.has(id)).map(async (id): Promise<[string, Holders]> => {
    const { people, more } = await readInTenant(graph, id, asked);
    return [id, { people: new Set(people.keys()), more, asOf: asked.readAt }];
  }));
  const [inTenant, held] = await Promise.all([told, heldPeople([...young.keys()], asked.states)]);
  return new Map<string, Holders>([...[...young].map(([id, asOf]): [string, Holders] => [id, { people: held.get(id) ?? new Set(), asOf, more: false }]), ...inTenant]);
}

/** As of when it is held of the directory who has these packages, of those where that is young enough. */
export async function heldAsOf(packageIds: readonly string[], age: number, now: Date): Promise<Map<string, Date>> {
  const feeds = await readFeeds(packageIds.map(assignmentsFeed));
  return new Map(packageIds.flatMap((id): [string, Date][] => {
    const asOf = feeds.get(assignmentsFeed(id))?.asOf;
    return isWithin(age, asOf, now) ? [[id, asOf]] : [];
  }));
}

/** Who has these packages in one of these states as it is held of the directory, by package: nobody of one that is not held. */
export async function heldPeople(packageIds: readonly string[], states: readonly AssignmentState[]): Promise<Map<string, Set<string>>> {
  const found = new Map(packageIds.map((id) => [id, new Set<string>()]));
  for await (const rows of holdersOfPackages(packageIds)) {
    for (const { packageId, state, people } of rows) if (states.some((each) => each === state)) for (const personId of people.split(',')) found.get(packageId)?.add(personId);
  }
  return found;
}

/** By which policy each has a package, by person; null where it is not told. `more` as of Holders. */
export type PolicyHolders = { byPerson: ReadonlyMap<string, string | null>; asOf: Date; more: boolean };

/** Who has a package and by which policy, read as readHolders reads. */
export async function readHoldersByPolicy(graph: Graph, packageId: string, asked: HoldersAsked): Promise<PolicyHolders> {
  const asOf = (await heldAsOf([packageId], asked.age, asked.readAt)).get(packageId);
  if (!asOf) {
    const { people, more } = await readInTenant(graph, packageId, asked);
    return { byPerson: people, asOf: asked.readAt, more };
  }
  const rows = await holdersByPolicy(packageId, asked.states);
  return { byPerson: new Map(rows.flatMap(({ policyId, people }) => people.split(',').map((id): [string, string | null] => [id, policyId]))), asOf, more: false };
}

/** Whom the pages in the tenant show, with the policy of each. */
async function readInTenant(graph: Graph, packageId: string, { states, mostPages }: HoldersAsked): Promise<{ people: Map<string, string | null>; more: boolean }> {
  const people = new Map<string, string | null>();
  const left = await Promise.all(states.map(async (state) => {
    let next: string | null = null;
    let pages = 0;
    do {
      const page: Awaited<ReturnType<typeof listHolders>> = await listHolders(graph, { packageId, state }, next);
      for (const { personId, policyId } of page.items) if (personId) people.set(personId, policyId);
      next = page.next;
      pages += 1;
    } while (next && pages < mostPages);
    return next !== null;
  }));
  return { people, more: left.includes(true) };
}
