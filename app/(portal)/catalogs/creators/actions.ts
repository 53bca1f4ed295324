'use server';

import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { draftCreator, draftCreatorRemoval } from '@/lib/authoring/administrators';
import { graphFor } from '@/lib/graph/graph-for';
import { IntoDraft, leadToDraft, targetOf } from '../../drafts/into-draft';

const OTHERWISE = 'Who may create catalogs';

export async function addCreatorAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: IntoDraft.extend({ principalId: z.uuid('Choose a person, a group or an application.') }),
    run: async (admin, { principalId, ...into }) => leadToDraft(await draftCreator(admin, graphFor(admin), principalId, targetOf(into, OTHERWISE)), into),
  });
}

export async function removeCreatorAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: IntoDraft.extend({ assignmentId: z.string().min(1).max(200) }),
    run: async (admin, { assignmentId, ...into }) => leadToDraft(await draftCreatorRemoval(admin, graphFor(admin), assignmentId, targetOf(into, OTHERWISE)), into),
  });
}
