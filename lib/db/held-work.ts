import 'server-only';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';

/** What somebody can pause beside a run, by its table. */
export type HeldWork = 'reversal' | 'handover';

const tableOf = (work: HeldWork): Prisma.Sql => Prisma.raw(`"${work}"`);

/** True, in a statement, while a reversal or handover may write: it runs, nobody holds it, and nobody stopped everything. */
export function mayWriteNow(work: HeldWork, id: string): Prisma.Sql {
  return Prisma.sql`(EXISTS (SELECT 1 FROM ${tableOf(work)} WHERE "id" = ${id}::uuid AND "state" = 'running' AND "held_at" IS NULL) AND NOT EXISTS (SELECT 1 FROM "emergency_stop" WHERE "lifted_at" IS NULL))`;
}

/** Whether a reversal or handover may write now. */
export async function mayWrite(work: HeldWork, id: string): Promise<boolean> {
  const [row] = await db().$queryRaw<{ may: boolean }[]>`SELECT ${mayWriteNow(work, id)} AS may`;
  return row?.may ?? false;
}

/** Holds what runs and is held by nothing; false where it is not so any more. */
export async function holdWork(tx: Db, work: HeldWork, id: string, { says, byName }: { says: string; byName: string }): Promise<boolean> {
  return (await tx.$executeRaw`UPDATE ${tableOf(work)} SET "held_at" = now(), "held_by_name" = ${byName}, "hold_says" = ${says} WHERE "id" = ${id}::uuid AND "state" = 'running' AND "held_at" IS NULL`) === 1;
}

/** Lets what is held go on; false where nothing holds it any more. */
export async function releaseWork(tx: Db, work: HeldWork, id: string): Promise<boolean> {
  return (await tx.$executeRaw`UPDATE ${tableOf(work)} SET "held_at" = NULL, "held_by_name" = NULL, "hold_says" = NULL WHERE "id" = ${id}::uuid AND "state" = 'running' AND "held_at" IS NOT NULL`) === 1;
}

/** A reversal or handover that somebody holds; of a handover there is no run. */
export type HeldLine = { id: string; runId: string | null; rolloutId: string; name: string; says: string; since: Date };

/** Reversals and handovers that run and are held, the longest first. */
export async function listHeldWork(take: number): Promise<HeldLine[]> {
  return db().$queryRaw<HeldLine[]>`
    SELECT v."id"::text AS id, v."run_id"::text AS "runId", o."id"::text AS "rolloutId", concat(o."name", ', ', p."name") AS name, v."hold_says" AS says, v."held_at" AS since
      FROM "reversal" v JOIN "run" r ON r."id" = v."run_id" JOIN "phase" p ON p."id" = r."phase_id" JOIN "rollout" o ON o."id" = p."rollout_id" WHERE v."state" = 'running' AND v."held_at" IS NOT NULL
    UNION ALL
    SELECT h."id"::text, NULL, o."id"::text, o."name", h."hold_says", h."held_at" FROM "handover" h JOIN "rollout" o ON o."id" = h."rollout_id" WHERE h."state" = 'running' AND h."held_at" IS NOT NULL
    ORDER BY since LIMIT ${take}`;
}

/** A reversal or handover in which Entra, or nobody, goes on with some people; of a handover there is no run. */
export type StuckLine = Omit<HeldLine, 'says'> & { people: number };

/** Reversals with removals that are late, and settled handovers with people between two policies, the longest first. */
export async function listStuckWork(take: number): Promise<StuckLine[]> {
  return db().$queryRaw<StuckLine[]>`
    SELECT v."id"::text AS id, v."run_id"::text AS "runId", o."id"::text AS "rolloutId", concat(o."name", ', ', p."name") AS name, count(DISTINCT i."person_id")::int AS people, min(i."state_since") AS since
      FROM "reversal" v JOIN "reversal_item" i ON i."reversal_id" = v."id" JOIN "run" r ON r."id" = v."run_id" JOIN "phase" p ON p."id" = r."phase_id" JOIN "rollout" o ON o."id" = p."rollout_id"
      WHERE v."state" = 'running' AND i."state" = 'sent' AND i."step" = 'remove' AND i."failure" IS NOT NULL GROUP BY v."id", o."id", p."id"
    UNION ALL
    SELECT h."id"::text, NULL, o."id"::text, o."name", count(DISTINCT i."person_id")::int, min(i."state_since")
      FROM "handover" h JOIN "handover_item" i ON i."handover_id" = h."id" JOIN "rollout" o ON o."id" = h."rollout_id"
      WHERE h."state" = 'settled' AND i."state" = 'failed' AND i."step" IN ('remove', 'assign', 'drop') GROUP BY h."id", o."id"
    ORDER BY since LIMIT ${take}`;
}

/** Holds all of a kind that runs, as a stop of everything does; gives how many it held. */
export async function holdAllWork(tx: Db, work: HeldWork, { says, byName }: { says: string; byName: string }): Promise<number> {
  return tx.$executeRaw`UPDATE ${tableOf(work)} SET "held_at" = now(), "held_by_name" = ${byName}, "hold_says" = ${says} WHERE "state" = 'running' AND "held_at" IS NULL`;
}
