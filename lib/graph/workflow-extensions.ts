import 'server-only';
import type { WantedOf } from '@/lib/authoring/draft';
import type { Json } from '@/lib/authoring/policy-document';
import { AppError } from '@/lib/errors';
import { readLists } from './batch-reads';
import type { BatchCall, Graph, Page } from './client';
import { extensionOf } from './workflow-extension-body';

const LIST = 'GET /identityGovernance/entitlementManagement/catalogs/{id}/customWorkflowExtensions';

/** An extension of a catalog that its policies may call; `type` is Graph's, `unknown` what it holds that this version does not know. */
export type WorkflowExtension = { id: string; name: string; type: string; is: WantedOf['workflowExtension']; unknown: string[] };

/** What the catalogs have, in batches; of one that is gone nothing. */
export async function readWorkflowExtensions(graph: Graph, catalogIds: readonly string[]): Promise<WorkflowExtension[]> {
  const lists = await readLists<GraphExtension>(graph, [...new Set(catalogIds)].map((id): BatchCall => ({ id, operation: LIST, path: { id } })), [404]);
  return [...lists].flatMap(([catalogId, list]) => (list ?? []).map((each) => toExtension(catalogId, each)));
}

type GraphExtension = { [name: string]: Json };

/** https://learn.microsoft.com/graph/api/accesspackagecatalog-list-accesspackagecustomworkflowextensions */
export async function listWorkflowExtensions(graph: Graph, catalogId: string): Promise<WorkflowExtension[]> {
  const extensions: WorkflowExtension[] = [];
  for await (const items of graph.pages<GraphExtension>(LIST, { path: { id: catalogId } })) extensions.push(...items.map((each) => toExtension(catalogId, each)));
  return extensions;
}

/** A page of them. */
export async function pageWorkflowExtensions(graph: Graph, catalogId: string, next: string | null): Promise<Page<WorkflowExtension>> {
  const page = await graph.page<GraphExtension>(LIST, { path: { id: catalogId }, next });
  return { ...page, items: page.items.map((each) => toExtension(catalogId, each)) };
}

function toExtension(catalogId: string, answer: GraphExtension): WorkflowExtension {
  const { id, displayName, '@odata.type': type } = answer;
  if (typeof id !== 'string') throw new AppError('internal', `Graph gave a custom extension of ${catalogId} without id`);
  const { is, unknown } = extensionOf(answer);
  return { id, name: typeof displayName === 'string' ? displayName : id, type: typeof type === 'string' ? type : '', is: { catalog: { id: catalogId }, ...is }, unknown };
}
