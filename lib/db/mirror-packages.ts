import 'server-only';
import type { Conflict, HeldPackage } from '@/lib/directory/mirror';
import { db } from './client';
import type { Db } from './client';

/** A package and a role it hands out. */
export type GivingPackage = HeldPackage & { originId: string; roleOriginId: string };

/** The packages that hand out any of these roles, by name. */
export async function listPackagesGiving(roles: readonly { originId: string; roleOriginId: string }[], tx: Db = db()): Promise<GivingPackage[]> {
  return tx.$queryRaw<GivingPackage[]>`
    SELECT r."origin_id" AS "originId", r."role_origin_id" AS "roleOriginId", p."id"::text AS "id", p."name"
    FROM unnest(${roles.map((role) => role.originId)}::text[], ${roles.map((role) => role.roleOriginId)}::text[]) AS w(origin, role)
    JOIN "mirror_package_role" r ON r."origin_id" = w.origin AND r."role_origin_id" = w.role JOIN "mirror_package" p ON p."id" = r."package_id" ORDER BY p."name", p."id"`;
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
