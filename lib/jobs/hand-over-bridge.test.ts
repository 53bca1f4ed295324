import { afterEach, expect, test } from 'vitest';
import { guardAccess } from '@/e2e/testing/access-guard';
import { anAutomaticPolicy, inEntra, saveRule } from '@/e2e/testing/deliveries';
import { aRound, aStaffPolicy, untilHandedOver } from '@/e2e/testing/handovers';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun, verified } from '@/e2e/testing/reversals';
import { aPackage, peopleWithout } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { groupedBy } from '@/lib/directory/grouped-by';
import { takeHandoverItems } from '@/lib/db/handover-sends';
import { countFailedHandover, countHandoverItems, pageHandoverItems } from '@/lib/db/handovers';
import { listHandoverKeepers } from '@/lib/db/handover-keepers';
import { listReversalItems } from '@/lib/db/reversals';
import { chooseHandoverPolicy } from '@/lib/rollout/choose-handover';
import { countOnPilotPolicies } from '@/lib/rollout/handover';
import { FAILED, handoverWords, LEFT, noHandoverCounts } from '@/lib/rollout/handover-item';
import { loadHandoverView } from '@/lib/rollout/handover-view';
import { loadOverview } from '@/lib/rollout/overview-view';
import { rehearseHandover } from '@/lib/rollout/rehearse-handover';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import { rehearsePuttingBack } from '@/lib/rollout/rehearse-putting-back';
import { endHandover, giveBackBetween, goOnHandingOver, startHandover } from '@/lib/rollout/start-handover';
import { Lease } from './lease';

const { tenant, admin } = withPortal({ settings: { deliveryMs: 20, evaluationMs: 20 } });

afterEach(async () => {
  await tenant.admin('settings', { policyChange: 'inPlace' });
  await tenant.admin('fault', { clear: true });
});

const live = (packageId: string) => tenant.snapshot().assignments.filter((assignment) => assignment.packageId === packageId && assignment.state === 'delivered');
const underOf = (packageId: string) => new Map(live(packageId).map(({ targetId, policyId, schedule }) => [targetId, [policyId, schedule.expiration.endDateTime ? Date.parse(schedule.expiration.endDateTime) : null]]));
const groupOf = (packageId: string): string => {
  const { packages, resources } = tenant.snapshot();
  const scope = packages.find(({ id }) => id === packageId)?.roleScopes[0];
  return resources.find(({ id }) => id === scope?.resourceId)?.originId ?? '';
};
/** What was asked for of a person since, in the order in which Entra took it: the kind, and whether it was about the small package. */
const askedOf = (personId: string, since: number, packageId: string) => tenant.snapshot().assignmentRequests
  .filter((request) => request.targetId === personId && request.created >= since).sort((a, b) => a.created - b.created)
  .map((request) => `${request.requestType} ${request.packageId === packageId ? 'package' : 'keeper'}`);
const everything = { skip: 0, take: 1000 };

test('where Entra keeps the policy of an assignment, everybody goes over by bridge and nobody is without access at any moment; put back, each has the policy and end they had', async () => {
  const planner = aPackage(tenant, 'Maintenance planner');
  const people = peopleWithout(tenant, planner.packageId, 5).map(({ id }) => id);
  const run = await aSettledRun(tenant, admin, [planner], people);
  const { rolloutId } = run;
  const staff = await aStaffPolicy(tenant, admin, planner.packageId, 'Employees');
  const before = underOf(planner.packageId);
  const holders = [...before].filter(([, [policyId]]) => policyId === planner.policyId).map(([id]) => id);
  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, staff, true);

  await tenant.admin('settings', { policyChange: 'refused' });
  const inPlace = await rehearseHandover(admin, rolloutId);
  await untilHandedOver((await startHandover(admin, rolloutId, inPlace.hash)).jobId);
  expect(await countHandoverItems(inPlace.id)).toEqual({ ...noHandoverCounts(), failed: holders.length });
  expect(await countFailedHandover(inPlace.id)).toEqual({ between: 0, refused: 1 });
  expect((await pageHandoverItems(inPlace.id, {}, everything)).items.map(({ failure }) => failure).sort()).toEqual(['Microsoft Entra refused it: The policy of an existing assignment cannot be changed.', ...holders.slice(1).map(() => FAILED.firstNotMoved)].sort());

  const bridge = await rehearseHandover(admin, rolloutId, 'bridge');
  const [groupId, since] = [groupOf(planner.packageId), Date.now()];
  const members = holders.filter((id) => tenant.tenant.members.has(groupId, id));
  expect(members.length).toBeGreaterThanOrEqual(people.length);
  const guard = guardAccess(tenant.tenant, groupId, members);
  await untilHandedOver((await startHandover(admin, rolloutId, bridge.hash)).jobId);
  expect(await countHandoverItems(bridge.id)).toEqual({ ...noHandoverCounts(), done: holders.length });

  const { items } = await pageHandoverItems(bridge.id, {}, everything);
  const after = underOf(planner.packageId);
  expect(new Map(items.map(({ personId, newEndsAt }) => [personId, [staff, newEndsAt?.getTime() ?? null]]))).toEqual(new Map([...after].filter(([id]) => holders.includes(id))));
  for (const id of holders) expect(askedOf(id, since, planner.packageId)).toEqual(['adminAdd keeper', 'adminRemove package', 'adminAdd package', 'adminRemove keeper']);
  // The small package is taken away, of the people and of the tenant.
  const [keeper] = await listHandoverKeepers(bridge.id);
  expect(keeper).toMatchObject({ goneAt: expect.any(Date) as unknown, stays: null });
  expect(tenant.snapshot().packages.map(({ id }) => id)).not.toContain(keeper?.keeperId);
  expect((await countOnPilotPolicies(rolloutId)).people).toBe(0);
  // Whoever was moved is as signed, whatever is read then.
  expect(await verified(run)).toMatchObject({ asSigned: people.length, different: 0 });
  const told = await db().verificationException.findMany({ where: { runId: run.runId, goneIn: null }, select: { verdict: true, cause: true, detail: true } });
  expect(told).toEqual(people.map(() => ({ verdict: 'asSigned', cause: 'movedByHandover', detail: 'Moved by the handover to “Employees”.' })));

  // What the run gave is known again, though it is another assignment by now.
  const taken = await rehearseReversal(admin, run.runId, { choice: 'leave', sites: true });
  expect((await listReversalItems(taken.id, ['queued'])).map(({ assignmentId }) => assignmentId).sort()).toEqual(live(planner.packageId).filter(({ targetId }) => people.includes(targetId)).map(({ id }) => id).sort());

  // Whom the pilot's policy does not include any more would be refused on the way back.
  const pilots = tenant.tenant.governance.policies.get(planner.policyId)!;
  const scope = pilots.allowedTargetScope;
  pilots.allowedTargetScope = 'allExternalUsers';
  const outside = await rehearsePuttingBack(admin, rolloutId);
  expect((await pageHandoverItems(outside.id, {}, everything)).items.filter(({ personId }) => people.includes(personId)).map(({ failure }) => failure)).toEqual(people.map(() => LEFT.memberOutsideScope));
  pilots.allowedTargetScope = scope;

  const back = await rehearsePuttingBack(admin, rolloutId);
  await untilHandedOver((await startHandover(admin, rolloutId, back.hash)).jobId);
  expect(await countHandoverItems(back.id)).toEqual({ ...noHandoverCounts(), done: holders.length });
  expect(underOf(planner.packageId)).toEqual(before);
  expect(guard.stop()).toEqual([]);
  expect((await countOnPilotPolicies(rolloutId)).people).toBe(holders.length);
  await expect(rehearsePuttingBack(admin, rolloutId)).rejects.toMatchObject({ code: 'conflict', details: { say: 'Nobody was moved, so there is nobody to put back.' } });
});

test('where Entra takes the request and leaves the policy as it was, that is told, and a bridge is the way out', async () => {
  const poster = aPackage(tenant, 'Ledger poster');
  const { rolloutId } = await aSettledRun(tenant, admin, [poster], peopleWithout(tenant, poster.packageId, 1).map(({ id }) => id));
  await chooseHandoverPolicy(admin, rolloutId, poster.packageId, await aStaffPolicy(tenant, admin, poster.packageId, 'Ledger staff'));
  await tenant.admin('settings', { policyChange: 'ignored' });
  const { id, hash } = await rehearseHandover(admin, rolloutId);
  await untilHandedOver((await startHandover(admin, rolloutId, hash)).jobId);
  expect(await countFailedHandover(id)).toEqual({ between: 0, refused: 1 });
  expect((await pageHandoverItems(id, {}, everything)).items.map(({ failure }) => failure)).toContain(FAILED.kept);
});

test('a bridge whose answers are lost and whose process dies asks for nothing twice, and whom the new policy refuses keeps the access by the small package until it does not', async () => {
  const operator = aPackage(tenant, 'Line operator');
  const people = peopleWithout(tenant, operator.packageId, 3).map(({ id }) => id);
  const { rolloutId } = await aSettledRun(tenant, admin, [operator], people);
  const guests = await aStaffPolicy(tenant, admin, operator.packageId, 'For guests alone');
  tenant.tenant.governance.policies.get(guests)!.allowedTargetScope = 'allExternalUsers';
  await chooseHandoverPolicy(admin, rolloutId, operator.packageId, guests);
  // Whom that policy does not include is known before anything is started, and asked for by nobody.
  const outside = await rehearseHandover(admin, rolloutId, 'bridge');
  expect((await pageHandoverItems(outside.id, {}, everything)).items.filter(({ given }) => given).map(({ personId, state, failure }) => [personId, state, failure]).sort()).toEqual(people.map((id) => [id, 'left', LEFT.memberOutsideScope]).sort());
  expect((await loadHandoverView(admin, rolloutId)).packages[0]?.found).toMatchObject({ outside: people.length, moving: 0 });
  await expect(startHandover(admin, rolloutId, outside.hash)).rejects.toMatchObject({ code: 'conflict', details: { say: 'This handover would move nobody, so there is nothing to start.' } });
  const named = tenant.tenant.governance.policies.get(guests)!;
  named.allowedTargetScope = 'specificDirectoryUsers';
  named.specificAllowedTargets = [{ kind: 'singleUser', description: '', userId: people[0]! }];
  const some = await rehearseHandover(admin, rolloutId, 'bridge');
  expect((await pageHandoverItems(some.id, {}, everything)).items.filter(({ given }) => given).map(({ personId, state, failure }) => [personId, state, failure]).sort()).toEqual(people.map((id, at) => [id, at === 0 ? 'queued' : 'left', at === 0 ? null : LEFT.outsideScope]).sort());
  named.specificAllowedTargets = [];

  // Where it was narrowed after the rehearsal, Entra refuses.
  named.allowedTargetScope = 'allMemberUsers';
  const refused = await rehearseHandover(admin, rolloutId, 'bridge');
  const { queued } = await countHandoverItems(refused.id);
  named.allowedTargetScope = 'allExternalUsers';
  const guard = guardAccess(tenant.tenant, groupOf(operator.packageId), people);
  await untilHandedOver((await startHandover(admin, rolloutId, refused.hash)).jobId);
  // One went first, and is kept; nobody else set out.
  expect(await countFailedHandover(refused.id)).toEqual({ between: 1, refused: 0 });
  const first = (await pageHandoverItems(refused.id, {}, everything)).items.find(({ step }) => step === 'assign');
  expect(first?.failure).toContain('They keep their access by the small package');
  await expect(rehearseHandover(admin, rolloutId, 'bridge')).rejects.toMatchObject({ code: 'conflict', details: { say: '1 person is between two policies, with the access kept by a small package. Try what failed again first, so that they arrive.' } });

  named.allowedTargetScope = 'allMemberUsers';
  await goOnHandingOver(admin, rolloutId);
  const { jobId } = await db().handover.findUniqueOrThrow({ where: { id: refused.id } });
  const since = Date.now();
  // What a process leaves behind that was killed after it marked somebody and before it sent it.
  const lease = (await Lease.take(jobId!, 'killed', 15))!;
  expect(await takeHandoverItems(refused.id, null, lease, 1)).toHaveLength(1);
  lease.end();
  await db().job.update({ where: { id: jobId! }, data: { leaseUntil: new Date(0) } });
  await tenant.admin('fault', { path: '\\$batch$', method: 'POST', kind: 'reset-after', nth: 2, count: 3 });
  await untilHandedOver(jobId!);
  expect(await countHandoverItems(refused.id)).toMatchObject({ done: queued, failed: 0 });
  expect(guard.stop()).toEqual([]);
  for (const id of people) {
    const asked = askedOf(id, since, operator.packageId);
    expect(asked).toEqual(['adminAdd keeper', 'adminRemove package', 'adminAdd package', 'adminRemove keeper'].slice(id === first?.personId ? 2 : 0));
  }
});

test('whom approvers keep waiting, or refuse, keeps nobody else: the others go over, and an ended handover sees to their end whoever has set out', async () => {
  const planner = aPackage(tenant, 'Maintenance planner');
  const people = peopleWithout(tenant, planner.packageId, 3).map(({ id }) => id);
  const { rolloutId } = await aSettledRun(tenant, admin, [planner], people);
  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, await aStaffPolicy(tenant, admin, planner.packageId, 'Once agreed', admin.personId));
  const { id, hash } = await rehearseHandover(admin, rolloutId, 'bridge');
  const had = underOf(planner.packageId);
  const guard = guardAccess(tenant.tenant, groupOf(planner.packageId), people);
  const { jobId } = await startHandover(admin, rolloutId, hash);
  const atApprovers = () => tenant.snapshot().assignmentRequests.filter(({ packageId, targetId, state }) => packageId === planner.packageId && people.includes(targetId) && state === 'pendingApproval');
  const until = (read: () => unknown) => expect.poll(async () => {
    await aRound(jobId);
    return read();
  }, { interval: 30 });
  await until(() => atApprovers().length).toBe(3);
  await until(async () => (await loadHandoverView(admin, rolloutId)).waitsFor.map(({ policyName, byRule, kept, people: many, who }) => [policyName, byRule, kept, many, who])).toEqual([['Once agreed', false, true, 3, `${admin.name} decides within 14 days.`]]);
  const [denied, approved, waiting] = atApprovers() as [ReturnType<typeof atApprovers>[number], ReturnType<typeof atApprovers>[number], ReturnType<typeof atApprovers>[number]];
  const decide = async ({ id: requestId }: { id: string }, reviewResult: 'Approve' | 'Deny'): Promise<void> => {
    const stages = `accessPackageAssignmentApprovals/${requestId}/stages`;
    const { value: [stage] } = await inEntra<{ value: { id: string }[] }>(tenant, admin, 'GET', stages);
    await inEntra(tenant, admin, 'PATCH', `${stages}/${stage?.id ?? ''}`, { reviewResult, justification: '' });
  };
  await decide(denied, 'Deny');
  await decide(approved, 'Approve');
  const wordsNow = async () => new Map((await pageHandoverItems(id, {}, everything)).items.filter(({ personId }) => people.includes(personId)).map((item) => [item.personId, handoverWords(item)]));
  await until(async () => [...(await wordsNow()).values()].sort()).toEqual([FAILED.denied, 'Kept by the small package; approvers decide on the new assignment', 'Moved, and read back so'].sort());
  expect((await wordsNow()).get(denied.targetId)).toBe(FAILED.denied);
  expect(await endHandover(admin, rolloutId, 'Enough for today')).toEqual({ leftOut: 0 });
  await decide(waiting, 'Approve');
  await untilHandedOver(jobId);
  expect(await countHandoverItems(id)).toMatchObject({ done: 2, failed: 1, queued: 0, sent: 0 });

  // Whom the approvers refused has back what they had, and nothing of the bridge is left.
  expect((await loadHandoverView(admin, rolloutId)).goBack).toBe(1);
  const waitsNow = async () => (await loadOverview({ personId: admin.personId, mayAct: true })).waiting.flatMap(({ title, href }) => (href === `/rollouts/${rolloutId}/handover?state=failed` ? [title] : []));
  expect(await waitsNow()).toEqual(['1 person is between two policies']);
  await giveBackBetween(admin, rolloutId);
  await expect(giveBackBetween(admin, rolloutId)).rejects.toMatchObject({ code: 'conflict' });
  await untilHandedOver(jobId);
  expect([await countFailedHandover(id), (await wordsNow()).get(denied.targetId)]).toEqual([{ between: 0, refused: 0 }, LEFT.wentBack]);
  expect(underOf(planner.packageId).get(denied.targetId)).toEqual(had.get(denied.targetId));
  expect(tenant.snapshot().packages.filter(({ displayName }) => displayName.startsWith('Kept while handing over Maintenance planner')).map(({ displayName }) => displayName)).toEqual([]);
  expect([guard.stop(), await waitsNow()]).toEqual([[], []]);
  expect((await rehearseHandover(admin, rolloutId, 'bridge')).number).toBeGreaterThan(1);
});

test('under a rule, which takes nobody over while the direct assignment lives, people go by bridge: kept until the rule has given it, however long that takes, and asked for by nobody', async () => {
  const keeper = aPackage(tenant, 'Line operator');
  const departmentOf = new Map(tenant.snapshot().users.map((user) => [user.id, user.department]));
  const free = peopleWithout(tenant, keeper.packageId, 200);
  const [department = '', those = []] = [...groupedBy(free, ({ id }) => departmentOf.get(id) ?? '')].filter(([name]) => name).sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const people = those.slice(0, 3).map(({ id }) => id);
  expect(people).toHaveLength(3);
  const { rolloutId } = await aSettledRun(tenant, admin, [keeper], people);
  const rule = `user.department -eq "${department}"`;
  const byRule = await anAutomaticPolicy(tenant, admin, keeper.packageId, rule);
  await chooseHandoverPolicy(admin, rolloutId, keeper.packageId, byRule);

  await saveRule(tenant, admin, keeper.packageId, byRule, rule, false);
  await expect(rehearseHandover(admin, rolloutId, 'bridge')).rejects.toMatchObject({ code: 'conflict', details: { say: 'Nobody can be handed over to “By department” of “Line operator”: its rule gives nobody access by itself. Let it assign automatically in Microsoft Entra, or choose another policy.' } });
  await saveRule(tenant, admin, keeper.packageId, byRule, rule);

  const { id, hash } = await rehearseHandover(admin, rolloutId, 'bridge');
  expect((await countHandoverItems(id)).queued).toBe(people.length);
  const [guard, since] = [guardAccess(tenant.tenant, groupOf(keeper.packageId), people), Date.now()];
  const { jobId } = await startHandover(admin, rolloutId, hash);
  const waiting = async (): Promise<[number, string]> => {
    const { waitsFor } = await loadHandoverView(admin, rolloutId);
    return [waitsFor.reduce((sum, each) => sum + each.people, 0), waitsFor.map(({ policyName, byRule: rules }) => `${policyName} ${rules ? 'rule' : 'approvers'}`).join()];
  };
  const untilWaiting = (many: number) => expect.poll(async () => {
    await aRound(jobId);
    return waiting();
  }, { interval: 30 }).toEqual([many, 'By department rule']);

  // One goes first, and the rule does not look by itself at whose direct assignment went.
  await untilWaiting(1);
  const itemsNow = async () => (await pageHandoverItems(id, {}, everything)).items.filter(({ personId }) => people.includes(personId));
  expect((await itemsNow()).map(handoverWords).sort()).toEqual(['Kept by the small package; the rule of the new policy gives it to them next', 'Not asked for yet', 'Not asked for yet']);
  await db().handoverItem.updateMany({ where: { handoverId: id, step: 'assign' }, data: { sentAt: new Date(Date.now() - 25 * 3_600_000) } });
  await untilHandedOver(jobId);
  expect([(await itemsNow()).map(({ failure }) => failure).sort(), await countFailedHandover(id)]).toEqual([[FAILED.firstNotMoved, FAILED.firstNotMoved, FAILED.ruleWaits].sort(), { between: 1, refused: 0 }]);

  await goOnHandingOver(admin, rolloutId);
  await aRound(jobId);
  await saveRule(tenant, admin, keeper.packageId, byRule, `${rule} `);
  await untilWaiting(2);
  await saveRule(tenant, admin, keeper.packageId, byRule, rule);
  await untilHandedOver(jobId);
  expect(await countHandoverItems(id)).toMatchObject({ done: people.length, failed: 0 });
  expect(guard.stop()).toEqual([]);
  expect(people.map((person) => [underOf(keeper.packageId).get(person), askedOf(person, since, keeper.packageId)])).toEqual(people.map(() => [[byRule, null], ['adminAdd keeper', 'adminRemove package', 'systemAdd package', 'adminRemove keeper']]));
});
