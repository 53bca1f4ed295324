import 'server-only';
import { orNotKnown } from '@/lib/errors';
import { countHeld } from '@/lib/graph/assignments';
import { readAdministrators, readCatalogCreators } from '@/lib/graph/catalog-roles';
import { findCatalogsByName, readCatalogs } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { listConnectedOrganizations, readSponsors } from '@/lib/graph/connected-organizations';
import { getExternalLifecycle } from '@/lib/graph/governance-settings';
import { loadPackageDesign, readConflicts } from '@/lib/graph/packages';
import { readWholePolicies } from '@/lib/graph/policy-documents';
import { readWorkflowExtensions } from '@/lib/graph/workflow-extensions';
import type { Catalog, CatalogDesign, CatalogResource } from './catalog';
import { readCatalogResources } from './catalog-resources';
import { isKey, pairId, saidBy, SETTINGS_ID, sponsorId } from './draft';
import type { DraftChange, DraftKind, Made, TenantObject } from './draft';
import { rulesOf } from './draft-kinds';
import type { OriginSystem, PackageDesign } from './package-design';
import type { Held, TenantNow } from './plan-draft';

type Needs = Record<DraftKind, Set<string>>;

/** The ids of all objects of the tenant that these changes touch or are in, by kind. */
function needsOf(changes: readonly DraftChange[], made: Made): Needs {
  const needs: Needs = { catalog: new Set(), catalogResource: new Set(), package: new Set(), packageRole: new Set(), policy: new Set(), incompatiblePackage: new Set(), incompatibleGroup: new Set(), catalogRole: new Set(), catalogCreator: new Set(), connectedOrganization: new Set(), organizationSponsor: new Set(), workflowExtension: new Set(), settings: new Set() };
  for (const change of changes) {
    if (made.has(change.key)) continue;
    if (change.objectId) needs[change.kind].add(change.objectId);
    for (const { kind, ref } of rulesOf(change.kind).refs(saidBy(change))) {
      const id = isKey(ref) ? made.get(ref.key)?.objectId : ref.id;
      if (id) needs[kind].add(id);
    }
  }
  return needs;
}

/**
 * What of the tenant the changes of a draft touch, in the shape of a draft: whatever is named, what it is in, and what
 * would keep it from being removed. In batches and pages, never a call for each object.
 */
export async function readTenantNow(graph: Graph, changes: readonly DraftChange[], made: Made = new Map()): Promise<TenantNow> {
  const open = changes.filter(({ key }) => !made.has(key));
  const has = (kind: DraftKind, ...operations: DraftChange['operation'][]): boolean => open.some((change) => change.kind === kind && (operations.length === 0 || operations.includes(change.operation)));
  const needs = needsOf(changes, made);
  const newNames = open.flatMap((change) => (change.kind === 'catalog' && change.wanted && 'name' in change.wanted ? [change.wanted.name] : []));
  const [catalogs, namesakes, designs, policies, organizations, lifecycle, creators] = await Promise.all([
    readCatalogs(graph, [...needs.catalog]),
    newNames.length > 0 ? findCatalogsByName(graph, newNames) : [],
    loadPackageDesign(graph, [...needs.package]),
    readWholePolicies(graph, [...needs.policy]),
    has('connectedOrganization') || has('organizationSponsor') ? listConnectedOrganizations(graph) : [],
    has('settings') ? getExternalLifecycle(graph) : null,
    has('catalogCreator') ? readCatalogCreators(graph) : [],
  ]);
  // What a package may hand out, and what uses a resource, is known by its catalog.
  const known = new Set(catalogs.map(({ id }) => id));
  const more = [...new Set([...designs.values()].map(({ catalogId }) => catalogId))].filter((id) => !known.has(id));
  const emptied = new Set(open.flatMap((change) => ((change.kind === 'catalogResource' || change.kind === 'workflowExtension') && change.operation === 'delete' && change.base && 'catalog' in change.base && !isKey(change.base.catalog) ? [change.base.catalog.id] : [])));
  const asked = packagesAsked(open, needs, catalogs);
  const [furtherCatalogs, resources, users, conflicts, administrators, sponsors, held, extensions] = await Promise.all([
    readCatalogs(graph, more),
    has('catalogResource') || has('packageRole', 'create') ? readCatalogResources(graph, [...known, ...more]) : new Map<string, CatalogResource[]>(),
    loadPackageDesign(graph, catalogs.filter(({ id }) => emptied.has(id)).flatMap(({ packages }) => packages.map(({ id }) => id)).filter((id) => !designs.has(id))),
    has('incompatiblePackage') || has('incompatibleGroup') ? readConflicts(graph, [...needs.package]) : [],
    has('catalogRole') ? readAdministrators(graph, [...needs.catalog]) : [],
    has('organizationSponsor') ? readSponsors(graph, organizations.map(({ id }) => id).filter((id) => needs.connectedOrganization.has(id))) : [],
    asked.length > 0 ? countHeld(graph, asked) : new Map<string, Held>(),
    has('workflowExtension') ? readWorkflowExtensions(graph, [...known, ...more]) : [],
  ]);
  // What calls an extension is known by the policies of its catalog alone, each whole; whoever may not read these is told by Entra.
  const whole = new Set(policies.map(({ id }) => id));
  const callers = has('workflowExtension', 'delete') ? ((await orNotKnown(readWholePolicies(graph, [...designs.values(), ...users.values()].flatMap((design) => design.policies.map(({ id }) => id)).filter((id) => !whole.has(id))))) ?? []) : [];
  const unknown = [...policies, ...extensions].flatMap(({ id, unknown: parts }): [string, string[]][] => (parts.length > 0 ? [[id, parts]] : []));
  const objects: TenantObject[] = [
    ...catalogObjects([...catalogs, ...furtherCatalogs], namesakes),
    ...[...resources].flatMap(([catalogId, list]) => list.map((resource) => resourceObject(catalogId, resource))),
    ...packageObjects([...designs.values(), ...users.values()], new Set([...policies, ...callers].map(({ id }) => id))),
    ...[...policies, ...callers].map(({ id, packageId, document }): TenantObject => ({ kind: 'policy', objectId: id, is: { package: { id: packageId }, document } })),
    ...conflicts.map(({ packageId, kind, otherId, name }): TenantObject => kind === 'package'
      ? { kind: 'incompatiblePackage', objectId: pairId(packageId, otherId), is: { package: { id: packageId }, other: { id: otherId } } }
      : { kind: 'incompatibleGroup', objectId: pairId(packageId, otherId), is: { package: { id: packageId }, groupId: otherId, groupName: name } }),
    ...administrators.map(({ id, catalogId, ...is }): TenantObject => ({ kind: 'catalogRole', objectId: id, is: { catalog: { id: catalogId }, ...is } })),
    ...creators.map(({ id, ...is }): TenantObject => ({ kind: 'catalogCreator', objectId: id, is })),
    ...sponsors.map(({ organizationId, ...is }): TenantObject => ({ kind: 'organizationSponsor', objectId: sponsorId(organizationId, is.side, is.principalId), is: { organization: { id: organizationId }, ...is } })),
    ...extensions.map(({ id, is }): TenantObject => ({ kind: 'workflowExtension', objectId: id, is })),
    ...organizations.map(({ id, ...is }): TenantObject => ({ kind: 'connectedOrganization', objectId: id, is })),
    ...(lifecycle ? [{ kind: 'settings', objectId: SETTINGS_ID, is: { externalUserLifecycleAction: lifecycle.action, daysUntilDeleted: lifecycle.daysUntilDeleted } } as const] : []),
  ];
  return { objects: unique(objects), held, unknown: new Map(unknown) };
}

/** The packages of which it matters how many people have them: their roles come or go, or they are to be removed. */
function packagesAsked(open: readonly DraftChange[], needs: Needs, catalogs: readonly CatalogDesign[]): string[] {
  const asked = open.flatMap((change): string[] => {
    if (change.kind === 'package' && change.operation === 'delete' && change.objectId) return [change.objectId];
    const of = saidBy(change);
    const isOf = change.kind === 'packageRole' || (change.kind === 'policy' && change.operation === 'delete');
    return isOf && 'package' in of && !isKey(of.package) ? [of.package.id] : [];
  });
  const there = new Set([...needs.package, ...catalogs.flatMap(({ packages }) => packages.map(({ id }) => id))]);
  return [...new Set(asked)].filter((id) => there.has(id));
}

function catalogObjects(catalogs: readonly CatalogDesign[], namesakes: readonly Catalog[]): TenantObject[] {
  const object = ({ id, name, description, published, externallyVisible }: Catalog): TenantObject => ({ kind: 'catalog', objectId: id, is: { name, description, published, externallyVisible } });
  const packages = catalogs.flatMap((catalog) => catalog.packages.map(({ id, name, description, hidden }): TenantObject => ({ kind: 'package', objectId: id, is: { catalog: { id: catalog.id }, name, description, hidden } })));
  return [...catalogs.map(object), ...namesakes.map(object), ...packages];
}

/** A resource of a catalog in the shape of a draft. */
export function resourceObject(catalogId: string, { id, name, originId, originSystem }: CatalogResource): TenantObject {
  return { kind: 'catalogResource', objectId: id, is: { catalog: { id: catalogId }, originId, originSystem: originSystem as OriginSystem, name } };
}

function packageObjects(designs: readonly PackageDesign[], whole: ReadonlySet<string>): TenantObject[] {
  return designs.flatMap((design): TenantObject[] => [
    { kind: 'package', objectId: design.id, is: { catalog: { id: design.catalogId }, name: design.name, description: design.description, hidden: design.hidden } },
    ...design.roles.map((role): TenantObject => ({ kind: 'packageRole', objectId: pairId(design.id, role.id), is: { package: { id: design.id }, resource: { id: role.resourceId }, resourceName: role.resourceName, originId: role.originId, originSystem: role.originSystem as OriginSystem, roleOriginId: role.roleOriginId, roleName: role.roleName } })),
    // Known by name alone where nothing is done to it.
    ...design.policies.filter(({ id }) => !whole.has(id)).map((policy): TenantObject => ({ kind: 'policy', objectId: policy.id, is: { package: { id: design.id }, document: { displayName: policy.name } } })),
  ]);
}

function unique(objects: readonly TenantObject[]): TenantObject[] {
  return [...new Map(objects.map((object) => [`${object.kind} ${object.objectId}`, object])).values()];
}
