'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { OptionalReason } from '@/lib/form';
import { agreeInstead } from '@/lib/rollout/agree-to-reversal';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import { REVERSAL_CHOICES } from '@/lib/rollout/reversal';
import { finishReversal, goOnReversing, pauseReversal, resumeReversal, startReversal, stopLookingForRemovals } from '@/lib/rollout/start-reversal';

const Rehearse = z.object({ runId: z.string().min(1).max(64), choice: z.enum(['signed', ...REVERSAL_CHOICES]), sites: z.literal('on').optional() });

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

const Instead = Start.extend({ reason: z.string().trim().min(10, 'Say why in a sentence; it stays in the audit.').max(1000) });

/** Agrees instead of owners that it is taken back otherwise than they signed. */
export async function agreeInsteadAction(_previous: ActionResult<{ agreed: true }>, form: FormData): Promise<ActionResult<{ agreed: true }>> {
  return runAction(form, {
    name: 'reversal.agreeInstead',
    role: 'Rollout.Admin',
    input: Instead,
    run: async (admin, { reversalId, hash, reason }) => {
      await agreeInstead(admin, reversalId, hash, reason);
      revalidatePath('/', 'layout');
      return { agreed: true as const };
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

const Held = One.extend({ reason: OptionalReason });

/** Lets a reversal ask for nothing more until somebody lets it go on. */
export async function pauseReversalAction(_previous: ActionResult<{ paused: true }>, form: FormData): Promise<ActionResult<{ paused: true }>> {
  return runAction(form, {
    name: 'reversal.pause',
    role: 'Rollout.Admin',
    input: Held,
    run: async (admin, { reversalId, reason }) => {
      await pauseReversal(admin, reversalId, reason);
      revalidatePath('/', 'layout');
      return { paused: true as const };
    },
  });
}

/** Lets a held reversal go on. */
export async function resumeReversalAction(_previous: ActionResult<{ goesOn: true }>, form: FormData): Promise<ActionResult<{ goesOn: true }>> {
  return runAction(form, {
    name: 'reversal.resume',
    role: 'Rollout.Admin',
    input: Held,
    run: async (admin, { reversalId, reason }) => {
      await resumeReversal(admin, reversalId, reason);
      revalidatePath('/', 'layout');
      return { goesOn: true as const };
    },
  });
}

/** Looks no longer for removals that are late. */
export async function stopLookingAction(_previous: ActionResult<{ stopped: true }>, form: FormData): Promise<ActionResult<{ stopped: true }>> {
  return runAction(form, {
    name: 'reversal.stopLooking',
    role: 'Rollout.Admin',
    input: One,
    run: async (admin, { reversalId }) => {
      await stopLookingForRemovals(admin, reversalId);
      revalidatePath('/', 'layout');
      return { stopped: true as const };
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
