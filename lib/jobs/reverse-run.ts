import 'server-only';
import { deleteTokenCache } from '@/lib/auth/graph-token';
import { inTransaction } from '@/lib/db/client';
import { endJob, lockJob } from '@/lib/db/jobs';
import { lockPhase } from '@/lib/db/phases';
import { packagesWithOpen, readReversalClock } from '@/lib/db/reversals';
import { settleReversal } from '@/lib/rollout/start-reversal';
import { giveUp } from './give-up';
import type { Lease } from './lease';
import { ensureKeepers } from './reversal-keepers';
import { restorePolicies } from './reversal-policies';
import { readReversal } from './reversal-read';
import { findLostReversals, sendRestores, sendReversal } from './reversal-sends';
import { openReversalWork, REVERSAL_TIMING } from './reversal-work';
import type { ReversalTiming, ReversalWork } from './reversal-work';
import { aboutRun } from './run-work';

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

/** One round; milliseconds until there is something to do again, or null when the reversal has settled. */
async function goOn(work: ReversalWork): Promise<number | null> {
  const { reversal, timing, lease, stop } = work;
  const keepers = await ensureKeepers(work);
  await lease.check();
  const { now, lastLost } = await readReversalClock(reversal.id);
  if (lastLost && lastLost.getTime() + timing.visibilityMs <= now.getTime()) await findLostReversals(work, keepers);
  const packages = work.design.packages.map(({ packageId }) => packageId);
  await sendAll(work, () => sendReversal(work, 'keep', packages, keepers));
  // By a rule Entra itself removes people: not before everybody is kept who had it before.
  const keeping = await packagesWithOpen(reversal.id, ['keep']);
  const policiesOpen = await restorePolicies(work, (packageId) => !keeping.has(packageId));
  if (!policiesOpen) await sendAll(work, () => sendReversal(work, 'remove', packages, keepers));
  await sendAll(work, () => sendRestores(work, packages));
  await readReversal(work, keepers);
  if (stop.aborted) return 0;
  if (await settled(work)) return null;
  const after = await readReversalClock(reversal.id);
  // Something moved on in this round, so the next step of it is due at once.
  if (after.nextQueued && after.nextQueued <= after.now && !policiesOpen) return 0;
  const quiet = after.lastChange ? after.now.getTime() - after.lastChange.getTime() : 0;
  return Math.min(timing.pollMostMs, Math.max(timing.pollLeastMs, quiet / 4));
}

async function sendAll({ stop, lease }: ReversalWork, send: () => Promise<number>): Promise<void> {
  while (!stop.aborted && (await send()) > 0) await lease.check();
}

async function settled({ reversal, run, lease }: ReversalWork): Promise<boolean> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    if (!(await settleReversal(tx, reversal, phase))) return false;
    const { tokenCacheId } = await lockJob(tx, lease.jobId);
    await endJob(tx, lease.jobId, lease.holder);
    if (tokenCacheId) await deleteTokenCache(tx, tokenCacheId);
    return true;
  });
}
