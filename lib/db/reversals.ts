import 'server-only';
import type { PolicyDifference } from '@/lib/authoring/policy-differences';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { AppError } from '@/lib/errors';
import type { Differing, DiffersFromSigned, HeldRole, ReversalAction, ReversalWay, ReversalCounts, ReversalItem, ReversalItemState, ReversalStep, ReversalWhy } from '@/lib/rollout/reversal';
import { noReversalCounts, OPEN_ITEM_STATES } from '@/lib/rollout/reversal';
import type { JobState } from '@/lib/rollout/run';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { mayWriteNow } from './held-work';
import { requireRowId } from './row-id';
import { holding } from './statement';

/** Most rows in one statement: the embedded database serves one at a time. */
const SLICE = 2000;

export type Reversal = {
  id: string; runId: string; number: number; state: 'rehearsed' | 'running' | 'settled'; choice: ReversalWay; hash: string; losses: string[]; differs: DiffersFromSigned[];
  tenantReadAt: Date; createdBy: string; createdByName: string; createdAt: Date; startedByName: string | null; startedAt: Date | null; settledAt: Date | null; heldAt: Date | null; heldByName: string | null; holdSays: string | null; jobId: string | null;
  jobState: JobState | null; jobActsAsName: string | null; jobLastError: string | null;
};

export type NewReversalItem = { personId: string; personName: string; packageId: string; packageName: string; assignmentId: string; action: ReversalAction; why: ReversalWhy; held: HeldRole[] };
export type NewReversalPolicy = { packageId: string; packageName: string; policyId: string; policyName: string; written: PolicyDocument; before: PolicyDocument | null };
export type ReversalPolicy = NewReversalPolicy & { id: string; state: ReversalItemState; stateSince: Date; attempts: number; failure: string | null; differences: PolicyDifference[] | null };
export type ReversalKeeper = { packageId: string; roles: string; name: string; keeperId: string | null; policyId: string | null };

const JOB = { job: { select: { state: true, actsAsName: true, lastError: true } } } as const;
/** Who is concerned is read by whoever asks for it. */
const WITHOUT_PEOPLE = { differing: true } as const;

type Row = Prisma.ReversalGetPayload<{ include: typeof JOB }>;

function toReversal({ job, choice, losses, differs, ...row }: Omit<Row, 'differing'>): Reversal {
  return { ...row, choice: choice as ReversalWay, losses: losses as string[], differs: differs as DiffersFromSigned[], jobState: job?.state ?? null, jobActsAsName: job?.actsAsName ?? null, jobLastError: job?.lastError ?? null };
}

/** The newest reversal of a run, or null: the one that is carried out, where there is one. */
export async function findReversal(runId: string, tx: Db = db()): Promise<Reversal | null> {
  const row = await tx.reversal.findFirst({ where: { runId: requireRowId(runId) }, orderBy: { number: 'desc' }, include: JOB, omit: WITHOUT_PEOPLE });
  return row && toReversal(row);
}

export async function findReversalOfJob(jobId: string): Promise<Reversal | null> {
  const row = await db().reversal.findUnique({ where: { jobId }, include: JOB, omit: WITHOUT_PEOPLE });
  return row && toReversal(row);
}

/** @throws AppError `notFound` */
export async function getReversal(id: string, tx: Db = db()): Promise<Reversal> {
  const row = await tx.reversal.findUnique({ where: { id: requireRowId(id) }, include: JOB, omit: WITHOUT_PEOPLE });
  if (!row) throw new AppError('notFound', `no reversal ${id}`);
  return toReversal(row);
}

export type NewReversal = { runId: string; choice: ReversalWay; hash: string; losses: string[]; differs: Differing[]; tenantReadAt: Date; createdBy: string; createdByName: string };

/** Keeps a rehearsed reversal with its items, policies and the small packages it needs. */
export async function insertReversal(tx: Db, { differs, ...reversal }: NewReversal, items: readonly NewReversalItem[], policies: readonly NewReversalPolicy[], keepers: readonly Pick<ReversalKeeper, 'packageId' | 'roles' | 'name'>[]): Promise<{ id: string; number: number }> {
  const last = await tx.reversal.findFirst({ where: { runId: reversal.runId }, orderBy: { number: 'desc' }, select: { number: true } });
  const { id, number } = await tx.reversal.create({ data: { ...reversal, differs: differs.map(({ who, ...each }) => ({ ...each, people: who.length })), differing: differs.map(({ originSystem, originId, who }) => ({ originSystem, originId, who })), number: (last?.number ?? 0) + 1 }, select: { id: true, number: true } });
  for (let from = 0; from < items.length; from += SLICE) {
    const slice = items.slice(from, from + SLICE);
    await tx.$executeRaw`
      INSERT INTO "reversal_item" ("reversal_id", "person_id", "person_name", "package_id", "package_name", "assignment_id", "action", "why", "held", "step", "state")
      SELECT ${id}::uuid, p, n, pid, pn, a, act, why, h::jsonb, (CASE act WHEN 'bridge' THEN 'keep' ELSE 'remove' END)::"reversal_step", (CASE act WHEN 'leave' THEN 'left' ELSE 'queued' END)::"reversal_item_state"
      FROM unnest(${slice.map((i) => i.personId)}::uuid[], ${slice.map((i) => i.personName)}::text[], ${slice.map((i) => i.packageId)}::uuid[], ${slice.map((i) => i.packageName)}::text[],
        ${slice.map((i) => i.assignmentId)}::uuid[], ${slice.map((i) => i.action)}::text[], ${slice.map((i) => i.why)}::text[], ${slice.map((i) => JSON.stringify(i.held))}::text[]) AS t(p, n, pid, pn, a, act, why, h)`;
  }
  if (policies.length > 0) await tx.reversalPolicy.createMany({ data: policies.map(({ before, written, ...policy }) => ({ ...policy, reversalId: id, written: written as Prisma.InputJsonValue, ...(before ? { before } : {}) })) });
  if (keepers.length > 0) await tx.reversalKeeper.createMany({ data: keepers.map((keeper) => ({ ...keeper, reversalId: id })) });
  return { id, number };
}

/** The people of whom a reversal does otherwise than was signed, by resource. */
export async function listDiffering(id: string, tx: Db = db()): Promise<{ originSystem: string; originId: string; who: string[] }[]> {
  const row = await tx.reversal.findUnique({ where: { id: requireRowId(id) }, select: { differing: true } });
  return (row?.differing ?? []) as { originSystem: string; originId: string; who: string[] }[];
}

/** The newest reversals of the newest runs that wait to be started and do otherwise than was signed, the longest first, each with its phase; of phases one person was asked to sign where `personId` names one. */
export async function listOtherwiseReversals(personId?: string): Promise<(Reversal & { phaseId: string })[]> {
  const found = await db().$queryRaw<{ id: string }[]>`
    SELECT v."id" FROM "reversal" v JOIN "run" r ON r."id" = v."run_id"
    WHERE v."state" = 'rehearsed' AND v."choice" <> 'signed' AND v."differs" <> '[]'::jsonb
      AND NOT EXISTS (SELECT 1 FROM "reversal" n WHERE n."run_id" = v."run_id" AND n."number" > v."number")
      AND NOT EXISTS (SELECT 1 FROM "run" n WHERE n."phase_id" = r."phase_id" AND n."started_at" > r."started_at")
      ${personId ? Prisma.sql`AND EXISTS (SELECT 1 FROM "sign_off" s JOIN "sign_off_signer" g ON g."sign_off_id" = s."id" WHERE s."phase_id" = r."phase_id" AND g."person_id" = ${personId}::uuid)` : Prisma.empty}`;
  if (found.length === 0) return [];
  const rows = await db().reversal.findMany({ where: { id: { in: found.map(({ id }) => id) } }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], include: { ...JOB, run: { select: { phaseId: true } } }, omit: WITHOUT_PEOPLE });
  return rows.map(({ run, ...row }) => ({ ...toReversal(row), phaseId: run.phaseId }));
}

/** Starts the rehearsed reversal of that hash; false when it is not the one. */
export async function startReversalRow(tx: Db, id: string, hash: string, by: { startedBy: string; startedByName: string; jobId: string }): Promise<boolean> {
  const started = await tx.$executeRaw`
    UPDATE "reversal" SET "state" = 'running', "started_at" = now(), "started_by" = ${by.startedBy}::uuid, "started_by_name" = ${by.startedByName}, "job_id" = ${by.jobId}::uuid
    WHERE "id" = ${id}::uuid AND "hash" = ${hash} AND "state" = 'rehearsed'`;
  return started === 1;
}

export async function stepReversal(tx: Db, id: string, from: Reversal['state'], to: Reversal['state']): Promise<boolean> {
  return (await tx.$executeRaw`UPDATE "reversal" SET "state" = ${to}::"reversal_state", "settled_at" = CASE ${to} WHEN 'settled' THEN now() ELSE NULL END, "held_at" = NULL, "held_by_name" = NULL, "hold_says" = NULL WHERE "id" = ${id}::uuid AND "state" = ${from}::"reversal_state"`) === 1;
}

function toItem({ held, asked, action, why, ...row }: Prisma.ReversalItemGetPayload<object>): ReversalItem {
  const { notBefore: _notBefore, graphRequestId: _graphRequestId, ...item } = row;
  return { ...item, held: held as HeldRole[], asked: asked as string[], action: action as ReversalAction, why: why as ReversalWhy };
}

export async function countReversalItems(reversalId: string, tx: Db = db()): Promise<ReversalCounts> {
  const counts = noReversalCounts();
  for (const row of await tx.reversalItem.groupBy({ by: ['state'], where: { reversalId }, _count: true })) counts[row.state] = row._count;
  return counts;
}

/** How many people a reversal is about, each once: all of them, and those something is taken from. */
export async function countReversalPeople(reversalId: string): Promise<{ all: number; taken: number }> {
  const [row] = await db().$queryRaw<{ all: number; taken: number }[]>`
    SELECT count(DISTINCT "person_id")::int AS all, (count(DISTINCT "person_id") FILTER (WHERE "action" NOT IN ('leave', 'clear')))::int AS taken FROM "reversal_item" WHERE "reversal_id" = ${reversalId}::uuid`;
  return row ?? { all: 0, taken: 0 };
}

/** An item by which something was taken from its person: not left, and not of a delivery that failed whole. */
export const WAS_TAKEN = Prisma.sql`t."state" = 'done' AND t."action" <> 'clear'`;

/** From how many people something was taken, each once; and of how many deliveries that had failed whole what was left is ended. */
export async function countTakenFrom(reversalId: string): Promise<{ people: number; cleared: number }> {
  const [row] = await db().$queryRaw<{ people: number; cleared: number }[]>`
    SELECT (count(DISTINCT t."person_id") FILTER (WHERE ${WAS_TAKEN}))::int AS people, (count(*) FILTER (WHERE t."state" = 'done' AND t."action" = 'clear'))::int AS cleared FROM "reversal_item" t WHERE t."reversal_id" = ${reversalId}::uuid`;
  return row ?? { people: 0, cleared: 0 };
}

/** From how many it was taken back who keep, or got back, what they had before. */
export async function countKeptBefore(reversalId: string): Promise<number> {
  return db().reversalItem.count({ where: { reversalId, state: 'done', action: { in: ['bridge', 'restore'] }, notRestored: null } });
}

/** How many people and packages there are of each action and reason. */
export async function countReversalActions(reversalId: string, tx: Db = db()): Promise<{ action: ReversalAction; why: ReversalWhy; count: number }[]> {
  const rows = await tx.reversalItem.groupBy({ by: ['action', 'why'], where: { reversalId }, _count: true, orderBy: { _count: { id: 'desc' } } });
  return rows.map((row) => ({ action: row.action as ReversalAction, why: row.why as ReversalWhy, count: row._count }));
}

/** The items of a reversal in these states, by id in slices: what one reading of the tenant is held against. */
export async function listReversalItems(reversalId: string, states: readonly ReversalItemState[], steps?: readonly ReversalStep[]): Promise<ReversalItem[]> {
  const items: ReversalItem[] = [];
  for (;;) {
    const last = items.at(-1);
    const rows = await db().reversalItem.findMany({ where: { reversalId, state: { in: [...states] }, ...(steps ? { step: { in: [...steps] } } : {}), ...(last ? { id: { gt: last.id } } : {}) }, orderBy: { id: 'asc' }, take: SLICE });
    items.push(...rows.map(toItem));
    if (rows.length < SLICE) return items;
  }
}

export type ReversalFilter = { action?: ReversalAction; state?: 'open' | 'done' | 'left' | 'failed'; text?: string };

export async function pageReversalItems(reversalId: string, { action, state, text }: ReversalFilter, page: { skip: number; take: number }): Promise<{ items: ReversalItem[]; total: number }> {
  const states: ReversalItemState[] | undefined = state === 'open' ? ['queued', 'sending', 'unknown', 'sent'] : state ? [state] : undefined;
  const where: Prisma.ReversalItemWhereInput = { reversalId, ...(action ? { action } : {}), ...(states ? { state: { in: states } } : {}), ...(text ? { OR: [{ personName: holding(text) }, { packageName: holding(text) }] } : {}) };
  const [rows, total] = await Promise.all([db().reversalItem.findMany({ where, orderBy: [{ personName: 'asc' }, { id: 'asc' }], skip: page.skip, take: page.take }), db().reversalItem.count({ where })]);
  return { items: rows.map(toItem), total };
}

/** The next queued items of a step, marked as being sent before anything is; none unless the job's lease is still ours. */
export async function takeReversalItems(reversalId: string, step: ReversalStep, packageIds: readonly string[], job: { jobId: string; holder: string }, take: number): Promise<ReversalItem[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE "reversal_item" SET "state" = 'sending', "state_since" = now(), "sent_at" = now(), "begun_at" = coalesce("begun_at", now()), "attempts" = "attempts" + 1, "not_before" = NULL
    WHERE "id" IN (
      SELECT "id" FROM "reversal_item" WHERE "reversal_id" = ${reversalId}::uuid AND "state" = 'queued' AND "step" = ${step}::"reversal_step" AND "package_id" = ANY(${[...packageIds]}::uuid[]) AND ("not_before" IS NULL OR "not_before" <= now())
      ORDER BY "person_name", "id" LIMIT ${take} FOR UPDATE
    ) AND EXISTS (SELECT 1 FROM "job" WHERE "id" = ${job.jobId}::uuid AND "lease_holder" = ${job.holder} AND "lease_until" > now() + interval '1 second' AND "state" = 'waiting')
      AND ${mayWriteNow('reversal', reversalId)}
    RETURNING "id"`;
  if (rows.length === 0) return [];
  return (await db().reversalItem.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, orderBy: [{ personName: 'asc' }, { id: 'asc' }] })).map(toItem);
}

/** Puts back into the queue what was marked as being sent and never left this process, as if it had not been taken. */
export async function returnReversalItems(items: readonly ReversalItem[]): Promise<void> {
  await db().$executeRaw`
    UPDATE "reversal_item" i SET "state" = 'queued', "state_since" = now(), "attempts" = i."attempts" - 1, "sent_at" = CASE WHEN i."attempts" > 1 THEN i."sent_at" END,
      "begun_at" = CASE WHEN i."begun_at" = i."sent_at" THEN NULL ELSE i."begun_at" END
    FROM unnest(${items.map((item) => item.id)}::uuid[], ${items.map((item) => item.attempts)}::int[]) AS c("id", "attempts")
    WHERE i."id" = c."id" AND i."attempts" = c."attempts" AND i."state" = 'sending'`;
}

/** Nothing is kept or put back of these, and why; who was to be kept first is removed at once. */
export async function leaveUnrestored(tx: Db, items: readonly { id: string; because: string }[]): Promise<void> {
  if (items.length === 0) return;
  await tx.$executeRaw`
    UPDATE "reversal_item" i SET "not_restored" = c."because", "step" = CASE i."step" WHEN 'keep' THEN 'remove'::"reversal_step" ELSE i."step" END
    FROM unnest(${items.map(({ id }) => id)}::uuid[], ${items.map(({ because }) => because)}::text[]) AS c("id", "because") WHERE i."id" = c."id"`;
}

/** Those of whom it was looked at how they stand, for not looking at them again in every round. */
export async function markLooked(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`UPDATE "reversal_item" SET "looked_at" = now() WHERE "id" = ANY(${[...ids]}::uuid[])`;
}

/** A rule is put back that takes the package from its people by itself: what is missing from now on, nobody took on purpose. */
export async function beginOfPackage(tx: Db, reversalId: string, packageId: string): Promise<void> {
  await tx.$executeRaw`UPDATE "reversal_item" SET "begun_at" = now() WHERE "reversal_id" = ${reversalId}::uuid AND "package_id" = ${packageId}::uuid AND "begun_at" IS NULL AND "state" <> 'left'`;
}

/**
 * Keeps which places are asked for next, of items that are still being sent in the same attempt: until each is answered, a
 * place that turns up there may be ours.
 * @returns the items that still are
 */
export async function askForPlaces(items: readonly { id: string; attempts: number; asked: readonly string[] }[]): Promise<Set<string>> {
  if (items.length === 0) return new Set();
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE "reversal_item" i SET "asked" = c."asked"::jsonb
    FROM unnest(${items.map(({ id }) => id)}::uuid[], ${items.map(({ attempts }) => attempts)}::int[], ${items.map(({ asked }) => JSON.stringify(asked))}::text[]) AS c("id", "attempts", "asked")
    WHERE i."id" = c."id" AND i."attempts" = c."attempts" AND i."state" = 'sending' RETURNING i."id"`;
  return new Set(rows.map(({ id }) => id));
}

/**
 * What became of an item, while it is the same attempt in the same state. A wait is in seconds, by the database's clock;
 * `fresh` begins to count attempts anew, `notDone` says of what was sent that Graph did nothing of it.
 */
export type ReversalChange = { id: string; attempts: number; from: readonly ReversalItemState[]; to: ReversalItemState; step?: ReversalStep; fresh?: boolean; notDone?: boolean; asked?: readonly string[]; notRestored?: string; waitSeconds?: number; requestId?: string | null; gone?: boolean; restored?: boolean; graphRequestId?: string | null; failure?: string | null };

export async function changeReversalItems(tx: Db, changes: readonly ReversalChange[]): Promise<Set<string>> {
  const changed = new Set<string>();
  for (const { id, attempts, from, to, step, fresh, notDone, asked, notRestored, waitSeconds, requestId, gone, restored, graphRequestId, failure } of changes) {
    const rows = await tx.$executeRaw`
      UPDATE "reversal_item" SET "state" = ${to}::"reversal_item_state", "state_since" = now(), "step" = coalesce(${step ?? null}::"reversal_step", "step"),
        -- Marked some time before it went out, it might be looked up before Entra shows it.
        "sent_at" = CASE WHEN ${to} = 'unknown' AND "state" = 'sending' THEN now() ELSE "sent_at" END,
        "not_before" = CASE WHEN ${waitSeconds ?? null}::float8 IS NULL THEN NULL ELSE now() + make_interval(secs => ${waitSeconds ?? 0}) END,
        "request_id" = CASE WHEN ${requestId === undefined} THEN CASE WHEN ${step !== undefined} THEN NULL ELSE "request_id" END ELSE ${requestId ?? null}::uuid END,
        "gone_at" = CASE WHEN ${gone ?? false} THEN coalesce("gone_at", now()) ELSE "gone_at" END, "restored_at" = CASE WHEN ${restored ?? false} THEN coalesce("restored_at", now()) ELSE "restored_at" END,
        "attempts_before" = CASE WHEN ${fresh ?? false} THEN "attempts" ELSE "attempts_before" END, "begun_at" = CASE WHEN ${notDone ?? false} AND "begun_at" = "sent_at" THEN NULL ELSE "begun_at" END,
        "asked" = coalesce(${asked ? JSON.stringify(asked) : null}::jsonb, "asked"), "not_restored" = coalesce(${notRestored ?? null}, "not_restored"),
        "graph_request_id" = coalesce(${graphRequestId ?? null}, "graph_request_id"), "failure" = ${failure ?? null}
      WHERE "id" = ${id}::uuid AND "attempts" = ${attempts} AND "state"::text = ANY(${[...from]}::text[])`;
    if (rows === 1) changed.add(id);
  }
  return changed;
}

/**
 * What there is to do in a reversal, and when; moments by the database's clock. What is marked as being sent and was never
 * answered counts as sent `lateMs` later: a tenant may still be working on it.
 */
export async function readReversalClock(reversalId: string, lateMs = 0): Promise<{ now: Date; lastLost: Date | null; nextQueued: Date | null; lastChange: Date | null; /** What is open is late, all of it. */ onlyLate: boolean }> {
  const [row] = await db().$queryRaw<{ now: Date; lost: Date | null; queued: Date | null; change: Date | null; late: boolean | null }[]>`
    SELECT now() AS now, max("sent_at" + CASE "state" WHEN 'sending' THEN make_interval(secs => ${lateMs / 1000}) ELSE interval '0' END) FILTER (WHERE "state" IN ('sending', 'unknown')) AS lost,
      min(coalesce("not_before", now())) FILTER (WHERE "state" = 'queued') AS queued, max("state_since") AS change,
      bool_and("state" = 'sent' AND "failure" IS NOT NULL) FILTER (WHERE "state" IN ('queued', 'sending', 'unknown', 'sent')) AS late
    FROM "reversal_item" WHERE "reversal_id" = ${reversalId}::uuid`;
  return { now: row?.now ?? new Date(), lastLost: row?.lost ?? null, nextQueued: row?.queued ?? null, lastChange: row?.change ?? null, onlyLate: row?.late ?? false };
}

/** How many removals are late, and still looked for. */
export async function countLateReversals(reversalId: string): Promise<number> {
  return db().reversalItem.count({ where: { reversalId, state: 'sent', step: 'remove', failure: { not: null } } });
}

/** Fails the removals that are late: nobody looks for them any more. Gives how many there were. */
export async function failLateReversals(tx: Db, reversalId: string, failure: string): Promise<number> {
  const { count } = await tx.reversalItem.updateMany({ where: { reversalId, state: 'sent', step: 'remove', failure: { not: null } }, data: { state: 'failed', stateSince: new Date(), failure } });
  return count;
}

/** Packages of which items of these steps are not done with. */
export async function packagesWithOpen(reversalId: string, steps: readonly ReversalStep[]): Promise<Set<string>> {
  const rows = await db().reversalItem.findMany({ where: { reversalId, step: { in: [...steps] }, state: { in: ['queued', 'sending', 'unknown', 'sent'] } }, distinct: ['packageId'], select: { packageId: true } });
  return new Set(rows.map(({ packageId }) => packageId));
}

/** How many of a package had it before, were to be kept or put back, and failed before anything could take it from them. */
export async function countUnkept(reversalId: string, packageId: string): Promise<number> {
  return db().reversalItem.count({ where: { reversalId, packageId, action: { in: ['bridge', 'restore'] }, state: 'failed', OR: [{ step: 'keep' }, { begunAt: null }] } });
}

/** How many of a package are not done with, and how many are left as they are. */
export async function countOfPackage(reversalId: string, packageId: string): Promise<{ open: number; left: number }> {
  const rows = await db().reversalItem.groupBy({ by: ['state'], where: { reversalId, packageId }, _count: true });
  const of = (states: readonly ReversalItemState[]): number => rows.filter(({ state }) => states.includes(state)).reduce((sum, { _count }) => sum + _count, 0);
  return { open: of(OPEN_ITEM_STATES), left: of(['left', 'failed']) };
}

export async function listKeepers(reversalId: string): Promise<ReversalKeeper[]> {
  return db().reversalKeeper.findMany({ where: { reversalId }, orderBy: { name: 'asc' }, select: { packageId: true, roles: true, name: true, keeperId: true, policyId: true } });
}

export async function keepOfKeeper(tx: Db, reversalId: string, { packageId, roles }: ReversalKeeper, made: { keeperId?: string; policyId?: string }): Promise<void> {
  await tx.reversalKeeper.update({ where: { reversalId_packageId_roles: { reversalId, packageId, roles } }, data: made });
}

export async function listReversalPolicies(reversalId: string, tx: Db = db()): Promise<ReversalPolicy[]> {
  const rows = await tx.reversalPolicy.findMany({ where: { reversalId }, orderBy: [{ packageName: 'asc' }, { id: 'asc' }] });
  return rows.map(({ before, written, differences, ...row }) => ({ ...row, before: before as PolicyDocument | null, written: written as PolicyDocument, differences: differences as PolicyDifference[] | null }));
}

export async function changeReversalPolicy(tx: Db, id: string, change: { to: ReversalItemState; attempt?: boolean; failure?: string | null; differences?: PolicyDifference[]; graphRequestId?: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE "reversal_policy" SET "state" = ${change.to}::"reversal_item_state", "state_since" = now(), "attempts" = "attempts" + ${change.attempt ? 1 : 0}, "sent_at" = CASE WHEN ${change.attempt ?? false} THEN now() ELSE "sent_at" END,
      "failure" = ${change.failure ?? null}, "differences" = ${change.differences ? JSON.stringify(change.differences) : null}::jsonb, "graph_request_id" = coalesce(${change.graphRequestId ?? null}, "graph_request_id")
    WHERE "id" = ${id}::uuid`;
}

/**
 * Puts what failed back into the queue for a try of its own: its attempts count anew, and whoever nothing was taken from yet is
 * looked at again. Gives how many there were.
 */
export async function requeueFailedReversal(tx: Db, reversalId: string): Promise<number> {
  const items = await tx.$executeRaw`
    UPDATE "reversal_item" SET "state" = 'queued', "step" = CASE "step" WHEN 'check' THEN 'restore' ELSE "step" END, "state_since" = now(), "not_before" = NULL, "request_id" = NULL, "failure" = NULL,
      "attempts_before" = "attempts", "looked_at" = NULL, "begun_at" = CASE "step" WHEN 'keep' THEN NULL ELSE "begun_at" END
    WHERE "reversal_id" = ${reversalId}::uuid AND "state" = 'failed'`;
  const policies = await tx.$executeRaw`UPDATE "reversal_policy" SET "state" = 'queued', "state_since" = now(), "attempts" = 0, "sent_at" = NULL, "failure" = NULL, "differences" = NULL WHERE "reversal_id" = ${reversalId}::uuid AND "state" = 'failed'`;
  return items + policies;
}

/** How many there are of each package, action and set of roles that was held before. */
export async function countReversalRoles(reversalId: string): Promise<{ packageId: string; action: ReversalAction; held: HeldRole[]; count: number }[]> {
  return db().$queryRaw<{ packageId: string; action: ReversalAction; held: HeldRole[]; count: number }[]>`
    SELECT "package_id" AS "packageId", "action", "held", count(*)::int AS count FROM "reversal_item" WHERE "reversal_id" = ${reversalId}::uuid GROUP BY "package_id", "action", "held"`;
}
