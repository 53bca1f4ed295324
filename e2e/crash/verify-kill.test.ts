import { afterAll, beforeAll, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun } from '@/e2e/testing/reversals';
import { aPackage, peopleWithout } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { getJob } from '@/lib/db/jobs';
import { findVerification, listReads, pageExceptions } from '@/lib/db/verifications';
import { noVerdicts } from '@/lib/rollout/verdict';
import { bundleRunner, kill } from './bundled-runner';
import type { BundledRunner } from './bundled-runner';

const PEOPLE = 30;
const GROUP = 'Plant operations – Maintenance orders';

const { tenant, admin } = withPortal({ settings: { deliveryMs: 20 } });
let runner: BundledRunner;

beforeAll(async () => {
  runner = await bundleRunner();
});

afterAll(async () => {
  await runner.remove();
});

const readsSince = (since: number): number => tenant.log(since).filter(({ method }) => method === 'GET').length;

test('a verification whose worker is killed at each of its reads leaves no half of it, writes nothing, and is told once by whoever comes after', async () => {
  const people = peopleWithout(tenant, aPackage(tenant).packageId, PEOPLE).map(({ id }) => id);
  const run = await aSettledRun(tenant, admin, [aPackage(tenant)], people);
  const { governance, members, groups } = tenant.tenant;
  const [moved, lost] = people as [string, string];
  const held = [...governance.assignments.values()].find((each) => each.targetId === moved && each.state === 'delivered' && each.packageId === aPackage(tenant).packageId)!;
  const other = [...governance.policies.values()].find((each) => each.packageId === held.packageId && each.id !== held.policyId)!;
  governance.keepAssignment({ ...held, policyId: other.id });
  members.remove([...groups.values()].find((group) => group.displayName === GROUP)?.id ?? '', lost);
  const verification = await findVerification(run.runId);
  await tenant.admin('settings', { latencyMs: 120 });
  const begun = tenant.log().at(-1)?.n ?? 0;

  for (let reads = 1; ; reads += 1) {
    const since = tenant.log().at(-1)?.n ?? 0;
    const last = runner.start();
    // The lease of the one before runs out within two seconds; then it reads from the beginning.
    await expect.poll(async () => readsSince(since) >= reads || (await listReads(run.runId, 1)).length > 0, { interval: 10 }).toBe(true);
    await kill(last);
    // Killed in the middle, there is nothing of it; one that came to its end is there whole.
    if ((await listReads(run.runId, 1)).length > 0) break;
    expect(await db().verificationException.count({ where: { runId: run.runId } })).toBe(0);
  }

  expect((await listReads(run.runId, 10)).map(({ number, counts }) => [number, counts])).toEqual([[1, { ...noVerdicts(), asSigned: PEOPLE - 2, different: 1, onItsWay: 1 }]]);
  expect((await pageExceptions(run.runId, {}, { skip: 0, take: 10 })).exceptions.map(({ personId, cause }) => [personId, cause]).sort()).toEqual([[lost, 'notShown'], [moved, 'otherPolicy']].sort());
  expect(await db().auditEvent.count({ where: { runId: run.runId, action: 'run.verify' } })).toBe(1);
  expect(tenant.log(begun).filter(({ method, url }) => method !== 'GET' && !url.includes('$batch') && !url.includes('/token')).map(({ url }) => url)).toEqual([]);
  const job = await getJob(verification?.jobId ?? '');
  expect([job.state, job.tokenCacheId === null]).toEqual(['waiting', false]);
});
