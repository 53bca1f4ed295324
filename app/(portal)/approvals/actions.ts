'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { answerApproval } from '@/lib/authoring/answer-approval';
import type { ApprovalLimits } from '@/lib/authoring/approval-limits';
import { limitApproval } from '@/lib/authoring/limit-approval';

const Seen = z.object({ approvalId: z.uuid(), contentHash: z.string().length(64) });

const Known = z.array(z.object({ originId: z.string().min(1).max(500), name: z.string().max(500) })).max(200);

/** What an owner allows at most, as the fields say it; an empty field is no limit. */
const LimitsForm = z.object({
  limitRoles: z.enum(['any', 'these']).default('any'),
  limitPeople: z.union([z.literal(''), z.coerce.number().int().min(1, 'At least one person.').max(1_000_000)]).default(''),
  limitDays: z.union([z.literal(''), z.coerce.number().int().min(1, 'At least one day.').max(3660, 'Entra knows no longer than 3,660 days.')]).default(''),
  limitExternals: z.literal('on').optional(),
  knownRoles: z.string().max(50_000).default('[]').transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'Reload the page.' });
      return z.NEVER;
    }
  }).pipe(Known),
});

function limitsOf({ limitRoles, limitPeople, limitDays, limitExternals, knownRoles }: z.infer<typeof LimitsForm>): ApprovalLimits {
  return { roles: limitRoles === 'these' ? knownRoles : null, people: limitPeople === '' ? null : limitPeople, days: limitDays === '' ? null : limitDays, externals: limitExternals === 'on' };
}

export async function limitAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'approval.limit',
    role: 'signedIn',
    input: LimitsForm.extend({ approvalId: z.uuid() }),
    run: async (owner, { approvalId, ...fields }) => {
      await limitApproval(owner, approvalId, limitsOf(fields));
      revalidatePath('/approvals', 'layout');
      return null;
    },
  });
}

export async function approveAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'approval.approve',
    role: 'signedIn',
    input: LimitsForm.extend({ ...Seen.shape, limited: z.literal('yes').optional() }),
    run: async (owner, { approvalId, contentHash, limited, ...fields }) => {
      await answerApproval(owner, { approvalId, contentHash, answer: 'approve', ...(limited ? { limits: limitsOf(fields) } : {}) });
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
