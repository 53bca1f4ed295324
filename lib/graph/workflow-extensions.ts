import 'server-only';
import type { Graph } from './client';

/** An extension of a catalog that its policies may call. */
export type WorkflowExtension = { id: string; name: string; type: string };

type GraphExtension = { '@odata.type'?: string; id?: string; displayName?: string | null };

/** https://learn.microsoft.com/graph/api/accesspackagecatalog-list-accesspackagecustomworkflowextensions */
export async function listWorkflowExtensions(graph: Graph, catalogId: string): Promise<WorkflowExtension[]> {
  const extensions: WorkflowExtension[] = [];
  for await (const items of graph.pages<GraphExtension>('GET /identityGovernance/entitlementManagement/catalogs/{id}/customWorkflowExtensions', { path: { id: catalogId } })) {
    for (const { id, displayName, '@odata.type': type } of items) if (id) extensions.push({ id, name: displayName ?? id, type: type ?? '' });
  }
  return extensions;
}
