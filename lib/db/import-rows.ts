import 'server-only';
import type { ImportRow, ImportVerdict } from '@/lib/rollout/cohort';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { holding, slicesOf } from './statement';

export async function insertImportRows(tx: Db, sourceId: string, rows: ImportRow[]): Promise<void> {
  for (const slice of slicesOf(rows)) {
    await tx.$executeRaw`
      INSERT INTO "cohort_import_row" ("source_id", "line", "place", "text", "verdict", "detail", "person_id")
      SELECT ${sourceId}::uuid, r.line, r.place, r.text, r.verdict::"import_verdict", r.detail, r.person FROM unnest(${slice.map((row) => row.line)}::int[], ${slice.map((row) => row.place)}::int[], ${slice.map((row) => row.text)}::text[],
        ${slice.map((row) => row.verdict)}::text[], ${slice.map((row) => row.detail)}::text[], ${slice.map((row) => row.personId)}::uuid[]) AS r(line, place, text, verdict, detail, person)`;
  }
}

/** How many lines of an import got which verdict; `places` how many names stand in one line of it where they were read one by one, else 0. */
export async function countVerdicts(sourceId: string): Promise<{ verdicts: Partial<Record<ImportVerdict, number>>; places: number }> {
  const rows = await db().cohortImportRow.groupBy({ by: ['verdict'], where: { sourceId }, _count: { line: true }, _max: { place: true } });
  return { verdicts: Object.fromEntries(rows.map((row) => [row.verdict, row._count.line])), places: Math.max(0, ...rows.map((row) => row._max.place ?? 0)) };
}

/** A page of an import's lines in their order, and how many match in all. */
export async function listImportRows(sourceId: string, filter: { verdict?: ImportVerdict; text?: string }, page: { skip: number; take: number }): Promise<{ rows: ImportRow[]; total: number }> {
  const where: Prisma.CohortImportRowWhereInput = { sourceId, ...(filter.verdict ? { verdict: filter.verdict } : {}), ...(filter.text ? { text: holding(filter.text) } : {}) };
  const [rows, total] = await Promise.all([
    db().cohortImportRow.findMany({ where, orderBy: [{ line: 'asc' }, { place: 'asc' }], skip: page.skip, take: page.take, select: { line: true, place: true, text: true, verdict: true, detail: true, personId: true } }),
    db().cohortImportRow.count({ where }),
  ]);
  return { rows, total };
}

/** Says of the lines that name somebody, and were left out, that they were taken in after all. */
export async function markTakenIn(tx: Db, phaseId: string, personId: string, words: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "cohort_import_row" r SET "verdict" = 'added', "detail" = r."detail" || ' ' || ${words}
    FROM "cohort_source" s WHERE s."id" = r."source_id" AND s."phase_id" = ${phaseId}::uuid AND r."person_id" = ${personId}::uuid AND r."verdict" IN ('disabled', 'guest', 'special')`;
}
