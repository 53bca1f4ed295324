'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { FieldsSeen } from '@/lib/form';
import { refreshSoon } from '@/lib/directory/keep-mirror';
import { compareTarget, setTarget } from '@/lib/rollout/cover-target';

const Target = z
  .object({ rolloutId: z.uuid(), kind: z.enum(['group', 'rule', 'everybody']), groupId: z.string().default(''), rule: z.string().max(20_000).default(''), seen: FieldsSeen })
  .superRefine(({ kind, groupId, rule }, context) => {
    if (kind === 'group' && !z.uuid().safeParse(groupId).success) context.addIssue({ code: 'custom', path: ['groupId'], message: 'Choose a group.' });
    if (kind === 'rule' && rule.trim() === '') context.addIssue({ code: 'custom', path: ['rule'], message: 'Write the rule that says whom it is meant for.' });
  });

/** Says whom a rollout is meant to reach, and looks who of them is in no phase. Admins. */
export async function setTargetAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'target.set',
    role: 'Rollout.Admin',
    input: Target,
    run: async (admin, { rolloutId, kind, groupId, rule, seen }) => {
      await setTarget(admin, rolloutId, kind === 'group' ? { kind, groupId } : kind === 'rule' ? { kind, rule } : { kind }, undefined, seen);
      await refreshSoon(admin);
      revalidatePath(`/rollouts/${rolloutId}`, 'layout');
      return null;
    },
  });
}

const OfRollout = z.object({ rolloutId: z.uuid() });

/** Looks again who of a rollout's target is in no phase. Admins. */
export async function compareTargetAction(_previous: ActionResult<{ inNone: number }>, form: FormData): Promise<ActionResult<{ inNone: number }>> {
  return runAction(form, {
    name: 'target.compare',
    role: 'Rollout.Admin',
    input: OfRollout,
    run: async (admin, { rolloutId }) => {
      const found = await compareTarget(admin, rolloutId);
      revalidatePath(`/rollouts/${rolloutId}/coverage`);
      return found;
    },
  });
}
