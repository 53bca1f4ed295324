import 'server-only';
import { setMaxListeners } from 'node:events';
import type { AppError } from '@/lib/errors';
import { BATCH_SIZE } from '@/lib/graph/assignment-requests';
import { pauseFor } from './pause-for';
import type { WritePace } from './write-pace';
import type { WriteAnswer } from './write-rate';

/** So many seconds' worth of items are marked ahead, that no batch waits for the database; more would be looked up after a crash. */
const AHEAD_SECONDS = 0.5;
const MOST_AHEAD = 200;
/** While sending, it is asked this often whether it may go on. */
const ASK_EVERY_MS = 1_000;
/** A tenant that makes us wait longer than this gets the job given back. */
const LONGEST_PAUSE_MS = 30_000;
/** Within this, what is marked stays so. */
const LONGEST_MARKED_MS = 1_500;

/** What became of one batch; `trouble` is why no more should go out now. */
export type Answered<Told> = { verdicts: Told[]; trouble: AppError | null; answer: Omit<WriteAnswer, 'sentAt'> };

/** What is sent, a run's items or what takes them back, and how each is marked, sent and written down. */
export type Sending<Item, Told> = {
  /** Nothing new is begun once one of these is aborted. */
  ends: readonly AbortSignal[];
  /** Marks the next items as being sent and commits that. */
  take: (most: number) => Promise<Item[]>;
  /** What was marked and never left goes back into the queue, as if it had not been taken. */
  giveBack: (items: readonly Item[]) => Promise<void>;
  send: (items: Item[]) => Promise<Answered<Told>>;
  write: (told: readonly Told[]) => Promise<void>;
};

/** What a sending came to: how many went out, what stopped it, and for how long the tenant wants nothing. */
export type Sent = { sent: number; trouble: AppError | null; pauseMs: number };

/**
 * Sends what is due, several batches under way at once: items are marked as being sent and committed first, then their
 * batch goes out, then each answer is written, answers that came meanwhile together. All of it overlaps, and whatever ends
 * it, nothing is under way any more when it returns: what was marked and never left goes back into the queue.
 */
export class SendStream<Item, Told> {
  private readonly marked: Item[] = [];
  private readonly answered: Told[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private readonly over = new AbortController();
  private dry = false;
  private taken = 0;
  private sent = 0;
  private trouble: AppError | null = null;
  private broken: { error: unknown } | null = null;
  private filling: Promise<void> | null = null;
  private writing: Promise<void> | null = null;
  private heard: () => void = () => undefined;

  /** @param most requests that may go out in all; @param mayGoOn asked about once a second, may throw */
  constructor(private readonly sending: Sending<Item, Told>, private readonly pace: WritePace, private readonly most: number, private readonly mayGoOn: () => Promise<boolean>) {}

  async send(): Promise<Sent> {
    const { rate } = this.pace;
    const { ends } = this.sending;
    // Each batch under way listens to them until it is answered.
    setMaxListeners(64, ...ends);
    const onEnd = () => this.heard();
    for (const signal of ends) signal.addEventListener('abort', onEnd);
    const asking = this.keepAsking();
    while (!this.isOver()) {
      this.fill();
      // A small batch costs as much as a whole one: wait for more, unless that is all there is.
      if (this.marked.length < BATCH_SIZE && !this.dry) {
        await this.nextNews(null);
        continue;
      }
      if (this.marked.length === 0) break;
      const { count, waitMs } = rate.take(this.marked.length, performance.now());
      if (count > 0) this.go(this.marked.splice(0, count));
      else if (waitMs !== null && waitMs > LONGEST_PAUSE_MS) break;
      else {
        // Marked and not sent for long, it would be taken for lost too soon.
        if (waitMs !== null && waitMs > LONGEST_MARKED_MS) await this.unmark();
        await this.nextNews(waitMs);
      }
    }
    this.over.abort();
    await this.filling;
    await this.unmark();
    await Promise.all(this.underWay);
    while (this.writing) await this.writing;
    await asking;
    for (const signal of ends) signal.removeEventListener('abort', onEnd);
    if (this.broken) throw this.broken.error;
    return { sent: this.sent, trouble: this.trouble, pauseMs: rate.pause(performance.now()) };
  }

  private isOver(): boolean {
    return this.over.signal.aborted || this.sending.ends.some(({ aborted }) => aborted) || this.trouble !== null || this.broken !== null;
  }

  private break(error: unknown): void {
    this.broken ??= { error };
    this.heard();
  }

  /** Until an answer, new items or an end; `ms` at most. */
  private nextNews(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.heard(), ms ?? ASK_EVERY_MS);
      this.heard = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Puts back what was marked and not sent. */
  private async unmark(): Promise<void> {
    const back = this.marked.splice(0);
    if (back.length === 0) return;
    this.taken -= back.length;
    await this.sending.giveBack(back);
  }

  /** Marks the next items while batches are under way. */
  private fill(): void {
    const ahead = Math.min(MOST_AHEAD, Math.max(4 * BATCH_SIZE, Math.ceil((this.pace.rate.aim ?? 0) * AHEAD_SECONDS)), this.most - this.taken + this.marked.length);
    const wanted = ahead - this.marked.length;
    if (this.dry || this.filling || wanted <= 0 || (wanted < BATCH_SIZE && this.marked.length > 0)) {
      if (this.taken >= this.most) this.dry = true;
      return;
    }
    this.filling = this.sending.take(wanted)
      .then((items) => {
        this.marked.push(...items);
        this.taken += items.length;
        if (items.length < wanted) this.dry = true;
      })
      .catch((error: unknown) => this.break(error))
      .finally(() => {
        this.filling = null;
        this.heard();
      });
  }

  private go(items: Item[]): void {
    const sentAt = performance.now();
    this.sent += items.length;
    const batch = this.sending.send(items)
      .then(({ verdicts, trouble, answer }) => {
        this.pace.rate.answered({ sentAt, ...answer }, performance.now());
        this.trouble ??= trouble;
        this.answered.push(...verdicts);
        this.write();
      })
      .catch((error: unknown) => this.break(error))
      .finally(() => {
        this.underWay.delete(batch);
        this.heard();
      });
    this.underWay.add(batch);
  }

  /** Writes the answers that came so far; one transaction at a time. */
  private write(): void {
    if (this.writing || this.answered.length === 0 || this.broken) return;
    this.writing = this.sending.write(this.answered.splice(0))
      .catch((error: unknown) => this.break(error))
      .finally(() => {
        this.writing = null;
        this.write();
      });
  }

  private async keepAsking(): Promise<void> {
    while (!this.isOver()) {
      await pauseFor(ASK_EVERY_MS, [this.over.signal, ...this.sending.ends]);
      if (this.isOver()) return;
      try {
        await this.pace.share();
        if (!(await this.mayGoOn())) this.over.abort();
      } catch (error) {
        this.break(error);
      }
    }
  }
}
