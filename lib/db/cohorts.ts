import 'server-only';
import { AppError } from '@/lib/errors';
import type { ACCOUNTS, CohortMember, CohortPerson, CohortSource, CohortSourceKind, ImportRow, ImportVerdict, MemberOrder } from '@/lib/rollout/cohort';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

/** Most rows in one statement: the embedded database serves one at a time. */
const SLICE = 2000;

function slices<T>(rows: T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / SLICE) }, (_, index) => rows.slice(index * SLICE, (index + 1) * SLICE));
}

export type NewSource = { phaseId: string; kind: CohortSourceKind; label: string; groupId?: string; fileHash?: string; addedBy: string; addedByName: string };

export async function insertSource(tx: Db, source: NewSource): Promise<string> {
  const { id } = await tx.cohortSource.create({ data: source, select: { id: true } });
  return id;
}

/** Adds people who are not in the cohort yet; gives how many that were. */
export async function insertMembers(tx: Db, phaseId: string, sourceId: string, people: CohortPerson[], why: string): Promise<number> {
  let added = 0;
  for (const slice of slices(people)) {
    added += await tx.$executeRaw`
      INSERT INTO "cohort_member" ("phase_id", "source_id", "why", "person_id", "name", "user_principal_name", "department", "enabled", "external")
      SELECT ${phaseId}::uuid, ${sourceId}::uuid, ${why}, * FROM unnest(${slice.map((person) => person.id)}::uuid[], ${slice.map((person) => person.name)}::text[],
        ${slice.map((person) => person.userPrincipalName)}::text[], ${slice.map((person) => person.department)}::text[], ${slice.map((person) => person.enabled)}::boolean[], ${slice.map((person) => person.external)}::boolean[])
      ON CONFLICT ("phase_id", "person_id") DO NOTHING`;
  }
  return added;
}

export async function insertImportRows(tx: Db, sourceId: string, rows: ImportRow[]): Promise<void> {
  for (const slice of slices(rows)) {
    await tx.$executeRaw`
      INSERT INTO "cohort_import_row" ("source_id", "line", "text", "verdict", "detail", "person_id")
      SELECT ${sourceId}::uuid, r.line, r.text, r.verdict::"import_verdict", r.detail, r.person FROM unnest(${slice.map((row) => row.line)}::int[], ${slice.map((row) => row.text)}::text[],
        ${slice.map((row) => row.verdict)}::text[], ${slice.map((row) => row.detail)}::text[], ${slice.map((row) => row.personId)}::uuid[]) AS r(line, text, verdict, detail, person)`;
  }
}

/** Which of these people are in the cohort already. */
export async function findMemberIds(tx: Db, phaseId: string, personIds: string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const slice of slices(personIds)) {
    const rows = await tx.cohortMember.findMany({ where: { phaseId, personId: { in: slice } }, select: { personId: true } });
    for (const row of rows) found.add(row.personId);
  }
  return found;
}

const MEMBER = { personId: true, sourceId: true, name: true, userPrincipalName: true, department: true, enabled: true, external: true, why: true, addedAt: true } as const;

/** The whole cohort, by person id: what a rehearsal freezes. */
export async function listCohort(phaseId: string, tx: Db = db()): Promise<CohortMember[]> {
  return tx.cohortMember.findMany({ where: { phaseId }, orderBy: { personId: 'asc' }, select: MEMBER });
}

export type MemberFilter = { text?: string; sourceId?: string; department?: string; account?: (typeof ACCOUNTS)[number] };

function membersWhere(phaseId: string, filter: MemberFilter): Prisma.CohortMemberWhereInput {
  return {
    phaseId,
    ...(filter.text ? { OR: [{ name: { contains: filter.text, mode: 'insensitive' } }, { userPrincipalName: { contains: filter.text, mode: 'insensitive' } }] } : {}),
    ...(filter.sourceId ? { sourceId: filter.sourceId } : {}),
    ...(filter.department ? { department: filter.department } : {}),
    ...(filter.account === 'disabled' ? { enabled: false } : filter.account === 'external' ? { external: true } : filter.account === 'enabled' ? { enabled: true, external: false } : {}),
  };
}

/** A page of members, by name unless asked otherwise, and how many match in all. */
export async function listMembers(phaseId: string, filter: MemberFilter, page: { skip: number; take: number }, { by, down }: MemberOrder = { by: 'person', down: false }): Promise<{ members: CohortMember[]; total: number }> {
  const where = membersWhere(phaseId, filter);
  const [members, total] = await Promise.all([
    db().cohortMember.findMany({ where, orderBy: [...(by === 'department' ? [{ department: down ? ('desc' as const) : ('asc' as const) }, { name: 'asc' as const }] : [{ name: down ? ('desc' as const) : ('asc' as const) }]), { personId: 'asc' }], skip: page.skip, take: page.take, select: MEMBER }),
    db().cohortMember.count({ where }),
  ]);
  return { members, total };
}

/** The departments of a cohort, the largest first; a filter offers them. */
export async function listDepartments(phaseId: string, take: number): Promise<{ department: string; people: number }[]> {
  const rows = await db().cohortMember.groupBy({ by: ['department'], where: { phaseId, department: { not: null } }, _count: { personId: true }, orderBy: { _count: { personId: 'desc' } }, take });
  return rows.map((row) => ({ department: row.department ?? '', people: row._count.personId }));
}

/** One member, or null. */
export async function findMember(phaseId: string, personId: string): Promise<(CohortMember & { source: CohortSource; otherPhases: { rolloutId: string; phaseId: string; rolloutName: string; phaseName: string }[] }) | null> {
  const row = await db().cohortMember.findUnique({ where: { phaseId_personId: { phaseId: requireRowId(phaseId), personId: requireRowId(personId) } }, select: { ...MEMBER, source: { select: SOURCE } } });
  if (!row) return null;
  const others = await db().cohortMember.findMany({
    where: { personId, phaseId: { not: phaseId } },
    take: 10,
    select: { phase: { select: { id: true, name: true, rollout: { select: { id: true, name: true } } } } },
  });
  return {
    ...row,
    source: toSource(row.source),
    otherPhases: others.map(({ phase }) => ({ rolloutId: phase.rollout.id, phaseId: phase.id, rolloutName: phase.rollout.name, phaseName: phase.name })),
  };
}

/** Takes people out of a cohort; gives how many were in it. */
export async function deleteMembers(tx: Db, phaseId: string, personIds: string[]): Promise<number> {
  return (await tx.cohortMember.deleteMany({ where: { phaseId, personId: { in: personIds } } })).count;
}

/** Takes everybody who matches out of a cohort; gives how many did. */
export async function deleteMatching(tx: Db, phaseId: string, filter: MemberFilter): Promise<number> {
  return (await tx.cohortMember.deleteMany({ where: membersWhere(phaseId, filter) })).count;
}

const SOURCE = { id: true, kind: true, label: true, groupId: true, addedByName: true, addedAt: true, _count: { select: { members: true } } } as const;

function toSource({ _count, ...row }: Omit<CohortSource, 'peopleCount'> & { _count: { members: number } }): CohortSource {
  return { ...row, peopleCount: _count.members };
}

/** Where the people of a cohort came from, oldest first. */
export async function listSources(phaseId: string): Promise<CohortSource[]> {
  return (await db().cohortSource.findMany({ where: { phaseId }, orderBy: [{ addedAt: 'asc' }, { id: 'asc' }], select: SOURCE })).map(toSource);
}

/** @throws AppError `notFound` when the phase has no such source. */
export async function getSource(phaseId: string, sourceId: string, tx: Db = db()): Promise<CohortSource> {
  const row = await tx.cohortSource.findFirst({ where: { id: requireRowId(sourceId), phaseId: requireRowId(phaseId) }, select: SOURCE });
  if (!row) throw new AppError('notFound', `phase ${phaseId} has no source ${sourceId}`);
  return toSource(row);
}

/** Removes a source with the people who are in the cohort by it. */
export async function deleteSource(tx: Db, sourceId: string): Promise<void> {
  await tx.cohortSource.delete({ where: { id: sourceId } });
}

/** How many lines of an import got which verdict. */
export async function countVerdicts(sourceId: string): Promise<Partial<Record<ImportVerdict, number>>> {
  const rows = await db().cohortImportRow.groupBy({ by: ['verdict'], where: { sourceId }, _count: { line: true } });
  return Object.fromEntries(rows.map((row) => [row.verdict, row._count.line]));
}

/** A page of an import's lines in their order, and how many match in all. */
export async function listImportRows(sourceId: string, filter: { verdict?: ImportVerdict; text?: string }, page: { skip: number; take: number }): Promise<{ rows: ImportRow[]; total: number }> {
  const where: Prisma.CohortImportRowWhereInput = { sourceId, ...(filter.verdict ? { verdict: filter.verdict } : {}), ...(filter.text ? { text: { contains: filter.text, mode: 'insensitive' } } : {}) };
  const [rows, total] = await Promise.all([
    db().cohortImportRow.findMany({ where, orderBy: { line: 'asc' }, skip: page.skip, take: page.take, select: { line: true, text: true, verdict: true, detail: true, personId: true } }),
    db().cohortImportRow.count({ where }),
  ]);
  return { rows, total };
}

/** One line of an import, or null. */
export async function findImportRow(sourceId: string, line: number, tx: Db = db()): Promise<ImportRow | null> {
  return tx.cohortImportRow.findUnique({ where: { sourceId_line: { sourceId, line } }, select: { line: true, text: true, verdict: true, detail: true, personId: true } });
}

/** Writes what became of a line that was taken in after all. */
export async function updateImportRow(tx: Db, sourceId: string, line: number, verdict: ImportVerdict, detail: string): Promise<void> {
  await tx.cohortImportRow.update({ where: { sourceId_line: { sourceId, line } }, data: { verdict, detail } });
}
