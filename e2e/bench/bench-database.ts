import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embeddedDatabaseUrl } from '@/scripts/data-folder.mjs';
import { applyMigrations } from '@/scripts/migrate.mjs';
import { aPostgres } from '../testing/database';

/** A migrated database in a process of its own, as the product has it; `pid` of the embedded one. */
export type BenchDatabase = { url: string; pid: number | null; close: () => Promise<unknown> };

/** The embedded database, or a PostgreSQL server. */
export async function openBenchDatabase(server: boolean): Promise<BenchDatabase> {
  const opened = server ? { ...(await aPostgres('empty')), pid: null } : await openEmbedded();
  await applyMigrations(opened.url);
  return opened;
}

async function openEmbedded(): Promise<BenchDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-bench-'));
  const child = spawn(process.execPath, ['scripts/database.mjs'], { env: { ...process.env, DATA_DIR: folder }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await new Promise((resolve) => child.once('message', resolve));
  return {
    url: embeddedDatabaseUrl(folder),
    pid: child.pid ?? null,
    close: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
