'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { draftPolicy, policyObject, requirePolicy } from '@/lib/authoring/draft-policy';
import { saveDraftedPolicy } from '@/lib/authoring/edit-drafted-policy';
import type { SavedPolicy } from '@/lib/authoring/edit-drafted-policy';
import { loadPackage } from '@/lib/authoring/package-view';
import { loadWholePolicy } from '@/lib/authoring/policy-editor-view';
import { graphFor } from '@/lib/graph/graph-for';
import { IntoDraft, leadToDraft, targetOf } from '../../drafts/into-draft';
import { DocumentField, PolicyFormField } from './form-schema';

const Key = z.string().min(1).max(100);

const SavePolicy = IntoDraft.extend({ packageId: z.uuid(), policyId: z.union([z.uuid(), z.literal('')]), form: PolicyFormField, base: DocumentField });

/** Takes a new or changed policy of a package of the tenant into a draft. */
export async function savePolicyAction(_previous: ActionResult<SavedPolicy>, form: FormData): Promise<ActionResult<SavedPolicy>> {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: SavePolicy,
    run: async (admin, { packageId, policyId, ...typed }) => {
      const wantedDocument = requirePolicy(typed.form, typed.base);
      const design = await loadPackage(graphFor(admin), packageId);
      const wanted = policyObject(packageId, design.name, wantedDocument);
      const drafted = await draftPolicy(admin, targetOf(typed, `Policy of ${design.name}`), policyId ? { kind: 'policy', operation: 'update', objectId: policyId, base: policyObject(packageId, design.name, typed.base), wanted } : { kind: 'policy', operation: 'create', wanted });
      return leadToDraft(drafted, typed);
    },
  });
}

const SaveDrafted = z.object({ draftId: z.uuid(), key: z.union([Key, z.literal('')]), packageKey: z.union([Key, z.literal('')]), version: z.coerce.number().int().min(0), form: PolicyFormField, base: DocumentField });

/** Puts another wish in place of a draft's policy, or adds one to a package that the draft makes. */
export async function saveDraftedPolicyAction(_previous: ActionResult<SavedPolicy>, form: FormData): Promise<ActionResult<SavedPolicy>> {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: SaveDrafted,
    run: async (admin, { draftId, key, packageKey, version, ...typed }) => {
      const document = requirePolicy(typed.form, typed.base);
      const saved = await saveDraftedPolicy(admin, draftId, key ? { key, version, seen: typed.base } : { packageKey }, document);
      if (!saved.saved) return saved;
      revalidatePath(`/drafts/${draftId}`, 'layout');
      redirect(`/drafts/${draftId}`);
    },
  });
}

const DeletePolicy = IntoDraft.extend({ packageId: z.uuid(), policyId: z.uuid() });

/** Takes the deletion of a policy into a draft; whether it can be deleted is told when the draft is reviewed, and on the page before. */
export async function deletePolicyAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: DeletePolicy,
    run: async (admin, { packageId, policyId, ...to }) => {
      const graph = graphFor(admin);
      const [design, document] = await Promise.all([loadPackage(graph, packageId), loadWholePolicy(graph, packageId, policyId)]);
      const drafted = await draftPolicy(admin, targetOf(to, `Policy of ${design.name}`), { kind: 'policy', operation: 'delete', objectId: policyId, base: policyObject(packageId, design.name, document) });
      return leadToDraft(drafted, to);
    },
  });
}
