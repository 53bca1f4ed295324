import 'server-only';
import { findDraftSheet } from '@/lib/db/draft-sheets';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { listDraftChanges } from '@/lib/db/drafts';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign } from '@/lib/graph/packages';
import { madeBy } from '../review-draft';

export type UntouchedPolicies = { /** Null where the sheet is gone. */ sheetId: string | null; packages: { id: string; name: string; catalogName: string; policies: { id: string; name: string }[] }[] };

/**
 * What the packages of a sheet have in the tenant now beside the policies that it speaks of, and a draft made of the whole sheet
 * leaves as it is; null where a draft is none.
 * @throws AppError Graph's own
 */
export async function loadUntouched(graph: Graph, draftId: string): Promise<UntouchedPolicies | null> {
  const sheet = await findDraftSheet(draftId);
  if (!sheet) return null;
  const [changes, steps] = await Promise.all([listDraftChanges(draftId), listDraftSteps(draftId)]);
  // Whatever else has come into the draft since: what it touches, takes away or has made is told among what would be done.
  const touched = new Set([...changes.flatMap(({ objectId }) => objectId ?? []), ...[...madeBy(steps).values()].map(({ objectId }) => objectId)]);
  const gone = new Set(changes.flatMap(({ kind, operation, objectId }) => (kind === 'package' && operation === 'delete' && objectId ? [objectId] : [])));
  const packages = sheet.packages.filter(({ id }) => !gone.has(id));
  const designs = await loadPackageDesign(graph, packages.map(({ id }) => id));
  const found = packages.flatMap(({ id, policies: spokenOf }) => {
    const design = designs.get(id);
    const policies = design?.policies.filter((policy) => !spokenOf.includes(policy.id) && !touched.has(policy.id)).map((policy) => ({ id: policy.id, name: policy.name })) ?? [];
    return design && policies.length > 0 ? [{ id, name: design.name, catalogName: design.catalogName, policies }] : [];
  });
  return { sheetId: sheet.sheetId, packages: found };
}
