import 'server-only';
import { getPeople } from '@/lib/directory/directory';
import { findCatalogsByName, readCatalogs } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { groupFacts } from '@/lib/graph/groups';
import { loadPackageDesign, readConflicts } from '@/lib/graph/packages';
import type { ReadConflict } from '@/lib/graph/packages';
import { readWholePolicies } from '@/lib/graph/policy-documents';
import type { CatalogDesign } from '../catalog';
import { readCatalogResources } from '../catalog-resources';
import { subjectsEverywhere } from '../policy-not-shown';
import { idOf, kindOf } from '../policy-subject';
import type { KeptFrom, SheetTenant, TenantRow } from './hold-sheet';
import type { WantedRow } from './wanted-row';

/**
 * What the tenant has of these rows now: catalogs by their id or name, packages, policies whole, and what keeps them apart.
 * In batches and pages, never a call for each row.
 * @throws AppError Graph's own
 */
export async function readSheetTenant(graph: Graph, rows: readonly WantedRow[]): Promise<SheetTenant> {
  const catalogs = await readCatalogsOf(graph, rows);
  const found = rows.map((row) => {
    const catalog = catalogOf(row, catalogs);
    const wanted = row.package.toLowerCase();
    return { catalog, package: catalog?.packages.find(({ name }) => name.toLowerCase() === wanted) ?? null };
  });
  const own = found.flatMap(({ package: of }) => of?.id ?? []);
  const others = rows.flatMap(({ incompatible }) => incompatible.flatMap((other) => (other.kind === 'package' && !own.includes(other.id) ? [other.id] : [])));
  const [designs, resources, conflicts] = await Promise.all([
    loadPackageDesign(graph, own),
    readCatalogResources(graph, [...new Set(found.flatMap(({ catalog }) => catalog?.id ?? []))]),
    readConflicts(graph, [...new Set([...own, ...others])]),
  ]);
  const policies = await readWholePolicies(graph, [...designs.values()].flatMap((design) => design.policies.map(({ id }) => id)));
  const kept = new Map<string, KeptFrom[]>();
  for (const conflict of conflicts) kept.set(conflict.packageId, [...(kept.get(conflict.packageId) ?? []), keptFrom(conflict)]);
  const tenantRows = found.map(({ catalog, package: of }): TenantRow => ({
    catalog: catalog && { id: catalog.id, name: catalog.name, description: catalog.description, published: catalog.published, externallyVisible: catalog.externallyVisible },
    package: of,
    roles: (of && designs.get(of.id)?.roles) ?? [],
    policies: policies.flatMap(({ id, packageId, document }) => (packageId === of?.id ? [{ id, document }] : [])),
    keptFrom: (of && kept.get(of.id)) ?? [],
  }));
  return { rows: tenantRows, resources, others: kept, names: await readNames(graph, tenantRows) };
}

const keptFrom = ({ kind, otherId, name }: ReadConflict): KeptFrom => ({ kind, id: otherId, name });

async function readCatalogsOf(graph: Graph, rows: readonly WantedRow[]): Promise<CatalogDesign[]> {
  const ids = new Set(rows.flatMap(({ catalog }) => catalog.id ?? []));
  const named = await findCatalogsByName(graph, [...new Set(rows.flatMap(({ catalog }) => (catalog.id ? [] : [catalog.name])))]);
  return readCatalogs(graph, [...ids, ...named.map(({ id }) => id)]);
}

function catalogOf({ catalog }: WantedRow, catalogs: readonly CatalogDesign[]): CatalogDesign | null {
  return catalogs.find(({ id }) => id === catalog.id) ?? catalogs.find(({ name }) => catalog.id === null && name.toLowerCase() === catalog.name.toLowerCase()) ?? null;
}

/** What those are called whom policies name by their id alone. */
async function readNames(graph: Graph, rows: readonly TenantRow[]): Promise<Record<string, string>> {
  const nameless = rows.flatMap(({ policies }) => policies.flatMap(({ document }) => subjectsEverywhere(document))).filter((subject) => !subject.description);
  const ids = (kind: 'person' | 'group'): string[] => [...new Set(nameless.filter((subject) => kindOf(subject) === kind).map(idOf))];
  const [people, groups] = await Promise.all([getPeople(graph, ids('person')), groupFacts(graph, ids('group'))]);
  return Object.fromEntries([...people.values(), ...groups.values()].map(({ id, name }) => [id.toLowerCase(), name]));
}
