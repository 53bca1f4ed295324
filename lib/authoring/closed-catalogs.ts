import 'server-only';
import { listDraftChanges } from '@/lib/db/drafts';
import { readCatalogs } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { readPackageRows } from '@/lib/graph/packages';
import { isKey } from './draft';
import type { DraftChange, Ref, WantedOf } from './draft';
import type { PolicyDocument } from './policy-document';
import { isOutsideScope } from './policy-form';

/** A policy for people of other organisations, in a catalog that they may not ask from. */
export type ClosedPolicy = { name: string; packageName: string; catalogName: string };

const scopeOf = ({ allowedTargetScope: scope }: PolicyDocument): string => (typeof scope === 'string' ? scope : '');
const idOf = (ref: Ref): string => (isKey(ref) ? ref.key : ref.id);

/**
 * The name of a catalog that people of other organisations may not ask from once these changes are applied; null where they
 * may. By id, or by the key of the change that makes it.
 */
export async function closedCatalogs(graph: Graph, changes: readonly DraftChange[], refs: readonly Ref[]): Promise<Map<string, string | null>> {
  const ids = [...new Set(refs.flatMap((ref) => (isKey(ref) ? [] : [ref.id])))];
  const is = new Map((ids.length > 0 ? await readCatalogs(graph, ids) : []).map(({ id, name, externallyVisible }) => [id, { name, externallyVisible }]));
  for (const { kind, wanted, objectId, key } of changes) if (kind === 'catalog' && wanted) is.set(objectId ?? key, wanted as WantedOf['catalog']);
  return new Map(refs.map((ref) => {
    const catalog = is.get(idOf(ref));
    return [idOf(ref), catalog && !catalog.externallyVisible ? catalog.name : null];
  }));
}

/** Policies that a draft makes or changes for people of other organisations, who could not ask by them. @throws AppError Graph's own */
export async function loadClosedPolicies(graph: Graph, draftId: string): Promise<ClosedPolicy[]> {
  const changes = await listDraftChanges(draftId);
  const policies = changes.flatMap(({ kind, wanted, name }) => (kind === 'policy' && wanted && isOutsideScope(scopeOf((wanted as WantedOf['policy']).document)) ? [{ name, of: (wanted as WantedOf['policy']).package }] : []));
  if (policies.length === 0) return [];
  const rows = await readPackageRows(graph, policies.flatMap(({ of }) => (isKey(of) ? [] : [of.id])));
  const packages = new Map<string, { name: string; catalog: Ref }>([
    ...rows.map(({ id, name, catalogId }) => [id, { name, catalog: { id: catalogId } }] as const),
    ...changes.flatMap(({ kind, key, name, wanted }) => (kind === 'package' && wanted && 'catalog' in wanted ? [[key, { name, catalog: wanted.catalog }] as const] : [])),
  ]);
  const closed = await closedCatalogs(graph, changes, [...packages.values()].map(({ catalog }) => catalog));
  return policies.flatMap(({ name, of }) => {
    const found = packages.get(idOf(of));
    const catalogName = found && closed.get(idOf(found.catalog));
    return found && catalogName ? [{ name, packageName: found.name, catalogName }] : [];
  }).sort((a, b) => a.packageName.localeCompare(b.packageName) || a.name.localeCompare(b.name));
}
