import 'server-only';
import { assignmentsFeed } from '@/lib/directory/mirror';
import { readFeeds } from './mirror-feed';
import { db } from './client';
import type { Db } from './client';

/** A package and the policy of it that a pilot's people are under. */
export type PilotPolicy = { packageId: string; policyId: string };

/** When the portal last gave somebody a package in this rollout; null where it gave nothing yet. What was read before tells too few. */
export async function lastGiven(rolloutId: string, tx: Db = db()): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT max(i."state_since") AS at FROM "run_item" i JOIN "run" r ON r."id" = i."run_id" JOIN "phase" p ON p."id" = r."phase_id"
    WHERE p."rollout_id" = ${rolloutId}::uuid AND i."state" = 'delivered'`;
  return row?.at ?? null;
}

/** How many people hold these packages under these policies, and as of when; null where it is not held of each of the packages. */
export async function countHeldUnder(pilots: readonly PilotPolicy[], tx: Db = db()): Promise<{ people: number; asOf: Date } | null> {
  const feeds = await readFeeds(pilots.map(({ packageId }) => assignmentsFeed(packageId)), tx);
  const read = pilots.map(({ packageId }) => feeds.get(assignmentsFeed(packageId))?.asOf ?? null);
  const known = read.filter((asOf) => asOf !== null);
  const [first] = known;
  if (!first || known.length < pilots.length) return null;
  const [row] = await tx.$queryRaw<{ people: number }[]>`
    SELECT count(DISTINCT a."person_id")::int AS people FROM unnest(${pilots.map(({ packageId }) => packageId)}::uuid[], ${pilots.map(({ policyId }) => policyId)}::uuid[]) AS p("package_id", "policy_id")
      JOIN "mirror_assignment" a ON a."package_id" = p."package_id" AND a."policy_id" = p."policy_id" WHERE a."person_id" IS NOT NULL`;
  return { people: row?.people ?? 0, asOf: known.reduce((oldest, asOf) => (asOf < oldest ? asOf : oldest), first) };
}
