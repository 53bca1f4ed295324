import 'server-only';
import type { KeptFinding } from '@/lib/authoring/lint/exception';
import type { LintFix, LintRule, LintSource, Severity, Verdict } from '@/lib/authoring/lint/finding';
import { db } from './client';
import type { Db } from './client';
import { Prisma } from './generated/client';

/** What to keep to of the findings of a look. `excepted` are those somebody answers for. */
export type FindingFilter = { rule?: LintRule; severity?: Severity; catalogId?: string; packageId?: string; state?: 'open' | 'excepted'; text?: string };

/** The exception that holds for a finding today; `f` is the finding. */
const STANDING = Prisma.sql`LEFT JOIN "lint_exception" e ON e."key" = f."key" AND e."ended_at" IS NULL AND e."until" >= (now() AT TIME ZONE 'UTC')::date`;

function whereOf(runId: string, { rule, severity, catalogId, packageId, state, text }: FindingFilter): Prisma.Sql {
  const parts = [
    Prisma.sql`f."run_id" = ${runId}::uuid`,
    ...(rule ? [Prisma.sql`f."rule" = ${rule}`] : []),
    ...(severity ? [Prisma.sql`f."severity" = ${severity}`] : []),
    ...(catalogId ? [Prisma.sql`f."catalog_id" = ${catalogId}::uuid`] : []),
    ...(packageId ? [Prisma.sql`f."package_id" = ${packageId}::uuid`] : []),
    ...(state ? [state === 'open' ? Prisma.sql`e."id" IS NULL` : Prisma.sql`e."id" IS NOT NULL`] : []),
    ...(text ? [Prisma.sql`position(lower(${text}) IN lower(concat_ws(' ', f."package_name", f."object_name", f."what", f."catalog_name"))) > 0`] : []),
  ];
  return Prisma.join(parts, ' AND ');
}

type Row = Omit<KeptFinding, 'verdicts' | 'exception' | 'fix' | 'source'> & { fix: LintFix | null; source: LintSource | null; tool: Verdict | null; meant: Verdict | null; exceptionId: string | null; reason: string; ownerId: string; ownerName: string; until: string; byName: string; since: Date };

const COLUMNS = Prisma.sql`f."key", f."rule", f."severity", f."package_id"::text AS "packageId", f."package_name" AS "packageName", f."catalog_id"::text AS "catalogId", f."catalog_name" AS "catalogName",
  f."object_kind" AS "objectKind", f."object_id" AS "objectId", f."object_name" AS "objectName", f."property", f."what", f."fix", f."source", f."tool", f."meant",
  e."id"::text AS "exceptionId", e."reason", e."owner_id"::text AS "ownerId", e."owner_name" AS "ownerName", to_char(e."until", 'YYYY-MM-DD') AS "until", e."created_by_name" AS "byName", e."created_at" AS "since"`;

function toFinding({ tool, meant, exceptionId, reason, ownerId, ownerName, until, byName, since, ...finding }: Row): KeptFinding {
  return { ...finding, verdicts: tool && meant ? { tool, meant } : null, exception: exceptionId ? { id: exceptionId, reason, ownerId, ownerName, until, byName, since } : null };
}

/** A page of findings, the worst first, then by package; and how many there are in all. */
export async function pageFindings(runId: string, filter: FindingFilter, { skip, take }: { skip: number; take: number }, tx: Db = db()): Promise<{ findings: KeptFinding[]; total: number }> {
  const where = whereOf(runId, filter);
  const rows = await tx.$queryRaw<Row[]>`
    SELECT ${COLUMNS} FROM "lint_finding" f ${STANDING} WHERE ${where}
    ORDER BY array_position(ARRAY['error', 'warning', 'note'], f."severity"), f."package_name", f."package_id", f."rule", f."key" LIMIT ${take} OFFSET ${skip}`;
  const [counted] = await tx.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM "lint_finding" f ${STANDING} WHERE ${where}`;
  return { findings: rows.map(toFinding), total: counted?.total ?? 0 };
}

/** One finding of a look, or null where it was not found there. */
export async function findFinding(runId: string, key: string, tx: Db = db()): Promise<KeptFinding | null> {
  const [row] = await tx.$queryRaw<Row[]>`SELECT ${COLUMNS} FROM "lint_finding" f ${STANDING} WHERE f."run_id" = ${runId}::uuid AND f."key" = ${key}`;
  return row ? toFinding(row) : null;
}

/** How many there are of a rule, open and under an exception; `fails` are those the tool fails, and those it is meant to. */
export type RuleCount = { rule: LintRule; severity: Severity; open: number; excepted: number; toolFails: number; toolInvestigates: number; meantFails: number; meantInvestigates: number };

/** By rule and severity; a rule that found nothing is missing. */
export async function countByRule(runId: string, filter: Pick<FindingFilter, 'catalogId' | 'packageId'> = {}, tx: Db = db()): Promise<RuleCount[]> {
  return tx.$queryRaw<RuleCount[]>`
    SELECT f."rule", f."severity", (count(*) FILTER (WHERE e."id" IS NULL))::int AS "open", (count(*) FILTER (WHERE e."id" IS NOT NULL))::int AS "excepted",
      (count(*) FILTER (WHERE f."tool" = 'fail'))::int AS "toolFails", (count(*) FILTER (WHERE f."tool" = 'investigate'))::int AS "toolInvestigates",
      (count(*) FILTER (WHERE f."meant" = 'fail'))::int AS "meantFails", (count(*) FILTER (WHERE f."meant" = 'investigate'))::int AS "meantInvestigates"
    FROM "lint_finding" f ${STANDING} WHERE ${whereOf(runId, filter)} GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** The catalogs something was found in, by name. */
export async function listFoundCatalogs(runId: string, tx: Db = db()): Promise<{ id: string; name: string }[]> {
  return tx.$queryRaw<{ id: string; name: string }[]>`SELECT DISTINCT "catalog_id"::text AS "id", "catalog_name" AS "name" FROM "lint_finding" WHERE "run_id" = ${runId}::uuid ORDER BY 2, 1`;
}

