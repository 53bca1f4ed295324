import 'server-only';
import type { CatalogResource, CatalogRole } from '@/lib/authoring/catalog';
import { AppError } from '@/lib/errors';
import type { BatchCall, Graph, Page, Query } from './client';
import { odataText } from './client';
import { refusedInBatch } from './graph-error';
import { readAnswers, readLists } from './batch-reads';

const EM = '/identityGovernance/entitlementManagement';

type GraphRole = { displayName?: string | null; originId?: string | null };

type GraphResource = { id?: string; displayName?: string | null; description?: string | null; originId?: string | null; originSystem?: string | null; roles?: GraphRole[] };

type GraphResourceRequest = { id?: string; state?: string | null; resource?: GraphResource | null };

const WITH_ROLES: Query = { $expand: 'roles,scopes' };

function toRoles(roles: GraphRole[] | undefined): CatalogRole[] {
  const unique = new Map((roles ?? []).flatMap((role): [string, CatalogRole][] => (role.originId ? [[role.originId, { originId: role.originId, name: role.displayName ?? role.originId }]] : [])));
  return [...unique.values()];
}

function toResource(item: GraphResource): CatalogResource {
  if (!item.id || !item.originId || !item.originSystem) throw new AppError('internal', 'Graph gave a resource without id or origin');
  return { id: item.id, name: item.displayName ?? item.originId, description: item.description ?? '', originId: item.originId, originSystem: item.originSystem, roles: toRoles(item.roles) };
}

/** A page of a catalog's resources, with the roles Graph shows beside them (for applications it may show none: readRoles). */
export async function listResources(graph: Graph, catalogId: string, next: string | null = null): Promise<Page<CatalogResource>> {
  const page = await graph.page<GraphResource>(`GET ${EM}/catalogs/{id}/resources`, { path: { id: catalogId }, query: WITH_ROLES, next });
  return { ...page, items: page.items.map(toResource) };
}

/** All resources of a catalog; the service keeps a catalog to some dozens. */
export async function allResources(graph: Graph, catalogId: string): Promise<CatalogResource[]> {
  const resources: CatalogResource[] = [];
  for await (const items of graph.pages<GraphResource>(`GET ${EM}/catalogs/{id}/resources`, { path: { id: catalogId }, query: WITH_ROLES })) resources.push(...items.map(toResource));
  return resources;
}

/** The resources of these catalogs, without their roles, by catalog, in batches; a catalog that is gone is missing. */
export async function readResources(graph: Graph, catalogIds: readonly string[]): Promise<Map<string, CatalogResource[]>> {
  const calls = [...new Set(catalogIds)].map((id): BatchCall => ({ id, operation: `GET ${EM}/catalogs/{id}/resources`, path: { id } }));
  return new Map([...(await readLists<GraphResource>(graph, calls, [404]))].flatMap(([id, list]): [string, CatalogResource[]][] => (list ? [[id, list.map(toResource)]] : [])));
}

/** What became of the requests of these catalogs, by request (resourcerequests-list), in batches. */
export async function readResourceRequests(graph: Graph, catalogIds: readonly string[]): Promise<Map<string, string>> {
  const calls = [...new Set(catalogIds)].map((id): BatchCall => ({ id, operation: `GET ${EM}/resourceRequests`, query: { $filter: `catalog/id eq ${odataText(id)}`, $select: 'id,state' } }));
  const lists = await readLists<GraphResourceRequest>(graph, calls, [404]);
  return new Map([...lists.values()].flatMap((list) => (list ?? []).flatMap(({ id, state }): [string, string][] => (id && state ? [[id, state]] : []))));
}

/** The resource of a catalog by its id, or by what it is in the tenant; null where the catalog does not have it, or not yet. */
export async function findResource(graph: Graph, catalogId: string, by: { id: string } | { originId: string }): Promise<CatalogResource | null> {
  const $filter = 'id' in by ? `id eq ${odataText(by.id)}` : `originId eq ${odataText(by.originId)}`;
  const { items } = await graph.page<GraphResource>(`GET ${EM}/catalogs/{id}/resources`, { path: { id: catalogId }, query: { ...WITH_ROLES, $filter } });
  return items[0] ? toResource(items[0]) : null;
}

/**
 * The roles each resource offers, by resource id. The catalog's own list is asked and not the expanded one: that stays
 * empty for applications, for minutes or for good.
 * @throws AppError when one could not be read: a role unread would pass for one the catalog does not offer
 */
export async function readRoles(graph: Graph, catalogId: string, resources: Pick<CatalogResource, 'id' | 'originSystem' | 'roles'>[]): Promise<Map<string, CatalogRole[]>> {
  const calls = resources.map(
    (resource): BatchCall => ({
      id: resource.id,
      operation: `GET ${EM}/catalogs/{id}/resourceRoles`,
      path: { id: catalogId },
      query: { $filter: `(originSystem eq ${odataText(resource.originSystem)} and resource/id eq ${odataText(resource.id)})`, $expand: 'resource' },
    }),
  );
  const known = new Map(resources.map((resource) => [resource.id, resource.roles]));
  for (const answer of await readAnswers(graph, calls)) {
    if (answer.status !== 200 && answer.status !== 404) throw refusedInBatch(answer, `the roles of ${answer.id}`, `GET ${EM}/catalogs/{id}/resourceRoles`);
    const roles = toRoles((answer.body as { value?: GraphRole[] } | null)?.value);
    if (roles.length > 0) known.set(answer.id, roles);
  }
  return known;
}
