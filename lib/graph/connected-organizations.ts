import 'server-only';
import type { WantedOf } from '@/lib/authoring/draft';
import type { Json } from '@/lib/authoring/policy-document';
import type { Graph } from './client';

type GraphOrganization = { id?: string; displayName?: string | null; description?: string | null; state?: string | null; identitySources?: Json[] | null };

/** All connected organisations (entitlementmanagement-list-connectedorganizations); a tenant has at most 2,500. */
export async function listConnectedOrganizations(graph: Graph): Promise<({ id: string } & WantedOf['connectedOrganization'])[]> {
  const organizations: ({ id: string } & WantedOf['connectedOrganization'])[] = [];
  for await (const items of graph.pages<GraphOrganization>('GET /identityGovernance/entitlementManagement/connectedOrganizations', {})) {
    for (const { id, displayName, description, state, identitySources } of items) {
      if (id) organizations.push({ id, name: displayName ?? '', description: description ?? '', state: state === 'proposed' ? 'proposed' : 'configured', source: identitySources?.[0] ?? null });
    }
  }
  return organizations;
}
