import type { Catalog } from '../../model/governance';
import { mayReadCatalog, requireAnyGovernanceRole, requireCreatesCatalogs, requireGovernanceScope, requireReadsCatalog, requireWritesCatalog, isGovernanceAdministrator } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, GraphError, noSuchResource } from '../graph-error';
import { pinned } from '../odata/filter';
import { listed } from '../odata/collection';
import { defineShape } from '../odata/thing';
import { bodyOf, changedText, flagIn, memberIn, neededText, textIn } from './body';
import { CATALOG_STATE, CATALOG_TYPE } from './filter-members';
import { created, EM, governanceList, governanceObject, idIn, iso } from './governance-query';
import { requireRoomFor } from './limits';
import { showPackage } from './packages';
import { extensionsOf, showExtension } from './workflow-extensions';
import { rolesOf, showResource, showResourceRole, showResourceScope } from './resources';

export const showCatalog: Show<Catalog> = defineShape<Catalog, World>({
  type: 'accessPackageCatalog',
  properties: {
    id: (catalog) => catalog.id,
    displayName: (catalog) => catalog.displayName,
    description: (catalog) => catalog.description,
    catalogType: (catalog) => catalog.catalogType,
    state: (catalog) => catalog.state,
    isExternallyVisible: (catalog) => catalog.isExternallyVisible,
    createdDateTime: (catalog) => iso(catalog.created),
    modifiedDateTime: (catalog) => iso(catalog.modified),
  },
  navigations: {
    accessPackages: (catalog, world) => world.tenant.governance.packagesIn(catalog.id).map((row) => showPackage(row, world)),
    resources: (catalog, world) => world.tenant.governance.resourcesIn(catalog.id).map((row) => showResource(row, world)),
    resourceRoles: (catalog, world) => world.tenant.governance.resourcesIn(catalog.id).flatMap(rolesOf).map((row) => showResourceRole(row, world)),
    customWorkflowExtensions: (catalog, world) => extensionsOf(world, catalog.id).map((row) => showExtension(row, world)),
    resourceScopes: (catalog, world) => world.tenant.governance.resourcesIn(catalog.id).map((row) => showResourceScope(row, world)),
  },
});

/** The catalog a path names, for a caller who may read it. */
export function catalogIn(context: Context, name = 'id'): Catalog {
  const catalog = context.tenant.governance.catalogs.get(idIn(context, name));
  if (!catalog) {
    requireAnyGovernanceRole(context);
    throw noSuchResource('The catalog was not found.');
  }
  requireReadsCatalog(context, catalog.id);
  return catalog;
}

const WRITABLE = ['displayName', 'description', 'state', 'isExternallyVisible', 'catalogType'] as const;

/** Two catalogs do not share a name. That the service says so in these words is taken over from packages. */
function requireFreeName({ tenant }: World, displayName: string, except?: string): void {
  for (const other of tenant.governance.catalogs.values()) {
    if (other.id !== except && other.displayName.toLowerCase() === displayName.toLowerCase()) {
      throw new GraphError(409, 'DuplicateCatalog', `There's an existing catalog with name "${displayName}".`);
    }
  }
}

export const catalogRoutes: Routes = {
  [`GET ${EM}/catalogs`]: (context) => {
    requireAnyGovernanceRole(context);
    const { catalogs } = context.tenant.governance;
    return governanceList(context, {
      collection: 'catalogs',
      show: showCatalog,
      rows: (filter) => {
        const ids = pinned(filter, 'id');
        return ids ? listed(ids.flatMap((id) => catalogs.get(id.toLowerCase()) ?? [])) : (from) => catalogs.from(from);
      },
      filters: { id: ['eq'], displayname: ['eq', 'contains', 'startswith'], state: CATALOG_STATE, catalogtype: CATALOG_TYPE },
      may: (catalog) => mayReadCatalog(context, catalog.id),
    });
  },
  [`GET ${EM}/catalogs/{id}`]: (context) => {
    requireGovernanceScope(context, 'read');
    return governanceObject(context, 'catalogs', showCatalog, catalogIn(context));
  },
  [`POST ${EM}/catalogs`]: (context) => {
    requireGovernanceScope(context, 'write');
    requireCreatesCatalogs(context);
    const body = bodyOf(context, WRITABLE);
    const { governance } = context.tenant;
    const displayName = neededText(body, 'displayName');
    requireFreeName(context, displayName);
    requireRoomFor(context.tenant, 'catalogsPerTenant', governance.catalogs.size);
    const catalog = governance.catalogs.add({
      id: context.tenant.newId(),
      displayName,
      description: textIn(body, 'description') ?? '',
      catalogType: 'userManaged',
      state: memberIn(body, 'state', ['published', 'unpublished']) ?? 'published',
      isExternallyVisible: flagIn(body, 'isExternallyVisible') ?? false,
      created: context.now,
      modified: context.now,
    });
    if (!isGovernanceAdministrator(context)) governance.grant(context.caller.userId, 'Catalog owner', catalog.id);
    return created(context, 'catalogs', showCatalog, catalog);
  },
  [`PATCH ${EM}/catalogs/{id}`]: (context) => {
    requireGovernanceScope(context, 'write');
    const catalog = catalogIn(context);
    requireWritesCatalog(context, catalog.id, 'catalog');
    const body = bodyOf(context, WRITABLE);
    // Everything is read before anything is changed, so that a refusal leaves the catalog as it was.
    const displayName = body.displayName === undefined ? catalog.displayName : neededText(body, 'displayName');
    const changed = {
      displayName, description: changedText(body, 'description', catalog.description), state: memberIn(body, 'state', ['published', 'unpublished']) ?? catalog.state,
      isExternallyVisible: flagIn(body, 'isExternallyVisible') ?? catalog.isExternallyVisible, modified: context.now,
    };
    requireFreeName(context, displayName, catalog.id);
    Object.assign(catalog, changed);
    return { status: 204 };
  },
  [`DELETE ${EM}/catalogs/{id}`]: (context) => {
    requireGovernanceScope(context, 'write');
    const catalog = catalogIn(context);
    requireWritesCatalog(context, catalog.id, 'catalog');
    const { governance } = context.tenant;
    if (governance.packagesIn(catalog.id).length > 0) throw badRequest('InvalidDeleteCatalogHasAccessPackages', 'The catalog cannot be deleted because it contains access packages.');
    governance.resourcesIn(catalog.id).forEach((resource) => governance.dropResource(resource.id));
    extensionsOf(context, catalog.id).forEach((extension) => governance.workflowExtensions.remove(extension.id));
    governance.catalogs.remove(catalog.id);
    return { status: 204 };
  },
};
