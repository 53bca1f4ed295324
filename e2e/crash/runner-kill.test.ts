import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Chances } from '@/e2e/testing/chances';
import { aDeliveredPhase, anAutomaticPolicy } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, aRehearsedPhase, byPerson, oneAddEach, sentAdds } from '@/e2e/testing/rollouts';
import { countItems } from '@/lib/db/run-items';
import { listPolicies } from '@/lib/db/run-policies';
import { getRun } from '@/lib/db/runs';
import { startRun } from '@/lib/rollout/start-run';
import { bundleRunner, kill } from './bundled-runner';
import type { BundledRunner } from './bundled-runner';

const SEED = Number(process.env.KILL_SEED ?? 20261123);
const MEMBERS = 'user.userType -eq "Member" -and user.accountEnabled -eq true';
const KILLS = Number(process.env.RUNNER_KILLS ?? 4);

const { tenant, admin } = withPortal();
let runner: BundledRunner;

beforeAll(async () => {
  runner = await bundleRunner();
});

afterAll(async () => {
  await runner.remove();
});

async function aRunner(): Promise<ChildProcess> {
  const child = runner.start();
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => data.toString().includes('runner ready') && resolve());
    child.once('exit', (code) => reject(new Error(`the runner ended with ${code}`)));
  });
  return child;
}

/** The writes of one kind that the tenant answered, by its own log, those inside batches too. */
function answered(method: string, address: RegExp): number[] {
  return tenant.log().flatMap(({ method: outer, url, status, requestBody, responseBody }) => {
    const { requests = [] } = (requestBody ?? {}) as { requests?: { id: string; method: string; url: string }[] };
    const { responses = [] } = (responseBody ?? {}) as { responses?: { id: string; status: number }[] };
    const inner = requests.filter((each) => each.method === method && address.test(each.url)).map(({ id }) => responses.find((each) => each.id === id)?.status ?? 0);
    return outer === method && address.test(url) ? [status, ...inner] : inner;
  });
}

test('a worker killed at any moment is followed by one that repeats nothing and loses nobody: requests, a rule, and a group with its policy', { timeout: 240_000 + KILLS * 20_000 }, async () => {
  const chances = new Chances(SEED);
  const { packageId } = aPackage(tenant, 'Ledger reader');
  const policyId = await anAutomaticPolicy(tenant, admin, packageId, 'user.department -eq "IT" -and user.accountEnabled -eq true');
  const ruled = await aDeliveredPhase(tenant, admin, { packageName: 'Ledger reader', rule: 'user.department -eq "Legal" -and user.accountEnabled -eq true', target: MEMBERS, settings: {} });
  const invited = await aDeliveredPhase(tenant, admin, { packageName: 'Line operator', rule: MEMBERS, settings: { mode: 'invite' } });
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 120 });
  const because = { withoutApprovals: 'Nobody was asked when it came into the catalog' };
  const run = await startRun(admin, phaseId, hash);
  const [rule, group] = [await startRun(admin, ruled.phaseId, ruled.hash, because), await startRun(admin, invited.phaseId, invited.hash, because)];
  await tenant.admin('settings', { latencyMs: 150, deliveryMs: 300 });

  for (let round = 0; round < KILLS; round += 1) {
    const child = await aRunner();
    // The lease of the one before runs out within two seconds; then come reads and batches of some 150 ms each.
    await new Promise((resolve) => setTimeout(resolve, (round === 0 ? 0 : 1_500) + chances.next() * 2_500));
    await kill(child);
  }
  const last = await aRunner();
  for (const { id } of [run, rule, group]) await expect.poll(async () => (await getRun(id)).state, { interval: 200 }).toBe('settled');
  await kill(last);

  expect((await countItems(run.id)).delivered).toBe(people.length);
  expect(sentAdds(tenant.log()).sort(byPerson)).toEqual(oneAddEach(people));
  const [[saved], [opened]] = [await listPolicies(rule.id), await listPolicies(group.id)];
  expect([saved?.state, opened?.state]).toEqual(['delivered', 'delivered']);
  expect(answered('PUT', new RegExp(`assignmentPolicies/${policyId}$`))).toEqual([200]);
  expect(answered('PUT', new RegExp(`assignmentPolicies/${opened?.policyId ?? ''}$`))).toEqual([200]);
  // Asked for again by whoever came after, it is the one there is: made once.
  expect(answered('PATCH', /\/groups\(uniqueName=/).filter((status) => status === 201)).toEqual([201]);
  expect(answered('POST', /members\/\$ref$/)).toEqual(Array.from({ length: opened?.peopleCount ?? 0 }, () => 204));
  expect(tenant.tenant.members.of(opened?.groupId ?? '').size).toBe(opened?.peopleCount);
});
