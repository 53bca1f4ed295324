import { Pool } from 'pg';
import { expect, test } from 'vitest';
import { withDatabase } from '@/e2e/testing/with-database';
import { db, inTransaction } from './client';
import { oneAtATime } from './one-at-a-time';

// That nothing is sent to a connection while it works on something else is held by fresh-process.ts, for every file.
const database = withDatabase();

test('what is asked side by side in a transaction is answered, each with its own, one after another', async () => {
  process.env.DATABASE_URL = database.url;
  const answers = await inTransaction((tx) => Promise.all([1, 2, 3].map(async (n) => (await tx.$queryRaw<{ n: number }[]>`SELECT ${n}::int AS n`)[0]?.n)));
  expect(answers).toEqual([1, 2, 3]);
  expect(await db().calendar.findMany({ select: { id: true, windows: true, freezes: true, holidays: true } })).toEqual([]);
});

test('a statement that fails holds up none after it', async () => {
  const pool = new Pool({ connectionString: database.url, max: 1 });
  pool.on('connect', oneAtATime);
  try {
    const client = await pool.connect();
    const answers = await Promise.allSettled(['SELECT 1 AS n', 'SELECT nothing', 'SELECT 3 AS n'].map(async (text) => (await client.query<{ n: number }>(text)).rows[0]?.n));
    client.release();
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'failed'))).toEqual([1, 'failed', 3]);
    expect((await pool.query<{ n: number }>('SELECT 4 AS n')).rows).toEqual([{ n: 4 }]);
  } finally {
    await pool.end();
  }
});
