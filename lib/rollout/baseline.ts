/**
 * What a phase's people held of a resource role before the phase, and by which routes. Kept with the rehearsal, since the
 * tenant stores no origin on a membership: after an assignment only this tells what was there before it. Pure, and free of
 * Node: read in the browser too (baseline-codec.ts packs it).
 */
import type { ResourceRole, RoleHolders, Route, Unknown } from '@/lib/directory/route';
import { roleKey, roleKind } from '@/lib/directory/route';
import { atOnce, stepsOf } from '@/lib/steps';
import type { Steps } from '@/lib/steps';
import { byText } from './text-order';

/** By code: the byte that stands for it in a role's block. The order never changes; new ones go to the end. */
export const HOLDINGS = ['none', 'direct', 'other', 'both', 'unknown', 'asReported'] as const;

/**
 * `direct`: by name, as an assignment gives it, too; `other`: by another route alone, an activation that ends by itself among them; `both`: by name and by another route,
 * where a package among the others may itself be what put the name there. `unknown`: cannot be told, and is never restored
 * or removed by itself. `asReported`: a site's role, of which nothing but Entra's own report of a delivery tells.
 */
export type Holding = (typeof HOLDINGS)[number];

/** A route as it is kept: an assignment's own id is not part of what was held. */
export type BaselineRoute = Exclude<Route, { kind: 'package' }> | { kind: 'package'; packageId: string };

/** Where it was read: from what is held of the directory, or from the tenant itself. */
export type BaselineSource = 'mirror' | 'tenant';

/** One role: a code for each person, in the order of the rehearsal's people, and by which routes. */
export type RoleBaseline = ResourceRole & {
  codes: Uint8Array;
  /** The different sets of routes, each once and in order. */
  ways: BaselineRoute[][];
  /** For each person the number of theirs in `ways`, from 1; 0 without any route. */
  wayOf: Uint32Array;
  /** Why it could not be told of everybody; null where it was. */
  unknown: Unknown | null;
  /** What the groups and packages in the routes were called. Not part of the hash. */
  names: Record<string, string>;
  /** Where it was read, and the oldest reading it rests on; null where it was not read at all. Not part of the hash. */
  source: BaselineSource | null;
  asOf: Date | null;
};

/** What somebody held of a role otherwise than a baseline says. */
export type HeldOtherwise = ResourceRole & Pick<RoleBaseline, 'names'> & { personId: string; holding: Holding; routes: readonly BaselineRoute[] };

/** Who has a role through packages now: by person the packages, with what they are called. */
export type PackageHolders = { byPerson: ReadonlyMap<string, readonly string[]>; names: ReadonlyMap<string, string>; asOf: Date };

/** A role as it was read. */
export type RoleReading = { role: ResourceRole; source: BaselineSource; held: RoleHolders; throughPackages: PackageHolders };

/** Whether the routes hold a place by name, which an assignment's end takes, and whether they hold another way in. */
export function waysIn(routes: readonly BaselineRoute[]): { byName: boolean; otherwise: boolean; throughPackage: boolean } {
  const byName = routes.some((route) => route.kind === 'direct' || route.kind === 'appRole');
  return { byName, otherwise: routes.some((route) => route.kind !== 'direct' && route.kind !== 'appRole'), throughPackage: routes.some((route) => route.kind === 'package') };
}

/** What somebody with these routes held; without any it hangs on whether everybody was told. */
export function holdingOf(role: ResourceRole, routes: readonly BaselineRoute[], unknown: Unknown | null): Holding {
  if (roleKind(role) === 'notListed') return 'asReported';
  const { byName, otherwise } = waysIn(routes);
  if (routes.some((route) => route.kind === 'perhapsActivated')) return 'unknown';
  if (byName) return otherwise ? 'both' : 'direct';
  return otherwise ? 'other' : unknown ? 'unknown' : 'none';
}

/** The holding a code stands for. @throws Error for a code nobody wrote. */
export function holdingOfCode(code: number | undefined): Holding {
  const holding = code === undefined ? undefined : HOLDINGS[code];
  if (!holding) throw new Error(`no holding has the code ${String(code)}`);
  return holding;
}

/** A route as the canonical form names it: its kind and the ids it hangs on. */
function routeText(route: BaselineRoute): string {
  switch (route.kind) {
    case 'nested':
      return `nested ${route.groupId.toLowerCase()} via ${route.viaId.toLowerCase()}${route.by ? ` by ${route.by}` : ''}`;
    case 'appRoleOfGroup':
      return `appRoleOfGroup ${route.groupId.toLowerCase()}`;
    case 'package':
      return `package ${route.packageId.toLowerCase()}`;
    case 'direct':
    case 'activated':
    case 'perhapsActivated':
    case 'dynamic':
    case 'synchronised':
    case 'appRole':
      return route.kind;
  }
}

/** A set of routes in the canonical form. */
export function wayText(routes: readonly BaselineRoute[]): string {
  return routes.map(routeText).join(', ');
}

/**
 * The baseline of a phase: one block a role, in the order of their keys, whatever order they were read in. The same
 * tenant and people give the same.
 */
export function computeBaseline(personIds: readonly string[], readings: readonly RoleReading[]): RoleBaseline[] {
  return atOnce(baselineSteps(personIds, readings));
}

/** The same in steps, one a role. */
export function* baselineSteps(personIds: readonly string[], readings: readonly RoleReading[]): Steps<RoleBaseline[]> {
  const places = new Map(personIds.map((id, index) => [id, index]));
  const roles = yield* stepsOf(readings, (reading) => roleBaseline(places, reading));
  return roles.sort((a, b) => byText(baselineKey(a), baselineKey(b)));
}

/** What one person held of a role, by their place among the people of its baseline. */
export function heldAt(role: RoleBaseline, place: number): Pick<HeldOtherwise, 'holding' | 'routes'> {
  return { holding: holdingOfCode(role.codes[place]), routes: role.ways[(role.wayOf[place] ?? 0) - 1] ?? [] };
}

/**
 * What people hold of these roles now otherwise than before; of a role that was not read before nobody holds anything otherwise.
 * @param placeBefore the place of each of now's people among those of before; less than 0 for who is not among them
 */
export function* heldOtherwise(before: readonly RoleBaseline[], now: readonly RoleBaseline[], personIds: readonly string[], placeBefore: Int32Array): Steps<HeldOtherwise[]> {
  const known = new Map(before.map((role) => [baselineKey(role), role]));
  const found = yield* stepsOf(now, (role): HeldOtherwise[] => {
    const was = known.get(baselineKey(role));
    if (!was) return [];
    const [texts, textsBefore] = [['', ...role.ways.map(wayText)], ['', ...was.ways.map(wayText)]];
    return personIds.flatMap((personId, place): HeldOtherwise[] => {
      const then = placeBefore[place] ?? -1;
      if (then < 0 || (was.codes[then] === role.codes[place] && textsBefore[was.wayOf[then] ?? 0] === texts[role.wayOf[place] ?? 0])) return [];
      const { originSystem, originId, roleOriginId, names } = role;
      const held = heldAt(role, place);
      const used = new Set(held.routes.flatMap(idsIn));
      return [{ personId, originSystem, originId, roleOriginId, ...held, names: Object.fromEntries(Object.entries(names).filter(([id]) => used.has(id))) }];
    });
  });
  return found.flat();
}

/** What decides whether two blocks are of the same role. */
export function baselineKey(role: ResourceRole): string {
  return `${role.originSystem} ${roleKey(role)}`;
}

/** Goes through whoever holds the role, not through everybody: most people hold few of many roles. */
function roleBaseline(places: ReadonlyMap<string, number>, { role, source, held, throughPackages }: RoleReading): RoleBaseline {
  const codes = new Uint8Array(places.size).fill(HOLDINGS.indexOf(holdingOf(role, [], held.unknown)));
  const wayOf = new Uint32Array(places.size);
  const ways = new WaysMet(role, held.unknown);
  const enter = (id: string, routes: readonly Route[], packages: readonly string[]): void => {
    const index = places.get(id);
    if (index === undefined) return;
    const { code, met } = ways.of(routes, packages);
    codes[index] = code;
    wayOf[index] = met;
  };
  for (const [id, routes] of held.routes) enter(id, routes, throughPackages.byPerson.get(id) ?? []);
  for (const [id, packages] of throughPackages.byPerson) if (!held.routes.has(id)) enter(id, [], packages);
  const { ordered, numbers } = ways.inOrder();
  if (numbers.some((number, met) => number !== met)) for (let index = 0; index < wayOf.length; index += 1) wayOf[index] = numbers[wayOf[index] as number] as number;
  const used = new Set(ordered.flatMap((routes) => routes.flatMap(idsIn)));
  const named = [...held.groupNames, ...throughPackages.names].filter(([id]) => used.has(id) || held.unknown?.groupIds.includes(id));
  return {
    originSystem: role.originSystem,
    originId: role.originId,
    roleOriginId: role.roleOriginId,
    codes,
    ways: ordered,
    wayOf,
    unknown: held.unknown && { reason: held.unknown.reason, groupIds: [...held.unknown.groupIds].sort() },
    names: Object.fromEntries(named.sort(([a], [b]) => byText(a, b))),
    source: held.asOf ? source : null,
    asOf: held.asOf && throughPackages.asOf < held.asOf ? throughPackages.asOf : held.asOf,
  };
}

type WayMet = { text: string; routes: BaselineRoute[]; code: number; met: number };

/** The different sets of routes into a role as they are met, numbered from 1. Most people have one that many have. */
class WaysMet {
  private readonly all: WayMet[] = [];
  private readonly byText = new Map<string, WayMet>();
  /** By the only other route there is, or none, and the packages beside it: so the text is made once and not for each person. */
  private readonly bySole = new Map<Route | null, Map<string, WayMet>>();

  constructor(private readonly role: ResourceRole, private readonly unknown: Unknown | null) {}

  of(routes: readonly Route[], packages: readonly string[]): WayMet {
    const [sole = null, ...more] = routes;
    if (more.length > 0) return this.met(routes, packages);
    const beside = this.bySole.get(sole) ?? new Map<string, WayMet>();
    this.bySole.set(sole, beside);
    const key = packages.join(' ');
    const known = beside.get(key) ?? this.met(routes, packages);
    beside.set(key, known);
    return known;
  }

  /** In the order of their texts; and what becomes of the numbers they were met under. */
  inOrder(): { ordered: BaselineRoute[][]; numbers: Uint32Array } {
    const sorted = [...this.all].sort((a, b) => byText(a.text, b.text));
    const numbers = new Uint32Array(this.all.length + 1);
    sorted.forEach(({ met }, index) => (numbers[met] = index + 1));
    return { ordered: sorted.map(({ routes }) => routes), numbers };
  }

  private met(routes: readonly Route[], packages: readonly string[]): WayMet {
    const sorted = sortRoutes([...routes.map(keptRoute), ...packages.map((packageId): BaselineRoute => ({ kind: 'package', packageId }))]);
    const text = wayText(sorted);
    const known = this.byText.get(text);
    if (known) return known;
    const way = { text, routes: sorted, code: HOLDINGS.indexOf(holdingOf(this.role, sorted, this.unknown)), met: this.all.length + 1 };
    this.all.push(way);
    this.byText.set(text, way);
    return way;
  }
}

function keptRoute(route: Route): BaselineRoute {
  return route.kind === 'package' ? { kind: 'package', packageId: route.packageId } : route;
}

function idsIn(route: BaselineRoute): string[] {
  switch (route.kind) {
    case 'nested':
      return [route.groupId, route.viaId];
    case 'appRoleOfGroup':
      return [route.groupId];
    case 'package':
      return [route.packageId];
    default:
      return [];
  }
}

/** Each route once, in an order that hangs on nothing but them. */
function sortRoutes(routes: BaselineRoute[]): BaselineRoute[] {
  if (routes.length === 1) return routes;
  return [...new Map(routes.map((route) => [routeText(route), route])).entries()].sort(([a], [b]) => byText(a, b)).map(([, route]) => route);
}
