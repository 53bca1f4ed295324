import 'server-only';
import { readFeed } from '@/lib/db/mirror-feed';
import { holdersByPackage, holdersInGroups, holdersOfAppRole, listGroupsOfAppRole, listGroupStandings, listInnerGroups } from '@/lib/db/mirror-routes';
import type { GroupStanding, Whom } from '@/lib/db/mirror-routes';
import { FoundRoutes } from './found-routes';
import { appRolesFeed } from './mirror';
import { nestedRoute, routeInto, standingOf } from './role-standing';
import type { ResourceRole, RoleHolders, RoleRoutes } from './route';
import { roleKind } from './route';

/**
 * Who of these people holds a role now, and by which routes, from what is held of the tenant. Nested groups are followed
 * to whatever depth. People who were deleted hold nothing. With `everybody` every holder is in the answer.
 */
export async function routesOf(role: ResourceRole, people: Whom): Promise<RoleRoutes> {
  const whom = people === 'everybody' ? people : [...new Set(people.map((id) => id.toLowerCase()))];
  const found = new Routes();
  const told = await readKind(role, whom, found);
  for await (const page of holdersByPackage(role, whom)) for (const { personId, packageId, assignmentId } of page) found.add(personId, { kind: 'package', packageId, assignmentId });
  return { routes: found.byPerson, ...told };
}

/**
 * Everybody who holds a role, counted, and of these people by which routes; packages are not among them. Of roles that the
 * mirror does not hold, eligible ones among them, nothing is told.
 */
export async function holdersInMirror(role: ResourceRole, people: ReadonlySet<string>): Promise<RoleHolders> {
  const found = new Routes(people);
  const told = await readKind(role, 'everybody', found);
  return { routes: found.byPerson, ...told, holders: told.unknown ? null : found.count, groupNames: found.groupNames };
}

/** Whether everybody who holds a role is told, and as of when, without saying who. */
export async function standingInMirror(role: ResourceRole): Promise<Told> {
  return readKind(role, [], new Routes());
}

type Told = Omit<RoleRoutes, 'routes'>;

/** What the groups that were met are called. */
class Routes extends FoundRoutes {
  readonly groupNames = new Map<string, string>();

  name(groups: Iterable<GroupStanding>): void {
    for (const { id, name } of groups) this.groupNames.set(id, name);
  }
}

function readKind(role: ResourceRole, whom: Whom, found: Routes): Promise<Told> {
  switch (roleKind(role)) {
    case 'member':
      return readMembers(role.originId, whom, found);
    case 'owner':
      return readOwners(role.originId, whom, found);
    case 'appRole':
      return readAppRole(role, whom, found);
    case 'eligibleMember':
    case 'eligibleOwner':
      return Promise.resolve({ unknown: { reason: 'notRead', groupIds: [role.originId] }, asOf: null });
    case 'notListed':
      return Promise.resolve({ unknown: { reason: 'notListed', groupIds: [] }, asOf: null });
  }
}

async function readMembers(groupId: string, whom: Whom, found: Routes): Promise<Told> {
  const inner = await listInnerGroups(groupId);
  const ids = [...new Set([groupId, ...inner.map((group) => group.id)])];
  const standings = new Map((await listGroupStandings(ids)).map((group) => [group.id, group]));
  found.name(standings.values());
  const direct = routeInto(standings.get(groupId));
  const alive = ids.filter((id) => standings.get(id)?.deleted === false);
  if (alive.includes(groupId)) {
    for await (const page of holdersInGroups([groupId], 'member', whom)) for (const { personId } of page) found.add(personId, direct);
    const through = new Map<string, string[]>();
    for (const group of inner) through.set(group.id, [...(through.get(group.id) ?? []), group.viaId]);
    for await (const page of holdersInGroups(alive.filter((id) => id !== groupId), 'member', whom)) {
      for (const { personId, throughId } of page) for (const viaId of through.get(throughId) ?? []) found.add(personId, nestedRoute(throughId, viaId, standings.get(throughId)));
    }
  }
  return standingOf(ids, standings, (group) => group.membersAsOf);
}

async function readOwners(groupId: string, whom: Whom, found: Routes): Promise<Told> {
  const standings = new Map((await listGroupStandings([groupId])).map((group) => [group.id, group]));
  found.name(standings.values());
  for await (const page of holdersInGroups([groupId], 'owner', whom)) for (const { personId } of page) found.add(personId, { kind: 'direct' });
  // Owners of a group are told also where its members are not.
  return standingOf([groupId], new Map([...standings].map(([id, group]) => [id, { ...group, hiddenMembership: false }])), (group) => group.ownersAsOf);
}

async function readAppRole(role: ResourceRole, whom: Whom, found: Routes): Promise<Told> {
  const [feed, groupIds] = await Promise.all([readFeed(appRolesFeed(role.originId)), listGroupsOfAppRole(role)]);
  if (!feed.asOf) return { unknown: { reason: 'notRead', groupIds: [] }, asOf: null };
  for await (const page of holdersOfAppRole(role, whom)) for (const { personId } of page) found.add(personId, { kind: 'appRole' });
  const standings = new Map((await listGroupStandings(groupIds)).map((group) => [group.id, group]));
  found.name(standings.values());
  for await (const page of holdersInGroups(groupIds.filter((id) => !standings.get(id)?.deleted), 'member', whom)) {
    for (const { personId, throughId } of page) found.add(personId, { kind: 'appRoleOfGroup', groupId: throughId });
  }
  const { unknown, asOf } = standingOf(groupIds, standings, (group) => group.membersAsOf);
  return { unknown, asOf: asOf && asOf < feed.asOf ? asOf : feed.asOf };
}
