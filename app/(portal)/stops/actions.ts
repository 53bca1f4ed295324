'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { Reason } from '@/lib/form';
import { goOnCancelling, liftEmergencyStop, stopEverything } from '@/lib/rollout/emergency-stop';

// A word is enough: asking for more would take longer than the harm.
const Pressed = z.object({ reason: z.string().trim().min(1, 'One word is enough.').max(1000) });

/** Stops everything the portal does to the tenant. Admins. */
export async function stopEverythingAction(_previous: ActionResult<{ stopId: string }>, form: FormData): Promise<ActionResult<{ stopId: string }>> {
  return runAction(form, {
    name: 'stop.press',
    role: 'Rollout.Admin',
    input: Pressed,
    run: async (admin, { reason }) => {
      const answer = await stopEverything(admin, reason);
      revalidatePath('/', 'layout');
      return answer;
    },
  });
}

const Waiting = z.object({ stopId: z.uuid() });

/** Lets the cancelling, which waits for a sign-in or a role, go on in the name of whoever asks. Admins. */
export async function goOnCancellingAction(_previous: ActionResult<{ stopId: string }>, form: FormData): Promise<ActionResult<{ stopId: string }>> {
  return runAction(form, {
    name: 'job.takeOver',
    role: 'Rollout.Admin',
    input: Waiting,
    run: async (admin, { stopId }) => {
      await goOnCancelling(admin, stopId);
      revalidatePath('/', 'layout');
      return { stopId };
    },
  });
}

const Lifted = z.object({ stopId: z.uuid(), reason: Reason });

/** Lets the portal write again; each run goes on by a word of its own. Admins. */
export async function liftStopAction(_previous: ActionResult<{ stopId: string }>, form: FormData): Promise<ActionResult<{ stopId: string }>> {
  return runAction(form, {
    name: 'stop.lift',
    role: 'Rollout.Admin',
    input: Lifted,
    run: async (admin, { stopId, reason }) => {
      await liftEmergencyStop(admin, stopId, reason);
      revalidatePath('/', 'layout');
      return { stopId };
    },
  });
}
