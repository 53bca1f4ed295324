import 'server-only';
import { db } from './client';
import type { Db } from './client';

/** What somebody did to a phase that makes it theirs, as the audit names it; and whatever they did to its cohort. */
const AUTHORING = ['rollout.create', 'rollout.change', 'phase.add', 'phase.change', 'phase.rehearse', 'run.start', 'run.retry', 'job.takeOver'];

/**
 * Everybody who authored, rehearsed, started or took over a phase: none of them signs it. From the rows that name them
 * and from the audit, which also knows who took people out again or renamed it.
 */
export async function listPhaseAuthors(phaseId: string, tx: Db = db()): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ person_id: string }[]>`
    SELECT r."created_by" AS person_id FROM "phase" p JOIN "rollout" r ON r."id" = p."rollout_id" WHERE p."id" = ${phaseId}::uuid
    UNION SELECT "added_by" FROM "cohort_source" WHERE "phase_id" = ${phaseId}::uuid
    UNION SELECT "created_by" FROM "rehearsal" WHERE "phase_id" = ${phaseId}::uuid
    UNION SELECT "started_by" FROM "run" WHERE "phase_id" = ${phaseId}::uuid
    UNION SELECT j."acts_as" FROM "job" j JOIN "run" ON "run"."id" = j."run_id" WHERE "run"."phase_id" = ${phaseId}::uuid
    UNION SELECT s."person_id" FROM "audit_event" e JOIN "audit_subject" s ON s."id" = e."actor_id"
      WHERE e."outcome" = 'done' AND (e."action" = ANY(${AUTHORING}::text[]) OR e."action" LIKE 'cohort.%') AND s."person_id" IS NOT NULL
        AND (e."phase_id" = ${phaseId}::uuid OR (e."phase_id" IS NULL AND e."rollout_id" = (SELECT "rollout_id" FROM "phase" WHERE "id" = ${phaseId}::uuid)))`;
  return new Set(rows.map((row) => row.person_id));
}

/** Everybody whose signature or confirmation stands on a phase: none of them starts it, or takes its run over. */
export async function listPhaseSigners(phaseId: string, tx: Db = db()): Promise<Set<string>> {
  const rows = await tx.signOff.findMany({ where: { phaseId, state: 'agreed' }, select: { answeredBy: true, confirmedBy: true } });
  return new Set(rows.flatMap((row) => [row.answeredBy, row.confirmedBy]).filter((id) => id !== null));
}
