import 'server-only';
import type { AccountKind, Special } from '@/lib/directory/account-kind';
import type { CohortPerson, LeftOut } from '@/lib/rollout/cohort';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';
import { containing, slicesOf } from './statement';

export type NewLeftOut = { person: CohortPerson; special: Special; why: string; detail: string };

/** Keeps who a source brought and who is left out; gives how many had not been kept for it yet. What is known is written anew. */
export async function insertLeftOut(tx: Db, phaseId: string, sourceId: string, people: NewLeftOut[]): Promise<number> {
  let fresh = 0;
  for (const slice of slicesOf(people)) {
    const [row] = await tx.$queryRaw<{ fresh: number }[]>`
      WITH written AS (
        INSERT INTO "cohort_left_out" ("phase_id", "source_id", "person_id", "kind", "basis", "why", "detail", "name", "user_principal_name", "department")
        SELECT ${phaseId}::uuid, ${sourceId}::uuid, r.id, r.kind::"account_kind", r.basis, r.why, r.detail, r.name, r.upn, r.department FROM unnest(${slice.map(({ person }) => person.id)}::uuid[],
          ${slice.map(({ special }) => special.kind)}::text[], ${slice.map(({ special }) => special.basis)}::text[], ${slice.map(({ why }) => why)}::text[], ${slice.map(({ detail }) => detail)}::text[],
          ${slice.map(({ person }) => person.name)}::text[], ${slice.map(({ person }) => person.userPrincipalName)}::text[], ${slice.map(({ person }) => person.department)}::text[]) AS r(id, kind, basis, why, detail, name, upn, department)
        ON CONFLICT ("phase_id", "person_id", "source_id") DO UPDATE SET "kind" = excluded."kind", "basis" = excluded."basis", "why" = excluded."why", "detail" = excluded."detail"
        RETURNING xmax = 0 AS fresh)
      SELECT count(*) FILTER (WHERE fresh)::int AS fresh FROM written`;
    fresh += row?.fresh ?? 0;
  }
  return fresh;
}

export type LeftOutFilter = { text?: string; kind?: AccountKind; sourceId?: string };

/** A page of those a cohort leaves out, by name, each once with all that brought them, and how many match in all. */
export async function listLeftOut(phaseId: string, filter: LeftOutFilter, page: { skip: number; take: number }): Promise<{ people: LeftOut[]; total: number }> {
  const where = Prisma.join([
    Prisma.sql`"phase_id" = ${phaseId}::uuid`,
    ...(filter.kind ? [Prisma.sql`"kind" = ${filter.kind}::"account_kind"`] : []),
    ...(filter.sourceId ? [Prisma.sql`"source_id" = ${filter.sourceId}::uuid`] : []),
    ...(filter.text ? [Prisma.sql`("name" ILIKE ${containing(filter.text)} OR "user_principal_name" ILIKE ${containing(filter.text)})`] : []),
  ], ' AND ');
  const [slice, counted] = await Promise.all([
    db().$queryRaw<{ id: string }[]>`SELECT "person_id" AS id FROM "cohort_left_out" WHERE ${where} GROUP BY "name", "person_id" ORDER BY "name", "person_id" LIMIT ${page.take} OFFSET ${page.skip}`,
    db().$queryRaw<{ total: number }[]>`SELECT count(DISTINCT "person_id")::int AS total FROM "cohort_left_out" WHERE ${where}`,
  ]);
  const rows = await db().cohortLeftOut.findMany({ where: { phaseId, personId: { in: slice.map((each) => each.id) } }, orderBy: [{ name: 'asc' }, { personId: 'asc' }] });
  return { people: togetherByPerson(rows), total: counted[0]?.total ?? 0 };
}

/** Somebody a cohort leaves out, or null. */
export async function findLeftOut(phaseId: string, personId: string, tx: Db = db()): Promise<LeftOut | null> {
  const rows = await tx.cohortLeftOut.findMany({ where: { phaseId: requireRowId(phaseId), personId: requireRowId(personId) } });
  return togetherByPerson(rows)[0] ?? null;
}

function togetherByPerson(rows: (Omit<LeftOut, 'whys'> & { sourceId: string; why: string; detail: string })[]): LeftOut[] {
  const people = new Map<string, LeftOut>();
  for (const { personId, name, userPrincipalName, department, kind, basis, sourceId, why, detail } of rows) {
    const person = people.get(personId) ?? { personId, name, userPrincipalName, department, kind, basis, whys: [] };
    person.whys.push({ sourceId, why, detail });
    people.set(personId, person);
  }
  return [...people.values()];
}

/** How many people a cohort leaves out, by kind. */
export async function countLeftOut(phaseId: string, tx: Db = db()): Promise<{ kind: AccountKind; people: number }[]> {
  return tx.$queryRaw<{ kind: AccountKind; people: number }[]>`
    SELECT "kind"::text, count(DISTINCT "person_id")::int AS people FROM "cohort_left_out" WHERE "phase_id" = ${phaseId}::uuid GROUP BY "cohort_left_out"."kind" ORDER BY "cohort_left_out"."kind"`;
}

export async function deleteLeftOut(tx: Db, phaseId: string, personIds: string[]): Promise<number> {
  return (await tx.cohortLeftOut.deleteMany({ where: { phaseId, personId: { in: personIds } } })).count;
}

/** Ids of everybody a cohort leaves out. */
export async function listLeftOutIds(phaseId: string): Promise<string[]> {
  const rows = await db().cohortLeftOut.findMany({ where: { phaseId }, distinct: ['personId'], select: { personId: true } });
  return rows.map((row) => row.personId);
}
