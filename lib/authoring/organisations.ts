import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError } from '@/lib/errors';
import type { Graph, Page } from '@/lib/graph/client';
import { getConnectedOrganization, pageConnectedOrganizations, readSponsors } from '@/lib/graph/connected-organizations';
import type { ConnectedOrganization, Sponsors } from '@/lib/graph/connected-organizations';
import { getExternalLifecycle } from '@/lib/graph/governance-settings';
import { packagesWithPolicies } from '@/lib/graph/packages';
import type { WantedOf } from './draft';
import { SETTINGS_ID } from './draft';
import { addToDraft } from './edit-draft';
import type { ToDraft } from './edit-draft';

export type { ConnectedOrganization } from '@/lib/graph/connected-organizations';

/** A page of the organisations whose people policies may let in. */
export async function loadOrganizations(graph: Graph, next: string | null): Promise<Page<ConnectedOrganization>> {
  return pageConnectedOrganizations(graph, next);
}

/** A policy that names an organisation, with its package. */
export type NamingPolicy = { packageId: string; packageName: string; policyName: string };

export type OrganizationView = { organization: ConnectedOrganization; sponsors: Sponsors; naming: NamingPolicy[] };

/** An organisation with who vouches for its people, and the policies that let them in. @throws AppError `notFound` */
export async function loadOrganization(graph: Graph, id: string): Promise<OrganizationView> {
  const [organization, sponsors, naming] = await Promise.all([getConnectedOrganization(graph, id), readSponsors(graph, id), policiesNaming(graph, id)]);
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

/** Changes an organisation as it is now; who belongs to it stays. @throws AppError `notFound` */
export async function draftOrganizationChange(actor: Actor, graph: Graph, organizationId: string, wanted: WantedOrganization, into: ToDraft): Promise<{ draftId: string }> {
  const { id, ...base } = await getConnectedOrganization(graph, organizationId);
  return addToDraft(actor, into, [{ kind: 'connectedOrganization', operation: 'update', objectId: id, base, wanted: { ...base, ...wanted } }]);
}

/** Disconnects an organisation. @throws AppError `notFound`; `conflict` while policies name it, with the first of them */
export async function draftDisconnection(actor: Actor, graph: Graph, organizationId: string, into: ToDraft): Promise<{ draftId: string }> {
  const { organization: { id, ...base }, naming } = await loadOrganization(graph, organizationId);
  const [first] = naming;
  if (first) throw new AppError('conflict', `${organizationId} is named by ${naming.length} policies`, { say: `“${first.policyName}” of “${first.packageName}”${naming.length > 1 ? ` and ${naming.length - 1} more name it` : ' names it'}. Change ${naming.length > 1 ? 'them' : 'it'} first.` });
  return addToDraft(actor, into, [{ kind: 'connectedOrganization', operation: 'delete', objectId: id, base }]);
}

/** What becomes of externals who lose their last package, in the shape of a draft. */
export async function loadLifecycle(graph: Graph): Promise<WantedOf['settings']> {
  const { action, daysUntilDeleted } = await getExternalLifecycle(graph);
  return { externalUserLifecycleAction: action, daysUntilDeleted };
}

/** Changes what becomes of them, by a draft. */
export async function draftLifecycle(actor: Actor, graph: Graph, wanted: WantedOf['settings'], into: ToDraft): Promise<{ draftId: string }> {
  return addToDraft(actor, into, [{ kind: 'settings', operation: 'update', objectId: SETTINGS_ID, base: await loadLifecycle(graph), wanted }]);
}
