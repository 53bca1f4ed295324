import type { AccessPackage, RoleScope } from '../../model/governance';
import { mayReadCatalog, requireAnyGovernanceRole, requireGovernanceScope, requireReadsAll, requireReadsCatalog, requireWritesCatalog } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, GraphError, noSuchResource } from '../graph-error';
import { showGroup } from '../groups';
import { listed } from '../odata/collection';
import { pinned } from '../odata/filter';
import { defineShape } from '../odata/thing';
import { asBody, bodyOf, changedText, flagIn, neededText, referenceIn, textIn } from './body';
import { showCatalog } from './catalogs';
import { spreadLater } from './delivery';
import { created, EM, governanceList, governanceObject, idIn, iso, isVisible } from './governance-query';
import { requireRoomFor } from './limits';
import { showPolicy } from './policies';
import { noticeRelease } from './resource-requests';
import { showResourceRole, showResourceScope } from './resources';

export const showRoleScope: Show<RoleScope> = defineShape<RoleScope, World>({
  type: 'accessPackageResourceRoleScope',
  properties: {
    id: (roleScope) => roleScope.id,
    createdDateTime: (roleScope) => iso(roleScope.created),
  },
  navigations: {
    role: (roleScope, world) => {
      const resource = world.tenant.governance.resources.get(roleScope.resourceId);
      const role = resource?.roles.find((candidate) => candidate.id === roleScope.roleId);
      return resource && role ? showResourceRole({ resource, role, created: resource.created }, world) : null;
    },
    scope: (roleScope, world) => {
      const resource = world.tenant.governance.resources.get(roleScope.resourceId);
      return resource ? showResourceScope(resource, world) : null;
    },
  },
});

export const showPackage: Show<AccessPackage> = defineShape<AccessPackage, World>({
  type: 'accessPackage',
  properties: {
    id: (row) => row.id,
    displayName: (row) => row.displayName,
    description: (row) => row.description,
    isHidden: (row) => row.isHidden,
    createdDateTime: (row) => iso(row.created),
    modifiedDateTime: (row) => iso(row.modified),
  },
  navigations: {
    catalog: (row, world) => {
      const catalog = world.tenant.governance.catalogs.get(row.catalogId);
      return catalog ? showCatalog(catalog, world) : null;
    },
    assignmentPolicies: (row, world) => world.tenant.governance.policiesIn(row.id).map((policy) => showPolicy(policy, world)),
    resourceRoleScopes: (row, world) => row.roleScopes.map((roleScope) => showRoleScope(roleScope, world)),
    incompatibleAccessPackages: (row, world) => row.incompatiblePackages.flatMap((id) => {
      const other = world.tenant.governance.packages.get(id);
      return other ? [showPackage(other, world)] : [];
    }),
    incompatibleGroups: (row, world) => row.incompatibleGroups.flatMap((id) => {
      const group = world.tenant.groups.get(id);
      return group ? [showGroup(group, world)] : [];
    }),
    accessPackagesIncompatibleWith: (row, world) =>
      [...world.tenant.governance.packages.values()].filter((other) => other.incompatiblePackages.includes(row.id)).map((other) => showPackage(other, world)),
  },
});

/** The package a path names, for a caller who may read its catalog. */
export function packageIn(context: Context): AccessPackage {
  const row = context.tenant.governance.packages.get(idIn(context));
  if (!row) {
    requireAnyGovernanceRole(context);
    throw noSuchResource('The access package was not found.');
  }
  requireReadsCatalog(context, row.catalogId);
  return row;
}

export function packageToChange(context: Context): AccessPackage {
  requireGovernanceScope(context, 'write');
  const row = packageIn(context);
  requireWritesCatalog(context, row.catalogId, 'package');
  return row;
}

function requireFreeName({ tenant }: World, catalogId: string, displayName: string, except?: string): void {
  const taken = tenant.governance.packagesIn(catalogId).some((row) => row.id !== except && row.displayName.toLowerCase() === displayName.toLowerCase());
  if (taken) throw new GraphError(409, 'DuplicateAccessPackage', `There's an existing access package with name "${displayName}" in the catalog.`);
}

/** The role a body names, of a resource in the package's catalog; by origin id, or by its own id. */
function roleScopeFor(context: Context, row: AccessPackage): RoleScope {
  const { governance } = context.tenant;
  const body = bodyOf(context, ['role', 'scope', 'createdDateTime', 'id']);
  const role = asBody(body.role, 'role');
  const scope = asBody(body.scope, 'scope');
  const resourceId = referenceIn(role, 'resource');
  for (const part of [role, scope, asBody(role.resource, 'role.resource')]) for (const name of ['displayName', 'description', 'originSystem', 'originId']) textIn(part, name);
  flagIn(scope, 'isRootScope');
  const resource = governance.resources.get(resourceId);
  if (!resource || resource.catalogId !== row.catalogId || !isVisible(context, resource)) throw noSuchResource();
  const originId = textIn(role, 'originId');
  const found = resource.roles.find((candidate) => (originId === undefined ? candidate.id === textIn(role, 'id') : candidate.originId.toLowerCase() === originId.toLowerCase()));
  if (!found) throw new GraphError(404, 'RoleNotFound', 'The role was not found.');
  const scopeOrigin = textIn(scope, 'originId');
  if (scopeOrigin === undefined ? textIn(scope, 'id') !== resource.scopeId : scopeOrigin.toLowerCase() !== resource.originId.toLowerCase()) {
    throw new GraphError(404, 'ScopeNotFound', 'The scope was not found.');
  }
  return { id: `${found.id}_${resource.scopeId}`, resourceId: resource.id, roleId: found.id, created: context.now };
}

export const packageRoutes: Routes = {
  [`GET ${EM}/accessPackages`]: (context) => {
    requireAnyGovernanceRole(context);
    const { governance } = context.tenant;
    return governanceList(context, {
      collection: 'accessPackages',
      show: showPackage,
      rows: (filter) => {
        const ids = pinned(filter, 'id');
        if (ids) return listed(ids.flatMap((id) => governance.packages.get(id.toLowerCase()) ?? []));
        const catalogs = pinned(filter, 'catalog/id');
        return catalogs ? listed(catalogs.flatMap((id) => governance.packagesIn(id.toLowerCase()))) : (from) => governance.packages.from(from);
      },
      filters: { id: ['eq'], displayname: ['eq', 'contains'], 'catalog/id': ['eq'] },
      may: (row) => mayReadCatalog(context, row.catalogId),
    });
  },
  [`GET ${EM}/accessPackages/{id}`]: (context) => {
    requireGovernanceScope(context, 'read');
    return governanceObject(context, 'accessPackages', showPackage, packageIn(context));
  },
  [`POST ${EM}/accessPackages`]: (context) => {
    requireGovernanceScope(context, 'write');
    const body = bodyOf(context, ['displayName', 'description', 'isHidden', 'catalog']);
    const catalog = context.tenant.governance.catalogs.get(referenceIn(body, 'catalog'));
    if (!catalog) {
      requireAnyGovernanceRole(context);
      throw noSuchResource('The catalog was not found.');
    }
    requireWritesCatalog(context, catalog.id, 'package');
    const displayName = neededText(body, 'displayName');
    requireFreeName(context, catalog.id, displayName);
    requireRoomFor(context.tenant, 'accessPackagesPerTenant', context.tenant.governance.packages.size);
    const row = context.tenant.governance.keepPackage({
      id: context.tenant.newId(), catalogId: catalog.id, displayName, description: textIn(body, 'description') ?? '', isHidden: flagIn(body, 'isHidden') ?? false,
      roleScopes: [], incompatiblePackages: [], incompatibleGroups: [], created: context.now, modified: context.now,
    });
    return created(context, 'accessPackages', showPackage, row);
  },
  [`PATCH ${EM}/accessPackages/{id}`]: (context) => {
    const row = packageToChange(context);
    const body = bodyOf(context, ['displayName', 'description', 'isHidden']);
    // Everything is read before anything is changed, so that a refusal leaves the package as it was.
    const displayName = body.displayName === undefined ? row.displayName : neededText(body, 'displayName');
    const changed = { displayName, description: changedText(body, 'description', row.description), isHidden: flagIn(body, 'isHidden') ?? row.isHidden, modified: context.now };
    requireFreeName(context, row.catalogId, displayName, row.id);
    Object.assign(row, changed);
    return { status: 204 };
  },
  [`DELETE ${EM}/accessPackages/{id}`]: (context) => {
    const row = packageToChange(context);
    if (context.tenant.governance.hasLiveAssignment(row.id)) {
      throw badRequest('InvalidDeleteAccessPackageHasAssignments', 'The access package cannot be deleted because it has active assignments.');
    }
    const used = row.roleScopes;
    context.tenant.governance.dropPackage(row.id);
    used.forEach(({ resourceId }) => noticeRelease(context, resourceId));
    return { status: 204 };
  },
  /** Documented as an `$expand` of the package; the schema has the list, and clients made from it ask for it. */
  [`GET ${EM}/accessPackages/{id}/resourceRoleScopes`]: (context) => {
    const row = packageIn(context);
    return governanceList(context, { collection: `accessPackages('${row.id}')/resourceRoleScopes`, show: showRoleScope, rows: () => listed(row.roleScopes), filters: {} });
  },
  [`GET ${EM}/accessPackages/{id}/resourceRoleScopes/{roleScopeId}`]: (context) => {
    requireGovernanceScope(context, 'read');
    const row = packageIn(context);
    const roleScope = row.roleScopes.find((known) => known.id === context.at.roleScopeId?.toLowerCase());
    if (!roleScope) throw noSuchResource('The resource role scope was not found.');
    return governanceObject(context, `accessPackages('${row.id}')/resourceRoleScopes`, showRoleScope, roleScope);
  },
  [`GET ${EM}/resourceRoleScopes`]: (context) => {
    requireReadsAll(context);
    const all = [...context.tenant.governance.packages.values()].flatMap((row) => row.roleScopes);
    return governanceList(context, { collection: 'resourceRoleScopes', show: showRoleScope, rows: () => listed(all), filters: {} });
  },
  /** The answer holds the id and the date only, as Graph's does. */
  [`POST ${EM}/accessPackages/{id}/resourceRoleScopes`]: (context) => {
    const row = packageToChange(context);
    const roleScope = roleScopeFor(context, row);
    if (row.roleScopes.some((known) => known.id === roleScope.id)) throw new GraphError(409, 'DuplicateKey', 'There is already a duplicated entity.');
    row.roleScopes.push(roleScope);
    row.modified = context.now;
    spreadLater(context.tenant, row, roleScope, 'give', context.now);
    return created(context, `accessPackages('${row.id}')/resourceRoleScopes`, showRoleScope, roleScope);
  },
  [`DELETE ${EM}/accessPackages/{id}/resourceRoleScopes/{roleScopeId}`]: (context) => {
    const row = packageToChange(context);
    const roleScope = row.roleScopes.find((known) => known.id === context.at.roleScopeId);
    if (!roleScope) throw noSuchResource('The resource role scope was not found.');
    spreadLater(context.tenant, row, roleScope, 'take', context.now);
    row.roleScopes = row.roleScopes.filter((known) => known !== roleScope);
    noticeRelease(context, roleScope.resourceId);
    row.modified = context.now;
    return { status: 204 };
  },
};
