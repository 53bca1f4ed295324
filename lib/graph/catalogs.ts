import 'server-only';
import type { Catalog, CatalogDesign } from '@/lib/authoring/catalog';
import { AppError } from '@/lib/errors';
import type { Graph, Page, Warrant, Written } from './client';
import { odataText } from './client';

const CATALOGS = '/identityGovernance/entitlementManagement/catalogs';

type GraphCatalog = {
  id?: string;
  displayName?: string | null;
  description?: string | null;
  state?: string | null;
  isExternallyVisible?: boolean | null;
  accessPackages?: { id?: string; displayName?: string | null; description?: string | null; isHidden?: boolean | null }[];
};

const CATALOG_FIELDS = 'id,displayName,description,state,isExternallyVisible';

function toCatalog(item: GraphCatalog): Catalog {
  if (!item.id || !item.displayName) throw new AppError('internal', 'Graph gave a catalog without id or displayName');
  return { id: item.id, name: item.displayName, description: item.description ?? '', published: item.state === 'published', externallyVisible: item.isExternallyVisible ?? false };
}

/** A page of the catalogs the person may read, by part of their name. */
export async function listCatalogs(graph: Graph, filter: { text: string; next: string | null }): Promise<Page<Catalog>> {
  const page = await graph.page<GraphCatalog>(`GET ${CATALOGS}`, {
    query: { $select: CATALOG_FIELDS, ...(filter.text ? { $filter: `contains(tolower(displayName),${odataText(filter.text.toLowerCase())})` } : {}) },
    next: filter.next,
  });
  return { ...page, items: page.items.map(toCatalog) };
}

/** Reads as little of access packages as shows that the person may. @throws AppError as every read of them would: `noPermission`, `noLicence` */
export async function askGovernance(graph: Graph): Promise<void> {
  await graph.page<GraphCatalog>(`GET ${CATALOGS}`, { query: { $select: 'id' } });
}

/** A catalog with the names of its packages. @throws AppError `notFound` */
export async function getCatalog(graph: Graph, id: string): Promise<CatalogDesign> {
  const item = await graph.get<GraphCatalog>(`GET ${CATALOGS}/{id}`, { path: { id }, query: { $select: CATALOG_FIELDS, $expand: 'accessPackages' } });
  const packages = (item.accessPackages ?? []).flatMap((one) => (one.id ? [{ id: one.id, name: one.displayName ?? '', description: one.description ?? '', hidden: one.isHidden ?? false }] : []));
  return { ...toCatalog(item), packages: packages.sort((a, b) => a.name.localeCompare(b.name)) };
}

/** The catalog of that name, or null. */
export async function findCatalogByName(graph: Graph, name: string): Promise<Catalog | null> {
  const { items } = await graph.page<GraphCatalog>(`GET ${CATALOGS}`, { query: { $select: CATALOG_FIELDS, $filter: `displayName eq ${odataText(name)}` } });
  return items.map(toCatalog).find((catalog) => catalog.name.toLowerCase() === name.toLowerCase()) ?? null;
}

/** Makes a catalog, published (catalogs-create). */
export async function createEntraCatalog(graph: Graph, wanted: { name: string; description: string; externallyVisible: boolean }, warrant: Warrant): Promise<Written<Catalog>> {
  const { value, requestId } = await graph.write<GraphCatalog>(`POST ${CATALOGS}`, {
    body: { displayName: wanted.name, description: wanted.description, state: 'published', isExternallyVisible: wanted.externallyVisible },
    warrant,
  });
  return { value: toCatalog(value), requestId };
}
