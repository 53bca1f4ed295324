import 'server-only';
import { findGroups } from '@/lib/directory/directory';
import { listAccountableOwners } from '@/lib/db/accountable-owners';
import { listStandingApprovals } from '@/lib/db/resource-approvals';
import { getCatalog, listCatalogs } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { listResources } from '@/lib/graph/resources';
import { searchApplications } from '@/lib/graph/service-principals';
import { searchSites } from '@/lib/graph/sites';
import type { AccountableOwner } from './accountable-owner';
import type { Candidate, CatalogDesign, CatalogResource } from './catalog';
import { applicationCandidate, groupCandidate, siteCandidate } from './catalog';
import type { ResourceApproval } from './resource-approval';

export type CatalogView = { catalog: CatalogDesign; resources: { resource: CatalogResource; approval: ResourceApproval | null; owner: AccountableOwner | null }[]; next: string | null };

/** A catalog's page: the catalog with its packages, a page of its resources, and how their owners answered. */
export async function loadCatalogView(graph: Graph, catalogId: string, next: string | null): Promise<CatalogView> {
  const [catalog, page, approvals] = await Promise.all([getCatalog(graph, catalogId), listResources(graph, catalogId, next), listStandingApprovals([catalogId])]);
  const owners = await listAccountableOwners(page.items);
  const ownerOf = ({ originSystem, originId }: CatalogResource) => owners.find((known) => known.originSystem === originSystem && known.originId === originId) ?? null;
  return { catalog, resources: page.items.map((resource) => ({ resource, approval: approvals.find((known) => known.resourceId === resource.id) ?? null, owner: ownerOf(resource) })), next: page.next };
}

/** A page of the catalogs whose name has the text in it. */
export async function loadCatalogs(graph: Graph, filter: { text: string; next: string | null }): ReturnType<typeof listCatalogs> {
  return listCatalogs(graph, filter);
}

/** One catalog with its packages, without its resources. @throws AppError `notFound` */
export async function loadCatalog(graph: Graph, catalogId: string): Promise<CatalogDesign> {
  return getCatalog(graph, catalogId);
}

const CANDIDATES = 25;

/** Groups, applications or sites of the tenant that fit a text, each with what Entra would say to it. */
export async function loadCandidates(graph: Graph, originSystem: Candidate['originSystem'], text: string): Promise<Candidate[]> {
  switch (originSystem) {
    case 'AadGroup':
      return (await findGroups(graph, text, CANDIDATES)).map(groupCandidate);
    case 'AadApplication':
      return (await searchApplications(graph, text.trim(), CANDIDATES)).map(applicationCandidate);
    case 'SharePointOnline':
      return (await searchSites(graph, text.trim(), CANDIDATES)).map(siteCandidate);
  }
}
