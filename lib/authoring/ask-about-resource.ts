import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { findResource } from '@/lib/graph/resources';
import { askOwner } from './ask-owner';
import { nameOwner } from './name-owner';

/** Asks an owner about a resource that a catalog has, for one that came in outside the portal or whose owner is another now. */
export async function askAboutResource(actor: Actor, graph: Graph, wanted: { catalogId: string; resourceId: string; ownerId: string }): Promise<string> {
  const [catalog, resource] = await Promise.all([getCatalog(graph, wanted.catalogId), findResource(graph, wanted.catalogId, { id: wanted.resourceId })]);
  if (!resource) throw new AppError('notFound', `no resource ${wanted.resourceId} in ${wanted.catalogId}`);
  const owner = await nameOwner(actor, graph, { resource, ownerId: wanted.ownerId });
  return askOwner(actor, graph, { catalogId: catalog.id, catalogName: catalog.name, resourceId: resource.id, name: resource.name, originId: resource.originId, originSystem: resource.originSystem }, owner);
}
