import type { Tenant } from '../../model';
import type { Catalog, CatalogResource, OriginSystem, ResourceRequest } from '../../model/governance';
import { ownsResource, requireAnyGovernanceRole, requireGovernanceScope, requireReadsCatalog, requireWritesCatalog, mayReadCatalog } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import { listed } from '../odata/collection';
import { pinned } from '../odata/filter';
import { defineShape } from '../odata/thing';
import { asBody, bodyOf, memberIn, neededText, referenceIn, textIn } from './body';
import { showCatalog } from './catalogs';
import { REQUEST_STATE } from './filter-members';
import { created, EM, governanceList, governanceObject, idIn, iso } from './governance-query';
import { onboard, originOf } from './onboarding';
import { showResource } from './resources';

/** The directory part of a tenant answers such requests sooner than deliveries: a fifth of the time, 300 ms at most. */
const processingTime = ({ settings }: Tenant): number => Math.min(300, settings.deliveryMs / 5);

const MICROSOFT_SERVICES: ReadonlySet<string> = new Set(['00000002-0000-0ff1-ce00-000000000000', '00000003-0000-0ff1-ce00-000000000000']);

const showResourceRequest: Show<ResourceRequest> = defineShape<ResourceRequest, World>({
  type: 'accessPackageResourceRequest',
  properties: {
    id: (request) => request.id,
    requestType: (request) => request.requestType,
    state: (request) => request.state,
    createdDateTime: (request) => iso(request.created),
  },
  navigations: {
    catalog: (request, world) => {
      const catalog = world.tenant.governance.catalogs.get(request.catalogId);
      return catalog ? showCatalog(catalog, world) : null;
    },
    resource: (request, world) => {
      const resource = request.resourceId === null ? undefined : world.tenant.governance.resources.get(request.resourceId);
      return resource ? showResource(resource, world) : null;
    },
  },
});

/** Does what a resource request asks, once it is due. */
export function deliverResourceRequest(tenant: Tenant, request: ResourceRequest, at: number): void {
  request.due = null;
  const { governance } = tenant;
  // One that hangs looks accepted for good: https://github.com/microsoftgraph/microsoft-graph-docs/issues/10611
  const outcome = tenant.deliveries.resourceOutcomeOf?.({ requestId: request.id, catalogId: request.catalogId }) ?? 'deliver';
  if (outcome === 'hang') return;
  if (outcome === 'fail') {
    request.state = 'deliveryFailed';
    return;
  }
  if (request.requestType === 'adminRemove') {
    if (request.resourceId !== null) governance.dropResource(request.resourceId);
  } else if (request.requestType === 'adminAdd') {
    const origin = originOf(tenant, request.originSystem, request.originId, () => tenant.newId());
    if (!origin || !governance.catalogs.has(request.catalogId) || inCatalog(tenant, request.catalogId, request.originId)) {
      request.state = 'deliveryFailed';
      return;
    }
    request.resourceId = tenant.newId();
    onboard(tenant, request.catalogId, request.originSystem, origin, { resourceId: request.resourceId, scopeId: tenant.newId() }, at);
  }
  request.state = 'delivered';
}

const inCatalog = ({ governance }: Tenant, catalogId: string, originId: string): boolean =>
  governance.resourcesIn(catalogId).some((resource) => resource.originId.toLowerCase() === originId.toLowerCase());

/** Takes note that a resource may have lost its last use: for some time it still counts as used. */
export function noticeRelease({ tenant, now }: World, resourceId: string): void {
  const resource = tenant.governance.resources.get(resourceId);
  if (resource && !isUsed(tenant, resource)) tenant.governance.released.set(resourceId, now);
}

/** Whether a package of the catalog gives a role of the resource. */
const isUsed = ({ governance }: Tenant, { id, catalogId }: CatalogResource): boolean =>
  governance.packagesIn(catalogId).some((row) => row.roleScopes.some((roleScope) => roleScope.resourceId === id));

/** Whether the directory made it so short a while ago that entitlement management does not know of it yet. */
function isFresh({ tenant, now }: World, system: OriginSystem, originId: string): boolean {
  const made = system === 'AadGroup' ? tenant.groups.get(originId) : system === 'AadApplication' ? tenant.servicePrincipals.get(originId) : undefined;
  return made !== undefined && Date.parse(made.createdDateTime) + tenant.settings.visibilityMs > now;
}

/** Refuses what no catalog takes: groups whose members are written elsewhere, Microsoft's own services, unknown objects. */
function requireUsable(context: Context, system: OriginSystem, originId: string): string {
  const { tenant } = context;
  const origin = originOf(tenant, system, originId, () => '');
  if (!origin || isFresh(context, system, origin.originId)) throw noSuchResource(`The resource with origin id '${originId}' was not found in ${system}.`);
  if (system === 'AadGroup') {
    const group = tenant.groups.get(origin.originId);
    const refuse = (why: string) => badRequest('InvalidResource', `The group ${origin.displayName} cannot be added to a catalog: ${why}.`);
    if (group?.onPremisesSyncEnabled) throw refuse('its membership is synchronized from on-premises');
    if (group?.isManagementRestricted) throw refuse('it is in a restricted management administrative unit');
    if (group?.mailEnabled && !group.groupTypes.includes('Unified')) throw refuse('it is managed in Exchange');
  }
  if (system === 'AadApplication' && MICROSOFT_SERVICES.has(tenant.servicePrincipals.get(origin.originId)?.appId ?? '')) {
    throw badRequest('InvalidResource', `The application ${origin.displayName} cannot be added to a catalog.`);
  }
  const objectId = system === 'SharePointOnline' ? origin.originId : origin.originId.toLowerCase();
  if (!ownsResource(context, system, objectId)) throw badRequest('CallerNotResourceOwner', 'The caller is not the resource owner.');
  return origin.originId;
}

function requestFor(context: Context, catalog: Catalog): ResourceRequest {
  const { tenant, now } = context;
  const { governance } = tenant;
  const body = bodyOf(context, ['requestType', 'resource', 'catalog']);
  const requestType = memberIn(body, 'requestType', ['adminAdd', 'adminUpdate', 'adminRemove']);
  if (!requestType) throw badRequest('InvalidModel', 'The model is invalid. requestType is required.');
  const resource = asBody(body.resource, 'resource');
  for (const name of ['displayName', 'description']) textIn(resource, name);
  const base = { id: tenant.newId(), requestType, state: 'submitted', catalogId: catalog.id, created: now, due: now + processingTime(tenant) } as const;
  if (requestType === 'adminAdd') {
    const originSystem = memberIn(resource, 'originSystem', ['AadGroup', 'AadApplication', 'SharePointOnline']);
    if (!originSystem) throw badRequest('InvalidModel', 'The model is invalid. Origin system is required.');
    const originId = requireUsable(context, originSystem, neededText(resource, 'originId'));
    const twin = governance.resourceRequestsIn(catalog.id).some((other) => other.due !== null && other.originId === originId && other.requestType === 'adminAdd');
    if (twin || inCatalog(tenant, catalog.id, originId)) throw badRequest('ResourceAlreadyOnboarded', 'The specified resource is already onboarded to ELM');
    return { ...base, resourceId: null, originId, originSystem };
  }
  const held = governance.resources.get(neededText(resource, 'id').toLowerCase());
  if (!held || held.catalogId !== catalog.id) throw noSuchResource();
  if (requestType === 'adminRemove' && (isUsed(tenant, held) || (governance.released.get(held.id) ?? -Infinity) + tenant.settings.releaseMs > now)) {
    throw badRequest('InvalidDeleteResourceHasEntitlements', `The resource: ${held.displayName} can not be deleted because there are active entitlements.`);
  }
  return { ...base, resourceId: held.id, originId: held.originId, originSystem: held.originSystem };
}

export const resourceRequestRoutes: Routes = {
  [`GET ${EM}/resourceRequests`]: (context) => {
    requireAnyGovernanceRole(context);
    return governanceList(context, {
      collection: 'resourceRequests',
      show: showResourceRequest,
      rows: (filter) => {
        const catalogs = pinned(filter, 'catalog/id');
        const { governance } = context.tenant;
        return catalogs ? listed(catalogs.flatMap((id) => governance.resourceRequestsIn(id.toLowerCase()))) : (from) => governance.resourceRequests.from(from);
      },
      filters: { id: ['eq'], 'catalog/id': ['eq'], state: REQUEST_STATE },
      may: (request) => mayReadCatalog(context, request.catalogId),
    });
  },
  [`GET ${EM}/resourceRequests/{id}`]: (context) => {
    requireGovernanceScope(context, 'read');
    requireAnyGovernanceRole(context);
    const request = context.tenant.governance.resourceRequests.get(idIn(context));
    if (!request) throw noSuchResource('The resource request was not found.');
    requireReadsCatalog(context, request.catalogId);
    return governanceObject(context, 'resourceRequests', showResourceRequest, request);
  },
  /** Accepted at once, done a moment later; whoever needs the resource reads the request until it is delivered. */
  [`POST ${EM}/resourceRequests`]: (context) => {
    requireGovernanceScope(context, 'write');
    const { governance } = context.tenant;
    const catalog = governance.catalogs.get(referenceIn(asBody(context.request.body, 'The body'), 'catalog'));
    if (!catalog) {
      requireAnyGovernanceRole(context);
      throw noSuchResource('The catalog was not found.');
    }
    requireWritesCatalog(context, catalog.id, 'catalog');
    const request = governance.keepResourceRequest(requestFor(context, catalog));
    return created(context, 'resourceRequests', showResourceRequest, request);
  },
};
