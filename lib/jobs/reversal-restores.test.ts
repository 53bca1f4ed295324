import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun, QUICK, untilReversed } from '@/e2e/testing/reversals';
import { aPackage, anAdmin } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { askForPlaces, countReversalItems, listReversalItems, takeReversalItems } from '@/lib/db/reversals';
import { roleKey } from '@/lib/directory/route';
import { graphFor } from '@/lib/graph/graph-for';
import { givePlaces } from '@/lib/graph/place-writes';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import { itemWords, LATE, NOT_REMOVED, REVERSAL_ITEM_STATES } from '@/lib/rollout/reversal';
import { loadReversal } from '@/lib/rollout/reversal-view';
import { loadOverview } from '@/lib/rollout/overview-view';
import type { Admin } from '@/lib/rollout/rollout';
import { goOnReversing, startReversal, stopLookingForRemovals } from '@/lib/rollout/start-reversal';
import { Lease } from './lease';
import { reverseRun } from './reverse-run';

const { tenant } = withPortal({ users: 300, settings: { deliveryMs: 20 } });
/** Signed in where the portal may give applications' roles too. */
let ines: Admin;
let consentedScopes: string[] = [];

/** As long as a delivery of the local tenant may take; the portal is told to call it late far sooner. */
const HOUR_MS = 3_600_000;
const GROUP = 'Finance – Ledger';
const APPLICATION = 'Halden Ledger';

beforeAll(async () => {
  ({ consentedScopes } = (await (await fetch(`${tenant.origin}/_emulator/settings`)).json()) as { consentedScopes: string[] });
  await tenant.admin('settings', { consentedScopes: [...consentedScopes, 'AppRoleAssignment.ReadWrite.All'] });
  ines = await anAdmin(tenant);
});

afterAll(async () => {
  await tenant.admin('settings', { consentedScopes });
});

beforeEach(async () => {
  await tenant.admin('fault', { clear: true });
});

const now = (): number => tenant.log().at(-1)?.n ?? 0;
const groupId = (): string => tenant.snapshot().groups.find(({ displayName }) => displayName === GROUP)?.id ?? '';

function poster() {
  const application = tenant.snapshot().resources.find(({ displayName }) => displayName === APPLICATION)!;
  return { applicationId: application.originId, roleId: application.roles.find(({ displayName }) => displayName === 'Poster')!.originId };
}

/** So many who have nothing of it yet, and are given both of the package's roles by name: what a restore gives back. */
function whoHadBoth(count: number): string[] {
  const { users, assignments, assignmentRequests, appRoleAssignments, groups } = tenant.snapshot();
  const touched = new Set([...assignments.map(({ targetId }) => targetId), ...assignmentRequests.map(({ targetId }) => targetId), ...appRoleAssignments.map(({ principalId }) => principalId), ...groups.filter(({ displayName }) => displayName.startsWith('Finance – ')).flatMap(({ members, owners }) => [...members, ...owners])]);
  const people = users.filter((user) => user.accountEnabled && user.userType === 'Member' && user.department && !touched.has(user.id)).slice(0, count).map(({ id }) => id);
  const { applicationId, roleId } = poster();
  for (const id of people) {
    tenant.tenant.members.add(groupId(), id);
    tenant.tenant.grantAppRole({ id: tenant.tenant.newId(), appRoleId: roleId, principalId: id, principalType: 'User', resourceId: applicationId, createdDateTime: '2026-01-01T00:00:00Z' });
  }
  return people;
}

/** The places that were asked for somebody, each with the answers, by the tenant's log. */
function askedFor(person: string, since: number): { member: number[]; appRole: number[] } {
  const asked = { member: [] as number[], appRole: [] as number[] };
  for (const { requestBody, responseBody } of tenant.log(since)) {
    const { requests = [] } = (requestBody ?? {}) as { requests?: { id: string; method: string; url: string; body?: unknown }[] };
    const { responses = [] } = (responseBody ?? {}) as { responses?: { id: string; status: number }[] };
    for (const { id, method, url, body } of requests) {
      if (method !== 'POST' || !JSON.stringify(body ?? '').includes(person)) continue;
      const status = responses.find((each) => each.id === id)?.status ?? 0;
      if (/members\/\$ref$/.test(url)) asked.member.push(status);
      if (/appRoleAssignedTo$/.test(url)) asked.appRole.push(status);
    }
  }
  return asked;
}

/** What the audit says was given back, with how that is known. */
async function toldOf(runId: string): Promise<[string, string, unknown][]> {
  const events = await db().auditEvent.findMany({ where: { runId, action: 'membership.restore' }, orderBy: { seq: 'asc' } });
  return events.map(({ objectName, outcome, graphRequestId, detail }): [string, string, unknown] => [objectName, outcome, graphRequestId ? 'answered' : (detail as { answer?: string }).answer]).sort();
}

const holdsBoth = (person: string): boolean => tenant.tenant.members.has(groupId(), person) && tenant.snapshot().appRoleAssignments.filter((each) => each.principalId === person && each.appRoleId === poster().roleId).length === 1;

async function aReversal(people: readonly string[]) {
  const run = await aSettledRun(tenant, ines, [aPackage(tenant, 'Ledger poster')], people, 'restore');
  const reversal = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  const since = now();
  const { jobId } = await startReversal(ines, reversal.id, reversal.hash);
  return { ...run, reversalId: reversal.id, jobId, since };
}

/** Works in rounds until everybody was seen gone and nobody was put back yet. */
async function untilGone({ jobId, reversalId }: { jobId: string; reversalId: string }): Promise<void> {
  await expect.poll(async () => {
    await db().job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { notBefore: new Date(0) } });
    const lease = await Lease.take(jobId, 'test', 15);
    if (lease) await reverseRun(lease, new AbortController().signal, QUICK);
    return (await listReversalItems(reversalId, REVERSAL_ITEM_STATES)).map(({ step, state }) => `${step} ${state}`);
  }, { interval: 20 }).toEqual(['restore queued']);
}

test('of two places of which one was given and the other refused for now, only the other is asked for again, and the audit has each once', async () => {
  const [person] = whoHadBoth(1) as [string];
  const reversal = await aReversal([person]);
  // The first is the way back being tried.
  await tenant.admin('fault', { kind: 'status', path: 'appRoleAssignedTo$', method: 'POST', nth: 2, count: 1, status: 429, retryAfter: 1 });
  await untilReversed(reversal.jobId);
  expect([askedFor(person, reversal.since), holdsBoth(person)]).toEqual([{ member: [400, 204], appRole: [400, 429, 201] }, true]);
  expect(await toldOf(reversal.runId)).toEqual([[GROUP, 'done', 'answered'], [APPLICATION, 'done', 'answered']]);
});

test('a place that somebody else gave back meanwhile is not asked for, and not told as ours', async () => {
  const [person] = whoHadBoth(1) as [string];
  const reversal = await aReversal([person]);
  await untilGone(reversal);
  tenant.tenant.members.add(groupId(), person);
  await untilReversed(reversal.jobId);
  expect([askedFor(person, reversal.since), holdsBoth(person)]).toEqual([{ member: [400], appRole: [400, 201] }, true]);
  expect(await toldOf(reversal.runId)).toEqual([[APPLICATION, 'done', 'answered']]);
  const [item] = await listReversalItems(reversal.reversalId, REVERSAL_ITEM_STATES);
  expect(itemWords(item!)).toBe('Removed and put back');
});

test('a place whose answer was lost is looked up before it is asked for again, and told once as found', async () => {
  const [person] = whoHadBoth(1) as [string];
  const reversal = await aReversal([person]);
  await tenant.admin('fault', { kind: 'reset-after', path: 'members/\\$ref$', method: 'POST', nth: 2, count: 1 });
  await untilReversed(reversal.jobId);
  const asked = askedFor(person, reversal.since);
  expect([asked.member.length, asked.appRole, holdsBoth(person)]).toEqual([2, [400, 201], true]);
  expect(await toldOf(reversal.runId)).toEqual([[GROUP, 'done', 'lost, found there'], [APPLICATION, 'done', 'answered']]);
});

test('a batch of restores whose process died before it could write is looked up: asked for once, told once, and what never went out is asked for', async () => {
  const [person] = whoHadBoth(1) as [string];
  const reversal = await aReversal([person]);
  await untilGone(reversal);
  await db().job.updateMany({ where: { id: reversal.jobId }, data: { notBefore: new Date(0) } });
  const lease = (await Lease.take(reversal.jobId, 'killed', 15))!;
  const [item] = await takeReversalItems(reversal.reversalId, 'restore', [aPackage(tenant, 'Ledger poster').packageId], lease, 1);
  await askForPlaces([{ id: item!.id, attempts: item!.attempts, asked: item!.held.map(roleKey) }]);
  const membership = item!.held.find(({ originId }) => originId === groupId())!;
  await givePlaces(graphFor(ines), [{ key: '0', personId: person, role: membership }], { runItemId: reversal.reversalId }, AbortSignal.timeout(10_000));
  await lease.release(0);
  await untilReversed(reversal.jobId, { ...QUICK, lateMs: 200 });
  expect([askedFor(person, reversal.since), holdsBoth(person)]).toEqual([{ member: [400, 204], appRole: [400, 201] }, true]);
  expect(await toldOf(reversal.runId)).toEqual([[GROUP, 'done', 'lost, found there'], [APPLICATION, 'done', 'answered']]);
});

test('where putting back wants a role nobody is called failed, and whoever has it goes on', async () => {
  const [person] = whoHadBoth(1) as [string];
  const reversal = await aReversal([person]);
  await untilGone(reversal);
  const roles = [...tenant.tenant.entraRolesOf(ines.personId)];
  await tenant.admin('fault', { kind: 'status', path: '(members/\\$ref|appRoleAssignedTo)$', method: 'POST', count: 2, status: 403, code: 'Authorization_RequestDenied', message: 'Insufficient privileges to complete the operation.' });
  await untilReversed(reversal.jobId);
  const { state } = (await db().job.findUnique({ where: { id: reversal.jobId } }))!;
  expect([state, (await countReversalItems(reversal.reversalId)).failed, roles.length > 0]).toEqual(['roleNeeded', 0, true]);
  await goOnReversing(ines, reversal.reversalId);
  await untilReversed(reversal.jobId);
  expect(holdsBoth(person)).toBe(true);
});

test('what failed is tried again from the start: earlier attempts do not count against it', async () => {
  const [person] = whoHadBoth(1) as [string];
  const reversal = await aReversal([person]);
  await db().reversalItem.updateMany({ where: { reversalId: reversal.reversalId }, data: { attempts: 5 } });
  const lostOnce = () => tenant.admin('fault', { kind: 'reset-before', path: 'assignmentRequests$', method: 'POST', count: 1 });
  await lostOnce();
  await untilReversed(reversal.jobId);
  expect((await listReversalItems(reversal.reversalId, ['failed'])).map(({ failure }) => failure)).toEqual(['Microsoft Entra gave no proper answer, several times over']);
  await lostOnce();
  await goOnReversing(ines, reversal.reversalId);
  await untilReversed(reversal.jobId);
  expect([(await countReversalItems(reversal.reversalId)).done, holdsBoth(person)]).toEqual([1, true]);
});

test('a removal that Entra carries out after its 24 hours is looked for until it is seen, asked for once whoever tries again, and what was held before is put back then', async () => {
  const [person] = whoHadBoth(1) as [string];
  const run = await aSettledRun(tenant, ines, [aPackage(tenant, 'Ledger poster')], [person], 'restore');
  const { id: reversalId, hash } = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  await tenant.admin('settings', { deliveryMs: HOUR_MS });
  const { jobId } = await startReversal(ines, reversalId, hash);
  const soonLate = { ...QUICK, allowedMs: 300 };
  const wordsNow = async (): Promise<string[]> => (await listReversalItems(reversalId, REVERSAL_ITEM_STATES)).map(itemWords);
  const untilLate = () => expect.poll(async () => {
    await db().job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { notBefore: new Date(0) } });
    const lease = await Lease.take(jobId, 'test', 15);
    if (lease) await reverseRun(lease, new AbortController().signal, soonLate);
    return [await wordsNow(), (await loadReversal(run.runId)).late];
  }, { interval: 50 }).toEqual([[LATE], 1]);
  await untilLate();
  const { waiting } = await loadOverview({ personId: ines.personId, mayAct: true });
  expect(waiting.flatMap(({ title, href }) => (href === `/runs/${run.runId}/reversal` ? [title] : []))).toEqual(['Entra is late with the removal of 1 person']);
  await stopLookingForRemovals(ines, reversalId);
  await expect(stopLookingForRemovals(ines, reversalId)).rejects.toMatchObject({ code: 'conflict' });
  await untilReversed(jobId, soonLate);
  expect([await wordsNow(), holdsBoth(person)]).toEqual([[NOT_REMOVED], true]);

  await goOnReversing(ines, reversalId);
  await untilLate();
  await tenant.admin('clock', { advanceMs: 2 * HOUR_MS });
  await tenant.admin('settings', { deliveryMs: 20 });
  await untilReversed(jobId, soonLate);
  const asked = tenant.snapshot().assignmentRequests.filter(({ targetId, requestType }) => targetId === person && requestType === 'adminRemove');
  expect([await wordsNow(), holdsBoth(person), asked.length]).toEqual([['Removed and put back'], true, 1]);
  expect((await toldOf(run.runId)).map(([name, outcome]) => [name, outcome])).toEqual([[GROUP, 'done'], [APPLICATION, 'done']]);
});
