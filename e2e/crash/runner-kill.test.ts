import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aRehearsedPhase, byPerson, oneAddEach, sentAdds } from '@/e2e/testing/rollouts';
import { countItems } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { startRun } from '@/lib/rollout/start-run';
import { bundleRunner, kill } from './bundled-runner';

const root = path.resolve(import.meta.dirname, '../..');
const SEED = Number(process.env.KILL_SEED ?? 20261123);
const KILLS = Number(process.env.RUNNER_KILLS ?? 6);

const { tenant, admin } = withPortal();
let runner: Awaited<ReturnType<typeof bundleRunner>>;

beforeAll(async () => {
  runner = await bundleRunner();
});

afterAll(async () => {
  await runner.remove();
});

function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

async function aRunner(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [runner.program], { cwd: root, env: process.env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => data.toString().includes('runner ready') && resolve());
    child.once('exit', (code) => reject(new Error(`the runner ended with ${code}`)));
  });
  return child;
}

test('a worker killed at any moment is followed by one that repeats nothing and loses nobody', { timeout: 240_000 + KILLS * 20_000 }, async () => {
  const chance = chances(SEED);
  await tenant.admin('settings', { latencyMs: 150, deliveryMs: 300 });
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 120 });
  const run = await startRun(admin, phaseId, hash);

  for (let round = 0; round < KILLS; round += 1) {
    const child = await aRunner();
    // The lease of the one before runs out within two seconds; then come reads and batches of some 150 ms each.
    await new Promise((resolve) => setTimeout(resolve, (round === 0 ? 0 : 1_500) + chance() * 2_500));
    await kill(child);
  }
  const last = await aRunner();
  await expect.poll(async () => (await getRun(run.id)).state, { interval: 200 }).toBe('settled');
  await kill(last);

  expect((await countItems(run.id)).delivered).toBe(people.length);
  expect(sentAdds(tenant.log()).sort(byPerson)).toEqual(oneAddEach(people));
});
