'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { FieldsSeen, Reason, Seen } from '@/lib/form';
import type { Kept } from '@/lib/rollout/as-seen';
import { changeGate, sayDone } from '@/lib/rollout/change-gate';
import { ENTRY_ITEMS, GATE_ADVANCES, SAID_ITEMS } from '@/lib/rollout/gate';
import { holdPhase, resumePhase } from '@/lib/rollout/hold-phase';

const number = (of: z.ZodNumber) => z.string().trim().min(1, 'Give a number.').transform(Number).pipe(of);
const people = number(z.number('Give a number.').int('Whole numbers.').min(0, 'Not below 0.').max(1_000_000));
const percent = number(z.number('Give a number.').min(0, 'Not below 0.').max(100, 'At most 100 %.'));
const asked = z.literal('on').optional();
const Day = z.union([z.literal('').transform(() => null), z.iso.date('Choose a day.')]).default(null);
/** Working days are counted up to it, one by one. */
const FURTHEST_DAY_MS = 2 * 366 * 24 * 3_600_000;
const SoakDay = Day.refine((day) => day === null || Date.parse(day) - Date.now() < FURTHEST_DAY_MS, 'Choose a day within two years.');

/** A limit is asked for where its box is ticked; its numbers are kept in the form all the same. */
const Gate = z.object({
  phaseId: z.uuid(),
  item: z.array(z.enum(ENTRY_ITEMS)).default([]),
  lint: asked, lintErrors: people,
  missing: asked, missingPeople: people, missingPercent: percent,
  failures: asked, failuresPeople: people, failuresPercent: percent,
  differences: asked, differencesPeople: people, differencesPercent: percent,
  drift: asked, driftPeople: people, driftPercent: percent,
  notes: asked, notesPeople: people, notesPercent: percent,
  lateApprovals: asked, lateApprovalsPeople: people, lateApprovalsPercent: percent,
  blockingNotes: asked, verified: asked, nextSigned: asked, handedOver: asked,
  usedAsked: asked, used: percent,
  soakDays: number(z.number('Give a number.').int('Whole days.').min(0, 'Not below 0.').max(60, 'At most 60 days.')),
  soakOver: SoakDay, soakOverName: z.string().trim().max(60).default(''),
  advance: z.enum(GATE_ADVANCES),
  mayOverride: asked,
  seen: FieldsSeen,
});

type Typed = z.infer<typeof Gate>;
type LimitName = 'missing' | 'failures' | 'differences' | 'drift' | 'notes' | 'lateApprovals';

const limitOf = (typed: Typed, name: LimitName) => (typed[name] === 'on' ? { people: typed[`${name}People`], percent: typed[`${name}Percent`] } : null);

/** Says what a phase asks before it begins and before it passes. */
export async function changeGateAction(_previous: ActionResult<Kept>, form: FormData): Promise<ActionResult<Kept>> {
  return runAction(form, {
    name: 'gate.change',
    role: 'Rollout.Admin',
    input: Gate,
    run: async (admin, typed) => {
      const kept = await changeGate(admin, typed.phaseId, {
        entry: { items: ENTRY_ITEMS.filter((item) => typed.item.includes(item)), lintErrors: typed.lint === 'on' ? typed.lintErrors : null },
        exit: {
          missing: limitOf(typed, 'missing'), failures: limitOf(typed, 'failures'), differences: limitOf(typed, 'differences'), drift: limitOf(typed, 'drift'), notes: limitOf(typed, 'notes'), lateApprovals: limitOf(typed, 'lateApprovals'),
          blockingNotes: typed.blockingNotes === 'on', verified: typed.verified === 'on', nextSigned: typed.nextSigned === 'on', handedOver: typed.handedOver === 'on', used: typed.usedAsked === 'on' ? typed.used : null,
          soakDays: typed.soakDays, soakOver: typed.soakOver ? { day: typed.soakOver, name: typed.soakOverName } : null,
        },
        advance: typed.advance,
        mayOverride: typed.mayOverride === 'on',
      }, typed.seen);
      revalidatePath(`/phases/${typed.phaseId}`, 'layout');
      revalidatePath('/rollouts', 'layout');
      return kept;
    },
  });
}

const Said = z.object({ phaseId: z.uuid(), item: z.enum(SAID_ITEMS), done: z.enum(['yes', 'no']), day: Day, seen: FieldsSeen });

/** Says that something is done before the phase begins, or that it is not. */
export async function sayDoneAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'gate.say',
    role: 'Rollout.Admin',
    input: Said,
    run: async (admin, { phaseId, item, done, day, seen }) => {
      await sayDone(admin, phaseId, item, done === 'yes' ? { day } : null, seen);
      revalidatePath(`/phases/${phaseId}`, 'layout');
      revalidatePath('/rollouts', 'layout');
      return null;
    },
  });
}

const WithReason = z.object({ phaseId: z.string().min(1).max(64), reason: Reason });
const Resume = WithReason.extend({ seen: Seen });

/** Holds a phase: its run sends nothing more, and it does not pass. */
export async function holdPhaseAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'phase.hold',
    role: 'Rollout.Admin',
    input: WithReason,
    run: async (admin, { phaseId, reason }) => {
      await holdPhase(admin, phaseId, reason);
      revalidatePath('/', 'layout');
      return null;
    },
  });
}

/** Lets a held phase go on. */
export async function resumePhaseAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'phase.resume',
    role: 'Rollout.Admin',
    input: Resume,
    run: async (admin, { phaseId, reason, seen }) => {
      await resumePhase(admin, phaseId, { reason, seen });
      revalidatePath('/', 'layout');
      return null;
    },
  });
}
