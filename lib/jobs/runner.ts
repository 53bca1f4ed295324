import 'server-only';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import PgBoss from 'pg-boss';
import { DRAFT_JOB } from '@/lib/authoring/start-draft';
import { LINT_JOB } from '@/lib/authoring/start-lint';
import { listWatchedPhases } from '@/lib/db/gates';
import { getJob, listDueJobs } from '@/lib/db/jobs';
import { MIRROR_JOB } from '@/lib/directory/mirror';
import { databaseUrl } from '@/lib/env';
import { log, messageOf } from '@/lib/log';
import { CANCEL_JOB } from '@/lib/rollout/emergency-stop';
import { HANDOVER_JOB } from '@/lib/rollout/start-handover';
import { REVERSE_JOB } from '@/lib/rollout/start-reversal';
import { VERIFY_JOB } from '@/lib/rollout/start-verification';
import { watchGate } from '@/lib/rollout/watch-gate';
import { applyDraft } from './apply-draft';
import { cancelAfterStop } from './cancel-requests';
import { handOver } from './hand-over';
import { Lease, LEASE_SECONDS } from './lease';
import { lookAtTenant } from './look-at-tenant';
import { setWaker } from './queue';
import { refreshMirror } from './refresh-mirror';
import { workOffRun } from './run-job';
import { REVERSAL_TIMING } from './reversal-work';
import type { ReversalTiming } from './reversal-work';
import { reverseRun } from './reverse-run';
import { RUN_TIMING } from './run-work';
import type { RunTiming } from './run-work';
import { VERIFY_TIMING, verifyRun } from './verify-run';
import type { VerifyTiming } from './verify-run';

const QUEUE = 'job';
/** Jobs worked off side by side by one process; each is one run, and Graph's limits are for all of them together. */
const MOST_AT_ONCE = 4;
const SWEEP_EVERY_MS = 2_000;
/** Gates of phases under way are looked at this often. */
const WATCH_EVERY_MS = 15_000;
/** Work in hand gets this long to let go when the portal stops. */
const STOP_WITHIN_MS = 3_500;

/** The job runner of this process. */
export class JobRunner {
  private readonly holder = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  private readonly stopping = new AbortController();
  private readonly working = new Map<string, Promise<void>>();
  private boss: PgBoss | null = null;
  private sweeping: NodeJS.Timeout | null = null;
  private watching: Promise<void> | null = null;
  private watchedAt = -Infinity;

  constructor(private readonly timing: RunTiming = RUN_TIMING, private readonly leaseSeconds = LEASE_SECONDS, private readonly verifying: VerifyTiming = VERIFY_TIMING, private readonly watchEveryMs = WATCH_EVERY_MS, private readonly reversing: ReversalTiming = REVERSAL_TIMING) {}

  /** Begins to look for work. Waking by the queue is an addition: without it, the sweep alone does all of it. */
  start(): void {
    setWaker((jobId) => this.wake(jobId));
    this.sweepAgain(0);
    this.startQueue().catch((error: unknown) => log('warn', 'job.queue-not-started', { message: messageOf(error) }));
  }

  private async startQueue(): Promise<void> {
    const boss = new PgBoss({ connectionString: databaseUrl(), schema: 'pgboss', max: 2, application_name: 'access-rollout-jobs', schedule: false });
    boss.on('error', (error) => log('warn', 'job.queue', { message: messageOf(error) }));
    await boss.start();
    await boss.createQueue(QUEUE);
    if (this.stopping.signal.aborted) {
      await boss.stop({ graceful: false });
      return;
    }
    await boss.work<{ jobId: string }>(QUEUE, { pollingIntervalSeconds: 2, batchSize: 10 }, async (jobs) => {
      for (const job of jobs) this.take(job.data.jobId);
    });
    this.boss = boss;
  }

  /** Tells the queue, for whichever process is free, and begins here at once where there is room. */
  private async wake(jobId: string): Promise<void> {
    this.take(jobId);
    await this.boss?.send(QUEUE, { jobId }, { retryLimit: 0, expireInMinutes: 5 });
  }

  private sweepAgain(ms: number): void {
    if (this.stopping.signal.aborted) return;
    this.sweeping = setTimeout(() => {
      this.sweep()
        .catch((error: unknown) => log('warn', 'job.sweep', { message: messageOf(error) }))
        .finally(() => this.sweepAgain(SWEEP_EVERY_MS))
        .catch(() => undefined);
    }, ms);
    this.sweeping.unref();
  }

  private async sweep(): Promise<void> {
    this.watch();
    const room = MOST_AT_ONCE - this.working.size;
    if (room <= 0) return;
    for (const jobId of await listDueJobs(room)) this.take(jobId);
  }

  /** Looks at the gates beside the jobs: it needs no lease, since a look decides under the lock of its phase, and no tokens. */
  private watch(): void {
    if (this.watching || performance.now() - this.watchedAt < this.watchEveryMs) return;
    this.watching = this.watchGates()
      .catch((error: unknown) => log('warn', 'gate.watch', { message: messageOf(error) }))
      .finally(() => {
        this.watchedAt = performance.now();
        this.watching = null;
      });
  }

  private async watchGates(): Promise<void> {
    for (const phaseId of await listWatchedPhases()) {
      if (this.stopping.signal.aborted) return;
      try {
        await watchGate(phaseId);
      } catch (error) {
        // One that cannot be looked at must not keep the others from it.
        log('warn', 'gate.watch', { phaseId, message: messageOf(error) });
      }
    }
  }

  /** Begins a job, unless it is being worked off, is somebody else's, or there is no room: the sweep comes back to it. */
  private take(jobId: string): void {
    if (this.stopping.signal.aborted || this.working.has(jobId) || this.working.size >= MOST_AT_ONCE) return;
    const done = this.workOff(jobId)
      .catch((error: unknown) => log('error', 'job.failed', { jobId, message: messageOf(error) }))
      .finally(() => this.working.delete(jobId));
    this.working.set(jobId, done);
  }

  private async workOff(jobId: string): Promise<void> {
    const lease = await Lease.take(jobId, this.holder, this.leaseSeconds);
    if (!lease) return;
    const { kind } = await getJob(jobId);
    const { signal } = this.stopping;
    switch (kind) {
      case MIRROR_JOB:
        return refreshMirror(lease, signal);
      case VERIFY_JOB:
        return verifyRun(lease, signal, this.verifying);
      case REVERSE_JOB:
        return reverseRun(lease, signal, this.reversing);
      case HANDOVER_JOB:
        return handOver(lease, signal);
      case DRAFT_JOB:
        return applyDraft(lease, signal);
      case LINT_JOB:
        return lookAtTenant(lease, signal);
      case CANCEL_JOB:
        return cancelAfterStop(lease, signal);
      default:
        return workOffRun(lease, signal, this.timing);
    }
  }

  /** Begins nothing new, gives every job back, and ends within a few seconds. Safe to repeat. */
  async stop(): Promise<void> {
    setWaker(null);
    this.stopping.abort();
    if (this.sweeping) clearTimeout(this.sweeping);
    const { boss } = this;
    this.boss = null;
    await Promise.race([
      Promise.allSettled([...this.working.values(), ...(this.watching ? [this.watching] : []), ...(boss ? [boss.stop({ graceful: false, wait: false })] : [])]),
      new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref()),
    ]);
  }
}

const held = globalThis as { accessRolloutRunner?: JobRunner };

/** Starts the runner of this process, once. */
export function startJobRunner(): void {
  if (held.accessRolloutRunner) return;
  held.accessRolloutRunner = new JobRunner();
  held.accessRolloutRunner.start();
}

/** Stops it, for a clean end of the process. */
export async function stopJobRunner(): Promise<void> {
  const runner = held.accessRolloutRunner;
  delete held.accessRolloutRunner;
  await runner?.stop();
}
