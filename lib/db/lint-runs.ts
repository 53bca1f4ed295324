import 'server-only';
import type { LintFinding, LintResult, NotKnown } from '@/lib/authoring/lint/finding';
import type { JobState } from '@/lib/rollout/run';
import { db } from './client';
import type { Db } from './client';
import { Prisma } from './generated/client';

/** A look at the tenant that has ended, and what the rules could not look at. */
export type LintRun = { id: string; tenantReadAt: Date; packages: number; readMs: number; lintMs: number; askedByName: string; notKnown: NotKnown[] };

/** One under way, or waiting for a person. `packages` are those read so far. */
export type LintUnderWay = { id: string; jobId: string; packages: number; createdAt: Date; askedByName: string; jobState: JobState; actsAsName: string; lastError: string | null };

const ROWS_A_STATEMENT = 1000;

/** The last look that ended; null before the first. */
export async function findLintRun(tx: Db = db()): Promise<LintRun | null> {
  const row = await tx.lintRun.findFirst({ where: { endedAt: { not: null } }, orderBy: { endedAt: 'desc' }, select: { id: true, tenantReadAt: true, packages: true, readMs: true, lintMs: true, askedByName: true, notKnown: true } });
  if (!row?.tenantReadAt) return null;
  return { ...row, tenantReadAt: row.tenantReadAt, readMs: row.readMs ?? 0, lintMs: row.lintMs ?? 0, notKnown: (row.notKnown ?? []) as NotKnown[] };
}

export async function findLintUnderWay(tx: Db = db()): Promise<LintUnderWay | null> {
  const row = await tx.lintRun.findFirst({ where: { endedAt: null, job: { state: { in: ['waiting', 'signInNeeded', 'roleNeeded'] } } }, select: { id: true, packages: true, createdAt: true, askedByName: true, job: { select: { id: true, state: true, actsAsName: true, lastError: true } } } });
  if (!row?.job) return null;
  const { job, ...run } = row;
  return { ...run, jobId: job.id, jobState: job.state, actsAsName: job.actsAsName, lastError: job.lastError };
}

/** The look a job is about. */
export async function findLintRunOfJob(jobId: string, tx: Db = db()): Promise<{ id: string; endedAt: Date | null } | null> {
  return tx.lintRun.findUnique({ where: { jobId }, select: { id: true, endedAt: true } });
}

export async function insertLintRun(tx: Db, run: { jobId: string; askedBy: string; askedByName: string }): Promise<string> {
  return (await tx.lintRun.create({ data: run, select: { id: true } })).id;
}

/** How far the reading has come. */
export async function tellLintRun(id: string, packages: number): Promise<void> {
  await db().lintRun.updateMany({ where: { id, endedAt: null }, data: { packages } });
}

export type EndedLintRun = { tenantReadAt: Date; packages: number; readMs: number; lintMs: number };

/** Keeps what was found, and forgets every look before. */
export async function endLintRun(tx: Db, id: string, { findings, notKnown }: LintResult, ended: EndedLintRun): Promise<void> {
  for (let from = 0; from < findings.length; from += ROWS_A_STATEMENT) {
    await tx.lintFinding.createMany({ data: findings.slice(from, from + ROWS_A_STATEMENT).map((finding) => rowOf(id, finding)) });
  }
  await tx.lintRun.update({ where: { id }, data: { ...ended, notKnown, endedAt: new Date() } });
  await tx.lintRun.deleteMany({ where: { id: { not: id } } });
}

function rowOf(runId: string, { verdicts, fix, ...finding }: LintFinding): Prisma.LintFindingCreateManyInput {
  return { runId, ...finding, fix: fix ?? Prisma.DbNull, tool: verdicts?.tool ?? null, meant: verdicts?.meant ?? null };
}
