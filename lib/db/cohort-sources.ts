import 'server-only';
import { AppError } from '@/lib/errors';
import type { Basis, CohortSource, CohortSourceKind } from '@/lib/rollout/cohort';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

export type NewSource = {
  phaseId: string;
  kind: CohortSourceKind;
  label: string;
  groupId?: string;
  fileHash?: string;
  /** A rule's text, or what a sample is drawn by: whatever is the same twice is one source. */
  definition?: Prisma.InputJsonObject;
  basis?: Basis;
  addedBy: string;
  addedByName: string;
};

/**
 * The source that people come from: the phase's own where it has had the same before (the same group, rule or sample,
 * or somebody picking by hand again), else a new one. A list is always a new one, since its report is its own.
 */
export async function ensureSource(tx: Db, { basis, definition, ...source }: NewSource): Promise<string> {
  const read = basis ? { readFrom: basis.from, readAsOf: basis.asOf } : {};
  const same: Prisma.CohortSourceWhereInput | null =
    source.kind === 'csv' ? null
    : source.kind === 'picked' ? { kind: 'picked', addedBy: source.addedBy, label: source.label }
    : source.kind === 'group' ? { kind: 'group', groupId: source.groupId ?? null }
    : { kind: source.kind, definition: { equals: definition ?? Prisma.JsonNull } };
  const known = same && (await tx.cohortSource.findFirst({ where: { phaseId: source.phaseId, ...same }, select: { id: true } }));
  if (known) {
    await tx.cohortSource.update({ where: { id: known.id }, data: { label: source.label, newcomers: null, ...read } });
    return known.id;
  }
  const { id } = await tx.cohortSource.create({ data: { ...source, ...(definition ? { definition } : {}), ...read }, select: { id: true } });
  return id;
}

type SourceRow = Omit<CohortSource, 'basis'> & { readFrom: string | null; readAsOf: Date | null };

function sourcesWhere(where: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT s."id", s."kind"::text, s."label", s."group_id" AS "groupId", s."added_by_name" AS "addedByName", s."added_at" AS "addedAt", s."newcomers", coalesce(s."definition"->>'rule', s."definition"->'base'->>'rule') AS "rule", s."definition"->>'seed' AS "seed", s."read_from" AS "readFrom", s."read_as_of" AS "readAsOf",
      (SELECT count(*)::int FROM "cohort_why" w WHERE w."source_id" = s."id") AS "peopleCount",
      (SELECT count(*)::int FROM "cohort_why" w WHERE w."source_id" = s."id" AND NOT EXISTS (SELECT 1 FROM "cohort_why" o WHERE o."phase_id" = w."phase_id" AND o."person_id" = w."person_id" AND o."source_id" <> w."source_id")) AS "onlyCount",
      (SELECT count(*)::int FROM "cohort_left_out" l WHERE l."source_id" = s."id") AS "leftOutCount"
    FROM "cohort_source" s WHERE ${where} ORDER BY s."added_at", s."id"`;
}

function toSource({ readFrom, readAsOf, ...row }: SourceRow): CohortSource {
  return { ...row, basis: readFrom && readAsOf ? { from: readFrom === 'mirror' ? 'mirror' : 'tenant', asOf: readAsOf } : null };
}

/** Where the people of a cohort came from, oldest first. */
export async function listSources(phaseId: string, tx: Db = db()): Promise<CohortSource[]> {
  return (await tx.$queryRaw<SourceRow[]>(sourcesWhere(Prisma.sql`s."phase_id" = ${phaseId}::uuid`))).map(toSource);
}

/** @throws AppError `notFound` when the phase has no such source. */
export async function getSource(phaseId: string, sourceId: string, tx: Db = db()): Promise<CohortSource> {
  const [row] = await tx.$queryRaw<SourceRow[]>(sourcesWhere(Prisma.sql`s."id" = ${requireRowId(sourceId)}::uuid AND s."phase_id" = ${requireRowId(phaseId)}::uuid`));
  if (!row) throw new AppError('notFound', `phase ${phaseId} has no source ${sourceId}`);
  return toSource(row);
}

/** What the rules and samples of a phase were made by, by source. */
export async function listDefinitions(phaseId: string, tx: Db = db()): Promise<{ id: string; kind: CohortSourceKind; label: string; groupId: string | null; definition: unknown }[]> {
  return tx.cohortSource.findMany({ where: { phaseId, kind: { in: ['group', 'rule', 'sample'] } }, orderBy: { addedAt: 'asc' }, select: { id: true, kind: true, label: true, groupId: true, definition: true } });
}

/** Removes a source with what it brought; gives how many people are in the cohort by nothing any more, and gone. */
export async function deleteSource(tx: Db, phaseId: string, sourceId: string): Promise<number> {
  await tx.cohortSource.delete({ where: { id: sourceId } });
  return tx.$executeRaw`DELETE FROM "cohort_member" m WHERE m."phase_id" = ${phaseId}::uuid AND NOT EXISTS (SELECT 1 FROM "cohort_why" w WHERE w."phase_id" = m."phase_id" AND w."person_id" = m."person_id")`;
}

/** Removes the sources that bring nobody and leave nobody out, reports of lists apart: what they say is about nobody. */
export async function deleteEmptySources(tx: Db, phaseId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "cohort_source" s WHERE s."phase_id" = ${phaseId}::uuid AND s."kind" <> 'csv'
      AND NOT EXISTS (SELECT 1 FROM "cohort_why" w WHERE w."source_id" = s."id") AND NOT EXISTS (SELECT 1 FROM "cohort_left_out" l WHERE l."source_id" = s."id")`;
}

/** Who is in a cohort by each of these sources; a statement each, since one may bring a hundred thousand. */
export async function listBroughtBy(sourceIds: string[]): Promise<Map<string, Set<string>>> {
  return new Map(await Promise.all(sourceIds.map(async (id): Promise<[string, Set<string>]> => {
    const [row] = await db().$queryRaw<{ people: string | null }[]>`SELECT string_agg("person_id"::text, ',') AS "people" FROM "cohort_why" WHERE "source_id" = ${id}::uuid`;
    return [id, new Set(row?.people ? row.people.split(',') : [])];
  })));
}

/** Says how many people each source would bring now and had not brought before; null where nobody counted. */
export async function saveNewcomers(tx: Db, newcomers: ReadonlyMap<string, number | null>): Promise<void> {
  for (const [id, count] of newcomers) await tx.cohortSource.updateMany({ where: { id }, data: { newcomers: count } });
}

/** How many sources a cohort has. */
export async function countSources(phaseId: string): Promise<number> {
  return db().cohortSource.count({ where: { phaseId } });
}
