import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun, QUICK, untilOver, untilReversed, verified } from '@/e2e/testing/reversals';
import { aPackage, anAdmin, peopleWithout } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { getPhase } from '@/lib/db/phases';
import { countReversalItems, countReversalPeople, listReversalItems } from '@/lib/db/reversals';
import { liftEmergencyStop, stopEverything } from '@/lib/rollout/emergency-stop';
import { loadRecovery } from '@/lib/rollout/recovery-view';
import { loadRecoveryPack } from '@/lib/rollout/recovery-pack';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import { itemWords, REVERSAL_ITEM_STATES } from '@/lib/rollout/reversal';
import { loadReversal } from '@/lib/rollout/reversal-view';
import { failureOf } from '@/lib/rollout/run-failures';
import { loadRunView } from '@/lib/rollout/run-view';
import { loadRolloutList, loadRolloutView } from '@/lib/rollout/rollout-view';
import { goOnReversing, pauseReversal, resumeReversal, startReversal } from '@/lib/rollout/start-reversal';
import { loadPersonCard } from '@/lib/support/load-person-card';
import { loadQueue } from '@/lib/support/load-queue';
import { Lease } from './lease';
import { reverseRun } from './reverse-run';
import { forgetPace } from './write-pace';

const GROUP = 'Plant operations – Maintenance orders';

const { tenant, admin: ines } = withPortal({ settings: { deliveryMs: 20 } });

const groupNamed = (name: string) => [...tenant.tenant.groups.values()].find((group) => group.displayName === name)!;

const itemsOf = async (reversalId: string) => new Map((await listReversalItems(reversalId, REVERSAL_ITEM_STATES)).map((item) => [item.personId, item]));

/** The requests that end an assignment, by the tenant's log. */
const removals = (since: number): string[] => tenant.log(since).flatMap(({ requestBody }) => ((requestBody ?? {}) as { requests?: { body?: { requestType?: string; assignment?: { id?: string } } }[] }).requests ?? []).filter(({ body }) => body?.requestType === 'adminRemove').map(({ body }) => body?.assignment?.id ?? '');

const now = (): number => tenant.log().at(-1)?.n ?? 0;

/** A package that makes its people owners of the group. */
function anOwnersPackage(): ReturnType<typeof aPackage> {
  const { governance } = tenant.tenant;
  const { packageId, policyId } = aPackage(tenant);
  const known = [...governance.packages.values()].find(({ displayName }) => displayName === 'Maintenance lead');
  if (known) return { packageId: known.id, policyId: [...governance.policies.values()].find((each) => each.packageId === known.id)!.id, packageName: 'Maintenance lead' };
  const planner = structuredClone(governance.packages.get(packageId)!);
  const resource = [...governance.resources.values()].find((each) => each.displayName === GROUP)!;
  const owner = resource.roles.find(({ displayName }) => displayName === 'Owner')!;
  const made = governance.keepPackage({ ...planner, id: tenant.tenant.newId(), displayName: 'Maintenance lead', roleScopes: [{ ...planner.roleScopes[0]!, id: `${owner.id}_${resource.scopeId}`, roleId: owner.id }] });
  const policy = governance.keepPolicy({ ...structuredClone(governance.policies.get(policyId)!), id: tenant.tenant.newId(), packageId: made.id });
  return { packageId: made.id, policyId: policy.id, packageName: 'Maintenance lead' };
}

test('an owner and whoever held an application’s role by name get just that back; without the permission they are left, and listed', async () => {
  const lead = anOwnersPackage();
  const poster = aPackage(tenant, 'Ledger poster');
  const application = tenant.snapshot().resources.find(({ displayName }) => displayName === 'Halden Ledger')!;
  const role = application.roles.find(({ displayName }) => displayName === 'Poster')!;
  const [owner, newOwner] = peopleWithout(tenant, lead.packageId, 2).map(({ id }) => id) as [string, string];
  const [holder, newHolder] = peopleWithout(tenant, poster.packageId, 40).map(({ id }) => id).filter((id) => id !== owner && id !== newOwner && !tenant.snapshot().appRoleAssignments.some((each) => each.principalId === id)).slice(0, 2) as [string, string];
  tenant.tenant.owners.add(groupNamed(GROUP).id, owner);
  tenant.tenant.grantAppRole({ id: tenant.tenant.newId(), appRoleId: role.originId, principalId: holder, principalType: 'User', resourceId: application.originId, createdDateTime: '2026-01-01T00:00:00Z' });
  const [leads, posters] = [await aSettledRun(tenant, ines, [lead], [owner, newOwner], 'restore'), await aSettledRun(tenant, ines, [poster], [holder, newHolder], 'restore')];

  const withoutScope = await rehearseReversal(ines, posters.runId, { choice: 'signed', sites: false });
  const listed = (await itemsOf(withoutScope.id)).get(holder);
  expect([listed?.action, listed?.why, listed?.held.map(({ originId, roleOriginId }) => [originId, roleOriginId])]).toEqual(['leave', 'notGranted', [[application.originId, role.originId]]]);

  const { consentedScopes } = (await (await fetch(`${tenant.origin}/_emulator/settings`)).json()) as { consentedScopes: string[] };
  await tenant.admin('settings', { consentedScopes: [...consentedScopes, 'AppRoleAssignment.ReadWrite.All'], removalLagMs: 300 });
  const granted = await anAdmin(tenant);
  for (const { runId, phaseId } of [leads, posters]) {
    const reversal = await rehearseReversal(granted, runId, { choice: 'signed', sites: false });
    await untilReversed((await startReversal(granted, reversal.id, reversal.hash)).jobId);
    expect([(await getPhase(phaseId)).state, [...(await itemsOf(reversal.id)).values()].map(({ action, state }) => [action, state]).sort()]).toEqual(['reversed', [['remove', 'done'], ['restore', 'done']]]);
  }
  await tenant.admin('settings', { consentedScopes, removalLagMs: 0 });
  const { owners } = tenant.tenant;
  expect([owners.has(groupNamed(GROUP).id, owner), owners.has(groupNamed(GROUP).id, newOwner)]).toEqual([true, false]);
  const holders = tenant.snapshot().appRoleAssignments.filter((each) => each.resourceId === application.originId && each.appRoleId === role.originId).map(({ principalId }) => principalId);
  expect([holders.filter((id) => id === holder).length, holders.includes(newHolder)]).toEqual([1, false]);
  expect(tenant.snapshot().assignments.filter(({ targetId, packageId, state }) => [owner, newOwner, holder, newHolder].includes(targetId) && [lead.packageId, poster.packageId].includes(packageId) && state !== 'expired')).toEqual([]);
});

test('the way back is tried before anything is taken: where whoever it runs for may not give it, nothing is removed, and somebody who may goes on', async () => {
  const lead = anOwnersPackage();
  const [owner] = peopleWithout(tenant, lead.packageId, 1).map(({ id }) => id) as [string];
  tenant.tenant.owners.add(groupNamed(GROUP).id, owner);
  const run = await aSettledRun(tenant, ines, [lead], [owner], 'restore');
  const reversal = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  const since = now();
  const roles = [...(tenant.tenant.entraRolesOf(ines.personId))];
  // Administers governance, and no group.
  tenant.tenant.setEntraRoles(ines.personId, ['Identity Governance Administrator']);
  const { jobId } = await startReversal(ines, reversal.id, reversal.hash);
  await untilReversed(jobId);
  const item = (await itemsOf(reversal.id)).get(owner);
  expect([item?.state, item?.failure?.startsWith(`Whoever it runs for may not put people back into “${GROUP}”`), removals(since), tenant.tenant.owners.has(groupNamed(GROUP).id, owner)]).toEqual(['failed', true, [], true]);
  tenant.tenant.setEntraRoles(ines.personId, roles);
  await goOnReversing(ines, reversal.id);
  await untilReversed(jobId);
  expect([(await itemsOf(reversal.id)).get(owner)?.state, removals(since).length, tenant.tenant.owners.has(groupNamed(GROUP).id, owner), (await getPhase(run.phaseId)).state]).toEqual(['done', 1, true, 'reversed']);
});

test('nothing is put back of who left, moved or lost it on purpose after it was rehearsed, nor of who leaves while the removal is waited for', async () => {
  const groupId = groupNamed(GROUP).id;
  const people = peopleWithout(tenant, aPackage(tenant).packageId, 5).map(({ id }) => id);
  const [same, left, moved, taken, late] = people as [string, string, string, string, string];
  for (const id of people) tenant.tenant.members.add(groupId, id);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], people, 'restore');
  const reversal = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  expect([...(await itemsOf(reversal.id)).values()].map(({ action }) => action)).toEqual(Array.from(people, () => 'restore'));
  tenant.tenant.updateUser(left, { accountEnabled: false });
  tenant.tenant.updateUser(moved, { department: 'Elsewhere' });
  tenant.tenant.members.remove(groupId, taken);
  await tenant.admin('settings', { removalLagMs: 3_600_000 });
  const since = now();
  const { jobId } = await startReversal(ines, reversal.id, reversal.hash);
  const work = untilReversed(jobId, { ...QUICK, allowedMs: 86_400_000 });
  await expect.poll(() => removals(since).length, { interval: 30 }).toBe(5);
  tenant.tenant.updateUser(late, { accountEnabled: false });
  await tenant.admin('clock', { advanceMs: 2 * 3_600_000 });
  await work;
  await tenant.admin('settings', { removalLagMs: 0 });

  const items = await itemsOf(reversal.id);
  expect(Object.fromEntries(people.map((id) => [id, itemWords(items.get(id)!)]))).toEqual({
    [same]: 'Removed and put back',
    [left]: 'Removed. Has left or is blocked since: nothing was put back',
    [moved]: 'Removed. Has moved since: nothing was put back',
    [taken]: 'Removed. What they had before was taken from them on purpose since: nothing was put back',
    [late]: 'Removed. Has left or is blocked since: nothing was put back',
  });
  expect(people.filter((id) => tenant.tenant.members.has(groupId, id))).toEqual([same]);
});

test('whoever was given it by a request that was never answered is taken back too, and whom somebody else gave it meanwhile is not', async () => {
  const { packageId } = aPackage(tenant);
  const [answered, unanswered, byOthers] = peopleWithout(tenant, packageId, 3).map(({ id }) => id) as [string, string, string];
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], [answered, unanswered, byOthers]);
  const { governance } = tenant.tenant;
  const assignmentOf = (person: string) => [...governance.assignments.values()].find((each) => each.targetId === person && each.packageId === packageId && each.state === 'delivered')!;
  // Taken from them and given anew, past the portal.
  const given = assignmentOf(byOthers);
  governance.keepAssignment({ ...given, id: tenant.tenant.newId(), created: Date.now() });
  governance.keepAssignment({ ...given, state: 'expired', expired: Date.now() });
  // As an item ends of which the tenant answered none of the attempts.
  await db().runItem.updateMany({ where: { runId: run.runId, personId: { in: [unanswered, byOthers] } }, data: { state: 'failed', ...failureOf('noAnswer'), requestId: null, assignmentId: null } });
  expect(await verified(run)).toMatchObject({ asSigned: 3 });

  const stuck = async () => (await loadQueue(1, 1)).people.filter(({ runId }) => runId === run.runId).map(({ personId }) => personId).sort();
  expect(await stuck()).toEqual([unanswered, byOthers].sort());
  const reversal = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  expect(await stuck()).toEqual([unanswered, byOthers].sort());
  await untilReversed((await startReversal(ines, reversal.id, reversal.hash)).jobId);
  // Nobody waits for what is taken back, and the helpdesk is told so.
  expect(await stuck()).toEqual([]);
  const cards = await Promise.all([answered, unanswered, byOthers].map(async (person) => (await loadPersonCard(ines, person))?.lines.filter(({ runId }) => runId === run.runId).map(({ should, has, whatThen }) => [should.word, has.word, whatThen])));
  expect(cards).toEqual([[['No, taken back', 'Taken back', null]], [['No, taken back', 'Taken back', null]], [['Yes, outside the rollouts', 'Delivered', null]]]);
  expect((await loadRunView(run.runId)).failures.map(({ cause, count, whatToDo }) => [cause, count, whatToDo])).toEqual([['Entra gave no proper answer, several times over', 2, 'Nothing: what the run brought is taken back']]);
  expect([...(await itemsOf(reversal.id)).keys()].sort()).toEqual([answered, unanswered].sort());
  expect([answered, unanswered, byOthers].map((person) => assignmentOf(person) !== undefined)).toEqual([false, false, true]);
  // What was taken back heads the phase from now on, in the place of what was delivered.
  const { rollout, opened } = await loadRolloutView(ines, run.rolloutId, run.phaseId);
  expect(opened.takenBack).toEqual({ over: true, people: 2, cleared: 0, kept: 0, left: 0, failed: 0, open: 0, policies: 0, packages: 1 });
  const { rollouts } = await loadRolloutList({ text: rollout.name }, { skip: 0, take: 5 }, { by: 'changed', down: true });
  expect(rollouts.map(({ people, delivered, takenBack }) => [people, delivered, takenBack])).toEqual([[0, 0, 2]]);
  expect(await countReversalPeople(reversal.id)).toEqual({ all: 2, taken: 2 });
});

test('of a delivery that failed whole nothing is taken and nobody counts, and what Entra still tries is ended; a half delivered one is taken back like any other', async () => {
  const { packageId } = aPackage(tenant);
  const [given, half, never, shown] = peopleWithout(tenant, packageId, 4).map(({ id }) => id) as [string, string, string, string];
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], [given, half, never, shown]);
  const { governance, members } = tenant.tenant;
  const groupId = groupNamed(GROUP).id;
  const assignmentOf = (person: string) => [...governance.assignments.values()].find((each) => each.targetId === person && each.packageId === packageId && each.state !== 'expired');
  for (const person of [half, never, shown]) Object.assign(assignmentOf(person)!, { state: person === half ? 'partiallyDelivered' : 'deliveryFailed' });
  members.remove(groupId, never);
  await db().runItem.updateMany({ where: { runId: run.runId, personId: half }, data: { state: 'failed', ...failureOf('partlyDelivered') } });
  await db().runItem.updateMany({ where: { runId: run.runId, personId: { in: [never, shown] } }, data: { state: 'failed', ...failureOf('accountDisabled') } });

  const { csv, script } = await loadRecoveryPack(run.runId, new Date());
  const listed = (name: string, next: string) => [...script.slice(script.indexOf(`$${name} = @(`), script.indexOf(`$${next} = @(`)).matchAll(/PersonId = '([^']+)'/g)].map(([, id]) => id).sort();
  expect([listed('Given', 'Failed'), listed('Failed', 'HeldBefore')]).toEqual([[given, half].sort(), [never, shown].sort()]);
  expect(csv.find(([, , id]) => id === never)?.slice(7, 10)).toEqual(['failed', 'Nothing to take; end what Entra still has of it', 'It failed in the run and never arrived, so there is nothing to take; what Entra still tries to deliver is ended']);

  const reversal = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  const planned = await itemsOf(reversal.id);
  // Whom Entra calls failed and the group shows all the same has it.
  expect([given, half, never, shown].map((person) => [planned.get(person)?.action, planned.get(person)?.why])).toEqual([['remove', 'given'], ['remove', 'given'], ['clear', 'neverArrived'], ['remove', 'given']]);
  const view = await loadReversal(run.runId);
  // Nobody had it before, so no letter asked what becomes of those.
  expect(view.signed.map(({ asked }) => asked)).toEqual([false]);
  expect([view.people, view.roles.map(({ taken, left }) => [taken, left])]).toEqual([{ all: 4, taken: 3 }, [[3, 0]]]);
  await untilReversed((await startReversal(ines, reversal.id, reversal.hash)).jobId);

  expect([given, half, never, shown].map((person) => [assignmentOf(person) === undefined, members.has(groupId, person)])).toEqual(Array.from({ length: 4 }, () => [true, false]));
  const done = await itemsOf(reversal.id);
  expect([itemWords(done.get(given)!), itemWords(done.get(never)!)]).toEqual(['Removed, and seen so on the resources', 'Never had it; nothing was taken, and Entra delivers it no more']);
  const { rollout, opened, stations } = await loadRolloutView(ines, run.rolloutId, run.phaseId);
  expect([opened.takenBack, stations.map(({ delivery }) => delivery?.takenBack)]).toEqual([{ over: true, people: 3, cleared: 1, kept: 0, left: 0, failed: 0, open: 0, policies: 0, packages: 1 }, [3]]);
  expect((await loadRolloutList({ text: rollout.name }, { skip: 0, take: 5 }, { by: 'changed', down: true })).rollouts.map(({ takenBack }) => takenBack)).toEqual([3]);
  expect((await loadPersonCard(ines, never))?.lines.filter(({ runId }) => runId === run.runId).map(({ should, has }) => [should.word, has.word])).toEqual([['No, taken back', 'Does not have it']]);
});

test('removals go out at the rate that is learned for all writes, and what the tenant refused waits as long as it said', async () => {
  const people = peopleWithout(tenant, aPackage(tenant).packageId, 60).map(({ id }) => id);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], people);
  const reversal = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  const learnedBefore = (await db().writeLimit.findFirst())?.learnedAt?.getTime() ?? 0;
  await tenant.admin('fault', { kind: 'throttle', path: 'assignmentRequests', method: 'POST', perSecond: 30, burst: 20 });
  const since = now();
  await untilReversed((await startReversal(ines, reversal.id, reversal.hash)).jobId);
  await tenant.admin('fault', { clear: true });

  expect([(await countReversalItems(reversal.id)).done, new Set(removals(since)).size]).toEqual([60, 60]);
  const answers = tenant.log(since).flatMap(({ requestBody, responseBody }) => (JSON.stringify(requestBody ?? '').includes('adminRemove') ? (((responseBody ?? {}) as { responses?: { status: number }[] }).responses ?? []).map(({ status }) => status) : []));
  expect([answers.filter((status) => status === 201).length, answers.includes(429)]).toEqual([60, true]);
  // Sent blindly, batch after batch, each refusal would come back at once: far more refused than taken.
  expect(answers.filter((status) => status === 429).length).toBeLessThan(60);
  expect((await db().writeLimit.findFirst())?.learnedAt?.getTime() ?? 0).toBeGreaterThan(learnedBefore);
  // The other tests of this file know no limit.
  await db().writeLimit.updateMany({ data: { perSecond: null, learnedAt: null, learnedBy: null } });
  forgetPace();
});

test('paused, or with everything stopped, a reversal sends nothing more, and goes on with the rest once it may', async () => {
  const people = peopleWithout(tenant, aPackage(tenant).packageId, 60).map(({ id }) => id);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], people);
  const reversal = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  // At a known limit it is in the middle when somebody stops it.
  const limit = async (perSecond: number | null): Promise<void> => {
    await db().writeLimit.updateMany({ data: { perSecond, learnedAt: perSecond === null ? null : new Date(), learnedBy: null } });
    forgetPace();
  };
  await limit(10);
  const since = now();
  const { jobId } = await startReversal(ines, reversal.id, reversal.hash);
  const onceMore = async (): Promise<void> => {
    await db().job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { notBefore: new Date(0) } });
    const lease = await Lease.take(jobId, 'test', 15);
    if (lease) await reverseRun(lease, new AbortController().signal, QUICK);
  };
  const stopped = async (stop: () => Promise<unknown>): Promise<number> => {
    const before = new Set(removals(since)).size;
    const work = onceMore();
    await expect.poll(() => new Set(removals(since)).size, { interval: 20 }).toBeGreaterThan(before);
    await stop();
    await work;
    const sent = new Set(removals(since)).size;
    await onceMore();
    expect(new Set(removals(since)).size).toBe(sent);
    expect((await countReversalItems(reversal.id)).queued).toBeGreaterThan(0);
    return sent;
  };
  await stopped(() => pauseReversal(ines, reversal.id));
  await expect(pauseReversal(ines, reversal.id)).rejects.toMatchObject({ code: 'conflict' });
  await resumeReversal(ines, reversal.id);
  let stopId = '';
  await stopped(async () => {
    ({ stopId } = await stopEverything(ines, 'Something is wrong'));
  });
  expect((await loadRecovery(stopId)).reversals.map(({ runId, held, settled, done, underWay, notSent }) => [runId, held, settled, done + underWay + notSent])).toEqual([[run.runId, true, false, 60]]);
  await expect(resumeReversal(ines, reversal.id)).rejects.toMatchObject({ code: 'conflict' });
  await liftEmergencyStop(ines, stopId, 'It was not');
  // Lifted, it still waits for a word of its own.
  const atLift = new Set(removals(since)).size;
  await onceMore();
  expect(new Set(removals(since)).size).toBe(atLift);
  await resumeReversal(ines, reversal.id);
  await limit(null);
  await untilOver(jobId, (lease) => reverseRun(lease, new AbortController().signal, QUICK));
  expect([(await countReversalItems(reversal.id)).done, new Set(removals(since)).size, (await getPhase(run.phaseId)).state]).toEqual([60, 60, 'reversed']);
  expect(await db().auditEvent.count({ where: { runId: run.runId, action: { in: ['reversal.pause', 'reversal.resume'] } } })).toBe(3);
});

