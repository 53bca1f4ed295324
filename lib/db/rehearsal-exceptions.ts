import 'server-only';
import type { ExceptionGroup, Reason, RehearsalException } from '@/lib/rollout/rehearsal';
import { db } from './client';
import type { Db } from './client';

/** People that go into the database in one statement, in however many rows: an id is 37 letters on its way. */
const PEOPLE_A_STATEMENT = 50_000;

/** Stores why people are not assigned a package. Never changed afterwards: the database refuses it. */
export async function storeExceptions(tx: Db, rehearsalId: string, groups: readonly ExceptionGroup[]): Promise<void> {
  const positions = new Map<string, number>();
  let rows: (ExceptionGroup & { position: number })[] = [];
  let people = 0;
  for (const group of groups) {
    const position = positions.get(group.packageId) ?? 0;
    positions.set(group.packageId, position + 1);
    rows.push({ ...group, position });
    people += group.personIds.length;
    if (people < PEOPLE_A_STATEMENT) continue;
    await insertRows(tx, rehearsalId, rows);
    [rows, people] = [[], 0];
  }
  if (rows.length > 0) await insertRows(tx, rehearsalId, rows);
}

async function insertRows(tx: Db, rehearsalId: string, rows: readonly (ExceptionGroup & { position: number })[]): Promise<void> {
  // The people as the text of an array: as values of their own they would be quoted one by one on the way.
  await tx.$executeRaw`
    INSERT INTO "rehearsal_exception" ("rehearsal_id", "package_id", "position", "outcome", "reason", "detail", "people")
    SELECT ${rehearsalId}::uuid, r.package_id, r.position, r.outcome, r.reason, r.detail, r.people::uuid[]
    FROM unnest(${rows.map((row) => row.packageId)}::uuid[], ${rows.map((row) => row.position)}::int[], ${rows.map((row) => row.outcome)}::text[], ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.detail)}::text[], ${rows.map((row) => `{${row.personIds.join(',')}}`)}::text[]) AS r(package_id, position, outcome, reason, detail, people)`;
}

type Row = { packageId: string; outcome: string; reason: string; detail: string };

function toException<T extends Row>(row: T): Omit<T, 'outcome' | 'reason'> & Pick<RehearsalException, 'outcome' | 'reason'> {
  // Written by storeExceptions alone.
  return { ...row, outcome: row.outcome as RehearsalException['outcome'], reason: row.reason as Reason };
}

/** Everything of a rehearsal that needs words, of these people. */
export async function listExceptions(rehearsalId: string, personIds: readonly string[], tx: Db = db()): Promise<RehearsalException[]> {
  if (personIds.length === 0) return [];
  const rows = await tx.$queryRaw<(Row & { personId: string })[]>`
    SELECT e."package_id"::text AS "packageId", p.id::text AS "personId", e."outcome", e."reason", e."detail"
    FROM "rehearsal_exception" e JOIN unnest(${[...personIds]}::uuid[]) AS p(id) ON p.id = ANY(e."people")
    WHERE e."rehearsal_id" = ${rehearsalId}::uuid AND e."people" && ${[...personIds]}::uuid[] ORDER BY 1, 2`;
  return rows.map(toException);
}

/** Rows that are read in one statement: each may hold everybody. */
const ROWS_A_STATEMENT = 200;

/** Everything of a rehearsal that needs words, each reason with all its people. */
export async function listExceptionGroups(rehearsalId: string, tx: Db = db()): Promise<ExceptionGroup[]> {
  const found: ExceptionGroup[] = [];
  for (let from = 0; ; from += ROWS_A_STATEMENT) {
    const rows = await tx.$queryRaw<(Row & { people: string })[]>`
      SELECT "package_id"::text AS "packageId", "outcome", "reason", "detail", array_to_string("people", ',') AS "people" FROM "rehearsal_exception"
      WHERE "rehearsal_id" = ${rehearsalId}::uuid ORDER BY "package_id", "position" LIMIT ${ROWS_A_STATEMENT} OFFSET ${from}`;
    for (const { people, ...row } of rows) found.push({ ...toException(row), personIds: people.split(',') });
    if (rows.length < ROWS_A_STATEMENT) return found;
  }
}
