import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '@/e2e/testing/ask-database';
import { aDatabase, aPostgres, aPglite, type TestDatabase } from '@/e2e/testing/database';
import { applyMigrations } from './migrate.mjs';

let embedded: TestDatabase;
let server: TestDatabase;

beforeAll(async () => {
  [embedded, server] = await Promise.all([aPglite('empty'), aPostgres('empty')]);
  await Promise.all([applyMigrations(embedded.url), applyMigrations(server.url)]);
});
afterAll(async () => {
  await Promise.all([embedded.close(), server.close()]);
});

const EVERY_COLUMN = `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
  WHERE table_schema = 'public' ORDER BY 1, 2`;
const EVERY_INDEX = `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2`;
const EVERY_CONSTRAINT = `SELECT conrelid::regclass::text AS on_table, conname, pg_get_constraintdef(oid) AS says FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2`;
const EVERY_TRIGGER = `SELECT tgrelid::regclass::text AS on_table, tgname, pg_get_triggerdef(oid) AS says FROM pg_trigger
  WHERE NOT tgisinternal ORDER BY 1, 2`;

test.each([
  ['columns', EVERY_COLUMN],
  ['indexes', EVERY_INDEX],
  ['constraints', EVERY_CONSTRAINT],
  ['triggers', EVERY_TRIGGER],
])('the embedded database and a PostgreSQL server have the same %s', async (_what, sql) => {
  const [here, there] = await Promise.all([ask(embedded.url, sql), ask(server.url, sql)]);

  expect(here.length).toBeGreaterThan(0);
  expect(here).toEqual(there);
});

test('applying the migrations again applies nothing', async () => {
  expect(await applyMigrations(embedded.url)).toEqual([]);
  expect(await applyMigrations(server.url)).toEqual([]);
});

test('two programs that start at once on a server migrate it once', async () => {
  const fresh = await aPostgres('empty');
  try {
    const applied = await Promise.all([applyMigrations(fresh.url), applyMigrations(fresh.url)]);

    expect(applied.map((names) => names.length > 0).sort()).toEqual([false, true]);
  } finally {
    await fresh.close();
  }
});

test('a database that a newer program has migrated is refused, naming the migration', async () => {
  const newer = await aDatabase();
  try {
    await ask(
      newer.url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ('x', 'x', '29990101000000_from_the_future', now(), now(), 1)`,
    );

    await expect(applyMigrations(newer.url)).rejects.toThrow(/newer than this program.*29990101000000_from_the_future/);
  } finally {
    await newer.close();
  }
});

test('a database whose migration stopped half way is refused', async () => {
  const broken = await aDatabase();
  try {
    await ask(broken.url, `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%init'`);

    await expect(applyMigrations(broken.url)).rejects.toThrow(/stopped half way/);
  } finally {
    await broken.close();
  }
});
