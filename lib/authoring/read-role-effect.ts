import 'server-only';
import { heldBefore } from '@/lib/db/held-before';
import type { RoleHolders, Route } from '@/lib/directory/route';
import { roleKey } from '@/lib/directory/route';
import { TenantRoutes } from '@/lib/directory/read-routes-in-tenant';
import { listAssignments, readDeliveredPackages } from '@/lib/graph/assignments';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign } from '@/lib/graph/packages';
import { unknownWords, wayWords } from '@/lib/rollout/baseline-words';
import type { Assignment } from './assignment';
import type { PersonEffect, RoleChange, RoleVerdict } from './role-effect';

/** What packages will hand out once a draft is applied, where that is not what they hand out now: by `<package> <key of the role>`, or by the package alone where it goes. */
export type GivenThen = ReadonlyMap<string, boolean>;

/** A package, a role that comes or goes, and what else changes with it. */
export type EffectAsked = { packageId: string; change: RoleChange; then?: GivenThen };

/** Why it was read for its own sake only: the words of baselines name whoever rehearsed. */
const READER = /^Whoever rehearsed may not read/;

/**
 * A page of those to whom the package is delivered, each with what becomes of them: by other packages delivered to them, asked of
 * each person of the page in batches, and by who stands in the resource, read once in pages.
 * @throws AppError Graph's own
 */
export async function loadEffectPage(graph: Graph, asked: EffectAsked, next: string | null): Promise<{ people: PersonEffect[]; next: string | null; unknown: string | null }> {
  const page = await listAssignments(graph, { packageId: asked.packageId, state: 'delivered' }, next);
  const [effect] = await effectsOn(graph, page.items, [asked]);
  return { people: effect?.people ?? [], next: page.next, unknown: effect?.unknown ?? null };
}

/** What becomes of these holders of one package by each of these changes; each package, group and application is read once. */
async function effectsOn(graph: Graph, holders: readonly Assignment[], asked: readonly EffectAsked[]): Promise<{ people: PersonEffect[]; unknown: string | null }[]> {
  const known = [...new Map(holders.filter(({ personId }) => personId).map((each) => [each.personId, each])).values()];
  const ids = known.map(({ personId }) => personId);
  const routes = new TenantRoutes(graph, new Set(ids), new Date());
  const [others, held, before] = await Promise.all([
    otherPackages(graph, ids, new Set(asked.map(({ packageId }) => packageId))),
    Promise.all(asked.map(({ change }) => routes.holdersOf(change.role))),
    Promise.all(asked.map(async ({ packageId, change }) => (change.operation === 'remove' ? heldBefore(packageId, change.role, ids) : new Map<string, boolean>()))),
  ]);
  return asked.map((each, index) => {
    const standing = held[index];
    const earlier = before[index];
    if (!standing || !earlier) throw new Error('a role was not read');
    return {
      people: known.map(({ personId, personName, userPrincipalName }): PersonEffect => {
        const packages = others.givenTo(personId, each);
        const ways = otherWays(standing, personId, each.change.operation);
        const verdict = verdictOf(each.change, packages, ways, standing);
        const had = earlier.get(personId);
        return { personId, personName, userPrincipalName, verdict, packages, ways: wayWords(ways, Object.fromEntries(standing.groupNames)), before: each.change.operation === 'add' ? null : had === undefined ? 'notKnown' : had ? 'had' : 'hadNot' };
      }),
      unknown: unknownTo(standing, each.change),
    };
  });
}

/** By name, a route may be the package's own: it says nothing of who keeps the role, and all of who has it already. */
export function otherWays({ routes }: RoleHolders, personId: string, operation: RoleChange['operation']): Exclude<Route, { kind: 'package' }>[] {
  return (routes.get(personId) ?? []).flatMap((route) => (route.kind === 'package' || (operation === 'remove' && BY_NAME.has(route.kind)) ? [] : [route]));
}

const BY_NAME: ReadonlySet<Route['kind']> = new Set(['direct', 'activated', 'perhapsActivated', 'appRole']);

/** What becomes of somebody who has the package, by what else gives them the role. */
export function verdictOf({ operation }: RoleChange, packages: { length: number }, ways: { length: number }, { unknown }: Pick<RoleHolders, 'unknown'>): RoleVerdict {
  if (operation === 'remove') return packages.length > 0 ? 'keepsByPackage' : ways.length > 0 ? 'keepsOtherwise' : 'loses';
  return packages.length > 0 || ways.length > 0 ? 'has' : unknown ? 'unknown' : 'gains';
}

/** Why it is not known of everybody, for whoever reads; null where it is. */
export function unknownTo({ unknown, groupNames }: RoleHolders, { operation, role }: RoleChange): string | null {
  if (!unknown) return null;
  const why = unknownWords(unknown, role.originId, Object.fromEntries(groupNames)).replace(READER, 'You may not read');
  return operation === 'remove' ? `${why} Whether they stay in it otherwise is not known.` : `${why} Whether they have it already is known only of what packages gave.`;
}

type Others = { givenTo: (personId: string, asked: EffectAsked) => string[] };

/** Which other packages are delivered to these people, and which of them hand out a role. */
async function otherPackages(graph: Graph, personIds: readonly string[], own: ReadonlySet<string>): Promise<Others> {
  const delivered = await readDeliveredPackages(graph, personIds);
  const designs = await loadPackageDesign(graph, [...new Set([...delivered.values()].flat())].filter((id) => !own.has(id)));
  return {
    givenTo: (personId, { change, then }) => [...new Set(delivered.get(personId) ?? [])].flatMap((id) => {
      const design = designs.get(id);
      if (!design || then?.get(id) === false) return [];
      const key = roleKey(change.role);
      return then?.get(`${id} ${key}`) ?? design.roles.some((role) => roleKey(role) === key) ? [design.name] : [];
    }).sort((a, b) => a.localeCompare(b)),
  };
}
