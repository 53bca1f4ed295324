import 'server-only';
import { inTransaction } from '@/lib/db/client';
import { findApproval, listOpenApprovalsAskedBefore } from '@/lib/db/resource-approvals';
import { isAppError } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph, Page } from '@/lib/graph/client';
import { allResources, findResource, listResources, readResources } from '@/lib/graph/resources';
import type { CatalogResource } from './catalog';
import type { ResourceApproval } from './resource-approval';
import { withdrawApprovals } from './withdraw-approvals';

// All that a catalog holds is read here, wherever it is shown or weighed: so a letter to the owner of a resource that left
// its catalog in Entra itself is taken back by whoever sees that first.

/** So long after its owner was asked a resource may stay out of sight without being gone. */
const SHOWN_WITHIN_MINUTES = 15;

/** All resources of these catalogs, without their roles, by catalog, in batches; a catalog that is gone is missing. */
export async function readCatalogResources(graph: Graph, catalogIds: readonly string[]): Promise<Map<string, CatalogResource[]>> {
  const read = await readResources(graph, catalogIds);
  await withdrawMissing(graph, read);
  return read;
}

/** All resources of a catalog. */
export async function allCatalogResources(graph: Graph, catalogId: string): Promise<CatalogResource[]> {
  const resources = await allResources(graph, catalogId);
  await withdrawMissing(graph, new Map([[catalogId, resources]]));
  return resources;
}

/** A page of a catalog's resources; only one that is the whole list tells what is gone. */
export async function listCatalogResources(graph: Graph, catalogId: string, next: string | null): Promise<Page<CatalogResource>> {
  const page = await listResources(graph, catalogId, next);
  if (next === null && page.next === null) await withdrawMissing(graph, new Map([[catalogId, page.items]]));
  return page;
}

/** Looks after the catalogs that somebody waits for an owner in: beside whoever reads one, so that owners, who may not, are not asked in vain. What cannot be read is left for the next time: nothing that goes on beside it is held up. */
export async function withdrawWhatLeft(graph: Graph): Promise<void> {
  const catalogIds = (await listOpenApprovalsAskedBefore(SHOWN_WITHIN_MINUTES)).map(({ catalogId }) => catalogId);
  if (catalogIds.length === 0) return;
  try {
    await readCatalogResources(graph, catalogIds);
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
}

/**
 * Takes a question back that its owner is about to answer, where the owner may read that the resource is gone. Whoever may
 * not read it, or gets no answer, is not kept waiting.
 */
export async function withdrawIfGone(graph: Graph, approvalId: string, ownerId: string): Promise<void> {
  const approval = await findApproval(approvalId, ownerId);
  if (approval?.state !== 'open') return;
  if (!(await listOpenApprovalsAskedBefore(SHOWN_WITHIN_MINUTES, [approval.catalogId])).some(({ id }) => id === approval.id)) return;
  try {
    // The catalog, too: a list is empty also for those who may not look into it.
    const [resource] = await Promise.all([findResource(graph, approval.catalogId, { id: approval.resourceId }), getCatalog(graph, approval.catalogId)]);
    if (!resource) await withdraw([approval]);
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
}

async function withdrawMissing(graph: Graph, read: ReadonlyMap<string, readonly CatalogResource[]>): Promise<void> {
  // An address may spell an id in capitals.
  const lists = new Map([...read].map(([catalogId, list]) => [catalogId.toLowerCase(), list]));
  const open = await listOpenApprovalsAskedBefore(SHOWN_WITHIN_MINUTES, [...lists.keys()]);
  const missing = open.filter(({ catalogId, resourceId }) => {
    const list = lists.get(catalogId.toLowerCase());
    return list !== undefined && !list.some(({ id }) => id.toLowerCase() === resourceId.toLowerCase());
  });
  const empty = new Set(missing.flatMap(({ catalogId }) => (lists.get(catalogId.toLowerCase())?.length === 0 ? [catalogId] : [])));
  const hidden = new Set((await Promise.all([...empty].map(async (catalogId) => ((await mayRead(graph, catalogId)) ? [] : [catalogId])))).flat());
  await withdraw(missing.filter(({ catalogId }) => !hidden.has(catalogId)));
}

/** Whether an empty list means that the catalog is empty: it is empty also for those who may not look into it. */
async function mayRead(graph: Graph, catalogId: string): Promise<boolean> {
  try {
    await getCatalog(graph, catalogId);
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return false;
  }
}

async function withdraw(gone: readonly Pick<ResourceApproval, 'catalogId' | 'resourceId'>[]): Promise<void> {
  if (gone.length === 0) return;
  // Nobody took it out of the catalog here, and whoever looks is not who did.
  await inTransaction(async (tx) => {
    for (const { catalogId, resourceId } of gone) await withdrawApprovals(tx, null, { catalogId, resourceId });
  });
}
