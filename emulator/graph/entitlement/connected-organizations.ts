import type { ConnectedOrganization, IdentitySource } from '../../model/connected-organization';
import { isGovernanceAdministrator, noRole, requireAnyGovernanceRole, requireGovernanceScope } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { directoryObject } from '../directory-objects';
import { badRequest, GraphError, noSuchResource } from '../graph-error';
import { showGroup } from '../groups';
import type { Json, Thing } from '../odata/thing';
import { defineShape } from '../odata/thing';
import { showUser } from '../users';
import type { Body } from './body';
import { asBody, bodyOf, changedText, invalidModel, listIn, memberIn, neededText, textIn } from './body';
import { created, EM, governanceList, governanceObject, governanceThings, idIn, iso } from './governance-query';
import { requireRoomFor } from './limits';
import { addReference, referredId, removeReference } from './references';

const things = (world: World, ids: readonly string[]): Thing[] => ids.flatMap((id) => directoryObject(world, id) ?? []);

function showSource({ kind, ...members }: IdentitySource): Json {
  return { '@odata.type': `#microsoft.graph.${kind}`, ...members };
}

export const showOrganization: Show<ConnectedOrganization> = defineShape<ConnectedOrganization, World>({
  type: 'connectedOrganization',
  properties: {
    id: (organization) => organization.id,
    displayName: (organization) => organization.displayName,
    description: (organization) => organization.description,
    createdDateTime: (organization) => iso(organization.created),
    modifiedDateTime: (organization) => iso(organization.modified),
    state: (organization) => organization.state,
    identitySources: (organization) => organization.identitySources.map(showSource),
  },
  navigations: {
    internalSponsors: (organization, world) => things(world, organization.internalSponsors),
    externalSponsors: (organization, world) => things(world, organization.externalSponsors),
  },
});

const WRITABLE = ['displayName', 'description', 'identitySources', 'state'] as const;

function readSource(value: unknown): IdentitySource {
  const body = asBody(value, 'An identity source');
  const kind = neededText(body, '@odata.type').replace(/^#?microsoft\.graph\./, '');
  const displayName = textIn(body, 'displayName') ?? null;
  switch (kind) {
    case 'azureActiveDirectoryTenant': return { kind, displayName, tenantId: neededText(body, 'tenantId') };
    case 'crossCloudAzureActiveDirectoryTenant': return { kind, displayName, tenantId: neededText(body, 'tenantId'), cloudInstance: textIn(body, 'cloudInstance') ?? null };
    case 'domainIdentitySource': return { kind, displayName, domainName: neededText(body, 'domainName') };
    case 'externalDomainFederation': return { kind, displayName, domainName: neededText(body, 'domainName'), issuerUri: textIn(body, 'issuerUri') ?? null };
    case 'socialIdentitySource': return { kind, displayName, socialIdentitySourceType: 'facebook' };
    default: throw invalidModel(`'${kind}' is not an identity source.`);
  }
}

/** Exactly one: https://learn.microsoft.com/graph/api/entitlementmanagement-post-connectedorganizations */
function readSources(body: Body): IdentitySource[] {
  const sources = listIn(body, 'identitySources').map(readSource);
  if (sources.length !== 1) throw invalidModel('identitySources must have exactly one element.');
  return sources;
}

const keyOf = (source: IdentitySource): string => ('tenantId' in source ? source.tenantId : 'domainName' in source ? source.domainName : source.socialIdentitySourceType).toLowerCase();

function requireUnknown({ tenant }: World, [source]: IdentitySource[]): void {
  const key = source && keyOf(source);
  const twin = [...tenant.governance.connectedOrganizations.values()].some((other) => other.identitySources.some((known) => keyOf(known) === key));
  if (twin) throw new GraphError(409, 'DuplicateKey', 'There is already a duplicated entity.');
}

function organizationIn(context: Context): ConnectedOrganization {
  requireAnyGovernanceRole(context);
  const organization = context.tenant.governance.connectedOrganizations.get(idIn(context));
  if (!organization) throw noSuchResource('The connected organization was not found.');
  return organization;
}

/** Connected organizations are the tenant's, so no catalog role changes them. */
function organizationToChange(context: Context): ConnectedOrganization {
  requireGovernanceScope(context, 'write');
  const organization = organizationIn(context);
  if (!isGovernanceAdministrator(context)) throw noRole();
  return organization;
}

const ORGANIZATIONS = `${EM}/connectedOrganizations`;
type Sponsors = 'internalSponsors' | 'externalSponsors';

/** The people and groups who vouch for an organization's people. */
export function listSponsors(context: Context, organization: ConnectedOrganization, kind: Sponsors) {
  return governanceThings(context, {
    metadata: 'directoryObjects', shapes: [showUser.shape, showGroup.shape], things: things(context, organization[kind]), filters: { id: ['eq'] },
  });
}

const sponsorRoutes = (kind: Sponsors): Routes => ({
  [`GET ${ORGANIZATIONS}/{id}/${kind}`]: (context) => {
    requireGovernanceScope(context, 'read');
    return listSponsors(context, organizationIn(context), kind);
  },
  [`POST ${ORGANIZATIONS}/{id}/${kind}/$ref`]: (context) => {
    const organization = organizationToChange(context);
    const id = referredId(context);
    if (!context.tenant.users.get(id) && !context.tenant.groups.has(id)) throw noSuchResource('The user or group was not found.');
    addReference(organization[kind], id);
    return { status: 204 };
  },
  [`DELETE ${ORGANIZATIONS}/{id}/${kind}/{sponsorId}/$ref`]: (context) => {
    removeReference(organizationToChange(context)[kind], idIn(context, 'sponsorId'));
    return { status: 204 };
  },
});

export const connectedOrganizationRoutes: Routes = {
  [`GET ${ORGANIZATIONS}`]: (context) => {
    requireAnyGovernanceRole(context);
    return governanceList(context, {
      collection: 'connectedOrganizations',
      show: showOrganization,
      rows: () => (from) => context.tenant.governance.connectedOrganizations.from(from),
      filters: { id: ['eq'], displayname: ['eq'], identitysources: ['any'] },
    });
  },
  [`GET ${ORGANIZATIONS}/{id}`]: (context) => {
    requireGovernanceScope(context, 'read');
    return governanceObject(context, 'connectedOrganizations', showOrganization, organizationIn(context));
  },
  [`POST ${ORGANIZATIONS}`]: (context) => {
    requireGovernanceScope(context, 'write');
    if (!isGovernanceAdministrator(context)) throw noRole();
    const { tenant, now } = context;
    const body = bodyOf(context, WRITABLE);
    const identitySources = readSources(body);
    requireUnknown(context, identitySources);
    requireRoomFor(tenant, 'connectedOrganizationsPerTenant', tenant.governance.connectedOrganizations.size);
    const organization = tenant.governance.connectedOrganizations.add({
      id: tenant.newId(), displayName: neededText(body, 'displayName'), description: textIn(body, 'description') ?? '',
      state: memberIn(body, 'state', ['configured', 'proposed']) ?? 'configured', identitySources, internalSponsors: [], externalSponsors: [], created: now, modified: now,
    });
    return created(context, 'connectedOrganizations', showOrganization, organization);
  },
  /** Accepted with the organization as it is now, unlike every other PATCH here. */
  [`PATCH ${ORGANIZATIONS}/{id}`]: (context) => {
    const organization = organizationToChange(context);
    const body = bodyOf(context, ['displayName', 'description', 'state']);
    const displayName = body.displayName === undefined ? organization.displayName : neededText(body, 'displayName');
    Object.assign(organization, { displayName, description: changedText(body, 'description', organization.description), state: memberIn(body, 'state', ['configured', 'proposed']) ?? organization.state, modified: context.now });
    return { ...governanceObject(context, 'connectedOrganizations', showOrganization, organization), status: 202 };
  },
  [`DELETE ${ORGANIZATIONS}/{id}`]: (context) => {
    const organization = organizationToChange(context);
    const { governance } = context.tenant;
    const used = [...governance.policies.values()].some((policy) =>
      policy.specificAllowedTargets.some((set) => set.kind === 'connectedOrganizationMembers' && set.connectedOrganizationId.toLowerCase() === organization.id));
    if (used) throw badRequest('InvalidDeleteConnectedOrganizationInUse', 'The connected organization cannot be deleted because an assignment policy names it.');
    governance.connectedOrganizations.remove(organization.id);
    return { status: 204 };
  },
  ...sponsorRoutes('internalSponsors'),
  ...sponsorRoutes('externalSponsors'),
};
