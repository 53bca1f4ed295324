import 'server-only';
import { MIRROR_JOB } from '@/lib/directory/mirror';
import { AppError } from '@/lib/errors';
import type { JobState, StopReason } from '@/lib/rollout/run';
import { db } from './client';
import type { Db } from './client';

/** A job as whoever works it off needs it. */
export type Job = {
  id: string;
  kind: string;
  runId: string | null;
  state: JobState;
  actsAs: string;
  actsAsName: string;
  tokenCacheId: string | null;
  /** The code of what it broke off with; null while nothing is amiss. */
  lastError: string | null;
  /** When it is taken up next, at the earliest. */
  notBefore: Date;
};

const JOB = { id: true, kind: true, runId: true, state: true, actsAs: true, actsAsName: true, tokenCacheId: true, lastError: true, notBefore: true } as const;

export type NewJob = { kind: string; runId: string | null; actsAs: string; actsAsName: string; tokenCacheId: string; /** Not taken before; at once where it is not said. */ notBefore?: Date };

export async function insertJob(tx: Db, job: NewJob): Promise<string> {
  const { id } = await tx.job.create({ data: job, select: { id: true } });
  return id;
}

/** @throws AppError `notFound` */
export async function getJob(id: string, tx: Db = db()): Promise<Job> {
  const row = await tx.job.findUnique({ where: { id }, select: JOB });
  if (!row) throw new AppError('notFound', `no job ${id}`);
  return row;
}

/** The job as it stands, locked until the transaction ends. */
export async function lockJob(tx: Db, id: string): Promise<Job> {
  await tx.$queryRaw`SELECT 1 FROM "job" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return getJob(id, tx);
}

/** Held by an emergency stop as a whole: nobody works on it until that is lifted. A run goes on being read back, and sends nothing. */
const HELD_BY_STOP = ['reverse', 'handover', 'draft'];

/** Jobs that could be worked off now and that nobody holds, longest waiting first. */
export async function listDueJobs(take: number): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "job" WHERE "state" = 'waiting' AND "not_before" <= now() AND ("lease_until" IS NULL OR "lease_until" < now())
      AND NOT ("kind" = ANY(${HELD_BY_STOP}) AND EXISTS (SELECT 1 FROM "emergency_stop" WHERE "lifted_at" IS NULL))
    ORDER BY "not_before" LIMIT ${take}`;
  return rows.map((row) => row.id);
}

/** Takes a job that nobody holds; the database's clock decides, so that two machines agree. */
export async function takeLease(id: string, holder: string, seconds: number): Promise<boolean> {
  const taken = await db().$executeRaw`
    UPDATE "job" SET "lease_holder" = ${holder}, "lease_until" = now() + make_interval(secs => ${seconds})
    WHERE "id" = ${id}::uuid AND "state" = 'waiting' AND "not_before" <= now() AND ("lease_until" IS NULL OR "lease_until" < now())
      AND NOT ("kind" = ANY(${HELD_BY_STOP}) AND EXISTS (SELECT 1 FROM "emergency_stop" WHERE "lifted_at" IS NULL))`;
  return taken === 1;
}

/** Holds on to a job; false when the lease ran out, the job was stopped, or everything is. */
export async function renewLease(id: string, holder: string, seconds: number): Promise<boolean> {
  const renewed = await db().$executeRaw`
    UPDATE "job" SET "lease_until" = now() + make_interval(secs => ${seconds})
    WHERE "id" = ${id}::uuid AND "lease_holder" = ${holder} AND "lease_until" > now() AND "state" = 'waiting'
      AND NOT ("kind" = ANY(${HELD_BY_STOP}) AND EXISTS (SELECT 1 FROM "emergency_stop" WHERE "lifted_at" IS NULL))`;
  return renewed === 1;
}

/** Lets go of a job, to be taken up again in so many seconds. Safe to repeat. */
export async function releaseLease(id: string, holder: string, seconds: number, lastError: string | null): Promise<void> {
  await db().$executeRaw`
    UPDATE "job" SET "lease_holder" = NULL, "lease_until" = NULL, "last_error" = ${lastError},
      "not_before" = greatest("not_before", now() + make_interval(secs => ${seconds}))
    WHERE "id" = ${id}::uuid AND "lease_holder" = ${holder}`;
}

/** Lets a job wait for a person; its items stay as they are. False when it is not ours any more. */
export async function parkJob(tx: Db, id: string, holder: string, state: 'signInNeeded' | 'roleNeeded', lastError: string): Promise<boolean> {
  const parked = await tx.$executeRaw`
    UPDATE "job" SET "state" = ${state}::"job_state", "lease_holder" = NULL, "lease_until" = NULL, "last_error" = ${lastError}, "not_before" = now()
    WHERE "id" = ${id}::uuid AND "lease_holder" = ${holder} AND "state" = 'waiting'`;
  return parked === 1;
}

/** Ends a job whose work is done; false when it is not ours any more. The token cache is the caller's to delete. */
export async function endJob(tx: Db, id: string, holder: string): Promise<boolean> {
  const ended = await tx.$executeRaw`
    UPDATE "job" SET "state" = 'done', "ended_at" = now(), "lease_holder" = NULL, "lease_until" = NULL, "last_error" = NULL, "token_cache_id" = NULL
    WHERE "id" = ${id}::uuid AND "lease_holder" = ${holder} AND "state" = 'waiting'`;
  return ended === 1;
}

/** Makes a job ready to be taken, in the name of whoever wants that. A lease that somebody holds ends with it. */
export async function reviveJob(tx: Db, id: string, as: { actsAs: string; actsAsName: string; tokenCacheId: string }): Promise<void> {
  await tx.job.update({
    where: { id },
    data: { ...as, state: 'waiting', leaseHolder: null, leaseUntil: null, lastError: null, endedAt: null },
  });
  await tx.$executeRaw`UPDATE "job" SET "not_before" = now() WHERE "id" = ${id}::uuid`;
}

/** Whether somebody wanted the job to be taken at once since that moment. */
export async function wasHastened(id: string, since: Date, tx: Db = db()): Promise<boolean> {
  return (await tx.job.count({ where: { id, notBefore: { gt: since } } })) > 0;
}

/** Lets a job that waits for its time be taken at once. */
export async function hastenJob(tx: Db, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE "job" SET "not_before" = now() WHERE "id" = ${id}::uuid AND "state" = 'waiting'`;
}

/** A job that acts as somebody, with what it is about; `peopleLeft` are those of its run that have neither arrived nor failed. */
export type JobOfPerson = { id: string; runId: string; phaseId: string; phaseName: string; rolloutId: string; rolloutName: string; peopleLeft: number };

/** The runs at work, being verified or taken back in this person's name, longest running first. */
export async function listRunningJobsOf(personId: string, tx: Db = db()): Promise<JobOfPerson[]> {
  return tx.$queryRaw<JobOfPerson[]>`
    SELECT job."id", run."id" AS "runId", phase."id" AS "phaseId", phase."name" AS "phaseName", rollout."id" AS "rolloutId", rollout."name" AS "rolloutName",
      (SELECT count(DISTINCT item."person_id")::int FROM "run_item" item WHERE item."run_id" = run."id" AND item."state" NOT IN ('delivered', 'failed', 'skipped')) AS "peopleLeft"
    FROM "job" job LEFT JOIN "verification" v ON v."job_id" = job."id" LEFT JOIN "reversal" r ON r."job_id" = job."id" JOIN "run" run ON run."id" = coalesce(job."run_id", v."run_id", r."run_id") JOIN "phase" phase ON phase."id" = run."phase_id" JOIN "rollout" rollout ON rollout."id" = phase."rollout_id"
    WHERE job."acts_as" = ${personId}::uuid AND job."state" = 'waiting'
    ORDER BY job."created_at", job."id"`;
}

/** A handover that acts as somebody; `peopleLeft` are those of it that neither arrived nor failed. */
export type HandoverOfPerson = { id: string; rolloutId: string; rolloutName: string; peopleLeft: number };

/** The handovers at work in this person's name, longest running first. */
export async function listRunningHandoversOf(personId: string, tx: Db = db()): Promise<HandoverOfPerson[]> {
  return tx.$queryRaw<HandoverOfPerson[]>`
    SELECT job."id", rollout."id" AS "rolloutId", rollout."name" AS "rolloutName",
      (SELECT count(DISTINCT item."person_id")::int FROM "handover_item" item WHERE item."handover_id" = h."id" AND item."state" IN ('queued', 'sending', 'unknown', 'sent')) AS "peopleLeft"
    FROM "job" job JOIN "handover" h ON h."job_id" = job."id" JOIN "rollout" rollout ON rollout."id" = h."rollout_id"
    WHERE job."acts_as" = ${personId}::uuid AND job."state" = 'waiting'
    ORDER BY job."created_at", job."id"`;
}

/**
 * Takes a person's tokens from every job that acts as them: one at work waits for a sign-in from now on, whoever holds its
 * lease loses it, and one that waited already waits on. Safe to repeat.
 * @returns the jobs that were at work, and the token caches nobody points at any more, for the caller to delete.
 */
export async function stopJobsActingAs(tx: Db, personId: string, because: StopReason): Promise<{ stopped: string[]; tokenCacheIds: string[] }> {
  const rows = await tx.$queryRaw<{ id: string; was: JobState; tokenCacheId: string | null }[]>`
    WITH mine AS (
      SELECT "id", "state", "token_cache_id" FROM "job" WHERE "acts_as" = ${personId}::uuid AND "state" IN ('waiting', 'signInNeeded', 'roleNeeded') ORDER BY "id" FOR UPDATE
    )
    UPDATE "job" SET "token_cache_id" = NULL, "lease_holder" = NULL, "lease_until" = NULL,
      "state" = CASE WHEN mine."state" = 'waiting' THEN 'signInNeeded' ELSE mine."state" END,
      "last_error" = CASE WHEN mine."state" = 'waiting' THEN ${because} ELSE "last_error" END,
      "not_before" = CASE WHEN mine."state" = 'waiting' THEN now() ELSE "not_before" END
    FROM mine WHERE "job"."id" = mine."id"
    RETURNING mine."id", mine."state"::text AS was, mine."token_cache_id" AS "tokenCacheId"`;
  return { stopped: rows.filter((row) => row.was === 'waiting').map((row) => row.id), tokenCacheIds: rows.flatMap((row) => row.tokenCacheId ?? []) };
}

/** The job that reads the directory, at work or waiting for a person; locked where a transaction asks. */
export async function findMirrorJob(tx: Db = db()): Promise<Job | null> {
  return tx.job.findFirst({ where: { kind: MIRROR_JOB, state: { in: ['waiting', 'signInNeeded', 'roleNeeded'] } }, select: JOB });
}

/** Ends a job whatever it is at; whoever holds its lease loses it. The token cache is the caller's to delete. */
export async function stopJob(tx: Db, id: string): Promise<void> {
  await tx.job.update({ where: { id }, data: { state: 'stopped', endedAt: new Date(), leaseHolder: null, leaseUntil: null, tokenCacheId: null } });
}
