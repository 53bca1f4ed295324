/**
 * How fast a tenant may be written to: learned from what it refuses, and held just under it. Without I/O; every moment is
 * handed in, as milliseconds of one clock, so that a simulated tenant tests it.
 *
 * Nobody publishes a limit for entitlement management (learn.microsoft.com/graph/throttling-limits), so the first writes
 * feel for it: one batch, then as many more under way as were accepted, until something is refused. From then on the limit
 * is what was accepted since the last refusal ended, by the time until this one ends. That is true of a bucket, which fills
 * while nothing is sent, as of a window, which counts anew.
 */

/** What became of the writes of one batch; of `lost` ones nobody knows. `retryAfter` in seconds, null where a refusal did not say; `used` is the part of a limit in use, where it was told. */
export type WriteAnswer = { sentAt: number; accepted: number; refused: number; lost?: number; retryAfter: number | null; used?: number | null };

/** At most this many writes in one batch: https://learn.microsoft.com/graph/json-batching */
const BATCH = 20;
/** While no limit is known, so many are under way at most, or as many as make so many a second where answers take long; and after every few seconds without a refusal so many more. */
const FEELING_MOST = 60;
const FEELING_RATE = 700;
const FEELING_MORE = 20;
const FEELING_MORE_EVERY_MS = 2_000;
/** However well it goes. */
const MOST_UNDER_WAY = 240;
/** Just under the limit. */
const HEADROOM = 0.985;
/** What was not sent for a busy moment is made up for, up to so much. */
const CATCH_UP_SECONDS = 0.3;
/** What fills up while the tenant makes us wait, one second's worth at most, may go at once after it, up to this part. */
const SAVED_PART = 0.7;
/** A limit that is met all the time may have risen: so much a second it is tried higher, more the longer nothing was refused. */
const GROWTH = [{ afterMs: 0, by: 0.003 }, { afterMs: 30_000, by: 0.01 }, { afterMs: 60_000, by: 0.03 }, { afterMs: 120_000, by: 0.06 }];
/** From this part of a limit on, nothing is tried higher (x-ms-throttle-limit-percentage is told from 0.8 on). */
const NEARLY_USED = 0.8;
/** A refusal that does not say for how long: one second, doubled as long as nothing is accepted after it. */
const FIRST_PAUSE_SECONDS = 1;
const MOST_PAUSE_SECONDS = 60;
const LEAST_LIMIT = 0.2;
/** A first refusal of everything tells that there is a limit, or somebody else at it, and nothing of how high it is. */
const UNTOLD_LIMIT = 5;
/** A refusal this soon after a pause says that nothing had filled up in it. */
const SOON_MS = 2_000;
/** What is told as the rate is an average over so many seconds. */
const TOLD_OVER_SECONDS = 5;

/** Fewer refusals, or a smaller part of what was under way, are no sign of a limit: somebody else was in the way. */
const TELLING_COUNT = 10;
const TELLING_PART = 0.3;
/** While nothing is known, a refusal after so many accepted writes is one all the same. */
const TELLING_ACCEPTED = 100;
/** How much of a limit one refusal takes away at most, where it is a sign of one and where it is none. */
const LEAST_LEFT = { telling: 0.5, other: 0.9 };

/** What was refused at a time. `accepted` since the one before; `answered` and `refused` of what was under way. */
type Refusal = { from: number; accepted: number; answered: number; refused: number; limitBefore: number | null; sentUntil: number; seconds: number };

export class WriteRate {
  /** The part of the limit that is used: 1, or less where others need the rest. */
  part = 1;
  private known: number | null;
  private credit = 0;
  private creditAt = 0;
  /** Seconds of the rate that may go at once at the next taking. */
  private savedSeconds: number | null = CATCH_UP_SECONDS;
  private pausedUntil = -Infinity;
  private pauses = 0;
  private underWay = 0;
  private room = BATCH;
  /** How long answers take, smoothed; milliseconds. */
  private answerMs = 0;
  private roomAt: number | null = null;
  private since: { from: number; accepted: number } | null = null;
  private refusal: Refusal | null = null;
  private quietSince: number | null = null;
  /** There was more to send than the limit let go out, the last time. */
  private wantsMore = false;
  private usedUp = false;
  private readonly told: { at: number; count: number }[] = [];

  /** @param learned the limit as it was learned before, writes a second; null where none is known */
  constructor(learned: number | null = null) {
    this.known = learned;
  }

  /** Writes a second that the tenant takes from us, null until it refused something. */
  get limit(): number | null {
    return this.known;
  }

  /** Takes over what another process learned of the same tenant. */
  learn(limit: number): void {
    this.known = Math.max(LEAST_LIMIT, limit);
  }

  /** Writes a second that were accepted in the last seconds. */
  rate(now: number): number {
    while (this.told[0] && this.told[0].at < now - TOLD_OVER_SECONDS * 1000) this.told.shift();
    return this.told.reduce((sum, { count }) => sum + count, 0) / TOLD_OVER_SECONDS;
  }

  /** Writes a second that are aimed at, null while the limit is unknown. */
  get aim(): number | null {
    return this.known === null ? null : this.known * this.part * HEADROOM;
  }

  /** Milliseconds for which nothing goes out because the tenant said so. */
  pause(now: number): number {
    return Math.max(0, this.pausedUntil - now);
  }

  /**
   * Takes as many of these writes as may go out in one batch now. Where none may, `waitMs` is when to ask again; null means
   * after the next answer.
   */
  take(wanted: number, now: number): { count: number; waitMs: number | null } {
    const paused = this.pause(now);
    if (paused > 0) return { count: 0, waitMs: paused };
    const taken = this.aim === null ? this.feel(wanted, now) : this.hold(wanted, now, this.aim);
    if (taken.count > 0) {
      this.underWay += taken.count;
      this.since ??= { from: now, accepted: 0 };
    }
    return taken;
  }

  private feel(wanted: number, now: number): { count: number; waitMs: number | null } {
    this.roomAt ??= now;
    if (this.room >= this.feelingMost() && now - this.roomAt > FEELING_MORE_EVERY_MS) {
      this.room = Math.min(MOST_UNDER_WAY, this.room + FEELING_MORE);
      this.roomAt = now;
    }
    const count = Math.min(wanted, BATCH);
    return this.underWay + count > this.room ? { count: 0, waitMs: null } : { count, waitMs: 0 };
  }

  private feelingMost(): number {
    return Math.min(MOST_UNDER_WAY, Math.max(FEELING_MOST, (FEELING_RATE * this.answerMs) / 1000));
  }

  private hold(wanted: number, now: number, aim: number): { count: number; waitMs: number | null } {
    const size = Math.min(wanted, BATCH, Math.max(1, Math.round(aim / 3)));
    if (this.savedSeconds !== null) this.credit = this.savedSeconds * aim;
    const seconds = this.savedSeconds === null ? (now - this.creditAt) / 1000 : 0;
    this.savedSeconds = null;
    this.creditAt = now;
    const most = Math.max(size, aim * CATCH_UP_SECONDS, this.credit);
    // A slow limit lets one out every few seconds: all of that time it was met, not the moments in which somebody asked.
    if (this.wantsMore) this.grow(Math.min(seconds, (most - this.credit) / aim), now);
    this.credit = Math.min(most, this.credit + seconds * aim);
    this.wantsMore = false;
    if (this.underWay + size > MOST_UNDER_WAY) return { count: 0, waitMs: null };
    if (this.credit < size) {
      this.wantsMore = true;
      return { count: 0, waitMs: Math.ceil(((size - this.credit) / aim) * 1000) };
    }
    const count = Math.min(wanted, BATCH, Math.floor(this.credit));
    this.credit -= count;
    this.wantsMore = count < wanted;
    return { count, waitMs: 0 };
  }

  /** Only what is used to its end tells whether there is more: with a part kept free nothing is tried higher, unless it is so little that nobody would miss it. */
  private grow(seconds: number, now: number): void {
    if (this.known === null || (this.part < 1 && this.known >= UNTOLD_LIMIT) || this.usedUp) return;
    this.quietSince ??= now;
    const quiet = now - this.quietSince;
    const { by } = GROWTH.findLast(({ afterMs }) => quiet >= afterMs) ?? { by: 0 };
    this.known *= 1 + by * seconds;
  }

  /** Tells what became of a batch. */
  answered({ sentAt, accepted, refused, lost = 0, retryAfter, used = null }: WriteAnswer, now: number): void {
    this.underWay = Math.max(0, this.underWay - accepted - refused - lost);
    this.answerMs = this.answerMs === 0 ? now - sentAt : this.answerMs * 0.8 + (now - sentAt) * 0.2;
    this.usedUp = used !== null && used >= NEARLY_USED;
    if (accepted > 0) this.told.push({ at: now, count: accepted });
    const late = this.refusal !== null && sentAt <= this.refusal.sentUntil;
    if (!late && this.since) this.since.accepted += accepted;
    if (refused === 0) {
      if (accepted > 0 && !late) this.pauses = 0;
      if (this.known === null && !late && !this.usedUp && this.room < this.feelingMost()) this.room = Math.min(this.feelingMost(), this.room + accepted);
    } else if (!late) this.refuse(sentAt, retryAfter, now);
    else if (retryAfter !== null) this.pausedUntil = Math.max(this.pausedUntil, now + retryAfter * 1000);
    if (!this.refusal || (!late && refused === 0)) return;
    if (late) this.refusal.accepted += accepted;
    this.refusal.answered += accepted + refused;
    this.refusal.refused += refused;
    this.measure(this.refusal);
  }

  /** What was sent before the first refusal was known belongs to it. */
  private refuse(sentAt: number, retryAfter: number | null, now: number): void {
    const pause = retryAfter ?? Math.min(MOST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** this.pauses);
    const before = this.pausedUntil;
    this.pauses += 1;
    const { from, accepted } = this.since ?? { from: sentAt, accepted: 0 };
    this.refusal = { from, accepted, answered: 0, refused: 0, limitBefore: this.known, sentUntil: now, seconds: (sentAt - from) / 1000 + pause };
    this.pausedUntil = Math.max(this.pausedUntil, now + pause * 1000);
    this.quietSince = now;
    this.since = null;
    // Unless that is what was refused the last time.
    this.savedSeconds = now - before < SOON_MS ? 0 : SAVED_PART * Math.min(1, pause);
  }

  private measure({ accepted, answered, refused, seconds, limitBefore }: Refusal): void {
    const telling = refused >= TELLING_COUNT && refused / answered >= TELLING_PART;
    const measured = Math.max(LEAST_LIMIT, accepted / seconds);
    if (limitBefore !== null) this.known = Math.min(limitBefore, Math.max(measured, limitBefore * (telling ? LEAST_LEFT.telling : LEAST_LEFT.other)));
    else if (telling || accepted >= TELLING_ACCEPTED) this.known = accepted > 0 ? measured : UNTOLD_LIMIT;
    else this.room = BATCH;
  }
}
