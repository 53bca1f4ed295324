import 'server-only';
import type { Graph } from './client';
import { odataText } from './client';

type GraphEligibility = { accessId?: string | null; principalId?: string | null };

/**
 * Who may become a member or owner of a group under Privileged Identity Management, by id, page by page; groups that are
 * eligible stand among people (privilegedaccessgroup-list-eligibilityschedules, which asks for the group).
 */
export async function* eligibleFor(graph: Graph, groupId: string, as: 'member' | 'owner'): AsyncGenerator<string[]> {
  for await (const items of graph.pages<GraphEligibility>('GET /identityGovernance/privilegedAccess/group/eligibilitySchedules', { query: { $filter: `groupId eq ${odataText(groupId)}`, $select: 'accessId,principalId' } })) {
    yield items.flatMap(({ accessId, principalId }) => (principalId && accessId === as ? [principalId] : []));
  }
}
