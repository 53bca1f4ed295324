import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aDeliveredPhase, inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun, QUICK, untilOver, untilReversed, verified } from '@/e2e/testing/reversals';
import { aPackage, everybodyApproves } from '@/e2e/testing/rollouts';
import { getPhase } from '@/lib/db/phases';
import { db } from '@/lib/db/client';
import { countReversalItems, findReversal, listReversalItems, listReversalPolicies, takeReversalItems } from '@/lib/db/reversals';
import { requestRemovals } from '@/lib/graph/assignment-requests';
import { graphFor } from '@/lib/graph/graph-for';
import { loadRecoveryPack } from '@/lib/rollout/recovery-pack';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import { REVERSAL_CHOICES, REVERSAL_ITEM_STATES } from '@/lib/rollout/reversal';
import { markOf } from '@/lib/rollout/run';
import { goOnReversing, startReversal } from '@/lib/rollout/start-reversal';
import { startRun } from '@/lib/rollout/start-run';
import { Lease } from './lease';
import { workOffRun } from './run-job';
import { guardAccess } from '@/e2e/testing/access-guard';

const ROUTES = ['none', 'direct', 'nested', 'dynamic', 'package', 'direct and nested', 'direct and package'] as const;
/** When they came to it: before the rehearsal, between signature and start, or before the rehearsal and had lost it by the start. */
const WHEN = ['before', 'before', 'meanwhile', 'lost'] as const;
/** More of them by REVERSAL_RUNS, for a long night. */
const RUNS = Number(process.env.REVERSAL_RUNS ?? 3);

const { tenant, admin: ines } = withPortal({ settings: { deliveryMs: 20 } });

const GROUP = 'Plant operations – Maintenance orders';
const APPLICATION = 'Halden Ledger';
const PACKAGES = { planner: { package: 'Maintenance planner', group: GROUP }, poster: { package: 'Ledger poster', group: 'Finance – Ledger' } } as const;

const groupNamed = (name: string) => tenant.snapshot().groups.find((group) => group.displayName === name)!;

/** Enabled members of the organisation who have nothing of packages and stand in no group that a package hands out. */
function free(count: number): string[] {
  const { users, groups, assignments, assignmentRequests, appRoleAssignments } = tenant.snapshot();
  const touched = new Set([...[...assignments, ...assignmentRequests].map((each) => each.targetId), ...appRoleAssignments.map((each) => each.principalId)]);
  for (const group of groups) if (/^(Finance – |Plant operations – |Sales EMEA|All Engineering)/.test(group.displayName)) for (const id of [...group.members, ...group.owners]) touched.add(id);
  return users.filter((user) => user.accountEnabled && user.userType === 'Member' && user.department && !touched.has(user.id)).slice(0, count).map((user) => user.id);
}

/** Gives somebody the group's membership by a route, past the portal, as it was before the phase. */
function give(person: string, route: (typeof ROUTES)[number], groupId: string, packageName: string): void {
  const { members, governance } = tenant.tenant;
  const { packageId, policyId } = aPackage(tenant, packageName);
  if (route.includes('direct')) members.add(groupId, person);
  if (route.includes('nested')) members.add(groupNamed('Sales EMEA').id, person);
  if (route === 'dynamic') members.add(groupNamed('All Engineering').id, person);
  if (!route.includes('package')) return;
  // Another package that hands out the same role, as its assignment left the person.
  const other = [...governance.packages.values()].find((each) => each.displayName === `Old ${packageName}`) ?? governance.keepPackage({ ...structuredClone(governance.packages.get(packageId)!), id: tenant.tenant.newId(), displayName: `Old ${packageName}` });
  const policy = [...governance.policies.values()].find((each) => each.packageId === other.id) ?? governance.keepPolicy({ ...structuredClone(governance.policies.get(policyId)!), id: tenant.tenant.newId(), packageId: other.id });
  members.add(groupId, person);
  const application = tenant.snapshot().resources.find((each) => each.displayName === APPLICATION)!;
  const poster = application.roles.find((each) => each.displayName === 'Poster')!;
  if (packageName === 'Ledger poster') tenant.tenant.grantAppRole({ id: tenant.tenant.newId(), appRoleId: poster.originId, principalId: person, principalType: 'User', resourceId: application.originId, createdDateTime: new Date().toISOString() });
  governance.keepAssignment({ id: tenant.tenant.newId(), packageId: other.id, policyId: policy.id, targetId: person, state: 'delivered', status: 'Delivered', schedule: { startDateTime: null, expiration: { type: 'noExpiration', endDateTime: null, duration: null } }, expired: null, created: Date.now() });
}

/** What these people hold, by name and by package, as the tenant's snapshot has it. */
function heldBy(people: readonly string[]) {
  const { groups, appRoleAssignments, assignments, packages } = tenant.snapshot();
  const nameOf = new Map(packages.map((each) => [each.id, each.displayName]));
  return Object.fromEntries(people.map((id) => [id, {
    groups: groups.filter((group) => group.members.includes(id)).map((group) => group.displayName).sort(),
    appRoles: appRoleAssignments.filter((grant) => grant.principalId === id).map((grant) => `${grant.resourceId} ${grant.appRoleId}`).sort(),
    packages: assignments.filter((each) => each.targetId === id && each.state !== 'expired').map((each) => nameOf.get(each.packageId) ?? '').sort(),
  }]));
}

/** The assignments whose removal was asked for since, once for each time. */
const removalsSince = (since: number) => tenant.log(since).flatMap((exchange) => ((exchange.requestBody ?? {}) as { requests?: { body?: { requestType?: string; assignment?: { id?: string } } }[] }).requests ?? []).filter((request) => request.body?.requestType === 'adminRemove').map((request) => request.body?.assignment?.id);

test('rehearsed, run, verified and taken back, every membership and assignment is as it was, by whatever route it was held, and nobody is without access in between unless that was chosen', async () => {
  for (const inner of ['Sales EMEA', 'All Engineering']) for (const outer of [GROUP, 'Finance – Ledger']) tenant.tenant.members.add(groupNamed(outer).id, groupNamed(inner).id);
  await fc.assert(fc.asyncProperty(fc.constantFrom(...REVERSAL_CHOICES), fc.constantFrom('planner' as const, 'poster' as const), fc.constantFrom(0, 400), fc.array(fc.record({ route: fc.constantFrom(...ROUTES), when: fc.constantFrom(...WHEN) }), { minLength: 4, maxLength: 9 }), async (choice, kind, removalLagMs, drawn) => {
    const { package: packageName, group } = PACKAGES[kind];
    await tenant.admin('settings', { removalLagMs });
    const people = free(drawn.length);
    const groupId = groupNamed(group).id;
    // Only a place by name is lost here: what else gives it goes on doing so.
    const isLost = ({ route, when }: (typeof drawn)[number]) => when === 'lost' && route === 'direct';
    const routes = drawn.map((each) => `${each.route} ${each.when}`);
    const giveIn = (late: boolean) => people.forEach((id, index) => drawn[index]!.when === 'meanwhile' === late && give(id, drawn[index]!.route, groupId, packageName));
    giveIn(false);
    let before: ReturnType<typeof heldBy> = {};
    let guard: ReturnType<typeof guardAccess> | null = null;
    const run = await aSettledRun(tenant, ines, [aPackage(tenant, packageName)], people, choice, () => {
      giveIn(true);
      people.filter((_, index) => isLost(drawn[index]!)).forEach((id) => tenant.tenant.members.remove(groupId, id));
      before = heldBy(people);
      guard = guardAccess(tenant.tenant, groupId, people.filter((_, index) => drawn[index]!.route !== 'none' && !isLost(drawn[index]!)));
    });
    expect(await verified(run)).toMatchObject({ asSigned: people.length });
    const reversal = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
    const since = tenant.log().at(-1)!.n;
    await untilReversed((await startReversal(ines, reversal.id, reversal.hash)).jobId);
    // What is due by the tenant's clock happens when somebody asks it.
    await expect.poll(async () => ((await (await fetch(`${tenant.origin}/_emulator/snapshot`)).json()) as ReturnType<typeof tenant.snapshot>).tasks?.filter((task) => task.kind === 'takeRoles').length ?? 0).toBe(0);
    const without = guard!.stop();

    expect([(await getPhase(run.phaseId)).state, (await countReversalItems(reversal.id)).failed]).toEqual(['reversed', 0]);
    const items = new Map((await listReversalItems(reversal.id, REVERSAL_ITEM_STATES)).map((item) => [item.personId, item]));
    const after = heldBy(people);
    for (const [index, id] of people.entries()) {
      const { action, why } = items.get(id)!;
      expect([routes[index], action, after[id]!.groups]).toEqual([routes[index], action, before[id]!.groups]);
      // Whoever had a part and keeps the assignment keeps the rest of it too, and is told so.
      expect([routes[index], action, after[id]!.appRoles.length]).toEqual([routes[index], action, before[id]!.appRoles.length + (why === 'hadPart' ? 1 : 0)]);
      const own = after[id]!.packages.filter((name) => !name.startsWith('Kept from '));
      expect([routes[index], own]).toEqual([routes[index], action === 'leave' ? [...before[id]!.packages, packageName].sort() : before[id]!.packages]);
      expect(after[id]!.packages.length - own.length).toBe(action === 'bridge' ? 1 : 0);
    }
    if (choice !== 'restore') expect(without).toEqual([]);
    // One removal each, and none for whoever is left as they are.
    expect(removalsSince(since).sort()).toEqual([...items.values()].filter(({ action }) => action !== 'leave').map(({ assignmentId }) => assignmentId).sort());
  }), { numRuns: RUNS, endOnFailure: true, ...(process.env.REVERSAL_SEED ? { seed: Number(process.env.REVERSAL_SEED) } : { seed: 20261126 }) });
}, 60_000 + RUNS * 40_000);

test('a lost answer to a removal makes no second one, and a reversal goes on where another process was killed', async () => {
  await tenant.admin('settings', { removalLagMs: 0 });
  const people = free(6);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], people);
  const { csv, script } = await loadRecoveryPack(run.runId, new Date());
  const given = tenant.snapshot().assignments.filter((each) => people.includes(each.targetId) && each.packageId === aPackage(tenant).packageId && each.state === 'delivered').map(({ id }) => id).sort();
  expect([csv.length - 1, [...script.slice(0, script.indexOf('$HeldBefore = @(')).matchAll(/AssignmentId = '([^']+)'/g)].map(([, id]) => id).sort()]).toEqual([6, given]);
  const reversal = await rehearseReversal(ines, run.runId, { choice: 'leave', sites: false });
  expect((await findReversal(run.runId))?.hash).toBe(reversal.hash);
  const since = tenant.log().at(-1)!.n;
  const { jobId } = await startReversal(ines, reversal.id, reversal.hash);
  // What a process leaves behind that was killed after it marked a batch and before it sent it.
  const lease = (await Lease.take(jobId, 'killed', 15))!;
  expect(await takeReversalItems(reversal.id, 'remove', [aPackage(tenant).packageId], lease, 3)).toHaveLength(3);
  lease.end();
  await db().job.update({ where: { id: jobId }, data: { leaseUntil: new Date(0) } });
  await tenant.admin('fault', { path: '\\$batch$', method: 'POST', kind: 'reset-after', nth: 1 });
  await untilReversed(jobId, { ...QUICK, visibilityMs: 400 });
  await tenant.admin('fault', { clear: true });
  expect(removalsSince(since)).toHaveLength(6);
  expect((await countReversalItems(reversal.id)).done).toBe(6);
  await expect(startReversal(ines, reversal.id, reversal.hash)).rejects.toThrow();
});

test('a batch of removals that the tenant is still working on when its process dies is waited for, and not asked for a second time', async () => {
  await tenant.admin('settings', { removalLagMs: 0 });
  const people = free(4);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], people);
  const reversal = await rehearseReversal(ines, run.runId, { choice: 'leave', sites: false });
  const since = tenant.log().at(-1)!.n;
  const { jobId } = await startReversal(ines, reversal.id, reversal.hash);
  await tenant.admin('fault', { kind: 'delay', path: '\\$batch$', method: 'POST', delayMs: 900 });
  const lease = (await Lease.take(jobId, 'killed', 15))!;
  const items = await takeReversalItems(reversal.id, 'remove', [aPackage(tenant).packageId], lease, people.length);
  const late = requestRemovals(graphFor(ines), items.map((item) => ({ itemId: item.id, assignmentId: item.assignmentId, mark: markOf({ id: item.id, runId: item.reversalId, attempts: item.attempts }) })), AbortSignal.timeout(10_000));
  await lease.release(0);
  await untilReversed(jobId, { ...QUICK, lateMs: 1_200 });
  await late;
  await tenant.admin('fault', { clear: true });
  expect(removalsSince(since)).toHaveLength(4);
  expect((await countReversalItems(reversal.id)).done).toBe(4);
  expect(await db().auditEvent.count({ where: { runId: run.runId, action: 'assignment.remove', outcome: 'done' } })).toBe(4);
});

test('nothing is restored to who left or moved, or lost it on purpose; nothing is done where it cannot be told', async () => {
  const groupId = groupNamed(GROUP).id;
  const [same, moved, gone, taken, hidden] = free(5) as [string, string, string, string, string];
  for (const id of [same, moved, gone, taken]) tenant.tenant.members.add(groupId, id);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], [same, moved, gone, taken]);
  tenant.tenant.updateUser(moved, { department: 'Elsewhere' });
  tenant.tenant.updateUser(gone, { accountEnabled: false });
  tenant.tenant.members.remove(groupId, taken);
  const plan = async (choice: 'leave' | 'restore', runId = run.runId) => Object.fromEntries((await listReversalItems((await rehearseReversal(ines, runId, { choice, sites: false })).id, REVERSAL_ITEM_STATES)).map((item) => [item.personId, [item.action, item.why]]));
  expect(await plan('restore')).toEqual({ [same]: ['restore', 'hadBefore'], [moved]: ['remove', 'moved'], [gone]: ['remove', 'gone'], [taken]: ['remove', 'takenSince'] });
  // Whoever had it before is in the recovery script, and not among those it removes by itself.
  const { script } = await loadRecoveryPack(run.runId, new Date());
  expect([script.slice(0, script.indexOf('$HeldBefore = @(')).match(/AssignmentId/g), script.match(/AssignmentId = /g)?.length]).toEqual([null, 4]);
  expect(await plan('leave')).toEqual({ [same]: ['leave', 'hadBefore'], [moved]: ['leave', 'hadBefore'], [gone]: ['remove', 'gone'], [taken]: ['remove', 'takenSince'] });
  // Whose places went with them did not lose them on purpose.
  tenant.tenant.members.remove(groupId, gone);
  expect((await plan('restore'))[gone]).toEqual(['remove', 'gone']);

  const group = tenant.tenant.groups.get(groupId)!;
  const { visibility } = group;
  Object.assign(group, { visibility: 'HiddenMembership' });
  const untold = await aSettledRun(tenant, ines, [aPackage(tenant)], [hidden]);
  expect(await plan('leave', untold.runId)).toEqual({ [hidden]: ['leave', 'unknown'] });
  Object.assign(group, { visibility });
});

test('an invitation is taken back by the policy as it was, but not over what somebody changed since', async () => {
  const people = free(4).map((id) => ({ id }));
  const policyOf = (id: string) => structuredClone(tenant.snapshot().policies.find((each) => each.id === id));
  const { policyId, packageName } = aPackage(tenant);
  const before = policyOf(policyId);
  const phase = await aDeliveredPhase(tenant, ines, { packageName, people, settings: { mode: 'invite' } });
  await everybodyApproves(tenant, ines, phase.phaseId);
  const run = await startRun(ines, phase.phaseId, phase.hash);
  await untilOver(run.jobId, (lease) => workOffRun(lease, new AbortController().signal, QUICK));
  const opened = policyOf(policyId);
  expect(opened?.specificAllowedTargets).toHaveLength((before?.specificAllowedTargets.length ?? 0) + 4);

  const changed = { ...(await inEntra<Record<string, unknown>>(tenant, ines, 'GET', `assignmentPolicies/${policyId}?$expand=accessPackage`)) };
  const put = async (description: string) => inEntra(tenant, ines, 'PUT', `assignmentPolicies/${policyId}`, { ...Object.fromEntries(Object.entries(changed).filter(([name]) => !/@|^(id|createdDateTime|modifiedDateTime|accessPackage|catalog)$/.test(name))), description, accessPackage: { id: aPackage(tenant).packageId } });
  await put('Somebody wrote this since');
  const reversal = await rehearseReversal(ines, run.id, { choice: 'leave', sites: false });
  const { jobId } = await startReversal(ines, reversal.id, reversal.hash);
  await untilReversed(jobId);
  expect((await listReversalPolicies(reversal.id)).map(({ state, differences }) => [state, differences?.map(({ field }) => field)])).toEqual([['failed', ['Description']]]);
  expect([(await getPhase(phase.phaseId)).state, policyOf(policyId)?.specificAllowedTargets]).toEqual(['reversing', opened?.specificAllowedTargets]);

  await put(String(changed.description));
  await goOnReversing(ines, reversal.id);
  await untilReversed(jobId);
  const { state, rolloutState } = await getPhase(phase.phaseId);
  expect([state, rolloutState]).toEqual(['reversed', 'finished']);
  expect({ ...policyOf(policyId), modified: 0 }).toMatchObject({ ...before, modified: 0 });
});
