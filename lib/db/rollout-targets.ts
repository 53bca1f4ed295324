import 'server-only';
import type { AccountKind } from '@/lib/directory/account-kind';
import { NONE } from '@/lib/rollout/cohort';
import type { Comparison, Gap, GapFilter, Overlap, RolloutTarget, TwicePlanned } from '@/lib/rollout/coverage';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { containing, slicesOf } from './statement';

/** Whom a rollout is meant to reach, or null where nobody said. */
export async function findTarget(rolloutId: string, tx: Db = db()): Promise<RolloutTarget | null> {
  const row = await tx.rolloutTarget.findUnique({ where: { rolloutId } });
  if (!row) return null;
  const { kind, label, groupId, rule, setByName, setAt, comparedAt, readFrom, readAsOf } = row;
  const compared: Comparison | null = comparedAt && readAsOf
    ? { at: comparedAt, basis: { from: readFrom === 'mirror' ? 'mirror' : 'tenant', asOf: readAsOf }, population: row.population ?? 0, inPhases: row.inPhases ?? 0, inNone: row.inNone ?? 0, special: row.special ?? 0 }
    : null;
  return { kind, label, groupId, rule, setByName, setAt, compared };
}

/** Says whom a rollout is meant to reach; what was found about another target goes. */
export async function saveTarget(tx: Db, rolloutId: string, target: { kind: 'group' | 'rule' | 'everybody'; label: string; groupId: string | null; rule: string | null; setBy: string; setByName: string }): Promise<void> {
  await tx.rolloutTarget.deleteMany({ where: { rolloutId } });
  await tx.rolloutTarget.create({ data: { rolloutId, ...target } });
}

/** Keeps how the phases covered the target, in place of what was found before. */
export async function saveComparison(tx: Db, rolloutId: string, { basis, population, inPhases, inNone, special }: Omit<Comparison, 'at'>, gaps: Gap[]): Promise<void> {
  await tx.rolloutGap.deleteMany({ where: { rolloutId } });
  for (const slice of slicesOf(gaps)) {
    await tx.$executeRaw`
      INSERT INTO "rollout_gap" ("rollout_id", "person_id", "name", "user_principal_name", "department", "country", "office", "kind")
      SELECT ${rolloutId}::uuid, r.id, r.name, r.upn, r.department, r.country, r.office, r.kind::"account_kind" FROM unnest(${slice.map((gap) => gap.personId)}::uuid[], ${slice.map((gap) => gap.name)}::text[],
        ${slice.map((gap) => gap.userPrincipalName)}::text[], ${slice.map((gap) => gap.department)}::text[], ${slice.map((gap) => gap.country)}::text[], ${slice.map((gap) => gap.office)}::text[], ${slice.map((gap) => gap.kind)}::text[]) AS r(id, name, upn, department, country, office, kind)`;
  }
  await tx.$executeRaw`
    UPDATE "rollout_target" SET "compared_at" = now(), "read_from" = ${basis.from}, "read_as_of" = ${basis.asOf}, "population" = ${population}, "in_phases" = ${inPhases}, "in_none" = ${inNone}, "special" = ${special}
    WHERE "rollout_id" = ${rolloutId}::uuid`;
}

/** Ids of everybody in any phase of the rollout. */
export async function listPlannedIds(rolloutId: string, tx: Db = db()): Promise<Set<string>> {
  const rows = await tx.cohortMember.findMany({ where: { phase: { rolloutId } }, distinct: ['personId'], select: { personId: true } });
  return new Set(rows.map((row) => row.personId));
}

const COLUMN = { departments: Prisma.sql`g."department"`, countries: Prisma.sql`g."country"`, offices: Prisma.sql`g."office"` } as const;

/** Those who joined a phase since count no more: they are no gap now. */
function matching(rolloutId: string, filter: GapFilter): Prisma.Sql {
  return Prisma.join([
    Prisma.sql`g."rollout_id" = ${rolloutId}::uuid AND NOT EXISTS (SELECT 1 FROM "cohort_member" m JOIN "phase" p ON p."id" = m."phase_id" WHERE p."rollout_id" = g."rollout_id" AND m."person_id" = g."person_id")`,
    ...(filter.text ? [Prisma.sql`(g."name" ILIKE ${containing(filter.text)} OR g."user_principal_name" ILIKE ${containing(filter.text)})`] : []),
    ...(['departments', 'countries', 'offices'] as const).flatMap((name) => {
      const wanted = filter[name] ?? [];
      if (wanted.length === 0) return [];
      const any = Prisma.sql`${COLUMN[name]} = ANY(${wanted}::text[])`;
      return [wanted.includes(NONE) ? Prisma.sql`(${any} OR ${COLUMN[name]} IS NULL)` : any];
    }),
    ...(filter.special === undefined ? [] : [filter.special ? Prisma.sql`g."kind" IS NOT NULL` : Prisma.sql`g."kind" IS NULL`]),
  ], ' AND ');
}

type GapRow = Omit<Gap, 'kind'> & { kind: AccountKind | null };

/** A page of those in no phase, by name, and how many match in all. */
export async function listGaps(rolloutId: string, filter: GapFilter, page: { skip: number; take: number }): Promise<{ gaps: Gap[]; total: number }> {
  const where = matching(rolloutId, filter);
  const [gaps, counted] = await Promise.all([
    db().$queryRaw<GapRow[]>`
      SELECT g."person_id" AS "personId", g."name", g."user_principal_name" AS "userPrincipalName", g."department", g."country", g."office", g."kind"::text FROM "rollout_gap" g
      WHERE ${where} ORDER BY g."name", g."person_id" LIMIT ${page.take} OFFSET ${page.skip}`,
    db().$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM "rollout_gap" g WHERE ${where}`,
  ]);
  return { gaps, total: counted[0]?.total ?? 0 };
}

/** The values of an attribute among those in no phase, the most frequent first. */
export async function listGapValues(rolloutId: string, attribute: keyof typeof COLUMN, take: number): Promise<{ value: string; people: number }[]> {
  return db().$queryRaw<{ value: string; people: number }[]>`
    SELECT coalesce(${COLUMN[attribute]}, ${NONE}) AS value, count(*)::int AS people FROM "rollout_gap" g WHERE ${matching(rolloutId, {})} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${take}`;
}

/** How many people any two phases of a rollout share, in the order of the phases; pairs that share nobody are left out. */
export async function listOverlaps(rolloutId: string): Promise<Overlap[]> {
  return db().$queryRaw<Overlap[]>`
    SELECT a."id" AS "phaseId", a."name" AS "phaseName", b."id" AS "otherId", b."name" AS "otherName", count(*)::int AS people
    FROM "phase" a JOIN "phase" b ON b."rollout_id" = a."rollout_id" AND b."position" > a."position"
    JOIN "cohort_member" ma ON ma."phase_id" = a."id" JOIN "cohort_member" mb ON mb."phase_id" = b."id" AND mb."person_id" = ma."person_id"
    WHERE a."rollout_id" = ${rolloutId}::uuid GROUP BY a."id", b."id" ORDER BY a."position", b."position"`;
}

/** A slice of those in more than one phase of a rollout, by id, after the one before. */
export async function listTwicePlanned(rolloutId: string, after: string | null, take: number): Promise<TwicePlanned[]> {
  return db().$queryRaw<TwicePlanned[]>`
    SELECT m."person_id" AS "personId", min(m."name") AS name, min(m."user_principal_name") AS "userPrincipalName", min(m."department") AS department, string_agg(p."name", '; ' ORDER BY p."position") AS phases
    FROM "cohort_member" m JOIN "phase" p ON p."id" = m."phase_id" WHERE p."rollout_id" = ${rolloutId}::uuid AND m."person_id" > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid
    GROUP BY m."person_id" HAVING count(*) > 1 ORDER BY m."person_id" LIMIT ${take}`;
}
