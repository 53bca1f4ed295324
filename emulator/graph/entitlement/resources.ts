import type { CatalogResource, ResourceRole } from '../../model/governance';
import { requireGovernanceScope, requireReadsAll, requireWritesCatalog } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import { listed } from '../odata/collection';
import { pinned } from '../odata/filter';
import { defineShape } from '../odata/thing';
import { catalogIn } from './catalogs';
import { environmentOf, showEnvironment } from './environments';
import { EM, governanceList, governanceObject, governanceThings, idIn, iso } from './governance-query';
import { originOf } from './onboarding';

export type RoleOfResource = { resource: CatalogResource; role: ResourceRole; created: number };

export const rolesOf = (resource: CatalogResource): RoleOfResource[] => resource.roles.map((role) => ({ resource, role, created: resource.created }));

export const showResource: Show<CatalogResource> = defineShape<CatalogResource, World>({
  type: 'accessPackageResource',
  properties: {
    id: (resource) => resource.id,
    displayName: (resource) => resource.displayName,
    description: (resource) => resource.description,
    originId: (resource) => resource.originId,
    originSystem: (resource) => resource.originSystem,
    createdDateTime: (resource) => iso(resource.created),
    modifiedDateTime: (resource) => iso(resource.modified),
    attributes: () => [],
  },
  navigations: {
    // Of applications they stay empty here; the catalog's own list has them:
    // https://github.com/hashicorp/terraform-provider-azuread/pull/1880
    roles: (resource, world) => (resource.originSystem === 'AadApplication' ? [] : rolesOf(resource).map((role) => showResourceRole(role, world))),
    scopes: (resource, world) => [showResourceScope(resource, world)],
    environment: (resource, world) => {
      const environment = resource.originSystem === 'SharePointOnline' ? environmentOf(world.tenant, resource.originId) : undefined;
      return environment ? showEnvironment(environment, world) : null;
    },
    uploadSessions: () => [],
  },
});

export const showResourceRole: Show<RoleOfResource> = defineShape<RoleOfResource, World>({
  type: 'accessPackageResourceRole',
  properties: {
    id: ({ role }) => role.id,
    displayName: ({ role }) => role.displayName,
    description: ({ role }) => role.description,
    originSystem: ({ resource }) => resource.originSystem,
    originId: ({ role }) => role.originId,
  },
  navigations: { resource: ({ resource }, world) => showResource(resource, world) },
});

/** Every resource here has one scope, its root. */
export const showResourceScope: Show<CatalogResource> = defineShape<CatalogResource, World>({
  type: 'accessPackageResourceScope',
  properties: {
    id: (resource) => resource.scopeId,
    displayName: () => 'Root',
    description: () => 'Root Scope',
    originId: (resource) => resource.originId,
    originSystem: (resource) => resource.originSystem,
    isRootScope: () => true,
  },
  navigations: { resource: (resource, world) => showResource(resource, world) },
});

function resourceIn(context: Context): CatalogResource {
  const catalog = catalogIn(context);
  const resource = context.tenant.governance.resources.get(idIn(context, 'resourceId'));
  if (!resource || resource.catalogId !== catalog.id) throw noSuchResource();
  return resource;
}

const UPLOAD_SESSION_NAMES = new Set(['id', 'createddatetime', 'data', 'isuploaddone', 'referenceid', 'stats', 'status']);
const UPLOAD_SESSION = { type: 'customDataProvidedResourceUploadSession', usual: [], navigations: ['files'], hasProperty: (name: string) => UPLOAD_SESSION_NAMES.has(name.toLowerCase()), hasNavigation: (name: string) => name === 'files' };

export const resourceRoutes: Routes = {
  [`GET ${EM}/catalogs/{id}/resources`]: (context) => {
    requireGovernanceScope(context, 'read');
    const catalog = catalogIn(context);
    return governanceList(context, {
      collection: `catalogs('${catalog.id}')/resources`,
      show: showResource,
      rows: () => listed(context.tenant.governance.resourcesIn(catalog.id)),
      filters: { id: ['eq'], originid: ['eq'], originsystem: ['eq'], displayname: ['eq', 'contains'] },
    });
  },
  [`GET ${EM}/catalogs/{id}/resources/{resourceId}`]: (context) => {
    requireGovernanceScope(context, 'read');
    const resource = resourceIn(context);
    return governanceObject(context, `catalogs('${resource.catalogId}')/resources`, showResource, resource);
  },
  /** Both the origin system and the resource have to be named: https://learn.microsoft.com/graph/api/accesspackagecatalog-list-resourceroles */
  [`GET ${EM}/catalogs/{id}/resourceRoles`]: (context) => {
    requireGovernanceScope(context, 'read');
    const catalog = catalogIn(context);
    const { governance } = context.tenant;
    return governanceList(context, {
      collection: `catalogs('${catalog.id}')/resourceRoles`,
      show: showResourceRole,
      rows: () => listed(governance.resourcesIn(catalog.id).flatMap(rolesOf)),
      filters: { originsystem: ['eq'], 'resource/id': ['eq'], id: ['eq'], displayname: ['eq'] },
      needsFilter: (filter) => {
        if (!pinned(filter, 'originSystem')) throw badRequest('InvalidFilter', 'Origin system is required.');
        if (!pinned(filter, 'resource/id')) throw badRequest('InvalidFilter', 'OData query is invalid: resource/id is required.');
      },
    });
  },
  /** No page describes it, the schema has it: the scopes of everything in the catalog. */
  [`GET ${EM}/catalogs/{id}/resourceScopes`]: (context) => {
    const catalog = catalogIn(context);
    return governanceThings(context, {
      metadata: `identityGovernance/entitlementManagement/catalogs('${catalog.id}')/resourceScopes`, shapes: [showResourceScope.shape],
      things: context.tenant.governance.resourcesIn(catalog.id).map((resource) => showResourceScope(resource, context)), filters: { id: ['eq'], originid: ['eq'], originsystem: ['eq'], 'resource/id': ['eq'] },
    });
  },
  /** Only resources whose data somebody uploads have any, and none of those is offered here. */
  [`GET ${EM}/catalogs/{id}/resources/{resourceId}/uploadSessions`]: (context) => {
    const resource = resourceIn(context);
    return governanceThings(context, {
      metadata: `identityGovernance/entitlementManagement/catalogs('${resource.catalogId}')/resources('${resource.id}')/uploadSessions`, shapes: [UPLOAD_SESSION], things: [], filters: { id: ['eq'], referenceid: ['eq'], status: ['eq'] }, ordered: true,
    });
  },
  /** The same for all catalogs: "Origin system is required." is what the service says to whoever asks for everything. */
  [`GET ${EM}/resources`]: (context) => {
    requireReadsAll(context);
    const { resources } = context.tenant.governance;
    return governanceList(context, {
      collection: 'resources',
      show: showResource,
      rows: () => (from) => resources.from(from),
      filters: { id: ['eq'], originid: ['eq'], originsystem: ['eq'], displayname: ['eq', 'contains'] },
      needsFilter: (filter) => {
        if (!pinned(filter, 'originSystem')) throw badRequest('InvalidFilter', 'Origin system is required.');
      },
    });
  },
  /** Re-reads names and, for an application, roles from the origin. */
  [`POST ${EM}/catalogs/{id}/resources/{resourceId}/refresh`]: (context) => {
    requireGovernanceScope(context, 'write');
    const resource = resourceIn(context);
    requireWritesCatalog(context, resource.catalogId, 'package');
    const origin = originOf(context.tenant, resource.originSystem, resource.originId, () => context.tenant.newId());
    if (!origin) throw noSuchResource();
    const known = new Map(resource.roles.map((role) => [role.originId, role.id]));
    Object.assign(resource, { displayName: origin.displayName, description: origin.description, modified: context.now });
    resource.roles = origin.roles.map((role) => ({ ...role, id: known.get(role.originId) ?? role.id }));
    return { status: 200 };
  },
};
