'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { MostPeople } from '@/lib/form';
import { agreeToReversal, refuseReversal } from '@/lib/rollout/agree-to-reversal';
import { answerSignOffs } from '@/lib/rollout/answer-sign-off';
import { askSigners } from '@/lib/rollout/ask-signers';
import { draftWithoutRefused, takeOutRefused } from '@/lib/rollout/refusal-ways';
import { confirmCondition } from '@/lib/rollout/confirm-condition';
import { REVERSAL_CHOICES } from '@/lib/rollout/reversal';
import { isEmptyCondition } from '@/lib/rollout/sign-off-condition';
import { signInstead } from '@/lib/rollout/sign-instead';
import { takeBackAnswer } from '@/lib/rollout/take-back-answer';
import { nameField } from '../text-fields';

/** What was looked at, each as `<sign-off>:<hash of what it said>`. */
const Seen = z
  .array(z.string().regex(/^[0-9a-f-]{36}:[0-9a-f]{64}$/, 'Reload the page, then answer again.').transform((pair) => ({ signOffId: pair.slice(0, 36), contentHash: pair.slice(37) })))
  .min(1, 'Choose what your answer is about.')
  .max(200);

/** Why not, or why no longer: whoever asked reads it. */
const Why = z.string().trim().min(1, 'Say why, so that they know what to change.').max(1000);

const Day = z.union([z.iso.date(), z.literal('')]).optional().transform((day) => day || null);
const Hash = z.string().length(64);

function shown(): void {
  revalidatePath('/sign-offs', 'layout');
  revalidatePath('/rollouts', 'layout');
}

/** What becomes of those who had it before, if it is taken back; without one, as the phase says. */
const Reversal = z.enum(REVERSAL_CHOICES).optional();

const Agree = z
  .object({ seen: Seen, reversal: Reversal, later: z.literal('on').optional(), mostPeople: MostPeople, departments: z.array(z.string().trim().min(1).max(200)).max(100), until: Day })
  .superRefine(({ later, mostPeople, until }, context) => {
    if (!later) return;
    if (!mostPeople) context.addIssue({ code: 'custom', path: ['mostPeople'], message: 'Say for how many people at most, in all later phases together.' });
    if (!until) context.addIssue({ code: 'custom', path: ['until'], message: 'Say until when.' });
  });

export async function agreeAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'signoff.agree',
    role: 'signedIn',
    input: Agree,
    run: async (signer, { seen, reversal, later, mostPeople, departments, until }) => {
      await answerSignOffs(signer, seen, { kind: 'agree', envelope: later && mostPeople && until ? { mostPeople, departments, until } : null, reversal: reversal ?? null });
      shown();
      return null;
    },
  });
}

const Condition = z
  .object({ seen: Seen, reversal: Reversal, startsBy: Day, endsBy: Day, mostPeople: MostPeople, noExternals: z.literal('on').optional().transform(Boolean), other: z.string().trim().max(500).default('').transform((text) => text || null) })
  .refine(({ seen: _seen, reversal: _reversal, ...condition }) => !isEmptyCondition(condition), { message: 'Say under which condition, or agree without one.' });

export async function agreeUnderConditionAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'signoff.condition',
    role: 'signedIn',
    input: Condition,
    run: async (signer, { seen, reversal, ...condition }) => {
      await answerSignOffs(signer, seen, { kind: 'condition', condition, reversal: reversal ?? null });
      shown();
      return null;
    },
  });
}

export async function refuseSignOffAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'signoff.refuse',
    role: 'signedIn',
    input: z.object({ seen: Seen, reason: Why }),
    run: async (signer, { seen, reason }) => {
      await answerSignOffs(signer, seen, { kind: 'refuse', reason });
      shown();
      return null;
    },
  });
}

/** Whoever answered takes it back, before the phase has started; they are led to what is asked of them anew. */
export async function takeBackAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'signoff.takeBack',
    role: 'signedIn',
    input: z.object({ signOffId: z.uuid(), reason: Why }),
    run: async (signer, { signOffId, reason }) => {
      const { askedAnew } = await takeBackAnswer(signer, signOffId, reason);
      shown();
      return askedAnew ? redirect(`/sign-offs/${askedAnew}`) : null;
    },
  });
}

export async function askSignersAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'signoff.ask',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid(), rehearsalHash: Hash, again: z.uuid().optional() }),
    run: async (admin, { phaseId, rehearsalHash, again }) => {
      await askSigners(admin, phaseId, rehearsalHash, again ?? null);
      shown();
      return null;
    },
  });
}

export async function signInsteadAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'signoff.instead',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid(), rehearsalHash: Hash, reason: z.string().trim().min(10, 'Say why in a sentence; it stays in the audit.').max(1000) }),
    run: async (admin, { phaseId, rehearsalHash, reason }) => {
      await signInstead(admin, phaseId, rehearsalHash, reason);
      shown();
      return null;
    },
  });
}

/** Takes everybody out of a phase who would gain what its owner refused. */
export async function takeOutAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'cohort.remove',
    role: 'Rollout.Admin',
    input: z.object({ signOffId: z.uuid() }),
    run: async (admin, { signOffId }) => {
      await takeOutRefused(admin, signOffId);
      shown();
      return null;
    },
  });
}

/** Drafts a copy of a package without what its owner refused. */
export async function cloneWithoutAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: z.object({ signOffId: z.uuid(), packageId: z.uuid(), name: nameField('Give the copy a name.') }),
    run: async (admin, wanted) => {
      const { draftId } = await draftWithoutRefused(admin, wanted);
      revalidatePath('/drafts', 'layout');
      return redirect(`/drafts/${draftId}/review`);
    },
  });
}

export async function confirmConditionAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'signoff.confirm',
    role: 'Rollout.Admin',
    input: z.object({ signOffId: z.uuid() }),
    run: async (admin, { signOffId }) => {
      await confirmCondition(admin, signOffId);
      shown();
      return null;
    },
  });
}

/** That a reversal treats those who had it before otherwise than was signed. */
export async function agreeToReversalAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'reversal.agree',
    role: 'signedIn',
    input: z.object({ signOffId: z.uuid(), hash: Hash }),
    run: async (signer, { signOffId, hash }) => {
      await agreeToReversal(signer, signOffId, hash);
      shown();
      revalidatePath('/runs', 'layout');
      return null;
    },
  });
}

/** That a reversal treats those who had it before otherwise than was signed: what was signed holds. */
export async function refuseReversalAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'reversal.refuse',
    role: 'signedIn',
    input: z.object({ signOffId: z.uuid(), hash: Hash, reason: Why }),
    run: async (signer, { signOffId, hash, reason }) => {
      await refuseReversal(signer, signOffId, hash, reason);
      shown();
      revalidatePath('/runs', 'layout');
      return null;
    },
  });
}
