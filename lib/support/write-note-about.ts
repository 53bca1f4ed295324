import 'server-only';
import type { AuditPerson } from '@/lib/audit';
import { listPlannedFor } from '@/lib/db/people-in-rollouts';
import { findPerson } from '@/lib/directory/directory';
import { AppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import type { NoteCause, NoteSeverity, SupportNote } from './note';
import { writeNote } from './write-note';

export type NoteAbout = { personId: string; phaseId: string | null; cause: NoteCause; severity: NoteSeverity; blocking: boolean; text: string };

/**
 * Writes a note about a person the tenant knows, in a phase they are in or in none. Name and phase are read, not taken
 * from the browser.
 * @throws AppError `notFound` for an unknown person, `invalid` for a phase they are not in.
 */
export async function writeNoteAbout(author: AuditPerson & { tokenCacheId: string }, wanted: NoteAbout): Promise<SupportNote> {
  const [person, planned] = await Promise.all([findPerson(graphFor(author), wanted.personId), listPlannedFor(wanted.personId, 500)]);
  if (!person) throw new AppError('notFound', `person ${wanted.personId}`, { say: 'The tenant knows nobody of this id any more.' });
  if (wanted.phaseId && !planned.some((plan) => plan.phaseId === wanted.phaseId)) {
    throw new AppError('invalid', `person ${person.id} is not in phase ${wanted.phaseId}`, { fields: { phaseId: 'This person is not in that phase. Choose another, or none.' } });
  }
  return writeNote(author, {
    person: { personId: person.id, name: person.name, userPrincipalName: person.userPrincipalName },
    phaseId: wanted.phaseId,
    packageId: null,
    packageName: null,
    cause: wanted.cause,
    severity: wanted.severity,
    blocking: wanted.blocking,
    text: wanted.text,
  });
}
