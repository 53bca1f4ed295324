import 'server-only';
import { listExceptions } from './rehearsal-exceptions';
import type { Person } from '@/lib/directory/person';
import type { PlannedPackage, TakenBackItem } from '@/lib/support/person-card';
import { db } from './client';

type PlannedRow = {
  rollout_id: string;
  rollout_name: string;
  phase_id: string;
  phase_name: string;
  phase_position: number;
  phase_count: number;
  phase_state: string;
  planned_for: Date | null;
  package_id: string;
  package_name: string;
  run_id: string | null;
  policy_mode: string | null;
  policy_saved: Date | null;
  item_state: string | null;
  item_since: Date | null;
  failure: string | null;
  failure_code: string | null;
  rehearsal_id: string | null;
  back_since: Date | null;
  back_state: string | null;
  back_at: Date | null;
  back_action: string | null;
  back_why: string | null;
  back_failure: string | null;
  back_not_restored: string | null;
};

/**
 * What the rollouts bring to a person: one row for each package of each phase they are in, with the item of the newest
 * run and the exception of the newest rehearsal. Bounded by `take`, newest rollouts first.
 */
export async function listPlannedFor(personId: string, take: number): Promise<PlannedPackage[]> {
  const rows = await db().$queryRaw<PlannedRow[]>`
    SELECT r."id" AS rollout_id, r."name" AS rollout_name, p."id" AS phase_id, p."name" AS phase_name, p."position" AS phase_position,
      (SELECT count(*)::int FROM "phase" x WHERE x."rollout_id" = r."id") AS phase_count,
      p."state"::text AS phase_state, p."planned_for", rp."package_id", rp."package_name",
      run."id" AS run_id, o."mode"::text AS policy_mode, o."saved_at" AS policy_saved, i."state"::text AS item_state, i."state_since" AS item_since, i."failure", i."failure_code",
      h."id" AS rehearsal_id, v."started_at" AS back_since, b."state"::text AS back_state, b."state_since" AS back_at, b."action" AS back_action, b."why" AS back_why, b."failure" AS back_failure, b."not_restored" AS back_not_restored
    FROM "cohort_member" m
    JOIN "phase" p ON p."id" = m."phase_id"
    JOIN "rollout" r ON r."id" = p."rollout_id" AND r."state" <> 'abandoned'
    JOIN "rollout_package" rp ON rp."rollout_id" = r."id"
    LEFT JOIN LATERAL (SELECT "id" FROM "run" WHERE "phase_id" = p."id" ORDER BY "started_at" DESC LIMIT 1) run ON true
    LEFT JOIN "run_item" i ON i."run_id" = run."id" AND i."person_id" = m."person_id" AND i."package_id" = rp."package_id"
    LEFT JOIN "run_policy" o ON o."run_id" = run."id" AND o."package_id" = rp."package_id"
    LEFT JOIN LATERAL (SELECT "id" FROM "rehearsal" WHERE "phase_id" = p."id" ORDER BY "number" DESC LIMIT 1) h ON true
    -- A rule that stays as the run left it goes on giving what it brings.
    LEFT JOIN LATERAL (SELECT "id", "started_at" FROM "reversal" WHERE "run_id" = run."id" AND "state" <> 'rehearsed' AND (o."id" IS NULL OR EXISTS (SELECT 1 FROM "reversal_policy" q WHERE q."reversal_id" = "reversal"."id" AND q."package_id" = o."package_id")
      OR EXISTS (SELECT 1 FROM "reversal_item" g WHERE g."reversal_id" = "reversal"."id" AND g."person_id" = m."person_id" AND g."package_id" = o."package_id")) ORDER BY "number" DESC LIMIT 1) v ON true
    LEFT JOIN "reversal_item" b ON b."reversal_id" = v."id" AND b."person_id" = m."person_id" AND b."package_id" = rp."package_id"
    WHERE m."person_id" = ${personId}::uuid
    ORDER BY r."updated_at" DESC, p."position", rp."position"
    LIMIT ${take}`;
  const rehearsalIds = [...new Set(rows.flatMap((row) => row.rehearsal_id ?? []))];
  const exceptions = new Map(await Promise.all(rehearsalIds.map(async (id) => [id, await listExceptions(id, [personId])] as const)));
  const exceptionOf = (row: PlannedRow) => exceptions.get(row.rehearsal_id ?? '')?.find((each) => each.packageId === row.package_id);
  return rows.map((row) => ({
    rolloutId: row.rollout_id,
    rolloutName: row.rollout_name,
    phaseId: row.phase_id,
    phaseName: row.phase_name,
    phasePosition: row.phase_position,
    phaseCount: row.phase_count,
    phaseState: row.phase_state,
    plannedFor: row.planned_for?.toISOString() ?? null,
    packageId: row.package_id,
    packageName: row.package_name,
    runId: row.run_id,
    ...(row.policy_mode ? { policy: { mode: row.policy_mode === 'invite' ? ('invite' as const) : ('automatic' as const), savedAt: row.policy_saved?.toISOString() ?? null } } : {}),
    item: row.item_state && row.item_since ? { state: row.item_state, since: row.item_since.toISOString(), failure: row.failure, failureCode: row.failure_code } : null,
    exception: exceptionOf(row) ?? null,
    ...(row.back_since ? { takenBack: takenBackOf(row, row.back_since) } : {}),
  }));
}

function takenBackOf({ back_state: state, back_at: at, back_action: action, back_why: why, back_failure: failure, back_not_restored: notRestored }: PlannedRow, since: Date): TakenBackItem {
  const keeps = (action === 'bridge' || action === 'restore') && notRestored === null;
  return { since: since.toISOString(), item: state && at && action && why ? { state, since: at.toISOString(), action, why, keeps, failure } : null };
}

/** Somebody as the newest cohort they are in has them: all that is left to show once the tenant knows them no more. */
export async function findKeptPerson(personId: string): Promise<Person | null> {
  const row = await db().cohortMember.findFirst({ where: { personId }, orderBy: { addedAt: 'desc' } });
  if (!row) return null;
  const { name, userPrincipalName, department, jobTitle, office, country, enabled, external } = row;
  return { id: personId, name, userPrincipalName, mail: null, department, jobTitle, office, country, enabled, external, userType: null };
}

/** The user principal names of these people, by id: as the copy of the directory has them, else as a cohort they are or were in does. */
export async function findSignInNames(personIds: readonly string[]): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await db().$queryRaw<{ id: string; user_principal_name: string }[]>`
    SELECT DISTINCT ON ("id") "id"::text AS id, "user_principal_name" FROM (
      SELECT "id", "user_principal_name", 0 AS rank, NULL::timestamptz AS at FROM "mirror_person" WHERE "id" = ANY(${personIds}::uuid[])
      UNION ALL SELECT "person_id", "user_principal_name", 1, "added_at" FROM "cohort_member" WHERE "person_id" = ANY(${personIds}::uuid[])
    ) AS known WHERE "user_principal_name" <> '' ORDER BY "id", rank, at DESC`;
  return new Map(rows.map((row) => [row.id, row.user_principal_name]));
}

export type PilotBadge = { personId: string; phaseName: string; rolloutName: string };

/** Which of these people are in a phase under way or planned, newest first; one badge a person. */
export async function listPilotBadges(personIds: string[]): Promise<Map<string, PilotBadge>> {
  if (personIds.length === 0) return new Map();
  const rows = await db().$queryRaw<{ person_id: string; phase_name: string; rollout_name: string }[]>`
    SELECT DISTINCT ON (m."person_id") m."person_id", p."name" AS phase_name, r."name" AS rollout_name
    FROM "cohort_member" m JOIN "phase" p ON p."id" = m."phase_id" JOIN "rollout" r ON r."id" = p."rollout_id" AND r."state" <> 'abandoned'
    WHERE m."person_id" = ANY(${personIds}::uuid[])
    ORDER BY m."person_id", p."state_since" DESC`;
  return new Map(rows.map((row) => [row.person_id, { personId: row.person_id, phaseName: row.phase_name, rolloutName: row.rollout_name }]));
}

export type TroubledPerson = { personId: string; personName: string; /** As the newest cohort they are in has it; null where they are in none any more. */ userPrincipalName: string | null; packageName: string; runId: string; rolloutName: string; phaseName: string; state: string; since: Date; failure: string | null };

/** A page of people for whom a run failed or waits for an approval, oldest first: the helpdesk's queue. What is taken back, or is being, is nobody's to wait for. */
export async function listTroubled(take: number, skip: number): Promise<{ people: TroubledPerson[]; total: number }> {
  const where = { state: { in: ['failed' as const, 'waitingForApproval' as const] }, run: { state: { not: 'stopped' as const }, reversals: { none: { state: { not: 'rehearsed' as const } } } } };
  const [rows, total] = await Promise.all([
    db().runItem.findMany({ where, orderBy: { stateSince: 'asc' }, take, skip, include: { run: { select: { phase: { select: { name: true, rollout: { select: { name: true } } } } } } } }),
    db().runItem.count({ where }),
  ]);
  const members = await db().cohortMember.findMany({ where: { personId: { in: rows.map((row) => row.personId) } }, orderBy: { addedAt: 'desc' }, distinct: ['personId'], select: { personId: true, userPrincipalName: true } });
  const signsInAs = new Map(members.map((member) => [member.personId, member.userPrincipalName]));
  return {
    total,
    people: rows.map((row) => ({ personId: row.personId, personName: row.personName, userPrincipalName: signsInAs.get(row.personId) ?? null, packageName: row.packageName, runId: row.runId, rolloutName: row.run.phase.rollout.name, phaseName: row.run.phase.name, state: row.state, since: row.stateSince, failure: row.failure })),
  };
}
