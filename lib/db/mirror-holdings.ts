import 'server-only';
import type { PackageDesign } from '@/lib/authoring/package-design';
import type { Conflict, MirrorScope } from '@/lib/directory/mirror';
import { db } from './client';
import type { Db } from './client';
import { column } from './column';
import { whileScopeIs } from './mirror-feed';
import { lastOfEach } from './mirror-people';

/** Most rows in one statement: the embedded database serves one at a time, and everybody waits for it. */
const ROWS = 2000;

/** Writes packages with all they hand out and exclude, over what was there; at most a page. Safe to repeat. */
export async function writePackages(tx: Db, packages: readonly PackageDesign[], conflicts: readonly Conflict[], round: number): Promise<void> {
  if (packages.length === 0) return;
  const ids = packages.map((each) => each.id);
  await tx.$executeRaw`
    INSERT INTO "mirror_package" ("id", "name", "description", "hidden", "catalog_id", "catalog_name", "round")
    SELECT *, ${round} FROM unnest(${ids}::uuid[], ${packages.map((each) => each.name)}::text[], ${packages.map((each) => each.description)}::text[], ${packages.map((each) => each.hidden)}::boolean[],
      ${packages.map((each) => each.catalogId)}::uuid[], ${packages.map((each) => each.catalogName)}::text[])
    ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name", "description" = excluded."description", "hidden" = excluded."hidden", "catalog_id" = excluded."catalog_id",
      "catalog_name" = excluded."catalog_name", "round" = excluded."round"`;
  await forgetPartsOf(tx, ids);
  const roles = packages.flatMap((each) => each.roles.map((role) => ({ ...role, packageId: each.id })));
  const policies = packages.flatMap((each) => each.policies.map((policy) => ({ id: policy.id, packageId: each.id, name: policy.name, policy })));
  await tx.mirrorPackageRole.createMany({ data: roles, skipDuplicates: true });
  await tx.mirrorPolicy.createMany({ data: policies, skipDuplicates: true });
  await tx.mirrorConflict.createMany({ data: [...conflicts], skipDuplicates: true });
}

async function forgetPartsOf(tx: Db, packageIds: readonly string[]): Promise<void> {
  const where = { packageId: { in: [...packageIds] } };
  await tx.mirrorPackageRole.deleteMany({ where });
  await tx.mirrorPolicy.deleteMany({ where });
  await tx.mirrorConflict.deleteMany({ where });
}

/** Forgets the packages that this round did not meet: they are gone from the tenant. */
export async function forgetUnmetPackages(tx: Db, round: number): Promise<void> {
  const gone = (await tx.mirrorPackage.findMany({ where: { round: { lt: round } }, select: { id: true } })).map((row) => row.id);
  if (gone.length === 0) return;
  await forgetPartsOf(tx, gone);
  await tx.mirrorPackage.deleteMany({ where: { id: { in: gone } } });
}

export type AssignmentToWrite = { id: string; packageId: string; policyId: string | null; personId: string | null; state: string; status: string; since: string | null; until: string | null };

export type RequestToWrite = { id: string; packageId: string; personId: string | null; requestType: string; state: string; status: string; createdAt: string | null };

/** How far the reading of a package's lists has got after a page. */
export type HoldingsPlace = { kind: string; stage: number; nextLink: string | null };

/** So many assignments and requests fill a statement: a page at a time, the planning would cost more than the writing. */
export const HOLDINGS_A_STATEMENT = 1500;

/**
 * Writes pages of assignments and open requests as they were read, about `HOLDINGS_A_STATEMENT`, and how far the reading
 * got, in one statement: in a transaction of several the database would wait for us between them. Gives false, and has written nothing, where something
 * else than `scope` is to be held. Safe to repeat.
 */
export async function writeHoldings(read: { assignments: readonly AssignmentToWrite[]; requests: readonly RequestToWrite[] }, round: number, { kind, stage, nextLink }: HoldingsPlace, scope: MirrorScope): Promise<boolean> {
  const [assignments, requests] = [lastOfEach(read.assignments), lastOfEach(read.requests)];
  const written = await db().$executeRaw`
    WITH may AS MATERIALIZED (${whileScopeIs(scope)}),
    assignments AS (
      INSERT INTO "mirror_assignment" ("id", "package_id", "policy_id", "person_id", "state", "status", "since", "until", "round")
      SELECT r.*, ${round}::int FROM unnest(${column(assignments.map((row) => row.id))}::uuid[], ${column(assignments.map((row) => row.packageId))}::uuid[], ${column(assignments.map((row) => row.policyId))}::uuid[], ${column(assignments.map((row) => row.personId))}::uuid[],
        ${column(assignments.map((row) => row.state))}::text[], ${column(assignments.map((row) => row.status))}::text[], ${column(assignments.map((row) => row.since))}::timestamptz[], ${column(assignments.map((row) => row.until))}::timestamptz[]) AS r(id, package_id, policy_id, person_id, state, status, since, until)
      WHERE EXISTS (SELECT 1 FROM may)
      ON CONFLICT ("id") DO UPDATE SET "package_id" = excluded."package_id", "policy_id" = excluded."policy_id", "person_id" = excluded."person_id", "state" = excluded."state", "status" = excluded."status",
        "since" = excluded."since", "until" = excluded."until", "round" = excluded."round"),
    requests AS (
      INSERT INTO "mirror_request" ("id", "package_id", "person_id", "request_type", "state", "status", "created_at", "round")
      SELECT r.*, ${round}::int FROM unnest(${column(requests.map((row) => row.id))}::uuid[], ${column(requests.map((row) => row.packageId))}::uuid[], ${column(requests.map((row) => row.personId))}::uuid[], ${column(requests.map((row) => row.requestType))}::text[],
        ${column(requests.map((row) => row.state))}::text[], ${column(requests.map((row) => row.status))}::text[], ${column(requests.map((row) => row.createdAt))}::timestamptz[]) AS r(id, package_id, person_id, request_type, state, status, created_at)
      WHERE EXISTS (SELECT 1 FROM may)
      ON CONFLICT ("id") DO UPDATE SET "person_id" = excluded."person_id", "request_type" = excluded."request_type", "state" = excluded."state", "status" = excluded."status", "round" = excluded."round")
    UPDATE "mirror_feed" SET "stage" = ${stage}::int, "next_link" = ${nextLink}, "loaded" = "loaded" + ${read.assignments.length + read.requests.length}::int WHERE "kind" = ${kind} AND EXISTS (SELECT 1 FROM may)`;
  return written > 0;
}

/** Forgets a slice of a package's assignments and requests that were not met in this round; gives how many. */
export async function forgetUnmetHoldings(tx: Db, packageId: string, round: number): Promise<number> {
  const assignments = await tx.$executeRaw`
    DELETE FROM "mirror_assignment" WHERE ctid = ANY(ARRAY(SELECT ctid FROM "mirror_assignment" WHERE "package_id" = ${packageId}::uuid AND "round" < ${round} LIMIT ${ROWS}))`;
  const requests = await tx.$executeRaw`
    DELETE FROM "mirror_request" WHERE ctid = ANY(ARRAY(SELECT ctid FROM "mirror_request" WHERE "package_id" = ${packageId}::uuid AND "round" < ${round} LIMIT ${ROWS}))`;
  return assignments + requests;
}

export type AppRoleToWrite = { id: string; applicationId: string; appRoleId: string; principalId: string; principalType: 'person' | 'group' | 'other' };

/** Writes a page of an application's role assignments as they were read. Safe to repeat. */
export async function writeAppRoles(tx: Db, rows: readonly AppRoleToWrite[], round: number): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "mirror_app_role" ("id", "application_id", "app_role_id", "principal_id", "principal_type", "round")
    SELECT DISTINCT ON (r.id) r.id, r.application_id, r.app_role_id, r.principal_id, r.principal_type::"member_type", ${round}::int
    FROM unnest(${column(rows.map((row) => row.id))}::text[], ${column(rows.map((row) => row.applicationId))}::uuid[], ${column(rows.map((row) => row.appRoleId))}::uuid[], ${column(rows.map((row) => row.principalId))}::uuid[], ${column(rows.map((row) => row.principalType))}::text[])
      AS r(id, application_id, app_role_id, principal_id, principal_type)
    ON CONFLICT ("id") DO UPDATE SET "app_role_id" = excluded."app_role_id", "principal_id" = excluded."principal_id", "principal_type" = excluded."principal_type", "round" = excluded."round"`;
}

/** Forgets a slice of an application's role assignments that were not met in this round; gives how many. */
export async function forgetUnmetAppRoles(tx: Db, applicationId: string, round: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM "mirror_app_role" WHERE ctid = ANY(ARRAY(SELECT ctid FROM "mirror_app_role" WHERE "application_id" = ${applicationId}::uuid AND "round" < ${round} LIMIT ${ROWS}))`;
}

/** Counting ends here: to count a million rows would keep everybody waiting. */
const MOST_COUNTED = 20_000;

/** How much is held of each kind; `more` where it is more than was counted. */
export type HeldCounts = Record<'people' | 'deletedPeople' | 'groups' | 'memberships' | 'appRoles' | 'packages' | 'assignments' | 'requests', { count: number; more: boolean }>;

export async function countHeld(tx: Db = db()): Promise<HeldCounts> {
  const [row] = await tx.$queryRaw<Record<keyof HeldCounts, number>[]>`
    SELECT (SELECT count(*)::int FROM (SELECT 1 FROM "mirror_person" WHERE "deleted_at" IS NULL LIMIT ${MOST_COUNTED + 1}) x) AS "people",
      (SELECT count(*)::int FROM (SELECT 1 FROM "mirror_person" WHERE "deleted_at" IS NOT NULL LIMIT ${MOST_COUNTED + 1}) x) AS "deletedPeople",
      (SELECT count(*)::int FROM (SELECT 1 FROM "mirror_group" WHERE "deleted_at" IS NULL LIMIT ${MOST_COUNTED + 1}) x) AS "groups",
      (SELECT count(*)::int FROM (SELECT 1 FROM "mirror_member" LIMIT ${MOST_COUNTED + 1}) x) AS "memberships",
      (SELECT count(*)::int FROM (SELECT 1 FROM "mirror_app_role" LIMIT ${MOST_COUNTED + 1}) x) AS "appRoles",
      (SELECT count(*)::int FROM (SELECT 1 FROM "mirror_package" LIMIT ${MOST_COUNTED + 1}) x) AS "packages",
      (SELECT count(*)::int FROM (SELECT 1 FROM "mirror_assignment" LIMIT ${MOST_COUNTED + 1}) x) AS "assignments",
      (SELECT count(*)::int FROM (SELECT 1 FROM "mirror_request" LIMIT ${MOST_COUNTED + 1}) x) AS "requests"`;
  const told = (kind: keyof HeldCounts) => ({ count: Math.min(row?.[kind] ?? 0, MOST_COUNTED), more: (row?.[kind] ?? 0) > MOST_COUNTED });
  return {
    people: told('people'), deletedPeople: told('deletedPeople'), groups: told('groups'), memberships: told('memberships'), appRoles: told('appRoles'), packages: told('packages'),
    assignments: told('assignments'), requests: told('requests'),
  };
}
