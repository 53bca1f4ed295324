import 'server-only';
import type { PackageRequest } from '@/lib/authoring/assignment';
import type { Graph, Page } from './client';
import { odataText } from './client';

type GraphRequest = {
  id?: string;
  requestType?: string | null;
  state?: string | null;
  status?: string | null;
  createdDateTime?: string | null;
  justification?: string | null;
  requestor?: { objectId?: string | null; displayName?: string | null; email?: string | null } | null;
  assignment?: { target?: { objectId?: string | null; displayName?: string | null } | null } | null;
};

/** A page of a package's requests, finished ones among them, as its page shows them (assignmentrequests-list). */
export async function listPackageRequests(graph: Graph, packageId: string, next: string | null): Promise<Page<PackageRequest>> {
  const page = await graph.page<GraphRequest>('GET /identityGovernance/entitlementManagement/assignmentRequests', {
    query: { $filter: `accessPackage/id eq ${odataText(packageId)}`, $expand: 'accessPackage,requestor,assignment($expand=target)' },
    next,
  });
  return { ...page, items: page.items.map(toRequest) };
}

function toRequest(item: GraphRequest): PackageRequest {
  // An administrator's request is for the target; the requestor is who sent it, or the target again.
  const person = item.assignment?.target ?? item.requestor;
  return {
    id: item.id ?? '',
    personId: person?.objectId ?? '',
    personName: person?.displayName ?? item.requestor?.email ?? '',
    requestType: item.requestType ?? '',
    state: item.state ?? '',
    status: item.status ?? '',
    createdAt: item.createdDateTime ?? null,
    justification: item.justification ?? '',
  };
}
