import 'server-only';
import { ONE_SEARCH_SECONDS } from '@/lib/directory/look-up';
import type { LookUp, LookUpPlace } from '@/lib/directory/look-up';
import { db } from './client';
import type { Db } from './client';

/** Most rows forgotten in one statement. */
const ROWS = 2000;

/**
 * Writes down who was shown to whom. A search that goes on typing what it typed a moment ago stays one look-up, of
 * everybody it showed; a card opened again within that moment is none of its own.
 */
export async function writeLookUp(tx: Db, by: { personId: string; name: string }, place: LookUpPlace, typed: string | null, shown: readonly string[]): Promise<void> {
  const people = [...shown];
  await tx.$executeRaw`
    WITH before AS (
      SELECT "id" FROM "look_up" WHERE "by_id" = ${by.personId}::uuid AND "at" > now() - make_interval(secs => ${ONE_SEARCH_SECONDS}) AND "place" = ${place}
        AND (${place} = 'card' AND "shown" = ${people}::uuid[] OR ${place} = 'search' AND (starts_with(${typed ?? ''}, "typed") OR starts_with("typed", ${typed ?? ''})))
      ORDER BY "at" DESC LIMIT 1),
    updated AS (
      UPDATE "look_up" l SET "at" = now(), "typed" = CASE WHEN length(${typed ?? ''}) > length(coalesce(l."typed", '')) THEN ${typed} ELSE l."typed" END,
        "shown" = ARRAY(SELECT DISTINCT unnest(l."shown" || ${people}::uuid[])) FROM before WHERE l."id" = before."id" RETURNING 1)
    INSERT INTO "look_up" ("by_id", "by_name", "place", "typed", "shown")
    SELECT ${by.personId}::uuid, ${by.name}, ${place}, ${typed}, ${people}::uuid[] WHERE NOT EXISTS (SELECT 1 FROM updated)`;
}

export type LookUpFilter = { byId?: string; personId?: string };

/** Look-ups, newest first, from before one of them where it is given. */
export async function listLookUps(filter: LookUpFilter, take: number, before: string | null): Promise<LookUp[]> {
  const rows = await db().lookUp.findMany({
    where: { ...(filter.byId ? { byId: filter.byId } : {}), ...(filter.personId ? { shown: { has: filter.personId } } : {}), ...(before ? { id: { lt: BigInt(before) } } : {}) },
    orderBy: { id: 'desc' },
    take,
  });
  return rows.map((row) => ({ ...row, id: String(row.id), place: row.place === 'card' ? 'card' : 'search' }));
}

/** Forgets a slice of the look-ups that are older than `days`; gives how many. */
export async function forgetOldLookUps(tx: Db, days: number): Promise<number> {
  return tx.$executeRaw`DELETE FROM "look_up" WHERE "id" IN (SELECT "id" FROM "look_up" WHERE "at" < now() - make_interval(days => ${days}) ORDER BY "at" LIMIT ${ROWS})`;
}
