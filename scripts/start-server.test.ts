import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPostgres } from '@/e2e/testing/database';
import type { TestDatabase } from '@/e2e/testing/database';
import { StartRefused, startProduct } from '@/e2e/testing/product';
import type { Product } from '@/e2e/testing/product';
import { viewOf } from '@/e2e/testing/product-view';
import { anAdmin, aRehearsedPhase } from '@/e2e/testing/rollouts';
import { closeDb } from '@/lib/db/client';
import { countItems } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { SENT_STATES } from '@/lib/rollout/run';
import { startRun } from '@/lib/rollout/start-run';

// npm start with DATABASE_URL: the same product on a PostgreSQL server.

const KEY = Buffer.alloc(32, 5).toString('base64');
const PEOPLE = 5;

let server: TestDatabase;
let product: Product | null = null;

beforeAll(async () => {
  server = await aPostgres('empty');
});
afterAll(async () => {
  await closeDb();
  await product?.stop({ keepData: false });
  await server.close();
});

test.each([
  ['no session key', {}, 'With DATABASE_URL SESSION_KEY must be set'],
  ['a short one', { SESSION_KEY: Buffer.alloc(31).toString('base64') }, 'SESSION_KEY must be 32 bytes in base64; this one has 31'],
  ['a server that does not answer', { SESSION_KEY: KEY, DATABASE_URL: 'postgresql://postgres:postgres@localhost:1/rollout' }, 'The database of DATABASE_URL does not answer'],
])('a start with %s is refused', async (_what, env, says) => {
  const started = startProduct({ env: { DATABASE_URL: server.url, ...env } });

  await expect(started).rejects.toThrow(StartRefused);
  await expect(started).rejects.toThrow(says);
});

/** The session cookie of a browser that has signed in; it brings its token as the sign-in page does. */
async function signIn(origin: string, token: string): Promise<string> {
  const answer = await fetch(`${origin}/auth/session`, { method: 'POST', headers: { origin, authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function page(origin: string, path: string, cookie: string): Promise<{ status: number; html: string }> {
  const answer = await fetch(`${origin}${path}`, { headers: { cookie }, redirect: 'manual' });
  return { status: answer.status, html: await answer.text() };
}

/** A browser that watches a run: what it has heard, and whether the portal ended it (`true`) or cut it off. */
async function watch(address: string, cookie: string): Promise<{ heard: () => string; ended: Promise<boolean> }> {
  const answer = await fetch(address, { headers: { cookie } });
  let heard = '';
  const listen = async () => {
    for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) heard += Buffer.from(piece).toString();
  };
  return { heard: () => heard, ended: listen().then(() => true, () => false) };
}

/** How many people of a run Entra has a request of. */
async function onTheirWay(runId: string): Promise<number> {
  const counts = await countItems(runId);
  return SENT_STATES.reduce((sum, state) => sum + counts[state], 0);
}

test('on a server: people sign in, a run is stopped in the middle with its stream open, and the second start finishes it', async () => {
  const env = { DATABASE_URL: server.url, SESSION_KEY: KEY };
  const first = (product = await startProduct({ env }));
  const tenant = await viewOf(first, KEY);
  await tenant.ask('settings', { deliveryMs: 600_000 });
  const cookie = await signIn(first.origin, await tenant.apiToken(tenant.persona('Ines').id));
  expect(await page(first.origin, '/', '')).toMatchObject({ status: 307 });
  for (const path of ['/', '/catalogs', '/packages', '/rollouts', '/activity', '/settings']) expect([path, (await page(first.origin, path, cookie)).status]).toEqual([path, 200]);

  const { phaseId, hash, people } = await aRehearsedPhase(tenant, await anAdmin(tenant), { people: PEOPLE });
  const run = await startRun(await anAdmin(tenant), phaseId, hash);
  await expect.poll(() => onTheirWay(run.id), { interval: 200 }).toBe(PEOPLE);
  const stream = await watch(`${first.origin}/runs/${run.id}/progress`, cookie);
  await expect.poll(stream.heard).toContain('"runState":"running"');
  await closeDb();
  await first.stop({ keepData: true });
  expect(await stream.ended).toBe(true);

  const second = (product = await startProduct({ env: { ...env, PORT: new URL(first.origin).port, EMULATOR_PORT: new URL(first.emulatorOrigin).port }, dataDir: first.dataDir }));
  const again = await viewOf(second, KEY);
  expect((await page(second.origin, `/runs/${run.id}`, cookie)).html).toContain('Pilot, the run');
  await again.ask('clock', { advanceMs: 600_000 });
  await expect.poll(async () => (await getRun(run.id)).state, { interval: 200 }).toBe('settled');
  const { assignmentRequests } = (await again.ask('snapshot')) as ReturnType<typeof tenant.snapshot>;
  const ours = assignmentRequests.filter((request) => request.justification.includes(run.id));
  expect(ours.map((request) => [request.targetId, request.state]).sort()).toEqual(people.map(({ id }) => [id, 'delivered']).sort());
});
