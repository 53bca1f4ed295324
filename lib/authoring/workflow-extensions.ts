import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError, isAppError, orNotKnown } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph, Page } from '@/lib/graph/client';
import { loadPackageDesign } from '@/lib/graph/packages';
import { readWholePolicies } from '@/lib/graph/policy-documents';
import { listWorkflowExtensions, pageWorkflowExtensions } from '@/lib/graph/workflow-extensions';
import type { WorkflowExtension } from '@/lib/graph/workflow-extensions';
import type { CatalogDesign } from './catalog';
import { addToDraft } from './edit-draft';
import type { ToDraft } from './edit-draft';
import { extensionSaid } from './extension-form';
import type { ExtensionForm } from './extension-form';
import { orNotYetVisible } from './made-lately';
import { isObject } from './policy-document';
import type { Json } from './policy-document';
import { extensionsIn, subjectsIn } from './policy-subject';

/** A policy that calls an extension, and at which stages. */
export type ExtensionUse = { packageId: string; packageName: string; policyId: string; policyName: string; stages: string[] };

export type ExtensionsView = Page<WorkflowExtension> & { catalog: CatalogDesign };

/** A page of what policies of a catalog can call. @throws AppError `notFound` */
export async function loadExtensions(graph: Graph, catalogId: string, next: string | null): Promise<ExtensionsView> {
  const [catalog, page] = await orNotYetVisible({ kind: 'catalog', id: catalogId }, Promise.all([getCatalog(graph, catalogId), pageWorkflowExtensions(graph, catalogId, next)]));
  return { ...page, catalog };
}

export type ExtensionView = { catalog: CatalogDesign; extension: WorkflowExtension };

/** One of them. @throws AppError `notFound` */
export async function loadExtension(graph: Graph, catalogId: string, extensionId: string): Promise<ExtensionView> {
  const [catalog, extension] = await orNotYetVisible({ kind: 'workflowExtension', id: extensionId }, Promise.all([getCatalog(graph, catalogId), getExtension(graph, catalogId, extensionId)]));
  return { catalog, extension };
}

async function getExtension(graph: Graph, catalogId: string, extensionId: string): Promise<WorkflowExtension> {
  const found = (await listWorkflowExtensions(graph, catalogId)).find(({ id }) => id.toLowerCase() === extensionId.toLowerCase());
  if (!found) throw new AppError('notFound', `catalog ${catalogId} has no custom extension ${extensionId}`);
  return found;
}

/** Which policies call extensions, by extension in small letters, or why that is not known. */
export type ExtensionUses = { by: ReadonlyMap<string, ExtensionUse[]>; why: null } | { by: null; why: string };

/**
 * Which policies of a catalog call its extensions. Every policy is read for it, so that no page waits for it before it stands,
 * nor fails with it.
 */
export async function loadUses(graph: Graph, catalog: CatalogDesign): Promise<ExtensionUses> {
  try {
    return { by: await readUses(graph, catalog), why: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { by: null, why: error.sentence };
  }
}

async function readUses(graph: Graph, catalog: CatalogDesign): Promise<Map<string, ExtensionUse[]>> {
  const designs = await loadPackageDesign(graph, catalog.packages.map(({ id }) => id));
  const policies = await readWholePolicies(graph, [...designs.values()].flatMap((design) => design.policies.map(({ id }) => id)));
  const uses = new Map<string, ExtensionUse[]>();
  for (const { id: policyId, packageId, document } of policies) {
    const policyName = typeof document.displayName === 'string' ? document.displayName : policyId;
    for (const extensionId of new Set(extensionsIn(document).map((id) => id.toLowerCase()))) {
      const stages = subjectsIn(document.customExtensionStageSettings).flatMap(({ stage, customExtension }) => (idIn(customExtension) === extensionId && typeof stage === 'string' ? [stage] : []));
      uses.set(extensionId, [...(uses.get(extensionId) ?? []), { packageId, packageName: designs.get(packageId)?.name ?? packageId, policyId, policyName, stages }]);
    }
  }
  return uses;
}

const idIn = (value: Json | undefined): string | null => (isObject(value) && typeof value.id === 'string' ? value.id.toLowerCase() : null);

/** Has a catalog's policies able to call a logic app, by a draft. @throws AppError `invalid` naming the fields; `notFound` */
export async function draftExtension(actor: Actor, graph: Graph, catalogId: string, form: ExtensionForm, into: ToDraft): Promise<{ draftId: string }> {
  const { id, name } = await getCatalog(graph, catalogId);
  return addToDraft(actor, into, [{ kind: 'workflowExtension', operation: 'create', wanted: extensionSaid(form, { id, name }, null) }]);
}

/**
 * Changes an extension.
 * @param seen what it was when it was looked at: what others changed since stays, or is a conflict
 * @throws AppError `invalid` naming the fields; `notFound`; `conflict` where it holds what this version would lose
 */
export async function draftExtensionChange(actor: Actor, graph: Graph, catalogId: string, extensionId: string, { seen, form }: { seen: ExtensionForm; form: ExtensionForm }, into: ToDraft): Promise<{ draftId: string }> {
  const [catalog, { id, is, name, unknown }] = await Promise.all([getCatalog(graph, catalogId), getExtension(graph, catalogId, extensionId)]);
  if (unknown.length > 0) throw new AppError('conflict', `extension ${id} has ${unknown.join(', ')}`, { say: `The custom extension “${name}” holds something that this version does not know (${unknown.join(', ')}) and would lose. Change it in Microsoft Entra.` });
  const inCatalog = { id: catalog.id, name: catalog.name };
  const base = extensionSaid(seen, inCatalog, { ...is, catalog: inCatalog });
  return addToDraft(actor, into, [{ kind: 'workflowExtension', operation: 'update', objectId: id, base, wanted: extensionSaid(form, inCatalog, base) }]);
}

/** Deletes an extension. @throws AppError `notFound`; `conflict` while policies call it, with the first of them */
export async function draftExtensionRemoval(actor: Actor, graph: Graph, catalogId: string, extensionId: string, into: ToDraft): Promise<{ draftId: string }> {
  const { catalog, extension: { id, is } } = await loadExtension(graph, catalogId, extensionId);
  const [first, ...others] = (await orNotKnown(readUses(graph, catalog)))?.get(id.toLowerCase()) ?? [];
  if (first) throw new AppError('conflict', `${extensionId} is called by ${others.length + 1} policies`, { say: `“${first.policyName}” of “${first.packageName}”${others.length > 0 ? ` and ${others.length} more call it` : ' calls it'}. Take it out of ${others.length > 0 ? 'them' : 'it'} first.` });
  return addToDraft(actor, into, [{ kind: 'workflowExtension', operation: 'delete', objectId: id, base: { ...is, catalog: { id: catalog.id, name: catalog.name } } }]);
}
