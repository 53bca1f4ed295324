'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { FieldsSeen, Reason } from '@/lib/form';
import { refreshSoon } from '@/lib/directory/keep-mirror';
import { changePackages, createRollout } from '@/lib/rollout/create-rollout';
import type { Kept } from '@/lib/rollout/as-seen';
import { abandonRollout, addPhase, changePhase, changeRollout, movePhase, removePhase } from '@/lib/rollout/edit-rollout';
import { GATE_TEMPLATES } from '@/lib/rollout/gate-templates';
import { supplementPhase } from '@/lib/rollout/supplement-phase';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import { MOST_PHASES } from '@/lib/rollout/rollout';

const Name = z.string().trim().min(1).max(120);
const PhaseName = z.string().trim().min(1).max(60);
const Day = z.union([z.literal('').transform(() => null), z.iso.date().transform((day) => new Date(`${day}T00:00:00Z`))]);

const CalendarId = z.union([z.literal('').transform(() => null), z.uuid()]);
const Begin = z.union([z.literal('').transform(() => null), z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'Choose a day and a time.')]);
const Ticket = z.string().trim().max(60).transform((text) => text || null);

const Template = z.union([z.literal('').transform(() => null), z.enum(GATE_TEMPLATES)]);

/** Each as `package id/policy id`, the way the form's rows send them. */
const Packages = z
  .array(z.string().regex(/^[0-9a-f-]{36}\/[0-9a-f-]{36}$/i, 'Choose a policy for each package.').transform((pair) => ({ packageId: pair.slice(0, 36), policyId: pair.slice(37) })))
  .min(1, 'Choose at least one package.')
  .max(20);

/** Makes a rollout and goes to it. */
export async function createRolloutAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  const made = await runAction(form, {
    name: 'rollout.create',
    role: 'Rollout.Admin',
    input: z.object({ name: Name, description: z.string().trim().max(2000).default(''), package: Packages, phase: z.array(PhaseName).min(1, 'A rollout has at least one phase.').max(MOST_PHASES), gate: z.array(Template).max(MOST_PHASES).default([]) }),
    run: async (admin, input) => {
      const made = await createRollout(admin, { name: input.name, description: input.description, packages: input.package, phases: input.phase, gates: input.gate });
      await refreshSoon(admin);
      return made;
    },
  });
  if (!made?.ok) return made;
  revalidatePath('/rollouts');
  redirect(`/rollouts/${made.value.id}`);
}

export async function changePackagesAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'rollout.change',
    role: 'Rollout.Admin',
    input: z.object({ rolloutId: z.uuid(), package: Packages, seen: FieldsSeen }),
    run: async (admin, input) => {
      await changePackages(admin, input.rolloutId, input.package, undefined, input.seen);
      await refreshSoon(admin);
      revalidatePath(`/rollouts/${input.rolloutId}`);
      return null;
    },
  });
}

export async function changeRolloutAction(_previous: ActionResult<Kept>, form: FormData): Promise<ActionResult<Kept>> {
  return runAction(form, {
    name: 'rollout.change',
    role: 'Rollout.Admin',
    input: z.object({ rolloutId: z.uuid(), name: Name, description: z.string().trim().max(2000).default(''), seen: FieldsSeen }),
    run: async (admin, { rolloutId, seen, ...change }) => {
      const kept = await changeRollout(admin, rolloutId, change, seen);
      revalidatePath(`/rollouts/${rolloutId}`);
      return kept;
    },
  });
}

export async function abandonRolloutAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'rollout.abandon',
    role: 'Rollout.Admin',
    input: z.object({ rolloutId: z.uuid(), reason: Reason }),
    run: async (admin, { rolloutId, reason }) => {
      await abandonRollout(admin, rolloutId, reason);
      revalidatePath(`/rollouts/${rolloutId}`);
      return null;
    },
  });
}

export async function addPhaseAction(_previous: ActionResult<{ phaseId: string }>, form: FormData): Promise<ActionResult<{ phaseId: string }>> {
  return runAction(form, {
    name: 'phase.add',
    role: 'Rollout.Admin',
    input: z.object({ rolloutId: z.uuid(), name: PhaseName }),
    run: async (admin, { rolloutId, name }) => {
      const added = await addPhase(admin, rolloutId, name);
      revalidatePath(`/rollouts/${rolloutId}`);
      return added;
    },
  });
}

export async function supplementPhaseAction(_previous: ActionResult<{ phaseId: string }>, form: FormData): Promise<ActionResult<{ phaseId: string }>> {
  return runAction(form, {
    name: 'phase.add',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid() }),
    run: async (admin, { phaseId }) => {
      const added = await supplementPhase(admin, phaseId);
      revalidatePath('/rollouts', 'layout');
      return added;
    },
  });
}

export async function changePhaseAction(_previous: ActionResult<Kept>, form: FormData): Promise<ActionResult<Kept>> {
  return runAction(form, {
    name: 'phase.change',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid(), name: PhaseName, plannedFor: Day.default(null), calendarId: CalendarId.default(null), changeTicket: Ticket.default(null), accessFrom: Begin.default(null), seen: FieldsSeen }),
    run: async (admin, { phaseId, seen, ...change }) => {
      const kept = await changePhase(admin, phaseId, change, seen);
      revalidatePath('/rollouts', 'layout');
      return kept;
    },
  });
}

export async function movePhaseAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'phase.change',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid(), direction: z.enum(['earlier', 'later']) }),
    run: async (admin, { phaseId, direction }) => {
      await movePhase(admin, phaseId, direction);
      revalidatePath('/rollouts', 'layout');
      return null;
    },
  });
}

/** Removes a phase and goes to what is left of the rollout. */
export async function removePhaseAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  const removed = await runAction(form, {
    name: 'phase.remove',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid() }),
    run: async (admin, { phaseId }) => removePhase(admin, phaseId),
  });
  if (!removed?.ok) return removed;
  revalidatePath('/rollouts', 'layout');
  redirect(`/rollouts/${removed.value.rolloutId}`);
}

/** Rehearses a phase; gives the id of what came of it. */
export async function rehearseAction(_previous: ActionResult<{ rehearsalId: string }>, form: FormData): Promise<ActionResult<{ rehearsalId: string }>> {
  return runAction(form, {
    name: 'phase.rehearse',
    role: 'Rollout.Admin',
    input: z.object({ phaseId: z.uuid() }),
    run: async (admin, { phaseId }) => {
      const { id } = await rehearsePhase(admin, phaseId);
      revalidatePath('/rollouts', 'layout');
      revalidatePath(`/phases/${phaseId}`, 'layout');
      return { rehearsalId: id };
    },
  });
}
