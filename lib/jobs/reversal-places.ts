import 'server-only';
import type { AuditInput } from '@/lib/audit';
import { databaseNow } from '@/lib/db/client';
import { TenantRoutes } from '@/lib/directory/read-routes-in-tenant';
import { roleKey, roleKind } from '@/lib/directory/route';
import type { ResourceRole } from '@/lib/directory/route';
import type { Graph } from '@/lib/graph/client';
import { placeOperation } from '@/lib/graph/place-writes';
import type { HeldRole, ReversalItem } from '@/lib/rollout/reversal';
import { aboutReversed } from './reversal-work';
import type { ReversalWork } from './reversal-work';

/** Whether somebody stands somewhere by name now; null where it cannot be told. */
export type Places = (personId: string, role: ResourceRole) => boolean | null;

/** Reads where these people stand by name now: each group and application once, in pages, however many they are. */
export async function readPlaces(graph: Graph, personIds: readonly string[], roles: readonly ResourceRole[]): Promise<Places> {
  const tenant = new TenantRoutes(graph, new Set(personIds), await databaseNow());
  const distinct = new Map(roles.map((role) => [roleKey(role), role]));
  const holders = new Map(await Promise.all([...distinct].map(async ([key, role]) => [key, await tenant.holdersOf(role)] as const)));
  return (personId, role) => {
    const held = holders.get(roleKey(role));
    if (!held || roleKind(role) === 'notListed') return null;
    const there = (held.routes.get(personId) ?? []).some(({ kind }) => kind === 'direct' || kind === 'appRole');
    return there || !held.unknown ? there : null;
  };
}

/** The audit event of a place that somebody was given back, as far as all of them are alike. */
export function aboutPlace(work: ReversalWork, item: ReversalItem, role: HeldRole): Omit<AuditInput, 'outcome'> {
  return { ...aboutReversed(work, item), action: 'membership.restore', objectType: role.originSystem === 'AadGroup' ? 'group' : 'application', objectId: role.originId, objectName: role.resourceName, graphOperation: placeOperation(role) };
}
