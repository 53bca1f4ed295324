'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { holdDirectory, purgeMirror, refreshNow } from '@/lib/directory/keep-mirror';

const Nothing = z.object({});
type Done = Record<string, never>;

/** Holds the people in scope, or the whole directory, from now on. Admins. */
export async function holdMirrorAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'mirror.hold',
    role: 'Rollout.Admin',
    input: z.object({ scope: z.enum(['inScope', 'wholeTenant']) }),
    run: async (admin, { scope }) => {
      await holdDirectory(admin, scope);
      revalidatePath('/settings');
      return {};
    },
  });
}

/** Reads what changed in the directory now. Admins. */
export async function refreshMirrorAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'mirror.refresh',
    role: 'Rollout.Admin',
    input: Nothing,
    run: async (admin) => {
      await refreshNow(admin);
      revalidatePath('/settings');
      return {};
    },
  });
}

/** Forgets the copy of the directory. Admins. */
export async function purgeMirrorAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'mirror.purge',
    role: 'Rollout.Admin',
    input: Nothing,
    run: async (admin) => {
      await purgeMirror(admin);
      revalidatePath('/settings');
      return {};
    },
  });
}
