import 'server-only';
import type { WantedOf } from '@/lib/authoring/draft';
import type { Json } from '@/lib/authoring/policy-document';
import { AppError } from '@/lib/errors';
import { readLists } from './batch-reads';
import type { Graph, Page } from './client';

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

/** Who vouches for an organisation's people: of the tenant's own, and of its guests. People and groups, by name. */
export type Sponsors = { internal: { id: string; name: string }[]; external: { id: string; name: string }[] };

/** @throws AppError `notFound` (connectedorganization-list-internalsponsors, -externalsponsors) */
export async function readSponsors(graph: Graph, organizationId: string): Promise<Sponsors> {
  const lists = await readLists<{ id?: string; displayName?: string | null }>(graph, [
    { id: 'internal', operation: `GET ${ORGANIZATIONS}/{id}/internalSponsors`, path: { id: organizationId } },
    { id: 'external', operation: `GET ${ORGANIZATIONS}/{id}/externalSponsors`, path: { id: organizationId } },
  ], []);
  const named = (kind: keyof Sponsors): Sponsors['internal'] => (lists.get(kind) ?? []).flatMap(({ id, displayName }) => (id ? [{ id, name: displayName ?? id }] : []));
  return { internal: named('internal'), external: named('external') };
}
