import 'server-only';
import { readLists } from './batch-reads';
import type { BatchCall, Graph } from './client';

const LIST = 'GET /identityGovernance/entitlementManagement/catalogs/{id}/customWorkflowExtensions';

/** An extension of a catalog that its policies may call. */
export type WorkflowExtension = { id: string; name: string; type: string };

/** What the catalogs have, in batches; of one that is gone nothing. */
export async function readWorkflowExtensions(graph: Graph, catalogIds: readonly string[]): Promise<WorkflowExtension[]> {
  const lists = await readLists<GraphExtension>(graph, catalogIds.map((id): BatchCall => ({ id, operation: LIST, path: { id } })), [404]);
  return [...lists.values()].flatMap((list) => (list ?? []).flatMap(toExtension));
}

type GraphExtension = { '@odata.type'?: string; id?: string; displayName?: string | null };

/** https://learn.microsoft.com/graph/api/accesspackagecatalog-list-accesspackagecustomworkflowextensions */
export async function listWorkflowExtensions(graph: Graph, catalogId: string): Promise<WorkflowExtension[]> {
  const extensions: WorkflowExtension[] = [];
  for await (const items of graph.pages<GraphExtension>(LIST, { path: { id: catalogId } })) extensions.push(...items.flatMap(toExtension));
  return extensions;
}

function toExtension({ id, displayName, '@odata.type': type }: GraphExtension): WorkflowExtension[] {
  return id ? [{ id, name: displayName ?? id, type: type ?? '' }] : [];
}
