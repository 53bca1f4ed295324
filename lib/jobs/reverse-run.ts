import 'server-only';
import { deleteTokenCache } from '@/lib/auth/graph-token';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { endJob, lockJob } from '@/lib/db/jobs';
import { lockPhase } from '@/lib/db/phases';
import { mayWrite } from '@/lib/db/held-work';
import { listKeepers, packagesWithOpen, readReversalClock } from '@/lib/db/reversals';
import type { ReversalItem } from '@/lib/rollout/reversal';
import { settleReversal } from '@/lib/rollout/start-reversal';
import { giveUp } from './give-up';
import { LOOK_WHILE_HELD_MS, WorkHeld } from './held-work';
import { Windows } from './hold-back';
import { LeaseLost } from './lease';
import type { Lease } from './lease';
import { lookBeforeReversing } from './reversal-before';
import { ensureKeepers } from './reversal-keepers';
import { restorePolicies } from './reversal-policies';
import { readReversal } from './reversal-read';
import { findLostRestores, restoreSending } from './reversal-restores';
import { findLostReversals, reversalSending } from './reversal-sends';
import type { Told } from './reversal-sends';
import { openReversalWork, REVERSAL_TIMING } from './reversal-work';
import type { ReversalTiming, ReversalWork } from './reversal-work';
import { aboutRun } from './run-work';
import { SendStream } from './send-stream';
import type { Sending } from './send-stream';

/**
 * Takes back a run under the lease of its job, as it was rehearsed: keeps what was held before, puts policies back, removes,
 * restores what was seen to be gone, and looks again. All of it stands in rows, so whoever comes next goes on.
 */
export async function reverseRun(lease: Lease, stop: AbortSignal, timing: ReversalTiming = REVERSAL_TIMING): Promise<void> {
  let work: ReversalWork | null = null;
  try {
    work = await openReversalWork(lease, stop, timing);
    const wait = await goOn(work);
    if (wait === null) lease.end();
    else await lease.release(wait / 1000);
  } catch (error) {
    await giveUp(lease, work && aboutRun(work.run), error);
  }
}

/** What is over a day late is looked for so many times more seldom: all assignments of its package are read for it. */
const LATE_ROUNDS = 20;

/** One round; milliseconds until there is something to do again, or null when the reversal has settled. */
async function goOn(work: ReversalWork): Promise<number | null> {
  const { reversal, stop } = work;
  const { held, pauseMs, policiesOpen } = await write(work).catch((error: unknown) => {
    if (error instanceof WorkHeld) return { held: true, pauseMs: 0, policiesOpen: true };
    throw error;
  });
  await readReversal(work, await listKeepers(reversal.id));
  if (stop.aborted) return 0;
  if (await settled(work)) return null;
  if (held) return LOOK_WHILE_HELD_MS;
  const after = await readReversalClock(reversal.id);
  // Something moved on in this round, so the next step of it is due at once.
  if (after.nextQueued && after.nextQueued <= after.now && !policiesOpen) return pauseMs;
  const quiet = after.lastChange ? after.now.getTime() - after.lastChange.getTime() : 0;
  if (after.onlyLate && !policiesOpen) return Math.max(pauseMs, LATE_ROUNDS * work.timing.pollMostMs);
  return Math.max(pauseMs, Math.min(work.timing.pollMostMs, Math.max(work.timing.pollLeastMs, quiet / 4)));
}

type Wrote = { held: boolean; /** For how long the tenant wants nothing. */ pauseMs: number; policiesOpen: boolean };

/** What there is to write now, each in its turn. @throws WorkHeld */
async function write(work: ReversalWork): Promise<Wrote> {
  const { reversal, timing } = work;
  const { now, lastLost } = await readReversalClock(reversal.id, timing.lateMs);
  await work.mayWrite();
  await lookBeforeReversing(work);
  const keepers = await ensureKeepers(work);
  if (lastLost && lastLost.getTime() + timing.visibilityMs <= now.getTime()) {
    await findLostReversals(work, keepers);
    await findLostRestores(work);
  }
  const packages = work.design.packages.map(({ packageId }) => packageId);
  const kept = await stream(work, reversalSending(work, 'keep', packages, keepers));
  // By a rule Entra itself removes people: not before everybody is kept who had it before.
  const keeping = await packagesWithOpen(reversal.id, ['keep']);
  const policiesOpen = await restorePolicies(work, (packageId) => !keeping.has(packageId));
  const removed = policiesOpen ? 0 : await stream(work, reversalSending(work, 'remove', packages, keepers));
  const restored = await stream(work, await restoreSending(work, packages));
  return { held: false, pauseMs: Math.max(kept, removed, restored), policiesOpen };
}

/** Sends what is due at the rate that is shared with the runs; gives how long the tenant wants nothing. */
async function stream(work: ReversalWork, sending: Sending<ReversalItem, Told>): Promise<number> {
  const { pace, reversal, run, lease } = work;
  const windows = new Windows(run.phaseId);
  const adjust = async (): Promise<void> => pace.use(reversal.id, await windows.part(await databaseNow()));
  const mayGoOn = async (): Promise<boolean> => {
    await lease.check();
    await adjust();
    return mayWrite('reversal', reversal.id);
  };
  await adjust();
  try {
    const { trouble, pauseMs } = await new SendStream(sending, pace, Infinity, mayGoOn).send();
    if (trouble) throw trouble;
    return pauseMs;
  } finally {
    await pace.leave(reversal.id);
  }
}

async function settled({ reversal, run, lease }: ReversalWork): Promise<boolean> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    if (!(await settleReversal(tx, reversal, phase))) return false;
    const { tokenCacheId } = await lockJob(tx, lease.jobId);
    // Another process has it by now and would find nothing to do, nor tokens to do it with.
    if (!(await endJob(tx, lease.jobId, lease.holder))) throw new LeaseLost(`job ${lease.jobId} is another's`);
    if (tokenCacheId) await deleteTokenCache(tx, tokenCacheId);
    return true;
  });
}
