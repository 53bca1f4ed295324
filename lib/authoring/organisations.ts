import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError } from '@/lib/errors';
import type { Graph, Page } from '@/lib/graph/client';
import { getConnectedOrganization, pageConnectedOrganizations, readSponsors } from '@/lib/graph/connected-organizations';
import type { ConnectedOrganization, Sponsor } from '@/lib/graph/connected-organizations';
import { getExternalLifecycle } from '@/lib/graph/governance-settings';
import { groupFacts } from '@/lib/graph/groups';
import { packagesWithPolicies } from '@/lib/graph/packages';
import { findUser } from '@/lib/graph/users';
import type { SponsorSide, WantedOf } from './draft';
import { SETTINGS_ID, sponsorId } from './draft';
import { addToDraft } from './edit-draft';
import type { ToDraft } from './edit-draft';
import { orNotYetVisible } from './made-lately';

export type { ConnectedOrganization } from '@/lib/graph/connected-organizations';

/** A page of the organisations whose people policies may let in. */
export async function loadOrganizations(graph: Graph, next: string | null): Promise<Page<ConnectedOrganization>> {
  return pageConnectedOrganizations(graph, next);
}

/** A policy that names an organisation, with its package. */
export type NamingPolicy = { packageId: string; packageName: string; policyName: string };

export type OrganizationView = { organization: ConnectedOrganization; sponsors: Sponsor[]; naming: NamingPolicy[] };

/** An organisation with who vouches for its people, and the policies that let them in. @throws AppError `notFound` */
export async function loadOrganization(graph: Graph, id: string): Promise<OrganizationView> {
  const [organization, sponsors, naming] = await orNotYetVisible({ kind: 'connectedOrganization', id }, Promise.all([getConnectedOrganization(graph, id), readSponsors(graph, [id]), policiesNaming(graph, id)]));
  return { organization, sponsors, naming };
}

async function policiesNaming(graph: Graph, organizationId: string): Promise<NamingPolicy[]> {
  const naming: NamingPolicy[] = [];
  for await (const packages of packagesWithPolicies(graph)) {
    for (const { id, name, policies } of packages) for (const policy of policies) if (policy.targets.some((target) => target.id.toLowerCase() === organizationId.toLowerCase())) naming.push({ packageId: id, packageName: name, policyName: policy.name });
  }
  return naming;
}

/** Who belongs to an organisation: whoever signs in at a tenant, or has an address of a domain. */
export type WantedSource = { by: 'domain'; value: string } | { by: 'tenant'; value: string };

/** As Graph's identitySource says it (learn.microsoft.com/graph/api/resources/identitysource). */
function sourceOf({ by, value }: WantedSource, name: string): WantedOf['connectedOrganization']['source'] {
  return by === 'domain' ? { '@odata.type': '#microsoft.graph.domainIdentitySource', displayName: name, domainName: value.toLowerCase() } : { '@odata.type': '#microsoft.graph.azureActiveDirectoryTenant', displayName: name, tenantId: value.toLowerCase() };
}

type WantedOrganization = { name: string; description: string; state: 'configured' | 'proposed' };

/** Connects an organisation, by a draft. */
export async function draftOrganization(actor: Actor, { source, ...wanted }: WantedOrganization & { source: WantedSource }, into: ToDraft): Promise<{ draftId: string }> {
  return addToDraft(actor, into, [{ kind: 'connectedOrganization', operation: 'create', wanted: { ...wanted, source: sourceOf(source, wanted.name) } }]);
}

/** Changes an organisation; who belongs to it stays. @param seen what it was when it was looked at @throws AppError `notFound` */
export async function draftOrganizationChange(actor: Actor, graph: Graph, organizationId: string, seen: WantedOrganization, wanted: WantedOrganization, into: ToDraft): Promise<{ draftId: string }> {
  const { id, ...is } = await getConnectedOrganization(graph, organizationId);
  return addToDraft(actor, into, [{ kind: 'connectedOrganization', operation: 'update', objectId: id, base: { ...is, ...seen }, wanted: { ...is, ...wanted } }]);
}

/** Disconnects an organisation. @throws AppError `notFound`; `conflict` while policies name it, with the first of them */
export async function draftDisconnection(actor: Actor, graph: Graph, organizationId: string, into: ToDraft): Promise<{ draftId: string }> {
  const { organization: { id, ...base }, naming } = await loadOrganization(graph, organizationId);
  const [first] = naming;
  if (first) throw new AppError('conflict', `${organizationId} is named by ${naming.length} policies`, { say: `“${first.policyName}” of “${first.packageName}”${naming.length > 1 ? ` and ${naming.length - 1} more name it` : ' names it'}. Change ${naming.length > 1 ? 'them' : 'it'} first.` });
  return addToDraft(actor, into, [{ kind: 'connectedOrganization', operation: 'delete', objectId: id, base }]);
}

/**
 * Has somebody vouch for an organisation's people, by a draft: a person, or everybody in a group.
 * @throws AppError `notFound`; `invalid` naming `principalId` where nobody has the id, who is of the wrong side, or vouches already
 */
export async function draftSponsor(actor: Actor, graph: Graph, { organizationId, side, principalId }: { organizationId: string; side: SponsorSide; principalId: string }, into: ToDraft): Promise<{ draftId: string }> {
  const [organization, sponsors, person, groups] = await Promise.all([getConnectedOrganization(graph, organizationId), readSponsors(graph, [organizationId]), findUser(graph, principalId), groupFacts(graph, [principalId])]);
  const name = person?.name ?? groups.get(principalId)?.name;
  const say = !name ? 'The tenant does not have them any more. Choose somebody else.'
    : sponsors.some((sponsor) => sponsor.side === side && sponsor.principalId === principalId) ? `${name} is ${side} sponsor of it already.`
      : person?.external && side === 'internal' ? `${name} comes from outside. Make them an external sponsor, or choose somebody of your own.` : null;
  if (!name || say) throw new AppError('invalid', `${principalId} cannot be ${side} sponsor of ${organizationId}`, { fields: { principalId: say ?? '' } });
  return addToDraft(actor, into, [
    { kind: 'organizationSponsor', operation: 'create', wanted: { organization: { id: organizationId, name: organization.name }, side, principalId, principalName: name, principalKind: person ? 'person' : 'group' } },
  ]);
}

/** Has somebody no longer vouch for an organisation's people. @throws AppError `notFound` where they do not any more */
export async function draftSponsorRemoval(actor: Actor, graph: Graph, { organizationId, side, principalId }: { organizationId: string; side: SponsorSide; principalId: string }, into: ToDraft): Promise<{ draftId: string }> {
  const [organization, sponsors] = await Promise.all([getConnectedOrganization(graph, organizationId), readSponsors(graph, [organizationId])]);
  const found = sponsors.find((sponsor) => sponsor.side === side && sponsor.principalId === principalId);
  if (!found) throw new AppError('notFound', `${principalId} is no ${side} sponsor of ${organizationId}`);
  const { organizationId: _of, ...is } = found;
  return addToDraft(actor, into, [
    { kind: 'organizationSponsor', operation: 'delete', objectId: sponsorId(organizationId, side, principalId), base: { organization: { id: organizationId, name: organization.name }, ...is } },
  ]);
}

/** What becomes of externals who lose their last package, in the shape of a draft. */
export async function loadLifecycle(graph: Graph): Promise<WantedOf['settings']> {
  const { action, daysUntilDeleted } = await getExternalLifecycle(graph);
  return { externalUserLifecycleAction: action, daysUntilDeleted };
}

/** Changes what becomes of them, by a draft; after how many days stays as it is where they are not deleted. */
export async function draftLifecycle(actor: Actor, graph: Graph, wanted: { action: 'blockSignInAndDelete'; daysUntilDeleted: number } | { action: 'none' | 'blockSignIn' }, into: ToDraft): Promise<{ draftId: string }> {
  const base = await loadLifecycle(graph);
  const daysUntilDeleted = 'daysUntilDeleted' in wanted ? wanted.daysUntilDeleted : base.daysUntilDeleted;
  return addToDraft(actor, into, [{ kind: 'settings', operation: 'update', objectId: SETTINGS_ID, base, wanted: { externalUserLifecycleAction: wanted.action, daysUntilDeleted } }]);
}
