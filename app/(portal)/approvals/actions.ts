'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { answerApproval } from '@/lib/authoring/answer-approval';
import type { AskedLimits } from '@/lib/authoring/approval-limits';
import { withdrawIfGone } from '@/lib/authoring/catalog-resources';
import { limitApproval } from '@/lib/authoring/limit-approval';
import { FieldsSeen } from '@/lib/form';
import { graphFor } from '@/lib/graph/graph-for';

const Seen = z.object({ approvalId: z.uuid(), contentHash: z.string().length(64) });

/** What an owner allows at most, as the fields say it; an empty field is no limit. */
const LimitsForm = z.object({
  limitRoles: z.enum(['any', 'these']).default('any'),
  limitPeople: z.union([z.literal(''), z.coerce.number().int().min(1, 'At least one person.').max(1_000_000)]).default(''),
  limitDays: z.union([z.literal(''), z.coerce.number().int().min(1, 'At least one day.').max(3660, 'Entra knows no longer than 3,660 days.')]).default(''),
  limitExternals: z.literal('on').optional(),
  limitRole: z.array(z.string().min(1).max(500)).max(200).default([]),
});

/** Whoever limits the roles allows one at least. */
function rolesChosen({ value, issues }: { value: z.infer<typeof LimitsForm>; issues: z.core.$ZodRawIssue[] }): void {
  if (value.limitRoles === 'these' && value.limitRole.length === 0) issues.push({ code: 'custom', path: ['limitRoles'], input: value.limitRoles, message: 'Choose at least one role, or refuse.' });
}

function askedLimits({ limitRoles, limitPeople, limitDays, limitExternals, limitRole }: z.infer<typeof LimitsForm>): AskedLimits {
  return { roleIds: limitRoles === 'these' ? limitRole : null, people: limitPeople === '' ? null : limitPeople, days: limitDays === '' ? null : limitDays, externals: limitExternals === 'on' };
}

export async function limitAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'approval.limit',
    role: 'signedIn',
    input: LimitsForm.extend({ approvalId: z.uuid(), seen: FieldsSeen }).check(rolesChosen),
    run: async (owner, { approvalId, seen, ...fields }) => {
      await limitApproval(owner, approvalId, askedLimits(fields), seen);
      revalidatePath('/approvals', 'layout');
      return null;
    },
  });
}

export async function approveAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'approval.approve',
    role: 'signedIn',
    input: LimitsForm.extend({ ...Seen.shape, limited: z.literal('yes').optional() }).check(rolesChosen),
    run: async (owner, { approvalId, contentHash, limited, ...fields }) => {
      await withdrawIfGone(graphFor(owner), approvalId, owner.personId);
      await answerApproval(owner, { approvalId, contentHash, answer: 'approve', ...(limited ? { limits: askedLimits(fields) } : {}) });
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
      await withdrawIfGone(graphFor(owner), seen.approvalId, owner.personId);
      await answerApproval(owner, { ...seen, answer: 'refuse' });
      revalidatePath('/approvals', 'layout');
      revalidatePath('/sign-offs');
      return null;
    },
  });
}
