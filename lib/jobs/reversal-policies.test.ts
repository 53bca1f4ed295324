import { expect, test } from 'vitest';
import type { RunningTenant } from '@/emulator/testing';
import { aDeliveredPhase, anAutomaticPolicy, worked } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { untilReversed } from '@/e2e/testing/reversals';
import { aPackage } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { getPhase } from '@/lib/db/phases';
import { countReversalItems, listReversalPolicies } from '@/lib/db/reversals';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import { startReversal } from '@/lib/rollout/start-reversal';
import { startRun } from '@/lib/rollout/start-run';

const MEMBERS = 'user.userType -eq "Member" -and user.accountEnabled -eq true';
const BECAUSE = { withoutApprovals: 'Nobody was asked when it came into the catalog' };

const { tenant, admin: ines } = withPortal({ settings: { deliveryMs: 20, evaluationMs: 20 } });

const by = (department: string): string => `user.department -eq "${department}" -and user.accountEnabled -eq true`;

type Snapshot = ReturnType<RunningTenant['snapshot']>;

/** What is due by the tenant's clock has happened in it. */
const settledSnapshot = async (): Promise<Snapshot> => (await (await fetch(`${tenant.origin}/_emulator/snapshot`)).json()) as Snapshot;

/** Everything that anybody holds: members of groups, roles of applications, and live assignments by package, policy and person. */
async function heldByAll() {
  const { groups, appRoleAssignments, assignments } = await settledSnapshot();
  return {
    members: Object.fromEntries(groups.map(({ id, members }) => [id, [...members].sort()])),
    appRoles: appRoleAssignments.map(({ principalId, resourceId, appRoleId }) => `${principalId} ${resourceId} ${appRoleId}`).sort(),
    assignments: assignments.filter(({ state }) => state !== 'expired').map(({ targetId, packageId, policyId }) => `${targetId} ${packageId} ${policyId}`).sort(),
  };
}

const policyOf = (id: string) => structuredClone(tenant.snapshot().policies.find((policy) => policy.id === id));

/** Everybody in a department who may get it and has not. */
const staffOf = (department: string, packageId: string): string[] => {
  const { users, assignments } = tenant.snapshot();
  return users.filter((user) => user.accountEnabled && user.department === department && !assignments.some((each) => each.packageId === packageId && each.targetId === user.id && each.state !== 'expired')).map(({ id }) => id);
};

/** A phase by a rule that has given the package to a department; what was held before it, and what is by it. */
async function aRuledRun(packageName: string, department: string) {
  const joining = staffOf(department, aPackage(tenant, packageName).packageId);
  const before = await heldByAll();
  const phase = await aDeliveredPhase(tenant, ines, { packageName, rule: by(department), target: MEMBERS, settings: {} });
  const run = await startRun(ines, phase.phaseId, phase.hash, BECAUSE);
  const policy = await worked(run);
  expect([policy.state, policy.failure]).toEqual(['delivered', null]);
  const joined = async () => (await settledSnapshot()).assignments.filter((each) => each.policyId === policy.policyId && each.state === 'delivered' && joining.includes(each.targetId)).length;
  await expect.poll(joined, { interval: 100 }).toBe(joining.length);
  return { before, joining, phaseId: phase.phaseId, runId: run.id, policyId: policy.policyId ?? '' };
}

test('a phase that came by a rule is taken back: the rule and what it does on leaving are as they were, whoever it gave the package has it no more, and nobody else was touched', async () => {
  const { packageId } = aPackage(tenant, 'Maintenance planner');
  const ruleId = await anAutomaticPolicy(tenant, ines, packageId, by('IT'));
  const it = staffOf('IT', packageId);
  await expect.poll(async () => (await settledSnapshot()).assignments.filter((each) => each.policyId === ruleId && each.state === 'delivered').length, { interval: 100 }).toBe(it.length);
  const policyBefore = policyOf(ruleId);
  const { before, joining, runId, phaseId, policyId } = await aRuledRun('Maintenance planner', 'Legal');
  expect(policyId).toBe(ruleId);

  const reversal = await rehearseReversal(ines, runId, { choice: 'signed', sites: false });
  await untilReversed((await startReversal(ines, reversal.id, reversal.hash)).jobId);

  expect([(await getPhase(phaseId)).state, await countReversalItems(reversal.id)]).toEqual(['reversed', expect.objectContaining({ done: joining.length, failed: 0, left: 0 })]);
  expect({ ...policyOf(ruleId), modified: 0 }).toEqual({ ...policyBefore, modified: 0 });
  expect(await heldByAll()).toEqual(before);
  // Entra goes by the rule as it was: nobody comes or goes by it afterwards.
  await tenant.admin('clock', { advanceMs: 5 * 86_400_000 });
  expect(await heldByAll()).toEqual(before);
});

test('a policy that the run made is switched off before anybody is removed, and deleted once nobody has the package by it', async () => {
  const { before, joining, runId, phaseId, policyId } = await aRuledRun('Ledger poster', 'Quality');
  const policiesBefore = tenant.snapshot().policies.filter(({ id }) => id !== policyId).map(({ id }) => id).sort();
  const since = tenant.log().at(-1)?.n ?? 0;

  const reversal = await rehearseReversal(ines, runId, { choice: 'signed', sites: false });
  await untilReversed((await startReversal(ines, reversal.id, reversal.hash)).jobId);

  expect([(await getPhase(phaseId)).state, (await countReversalItems(reversal.id)).done, (await listReversalPolicies(reversal.id)).map(({ state }) => state)]).toEqual(['reversed', joining.length, ['done']]);
  expect([policyOf(policyId), tenant.snapshot().policies.map(({ id }) => id).sort()]).toEqual([undefined, policiesBefore]);
  expect(await heldByAll()).toEqual(before);
  const order = tenant.log(since).flatMap(({ method, url, requestBody }) => (/assignmentPolicies\//.test(url) && method !== 'GET' ? [method] : JSON.stringify(requestBody ?? '').includes('adminRemove') ? ['removals'] : []));
  expect([order[0], order.at(-1), order.includes('removals')]).toEqual(['PUT', 'DELETE', true]);
});

test('a policy that was switched off and deleted though the answers were lost is told of once each in the audit', async () => {
  const { runId, policyId } = await aRuledRun('Ledger poster', 'Legal');
  for (const method of ['PUT', 'DELETE']) await tenant.admin('fault', { kind: 'reset-after', path: 'assignmentPolicies/', method, count: 1 });

  const reversal = await rehearseReversal(ines, runId, { choice: 'signed', sites: false });
  await untilReversed((await startReversal(ines, reversal.id, reversal.hash)).jobId);

  expect(policyOf(policyId)).toBe(undefined);
  const told = await db().auditEvent.findMany({ where: { runId, objectType: 'policy', objectId: policyId, action: { in: ['policy.restore', 'policy.delete'] } }, orderBy: { seq: 'asc' } });
  expect(told.map(({ action, outcome, detail }) => [action, outcome, detail])).toEqual([['policy.restore', 'done', { answer: 'lost, found there' }], ['policy.delete', 'done', { answer: 'lost, found there' }]]);
});

test('a policy that was put back though the answer was lost is told of once in the audit', async () => {
  const ruleId = await anAutomaticPolicy(tenant, ines, aPackage(tenant, 'Ledger reader').packageId, by('Legal'));
  const { runId } = await aRuledRun('Ledger reader', 'Marketing');
  await tenant.admin('fault', { kind: 'reset-after', path: 'assignmentPolicies/', method: 'PUT', count: 1 });

  const reversal = await rehearseReversal(ines, runId, { choice: 'signed', sites: false });
  await untilReversed((await startReversal(ines, reversal.id, reversal.hash)).jobId);

  const told = await db().auditEvent.findMany({ where: { runId, objectType: 'policy', objectId: ruleId, action: 'policy.restore' } });
  expect(told.map(({ outcome, detail }) => [outcome, detail])).toEqual([['done', { answer: 'lost, found there' }]]);
});

test('a policy that the run made stays switched off where others came by it since, and that is told', async () => {
  const { joining, runId, phaseId, policyId } = await aRuledRun('Line operator', 'Marketing');
  const newcomer = tenant.snapshot().users.find((user) => user.accountEnabled && user.userType === 'Member' && user.department === 'Sales' && staffOf('Sales', aPackage(tenant, 'Line operator').packageId).includes(user.id))!;
  tenant.tenant.updateUser(newcomer.id, { department: 'Marketing' });
  await expect.poll(async () => (await settledSnapshot()).assignments.some((each) => each.policyId === policyId && each.targetId === newcomer.id && each.state === 'delivered'), { interval: 100 }).toBe(true);

  const reversal = await rehearseReversal(ines, runId, { choice: 'signed', sites: false });
  await untilReversed((await startReversal(ines, reversal.id, reversal.hash)).jobId);

  expect([(await getPhase(phaseId)).state, (await countReversalItems(reversal.id)).done]).toEqual(['reversing', joining.length]);
  expect((await listReversalPolicies(reversal.id)).map(({ state, failure }) => [state, failure])).toEqual([['failed', 'The run made it, and it is switched off. Others still have the package by it, so Microsoft Entra does not delete it: end their assignments, then delete it there']]);
  expect(policyOf(policyId)?.automaticRequestSettings).toMatchObject({ requestAccessForAllowedTargets: false });
  expect((await settledSnapshot()).assignments.some((each) => each.targetId === newcomer.id && each.policyId === policyId && each.state === 'delivered')).toBe(true);
});
