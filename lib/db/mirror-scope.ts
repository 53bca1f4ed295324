import 'server-only';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';

/** Most rows that one statement looks at. */
const ROWS = 2000;
const FIRST = '00000000-0000-0000-0000-000000000000';

const OF_LIVE_ROLLOUTS = Prisma.sql`SELECT rp."package_id" FROM "rollout_package" rp JOIN "rollout" r ON r."id" = rp."rollout_id" WHERE r."state" IN ('draft', 'active')`;

/**
 * The packages whose assignments are needed: all of them, or those of rollouts that are not over, with the packages that
 * hand out the same roles and those that exclude them.
 */
export async function listPackagesNeeded(whole: boolean, tx: Db = db()): Promise<string[]> {
  const rows = whole
    ? await tx.$queryRaw<{ id: string }[]>`SELECT "id"::text AS "id" FROM "mirror_package" ORDER BY 1`
    : await tx.$queryRaw<{ id: string }[]>`
        WITH ours AS MATERIALIZED (${OF_LIVE_ROLLOUTS}), needed AS (
          SELECT "package_id" AS id FROM ours
          UNION SELECT other."package_id" FROM "mirror_package_role" mine JOIN "mirror_package_role" other ON other."origin_id" = mine."origin_id" AND other."role_origin_id" = mine."role_origin_id"
            WHERE mine."package_id" IN (SELECT "package_id" FROM ours)
          UNION SELECT "other_id" FROM "mirror_conflict" WHERE "kind" = 'package' AND "package_id" IN (SELECT "package_id" FROM ours)
          UNION SELECT "package_id" FROM "mirror_conflict" WHERE "kind" = 'package' AND "other_id" IN (SELECT "package_id" FROM ours))
        SELECT id::text AS "id" FROM needed WHERE id IN (SELECT "id" FROM "mirror_package") ORDER BY 1`;
  return rows.map((row) => row.id);
}

/** The applications whose roles these packages hand out. */
export async function listApplicationsOf(packageIds: readonly string[], tx: Db = db()): Promise<string[]> {
  const rows = await tx.mirrorPackageRole.findMany({ where: { packageId: { in: [...packageIds] }, originSystem: 'AadApplication' }, distinct: ['originId'], orderBy: { originId: 'asc' }, select: { originId: true } });
  return rows.map((row) => row.originId);
}

/** Membership rules of these packages' automatic policies. */
export async function listRulesOf(packageIds: readonly string[], tx: Db = db()): Promise<string[]> {
  const rows = await tx.$queryRaw<{ rule: string }[]>`
    SELECT DISTINCT t.target->>'id' AS "rule" FROM "mirror_policy" p, jsonb_array_elements(p."policy"->'targets') AS t(target)
    WHERE p."package_id" = ANY(${[...packageIds]}::uuid[]) AND t.target->>'kind' = 'rule' ORDER BY 1`;
  return rows.map((row) => row.rule);
}

export type GroupNeeded = { id: string; ownersWanted: boolean };

/**
 * The groups whose members are needed: what these packages hand out, exclude, may be asked for by or are approved by,
 * groups that an application's role goes to, that cohorts of rollouts not over were taken from and that rules name, and
 * whatever stands in one of these, at whatever depth. Owners are needed of what packages hand out.
 */
export async function listGroupsNeeded(packageIds: readonly string[], tx: Db = db()): Promise<GroupNeeded[]> {
  const packages = Prisma.sql`ANY(${[...packageIds]}::uuid[])`;
  return tx.$queryRaw<GroupNeeded[]>`
    WITH RECURSIVE handed AS MATERIALIZED (SELECT DISTINCT "origin_id"::uuid AS id FROM "mirror_package_role" WHERE "package_id" = ${packages} AND "origin_system" = 'AadGroup'),
      roots AS (
        SELECT id FROM handed
        UNION SELECT "other_id" FROM "mirror_conflict" WHERE "kind" = 'group' AND "package_id" = ${packages}
        UNION SELECT (s.subject->>'id')::uuid FROM "mirror_policy" p, jsonb_path_query(p."policy", '$.targets[*]') AS s(subject) WHERE p."package_id" = ${packages} AND s.subject->>'kind' = 'group'
        UNION SELECT (s.subject->>'id')::uuid FROM "mirror_policy" p, jsonb_path_query(p."policy", '$.stages[*].approvers[*]') AS s(subject) WHERE p."package_id" = ${packages} AND s.subject->>'kind' = 'group'
        UNION SELECT "principal_id" FROM "mirror_app_role" WHERE "principal_type" = 'group'
        UNION SELECT s."group_id" FROM "cohort_source" s JOIN "phase" p ON p."id" = s."phase_id" JOIN "rollout" r ON r."id" = p."rollout_id" WHERE s."group_id" IS NOT NULL AND r."state" IN ('draft', 'active')
        UNION SELECT "value"::uuid FROM "mirror_want" WHERE "kind" = 'group'),
      reached AS (
        SELECT id FROM roots
        UNION SELECT m."member_id" FROM reached JOIN "mirror_member" m ON m."group_id" = reached.id AND m."relation" = 'member' AND m."member_type" = 'group')
    SELECT id::text AS "id", id IN (SELECT id FROM handed) AS "ownersWanted" FROM reached ORDER BY 1`;
}

/** Where people in scope stand, each by the column that names them; the managers of whoever is held come last. */
const SOURCES: readonly Prisma.Sql[] = [
  Prisma.sql`SELECT c."person_id" AS id FROM "cohort_member" c JOIN "phase" p ON p."id" = c."phase_id" JOIN "rollout" r ON r."id" = p."rollout_id" WHERE r."state" IN ('draft', 'active') AND c."person_id"`,
  Prisma.sql`SELECT "person_id" AS id FROM "mirror_assignment" WHERE "person_id"`,
  Prisma.sql`SELECT "person_id" AS id FROM "mirror_request" WHERE "person_id"`,
  Prisma.sql`SELECT "member_id" AS id FROM "mirror_member" WHERE "member_type" = 'person' AND "member_id"`,
  Prisma.sql`SELECT "principal_id" AS id FROM "mirror_app_role" WHERE "principal_type" = 'person' AND "principal_id"`,
  Prisma.sql`SELECT "manager_id" AS id FROM "mirror_person" WHERE "deleted_at" IS NULL AND "manager_id"`,
];

/**
 * Goes through everybody in scope, slice by slice, and gives those who are not held, or were not met in this round, each
 * once. The caller reads them before it asks on: managers are gone through again until those of the last read have none new.
 */
export async function* peopleToRead(round: number): AsyncGenerator<string[]> {
  const asked = new Set<string>();
  let fresh = 0;
  for (let at = 0; at < SOURCES.length; at = at === SOURCES.length - 1 && fresh > 0 ? at : at + 1) {
    const source = SOURCES[at] ?? Prisma.empty;
    fresh = 0;
    let after: string | null = FIRST;
    while (after) {
      const slice: { id: string; wanted: boolean }[] = await db().$queryRaw<{ id: string; wanted: boolean }[]>`
        SELECT s.id::text AS "id", p."id" IS NULL OR (p."round" < ${round} AND p."deleted_at" IS NULL) AS "wanted"
        FROM (SELECT DISTINCT id FROM (${source} > ${after}::uuid ORDER BY id LIMIT ${ROWS}) s) s LEFT JOIN "mirror_person" p ON p."id" = s.id ORDER BY s.id`;
      const wanted = slice.filter((row) => row.wanted && !asked.has(row.id)).map((row) => row.id);
      for (const id of wanted) asked.add(id);
      fresh += wanted.length;
      if (wanted.length > 0) yield wanted;
      after = slice.at(-1)?.id ?? null;
    }
  }
}

/** Most people who are looked at in one statement for whether they are still in scope. */
const LOOKED_AT = 500;

/** Goes through everybody who is held, slice by slice, and gives those who are not in scope of anything. */
export async function* peopleOutOfScope(): AsyncGenerator<string[]> {
  let after: string | null = FIRST;
  while (after) {
    const slice: { id: string; held: boolean }[] = await db().$queryRaw<{ id: string; held: boolean }[]>`
      SELECT s."id"::text AS "id", ${Prisma.join(SOURCES.map((source) => Prisma.sql`EXISTS (${source} = s."id")`), ' OR ')} AS "held"
      FROM (SELECT "id" FROM "mirror_person" WHERE "id" > ${after}::uuid ORDER BY "id" LIMIT ${LOOKED_AT}) s ORDER BY s."id"`;
    const out = slice.filter((row) => !row.held).map((row) => row.id);
    if (out.length > 0) yield out;
    after = slice.length < LOOKED_AT ? null : (slice.at(-1)?.id ?? null);
  }
}

/** Which of these people are held, deleted ones included. */
export async function listHeld(ids: readonly string[], tx: Db = db()): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT "id"::text AS "id" FROM "mirror_person" WHERE "id" = ANY(${[...ids]}::uuid[])`;
  return new Set(rows.map((row) => row.id));
}

/** Holds these groups from now on, new ones without members yet, and no others; gives those that are to be forgotten with their members. */
export async function replaceGroups(tx: Db, needed: readonly GroupNeeded[]): Promise<string[]> {
  const ids = needed.map((group) => group.id);
  await tx.$executeRaw`
    INSERT INTO "mirror_group" ("id", "owners_wanted") SELECT * FROM unnest(${ids}::uuid[], ${needed.map((group) => group.ownersWanted)}::boolean[])
    ON CONFLICT ("id") DO UPDATE SET "owners_wanted" = excluded."owners_wanted" WHERE "mirror_group"."owners_wanted" <> excluded."owners_wanted"`;
  const out = await tx.$queryRaw<{ id: string }[]>`SELECT "id"::text AS "id" FROM "mirror_group" WHERE NOT ("id" = ANY(${ids}::uuid[])) ORDER BY "id"`;
  return out.map((row) => row.id);
}

/** Forgets groups of which no member is held any more. */
export async function forgetGroups(tx: Db, ids: readonly string[]): Promise<void> {
  await tx.mirrorGroup.deleteMany({ where: { id: { in: [...ids] } } });
}

/**
 * Gives every group a feed of at most so many. New ones go together into a feed of their own; where the feeds have become
 * more than twice as many as needed, all groups are dealt out anew. A feed is never given again, so each begins from the front.
 */
export async function dealGroups(tx: Db, most: number): Promise<void> {
  const [counts] = await tx.$queryRaw<{ groups: number; fresh: number; slices: number; last: number }[]>`
    SELECT count(*)::int AS "groups", (count(*) FILTER (WHERE "slice" IS NULL))::int AS "fresh", count(DISTINCT "slice")::int AS "slices", coalesce(max("slice"), 0)::int AS "last" FROM "mirror_group"`;
  if (!counts || counts.groups === 0) return;
  const anew = counts.slices > 2 * Math.ceil(counts.groups / most) + 1;
  if (!anew && counts.fresh === 0) return;
  await tx.$executeRaw`
    UPDATE "mirror_group" g SET "slice" = ${counts.last} + 1 + (r.n - 1) / ${most}
    FROM (SELECT "id", row_number() OVER (ORDER BY "id")::int AS n FROM "mirror_group" WHERE ${anew} OR "slice" IS NULL) r WHERE g."id" = r."id"`;
}
