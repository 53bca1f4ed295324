'use server';

import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { draftAdministrator, draftRoleRemoval } from '@/lib/authoring/administrators';
import { CATALOG_ROLES } from '@/lib/authoring/catalog-roles';
import { graphFor } from '@/lib/graph/graph-for';
import { IntoDraft, leadToDraft, targetOf } from '../../../drafts/into-draft';

const [first, ...others] = CATALOG_ROLES.map(({ id }) => id) as [string, ...string[]];
const Wanted = IntoDraft.extend({ catalogId: z.uuid(), principalId: z.uuid('Choose a person, a group or an application.'), roleId: z.enum([first, ...others]) });

export async function addAdministratorAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: Wanted,
    run: async (admin, { catalogId, principalId, roleId, ...into }) => leadToDraft(await draftAdministrator(admin, graphFor(admin), { catalogId, principalId, roleId }, targetOf(into, 'Administrators')), into),
  });
}

export async function removeAdministratorAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: IntoDraft.extend({ catalogId: z.uuid(), assignmentId: z.string().min(1).max(200) }),
    run: async (admin, { catalogId, assignmentId, ...into }) => leadToDraft(await draftRoleRemoval(admin, graphFor(admin), { catalogId, assignmentId }, targetOf(into, 'Administrators')), into),
  });
}
