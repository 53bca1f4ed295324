'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { FieldsSeen, OptionalReason, Reason } from '@/lib/form';
import type { Kept } from '@/lib/rollout/as-seen';
import { chooseHandoverPolicy } from '@/lib/rollout/choose-handover';
import { graphFor } from '@/lib/graph/graph-for';
import { handCatalogOver, showPackage } from '@/lib/rollout/close-handover';
import { HANDOVER_WAYS } from '@/lib/rollout/handover-item';
import { rehearseHandover } from '@/lib/rollout/rehearse-handover';
import { rehearsePuttingBack } from '@/lib/rollout/rehearse-putting-back';
import { removePilotGroup } from '@/lib/rollout/remove-pilot-group';
import { endHandover, giveBackBetween, goOnHandingOver, pauseHandover, resumeHandover, startHandover } from '@/lib/rollout/start-handover';

const Choose = z.object({ rolloutId: z.uuid(), packageId: z.uuid(), policyId: z.uuid({ error: 'Choose a policy.' }), others: z.literal('on').optional(), seen: FieldsSeen });

/** Says under which policy a package's holders shall live. Admins. */
export async function chooseHandoverPolicyAction(_previous: ActionResult<Kept>, form: FormData): Promise<ActionResult<Kept>> {
  return runAction(form, {
    name: 'handover.choose',
    role: 'Rollout.Admin',
    input: Choose,
    run: async (admin, { rolloutId, packageId, policyId, others, seen }) => {
      const kept = await chooseHandoverPolicy(admin, rolloutId, packageId, policyId, others === 'on', undefined, seen);
      revalidatePath(`/rollouts/${rolloutId}/handover`);
      return kept;
    },
  });
}

const One = z.object({ rolloutId: z.uuid() });
const Rehearse = One.extend({ way: z.enum(HANDOVER_WAYS).default('inPlace') });

/** Reads who is under a pilot's policy and computes where they go; changes nothing in the tenant. Admins. */
export async function rehearseHandoverAction(_previous: ActionResult<{ number: number }>, form: FormData): Promise<ActionResult<{ number: number }>> {
  return runAction(form, {
    name: 'handover.rehearse',
    role: 'Rollout.Admin',
    input: Rehearse,
    run: async (admin, { rolloutId, way }) => {
      const { number } = await rehearseHandover(admin, rolloutId, way);
      revalidatePath(`/rollouts/${rolloutId}/handover`);
      return { number };
    },
  });
}

const PutBack = One.extend({ way: z.enum(HANDOVER_WAYS).optional() });

/** Computes how everybody who was moved goes back under the policy and end they had; changes nothing in the tenant. Admins. */
export async function rehearsePuttingBackAction(_previous: ActionResult<{ number: number }>, form: FormData): Promise<ActionResult<{ number: number }>> {
  return runAction(form, {
    name: 'handover.rehearseBack',
    role: 'Rollout.Admin',
    input: PutBack,
    run: async (admin, { rolloutId, way }) => {
      const { number } = await rehearsePuttingBack(admin, rolloutId, way);
      revalidatePath(`/rollouts/${rolloutId}/handover`);
      return { number };
    },
  });
}

const RemoveGroup = z.object({ rolloutId: z.uuid(), groupId: z.uuid() });

/** Takes the group of an invitation out of the rollout's policies and deletes it once nothing names it. Admins. */
export async function removePilotGroupAction(_previous: ActionResult<{ gone: true }>, form: FormData): Promise<ActionResult<{ gone: true }>> {
  return runAction(form, {
    name: 'group.remove',
    role: 'Rollout.Admin',
    input: RemoveGroup,
    run: async (admin, { rolloutId, groupId }) => {
      const gone = await removePilotGroup(admin, graphFor(admin), rolloutId, groupId);
      revalidatePath(`/rollouts/${rolloutId}/handover`);
      return gone;
    },
  });
}

const Show = z.object({ rolloutId: z.uuid(), packageId: z.uuid(), shown: z.enum(['yes', 'no']) });

/** Shows a package in My Access once everybody is handed over, or hides it again. Admins. */
export async function showPackageAction(_previous: ActionResult<{ shown: boolean }>, form: FormData): Promise<ActionResult<{ shown: boolean }>> {
  return runAction(form, {
    name: 'package.show',
    role: 'Rollout.Admin',
    input: Show,
    run: async (admin, { rolloutId, packageId, shown }) => {
      await showPackage(admin, graphFor(admin), rolloutId, packageId, shown === 'yes');
      revalidatePath(`/rollouts/${rolloutId}/handover`);
      return { shown: shown === 'yes' };
    },
  });
}

const HandOver = z.object({ rolloutId: z.uuid(), catalogId: z.uuid(), ownerId: z.uuid({ error: 'Choose who goes on with the catalog.' }) });

/** Makes somebody an owner of the rollout's catalog once everybody is handed over. Admins. */
export async function handCatalogOverAction(_previous: ActionResult<{ ownerName: string }>, form: FormData): Promise<ActionResult<{ ownerName: string }>> {
  return runAction(form, {
    name: 'catalog.handOver',
    role: 'Rollout.Admin',
    input: HandOver,
    run: async (admin, { rolloutId, catalogId, ownerId }) => {
      const made = await handCatalogOver(admin, graphFor(admin), rolloutId, catalogId, ownerId);
      revalidatePath(`/rollouts/${rolloutId}/handover`);
      return made;
    },
  });
}

const Start = z.object({ rolloutId: z.uuid(), hash: z.string().length(64) });

/** Starts exactly the handover that was rehearsed under this hash. Admins. */
export async function startHandoverAction(_previous: ActionResult<{ started: true }>, form: FormData): Promise<ActionResult<{ started: true }>> {
  return runAction(form, {
    name: 'handover.start',
    role: 'Rollout.Admin',
    input: Start,
    run: async (admin, { rolloutId, hash }) => {
      await startHandover(admin, rolloutId, hash);
      revalidatePath('/', 'layout');
      return { started: true as const };
    },
  });
}

/** Tries again what failed, or goes on in the name of whoever asks. Admins. */
export async function goOnHandingOverAction(_previous: ActionResult<{ again: true }>, form: FormData): Promise<ActionResult<{ again: true }>> {
  return runAction(form, {
    name: 'handover.retry',
    role: 'Rollout.Admin',
    input: One,
    run: async (admin, { rolloutId }) => {
      await goOnHandingOver(admin, rolloutId);
      revalidatePath('/', 'layout');
      return { again: true as const };
    },
  });
}

const Held = One.extend({ reason: OptionalReason });

/** Lets a handover ask for nothing more until somebody lets it go on. Admins. */
export async function pauseHandoverAction(_previous: ActionResult<{ paused: true }>, form: FormData): Promise<ActionResult<{ paused: true }>> {
  return runAction(form, {
    name: 'handover.pause',
    role: 'Rollout.Admin',
    input: Held,
    run: async (admin, { rolloutId, reason }) => {
      await pauseHandover(admin, rolloutId, reason);
      revalidatePath('/', 'layout');
      return { paused: true as const };
    },
  });
}

/** Lets a held handover go on. Admins. */
export async function resumeHandoverAction(_previous: ActionResult<{ goesOn: true }>, form: FormData): Promise<ActionResult<{ goesOn: true }>> {
  return runAction(form, {
    name: 'handover.resume',
    role: 'Rollout.Admin',
    input: Held,
    run: async (admin, { rolloutId, reason }) => {
      await resumeHandover(admin, rolloutId, reason);
      revalidatePath('/', 'layout');
      return { goesOn: true as const };
    },
  });
}

/** Ends a handover: nobody else sets out, and whoever has is seen to the end. Admins. */
export async function endHandoverAction(_previous: ActionResult<{ leftOut: number }>, form: FormData): Promise<ActionResult<{ leftOut: number }>> {
  return runAction(form, {
    name: 'handover.end',
    role: 'Rollout.Admin',
    input: One.extend({ reason: Reason }),
    run: async (admin, { rolloutId, reason }) => {
      const answer = await endHandover(admin, rolloutId, reason);
      revalidatePath('/', 'layout');
      return answer;
    },
  });
}

/** Gives back the policy and end they had to whom a bridge could not bring under the other one. Admins. */
export async function giveBackBetweenAction(_previous: ActionResult<{ again: true }>, form: FormData): Promise<ActionResult<{ again: true }>> {
  return runAction(form, {
    name: 'handover.giveBack',
    role: 'Rollout.Admin',
    input: One,
    run: async (admin, { rolloutId }) => {
      await giveBackBetween(admin, rolloutId);
      revalidatePath(`/rollouts/${rolloutId}/handover`);
      return { again: true as const };
    },
  });
}
