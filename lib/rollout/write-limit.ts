/** How much of what the tenant takes is used, and when. Pure: read in the browser too. */
import { dayAt, hourOf, isWorkingDay } from './working-days';
import type { WorkCalendar } from './working-days';

/**
 * Between these hours of a working day only a part of the limit is used, since joiners are provisioned by the same
 * limit. Whole hours by the clock of the phase's calendar, or of the tenant where it names none.
 */
export type OfficeHours = { part: number; from: number; until: number };

/** Writes the directory takes in 150 seconds from one app in one tenant (learn.microsoft.com/graph/throttling-limits): nothing is published of access packages. */
export const WRITES_A_SECOND = 3000 / 150;

/** What is known of the tenant's limit: writes a second, null until it refused something; `rate` is what goes out now. */
export type WriteLimit = { perSecond: number | null; learnedAt: Date | null; changedByName: string | null; changedAt: Date | null; rate: number };

/** The part of the limit that may be used at a moment. */
export function partAt(at: Date, { part, from, until }: OfficeHours, calendar: WorkCalendar): number {
  const day = dayAt(at, calendar);
  const inside = isWorkingDay(day, calendar) && at >= hourOf(day, from, calendar) && at < hourOf(day, until, calendar);
  return inside ? part : 1;
}
