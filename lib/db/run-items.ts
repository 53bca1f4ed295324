import 'server-only';
import type { ItemCounts, ItemOrder, ItemState, RunItem } from '@/lib/rollout/run';
import { noCounts } from '@/lib/rollout/run';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { isRowId, requireRowId } from './row-id';
import { holding } from './statement';

/** Most rows in one statement: the embedded database serves one at a time. */
const SLICE = 2000;

const ITEM = {
  id: true, runId: true, personId: true, personName: true, packageId: true, packageName: true, policyId: true, state: true, stateSince: true, sentAt: true,
  attempts: true, requestId: true, assignmentId: true, graphRequestId: true, failureCode: true, failure: true,
} as const;

export type NewItem = { personId: string; personName: string; packageId: string; packageName: string; policyId: string };

/** Inserts the items of a run, queued; one statement for at most 2,000 of them. */
export async function insertItems(tx: Db, runId: string, items: NewItem[]): Promise<void> {
  for (let from = 0; from < items.length; from += SLICE) {
    const slice = items.slice(from, from + SLICE);
    await tx.$executeRaw`
      INSERT INTO "run_item" ("run_id", "person_id", "person_name", "package_id", "package_name", "policy_id")
      SELECT ${runId}::uuid, * FROM unnest(${slice.map((i) => i.personId)}::uuid[], ${slice.map((i) => i.personName)}::text[],
        ${slice.map((i) => i.packageId)}::uuid[], ${slice.map((i) => i.packageName)}::text[], ${slice.map((i) => i.policyId)}::uuid[])`;
  }
}

/** How many items are in each state. */
export async function countItems(runId: string, tx: Db = db()): Promise<ItemCounts> {
  const rows = await tx.runItem.groupBy({ by: ['state'], where: { runId }, _count: true });
  const counts = noCounts();
  for (const row of rows) counts[row.state] = row._count;
  return counts;
}

/** The packages that items in these states are about. */
export async function packagesOfItems(runId: string, states: readonly ItemState[], tx: Db = db()): Promise<string[]> {
  const rows = await tx.runItem.findMany({ where: { runId, state: { in: [...states] } }, distinct: ['packageId'], select: { packageId: true } });
  return rows.map((row) => row.packageId);
}

/** Whom a run has asked for by any of its items, whatever became of it. */
export async function listAskedFor(runId: string): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ personId: string }[]>`SELECT DISTINCT "person_id" AS "personId" FROM "run_item" WHERE "run_id" = ${runId}::uuid AND "attempts" > 0`;
  return new Set(rows.map(({ personId }) => personId));
}

/** The items in these states, for one package or all: what one reading of the tenant is held against. */
export async function listItems(runId: string, states: readonly ItemState[], packageId?: string, tx: Db = db()): Promise<RunItem[]> {
  const items: RunItem[] = [];
  for (;;) {
    const last = items.at(-1);
    const rows: RunItem[] = await tx.runItem.findMany({
      where: { runId, state: { in: [...states] }, ...(packageId ? { packageId } : {}), ...(last ? { id: { gt: last.id } } : {}) },
      orderBy: { id: 'asc' },
      take: SLICE,
      select: ITEM,
    });
    items.push(...rows);
    if (rows.length < SLICE) return items;
  }
}

/**
 * When the tenant is due to show what was sent last, and since when there was nothing new; null where there is none. What is
 * marked as being sent and was never answered counts as sent `lateMs` later: a tenant may still be working on it.
 */
export async function readItemClock(runId: string, lateMs = 0): Promise<{ now: Date; firstSent: Date | null; lastLost: Date | null; nextQueued: Date | null; queued: number; lastChange: Date | null }> {
  const [row] = await db().$queryRaw<{ now: Date; first_sent: Date | null; last_lost: Date | null; next_queued: Date | null; queued: number; last_change: Date | null }[]>`
    SELECT now() AS now, min("sent_at") AS first_sent,
      max("sent_at" + CASE "state" WHEN 'sending' THEN make_interval(secs => ${lateMs / 1000}) ELSE interval '0' END) FILTER (WHERE "state" IN ('sending', 'unknown')) AS last_lost,
      min(coalesce("not_before", now())) FILTER (WHERE "state" = 'queued') AS next_queued,
      (count(*) FILTER (WHERE "state" = 'queued'))::int AS queued,
      max("state_since") AS last_change
    FROM "run_item" WHERE "run_id" = ${runId}::uuid`;
  return { now: row?.now ?? new Date(), firstSent: row?.first_sent ?? null, lastLost: row?.last_lost ?? null, nextQueued: row?.next_queued ?? null, queued: row?.queued ?? 0, lastChange: row?.last_change ?? null };
}

/**
 * Marks the next queued items as being sent and counts the attempt, before anything is sent: whoever finds them so after a
 * crash knows that an answer may be lost. Takes none unless the job's lease is still ours, or while anything holds the run.
 */
export async function takeItemsToSend(runId: string, jobId: string, holder: string, take: number): Promise<RunItem[]> {
  const rows = await db().$queryRaw<RunItem[]>`
    UPDATE "run_item" SET "state" = 'sending', "state_since" = now(), "sent_at" = now(), "attempts" = "attempts" + 1, "not_before" = NULL
    WHERE "id" IN (
      SELECT "id" FROM "run_item" WHERE "run_id" = ${runId}::uuid AND "state" = 'queued' AND ("not_before" IS NULL OR "not_before" <= now())
      ORDER BY "person_name", "id" LIMIT ${take} FOR UPDATE
    ) AND EXISTS (
      SELECT 1 FROM "job" WHERE "id" = ${jobId}::uuid AND "lease_holder" = ${holder} AND "lease_until" > now() + interval '1 second' AND "state" = 'waiting'
    ) AND EXISTS (SELECT 1 FROM "run" WHERE "id" = ${runId}::uuid AND "state" = 'running' AND "hold" IS NULL AND "ended_at" IS NULL)
      AND NOT EXISTS (SELECT 1 FROM "emergency_stop" WHERE "lifted_at" IS NULL)
    RETURNING "id", "run_id" AS "runId", "person_id" AS "personId", "person_name" AS "personName", "package_id" AS "packageId", "package_name" AS "packageName", "policy_id" AS "policyId",
      "state"::text, "state_since" AS "stateSince", "sent_at" AS "sentAt", "attempts", "request_id" AS "requestId", "assignment_id" AS "assignmentId", "graph_request_id" AS "graphRequestId",
      "failure_code" AS "failureCode", "failure"`;
  return rows.sort((a, b) => (a.personName === b.personName ? (a.id < b.id ? -1 : 1) : a.personName < b.personName ? -1 : 1));
}

/** Puts back into the queue what was marked as being sent and never left this process, as if it had not been taken. */
export async function returnItems(items: readonly RunItem[]): Promise<void> {
  await db().$executeRaw`
    UPDATE "run_item" i SET "state" = 'queued', "state_since" = now(), "attempts" = i."attempts" - 1, "sent_at" = CASE WHEN i."attempts" > 1 THEN i."sent_at" END
    FROM unnest(${items.map((item) => item.id)}::uuid[], ${items.map((item) => item.attempts)}::int[]) AS c("id", "attempts")
    WHERE i."id" = c."id" AND i."attempts" = c."attempts" AND i."state" = 'sending'`;
}

/** What became of an item. Left out means: as it was. A wait is in seconds, by the database's clock. */
export type ItemChange = {
  id: string;
  from: readonly ItemState[];
  /** Only while it is the same attempt: an answer that comes late must not speak for the next one. */
  attempts: number;
  to: ItemState;
  waitSeconds?: number;
  requestId?: string | null;
  assignmentId?: string | null;
  graphRequestId?: string | null;
  failureCode?: string | null;
  failure?: string | null;
};

/** Writes what became of items, one statement for at most 2,000; gives the ids of those that were still as expected. */
export async function changeItems(tx: Db, changes: ItemChange[]): Promise<Set<string>> {
  const changed = new Set<string>();
  for (let at = 0; at < changes.length; at += SLICE) {
    const slice = changes.slice(at, at + SLICE);
    const rows = await tx.$queryRaw<{ id: string }[]>`
      UPDATE "run_item" i SET
        "state" = c."to"::"item_state",
        "state_since" = CASE WHEN i."state" = c."to"::"item_state" THEN i."state_since" ELSE now() END,
        -- Marked some time before it went out, it might be looked up before Entra shows it.
        "sent_at" = CASE WHEN c."to" = 'unknown' AND i."state" = 'sending' THEN now() ELSE i."sent_at" END,
        "not_before" = CASE WHEN c."wait" IS NULL THEN NULL ELSE now() + make_interval(secs => c."wait") END,
        "request_id" = coalesce(c."request_id", i."request_id"),
        "assignment_id" = coalesce(c."assignment_id", i."assignment_id"),
        "graph_request_id" = coalesce(c."graph_request_id", i."graph_request_id"),
        "failure_code" = c."failure_code", "failure" = c."failure"
      FROM unnest(${slice.map((c) => c.id)}::uuid[], ${slice.map((c) => c.from.join(' '))}::text[], ${slice.map((c) => c.attempts)}::int[], ${slice.map((c) => c.to)}::text[],
        ${slice.map((c) => c.waitSeconds ?? null)}::float8[], ${slice.map((c) => c.requestId ?? null)}::uuid[], ${slice.map((c) => c.assignmentId ?? null)}::uuid[],
        ${slice.map((c) => c.graphRequestId ?? null)}::text[], ${slice.map((c) => c.failureCode ?? null)}::text[], ${slice.map((c) => c.failure ?? null)}::text[])
        AS c("id", "from", "attempts", "to", "wait", "request_id", "assignment_id", "graph_request_id", "failure_code", "failure")
      WHERE i."id" = c."id" AND i."attempts" = c."attempts" AND i."state"::text = ANY(string_to_array(c."from", ' '))
      RETURNING i."id"`;
    for (const row of rows) changed.add(row.id);
  }
  return changed;
}

/**
 * Puts the failed items of a run back into the queue and keeps what each failed for; gives how many there were. Their old
 * request is forgotten, but for one that delivered a part: it is what can be processed again.
 */
export async function requeueFailed(tx: Db, runId: string): Promise<number> {
  // The brakes count anew.
  await tx.run.update({ where: { id: runId }, data: { seenFailures: 0 } });
  await tx.$executeRaw`
    INSERT INTO "run_item_failure" ("run_id", "item_id", "attempts", "failure_code", "failure", "failed_at")
    SELECT "run_id", "id", "attempts", "failure_code", coalesce("failure", ''), "state_since" FROM "run_item" WHERE "run_id" = ${runId}::uuid AND "state" = 'failed'`;
  return tx.$executeRaw`
    UPDATE "run_item" SET "state" = 'queued', "state_since" = now(), "not_before" = NULL, "assignment_id" = NULL, "failure_code" = NULL, "failure" = NULL,
      "request_id" = CASE "failure_code" WHEN 'partlyDelivered' THEN "request_id" END
    WHERE "run_id" = ${runId}::uuid AND "state" = 'failed'`;
}

/** Leaves out what of a run is queued, for one reason; gives how many there were. */
export async function skipQueued(tx: Db, runId: string, { failureCode, failure }: { failureCode: string; failure: string }): Promise<number> {
  return tx.$executeRaw`
    UPDATE "run_item" SET "state" = 'skipped', "state_since" = now(), "not_before" = NULL, "failure_code" = ${failureCode}, "failure" = ${failure} WHERE "run_id" = ${runId}::uuid AND "state" = 'queued'`;
}

/** How many items of a run failed for other reasons than these, or were left out for one of those; and how many it has. */
export async function countTroubles(runId: string, excused: readonly string[], shrinking: readonly string[], tx: Db = db()): Promise<{ total: number; failed: number; shrunk: number }> {
  const [row] = await tx.$queryRaw<{ total: number; failed: number; shrunk: number }[]>`
    SELECT count(*)::int AS total, (count(*) FILTER (WHERE "state" = 'failed' AND NOT (coalesce("failure_code", '') = ANY(${[...excused]}::text[]))))::int AS failed,
      (count(*) FILTER (WHERE "state" = 'skipped' AND "failure_code" = ANY(${[...shrinking]}::text[])))::int AS shrunk
    FROM "run_item" WHERE "run_id" = ${runId}::uuid`;
  return row ?? { total: 0, failed: 0, shrunk: 0 };
}

/** What failed in a run, by code and words, the most first. */
export async function listFailures(runId: string): Promise<{ failureCode: string | null; failure: string | null; count: number; since: Date }[]> {
  const rows = await db().runItem.groupBy({
    by: ['failureCode', 'failure'],
    where: { runId, state: 'failed' },
    _count: true,
    _min: { stateSince: true },
    orderBy: { _count: { id: 'desc' } },
    take: 50,
  });
  return rows.map((row) => ({ failureCode: row.failureCode, failure: row.failure, count: row._count, since: row._min.stateSince ?? new Date(0) }));
}

/** Failures of one cause that were sent again: how often, of how many items, and what became of those since. */
export type SentAgain = { failureCode: string | null; failure: string | null; failures: number; items: number; delivered: number; failedAgain: number; leftOut: number };

/** What failed in a run before and was sent again, by code, the most first; where there is none, by its words. */
export async function listSentAgain(runId: string): Promise<SentAgain[]> {
  return db().$queryRaw<SentAgain[]>`
    SELECT f."failure_code" AS "failureCode", CASE WHEN f."failure_code" IS NULL THEN f."failure" END AS failure, count(*)::int AS failures, count(DISTINCT i."id")::int AS items,
      (count(DISTINCT i."id") FILTER (WHERE i."state" = 'delivered'))::int AS delivered, (count(DISTINCT i."id") FILTER (WHERE i."state" = 'failed'))::int AS "failedAgain",
      (count(DISTINCT i."id") FILTER (WHERE i."state" = 'skipped'))::int AS "leftOut"
    FROM "run_item_failure" f JOIN "run_item" i ON i."id" = f."item_id" WHERE f."run_id" = ${requireRowId(runId)}::uuid GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 50`;
}

export type ItemFilter = { states?: ItemState[]; text?: string };

/** More than anybody looks through; a longer list of ids would be no statement. */
const MOST_FOUND = 2000;

async function where(runId: string, filter: ItemFilter): Promise<Prisma.RunItemWhereInput> {
  const bySignIn = filter.text ? await db().cohortMember.findMany({ where: { ...cohortOfRun(runId), userPrincipalName: holding(filter.text) }, take: MOST_FOUND, select: { personId: true } }) : [];
  return {
    runId: requireRowId(runId),
    ...(filter.states?.length ? { state: { in: filter.states } } : {}),
    ...(filter.text ? { OR: [{ personId: { in: bySignIn.map((member) => member.personId) } }, { personName: holding(filter.text) }, { packageName: holding(filter.text) }, { failure: holding(filter.text) }] } : {}),
  };
}

/** A page of a run's items, by name unless asked otherwise, and how many match. */
export async function pageItems(runId: string, filter: ItemFilter, page: { skip: number; take: number }, { by, down }: ItemOrder = { by: 'person', down: false }): Promise<{ items: RunItem[]; total: number }> {
  const matching = await where(runId, filter);
  const [items, total] = await Promise.all([
    db().runItem.findMany({ where: matching, orderBy: [by === 'since' ? { stateSince: down ? 'desc' : 'asc' } : { personName: down ? 'desc' : 'asc' }, { id: 'asc' }], skip: page.skip, take: page.take, select: ITEM }),
    db().runItem.count({ where: matching }),
  ]);
  return { items, total };
}

function cohortOfRun(runId: string): Prisma.CohortMemberWhereInput {
  return { phase: { runs: { some: { id: requireRowId(runId) } } } };
}

/** By person, the names they sign in with, as the cohort of the run's phase was frozen with them. */
export async function userPrincipalNamesOf(runId: string, personIds: string[]): Promise<Map<string, string>> {
  const members = await db().cohortMember.findMany({ where: { ...cohortOfRun(runId), personId: { in: personIds } }, select: { personId: true, userPrincipalName: true } });
  return new Map(members.map((member) => [member.personId, member.userPrincipalName]));
}

/** One item of a run, or null. */
export async function findItem(runId: string, itemId: string): Promise<RunItem | null> {
  return isRowId(itemId) ? db().runItem.findFirst({ where: { id: itemId, runId: requireRowId(runId) }, select: ITEM }) : null;
}
