import 'server-only';
import type { HandoverCounts, HandoverItem, HandoverItemState, HandoverTarget, HandoverWay } from '@/lib/rollout/handover-item';
import { FIRST_STEPS, LEFT, LEFT_OUTSIDE, noHandoverCounts } from '@/lib/rollout/handover-item';
import type { JobState } from '@/lib/rollout/run';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';
import { holding } from './statement';

/** Most rows in one statement: the embedded database serves one at a time. */
const SLICE = 2000;

export type Handover = {
  id: string; rolloutId: string; number: number; way: HandoverWay; /** It puts back whom handovers before moved. */ back: boolean; state: 'rehearsed' | 'running' | 'settled'; hash: string; tenantReadAt: Date; createdByName: string; createdAt: Date;
  startedByName: string | null; startedAt: Date | null; settledAt: Date | null; heldAt: Date | null; heldByName: string | null; holdSays: string | null; endedAt: Date | null; endedByName: string | null; endReason: string | null; jobId: string | null; jobState: JobState | null; jobActsAsName: string | null;
};

const JOB = { job: { select: { state: true, actsAsName: true } } } as const;

function toHandover({ job, ...row }: Prisma.HandoverGetPayload<{ include: typeof JOB }>): Handover {
  return { ...row, jobState: job?.state ?? null, jobActsAsName: job?.actsAsName ?? null };
}

/** The policies chosen for a rollout's packages, by package. */
export async function listHandoverTargets(rolloutId: string, tx: Db = db()): Promise<Map<string, HandoverTarget & { chosenByName: string; chosenAt: Date }>> {
  const rows = await tx.handoverTarget.findMany({ where: { rolloutId: requireRowId(rolloutId) } });
  return new Map(rows.map((row) => [row.packageId, row]));
}

export async function saveHandoverTarget(tx: Db, rolloutId: string, { packageId, policyId, policyName, others }: HandoverTarget, by: { personId: string; name: string }): Promise<void> {
  const chosen = { policyId, policyName, others, chosenBy: by.personId, chosenByName: by.name, chosenAt: new Date() };
  await tx.handoverTarget.upsert({ where: { rolloutId_packageId: { rolloutId, packageId } }, create: { rolloutId, packageId, ...chosen }, update: chosen });
}

/** The newest handover of a rollout, of either direction unless one is said, or null. */
export async function findHandover(rolloutId: string, tx: Db = db(), back?: boolean): Promise<Handover | null> {
  const row = await tx.handover.findFirst({ where: { rolloutId: requireRowId(rolloutId), ...(back === undefined ? {} : { back }) }, orderBy: { number: 'desc' }, include: JOB });
  return row && toHandover(row);
}

export async function findHandoverOfJob(jobId: string): Promise<Handover | null> {
  const row = await db().handover.findUnique({ where: { jobId }, include: JOB });
  return row && toHandover(row);
}

export type NewHandoverItem = Omit<HandoverItem, 'id' | 'handoverId' | 'stateSince' | 'sentAt' | 'attempts' | 'requestId' | 'step' | 'keeperAssignmentId' | 'newAssignmentId' | 'refused' | 'atApprovers' | 'goesBack'> & { state: 'queued' | 'left' };

export type NewHandover = { rolloutId: string; way: HandoverWay; back: boolean; hash: string; tenantReadAt: Date; createdBy: string; createdByName: string };

/** Keeps a rehearsed handover with its items, each before the first step of its way. */
export async function insertHandover(tx: Db, handover: NewHandover, items: readonly NewHandoverItem[]): Promise<{ id: string; number: number }> {
  const last = await tx.handover.findFirst({ where: { rolloutId: handover.rolloutId }, orderBy: { number: 'desc' }, select: { number: true } });
  const { id, number } = await tx.handover.create({ data: { ...handover, number: (last?.number ?? 0) + 1 }, select: { id: true, number: true } });
  for (let from = 0; from < items.length; from += SLICE) {
    const slice = items.slice(from, from + SLICE);
    await tx.$executeRaw`
      INSERT INTO "handover_item" ("handover_id", "person_id", "person_name", "package_id", "package_name", "assignment_id", "from_policy_id", "from_policy_name", "given", "ends_at", "extendable", "rule_matches", "to_policy_id", "to_policy_name", "by_rule", "new_ends_at", "state", "failure", "step")
      SELECT ${id}::uuid, r.*, ${FIRST_STEPS[handover.way]}::"handover_step" FROM (
        SELECT p, n, k, kn, a, f, fn, g, e::timestamptz, x, m, t, tn, br, ne::timestamptz, s::"handover_item_state", w
        FROM unnest(${slice.map((i) => i.personId)}::uuid[], ${slice.map((i) => i.personName)}::text[], ${slice.map((i) => i.packageId)}::uuid[], ${slice.map((i) => i.packageName)}::text[], ${slice.map((i) => i.assignmentId)}::uuid[],
          ${slice.map((i) => i.fromPolicyId)}::uuid[], ${slice.map((i) => i.fromPolicyName)}::text[], ${slice.map((i) => i.given)}::boolean[], ${slice.map((i) => i.endsAt?.toISOString() ?? null)}::text[], ${slice.map((i) => i.extendable)}::boolean[], ${slice.map((i) => i.ruleMatches)}::boolean[],
          ${slice.map((i) => i.toPolicyId)}::uuid[], ${slice.map((i) => i.toPolicyName)}::text[], ${slice.map((i) => i.byRule)}::boolean[], ${slice.map((i) => i.newEndsAt?.toISOString() ?? null)}::text[], ${slice.map((i) => i.state)}::text[], ${slice.map((i) => i.failure)}::text[])
          AS u(p, n, k, kn, a, f, fn, g, e, x, m, t, tn, br, ne, s, w)) r`;
  }
  return { id, number };
}

/** Whether somebody who has not set out would go to another policy than is chosen for their package now, or goes along, or stays, otherwise than is chosen. */
export async function isChosenOtherwise(handoverId: string, tx: Db): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ otherwise: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM "handover_item" i JOIN "handover" h ON h."id" = i."handover_id" LEFT JOIN "handover_target" t ON t."rollout_id" = h."rollout_id" AND t."package_id" = i."package_id"
      WHERE i."handover_id" = ${handoverId}::uuid AND (
        (i."state" IN ('queued', 'failed') AND i."step" IN ('move', 'keep') AND (i."to_policy_id" IS DISTINCT FROM t."policy_id" OR NOT (i."given" OR t."others")))
        OR (i."state" = 'left' AND i."failure" = ${LEFT.notGiven} AND t."others"))
    ) AS otherwise`;
  return row?.otherwise ?? false;
}

/** Starts the rehearsed handover of that hash; false when it is not the one. */
export async function startHandoverRow(tx: Db, id: string, hash: string, by: { personId: string; name: string; jobId: string }): Promise<boolean> {
  const started = await tx.$executeRaw`
    UPDATE "handover" SET "state" = 'running', "started_at" = now(), "started_by" = ${by.personId}::uuid, "started_by_name" = ${by.name}, "job_id" = ${by.jobId}::uuid
    WHERE "id" = ${id}::uuid AND "hash" = ${hash} AND "state" = 'rehearsed'`;
  return started === 1;
}

export async function stepHandover(tx: Db, id: string, from: Handover['state'], to: Handover['state']): Promise<boolean> {
  return (await tx.$executeRaw`UPDATE "handover" SET "state" = ${to}::"handover_state", "settled_at" = CASE ${to} WHEN 'settled' THEN now() ELSE NULL END, "held_at" = NULL, "held_by_name" = NULL, "hold_says" = NULL WHERE "id" = ${id}::uuid AND "state" = ${from}::"handover_state"`) === 1;
}

/** Says that nobody else of a running handover sets out, ever; false where it does not run or somebody said so before. */
export async function endHandoverRow(tx: Db, id: string, byName: string, reason: string): Promise<boolean> {
  return (await tx.$executeRaw`UPDATE "handover" SET "ended_at" = now(), "ended_by_name" = ${byName}, "end_reason" = ${reason}, "held_at" = NULL, "held_by_name" = NULL, "hold_says" = NULL WHERE "id" = ${id}::uuid AND "state" = 'running' AND "ended_at" IS NULL`) === 1;
}

/** How many of its assignments are in each state. */
export async function countHandoverItems(handoverId: string, tx: Db = db()): Promise<HandoverCounts> {
  const counts = noHandoverCounts();
  for (const row of await tx.handoverItem.groupBy({ by: ['state'], where: { handoverId }, _count: true })) counts[row.state] = row._count;
  return counts;
}

/** How many of those to be moved have not set out. */
export async function countNotSetOut(handoverId: string): Promise<number> {
  return db().handoverItem.count({ where: { handoverId, state: 'queued', step: { in: Object.values(FIRST_STEPS) } } });
}

/** Whom a handover waits for: of each package and policy how many have the rule's turn or the approvers', and since when the first. */
export async function listHandoverWaits(handoverId: string): Promise<{ packageId: string; policyId: string; policyName: string; byRule: boolean; kept: boolean; people: number; since: Date }[]> {
  return db().$queryRaw`
    SELECT "package_id" AS "packageId", "to_policy_id" AS "policyId", min("to_policy_name") AS "policyName", "by_rule" AS "byRule", "step" = 'assign' AS kept, count(*)::int AS people, min("sent_at") AS since
    FROM "handover_item" WHERE "handover_id" = ${handoverId}::uuid AND "state" = 'sent' AND NOT "goes_back" AND (("step" = 'assign' AND ("by_rule" OR "at_approvers")) OR ("step" = 'move' AND "at_approvers"))
    GROUP BY 1, 2, 4, 5 ORDER BY 3, 1`;
}

/** Those that failed: `between` two policies, kept by a small package; `refused`, since Entra does not change their policy in place. */
export async function countFailedHandover(handoverId: string, tx: Db = db()): Promise<{ between: number; refused: number }> {
  const [between, refused] = [
    await tx.handoverItem.count({ where: { handoverId, state: 'failed', step: { in: ['remove', 'assign', 'drop'] } } }),
    await tx.handoverItem.count({ where: { handoverId, state: 'failed', refused: true } }),
  ];
  return { between, refused };
}

/** How many of those between two policies can be given back the one they had. */
export async function countGoBack(handoverId: string): Promise<number> {
  return db().handoverItem.count({ where: { handoverId, state: 'failed', step: 'assign', goesBack: false, OR: [{ endsAt: null }, { endsAt: { gt: new Date() } }] } });
}

/** How many assignments handovers of a rollout moved that were not put back since. */
export async function countMoved(rolloutId: string): Promise<number> {
  const [row] = await db().$queryRaw<{ moved: number }[]>`
    SELECT count(*)::int AS moved FROM (
      SELECT DISTINCT ON (i."package_id", i."person_id") h."back" FROM "handover_item" i JOIN "handover" h ON h."id" = i."handover_id"
      WHERE h."rollout_id" = ${rolloutId}::uuid AND i."state" = 'done' ORDER BY i."package_id", i."person_id", h."number" DESC
    ) newest WHERE NOT "back"`;
  return row?.moved ?? 0;
}

/** Whom handovers of a rollout moved and nobody has put back since: of each person and package the newest move, with the assignment they have by it. */
export async function listMoved(rolloutId: string, tx: Db = db()): Promise<(HandoverItem & { number: number; way: HandoverWay })[]> {
  const newest = await tx.handoverItem.findMany({
    where: { state: 'done', handover: { rolloutId: requireRowId(rolloutId) } }, distinct: ['packageId', 'personId'], orderBy: [{ packageId: 'asc' }, { personId: 'asc' }, { handover: { number: 'desc' } }],
    include: { handover: { select: { number: true, way: true, back: true } } },
  });
  return newest.flatMap(({ handover: { number, way, back }, ...row }) => (back ? [] : [{ ...toItem(row), number, way }]));
}

function toItem({ notBefore: _notBefore, graphRequestId: _graphRequestId, ...item }: Prisma.HandoverItemGetPayload<object>): HandoverItem {
  return item;
}

/** The items of a handover in these states, by id in slices. */
export async function listHandoverItems(handoverId: string, states: readonly HandoverItemState[]): Promise<HandoverItem[]> {
  const items: HandoverItem[] = [];
  for (;;) {
    const last = items.at(-1);
    const rows = await db().handoverItem.findMany({ where: { handoverId, state: { in: [...states] }, ...(last ? { id: { gt: last.id } } : {}) }, orderBy: { id: 'asc' }, take: SLICE });
    items.push(...rows.map(toItem));
    if (rows.length < SLICE) return items;
  }
}

export type HandoverFilter = { states?: readonly HandoverItemState[]; text?: string };

export async function pageHandoverItems(handoverId: string, { states, text }: HandoverFilter, page: { skip: number; take: number }): Promise<{ items: HandoverItem[]; total: number }> {
  const where: Prisma.HandoverItemWhereInput = { handoverId, ...(states ? { state: { in: [...states] } } : {}), ...(text ? { OR: [{ personName: holding(text) }, { packageName: holding(text) }] } : {}) };
  const [rows, total] = await Promise.all([db().handoverItem.findMany({ where, orderBy: [{ personName: 'asc' }, { id: 'asc' }], skip: page.skip, take: page.take }), db().handoverItem.count({ where })]);
  return { items: rows.map(toItem), total };
}

/**
 * How many people of a handover are not under the policy they shall live under: not moved, or put back since; whoever was
 * left for one of these reasons is not under a pilot's any more.
 */
export async function countNotMoved(handover: Pick<Handover, 'id' | 'number'>, gone: readonly string[], tx: Db = db()): Promise<number> {
  const [row] = await tx.$queryRaw<{ people: number }[]>`
    SELECT count(DISTINCT i."person_id")::int AS people FROM "handover_item" i JOIN "handover" h ON h."id" = i."handover_id"
    WHERE (h."id" = ${handover.id}::uuid AND i."state" <> 'done' AND NOT (i."state" = 'left' AND i."failure" = ANY(${[...gone]}::text[])))
      OR (h."rollout_id" = (SELECT "rollout_id" FROM "handover" WHERE "id" = ${handover.id}::uuid) AND h."back" AND h."number" > ${handover.number} AND i."state" = 'done')`;
  return row?.people ?? 0;
}

/** When a handover of that direction last moved somebody; null where none has. */
export async function lastMoved(rolloutId: string, tx: Db, back: boolean): Promise<Date | null> {
  const { _max } = await tx.handoverItem.aggregate({ where: { state: 'done', handover: { rolloutId: requireRowId(rolloutId), back } }, _max: { stateSince: true } });
  return _max.stateSince;
}

/** Of a package, what the items of a handover come to beside their states. `others` are people no run of the rollout gave it, `othersLeft` those of them who stay for it; `outside` stay since the policy does not take them; `endless` have no end now. The new ends are of those alone who are `moving`. */
export async function summarizeHandover(handoverId: string): Promise<{ packageId: string; holders: number; others: number; othersLeft: number; outside: number; extendable: number; ruled: number; matched: number; firstEnd: Date | null; lastEnd: Date | null; endless: number; moving: number; firstNewEnd: Date | null; lastNewEnd: Date | null; newEndDays: number }[]> {
  return db().$queryRaw`
    SELECT "package_id" AS "packageId", count(*)::int AS holders, (count(*) FILTER (WHERE NOT "given"))::int AS others, (count(*) FILTER (WHERE "state" = 'left' AND "failure" = ${LEFT.notGiven}))::int AS "othersLeft",
      (count(*) FILTER (WHERE "state" = 'left' AND "failure" = ANY(${[...LEFT_OUTSIDE]}::text[])))::int AS outside,
      (count(*) FILTER (WHERE "extendable"))::int AS extendable, count("rule_matches")::int AS ruled, (count(*) FILTER (WHERE "rule_matches"))::int AS matched,
      min("ends_at") AS "firstEnd", max("ends_at") AS "lastEnd", (count(*) FILTER (WHERE "ends_at" IS NULL))::int AS endless,
      (count(*) FILTER (WHERE "state" <> 'left'))::int AS moving, min("new_ends_at") FILTER (WHERE "state" <> 'left') AS "firstNewEnd", max("new_ends_at") FILTER (WHERE "state" <> 'left') AS "lastNewEnd", (count(DISTINCT date_trunc('day', "new_ends_at")) FILTER (WHERE "state" <> 'left'))::int AS "newEndDays"
    FROM "handover_item" WHERE "handover_id" = ${handoverId}::uuid GROUP BY 1`;
}
