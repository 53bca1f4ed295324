import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aRehearsedPhase } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { getJob } from '@/lib/db/jobs';
import { getRun } from '@/lib/db/runs';
import { findVerification, listReads, pageExceptions } from '@/lib/db/verifications';
import { noVerdicts } from '@/lib/rollout/verdict';
import { startRun } from '@/lib/rollout/start-run';
import { verifyAgain } from '@/lib/rollout/verify-again';
import { Lease } from './lease';
import { workOffRun } from './run-job';
import { VERIFY_TIMING, verifyRun } from './verify-run';

const TIMING = { visibilityMs: 300, pollLeastMs: 50, pollMostMs: 300 };
const DAY_OVER = { ...VERIFY_TIMING, allowedMs: -1 };

const { tenant, admin: ines } = withPortal({ settings: { deliveryMs: 50 } });

const now = (): number => tenant.log().at(-1)?.n ?? 0;

/** A run that has settled, and the job that verifies it. */
async function aSettledRun(people: number) {
  const phase = await aRehearsedPhase(tenant, ines, { people });
  const run = await startRun(ines, phase.phaseId, phase.hash);
  await expect.poll(async () => {
    const lease = await Lease.take(run.jobId, 'test', 15);
    if (lease) await workOffRun(lease, new AbortController().signal, TIMING);
    return (await getRun(run.id)).state;
  }, { interval: 50 }).toBe('settled');
  const verification = await findVerification(run.id);
  return { ...phase, runId: run.id, jobId: verification?.jobId ?? '' };
}

/** Reads once, now; gives how many there are of each verdict, and what was found otherwise than as signed. */
async function read({ runId, jobId }: { runId: string; jobId: string }, timing = VERIFY_TIMING) {
  await db().job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { notBefore: new Date(0) } });
  const lease = await Lease.take(jobId, 'test', 15);
  if (!lease) throw new Error('the job is not due');
  await verifyRun(lease, new AbortController().signal, timing);
  const [last] = await listReads(runId, 1);
  const { exceptions } = await pageExceptions(runId, {}, { skip: 0, take: 100 });
  return { ...last, found: exceptions.map(({ personId, verdict, cause, detail }) => [personId, verdict, cause, detail]) };
}

const groupId = (): string => tenant.snapshot().groups.find((group) => group.displayName === 'Plant operations – Maintenance orders')?.id ?? '';

test('what was delivered as it was signed is told so with the tokens of the run, read in pages, and the job ends', async () => {
  const run = await aSettledRun(25);
  expect(await getJob(run.jobId)).toMatchObject({ kind: 'verify', state: 'waiting', actsAs: ines.personId });
  const since = now();

  const { number, counts, found, hash } = await read(run);

  expect([number, counts, found]).toEqual([1, { ...noVerdicts(), asSigned: 25 }, []]);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const asked = tenant.log(since).filter(({ url }) => !url.includes('/token')).map(({ url }) => decodeURIComponent(url));
  expect(asked.filter((url) => run.people.some(({ id }) => url.includes(id)))).toEqual([]);
  expect(asked.length).toBeLessThan(10);
  expect(await getJob(run.jobId)).toMatchObject({ state: 'done', tokenCacheId: null });
  expect((await findVerification(run.runId))?.settled).toBe(true);
  expect(await db().auditEvent.count({ where: { runId: run.runId, action: 'run.verified' } })).toBe(1);
});

test('a member whom the resource lost is on their way within the day, and different after it; what was found is kept with its reading', async () => {
  const run = await aSettledRun(3);
  const one = run.people[0]!;
  tenant.tenant.members.remove(groupId(), one.id);

  const first = await read(run);
  expect([first.counts, first.found]).toEqual([{ ...noVerdicts(), asSigned: 2, onItsWay: 1 }, [[one.id, 'onItsWay', 'notShown', 'Member of “Plant operations – Maintenance orders”']]]);
  expect((await getJob(run.jobId)).state).toBe('waiting');
  const late = await read(run, DAY_OVER);
  expect([late.counts, late.found]).toEqual([{ ...noVerdicts(), asSigned: 2, different: 1 }, [[one.id, 'different', 'roleMissing', 'Member of “Plant operations – Maintenance orders”']]]);
  expect(late.hash).not.toBe(first.hash);
  expect((await db().verificationException.findMany({ where: { runId: run.runId }, orderBy: { foundIn: 'asc' } })).map(({ foundIn, goneIn, cause }) => [foundIn, goneIn, cause])).toEqual([[1, 2, 'notShown'], [2, null, 'roleMissing']]);
});

test('another end, another policy, an assignment taken away and somebody who was not signed are each told as what they are', async () => {
  const run = await aSettledRun(4);
  const [ended, moved, taken] = run.people.map(({ id }) => id) as [string, string, string, string];
  const { governance } = tenant.tenant;
  const ofPackage = [...governance.assignments.values()].filter((each) => each.packageId === run.packageId);
  const held = (id: string) => ofPackage.find((each) => each.targetId === id && each.state === 'delivered')!;
  const other = [...governance.policies.values()].find((each) => each.packageId === run.packageId && each.id !== run.policyId)!;
  governance.keepAssignment({ ...held(ended), schedule: { startDateTime: held(ended).schedule.startDateTime, expiration: { type: 'afterDateTime', endDateTime: '2030-01-31T09:00:00Z', duration: null } } });
  governance.keepAssignment({ ...held(moved), policyId: other.id });
  governance.keepAssignment({ ...held(taken), state: 'expired', status: 'Expired', expired: Date.now() });
  const stranger = tenant.snapshot().users.find((user) => user.accountEnabled && user.userType === 'Member' && !ofPackage.some((each) => each.targetId === user.id))!;
  const request = [...governance.assignmentRequests.values()].find((each) => each.targetId === ended && each.packageId === run.packageId && each.requestType === 'adminAdd')!;
  const [assignmentId, requestId] = [tenant.tenant.newId(), tenant.tenant.newId()];
  governance.keepAssignment({ ...held(ended), id: assignmentId, targetId: stranger.id, created: Date.now() });
  governance.keepAssignmentRequest({ ...request, id: requestId, assignmentId, targetId: stranger.id, created: Date.now() });

  const { counts, found } = await read(run);

  expect(counts).toEqual({ ...noVerdicts(), asSigned: 1, different: 4 });
  expect(Object.fromEntries(found.map(([id, , cause, detail]) => [id, [cause, detail]]))).toEqual({
    [ended]: ['otherEnd', 'Ends on 31 January 2030 at 09:00 UTC, signed was never.'],
    [moved]: ['otherPolicy', `“${other.displayName}”.`],
    [taken]: ['gone', ''],
    [stranger.id]: ['notSigned', ''],
  });
});

test('hidden members are unknown, never missing', async () => {
  const run = await aSettledRun(2);
  const group = tenant.tenant.groups.get(groupId())!;
  const { visibility } = group;
  Object.assign(group, { visibility: 'HiddenMembership' });
  const { counts } = await read(run);
  Object.assign(group, { visibility });
  expect(counts).toEqual({ ...noVerdicts(), unknown: 2 });
});

test('a verification whose sign-in ran out waits for one, and goes on in the name of whoever takes it over', async () => {
  const run = await aSettledRun(2);
  await tenant.admin('fault', { path: 'assignments', method: 'GET', status: 401, nth: 1, count: 20 });
  await read(run).catch(() => undefined);
  await tenant.admin('fault', { clear: true });
  expect((await getJob(run.jobId)).state).toBe('signInNeeded');

  await verifyAgain(ines, run.runId);
  expect((await read(run)).counts).toEqual({ ...noVerdicts(), asSigned: 2 });
});
