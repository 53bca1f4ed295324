import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { countItems, readItemClock } from '@/lib/db/run-items';
import { isSettled, SENT_STATES } from '@/lib/rollout/run';
import { settleRun } from '@/lib/rollout/settle-run';
import { applyBrakes } from './brakes';
import { findLostItems } from './find-lost-items';
import { giveUp } from './give-up';
import { holdBackRest, mostToSend, Windows } from './hold-back';
import type { Lease } from './lease';
import { LOOK_AGAIN_MS, lookBefore } from './look-before';
import { pauseFor } from './pause-for';
import { readBack } from './read-back';
import { aboutRun, openRunWork, RUN_TIMING } from './run-work';
import type { RunTiming, RunWork } from './run-work';
import { runSending } from './send-items';
import { SendStream } from './send-stream';
import { surveyTenant } from './survey-tenant';
import { workOnPolicies } from './work-on-policies';

/** A wait longer than this gives the job back instead of holding on to it; milliseconds. */
const LONGEST_HELD_WAIT = 2_500;
/** Requests placed ahead are read back this often before their day. */
const LOOK_AHEAD_MS = 10 * 60_000;
/** A run that is held is looked at again this often; whoever lets it go on wakes it. */
const LOOK_WHILE_HELD_MS = 30_000;
/** While there is more to send, what was sent is still read back now and then: no sooner than so long, or so many times as long as it took, after the last time. */
const READ_WHILE_SENDING_MS = 10_000;
const READ_ONE_PART_IN = 6;

/**
 * Works off a run under its lease, until it has settled, must wait, or must stop. Everything it knows stands in rows, so
 * that whoever comes next goes on where this ends, however it ends.
 */
export async function workOffRun(lease: Lease, stop: AbortSignal, timing: RunTiming = RUN_TIMING): Promise<void> {
  let work: RunWork | null = null;
  try {
    work = await openRunWork(lease, stop, timing);
    const wait = await goOn(work);
    if (wait === null) lease.end();
    else await lease.release(wait / 1000);
  } catch (error) {
    await giveUp(lease, work && aboutRun(work.run), error);
  }
}

/** Milliseconds until there is something to do again, or null when the run has settled. */
async function goOn(work: RunWork): Promise<number | null> {
  const windows = new Windows(work.run.phaseId);
  const readings = new Readings(work);
  let lookAgainAt = -Infinity;
  while (!work.stop.aborted) {
    await work.lease.check();
    const { now, firstSent, lastLost, nextQueued, queued, lastChange } = await readItemClock(work.run.id, work.timing.lateMs);
    const lostRipe = lastLost ? lastLost.getTime() + work.timing.visibilityMs - now.getTime() : null;
    if (lostRipe !== null && lostRipe <= 0) {
      await findLostItems(work);
      continue;
    }
    const held = await applyBrakes(work);
    const ripe = queued > 0 && !held && nextQueued !== null && nextQueued <= now;
    const shut = ripe ? await windows.until(now, firstSent === null) : null;
    const most = ripe && shut === null ? await mostToSend(work) : 0;
    const due = most > 0;
    if (due && performance.now() > lookAgainAt) {
      await lookBefore(work);
      await surveyTenant(work);
      lookAgainAt = performance.now() + LOOK_AGAIN_MS;
      continue;
    }
    if (due) {
      const pauseMs = await sendWhileOpen(work, windows, readings, most, Math.min(lostRipe ?? Infinity, lookAgainAt - performance.now()));
      if (pauseMs > LONGEST_HELD_WAIT) return pauseMs;
      continue;
    }
    // Requests first: where a policy waits for a role, nobody's request waits with it.
    const policies = await workOnPolicies(work, async () => (held ? LOOK_WHILE_HELD_MS : windows.until(now, firstSent === null)));
    if (policies === 0) continue;
    await readings.read();

    const heldBack = ripe && shut === null;
    // The one that went first may have been delivered by this reading.
    if (heldBack && (await holdBackRest(work)) === 'goOn') continue;
    const counts = await countItems(work.run.id);
    if (isSettled(counts) && policies === null) return (await settleRun(work.run, { id: work.lease.jobId, holder: work.lease.holder })) ? null : 0;
    const sent = SENT_STATES.some((state) => counts[state] > 0);
    const wait = Math.min(lostRipe ?? Infinity, policies ?? Infinity, shut ?? (nextQueued && !heldBack && !held ? nextQueued.getTime() - now.getTime() : Infinity), sent ? (untilAccess(work, now) ?? pollAfter(work.timing, lastChange, now)) : Infinity);
    if (wait > LONGEST_HELD_WAIT) return wait === Infinity ? work.timing.pollMostMs : wait;
    await pauseFor(Math.max(wait, 50), [work.stop, work.lease.signal]);
  }
  return 0;
}

/** Sends what is due while its window is open, nothing holds it and nothing has to be looked up first. Gives how long the tenant wants nothing. */
async function sendWhileOpen(work: RunWork, windows: Windows, readings: Readings, most: number, atMostMs: number): Promise<number> {
  const { run, pace } = work;
  const until = performance.now() + atMostMs;
  const adjust = async (now: Date) => pace.use(run.id, await windows.part(now));
  const mayGoOn = async (): Promise<boolean> => {
    await work.lease.check();
    const now = await databaseNow();
    await adjust(now);
    readings.readBeside();
    return performance.now() < until && !(await applyBrakes(work)) && (await windows.until(now, false)) === null;
  };
  await adjust(await databaseNow());
  try {
    const { trouble, pauseMs } = await new SendStream(await runSending(work), pace, most, mayGoOn).send();
    if (trouble) throw trouble;
    return pauseMs;
  } finally {
    await pace.leave(run.id);
    await readings.done();
  }
}

/** The readings of what became of what was sent: beside the sending seldom, so that it costs little of it. */
class Readings {
  private beside: Promise<void> | null = null;
  private failed: { error: unknown } | null = null;
  private nextAt = performance.now() + READ_WHILE_SENDING_MS;

  constructor(private readonly work: RunWork) {}

  async read(): Promise<void> {
    const from = performance.now();
    await readBack(this.work);
    this.nextAt = performance.now() + Math.max(READ_WHILE_SENDING_MS, (performance.now() - from) * READ_ONE_PART_IN);
  }

  readBeside(): void {
    if (this.beside || performance.now() < this.nextAt) return;
    this.beside = this.read()
      .catch((error: unknown) => {
        this.failed = { error };
      })
      .finally(() => {
        this.beside = null;
      });
  }

  /** @throws what a reading beside the sending threw */
  async done(): Promise<void> {
    await this.beside;
    const { failed } = this;
    this.failed = null;
    if (failed) throw failed.error;
  }
}

/** What is placed ahead changes little before its day: milliseconds to the next look, null once the day has come. */
function untilAccess({ accessFrom }: RunWork, now: Date): number | null {
  return accessFrom && accessFrom > now ? Math.min(LOOK_AHEAD_MS, accessFrom.getTime() - now.getTime()) : null;
}

/** Reads often while things change, seldom while nothing does. */
function pollAfter({ pollLeastMs, pollMostMs }: RunTiming, lastChange: Date | null, now: Date): number {
  const quiet = lastChange ? now.getTime() - lastChange.getTime() : 0;
  return Math.min(pollMostMs, Math.max(pollLeastMs, quiet / 4));
}
