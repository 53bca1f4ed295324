import 'server-only';
import { groupedBy } from '@/lib/directory/grouped-by';
import type { UseReading } from '@/lib/rollout/use';
import type { VerdictCounts } from '@/lib/rollout/verdict';
import { db } from './client';
import type { Db } from './client';

/** People of a run who failed or were left out, by cause; each person once for each of their causes. */
export type FailureRow = { cause: string; people: number };

export type RunFailures = { causes: FailureRow[]; ours: number; all: number; skipped: number };

/** Of a run of which nobody failed. */
export const NO_FAILURES: RunFailures = { causes: [], ours: 0, all: 0, skipped: 0 };

/**
 * Why people of each run have not what it was to bring: failed or shrunk items as `item:<code>`, and what the last reading
 * found to have failed beside them. `ours` counts each person once whose cause is none of the excused, `all` each person, `skipped` those who were left out.
 */
export async function countFailures(runIds: readonly string[], excused: readonly string[], shrinking: readonly string[], tx: Db = db()): Promise<Map<string, RunFailures>> {
  const rows = await tx.$queryRaw<{ run: string; cause: string | null; people: number; ours: number; skipped: number }[]>`
    WITH failed AS (
      SELECT "run_id", "person_id", "state" = 'skipped' AS skipped, 'item:' || coalesce("failure_code", '') AS cause FROM "run_item" WHERE "run_id" = ANY(${[...runIds]}::uuid[]) AND ("state" = 'failed' OR ("state" = 'skipped' AND "failure_code" = ANY(${[...shrinking]}::text[])))
      UNION ALL SELECT "run_id", "person_id", false, "cause" FROM "verification_exception" WHERE "run_id" = ANY(${[...runIds]}::uuid[]) AND "gone_in" IS NULL AND "verdict" = 'failed' AND "cause" NOT LIKE 'item:%' AND "cause" NOT LIKE 'policy:%'
    )
    SELECT "run_id"::text AS run, cause, count(DISTINCT "person_id")::int AS people, (count(DISTINCT "person_id") FILTER (WHERE NOT (cause = ANY(${[...excused]}::text[]))))::int AS ours, (count(DISTINCT "person_id") FILTER (WHERE skipped))::int AS skipped
    FROM failed GROUP BY GROUPING SETS (("run_id", cause), ("run_id")) ORDER BY people DESC`;
  const failures = new Map<string, RunFailures>();
  for (const [run, those] of groupedBy(rows, (row) => row.run)) {
    const all = those.find(({ cause }) => cause === null);
    failures.set(run, { causes: those.flatMap(({ cause, people }) => (cause === null ? [] : [{ cause, people }])), ours: all?.ours ?? 0, all: all?.people ?? 0, skipped: all?.skipped ?? 0 });
  }
  return failures;
}

export type LastRead = { counts: VerdictCounts; settled: boolean; readAt: Date; use: UseReading | null };

/** What the last reading of each run counted and tells of the use, and whether it is read again; one that was not read yet is missing. */
export async function readVerdicts(runIds: readonly string[], tx: Db = db()): Promise<Map<string, LastRead>> {
  const rows = await tx.$queryRaw<(LastRead & { run: string })[]>`
    SELECT v."run_id"::text AS run, r."counts", v."settled", r."read_at" AS "readAt", r."use" FROM "verification" v JOIN "verification_read" r ON r."run_id" = v."run_id" AND r."number" = v."last_read" WHERE v."run_id" = ANY(${[...runIds]}::uuid[])`;
  return new Map(rows.map(({ run, ...read }) => [run, read]));
}

/** Support notes of each phase that has some: those that block somebody and are open, and all. */
export async function countNotes(phaseIds: readonly string[], tx: Db = db()): Promise<Map<string, { blocking: number; all: number }>> {
  const rows = await tx.$queryRaw<{ phase: string; blocking: number; all: number }[]>`
    SELECT "phase_id"::text AS phase, (count(*) FILTER (WHERE "blocking" AND "resolved_at" IS NULL))::int AS "blocking", count(*)::int AS "all" FROM "support_note" WHERE "phase_id" = ANY(${[...phaseIds]}::uuid[]) GROUP BY 1`;
  return new Map(rows.map(({ phase, blocking, all }) => [phase, { blocking, all }]));
}

/** Requests of a run that wait for an approver, by package and since when: sent ones by their item, others since they were found so. */
export async function listWaitingForApprovers(runId: string, tx: Db = db()): Promise<{ packageId: string; since: Date }[]> {
  return tx.$queryRaw<{ packageId: string; since: Date }[]>`
    SELECT "package_id"::text AS "packageId", "state_since" AS since FROM "run_item" WHERE "run_id" = ${runId}::uuid AND "state" = 'waitingForApproval'
    UNION ALL SELECT e."package_id"::text, e."found_at" FROM "verification_exception" e WHERE e."run_id" = ${runId}::uuid AND e."gone_in" IS NULL AND e."cause" = 'waitingForApproval'
      AND NOT EXISTS (SELECT 1 FROM "run_item" i WHERE i."run_id" = e."run_id" AND i."person_id" = e."person_id" AND i."package_id" = e."package_id" AND i."state" = 'waitingForApproval')`;
}

/** Whether a reversal was rehearsed of the phase at that place, or of one before it; null where none has run. */
export async function wasReversalRehearsed(rolloutId: string, position: number, tx: Db = db()): Promise<boolean | null> {
  const [row] = await tx.$queryRaw<{ rehearsed: boolean | null }[]>`
    SELECT bool_or(EXISTS (SELECT 1 FROM "reversal" v WHERE v."run_id" = run."id")) AS rehearsed
    FROM "phase" p JOIN "run" ON "run"."phase_id" = p."id" WHERE p."rollout_id" = ${rolloutId}::uuid AND p."position" <= ${position}`;
  return row?.rehearsed ?? null;
}

/** What the last look into the mirror found of each cohort; one that was not looked at is missing. */
export async function listDrifts(phaseIds: readonly string[], tx: Db = db()): Promise<Map<string, { people: number | null; says: string }>> {
  const rows = await tx.phaseDrift.findMany({ where: { phaseId: { in: [...phaseIds] } }, select: { phaseId: true, people: true, says: true } });
  return new Map(rows.map(({ phaseId, people, says }) => [phaseId, { people, says }]));
}

/** What the last look into the mirror found of a cohort; null before it. */
export async function findDrift(phaseId: string, tx: Db = db()): Promise<{ people: number | null; says: string; asOf: Date | null; lookedAt: Date } | null> {
  return tx.phaseDrift.findUnique({ where: { phaseId }, select: { people: true, says: true, asOf: true, lookedAt: true } });
}

export async function saveDrift(tx: Db, phaseId: string, drift: { people: number | null; says: string; asOf: Date | null }): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "phase_drift" ("phase_id", "people", "says", "as_of") VALUES (${phaseId}::uuid, ${drift.people}, ${drift.says}, ${drift.asOf})
    ON CONFLICT ("phase_id") DO UPDATE SET "people" = excluded."people", "says" = excluded."says", "as_of" = excluded."as_of", "looked_at" = now()`;
}
