import 'server-only';
import { listCohort } from '@/lib/db/cohort-members';
import { getPeople } from '@/lib/directory/directory';
import type { Graph } from '@/lib/graph/client';
import type { CohortMember } from './cohort';
import { changesOf } from './member-changes';
import type { PersonNow } from './plan-reversal';

/** The cohort of a phase as it was frozen, by person. */
export async function loadFrozen(phaseId: string): Promise<Map<string, CohortMember>> {
  return new Map((await listCohort(phaseId)).map((member) => [member.personId, member]));
}

/** How these people stand today against the cohort as it was frozen: gone or blocked, moved, or the same. */
export async function readStanding(graph: Graph, frozen: ReadonlyMap<string, CohortMember>, personIds: readonly string[]): Promise<Map<string, PersonNow>> {
  const people = await getPeople(graph, [...personIds]);
  return new Map(personIds.map((personId): [string, PersonNow] => {
    const [now, member] = [people.get(personId), frozen.get(personId)];
    if (!now?.enabled) return [personId, 'gone'];
    const moved = member && changesOf(member, { ...now, country: now.country ?? null, office: now.office ?? null, jobTitle: now.jobTitle ?? null }, null, []).some(({ kind }) => kind === 'moved');
    return [personId, moved ? 'moved' : 'same'];
  }));
}
