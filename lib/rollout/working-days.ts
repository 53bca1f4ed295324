/**
 * Days on which people can be expected to answer. Pure: read in the browser too. A day is written `2026-11-25`; its
 * beginning and end are moments of the calendar's time zone.
 */

export type WorkCalendar = {
  /** IANA name: `Europe/Helsinki`. */
  timeZone: string;
  /** Days of the week without work, 0 for Sunday to 6 for Saturday. */
  weekend: ReadonlySet<number>;
  /** Days without work, each as `2026-12-25`. */
  holidays: ReadonlySet<string>;
};

const DAY_MS = 86_400_000;

/** A working day is looked for this far; a calendar of holidays alone would have none. */
const FARTHEST = 3660;

// Making one takes a hundred times as long as using it.
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError for a zone this machine does not know */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, made);
  return made;
}

/** Monday to Friday in a time zone. @throws RangeError for a zone this machine does not know */
export function usualCalendar(timeZone: string): WorkCalendar {
  formatOf(timeZone);
  return { timeZone, weekend: new Set([0, 6]), holidays: new Set() };
}

/** Whether the machine knows a time zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The day it is at a moment, in the calendar's zone. */
export function dayAt(at: Date, { timeZone }: Pick<WorkCalendar, 'timeZone'>): string {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

export function previousDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

export function isWorkingDay(day: string, { weekend, holidays }: Pick<WorkCalendar, 'weekend' | 'holidays'>): boolean {
  return !weekend.has(weekdayOf(day)) && !holidays.has(day);
}

/**
 * The `count`-th working day after the day of a moment; with 0 that day itself, or the next that is one.
 * @throws RangeError where the calendar has none within ten years
 */
export function workingDayAfter(at: Date, count: number, calendar: WorkCalendar): string {
  let day = dayAt(at, calendar);
  for (let looked = 0, left = count; looked <= FARTHEST; looked += 1) {
    if (looked > 0) {
      day = nextDay(day);
      if (isWorkingDay(day, calendar)) left -= 1;
    }
    if (left <= 0 && isWorkingDay(day, calendar)) return day;
  }
  throw new RangeError('the calendar has no working day within ten years');
}

/** The first moment of a day in the calendar's zone, also where its clock skips midnight. */
export function startOfDay(day: string, calendar: Pick<WorkCalendar, 'timeZone'>): Date {
  // A zone is at most 14 hours ahead of UTC and 12 behind it, and changes its offset once in that time at most.
  let [before, after] = [Date.parse(`${day}T00:00:00Z`) - 15 * 3_600_000, Date.parse(`${day}T00:00:00Z`) + 15 * 3_600_000];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayAt(new Date(middle), calendar) < day) before = middle;
    else after = middle;
  }
  return new Date(after);
}

/** The moment a day is over: the first of the next. */
export function endOfDay(day: string, calendar: Pick<WorkCalendar, 'timeZone'>): Date {
  return startOfDay(nextDay(day), calendar);
}

// The clock on the wall as if it were UTC's: the difference is the zone's offset.
const clocks = new Map<string, Intl.DateTimeFormat>();

function wallClock(at: number, timeZone: string): number {
  let format = clocks.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    clocks.set(timeZone, format);
  }
  const parts = format.formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/**
 * The moment a day's clock shows so many minutes after midnight. Of a time that comes twice because the clock is put back,
 * the first; of one that is skipped, as much later as the clock was put forward.
 */
export function momentOn(day: string, minutes: number, { timeZone }: Pick<WorkCalendar, 'timeZone'>): Date {
  const wall = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  const offsetAt = (at: number) => wallClock(at, timeZone) - at;
  // A day before and after, whatever the offset is: they differ where the clock is changed in between.
  const before = wall - offsetAt(wall - DAY_MS);
  const after = wall - offsetAt(wall + DAY_MS);
  const shown = [before, after].filter((at) => wallClock(at, timeZone) === wall);
  return new Date(shown.length > 0 ? Math.min(...shown) : before);
}

/** A moment on a day: the hour its clock shows. */
export function hourOf(day: string, hour: number, calendar: Pick<WorkCalendar, 'timeZone'>): Date {
  return momentOn(day, hour * 60, calendar);
}

/** Day and clock at a moment, as a field takes them: `2026-12-01T08:00`. */
export function localWords(at: Date, { timeZone }: Pick<WorkCalendar, 'timeZone'>): string {
  return new Date(wallClock(at.getTime(), timeZone)).toISOString().slice(0, 16);
}

/** What the clock shows at a moment: `18:00`. */
export function clockAt(at: Date, { timeZone }: Pick<WorkCalendar, 'timeZone'>): string {
  return localWords(at, { timeZone }).slice(11);
}
