import 'server-only';
import type { HandoverItem, HandoverItemState } from '@/lib/rollout/handover-item';
import { db } from './client';
import type { Db } from './client';

/** The next queued items of these packages, marked as being sent before anything is; none unless the job's lease is still ours, or while everything is stopped. */
export async function takeHandoverItems(handoverId: string, packageIds: readonly string[], job: { jobId: string; holder: string }, take: number): Promise<HandoverItem[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE "handover_item" SET "state" = 'sending', "state_since" = now(), "sent_at" = now(), "attempts" = "attempts" + 1, "not_before" = NULL
    WHERE "id" IN (
      SELECT "id" FROM "handover_item" WHERE "handover_id" = ${handoverId}::uuid AND "state" = 'queued' AND "package_id" = ANY(${[...packageIds]}::uuid[]) AND ("not_before" IS NULL OR "not_before" <= now())
      ORDER BY "person_name", "id" LIMIT ${take} FOR UPDATE
    ) AND EXISTS (SELECT 1 FROM "job" WHERE "id" = ${job.jobId}::uuid AND "lease_holder" = ${job.holder} AND "lease_until" > now() + interval '1 second' AND "state" = 'waiting')
      AND NOT EXISTS (SELECT 1 FROM "emergency_stop" WHERE "lifted_at" IS NULL)
    RETURNING "id"`;
  if (rows.length === 0) return [];
  const items = await db().handoverItem.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, orderBy: [{ personName: 'asc' }, { id: 'asc' }] });
  return items.map(({ notBefore: _notBefore, graphRequestId: _graphRequestId, ...item }) => item);
}

/** Puts back into the queue what was marked as being sent and never left this process. */
export async function returnHandoverItems(items: readonly HandoverItem[]): Promise<void> {
  await db().$executeRaw`
    UPDATE "handover_item" i SET "state" = 'queued', "state_since" = now(), "attempts" = i."attempts" - 1, "sent_at" = CASE WHEN i."attempts" > 1 THEN i."sent_at" END
    FROM unnest(${items.map((item) => item.id)}::uuid[], ${items.map((item) => item.attempts)}::int[]) AS c("id", "attempts")
    WHERE i."id" = c."id" AND i."attempts" = c."attempts" AND i."state" = 'sending'`;
}

/** What became of an item, while it is the same attempt in one of these states. A wait is in seconds, by the database's clock. */
export type HandoverChange = { id: string; attempts: number; from: readonly HandoverItemState[]; to: HandoverItemState; waitSeconds?: number; requestId?: string | null; graphRequestId?: string | null; failure?: string | null };

/** Writes what became of items in one statement; gives the ids of those that were still as expected. */
export async function changeHandoverItems(tx: Db, changes: readonly HandoverChange[]): Promise<Set<string>> {
  if (changes.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "handover_item" i SET "state" = c."to"::"handover_item_state", "state_since" = CASE WHEN i."state" = c."to"::"handover_item_state" THEN i."state_since" ELSE now() END,
      "not_before" = CASE WHEN c."wait" IS NULL THEN NULL ELSE now() + make_interval(secs => c."wait") END,
      "request_id" = coalesce(c."request_id", i."request_id"), "graph_request_id" = coalesce(c."graph_request_id", i."graph_request_id"), "failure" = c."failure"
    FROM unnest(${changes.map((c) => c.id)}::uuid[], ${changes.map((c) => c.attempts)}::int[], ${changes.map((c) => c.from.join(' '))}::text[], ${changes.map((c) => c.to)}::text[], ${changes.map((c) => c.waitSeconds ?? null)}::float8[],
      ${changes.map((c) => c.requestId ?? null)}::uuid[], ${changes.map((c) => c.graphRequestId ?? null)}::text[], ${changes.map((c) => c.failure ?? null)}::text[]) AS c("id", "attempts", "from", "to", "wait", "request_id", "graph_request_id", "failure")
    WHERE i."id" = c."id" AND i."attempts" = c."attempts" AND i."state"::text = ANY(string_to_array(c."from", ' '))
    RETURNING i."id"`;
  return new Set(rows.map(({ id }) => id));
}

/** What there is to do in a handover, and when; moments by the database's clock. */
export async function readHandoverClock(handoverId: string): Promise<{ now: Date; lastLost: Date | null; nextQueued: Date | null; lastSent: Date | null; sent: number; lastChange: Date | null }> {
  const [row] = await db().$queryRaw<{ now: Date; lost: Date | null; queued: Date | null; last_sent: Date | null; sent: number; change: Date | null }[]>`
    SELECT now() AS now, max("sent_at") FILTER (WHERE "state" IN ('sending', 'unknown')) AS lost, min(coalesce("not_before", now())) FILTER (WHERE "state" = 'queued') AS queued,
      max("sent_at") AS last_sent, (count(*) FILTER (WHERE "state" = 'sent'))::int AS sent, max("state_since") AS change
    FROM "handover_item" WHERE "handover_id" = ${handoverId}::uuid`;
  return { now: row?.now ?? new Date(), lastLost: row?.lost ?? null, nextQueued: row?.queued ?? null, lastSent: row?.last_sent ?? null, sent: row?.sent ?? 0, lastChange: row?.change ?? null };
}

/** Fails what is queued with an end that has passed by now; gives how many there were. */
export async function failPassedEnds(tx: Db, handoverId: string, failure: string): Promise<number> {
  return tx.$executeRaw`UPDATE "handover_item" SET "state" = 'failed', "state_since" = now(), "failure" = ${failure} WHERE "handover_id" = ${handoverId}::uuid AND "state" = 'queued' AND "new_ends_at" <= now()`;
}

/** Puts what failed back into the queue, for whoever tries it again; gives how many there were. */
export async function requeueFailedHandover(tx: Db, handoverId: string): Promise<number> {
  return tx.$executeRaw`UPDATE "handover_item" SET "state" = 'queued', "state_since" = now(), "not_before" = NULL, "request_id" = NULL, "failure" = NULL WHERE "handover_id" = ${handoverId}::uuid AND "state" = 'failed' AND "to_policy_id" IS NOT NULL`;
}
