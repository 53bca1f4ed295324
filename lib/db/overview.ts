import 'server-only';
import type { RunHold } from '@/lib/rollout/run-hold';
import { db } from './client';
import { deliveriesOf } from './rollouts';
import type { PhaseState } from './generated/enums';

/** `people`: those its run brings something to; before there is one, those in its cohort. */
export type UnderWayPhase = { id: string; name: string; position: number; state: PhaseState; people: number; delivered: number; /** Whom its newest run brings something to; none before there is one. */ brought: number; hold: RunHold | null; /** People and policies of its newest run that failed. */ failures: number };
export type OpenRollout = { id: string; name: string; /** No phase of it has started. */ draft: boolean; phases: UnderWayPhase[] };

type PhaseRow = { rollout_id: string; rollout_name: string; rollout_state: string; id: string; name: string; position: number; state: PhaseState; people: bigint };

/** How many rollouts there are: begun and not over, not begun, and in all. */
export type RolloutCounts = { underWay: number; drafts: number; all: number };

/** The rollouts not finished or abandoned: those under way before drafts, last touched first, each with its phases and how far their newest run is. */
export async function listOpenRollouts(take: number): Promise<{ rollouts: OpenRollout[]; counts: RolloutCounts }> {
  const [rows, states] = await Promise.all([
    db().$queryRaw<PhaseRow[]>`
      WITH chosen AS (SELECT "id", "name", "state", "updated_at" FROM "rollout" WHERE "state" IN ('draft', 'active') ORDER BY "state" DESC, "updated_at" DESC LIMIT ${take})
      SELECT c."id" AS rollout_id, c."name" AS rollout_name, c."state"::text AS rollout_state, p."id", p."name", p."position", p."state"::text AS state,
        (SELECT count(*) FROM "cohort_member" m WHERE m."phase_id" = p."id") AS people
      FROM chosen c
      JOIN "phase" p ON p."rollout_id" = c."id"
      ORDER BY c."state" DESC, c."updated_at" DESC, c."id", p."position"`,
    db().rollout.groupBy({ by: ['state'], _count: true }),
  ]);
  const deliveries = await deliveriesOf(rows.map((row) => row.id));
  const rollouts = new Map<string, OpenRollout>();
  for (const row of rows) {
    const rollout = rollouts.get(row.rollout_id) ?? { id: row.rollout_id, name: row.rollout_name, draft: row.rollout_state === 'draft', phases: [] };
    const { people, delivered, failed, hold, policies } = deliveries.get(row.id) ?? { people: 0, delivered: 0, failed: 0, hold: null, policies: null };
    // Before the start, and where everybody gets it by a policy, the cohort is all there is to count.
    rollout.phases.push({ id: row.id, name: row.name, position: row.position, state: row.state, people: people || Number(row.people), delivered, brought: people, hold, failures: failed + (policies?.failed ?? 0) });
    rollouts.set(row.rollout_id, rollout);
  }
  const inState = (state: string) => states.find((each) => each.state === state)?._count ?? 0;
  return { rollouts: [...rollouts.values()], counts: { underWay: inState('active'), drafts: inState('draft'), all: states.reduce((sum, each) => sum + each._count, 0) } };
}

export type FailureCause = { runId: string; rolloutName: string; phaseName: string; failure: string; people: number; since: Date };

/** What failed in runs that are still open, by cause, the most people first. */
export async function listFailureCauses(take: number): Promise<FailureCause[]> {
  const rows = await db().$queryRaw<{ run_id: string; rollout_name: string; phase_name: string; failure: string; people: bigint; since: Date }[]>`
    SELECT i."run_id", r."name" AS rollout_name, p."name" AS phase_name, i."failure", sum(i."people")::bigint AS people, min(i."since") AS since
    FROM (
      SELECT "run_id", "failure", count(DISTINCT "person_id") AS people, min("state_since") AS since FROM "run_item" WHERE "state" = 'failed' AND "run_id" IN (SELECT "id" FROM "run" WHERE "state" IN ('running', 'settled')) GROUP BY 1, 2
      UNION ALL SELECT "run_id", "failure", "people_count", "state_since" FROM "run_policy" WHERE "state" = 'failed'
    ) i JOIN "run" ON "run"."id" = i."run_id" AND "run"."state" IN ('running', 'settled')
    JOIN "phase" p ON p."id" = "run"."phase_id" JOIN "rollout" r ON r."id" = p."rollout_id"
    GROUP BY i."run_id", r."name", p."name", i."failure"
    ORDER BY people DESC, since
    LIMIT ${take}`;
  return rows.map((row) => ({ runId: row.run_id, rolloutName: row.rollout_name, phaseName: row.phase_name, failure: row.failure, people: Number(row.people), since: row.since }));
}

/** `asked`: signatures of the phase that nobody has given yet; `refused`: those that were refused; `unmet` and `unconfirmed`: those whose condition is not kept, or nobody has confirmed yet. */
export type WaitingPhase = { asked: number; refused: number; unmet: number; unconfirmed: number; rolloutId: string; rolloutName: string; phaseId: string; phaseName: string; state: PhaseState; since: Date; people: number; runId: string | null; failed: number };

/** Phases whose next step is a person's: the first of a rollout that has not run yet, and those read back and ready to finish. */
export async function listWaitingPhases(take: number): Promise<WaitingPhase[]> {
  const rows = await db().$queryRaw<{ asked: bigint; refused: bigint; unmet: bigint; unconfirmed: bigint; rollout_id: string; rollout_name: string; phase_id: string; phase_name: string; state: PhaseState; since: Date; people: bigint; run_id: string | null; failed: bigint }[]>`
    SELECT r."id" AS rollout_id, r."name" AS rollout_name, p."id" AS phase_id, p."name" AS phase_name, p."state"::text AS state, p."state_since" AS since,
      (SELECT count(*) FROM "cohort_member" m WHERE m."phase_id" = p."id") AS people, run."id" AS run_id,
      (SELECT count(DISTINCT i."person_id") FROM "run_item" i WHERE i."run_id" = run."id" AND i."state" = 'failed') + (SELECT count(*) FROM "run_policy" o WHERE o."run_id" = run."id" AND o."state" = 'failed') AS failed,
      (SELECT count(*) FROM "sign_off" s WHERE s."phase_id" = p."id" AND s."state" = 'open') AS asked,
      (SELECT count(*) FROM "sign_off" s WHERE s."phase_id" = p."id" AND s."state" = 'refused') AS refused,
      (SELECT count(*) FROM "sign_off" s WHERE s."phase_id" = p."id" AND s."state" = 'agreed' AND cardinality(s."unmet") > 0) AS unmet,
      (SELECT count(*) FROM "sign_off" s WHERE s."phase_id" = p."id" AND s."state" = 'agreed' AND s."confirmed_at" IS NULL AND s."condition"->>'other' <> '') AS unconfirmed
    FROM "phase" p JOIN "rollout" r ON r."id" = p."rollout_id" AND r."state" IN ('draft', 'active')
    LEFT JOIN LATERAL (SELECT "id" FROM "run" WHERE "phase_id" = p."id" ORDER BY "started_at" DESC LIMIT 1) run ON true
    WHERE p."state" IN ('verifying', 'soaking', 'held') OR (p."state" IN ('draft', 'rehearsed', 'signed')
      AND NOT EXISTS (SELECT 1 FROM "phase" e WHERE e."rollout_id" = p."rollout_id" AND e."position" < p."position" AND e."state" NOT IN ('passed', 'reversed')))
    ORDER BY p."state_since" LIMIT ${take}`;
  return rows.map((row) => ({ asked: Number(row.asked), refused: Number(row.refused), unmet: Number(row.unmet), unconfirmed: Number(row.unconfirmed), rolloutId: row.rollout_id, rolloutName: row.rollout_name, phaseId: row.phase_id, phaseName: row.phase_name, state: row.state, since: row.since, people: Number(row.people), runId: row.run_id, failed: Number(row.failed) }));
}

export type WaitingJob = { id: string; kind: string; runId: string | null; /** Whose handover it is; null for any other job. */ rolloutId: string | null; rolloutName: string; phaseName: string; state: string; actsAsName: string; since: Date };

const OF_RUN = { select: { id: true, phase: { select: { name: true, rollout: { select: { name: true } } } } } } as const;

/** Jobs that wait for a person: a sign-in, or a role to be activated. */
export async function listWaitingJobs(take: number): Promise<WaitingJob[]> {
  const rows = await db().job.findMany({
    where: { state: { in: ['signInNeeded', 'roleNeeded'] } },
    orderBy: { notBefore: 'asc' },
    take,
    include: { run: OF_RUN, verification: { select: { run: OF_RUN } }, reversal: { select: { run: OF_RUN } }, handover: { select: { rolloutId: true, rollout: { select: { name: true } } } } },
  });
  return rows.map(({ id, kind, state, actsAsName, notBefore, run: own, verification, reversal, handover }) => {
    const run = own ?? verification?.run ?? reversal?.run;
    return { id, kind, runId: run?.id ?? null, rolloutId: handover?.rolloutId ?? null, rolloutName: run?.phase.rollout.name ?? handover?.rollout.name ?? '', phaseName: run?.phase.name ?? '', state, actsAsName, since: notBefore };
  });
}

export type OpenApproval = { id: string; resourceName: string; catalogName: string; ownerId: string; ownerName: string; askedAt: Date };

/** Approvals nobody has answered, oldest first; one person's only when `ownerId` is given. */
export async function listOpenApprovals(take: number, ownerId?: string): Promise<{ approvals: OpenApproval[]; total: number }> {
  const where = { state: 'open' as const, ...(ownerId ? { ownerId } : {}) };
  const [approvals, total] = await Promise.all([
    db().resourceApproval.findMany({ where, orderBy: { askedAt: 'asc' }, take, select: { id: true, resourceName: true, catalogName: true, ownerId: true, ownerName: true, askedAt: true } }),
    db().resourceApproval.count({ where }),
  ]);
  return { approvals, total };
}

export type Refusal = { id: string; resourceName: string; catalogName: string; ownerName: string; reason: string; answeredAt: Date };

/** Resources whose owner's last word is a refusal, newest first. */
export async function listRefusals(take: number): Promise<Refusal[]> {
  return db().$queryRaw<Refusal[]>`
    SELECT "id", "resource_name" AS "resourceName", "catalog_name" AS "catalogName", "owner_name" AS "ownerName", coalesce("reason", '') AS "reason", "answered_at" AS "answeredAt"
    FROM (SELECT DISTINCT ON ("catalog_id", "resource_id") * FROM "resource_approval" ORDER BY "catalog_id", "resource_id", "asked_at" DESC) last
    WHERE "state" = 'refused' ORDER BY "answered_at" DESC LIMIT ${take}`;
}

/** How many approvals were ever addressed to a person, and how many of them wait for an answer. */
export async function countApprovalsOf(ownerId: string): Promise<{ open: number; all: number }> {
  const [row] = await db().$queryRaw<{ open: bigint; all: bigint }[]>`
    SELECT count(*) FILTER (WHERE "state" = 'open') AS open, count(*) AS all FROM "resource_approval" WHERE "owner_id" = ${ownerId}::uuid`;
  return { open: Number(row?.open ?? 0n), all: Number(row?.all ?? 0n) };
}
