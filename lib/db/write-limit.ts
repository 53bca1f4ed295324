import 'server-only';
import type { OfficeHours, WriteLimit } from '@/lib/rollout/write-limit';
import { db } from './client';
import type { Db } from './client';

/** A process counts as writing for so long after it was last seen. */
const SEEN_SECONDS = 6;

export type SharedLimit = { limit: number | null; learnedBy: string | null; users: number };

/** What is known of the tenant's limit, and how many processes share it. */
export async function readSharedLimit(): Promise<SharedLimit> {
  const [row] = await db().$queryRaw<SharedLimit[]>`
    SELECT "per_second" AS limit, "learned_by" AS "learnedBy",
      (SELECT count(*)::int FROM "write_limit_user" WHERE "seen_at" > now() - make_interval(secs => ${SEEN_SECONDS})) AS users FROM "write_limit"`;
  return row ?? { limit: null, learnedBy: null, users: 0 };
}

/** Says that this process writes, and how fast; `learned` is the whole tenant's limit where it learned one anew. */
export async function shareLimit(holder: string, rate: number, learned: number | null): Promise<SharedLimit> {
  await db().$executeRaw`
    WITH gone AS (DELETE FROM "write_limit_user" WHERE "seen_at" < now() - interval '1 minute' AND "holder" <> ${holder}),
      told AS (UPDATE "write_limit" SET "per_second" = ${learned}, "learned_by" = ${holder}, "learned_at" = now() WHERE ${learned}::float8 IS NOT NULL)
    INSERT INTO "write_limit_user" ("holder", "rate", "seen_at") VALUES (${holder}, ${rate}, now())
    ON CONFLICT ("holder") DO UPDATE SET "rate" = EXCLUDED."rate", "seen_at" = now()`;
  return readSharedLimit();
}

/** Says that this process writes no more. */
export async function endSharing(holder: string): Promise<void> {
  await db().$executeRaw`DELETE FROM "write_limit_user" WHERE "holder" = ${holder}`;
}

/** When less than the whole limit is used. */
export async function readOfficeHours(tx: Db = db()): Promise<OfficeHours> {
  const row = await tx.writeLimit.findFirstOrThrow({ select: { officePart: true, officeFrom: true, officeUntil: true } });
  return { part: row.officePart, from: row.officeFrom, until: row.officeUntil };
}

export async function saveOfficeHours(tx: Db, { part, from, until }: OfficeHours, changedByName: string): Promise<void> {
  await tx.writeLimit.updateMany({ data: { officePart: part, officeFrom: from, officeUntil: until, changedByName, changedAt: new Date() } });
}

/** The limit as it stands for people: learned when, and how much all processes together write now. */
export async function readWriteLimit(tx: Db = db()): Promise<WriteLimit> {
  const [row] = await tx.$queryRaw<WriteLimit[]>`
    SELECT "per_second" AS "perSecond", "learned_at" AS "learnedAt", "changed_by_name" AS "changedByName", "changed_at" AS "changedAt",
      (SELECT coalesce(sum("rate"), 0)::float8 FROM "write_limit_user" WHERE "seen_at" > now() - make_interval(secs => ${SEEN_SECONDS})) AS rate FROM "write_limit"`;
  return row ?? { perSecond: null, learnedAt: null, changedByName: null, changedAt: null, rate: 0 };
}
