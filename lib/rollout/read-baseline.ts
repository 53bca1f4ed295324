import 'server-only';
import { FRESH_MS, isWithin } from '@/lib/directory/freshness';
import { TenantRoutes } from '@/lib/directory/read-routes-in-tenant';
import { holdersInMirror, standingInMirror } from '@/lib/directory/read-routes';
import type { ResourceRole } from '@/lib/directory/route';
import { roleKey } from '@/lib/directory/route';
import type { Graph } from '@/lib/graph/client';
import type { RoleReading } from './baseline';
import type { ReadPackage } from './change-set';
import { readPackageHolders } from './read-package-holders';

/**
 * Who of these people holds what the packages hand out, and by which routes, before anything is done. By resource, in
 * pages, side by side, never once for a person: from what is held of the directory where that is minutes old, else from
 * the tenant. What may not be read stays unknown; everything else that fails ends the reading.
 * @throws AppError Graph's own
 */
export async function readBaseline(graph: Graph, packages: readonly ReadPackage[], personIds: readonly string[], readAt: Date): Promise<RoleReading[]> {
  const roles = [...new Map(packages.flatMap((each) => each.roles).map(({ originSystem, originId, roleOriginId }) => [roleKey({ originId, roleOriginId }), { originSystem, originId, roleOriginId }])).values()];
  if (roles.length === 0) return [];
  const people = new Set(personIds);
  const tenant = new TenantRoutes(graph, people, readAt);
  const [readings, throughPackages] = await Promise.all([
    Promise.all(roles.map(async (role): Promise<Omit<RoleReading, 'throughPackages'>> =>
      (await isFresh(role, readAt)) ? { role, source: 'mirror', held: await holdersInMirror(role, people) } : { role, source: 'tenant', held: await tenant.holdersOf(role) })),
    readPackageHolders(graph, roles, packages, { people, readAt }),
  ]);
  return readings.map((reading) => ({ ...reading, throughPackages: throughPackages.get(roleKey(reading.role)) ?? { byPerson: new Map(), names: new Map(), asOf: readAt } }));
}

async function isFresh(role: ResourceRole, readAt: Date): Promise<boolean> {
  const { unknown, asOf } = await standingInMirror(role);
  return unknown?.reason !== 'notRead' && isWithin(FRESH_MS, asOf, readAt);
}
