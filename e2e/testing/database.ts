import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serveDatabase } from '@/scripts/database.mjs';
import { applyMigrations } from '@/scripts/migrate.mjs';
import { MIGRATED, startPostgresServer, tellServer } from './postgres-server';

/** A migrated database of one's own: its address, and how to be rid of it. */
export type TestDatabase = { url: string; close: () => Promise<void> };

/**
 * A throwaway database with every migration applied, and DATABASE_URL set to it so that lib/db opens it. PGlite behind a
 * socket, as `npm start` has it, or one of a PostgreSQL server, on which most tests take half the time.
 */
export async function aDatabase(kind: 'pglite' | 'postgresql' = 'postgresql'): Promise<TestDatabase> {
  const database = kind === 'pglite' ? await aPglite('migrated') : await aPostgres('migrated');
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

/** A database, empty or migrated, on a PostgreSQL server: the one all tests of a run share, or, run by hand, one of its own. */
export async function aPostgres(begin: 'empty' | 'migrated'): Promise<TestDatabase> {
  const door = process.env.TEST_POSTGRES_DOOR;
  const own = door ? null : await startPostgresServer();
  const origin = own?.origin ?? (await sharedServer(door ?? ''));
  const name = `rollout_${randomUUID().replaceAll('-', '')}`;
  await tellServer(origin, `CREATE DATABASE ${name}${door && begin === 'migrated' ? ` TEMPLATE ${MIGRATED}` : ''}`);
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
