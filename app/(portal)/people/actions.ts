'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { LONGEST_NOTE, NOTE_CAUSES, NOTE_SEVERITIES } from '@/lib/support/note';
import type { NoteCause, NoteSeverity } from '@/lib/support/note';
import { writeNoteAbout } from '@/lib/support/write-note-about';
import { resolveNote } from '@/lib/support/write-note';

const NOTE_WRITERS = ['Rollout.Helpdesk' as const, 'Rollout.Admin' as const];

const emptyAsNull = z.string().transform((text) => text || null);

const WriteNote = z.object({
  personId: z.guid(),
  phaseId: emptyAsNull.pipe(z.guid().nullable()),
  cause: z.enum(Object.keys(NOTE_CAUSES) as [NoteCause, ...NoteCause[]]),
  severity: z.enum(Object.keys(NOTE_SEVERITIES) as [NoteSeverity, ...NoteSeverity[]]),
  blocking: z.literal('on').optional(),
  text: z.string().trim().min(1, 'Write what was said and what you did.').max(LONGEST_NOTE, `A note holds at most ${LONGEST_NOTE} characters.`),
});

/** Writes a note about a person. Helpdesk and admins. */
export async function writeNoteAction(_previous: ActionResult<{ noteId: string }>, form: FormData) {
  return runAction(form, {
    name: 'note.write',
    role: NOTE_WRITERS,
    input: WriteNote,
    run: async (actor, { blocking, ...about }) => {
      const note = await writeNoteAbout(actor, { ...about, blocking: blocking === 'on' });
      revalidatePath(`/people/${about.personId}`);
      return { noteId: note.id };
    },
  });
}

const ResolveNote = z.object({ noteId: z.guid(), reason: z.string().trim().max(LONGEST_NOTE).optional() });

/** Resolves a note. Helpdesk and admins. */
export async function resolveNoteAction(_previous: ActionResult<{ personId: string }>, form: FormData) {
  return runAction(form, {
    name: 'note.resolve',
    role: NOTE_WRITERS,
    input: ResolveNote,
    run: async (actor, { noteId, reason }) => {
      const note = await resolveNote(actor, noteId, reason ?? '');
      revalidatePath(`/people/${note.personId}`);
      return { personId: note.personId };
    },
  });
}

/** Opens a resolved note again. Helpdesk and admins. */
export async function reopenNoteAction(_previous: ActionResult<{ personId: string }>, form: FormData) {
  return runAction(form, {
    name: 'note.reopen',
    role: NOTE_WRITERS,
    input: z.object({ noteId: z.guid() }),
    run: async (actor, { noteId }) => {
      const note = await resolveNote(actor, noteId, null);
      revalidatePath(`/people/${note.personId}`);
      return { personId: note.personId };
    },
  });
}
