import 'server-only';
import type { Graph } from './client';

/** Every group somebody is in, nested ones too, by id (user-list-transitivememberof). @throws AppError Graph's own */
export async function groupsAround(graph: Graph, personId: string): Promise<Map<string, string>> {
  const groups = new Map<string, string>();
  for await (const items of graph.pages<{ '@odata.type'?: string; id?: string; displayName?: string | null }>('GET /users/{id}/transitiveMemberOf', { path: { id: personId }, query: { $select: 'id,displayName', $top: 999 } })) {
    for (const { '@odata.type': type, id, displayName } of items) if (id && type === '#microsoft.graph.group') groups.set(id, displayName ?? id);
  }
  return groups;
}

/** Who answers for somebody, people and groups (user-list-sponsors). @throws AppError Graph's own */
export async function sponsorsOf(graph: Graph, personId: string): Promise<{ id: string; name: string }[]> {
  const sponsors: { id: string; name: string }[] = [];
  for await (const items of graph.pages<{ id?: string; displayName?: string | null }>('GET /users/{id}/sponsors', { path: { id: personId } })) for (const { id, displayName } of items) if (id && displayName) sponsors.push({ id, name: displayName });
  return sponsors;
}
