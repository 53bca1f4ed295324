import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { withDatabase } from '@/e2e/testing/with-database';
import { db } from '@/lib/db/client';
import { loadQueue } from './load-queue';
import type { WantedNote } from './write-note';
import { resolveNote, writeNote } from './write-note';

const HELPDESK = { personId: randomUUID(), name: 'Tomasz Nowak', userPrincipalName: 'tomasz@haldenvoss.example' };
const CALLER = { personId: randomUUID(), name: 'Ana Kowalczyk', userPrincipalName: 'ana@haldenvoss.example' };

withDatabase();

function note(text: string, change: Partial<WantedNote> = {}) {
  return writeNote(HELPDESK, { person: CALLER, phaseId: null, packageId: null, packageName: null, cause: 'question', severity: 'normal', blocking: false, text, ...change });
}

test('what keeps somebody from work comes first among the open notes, then the more urgent, then the older', async () => {
  await note('older');
  await note('newer');
  await note('small', { severity: 'low' });
  await note('urgent', { severity: 'high' });
  await note('cannot work', { blocking: true, severity: 'low' });
  await resolveNote(HELPDESK, (await note('done', { severity: 'high', blocking: true })).id, 'Signed in again');

  const { notes } = await loadQueue(1, 1);

  expect(notes.map(({ text, severity, blocking }) => [text, severity, blocking])).toEqual([
    ['cannot work', 'low', true],
    ['urgent', 'high', false],
    ['older', 'normal', false],
    ['newer', 'normal', false],
    ['small', 'low', false],
  ]);
});

test('a note is resolved once, opened again once, and the audit has its severity and not its text', async () => {
  const { id } = await note('The secret of the caller', { severity: 'high' });
  await resolveNote(HELPDESK, id, 'Done');
  await expect(resolveNote(HELPDESK, id, 'Done')).rejects.toMatchObject({ code: 'conflict' });
  await resolveNote(HELPDESK, id, null);
  await expect(resolveNote(HELPDESK, id, null)).rejects.toMatchObject({ code: 'conflict' });

  const events = await db().auditEvent.findMany({ where: { objectId: id }, orderBy: { seq: 'asc' } });
  expect(events.map(({ action, after }) => [action, after])).toEqual([
    ['note.write', { cause: 'question', severity: 'high', blocking: false, package: null }],
    ['note.resolve', null],
    ['note.reopen', null],
  ]);
  expect(JSON.stringify(events, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('secret of the caller');
});
