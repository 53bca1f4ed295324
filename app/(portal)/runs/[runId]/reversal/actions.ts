'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import { REVERSAL_CHOICES } from '@/lib/rollout/reversal';
import { finishReversal, goOnReversing, startReversal } from '@/lib/rollout/start-reversal';

const Rehearse = z.object({ runId: z.string().min(1).max(64), choice: z.enum(REVERSAL_CHOICES), sites: z.literal('on').optional() });

/** Computes what taking back a run would do today; changes nothing. */
export async function rehearseReversalAction(_previous: ActionResult<{ number: number }>, form: FormData): Promise<ActionResult<{ number: number }>> {
  return runAction(form, {
    name: 'reversal.rehearse',
    role: 'Rollout.Admin',
    input: Rehearse,
    run: async (admin, { runId, choice, sites }) => {
      const { number } = await rehearseReversal(admin, runId, { choice, sites: sites === 'on' });
      revalidatePath(`/runs/${runId}/reversal`);
      return { number };
    },
  });
}

const Start = z.object({ reversalId: z.string().min(1).max(64), hash: z.string().length(64) });

/** Starts exactly the reversal that was rehearsed under this hash. */
export async function startReversalAction(_previous: ActionResult<{ started: true }>, form: FormData): Promise<ActionResult<{ started: true }>> {
  return runAction(form, {
    name: 'reversal.start',
    role: 'Rollout.Admin',
    input: Start,
    run: async (admin, { reversalId, hash }) => {
      await startReversal(admin, reversalId, hash);
      revalidatePath('/', 'layout');
      return { started: true as const };
    },
  });
}

const One = z.object({ reversalId: z.string().min(1).max(64) });

/** Tries what failed again, or goes on in the name of whoever asks. */
export async function goOnReversingAction(_previous: ActionResult<{ again: true }>, form: FormData): Promise<ActionResult<{ again: true }>> {
  return runAction(form, {
    name: 'reversal.retry',
    role: 'Rollout.Admin',
    input: One,
    run: async (admin, { reversalId }) => {
      await goOnReversing(admin, reversalId);
      revalidatePath('/', 'layout');
      return { again: true as const };
    },
  });
}

/** Ends a reversal of which something failed; that stays as it is. */
export async function finishReversalAction(_previous: ActionResult<{ finished: true }>, form: FormData): Promise<ActionResult<{ finished: true }>> {
  return runAction(form, {
    name: 'reversal.finish',
    role: 'Rollout.Admin',
    input: One,
    run: async (admin, { reversalId }) => {
      await finishReversal(admin, reversalId);
      revalidatePath('/', 'layout');
      return { finished: true as const };
    },
  });
}
