/** What a rehearsal says of a person beside their outcomes. Pure: read in the browser too. */
import { KIND_WORD } from '@/lib/directory/account-kind';
import { COHORT_CHANGES } from './cohort';
import type { CohortChangeKind, CohortMember } from './cohort';
import type { MemberChange } from './member-changes';

/** Taken in although accounts of their kind are left out; or what became different since they were added. */
export const NOTE_KINDS = ['takenIn', ...COHORT_CHANGES] as const;

export type RehearsalNoteKind = 'takenIn' | CohortChangeKind;

export type RehearsalNote = { personId: string; kind: RehearsalNoteKind; detail: string };

/** The notes a rehearsal of a cohort carries: who was taken in and why, and what changed. */
export function notesOf(cohort: readonly CohortMember[], changes: readonly MemberChange[]): RehearsalNote[] {
  const takenIn = cohort.flatMap(({ personId, takenIn }): RehearsalNote[] => (takenIn ? [{ personId, kind: 'takenIn', detail: `${KIND_WORD[takenIn.kind]}, taken in by ${takenIn.byName}: ${takenIn.reason}` }] : []));
  return [...takenIn, ...changes];
}
