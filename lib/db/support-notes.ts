import 'server-only';
import type { NoteCause, NoteContent, SupportNote } from '@/lib/support/note';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';

const WITH_PHASE = { phase: { select: { name: true } } } as const;

type Row = Prisma.SupportNoteGetPayload<{ include: typeof WITH_PHASE }>;

function toNote(row: Row): SupportNote {
  return {
    id: row.id,
    personId: row.personId,
    personName: row.personName,
    phaseId: row.phaseId,
    phaseName: row.phase?.name ?? null,
    packageId: row.packageId,
    packageName: row.packageName,
    cause: row.cause as NoteCause,
    severity: row.severity,
    blocking: row.blocking,
    text: row.text,
    writtenByName: row.writtenByName,
    writtenAt: row.writtenAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    resolvedByName: row.resolvedByName,
    resolution: row.resolution,
  };
}

export type NewNote = NoteContent & Pick<SupportNote, 'personId' | 'personName' | 'writtenByName'> & { writtenBy: string };

export async function insertNote(tx: Db, note: NewNote): Promise<SupportNote> {
  return toNote(await tx.supportNote.create({ data: note, include: WITH_PHASE }));
}

/** The note, or null where there is none of that id. */
export async function findNote(id: string, tx: Db = db()): Promise<SupportNote | null> {
  const row = await tx.supportNote.findUnique({ where: { id }, include: WITH_PHASE });
  return row && toNote(row);
}

/** Resolves an open note, or takes that back. Answers false when it was not in the state it is taken from. */
export async function setNoteResolved(tx: Db, id: string, resolved: { by: string; byName: string; resolution: string } | null): Promise<boolean> {
  const { count } = resolved
    ? await tx.supportNote.updateMany({ where: { id, resolvedAt: null }, data: { resolvedAt: new Date(), resolvedBy: resolved.by, resolvedByName: resolved.byName, resolution: resolved.resolution || null } })
    : await tx.supportNote.updateMany({ where: { id, resolvedAt: { not: null } }, data: { resolvedAt: null, resolvedBy: null, resolvedByName: null, resolution: null } });
  return count === 1;
}

/** A page of a person's notes, open ones first, newest first. */
export async function listNotesOf(personId: string, take: number): Promise<{ notes: SupportNote[]; total: number }> {
  const [open, resolved, total] = await Promise.all([
    db().supportNote.findMany({ where: { personId, resolvedAt: null }, orderBy: { writtenAt: 'desc' }, take, include: WITH_PHASE }),
    db().supportNote.findMany({ where: { personId, resolvedAt: { not: null } }, orderBy: { writtenAt: 'desc' }, take, include: WITH_PHASE }),
    db().supportNote.count({ where: { personId } }),
  ]);
  return { notes: [...open, ...resolved].slice(0, take).map(toNote), total };
}

/** A page of the open notes of everybody, blocking first, oldest first. */
export async function listOpenNotes(take: number, skip: number): Promise<{ notes: SupportNote[]; total: number }> {
  const [rows, total] = await Promise.all([
    db().supportNote.findMany({ where: { resolvedAt: null }, orderBy: [{ blocking: 'desc' }, { severity: 'desc' }, { writtenAt: 'asc' }], take, skip, include: WITH_PHASE }),
    db().supportNote.count({ where: { resolvedAt: null } }),
  ]);
  return { notes: rows.map(toNote), total };
}
