import 'server-only';
import { countChangesSince } from '@/lib/db/cohort-changes';
import { listNotes } from '@/lib/db/rehearsal-notes';
import type { Rehearsal } from './rehearsal';
import type { RehearsalNote, RehearsalNoteKind } from './rehearsal-note';
import { NOTE_KINDS } from './rehearsal-note';

/** Notes shown by name; the counts still say all of them. */
const MOST_SHOWN = 200;

export type ShownNote = RehearsalNote & { name: string; userPrincipalName: string };

/** What a rehearsal says of its people beside their outcomes, and how many became different after it. */
export type RehearsalNotes = { counts: { kind: RehearsalNoteKind; people: number }[]; notes: ShownNote[]; total: number; since: number };

export async function loadNotes(rehearsal: Pick<Rehearsal, 'id' | 'phaseId' | 'people' | 'createdAt'>): Promise<RehearsalNotes> {
  const [notes, since] = await Promise.all([listNotes(rehearsal.id), countChangesSince(rehearsal.phaseId, rehearsal.createdAt)]);
  const people = new Map(notes.length === 0 ? [] : rehearsal.people.map((person) => [person.id, person]));
  const ordered = [...notes].sort((a, b) => NOTE_KINDS.indexOf(a.kind) - NOTE_KINDS.indexOf(b.kind));
  return {
    counts: NOTE_KINDS.map((kind) => ({ kind, people: notes.filter((note) => note.kind === kind).length })).filter(({ people: count }) => count > 0),
    notes: ordered.slice(0, MOST_SHOWN).map((note) => ({ ...note, name: people.get(note.personId)?.name ?? note.personId, userPrincipalName: people.get(note.personId)?.userPrincipalName ?? '' })),
    total: notes.length,
    since,
  };
}
