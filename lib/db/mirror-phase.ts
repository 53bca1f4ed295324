import 'server-only';
import { db } from './client';
import type { Db } from './client';

// What a large phase is rehearsed from. Ids come as one text a row: a row of its own for each of 300,000 would take longer
// than everything that is worked out from them.

/** Packages whose holders one statement gathers: a few thousand people. */
const PACKAGES_A_STATEMENT = 8;

/** Packages whose askers one statement gathers: few wait at a time. */
const PACKAGES_ASKED_A_STATEMENT = 100;

/** People of a package in one state with one end; `day` is the day until when, or null. */
export type HoldersRow = { packageId: string; state: string; day: string | null; people: string };

/** Who has these packages and has not lost them, as of the last reading. */
export async function* holdersOfPackages(packageIds: readonly string[], tx: Db = db()): AsyncGenerator<HoldersRow[]> {
  for (let from = 0; from < packageIds.length; from += PACKAGES_A_STATEMENT) {
    yield await tx.$queryRaw<HoldersRow[]>`
      SELECT "package_id"::text AS "packageId", "state", to_char("until" AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS "day", string_agg("person_id"::text, ',') AS "people" FROM "mirror_assignment"
      WHERE "package_id" = ANY(${packageIds.slice(from, from + PACKAGES_A_STATEMENT)}::uuid[]) AND "person_id" IS NOT NULL GROUP BY 1, 2, 3`;
  }
}

/** Who has a package or is getting it, by the policy they have it by; one text of ids for each. */
export async function holdersByPolicy(packageId: string, states: readonly string[], tx: Db = db()): Promise<{ policyId: string | null; people: string }[]> {
  return tx.$queryRaw<{ policyId: string | null; people: string }[]>`
    SELECT "policy_id"::text AS "policyId", string_agg("person_id"::text, ',') AS "people" FROM "mirror_assignment"
    WHERE "package_id" = ${packageId}::uuid AND "person_id" IS NOT NULL AND "state" = ANY(${[...states]}) GROUP BY 1`;
}

/** Who has asked for these packages and waits. */
export async function* askersOfPackages(packageIds: readonly string[], tx: Db = db()): AsyncGenerator<Omit<HoldersRow, 'day'>[]> {
  for (let from = 0; from < packageIds.length; from += PACKAGES_ASKED_A_STATEMENT) {
    yield await tx.$queryRaw<Omit<HoldersRow, 'day'>[]>`
      SELECT "package_id"::text AS "packageId", "state", string_agg("person_id"::text, ',') AS "people" FROM "mirror_request"
      WHERE "package_id" = ANY(${packageIds.slice(from, from + PACKAGES_ASKED_A_STATEMENT)}::uuid[]) AND "person_id" IS NOT NULL AND "request_type" NOT ILIKE '%remove%' GROUP BY 1, 2`;
  }
}

/** Packages whose automatic policy goes by membership of groups, with the rule. */
export async function listRulesOfMembership(tx: Db = db()): Promise<{ id: string; name: string; rule: string }[]> {
  return tx.$queryRaw<{ id: string; name: string; rule: string }[]>`
    SELECT k."id"::text AS "id", k."name", t.target->>'id' AS "rule" FROM "mirror_policy" p JOIN "mirror_package" k ON k."id" = p."package_id", jsonb_array_elements(p."policy"->'targets') AS t(target)
    WHERE t.target->>'kind' = 'rule' AND t.target->>'id' ILIKE '%memberof%' ORDER BY k."name", k."id"`;
}

/** How many assignments that are held end before a moment, and how many are held in all. */
export async function countEnding(before: Date, tx: Db = db()): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS "count" FROM "mirror_assignment" WHERE "until" > now() AND "until" < ${before}`;
  return row?.count ?? 0;
}
