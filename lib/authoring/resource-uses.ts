import 'server-only';
import { findNotAsked } from '@/lib/db/draft-steps';
import { listStandingApprovals } from '@/lib/db/resource-approvals';
import { AppError } from '@/lib/errors';
import { countHeld } from '@/lib/graph/assignments';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign } from '@/lib/graph/packages';
import { findResource } from '@/lib/graph/resources';
import type { AccessFacts } from './access-policy';
import type { CatalogDesign, CatalogResource } from './catalog';
import type { Held } from './plan-draft';
import { readAccessFactsOf } from './read-access-facts';
import type { Origin } from './readiness';
import type { ResourceApproval } from './resource-approval';

/** A package that hands a resource out: which of its roles, and how many people have the package. */
export type ResourceUse = { packageId: string; packageName: string; roles: string[]; held: Held };

export type ResourceUses = { catalog: CatalogDesign; resource: CatalogResource; approval: ResourceApproval | null; /** Why nobody was asked though somebody should have been. */ notAsked: string | null; access: AccessFacts | null; uses: ResourceUse[] };

/** What would have to change before a resource can leave its catalog. Packages of other catalogs cannot hand it out. @throws AppError `notFound` */
export async function loadResourceUses(graph: Graph, catalogId: string, resourceId: string): Promise<ResourceUses> {
  const [catalog, resource, approvals] = await Promise.all([getCatalog(graph, catalogId), findResource(graph, catalogId, { id: resourceId }), listStandingApprovals([catalogId])]);
  if (!resource) throw new AppError('notFound', `no resource ${resourceId} in ${catalogId}`);
  const approval = approvals.find((known) => known.resourceId === resourceId) ?? null;
  const designs = await loadPackageDesign(graph, catalog.packages.map(({ id }) => id));
  const using = [...designs.values()].flatMap(({ id, name, roles }) => {
    const given = roles.filter((role) => role.resourceId === resourceId).map(({ roleName }) => roleName);
    return given.length > 0 ? [{ packageId: id, packageName: name, roles: given.sort() }] : [];
  });
  const [held, access] = await Promise.all([using.length > 0 ? countHeld(graph, using.map(({ packageId }) => packageId)) : new Map<string, Held>(), readAccessFactsOf(graph, resource as Origin)]);
  return { catalog, resource, access, approval, notAsked: approval ? null : ((await findNotAsked([resourceId])).get(resourceId) ?? null), uses: using.map((use) => ({ ...use, held: held.get(use.packageId) ?? { count: 0, failed: 0, more: false } })).sort((a, b) => a.packageName.localeCompare(b.packageName)) };
}
