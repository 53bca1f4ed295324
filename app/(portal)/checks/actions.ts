'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { draftFix } from '@/lib/authoring/draft-fix';
import { endFindingException, exceptFinding } from '@/lib/authoring/except-finding';
import { startLint } from '@/lib/authoring/start-lint';
import { FieldsSeen } from '@/lib/form';
import { graphFor } from '@/lib/graph/graph-for';

type Done = Record<string, never>;

/** Has the whole tenant looked at by the rules. Admins. */
export async function lookAgainAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'lint.start',
    role: 'Rollout.Admin',
    input: z.object({}),
    run: async (admin) => {
      await startLint(admin);
      revalidatePath('/checks');
      return {};
    },
  });
}

/** Takes what mends a finding into a draft of the admin's. Admins. */
export async function draftFixAction(_previous: ActionResult<{ draftId: string }>, form: FormData): Promise<ActionResult<{ draftId: string }>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: z.object({ key: z.string().min(1).max(1000) }),
    run: (admin, { key }) => draftFix(admin, graphFor(admin), key),
  });
}

const Except = z.object({
  key: z.string().min(1).max(1000),
  reason: z.string().trim().min(1, 'Say why it may stay as it is.').max(1000),
  ownerId: z.uuid('Choose who answers for it.'),
  until: z.iso.date('Choose a day.'),
  seen: FieldsSeen,
});

/** Sets a finding apart until a day. Admins. */
export async function exceptFindingAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'lintException.set',
    role: 'Rollout.Admin',
    input: Except,
    run: async (admin, { seen, ...wanted }) => {
      await exceptFinding(admin, graphFor(admin), wanted, seen);
      revalidatePath('/checks');
      return {};
    },
  });
}

/** Lets a finding count again. Admins. */
export async function endExceptionAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'lintException.end',
    role: 'Rollout.Admin',
    input: z.object({ exceptionId: z.uuid() }),
    run: async (admin, { exceptionId }) => {
      await endFindingException(admin, exceptionId);
      revalidatePath('/checks');
      return {};
    },
  });
}
