import 'server-only';
import { db } from './client';

/** Where the newest handover of somebody's assignment brought it, or is bringing it; `end` is null for never. */
export type HandedOver = { personId: string; packageId: string; policyId: string; policyName: string; end: Date | null; underWay: boolean; at: Date };

/**
 * Of everybody whom a rollout's handovers moved, or are moving by bridge: where to. Whoever was put back is where the run
 * put them, and is not among them.
 */
export async function listHandedOver(rolloutId: string): Promise<HandedOver[]> {
  return db().$queryRaw<HandedOver[]>`
    SELECT "personId", "packageId", "policyId", "policyName", "end", "underWay", "at" FROM (
      SELECT DISTINCT ON (i."person_id", i."package_id") i."person_id"::text AS "personId", i."package_id"::text AS "packageId", i."to_policy_id"::text AS "policyId", i."to_policy_name" AS "policyName",
        i."new_ends_at" AS "end", i."state" <> 'done' AS "underWay", i."state_since" AS "at", h."back"
      FROM "handover_item" i JOIN "handover" h ON h."id" = i."handover_id"
      WHERE h."rollout_id" = ${rolloutId}::uuid AND i."to_policy_id" IS NOT NULL AND (i."state" = 'done' OR (h."state" = 'running' AND i."state" IN ('queued', 'sending', 'unknown', 'sent') AND i."step" IN ('remove', 'assign', 'drop') AND NOT i."goes_back"))
      ORDER BY i."person_id", i."package_id", h."number" DESC
    ) newest WHERE "underWay" OR NOT "back"`;
}

/** The assignment somebody has since a handover gave it anew by bridge, by person and package. */
export async function listGivenAnew(rolloutId: string): Promise<Map<string, string>> {
  const rows = await db().$queryRaw<{ key: string; id: string }[]>`
    SELECT DISTINCT ON (i."person_id", i."package_id") concat(i."person_id", ' ', i."package_id") AS key, i."new_assignment_id"::text AS id
    FROM "handover_item" i JOIN "handover" h ON h."id" = i."handover_id"
    WHERE h."rollout_id" = ${rolloutId}::uuid AND i."new_assignment_id" IS NOT NULL ORDER BY i."person_id", i."package_id", h."number" DESC`;
  return new Map(rows.map(({ key, id }) => [key, id]));
}
