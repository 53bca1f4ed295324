import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditPerson } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { findNote, insertNote, setNoteResolved } from '@/lib/db/support-notes';
import { AppError } from '@/lib/errors';
import { causeWord } from './note';
import type { NoteContent, SupportNote } from './note';

export type WantedNote = NoteContent & { person: AuditPerson };

/** Writes a note about a person and its audit event. The note's text stays out of the audit: it may name people. */
export async function writeNote(author: AuditPerson, { person, ...wanted }: WantedNote): Promise<SupportNote> {
  return inTransaction(async (tx) => {
    const note = await insertNote(tx, { ...wanted, personId: person.personId, personName: person.name, writtenBy: author.personId, writtenByName: author.name });
    await recordAudit(tx, [
      {
        action: 'note.write',
        outcome: 'done',
        actor: author,
        subject: person,
        objectType: 'note',
        objectId: note.id,
        objectName: causeWord(wanted.cause),
        ...(wanted.phaseId ? { phaseId: wanted.phaseId } : {}),
        after: { cause: wanted.cause, severity: wanted.severity, blocking: wanted.blocking, package: wanted.packageName },
      },
    ]);
    return note;
  });
}

/**
 * Resolves a note, or opens it again where `resolution` is null.
 * @throws AppError `notFound` for an unknown note, `conflict` when somebody else was first.
 */
export async function resolveNote(actor: AuditPerson, noteId: string, resolution: string | null): Promise<SupportNote> {
  return inTransaction(async (tx) => {
    const note = await findNote(noteId, tx);
    if (!note) throw new AppError('notFound', `note ${noteId}`);
    const moved = await setNoteResolved(tx, noteId, resolution === null ? null : { by: actor.personId, byName: actor.name, resolution });
    if (!moved) throw new AppError('conflict', `note ${noteId} is not in that state`, { say: resolution === null ? 'This note is open already.' : 'Somebody else resolved this note already.' });
    await recordAudit(tx, [
      {
        action: resolution === null ? 'note.reopen' : 'note.resolve',
        outcome: 'done',
        actor,
        subject: { personId: note.personId, name: note.personName, userPrincipalName: '' },
        objectType: 'note',
        objectId: note.id,
        objectName: causeWord(note.cause),
        ...(note.phaseId ? { phaseId: note.phaseId } : {}),
      },
    ]);
    const now = await findNote(noteId, tx);
    if (!now) throw new AppError('notFound', `note ${noteId}`);
    return now;
  });
}
