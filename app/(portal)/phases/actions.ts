'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { refreshSoon } from '@/lib/directory/keep-mirror';
import { addGroup, addPickedPeople } from '@/lib/rollout/add-people';
import { addRule } from '@/lib/rollout/add-rule';
import { addSample } from '@/lib/rollout/add-sample';
import { removeMembers, removeSource } from '@/lib/rollout/change-cohort';
import type { Added } from '@/lib/rollout/change-cohort';
import { MOST_PICKED } from '@/lib/rollout/cohort';
import type { MemberFilter } from '@/lib/rollout/cohort';
import { importList } from '@/lib/rollout/import-list';
import type { Imported } from '@/lib/rollout/import-list';
import { acceptChanges, lookAgain } from '@/lib/rollout/look-again';
import type { Looked } from '@/lib/rollout/look-again';
import { moveMembers } from '@/lib/rollout/move-members';
import type { Admin } from '@/lib/rollout/rollout';
import { takeIn } from '@/lib/rollout/take-in';
import { memberFilter } from './cohort-filter';
import { SampleFields, sampleOf } from './sample-fields';

/** What a pasted list may have; a longer one is uploaded. An action takes 1 MB in all. */
const LONGEST_PASTE = 600_000;

/** A change of a phase's cohort, by an admin; the screens that show the cohort are read anew. */
async function onCohort<I extends { phaseId: string }, T>(form: FormData, name: `cohort.${'add' | 'import' | 'remove' | 'takeIn' | 'move' | 'look' | 'accept'}`, input: z.ZodType<I>, change: (admin: Admin, input: I) => Promise<T>): Promise<ActionResult<T>> {
  return runAction(form, {
    name,
    role: 'Rollout.Admin',
    input,
    run: async (admin, wanted) => {
      const changed = await change(admin, wanted);
      await refreshSoon(admin);
      revalidatePath(`/phases/${wanted.phaseId}`, 'layout');
      revalidatePath('/rollouts', 'layout');
      return changed;
    },
  });
}

const Picked = z.object({ phaseId: z.uuid(), personId: z.array(z.uuid()).min(1, 'Choose at least one person.').max(MOST_PICKED) });

export async function addPickedAction(_previous: ActionResult<Added>, form: FormData): Promise<ActionResult<Added>> {
  return onCohort(form, 'cohort.add', Picked, (admin, { phaseId, personId }) => addPickedPeople(admin, phaseId, personId));
}

const Group = z.object({ phaseId: z.uuid(), groupId: z.uuid('Choose a group.') });

export async function addGroupAction(_previous: ActionResult<Added>, form: FormData): Promise<ActionResult<Added>> {
  return onCohort(form, 'cohort.add', Group, (admin, { phaseId, groupId }) => addGroup(admin, phaseId, groupId));
}

const ByRule = z.object({ phaseId: z.uuid(), name: z.string().trim().max(120).default(''), rule: z.string().min(1, 'Write a rule.').max(20_000) });

export async function addRuleAction(_previous: ActionResult<Added>, form: FormData): Promise<ActionResult<Added>> {
  return onCohort(form, 'cohort.add', ByRule, (admin, { phaseId, name, rule }) => addRule(admin, phaseId, { name, rule }));
}

/** With the totals of the table the admin saw. */
const Sample = SampleFields.safeExtend({ phaseId: z.uuid(), population: z.coerce.number().int(), taken: z.coerce.number().int() });

export async function addSampleAction(_previous: ActionResult<Added>, form: FormData): Promise<ActionResult<Added>> {
  return onCohort(form, 'cohort.add', Sample, (admin, { phaseId, population, taken, ...fields }) => addSample(admin, phaseId, sampleOf(fields), { population, taken }));
}

const Pasted = z.object({
  phaseId: z.uuid(),
  label: z.string().trim().max(120).default(''),
  list: z.string().min(1, 'Paste at least one user principal name.').max(LONGEST_PASTE, 'This is too long to paste. Upload it as a file.'),
});

export async function importPastedAction(_previous: ActionResult<Imported>, form: FormData): Promise<ActionResult<Imported>> {
  return onCohort(form, 'cohort.import', Pasted, (admin, { phaseId, label, list }) => importList(admin, phaseId, { label: label || 'Pasted list', text: list }));
}

const TakenIn = z.object({ phaseId: z.uuid(), personId: z.uuid(), reason: z.string().trim().min(1, 'Say why they are taken in.').max(500) });

export async function takeInAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return onCohort(form, 'cohort.takeIn', TakenIn, async (admin, { phaseId, personId, reason }) => {
    await takeIn(admin, phaseId, personId, reason);
    return null;
  });
}

const several = z.array(z.string().max(200)).max(50).default([]);

/** Those chosen, or everybody on all pages of what the list was filtered to, with how many that was said to be. */
const Chosen = z.object({
  phaseId: z.uuid(),
  personId: z.array(z.uuid()).max(1000).default([]),
  personIdAll: z.literal('true').optional(),
  seenCount: z.coerce.number().int().min(0).optional(),
  q: several, source: several, department: several, country: several, office: several, account: several, change: several, also: several, taken: several, outcome: several,
});

function whoOf({ personId, personIdAll, ...filter }: z.infer<typeof Chosen>): string[] | MemberFilter {
  return personIdAll ? memberFilter((name) => filter[name]) : personId;
}

/** Those chosen one by one are who they are, whatever became of the others. */
const seenOf = ({ personIdAll, seenCount }: z.infer<typeof Chosen>): number | undefined => (personIdAll ? seenCount : undefined);

export async function removeMembersAction(_previous: ActionResult<{ removed: number }>, form: FormData): Promise<ActionResult<{ removed: number }>> {
  return onCohort(form, 'cohort.remove', Chosen, (admin, chosen) => removeMembers(admin, chosen.phaseId, whoOf(chosen), seenOf(chosen)));
}

const Move = Chosen.extend({ toPhaseId: z.uuid('Choose a phase.') });

export async function moveMembersAction(_previous: ActionResult<{ moved: number }>, form: FormData): Promise<ActionResult<{ moved: number }>> {
  return onCohort(form, 'cohort.move', Move, (admin, { toPhaseId, ...chosen }) => moveMembers(admin, chosen.phaseId, toPhaseId, whoOf(chosen), seenOf(chosen)));
}

export async function acceptChangesAction(_previous: ActionResult<{ accepted: number }>, form: FormData): Promise<ActionResult<{ accepted: number }>> {
  return onCohort(form, 'cohort.accept', Chosen, (admin, chosen) => acceptChanges(admin, chosen.phaseId, whoOf(chosen)));
}

const OfPhase = z.object({ phaseId: z.uuid() });

export async function lookAgainAction(_previous: ActionResult<Looked>, form: FormData): Promise<ActionResult<Looked>> {
  return onCohort(form, 'cohort.look', OfPhase, (admin, { phaseId }) => lookAgain(admin, phaseId));
}

const Source = z.object({ phaseId: z.uuid(), sourceId: z.uuid() });

export async function removeSourceAction(_previous: ActionResult<{ removed: number }>, form: FormData): Promise<ActionResult<{ removed: number }>> {
  return onCohort(form, 'cohort.remove', Source, (admin, { phaseId, sourceId }) => removeSource(admin, phaseId, sourceId));
}
