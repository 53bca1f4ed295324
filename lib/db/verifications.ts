import 'server-only';
import type { InApplicationReading } from '@/lib/rollout/in-application';
import type { JobState } from '@/lib/rollout/run';
import type { UseReading } from '@/lib/rollout/use';
import { VERDICTS } from '@/lib/rollout/verdict';
import type { Finding, Verdict, VerdictCounts } from '@/lib/rollout/verdict';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { isRowId, requireRowId } from './row-id';
import { holding } from './statement';

/** Most rows in one statement: the embedded database serves one at a time. */
const SLICE = 2000;

/** How far a run is verified, and what its job waits for. */
export type Verification = { runId: string; jobId: string; settled: boolean; lastRead: number; jobState: JobState; jobActsAsName: string; jobLastError: string | null; nextAt: Date };

/** One reading, as it is kept. */
export type VerificationRead = { number: number; readAt: Date; counts: VerdictCounts; hash: string; inApplication: InApplicationReading | null; /** Null in readings of before. */ use: UseReading | null };

export async function findVerification(runId: string, tx: Db = db()): Promise<Verification | null> {
  return find({ runId: requireRowId(runId) }, tx);
}

export async function findVerificationOfJob(jobId: string): Promise<Verification | null> {
  return find({ jobId }, db());
}

async function find(where: Prisma.VerificationWhereUniqueInput, tx: Db): Promise<Verification | null> {
  const row = await tx.verification.findUnique({ where, include: { job: { select: { state: true, actsAsName: true, lastError: true, notBefore: true } } } });
  if (!row) return null;
  const { job, ...verification } = row;
  return { ...verification, jobState: job.state, jobActsAsName: job.actsAsName, jobLastError: job.lastError, nextAt: job.notBefore };
}

export async function insertVerification(tx: Db, runId: string, jobId: string): Promise<void> {
  await tx.verification.create({ data: { runId, jobId } });
}

/** Begins again: what was settled is read anew. */
export async function reopenVerification(tx: Db, runId: string): Promise<void> {
  await tx.verification.update({ where: { runId }, data: { settled: false } });
}

const SHAPE = (row: { number: number; readAt: Date; counts: unknown; hash: string; inApplication: unknown; use: unknown }): VerificationRead => ({ number: row.number, readAt: row.readAt, counts: row.counts as VerdictCounts, hash: row.hash, inApplication: row.inApplication as InApplicationReading | null, use: row.use as UseReading | null });

/** The last readings of a run, newest first. */
export async function listReads(runId: string, take: number): Promise<VerificationRead[]> {
  const rows = await db().verificationRead.findMany({ where: { runId: requireRowId(runId) }, orderBy: { number: 'desc' }, take });
  return rows.map(SHAPE);
}

/** A finding that still holds, with the key under which a later reading looks for it. */
type OpenFinding = { id: string; personId: string; packageId: string; verdict: string; cause: string; detail: string };

async function listOpen(tx: Db, runId: string): Promise<OpenFinding[]> {
  return tx.$queryRaw<OpenFinding[]>`SELECT "id", "person_id" AS "personId", "package_id" AS "packageId", "verdict", "cause", "detail" FROM "verification_exception" WHERE "run_id" = ${runId}::uuid AND "gone_in" IS NULL`;
}

const keyOf = ({ personId, packageId }: { personId: string; packageId: string }): string => `${personId} ${packageId}`;

/**
 * Keeps a reading: the exceptions that are new, and that those which hold no more are gone. One that stays as it was keeps
 * its row, with the moment it was found first.
 * @param exceptions everything but what is as signed
 */
export async function insertRead(tx: Db, runId: string, read: Omit<VerificationRead, 'number'> & { settled: boolean }, exceptions: readonly Finding[]): Promise<number> {
  const [row] = await tx.$queryRaw<{ number: number }[]>`UPDATE "verification" SET "last_read" = "last_read" + 1, "settled" = ${read.settled} WHERE "run_id" = ${runId}::uuid RETURNING "last_read" AS number`;
  const number = row?.number ?? 1;
  await tx.verificationRead.create({ data: { runId, number, readAt: read.readAt, counts: read.counts, hash: read.hash, ...(read.inApplication ? { inApplication: read.inApplication } : {}), ...(read.use ? { use: read.use } : {}) } });
  const open = new Map((await listOpen(tx, runId)).map((each) => [keyOf(each), each]));
  const fresh = exceptions.filter((each) => {
    const known = open.get(keyOf(each));
    const same = known && known.verdict === each.verdict && known.cause === each.cause && known.detail === each.detail;
    if (same) open.delete(keyOf(each));
    return !same;
  });
  const gone = [...open.values()].map(({ id }) => id);
  for (let from = 0; from < gone.length; from += SLICE) await tx.$executeRaw`UPDATE "verification_exception" SET "gone_in" = ${number} WHERE "id" = ANY(${gone.slice(from, from + SLICE)}::uuid[])`;
  for (let from = 0; from < fresh.length; from += SLICE) {
    const slice = fresh.slice(from, from + SLICE);
    await tx.$executeRaw`
      INSERT INTO "verification_exception" ("run_id", "found_in", "found_at", "person_id", "person_name", "package_id", "package_name", "verdict", "cause", "detail")
      SELECT ${runId}::uuid, ${number}, ${read.readAt}, * FROM unnest(${slice.map((each) => each.personId)}::uuid[], ${slice.map((each) => each.personName)}::text[],
        ${slice.map((each) => each.packageId)}::uuid[], ${slice.map((each) => each.packageName)}::text[], ${slice.map((each) => each.verdict)}::text[],
        ${slice.map((each) => each.cause ?? '')}::text[], ${slice.map((each) => each.detail)}::text[])`;
  }
  return number;
}

/** A person and package found otherwise than as signed. */
export type VerificationException = { id: string; personId: string; personName: string; packageId: string; packageName: string; verdict: Verdict; cause: string; detail: string; foundAt: Date };

export type ExceptionFilter = { verdict?: Verdict; text?: string };

const ROW = { id: true, personId: true, personName: true, packageId: true, packageName: true, verdict: true, cause: true, detail: true, foundAt: true } as const;

function whereOf(runId: string, { verdict, text }: ExceptionFilter): Prisma.VerificationExceptionWhereInput {
  return {
    runId: requireRowId(runId), goneIn: null, ...(verdict ? { verdict } : {}),
    ...(text ? { OR: [{ personName: holding(text) }, { packageName: holding(text) }, { detail: holding(text) }] } : {}),
  };
}

const asException = (row: Omit<VerificationException, 'verdict'> & { verdict: string }): VerificationException => ({ ...row, verdict: VERDICTS.find((known) => known === row.verdict) ?? 'different' });

/** A page of what the last reading found, by name, and how many there are. */
export async function pageExceptions(runId: string, filter: ExceptionFilter, page: { skip: number; take: number }): Promise<{ exceptions: VerificationException[]; total: number }> {
  const where = whereOf(runId, filter);
  const [rows, total] = await Promise.all([
    db().verificationException.findMany({ where, orderBy: [{ personName: 'asc' }, { id: 'asc' }], skip: page.skip, take: page.take, select: ROW }),
    db().verificationException.count({ where }),
  ]);
  return { exceptions: rows.map(asException), total };
}

/** All of them by name, in slices. */
export async function* eachException(runId: string, filter: ExceptionFilter): AsyncGenerator<VerificationException[]> {
  let last: VerificationException | undefined;
  for (;;) {
    const after = last ? { AND: { OR: [{ personName: { gt: last.personName } }, { personName: last.personName, id: { gt: last.id } }] } } : {};
    const rows = await db().verificationException.findMany({ where: { ...whereOf(runId, filter), ...after }, orderBy: [{ personName: 'asc' }, { id: 'asc' }], take: SLICE, select: ROW });
    if (rows.length > 0) yield rows.map(asException);
    if (rows.length < SLICE) return;
    last = rows.map(asException).at(-1);
  }
}

export async function findException(runId: string, id: string): Promise<VerificationException | null> {
  const row = isRowId(id) ? await db().verificationException.findFirst({ where: { id, runId: requireRowId(runId) }, select: ROW }) : null;
  return row && asException(row);
}

/** What the last reading found of these people, in its words, by person, package and cause. */
export async function findDetails(runId: string, personIds: readonly string[]): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await db().verificationException.findMany({ where: { runId: requireRowId(runId), goneIn: null, personId: { in: [...personIds] } }, select: { personId: true, packageId: true, cause: true, detail: true } });
  return new Map(rows.map(({ personId, packageId, cause, detail }) => [`${personId} ${packageId} ${cause}`, detail]));
}

/** How many of each cause there are, the most first. */
export async function countCauses(runId: string): Promise<{ verdict: Verdict; cause: string; count: number }[]> {
  const rows = await db().verificationException.groupBy({ by: ['verdict', 'cause'], where: { runId: requireRowId(runId), goneIn: null }, _count: true, orderBy: { _count: { id: 'desc' } } });
  return rows.map((row) => ({ verdict: VERDICTS.find((known) => known === row.verdict) ?? 'different', cause: row.cause, count: row._count }));
}
