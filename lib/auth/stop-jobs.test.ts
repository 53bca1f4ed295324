import { beforeEach, expect, test } from 'vitest';
import { GET as whatStopsRoute, POST as signOutRoute } from '@/app/auth/sign-out/route';
import { withPortal } from '@/e2e/testing/portal';
import { anAdmin, aRehearsedPhase, byPerson, oneAddEach, sentAdds } from '@/e2e/testing/rollouts';
import { db, inTransaction } from '@/lib/db/client';
import { insertHandover, startHandoverRow } from '@/lib/db/handovers';
import type { NewHandoverItem } from '@/lib/db/handovers';
import { findMirrorJob, insertJob } from '@/lib/db/jobs';
import { getPhase } from '@/lib/db/phases';
import { getRollout } from '@/lib/db/rollouts';
import { getRun } from '@/lib/db/runs';
import { refreshSoon } from '@/lib/directory/keep-mirror';
import { JobRunner } from '@/lib/jobs/runner';
import type { Admin, RolloutPackage } from '@/lib/rollout/rollout';
import { HANDOVER_JOB } from '@/lib/rollout/start-handover';
import { startRun } from '@/lib/rollout/start-run';
import { takeOverJob } from '@/lib/rollout/take-over-job';
import { copyTokenCacheForJob } from './graph-token';
import { openSession } from './open-session';
import { findSession } from './session';

const OTHER = '00000000-0000-4000-8000-0000000000b1';

// On a PostgreSQL server: signing out and starting a run at the same moment meet only where there are several connections.

const TIMING = { visibilityMs: 300, pollLeastMs: 100, pollMostMs: 300 };

const { tenant } = withPortal({ users: 300, runner: new JobRunner(TIMING) });

beforeEach(() => tenant.admin('settings', { deliveryMs: 60_000 }));

/** A browser of a persona: its session id, and the admin it makes. */
async function aBrowser(name: string): Promise<{ id: string; admin: Admin }> {
  const { id } = await openSession(await tenant.apiToken(tenant.persona(name).id), null);
  const session = await findSession(id);
  if (!session) throw new Error(`${name} is not signed in`);
  return { id, admin: session };
}

const ask = (id: string, method: 'GET' | 'POST') => new Request('http://localhost:3000/auth/sign-out', { method, headers: { cookie: `session=${id}`, ...(method === 'POST' ? { origin: 'http://localhost:3000' } : {}) } });

/** A run whose requests have all gone out and whose people nobody has reached yet. */
async function aRunUnderWay(admin: Admin, people: number) {
  const phase = await aRehearsedPhase(tenant, admin, { people });
  const run = await startRun(admin, phase.phaseId, phase.hash);
  await expect.poll(() => db().runItem.count({ where: { runId: run.id, requestId: { not: null } } })).toBe(people);
  return { ...run, people: phase.people };
}

function jobOf(runId: string) {
  return db().job.findUniqueOrThrow({ where: { runId }, select: { state: true, lastError: true, actsAsName: true, tokenCacheId: true, leaseHolder: true } });
}

async function waitsOf(runId: string) {
  const events = await db().auditEvent.findMany({ where: { runId, action: 'job.wait' }, orderBy: { seq: 'asc' }, include: { actor: true, subject: true } });
  return events.map(({ actor, subject, after, detail, reason }) => ({ actor: actor?.name ?? null, subject: subject?.name, after, detail, reason }));
}

const AT_WORK = { state: 'waiting', lastError: null };
const STOPPED = { tokenCacheId: null, leaseHolder: null, state: 'signInNeeded' };

test('signing out tells what stops with it, stops exactly that, and another admin takes it over without a second request', async () => {
  const since = tenant.log().at(-1)?.n ?? 0;
  const ines = await aBrowser('Ines');
  const eva = await aBrowser('Eva');
  const mine = await aRunUnderWay(ines.admin, 3);
  const theirs = await aRunUnderWay(eva.admin, 2);
  const { rolloutName } = await getRun(mine.id);
  await refreshSoon(ines.admin);

  const told = await whatStopsRoute(ask(ines.id, 'GET'));
  expect(await told.json()).toEqual({ runs: [{ runId: mine.id, phaseName: 'Pilot', rolloutName, peopleLeft: 3 }], handovers: [], directory: true });
  expect(await jobOf(mine.id)).toMatchObject(AT_WORK);

  await signOutRoute(ask(ines.id, 'POST'));
  expect(await jobOf(mine.id)).toEqual({ ...STOPPED, lastError: 'personSignedOut', actsAsName: 'Ines Aalto' });
  expect(await jobOf(theirs.id)).toMatchObject(AT_WORK);
  expect(await waitsOf(mine.id)).toEqual([
    { actor: 'Ines Aalto', subject: 'Ines Aalto', after: { job: 'signInNeeded' }, detail: { code: 'personSignedOut', peopleLeft: 3 }, reason: 'Whoever it ran for signed out' },
  ]);
  expect((await whatStopsRoute(ask(ines.id, 'GET'))).status).toBe(401);

  expect(await findMirrorJob()).toMatchObject({ state: 'signInNeeded', actsAsName: 'Ines Aalto', tokenCacheId: null, lastError: 'personSignedOut' });
  const directory = await db().auditEvent.findMany({ where: { objectType: 'mirror', action: 'job.wait' }, include: { actor: true } });
  expect(directory.map(({ actor, after, detail, reason }) => ({ actor: actor?.name, after, detail, reason }))).toEqual([{ actor: 'Ines Aalto', after: { job: 'signInNeeded' }, detail: { code: 'personSignedOut' }, reason: 'Whoever it ran for signed out' }]);
  await refreshSoon(eva.admin);
  expect(await findMirrorJob()).toMatchObject({ state: 'waiting', actsAsName: 'Eva Brandt' });

  await tenant.admin('clock', { advanceMs: 120_000 });
  await takeOverJob(eva.admin, mine.id);
  await expect.poll(async () => [(await getRun(mine.id)).state, (await getRun(theirs.id)).state]).toEqual(['settled', 'settled']);
  expect(sentAdds(tenant.log(since)).sort(byPerson)).toEqual(oneAddEach([...mine.people, ...theirs.people]));
});

test('a sign-in without the admin role stops what runs in that name; one with it stops nothing', async () => {
  const { admin } = await aBrowser('Eva');
  const run = await aRunUnderWay(admin, 2);
  await aBrowser('Eva');
  expect(await jobOf(run.id)).toMatchObject(AT_WORK);

  await tenant.admin('roles', { userId: admin.personId, appRoles: ['Rollout.Auditor'] });
  try {
    await aBrowser('Eva');
  } finally {
    await tenant.admin('roles', { userId: admin.personId, appRoles: ['Rollout.Admin'] });
  }
  expect(await jobOf(run.id)).toEqual({ ...STOPPED, lastError: 'roleLost', actsAsName: 'Eva Brandt' });
  expect(await waitsOf(run.id)).toEqual([
    { actor: null, subject: 'Eva Brandt', after: { job: 'signInNeeded' }, detail: { code: 'roleLost', peopleLeft: 2 }, reason: 'Whoever it ran for signed in without the role Rollout.Admin' },
  ]);
});

test('a run that starts at the moment its admin signs out is refused, or stops with them', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id, admin } = await aBrowser('Ines');
    const { phaseId, hash } = await aRehearsedPhase(tenant, await anAdmin(tenant, 'Eva'), { people: 1 });
    const [started] = await Promise.allSettled([startRun(admin, phaseId, hash), signOutRoute(ask(id, 'POST'))]);
    if (started.status === 'fulfilled') expect(await jobOf(started.value.id)).toMatchObject(STOPPED);
    else expect(started.reason).toMatchObject({ code: 'signedOut' });
  }
  expect(await db().job.count({ where: { state: 'waiting', actsAsName: 'Ines Aalto' } })).toBe(0);
});

test('a handover under way is told of before its admin signs out, and stops with them', async () => {
  const { id, admin } = await aBrowser('Ines');
  const { phaseId } = await aRehearsedPhase(tenant, await anAdmin(tenant, 'Eva'), { people: 1 });
  const { rolloutId, rolloutName } = await getPhase(phaseId);
  const [{ packageId, packageName, policyId, policyName }] = (await getRollout(rolloutId)).packages as [RolloutPackage];
  const hash = 'c'.repeat(64);
  const person = (n: number): NewHandoverItem => ({ personId: `00000000-0000-4000-8000-00000000000${n}`, personName: `Person ${n}`, packageId, packageName, assignmentId: `00000000-0000-4000-8000-0000000000a${n}`, fromPolicyId: policyId, fromPolicyName: policyName, endsAt: null, extendable: false, ruleMatches: null, given: true, toPolicyId: OTHER, toPolicyName: 'Employees', byRule: false, newEndsAt: null, state: 'queued', failure: null });
  // Not to be worked off meanwhile: it waits for its window.
  const jobId = await inTransaction(async (tx) => {
    const handover = await insertHandover(tx, { rolloutId, way: 'inPlace', back: false, hash, tenantReadAt: new Date(), createdBy: admin.personId, createdByName: admin.name }, [person(1), person(2)]);
    const job = await insertJob(tx, { kind: HANDOVER_JOB, runId: null, actsAs: admin.personId, actsAsName: admin.name, tokenCacheId: await copyTokenCacheForJob(tx, admin.tokenCacheId), notBefore: new Date(Date.now() + 3_600_000) });
    await startHandoverRow(tx, handover.id, hash, { personId: admin.personId, name: admin.name, jobId: job });
    return job;
  });

  expect(await (await whatStopsRoute(ask(id, 'GET'))).json()).toMatchObject({ runs: [], handovers: [{ rolloutId, rolloutName, peopleLeft: 2 }] });
  await signOutRoute(ask(id, 'POST'));
  expect(await db().job.findUniqueOrThrow({ where: { id: jobId }, select: { state: true, lastError: true, tokenCacheId: true } })).toEqual({ state: 'signInNeeded', lastError: 'personSignedOut', tokenCacheId: null });
  const told = await db().auditEvent.findFirstOrThrow({ where: { rolloutId, action: 'job.wait' }, select: { objectType: true, objectName: true, detail: true } });
  expect(told).toEqual({ objectType: 'rollout', objectName: rolloutName, detail: { code: 'personSignedOut', handover: true, peopleLeft: 2 } });
});
