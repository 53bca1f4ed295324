import 'server-only';
import { countVerdicts, findMember, getSource, listDepartments, listImportRows, listMembers, listSources } from '@/lib/db/cohorts';
import type { MemberFilter } from '@/lib/db/cohorts';
import { getPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { latestRehearsal, listExceptions } from '@/lib/db/rehearsals';
import { canChangeCohort } from './phase';
import type { CohortMember, CohortSource, ImportRow, ImportVerdict, MemberOrder } from './cohort';
import { worstOutcome } from './rehearsal';
import type { Outcome, RehearsalHead } from './rehearsal';
import { sentenceOf } from './rehearsal-view';

/** How a member stood in the newest rehearsal of the cohort as it is; null where there is none. */
export type MemberStanding = { outcome: Outcome; reason: string } | null;

export type CohortView = {
  phase: PhaseInRollout;
  open: boolean;
  sources: CohortSource[];
  departments: { department: string; people: number }[];
  members: (CohortMember & { standing: MemberStanding })[];
  matching: number;
  rehearsedAt: Date | null;
  person: (NonNullable<Awaited<ReturnType<typeof findMember>>> & { standing: MemberStanding }) | null;
};

/** A phase, for titles and for the way to its rollout. @throws AppError `notFound` */
export async function loadPhaseAddress(phaseId: string): Promise<PhaseInRollout> {
  return getPhase(phaseId);
}

/**
 * A cohort as its page shows it: a page of its people, where they came from, and one of them opened.
 * @throws AppError `notFound`
 */
export async function loadCohortView(phaseId: string, filter: MemberFilter, page: { skip: number; take: number }, order: MemberOrder, personId: string | undefined): Promise<CohortView> {
  const phase = await getPhase(phaseId);
  const [sources, departments, { members, total }, person, rehearsal] = await Promise.all([
    listSources(phase.id),
    listDepartments(phase.id, 30),
    listMembers(phase.id, filter, page, order),
    personId ? findMember(phase.id, personId) : null,
    latestRehearsal(phase.id),
  ]);
  const holds = rehearsal !== null && rehearsal.phaseRevision === phase.revision;
  const standings = holds ? await standingsOf(rehearsal, [...members.map((member) => member.personId), ...(person ? [person.personId] : [])]) : () => null;
  const over = phase.rolloutState === 'abandoned' || phase.rolloutState === 'finished';
  return {
    phase,
    open: canChangeCohort(phase.state) && !over,
    sources,
    departments,
    members: members.map((member) => ({ ...member, standing: standings(member.personId) })),
    matching: total,
    rehearsedAt: holds ? rehearsal.createdAt : null,
    person: person ? { ...person, standing: standings(person.personId) } : null,
  };
}

/** Whoever has no exception gains what was rehearsed. */
async function standingsOf(rehearsal: RehearsalHead, personIds: string[]): Promise<(personId: string) => MemberStanding> {
  const exceptions = await listExceptions(rehearsal.id, personIds);
  return (personId) => {
    const own = exceptions.filter((each) => each.personId === personId);
    if (own.length === 0) return { outcome: 'assign', reason: '' };
    const gainsToo = own.length < rehearsal.design.packages.length;
    const outcome = worstOutcome([...own.map((each) => each.outcome), ...(gainsToo ? (['assign'] as const) : [])]);
    const telling = own.find((each) => each.outcome === outcome);
    return { outcome, reason: telling ? sentenceOf(telling.reason, telling.detail) : '' };
  };
}

export type ImportView = { phase: PhaseInRollout; open: boolean; source: CohortSource; verdicts: Partial<Record<ImportVerdict, number>>; rows: ImportRow[]; matching: number };

/**
 * The report of an import: every line with what became of it.
 * @throws AppError `notFound`, also for a source that is no list.
 */
export async function loadImportView(phaseId: string, sourceId: string, filter: { verdict?: ImportVerdict; text?: string }, page: { skip: number; take: number }): Promise<ImportView> {
  const [phase, source] = await Promise.all([getPhase(phaseId), getSource(phaseId, sourceId)]);
  const [verdicts, { rows, total }] = await Promise.all([countVerdicts(source.id), listImportRows(source.id, filter, page)]);
  return { phase, open: canChangeCohort(phase.state) && phase.rolloutState !== 'abandoned' && phase.rolloutState !== 'finished', source, verdicts, rows, matching: total };
}
