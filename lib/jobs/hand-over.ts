import 'server-only';
import { deleteTokenCache } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { failNotSetOut, failPassedEnds, readHandoverClock, readSettingOut } from '@/lib/db/handover-sends';
import type { TakenFrom } from '@/lib/db/handover-sends';
import { mayWrite } from '@/lib/db/held-work';
import { endJob, lockJob } from '@/lib/db/jobs';
import { FAILED } from '@/lib/rollout/handover-item';
import { settleHandover } from '@/lib/rollout/start-handover';
import { giveUp } from './give-up';
import { ensureHandoverKeepers, removeHandoverKeepers } from './handover-keepers';
import { lookBeforeMoves, readMoves } from './handover-read';
import { findLostMoves, handoverSending } from './handover-sends';
import { aboutHandover, openHandoverWork } from './handover-work';
import type { HandoverWork } from './handover-work';
import { LOOK_WHILE_HELD_MS, WorkHeld } from './held-work';
import { Windows } from './hold-back';
import { LeaseLost } from './lease';
import { LOOK_AGAIN_MS } from './look-before';
import type { Lease } from './lease';
import { RUN_TIMING } from './run-work';
import type { RunTiming } from './run-work';
import { SendStream } from './send-stream';

/**
 * Moves people to the policy they shall live under, under the lease of its job and as it was rehearsed: of each package one
 * goes first and is read back, since Microsoft's pages do not say that a policy can be changed in place; then the others. By
 * bridge nothing is removed before a small package keeps it.
 * All of it stands in rows, so whoever comes next goes on.
 */
export async function handOver(lease: Lease, stop: AbortSignal, timing: RunTiming = RUN_TIMING): Promise<void> {
  let work: HandoverWork | null = null;
  try {
    work = await openHandoverWork(lease, stop, timing);
    const wait = await goOn(work);
    if (wait === null) lease.end();
    else await lease.release(wait / 1000);
  } catch (error) {
    await giveUp(lease, work && aboutHandover(work), error);
  }
}

/** One round; milliseconds until there is something to do again, or null when the handover has settled. */
async function goOn(work: HandoverWork): Promise<number | null> {
  const { handover, timing, lease, stop } = work;
  await lease.check();
  const { held, pauseMs, shut } = await untilHeld<Wrote>(() => write(work), { held: true, pauseMs: 0, shut: null });
  await readMoves(work);
  if (stop.aborted) return 0;
  const keeperStays = await untilHeld(() => removeHandoverKeepers(work), true);
  if (!keeperStays && (await settled(work))) return null;
  if (held) return LOOK_WHILE_HELD_MS;
  const after = await readHandoverClock(handover.id);
  const { firsts, others } = await packagesToSend(work);
  // What was read back in this round goes on to its next step, or lets the rest of its package go.
  if (shut === null && pauseMs === 0 && (firsts.length + others.length > 0 || after.nextSetOut) && after.nextQueued && after.nextQueued <= after.now) return 0;
  const quiet = after.lastChange ? after.now.getTime() - after.lastChange.getTime() : 0;
  return Math.max(pauseMs, Math.min(shut ?? Infinity, timing.pollMostMs, Math.max(timing.pollLeastMs, quiet / 4)));
}

type Wrote = { held: boolean; /** For how long the tenant wants nothing. */ pauseMs: number; /** How long the calendar is closed; null while it is open. */ shut: number | null };

/** What there is to send now. @throws WorkHeld */
async function write(work: HandoverWork): Promise<Wrote> {
  const { handover, timing } = work;
  const windows = new Windows(work.phaseId);
  const { now, lastLost, lastSent, nextQueued } = await readHandoverClock(handover.id);
  if (lastLost && lastLost.getTime() + timing.visibilityMs <= now.getTime()) await findLostMoves(work);
  const due = nextQueued !== null && nextQueued <= now;
  const shut = due ? await windows.until(now, false) : null;
  if (!due || shut !== null) return { held: false, pauseMs: 0, shut };
  await work.mayWrite();
  await leaveOutPassed(work);
  if (!lastSent || now.getTime() - lastSent.getTime() > LOOK_AGAIN_MS) await lookBeforeMoves(work);
  await ensureHandoverKeepers(work);
  // Whoever has set out is seen to the end before anybody else sets out.
  let pauseMs = await send(work, windows, null, Infinity);
  const { firsts, others } = await packagesToSend(work);
  for (const packageId of firsts) pauseMs = Math.max(pauseMs, await send(work, windows, [packageId], 1));
  if (others.length > 0) pauseMs = Math.max(pauseMs, await send(work, windows, others, Infinity));
  return { held: !(await mayWrite('handover', handover.id)), pauseMs, shut };
}

/** Does something that writes, or gives what holds instead where somebody holds it. */
async function untilHeld<T>(work: () => Promise<T>, whenHeld: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkHeld) return whenHeld;
    throw error;
  }
}

/** Whoever waited for so long that their new end has passed would lose their access by being moved. */
async function leaveOutPassed(work: HandoverWork): Promise<void> {
  await work.lease.check();
  await inTransaction(async (tx) => {
    const failed = await failPassedEnds(tx, work.handover.id, FAILED.endPassed);
    if (failed > 0) await recordAudit(tx, [{ ...aboutHandover(work), action: 'handover.holdBack', after: { failed }, detail: { failure: FAILED.endPassed } }]);
  });
}

/** Packages of which nobody was moved yet and one goes first, and those whose first was read back as moved, or waits for approvers alone. */
async function packagesToSend(work: HandoverWork): Promise<{ firsts: string[]; others: string[] }> {
  const waiting = await readSettingOut(work.handover.id);
  for (const each of waiting) if (standing(each) === 'failed') await holdBack(work, each);
  const those = (wanted: 'first' | 'follow'): string[] => waiting.flatMap((each) => (standing(each) === wanted ? [each.packageId] : []));
  return { firsts: those('first'), others: those('follow') };
}

function standing({ passed, underWay, failed }: { passed: number; underWay: number; failed: number }): 'first' | 'wait' | 'follow' | 'failed' {
  if (passed > 0) return 'follow';
  if (underWay > 0) return 'wait';
  return failed > 0 ? 'failed' : 'first';
}

/** Where the first of a package could not be moved, nobody else of it is asked about: they fail for that reason, until somebody tries again. */
async function holdBack(work: HandoverWork, { packageId, packageName }: { packageId: string; packageName: string }): Promise<void> {
  await work.lease.check();
  await inTransaction(async (tx) => {
    const failed = await failNotSetOut(tx, work.handover.id, packageId, FAILED.firstNotMoved);
    if (failed > 0) await recordAudit(tx, [{ ...aboutHandover(work), action: 'handover.holdBack', after: { package: packageName, failed } }]);
  });
}

/** Sends what is due of these packages, or of whoever has set out, while its window is open; gives how long the tenant wants nothing, in milliseconds. */
async function send(work: HandoverWork, windows: Windows, from: TakenFrom, most: number): Promise<number> {
  const { pace, handover } = work;
  const adjust = async (now: Date) => pace.use(handover.id, await windows.part(now));
  const mayGoOn = async (): Promise<boolean> => {
    await work.lease.check();
    const now = await databaseNow();
    await adjust(now);
    return (await windows.until(now, false)) === null && (await mayWrite('handover', handover.id));
  };
  await adjust(await databaseNow());
  try {
    const { trouble, pauseMs } = await new SendStream(handoverSending(work, from), pace, most, mayGoOn).send();
    if (trouble) throw trouble;
    return pauseMs;
  } finally {
    await pace.leave(handover.id);
  }
}

async function settled({ handover, rolloutName, lease }: HandoverWork): Promise<boolean> {
  return inTransaction(async (tx) => {
    if (!(await settleHandover(tx, handover, rolloutName))) return false;
    const { tokenCacheId } = await lockJob(tx, lease.jobId);
    // Another process has it by now and would find nothing to do, nor tokens to do it with.
    if (!(await endJob(tx, lease.jobId, lease.holder))) throw new LeaseLost(`job ${lease.jobId} is another's`);
    if (tokenCacheId) await deleteTokenCache(tx, tokenCacheId);
    return true;
  });
}
