import { request } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { askToken, signInAs, apiScope } from './sign-in-flow';
import { startTenant } from './testing';
import type { RunningTenant } from './testing';

const running: RunningTenant[] = [];
const folders: string[] = [];

async function start(options: Parameters<typeof startTenant>[0] = {}): Promise<RunningTenant> {
  const local = await startTenant({ users: 120, recordFile: null, ...options });
  running.push(local);
  return local;
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-tenant-'));
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((local) => local.stop()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

const asInes = async (local: RunningTenant) => ({ authorization: `Bearer ${await local.graphToken(local.persona('Ines').id)}`, 'content-type': 'application/json' });

test('a restart keeps people, keys, sessions and the clock', async () => {
  const stateFile = join(await aFolder(), 'tenant.json');
  const before = await start({ stateFile });
  const { id } = before.persona('Ana');
  const { refresh_token } = await signInAs(before, 'Marta');
  await before.admin(`users/${id}`, { department: 'Legal' });
  await before.admin('clock', { advanceMs: 3_600_000 });
  await before.admin('settings', { deliveryMs: 5 });
  const token = await before.graphToken(before.persona('Ines').id);
  await before.stop();

  const after = await start({ stateFile, seed: 9 });
  expect(after.info).toEqual(before.info);
  expect(after.tenant.users.get(id)?.department).toBe('Legal');
  expect(after.tenant.settings.deliveryMs).toBe(5);
  expect((await fetch(`${after.origin}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  expect((await askToken(after, { client_id: after.info.browserClientId, grant_type: 'refresh_token', refresh_token, scope: apiScope(after) })).status).toBe(200);
  const { now } = (await (await fetch(`${after.origin}/_emulator/clock`)).json()) as { now: string };
  expect(Date.parse(now) - Date.now()).toBeGreaterThan(3_590_000);
});

test('published limits and lags are set over the admin interface, hold at once and outlive a restart', async () => {
  const stateFile = join(await aFolder(), 'tenant.json');
  const before = await start({ stateFile });
  await before.admin('settings', { removalLagMs: 86_400_000, limits: { catalogsPerTenant: 1, policiesPerTenant: { value: 7, dated: '2027-01' } } });
  const refused = await fetch(`${before.origin}/v1.0/identityGovernance/entitlementManagement/catalogs`, { method: 'POST', headers: await asInes(before), body: JSON.stringify({ displayName: 'One too many' }) });
  const { error } = (await refused.json()) as { error: { code: string } };
  await before.stop();
  const { removalLagMs, limits } = (await start({ stateFile })).tenant.settings;
  expect([refused.status, error.code, removalLagMs, limits.catalogsPerTenant, limits.policiesPerTenant, limits.accessPackagesPerTenant]).toEqual([
    400, 'QuotaExceeded', 86_400_000, { value: 1, dated: '2024-12' }, { value: 7, dated: '2027-01' }, { value: 20_000, dated: '2024-12' },
  ]);
});

test('a change is on disk soon, without a stop', async () => {
  const stateFile = join(await aFolder(), 'tenant.json');
  const local = await start({ stateFile });
  await local.admin(`users/${local.persona('Ana').id}`, { department: 'Harbour' });
  await expect.poll(() => readFile(stateFile, 'utf8')).toContain('"Harbour"');
});

test('a state file that cannot be gone on with is refused in a sentence that says what to do, and left alone', async () => {
  const stateFile = join(await aFolder(), 'tenant.json');
  const kept = await start({ stateFile });
  await kept.stop();
  const whole = await readFile(stateFile, 'utf8');
  const now = { ...JSON.parse(whole.split('\n')[0] ?? '') as object, lists: [] } as unknown as { version: number; tenant: { fingerprint: string } };
  const refusalOf = async (text: string) => {
    await writeFile(stateFile, text);
    const said = await start({ stateFile }).then(() => 'it started', (error: unknown) => (error instanceof Error ? error.message : String(error)));
    expect(await readFile(stateFile, 'utf8')).toBe(text);
    return said;
  };
  const move = 'move it away to begin with a new';

  expect(await refusalOf(JSON.stringify({ ...now, version: 1 }))).toBe(`${stateFile} was written by an earlier version of the local tenant, which this one cannot go on with; ${move} organisation`);
  expect(await refusalOf(JSON.stringify({ ...now, tenant: { ...now.tenant, fingerprint: 'another' } }))).toBe(`${stateFile} is of an organisation that this version of the local tenant makes otherwise; ${move} one`);
  for (const other of ['{"version":7}', '{"version":3}', '{"version":', 'null', whole.slice(0, -2)]) expect(await refusalOf(other)).toBe(`${stateFile} is not a state file of the local tenant; ${move} organisation`);
});

test('a taken port is told in a sentence', async () => {
  const local = await start();
  await expect(start({ port: Number(new URL(local.origin).port) })).rejects.toThrow('is taken');
});

test('Graph refuses what is no token of its own, in its own shape', async () => {
  const local = await start();
  const { id } = local.persona('Ines');
  const ask = async (authorization?: string) => {
    const response = await fetch(`${local.origin}/v1.0/me`, { headers: authorization ? { authorization, 'client-request-id': 'c-1' } : {} });
    return { status: response.status, body: (await response.json()) as { error: { code: string } }, headers: response.headers };
  };
  const graph = await local.graphToken(id);
  for (const wrong of [undefined, 'Bearer', 'Bearer made.up.token', `Bearer ${await local.apiToken(id)}`, `Bearer ${graph.slice(0, -8)}AAAAAAAA`]) {
    const { status, body } = await ask(wrong);
    expect([wrong, status, body.error.code]).toEqual([wrong, 401, 'InvalidAuthenticationToken']);
  }
  const { status, headers } = await ask(`Bearer ${graph}`);
  expect([status, headers.get('client-request-id'), Boolean(headers.get('request-id')), Boolean(headers.get('date'))]).toEqual([200, 'c-1', true, true]);
});

test('a clock that was moved shows in the Date header as in the body of an error', async () => {
  const local = await start();
  await local.admin('clock', { advanceMs: 86_400_000 });
  const response = await fetch(`${local.origin}/v1.0/users/nobody`, { headers: await asInes(local) });
  const { error } = (await response.json()) as { error: { innerError: { date: string } } };
  const [header, body] = [Date.parse(response.headers.get('date') ?? ''), Date.parse(`${error.innerError.date}Z`)];
  expect([header, body].map((moment) => Math.round((moment - Date.now()) / 3_600_000))).toEqual([24, 24]);
});

test('an expired Graph token is refused', async () => {
  const local = await start();
  const { token } = (await local.admin('token', { userId: local.persona('Ines').id, audience: 'graph', lifetimeSeconds: -5 })) as { token: string };
  expect((await fetch(`${local.origin}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
});

test('the log tells who called what, and the record has a line for each', async () => {
  const recordFile = join(await aFolder(), 'traffic.ndjson');
  const local = await start({ recordFile });
  const { id } = local.persona('Ines');
  const call = async (clientId: string | undefined, extra: Record<string, string> = {}) =>
    fetch(`${local.origin}/v1.0/me?$select=id`, { headers: { authorization: `Bearer ${await local.graphToken(id, clientId)}`, ...extra } });
  await (await call(undefined)).arrayBuffer();
  await (await call('14d82eec-204b-4c2f-b7e8-296a70dab67e')).arrayBuffer();
  await (await call(undefined, { 'x-replay': '1' })).arrayBuffer();

  expect(local.log().map(({ n, origin, method, status, url }) => [n, origin, method, status, url])).toEqual(
    ['portal', 'sdk', 'replay'].map((origin, index) => [index + 1, origin, 'GET', 200, 'https://graph.microsoft.com/v1.0/me?$select=id']),
  );
  expect(local.log(2)).toHaveLength(1);
  await local.stop();
  const lines = (await readFile(recordFile, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { origin: string; requestBody: unknown; injected?: true });
  expect(lines.map(({ origin, requestBody, injected }) => [origin, requestBody, injected])).toEqual(['portal', 'sdk', 'replay'].map((origin) => [origin, null, undefined]));
});

test('a fault strikes the call it names, as often as it says', async () => {
  const local = await start();
  const headers = await asInes(local);
  const me = async () => fetch(`${local.origin}/v1.0/me`, { headers }).then((response) => [response.status, response.headers.get('retry-after')], () => 'cut');
  await local.admin('fault', { path: '^/me$', nth: 2, count: 2, status: 429, retryAfter: 3 });
  expect([await me(), await me(), await me(), await me()]).toEqual([[200, null], [429, '3'], [429, '3'], [200, null]]);

  await local.admin('fault', { path: '^/me$', kind: 'reset-before' });
  expect([await me(), await me()]).toEqual(['cut', [200, null]]);
  await expect(local.admin('fault', { path: '(' })).rejects.toThrow('regular expression');
});

test('inside a batch an answer is withheld or lost, and the record alone says which', async () => {
  const recordFile = join(await aFolder(), 'traffic.ndjson');
  const local = await start({ recordFile });
  await local.admin('fault', { path: '^/users/', nth: 2, status: 429, retryAfter: 1 });
  await local.admin('fault', { path: '^/groups', kind: 'reset-after' });
  const requests = [
    { id: '1', method: 'GET', url: `/users/${local.persona('Ines').id}?$select=id` },
    { id: '2', method: 'GET', url: `/users/${local.persona('Eva').id}?$select=id` },
    { id: '3', method: 'GET', url: '/groups?$top=1' },
    { id: '4', method: 'GET', url: '/me', dependsOn: ['2'] },
  ];
  const response = await fetch(`${local.origin}/v1.0/$batch`, { method: 'POST', headers: await asInes(local), body: JSON.stringify({ requests }) });
  const { responses } = (await response.json()) as { responses: { id: string; status: number; injected?: true }[] };
  expect(responses.map(({ id, status, injected }) => [id, status, injected]).sort()).toEqual([['1', 200, undefined], ['2', 429, undefined], ['3', 504, undefined], ['4', 424, undefined]]);

  await local.stop();
  const line = JSON.parse(await readFile(recordFile, 'utf8')) as { injected?: true; responseBody: { responses: { id: string; injected?: true }[] } };
  expect([line.injected, line.responseBody.responses.filter((inner) => inner.injected).map((inner) => inner.id).sort()]).toEqual([undefined, ['2', '3']]);
});

test('a reset goes back to the seed and keeps whoever is signed in', async () => {
  const local = await start();
  const { id } = local.persona('Ana');
  const headers = await asInes(local);
  const was = local.tenant.users.get(id)?.department;
  await local.admin(`users/${id}`, { department: 'Elsewhere' });
  await local.admin('reset');
  expect(local.tenant.users.get(id)?.department).toBe(was);
  expect((await fetch(`${local.origin}/v1.0/me`, { headers })).status).toBe(200);
});

test('a name that only resolves to loopback, and a page of another origin, get nothing', async () => {
  const local = await start();
  const port = Number(new URL(local.origin).port);
  const status = (host: string, headers: Record<string, string> = {}) =>
    new Promise((told, failed) => request({ host: '127.0.0.1', port, path: '/_emulator/info', headers: { host, ...headers } }, (response) => told(response.resume().statusCode)).on('error', failed).end());
  expect(await status(`localhost:${port}`)).toBe(200);
  expect(await status(`127.0.0.1:${port}`)).toBe(200);
  expect(await status(`rebound.example:${port}`)).toBe(421);
  expect(await status(`localhost:${port}`, { origin: 'https://evil.example' })).toBe(403);
});
