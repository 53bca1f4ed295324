import { beforeEach, expect, test } from 'vitest';
import { aDeliveredPhase, inEntra, worked } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { untilReversed } from '@/e2e/testing/reversals';
import { aPackage } from '@/e2e/testing/rollouts';
import { getPhase } from '@/lib/db/phases';
import { listReversalItems, listReversalPolicies } from '@/lib/db/reversals';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import { itemWords, REVERSAL_ITEM_STATES } from '@/lib/rollout/reversal';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import { goOnReversing, startReversal } from '@/lib/rollout/start-reversal';
import { startRun } from '@/lib/rollout/start-run';

// Who had it before, where the package came by a rule: Entra itself takes it from whoever leaves that.

const { tenant, admin: ines } = withPortal({ users: 400, settings: { deliveryMs: 20, evaluationMs: 20 } });

const MEMBERS = 'user.userType -eq "Member" -and user.accountEnabled -eq true';
const by = (department: string): string => `user.department -eq "${department}" -and user.accountEnabled -eq true`;

beforeEach(async () => {
  await tenant.admin('fault', { clear: true });
});

/** What is due by the tenant's clock has happened in it. */
const settled = async () => (await (await fetch(`${tenant.origin}/_emulator/snapshot`)).json()) as ReturnType<typeof tenant.snapshot>;

/** The group whose membership a package gives first. */
function groupOf(packageId: string): string {
  const { governance } = tenant.tenant;
  const roleIds = governance.packages.get(packageId)!.roleScopes.map(({ roleId }) => roleId);
  return [...governance.resources.values()].find((each) => each.originSystem === 'AadGroup' && each.roles.some(({ id }) => roleIds.includes(id)))!.originId;
}

/** A run by which a department came into the rule of a package; the first of its people stood in the group by name before. */
async function aRuledRun(packageName: string, department: string, choice: ReversalChoice, takes: boolean) {
  const { packageId } = aPackage(tenant, packageName);
  const { id: ruleId } = await inEntra<{ id: string }>(tenant, ines, 'POST', 'assignmentPolicies', {
    displayName: 'By department', description: 'Whoever needs it for their work', allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', description: 'By department', membershipRule: by('IT') }],
    automaticRequestSettings: { requestAccessForAllowedTargets: true, removeAccessWhenTargetLeavesAllowedTargets: takes, ...(takes ? { gracePeriodBeforeAccessRemoval: 'PT0S' } : {}) },
    accessPackage: { id: packageId },
  });
  const { users, assignments } = await settled();
  const joining = users.filter((user) => user.accountEnabled && user.userType === 'Member' && user.department === department && !assignments.some((each) => each.packageId === packageId && each.targetId === user.id && each.state !== 'expired')).map(({ id }) => id);
  const had = joining[0]!;
  const groupId = groupOf(packageId);
  for (const id of joining) tenant.tenant.members.remove(groupId, id);
  tenant.tenant.members.add(groupId, had);
  const phase = await aDeliveredPhase(tenant, ines, { packageName, rule: by(department), target: MEMBERS, settings: { reversalChoice: choice } });
  const run = await startRun(ines, phase.phaseId, phase.hash, { withoutApprovals: 'Nobody was asked when it came into the catalog' });
  expect((await worked(run)).state).toBe('delivered');
  await expect.poll(async () => (await settled()).assignments.filter((each) => each.policyId === ruleId && each.state === 'delivered' && joining.includes(each.targetId)).length, { interval: 50 }).toBe(joining.length);
  const reversal = await rehearseReversal(ines, run.id, { choice: 'signed', sites: false });
  const has = async () => ({ member: tenant.tenant.members.has(groupId, had), packages: (await settled()).assignments.filter((each) => each.targetId === had && each.packageId === packageId && each.state !== 'expired').length });
  const says = async () => itemWords((await listReversalItems(reversal.id, REVERSAL_ITEM_STATES)).find(({ personId }) => personId === had)!);
  return { ...reversal, phaseId: phase.phaseId, ruleId, had, has, says };
}

const start = async ({ id, hash }: { id: string; hash: string }): Promise<string> => (await startReversal(ines, id, hash)).jobId;

/** Reads of policies are old for a while, so that several rounds pass before a policy is seen as it was put back. */
const slowlySeen = () => tenant.admin('fault', { kind: 'stale', path: 'assignmentPolicies/', method: 'GET', forMs: 700 });

/** Whom the way back into a group was tried for, by the tenant's log. */
const tried = (since: number): number => tenant.log(since).flatMap(({ requestBody }) => ((requestBody ?? {}) as { requests?: { method: string; url: string }[] }).requests ?? []).filter(({ method, url }) => method === 'POST' && /members\/\$ref$/.test(url)).length;

test('while a policy is not seen as it was put back, nobody is looked at in every round again', async () => {
  const reversal = await aRuledRun('Maintenance planner', 'Legal', 'restore', false);
  await slowlySeen();
  const since = tenant.log().at(-1)!.n;
  await untilReversed(await start(reversal));
  // The way back is tried once, and gone once.
  expect([tried(since), await reversal.says(), await reversal.has(), (await getPhase(reversal.phaseId)).state]).toEqual([2, 'Removed and put back', { member: true, packages: 0 }, 'reversed']);
});

test('whom the rule that went back took it from is put back: that was not taken from them on purpose', async () => {
  const reversal = await aRuledRun('Ledger reader', 'Legal', 'restore', true);
  await slowlySeen();
  await untilReversed(await start(reversal));
  expect([await reversal.says(), await reversal.has(), (await getPhase(reversal.phaseId)).state]).toEqual(['Removed and put back', { member: true, packages: 0 }, 'reversed']);
});

test('a rule that would take it from somebody who could not be kept stays, until they are', async () => {
  const reversal = await aRuledRun('Line operator', 'Legal', 'bridge', true);
  await tenant.admin('fault', { kind: 'delivery', outcome: 'fail', userId: reversal.had });
  const jobId = await start(reversal);
  await untilReversed(jobId);
  expect([await reversal.says(), await reversal.has()]).toEqual(['The small package could not be delivered to them, so nothing was removed', { member: true, packages: 1 }]);
  expect((await listReversalPolicies(reversal.id)).map(({ state, failure }) => [state, failure])).toEqual([['failed', '1 person who had it before could not be kept, and by the earlier rule Microsoft Entra would take it from them; the rule stays as the run left it']]);
  await tenant.admin('fault', { clear: true });
  await goOnReversing(ines, reversal.id);
  await untilReversed(jobId);
  expect([await reversal.says(), await reversal.has(), (await getPhase(reversal.phaseId)).state]).toEqual(['Removed; what was held before is kept by the small package', { member: true, packages: 0 }, 'reversed']);
});
