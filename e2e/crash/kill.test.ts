import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Chances } from '@/e2e/testing/chances';
import { aTrafficFile, startProduct } from '@/e2e/testing/product';
import type { Product } from '@/e2e/testing/product';
import { viewOf } from '@/e2e/testing/product-view';
import { anAdmin, aRehearsedPhase, byPerson, oneAddEach, sentAdds } from '@/e2e/testing/rollouts';
import type { TenantView } from '@/e2e/testing/rollouts';
import { closeDb, db } from '@/lib/db/client';
import { countItems } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { startRun } from '@/lib/rollout/start-run';

const PEOPLE = 60;
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 1);
const SEED = Number(process.env.KILL_SEED ?? 20261123);
const KEY = Buffer.alloc(32, 9).toString('base64');

let product: Product | null = null;
let folder: string | null = null;

afterAll(async () => {
  await closeDb();
  await product?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Every request for an assignment that reached the local tenant, by the log it writes as it goes. */
function sentByLog(file: string): { person: string; status: number }[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return sentAdds(lines.map((line) => JSON.parse(line) as { requestBody: unknown; responseBody: unknown })).sort(byPerson);
}

/** Starts the product on the same folder again, and lets the test's own code reach its database and tenant. */
async function startOn(dataDir: string, env: Record<string, string | undefined>): Promise<TenantView> {
  await closeDb();
  product = await startProduct({ dataDir, env });
  const view = await viewOf(product, KEY);
  await view.ask('settings', { latencyMs: 120, deliveryMs: 800 });
  return view;
}

test('a run that is killed in the middle, and before anybody was woken for it, gives everybody exactly one request', { timeout: 240_000 + ROUNDS * 120_000 }, async () => {
  const chances = new Chances(SEED);
  folder = await mkdtemp(path.join(tmpdir(), 'access-rollout-kill-'));
  const log = aTrafficFile() ?? path.join(folder, 'traffic.ndjson');
  const env = { SESSION_KEY: KEY, RECORD_TRAFFIC: log };
  const dataDir = path.join(folder, 'data');
  const tenant = await startOn(dataDir, env);
  const admin = await anAdmin(tenant);
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: PEOPLE, packageName: 'Maintenance planner' });

  // The run is committed from here, so nobody in the portal is woken for it; then the portal dies.
  const run = await startRun(admin, phaseId, hash);
  await product?.kill('portal');
  await startOn(dataDir, env);

  for (let round = 0; round < ROUNDS; round += 1) {
    const before = sentByLog(log).length;
    await expect.poll(() => sentByLog(log).length > before || before === PEOPLE, { interval: 20 }).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, chances.next() * 400));
    await product?.kill('portal');
    await startOn(dataDir, env);
  }

  await expect.poll(async () => (await getRun(run.id)).state, { interval: 250 }).toBe('settled');
  expect((await countItems(run.id)).delivered).toBe(PEOPLE);
  expect(sentByLog(log)).toEqual(oneAddEach(people));
  expect(await db().job.count({ where: { runId: run.id, state: 'done', tokenCacheId: null } })).toBe(1);
});
