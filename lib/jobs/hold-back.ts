import 'server-only';
import { recordAudit } from '@/lib/audit';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { findCalendarOfPhase } from '@/lib/db/calendars';
import { inTransaction } from '@/lib/db/client';
import { readOfficeHours } from '@/lib/db/write-limit';
import { changeItems, countItems, listItems } from '@/lib/db/run-items';
import { canaryStanding } from '@/lib/rollout/canary';
import { standingAt, standingForFirst, workCalendarOf } from '@/lib/rollout/change-calendar';
import type { ChangeCalendar } from '@/lib/rollout/change-calendar';
import { failureOf } from '@/lib/rollout/run-failures';
import { usualCalendar } from '@/lib/rollout/working-days';
import type { WorkCalendar } from '@/lib/rollout/working-days';
import { partAt } from '@/lib/rollout/write-limit';
import type { OfficeHours } from '@/lib/rollout/write-limit';
import { aboutRun } from './run-work';
import type { RunWork } from './run-work';

/** A calendar that is closed is looked at again after this long. */
const LOOK_AT_CALENDAR_MS = 60_000;
/** One that is open, this often while requests go out. */
const READ_CALENDAR_EVERY_MS = 3_000;

/** How many requests may go out now, for a phase in which one goes first; Infinity where nothing holds the rest back. */
export async function mostToSend(work: RunWork): Promise<number> {
  if (!work.oneFirst) return Infinity;
  switch (canaryStanding(await countItems(work.run.id))) {
    case 'first':
      return 1;
    case 'follow':
      work.oneFirst = false;
      return Infinity;
    case 'wait':
    case 'failed':
      return 0;
  }
}

/** The calendar of a run's phase and the business hours, looked at again every few seconds: somebody may freeze it while requests go out. */
export class Windows {
  private calendar: ChangeCalendar | null = null;
  private office: { hours: OfficeHours; days: WorkCalendar } | null = null;
  private readAt = -Infinity;

  constructor(private readonly phaseId: string) {}

  /**
   * Milliseconds until the next window opens, but a minute at most; null where nothing closes it.
   * @param first nothing has gone out yet: then the last working day of a week is closed too
   */
  async until(now: Date, first: boolean): Promise<number | null> {
    await this.read();
    if (!this.calendar) return null;
    const { open, next } = first ? standingForFirst(now, this.calendar) : standingAt(now, this.calendar);
    if (open) return null;
    return Math.min(LOOK_AT_CALENDAR_MS, next ? next.from.getTime() - now.getTime() : Infinity);
  }

  /** The part of the tenant's limit that may be used at a moment. */
  async part(now: Date): Promise<number> {
    const { hours, days } = await this.read();
    return partAt(now, hours, days);
  }

  private async read(): Promise<{ hours: OfficeHours; days: WorkCalendar }> {
    if (this.office && performance.now() - this.readAt <= READ_CALENDAR_EVERY_MS) return this.office;
    const [calendar, hours, timeZone] = await Promise.all([findCalendarOfPhase(this.phaseId), readOfficeHours(), readTimeZone()]);
    this.calendar = calendar;
    this.office = { hours, days: calendar ? workCalendarOf(calendar) : usualCalendar(timeZone) };
    this.readAt = performance.now();
    return this.office;
  }
}

/**
 * Where the one that went first failed, nothing more is sent: the rest fails for that reason, until somebody sends it
 * again. `goOn` says that more may go out by now.
 */
export async function holdBackRest(work: RunWork): Promise<'goOn' | 'wait'> {
  const standing = canaryStanding(await countItems(work.run.id));
  if (standing === 'first' || standing === 'follow') return 'goOn';
  if (standing === 'wait') return 'wait';
  await work.lease.check();
  const queued = await listItems(work.run.id, ['queued']);
  await inTransaction(async (tx) => {
    const changed = await changeItems(tx, queued.map((item) => ({ id: item.id, from: ['queued'] as const, attempts: item.attempts, to: 'failed' as const, ...failureOf('firstFailed') })));
    if (changed.size > 0) await recordAudit(tx, [{ ...aboutRun(work.run), action: 'run.holdBack', before: { queued: queued.length }, after: { failed: changed.size } }]);
  });
  return 'wait';
}
