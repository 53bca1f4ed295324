import 'server-only';
import { AppError } from '@/lib/errors';
import { db } from './client';
import type { Db } from './client';
import { holdAllWork } from './held-work';
import { isRowId } from './row-id';

/** Everything was stopped: by whom, when, why; and by whom it was lifted, null while it is in force. */
export type EmergencyStop = {
  id: string; pressedBy: string; pressedByName: string; pressedAt: Date; reason: string; jobId: string | null; cancelledAt: Date | null;
  liftedByName: string | null; liftedAt: Date | null; liftReason: string | null;
};

const STOP = { id: true, pressedBy: true, pressedByName: true, pressedAt: true, reason: true, jobId: true, cancelledAt: true, liftedByName: true, liftedAt: true, liftReason: true } as const;

/** The one in force, or null. */
export async function findStopInForce(tx: Db = db()): Promise<EmergencyStop | null> {
  return tx.emergencyStop.findFirst({ where: { liftedAt: null }, select: STOP });
}

/** @throws AppError `conflict` while everything is stopped: whatever would write has to wait until somebody lifts it. */
export async function assertNotStopped(tx: Db = db()): Promise<void> {
  const stop = await findStopInForce(tx);
  if (stop) throw new AppError('conflict', `emergency stop ${stop.id} is in force`, { say: `${stop.pressedByName} stopped everything. Nothing goes to the tenant until an admin lifts that.` });
}

/** @throws AppError `notFound` */
export async function getStop(id: string, tx: Db = db()): Promise<EmergencyStop> {
  const row = isRowId(id) ? await tx.emergencyStop.findUnique({ where: { id }, select: STOP }) : null;
  if (!row) throw new AppError('notFound', `no emergency stop ${id}`);
  return row;
}

/**
 * Stops everything: every run under way is held with it, and every reversal and handover; a run that waits for a second admin
 * has sent nothing and waits on. @returns the stop and how many of each it holds
 */
export async function insertStop(tx: Db, by: { personId: string; name: string }, reason: string): Promise<{ id: string; runs: number; reversals: number; handovers: number }> {
  const { id } = await tx.emergencyStop.create({ data: { pressedBy: by.personId, pressedByName: by.name, reason }, select: { id: true } });
  const says = `${by.name} stopped everything: ${reason}`;
  const runs = await tx.$executeRaw`
    WITH held AS (
      UPDATE "run" SET "hold" = 'stopped', "hold_says" = ${says}, "held_by_name" = ${by.name}, "held_at" = now() WHERE "state" = 'running' AND "hold" IS DISTINCT FROM 'secondAdmin' RETURNING "id"
    ) INSERT INTO "emergency_stop_run" ("stop_id", "run_id") SELECT ${id}::uuid, "id" FROM held`;
  const held = { says, byName: by.name };
  return { id, runs, reversals: await holdAllWork(tx, 'reversal', held), handovers: await holdAllWork(tx, 'handover', held) };
}

export async function giveStopItsJob(tx: Db, id: string, jobId: string): Promise<void> {
  await tx.emergencyStop.update({ where: { id }, data: { jobId } });
}

/** Lifts it; false where somebody did before. */
export async function liftStop(tx: Db, id: string, by: { personId: string; name: string }, reason: string): Promise<boolean> {
  const lifted = await tx.emergencyStop.updateMany({ where: { id, liftedAt: null }, data: { liftedBy: by.personId, liftedByName: by.name, liftedAt: new Date(), liftReason: reason } });
  return lifted.count === 1;
}

export async function findStopOfJob(jobId: string): Promise<EmergencyStop | null> {
  return db().emergencyStop.findUnique({ where: { jobId }, select: STOP });
}

export async function endCancelling(tx: Db, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE "emergency_stop" SET "cancelled_at" = now() WHERE "id" = ${id}::uuid AND "cancelled_at" IS NULL`;
}

/** How a run stands that was under way when everything was stopped. `sent` is what went out and was not sent back by the tenant. */
export type StoppedRun = {
  runId: string; phaseName: string; rolloutName: string; runState: string; held: boolean; ended: boolean; packageCount: number;
  sent: number; delivered: number; cancelled: number; underWay: number; answerOpen: number; notSent: number; failed: number; policiesOpen: number;
};

/** The runs a stop held, the largest first. */
export async function listStoppedRuns(stopId: string): Promise<StoppedRun[]> {
  return db().$queryRaw<StoppedRun[]>`
    SELECT run."id" AS "runId", phase."name" AS "phaseName", rollout."name" AS "rolloutName", run."state"::text AS "runState", run."hold" IS NOT NULL AS held, run."ended_at" IS NOT NULL AS ended,
      count(DISTINCT item."package_id")::int AS "packageCount",
      (count(*) FILTER (WHERE item."attempts" > 0 AND item."state" <> 'queued'))::int AS sent,
      (count(*) FILTER (WHERE item."state" = 'delivered'))::int AS delivered,
      (count(*) FILTER (WHERE item."state" = 'failed' AND item."failure_code" = 'cancelledByStop'))::int AS cancelled,
      (count(*) FILTER (WHERE item."state" IN ('requested', 'waitingForApproval', 'delivering')))::int AS "underWay",
      (count(*) FILTER (WHERE item."state" IN ('sending', 'unknown')))::int AS "answerOpen",
      (count(*) FILTER (WHERE item."state" = 'queued'))::int AS "notSent",
      (count(*) FILTER (WHERE item."state" = 'failed' AND item."failure_code" IS DISTINCT FROM 'cancelledByStop'))::int AS failed,
      (SELECT count(*)::int FROM "run_policy" policy WHERE policy."run_id" = run."id" AND policy."state" IN ('queued', 'sending', 'unknown', 'delivering')) AS "policiesOpen"
    FROM "emergency_stop_run" stopped JOIN "run" run ON run."id" = stopped."run_id" JOIN "phase" phase ON phase."id" = run."phase_id" JOIN "rollout" rollout ON rollout."id" = phase."rollout_id"
      LEFT JOIN "run_item" item ON item."run_id" = run."id"
    WHERE stopped."stop_id" = ${stopId}::uuid GROUP BY run."id", phase."id", rollout."id" ORDER BY count(*) DESC, rollout."name", phase."position"`;
}

/** How a reversal stands that was under way when everything was stopped. */
export type StoppedReversal = { runId: string; phaseName: string; rolloutName: string; held: boolean; settled: boolean; done: number; underWay: number; notSent: number };

/** The reversals that were under way when a stop was pressed, the largest first. */
export async function listStoppedReversals(pressedAt: Date): Promise<StoppedReversal[]> {
  return db().$queryRaw<StoppedReversal[]>`
    SELECT reversal."run_id" AS "runId", phase."name" AS "phaseName", rollout."name" AS "rolloutName", reversal."held_at" IS NOT NULL AS held, reversal."settled_at" IS NOT NULL AS settled,
      (count(*) FILTER (WHERE item."state" = 'done'))::int AS done, (count(*) FILTER (WHERE item."state" IN ('sending', 'unknown', 'sent')))::int AS "underWay", (count(*) FILTER (WHERE item."state" = 'queued'))::int AS "notSent"
    FROM "reversal" reversal JOIN "run" run ON run."id" = reversal."run_id" JOIN "phase" phase ON phase."id" = run."phase_id" JOIN "rollout" rollout ON rollout."id" = phase."rollout_id"
      LEFT JOIN "reversal_item" item ON item."reversal_id" = reversal."id"
    WHERE reversal."started_at" <= ${pressedAt} AND (reversal."settled_at" IS NULL OR reversal."settled_at" > ${pressedAt}) GROUP BY reversal."id", phase."id", rollout."id" ORDER BY count(*) DESC, rollout."name", phase."position"`;
}

/** How a handover stands that was under way when everything was stopped. */
export type StoppedHandover = { rolloutId: string; rolloutName: string; back: boolean; held: boolean; settled: boolean; done: number; underWay: number; notSent: number };

/** The handovers that were under way when a stop was pressed, the largest first. */
export async function listStoppedHandovers(pressedAt: Date): Promise<StoppedHandover[]> {
  return db().$queryRaw<StoppedHandover[]>`
    SELECT rollout."id" AS "rolloutId", rollout."name" AS "rolloutName", handover."back", handover."held_at" IS NOT NULL AS held, handover."settled_at" IS NOT NULL AS settled,
      (count(*) FILTER (WHERE item."state" = 'done'))::int AS done,
      (count(*) FILTER (WHERE item."state" IN ('sending', 'unknown', 'sent') OR (item."state" = 'queued' AND item."step" NOT IN ('move', 'keep'))))::int AS "underWay",
      (count(*) FILTER (WHERE item."state" = 'queued' AND item."step" IN ('move', 'keep')))::int AS "notSent"
    FROM "handover" handover JOIN "rollout" rollout ON rollout."id" = handover."rollout_id" LEFT JOIN "handover_item" item ON item."handover_id" = handover."id"
    WHERE handover."started_at" <= ${pressedAt} AND (handover."settled_at" IS NULL OR handover."settled_at" > ${pressedAt}) GROUP BY handover."id", rollout."id" ORDER BY count(*) DESC, rollout."name"`;
}

/** The runs a stop held that have requests out, or may have. */
export async function listRunsToCancel(stopId: string): Promise<{ runId: string; open: number; lost: number }[]> {
  return db().$queryRaw<{ runId: string; open: number; lost: number }[]>`
    SELECT stopped."run_id" AS "runId", (count(*) FILTER (WHERE item."state" IN ('requested', 'waitingForApproval')))::int AS open, (count(*) FILTER (WHERE item."state" IN ('sending', 'unknown')))::int AS lost
    FROM "emergency_stop_run" stopped JOIN "run_item" item ON item."run_id" = stopped."run_id"
    WHERE stopped."stop_id" = ${stopId}::uuid AND item."state" IN ('requested', 'waitingForApproval', 'sending', 'unknown') GROUP BY stopped."run_id"`;
}
