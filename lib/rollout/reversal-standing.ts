import 'server-only';
import { listCohort } from '@/lib/db/cohort-members';
import { getPeople } from '@/lib/directory/directory';
import type { Graph } from '@/lib/graph/client';
import { changesOf } from './member-changes';
import type { PersonNow } from './plan-reversal';
import type { Run } from './run';

/** How these people stand today against the cohort as it was frozen: gone or blocked, moved, or the same. */
export async function readStanding(graph: Graph, run: Pick<Run, 'phaseId'>, personIds: readonly string[]): Promise<Map<string, PersonNow>> {
  const [people, cohort] = await Promise.all([getPeople(graph, [...new Set(personIds)]), listCohort(run.phaseId)]);
  const members = new Map(cohort.map((member) => [member.personId, member]));
  return new Map(personIds.map((personId): [string, PersonNow] => {
    const [now, member] = [people.get(personId), members.get(personId)];
    if (!now?.enabled) return [personId, 'gone'];
    const moved = member && changesOf(member, { ...now, country: now.country ?? null, office: now.office ?? null, jobTitle: now.jobTitle ?? null }, null, []).some(({ kind }) => kind === 'moved');
    return [personId, moved ? 'moved' : 'same'];
  }));
}
