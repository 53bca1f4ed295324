import 'server-only';
import type { RehearsalNote, RehearsalNoteKind } from '@/lib/rollout/rehearsal-note';
import { db } from './client';
import type { Db } from './client';
import { slicesOf } from './statement';

/** Keeps what a rehearsal says of its people beside their outcomes. Never changed afterwards: the database refuses it. */
export async function storeNotes(tx: Db, rehearsalId: string, notes: RehearsalNote[]): Promise<void> {
  for (const slice of slicesOf(notes)) {
    await tx.$executeRaw`
      INSERT INTO "rehearsal_note" ("rehearsal_id", "person_id", "kind", "detail")
      SELECT ${rehearsalId}::uuid, * FROM unnest(${slice.map((note) => note.personId)}::uuid[], ${slice.map((note) => note.kind)}::text[], ${slice.map((note) => note.detail)}::text[])`;
  }
}

/** What a rehearsal says of these people, or of everybody. */
export async function listNotes(rehearsalId: string, personIds?: string[]): Promise<RehearsalNote[]> {
  const rows = await db().rehearsalNote.findMany({ where: { rehearsalId, ...(personIds ? { personId: { in: personIds } } : {}) }, orderBy: [{ kind: 'asc' }, { personId: 'asc' }], select: { personId: true, kind: true, detail: true } });
  return rows.map((row) => ({ ...row, kind: row.kind as RehearsalNoteKind }));
}
