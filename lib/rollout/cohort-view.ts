import 'server-only';
import { countChanges, listChanges, readCohortRead } from '@/lib/db/cohort-changes';
import { countLeftOut, listLeftOut } from '@/lib/db/cohort-left-out';
import type { LeftOutFilter } from '@/lib/db/cohort-left-out';
import { countOutcomesOf, countOverlap, findMember, listMembers, listOtherPhases, listValues } from '@/lib/db/cohort-list';
import type { MemberFilter, OtherPhase } from '@/lib/db/cohort-list';
import { listWhys } from '@/lib/db/cohort-members';
import { getSource, listSources } from '@/lib/db/cohort-sources';
import { countVerdicts, listImportRows } from '@/lib/db/import-rows';
import { getPhase, listPhases } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import type { AccountKind } from '@/lib/directory/account-kind';
import { canChangeCohort } from './phase';
import type { Basis, CohortChange, CohortChangeKind, CohortMember, CohortSource, CohortWhy, ImportRow, ImportVerdict, LeftOut, MemberOrder } from './cohort';
import type { Outcome } from './rehearsal';
import { latestHolding, standingsOf } from './standing';
import type { MemberStanding } from './standing';

export type ShownMember = CohortMember & { standing: MemberStanding; whys: CohortWhy[]; changes: CohortChange[]; otherPhases: OtherPhase[] };

type Values = { value: string; people: number }[];

export type CohortView = {
  phase: PhaseInRollout;
  open: boolean;
  /** As of when the whole cohort was last read; null while it has nobody. */
  read: Basis | null;
  sources: CohortSource[];
  values: { departments: Values; countries: Values; offices: Values };
  members: ShownMember[];
  matching: number;
  /** How those who match stand; null without a rehearsal of the cohort as it is. */
  outcomes: Record<Outcome, number> | null;
  rehearsedAt: Date | null;
  changes: { people: number; kinds: Partial<Record<CohortChangeKind, number>> };
  overlap: { earlier: number; later: number };
  leftOut: { kind: AccountKind; people: number }[];
  /** Phases of the rollout that still take people, this one apart. */
  movesTo: { id: string; name: string }[];
  person: ShownMember | null;
};

/** A phase, for titles and for the way to its rollout. @throws AppError `notFound` */
export async function loadPhaseAddress(phaseId: string): Promise<PhaseInRollout> {
  return getPhase(phaseId);
}

function isOpen(phase: PhaseInRollout): boolean {
  return canChangeCohort(phase.state) && phase.rolloutState !== 'abandoned' && phase.rolloutState !== 'finished';
}

/** Values of an attribute that a filter offers. */
const MOST_VALUES = 40;

/**
 * A cohort as its page shows it: a page of its people, where they came from, and one of them opened.
 * @throws AppError `notFound`
 */
export async function loadCohortView(phaseId: string, filter: MemberFilter, page: { skip: number; take: number }, order: MemberOrder, personId: string | undefined): Promise<CohortView> {
  const phase = await getPhase(phaseId);
  const rehearsal = await latestHolding(phase);
  const rehearsed = rehearsal && { rehearsalId: rehearsal.id, packageCount: rehearsal.design.packages.length };
  const [sources, departments, countries, offices, { members, total }, person, read, changes, overlap, leftOut, phases, outcomes] = await Promise.all([
    listSources(phase.id),
    listValues(phase.id, 'departments', MOST_VALUES),
    listValues(phase.id, 'countries', MOST_VALUES),
    listValues(phase.id, 'offices', MOST_VALUES),
    listMembers(phase.id, filter, page, order, rehearsed),
    personId ? findMember(phase.id, personId) : null,
    readCohortRead(phase.id),
    countChanges(phase.id),
    countOverlap(phase.id),
    countLeftOut(phase.id),
    listPhases(phase.rolloutId),
    rehearsed ? countOutcomesOf(phase.id, filter, rehearsed) : null,
  ]);
  const ids = [...new Set([...members.map((member) => member.personId), ...(person ? [person.personId] : [])])];
  const [whys, others, changed, standings] = await Promise.all([listWhys(phase.id, ids), listOtherPhases(phase.id, ids), listChanges(phase.id, ids), rehearsal ? standingsOf(rehearsal, ids) : () => null]);
  const shown = (member: CohortMember): ShownMember => ({
    ...member,
    standing: standings(member.personId),
    whys: whys.get(member.personId) ?? [],
    changes: changed.filter((each) => each.personId === member.personId),
    otherPhases: others.filter((each) => each.personId === member.personId),
  });
  return {
    phase, open: isOpen(phase), read, sources, values: { departments, countries, offices }, members: members.map(shown), matching: total, outcomes, rehearsedAt: rehearsal?.createdAt ?? null, changes, overlap, leftOut,
    movesTo: phases.filter((each) => each.id !== phase.id && canChangeCohort(each.state)).map(({ id, name }) => ({ id, name })),
    person: person ? shown(person) : null,
  };
}

export type LeftOutView = { phase: PhaseInRollout; open: boolean; sources: CohortSource[]; kinds: { kind: AccountKind; people: number }[]; people: LeftOut[]; matching: number };

/** Those a cohort leaves out because of what kind of account they have. @throws AppError `notFound` */
export async function loadLeftOutView(phaseId: string, filter: LeftOutFilter, page: { skip: number; take: number }): Promise<LeftOutView> {
  const phase = await getPhase(phaseId);
  const [sources, kinds, { people, total }] = await Promise.all([listSources(phase.id), countLeftOut(phase.id), listLeftOut(phase.id, filter, page)]);
  return { phase, open: isOpen(phase), sources, kinds, people, matching: total };
}

export type ImportView = { phase: PhaseInRollout; open: boolean; source: CohortSource; verdicts: Partial<Record<ImportVerdict, number>>; rows: ImportRow[]; matching: number };

/**
 * The report of an import: every line with what became of it.
 * @throws AppError `notFound`, also for a source that is no list.
 */
export async function loadImportView(phaseId: string, sourceId: string, filter: { verdict?: ImportVerdict; text?: string }, page: { skip: number; take: number }): Promise<ImportView> {
  const [phase, source] = await Promise.all([getPhase(phaseId), getSource(phaseId, sourceId)]);
  const [verdicts, { rows, total }] = await Promise.all([countVerdicts(source.id), listImportRows(source.id, filter, page)]);
  return { phase, open: isOpen(phase), source, verdicts, rows, matching: total };
}
