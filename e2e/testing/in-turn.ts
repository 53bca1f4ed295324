import { Client } from 'pg';
import { expect } from 'vitest';

/** Where the first of two stands still: within its transaction, as it writes such a row. */
export type StandsAt = { table: string; when: string };

const WAITING = `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Two who reach for the same row: the first has it and is not done when the second asks for it. Gives how both ended. */
export async function inTurn(databaseUrl: string, { table, when }: StandsAt, first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<[PromiseSettledResult<unknown>, PromiseSettledResult<unknown>]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const waiting = (count: number) => expect.poll(async () => (await client.query<{ waiting: number }>(WAITING)).rows[0]?.waiting, { timeout: 30_000 }).toBe(count);
  try {
    await client.query(`SELECT pg_advisory_lock(1); CREATE FUNCTION stand_still() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$; CREATE TRIGGER stand_still BEFORE UPDATE ON "${table}" FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION stand_still()`);
    const one = Promise.allSettled([first()]);
    await waiting(1);
    const other = Promise.allSettled([second()]);
    await waiting(2);
    await client.query('SELECT pg_advisory_unlock(1)');
    const [[before], [after]] = await Promise.all([one, other]);
    return [before, after];
  } finally {
    await client.query(`SELECT pg_advisory_unlock_all(); DROP TRIGGER stand_still ON "${table}"; DROP FUNCTION stand_still()`);
    await client.end();
  }
}
