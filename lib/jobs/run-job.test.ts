import { beforeEach, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { anAdmin, aRehearsedPhase, byPerson, everybodyStays, oneAddEach, sentAdds } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { countItems } from '@/lib/db/run-items';
import { getPhase } from '@/lib/db/phases';
import { findJobOfRun, getRun } from '@/lib/db/runs';
import { finishPhase } from '@/lib/rollout/finish-phase';
import { retryFailed } from '@/lib/rollout/retry-failed';
import { loadRunItems, loadRunView } from '@/lib/rollout/run-view';
import { startRun } from '@/lib/rollout/start-run';
import { takeOverJob } from '@/lib/rollout/take-over-job';
import { loadExceptions } from '@/lib/rollout/verification-view';
import { Lease } from './lease';
import { JobRunner } from './runner';

const TIMING = { visibilityMs: 300, pollLeastMs: 100, pollMostMs: 500 };

const runner = new JobRunner(TIMING);
const { tenant, admin } = withPortal({ database: 'pglite', settings: { deliveryMs: 100 }, runner });

beforeEach(async () => {
  await tenant.admin('fault', { clear: true }).catch(() => undefined);
});

async function settled(runId: string): Promise<void> {
  await expect.poll(async () => (await getRun(runId)).state, { interval: 100 }).toBe('settled');
}

async function counts(runId: string) {
  const all = Object.entries(await countItems(runId)).filter(([, count]) => count > 0);
  return Object.fromEntries(all);
}

function sent(since: number): { person: string; status: number }[] {
  return sentAdds(tenant.log(since)).sort(byPerson);
}

/** Every request that was to be processed again, by the tenant's own log. */
function reprocessed(since: number): { requestId: string; status: number }[] {
  return tenant.log(since).flatMap((exchange) => {
    const { requests = [] } = (exchange.requestBody ?? {}) as { requests?: { id: string; url: string }[] };
    const { responses = [] } = (exchange.responseBody ?? {}) as { responses?: { id: string; status: number }[] };
    return requests.flatMap((request) => {
      const [, requestId] = /assignmentRequests\/([^/]+)\/reprocess$/.exec(request.url) ?? [];
      return requestId ? [{ requestId, status: responses.find((answer) => answer.id === request.id)?.status ?? 0 }] : [];
    });
  });
}

function now(): number {
  return tenant.log().at(-1)?.n ?? 0;
}

/** How many batches a start reads before the first that writes, as the first run here showed. */
let readsOfStart = 0;

/** The batches that write. */
function writesIn(since: number) {
  return tenant.log(since).filter((exchange) => exchange.url.endsWith('/$batch') && (exchange.requestBody as { requests: { method: string }[] }).requests.some(({ method }) => method === 'POST'));
}

test('fifty people are delivered, in batches of twenty, and the phase is finished', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 50 });
  const since = now();

  const run = await startRun(admin, phaseId, hash);
  const started = now();
  await settled(run.id);

  expect(await counts(run.id)).toEqual({ delivered: 50 });
  expect((await getPhase(phaseId)).state).toBe('verifying');
  expect(sent(since)).toEqual(oneAddEach(people));
  const batches = writesIn(since);
  expect(batches.map((exchange) => (exchange.requestBody as { requests: unknown[] }).requests.length)).toEqual([20, 20, 10]);
  readsOfStart = tenant.log(since).filter((exchange) => exchange.url.endsWith('/$batch') && exchange.startedMs < (batches[0]?.startedMs ?? 0)).length;
  // The tenant is read in pages of a package, in pages of a resource before the first request and by what verifies it, and in one of the packages that hand out the same; never once for each person.
  const reads = tenant.log(started).filter((exchange) => exchange.method === 'GET').map((exchange) => decodeURIComponent(exchange.url));
  expect(reads.filter((url) => !/assignment(s|Requests)\?\$filter=accessPackage\/id eq '[0-9a-f-]+'|\/(members|appRoleAssignedTo)\?|\/accessPackages\?/.test(url))).toEqual([]);
  expect(reads.filter((url) => people.some((person) => url.includes(person.id)))).toEqual([]);
  const job = await db().job.findUniqueOrThrow({ where: { runId: run.id } });
  expect({ state: job.state, tokenCacheId: job.tokenCacheId }).toEqual({ state: 'done', tokenCacheId: null });
  expect(await db().auditEvent.count({ where: { runId: run.id, action: 'assignment.request', outcome: 'done', graphRequestId: { not: null } } })).toBe(50);

  const { rolloutId } = await getPhase(phaseId);
  await expect(finishPhase(admin, phaseId)).rejects.toMatchObject({ code: 'conflict', details: { say: expect.stringContaining('Nobody is on a pilot’s policy: not read yet who is.') as unknown, link: { label: 'Hand people over', href: `/rollouts/${rolloutId}/handover` } } });
  await everybodyStays(admin, rolloutId);
  expect(await finishPhase(admin, phaseId)).toEqual({ rolloutFinished: true });
  expect((await getPhase(phaseId)).state).toBe('passed');
});

test('a request throttled inside a batch is sent again after its own Retry-After, the others go on', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 5 });
  await tenant.admin('fault', { path: 'assignmentRequests$', method: 'POST', nth: 2, count: 2, status: 429, retryAfter: 1 });
  const since = now();

  const run = await startRun(admin, phaseId, hash);
  await settled(run.id);

  expect(await counts(run.id)).toEqual({ delivered: 5 });
  expect(sent(since).map((add) => add.status).sort()).toEqual([201, 201, 201, 201, 201, 429, 429]);
  const [first, second] = writesIn(since);
  expect((second?.startedMs ?? 0) - (first?.endedMs ?? 0)).toBeGreaterThanOrEqual(1000);
  expect(sent(since).filter((add) => add.status === 201)).toEqual(oneAddEach(people));
});

test('an answer that is lost after the work was done makes no twin', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 7 });
  await tenant.admin('fault', { path: '\\$batch$', method: 'POST', kind: 'reset-after', nth: readsOfStart + 1 });
  const since = now();

  const run = await startRun(admin, phaseId, hash);
  await settled(run.id);

  expect(await counts(run.id)).toEqual({ delivered: 7 });
  expect(sent(since).map((add) => add.person)).toEqual(oneAddEach(people).map((add) => add.person));
});

test('a request that never arrived is sent again', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 3 });
  await tenant.admin('fault', { path: '\\$batch$', method: 'POST', kind: 'reset-before', nth: readsOfStart + 1 });
  const since = now();

  const run = await startRun(admin, phaseId, hash);
  await settled(run.id);

  expect(await counts(run.id)).toEqual({ delivered: 3 });
  expect(sent(since).filter((add) => add.status === 201)).toEqual(oneAddEach(people));
});

test('who got the package since the rehearsal is left out, with the reason', async () => {
  const { phaseId, hash, people, packageId, policyId } = await aRehearsedPhase(tenant, admin, { people: 2 });
  const [early] = people;
  const answer = await fetch(`${tenant.origin}/v1.0/identityGovernance/entitlementManagement/assignmentRequests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tenant.graphToken(admin.personId)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ requestType: 'adminAdd', assignment: { targetId: early?.id, assignmentPolicyId: policyId, accessPackageId: packageId } }),
  });
  expect(answer.status).toBe(201);

  const run = await startRun(admin, phaseId, hash);
  await settled(run.id);

  expect(await counts(run.id)).toEqual({ delivered: 1, skipped: 1 });
  const skipped = await db().runItem.findFirstOrThrow({ where: { runId: run.id, state: 'skipped' } });
  expect(skipped.personId).toBe(early?.id);
  expect(skipped.failure).toMatch(/by the time|already on its way/);
});

test('an account disabled since the rehearsal is left out with its reason, and nothing is sent for it', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 2 });
  const [, person] = people;
  await tenant.admin(`users/${person?.id}`, { accountEnabled: false });
  const since = now();

  const run = await startRun(admin, phaseId, hash);
  await settled(run.id);
  expect(await counts(run.id)).toEqual({ delivered: 1, skipped: 1 });
  expect(await db().runItem.findFirst({ where: { runId: run.id, state: 'skipped' }, select: { personId: true, failure: true } })).toEqual({ personId: person?.id, failure: 'The account was disabled since the rehearsal; nothing was sent' });
  expect(sent(since).map((add) => add.person)).toEqual([people[0]?.id]);
});

test('an assignment that was delivered in part is processed again by a retry, not asked for a second time', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 2, packageName: 'Ledger reader' });
  const [unlucky] = people;
  await tenant.admin('fault', { path: '.*', kind: 'delivery', outcome: 'partial', userId: unlucky?.id });
  const since = now();

  const run = await startRun(admin, phaseId, hash);
  await settled(run.id);
  expect(await counts(run.id)).toEqual({ delivered: 1, failed: 1 });
  const failed = await db().runItem.findFirstOrThrow({ where: { runId: run.id, state: 'failed' }, select: { personId: true, failureCode: true, requestId: true } });
  expect(failed).toMatchObject({ personId: unlucky?.id, failureCode: 'partlyDelivered' });

  // Still broken: it is tried, and fails in part again.
  await retryFailed(admin, run.id);
  await settled(run.id);
  expect(await counts(run.id)).toEqual({ delivered: 1, failed: 1 });
  // Once it is read back, it is told which resource did not take them.
  const missing = /^Not all resources of the package took the person.* Not taken as .+ of “.+”$/;
  await expect.poll(async () => (await loadRunItems(run.id, { states: ['failed'] }, { skip: 0, take: 10 })).items.map(({ failure }) => failure)).toEqual([expect.stringMatching(missing)]);
  expect((await loadExceptions(run.id, {}, { skip: 0, take: 10 })).exceptions.map(({ cause, detail }) => [cause, detail])).toEqual([['item:partlyDelivered', expect.stringMatching(missing)]]);

  await tenant.admin('fault', { clear: true });
  await retryFailed(admin, run.id);
  await settled(run.id);
  expect(await counts(run.id)).toEqual({ delivered: 2 });
  expect(sent(since)).toEqual(oneAddEach(people));
  expect(reprocessed(since)).toEqual([{ requestId: failed.requestId, status: 202 }, { requestId: failed.requestId, status: 202 }]);
  // Mended, both failures stay counted.
  const { sentAgain, curve } = await loadRunView(run.id);
  expect([sentAgain, curve?.points.at(-1)?.failed]).toEqual([[{ cause: 'Not all resources of the package took the person', failures: 2, items: 1, delivered: 1, failedAgain: 0, leftOut: 0 }], 0]);
  const audited = await db().auditEvent.findMany({ where: { runId: run.id, action: 'assignment.reprocess' }, include: { subject: true } });
  expect(audited.map(({ outcome, subject, graphRequestId }) => [outcome, subject?.personId, graphRequestId !== null])).toEqual([['done', unlucky?.id, true], ['done', unlucky?.id, true]]);
});

test('a run whose admin lost the role waits, fails nobody, and goes on when another admin takes it over', async () => {
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 3 });
  await tenant.admin('fault', { path: 'assignmentRequests$', method: 'POST', count: 3, status: 403 });

  const run = await startRun(admin, phaseId, hash);
  await expect.poll(async () => (await findJobOfRun(run.id))?.state).toBe('roleNeeded');
  expect(await counts(run.id)).toEqual({ queued: 3 });
  await expect(finishPhase(admin, phaseId)).rejects.toMatchObject({ code: 'conflict' });

  await takeOverJob(await anAdmin(tenant, 'Eva'), run.id);
  await settled(run.id);
  expect(await counts(run.id)).toEqual({ delivered: 3 });
  expect(await db().job.findUnique({ where: { runId: run.id }, select: { actsAsName: true } })).toEqual({ actsAsName: 'Eva Brandt' });
});

test('a run whose tokens Entra takes back waits for a sign-in', async () => {
  const eva = await anAdmin(tenant, 'Eva');
  const { phaseId, hash } = await aRehearsedPhase(tenant, eva, { people: 2 });
  await tenant.admin('fault', { path: 'assignment(s|Requests)', status: 401, count: 40 });

  const run = await startRun(eva, phaseId, hash);
  await expect.poll(async () => (await findJobOfRun(run.id))?.state).toBe('signInNeeded');
  expect(await counts(run.id)).toEqual({ queued: 2 });

  await tenant.admin('fault', { clear: true });
  await takeOverJob(admin, run.id);
  await settled(run.id);
  expect(await counts(run.id)).toEqual({ delivered: 2 });
});

test('a job is held by one at a time, and given back it may be taken again', async () => {
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 1 });
  const { jobId, id } = await startRun(admin, phaseId, hash);
  await settled(id);
  await db().job.update({ where: { id: jobId }, data: { state: 'waiting' } });
  await runner.stop();

  const first = await Lease.take(jobId, 'first');
  expect(await Lease.take(jobId, 'second')).toBeNull();
  await first?.release(0);
  // The moment it may be taken again is kept in whole milliseconds, so it may lie just ahead.
  const again: { lease: Lease | null } = { lease: null };
  await expect.poll(async () => (again.lease ??= await Lease.take(jobId, 'second')) !== null).toBe(true);
  await expect(first?.check()).rejects.toThrow('not ours any more');
  again.lease?.end();
  await db().job.update({ where: { id: jobId }, data: { state: 'done', leaseHolder: null, leaseUntil: null } });
});
