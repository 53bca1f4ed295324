import 'server-only';
import type { ResourceRole } from '@/lib/directory/route';
import { db } from './client';
import type { Db } from './client';
import { ROWS_A_STATEMENT } from './statement';

/** Lists that one statement goes through, each by a slice: a few times as many people as a slice has. */
const LISTS_A_STATEMENT = 16;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** A group in another, and the one through which it stands there: itself, or one that holds it. */
export type InnerGroup = { groupId: string; id: string; viaId: string };

/**
 * The groups in each of these groups, at whatever depth, each once for every direct child it is reached through. A group
 * that holds itself by a detour is met once (UNION drops what was met before), and the group itself is not among them.
 */
export async function listInnerGroups(groupIds: readonly string[], tx: Db = db()): Promise<InnerGroup[]> {
  if (groupIds.length === 0) return [];
  return tx.$queryRaw<InnerGroup[]>`
    WITH RECURSIVE "inner" AS (
      SELECT m."group_id" AS root, m."member_id" AS id, m."member_id" AS via FROM "mirror_member" m WHERE m."group_id" = ANY(${[...groupIds]}::uuid[]) AND m."relation" = 'member' AND m."member_type" = 'group'
      UNION
      SELECT i.root, m."member_id", i.via FROM "inner" i JOIN "mirror_member" m ON m."group_id" = i.id AND m."relation" = 'member' AND m."member_type" = 'group'
    )
    SELECT root::text AS "groupId", id::text AS "id", via::text AS "viaId" FROM "inner" WHERE id <> root ORDER BY 1, 2, 3`;
}

/** What says whether the members of a group can be told. */
export type GroupStanding = { id: string; name: string; dynamic: boolean; synchronised: boolean; hiddenMembership: boolean; membersAsOf: Date | null; ownersAsOf: Date | null; deleted: boolean };

/** How the groups stand; one that is not held is missing. */
export async function listGroupStandings(groupIds: readonly string[], tx: Db = db()): Promise<GroupStanding[]> {
  if (groupIds.length === 0) return [];
  const rows = await tx.mirrorGroup.findMany({ where: { id: { in: [...groupIds] } }, select: { id: true, name: true, dynamic: true, synchronised: true, hiddenMembership: true, membersAsOf: true, ownersAsOf: true, deletedAt: true } });
  return rows.map(({ deletedAt, ...row }) => ({ ...row, deleted: deletedAt !== null }));
}

/** An app role and a group it is assigned to. */
export type AppRoleGroup = { originId: string; roleOriginId: string; groupId: string };

/** The groups these app roles are assigned to. */
export async function listGroupsOfAppRoles(roles: readonly ResourceRole[], tx: Db = db()): Promise<AppRoleGroup[]> {
  if (roles.length === 0) return [];
  return tx.$queryRaw<AppRoleGroup[]>`
    SELECT DISTINCT a."application_id"::text AS "originId", a."app_role_id"::text AS "roleOriginId", a."principal_id"::text AS "groupId"
    FROM unnest(${roles.map((role) => role.originId)}::uuid[], ${roles.map((role) => role.roleOriginId)}::uuid[]) AS r(origin, role)
    JOIN "mirror_app_role" a ON a."application_id" = r.origin AND a."app_role_id" = r.role WHERE a."principal_type" = 'group' ORDER BY 1, 2, 3`;
}

/** A slice of a list of people: which list it is of, and who, by id. */
export type ListSlice<List> = { list: List; people: string[] };

export type GroupList = { groupId: string; relation: 'member' | 'owner' };

/** People who are direct members, or owners, of these groups, slice by slice. People who were deleted are left out. */
export function peopleInGroups(lists: readonly GroupList[]): AsyncGenerator<ListSlice<GroupList>> {
  return inSlices(lists, (turn, after) => db().$queryRaw<{ people: string | null }[]>`
    SELECT (
      SELECT string_agg(p."member_id"::text, ',') FROM (
        SELECT m."member_id" FROM "mirror_member" m
        WHERE m."group_id" = l.id AND m."relation" = l.relation::"member_relation" AND m."member_id" > l.after AND m."member_type" = 'person'
          AND m."member_id" NOT IN (SELECT d."id" FROM "mirror_person" d WHERE d."deleted_at" IS NOT NULL)
        ORDER BY m."member_id" LIMIT ${ROWS_A_STATEMENT}
      ) p
    ) AS "people"
    FROM unnest(${turn.map((list) => list.groupId)}::uuid[], ${turn.map((list) => list.relation)}::text[], ${after}::uuid[]) WITH ORDINALITY AS l(id, relation, after, place) ORDER BY l.place`);
}

/** People to whom these app roles are assigned by name, slice by slice. People who were deleted are left out. */
export function peopleOfAppRoles(roles: readonly ResourceRole[]): AsyncGenerator<ListSlice<ResourceRole>> {
  return inSlices(roles, (turn, after) => db().$queryRaw<{ people: string | null }[]>`
    SELECT (
      SELECT string_agg(p."principal_id"::text, ',') FROM (
        SELECT a."principal_id" FROM "mirror_app_role" a
        WHERE a."application_id" = l.origin AND a."app_role_id" = l.role AND a."principal_id" > l.after AND a."principal_type" = 'person'
          AND a."principal_id" NOT IN (SELECT d."id" FROM "mirror_person" d WHERE d."deleted_at" IS NOT NULL)
        ORDER BY a."principal_id" LIMIT ${ROWS_A_STATEMENT}
      ) p
    ) AS "people"
    FROM unnest(${turn.map((role) => role.originId)}::uuid[], ${turn.map((role) => role.roleOriginId)}::uuid[], ${after}::uuid[]) WITH ORDINALITY AS l(origin, role, after, place) ORDER BY l.place`);
}

/** Reads lists side by side, each from where its last slice ended. Each slice comes as one text: as rows of their own the driver would take them apart one by one. */
async function* inSlices<List>(lists: readonly List[], read: (turn: List[], after: string[]) => Promise<{ people: string | null }[]>): AsyncGenerator<ListSlice<List>> {
  let open = lists.map((list) => ({ list, after: FIRST }));
  while (open.length > 0) {
    const turn = open.slice(0, LISTS_A_STATEMENT);
    const rows = await read(turn.map(({ list }) => list), turn.map(({ after }) => after));
    const unfinished: typeof open = [];
    for (const [index, { list }] of turn.entries()) {
      const people = rows[index]?.people?.split(',') ?? [];
      if (people.length > 0) yield { list, people };
      if (people.length === ROWS_A_STATEMENT) unfinished.push({ list, after: people.at(-1) ?? FIRST });
    }
    open = [...unfinished, ...open.slice(LISTS_A_STATEMENT)];
  }
}
