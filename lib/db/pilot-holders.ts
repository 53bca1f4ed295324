import 'server-only';
import { assignmentsFeed } from '@/lib/directory/mirror';
import { readFeeds } from './mirror-feed';
import { db } from './client';
import type { Db } from './client';
import { Prisma } from './generated/client';

/** A package and the policy of it that a pilot's people are under; `others` where those count too whom no run of the rollout gave it. */
export type PilotPolicy = { packageId: string; policyId: string; others: boolean };

/** Whether a run of the rollout gave somebody a package, or wrote a policy of it, by which people come to it by themselves. Both lists are read once. */
function isGiven(rolloutId: string, packageId: Prisma.Sql, personId: Prisma.Sql): Prisma.Sql {
  const runs = Prisma.sql`(SELECT r."id" FROM "run" r JOIN "phase" p ON p."id" = r."phase_id" WHERE p."rollout_id" = ${rolloutId}::uuid)`;
  return Prisma.sql`((${packageId}, ${personId}) IN (SELECT i."package_id", i."person_id" FROM "run_item" i WHERE i."run_id" IN ${runs} AND i."state" <> 'skipped')
    OR ${packageId} IN (SELECT w."package_id" FROM "run_policy" w WHERE w."run_id" IN ${runs}))`;
}

/** Those of these people whom a run of the rollout gave the package. */
export async function listGiven(rolloutId: string, packageId: string, people: readonly string[]): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT u.id::text AS id FROM unnest(${[...people]}::uuid[]) AS u(id) WHERE ${isGiven(rolloutId, Prisma.sql`${packageId}::uuid`, Prisma.sql`u.id`)}`;
  return new Set(rows.map(({ id }) => id));
}

/** When the portal last gave somebody a package in this rollout; null where it gave nothing yet. What was read before tells too few. */
export async function lastGiven(rolloutId: string, tx: Db = db()): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT max(i."state_since") AS at FROM "run_item" i JOIN "run" r ON r."id" = i."run_id" JOIN "phase" p ON p."id" = r."phase_id"
    WHERE p."rollout_id" = ${rolloutId}::uuid AND i."state" = 'delivered'`;
  return row?.at ?? null;
}

/** How many people hold these packages of a rollout under these policies, and as of when; null where it is not held of each of the packages. */
export async function countHeldUnder(rolloutId: string, pilots: readonly PilotPolicy[], tx: Db = db()): Promise<{ people: number; asOf: Date } | null> {
  const feeds = await readFeeds(pilots.map(({ packageId }) => assignmentsFeed(packageId)), tx);
  const read = pilots.map(({ packageId }) => feeds.get(assignmentsFeed(packageId))?.asOf ?? null);
  const known = read.filter((asOf) => asOf !== null);
  const [first] = known;
  if (!first || known.length < pilots.length) return null;
  const [row] = await tx.$queryRaw<{ people: number }[]>`
    SELECT count(DISTINCT a."person_id")::int AS people FROM unnest(${pilots.map(({ packageId }) => packageId)}::uuid[], ${pilots.map(({ policyId }) => policyId)}::uuid[], ${pilots.map(({ others }) => others)}::boolean[]) AS p("package_id", "policy_id", "others")
      JOIN "mirror_assignment" a ON a."package_id" = p."package_id" AND a."policy_id" = p."policy_id" WHERE a."person_id" IS NOT NULL AND (p."others" OR ${isGiven(rolloutId, Prisma.sql`a."package_id"`, Prisma.sql`a."person_id"`)})`;
  return { people: row?.people ?? 0, asOf: known.reduce((oldest, asOf) => (asOf < oldest ? asOf : oldest), first) };
}
