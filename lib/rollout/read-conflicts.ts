import 'server-only';
import { isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { hiddenGroupsAmong, transitiveMemberIds } from '@/lib/graph/group-effects';
import type { ReadConflict as NamedConflict } from '@/lib/graph/packages';
import type { ReadConflict, ReadPackage } from './change-set';
import type { HoldingSource } from './read-packages';

type Holders = Pick<ReadConflict, 'holders' | 'asOf'>;

const NOBODY_TELLS: Holders = { holders: null, asOf: null };

/**
 * The packages with whoever has what excludes them.
 * @throws AppError Graph's own, but for a group whose members the reader may not read
 */
export async function withHolders(graph: Graph, packages: readonly ReadPackage[], named: readonly NamedConflict[], holdings: HoldingSource): Promise<ReadPackage[]> {
  if (named.length === 0) return [...packages];
  const read = new Map(packages.map((each) => [each.packageId, each]));
  const conflicts = await holdersOf(graph, named, async (packageId) => {
    const own = read.get(packageId);
    return own?.design ? own : holdings.of(packageId);
  });
  return packages.map((each) => ({ ...each, conflicts: conflicts.filter((conflict) => conflict.packageId === each.packageId).map(({ packageId: _, ...conflict }) => conflict) }));
}

/**
 * What excludes from packages, with whoever has it or is getting it. Each package and group is read once, however many it
 * excludes from.
 * @throws AppError Graph's own, but for a group whose members the reader may not read
 */
export async function holdersOf(graph: Graph, named: readonly NamedConflict[], holdings: HoldingSource['of']): Promise<(ReadConflict & { packageId: string })[]> {
  const ofPackages = new Map<string, Promise<Holders>>();
  const groupIds = [...new Set(named.flatMap((each) => (each.kind === 'group' ? [each.otherId] : [])))];
  const hidden = await hiddenGroupsAmong(graph, groupIds);
  const ofGroups = new Map(groupIds.map((id) => [id, hidden.has(id) ? Promise.resolve(NOBODY_TELLS) : readMembers(graph, id)]));
  for (const { kind, otherId } of named) if (kind === 'package' && !ofPackages.has(otherId)) ofPackages.set(otherId, readHolders(otherId, holdings));
  return Promise.all(named.map(async (each) => ({ ...each, ...((await (each.kind === 'group' ? ofGroups : ofPackages).get(each.otherId)) ?? NOBODY_TELLS) })));
}

/** Whoever has a package or is getting it: Entra looks when it delivers, too. */
async function readHolders(packageId: string, holdings: HoldingSource['of']): Promise<Holders> {
  const { assigned, requested, asOf } = await holdings(packageId);
  return { holders: new Set([...assigned.keys(), ...requested.keys()]), asOf };
}

/** People in a group and in the groups within it. */
async function readMembers(graph: Graph, groupId: string): Promise<Holders> {
  const people = new Set<string>();
  try {
    for await (const ids of transitiveMemberIds(graph, groupId)) for (const id of ids) people.add(id);
    return { holders: people, asOf: null };
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing') || isAppError(error, 'notFound')) return NOBODY_TELLS;
    throw error;
  }
}
