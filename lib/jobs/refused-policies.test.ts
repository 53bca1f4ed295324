import { beforeAll, expect, test } from 'vitest';
import { aDeliveredPhase, worked, workedOnce, writesIn } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, peopleWithout } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { listPolicies } from '@/lib/db/run-policies';
import { retryFailed } from '@/lib/rollout/retry-failed';
import { startRun } from '@/lib/rollout/start-run';

const BECAUSE = { withoutApprovals: 'Nobody was asked when it came into the catalog' };

const { tenant, admin: ines } = withPortal({ settings: { deliveryMs: 100, evaluationMs: 100 } });

const now = (): number => tenant.log().at(-1)?.n ?? 0;
const fault = (rule: object): Promise<unknown> => tenant.admin('fault', rule);
const started = (phase: { phaseId: string; hash: string }) => startRun(ines, phase.phaseId, phase.hash, BECAUSE);

/** Where the only policy of a run stands: its state, its failure, and how many seconds it has to wait. */
async function standing(runId: string) {
  const [row] = await db().$queryRaw<{ state: string; code: string | null; wait: number | null }[]>`SELECT "state"::text, "failure_code" AS code, round(extract(epoch FROM "not_before" - "state_since"))::int AS wait FROM "run_policy" WHERE "run_id" = ${runId}::uuid`;
  return row;
}

/** Whatever waits for its time is due now. */
const hurry = async (run: { id: string; jobId: string }): Promise<void> => {
  await db().$executeRaw`UPDATE "run_policy" SET "not_before" = NULL WHERE "run_id" = ${run.id}::uuid`;
  await db().$executeRaw`UPDATE "job" SET "not_before" = now(), "lease_until" = NULL, "lease_holder" = NULL WHERE "id" = ${run.jobId}::uuid`;
};

test('a policy whose name is taken, or whose write Entra slows down, is told apart: the one fails, the other waits as long as it is told', async () => {
  const { packageId, policyId } = aPackage(tenant, 'Ledger reader');
  const run = await started(await aDeliveredPhase(tenant, ines, { packageName: 'Ledger reader', people: peopleWithout(tenant, packageId, 3), settings: { mode: 'invite' } }));
  const put = { kind: 'status', path: `assignmentPolicies/${policyId}`, method: 'PUT' };
  await fault({ ...put, status: 409, code: 'DuplicatePolicy', message: 'There is an existing policy with name “Direct assignment” in the access package.' });
  expect(await worked(run)).toMatchObject({ state: 'failed', failureCode: 'nameTaken', failure: 'The package has another policy of this name already' });

  await retryFailed(ines, run.id);
  await fault({ ...put, status: 429, retryAfter: 37 });
  await workedOnce(run.jobId);
  expect(await standing(run.id)).toEqual({ state: 'queued', code: null, wait: 37 });
  await hurry(run);
  await fault({ ...put, status: 429 });
  await workedOnce(run.jobId);
  expect(await standing(run.id)).toEqual({ state: 'queued', code: null, wait: 10 });
  await hurry(run);
  const since = now();
  expect(await worked(run)).toMatchObject({ state: 'delivered', attempts: 3 });
  expect(writesIn(tenant, since)).toEqual(['PUT assignmentPolicies 200']);
});

test('a refused consent to change policies makes the run wait for a sign-in, and nothing is called failed', async () => {
  const { packageId, policyId } = aPackage(tenant, 'Ledger poster');
  const run = await started(await aDeliveredPhase(tenant, ines, { packageName: 'Ledger poster', people: peopleWithout(tenant, packageId, 2), settings: { mode: 'invite' } }));
  await fault({ kind: 'status', path: `assignmentPolicies/${policyId}`, method: 'PUT', status: 403, code: 'PermissionScopeNotGranted', message: 'Authorization failed due to missing permission scope EntitlementManagement.ReadWrite.All.' });
  expect((await workedOnce(run.jobId)).state).toBe('signInNeeded');
  expect(await standing(run.id)).toEqual({ state: 'queued', code: null, wait: 0 });
});

/** One phase for more people than a policy names: each of these tests goes on where the one before ended. */
let run: { id: string; jobId: string };
const theGroup = async () => {
  const [policy] = await listPolicies(run.id);
  const made = tenant.snapshot().groups.filter(({ mailNickname }) => mailNickname === `rollout-${policy?.id ?? ''}`);
  return { made, kept: policy?.groupId ?? null, id: made[0]?.id ?? '', policyId: policy?.policyId ?? '', people: policy?.peopleCount ?? 0 };
};
const targets = () => tenant.snapshot().policies.find(({ id }) => id === aPackage(tenant, 'Line operator').policyId)?.specificAllowedTargets;

beforeAll(async () => {
  run = await started(await aDeliveredPhase(tenant, ines, { packageName: 'Line operator', rule: 'user.userType -eq "Member" -and user.accountEnabled -eq true', settings: { mode: 'invite' } }));
});

test('without the consent to make groups nothing is made', async () => {
  await fault({ kind: 'status', path: '^/groups\\(', method: 'PATCH', status: 403 });
  expect(await worked(run)).toMatchObject({ state: 'failed', failureCode: 'noConsent', groupId: null });
  expect((await theGroup()).made).toEqual([]);
});

test('a group whose making was not answered, and which Entra shows late, is the one that is used: there is no second', async () => {
  await retryFailed(ines, run.id);
  await fault({ kind: 'reset-after', path: '^/groups\\(', method: 'PATCH', count: 1 });
  await fault({ kind: 'stale', path: '^/groups\\?', method: 'GET' });
  const since = now();
  // 0 is an answer that never arrived; the second one says that the group is there.
  await expect.poll(async () => {
    await workedOnce(run.jobId);
    return writesIn(tenant, since);
  }, { interval: 50 }).toEqual(['PATCH groups 0', 'PATCH groups 204']);
  expect([(await theGroup()).kept, (await standing(run.id))?.state]).toEqual([null, 'queued']);
  await tenant.admin('fault', { clear: true });
  await fault({ kind: 'status', path: '^/groups/.*/members/', method: 'POST', status: 403, count: 20 });
  await hurry(run);
  expect(await worked(run)).toMatchObject({ state: 'failed', failureCode: 'notGroupOwner' });
  const { made, kept, id } = await theGroup();
  expect([made.length, kept]).toEqual([1, id]);
});

test('members are added as fast as Entra takes them: each once, though it refuses some of them as too many', async () => {
  await retryFailed(ines, run.id);
  const { id } = await theGroup();
  const add = { kind: 'status', path: '^/groups/.*/members/', method: 'POST', status: 429 };
  await fault({ ...add, nth: 5, count: 3, retryAfter: 21 });
  await workedOnce(run.jobId);
  expect(await standing(run.id)).toEqual({ state: 'queued', code: null, wait: 21 });
  await hurry(run);
  await fault({ ...add, nth: 2, count: 1 });
  await workedOnce(run.jobId);
  expect(await standing(run.id)).toEqual({ state: 'queued', code: null, wait: 10 });
  expect(tenant.tenant.members.of(id).size).toBe(17 + 19);
});

test('a group that holds somebody who was not signed is not opened to, until they are out', async () => {
  const { id, policyId, people } = await theGroup();
  const before = targets();
  const stranger = tenant.snapshot().users.find((user) => user.userType === 'Guest')?.id ?? '';
  tenant.tenant.members.add(id, stranger);
  await hurry(run);
  expect(await worked(run)).toMatchObject({ state: 'failed', failureCode: 'groupWider', failure: expect.stringContaining('It has 1 of them') as string });
  expect(targets()).toEqual(before);
  tenant.tenant.members.remove(id, stranger);
  await retryFailed(ines, run.id);
  expect(await worked(run)).toMatchObject({ state: 'delivered', policyId, groupId: id });
  expect(tenant.tenant.members.of(id).size).toBe(people);
  expect(targets()).toMatchObject([{ kind: 'groupMembers', groupId: id }]);
});
