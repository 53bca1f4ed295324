import 'server-only';
import { releaseLease, renewLease, takeLease } from '@/lib/db/jobs';
import { log, messageOf } from '@/lib/log';

/** Seconds a lease holds; it is renewed three times in that. The database's clock counts. */
export const LEASE_SECONDS = 15;

/** Somebody else may be at the job now: nothing may be sent or written for it any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** A job held by us: renewed while it is worked off, and given back or lost in the end. */
export class Lease {
  private readonly lost = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private heldSince = performance.now();

  private constructor(readonly jobId: string, readonly holder: string, private readonly seconds: number) {
    this.timer = setInterval(() => {
      this.renew().catch((error: unknown) => log('warn', 'job.lease-not-renewed', { jobId, message: messageOf(error) }));
    }, (seconds * 1000) / 3);
    this.timer.unref();
  }

  /** The lease on a job, or null when somebody else holds it or it is not due. */
  static async take(jobId: string, holder: string, seconds = LEASE_SECONDS): Promise<Lease | null> {
    return (await takeLease(jobId, holder, seconds)) ? new Lease(jobId, holder, seconds) : null;
  }

  /** Aborted when the lease is lost. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /**
   * Asks the database whether the job is still ours and still to be worked off; read between slices.
   * @throws LeaseLost
   */
  async check(): Promise<void> {
    await this.renew();
    if (this.lost.signal.aborted) throw new LeaseLost(`job ${this.jobId} is not ours any more`);
  }

  private async renew(): Promise<void> {
    const asked = performance.now();
    try {
      if (await renewLease(this.jobId, this.holder, this.seconds)) this.heldSince = asked;
      else this.lose();
    } catch (error) {
      // A database that does not answer cannot say that we still hold it: then it runs out by our own clock, a little early.
      if (performance.now() - this.heldSince > this.seconds * 800) this.lose();
      throw error;
    }
  }

  private lose(): void {
    clearInterval(this.timer);
    this.lost.abort(new LeaseLost(`job ${this.jobId} is not ours any more`));
  }

  /** Stops renewing, for a job whose row says already that nobody holds it. */
  end(): void {
    clearInterval(this.timer);
  }

  /** Gives the job back, to be taken up in so many seconds. */
  async release(seconds: number, lastError: string | null = null): Promise<void> {
    this.end();
    await releaseLease(this.jobId, this.holder, seconds, lastError);
  }
}
