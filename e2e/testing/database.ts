import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { serveDatabase } from '@/scripts/database.mjs';
import { applyMigrations } from '@/scripts/migrate.mjs';

/** A migrated database of one's own: its address, and how to be rid of it. */
export type TestDatabase = { url: string; close: () => Promise<void> };

/**
 * A throwaway database with every migration applied, and DATABASE_URL set to it so that lib/db opens it.
 * PGlite behind a socket, as `npm start` has it; a PostgreSQL server where the test asks for one.
 */
export async function aDatabase(kind: 'pglite' | 'postgresql' = 'pglite'): Promise<TestDatabase> {
  const database = kind === 'pglite' ? await aPglite('migrated') : await anEmptyPostgres();
  await applyMigrations(database.url);
  process.env.DATABASE_URL = database.url;
  return database;
}

/** A PGlite in memory that begins with nothing in it, or with every migration that set-up has seen. */
export async function aPglite(begin: 'empty' | 'migrated'): Promise<TestDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-test-'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path.join(folder, '.s.PGSQL.5432'), resolve));
  const served = await serveDatabase(undefined, server, begin);
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async close() {
      await served.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An empty database on a PostgreSQL server: the one all tests of a run share, or, run by hand, one of its own. */
export async function anEmptyPostgres(): Promise<TestDatabase> {
  const door = process.env.TEST_POSTGRES_DOOR;
  const own = door ? null : await (await import('./postgres-server')).startPostgresServer();
  const origin = own?.origin ?? (await sharedServer(door ?? ''));
  const name = `rollout_${randomUUID().replaceAll('-', '')}`;
  await tellServer(origin, `CREATE DATABASE ${name}`);
  return {
    url: `${origin}/${name}`,
    close: async () => own ? own.close() : tellServer(origin, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function sharedServer(door: string): Promise<string> {
  const answer = await fetch(door);
  const said = await answer.text();
  if (!answer.ok) throw new Error(`no PostgreSQL server: ${said}`);
  return said;
}

async function tellServer(origin: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: `${origin}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
