import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { POST as openSessionRoute } from '@/app/auth/session/route';
import { POST as signOutRoute } from '@/app/auth/sign-out/route';
import { withPortal } from '@/e2e/testing/portal';
import { closeDb, db, inTransaction } from '@/lib/db/client';
import { copyTokenCacheForJob, deleteTokenCache, forgetGraphToken, grantedScopes, graphTokenFor } from './graph-token';
import { findSession, hashOfSessionId } from './session';

const PORTAL = 'http://localhost:3000';
const OLD_KEY = randomBytes(32).toString('base64');

const { tenant } = withPortal({ users: 120 });
let ines: string;

beforeAll(() => {
  ines = tenant.persona('Ines').id;
});

beforeEach(() => {
  process.env.SESSION_KEY = OLD_KEY;
  delete process.env.SESSION_KEY_PREVIOUS;
});

function bring(token: string, headers: Record<string, string> = {}): Promise<Response> {
  const own = { origin: PORTAL, authorization: `Bearer ${token}`, ...headers };
  return openSessionRoute(new Request(`${PORTAL}/auth/session`, { method: 'POST', headers: own }));
}

/** The status and code of a refused sign-in; a refusal never sets a cookie. */
async function refusal(answer: Response): Promise<[number, string]> {
  expect(answer.headers.get('set-cookie')).toBeNull();
  return [answer.status, ((await answer.json()) as { code: string }).code];
}

function cookieOf(answer: Response): string {
  return /^session=([^;]*)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';
}

/** Signs in and gives the session id that the browser would keep. */
async function aSession(personId = ines): Promise<string> {
  const answer = await bring(await tenant.apiToken(personId));
  expect(answer.status).toBe(200);
  return cookieOf(answer);
}

async function liveSession(id: string) {
  const session = await findSession(id);
  if (!session) throw new Error('the session is not live');
  return session;
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );
}

test('a token for the portal, brought by its own page, opens a session that holds who it is and a token for Graph', async () => {
  const answer = await bring(await tenant.apiToken(ines));
  expect(answer.headers.get('set-cookie')).toMatch(/^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=86400$/);
  expect(answer.headers.get('cache-control')).toBe('no-store');

  const { tokenCacheId, ...session } = await liveSession(cookieOf(answer));
  expect(session).toEqual({
    id: hashOfSessionId(cookieOf(answer)),
    personId: ines,
    name: 'Ines Aalto',
    userPrincipalName: 'ines.aalto@haldenvoss.example',
    roles: ['Rollout.Admin'],
    readOnly: false,
    tenantId: tenant.info.tenantId,
    tenantName: expect.any(String) as unknown,
    isLocalTenant: true,
  });
  const me = await fetch(`${tenant.origin}/v1.0/me`, { headers: { authorization: `Bearer ${await graphTokenFor(tokenCacheId)}` } });
  expect([me.status, ((await me.json()) as { id: string }).id]).toEqual([200, ines]);
  expect((await grantedScopes(tokenCacheId)).some((scope) => scope.endsWith('EntitlementManagement.ReadWrite.All'))).toBe(true);
});

test('the database holds neither the session id nor any token in the clear', async () => {
  const token = await tenant.apiToken(ines);
  const id = cookieOf(await bring(token));
  const { tokenCacheId } = await liveSession(id);
  const rows = await db().$queryRaw<{ text: string }[]>`
    SELECT concat(s::text, encode(c.cache, 'escape'), encode(c.assertion, 'escape')) AS text
    FROM "session" s JOIN "token_cache" c ON c.id = s.token_cache_id WHERE c.id = ${tokenCacheId}::uuid`;
  const stored = rows.map((row) => row.text).join();
  expect(stored).toContain(createHash('sha256').update(id).digest('hex'));
  for (const secret of [id, token, 'refresh_token', 'RefreshToken', 'eyJ']) expect(stored).not.toContain(secret);
});

test('https gives the cookie its host prefix and Secure', async () => {
  process.env.PORTAL_ORIGIN = 'https://portal.haldenvoss.example';
  try {
    const answer = await bring(await tenant.apiToken(ines), { origin: 'https://portal.haldenvoss.example' });
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure$/);
  } finally {
    process.env.PORTAL_ORIGIN = PORTAL;
  }
});

test('without Origin, or from another, nothing is opened', async () => {
  const token = await tenant.apiToken(ines);
  const bare = new Request(`${PORTAL}/auth/session`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  expect(await refusal(await openSessionRoute(bare))).toEqual([403, 'foreignOrigin']);
  for (const origin of ['null', 'https://elsewhere.example', 'http://localhost:3001', `${PORTAL}.elsewhere.example`]) {
    expect(await refusal(await bring(token, { origin }))).toEqual([403, 'foreignOrigin']);
  }
  expect((await bring(token)).status).toBe(200);
});

test('a token is taken once, also by two at the same moment', async () => {
  const token = await tenant.apiToken(ines);
  const answers = await Promise.all([bring(token), bring(token)]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
  expect(await refusal(await bring(token))).toEqual([401, 'signedOut']);
});

test('a token written differently is still the same token', async () => {
  const token = await tenant.apiToken(ines);
  expect((await bring(token)).status).toBe(200);
  // The last character of a signature carries four bits that nobody reads.
  const last = token.at(-1) ?? '';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const twin = token.slice(0, -1) + (alphabet[alphabet.indexOf(last) ^ 1] ?? '');
  expect(await refusal(await bring(twin))).toEqual([401, 'signedOut']);
});

test('no other token opens a session', async () => {
  const good = await tenant.apiToken(ines);
  const [header, payload, signature] = good.split('.') as [string, string, string];
  const richer = Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), roles: ['Rollout.Admin', 'x'] })).toString('base64url');
  const unsigned = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'none' })).toString('base64url');
  const otherClient = '11111111-2222-4333-8444-555555555555';
  const bad = {
    'of another client': await tenant.apiToken(ines, { azp: otherClient }),
    'an ID token': await tenant.apiToken(ines, { aud: tenant.info.browserClientId, azp: undefined, scp: undefined }),
    'a Graph token': await tenant.graphToken(ines),
    'for another API': await tenant.apiToken(ines, { aud: otherClient }),
    'of version 1.0': await tenant.apiToken(ines, { ver: '1.0' }),
    'with another scope': await tenant.apiToken(ines, { scp: 'access_as_user2 other' }),
    'app-only': await tenant.apiToken(ines, { idtyp: 'app', scp: undefined, roles: ['Rollout.Admin'] }),
    'app-only with a scope': await tenant.apiToken(ines, { idtyp: 'app' }),
    'of another issuer': await tenant.apiToken(ines, { iss: 'https://login.elsewhere.example/v2.0' }),
    'expired': await tenant.apiToken(ines, {}, -120),
    'with changed claims': [header, richer, signature].join('.'),
    'with another signature': [header, payload, randomBytes(256).toString('base64url')].join('.'),
    'unsigned': `${unsigned}.${payload}.AA`,
    'no token at all': 'hello.there.you',
  };
  const answers = await Promise.all(Object.entries(bad).map(async ([name, token]) => [name, ...(await refusal(await bring(token)))]));
  expect(answers).toEqual(Object.keys(bad).map((name) => [name, 401, 'signedOut']));
  expect((await bring(good)).status).toBe(200);
});

test('an account of another tenant is refused, naming both', async () => {
  const ours = '99999999-2222-4333-8444-555555555555';
  const { tenantId } = tenant.info;
  // Entra signs for all tenants with keys in common, so that only the claims tell them apart.
  const keys = await (await fetch(`${tenant.origin}/${tenantId}/discovery/v2.0/keys`)).text();
  const entra = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(keys));
  await new Promise<void>((resolve) => entra.listen(0, 'localhost', resolve));
  Object.assign(process.env, { ENTRA_TENANT_ID: ours, LOGIN_ORIGIN: `http://localhost:${(entra.address() as AddressInfo).port}` });
  try {
    const answer = await bring(await tenant.apiToken(ines));
    const { message } = (await answer.json()) as { message: string };
    expect([answer.status, message.includes(ours), message.includes(tenantId)]).toEqual([403, true, true]);
  } finally {
    Object.assign(process.env, { ENTRA_TENANT_ID: tenantId, LOGIN_ORIGIN: tenant.origin });
    entra.close();
  }
});

test('a database of another tenant is refused, naming both', async () => {
  await aSession();
  await db().installation.update({ where: { one: true }, data: { tenantId: 'another', tenantName: 'Contoso' } });
  try {
    const answer = await bring(await tenant.apiToken(ines));
    const body = (await answer.json()) as { code: string; message: string };
    expect([answer.status, body.code]).toEqual([409, 'conflict']);
    expect(body.message).toContain('Contoso');
    expect(body.message).toContain(tenant.info.tenantId);
  } finally {
    await db().installation.update({ where: { one: true }, data: { tenantId: tenant.info.tenantId, tenantName: tenant.info.tenantName } });
  }
});

test('signing in again ends the session the browser had', async () => {
  const first = await aSession();
  const answer = await bring(await tenant.apiToken(ines), { cookie: `theme=dark; session=${first}` });
  expect(await findSession(first)).toBeNull();
  expect((await liveSession(cookieOf(answer))).personId).toBe(ines);
});

test('a role that was taken away is gone with the next token, and until then after an hour only reading is left', async () => {
  const tomasz = tenant.persona('Tomasz').id;
  const before = await aSession(tomasz);
  await tenant.admin('roles', { userId: tomasz, appRoles: [] });
  try {
    expect((await liveSession(before)).roles).toEqual(['Rollout.Helpdesk']);
    await db().session.update({ where: { idHash: hashOfSessionId(before) }, data: { rolesUntil: new Date(Date.now() - 1000) } });
    expect((await liveSession(before)).readOnly).toBe(true);
    expect((await liveSession(await aSession(tomasz))).roles).toEqual([]);
  } finally {
    await tenant.admin('roles', { userId: tomasz, appRoles: ['Rollout.Helpdesk'] });
  }
});

test('a session ends after eight idle hours, and after a day whatever is done', async () => {
  const idle = await aSession();
  const old = await aSession();
  const hour = 3_600_000;
  await db().session.update({ where: { idHash: hashOfSessionId(idle) }, data: { lastSeenAt: new Date(Date.now() - 7 * hour) } });
  expect(await findSession(idle)).not.toBeNull();
  await db().session.update({ where: { idHash: hashOfSessionId(idle) }, data: { lastSeenAt: new Date(Date.now() - 8 * hour) } });
  await db().session.update({ where: { idHash: hashOfSessionId(old) }, data: { endsAt: new Date(Date.now() - 1) } });
  expect([await findSession(idle), await findSession(old)]).toEqual([null, null]);
});

test('being here is written at most once a minute', async () => {
  const id = await aSession();
  const where = { idHash: hashOfSessionId(id) };
  await findSession(id);
  const first = (await db().session.findUniqueOrThrow({ where })).lastSeenAt;
  await findSession(id);
  expect((await db().session.findUniqueOrThrow({ where })).lastSeenAt).toEqual(first);

  const earlier = new Date(Date.now() - 61_000);
  await db().session.update({ where, data: { lastSeenAt: earlier } });
  await findSession(id);
  expect((await db().session.findUniqueOrThrow({ where })).lastSeenAt.getTime()).toBeGreaterThan(earlier.getTime());
});

test('signing out ends the session with its tokens; from elsewhere nobody can', async () => {
  const id = await aSession();
  const { tokenCacheId } = await liveSession(id);
  await graphTokenFor(tokenCacheId);
  const leave = (headers: Record<string, string>) => signOutRoute(new Request(`${PORTAL}/auth/sign-out`, { method: 'POST', headers: { cookie: `session=${id}`, ...headers } }));

  expect((await leave({})).status).toBe(403);
  expect((await leave({ origin: 'https://elsewhere.example' })).status).toBe(403);
  expect(await findSession(id)).not.toBeNull();

  const answer = await leave({ origin: PORTAL });
  expect([answer.status, answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([
    303,
    `${PORTAL}/signed-out?leaving=1`,
    'session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
  ]);
  expect(await findSession(id)).toBeNull();
  expect(await db().tokenCache.findUnique({ where: { id: tokenCacheId } })).toMatchObject({ cache: null, assertion: null });
  expect(await codeOf(graphTokenFor(tokenCacheId))).toBe('signedOut');
});

test('a token cache moved to another row, or with a byte flipped, does not open', async () => {
  const [mine, theirs] = [await liveSession(await aSession()), await liveSession(await aSession(tenant.persona('Eva').id))];
  const { cache } = await db().tokenCache.findUniqueOrThrow({ where: { id: theirs.tokenCacheId } });
  await db().tokenCache.update({ where: { id: mine.tokenCacheId }, data: { cache } });
  expect(await codeOf(graphTokenFor(mine.tokenCacheId))).toBe('signedOut');

  const flipped = new Uint8Array(cache ?? []);
  flipped[100] = (flipped[100] ?? 0) ^ 1;
  await db().tokenCache.update({ where: { id: theirs.tokenCacheId }, data: { cache: flipped } });
  expect(await codeOf(graphTokenFor(theirs.tokenCacheId))).toBe('signedOut');
});

test('a session lives over a restart and a change of key, until the old key is gone', async () => {
  const id = await aSession();
  const { tokenCacheId } = await liveSession(id);
  await closeDb();
  forgetGraphToken(tokenCacheId);

  process.env.SESSION_KEY = randomBytes(32).toString('base64');
  process.env.SESSION_KEY_PREVIOUS = OLD_KEY;
  expect((await liveSession(id)).personId).toBe(ines);
  expect(await graphTokenFor(tokenCacheId)).toMatch(/^eyJ/);

  delete process.env.SESSION_KEY_PREVIOUS;
  forgetGraphToken(tokenCacheId);
  expect(await codeOf(graphTokenFor(tokenCacheId))).toBe('signedOut');
});

test('the token for Graph is renewed in silence, by one for all who wait, and kept for the next', async () => {
  await tenant.admin('settings', { tokenLifetimeSeconds: 200 });
  try {
    const { tokenCacheId } = await liveSession(await aSession());
    const row = () => db().tokenCache.findUniqueOrThrow({ where: { id: tokenCacheId } });
    const before = await row();
    const tokens = await Promise.all([graphTokenFor(tokenCacheId), graphTokenFor(tokenCacheId), graphTokenFor(tokenCacheId)]);
    expect(new Set(tokens).size).toBe(1);
    expect((await row()).version).toBe(before.version + 1);
  } finally {
    await tenant.admin('settings', { tokenLifetimeSeconds: 3600 });
  }
});

test('when Entra wants the person back, it says so', async () => {
  await tenant.admin('settings', { tokenLifetimeSeconds: 200 });
  const eva = tenant.persona('Eva').id;
  const { tokenCacheId } = await liveSession(await aSession(eva));
  await tenant.admin('settings', { tokenLifetimeSeconds: 3600 });
  await tenant.admin('revoke', { userId: eva });
  expect(await codeOf(graphTokenFor(tokenCacheId))).toBe('signedOut');
});

test('a job’s copy lives on when the session ends, and is gone when it is deleted', async () => {
  const id = await aSession();
  const { tokenCacheId } = await liveSession(id);
  const copy = await inTransaction((tx) => copyTokenCacheForJob(tx, tokenCacheId));
  await signOutRoute(new Request(`${PORTAL}/auth/sign-out`, { method: 'POST', headers: { origin: PORTAL, cookie: `session=${id}` } }));
  expect(await graphTokenFor(copy)).toMatch(/^eyJ/);
  await inTransaction((tx) => deleteTokenCache(tx, copy));
  expect(await codeOf(graphTokenFor(copy))).toBe('signedOut');
});

test('opening a session is in the audit, once and in the person’s name', async () => {
  const { tokenCacheId } = await liveSession(await aSession());
  const events = await db().auditEvent.findMany({ where: { objectType: 'session', objectId: tokenCacheId }, include: { actor: true } });
  expect(events.map(({ action, outcome, actor }) => [action, outcome, actor?.name])).toEqual([['session.open', 'done', 'Ines Aalto']]);
});

test('sign-ins that come faster than people make them are refused, by the address nearest to us', async () => {
  const from = (addresses: string) => bring('no.good.token', { 'x-forwarded-for': addresses });
  const refused: number[] = [];
  // What a browser writes into the header stands before what our own proxy appends, so it changes nothing.
  for (let n = 0; n < 121; n += 1) refused.push((await from(`10.0.0.${n}, 192.0.2.7`)).status);

  expect(new Set(refused.slice(0, 120))).toEqual(new Set([401]));
  expect(refused[120]).toBe(429);
  expect((await from('192.0.2.8')).status).toBe(401);
});
