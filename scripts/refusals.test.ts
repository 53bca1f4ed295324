import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFreePort } from '@/e2e/testing/free-port';
import { requireFolderFree, socketFolder } from './data-folder.mjs';
import { withDatabase } from './moving.mjs';
import { BLOCKED_PORTS, readSettings, requirePortFree } from './settings.mjs';
import { requireNode } from './setup.mjs';

const REAL = { ENTRA_TENANT_ID: 'a', ENTRA_BROWSER_CLIENT_ID: 'b', ENTRA_API_CLIENT_ID: 'c', ENTRA_API_CLIENT_SECRET: 'd' };
const KEY = Buffer.alloc(32, 7).toString('base64');

let place: string;
beforeEach(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'access-rollout-refusals-'));
});
afterEach(async () => rm(place, { recursive: true, force: true }));

test.each([
  ['a tenant with one of four settings names the three missing', { ENTRA_TENANT_ID: 'a' }, /half configured: ENTRA_BROWSER_CLIENT_ID, ENTRA_API_CLIENT_ID, ENTRA_API_CLIENT_SECRET are missing/],
  ['a tenant without its secret names it', { ...REAL, ENTRA_API_CLIENT_SECRET: '' }, /half configured: ENTRA_API_CLIENT_SECRET is missing/],
  ['a real tenant without a session key', REAL, /SESSION_KEY must be set/],
  ['a real tenant with a short session key', { ...REAL, SESSION_KEY: Buffer.alloc(16).toString('base64') }, /32 bytes in base64; this one has 16/],
  ['a database server without a session key', { DATABASE_URL: 'postgresql://somewhere/rollout' }, /SESSION_KEY must be set/],
  ['a short session key that was given for the local tenant', { SESSION_KEY: 'short' }, /SESSION_KEY must be 32 bytes/],
  ['a sign-in origin that is neither Microsoft nor this machine', { LOGIN_ORIGIN: 'https://login.example.com' }, /LOGIN_ORIGIN is https:\/\/login.example.com/],
  ['a Graph origin that is neither Microsoft nor this machine', { GRAPH_ORIGIN: 'http://10.0.0.1:4100' }, /GRAPH_ORIGIN is http:\/\/10.0.0.1:4100/],
  ['a port that is none', { PORT: 'http' }, /PORT must be a port number/],
  ['a port browsers do not open', { EMULATOR_PORT: '4190' }, /EMULATOR_PORT is 4190, a port that browsers refuse to open .* Set EMULATOR_PORT to another one, such as 4100\./],
  ['a portal where browsers do not go', { PORT: '6000' }, /PORT is 6000, a port that browsers refuse to open/],
  ['the same port twice', { PORT: '5000', EMULATOR_PORT: '5000' }, /both 5000/],
  ['a database that is not PostgreSQL', { DATABASE_URL: 'mysql://x', SESSION_KEY: KEY }, /must begin with postgresql/],
])('refused: %s', (_what, env, says) => {
  expect(() => readSettings(env)).toThrow(says);
});

test('a whole tenant with a whole key is taken, and no setting at all means the local tenant', () => {
  expect(readSettings({ ...REAL, SESSION_KEY: KEY })).toMatchObject({ localTenant: false, mayMakeKey: false, port: 3000 });
  expect(readSettings({})).toMatchObject({ localTenant: true, mayMakeKey: true, portalOrigin: 'http://localhost:3000' });
});

test('the ports that are refused are those that fetch refuses', async () => {
  const answers = await Promise.all([...BLOCKED_PORTS].map((port) => fetch(`http://localhost:${port}/`).then(String, (error: Error) => (error.cause as Error).message)));

  expect(new Set(answers)).toEqual(new Set(['bad port']));
  for (const port of [3000, 4100, 8080, 8443]) expect(BLOCKED_PORTS.has(port)).toBe(false);
});

test('a taken port is named with the setting that changes it', async () => {
  const port = await aFreePort();
  const other = createServer().listen(port, '127.0.0.1');
  try {
    await expect(requirePortFree(port, 'EMULATOR_PORT', '127.0.0.1')).rejects.toThrow(`Port ${port} is taken by another program. Stop it, or set EMULATOR_PORT to a free port.`);
  } finally {
    other.close();
  }
});

test.each(['18.20.0', '20.18.1', '21.7.0'])('Node %s is refused in a sentence', (version) => {
  expect(() => requireNode(version)).toThrow(`needs Node 20.19 or newer (22 and 24 work too); this is Node ${version}`);
});

test.each(['20.19.0', '22.12.0', '24.1.0'])('Node %s is taken', (version) => {
  expect(() => requireNode(version)).not.toThrow();
});

test('a data folder is in use as long as its database runs, and free afterwards', async () => {
  const folder = path.join(place, 'data');

  const whileOpen = await withDatabase({ DATA_DIR: folder }, () => requireFolderFree(folder).then(String, String));
  const afterwards = await requireFolderFree(folder).then(() => 'free', String);

  expect([whileOpen, afterwards]).toEqual([expect.stringContaining('in use by another Access Rollout'), 'free']);
});

test('a folder whose path is too long for a socket works through a private one', async () => {
  const folder = path.join(place, 'a-long-name-'.repeat(10), 'data');
  await mkdir(folder, { recursive: true });

  expect(socketFolder(folder)).not.toBe(folder);
  expect(await withDatabase({ DATA_DIR: folder }, async (url: string) => decodeURIComponent(url))).toContain(socketFolder(folder));
});

test('a socket that a killed database left behind does not keep the next one out', async () => {
  const folder = path.join(place, 'data');
  const child = spawn(process.execPath, ['scripts/database.mjs'], { env: { ...process.env, DATA_DIR: folder }, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));

  expect(await withDatabase({ DATA_DIR: folder }, async () => 'open')).toBe('open');
});
