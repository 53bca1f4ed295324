'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { draftIncompatibilities } from '@/lib/authoring/draft-incompatibility';
import { graphFor } from '@/lib/graph/graph-for';

/** More than the cells of some pages hold. */
const MOST_WISHES = 1000;

const Wish = z.object({ packageId: z.uuid(), kind: z.enum(['package', 'group']), otherId: z.uuid(), apart: z.boolean() }).refine(({ packageId, otherId }) => packageId !== otherId, 'A package cannot be kept apart from itself.');

const Wishes = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'The changes did not arrive whole. Reload the page.' });
      return z.NEVER;
    }
  })
  .pipe(z.array(Wish).min(1, 'Change something first.').max(MOST_WISHES, `At most ${MOST_WISHES} changes at once.`));

const Input = z.object({ draftId: z.union([z.uuid(), z.literal('new')]), newName: z.string().trim().max(120).optional(), wishes: Wishes });

/** Takes what shall be kept apart, or not any more, into a draft. */
export async function draftIncompatibilitiesAction(_previous: ActionResult<{ draftId: string }>, form: FormData): Promise<ActionResult<{ draftId: string }>> {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: Input,
    run: async (admin, { draftId: to, newName, wishes }) => {
      const { draftId } = await draftIncompatibilities(admin, graphFor(admin), to === 'new' ? { newName: newName ? newName : 'Incompatible packages' } : { draftId: to }, wishes);
      revalidatePath('/drafts', 'layout');
      revalidatePath('/packages', 'layout');
      return { draftId };
    },
  });
}
