import 'server-only';
import { isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { eligibleFor } from '@/lib/graph/eligibility-schedules';
import { groupFacts, standingIn } from '@/lib/graph/groups';
import type { GroupFacts } from '@/lib/graph/groups';
import { listAppRoleGrants } from '@/lib/graph/service-principals';
import type { AppRoleGrant } from '@/lib/graph/service-principals';
import { FoundRoutes } from './found-routes';
import { nestedRoute, routeInto, standingOf } from './role-standing';
import type { ResourceRole, RoleHolders, Unknown } from './route';
import { roleKind } from './route';

/** Lists that are read at the same time. */
const AT_ONCE = 8;

/** Who stands in one list; `mayNotRead` where whoever reads may not. */
type List = { people: string[]; groups: string[]; mayNotRead: boolean };

/**
 * Who holds roles in the tenant now, and of these people by which routes; packages are not among them. Each group and
 * application is read once, in pages, however many roles hang on it, never once for each person; nested groups level by
 * level. What may not be read, or is hidden, is unknown with its reason; a resource that is gone has nobody.
 */
export class TenantRoutes {
  private readonly lists = new Map<string, Promise<List>>();
  private readonly facts = new Map<string, GroupFacts>();
  private readonly grants = new Map<string, Promise<AppRoleGrant[] | null>>();
  private readonly free: (() => void)[] = [];
  private reading = 0;

  constructor(private readonly graph: Graph, private readonly people: ReadonlySet<string>, private readonly asOf: Date) {}

  async holdersOf(role: ResourceRole): Promise<RoleHolders> {
    switch (roleKind(role)) {
      case 'member':
        return this.members(role.originId);
      case 'owner':
        return this.listed(role.originId, this.read(`owner ${role.originId}`, () => standingIn(this.graph, role.originId, 'owner')));
      case 'eligibleMember':
        return this.listed(role.originId, this.readEligible(role.originId, 'member'));
      case 'eligibleOwner':
        return this.listed(role.originId, this.readEligible(role.originId, 'owner'));
      case 'appRole':
        return this.appRole(role);
      case 'notListed':
        return { routes: new Map(), unknown: { reason: 'notListed', groupIds: [] }, asOf: null, holders: null, groupNames: new Map() };
    }
  }

  private async members(groupId: string): Promise<RoleHolders> {
    const read = await this.closure([groupId]);
    const found = new FoundRoutes(this.people);
    const direct = routeInto(this.facts.get(groupId));
    for (const id of read.get(groupId)?.people ?? []) found.add(id, direct);
    for (const viaId of read.get(groupId)?.groups ?? []) {
      for (const innerId of within(viaId, read)) {
        if (innerId === groupId) continue;
        const route = nestedRoute(innerId, viaId, this.facts.get(innerId));
        for (const id of read.get(innerId)?.people ?? []) found.add(id, route);
      }
    }
    return this.told(found, [...read.keys()], read);
  }

  private async appRole(role: ResourceRole): Promise<RoleHolders> {
    const found = new FoundRoutes(this.people);
    const grants = await this.grantsOf(role.originId);
    if (!grants) return { routes: found.byPerson, unknown: { reason: 'noPermission', groupIds: [] }, asOf: null, holders: null, groupNames: new Map() };
    const ofRole = grants.filter((grant) => grant.appRoleId === role.roleOriginId);
    for (const { principalId, principalType } of ofRole) if (principalType === 'person') found.add(principalId, { kind: 'appRole' });
    // Direct members alone: an application's role passes through no group within the group.
    const groupIds = [...new Set(ofRole.filter((grant) => grant.principalType === 'group').map((grant) => grant.principalId))];
    const read = await this.listsOf(groupIds);
    for (const [groupId, list] of read) for (const id of list.people) found.add(id, { kind: 'appRoleOfGroup', groupId });
    return this.told(found, groupIds, read);
  }

  /** A list that is told by itself, without groups: owners, and eligible people. */
  private async listed(groupId: string, read: Promise<List>): Promise<RoleHolders> {
    const found = new FoundRoutes(this.people);
    const list = await read;
    for (const id of list.people) found.add(id, { kind: 'direct' });
    const unknown: Unknown | null = list.mayNotRead ? { reason: 'noPermission', groupIds: [groupId] } : null;
    return { routes: found.byPerson, unknown, asOf: unknown ? null : this.asOf, holders: unknown ? null : found.count, groupNames: new Map() };
  }

  private told(found: FoundRoutes, groupIds: readonly string[], read: ReadonlyMap<string, List>): RoleHolders {
    const standings = new Map(groupIds.map((id) => {
      const facts = this.facts.get(id);
      return [id, { hiddenMembership: facts?.hiddenMembership ?? false, deleted: !facts, mayNotRead: read.get(id)?.mayNotRead ?? false }];
    }));
    const { unknown } = standingOf(groupIds, standings, () => this.asOf);
    const groupNames = new Map(groupIds.flatMap((id) => (this.facts.has(id) ? [[id, this.facts.get(id)?.name ?? id] as const] : [])));
    return { routes: found.byPerson, unknown, asOf: this.asOf, holders: unknown ? null : found.count, groupNames };
  }

  /** These groups and all that stand in them, at whatever depth, each read once. */
  private async closure(groupIds: readonly string[]): Promise<Map<string, List>> {
    const read = new Map<string, List>();
    let level = [...groupIds];
    while (level.length > 0) {
      for (const [id, list] of await this.listsOf(level)) read.set(id, list);
      level = [...new Set(level.flatMap((id) => read.get(id)?.groups ?? []))].filter((id) => !read.has(id));
    }
    return read;
  }

  private async listsOf(groupIds: readonly string[]): Promise<Map<string, List>> {
    const unread = groupIds.filter((id) => !this.facts.has(id));
    if (unread.length > 0) for (const [id, facts] of await groupFacts(this.graph, unread)) this.facts.set(id, facts);
    const lists = await Promise.all(groupIds.map(async (id): Promise<[string, List]> => {
      const facts = this.facts.get(id);
      // Hidden members come as an empty list, which says nothing.
      return [id, !facts || facts.hiddenMembership ? NOBODY : await this.read(`member ${id}`, () => standingIn(this.graph, id, 'member'))];
    }));
    return new Map(lists);
  }

  private readEligible(groupId: string, as: 'member' | 'owner'): Promise<List> {
    const { graph } = this;
    return this.read(`eligible ${as} ${groupId}`, async function* () {
      for await (const people of eligibleFor(graph, groupId, as)) yield { people, groups: [] };
    });
  }

  private read(key: string, pages: () => AsyncGenerator<Omit<List, 'mayNotRead'>>): Promise<List> {
    const known = this.lists.get(key);
    if (known) return known;
    const list = this.inTurn(async () => {
      const all: List = { people: [], groups: [], mayNotRead: false };
      const whole = await orRefused(async () => {
        for await (const page of pages()) {
          for (const id of page.people) all.people.push(id);
          for (const id of page.groups) all.groups.push(id);
        }
        return true;
      });
      return whole === 'refused' ? { ...NOBODY, mayNotRead: true } : whole === 'gone' ? NOBODY : all;
    });
    this.lists.set(key, list);
    return list;
  }

  /** To whom an application's roles are assigned; null where whoever reads may not. */
  private grantsOf(applicationId: string): Promise<AppRoleGrant[] | null> {
    const known = this.grants.get(applicationId);
    if (known) return known;
    const grants = this.inTurn(async () => {
      const read = await orRefused(async () => {
        const all: AppRoleGrant[] = [];
        let next: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof listAppRoleGrants>> = await listAppRoleGrants(this.graph, applicationId, next);
          for (const grant of page.items) all.push(grant);
          next = page.next;
        } while (next);
        return all;
      });
      return read === 'refused' ? null : read === 'gone' ? [] : read;
    });
    this.grants.set(applicationId, grants);
    return grants;
  }

  private async inTurn<T>(read: () => Promise<T>): Promise<T> {
    if (this.reading >= AT_ONCE) await new Promise<void>((resolve) => this.free.push(resolve));
    else this.reading += 1;
    try {
      return await read();
    } finally {
      // Whoever waits takes over the turn: freed first, it would go to a newcomer as well.
      const next = this.free.shift();
      if (next) next();
      else this.reading -= 1;
    }
  }
}

const NOBODY: List = { people: [], groups: [], mayNotRead: false };

/** A group and all within it; one that holds itself by a detour is met once. */
function within(groupId: string, read: ReadonlyMap<string, List>, met = new Set<string>()): Set<string> {
  if (met.has(groupId)) return met;
  met.add(groupId);
  for (const id of read.get(groupId)?.groups ?? []) within(id, read, met);
  return met;
}

async function orRefused<T>(read: () => Promise<T>): Promise<T | 'refused' | 'gone'> {
  try {
    return await read();
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing') || isAppError(error, 'noLicence')) return 'refused';
    if (isAppError(error, 'notFound')) return 'gone';
    throw error;
  }
}
