import type { Group } from './directory';
import type { Links } from './links';
import type { Table } from './table';

/** What nesting is read from. */
type Memberships = { members: Links; groups: Table<Group> };

/** Groups inside a group, by any depth, and the group itself first. */
export function nestedGroups({ members, groups }: Memberships, groupId: string): string[] {
  return [groupId, ...reach(groupId, (from) => members.of(from).others, (id) => groups.has(id))];
}

/** Ids of everything in a group, by any depth, each once, from a place on with the place to begin at again with each. */
export function* transitiveMembers(of: Memberships, groupId: string, place: number): Generator<[number, string]> {
  const groups = nestedGroups(of, groupId).map((id) => of.members.of(id));
  let start = 0;
  for (const [index, members] of groups.entries()) {
    for (const [at, id] of members.from(Math.max(0, place - start))) {
      if (id !== groupId && !groups.slice(0, index).some((earlier) => earlier.has(id))) yield [start + at, id];
    }
    start += members.places;
  }
}

/** Everything to be reached from an object, nearest first, over such steps as lead on. */
export function reach(start: string, next: (id: string) => Iterable<string>, leadsOn: (id: string) => boolean): string[] {
  const seen = new Set([start]);
  for (const id of seen) for (const further of next(id)) if (leadsOn(further)) seen.add(further);
  seen.delete(start);
  return [...seen];
}
