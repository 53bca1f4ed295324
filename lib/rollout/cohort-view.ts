import 'server-only';
import { countChanges, listChanges, readCohortRead } from '@/lib/db/cohort-changes';
import { countLeftOut, listLeftOut } from '@/lib/db/cohort-left-out';
import type { LeftOutFilter } from '@/lib/db/cohort-left-out';
import { countOutcomesOf, countOverlap, findMember, listMembers, listOtherPhases, listValues } from '@/lib/db/cohort-list';
import type { OtherPhase } from '@/lib/db/cohort-list';
import { listWhys } from '@/lib/db/cohort-members';
import { countSources, getSource, listSources } from '@/lib/db/cohort-sources';
import { countVerdicts, listImportRows } from '@/lib/db/import-rows';
import { getPhase, listPhases } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { listExceptions } from '@/lib/db/rehearsal-exceptions';
import type { AccountKind } from '@/lib/directory/account-kind';
import { canChangeCohort } from './phase';
import type { Basis, CohortChange, CohortChangeKind, CohortMember, CohortSource, CohortWhy, ImportRow, ImportVerdict, LeftOut, MemberFilter, MemberOrder } from './cohort';
import type { RehearsalException, RehearsalHead, ToldOutcome } from './rehearsal';
import { COMING_OUTCOMES } from './rehearsal';
import { sentenceOf } from './rehearsal-view';
import { latestHolding, standingsOf, withoutException } from './standing';
import type { MemberStanding } from './standing';

/** What stands over every part of a cohort's place. */
export type CohortHead = {
  phase: PhaseInRollout;
  open: boolean;
  /** As of when the whole cohort was last read; null while it has nobody. */
  read: Basis | null;
  changes: { people: number; kinds: Partial<Record<CohortChangeKind, number>> };
  leftOut: { kind: AccountKind; people: number }[];
  sourceCount: number;
};

export type ShownMember = CohortMember & { standing: MemberStanding; whys: CohortWhy[]; changes: CohortChange[]; otherPhases: OtherPhase[] };

/** How somebody stands with one package of the rollout, as it was rehearsed. */
export type PackageStanding = { packageName: string; outcome: ToldOutcome; reason: string };

type Values = { value: string; people: number }[];

export type CohortView = {
  head: CohortHead;
  sources: CohortSource[];
  values: { departments: Values; countries: Values; offices: Values };
  members: ShownMember[];
  matching: number;
  /** How those who match stand; null without a rehearsal of the cohort as it is. */
  outcomes: Record<ToldOutcome, number> | null;
  /** Of those who match, how many can be moved to another phase. */
  eligible: number;
  overlap: { earlier: number; later: number };
  /** Phases of the rollout that still take people, this one apart. */
  movesTo: { id: string; name: string }[];
  person: (ShownMember & { packages: PackageStanding[] }) | null;
};

/** A phase, for titles and for the way to its rollout. @throws AppError `notFound` */
export async function loadPhaseAddress(phaseId: string): Promise<PhaseInRollout> {
  return getPhase(phaseId);
}

async function loadHead(phase: PhaseInRollout): Promise<CohortHead> {
  const [read, changes, leftOut, sourceCount] = await Promise.all([readCohortRead(phase.id), countChanges(phase.id), countLeftOut(phase.id), countSources(phase.id)]);
  return { phase, open: canChangeCohort(phase.state) && phase.rolloutState !== 'abandoned' && phase.rolloutState !== 'finished', read, changes, leftOut, sourceCount };
}

/** Values of an attribute that a filter offers. */
const MOST_VALUES = 40;

/**
 * A cohort as its page shows it: a page of its people, and one of them opened.
 * @throws AppError `notFound`
 */
export async function loadCohortView(phaseId: string, filter: MemberFilter, page: { skip: number; take: number }, order: MemberOrder, personId: string | undefined): Promise<CohortView> {
  const phase = await getPhase(phaseId);
  const rehearsal = await latestHolding(phase);
  const rehearsed = rehearsal && { rehearsalId: rehearsal.id, packageCount: rehearsal.design.packages.length };
  const [head, sources, departments, countries, offices, { members, total }, person, overlap, phases, outcomes] = await Promise.all([
    loadHead(phase),
    listSources(phase.id),
    listValues(phase.id, 'departments', MOST_VALUES),
    listValues(phase.id, 'countries', MOST_VALUES),
    listValues(phase.id, 'offices', MOST_VALUES),
    listMembers(phase.id, filter, page, order, rehearsed),
    personId ? findMember(phase.id, personId) : null,
    countOverlap(phase.id),
    listPhases(phase.rolloutId),
    rehearsed ? countOutcomesOf(phase.id, filter, rehearsed) : null,
  ]);
  const ids = [...new Set([...members.map((member) => member.personId), ...(person ? [person.personId] : [])])];
  const [whys, others, changed, exceptions, enabled] = await Promise.all([
    listWhys(phase.id, ids), listOtherPhases(phase.id, ids), listChanges(phase.id, ids), rehearsal ? listExceptions(rehearsal.id, ids) : [],
    outcomes ? null : listMembers(phase.id, { ...filter, enabled: true }, { skip: 0, take: 0 }),
  ]);
  const standings = rehearsal ? standingsOf(rehearsal, exceptions) : () => null;
  const shown = (member: CohortMember): ShownMember => ({
    ...member,
    standing: standings(member.personId),
    whys: whys.get(member.personId) ?? [],
    changes: changed.filter((each) => each.personId === member.personId),
    otherPhases: others.filter((each) => each.personId === member.personId),
  });
  return {
    head, sources, values: { departments, countries, offices }, members: members.map(shown), matching: total, outcomes, eligible: outcomes ? COMING_OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0) : (enabled?.total ?? 0), overlap,
    movesTo: phases.filter((each) => each.id !== phase.id && canChangeCohort(each.state)).map(({ id, name }) => ({ id, name })),
    person: person ? { ...shown(person), packages: rehearsal ? packagesOf(rehearsal, exceptions.filter((each) => each.personId === person.personId)) : [] } : null,
  };
}

function packagesOf(rehearsal: RehearsalHead, exceptions: readonly RehearsalException[]): PackageStanding[] {
  return rehearsal.design.packages.map((design) => {
    const { packageId, packageName } = design;
    const own = exceptions.find((each) => each.packageId === packageId);
    return { packageName, outcome: own?.outcome ?? withoutException(design), reason: own ? sentenceOf(own.reason, own.detail) : '' };
  });
}

export type SourcesView = { head: CohortHead; sources: CohortSource[] };

/** Where the people of a cohort came from. @throws AppError `notFound` */
export async function loadSourcesView(phaseId: string): Promise<SourcesView> {
  const phase = await getPhase(phaseId);
  const [head, sources] = await Promise.all([loadHead(phase), listSources(phase.id)]);
  return { head, sources };
}

export type LeftOutView = { head: CohortHead; sources: CohortSource[]; people: LeftOut[]; matching: number };

/** Those a cohort leaves out because of what kind of account they have. @throws AppError `notFound` */
export async function loadLeftOutView(phaseId: string, filter: LeftOutFilter, page: { skip: number; take: number }): Promise<LeftOutView> {
  const phase = await getPhase(phaseId);
  const [head, sources, { people, total }] = await Promise.all([loadHead(phase), listSources(phase.id), listLeftOut(phase.id, filter, page)]);
  return { head, sources, people, matching: total };
}

export type ImportView = { phase: PhaseInRollout; open: boolean; source: CohortSource; verdicts: Partial<Record<ImportVerdict, number>>; /** How many names stand in one line, where they were read one by one; else 0. */ places: number; rows: ImportRow[]; matching: number };

/**
 * The report of an import: every line with what became of it.
 * @throws AppError `notFound`, also for a source that is no list.
 */
export async function loadImportView(phaseId: string, sourceId: string, filter: { verdict?: ImportVerdict; text?: string }, page: { skip: number; take: number }): Promise<ImportView> {
  const [phase, source] = await Promise.all([getPhase(phaseId), getSource(phaseId, sourceId)]);
  const [counted, { rows, total }] = await Promise.all([countVerdicts(source.id), listImportRows(source.id, filter, page)]);
  return { phase, open: canChangeCohort(phase.state) && phase.rolloutState !== 'abandoned' && phase.rolloutState !== 'finished', source, ...counted, rows, matching: total };
}
