'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { FieldsSeen } from '@/lib/form';
import type { Kept } from '@/lib/rollout/as-seen';
import { changeOfficeHours, changeSecondAdmin } from '@/lib/rollout/run-settings';

const Hours = z
  .object({ percent: z.coerce.number().int('Whole percent.').min(5).max(100), from: z.coerce.number().int('Whole hours.').min(0).max(23), until: z.coerce.number().int('Whole hours.').min(1).max(24), seen: FieldsSeen })
  .refine(({ from, until }) => from < until, { path: ['until'], error: 'This is not after the beginning.' });

/** When runs use only a part of the tenant's limit. Admins. */
export async function saveOfficeHoursAction(_previous: ActionResult<Kept>, form: FormData): Promise<ActionResult<Kept>> {
  return runAction(form, {
    name: 'settings.officeHours',
    role: 'Rollout.Admin',
    input: Hours,
    run: async (admin, { percent, from, until, seen }) => {
      const kept = await changeOfficeHours(admin, { part: percent / 100, from, until }, seen);
      revalidatePath('/settings/runs');
      return kept;
    },
  });
}

const Above = z.object({ above: z.coerce.number().int('Whole people.').min(1).max(1_000_000), seen: FieldsSeen });

/** Above how many people a run needs a second admin. Admins. */
export async function saveSecondAdminAction(_previous: ActionResult<Kept>, form: FormData): Promise<ActionResult<Kept>> {
  return runAction(form, {
    name: 'settings.secondAdmin',
    role: 'Rollout.Admin',
    input: Above,
    run: async (admin, { above, seen }) => {
      const kept = await changeSecondAdmin(admin, above, seen);
      revalidatePath('/settings/runs');
      return kept;
    },
  });
}
