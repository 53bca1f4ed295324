import 'server-only';
import { AppError } from '@/lib/errors';
import { noCounts } from '@/lib/rollout/run';
import type { ItemCounts } from '@/lib/rollout/run';
import type { PhaseDelivery, Rollout, RolloutOrder, RolloutPackage, RolloutState } from '@/lib/rollout/rollout';
import type { PhaseState } from '@/lib/rollout/phase';
import { db } from './client';
import type { Db } from './client';
import { WAS_TAKEN } from './reversals';
import { requireRowId } from './row-id';
import { holding } from './statement';

const PACKAGE = { packageId: true, packageName: true, catalogId: true, catalogName: true, policyId: true, policyName: true } as const;
const COLUMNS = { id: true, name: true, description: true, state: true, createdBy: true, createdByName: true, createdAt: true, updatedAt: true, packages: { orderBy: { position: 'asc' }, select: PACKAGE } } as const;

/** @throws AppError `notFound` */
export async function getRollout(id: string, tx: Db = db()): Promise<Rollout> {
  const row = await tx.rollout.findUnique({ where: { id: requireRowId(id) }, select: COLUMNS });
  if (!row) throw new AppError('notFound', `no rollout ${id}`);
  return row;
}

/** The rollout as it stands, locked until the transaction ends. */
export async function lockRollout(tx: Db, id: string): Promise<Rollout> {
  await tx.$queryRaw`SELECT 1 FROM "rollout" WHERE "id" = ${requireRowId(id)}::uuid FOR UPDATE`;
  return getRollout(id, tx);
}

export type RolloutFilter = { text?: string; states?: RolloutState[] };

export type RolloutLine = Rollout & { phases: { id: string; name: string; state: PhaseState; peopleCount: number }[] };

/** A page of rollouts with their phases, those touched last first unless asked otherwise, and how many match in all. */
export async function listRollouts(filter: RolloutFilter, page: { skip: number; take: number }, { by, down }: RolloutOrder = { by: 'changed', down: true }, tx: Db = db()): Promise<{ rollouts: RolloutLine[]; total: number }> {
  const where = {
    ...(filter.text ? { OR: [{ name: holding(filter.text) }, { packages: { some: { packageName: holding(filter.text) } } }] } : {}),
    ...(filter.states?.length ? { state: { in: filter.states } } : {}),
  };
  const [rows, total] = await Promise.all([
    tx.rollout.findMany({
      where,
      orderBy: [by === 'name' ? { name: down ? 'desc' : 'asc' } : { updatedAt: down ? 'desc' : 'asc' }, { id: 'asc' }],
      skip: page.skip, take: page.take,
      select: { ...COLUMNS, phases: { orderBy: { position: 'asc' }, select: { id: true, name: true, state: true, _count: { select: { members: true } } } } },
    }),
    tx.rollout.count({ where }),
  ]);
  return { total, rollouts: rows.map((row) => ({ ...row, phases: row.phases.map(({ _count, ...phase }) => ({ ...phase, peopleCount: _count.members })) })) };
}

export type NewRollout = { name: string; description: string; packages: RolloutPackage[]; createdBy: string; createdByName: string };

/** @throws AppError `nameTaken` (by the transaction's mapping) */
export async function insertRollout(tx: Db, rollout: NewRollout): Promise<{ id: string }> {
  const { packages, ...row } = rollout;
  const created = await tx.rollout.create({ data: row, select: { id: true } });
  await replaceRolloutPackages(tx, created.id, packages);
  return created;
}

export async function replaceRolloutPackages(tx: Db, rolloutId: string, packages: RolloutPackage[]): Promise<void> {
  await tx.rolloutPackage.deleteMany({ where: { rolloutId } });
  await tx.rolloutPackage.createMany({ data: packages.map((each, position) => ({ ...each, rolloutId, position })) });
}

export async function updateRollout(tx: Db, id: string, change: { name?: string; description?: string; state?: RolloutState }): Promise<void> {
  await tx.rollout.update({ where: { id }, data: { ...change, updatedAt: new Date() } });
}

/** Moves a rollout up in lists that show what was touched last. */
export async function touchRollout(tx: Db, id: string): Promise<void> {
  await tx.rollout.update({ where: { id }, data: { updatedAt: new Date() } });
}

type DeliveryRow = { items: Partial<ItemCounts> | null; policies: number; policies_written: number; policies_failed: number; not_sent: number; phase_id: string; run_id: string; run_state: PhaseDelivery['runState']; hold: PhaseDelivery['hold']; started_at: Date; finished_at: Date | null; people: number; delivered: number; failed: number; taken_back: number };

/** How far the newest run of each of these phases has come, by phase. */
export async function deliveriesOf(phaseIds: string[], tx: Db = db()): Promise<Map<string, PhaseDelivery>> {
  if (phaseIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<DeliveryRow[]>`
    WITH newest AS (
      SELECT DISTINCT ON ("phase_id") "id", "phase_id", "state", "started_at", "finished_at", "hold" FROM "run"
      WHERE "phase_id" = ANY(${phaseIds}::uuid[]) ORDER BY "phase_id", "started_at" DESC
    ), person AS (
      SELECT i."run_id", i."person_id", bool_or(i."state" = 'failed') AS failed, bool_and(i."state" IN ('delivered', 'skipped')) AS delivered, bool_and(i."state" = 'skipped') AS skipped, bool_or(i."state" = 'queued') AS queued
      FROM "run_item" i JOIN newest n ON n."id" = i."run_id" GROUP BY 1, 2
    )
    SELECT n."phase_id", n."id" AS run_id, n."state"::text AS run_state, n."hold"::text AS hold, n."started_at", n."finished_at",
      count(*) FILTER (WHERE NOT p.skipped)::int AS people, count(*) FILTER (WHERE p.delivered AND NOT p.skipped)::int AS delivered, count(*) FILTER (WHERE p.failed)::int AS failed, count(*) FILTER (WHERE p.queued AND NOT p.failed)::int AS not_sent,
      (SELECT jsonb_object_agg(s."state", s.count) FROM (SELECT "state"::text, count(*)::int FROM "run_item" WHERE "run_id" = n."id" GROUP BY 1) s) AS items,
      (SELECT count(*)::int FROM "run_policy" o WHERE o."run_id" = n."id") AS policies,
      (SELECT count(*)::int FROM "run_policy" o WHERE o."run_id" = n."id" AND o."state" IN ('delivered', 'skipped')) AS policies_written,
      (SELECT count(*)::int FROM "run_policy" o WHERE o."run_id" = n."id" AND o."state" = 'failed') AS policies_failed,
      (SELECT count(DISTINCT t."person_id")::int FROM "reversal" v JOIN "reversal_item" t ON t."reversal_id" = v."id" WHERE v."run_id" = n."id" AND v."state" <> 'rehearsed' AND ${WAS_TAKEN}) AS taken_back
    FROM newest n LEFT JOIN person p ON p."run_id" = n."id" GROUP BY 1, 2, 3, 4, 5, 6`;
  return new Map(
    rows.map((row) => [row.phase_id, { runId: row.run_id, runState: row.run_state, hold: row.hold, startedAt: row.started_at, finishedAt: row.finished_at, people: row.people, delivered: row.delivered, failed: row.failed, takenBack: row.taken_back, notSent: row.not_sent, items: { ...noCounts(), ...row.items }, policies: { total: row.policies, written: row.policies_written, failed: row.policies_failed, open: row.policies - row.policies_written - row.policies_failed } }]),
  );
}
