import 'server-only';
import type { BatchCall, Graph } from './client';
import { inFilter, MOST_IN_FILTER, readBatches, slices } from './users';

/** Ids of the people in a group and in the groups within it, page by page (learn.microsoft.com/graph/api/group-list-transitivemembers). */
export async function* transitiveMemberIds(graph: Graph, groupId: string): AsyncGenerator<string[]> {
  for await (const items of graph.pages<{ '@odata.type'?: string; id?: string }>('GET /groups/{id}/transitiveMembers', { path: { id: groupId }, query: { $select: 'id', $top: 999 } })) {
    yield items.flatMap((item) => (item.id && (item['@odata.type'] ?? '#microsoft.graph.user') === '#microsoft.graph.user' ? [item.id] : []));
  }
}

/** Those of these groups that tell nobody their members; they answer as if nobody were in them. */
export async function hiddenGroupsAmong(graph: Graph, ids: readonly string[]): Promise<Set<string>> {
  const calls = slices([...new Set(ids)], MOST_IN_FILTER).map((slice, index): BatchCall => ({ id: String(index), operation: 'GET /groups', query: { $filter: inFilter('id', slice), $select: 'id,visibility', $top: 999 } }));
  return new Set((await readBatches<{ id?: string; visibility?: string | null }>(graph, calls)).flatMap(({ id, visibility }) => (id && visibility === 'HiddenMembership' ? [id] : [])));
}
