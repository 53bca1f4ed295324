import 'server-only';
import type { PackageDesign, PackagePolicy, PackageRole, PackageRow } from '@/lib/authoring/package-design';
import { AppError, isAppError } from '@/lib/errors';
import { readAnswers, readLists } from './batch-reads';
import type { BatchCall, Graph, Page, Query, Warrant, Written } from './client';
import { odataText } from './client';
import { refusedInBatch } from './graph-error';
import { toPolicy } from './policies';
import type { GraphPolicy } from './policies';
import { policiesThatAsk } from './policy-documents';

const EM = '/identityGovernance/entitlementManagement';

type GraphResource = { id?: string; displayName?: string | null; originId?: string | null; originSystem?: string | null };

type GraphRoleScope = {
  id?: string;
  role?: { id?: string; displayName?: string | null; originId?: string | null; originSystem?: string | null; resource?: GraphResource | null } | null;
  scope?: { id?: string; displayName?: string | null; originId?: string | null; originSystem?: string | null } | null;
};

type GraphPackage = {
  id?: string;
  displayName?: string | null;
  description?: string | null;
  isHidden?: boolean | null;
  catalog?: { id?: string; displayName?: string | null } | null;
  resourceRoleScopes?: GraphRoleScope[];
  assignmentPolicies?: GraphPolicy[];
};

const PACKAGE_FIELDS = 'id,displayName,description,isHidden';

const ROW: Query = { $select: PACKAGE_FIELDS, $expand: 'catalog($select=id,displayName)' };

const DESIGN: Query = { $select: PACKAGE_FIELDS, $expand: 'catalog,resourceRoleScopes($expand=role($expand=resource),scope),assignmentPolicies' };

function toRow(item: GraphPackage): PackageRow {
  if (!item.id || !item.displayName) throw new AppError('internal', 'Graph gave an access package without id or displayName');
  return { id: item.id, name: item.displayName, description: item.description ?? '', hidden: item.isHidden ?? false, catalogId: item.catalog?.id ?? '', catalogName: item.catalog?.displayName ?? '' };
}

function toRole(item: GraphRoleScope): PackageRole {
  const { role, scope } = item;
  if (!item.id || !role?.originId || !role.resource?.id) throw new AppError('internal', 'Graph gave a package’s role without its resource');
  const resource = role.resource;
  return {
    id: item.id,
    roleName: role.displayName ?? role.originId,
    roleOriginId: role.originId,
    resourceId: role.resource.id,
    resourceName: resource.displayName ?? scope?.displayName ?? '',
    originId: resource.originId ?? scope?.originId ?? '',
    originSystem: resource.originSystem ?? role.originSystem ?? '',
  };
}

function toDesign(item: GraphPackage): PackageDesign {
  const row = toRow(item);
  if (!row.catalogId) throw new AppError('internal', `Graph gave the package ${row.id} without its catalog`);
  return {
    ...row,
    roles: (item.resourceRoleScopes ?? []).map(toRole).sort((a, b) => a.resourceName.localeCompare(b.resourceName) || a.roleName.localeCompare(b.roleName)),
    policies: (item.assignmentPolicies ?? []).map(toPolicy),
  };
}

/** A page of packages over all catalogs, by part of their name (accesspackages-list: `contains` on a lowered name). */
export async function listPackages(graph: Graph, filter: { text: string; next: string | null }): Promise<Page<PackageRow>> {
  const page = await graph.page<GraphPackage>(`GET ${EM}/accessPackages`, {
    query: { ...ROW, ...(filter.text ? { $filter: `contains(tolower(displayName),${odataText(filter.text.toLowerCase())})` } : {}) },
    next: filter.next,
  });
  return { ...page, items: page.items.map(toRow) };
}

/** One package with its roles and policies. @throws AppError `notFound` */
export async function getPackageDesign(graph: Graph, id: string): Promise<PackageDesign> {
  return toDesign(await graph.get<GraphPackage>(`GET ${EM}/accessPackages/{id}`, { path: { id }, query: DESIGN }));
}

/**
 * These packages with roles and policies, in one parallel round. A package that is gone is missing from the answer. A
 * package's answer has its policies without their questions: whether they ask any is told of the policies in `assigning`
 * alone, those by which somebody is to be given the package.
 * @throws AppError when one could not be read for another reason: a design half read would look approved.
 */
export async function loadPackageDesign(graph: Graph, packageIds: readonly string[], assigning: readonly string[] = []): Promise<Map<string, PackageDesign>> {
  const calls = [...new Set(packageIds)].map((id): BatchCall => ({ id, operation: `GET ${EM}/accessPackages/{id}`, path: { id }, query: DESIGN }));
  const [answers, asking] = await Promise.all([readAnswers(graph, calls), policiesThatAsk(graph, assigning)]);
  const designs = new Map<string, PackageDesign>();
  for (const answer of answers) {
    if (answer.status === 404) continue;
    if (answer.status !== 200) throw refusedInBatch(answer, `the package ${answer.id}`, `GET ${EM}/accessPackages/{id}`);
    const design = toDesign(answer.body as GraphPackage);
    designs.set(design.id, { ...design, policies: design.policies.map((policy) => (asking.has(policy.id) ? { ...policy, questions: true } : policy)) });
  }
  return designs;
}

/** The package of that name in that catalog, or null. Names are unique in their catalog. */
export async function findPackageByName(graph: Graph, catalogId: string, name: string): Promise<PackageRow | null> {
  for await (const items of graph.pages<GraphPackage>(`GET ${EM}/accessPackages`, { query: { ...ROW, $filter: `displayName eq ${odataText(name)}` } })) {
    const found = items.map(toRow).find((row) => row.catalogId === catalogId && row.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
  }
  return null;
}

/** Makes a package (accesspackages-create). @throws AppError `nameTaken` where the catalog has one of that name. */
export async function createAccessPackage(graph: Graph, wanted: { catalogId: string; name: string; description: string; hidden: boolean }, warrant: Warrant): Promise<Written<{ id: string }>> {
  const { value, requestId } = await graph.write<GraphPackage>(`POST ${EM}/accessPackages`, {
    body: { displayName: wanted.name, description: wanted.description, isHidden: wanted.hidden, catalog: { id: wanted.catalogId } },
    warrant,
  });
  if (!value.id) throw new AppError('internal', 'Graph made an access package and did not say its id', { graphRequestId: requestId });
  return { value: { id: value.id }, requestId };
}

export const HIDE_PACKAGE = `PATCH ${EM}/accessPackages/{id}` as const;

/** Hides a package from who browses My Access, or shows it there (accesspackages-update). Safe to repeat. */
export async function hidePackage(graph: Graph, packageId: string, hidden: boolean, warrant: Warrant): Promise<Written<null>> {
  const { requestId } = await graph.write(HIDE_PACKAGE, { path: { id: packageId }, body: { isHidden: hidden }, warrant });
  return { value: null, requestId };
}

export const DELETE_PACKAGE = `DELETE ${EM}/accessPackages/{id}` as const;

/**
 * Deletes a package with its policies; refused while somebody has it, people deleted within 30 days among them. One that is
 * gone already is no failure, and has no request id. https://learn.microsoft.com/graph/api/accesspackage-delete
 */
export async function deletePackage(graph: Graph, packageId: string, warrant: Warrant): Promise<Written<null> | { value: null; requestId: null }> {
  try {
    const { requestId } = await graph.write(DELETE_PACKAGE, { path: { id: packageId }, warrant });
    return { value: null, requestId };
  } catch (error) {
    if (isAppError(error, 'notFound')) return { value: null, requestId: null };
    throw error;
  }
}

/** A role of a resource, as a package takes it. */
export type WantedRole = { resourceId: string; originId: string; originSystem: string; roleName: string; roleOriginId: string };

/**
 * Lets a package hand out a role (accesspackages-resourcerolescopes-add). `role.resource.id` is the catalog's id of the
 * resource, not the group's: with another Graph answers 404 ResourceNotFound.
 */
export async function addResourceRole(graph: Graph, packageId: string, wanted: WantedRole, warrant: Warrant): Promise<Written<null>> {
  const { requestId } = await graph.write<GraphRoleScope>(`POST ${EM}/accessPackages/{id}/resourceRoleScopes`, {
    path: { id: packageId },
    body: {
      role: { displayName: wanted.roleName, originId: wanted.roleOriginId, originSystem: wanted.originSystem, resource: { id: wanted.resourceId } },
      scope: { originId: wanted.originId, originSystem: wanted.originSystem, isRootScope: true },
    },
    warrant,
  });
  return { value: null, requestId };
}

/** What keeps people from getting a package: another package they have, or a group they are in. */
export type ReadConflict = { packageId: string; kind: 'package' | 'group'; otherId: string; name: string };

const CONFLICT_LISTS = [
  { kind: 'package', operation: `GET ${EM}/accessPackages/{id}/incompatibleAccessPackages` },
  { kind: 'group', operation: `GET ${EM}/accessPackages/{id}/incompatibleGroups` },
] as const;

/**
 * The packages and groups these packages name as incompatible (accesspackage-list-incompatibleaccesspackages,
 * -incompatiblegroups), in batches. What other packages say against these stands with the others.
 */
export async function readConflicts(graph: Graph, packageIds: string[]): Promise<ReadConflict[]> {
  const calls = packageIds.flatMap((id) => CONFLICT_LISTS.map(({ kind, operation }): BatchCall => ({ id: `${kind} ${id}`, operation, path: { id } })));
  const lists = await readLists<{ id?: string; displayName?: string | null }>(graph, calls, [404]);
  return packageIds.flatMap((packageId) => CONFLICT_LISTS.flatMap(({ kind }) => (lists.get(`${kind} ${packageId}`) ?? []).flatMap(({ id, displayName }): ReadConflict[] => (id ? [{ packageId, kind, otherId: id, name: displayName ?? id }] : []))));
}

/**
 * The other direction of readConflicts, of packages: those that name one of these as incompatible
 * (accesspackage-list-accesspackagesincompatiblewith), in batches. `packageId` is the one that is named.
 */
export async function readNamedBy(graph: Graph, packageIds: readonly string[]): Promise<{ packageId: string; otherId: string; name: string }[]> {
  const calls = packageIds.map((id): BatchCall => ({ id, operation: `GET ${EM}/accessPackages/{id}/accessPackagesIncompatibleWith`, path: { id } }));
  const lists = await readLists<{ id?: string; displayName?: string | null }>(graph, calls, [404]);
  return packageIds.flatMap((packageId) => (lists.get(packageId) ?? []).flatMap(({ id, displayName }) => (id ? [{ packageId, otherId: id, name: displayName ?? id }] : [])));
}

/** These packages with their catalogs and no more, in batches; one that is gone is missing. @throws AppError when one could not be read for another reason */
export async function readPackageRows(graph: Graph, ids: readonly string[]): Promise<PackageRow[]> {
  const calls = [...new Set(ids)].map((id): BatchCall => ({ id, operation: `GET ${EM}/accessPackages/{id}`, path: { id }, query: ROW }));
  return (await readAnswers(graph, calls)).flatMap((answer) => {
    if (answer.status === 404) return [];
    if (answer.status !== 200) throw refusedInBatch(answer, `the package ${answer.id}`, `GET ${EM}/accessPackages/{id}`);
    return [toRow(answer.body as GraphPackage)];
  });
}

/** The packages that are called so, or have this in their name, by what was asked; in batches, the first page of each. */
export async function readPackagesWhere(graph: Graph, by: 'is' | 'contains', names: readonly string[]): Promise<Map<string, PackageRow[]>> {
  const asked = [...new Set(names)];
  const filter = (name: string): string => (by === 'is' ? `displayName eq ${odataText(name)}` : `contains(tolower(displayName),${odataText(name.toLowerCase())})`);
  const answers = await readAnswers(graph, asked.map((name, index): BatchCall => ({ id: String(index), operation: `GET ${EM}/accessPackages`, query: { ...ROW, $filter: filter(name) } })));
  return new Map(answers.map((answer, index) => {
    if (answer.status !== 200) throw refusedInBatch(answer, 'packages by name', `GET ${EM}/accessPackages`);
    return [asked[index] ?? '', ((answer.body as { value?: GraphPackage[] }).value ?? []).map(toRow)];
  }));
}

/** Every package with its policies, page by page; whoever may read packages may read these (assignmentpolicies-list asks for more). */
export async function* packagesWithPolicies(graph: Graph): AsyncGenerator<{ id: string; name: string; policies: PackagePolicy[] }[]> {
  for await (const items of graph.pages<GraphPackage>(`GET ${EM}/accessPackages`, { query: { $select: 'id,displayName', $expand: 'assignmentPolicies' } })) {
    yield items.flatMap((item) => (item.id ? [{ id: item.id, name: item.displayName ?? item.id, policies: (item.assignmentPolicies ?? []).map(toPolicy) }] : []));
  }
}

/** A package and which roles of which resources it hands out. */
export type GivingPackage = { id: string; name: string; roles: { originId: string; roleOriginId: string }[] };

/** Every package with the roles it hands out: the list by pages, what is in them in batches side by side. */
export async function loadGivingPackages(graph: Graph): Promise<GivingPackage[]> {
  const ids: string[] = [];
  for await (const items of graph.pages<GraphPackage>(`GET ${EM}/accessPackages`, { query: { $select: 'id' } })) for (const { id } of items) if (id) ids.push(id);
  const query: Query = { $select: 'id,displayName', $expand: 'resourceRoleScopes($expand=role($expand=resource),scope)' };
  const answers = await readAnswers(graph, ids.map((id): BatchCall => ({ id, operation: `GET ${EM}/accessPackages/{id}`, path: { id }, query })));
  return answers.flatMap((answer): GivingPackage[] => {
    if (answer.status === 404) return [];
    if (answer.status !== 200) throw refusedInBatch(answer, `the package ${answer.id}`, `GET ${EM}/accessPackages/{id}`);
    const { id, displayName, resourceRoleScopes } = answer.body as GraphPackage;
    return id ? [{ id, name: displayName ?? id, roles: (resourceRoleScopes ?? []).map(toRole).map(({ originId, roleOriginId }) => ({ originId, roleOriginId })) }] : [];
  });
}

/** The packages of these names, whatever catalog they are in, in batches. */
export async function findPackagesByName(graph: Graph, names: readonly string[]): Promise<PackageRow[]> {
  const unique = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  const calls = unique.map((name, index): BatchCall => ({ id: String(index), operation: `GET ${EM}/accessPackages`, query: { $select: PACKAGE_FIELDS, $expand: 'catalog($select=id,displayName)', $filter: `displayName eq ${odataText(name)}` } }));
  return [...(await readLists<GraphPackage>(graph, calls, [])).values()].flatMap((list) => (list ?? []).map(toRow));
}
