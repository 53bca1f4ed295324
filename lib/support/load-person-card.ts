import 'server-only';
import { listActivity } from '@/lib/db/audit';
import { findKeptPerson, listPilotBadges, listPlannedFor } from '@/lib/db/people-in-rollouts';
import { listNotesOf } from '@/lib/db/support-notes';
import type { Assignment } from '@/lib/authoring/assignment';
import { findPeople, findPerson } from '@/lib/directory/directory';
import { noteCard, noteSearch } from '@/lib/directory/note-look-up';
import type { Looker } from '@/lib/directory/note-look-up';
import type { Person } from '@/lib/directory/person';
import { listAssignments } from '@/lib/graph/assignments';
import { graphFor } from '@/lib/graph/graph-for';
import { toActivityRow } from './load-activity';
import type { ActivityRow } from './load-activity';
import type { SupportNote } from './note';
import { cardLines } from './person-card';
import type { CardLine, HeldAssignment, PlannedPackage } from './person-card';

/** Most lines, notes and happenings one card shows; a person in more than that is no pilot user any more. */
const MOST_LINES = 200;
const MOST_NOTES = 50;
const MOST_EVENTS = 30;

export type PersonCard = {
  person: Person;
  /** The tenant no longer knows them; the person is as a cohort kept them. */
  gone: boolean;
  lines: CardLine[];
  /** The phases the person is in, for a note to name. */
  phases: { id: string; name: string; rolloutName: string }[];
  notes: { notes: SupportNote[]; total: number };
  timeline: ActivityRow[];
  /** The tenant holds more assignments for the person than were read. */
  more: boolean;
  readAt: string;
};

/**
 * Everything helpdesk sees of one person, in one round: the tenant's answer and our own rows at once. Written down as a
 * look-up. Null where neither the tenant nor a cohort knows anybody of that id.
 */
export async function loadPersonCard(reader: Looker & { tokenCacheId: string }, personId: string): Promise<PersonCard | null> {
  const graph = graphFor(reader);
  const [found, page, planned, notes, activity] = await Promise.all([
    findPerson(graph, personId),
    listAssignments(graph, { personId }),
    listPlannedFor(personId, MOST_LINES),
    listNotesOf(personId, MOST_NOTES),
    listActivity({ subjectPersonId: personId }, MOST_EVENTS, null),
  ]);
  const person = found ?? (await findKeptPerson(personId));
  if (!person) return null;
  await noteCard(reader, person.id);
  return {
    person,
    gone: !found,
    lines: cardLines(planned, page.items.flatMap(toHeld)),
    phases: phasesOf(planned),
    notes,
    timeline: activity.entries.map(toActivityRow),
    more: page.next !== null,
    readAt: new Date().toISOString(),
  };
}

function toHeld(assignment: Assignment): HeldAssignment[] {
  const { id, packageId, packageName, policyName, state, since, until } = assignment;
  return state === 'expired' ? [] : [{ id, packageId, packageName, policyName: policyName || null, state, since, until }];
}

function phasesOf(planned: PlannedPackage[]): PersonCard['phases'] {
  return [...new Map(planned.map((plan) => [plan.phaseId, { id: plan.phaseId, name: plan.phaseName, rolloutName: plan.rolloutName }])).values()];
}

export type FoundPerson = Person & { phase: { name: string; rolloutName: string } | null };

/** People by name, mail or user principal name, each with the newest phase they are in; `asOf` where the mirror answered. Written down as a look-up. */
export async function searchForHelpdesk(reader: Looker & { tokenCacheId: string }, text: string, take: number): Promise<{ people: FoundPerson[]; asOf: string | null }> {
  const { people, asOf } = await findPeople(graphFor(reader), text, take);
  const [badges] = await Promise.all([listPilotBadges(people.map((person) => person.id)), noteSearch(reader, text, people)]);
  const found = people.map((person) => {
    const badge = badges.get(person.id);
    return { ...person, phase: badge ? { name: badge.phaseName, rolloutName: badge.rolloutName } : null };
  });
  return { people: found, asOf };
}
