import 'server-only';
import type { ResourceRole } from '@/lib/directory/route';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';

/** Most rows of one answer: more would keep everybody else waiting for the embedded database. */
const ROWS = 2000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Whom to ask about: these people, or everybody. */
export type Whom = readonly string[] | 'everybody';

/** A group in another, and the one through which it stands there: itself, or one that holds it. */
export type InnerGroup = { id: string; viaId: string };

/**
 * The groups in a group, at whatever depth, each once for every direct child it is reached through. A group that holds
 * itself by a detour is met once (UNION drops what was met before), and the group itself is not among them.
 */
export async function listInnerGroups(groupId: string, tx: Db = db()): Promise<InnerGroup[]> {
  return tx.$queryRaw<InnerGroup[]>`
    WITH RECURSIVE "inner" AS (
      SELECT m."member_id" AS id, m."member_id" AS via FROM "mirror_member" m WHERE m."group_id" = ${groupId}::uuid AND m."relation" = 'member' AND m."member_type" = 'group'
      UNION
      SELECT m."member_id", i.via FROM "inner" i JOIN "mirror_member" m ON m."group_id" = i.id AND m."relation" = 'member' AND m."member_type" = 'group'
    )
    SELECT id::text AS "id", via::text AS "viaId" FROM "inner" WHERE id <> ${groupId}::uuid ORDER BY 1, 2`;
}

/** What says whether the members of a group can be told. */
export type GroupStanding = { id: string; name: string; dynamic: boolean; synchronised: boolean; hiddenMembership: boolean; membersAsOf: Date | null; ownersAsOf: Date | null; deleted: boolean };

/** How the groups stand; one that is not held is missing. */
export async function listGroupStandings(groupIds: readonly string[], tx: Db = db()): Promise<GroupStanding[]> {
  const rows = await tx.mirrorGroup.findMany({ where: { id: { in: [...groupIds] } }, select: { id: true, name: true, dynamic: true, synchronised: true, hiddenMembership: true, membersAsOf: true, ownersAsOf: true, deletedAt: true } });
  return rows.map(({ deletedAt, ...row }) => ({ ...row, deleted: deletedAt !== null }));
}

type Held = { personId: string; throughId: string };

/** Runs a read slice by slice: of the people asked about, or of everybody in the order of their ids. */
async function* slices<T extends { personId: string }>(whom: Whom, read: (people: Prisma.Sql, limit: Prisma.Sql) => Promise<T[]>): AsyncGenerator<T[]> {
  if (whom !== 'everybody') {
    for (let from = 0; from < whom.length; from += ROWS) yield await read(Prisma.sql`= ANY(${whom.slice(from, from + ROWS)}::uuid[])`, Prisma.empty);
    return;
  }
  let after: string = FIRST;
  for (;;) {
    const rows: T[] = await read(Prisma.sql`> ${after}::uuid`, Prisma.sql`LIMIT ${ROWS}`);
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < ROWS) return;
    after = last.personId;
  }
}

const ALIVE = Prisma.sql`NOT EXISTS (SELECT 1 FROM "mirror_person" p WHERE p."id" = m."member_id" AND p."deleted_at" IS NOT NULL)`;

/** People who are direct members, or owners, of one of these groups, page by page, with the group. */
export async function* holdersInGroups(groupIds: readonly string[], relation: 'member' | 'owner', whom: Whom): AsyncGenerator<Held[]> {
  for (const groupId of groupIds) {
    yield* slices<Held>(whom, (people, limit) => db().$queryRaw<Held[]>`
      SELECT m."member_id"::text AS "personId", m."group_id"::text AS "throughId" FROM "mirror_member" m
      WHERE m."group_id" = ${groupId}::uuid AND m."relation" = ${relation}::"member_relation" AND m."member_type" = 'person' AND m."member_id" ${people} AND ${ALIVE}
      ORDER BY m."member_id" ${limit}`);
  }
}

/** People to whom an app role is assigned by name, page by page. */
export async function* holdersOfAppRole(role: ResourceRole, whom: Whom): AsyncGenerator<Held[]> {
  yield* slices<Held>(whom, (people, limit) => db().$queryRaw<Held[]>`
    SELECT m."principal_id"::text AS "personId", m."application_id"::text AS "throughId" FROM "mirror_app_role" m
    WHERE m."application_id" = ${role.originId}::uuid AND m."app_role_id" = ${role.roleOriginId}::uuid AND m."principal_type" = 'person' AND m."principal_id" ${people}
      AND NOT EXISTS (SELECT 1 FROM "mirror_person" p WHERE p."id" = m."principal_id" AND p."deleted_at" IS NOT NULL)
    ORDER BY m."principal_id" ${limit}`);
}

/** The groups an app role is assigned to. */
export async function listGroupsOfAppRole(role: ResourceRole, tx: Db = db()): Promise<string[]> {
  const rows = await tx.mirrorAppRole.findMany({ where: { applicationId: role.originId, appRoleId: role.roleOriginId, principalType: 'group' }, distinct: ['principalId'], select: { principalId: true } });
  return rows.map((row) => row.principalId);
}

export type HeldByPackage = { personId: string; packageId: string; assignmentId: string };

/** People to whom a package that hands out the role was delivered, at least in part, page by page. */
export async function* holdersByPackage(role: ResourceRole, whom: Whom): AsyncGenerator<HeldByPackage[]> {
  const giving = await db().mirrorPackageRole.findMany({ where: { originId: role.originId, roleOriginId: role.roleOriginId }, select: { packageId: true } });
  for (const { packageId } of giving) {
    yield* slices<HeldByPackage>(whom, (people, limit) => db().$queryRaw<HeldByPackage[]>`
      SELECT m."person_id"::text AS "personId", m."package_id"::text AS "packageId", min(m."id"::text) AS "assignmentId" FROM "mirror_assignment" m
      WHERE m."package_id" = ${packageId}::uuid AND m."person_id" ${people} AND m."state" IN ('delivered', 'partiallyDelivered')
      GROUP BY m."person_id", m."package_id" ORDER BY m."person_id" ${limit}`);
  }
}
