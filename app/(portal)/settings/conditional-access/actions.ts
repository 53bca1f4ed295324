'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { bringAccessPolicies, removeAccessPolicies } from '@/lib/authoring/keep-access-policies';
import { MOST_EXPORT_TEXT } from '@/lib/authoring/read-access-export';

const Brought = z.object({ text: z.string().trim().min(1, 'Paste the export, or choose a file.').max(MOST_EXPORT_TEXT, 'This is more than an export of one tenant.') });

/** Takes an export of the Conditional Access policies in place of the one before. Admins. */
export async function bringAccessPoliciesAction(_previous: ActionResult<{ policies: number }>, form: FormData): Promise<ActionResult<{ policies: number }>> {
  return runAction(form, {
    name: 'accessExport.bring',
    role: 'Rollout.Admin',
    input: Brought,
    run: async (admin, { text }) => {
      const policies = await bringAccessPolicies(admin, text);
      revalidatePath('/settings', 'layout');
      return { policies };
    },
  });
}

const Removed = z.object({ exportId: z.uuid() });

/** Forgets that export. Admins. */
export async function removeAccessPoliciesAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'accessExport.remove',
    role: 'Rollout.Admin',
    input: Removed,
    run: async (admin, { exportId }) => {
      await removeAccessPolicies(admin, exportId);
      revalidatePath('/settings', 'layout');
      return null;
    },
  });
}
