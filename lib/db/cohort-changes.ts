import 'server-only';
import type { Basis, CohortChange, CohortChangeKind } from '@/lib/rollout/cohort';
import { db } from './client';
import type { Db } from './client';
import { slicesOf } from './statement';

/**
 * Keeps what a look at the directory found to be different about the members, in place of what the look before found;
 * what was known keeps the moment it was first noticed. Whoever is no member any more is passed over.
 */
export async function saveChanges(tx: Db, phaseId: string, changes: Omit<CohortChange, 'noticedAt'>[], basis: Basis): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "cohort_change" c WHERE c."phase_id" = ${phaseId}::uuid
      AND (c."person_id", c."kind"::text) NOT IN (SELECT * FROM unnest(${changes.map((change) => change.personId)}::uuid[], ${changes.map((change) => change.kind)}::text[]))`;
  for (const slice of slicesOf(changes)) {
    await tx.$executeRaw`
      INSERT INTO "cohort_change" ("phase_id", "person_id", "kind", "detail")
      SELECT ${phaseId}::uuid, r.id, r.kind::"cohort_change_kind", r.detail FROM unnest(${slice.map((change) => change.personId)}::uuid[], ${slice.map((change) => change.kind)}::text[], ${slice.map((change) => change.detail)}::text[]) AS r(id, kind, detail)
      JOIN "cohort_member" m ON m."phase_id" = ${phaseId}::uuid AND m."person_id" = r.id
      ON CONFLICT ("phase_id", "person_id", "kind") DO UPDATE SET "detail" = excluded."detail" WHERE "cohort_change"."detail" <> excluded."detail"`;
  }
  await saveCohortRead(tx, phaseId, basis);
}

/** When the whole cohort was last read, and where. */
export async function saveCohortRead(tx: Db, phaseId: string, basis: Basis): Promise<void> {
  await tx.phase.update({ where: { id: phaseId }, data: { cohortReadAt: basis.asOf, cohortReadFrom: basis.from } });
}

export async function readCohortRead(phaseId: string): Promise<Basis | null> {
  const row = await db().phase.findUnique({ where: { id: phaseId }, select: { cohortReadAt: true, cohortReadFrom: true } });
  return row?.cohortReadAt ? { from: row.cohortReadFrom === 'mirror' ? 'mirror' : 'tenant', asOf: row.cohortReadAt } : null;
}

/** How many members became different, by kind, and how many people that are. */
export async function countChanges(phaseId: string): Promise<{ people: number; kinds: Partial<Record<CohortChangeKind, number>> }> {
  const rows = await db().cohortChange.groupBy({ by: ['kind'], where: { phaseId }, _count: { personId: true } });
  const [counted] = await db().$queryRaw<{ people: number }[]>`SELECT count(DISTINCT "person_id")::int AS people FROM "cohort_change" WHERE "phase_id" = ${phaseId}::uuid`;
  return { people: counted?.people ?? 0, kinds: Object.fromEntries(rows.map((row) => [row.kind, row._count.personId])) };
}

/** What became different about these people, or about everybody. */
export async function listChanges(phaseId: string, personIds?: string[], tx: Db = db()): Promise<CohortChange[]> {
  return tx.cohortChange.findMany({ where: { phaseId, ...(personIds ? { personId: { in: personIds } } : {}) }, orderBy: [{ personId: 'asc' }, { kind: 'asc' }], select: { personId: true, kind: true, detail: true, noticedAt: true } });
}

/** Nothing is different about these people any more, or not of this kind; whoever is of a special kind stays marked unless that is meant. */
export async function forgetChanges(tx: Db, phaseId: string, personIds: string[], kind?: CohortChangeKind): Promise<void> {
  for (const slice of slicesOf(personIds)) await tx.cohortChange.deleteMany({ where: { phaseId, personId: { in: slice }, kind: kind ?? { not: 'special' } } });
}

/** How many members became different after a moment. */
export async function countChangesSince(phaseId: string, since: Date): Promise<number> {
  const [row] = await db().$queryRaw<{ people: number }[]>`SELECT count(DISTINCT "person_id")::int AS people FROM "cohort_change" WHERE "phase_id" = ${phaseId}::uuid AND "noticed_at" > ${since}`;
  return row?.people ?? 0;
}
