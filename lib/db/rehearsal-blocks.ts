import 'server-only';
import type { PackedBaseline, PackedException, PackedPackage, PackedRehearsal } from '@/lib/rollout/packed-rehearsal';
import type { Db } from './client';
import { ROWS_A_STATEMENT } from './statement';

/** Bytes of blocks that one statement writes: more would keep everybody waiting for the embedded database. */
const BYTES_A_STATEMENT = 2 ** 20;

/** Stores the blocks of a rehearsal beside its head, in statements of bounded size. Never changed afterwards: the database refuses it. */
export async function storeBlocks(tx: Db, rehearsalId: string, { packages, exceptions, baseline, worst }: PackedRehearsal): Promise<void> {
  for (const slice of slicesBySize(packages, ({ codes }) => codes.length)) await storePackages(tx, rehearsalId, slice);
  for (const slice of slicesBySize(exceptions, ({ places }) => places.length)) await storeExceptions(tx, rehearsalId, slice);
  for (const slice of slicesBySize(baseline, ({ codes, wayOf }) => codes.length + wayOf.length)) await storeBaseline(tx, rehearsalId, slice);
  for (const { outcome, personIds } of worst) {
    // The people as the text of an array: as values of their own they would be quoted one by one on the way.
    await tx.$executeRaw`INSERT INTO "rehearsal_outcome" ("rehearsal_id", "outcome", "people") VALUES (${rehearsalId}::uuid, ${outcome}, ${`{${personIds.join(',')}}`}::text::uuid[])`;
  }
}

async function storePackages(tx: Db, rehearsalId: string, rows: readonly PackedPackage[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "rehearsal_package" ("rehearsal_id", "package_id", "package_name", "policy_id", "policy_name", "codes", "totals")
    SELECT ${rehearsalId}::uuid, r.package_id, r.package_name, r.policy_id, r.policy_name, decode(r.codes, 'base64'), r.totals::jsonb
    FROM unnest(${rows.map((row) => row.packageId)}::uuid[], ${rows.map((row) => row.packageName)}::text[], ${rows.map((row) => row.policyId)}::uuid[], ${rows.map((row) => row.policyName)}::text[],
      ${rows.map((row) => row.codes.toString('base64'))}::text[], ${rows.map((row) => JSON.stringify(row.totals))}::text[]) AS r(package_id, package_name, policy_id, policy_name, codes, totals)`;
}

async function storeExceptions(tx: Db, rehearsalId: string, rows: readonly PackedException[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "rehearsal_exception" ("rehearsal_id", "package_id", "position", "outcome", "reason", "detail", "people", "places")
    SELECT ${rehearsalId}::uuid, r.package_id, r.position, r.outcome, r.reason, r.detail, '{}', decode(r.places, 'base64')
    FROM unnest(${rows.map((row) => row.packageId)}::uuid[], ${rows.map((row) => row.position)}::int[], ${rows.map((row) => row.outcome)}::text[], ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.detail)}::text[], ${rows.map((row) => row.places.toString('base64'))}::text[]) AS r(package_id, position, outcome, reason, detail, places)`;
}

async function storeBaseline(tx: Db, rehearsalId: string, rows: readonly PackedBaseline[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "rehearsal_baseline" ("rehearsal_id", "origin_system", "origin_id", "role_origin_id", "codes", "ways", "way_of", "unknown", "names", "totals", "source", "as_of")
    SELECT ${rehearsalId}::uuid, r.origin_system, r.origin_id, r.role_origin_id, decode(r.codes, 'base64'), r.ways::jsonb, decode(r.way_of, 'base64'), r.unknown::jsonb, r.names::jsonb, r.totals::jsonb, r.source, r.as_of
    FROM unnest(${rows.map((row) => row.originSystem)}::text[], ${rows.map((row) => row.originId)}::text[], ${rows.map((row) => row.roleOriginId)}::text[],
      ${rows.map((row) => row.codes.toString('base64'))}::text[], ${rows.map((row) => JSON.stringify(row.ways))}::text[], ${rows.map((row) => row.wayOf.toString('base64'))}::text[],
      ${rows.map((row) => (row.unknown ? JSON.stringify(row.unknown) : null))}::text[], ${rows.map((row) => JSON.stringify(row.names))}::text[], ${rows.map((row) => JSON.stringify(row.totals))}::text[],
      ${rows.map((row) => row.source)}::text[], ${rows.map((row) => row.asOf?.toISOString() ?? null)}::timestamptz[])
      AS r(origin_system, origin_id, role_origin_id, codes, ways, way_of, unknown, names, totals, source, as_of)`;
}

/** Rows in parts that one statement takes each, by their number and by the bytes of their blocks. */
function slicesBySize<T>(rows: readonly T[], bytesOf: (row: T) => number): T[][] {
  const slices: T[][] = [];
  let room = 0;
  for (const row of rows) {
    const last = slices.at(-1);
    room -= bytesOf(row);
    if (last && room >= 0 && last.length < ROWS_A_STATEMENT) last.push(row);
    else {
      slices.push([row]);
      room = BYTES_A_STATEMENT - bytesOf(row);
    }
  }
  return slices;
}
