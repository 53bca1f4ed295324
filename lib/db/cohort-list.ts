import 'server-only';
import { NONE } from '@/lib/rollout/cohort';
import type { ALSO_IN, CohortMember, MemberFilter, MemberOrder } from '@/lib/rollout/cohort';
import type { ToldOutcome } from '@/lib/rollout/rehearsal';
import { TOLD_OUTCOMES, WORST_FIRST } from '@/lib/rollout/rehearsal';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { MEMBER, toMember } from './cohort-members';
import type { MemberRow } from './cohort-members';
import { requireRowId } from './row-id';
import { containing } from './statement';

/** The rehearsal that members' outcomes are read from. */
export type Rehearsed = { rehearsalId: string };

const ATTRIBUTE = { departments: Prisma.sql`m."department"`, countries: Prisma.sql`m."country"`, offices: Prisma.sql`m."office"` } as const;

/** The worst of somebody's outcomes, as its place in WORST_FIRST; whoever stands under no other is assigned something. */
function outcomeOf({ rehearsalId }: Rehearsed): { join: Prisma.Sql; rank: Prisma.Sql } {
  return {
    join: Prisma.sql`LEFT JOIN (SELECT p.id AS "person_id", o."outcome" FROM "rehearsal_outcome" o, unnest(o."people") AS p(id) WHERE o."rehearsal_id" = ${rehearsalId}::uuid) e ON e."person_id" = m."person_id"`,
    rank: Prisma.sql`array_position(${[...WORST_FIRST]}::text[], coalesce(e."outcome", 'assign'))`,
  };
}

const CHANGED = Prisma.sql`SELECT 1 FROM "cohort_change" c WHERE c."phase_id" = m."phase_id" AND c."person_id" = m."person_id"`;

function alsoIn(also: (typeof ALSO_IN)[number]): Prisma.Sql {
  const where = also === 'earlier' ? Prisma.sql`o."position" < p."position"` : also === 'later' ? Prisma.sql`o."position" > p."position"` : Prisma.sql`o."id" <> p."id"`;
  return Prisma.sql`EXISTS (SELECT 1 FROM "phase" p JOIN "phase" o ON o."rollout_id" = p."rollout_id" AND ${where} JOIN "cohort_member" om ON om."phase_id" = o."id" WHERE p."id" = m."phase_id" AND om."person_id" = m."person_id")`;
}

/** The members that fit, as FROM and WHERE over `m`. */
function matching(phaseId: string, filter: MemberFilter, rehearsed: Rehearsed | null): Prisma.Sql {
  const { text, sourceId, account, change, also, takenIn, outcomes = [], enabled, nobody } = filter;
  const standing = outcomes.length > 0 && rehearsed ? outcomeOf(rehearsed) : null;
  const conditions = [
    Prisma.sql`m."phase_id" = ${phaseId}::uuid`,
    ...(text ? [Prisma.sql`(m."name" ILIKE ${containing(text)} OR m."user_principal_name" ILIKE ${containing(text)})`] : []),
    ...(sourceId ? [Prisma.sql`EXISTS (SELECT 1 FROM "cohort_why" w WHERE w."phase_id" = m."phase_id" AND w."person_id" = m."person_id" AND w."source_id" = ${sourceId}::uuid)`] : []),
    ...(['departments', 'countries', 'offices'] as const).flatMap((name) => {
      const wanted = filter[name] ?? [];
      if (wanted.length === 0) return [];
      const any = Prisma.sql`${ATTRIBUTE[name]} = ANY(${wanted}::text[])`;
      return [wanted.includes(NONE) ? Prisma.sql`(${any} OR ${ATTRIBUTE[name]} IS NULL)` : any];
    }),
    ...(account === 'disabled' ? [Prisma.sql`NOT m."enabled"`] : account === 'external' ? [Prisma.sql`m."external"`] : account === 'enabled' ? [Prisma.sql`m."enabled" AND NOT m."external"`] : []),
    ...(change ? [change === 'any' ? Prisma.sql`EXISTS (${CHANGED})` : Prisma.sql`EXISTS (${CHANGED} AND c."kind" = ${change}::"cohort_change_kind")`] : []),
    ...(also ? [alsoIn(also)] : []),
    ...(takenIn ? [Prisma.sql`m."taken_in_at" IS NOT NULL`] : []),
    ...(enabled ? [Prisma.sql`m."enabled"`] : []),
    ...(nobody ? [Prisma.sql`false`] : []),
    // Without a rehearsal that holds nobody has an outcome.
    ...(outcomes.length > 0 ? [standing ? Prisma.sql`${standing.rank} = ANY(${outcomes.map((outcome) => WORST_FIRST.indexOf(outcome) + 1)}::int[])` : Prisma.sql`false`] : []),
  ];
  return Prisma.sql`FROM "cohort_member" m ${standing?.join ?? Prisma.empty} WHERE ${Prisma.join(conditions, ' AND ')}`;
}

const ORDER = { person: Prisma.sql`m."name"`, department: Prisma.sql`m."department"`, country: Prisma.sql`m."country"`, office: Prisma.sql`m."office"` } as const;

/** A page of members, by name unless asked otherwise, and how many match in all. */
export async function listMembers(phaseId: string, filter: MemberFilter, page: { skip: number; take: number }, { by, down }: MemberOrder = { by: 'person', down: false }, rehearsed: Rehearsed | null = null): Promise<{ members: CohortMember[]; total: number }> {
  const from = matching(phaseId, filter, rehearsed);
  const way = down ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [rows, counted] = await Promise.all([
    db().$queryRaw<MemberRow[]>`
      SELECT m."person_id" AS "personId", m."name", m."user_principal_name" AS "userPrincipalName", m."department", m."country", m."office", m."job_title" AS "jobTitle", m."enabled", m."external", m."added_at" AS "addedAt",
        m."taken_in_kind"::text AS "takenInKind", m."taken_in_reason" AS "takenInReason", m."taken_in_by_name" AS "takenInByName", m."taken_in_at" AS "takenInAt"
      ${from} ORDER BY ${ORDER[by]} ${way}, m."name", m."person_id" LIMIT ${page.take} OFFSET ${page.skip}`,
    db().$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total ${from}`,
  ]);
  return { members: rows.map(toMember), total: counted[0]?.total ?? 0 };
}

/** Ids of the members that fit, in the order of ids. */
export async function listMatchingIds(tx: Db, phaseId: string, filter: MemberFilter, rehearsed: Rehearsed | null): Promise<string[]> {
  return (await tx.$queryRaw<{ id: string }[]>`SELECT m."person_id" AS id ${matching(phaseId, filter, rehearsed)} ORDER BY m."person_id"`).map((row) => row.id);
}

/** How many of the members that fit stand how in a rehearsal that holds. */
export async function countOutcomesOf(phaseId: string, filter: MemberFilter, rehearsed: Rehearsed): Promise<Record<ToldOutcome, number>> {
  const { join, rank } = outcomeOf(rehearsed);
  const rows = await db().$queryRaw<{ rank: number; people: number }[]>`
    SELECT ${rank}::int AS rank, count(*)::int AS people FROM "cohort_member" m ${join}
    WHERE m."phase_id" = ${phaseId}::uuid AND m."person_id" IN (SELECT m."person_id" ${matching(phaseId, filter, rehearsed)}) GROUP BY 1`;
  return Object.fromEntries(TOLD_OUTCOMES.map((outcome) => [outcome, rows.find((row) => WORST_FIRST[row.rank - 1] === outcome)?.people ?? 0])) as Record<ToldOutcome, number>;
}

/** The values of an attribute in a cohort, the most frequent first; a filter offers them. `NONE` stands for whoever has none. */
export async function listValues(phaseId: string, attribute: keyof typeof ATTRIBUTE, take: number): Promise<{ value: string; people: number }[]> {
  return db().$queryRaw<{ value: string; people: number }[]>`
    SELECT coalesce(${ATTRIBUTE[attribute]}, ${NONE}) AS value, count(*)::int AS people FROM "cohort_member" m WHERE m."phase_id" = ${phaseId}::uuid GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${take}`;
}

export type OtherPhase = { personId: string; rolloutId: string; phaseId: string; rolloutName: string; phaseName: string; sameRollout: boolean; earlier: boolean };

/** The other phases that these people are in, those of the same rollout first and in their order; abandoned rollouts do not count. */
export async function listOtherPhases(phaseId: string, personIds: string[]): Promise<OtherPhase[]> {
  return db().$queryRaw<OtherPhase[]>`
    SELECT m."person_id" AS "personId", o."rollout_id" AS "rolloutId", o."id" AS "phaseId", r."name" AS "rolloutName", o."name" AS "phaseName",
      o."rollout_id" = p."rollout_id" AS "sameRollout", o."rollout_id" = p."rollout_id" AND o."position" < p."position" AS earlier
    FROM "phase" p, "cohort_member" m JOIN "phase" o ON o."id" = m."phase_id" JOIN "rollout" r ON r."id" = o."rollout_id" AND r."state" <> 'abandoned'
    WHERE p."id" = ${phaseId}::uuid AND o."id" <> p."id" AND m."person_id" = ANY(${personIds}::uuid[])
    ORDER BY "sameRollout" DESC, r."name", o."position"`;
}

/** How many of a phase's people are in an earlier or a later phase of the rollout, too. */
export async function countOverlap(phaseId: string): Promise<{ earlier: number; later: number }> {
  const [row] = await db().$queryRaw<{ earlier: number; later: number }[]>`
    SELECT count(*) FILTER (WHERE ${alsoIn('earlier')})::int AS earlier, count(*) FILTER (WHERE ${alsoIn('later')})::int AS later FROM "cohort_member" m WHERE m."phase_id" = ${phaseId}::uuid`;
  return row ?? { earlier: 0, later: 0 };
}

/** One member, or null. */
export async function findMember(phaseId: string, personId: string, tx: Db = db()): Promise<CohortMember | null> {
  const row = await tx.cohortMember.findUnique({ where: { phaseId_personId: { phaseId: requireRowId(phaseId), personId: requireRowId(personId) } }, select: MEMBER });
  return row ? toMember(row) : null;
}
