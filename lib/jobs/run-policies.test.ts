import { expect, test } from 'vitest';
import { aDeliveredPhase, anAutomaticPolicy } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage } from '@/e2e/testing/rollouts';
import type { RunningTenant } from '@/emulator/testing';
import { db } from '@/lib/db/client';
import { listPolicies } from '@/lib/db/run-policies';
import { getRun } from '@/lib/db/runs';
import { startRun } from '@/lib/rollout/start-run';
import { JobRunner } from './runner';

const MEMBERS = 'user.userType -eq "Member" -and user.accountEnabled -eq true';
const DAY = 86_400_000;
const BECAUSE = { withoutApprovals: 'Nobody was asked when it came into the catalog' };

const { tenant, admin: ines } = withPortal({ settings: { deliveryMs: 100, evaluationMs: 100 }, runner: new JobRunner({ visibilityMs: 300, pollLeastMs: 100, pollMostMs: 500 }) });

const by = (department: string): string => `user.department -eq "${department}" -and user.accountEnabled -eq true`;

const staffOf = (...departments: string[]): string[] => tenant.snapshot().users.filter((user) => user.accountEnabled && departments.includes(user.department ?? '')).map((user) => user.id);

const policyOf = (id: string | null | undefined) => tenant.snapshot().policies.find((policy) => policy.id === id);

/** What is due by the tenant's clock has happened in it. */
async function assignmentsNow() {
  const response = await fetch(`${tenant.origin}/_emulator/snapshot`);
  return ((await response.json()) as ReturnType<RunningTenant['snapshot']>).assignments.filter((each) => each.state === 'delivered');
}

const holdersOf = async (packageId: string): Promise<string[]> => (await assignmentsNow()).filter((each) => each.packageId === packageId).map((each) => each.targetId);

const now = (): number => tenant.log().at(-1)?.n ?? 0;

const writes = (since: number): string[] => tenant.log(since).filter(({ method, url }) => ['PUT', 'POST', 'DELETE'].includes(method) && !/\$batch|accessPackages\/.*get/.test(url)).map(({ method, url, status }) => `${method} ${new URL(url, tenant.origin).pathname.replace(/^.*\/(\w+)\/[0-9a-f-]{36}/, '$1').replace(/^.*\//, '')} ${status}`);

async function settled(runId: string) {
  await expect.poll(async () => (await getRun(runId)).state, { interval: 50 }).toBe('settled');
  const [policy] = await listPolicies(runId);
  if (!policy) throw new Error('the run writes no policy');
  return policy;
}

test('widening saves the rule once, keeps everybody, and the last step removes whoever is not in the target after its grace period', async () => {
  const { packageId } = aPackage(tenant, 'Maintenance planner');
  const policyId = await anAutomaticPolicy(tenant, ines, packageId, by('IT'));
  const before = policyOf(policyId);
  await expect.poll(() => holdersOf(packageId), { interval: 50 }).toEqual(expect.arrayContaining(staffOf('IT')));

  const widened = await aDeliveredPhase(tenant, ines, { packageName: 'Maintenance planner', rule: by('Sales'), target: MEMBERS, settings: {} });
  const since = now();
  const run = await startRun(ines, widened.phaseId, widened.hash, BECAUSE);
  const written = await settled(run.id);
  expect([written.state, written.policyId, written.attempts, written.peopleCount]).toEqual(['delivered', policyId, 1, staffOf('Sales').filter((id) => !tenant.snapshot().assignments.some((each) => each.packageId === packageId && each.targetId === id && each.policyId !== policyId)).length]);
  expect(writes(since)).toEqual(['PUT assignmentPolicies 200']);
  const after = policyOf(policyId);
  expect(after).toEqual({ ...before, modified: after?.modified, specificAllowedTargets: [{ ...before?.specificAllowedTargets[0], membershipRule: `(${by('IT')}) -or ((${by('Sales')}) -and (${MEMBERS}))` }], automaticRequestSettings: { ...before?.automaticRequestSettings, removeAccessWhenTargetLeavesAllowedTargets: false } });
  expect(written.before).toMatchObject({ displayName: 'By department', specificAllowedTargets: [{ membershipRule: by('IT') }], automaticRequestSettings: { removeAccessWhenTargetLeavesAllowedTargets: true, gracePeriodBeforeAccessRemoval: 'P3D' } });
  await expect.poll(() => holdersOf(packageId), { interval: 50 }).toEqual(expect.arrayContaining(staffOf('IT', 'Sales')));
  const [event] = await db().auditEvent.findMany({ where: { runId: run.id, action: 'policy.change' } });
  expect(event).toMatchObject({ outcome: 'done', graphRequestId: tenant.log(since).find(({ method }) => method === 'PUT')?.requestId, before: { rule: by('IT') } });

  const last = await aDeliveredPhase(tenant, ines, { packageName: 'Maintenance planner', rule: by('Sales'), target: by('Sales'), settings: { step: 'target', graceHours: 48 } });
  await settled((await startRun(ines, last.phaseId, last.hash, BECAUSE)).id);
  expect(policyOf(policyId)).toMatchObject({ specificAllowedTargets: [{ membershipRule: by('Sales') }], automaticRequestSettings: { removeAccessWhenTargetLeavesAllowedTargets: true, gracePeriodBeforeAccessRemoval: 'P2D' } });
  const fromIt = async (): Promise<string[]> => (await assignmentsNow()).filter((each) => each.policyId === policyId && staffOf('IT').includes(each.targetId)).map((each) => each.targetId);
  expect((await fromIt()).length).toBeGreaterThan(0);
  await tenant.admin('clock', { advanceMs: 3 * DAY });
  await expect.poll(fromIt, { interval: 50 }).toEqual([]);
  expect(await holdersOf(packageId)).toEqual(expect.arrayContaining(staffOf('Sales')));
});
