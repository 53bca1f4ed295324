import 'server-only';
import type { WantedOf } from '@/lib/authoring/draft';
import type { Json } from '@/lib/authoring/policy-document';
import { AppError } from '@/lib/errors';
import { readLists } from './batch-reads';
import type { BatchCall, Graph, Page } from './client';

const ORGANIZATIONS = '/identityGovernance/entitlementManagement/connectedOrganizations';

type GraphOrganization = { id?: string; displayName?: string | null; description?: string | null; state?: string | null; identitySources?: Json[] | null };

export type ConnectedOrganization = { id: string } & WantedOf['connectedOrganization'];

function toOrganization({ id, displayName, description, state, identitySources }: GraphOrganization): ConnectedOrganization {
  if (!id) throw new AppError('internal', 'Graph gave a connected organisation without id');
  return { id, name: displayName ?? '', description: description ?? '', state: state === 'proposed' ? 'proposed' : 'configured', source: identitySources?.[0] ?? null };
}

/** All connected organisations (entitlementmanagement-list-connectedorganizations); a tenant has at most 2,500. */
export async function listConnectedOrganizations(graph: Graph): Promise<ConnectedOrganization[]> {
  const organizations: ConnectedOrganization[] = [];
  for await (const items of graph.pages<GraphOrganization>(`GET ${ORGANIZATIONS}`, {})) organizations.push(...items.map(toOrganization));
  return organizations;
}

/** A page of them. */
export async function pageConnectedOrganizations(graph: Graph, next: string | null): Promise<Page<ConnectedOrganization>> {
  const page = await graph.page<GraphOrganization>(`GET ${ORGANIZATIONS}`, { next });
  return { ...page, items: page.items.map(toOrganization) };
}

/** One of them (connectedorganization-get). @throws AppError `notFound` */
export async function getConnectedOrganization(graph: Graph, id: string): Promise<ConnectedOrganization> {
  return toOrganization(await graph.get<GraphOrganization>(`GET ${ORGANIZATIONS}/{id}`, { path: { id } }));
}

/** Somebody who vouches for an organisation's people. */
export type Sponsor = Omit<WantedOf['organizationSponsor'], 'organization'> & { organizationId: string };

/**
 * Who vouches for the people of these organisations: those of the tenant's own first, then those among its guests.
 * @throws AppError `notFound` (connectedorganization-list-internalsponsors, -externalsponsors)
 */
export async function readSponsors(graph: Graph, organizationIds: readonly string[]): Promise<Sponsor[]> {
  const calls = [...new Set(organizationIds)].flatMap((id): BatchCall[] => [
    { id: `internal ${id}`, operation: `GET ${ORGANIZATIONS}/{id}/internalSponsors`, path: { id } },
    { id: `external ${id}`, operation: `GET ${ORGANIZATIONS}/{id}/externalSponsors`, path: { id } },
  ]);
  const lists = await readLists<{ id?: string; '@odata.type'?: string; displayName?: string | null }>(graph, calls, []);
  return [...lists].flatMap(([call, list]) => (list ?? []).flatMap((each): Sponsor[] => {
    const [side = '', organizationId = ''] = call.split(' ');
    return each.id ? [{ organizationId, side: side === 'external' ? 'external' : 'internal', principalId: each.id, principalName: each.displayName ?? each.id, principalKind: each['@odata.type'] === '#microsoft.graph.group' ? 'group' : 'person' }] : [];
  }));
}
