import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '@/e2e/testing/ask-database';
import { aFreePort } from '@/e2e/testing/free-port';
import { StartRefused, startProduct } from '@/e2e/testing/product';
import type { Product } from '@/e2e/testing/product';
import { serveDatabase } from './database.mjs';
import { withDatabase } from './moving.mjs';
import { migrationList, noFilter, openEngine, readMigrations } from './schema-engine.mjs';

// One data folder goes through all of these in order, as it would on somebody's machine; a product that one test has
// started is there for the next.
let folder: string;
let product: Product | null = null;
let tenant: { tenantId: string; tenantName: string };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-start-'));
});
afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

function running(): Product {
  if (!product) throw new Error('no test before this one has started the product');
  return product;
}

/** Every process that works on the data folder, as the system knows them. */
async function processesOnFolder(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command !== '' && environment.split('\0').includes(`DATA_DIR=${folder}`)) found.push(command.replaceAll('\0', ' '));
  }
  return found;
}

async function untilNoneIsLeft(): Promise<string[]> {
  for (;;) {
    const left = await processesOnFolder();
    if (left.length === 0) return left;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function whatItRefused(env: Record<string, string>, dataDir = folder): Promise<string> {
  try {
    const started = await startProduct({ dataDir, env });
    await started.stop();
    return 'it started';
  } catch (error) {
    if (error instanceof StartRefused && error.exitCode === 1) return error.output;
    throw error;
  }
}

test('a first start makes its folder private, says where to go, and keeps a second one out of the folder', async () => {
  product = await startProduct({ dataDir: folder });
  tenant = (await (await fetch(`${product.emulatorOrigin}/_emulator/info`)).json()) as typeof tenant;

  expect(product.output()).toContain(`ready at ${product.origin}`);
  expect(product.output()).toContain('Ines Aalto');
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(folder, 'session-key'))).mode & 0o777).toBe(0o600);
  expect((await processesOnFolder()).length).toBeGreaterThanOrEqual(4);
  expect(await whatItRefused({})).toContain(`The data folder ${folder} is in use by another Access Rollout`);
  expect((await fetch(`${product.origin}/healthz`)).status).toBe(200);
});

test('a portal or a local tenant in the way is a refusal with its port', async () => {
  const { origin, emulatorOrigin } = running();
  const port = new URL(origin).port;
  const emulatorPort = new URL(emulatorOrigin).port;
  const other = path.join(folder, 'other');

  expect(await whatItRefused({ PORT: port }, other)).toContain(`Port ${port} is taken by another program. Stop it, or set PORT to a free port.`);
  expect(await whatItRefused({ EMULATOR_PORT: emulatorPort }, other)).toContain(`Port ${emulatorPort} is taken by another program. Stop it, or set EMULATOR_PORT to a free port.`);
});

test('a stop goes through while somebody keeps a connection open, and leaves no process behind', async () => {
  const held = connect(Number(new URL(running().origin).port), '127.0.0.1');
  held.on('error', () => {});
  // A request without its end: it would stay open for as long as the server lets it.
  held.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n');
  await new Promise((resolve) => held.once('ready', resolve));

  await running().stop();

  expect(await processesOnFolder()).toEqual([]);
  expect(existsSync(path.join(folder, 'tenant.json'))).toBe(true);
  held.destroy();
});

test('when the process that watches over the parts is killed, no part goes on, and the folder opens again', async () => {
  const first = (product = await startProduct({ dataDir: folder }));

  await first.kill('start');

  expect(await untilNoneIsLeft()).toEqual([]);
  product = await startProduct({ dataDir: folder, env: { PORT: new URL(first.origin).port, EMULATOR_PORT: new URL(first.emulatorOrigin).port } });
  expect((await fetch(`${product.origin}/healthz`)).status).toBe(200);
});

test('when the portal is killed, the rest stops too and says so', async () => {
  await running().kill('portal');

  expect(running().output()).toContain('The portal ended unexpectedly (SIGKILL)');
  expect(await untilNoneIsLeft()).toEqual([]);
});

test('a local tenant whose state is of an earlier version is refused in one sentence that says what to do', async () => {
  const stateFile = path.join(folder, 'tenant.json');
  const kept = await readFile(stateFile, 'utf8');
  await writeFile(stateFile, JSON.stringify({ ...(JSON.parse(kept.split('\n')[0] ?? '') as object), lists: [], version: 1 }));
  try {
    const said = await whatItRefused({});
    expect(said.trim().split('\n').at(-1)).toBe(`The local tenant does not start: ${stateFile} was written by an earlier version of the local tenant, which this one cannot go on with; move it away to begin with a new organisation`);
  } finally {
    await writeFile(stateFile, kept);
  }
});

test('a portal whose build cannot be loaded is given up, and how it is built anew is said', async () => {
  const damage = path.join(folder, 'damage.cjs');
  await writeFile(damage, `
    const modules = require('node:module');
    const { _load } = modules;
    modules._load = function (wanted, ...rest) {
      if (/\\.next.*instrumentation\\.js$/.test(wanted)) throw new Error('this file is damaged');
      return _load.call(this, wanted, ...rest);
    };`);
  try {
    const said = await whatItRefused({ NODE_OPTIONS: `--require ${damage}` });
    expect(said).toContain('this file is damaged');
    expect(said).toContain('If its build is damaged, remove the folder .next and start again: it is built anew.');
  } finally {
    await rm(damage);
  }
});

test('a data folder of another tenant is refused, naming both', async () => {
  const other = '11111111-2222-4333-8444-555555555555';
  const answer = await whatItRefused({
    ENTRA_TENANT_ID: other, ENTRA_BROWSER_CLIENT_ID: other, ENTRA_API_CLIENT_ID: other, ENTRA_API_CLIENT_SECRET: 'secret',
    SESSION_KEY: Buffer.alloc(32, 1).toString('base64'),
  });

  expect(answer).toContain(`belongs to the tenant ${tenant.tenantName} (${tenant.tenantId})`);
  expect(answer).toContain(`this start is for the tenant ${other}`);
});

test('a database newer than the program is refused, and nothing of it is changed', async () => {
  const history = 'SELECT migration_name, checksum FROM _prisma_migrations ORDER BY 1';
  const before = await withDatabase({ DATA_DIR: folder }, async (url: string) => {
    await ask(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ('x', 'x', '29990101000000_from_the_future', now(), now(), 1)`,
    );
    return ask(url, history);
  });

  expect(await whatItRefused({ PORT: String(await aFreePort()) })).toContain('The database is newer than this program: it has had the migration 29990101000000_from_the_future');
  expect(await withDatabase({ DATA_DIR: folder }, (url: string) => ask(url, history))).toEqual(before);
});

test('a data folder of an older program is copied, then migrated, then served, and the copy holds what was before', async () => {
  const older = await mkdtemp(path.join(tmpdir(), 'access-rollout-older-'));
  const history = 'SELECT migration_name FROM _prisma_migrations ORDER BY 1';
  const names = (rows: Record<string, unknown>[]) => rows.map((row) => row.migration_name);
  try {
    const all = await readMigrations();
    // Made here from nothing: what set-up has prepared is up to date already.
    await (await serveDatabase(path.join(older, 'postgres'), createServer(), 'empty')).close();
    await withDatabase({ DATA_DIR: older }, async (url: string) => {
      const engine = await openEngine(url);
      await engine.applyMigrations({ migrationsList: migrationList(all.slice(0, -1)), filters: noFilter });
      await ask(url, `INSERT INTO rollout (name, created_by, created_by_name) VALUES ('From before', gen_random_uuid(), 'Ines Aalto')`);
    });

    const served = await startProduct({ dataDir: older });
    const copy = /Kept a copy of the database in (\S+)/.exec(served.output())?.[1] ?? '';
    expect((await fetch(`${served.origin}/healthz`)).status).toBe(200);
    expect(names(await ask(served.databaseUrl, history))).toEqual(all.map(({ name }) => name));
    expect(await ask(served.databaseUrl, 'SELECT name FROM rollout')).toEqual([{ name: 'From before' }]);
    await served.stop();

    await rm(path.join(older, 'postgres'), { recursive: true });
    await rename(copy, path.join(older, 'postgres'));
    expect(names(await withDatabase({ DATA_DIR: older }, (url: string) => ask(url, history)))).toEqual(all.slice(0, -1).map(({ name }) => name));
  } finally {
    await rm(older, { recursive: true, force: true });
  }
});
