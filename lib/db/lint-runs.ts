import 'server-only';
import type { LintFinding, NotKnown } from '@/lib/authoring/lint/finding';
import type { JobState } from '@/lib/rollout/run';
import { db } from './client';
import type { Db } from './client';
import { column } from './column';

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

/** Whether a look had a package or catalog before it; one that does not say what it covered had all there was. */
export async function isCovered(runId: string, id: string, tx: Db = db()): Promise<boolean> {
  return (await tx.lintRun.count({ where: { id: runId, OR: [{ covered: { has: id.toLowerCase() } }, { covered: { isEmpty: true } }, { covered: { equals: null } }] } })) > 0;
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

/** Writes what a look found, which is shown once the look has ended; what an attempt before left of it goes first. */
export async function writeFindings(runId: string, findings: readonly LintFinding[], goOn: () => void): Promise<void> {
  await db().lintFinding.deleteMany({ where: { runId } });
  for (let from = 0; from < findings.length; from += ROWS_A_STATEMENT) {
    goOn();
    await insertFindings(runId, findings.slice(from, from + ROWS_A_STATEMENT));
  }
}

async function insertFindings(runId: string, rows: readonly LintFinding[]): Promise<void> {
  const of = (value: (row: LintFinding) => string | null): string => column(rows.map(value));
  await db().$executeRaw`
    INSERT INTO "lint_finding" ("run_id", "key", "rule", "severity", "package_id", "package_name", "catalog_id", "catalog_name", "object_kind", "object_id", "object_name", "property", "what", "fix", "source", "tool", "meant")
    SELECT ${runId}::uuid, r.* FROM unnest(${of((row) => row.key)}::text[], ${of((row) => row.rule)}::text[], ${of((row) => row.severity)}::text[], ${of((row) => row.packageId)}::uuid[], ${of((row) => row.packageName)}::text[],
      ${of((row) => row.catalogId)}::uuid[], ${of((row) => row.catalogName)}::text[], ${of((row) => row.objectKind)}::text[], ${of((row) => row.objectId)}::text[], ${of((row) => row.objectName)}::text[], ${of((row) => row.property)}::text[],
      ${of((row) => row.what)}::text[], ${of((row) => row.fix && JSON.stringify(row.fix))}::jsonb[], ${of((row) => row.source && JSON.stringify(row.source))}::jsonb[], ${of((row) => row.verdicts?.tool ?? null)}::text[], ${of((row) => row.verdicts?.meant ?? null)}::text[])
      AS r(key, rule, severity, package_id, package_name, catalog_id, catalog_name, object_kind, object_id, object_name, property, what, fix, source, tool, meant)`;
}

export type EndedLintRun = { tenantReadAt: Date; packages: number; /** The packages and catalogs that were looked at. */ covered: string[]; readMs: number; lintMs: number; notKnown: NotKnown[] };

/** Has what was found shown, and forgets every look before. */
export async function endLintRun(tx: Db, id: string, ended: EndedLintRun): Promise<void> {
  await tx.lintRun.update({ where: { id }, data: { ...ended, endedAt: new Date() } });
  await tx.lintRun.deleteMany({ where: { id: { not: id } } });
}
