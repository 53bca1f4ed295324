import { expect, test } from 'vitest';
import type { RunningTenant } from '@/emulator/testing';
import { aDeliveredPhase, anAutomaticPolicy, inEntra, worked } from '@/e2e/testing/deliveries';
import type { DeliveredPhase } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, anAdmin, peopleWithout } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { getJob } from '@/lib/db/jobs';
import { readBrakesOfPhase } from '@/lib/db/run-control';
import { findVerification, listReads, pageExceptions } from '@/lib/db/verifications';
import { changeBrakes } from '@/lib/rollout/change-brakes';
import { getPhase } from '@/lib/db/phases';
import { finishPhase } from '@/lib/rollout/finish-phase';
import { seenOf } from '@/lib/rollout/gate';
import { readExit } from '@/lib/rollout/read-exit';
import { startRun } from '@/lib/rollout/start-run';
import { noVerdicts } from '@/lib/rollout/verdict';
import { verifyAgain } from '@/lib/rollout/verify-again';
import { Lease } from './lease';
import { VERIFY_TIMING, verifyRun } from './verify-run';

const BECAUSE = { withoutApprovals: 'Nobody was asked when it came into the catalog' };
const HOUR_MS = 3_600_000;

const { tenant, admin: ines } = withPortal({ settings: { deliveryMs: 50, evaluationMs: 50 } });

const by = (department: string): string => `user.department -eq "${department}" -and user.accountEnabled -eq true`;

/** What is due by the tenant's clock has happened in it. */
async function settledSnapshot() {
  return (await (await fetch(`${tenant.origin}/_emulator/snapshot`)).json()) as ReturnType<RunningTenant['snapshot']>;
}

/** A run of a phase that comes by its policy, worked off until it settled, with the job that verifies it. */
async function aSettledRun({ phaseId, hash }: DeliveredPhase) {
  const run = await startRun(ines, phaseId, hash, BECAUSE);
  const policy = await worked(run);
  expect([policy.state, policy.failure]).toEqual(['delivered', null]);
  return { phaseId, runId: run.id, jobId: (await findVerification(run.id))?.jobId ?? '', policyId: policy.policyId ?? '' };
}

type Settled = Awaited<ReturnType<typeof aSettledRun>>;

/** Reads once, now; gives how many there are of each verdict, and the cause by person of what was found otherwise. */
async function read({ runId, jobId }: Settled, timing = VERIFY_TIMING) {
  await db().job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { notBefore: new Date(0) } });
  const lease = await Lease.take(jobId, 'test', 15);
  if (!lease) throw new Error('the job is not due');
  await verifyRun(lease, new AbortController().signal, timing);
  const [last] = await listReads(runId, 1);
  const { exceptions } = await pageExceptions(runId, {}, { skip: 0, take: 1000 });
  return { counts: last?.counts, causeOf: Object.fromEntries(exceptions.map(({ personId, verdict, cause }) => [personId, `${verdict}: ${cause}`])) };
}

const asker = (personId: string) => ({ ...ines, personId });

test('an invitation is followed from what people ask for by what approvers decide to what was delivered, and for as long as they may ask', async () => {
  const open = aPackage(tenant, 'Maintenance planner');
  const marta = tenant.persona('Marta');
  const decided = { isApprovalRequiredForAdd: true, stages: [{ durationBeforeAutomaticDenial: 'P14D', primaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: marta.id, description: marta.name }] }] };
  const policy = await inEntra<Record<string, unknown>>(tenant, ines, 'GET', `assignmentPolicies/${open.policyId}?$expand=accessPackage,questions`);
  await inEntra(tenant, ines, 'PUT', `assignmentPolicies/${open.policyId}`, { ...Object.fromEntries(Object.entries(policy).filter(([name]) => !/@|^(id|createdDateTime|modifiedDateTime|accessPackage|catalog)$/.test(name))), requestApprovalSettings: decided, accessPackage: { id: open.packageId } });
  const people = peopleWithout(tenant, open.packageId, 5);
  const run = await aSettledRun(await aDeliveredPhase(tenant, ines, { packageName: open.packageName, people, settings: { mode: 'invite' } }));
  const [approved, denied, waiting, withdrawn, silent] = people.map(({ id }) => id) as [string, string, string, string, string];
  expect((await read(run)).counts).toEqual({ ...noVerdicts(), notAsked: 5 });

  const requests = new Map<string, string>();
  for (const personId of [approved, denied, waiting, withdrawn]) {
    const { id } = await inEntra<{ id: string }>(tenant, asker(personId), 'POST', 'assignmentRequests', { requestType: 'userAdd', justification: 'Needed for my work', assignment: { accessPackageId: open.packageId, assignmentPolicyId: open.policyId } });
    requests.set(personId, id);
  }
  await expect.poll(async () => (await settledSnapshot()).assignmentRequests.filter(({ id, state }) => [...requests.values()].includes(id) && state === 'pendingApproval').length, { interval: 50 }).toBe(4);
  const asked = await read(run);
  expect([asked.counts, asked.causeOf[waiting], asked.causeOf[silent]]).toEqual([{ ...noVerdicts(), onItsWay: 4, notAsked: 1 }, 'onItsWay: waitingForApproval', 'notAsked: notAsked']);

  const decide = async (personId: string, reviewResult: 'Approve' | 'Deny'): Promise<void> => {
    const stages = `accessPackageAssignmentApprovals/${requests.get(personId) ?? ''}/stages`;
    const { value } = await inEntra<{ value: { id: string }[] }>(tenant, asker(marta.id), 'GET', stages);
    await inEntra(tenant, asker(marta.id), 'PATCH', `${stages}/${value[0]?.id ?? ''}`, { reviewResult, justification: 'Looked at' });
  };
  await decide(approved, 'Approve');
  await decide(denied, 'Deny');
  await inEntra(tenant, asker(withdrawn), 'POST', `assignmentRequests/${requests.get(withdrawn) ?? ''}/cancel`);
  await expect.poll(async () => (await settledSnapshot()).assignments.filter(({ targetId, packageId, state }) => targetId === approved && packageId === open.packageId && state === 'delivered').length, { interval: 50 }).toBe(1);

  const answered = await read(run);
  expect(answered).toEqual({ counts: { ...noVerdicts(), asSigned: 1, onItsWay: 1, failed: 2, notAsked: 1 }, causeOf: { [denied]: 'failed: denied', [waiting]: 'onItsWay: waitingForApproval', [withdrawn]: 'failed: canceled', [silent]: 'notAsked: notAsked' } });

  await decide(waiting, 'Approve');
  await expect.poll(async () => (await settledSnapshot()).assignments.filter(({ targetId, packageId, state }) => targetId === waiting && packageId === open.packageId && state === 'delivered').length, { interval: 50 }).toBe(1);
  // Nothing is on its way any more, but one may ask still: it is followed until the phase is over.
  expect((await read(run)).counts).toEqual({ ...noVerdicts(), asSigned: 2, failed: 2, notAsked: 1 });
  expect([(await getJob(run.jobId)).state, (await findVerification(run.runId))?.settled]).toEqual(['waiting', false]);
  await finishPhase(await anAdmin(tenant, 'Eva'), run.phaseId, { reason: 'Whoever did not ask by now comes with the next phase', seen: seenOf((await readExit(await getPhase(run.phaseId)))?.lines ?? []) });
  expect((await read(run)).counts).toEqual({ ...noVerdicts(), asSigned: 2, failed: 2, notAsked: 1 });
  expect([(await getJob(run.jobId)).state, (await findVerification(run.runId))?.settled]).toEqual(['done', true]);
});

test('a rule is followed by who joins and who leaves: on their way within the time that is allowed, failed or stayed after it, and whoever it selects since is told apart', async () => {
  const { packageId, packageName } = aPackage(tenant, 'Ledger poster');
  const policyId = await anAutomaticPolicy(tenant, ines, packageId, by('IT'));
  const inDepartment = (department: string): string[] => tenant.snapshot().users.filter((user) => user.accountEnabled && user.department === department).map(({ id }) => id);
  const byRule = async (): Promise<string[]> => (await settledSnapshot()).assignments.filter((each) => each.policyId === policyId && each.state === 'delivered').map(({ targetId }) => targetId);
  const it = inDepartment('IT').filter((id) => !tenant.snapshot().assignments.some((each) => each.packageId === packageId && each.targetId === id && each.state !== 'expired' && each.policyId !== policyId));
  await expect.poll(async () => (await byRule()).sort(), { interval: 100 }).toEqual([...it].sort());
  // What the run saves is evaluated hours later by the tenant's clock.
  await tenant.admin('settings', { evaluationMs: 2 * HOUR_MS });
  const phase = await aDeliveredPhase(tenant, ines, { packageName, rule: by('Legal'), target: by('Legal'), settings: { step: 'target', graceHours: 24 } });
  await changeBrakes(ines, phase.phaseId, { ...(await readBrakesOfPhase(phase.phaseId)), removals: { people: 1000, percent: 100 } });
  const run = await aSettledRun(phase);
  const legal = inDepartment('Legal');
  const [joiner, leaver] = [legal[0], it[0]] as [string, string];

  const first = await read(run);
  expect([first.counts, first.causeOf[joiner], first.causeOf[leaver]]).toEqual([{ ...noVerdicts(), onItsWay: legal.length + it.length }, 'onItsWay: notJoined', 'onItsWay: leaves']);
  // After the time for joining, and within the grace period for leaving.
  const late = await read(run, { ...VERIFY_TIMING, allowedMs: -HOUR_MS });
  expect([late.counts, late.causeOf[joiner], late.causeOf[leaver]]).toEqual([{ ...noVerdicts(), failed: legal.length, onItsWay: it.length }, 'failed: neverJoined', 'onItsWay: leaves']);
  const over = await read(run, { ...VERIFY_TIMING, allowedMs: -25 * HOUR_MS });
  expect([over.counts, over.causeOf[leaver]]).toEqual([{ ...noVerdicts(), failed: legal.length, different: it.length }, 'different: stayed']);
  expect((await getJob(run.jobId)).state).toBe('done');

  // What settled is read again for whoever asks.
  await tenant.admin('clock', { advanceMs: 3 * HOUR_MS });
  await expect.poll(async () => (await byRule()).filter((id) => legal.includes(id)).length, { interval: 100 }).toBe(legal.length);
  await verifyAgain(ines, run.runId);
  const joined = await read(run);
  expect([joined.counts, joined.causeOf[leaver]]).toEqual([{ ...noVerdicts(), asSigned: legal.length, onItsWay: it.length }, 'onItsWay: leaves']);

  await tenant.admin('settings', { evaluationMs: 50 });
  const newcomer = peopleWithout(tenant, packageId, 300).find(({ id }) => !it.includes(id) && !legal.includes(id))?.id ?? '';
  tenant.tenant.updateUser(newcomer, { department: 'Legal' });
  await expect.poll(async () => (await byRule()).includes(newcomer), { interval: 100 }).toBe(true);
  await tenant.admin('clock', { advanceMs: 25 * HOUR_MS });
  await expect.poll(async () => (await byRule()).filter((id) => it.includes(id)), { interval: 100 }).toEqual([]);
  expect(await read(run)).toEqual({ counts: { ...noVerdicts(), asSigned: legal.length + it.length, different: 1 }, causeOf: { [newcomer]: 'different: joinedSince' } });
  expect([(await getJob(run.jobId)).state, (await findVerification(run.runId))?.settled]).toEqual(['done', true]);
});
