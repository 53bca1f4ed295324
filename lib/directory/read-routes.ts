import 'server-only';
import { readFeeds } from '@/lib/db/mirror-feed';
import { listGroupsOfAppRoles, listGroupStandings, listInnerGroups, peopleInGroups, peopleOfAppRoles } from '@/lib/db/mirror-routes';
import type { GroupList, GroupStanding } from '@/lib/db/mirror-routes';
import { FoundRoutes } from './found-routes';
import { groupedBy } from './grouped-by';
import { appRolesFeed } from './mirror';
import { nestedRoute, routeInto, standingOf } from './role-standing';
import type { ResourceRole, RoleHolders, Route, Unknown } from './route';
import { roleKey, roleKind } from './route';

/** Whether everybody who holds a role is told, and as of when. */
export type Told = { unknown: Unknown | null; asOf: Date | null };

/** A list of people that hold a role, and by which routes those in it do. */
type Source = { groupId: string; relation: GroupList['relation']; routes: Route[] };

/** What is known of a role before anybody who holds it is read. */
type Known = Told & { groups: GroupStanding[]; sources: Source[]; byName: boolean };

/**
 * Who holds roles, from what is held of the tenant: nested groups to whatever depth, and every list of people read once for
 * all roles that hang on it. Packages are not among the routes. Of what the mirror does not hold, eligible members among
 * it, nothing is told.
 */
export class MirrorRoutes {
  private constructor(private readonly known: ReadonlyMap<string, Known>) {}

  /** Reads what groups and applications stand behind these roles, and nobody who holds them. */
  static async open(roles: readonly ResourceRole[]): Promise<MirrorRoutes> {
    const ofKind = (...kinds: ReturnType<typeof roleKind>[]) => roles.filter((role) => kinds.includes(roleKind(role)));
    const appRoles = ofKind('appRole');
    const [inner, appRoleGroups, feeds] = await Promise.all([
      listInnerGroups([...new Set(ofKind('member').map((role) => role.originId))]), listGroupsOfAppRoles(appRoles), readFeeds([...new Set(appRoles.map((role) => appRolesFeed(role.originId)))]),
    ]);
    const ids = [...ofKind('member', 'owner').map((role) => role.originId), ...inner.map((group) => group.id), ...appRoleGroups.map((each) => each.groupId)];
    const standings = new Map((await listGroupStandings([...new Set(ids)])).map((group) => [group.id, group]));
    const within = groupedBy(inner, ({ groupId }) => groupId);
    const assigned = groupedBy(appRoleGroups, roleKey);
    return new MirrorRoutes(new Map(roles.map((role): [string, Known] => {
      switch (roleKind(role)) {
        case 'member':
          return [roleKey(role), memberRole(role.originId, within.get(role.originId) ?? [], standings)];
        case 'owner':
          return [roleKey(role), ownerRole(role.originId, standings)];
        case 'appRole':
          return [roleKey(role), appRole((assigned.get(roleKey(role)) ?? []).map((each) => each.groupId), standings, feeds.get(appRolesFeed(role.originId))?.asOf ?? null)];
        case 'eligibleMember':
        case 'eligibleOwner':
          return [roleKey(role), untold({ reason: 'notRead', groupIds: [role.originId] })];
        case 'notListed':
          return [roleKey(role), untold({ reason: 'notListed', groupIds: [] })];
      }
    })));
  }

  /** Whether everybody who holds a role is told, and as of when, without saying who. */
  standingOf(role: ResourceRole): Told {
    const { unknown, asOf } = this.of(role);
    return { unknown, asOf };
  }

  /** Everybody who holds these roles, counted, and of these people by which routes, by the key of the role. */
  async holdersOf(roles: readonly ResourceRole[], people: ReadonlySet<string>): Promise<Map<string, RoleHolders>> {
    const found = new Map(roles.map((role) => [roleKey(role), new FoundRoutes(people)]));
    const readers = new Map<string, { list: GroupList; into: { of: FoundRoutes; routes: Route[] }[] }>();
    for (const role of roles) {
      const of = found.get(roleKey(role));
      for (const { groupId, relation, routes } of this.of(role).sources) {
        const reader = readers.get(`${relation} ${groupId}`) ?? { list: { groupId, relation }, into: [] };
        readers.set(`${relation} ${groupId}`, reader);
        if (of) reader.into.push({ of, routes });
      }
    }
    for await (const { list, people: ids } of peopleOfAppRoles(roles.filter((role) => this.of(role).byName))) for (const id of ids) found.get(roleKey(list))?.add(id, { kind: 'appRole' });
    for await (const { list, people: ids } of peopleInGroups([...readers.values()].map((reader) => reader.list))) {
      for (const { of, routes } of readers.get(`${list.relation} ${list.groupId}`)?.into ?? []) for (const id of ids) for (const route of routes) of.add(id, route);
    }
    return new Map([...found].map(([key, { byPerson, count }]): [string, RoleHolders] => {
      const { unknown, asOf, groups } = this.known.get(key) ?? untold(null);
      return [key, { routes: byPerson, unknown, asOf, holders: unknown ? null : count, groupNames: new Map(groups.map(({ id, name }) => [id, name])) }];
    }));
  }

  private of(role: ResourceRole): Known {
    const known = this.known.get(roleKey(role));
    if (!known) throw new Error(`the role ${roleKey(role)} was not asked about`);
    return known;
  }
}

type Standings = ReadonlyMap<string, GroupStanding>;

function memberRole(groupId: string, inner: readonly { id: string; viaId: string }[], standings: Standings): Known {
  const own = standings.get(groupId);
  const ids = [...new Set([groupId, ...inner.map((group) => group.id)])];
  const nested = groupedBy(inner, ({ id }) => id);
  const sources: Source[] = !own || own.deleted ? [] : [
    { groupId, relation: 'member', routes: [routeInto(own)] },
    ...[...nested].filter(([id]) => standings.get(id)?.deleted === false).map(([id, through]): Source => ({ groupId: id, relation: 'member', routes: through.map(({ viaId }) => nestedRoute(id, viaId, standings.get(id))) })),
  ];
  return { ...standingOf(ids, standings, (group) => group.membersAsOf), groups: ids.flatMap((id) => standings.get(id) ?? []), sources, byName: false };
}

function ownerRole(groupId: string, standings: Standings): Known {
  const own = standings.get(groupId);
  // Owners of a group are told also where its members are not.
  const told = standingOf([groupId], new Map(own ? [[groupId, { ...own, hiddenMembership: false }]] : []), (group) => group.ownersAsOf);
  return { ...told, groups: own ? [own] : [], sources: [{ groupId, relation: 'owner', routes: [{ kind: 'direct' }] }], byName: false };
}

function appRole(groupIds: readonly string[], standings: Standings, asOf: Date | null): Known {
  if (!asOf) return untold({ reason: 'notRead', groupIds: [] });
  const told = standingOf(groupIds, standings, (group) => group.membersAsOf);
  return {
    unknown: told.unknown,
    asOf: told.asOf && told.asOf < asOf ? told.asOf : asOf,
    groups: groupIds.flatMap((id) => standings.get(id) ?? []),
    // Direct members alone: an application's role passes through no group within the group.
    sources: groupIds.filter((id) => !standings.get(id)?.deleted).map((groupId) => ({ groupId, relation: 'member', routes: [{ kind: 'appRoleOfGroup', groupId }] })),
    byName: true,
  };
}

function untold(unknown: Unknown | null): Known {
  return { unknown, asOf: null, groups: [], sources: [], byName: false };
}
