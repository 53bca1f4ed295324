import 'server-only';
import { AppError } from '@/lib/errors';
import type { Graph } from './client';

export type Organization = { id: string; name: string; defaultDomain: string };

type GraphOrganization = { id?: string; displayName?: string | null; verifiedDomains?: { name?: string | null; isDefault?: boolean | null }[] };

/** The tenant's own name and default domain (learn.microsoft.com/graph/api/organization-list). */
export async function getOrganization(graph: Graph): Promise<Organization> {
  const { items } = await graph.page<GraphOrganization>('GET /organization', { query: { $select: 'id,displayName,verifiedDomains' } });
  const [organization] = items;
  if (!organization?.id) throw new AppError('internal', 'Graph gave no organization');
  const domains = organization.verifiedDomains ?? [];
  const domain = domains.find((one) => one.isDefault) ?? domains[0];
  return { id: organization.id, name: organization.displayName ?? organization.id, defaultDomain: domain?.name ?? organization.id };
}
