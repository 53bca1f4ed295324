import 'server-only';
import { isWithin } from '@/lib/directory/freshness';
import { TenantRoutes } from '@/lib/directory/read-routes-in-tenant';
import { MirrorRoutes } from '@/lib/directory/read-routes';
import type { ResourceRole } from '@/lib/directory/route';
import { roleKey } from '@/lib/directory/route';
import type { Graph } from '@/lib/graph/client';
import type { RoleReading } from './baseline';
import { tellActivations } from '@/lib/directory/tell-activations';
import { readPackageHolders } from './read-package-holders';
import type { OwnPackage } from './read-package-holders';

/**
 * How old what is held of the directory may be to be relied on, in milliseconds, and for which roles it never is: those
 * that no more than `few` hold are a page or a few in the tenant, and whoever came to one of them minutes ago is told.
 */
export type Relying = { readAt: Date; age: number; few?: number };

/**
 * Who of these people holds what the packages hand out, and by which routes, before anything is done. By resource, in
 * pages, side by side, never once for a person: from what is held of the directory as far as it is relied on, else from the
 * tenant. What may not be read stays unknown; everything else that fails ends the reading.
 * @throws AppError Graph's own
 */
export async function readBaseline(graph: Graph, packages: readonly OwnPackage[], personIds: readonly string[], relying: Relying): Promise<RoleReading[]> {
  const roles = [...new Map(packages.flatMap((each) => each.roles).map(({ originSystem, originId, roleOriginId }) => [roleKey({ originId, roleOriginId }), { originSystem, originId, roleOriginId }])).values()];
  if (roles.length === 0) return [];
  const people = new Set(personIds);
  const { readAt, age } = relying;
  const [told, throughPackages] = await Promise.all([readRoleHolders(graph, roles, people, relying), readPackageHolders(graph, roles, packages, { people, readAt, age })]);
  const readings = await tellActivations(graph, told);
  return readings.map((reading) => ({ ...reading, throughPackages: throughPackages.get(roleKey(reading.role)) ?? { byPerson: new Map(), names: new Map(), asOf: readAt } }));
}

/**
 * Who of these people holds these roles and by which routes, packages apart: from what is held of the directory as far as it
 * is relied on, else from the tenant.
 */
export async function readRoleHolders(graph: Graph, roles: readonly ResourceRole[], people: ReadonlySet<string>, { readAt, age, few }: Relying): Promise<Omit<RoleReading, 'throughPackages'>[]> {
  const tenant = new TenantRoutes(graph, people, readAt);
  const mirror = await MirrorRoutes.open(roles);
  const fresh = roles.filter((role) => isHeld(mirror, role, { readAt, age }));
  const held = await mirror.holdersOf(fresh, people);
  const isFew = (role: ResourceRole): boolean => {
    const holders = held.get(roleKey(role))?.holders ?? null;
    return few !== undefined && holders !== null && holders <= few;
  };
  const relied = new Set(fresh.filter((role) => !isFew(role)));
  const told = await Promise.all(roles.map(async (role) => (relied.has(role) ? null : tenant.holdersOf(role))));
  return roles.flatMap((role, index): Omit<RoleReading, 'throughPackages'>[] => {
    const [asHeld, asTold] = [held.get(roleKey(role)), told[index]];
    return asTold ? [{ role, source: 'tenant', held: asTold }] : asHeld ? [{ role, source: 'mirror', held: asHeld }] : [];
  });
}

function isHeld(mirror: MirrorRoutes, role: ResourceRole, { readAt, age }: { readAt: Date; age: number }): boolean {
  const { unknown, asOf } = mirror.standingOf(role);
  return unknown?.reason !== 'notRead' && isWithin(age, asOf, readAt);
}

/** Of these roles those that need not be read in the tenant, for what is held of them is no older than `age`. */
export async function rolesHeld<R extends ResourceRole>(roles: readonly R[], age: number): Promise<Set<R>> {
  const [mirror, readAt] = [await MirrorRoutes.open(roles), new Date()];
  return new Set(roles.filter((role) => isHeld(mirror, role, { readAt, age })));
}
