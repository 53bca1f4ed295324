import 'server-only';
import type { Graph } from '@/lib/graph/client';
import { readConflicts } from '@/lib/graph/packages';
import { holdersOf } from './read-conflicts';
import { inTenant } from './read-packages';

/** What decides whether two clashes are of the same person and package. */
export const clashKey = (personId: string, packageId: string): string => `${personId} ${packageId}`;

/**
 * What each of these people has or is getting by now that Entra holds for incompatible with each package, by name. A group whose
 * members may not be read tells of nobody: Entra itself still refuses. Nothing is read of a package that excludes nothing.
 * @throws AppError Graph's own
 */
export async function clashesNow(graph: Graph, packageIds: readonly string[], people: ReadonlySet<string>): Promise<Map<string, string>> {
  const named = await readConflicts(graph, [...packageIds]);
  const found = new Map<string, string>();
  if (named.length === 0) return found;
  const tenant = inTenant(graph);
  for (const { packageId, name, holders } of await holdersOf(graph, named, async (id) => tenant.of(id))) for (const personId of holders ?? []) if (people.has(personId)) found.set(clashKey(personId, packageId), name);
  return found;
}
