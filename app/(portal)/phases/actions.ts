'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { addGroup, addPickedPeople, importList, removeMembers, removeSource, takeInRow } from '@/lib/rollout/change-cohort';
import type { Added, Imported } from '@/lib/rollout/change-cohort';
import { ACCOUNTS, MOST_PICKED } from '@/lib/rollout/cohort';

/** What a pasted list may have; a longer one is uploaded. An action takes 1 MB in all. */
const LONGEST_PASTE = 600_000;

function revalidateCohort(phaseId: string): void {
  revalidatePath(`/phases/${phaseId}`, 'layout');
  revalidatePath('/rollouts', 'layout');
}

export async function addPickedAction(_previous: ActionResult<Added>, form: FormData): Promise<ActionResult<Added>> {
  return runAction(form, {
    name: 'cohort.add',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid(), personId: z.array(z.uuid()).min(1, 'Choose at least one person.').max(MOST_PICKED) }),
    run: async (admin, { phaseId, personId }) => {
      const added = await addPickedPeople(admin, phaseId, personId);
      revalidateCohort(phaseId);
      return added;
    },
  });
}

export async function addGroupAction(_previous: ActionResult<Added>, form: FormData): Promise<ActionResult<Added>> {
  return runAction(form, {
    name: 'cohort.add',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid(), groupId: z.uuid('Choose a group.') }),
    run: async (admin, { phaseId, groupId }) => {
      const added = await addGroup(admin, phaseId, groupId);
      revalidateCohort(phaseId);
      return added;
    },
  });
}

export async function importPastedAction(_previous: ActionResult<Imported>, form: FormData): Promise<ActionResult<Imported>> {
  return runAction(form, {
    name: 'cohort.import',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid(), label: z.string().trim().max(120).default(''), list: z.string().min(1, 'Paste at least one user principal name.').max(LONGEST_PASTE, 'This is too long to paste. Upload it as a file.') }),
    run: async (admin, { phaseId, label, list }) => {
      const imported = await importList(admin, phaseId, { label: label || 'Pasted list', text: list });
      revalidateCohort(phaseId);
      return imported;
    },
  });
}

export async function takeInAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'cohort.add',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid(), sourceId: z.uuid(), line: z.coerce.number().int().positive() }),
    run: async (admin, { phaseId, sourceId, line }) => {
      await takeInRow(admin, phaseId, sourceId, line);
      revalidateCohort(phaseId);
      return null;
    },
  });
}

/** Those chosen, or everybody on all pages of what the list was filtered to. */
const Removal = z.object({
  phaseId: z.uuid(),
  personId: z.array(z.uuid()).max(1000).default([]),
  personIdAll: z.literal('true').optional(),
  q: z.string().max(200).optional(),
  source: z.union([z.literal(''), z.uuid()]).optional(),
  department: z.string().max(200).optional(),
  account: z.enum(['', ...ACCOUNTS]).optional(),
});

export async function removeMembersAction(_previous: ActionResult<{ removed: number }>, form: FormData): Promise<ActionResult<{ removed: number }>> {
  return runAction(form, {
    name: 'cohort.remove',
    role: 'Rollout.Admin',
    input: Removal,
    run: async (admin, { phaseId, personId, personIdAll, q, source, department, account }) => {
      const filter = { ...(q ? { text: q } : {}), ...(source ? { sourceId: source } : {}), ...(department ? { department } : {}), ...(account ? { account } : {}) };
      const removed = await removeMembers(admin, phaseId, personIdAll ? filter : personId);
      revalidateCohort(phaseId);
      return removed;
    },
  });
}

export async function removeSourceAction(_previous: ActionResult<{ removed: number }>, form: FormData): Promise<ActionResult<{ removed: number }>> {
  return runAction(form, {
    name: 'cohort.remove',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid(), sourceId: z.uuid() }),
    run: async (admin, { phaseId, sourceId }) => {
      const removed = await removeSource(admin, phaseId, sourceId);
      revalidateCohort(phaseId);
      return removed;
    },
  });
}
