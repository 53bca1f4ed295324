import 'server-only';
import { listAccountableOwners } from '@/lib/db/accountable-owners';
import { findNotAsked } from '@/lib/db/draft-steps';
import { listStandingApprovals } from '@/lib/db/resource-approvals';
import { getCatalog, listCatalogs } from '@/lib/graph/catalogs';
import type { Graph, Page } from '@/lib/graph/client';
import { searchGroups } from '@/lib/graph/groups';
import { searchApplications } from '@/lib/graph/service-principals';
import { searchSites } from '@/lib/graph/sites';
import type { AccountableOwner } from './accountable-owner';
import type { Candidate, CatalogDesign, CatalogResource } from './catalog';
import { applicationCandidate, groupCandidate, siteCandidate } from './catalog';
import { listCatalogResources } from './catalog-resources';
import { orNotYetVisible } from './made-lately';
import type { ResourceApproval } from './resource-approval';

export type CatalogView = { catalog: CatalogDesign; resources: { resource: CatalogResource; approval: ResourceApproval | null; owner: AccountableOwner | null; /** Why nobody was asked about it though somebody should have been; null where somebody was, or should not. */ notAsked: string | null }[]; next: string | null };

/** A catalog's page: the catalog with its packages, a page of its resources, and how their owners answered. */
export async function loadCatalogView(graph: Graph, catalogId: string, next: string | null): Promise<CatalogView> {
  const [catalog, page, approvals] = await orNotYetVisible({ kind: 'catalog', id: catalogId }, Promise.all([getCatalog(graph, catalogId), listCatalogResources(graph, catalogId, next), listStandingApprovals([catalogId])]));
  const [owners, notAsked] = await Promise.all([listAccountableOwners(page.items), findNotAsked(page.items.map(({ id }) => id))]);
  const ownerOf = ({ originSystem, originId }: CatalogResource) => owners.find((known) => known.originSystem === originSystem && known.originId === originId) ?? null;
  const resources = page.items.map((resource) => {
    const approval = approvals.find((known) => known.resourceId === resource.id) ?? null;
    return { resource, approval, owner: ownerOf(resource), notAsked: approval ? null : (notAsked.get(resource.id) ?? null) };
  });
  return { catalog, resources, next: page.next };
}

/** A page of the catalogs whose name has the text in it. */
export async function loadCatalogs(graph: Graph, filter: { text: string; next: string | null }): ReturnType<typeof listCatalogs> {
  return listCatalogs(graph, filter);
}

/** One catalog with its packages, without its resources. @throws AppError `notFound` */
export async function loadCatalog(graph: Graph, catalogId: string): Promise<CatalogDesign> {
  return orNotYetVisible({ kind: 'catalog', id: catalogId }, getCatalog(graph, catalogId));
}

const CANDIDATES = 25;

/** A page of groups, applications or sites of the tenant that fit a text, each with what Entra would say to it. */
export async function loadCandidates(graph: Graph, originSystem: Candidate['originSystem'], text: string, next: string | null): Promise<Page<Candidate>> {
  switch (originSystem) {
    case 'AadGroup':
      return candidatesOf(await searchGroups(graph, text.trim(), CANDIDATES, next), groupCandidate);
    case 'AadApplication':
      return candidatesOf(await searchApplications(graph, text.trim(), CANDIDATES, next), applicationCandidate);
    case 'SharePointOnline':
      return candidatesOf(await searchSites(graph, text.trim(), next), siteCandidate);
  }
}

function candidatesOf<T>(page: Page<T>, toCandidate: (item: T) => Candidate): Page<Candidate> {
  return { ...page, items: page.items.map(toCandidate) };
}
