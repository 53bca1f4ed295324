import { beforeEach, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aRehearsedPhase, byPerson, oneAddEach, sentAdds } from '@/e2e/testing/rollouts';
import type { RehearsedPhase } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { countItems, takeItemsToSend } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { requestAssignments } from '@/lib/graph/assignment-requests';
import { graphFor } from '@/lib/graph/graph-for';
import { markOf } from '@/lib/rollout/run';
import { startRun } from '@/lib/rollout/start-run';
import { Lease } from './lease';
import { workOffRun } from './run-job';
import type { RunTiming } from './run-work';

const TIMING: RunTiming = { visibilityMs: 300, pollLeastMs: 50, pollMostMs: 200 };
const { tenant, admin } = withPortal({ settings: { deliveryMs: 50 } });

const now = (): number => tenant.log().at(-1)?.n ?? 0;
const accepted = (since: number) => sentAdds(tenant.log(since)).filter(({ status }) => status === 201).sort(byPerson);
const told = async (runId: string) => (await db().auditEvent.findMany({ where: { runId, action: 'assignment.request', outcome: 'done' } })).map(({ detail }) => (detail as { request: string }).request).sort();
const requestsOf = (runId: string) => tenant.snapshot().assignmentRequests.filter(({ justification }) => justification.includes(`run ${runId} `));

beforeEach(async () => {
  await tenant.admin('fault', { clear: true });
  await tenant.admin('settings', { visibilityMs: 0, deliveryMs: 50 });
});

/** Works a run off until it has settled; what waits for a while goes on at once. */
async function settled(runId: string, jobId: string, timing: RunTiming): Promise<void> {
  await expect.poll(async () => {
    await db().job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { notBefore: new Date(0) } });
    await db().runItem.updateMany({ where: { runId, state: 'queued' }, data: { notBefore: null } });
    const lease = await Lease.take(jobId, 'test', 15);
    if (lease) await workOffRun(lease, new AbortController().signal, timing);
    return (await getRun(runId)).state;
  }, { interval: 50 }).toBe('settled');
}

/** What a process leaves behind that is killed with a batch under way: the items marked, the answer heard by nobody. */
async function killedInABatch({ policyId, people }: RehearsedPhase, run: { id: string; jobId: string }): Promise<Promise<unknown>> {
  const lease = (await Lease.take(run.jobId, 'killed', 15))!;
  const items = await takeItemsToSend(run.id, run.jobId, 'killed', people.length);
  const answer = requestAssignments(graphFor(admin), items.map((item) => ({ itemId: item.id, personId: item.personId, packageId: item.packageId, policyId, mark: markOf(item), requestId: null })), AbortSignal.timeout(10_000));
  await lease.release(0);
  return answer;
}

test('a batch that the tenant is still working on when its process dies is waited for, and not sent a second time', async () => {
  const phase = await aRehearsedPhase(tenant, admin, { people: 4 });
  const run = await startRun(admin, phase.phaseId, phase.hash);
  const since = now();
  await tenant.admin('settings', { visibilityMs: 250 });
  await tenant.admin('fault', { kind: 'delay', path: '\\$batch$', method: 'POST', delayMs: 900 });
  const late = await killedInABatch(phase, run);
  await settled(run.id, run.jobId, { ...TIMING, lateMs: 1_200 });
  await late;
  expect(accepted(since)).toEqual(oneAddEach(phase.people));
  expect((await countItems(run.id)).delivered).toBe(4);
  expect(await told(run.id)).toEqual(requestsOf(run.id).map(({ id }) => id).sort());
});

test('what the tenant does not show for a while after it took it is refused as known, looked for again, and told once in the audit', async () => {
  const phase = await aRehearsedPhase(tenant, admin, { people: 3 });
  const run = await startRun(admin, phase.phaseId, phase.hash);
  const since = now();
  await tenant.admin('fault', { kind: 'stale' });
  await tenant.admin('fault', { kind: 'reset-after', path: 'assignmentRequests$', method: 'POST', count: 3 });
  const working = settled(run.id, run.jobId, TIMING);
  // Refused often enough for an answer that never comes to be given up.
  await expect.poll(async () => (await db().runItem.aggregate({ where: { runId: run.id }, _min: { attempts: true } }))._min.attempts ?? 0).toBeGreaterThan(6);
  await tenant.admin('fault', { clear: true });
  await working;
  expect((await countItems(run.id)).delivered).toBe(3);
  expect(sentAdds(tenant.log(since)).filter(({ status }) => status === 201)).toEqual([]);
  expect(requestsOf(run.id)).toHaveLength(3);
  expect(await told(run.id)).toEqual(requestsOf(run.id).map(({ id }) => id).sort());
});

test('a request that was lost and delivered only a part is found as such, though others were refused after it', async () => {
  const phase = await aRehearsedPhase(tenant, admin, { people: 2, packageName: 'Ledger reader' });
  const run = await startRun(admin, phase.phaseId, phase.hash);
  await tenant.admin('fault', { kind: 'delivery', outcome: 'partial' });
  await tenant.admin('fault', { kind: 'reset-after', path: 'assignmentRequests$', method: 'POST', count: 2 });
  await tenant.admin('fault', { kind: 'stale', forMs: 1_500 });
  await settled(run.id, run.jobId, TIMING);
  expect(await db().runItem.findMany({ where: { runId: run.id }, select: { state: true, failureCode: true } })).toEqual([1, 2].map(() => ({ state: 'failed', failureCode: 'partlyDelivered' })));
  expect(await told(run.id)).toEqual(requestsOf(run.id).map(({ id }) => id).sort());
});

test('a tenant whose clock is ten minutes behind shows a lost request all the same', async () => {
  const phase = await aRehearsedPhase(tenant, admin, { people: 3 });
  const run = await startRun(admin, phase.phaseId, phase.hash);
  const since = now();
  await tenant.admin('fault', { kind: 'clock-skew', skewMs: -600_000 });
  await tenant.admin('fault', { kind: 'reset-after', path: 'assignmentRequests$', method: 'POST', count: 1 });
  await settled(run.id, run.jobId, TIMING);
  expect((await countItems(run.id)).delivered).toBe(3);
  expect(sentAdds(tenant.log(since))).toHaveLength(3);
});
