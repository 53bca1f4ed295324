import { expect } from 'vitest';
import type { RunningTenant } from '@/emulator/testing';
import { db } from '@/lib/db/client';
import { listPhases } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { getRun } from '@/lib/db/runs';
import { findVerification, listReads } from '@/lib/db/verifications';
import { getJob } from '@/lib/db/jobs';
import { Lease } from '@/lib/jobs/lease';
import { reverseRun } from '@/lib/jobs/reverse-run';
import type { ReversalTiming } from '@/lib/jobs/reversal-work';
import { workOffRun } from '@/lib/jobs/run-job';
import { VERIFY_TIMING, verifyRun } from '@/lib/jobs/verify-run';
import { addPickedPeople } from '@/lib/rollout/add-people';
import { createRollout } from '@/lib/rollout/create-rollout';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import type { Admin } from '@/lib/rollout/rollout';
import { startRun } from '@/lib/rollout/start-run';
import type { VerdictCounts } from '@/lib/rollout/verdict';
import { everybodyApproves, everybodySigns } from './rollouts';
import type { aPackage } from './rollouts';

/** Waits that a test can bear; a restoring is looked at again at once. */
export const QUICK: ReversalTiming = { visibilityMs: 200, pollLeastMs: 30, pollMostMs: 100, allowedMs: 60_000, checkAfterMs: 0 };

let made = 0;

export type SettledRun = { rolloutId: string; phaseId: string; runId: string };

/** A phase with these people that was rehearsed, signed, with a choice for its reversal or the phase's, and run until it settled; `meanwhile` comes between signature and start. */
export async function aSettledRun(tenant: RunningTenant, admin: Admin, packages: ReturnType<typeof aPackage>[], people: readonly string[], reversal: ReversalChoice | null = null, meanwhile?: () => void): Promise<SettledRun> {
  made += 1;
  const { id: rolloutId } = await createRollout(admin, { name: `Taken back ${made} of ${process.pid}`, description: '', packages, phases: ['Pilot'] });
  const [phase] = await listPhases(rolloutId);
  const phaseId = phase?.id ?? '';
  await addPickedPeople(admin, phaseId, [...people]);
  await rehearsePhase(admin, phaseId);
  await everybodySigns(tenant, admin, phaseId, reversal);
  await everybodyApproves(tenant, admin, phaseId);
  meanwhile?.();
  const run = await startRun(admin, phaseId, (await latestRehearsal(phaseId))?.hash ?? '');
  await untilOver(run.jobId, (lease) => workOffRun(lease, new AbortController().signal, QUICK));
  return { rolloutId, phaseId, runId: run.id };
}

/** Works a job off until it is done or waits for somebody; what waits for a while is taken at once. */
export async function untilOver(jobId: string, work: (lease: Lease) => Promise<void>): Promise<void> {
  await expect.poll(async () => {
    await db().job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { notBefore: new Date(0) } });
    const lease = await Lease.take(jobId, 'test', 15);
    if (lease) await work(lease);
    return (await getJob(jobId)).state;
  }, { interval: 30 }).not.toBe('waiting');
}

export const untilReversed = (jobId: string, timing: ReversalTiming = QUICK): Promise<void> => untilOver(jobId, (lease) => reverseRun(lease, new AbortController().signal, timing));

/** Reads a settled run back until nothing is open; what was found. */
export async function verified({ runId }: Pick<SettledRun, 'runId'>): Promise<VerdictCounts | undefined> {
  expect((await getRun(runId)).state).toBe('settled');
  await untilOver((await findVerification(runId))?.jobId ?? '', (lease) => verifyRun(lease, new AbortController().signal, { ...VERIFY_TIMING, leastMs: 30 }));
  return (await listReads(runId, 1))[0]?.counts;
}
