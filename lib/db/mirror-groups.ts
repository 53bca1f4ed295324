import 'server-only';
import type { MirrorGroup, MirrorScope } from '@/lib/directory/mirror';
import { db } from './client';
import type { Db } from './client';
import { column } from './column';
import { Prisma } from './generated/client';
import { whileScopeIs } from './mirror-feed';

/** Most rows in one statement: the embedded database serves one at a time, and everybody waits for it. */
const ROWS = 2000;

/** Which of these groups' members were not read yet. */
export async function listUnreadGroups(ids: readonly string[], tx: Db = db()): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx.mirrorGroup.findMany({ where: { id: { in: [...ids] }, OR: [{ membersAsOf: { not: null } }, { deletedAt: { not: null } }] }, select: { id: true } });
  const read = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !read.has(id));
}

/** A group as it was read. */
export type GroupToWrite = Omit<MirrorGroup, 'membersAsOf' | 'ownersAsOf' | 'deletedAt'>;

/** Writes groups as they were read, those of them that are still held; at most a page. Safe to repeat. */
export async function writeGroups(tx: Db, groups: readonly GroupToWrite[], round: number): Promise<void> {
  if (groups.length === 0) return;
  await tx.$executeRaw`
    UPDATE "mirror_group" g SET "name" = r.name, "description" = r.description, "mail" = r.mail, "mail_enabled" = r."mailEnabled", "security_enabled" = r."securityEnabled",
      "microsoft365" = r.microsoft365, "dynamic" = r.dynamic, "membership_rule" = r."membershipRule", "rule_paused" = r."rulePaused", "synchronised" = r.synchronised,
      "role_assignable" = r."roleAssignable", "hidden_membership" = r."hiddenMembership", "licences" = r.licences, "round" = ${round}, "deleted_at" = NULL
    FROM jsonb_to_recordset(${JSON.stringify(groups)}::jsonb) AS r(id uuid, name text, description text, mail text, "mailEnabled" boolean, "securityEnabled" boolean, microsoft365 boolean,
      dynamic boolean, "membershipRule" text, "rulePaused" boolean, synchronised boolean, "roleAssignable" boolean, "hiddenMembership" boolean, licences text[])
    WHERE g."id" = r.id`;
}

/** Marks groups as deleted in the tenant. Their members go with the next whole load, or come again with the group. */
export async function markGroupsDeleted(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`UPDATE "mirror_group" SET "deleted_at" = coalesce("deleted_at", now()) WHERE "id" = ANY(${[...ids]}::uuid[])`;
}

/** Somebody or a group that came into a group, or left it. */
export type MemberToWrite = { groupId: string; memberId: string; type: 'person' | 'group' | 'other'; gone: boolean };

/**
 * Writes who came and who left, of groups that are held, in one statement: in a transaction of several the database would
 * wait for us between them. Gives false, and has written nothing, where something else than `scope` is to be held. At most
 * `ROWS` at once. Safe to repeat.
 */
export async function writeMembers(relation: 'member' | 'owner', changes: readonly MemberToWrite[], round: number, scope: MirrorScope): Promise<boolean> {
  // What a page says last of somebody counts; one statement may write a row only once.
  const last = [...new Map(changes.map((change) => [`${change.groupId} ${change.memberId}`, change])).values()];
  const [gone, here] = [last.filter((change) => change.gone), last.filter((change) => !change.gone)];
  const went = Prisma.sql`
    went AS (
      DELETE FROM "mirror_member" m USING unnest(${column(gone.map((row) => row.groupId))}::uuid[], ${column(gone.map((row) => row.memberId))}::uuid[]) AS r(group_id, member_id)
      WHERE m."group_id" = r.group_id AND m."relation" = ${relation}::"member_relation" AND m."member_type" IN ('person', 'group', 'other') AND m."member_id" = r.member_id AND EXISTS (SELECT 1 FROM may)),`;
  const [row] = await db().$queryRaw<{ may: boolean }[]>`
    WITH may AS MATERIALIZED (${whileScopeIs(scope)}), ${gone.length > 0 ? went : Prisma.empty}
    came AS (
      INSERT INTO "mirror_member" ("group_id", "relation", "member_type", "member_id", "round")
      SELECT r.group_id, ${relation}::"member_relation", r.member_type::"member_type", r.member_id, ${round}::int
      FROM unnest(${column(here.map((row) => row.groupId))}::uuid[], ${column(here.map((row) => row.type))}::text[], ${column(here.map((row) => row.memberId))}::uuid[]) AS r(group_id, member_type, member_id)
      WHERE EXISTS (SELECT 1 FROM "mirror_group" g WHERE g."id" = r.group_id) AND EXISTS (SELECT 1 FROM may)
      ON CONFLICT ("group_id", "relation", "member_type", "member_id") DO UPDATE SET "round" = excluded."round")
    SELECT EXISTS (SELECT 1 FROM may) AS "may"`;
  return row?.may ?? false;
}

/** Forgets a slice of a group's members, or owners, that were not met in this round or later; gives how many. */
export async function forgetUnmetMembers(tx: Db, groupId: string, relation: 'member' | 'owner', round: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM "mirror_member" WHERE ctid = ANY(ARRAY(SELECT ctid FROM "mirror_member" WHERE "group_id" = ${groupId}::uuid AND "relation" = ${relation}::"member_relation" AND "round" < ${round} LIMIT ${ROWS}))`;
}

/** Groups by their feed, in the order of their ids. */
export async function listGroupsOfSlice(slice: number, tx: Db = db()): Promise<string[]> {
  return (await tx.mirrorGroup.findMany({ where: { slice }, orderBy: { id: 'asc' }, select: { id: true } })).map((row) => row.id);
}

/** The feeds of groups that have any. */
export async function listSlices(tx: Db = db()): Promise<number[]> {
  const rows = await tx.mirrorGroup.findMany({ where: { slice: { not: null } }, distinct: ['slice'], orderBy: { slice: 'asc' }, select: { slice: true } });
  return rows.flatMap((row) => row.slice ?? []);
}

/** The members of these groups are held as of this moment; those that this round did not meet are gone from the tenant. */
export async function endGroupsOfSlice(tx: Db, slice: number, round: number, asOf: Date): Promise<void> {
  await tx.$executeRaw`UPDATE "mirror_group" SET "members_as_of" = ${asOf}, "deleted_at" = CASE WHEN "round" < ${round} THEN coalesce("deleted_at", now()) ELSE "deleted_at" END WHERE "slice" = ${slice}`;
}

/** Groups whose owners are needed and were not read since. */
export async function listStaleOwners(staleBefore: Date, tx: Db = db()): Promise<string[]> {
  return (await tx.mirrorGroup.findMany({ where: { ownersWanted: true, OR: [{ ownersAsOf: null }, { ownersAsOf: { lt: staleBefore } }] }, orderBy: { id: 'asc' }, select: { id: true } })).map((row) => row.id);
}

/** The owners of these groups are held as of this moment. */
export async function endOwners(tx: Db, ids: readonly string[], asOf: Date): Promise<void> {
  await tx.mirrorGroup.updateMany({ where: { id: { in: [...ids] } }, data: { ownersAsOf: asOf } });
}
