'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { answerApproval } from '@/lib/authoring/answer-approval';

const Seen = z.object({ approvalId: z.uuid(), contentHash: z.string().length(64) });

export async function approveAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'approval.approve',
    role: 'signedIn',
    input: Seen,
    run: async (owner, seen) => {
      await answerApproval(owner, { ...seen, answer: 'approve' });
      revalidatePath('/approvals', 'layout');
      revalidatePath('/sign-offs');
      return null;
    },
  });
}

const Refused = Seen.extend({ reason: z.string().trim().min(1, 'Say why, so that they know what to change.').max(1000) });

export async function refuseAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'approval.refuse',
    role: 'signedIn',
    input: Refused,
    run: async (owner, seen) => {
      await answerApproval(owner, { ...seen, answer: 'refuse' });
      revalidatePath('/approvals', 'layout');
      revalidatePath('/sign-offs');
      return null;
    },
  });
}
