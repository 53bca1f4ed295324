import 'server-only';
import type { HeldPackage } from '@/lib/directory/mirror';
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
