'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { isObjectId } from '@/lib/directory/object-id';
import { draftIncompatibilities } from '@/lib/authoring/draft-incompatibility';
import { graphFor } from '@/lib/graph/graph-for';
import { IntoDraft, targetOf } from '../../drafts/into-draft';
import { jsonField } from '../../json-field';

/** More than the cells of some pages hold. */
const MOST_WISHES = 1000;

/** An id of the tenant, or the key of a package that the draft makes. */
const SubjectId = z.string().min(1).max(100);

const Wish = z.object({ packageId: SubjectId, kind: z.enum(['package', 'group']), otherId: SubjectId, apart: z.boolean() }).refine(({ packageId, otherId }) => packageId !== otherId, 'A package cannot be kept apart from itself.').refine(({ kind, otherId }) => kind === 'package' || isObjectId(otherId), 'A group is named by its id.');

const Wishes = jsonField(z.array(Wish).min(1, 'Change something first.').max(MOST_WISHES, `At most ${MOST_WISHES} changes at once.`), 'The changes did not arrive whole. Reload the page.');

const Input = IntoDraft.extend({ wishes: Wishes });

/** Takes what shall be kept apart, or not any more, into a draft. */
export async function draftIncompatibilitiesAction(_previous: ActionResult<{ draftId: string }>, form: FormData): Promise<ActionResult<{ draftId: string }>> {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: Input,
    run: async (admin, { wishes, ...into }) => {
      const { draftId } = await draftIncompatibilities(admin, graphFor(admin), targetOf(into, 'Incompatible packages'), wishes);
      revalidatePath('/drafts', 'layout');
      revalidatePath('/packages', 'layout');
      return { draftId };
    },
  });
}
