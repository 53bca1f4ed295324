import 'server-only';
import type { Catalog, CatalogDesign } from '@/lib/authoring/catalog';
import { AppError } from '@/lib/errors';
import { readAnswers, readBatches } from './batch-reads';
import type { BatchCall, Graph, Page, Query } from './client';
import { odataText } from './client';
import { refusedInBatch } from './graph-error';

const CATALOGS = '/identityGovernance/entitlementManagement/catalogs';

type GraphCatalog = {
  id?: string;
  displayName?: string | null;
  description?: string | null;
  state?: string | null;
  isExternallyVisible?: boolean | null;
  catalogType?: string | null;
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

/** Every catalog the person may read, page by page as one list; `general` is the one each tenant has from the start. */
export async function allCatalogs(graph: Graph): Promise<(Catalog & { general: boolean })[]> {
  const all: (Catalog & { general: boolean })[] = [];
  for await (const items of graph.pages<GraphCatalog>(`GET ${CATALOGS}`, { query: { $select: `${CATALOG_FIELDS},catalogType` } })) for (const item of items) all.push({ ...toCatalog(item), general: item.catalogType === 'serviceDefault' });
  return all;
}

/** Reads as little of access packages as shows that the person may. @throws AppError as every read of them would: `noPermission`, `noLicence` */
export async function askGovernance(graph: Graph): Promise<void> {
  await graph.page<GraphCatalog>(`GET ${CATALOGS}`, { query: { $select: 'id' } });
}

/** A catalog with the names of its packages. @throws AppError `notFound` */
export async function getCatalog(graph: Graph, id: string): Promise<CatalogDesign> {
  return toCatalogDesign(await graph.get<GraphCatalog>(`GET ${CATALOGS}/{id}`, { path: { id }, query: WITH_PACKAGES }));
}

const WITH_PACKAGES: Query = { $select: CATALOG_FIELDS, $expand: 'accessPackages' };

function toCatalogDesign(item: GraphCatalog): CatalogDesign {
  const packages = (item.accessPackages ?? []).flatMap((one) => (one.id ? [{ id: one.id, name: one.displayName ?? '', description: one.description ?? '', hidden: one.isHidden ?? false }] : []));
  return { ...toCatalog(item), packages: packages.sort((a, b) => a.name.localeCompare(b.name)) };
}

/** These catalogs with the names of their packages, in batches; one that is gone is missing. @throws AppError when one could not be read for another reason */
export async function readCatalogs(graph: Graph, ids: readonly string[]): Promise<CatalogDesign[]> {
  const calls = [...new Set(ids)].map((id): BatchCall => ({ id, operation: `GET ${CATALOGS}/{id}`, path: { id }, query: WITH_PACKAGES }));
  return (await readAnswers(graph, calls)).flatMap((answer) => {
    if (answer.status === 404) return [];
    if (answer.status !== 200) throw refusedInBatch(answer, `the catalog ${answer.id}`, `GET ${CATALOGS}/{id}`);
    return [toCatalogDesign(answer.body as GraphCatalog)];
  });
}

/** The catalogs of these names, as far as there are any, in batches. */
export async function findCatalogsByName(graph: Graph, names: readonly string[]): Promise<Catalog[]> {
  const unique = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  const calls = unique.map((name, index): BatchCall => ({ id: String(index), operation: `GET ${CATALOGS}`, query: { $select: CATALOG_FIELDS, $filter: `displayName eq ${odataText(name)}` } }));
  return (await readBatches<GraphCatalog>(graph, calls)).map(toCatalog);
}

/** The catalog of that name, or null. */
export async function findCatalogByName(graph: Graph, name: string): Promise<Catalog | null> {
  const { items } = await graph.page<GraphCatalog>(`GET ${CATALOGS}`, { query: { $select: CATALOG_FIELDS, $filter: `displayName eq ${odataText(name)}` } });
  return items.map(toCatalog).find((catalog) => catalog.name.toLowerCase() === name.toLowerCase()) ?? null;
}
