import 'server-only';
import type { HandoverItem, HandoverItemState, HandoverStep } from '@/lib/rollout/handover-item';
import { db } from './client';
import type { Db } from './client';
import { mayWriteNow } from './held-work';

/** Of which packages people set out now; with null those who have set out already, of every package. */
export type TakenFrom = readonly string[] | null;

/** The next queued items, marked as being sent before anything is; none unless the job's lease is still ours, or while somebody holds it or everything is stopped. */
export async function takeHandoverItems(handoverId: string, from: TakenFrom, job: { jobId: string; holder: string }, take: number): Promise<HandoverItem[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE "handover_item" SET "state" = 'sending', "state_since" = now(), "sent_at" = now(), "attempts" = "attempts" + 1, "not_before" = NULL
    WHERE "id" IN (
      SELECT "id" FROM "handover_item" WHERE "handover_id" = ${handoverId}::uuid AND "state" = 'queued' AND ("step" IN ('move', 'keep')) = ${from !== null} AND (${from === null} OR "package_id" = ANY(${[...(from ?? [])]}::uuid[])) AND ("not_before" IS NULL OR "not_before" <= now())
      ORDER BY "person_name", "id" LIMIT ${take} FOR UPDATE
    ) AND EXISTS (SELECT 1 FROM "job" WHERE "id" = ${job.jobId}::uuid AND "lease_holder" = ${job.holder} AND "lease_until" > now() + interval '1 second' AND "state" = 'waiting')
      AND ${mayWriteNow('handover', handoverId)}
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

/** What became of an item, while it is the same attempt at the same step in one of these states. A wait is in seconds, by the database's clock. */
export type HandoverChange = { id: string; attempts: number; at: HandoverStep; from: readonly HandoverItemState[]; to: HandoverItemState; /** On to this step, which nobody has asked for yet. */ step?: HandoverStep; keeperAssignmentId?: string; newAssignmentId?: string; refused?: boolean; /** Its new assignment came as far as the approvers. */ atApprovers?: boolean; waitSeconds?: number; requestId?: string | null; graphRequestId?: string | null; failure?: string | null };

/** Writes what became of items in one statement; gives the ids of those that were still as expected. */
export async function changeHandoverItems(tx: Db, changes: readonly HandoverChange[]): Promise<Set<string>> {
  if (changes.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "handover_item" i SET "state" = c."to"::"handover_item_state", "state_since" = CASE WHEN i."state" = c."to"::"handover_item_state" THEN i."state_since" ELSE now() END,
      "not_before" = CASE WHEN c."wait" IS NULL THEN NULL ELSE now() + make_interval(secs => c."wait") END,
      "request_id" = CASE WHEN c."step" IS NULL THEN coalesce(c."request_id", i."request_id") END, "graph_request_id" = coalesce(c."graph_request_id", i."graph_request_id"), "failure" = c."failure",
      "step" = coalesce(c."step"::"handover_step", i."step"), "attempts" = CASE WHEN c."step" IS NULL THEN i."attempts" ELSE 0 END, "refused" = c."refused", "at_approvers" = i."at_approvers" OR c."at_approvers",
      "keeper_assignment_id" = coalesce(c."keeper", i."keeper_assignment_id"), "new_assignment_id" = coalesce(c."given", i."new_assignment_id")
    FROM unnest(${changes.map((c) => c.id)}::uuid[], ${changes.map((c) => c.attempts)}::int[], ${changes.map((c) => c.from.join(' '))}::text[], ${changes.map((c) => c.to)}::text[], ${changes.map((c) => c.waitSeconds ?? null)}::float8[],
      ${changes.map((c) => c.requestId ?? null)}::uuid[], ${changes.map((c) => c.graphRequestId ?? null)}::text[], ${changes.map((c) => c.failure ?? null)}::text[],
      ${changes.map((c) => c.step ?? null)}::text[], ${changes.map((c) => c.refused ?? false)}::boolean[], ${changes.map((c) => c.atApprovers ?? false)}::boolean[], ${changes.map((c) => c.keeperAssignmentId ?? null)}::uuid[], ${changes.map((c) => c.newAssignmentId ?? null)}::uuid[], ${changes.map((c) => c.at)}::text[])
      AS c("id", "attempts", "from", "to", "wait", "request_id", "graph_request_id", "failure", "step", "refused", "at_approvers", "keeper", "given", "at")
    WHERE i."id" = c."id" AND i."attempts" = c."attempts" AND i."step"::text = c."at" AND i."state"::text = ANY(string_to_array(c."from", ' '))
    RETURNING i."id"`;
  return new Set(rows.map(({ id }) => id));
}

/** What there is to do in a handover, and when; moments by the database's clock. */
export async function readHandoverClock(handoverId: string): Promise<{ now: Date; lastLost: Date | null; nextQueued: Date | null; /** Somebody who has set out is to be asked for. */ nextSetOut: boolean; lastSent: Date | null; lastChange: Date | null }> {
  const [row] = await db().$queryRaw<{ now: Date; lost: Date | null; queued: Date | null; set_out: boolean | null; last_sent: Date | null; change: Date | null }[]>`
    SELECT now() AS now, max("sent_at") FILTER (WHERE "state" IN ('sending', 'unknown')) AS lost, min(coalesce("not_before", now())) FILTER (WHERE "state" = 'queued') AS queued,
      bool_or("state" = 'queued' AND "step" NOT IN ('move', 'keep')) AS set_out, max("sent_at") AS last_sent, max("state_since") AS change
    FROM "handover_item" WHERE "handover_id" = ${handoverId}::uuid`;
  return { now: row?.now ?? new Date(), lastLost: row?.lost ?? null, nextQueued: row?.queued ?? null, nextSetOut: row?.set_out ?? false, lastSent: row?.last_sent ?? null, lastChange: row?.change ?? null };
}

/** Fails what is queued with an end that has passed by now; gives how many there were. */
export async function failPassedEnds(tx: Db, handoverId: string, failure: string): Promise<number> {
  return tx.$executeRaw`UPDATE "handover_item" SET "state" = 'failed', "state_since" = now(), "failure" = ${failure} WHERE "handover_id" = ${handoverId}::uuid AND "state" = 'queued' AND "step" IN ('move', 'keep') AND "new_ends_at" <= now()`;
}

/** Leaves whoever has not set out as they are, for good; gives how many there were. */
export async function leaveNotSetOut(tx: Db, handoverId: string, failure: string): Promise<number> {
  return tx.$executeRaw`UPDATE "handover_item" SET "state" = 'left', "state_since" = now(), "not_before" = NULL, "failure" = ${failure} WHERE "handover_id" = ${handoverId}::uuid AND "state" = 'queued' AND "step" IN ('move', 'keep')`;
}

/** Fails whoever of a package has not set out yet; gives how many there were. */
export async function failNotSetOut(tx: Db, handoverId: string, packageId: string, failure: string): Promise<number> {
  return tx.$executeRaw`UPDATE "handover_item" SET "state" = 'failed', "state_since" = now(), "failure" = ${failure} WHERE "handover_id" = ${handoverId}::uuid AND "package_id" = ${packageId}::uuid AND "state" = 'queued' AND "step" IN ('move', 'keep')`;
}

/** Of whom the earlier assignment is gone and the new one failed: the policy and end they had are asked for next, while that end has not passed. Gives how many there were. */
export async function giveBackFailed(tx: Db, handoverId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE "handover_item" SET "goes_back" = true, "state" = 'queued', "state_since" = now(), "not_before" = NULL, "request_id" = NULL, "failure" = NULL
    WHERE "handover_id" = ${handoverId}::uuid AND "state" = 'failed' AND "step" = 'assign' AND NOT "goes_back" AND ("ends_at" IS NULL OR "ends_at" > now())`;
}

/** How far the people of each package are, of whom some have not set out: `waiting` those, `passed` whoever has arrived, or came as far as the approvers, `underWay` whoever else has set out, `failed` whoever was asked for and failed. */
export async function readSettingOut(handoverId: string): Promise<{ packageId: string; packageName: string; waiting: number; underWay: number; passed: number; failed: number }[]> {
  return db().$queryRaw`
    SELECT "package_id" AS "packageId", min("package_name") AS "packageName", (count(*) FILTER (WHERE "state" = 'queued' AND "step" IN ('move', 'keep')))::int AS waiting,
      (count(*) FILTER (WHERE "state" IN ('sending', 'unknown', 'sent') OR ("state" = 'queued' AND "step" NOT IN ('move', 'keep'))))::int AS "underWay",
      (count(*) FILTER (WHERE "state" = 'done' OR "at_approvers"))::int AS passed, (count(*) FILTER (WHERE "state" = 'failed'))::int AS failed
    FROM "handover_item" WHERE "handover_id" = ${handoverId}::uuid GROUP BY 1 HAVING bool_or("state" = 'queued' AND "step" IN ('move', 'keep'))`;
}

/**
 * Puts what failed back into the queue, for whoever tries it again; of one that was ended, whoever had set out alone. What a
 * rule gives is waited for anew, since nobody can ask for it. Gives how many there were.
 */
export async function requeueFailedHandover(tx: Db, handoverId: string): Promise<number> {
  return tx.$executeRaw`UPDATE "handover_item" SET "state" = CASE WHEN "by_rule" AND NOT "goes_back" AND "step" = 'assign' THEN 'sent'::"handover_item_state" ELSE 'queued' END, "sent_at" = CASE WHEN "by_rule" AND NOT "goes_back" AND "step" = 'assign' THEN now() ELSE "sent_at" END,
      "state_since" = now(), "not_before" = NULL, "request_id" = NULL, "failure" = NULL WHERE "handover_id" = ${handoverId}::uuid AND "state" = 'failed' AND "to_policy_id" IS NOT NULL
    AND ("step" NOT IN ('move', 'keep') OR NOT EXISTS (SELECT 1 FROM "handover" h WHERE h."id" = "handover_id" AND h."ended_at" IS NOT NULL))`;
}
