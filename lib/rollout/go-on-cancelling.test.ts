import { beforeEach, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { anAdmin, aRehearsedPhase, sentAdds } from '@/e2e/testing/rollouts';
import { getStop } from '@/lib/db/emergency-stops';
import { db, inTransaction } from '@/lib/db/client';
import { getJob } from '@/lib/db/jobs';
import { changeItems, listItems } from '@/lib/db/run-items';
import { findJobOfRun, getRun } from '@/lib/db/runs';
import { cancelRequests } from '@/lib/graph/assignment-requests';
import { graphFor } from '@/lib/graph/graph-for';
import { JobRunner } from '@/lib/jobs/runner';
import { goOnCancelling, liftEmergencyStop, stopEverything } from './emergency-stop';
import { endRunEarly, resumeRun } from './hold-run';
import { loadRecovery } from './recovery-view';
import type { Admin } from './rollout';
import { startRun } from './start-run';
import { takeOverJob } from './take-over-job';

const runner = new JobRunner({ visibilityMs: 300, pollLeastMs: 100, pollMostMs: 500 });
const { tenant } = withPortal({ users: 400, runner });

beforeEach(async () => {
  await tenant.admin('fault', { clear: true });
  await tenant.admin('settings', { deliveryMs: 3_600_000 });
});

/** A run that is stopped with everything in the middle, by somebody whose sign-in has just ended. */
async function stoppedSignedOut() {
  const ines = await anAdmin(tenant);
  const { phaseId, hash } = await aRehearsedPhase(tenant, ines, { people: 50 });
  await tenant.admin('fault', { kind: 'throttle', path: 'assignmentRequests$', method: 'POST', perSecond: 10, burst: 20 });
  const since = tenant.log().at(-1)?.n ?? 0;
  const run = await startRun(ines, phaseId, hash);
  const sent = (): number => sentAdds(tenant.log(since)).filter(({ status }) => status === 201).length;
  await expect.poll(sent).toBeGreaterThan(8);
  await tenant.admin('revoke', { userId: ines.personId });
  const { stopId } = await stopEverything(ines, 'wrong');
  const { jobId } = await getStop(stopId);
  await expect.poll(async () => (await loadRecovery(stopId)).cancelling).toBe('signInNeeded');
  return { runId: run.id, stopId, jobId: jobId ?? '', eva: await anAdmin(tenant, 'Eva') };
}

const cancelled = (runId: string): number => tenant.snapshot().assignmentRequests.filter((request) => request.state === 'canceled' && request.justification.includes(runId)).length;

/** Leaves nothing under way: whoever comes next counts requests too. */
async function over(eva: Admin, runId: string): Promise<void> {
  await tenant.admin('fault', { clear: true });
  await expect.poll(async () => {
    await takeOverJob(eva, runId).catch(() => null);
    await tenant.admin('clock', { advanceMs: 3_600_000 });
    return (await getRun(runId)).state;
  }, { interval: 200 }).toBe('settled');
}

test('cancelling that waits for a sign-in goes on in another admin’s name, and each request is told of as cancelled once', async () => {
  const { runId, stopId, jobId, eva } = await stoppedSignedOut();
  expect(cancelled(runId)).toBe(0);
  await goOnCancelling(eva, stopId);
  await expect.poll(async () => (await loadRecovery(stopId)).cancelling).toBe('done');
  const events = await db().auditEvent.findMany({ where: { runId, action: 'assignment.cancel' }, include: { actor: true } });
  expect([cancelled(runId) > 8, events.length, new Set(events.map(({ outcome }) => outcome)), new Set(events.map(({ actor }) => actor?.name))]).toEqual([true, cancelled(runId), new Set(['done']), new Set([eva.name])]);
  expect((await getJob(jobId)).tokenCacheId).toBeNull();
  await expect(goOnCancelling(eva, stopId)).rejects.toMatchObject({ code: 'conflict' });
  const taken = await db().auditEvent.findMany({ where: { action: 'job.takeOver', objectType: 'emergencyStop' } });
  expect(taken.map(({ objectId, before, after }) => [objectId, before, after])).toEqual([[stopId, { job: 'signInNeeded' }, { job: 'waiting' }]]);
  await liftEmergencyStop(eva, stopId, 'it was not');
  await endRunEarly(eva, runId, 'not needed any more');
  await over(eva, runId);
});

test('what was cancelled by a process that died is told where the run reads it back; lifted while it waits, cancelling ends and its tokens are deleted, and nothing that the run asks for afterwards is taken back', async () => {
  const { runId, stopId, jobId, eva } = await stoppedSignedOut();
  await expect.poll(async () => db().runItem.count({ where: { runId, state: 'requested' } })).toBeGreaterThan(2);
  const items = (await listItems(runId, ['requested'])).slice(0, 2);
  await inTransaction((tx) => changeItems(tx, items.map(({ id, attempts, state }) => ({ id, attempts, from: [state], to: state, failureCode: 'cancelledByStop' }))));
  await cancelRequests(graphFor(eva), items.map(({ id, requestId }) => ({ itemId: id, requestId: requestId ?? '' })), AbortSignal.timeout(10_000));
  // The run's own job notices by itself that nobody is signed in for it, maybe later than the cancelling did.
  await expect.poll(async () => (await findJobOfRun(runId))?.state).toBe('signInNeeded');
  await takeOverJob(eva, runId);
  const told = () => db().auditEvent.findMany({ where: { runId, action: 'assignment.cancel' }, include: { actor: true } });
  await expect.poll(async () => (await told()).length).toBe(2);
  expect((await told()).map(({ outcome, detail, actor }) => [outcome, detail, actor?.name])).toEqual(expect.arrayContaining(items.map(({ requestId }) => ['done', { answer: 'read back as cancelled', request: requestId }, eva.name])));
  const tokenCacheId = (await getJob(jobId)).tokenCacheId ?? '';
  await liftEmergencyStop(eva, stopId, 'it was not');
  expect([(await getJob(jobId)).state, (await getJob(jobId)).tokenCacheId, await db().tokenCache.count({ where: { id: tokenCacheId } }), (await loadRecovery(stopId)).cancelling]).toEqual(['stopped', null, 0, 'ended']);
  await expect(goOnCancelling(eva, stopId)).rejects.toMatchObject({ code: 'conflict' });
  await tenant.admin('fault', { clear: true });
  await resumeRun(eva, runId);
  await over(eva, runId);
  expect([cancelled(runId), (await db().runItem.count({ where: { runId, state: 'delivered' } }))]).toEqual([2, 48]);
});
