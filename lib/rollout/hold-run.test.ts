import { beforeEach, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { anAdmin, aRehearsedPhase, oneAddEach, sentAdds, byPerson } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { findStopInForce } from '@/lib/db/emergency-stops';
import { findHold } from '@/lib/db/run-control';
import { countItems } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { JobRunner } from '@/lib/jobs/runner';
import { liftEmergencyStop, stopEverything } from './emergency-stop';
import { endRunEarly, pauseRun, resumeRun } from './hold-run';
import { loadRecovery } from './recovery-view';
import { retryFailed } from './retry-failed';
import { startRun } from './start-run';

const runner = new JobRunner({ visibilityMs: 300, pollLeastMs: 100, pollMostMs: 500 });
const { tenant, admin } = withPortal({ users: 400, settings: { deliveryMs: 100 }, runner });

const now = (): number => tenant.log().at(-1)?.n ?? 0;
const sent = (since: number) => sentAdds(tenant.log(since)).filter(({ status }) => status === 201).sort(byPerson);

beforeEach(async () => {
  await tenant.admin('fault', { clear: true });
  await tenant.admin('settings', { deliveryMs: 100 });
});

async function counts(runId: string): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await countItems(runId)).filter(([, count]) => count > 0));
}

async function settled(runId: string): Promise<void> {
  await expect.poll(async () => (await getRun(runId)).state, { interval: 100 }).toBe('settled');
}

/** A tenant that takes a few requests a second, so that a run lasts. */
const slowly = () => tenant.admin('fault', { kind: 'throttle', path: 'assignmentRequests$', method: 'POST', perSecond: 10, burst: 20 });

test('a run that is paused sends nothing more, still reads back what it sent, and goes on where it ended', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 50 });
  await slowly();
  const since = now();
  const run = await startRun(admin, phaseId, hash);
  await expect.poll(() => sent(since).length).toBeGreaterThan(0);
  await pauseRun(admin, run.id, 'the policy looks wrong');
  await expect.poll(async () => (await counts(run.id)).sending ?? 0).toBe(0);
  const atPause = sent(since).length;
  await expect.poll(async () => counts(run.id)).toEqual({ delivered: atPause, queued: 50 - atPause });
  expect({ sent: sent(since).length, hold: (await findHold(run.id))?.says }).toEqual({ sent: atPause, hold: `${admin.name} paused it: the policy looks wrong` });
  await expect(pauseRun(admin, run.id, '')).rejects.toMatchObject({ code: 'conflict' });

  await tenant.admin('fault', { clear: true });
  await resumeRun(admin, run.id);
  await settled(run.id);
  expect(await counts(run.id)).toEqual({ delivered: 50 });
  expect(sent(since)).toEqual(oneAddEach(people));
  const audited = await db().auditEvent.findMany({ where: { runId: run.id, action: { in: ['run.pause', 'run.resume'] } }, orderBy: { seq: 'asc' }, select: { action: true, reason: true } });
  expect(audited).toEqual([{ action: 'run.pause', reason: 'the policy looks wrong' }, { action: 'run.resume', reason: null }]);
});

test('a run that is ended leaves out what was not sent, reads back the rest and settles', async () => {
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 90 });
  await slowly();
  const since = now();
  const run = await startRun(admin, phaseId, hash);
  await expect.poll(() => sent(since).length).toBeGreaterThan(0);
  await endRunEarly(admin, run.id, 'the project was cancelled');
  await settled(run.id);
  expect(sent(since).length).toBeLessThan(90);
  const after = await counts(run.id);
  expect(after).toEqual({ delivered: sent(since).length, skipped: 90 - sent(since).length });
  await expect(retryFailed(admin, run.id)).rejects.toMatchObject({ code: 'conflict' });
});

test('everything is stopped at once: what can be cancelled is, what cannot is listed, and nothing begins again but by a word for each run', async () => {
  await tenant.admin('settings', { deliveryMs: 60_000 });
  const first = await aRehearsedPhase(tenant, admin, { people: 60 });
  const other = await aRehearsedPhase(tenant, admin, { people: 60, packageName: 'Ledger reader' });
  await slowly();
  const since = now();
  const runs = [await startRun(admin, first.phaseId, first.hash), await startRun(admin, other.phaseId, other.hash)];
  await expect.poll(() => sent(since).length).toBeGreaterThan(8);
  const { stopId } = await stopEverything(admin, 'wrong');
  await expect.poll(async () => (await loadRecovery(stopId)).cancelling).toBe('done');
  const total = sent(since).length;

  const view = await loadRecovery(stopId);
  const sum = (key: 'sent' | 'cancelled' | 'underWay' | 'answerOpen' | 'notSent' | 'delivered') => view.runs.reduce((all, run) => all + run[key], 0);
  const cancelled = tenant.snapshot().assignmentRequests.filter((request) => request.state === 'canceled' && /Access Rollout run/.test(request.justification)).length;
  expect({ sent: sum('sent'), cancelled: sum('cancelled'), rest: sum('underWay') + sum('delivered'), notSent: sum('notSent'), open: sum('answerOpen') }).toEqual({ sent: total, cancelled, rest: total - cancelled, notSent: 120 - total, open: 0 });
  expect(view.runs.map(({ held }) => held)).toEqual([true, true]);

  await tenant.admin('fault', { clear: true });
  for (const run of runs) await expect(resumeRun(admin, run.id)).rejects.toMatchObject({ code: 'conflict' });
  const third = await aRehearsedPhase(tenant, admin, { people: 1 }).catch(() => null);
  if (third) await expect(startRun(admin, third.phaseId, third.hash)).rejects.toMatchObject({ code: 'conflict' });
  await liftEmergencyStop(admin, stopId, 'the policy is as it should be');
  expect({ inForce: await findStopInForce(), sent: sent(since).length }).toEqual({ inForce: null, sent: total });
  expect((await Promise.all(runs.map((run) => findHold(run.id)))).map((held) => held?.hold)).toEqual(['stopped', 'stopped']);
  await tenant.admin('settings', { deliveryMs: 100 });
  await resumeRun(admin, runs[0]?.id ?? '');
  await expect.poll(async () => (await counts(runs[0]?.id ?? '')).queued ?? 0).toBe(0);
  expect((await counts(runs[1]?.id ?? '')).queued ?? 0).toBe((await loadRecovery(stopId)).runs.find(({ runId }) => runId === runs[1]?.id)?.notSent ?? 0);
  await endRunEarly(admin, runs[1]?.id ?? '', 'not needed any more');
  // Whoever comes next counts requests too.
  for (const run of runs) await settled(run.id);
});

test('a run of more people than one admin may start begins once another agrees, who signed none of it', async () => {
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 4 });
  await db().writeLimit.updateMany({ data: { secondAdminAbove: 1 } });
  const since = now();
  const run = await startRun(admin, phaseId, hash);
  await db().writeLimit.updateMany({ data: { secondAdminAbove: 1000 } });
  expect((await findHold(run.id))?.hold).toBe('secondAdmin');
  await expect(resumeRun(admin, run.id)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(resumeRun(await anAdmin(tenant, 'Marta'), run.id)).rejects.toMatchObject({ code: 'forbidden' });
  expect(sent(since)).toEqual([]);
  await resumeRun(await anAdmin(tenant, 'Eva'), run.id);
  await settled(run.id);
  expect(await counts(run.id)).toEqual({ delivered: sent(since).length });
});

test('a run stops by itself above the failures its phase lets pass, says why, and counts anew once an admin let it go on', async () => {
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 60 });
  await tenant.admin('fault', { path: 'assignmentRequests$', method: 'POST', count: 5, status: 400 });
  await slowly();
  const run = await startRun(admin, phaseId, hash);
  await expect.poll(async () => (await findHold(run.id))?.hold).toBe('brake');
  const held = await findHold(run.id);
  expect(held?.says).toBe('5 requests of 60 failed, most of them for this: Entra refused the request. The phase lets 2 pass.');
  await expect.poll(async () => (await counts(run.id)).sending ?? 0).toBe(0);
  expect((await counts(run.id)).queued ?? 0).toBeGreaterThan(0);
  await tenant.admin('fault', { clear: true });
  await resumeRun(admin, run.id);
  await settled(run.id);
  expect(await counts(run.id)).toEqual({ delivered: 55, failed: 5 });
});
