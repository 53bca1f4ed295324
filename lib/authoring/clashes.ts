import 'server-only';
import { isAppError } from '@/lib/errors';
import { countBoth, firstHolders, listAssignments, listBoth } from '@/lib/graph/assignments';
import type { PackagePair } from '@/lib/graph/assignments';
import type { Graph, Page } from '@/lib/graph/client';
import { hiddenGroupsAmong, transitiveMemberIds } from '@/lib/graph/group-effects';
import { isHeld } from './assignment';
import type { Assignment } from './assignment';
import { directionKey } from './incompatibility';
import type { Clash, Direction, SubjectKind } from './incompatibility';

/** People of a group that are looked at; a page of them is 999. */
const MOST_MEMBERS = 20_000;

type Members = { people: ReadonlySet<string>; more: boolean };

/**
 * How many of today's holders of each package have, or are in, what stands in each column. Two packages are asked of Entra
 * itself, once for both of their cells; a package and a group are held against each other by what their first pages say.
 * Null where it cannot be read. By the key of the direction.
 */
export async function countClashes(graph: Graph, rows: readonly string[], columns: readonly { kind: SubjectKind; id: string }[]): Promise<Map<string, Clash | null>> {
  const directions = rows.flatMap((packageId) => columns.filter(({ id }) => id !== packageId).map(({ kind, id }): Direction => ({ packageId, kind, otherId: id })));
  const pairs = new Map(directions.filter(({ kind }) => kind === 'package').map((direction): [string, PackagePair] => [pairKey(direction), direction]));
  const groups = [...new Set(columns.flatMap(({ kind, id }) => (kind === 'group' ? [id] : [])))];
  const [counts, holders, members] = await Promise.all([countBoth(graph, [...pairs.values()]), groups.length > 0 ? firstHolders(graph, rows) : null, membersOf(graph, groups)]);
  const ofPair = new Map([...pairs.keys()].map((key, index) => [key, counts[index] ?? null]));
  return new Map(directions.map((direction): [string, Clash | null] => {
    if (direction.kind === 'package') return [directionKey(direction), ofPair.get(pairKey(direction)) ?? null];
    const [has, within] = [holders?.get(direction.packageId), members.get(direction.otherId)];
    if (!has || !within) return [directionKey(direction), null];
    const count = [...has.people].filter((id) => within.people.has(id)).length;
    return [directionKey(direction), { count, more: has.people.size > 0 && within.people.size > 0 && (has.more || within.more) }];
  }));
}

function pairKey({ packageId, otherId }: PackagePair): string {
  return [packageId, otherId].sort().join(' ');
}

/** Who is in each of these groups, at any depth; null where nobody is told. */
async function membersOf(graph: Graph, groupIds: readonly string[]): Promise<Map<string, Members | null>> {
  if (groupIds.length === 0) return new Map();
  const hidden = await hiddenGroupsAmong(graph, groupIds);
  return new Map(await Promise.all(groupIds.map(async (id): Promise<[string, Members | null]> => [id, hidden.has(id) ? null : await readMembers(graph, id)])));
}

async function readMembers(graph: Graph, groupId: string): Promise<Members | null> {
  const people = new Set<string>();
  try {
    for await (const ids of transitiveMemberIds(graph, groupId)) {
      for (const id of ids) people.add(id);
      if (people.size >= MOST_MEMBERS) return { people, more: true };
    }
    return { people, more: false };
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing') || isAppError(error, 'notFound')) return null;
    throw error;
  }
}

/** A page of people who have both; of a group `looked` is among how many holders of the package they were found. */
export type BothPage = Page<Assignment> & { looked: number | null };

/**
 * Who has a package and is in, or has, what it is kept apart from, page by page as Entra pages them: of two packages those who have
 * both, of a group those of a page of the package's holders who are in it. Null where the group's members are told to nobody.
 * @throws AppError `notFound`, `noPermission`
 */
export async function loadBoth(graph: Graph, { packageId, kind, otherId }: Direction, next: string | null): Promise<BothPage | null> {
  if (kind === 'package') return { ...(await listBoth(graph, { packageId, otherId }, next)), looked: null };
  const [page, members] = await Promise.all([listAssignments(graph, { packageId }, next), membersOf(graph, [otherId])]);
  const within = members.get(otherId);
  const held = page.items.filter(({ state }) => isHeld(state));
  return within ? { ...page, items: held.filter(({ personId }) => within.people.has(personId)), looked: held.length } : null;
}
