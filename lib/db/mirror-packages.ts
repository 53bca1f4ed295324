import 'server-only';
import type { PackageDesign, PackagePolicy } from '@/lib/authoring/package-design';
import type { Conflict, HeldPackage, MirrorAssignment, MirrorRequest } from '@/lib/directory/mirror';
import { db } from './client';
import type { Db } from './client';

const ROWS = 2000;

/** These packages as they are designed, as of the last reading; one that is gone from the tenant is missing. */
export async function findMirrorPackages(ids: readonly string[], tx: Db = db()): Promise<Map<string, PackageDesign>> {
  const packageId = { in: ids.map((id) => id.toLowerCase()) };
  const [packages, roles, policies] = await Promise.all([
    tx.mirrorPackage.findMany({ where: { id: packageId }, omit: { round: true } }),
    tx.mirrorPackageRole.findMany({ where: { packageId }, orderBy: [{ resourceName: 'asc' }, { roleName: 'asc' }] }),
    tx.mirrorPolicy.findMany({ where: { packageId }, orderBy: [{ name: 'asc' }, { id: 'asc' }] }),
  ]);
  return new Map(
    packages.map((row) => [
      row.id,
      {
        ...row,
        roles: roles.filter((role) => role.packageId === row.id).map(({ packageId: _, ...role }) => role),
        policies: policies.filter((policy) => policy.packageId === row.id).map(({ policy }) => policy as unknown as PackagePolicy),
      },
    ]),
  );
}

/** The packages that hand out a role of a resource, by name. */
export async function listPackagesGiving(role: { originId: string; roleOriginId: string }, tx: Db = db()): Promise<HeldPackage[]> {
  return tx.$queryRaw<HeldPackage[]>`
    SELECT p."id"::text AS "id", p."name" FROM "mirror_package_role" r JOIN "mirror_package" p ON p."id" = r."package_id"
    WHERE r."origin_id" = ${role.originId} AND r."role_origin_id" = ${role.roleOriginId} ORDER BY p."name", p."id"`;
}

/** What keeps people from getting these packages, in both directions where packages exclude each other. */
export async function listConflicts(packageIds: readonly string[], tx: Db = db()): Promise<Conflict[]> {
  return tx.$queryRaw<Conflict[]>`
    SELECT "package_id"::text AS "packageId", "kind"::text AS "kind", "other_id"::text AS "otherId", "name" FROM "mirror_conflict" WHERE "package_id" = ANY(${[...packageIds]}::uuid[])
    UNION
    SELECT c."other_id"::text, 'package', c."package_id"::text, p."name" FROM "mirror_conflict" c JOIN "mirror_package" p ON p."id" = c."package_id"
    WHERE c."kind" = 'package' AND c."other_id" = ANY(${[...packageIds]}::uuid[])
    ORDER BY 1, 2, 4, 3`;
}

/** Assignments of these people in these packages that have not ended, page by page. */
export async function* assignmentsHeld(packageIds: readonly string[], people: readonly string[]): AsyncGenerator<MirrorAssignment[]> {
  for (let from = 0; from < people.length; from += ROWS) {
    yield await db().$queryRaw<MirrorAssignment[]>`
      SELECT "id"::text AS "id", "package_id"::text AS "packageId", "policy_id"::text AS "policyId", "person_id"::text AS "personId", "state", "status", "since", "until" FROM "mirror_assignment"
      WHERE "package_id" = ANY(${[...packageIds]}::uuid[]) AND "person_id" = ANY(${people.slice(from, from + ROWS)}::uuid[]) ORDER BY "person_id", "package_id", "id"`;
  }
}

/** Requests of these people for these packages that are on their way, page by page. */
export async function* requestsHeld(packageIds: readonly string[], people: readonly string[]): AsyncGenerator<MirrorRequest[]> {
  for (let from = 0; from < people.length; from += ROWS) {
    yield await db().$queryRaw<MirrorRequest[]>`
      SELECT "id"::text AS "id", "package_id"::text AS "packageId", "person_id"::text AS "personId", "request_type" AS "requestType", "state", "status", "created_at" AS "createdAt" FROM "mirror_request"
      WHERE "package_id" = ANY(${[...packageIds]}::uuid[]) AND "person_id" = ANY(${people.slice(from, from + ROWS)}::uuid[]) ORDER BY "person_id", "package_id", "id"`;
  }
}
