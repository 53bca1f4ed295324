'use server';

import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { draftExtension, draftExtensionChange, draftExtensionRemoval } from '@/lib/authoring/workflow-extensions';
import { graphFor } from '@/lib/graph/graph-for';
import { IntoDraft, leadToDraft, seenAs, targetOf } from '../../../drafts/into-draft';

type Done = Promise<ActionResult<null>>;

const text = (most: number) => z.string().trim().max(most, `At most ${most} characters.`).default('');

const Fields = IntoDraft.extend({
  catalogId: z.uuid(),
  name: z.string().trim().min(1, 'Give the custom extension a name.'),
  description: z.string().trim().min(1, 'Say what it is for.'),
  of: z.enum(['request', 'assignment']).default('request'),
  subscriptionId: text(100), resourceGroup: text(200), workflow: text(200),
  signsIn: z.enum(['pop', 'token']), tokenFor: text(200),
  behaviour: z.enum(['continue', 'wait']).default('continue'), waitCount: text(10), waitUnit: z.enum(['minutes', 'hours', 'days']).default('hours'),
  timeout: text(10), retries: text(10),
});

const Seen = z.object({
  name: z.string(), description: z.string(), of: z.enum(['request', 'assignment']), subscriptionId: z.string(), resourceGroup: z.string(), workflow: z.string(), signsIn: z.enum(['pop', 'token']), tokenFor: z.string(),
  behaviour: z.enum(['continue', 'wait']), waitCount: z.string(), waitUnit: z.enum(['minutes', 'hours', 'days']), timeout: z.string(), retries: z.string(),
});

const OfOne = z.object({ catalogId: z.uuid(), extensionId: z.uuid() });

/** Has policies of a catalog able to call a logic app. */
export async function createExtensionAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: Fields,
    run: async (admin, { catalogId, draftId, newName, then, ...wanted }) => leadToDraft(await draftExtension(admin, graphFor(admin), catalogId, wanted, targetOf({ draftId, newName, then }, `Create the custom extension ${wanted.name}`)), { then }),
  });
}

export async function changeExtensionAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: Fields.extend(OfOne.shape).extend({ seen: seenAs(Seen) }),
    run: async (admin, { catalogId, extensionId, seen, draftId, newName, then, ...form }) => leadToDraft(await draftExtensionChange(admin, graphFor(admin), catalogId, extensionId, { seen, form }, targetOf({ draftId, newName, then }, `Change ${form.name}`)), { then }),
  });
}

export async function deleteExtensionAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: IntoDraft.extend(OfOne.shape),
    run: async (admin, { catalogId, extensionId, ...into }) => leadToDraft(await draftExtensionRemoval(admin, graphFor(admin), catalogId, extensionId, targetOf(into, 'Delete a custom extension')), into),
  });
}
