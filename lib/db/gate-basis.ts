import 'server-only';
import { db } from './client';

/**
 * What the judgement of a phase's gate rests on, as one text that changes with any of it, in one statement: its state, what
 * its gate asks, its run, readings, notes and decisions, its cohort and what was found of it, and whom handovers moved.
 */
export async function readGateBasis(phaseId: string): Promise<{ basis: string; now: Date }> {
  const [row] = await db().$queryRaw<{ basis: string | null; now: Date }[]>`
    SELECT now() AS now, concat_ws(' ',
      (SELECT concat_ws('/', p."state", p."revision", p."calendar_id", ro."state") FROM "phase" p JOIN "rollout" ro ON ro."id" = p."rollout_id" WHERE p."id" = ${phaseId}::uuid),
      (SELECT g."changed_at" FROM "phase_gate" g WHERE g."phase_id" = ${phaseId}::uuid),
      (SELECT concat_ws('/', r."id", r."state", r."settled_at", (SELECT concat_ws('/', count(*), max(i."state_since")) FROM "run_item" i WHERE i."run_id" = r."id"), (SELECT max(o."state_since") FROM "run_policy" o WHERE o."run_id" = r."id"),
        (SELECT concat_ws('/', v."last_read", v."settled") FROM "verification" v WHERE v."run_id" = r."id"))
        FROM "run" r WHERE r."phase_id" = ${phaseId}::uuid ORDER BY r."started_at" DESC LIMIT 1),
      (SELECT concat_ws('/', count(*), max(n."written_at"), max(n."resolved_at"), count(*) FILTER (WHERE n."blocking")) FROM "support_note" n WHERE n."phase_id" = ${phaseId}::uuid),
      (SELECT max(d."number") FROM "gate_decision" d WHERE d."phase_id" = ${phaseId}::uuid),
      (SELECT concat_ws('/', f."people", f."says") FROM "phase_drift" f WHERE f."phase_id" = ${phaseId}::uuid),
      (SELECT concat_ws('/', max(t."chosen_at"), (SELECT max(i."state_since") FROM "handover_item" i JOIN "handover" h ON h."id" = i."handover_id" WHERE h."rollout_id" = ph."rollout_id"),
        (SELECT string_agg(concat_ws('/', o."id", o."state", o."revision"), ' ' ORDER BY o."position") FROM "phase" o WHERE o."rollout_id" = ph."rollout_id"))
        FROM "phase" ph LEFT JOIN "handover_target" t ON t."rollout_id" = ph."rollout_id" WHERE ph."id" = ${phaseId}::uuid GROUP BY ph."rollout_id")) AS basis`;
  return { basis: row?.basis ?? '', now: row?.now ?? new Date() };
}
