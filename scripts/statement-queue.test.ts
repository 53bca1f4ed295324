import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDatabase, type TestDatabase } from '@/e2e/testing/database';

let database: TestDatabase;

beforeAll(async () => {
  database = await aDatabase('pglite');
});
afterAll(async () => database.close());

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

test('statements of many connections at once each get their own answer', async () => {
  const clients = await Promise.all(Array.from({ length: 8 }, connect));
  const asked = Array.from({ length: 400 }, (_, index) => index);

  // Each connection asks one thing after another, all of them side by side.
  const answers: (string | undefined)[] = [];
  await Promise.all(
    clients.map(async (client, place) => {
      for (const number of asked.filter((each) => each % clients.length === place)) {
        const result = await client.query<{ answer: string }>(`SELECT $1::text || '-${number}' AS answer`, [String(number)]);
        answers[number] = result.rows[0]?.answer;
      }
    }),
  );

  expect(answers).toEqual(asked.map((number) => `${number}-${number}`));
  await Promise.all(clients.map((client) => client.end()));
});

test('a statement from outside waits for an open transaction and is not mixed into it', async () => {
  const [writer, reader] = await Promise.all([connect(), connect()]);
  await writer.query('CREATE TABLE seen (n int)');
  await writer.query('BEGIN');
  await writer.query('INSERT INTO seen VALUES (1)');

  const read = reader.query('SELECT count(*)::int AS n FROM seen');
  await writer.query('INSERT INTO seen VALUES (2)');
  await writer.query('COMMIT');

  expect((await read).rows).toEqual([{ n: 2 }]);
  await Promise.all([writer.end(), reader.end()]);
});

test('a connection that dies in a transaction is rolled back and holds nobody up', async () => {
  const [dying, other] = await Promise.all([connect(), connect()]);
  await dying.query('CREATE TABLE lost (n int)');
  await dying.query('BEGIN');
  await dying.query('INSERT INTO lost VALUES (1)');
  dying.connection.stream.destroy();

  expect((await other.query('SELECT count(*)::int AS n FROM lost')).rows).toEqual([{ n: 0 }]);
  await other.end();
});

test('a statement that fails leaves the next ones unharmed', async () => {
  const client = await connect();

  await expect(client.query('SELECT $1::int', ['not a number'])).rejects.toThrow(/invalid input syntax/);
  await expect(client.query('SELECT 1/0')).rejects.toThrow(/division by zero/);
  expect((await client.query('SELECT $1::int AS n', [7])).rows).toEqual([{ n: 7 }]);
  await client.end();
});

test('a table that grew is counted by itself, between a transaction and the next, so that the planner knows its size', async () => {
  const client = await connect();
  await client.query('CREATE TABLE grown (n int)');
  const rows = async () => (await client.query<{ rows: number }>(`SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'grown'`)).rows[0]?.rows;
  expect(await rows()).toBe(-1);
  await client.query('INSERT INTO grown SELECT generate_series(1, 3000)');
  await expect.poll(rows).toBe(3000);
  await client.end();
});
