import 'server-only';
import { readBatches, slices } from './batch-reads';
import type { BatchCall, Graph } from './client';
import { inFilter, MOST_IN_FILTER } from './users';

/** A product the organisation has: its seats, how many are in use, and the services in it by name. */
export type Product = { skuId: string; name: string; seats: number; used: number; plans: string[] };

type GraphSku = { skuId?: string; skuPartNumber?: string | null; consumedUnits?: number | null; capabilityStatus?: string | null; prepaidUnits?: { enabled?: number | null; warning?: number | null } | null; servicePlans?: { servicePlanName?: string | null; provisioningStatus?: string | null }[] | null };

/** The products of the organisation (learn.microsoft.com/graph/api/subscribedsku-list). */
export async function listProducts(graph: Graph): Promise<Product[]> {
  const { items } = await graph.page<GraphSku>('GET /subscribedSkus', { query: { $select: 'skuId,skuPartNumber,consumedUnits,capabilityStatus,prepaidUnits,servicePlans' } });
  return items.flatMap((sku) => (sku.skuId ? [{
    skuId: sku.skuId,
    name: (sku.skuPartNumber ?? sku.skuId).replaceAll('_', ' '),
    // Seats of a subscription that is about to run out still count while it warns.
    seats: sku.capabilityStatus === 'Enabled' || sku.capabilityStatus === 'Warning' ? (sku.prepaidUnits?.enabled ?? 0) + (sku.prepaidUnits?.warning ?? 0) : 0,
    used: sku.consumedUnits ?? 0,
    plans: (sku.servicePlans ?? []).flatMap(({ servicePlanName }) => servicePlanName ?? []),
  }] : []));
}

/** Which products each of these people has, 300 a round trip; whoever is gone is missing. */
export async function productsOf(graph: Graph, ids: readonly string[]): Promise<Map<string, string[]>> {
  const calls = slices([...new Set(ids)], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /users', query: { $filter: inFilter('id', slice), $select: 'id,assignedLicenses', $top: 999 } }));
  const users = await readBatches<{ id?: string; assignedLicenses?: { skuId?: string | null }[] | null }>(graph, calls);
  return new Map(users.flatMap(({ id, assignedLicenses }): [string, string[]][] => (id ? [[id, (assignedLicenses ?? []).flatMap(({ skuId }) => skuId ?? [])]] : [])));
}
