'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { FieldsSeen } from '@/lib/form';
import type { Kept } from '@/lib/rollout/as-seen';
import { AUTOMATIC_STEPS } from '@/lib/rollout/automatic-step';
import { changeBrakes } from '@/lib/rollout/change-brakes';
import { chooseDelivery } from '@/lib/rollout/choose-delivery';
import { DELIVERY_MODES, MOST_GRACE_HOURS, MOST_TOLERANCE_PERCENT } from '@/lib/rollout/delivery';
import { REVERSAL_CHOICES } from '@/lib/rollout/reversal';

const Mode = z.enum(DELIVERY_MODES);

/** An emptied field says nothing: it is no zero. */
const number = (of: z.ZodNumber) => z.string().trim().min(1, 'Give a number.').transform(Number).pipe(of);

/** `package.<id>` is the mode of one package; empty where it goes as the phase does. */
const Delivery = z.object({
  phaseId: z.uuid(),
  seen: FieldsSeen,
  mode: Mode,
  canary: z.literal('on').optional(),
  step: z.enum(AUTOMATIC_STEPS),
  reversalChoice: z.enum(REVERSAL_CHOICES),
  graceHours: number(z.number('Give a number.').int('Whole hours.').min(0, 'Not below 0.').max(MOST_GRACE_HOURS, `At most ${MOST_GRACE_HOURS} hours.`)),
  tolerancePercent: number(z.number('Give a number.').min(0, 'Not below 0.').max(MOST_TOLERANCE_PERCENT, `At most ${MOST_TOLERANCE_PERCENT} %.`)),
}).catchall(z.union([Mode, z.literal('')]));

function packageModes(form: Record<string, unknown>): Map<string, z.infer<typeof Mode>> {
  const said = Object.entries(form).filter(([name, mode]) => name.startsWith('package.') && mode !== '');
  return new Map(said.map(([name, mode]) => [name.slice('package.'.length), Mode.parse(mode)]));
}

export async function chooseDeliveryAction(_previous: ActionResult<Kept>, form: FormData): Promise<ActionResult<Kept>> {
  return runAction(form, {
    name: 'phase.change',
    role: 'Rollout.Admin',
    input: Delivery,
    run: async (admin, input) => {
      const { phaseId, seen, mode, canary, step, graceHours, tolerancePercent, reversalChoice } = input;
      const kept = await chooseDelivery(admin, phaseId, { mode, packageModes: packageModes(input), canary: canary === 'on', step, graceHours, tolerancePercent, reversalChoice }, seen);
      revalidatePath(`/phases/${phaseId}`, 'layout');
      revalidatePath('/rollouts', 'layout');
      return kept;
    },
  });
}

const people = number(z.number('Give a number.').int('Whole people.').min(0, 'Not below 0.').max(1_000_000));
const percent = number(z.number('Give a number.').min(0, 'Not below 0.').max(100, 'At most 100 %.'));
const Brakes = z.object({ phaseId: z.uuid(), seen: FieldsSeen, failedPeople: people, failedPercent: percent, removedPeople: people, removedPercent: percent });

/** When the run of a phase stops by itself. Admins. */
export async function changeBrakesAction(_previous: ActionResult<Kept>, form: FormData): Promise<ActionResult<Kept>> {
  return runAction(form, {
    name: 'phase.brakes',
    role: 'Rollout.Admin',
    input: Brakes,
    run: async (admin, { phaseId, seen, failedPeople, failedPercent, removedPeople, removedPercent }) => {
      const kept = await changeBrakes(admin, phaseId, { failures: { people: failedPeople, percent: failedPercent }, removals: { people: removedPeople, percent: removedPercent } }, seen);
      revalidatePath(`/phases/${phaseId}`, 'layout');
      return kept;
    },
  });
}
