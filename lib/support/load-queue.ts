import 'server-only';
import { listTroubled } from '@/lib/db/people-in-rollouts';
import { listOpenNotes } from '@/lib/db/support-notes';
import type { SupportNote } from './note';

/** People, and notes, on one page of the queue. */
export const QUEUE_PAGE = 25;

export type QueueRow = { personId: string; personName: string; userPrincipalName: string | null; packageName: string; runId: string; where: string; state: string; since: string; failure: string | null };

/** What helpdesk has before it: people whose access failed or waits, and open notes, each a page. */
export async function loadQueue(page: number, notesPage: number): Promise<{ people: QueueRow[]; peopleInAll: number; notes: SupportNote[]; notesInAll: number }> {
  const [troubled, notes] = await Promise.all([listTroubled(QUEUE_PAGE, (page - 1) * QUEUE_PAGE), listOpenNotes(QUEUE_PAGE, (notesPage - 1) * QUEUE_PAGE)]);
  return {
    people: troubled.people.map((row) => ({ personId: row.personId, personName: row.personName, userPrincipalName: row.userPrincipalName, packageName: row.packageName, runId: row.runId, where: `${row.rolloutName}, ${row.phaseName}`, state: row.state, since: row.since.toISOString(), failure: row.failure })),
    peopleInAll: troubled.total,
    notes: notes.notes,
    notesInAll: notes.total,
  };
}
