import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTenant } from '../testing';
import type { RunningTenant } from '../testing';
import type { Injected } from './faults';

const EM = '/identityGovernance/entitlementManagement';

let local: RunningTenant;
let token: string;

type Seen = { status: number; retryAfter: string | null; body: unknown; headers: Headers } | 'cut';

beforeAll(async () => {
  local = await startTenant({ users: 120 });
});
afterAll(() => local.stop());

beforeEach(async () => {
  await local.admin('reset');
  token = await local.graphToken(local.persona('Ines').id);
});

/** What a client sees of a call; a broken connection or body is 'cut'. */
async function ask(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<Seen> {
  try {
    const response = await fetch(`${local.origin}/v1.0${path}`, {
      method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: text === '' ? null : JSON.parse(text) as unknown, headers: response.headers };
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    return 'cut';
  }
}

const status = async (path: string, body?: unknown) => {
  const seen = await ask(path, body);
  return seen === 'cut' ? 'cut' : seen.status;
};

async function times<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const seen: T[] = [];
  for (let n = 0; n < count; n += 1) seen.push(await act());
  return seen;
}

const fault = (rule: unknown) => local.admin('fault', rule);
const injected = async () => (await (await fetch(`${local.origin}/_emulator/fault/log`)).json()) as Injected[];
const told = async () => (await injected()).map(({ kind, method, address, did }) => [kind, method, address, did]);
const tenantTime = async () => Date.parse(((await (await fetch(`${local.origin}/_emulator/clock`)).json()) as { now: string }).now);

type BatchAnswer = { responses: { id: string; status: number; headers: Record<string, string>; body?: unknown }[] };
async function batch(requests: { method?: string; url: string; body?: unknown }[]): Promise<BatchAnswer['responses'] | number | 'cut'> {
  const seen = await ask('/$batch', { requests: requests.map((request, index) => ({ id: String(index + 1), method: 'GET', ...request, ...(request.body ? { headers: { 'Content-Type': 'application/json' } } : {}) })) });
  if (seen === 'cut') return 'cut';
  return seen.status === 200 ? (seen.body as BatchAnswer).responses : seen.status;
}

const catalogs = () => local.snapshot().catalogs.map((catalog) => catalog.displayName);

test('a probability strikes about as many calls as it says, and the same seed strikes the same ones', async () => {
  // After a reset or not: a rule with a seed of its own strikes alike whenever it is made.
  const run = async (seed: number, reset = true) => {
    await local.admin(reset ? 'reset' : 'fault', reset ? {} : { clear: true });
    await fault({ path: '^/me', probability: 0.3, status: 503, seed });
    return times(100, () => status('/me?$select=id'));
  };
  const first = await run(7);
  expect(first.filter((answer) => answer === 503).length).toBeGreaterThan(15);
  expect(first.filter((answer) => answer === 503).length).toBeLessThan(45);
  expect(await run(7)).toEqual(first);
  expect(await run(7, false)).toEqual(first);
  expect(await run(8)).not.toEqual(first);
});

test('the same rules and the same calls are struck alike, whatever the rules are', async () => {
  const run = async () => {
    await local.admin('reset');
    await fault({ path: '^/me', probability: 0.2, kind: 'reset-before' });
    await fault({ path: '^/me', probability: 0.2, status: 500 });
    await fault({ method: 'READS', probability: 0.5, kind: 'delay', delayMs: { medianMs: 2, sigma: 1 } });
    const seen = await times(40, () => status('/me?$select=id'));
    return { seen, log: (await injected()).map(({ rule, kind, call, did }) => [rule, kind, call, did]) };
  };
  const first = await run();
  expect(new Set(first.seen)).toEqual(new Set([200, 500, 'cut']));
  expect(await run()).toEqual(first);
});

test.each([500, 502, 503, 504])('%i is answered in Graph’s shape, with nothing done', async (wanted) => {
  await fault({ path: 'catalogs$', method: 'WRITES', status: wanted });
  const before = catalogs();
  const seen = await ask(`${EM}/catalogs`, { displayName: 'Unmade' });
  expect(seen).toMatchObject({ status: wanted, body: { error: { innerError: { 'request-id': expect.any(String) as string } } } });
  expect(catalogs()).toEqual(before);
  expect(local.log().at(-1)).toMatchObject({ status: wanted, injected: true });
});

test('a connection is cut before the work, or after it', async () => {
  await fault({ path: 'catalogs$', kind: 'reset-before' });
  await fault({ path: 'catalogs$', kind: 'reset-after', nth: 2 });
  const before = catalogs();
  expect(await status(`${EM}/catalogs`, { displayName: 'Before' })).toBe('cut');
  expect(await status(`${EM}/catalogs`, { displayName: 'After' })).toBe('cut');
  expect(catalogs()).toEqual([...before, 'After']);
  expect(local.log().slice(-2).map((exchange) => [exchange.status, exchange.injected])).toEqual([[0, true], [0, true]]);
});

test('inside a batch the work is withheld, or done and the answer lost', async () => {
  await fault({ path: 'catalogs$', kind: 'reset-before' });
  await fault({ path: 'catalogs$', kind: 'reset-after', nth: 2 });
  const before = catalogs();
  const answers = await batch(['Before', 'After', 'Well'].map((displayName) => ({ method: 'POST', url: `${EM}/catalogs`, body: { displayName } })));
  expect(Array.isArray(answers) && answers.map((inner) => inner.status)).toEqual([503, 504, 201]);
  expect(catalogs()).toEqual([...before, 'After', 'Well']);
});

test('a body comes slowly, and whole', async () => {
  await fault({ path: '^/users', kind: 'slow-body', overMs: 200 });
  const response = await fetch(`${local.origin}/v1.0/users?$top=50`, { headers: { authorization: `Bearer ${token}` } });
  const pieces: number[] = [];
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) pieces.push(piece.length);
  expect(pieces.length).toBeGreaterThan(3);
  expect(await told()).toEqual([['slow-body', 'GET', '/users?$top=50', 'slow body']]);
});

test('an answer ends early: with its connection, or as if that had been all', async () => {
  await fault({ path: '^/users', kind: 'truncated' });
  await fault({ path: '^/users', kind: 'truncated', nth: 2, keep: 0.3, clean: true });
  expect(await status('/users?$top=50')).toBe('cut');
  await expect(ask('/users?$top=50')).rejects.toThrow(SyntaxError);
  expect(await status('/users?$top=50')).toBe(200);
  expect(local.log().map((exchange) => [exchange.status, exchange.injected])).toEqual([[200, true], [200, true], [200, false]]);
});

test('an answer has a property that no page names, alone, in a list and in a batch, and says so in the record alone', async () => {
  await fault({ path: '^/me|^/users', kind: 'novel', property: 'mood', value: { is: 'new' }, count: 3 });
  expect([await ask('/me?$select=id'), await ask('/users?$select=id&$top=2')].map((seen) => (seen === 'cut' ? seen : seen.body))).toMatchObject([{ mood: { is: 'new' } }, { value: [{ mood: { is: 'new' } }, { mood: { is: 'new' } }] }]);
  const answers = await batch([{ url: '/me?$select=id' }, { url: '/me?$select=id' }]);
  expect(Array.isArray(answers) && answers.map(({ status: answered, body, headers }) => [answered, Object.keys(body as object).includes('mood'), Object.keys(headers).includes('x-made-up')])).toEqual([[200, true, false], [200, false, false]]);
  expect(local.log().map((exchange) => exchange.injected)).toEqual([true, true, true]);
});

test('answers are late as a distribution has it', async () => {
  await fault({ path: '^/me', kind: 'delay', delayMs: 5 });
  await fault({ path: '^/me', kind: 'delay', delayMs: { from: 1, to: 9 } });
  await fault({ path: '^/me', kind: 'delay', delayMs: { medianMs: 4, sigma: 0.5, mostMs: 12 } });
  await times(30, () => status('/me?$select=id'));
  const late = (rule: number, log: Injected[]) => log.filter((entry) => entry.rule === rule).map(({ did }) => Number.parseInt(did, 10));
  const log = await injected();
  expect(late(1, log)).toEqual([5]);
  const [even, skewed] = [late(2, log), late(3, log)];
  expect([even.length, skewed.length]).toEqual([30, 30]);
  expect(Math.min(...even)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...even)).toBeLessThanOrEqual(9);
  expect(new Set(even).size).toBeGreaterThan(4);
  expect(Math.max(...skewed)).toBeLessThanOrEqual(12);
  expect([...skewed].sort((one, other) => one - other)[15]).toBeLessThan(7);
  const exchange = local.log()[0];
  expect((exchange?.endedMs ?? 0) - (exchange?.startedMs ?? 0)).toBeGreaterThanOrEqual(6);
});

test('a bucket lets its burst through, then as much as runs in, and says how long to wait', async () => {
  await fault({ kind: 'throttle', path: '^/me', perSecond: 0.01, burst: 3 });
  expect(await times(4, () => status('/me?$select=id'))).toEqual([200, 200, 200, 429]);
  const refused = await ask('/me?$select=id');
  expect(refused).toMatchObject({ status: 429, body: { error: { code: 'TooManyRequests' } } });
  const wait = Number(refused === 'cut' ? 0 : refused.retryAfter);
  expect(wait).toBeGreaterThan(90);
  await local.admin('clock', { advanceMs: wait * 1000 });
  expect(await times(2, () => status('/me?$select=id'))).toEqual([200, 429]);
});

test('a window lets so many through and then none until the next one', async () => {
  await fault({ kind: 'throttle', path: '^/me', by: 'window', windowMs: 600_000, perSecond: 0.005 });
  expect(await times(4, () => status('/me?$select=id'))).toEqual([200, 200, 200, 429]);
  await local.admin('clock', { advanceMs: 600_000 });
  expect(await times(4, () => status('/me?$select=id'))).toEqual([200, 200, 200, 429]);
});

test('a quota halves at a moment, or after so many calls', async () => {
  await fault({ kind: 'throttle', path: '^/me', by: 'window', windowMs: 600_000, perSecond: 0.01, halveAfterMs: 600_000 });
  await fault({ kind: 'throttle', path: '^/organization', by: 'window', windowMs: 600_000, perSecond: 0.01, halveAfterCalls: 2 });
  const through = async (path: string) => (await times(8, () => status(path))).filter((answer) => answer === 200).length;
  expect(await through('/me?$select=id')).toBe(6);
  expect(await through('/organization')).toBe(3);
  await local.admin('clock', { advanceMs: 600_000 });
  expect(await through('/me?$select=id')).toBe(3);
});

test('a quota for writes leaves reads alone, and some services do not say how long to wait', async () => {
  await fault({ kind: 'throttle', method: 'WRITES', perSecond: 0.001, burst: 1, retryAfter: false });
  const make = (displayName: string) => ask(`${EM}/catalogs`, { displayName });
  expect(await make('One')).toMatchObject({ status: 201 });
  expect(await make('Two')).toMatchObject({ status: 429, retryAfter: null });
  expect(await times(3, () => status(`${EM}/catalogs`))).toEqual([200, 200, 200]);
});

test('inside a batch each request is throttled for itself', async () => {
  await fault({ kind: 'throttle', path: '^/(me|users)', perSecond: 0.001, burst: 2 });
  const answers = await batch([{ url: '/me?$select=id' }, { url: '/me?$select=id' }, { url: '/me?$select=id' }, { url: '/organization' }]);
  expect(Array.isArray(answers) && answers.map((inner) => [inner.status, 'Retry-After' in inner.headers])).toEqual([[200, false], [200, false], [429, true], [200, false]]);
});

test('a batch can be refused as a whole, at the cost of what is in it', async () => {
  await fault({ kind: 'throttle', path: '^/me', perSecond: 0.001, burst: 3, wholeBatch: true });
  const two = () => batch([{ url: '/me?$select=id' }, { url: '/me?$select=id' }, { url: '/organization' }]);
  expect(Array.isArray(await two())).toBe(true);
  expect(await two()).toBe(429);
  expect(await times(2, () => status('/me?$select=id'))).toEqual([200, 429]);
});

test('directory answers carry resource units and how much of the limit is used; entitlement management’s do not', async () => {
  await fault({ kind: 'throttle', costs: 'units', perSecond: 0.001, burst: 10 });
  const header = (seen: Seen, name: string) => (seen === 'cut' ? null : seen.headers.get(`x-ms-${name}`));
  const groupId = local.snapshot().groups[0]?.id ?? '';
  const costs = ['/users', '/users?$select=id', `/groups/${groupId}/members`, '/me?$expand=manager'];
  const seen: Seen[] = [];
  for (const path of costs) seen.push(await ask(path));
  expect(seen.map((answer) => header(answer, 'resource-unit'))).toEqual(['2', '1', '3', '2']);
  expect(seen.map((answer) => header(answer, 'throttle-limit-percentage'))).toEqual([null, null, null, '0.8']);
  expect(header(await ask(`${EM}/catalogs`), 'resource-unit')).toBeNull();
  const refused = await ask(`/groups/${groupId}/transitiveMembers`);
  expect(refused).toMatchObject({ status: 429 });
  expect(header(refused, 'throttle-limit-percentage')).toBe('1.4');
  expect(header(refused, 'throttle-scope')).toBe(`Tenant_Application/ReadWrite/${local.info.apiClientId}/${local.info.tenantId}`);
  expect(header(refused, 'throttle-information')).toBe('ResourceUnitLimitExceeded');
});

test('reads show old data for a while, alone and inside a batch; writes are done all the same', async () => {
  await fault({ kind: 'stale', path: `${EM}/catalogs`, forMs: 60_000 });
  const listed = async () => {
    const seen = await ask(`${EM}/catalogs`);
    return seen === 'cut' ? [] : (seen.body as { value: { displayName: string }[] }).value.map((row) => row.displayName);
  };
  const before = await listed();
  expect(await status(`${EM}/catalogs`, { displayName: 'Fresh' })).toBe(201);
  expect(await listed()).toEqual(before);
  const inside = await batch([{ url: `${EM}/catalogs` }]);
  expect(JSON.stringify(inside)).not.toContain('Fresh');
  await local.admin('clock', { advanceMs: 60_000 });
  expect(await listed()).toEqual([...before, 'Fresh']);
});

test('the service’s clock is off, in the Date header and in what it writes', async () => {
  await fault({ kind: 'clock-skew', skewMs: -600_000, path: 'catalogs$' });
  const sent = await tenantTime();
  const seen = await ask(`${EM}/catalogs`, { displayName: 'Early' });
  if (seen === 'cut') throw new Error('cut');
  const created = Date.parse((seen.body as { createdDateTime: string }).createdDateTime);
  expect(Math.round((created - sent) / 60_000)).toBe(-10);
  expect(Math.round((Date.parse(seen.headers.get('date') ?? '') - sent) / 60_000)).toBe(-10);
});

test('what was written while the clock was ahead is listed as soon as the clock is right', async () => {
  await fault({ kind: 'clock-skew', skewMs: 180_000, path: 'catalogs$' });
  await ask(`${EM}/catalogs`, { displayName: 'Ahead' });
  await local.admin('fault', { clear: true });
  const answer = await ask(`${EM}/catalogs?$filter=displayName eq 'Ahead'&$select=displayName`);
  if (answer === 'cut') throw new Error('cut');
  expect((answer.body as { value: { displayName: string }[] }).value.map(({ displayName }) => displayName)).toEqual(['Ahead']);
});

test('an application or a site vanishes as a group does', async () => {
  const { tenant } = local;
  const application = [...tenant.applications.values()].find(({ appId }) => appId !== local.info.apiClientId && appId !== local.info.browserClientId && [...tenant.servicePrincipals.values()].some((principal) => principal.appId === appId));
  const principal = [...tenant.servicePrincipals.values()].find(({ appId }) => appId === application?.appId);
  const [site] = [...tenant.sites.values()];
  await fault({ kind: 'happens', what: 'application-deleted', whom: principal?.id, path: '^/me', nth: 1 });
  await fault({ kind: 'happens', what: 'resource-deleted', whom: site?.webUrl, path: '^/me', nth: 1 });
  await status('/me?$select=id');
  expect([tenant.applications.has(application?.id ?? ''), tenant.servicePrincipals.has(principal?.id ?? ''), tenant.sites.has(site?.id ?? '')]).toEqual([false, false, false]);
  expect((await told()).map(([, , , did]) => did)).toEqual([`application-deleted ${principal?.id}`, `resource-deleted ${site?.webUrl}`]);
});

test('somebody is disabled, somebody deleted, a group vanishes, at the very call named', async () => {
  const ana = local.persona('Ana').id;
  const marta = local.persona('Marta').id;
  const groupId = local.snapshot().groups[0]?.id ?? '';
  await fault({ kind: 'happens', what: 'user-deleted', whom: ana, path: `^/users/${ana}`, nth: 3 });
  await fault({ kind: 'happens', what: 'user-disabled', whom: marta, path: '^/groups', nth: 2 });
  await fault({ kind: 'happens', what: 'group-deleted', whom: groupId, path: '^/groups', nth: 2 });
  expect(await times(4, () => status(`/users/${ana}?$select=id`))).toEqual([200, 200, 404, 404]);
  expect(await times(3, () => status(`/groups/${groupId}`))).toEqual([200, 404, 404]);
  expect(local.tenant.users.get(marta)?.accountEnabled).toBe(false);
  expect(await told()).toEqual([
    ['happens', 'GET', `/users/${ana}?$select=id`, `user-deleted ${ana}`],
    ['happens', 'GET', `/groups/${groupId}`, `user-disabled ${marta}`],
    ['happens', 'GET', `/groups/${groupId}`, `group-deleted ${groupId}`],
  ]);
});

test('an administrator’s role runs out, or their sessions are revoked, in mid-run', async () => {
  const ines = local.persona('Ines').id;
  await fault({ kind: 'happens', what: 'role-ended', whom: ines, path: 'catalogs', nth: 2 });
  expect(await times(2, () => status(`${EM}/catalogs`))).toEqual([200, 403]);
  await fault({ kind: 'happens', what: 'sessions-revoked', whom: ines, path: '^/me' });
  expect(await times(2, () => status('/me?$select=id'))).toEqual([200, 401]);
});

test('one rule is taken back, or all of them', async () => {
  const [first] = (await fault({ path: '^/me', count: null })) as { id: number }[];
  await fault({ path: '^/organization', count: null, status: 500 });
  expect([await status('/me'), await status('/organization')]).toEqual([503, 500]);
  await fault({ remove: first?.id });
  expect([await status('/me'), await status('/organization')]).toEqual([200, 500]);
  await fault({ clear: true });
  expect(await status('/organization')).toBe(200);
});

/** A direct assignment made now; gives the request's id. */
async function assign(targetId: string): Promise<string> {
  const { packages, policies } = local.snapshot();
  const accessPackage = packages.find((candidate) => candidate.displayName === 'Line operator');
  const policy = policies.find((candidate) => candidate.packageId === accessPackage?.id && candidate.displayName === 'Direct assignment');
  const seen = await ask(`${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment: { targetId, assignmentPolicyId: policy?.id, accessPackageId: accessPackage?.id } });
  if (seen === 'cut' || seen.status !== 201) throw new Error(JSON.stringify(seen));
  return (seen.body as { id: string }).id;
}

test('a delivery fails, gives half, or hangs with an empty target; the next one goes well', async () => {
  await fault({ kind: 'delivery', outcome: 'fail', count: 1 });
  await fault({ kind: 'delivery', outcome: 'partial', nth: 2, count: 1 });
  await fault({ kind: 'delivery', outcome: 'hang', nth: 3, count: 1 });
  const ids = [];
  for (const name of ['Ana', 'Eva', 'Tomasz', 'Jonas']) {
    ids.push(await assign(local.persona(name).id));
    await local.admin('clock', { advanceMs: 60_000 });
    await status('/me?$select=id');
  }
  const requests = new Map(local.snapshot().assignmentRequests.map((request) => [request.id, request]));
  expect(ids.map((id) => requests.get(id)?.state)).toEqual(['deliveryFailed', 'partiallyDelivered', 'delivering', 'delivered']);
  const hung = await ask(`${EM}/assignments/${requests.get(ids[2] ?? '')?.assignmentId}?$expand=target`);
  expect(hung).toMatchObject({ status: 200, body: { state: 'delivering', target: { objectId: null, displayName: null, email: 'tomasz.nowak@haldenvoss.example' } } });
  expect((await injected()).filter((entry) => entry.kind === 'delivery').map(({ did }) => did)).toEqual(['fail', 'partial', 'hang']);
});

test('without a licence entitlement management refuses everything, with P2 alone what came with Governance', async () => {
  const refused = { status: 403, body: { error: { code: 'NoLicense', message: 'User is not authorized to perform the operation. Reason: Tenant does not meet license requirement!' } } };
  await local.admin('settings', { licences: 'none' });
  expect(await ask(`${EM}/catalogs`)).toMatchObject(refused);
  expect(await status('/me')).toBe(200);
  await local.admin('settings', { licences: 'P2' });
  expect(await status(`${EM}/catalogs`)).toBe(200);
  expect(await ask(`${EM}/assignmentPolicies`, { displayName: 'Everybody', automaticRequestSettings: { requestAccessForAllowedTargets: true } })).toMatchObject(refused);
});
