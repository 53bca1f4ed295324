import 'server-only';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { endSharing, readSharedLimit, shareLimit } from '@/lib/db/write-limit';
import type { SharedLimit } from '@/lib/db/write-limit';
import { WriteRate } from './write-rate';

/** What was learned is kept, and what others learned is heard, this often while something is written. */
const SHARE_EVERY_MS = 2_000;
/** A limit this much apart from the one that is kept is worth keeping. */
const WORTH_KEEPING = 0.02;

/**
 * The one rate of this process towards the tenant, for all runs it works off. Through the database it is shared with
 * other processes of the portal: each uses its equal part of the limit, and what one learns the others take over.
 */
export class WritePace {
  private readonly holder = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  private readonly parts = new Map<string, number>();
  private sharedAt = -Infinity;
  private kept: number | null = null;
  private users = 1;

  private constructor(readonly rate: WriteRate) {}

  /** With what was learned before. */
  static async open(): Promise<WritePace> {
    const shared = await readSharedLimit();
    const pace = new WritePace(new WriteRate());
    pace.hear({ ...shared, users: shared.users + 1 });
    return pace;
  }

  /** A run begins to write, or goes on in other hours: the whole limit is used only while no run wants less. */
  use(runId: string, part: number): void {
    this.parts.set(runId, part);
    this.rate.part = Math.min(...this.parts.values());
  }

  /** A run writes no more for now. */
  async leave(runId: string): Promise<void> {
    this.parts.delete(runId);
    this.rate.part = this.parts.size > 0 ? Math.min(...this.parts.values()) : 1;
    await this.tell();
    if (this.parts.size === 0) await endSharing(this.holder);
  }

  /** Keeps what was learned and hears of the others, every few seconds. */
  async share(): Promise<void> {
    if (performance.now() - this.sharedAt > SHARE_EVERY_MS) await this.tell();
  }

  private async tell(): Promise<void> {
    this.sharedAt = performance.now();
    const limit = this.rate.limit === null ? null : this.rate.limit * this.users;
    const learned = limit !== null && (this.kept === null || Math.abs(limit - this.kept) > this.kept * WORTH_KEEPING);
    if (learned) this.kept = limit;
    this.hear(await shareLimit(this.holder, this.rate.rate(performance.now()), learned ? limit : null));
  }

  private hear({ limit, learnedBy, users }: SharedLimit): void {
    const sharing = Math.max(1, users);
    const anew = limit !== null && learnedBy !== this.holder && limit !== this.kept;
    if (anew) this.kept = limit;
    if (this.kept !== null && (anew || sharing !== this.users)) this.rate.learn((anew ? this.kept : (this.rate.limit ?? 0) * this.users) / sharing);
    this.users = sharing;
  }
}

const held = globalThis as { accessRolloutPace?: Promise<WritePace> };

/** The pace of this process. */
export function writePace(): Promise<WritePace> {
  held.accessRolloutPace ??= WritePace.open().catch((error: unknown) => {
    delete held.accessRolloutPace;
    throw error;
  });
  return held.accessRolloutPace;
}

/** Forgets it: another database is another tenant. */
export function forgetPace(): void {
  delete held.accessRolloutPace;
}
