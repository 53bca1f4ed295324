import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDatabase } from '@/e2e/testing/database';
import type { TestDatabase } from '@/e2e/testing/database';
import { heldInMirror, heldInTenant, heldNames } from '@/e2e/testing/mirror';
import { anAdmin, usePortalSettings } from '@/e2e/testing/rollouts';
import { startTenant } from '@/emulator/testing';
import type { RunningTenant } from '@/emulator/testing';
import { closeDb, db } from '@/lib/db/client';
import { readPeopleFeed } from '@/lib/db/mirror-feed';
import { holdDirectory } from '@/lib/directory/keep-mirror';

const root = path.resolve(import.meta.dirname, '../..');

let tenant: RunningTenant;
let database: TestDatabase;
let folder: string;
let program: string;

beforeAll(async () => {
  [tenant, database] = await Promise.all([startTenant({ users: 2500 }), aDatabase()]);
  usePortalSettings(tenant);
  // Beside node_modules, where the bundle finds what stays outside it.
  folder = await mkdtemp(path.join(root, '.build', 'crash-'));
  program = path.join(folder, 'job-runner.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'job-runner.ts')], outfile: program, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error',
    alias: { 'server-only': path.join(root, 'e2e/testing/server-only.ts') },
  });
});

afterAll(async () => {
  await closeDb();
  await database.close();
  await tenant.stop();
  await rm(folder, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** Rows that every feed has read so far, all together. */
const loaded = async () => (await db().mirrorFeed.aggregate({ _sum: { loaded: true } }))._sum.loaded ?? 0;

test('a reading killed at any moment goes on where it was, and in the end holds the tenant exactly', { timeout: 120_000 }, async () => {
  const admin = await anAdmin(tenant);
  await holdDirectory(admin, 'wholeTenant');
  const since = tenant.log().at(-1)?.n ?? 0;
  let before = -1;
  // Each is killed as soon as it has written something further, whatever it is at.
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, [program], { cwd: root, env: process.env, stdio: ['ignore', 'ignore', 'inherit'] });
    await expect.poll(loaded, { interval: 20 }).toBeGreaterThan(before);
    await kill(child);
    before = await loaded();
  }
  const last = spawn(process.execPath, [program], { cwd: root, env: process.env, stdio: ['ignore', 'ignore', 'inherit'] });
  await expect.poll(async () => (await db().job.count({ where: { kind: 'mirror', leaseHolder: null, notBefore: { gt: new Date() } } })) + ((await readPeopleFeed()).asOf ? 1 : 0), { interval: 100 }).toBe(2);
  await kill(last);

  expect(await heldNames()).toEqual(tenant.snapshot().users.map((user) => user.displayName).sort());
  expect(await heldInMirror()).toEqual(await heldInTenant(tenant));
  // Nothing was begun from the front again: each list was asked for its first page by one reading alone.
  const begun = tenant.log(since).filter((exchange) => /\/users\/delta\?(?!.*(skip|delta)token)/.test(exchange.url)).length;
  expect(begun).toBeLessThanOrEqual(2);
});
