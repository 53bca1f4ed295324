import 'server-only';
import { assignedBySchedule, eligibleBySchedule } from '@/lib/graph/assignment-schedules';
import type { Scheduled } from '@/lib/graph/assignment-schedules';
import type { Graph } from '@/lib/graph/client';
import { groupFacts } from '@/lib/graph/groups';
import type { ResourceRole, RoleHolders, Route } from './route';
import { roleKind } from './route';

type Reading = { role: ResourceRole; held: RoleHolders };

/** Which of a group's members are it by an activation; `eligible` instead where only that can be read, null where neither. */
type Told = { activated: readonly Scheduled[] } | { eligible: readonly Scheduled[] } | null;

/**
 * Tells those who stand in a group for a time, by an activation of Privileged Identity Management, from those who stand in it
 * by name: Graph lists both alike as members. Where the schedules may not be read, whoever is eligible may stand there either
 * way, and it is said so. Groups in which nobody of the phase stands by name are not asked about. Of groups inside a role's
 * group it is told where the schedules may be read; where not, nothing hangs on it, since no end of an assignment takes a
 * place in another group.
 * @throws AppError Graph's own, but for what may not be read
 */
export async function tellActivations<R extends Reading>(graph: Graph, readings: readonly R[]): Promise<R[]> {
  const asked = new Set(readings.filter(({ role, held }) => standsIn(role) !== null && anyByName(held)).map(({ role }) => role.originId));
  const inside = innerGroups(readings);
  if (asked.size + inside.size === 0) return [...readings];
  const assigned = await assignedBySchedule(graph, [...new Set([...asked, ...inside])]);
  const inner = new ActivatedInside(assigned);
  const refused = [...asked].filter((id) => !assigned.get(id));
  const eligible = refused.length > 0 ? await eligibleBySchedule(graph, refused) : new Map<string, Scheduled[] | null>();
  // Whoever is in a group that is eligible may stand there by it as well.
  const groups = await groupFacts(graph, [...eligible.values()].flatMap((list) => (list ?? []).map(({ personId }) => personId)));
  // A package that hands out eligible membership says by itself that its group is managed so.
  const managed = new Set(readings.filter(({ role }) => roleKind(role).startsWith('eligible')).map(({ role }) => role.originId));
  return readings.map((reading) => {
    const { role } = reading;
    const held = inner.toldOf(reading.held);
    const as = standsIn(role);
    if (as === null || !asked.has(role.originId)) return { ...reading, held };
    const [activated, may] = [assigned.get(role.originId), eligible.get(role.originId)];
    const kindOf = kindBy(activated ? { activated } : may ? { eligible: may } : null, as, managed.has(role.originId) || (may ?? []).some(({ personId }) => groups.has(personId)));
    if (!kindOf) return { ...reading, held };
    return { ...reading, held: { ...held, routes: new Map([...held.routes].map(([id, routes]) => [id, changed(routes, kindOf(id))])) } };
  });
}

/** The groups inside a role's group about whose members an admin decides; goes through many thousands, so it copies nothing. */
function innerGroups(readings: readonly Reading[]): Set<string> {
  const found = new Set<string>();
  for (const { held } of readings) for (const routes of held.routes.values()) for (const route of routes) if (route.kind === 'nested' && !route.by) found.add(route.groupId);
  return found;
}

/** Tells of groups inside a role's group who is in them for a time; routes are shared, and so are the changed ones. */
class ActivatedInside {
  private readonly people = new Map<string, ReadonlySet<string>>();
  private readonly changed = new Map<Route, Route>();

  constructor(schedules: ReadonlyMap<string, readonly Scheduled[] | null>) {
    for (const [groupId, told] of schedules) {
      const activated = activatedIn(told ?? [], 'member');
      if (activated.size > 0) this.people.set(groupId, activated);
    }
  }

  toldOf(held: RoleHolders): RoleHolders {
    if (this.people.size === 0) return held;
    return { ...held, routes: new Map([...held.routes].map(([personId, routes]) => [personId, routes.some((route) => this.isActivated(personId, route)) ? routes.map((route) => (this.isActivated(personId, route) ? this.byActivation(route) : route)) : routes])) };
  }

  private isActivated(personId: string, route: Route): boolean {
    return route.kind === 'nested' && !route.by && this.people.get(route.groupId)?.has(personId) === true;
  }

  private byActivation(route: Route): Route {
    const known = this.changed.get(route);
    if (known || route.kind !== 'nested') return known ?? route;
    const told: Route = { ...route, by: 'activation' };
    this.changed.set(route, told);
    return told;
  }
}

/** Who stands there for a time only: whoever is assigned for good as well stays when the activation ends. */
function activatedIn(told: readonly Scheduled[], as: 'member' | 'owner'): Set<string> {
  const own = told.filter((each) => each.as === as);
  const assigned = new Set(own.filter(({ activated }) => !activated).map(({ personId }) => personId));
  return new Set(own.filter((each) => each.activated && !assigned.has(each.personId)).map(({ personId }) => personId));
}

const standsIn = (role: ResourceRole): 'member' | 'owner' | null => {
  const kind = roleKind(role);
  return kind === 'member' || kind === 'owner' ? kind : null;
};

function anyByName({ routes }: RoleHolders): boolean {
  for (const of of routes.values()) if (isByName(of)) return true;
  return false;
}

const isByName = (routes: readonly Route[]): boolean => routes.some(({ kind }) => kind === 'direct');

type Kind = Extract<Route['kind'], 'direct' | 'activated' | 'perhapsActivated'>;

/** How each of those stands who stand by name; null where all of them do so for good, as far as it is told. */
function kindBy(told: Told, as: 'member' | 'owner', anybody: boolean): ((personId: string) => Kind) | null {
  if (!told || ('eligible' in told && anybody)) return anybody ? () => 'perhapsActivated' : null;
  if ('eligible' in told) {
    const may = new Set(told.eligible.filter((each) => each.as === as).map(({ personId }) => personId));
    return may.size > 0 ? (id) => (may.has(id) ? 'perhapsActivated' : 'direct') : null;
  }
  const activated = activatedIn(told.activated, as);
  return activated.size > 0 ? (id) => (activated.has(id) ? 'activated' : 'direct') : null;
}

/** The same routes with another kind of standing by name; one and the same where nothing changes, since routes are shared. */
function changed(routes: readonly Route[], kind: Kind): readonly Route[] {
  return kind === 'direct' || !isByName(routes) ? routes : routes.map((route) => (route.kind === 'direct' ? SHARED[kind] : route));
}

const SHARED = { activated: { kind: 'activated' }, perhapsActivated: { kind: 'perhapsActivated' } } as const;
