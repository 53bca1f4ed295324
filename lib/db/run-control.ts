import 'server-only';
import type { HeldRun, PhaseBrakes, RunHold } from '@/lib/rollout/run-hold';
import { db } from './client';
import type { Db } from './client';
import { findStopInForce } from './emergency-stops';
import { requireRowId } from './row-id';

/** Whether something holds a run or everything is stopped, so that nothing may be sent for it; and whether somebody ended it. */
export async function readControl(runId: string): Promise<{ held: boolean; ended: boolean }> {
  const [row] = await db().$queryRaw<{ held: boolean; ended: boolean }[]>`
    SELECT ("hold" IS NOT NULL OR EXISTS (SELECT 1 FROM "emergency_stop" WHERE "lifted_at" IS NULL)) AS held, "ended_at" IS NOT NULL AS ended FROM "run" WHERE "id" = ${runId}::uuid`;
  return row ?? { held: true, ended: false };
}

/** What holds a run, or null. */
export async function findHold(runId: string, tx: Db = db()): Promise<HeldRun | null> {
  const row = await tx.run.findUnique({ where: { id: requireRowId(runId) }, select: { hold: true, holdSays: true, heldByName: true, heldAt: true } });
  if (!row?.hold || !row.heldAt) return null;
  const stop = await findStopInForce(tx);
  return { hold: row.hold, says: row.holdSays ?? '', byName: row.heldByName, at: row.heldAt, stopId: stop?.id ?? null };
}

/** Holds a run that runs and is held by nothing; false where it is not so any more. */
export async function holdRun(tx: Db, runId: string, { hold, says, byName }: { hold: RunHold; says: string; byName: string | null }): Promise<boolean> {
  const held = await tx.$executeRaw`
    UPDATE "run" SET "hold" = ${hold}::"run_hold", "hold_says" = ${says}, "held_by_name" = ${byName}, "held_at" = now()
    WHERE "id" = ${runId}::uuid AND "state" = 'running' AND "hold" IS NULL`;
  return held === 1;
}

/** What an admin has seen and let pass when they let a run go on. */
export type Seen = { failures?: number; shrunk?: number; removals?: boolean };

/** Lets a held run go on; false where something else holds it by now. */
export async function releaseRun(tx: Db, runId: string, from: RunHold, seen: Seen): Promise<boolean> {
  const released = await tx.$executeRaw`
    UPDATE "run" SET "hold" = NULL, "hold_says" = NULL, "held_by_name" = NULL, "held_at" = NULL,
      "seen_failures" = coalesce(${seen.failures ?? null}::int, "seen_failures"), "seen_shrunk" = coalesce(${seen.shrunk ?? null}::int, "seen_shrunk"), "seen_removals" = "seen_removals" OR ${seen.removals ?? false}
    WHERE "id" = ${runId}::uuid AND "hold" = ${from}::"run_hold"`;
  return released === 1;
}

/** Says that nothing more of a run is sent, ever; false where somebody said so before. */
export async function endRun(tx: Db, runId: string, by: { personId: string; name: string }, reason: string): Promise<boolean> {
  const ended = await tx.$executeRaw`
    UPDATE "run" SET "hold" = NULL, "hold_says" = NULL, "held_by_name" = NULL, "held_at" = NULL, "ended_by" = ${by.personId}::uuid, "ended_by_name" = ${by.name}, "ended_at" = now(), "end_reason" = ${reason}
    WHERE "id" = ${runId}::uuid AND "state" = 'running' AND "ended_at" IS NULL`;
  return ended === 1;
}

/** Who ended a run, why and when; null for one that goes its way. */
export async function findEnd(runId: string, tx: Db = db()): Promise<{ byName: string; at: Date; reason: string } | null> {
  const row = await tx.run.findUnique({ where: { id: requireRowId(runId) }, select: { endedByName: true, endedAt: true, endReason: true } });
  return row?.endedAt ? { byName: row.endedByName ?? '', at: row.endedAt, reason: row.endReason ?? '' } : null;
}

/** What the brakes of a run count from: its phase's limits, and what an admin let pass before. */
export type RunBrakes = PhaseBrakes & { seenFailures: number; seenShrunk: number; seenRemovals: boolean; lookedAt: Date | null };

/** @throws where the run is gone */
export async function readBrakes(runId: string, tx: Db = db()): Promise<RunBrakes> {
  const row = await tx.run.findUniqueOrThrow({
    where: { id: runId },
    select: { seenFailures: true, seenShrunk: true, seenRemovals: true, lookedAt: true, phase: { select: { brakePeople: true, brakePercent: true, brakeRemovals: true, brakeRemovalPercent: true } } },
  });
  const { phase, ...seen } = row;
  return { ...seen, failures: { people: phase.brakePeople, percent: phase.brakePercent }, removals: { people: phase.brakeRemovals, percent: phase.brakeRemovalPercent } };
}

/** Says that a run's people and packages were held against the tenant now. */
export async function saveLooked(tx: Db, runId: string): Promise<void> {
  await tx.$executeRaw`UPDATE "run" SET "looked_at" = now() WHERE "id" = ${runId}::uuid`;
}

/** When the run of a phase stops by itself. */
export async function readBrakesOfPhase(phaseId: string, tx: Db = db()): Promise<PhaseBrakes> {
  const row = await tx.phase.findUniqueOrThrow({ where: { id: requireRowId(phaseId) }, select: { brakePeople: true, brakePercent: true, brakeRemovals: true, brakeRemovalPercent: true } });
  return { failures: { people: row.brakePeople, percent: row.brakePercent }, removals: { people: row.brakeRemovals, percent: row.brakeRemovalPercent } };
}

export async function saveBrakes(tx: Db, phaseId: string, { failures, removals }: PhaseBrakes): Promise<void> {
  await tx.phase.update({ where: { id: phaseId }, data: { brakePeople: failures.people, brakePercent: failures.percent, brakeRemovals: removals.people, brakeRemovalPercent: removals.percent } });
}

/** A run of more people than this begins once a second admin agrees. */
export async function readSecondAdminAbove(tx: Db = db()): Promise<number> {
  return (await tx.writeLimit.findFirstOrThrow({ select: { secondAdminAbove: true } })).secondAdminAbove;
}

export async function saveSecondAdminAbove(tx: Db, people: number): Promise<void> {
  await tx.writeLimit.updateMany({ data: { secondAdminAbove: people } });
}
