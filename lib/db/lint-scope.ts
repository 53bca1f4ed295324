import 'server-only';
import { db } from './client';
import type { Db } from './client';

// What the portal's own tables say of packages that rules look at.

/** A package of a rollout under way: under which policy it is assigned, whether any phase assigns it, and one that is under way. */
export type PackageOfRollout = { packageId: string; policyId: string; loads: boolean; livePhase: string | null };

const LIVE = ['running', 'verifying', 'soaking', 'held'];

/** Every package that a rollout brings which is neither finished nor given up. */
export async function listPackagesOfRollouts(tx: Db = db()): Promise<PackageOfRollout[]> {
  return tx.$queryRaw<PackageOfRollout[]>`
    SELECT rp."package_id"::text AS "packageId", rp."policy_id"::text AS "policyId",
      EXISTS (SELECT 1 FROM "phase" p LEFT JOIN "phase_package_mode" m ON m."phase_id" = p."id" AND m."package_id" = rp."package_id" WHERE p."rollout_id" = r."id" AND coalesce(m."mode"::text, 'assign') = 'assign') AS "loads",
      (SELECT p."name" FROM "phase" p WHERE p."rollout_id" = r."id" AND p."state"::text = ANY(${LIVE}) ORDER BY p."position" LIMIT 1) AS "livePhase"
    FROM "rollout_package" rp JOIN "rollout" r ON r."id" = rp."rollout_id" WHERE r."state" IN ('draft', 'active') ORDER BY r."created_at", r."id"`;
}

/** How many people in cohorts of phases that have not started have a package that excludes one of the rollout's. */
export type Clash = { packageId: string; otherId: string; people: number };

/** Of these pairs; one of which nobody is told has 0. By what is held of who has the other. */
export async function countClashes(pairs: readonly { packageId: string; otherId: string }[], tx: Db = db()): Promise<Clash[]> {
  return tx.$queryRaw<Clash[]>`
    SELECT w.package AS "packageId", w.other AS "otherId", count(DISTINCT c."person_id")::int AS "people"
    FROM unnest(${pairs.map(({ packageId }) => packageId)}::text[], ${pairs.map(({ otherId }) => otherId)}::text[]) AS w(package, other)
    LEFT JOIN "rollout_package" rp ON rp."package_id" = w.package::uuid
    LEFT JOIN "phase" p ON p."rollout_id" = rp."rollout_id" AND p."state" IN ('draft', 'rehearsed', 'signed')
    LEFT JOIN ("cohort_member" c JOIN "mirror_assignment" a ON a."person_id" = c."person_id") ON c."phase_id" = p."id" AND a."package_id" = w.other::uuid
    GROUP BY 1, 2`;
}

/** Members of the organisation at work who have no manager, by what is held. */
export async function countWithoutManager(tx: Db = db()): Promise<number> {
  const [row] = await tx.$queryRaw<{ people: number }[]>`SELECT count(*)::int AS people FROM "mirror_person" WHERE "deleted_at" IS NULL AND "enabled" AND NOT "external" AND "manager_id" IS NULL`;
  return row?.people ?? 0;
}

/** How far a rollout has come: phases done, people who have what it gives or failed to get it, and signatures given of those asked for. */
export type RolloutEvidence = { name: string; phases: number; done: number; assigned: number; failed: number; signed: number; asked: number };

/** The rollouts that were not given up, by name. */
export async function listRolloutEvidence(tx: Db = db()): Promise<RolloutEvidence[]> {
  return tx.$queryRaw<RolloutEvidence[]>`
    SELECT r."name", count(p."id")::int AS "phases", (count(*) FILTER (WHERE p."state" = 'passed'))::int AS "done",
      (SELECT count(DISTINCT i."person_id")::int FROM "run_item" i JOIN "run" u ON u."id" = i."run_id" JOIN "phase" q ON q."id" = u."phase_id" WHERE q."rollout_id" = r."id" AND i."state" = 'delivered') AS "assigned",
      (SELECT count(DISTINCT i."person_id")::int FROM "run_item" i JOIN "run" u ON u."id" = i."run_id" JOIN "phase" q ON q."id" = u."phase_id" WHERE q."rollout_id" = r."id" AND i."state" = 'failed') AS "failed",
      (SELECT count(*)::int FROM "sign_off" s JOIN "phase" q ON q."id" = s."phase_id" WHERE q."rollout_id" = r."id" AND s."state" IN ('agreed', 'notice')) AS "signed",
      (SELECT count(*)::int FROM "sign_off" s JOIN "phase" q ON q."id" = s."phase_id" WHERE q."rollout_id" = r."id" AND s."state" IN ('open', 'agreed', 'refused', 'notice')) AS "asked"
    FROM "rollout" r LEFT JOIN "phase" p ON p."rollout_id" = r."id" WHERE r."state" <> 'abandoned' GROUP BY r."id" ORDER BY r."name"`;
}
