import 'server-only';
import type { Arrivals } from '@/lib/rollout/delivery-curve';
import { db } from './client';

/**
 * When items of a run arrived or failed, counted by equal parts of the time from its first request until now, or until the
 * last of them once it does not run any more. One that was sent again counts as failed until then. `excused` are failures with one of these codes; no other says a moment.
 * @returns null before anything was sent
 */
export async function countArrivals(runId: string, excused: readonly string[], parts: number): Promise<{ from: Date; to: Date; arrivals: Arrivals[]; excused: number } | null> {
  const rows = await db().$queryRaw<{ from: Date | null; to: Date | null; part: number | null; delivered: number; failed: number; excused: number }[]>`
    WITH span AS (
      SELECT least(min(item."sent_at"), min(item."state_since") FILTER (WHERE item."state" IN ('delivered', 'failed')), (SELECT min(f."failed_at") FROM "run_item_failure" f WHERE f."run_id" = run."id")) AS "from",
        CASE WHEN run."state" = 'running' THEN now() ELSE coalesce(max(item."state_since") FILTER (WHERE item."state" IN ('delivered', 'failed')), now()) END AS "to"
      FROM "run" run JOIN "run_item" item ON item."run_id" = run."id" WHERE run."id" = ${runId}::uuid GROUP BY run."id"
    ), moments AS (
      SELECT item."state_since" AS "at", (item."state" = 'delivered')::int AS delivered,
        (item."state" = 'failed' AND NOT (coalesce(item."failure_code", '') = ANY(${[...excused]}::text[])))::int AS failed,
        (item."state" = 'failed' AND coalesce(item."failure_code", '') = ANY(${[...excused]}::text[]))::int AS excused
      FROM "run_item" item WHERE item."run_id" = ${runId}::uuid AND item."state" IN ('delivered', 'failed')
      UNION ALL
      SELECT e."at", 0, e."failed", 0 FROM "run_item_failure" f, LATERAL (VALUES (f."failed_at", 1), (f."sent_again_at", -1)) AS e("at", "failed")
      WHERE f."run_id" = ${runId}::uuid AND NOT (coalesce(f."failure_code", '') = ANY(${[...excused]}::text[]))
    ), arrived AS (
      SELECT least(${parts - 1}::int, floor(extract(epoch FROM moments."at" - span."from") / nullif(extract(epoch FROM span."to" - span."from"), 0) * ${parts}::int)::int) AS part,
        sum(delivered) AS delivered, sum(failed) AS failed, sum(excused) AS excused
      FROM moments, span GROUP BY 1
    )
    SELECT span."from", span."to", arrived.part, coalesce(arrived.delivered, 0)::int AS delivered, coalesce(arrived.failed, 0)::int AS failed, coalesce(arrived.excused, 0)::int AS excused
    FROM span LEFT JOIN arrived ON true ORDER BY arrived.part`;
  const [first] = rows;
  if (!first?.from || !first.to) return null;
  return {
    from: first.from,
    to: first.to,
    arrivals: rows.flatMap(({ part, delivered, failed }) => (part === null ? [] : [{ part, delivered, failed }])),
    excused: rows.reduce((sum, row) => sum + row.excused, 0),
  };
}
