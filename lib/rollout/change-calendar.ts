/**
 * When changes may be made: windows, freezes and holidays by the clock of one time zone. Pure: read in the browser too.
 * Days are written `2026-12-24`, times of a day as minutes since its midnight by the clock.
 */
import { dayAt, endOfDay, isWorkingDay, momentOn, nextDay, previousDay, startOfDay, weekdayOf } from './working-days';
import type { WorkCalendar } from './working-days';

/** Every week on that weekday (0 for Sunday); one that ends after midnight ends beyond 1440. */
export type ChangeWindow = { weekday: number; from: number; until: number };

/** Days without changes, the last one included. */
export type Freeze = { from: string; until: string; reason: string };

/** A day without work, in one country (two letters), or for everybody where `country` is empty. */
export type Holiday = { day: string; country: string; name: string };

export type ChangeCalendar = {
  id: string;
  name: string;
  /** IANA name. */
  timeZone: string;
  /** ISO 3166 codes of two letters. */
  countries: string[];
  /** 0 for Sunday to 6 for Saturday. */
  workingDays: number[];
  /** None: open all day on working days. */
  windows: ChangeWindow[];
  freezes: Freeze[];
  holidays: Holiday[];
};

export const MINUTES_OF_DAY = 1440;

/** A window is looked for this many days ahead. */
const FARTHEST = 400;

/** From when until when changes may be made. */
export type Opening = { from: Date; until: Date };

/** How a calendar stands at a moment. Of `freeze` and `holiday` at most one is set: what closes the day it is. */
export type CalendarStanding = {
  /** The window it is in, null outside. */
  open: Opening | null;
  /** The next that opens, null where none does within a year. */
  next: Opening | null;
  freeze: Freeze | null;
  holiday: Holiday | null;
  /** A window is open, and shut for a first batch alone: it is the last working day of a week. */
  lastDay: boolean;
};

/** Its working days: those of one of its countries, or those on which nobody of any country is at rest. */
export function workCalendarOf(calendar: Pick<ChangeCalendar, 'timeZone' | 'workingDays' | 'holidays'>, country?: string): WorkCalendar {
  const holidays = calendar.holidays.filter((each) => country === undefined || each.country === '' || each.country === country);
  return { timeZone: calendar.timeZone, weekend: new Set([0, 1, 2, 3, 4, 5, 6].filter((day) => !calendar.workingDays.includes(day))), holidays: new Set(holidays.map((each) => each.day)) };
}

/** The freeze a day falls into: of several the one that lasts longest. */
function freezeOn(day: string, { freezes }: Pick<ChangeCalendar, 'freezes'>): Freeze | null {
  return freezes.filter((each) => each.from <= day && day <= each.until).sort((a, b) => (a.until < b.until ? 1 : -1))[0] ?? null;
}

function holidayOn(day: string, { holidays }: Pick<ChangeCalendar, 'holidays'>): Holiday | null {
  return holidays.find((each) => each.day === day) ?? null;
}

/** What opens on a day, in order: nothing in a freeze or on a holiday, and what goes on after midnight ends with the day where the next is closed. */
export function openingsOn(day: string, calendar: ChangeCalendar): Opening[] {
  const closed = (each: string) => freezeOn(each, calendar) !== null || holidayOn(each, calendar) !== null;
  if (closed(day)) return [];
  if (calendar.windows.length === 0) return isWorkingDay(day, workCalendarOf(calendar)) ? [{ from: startOfDay(day, calendar), until: endOfDay(day, calendar) }] : [];
  return calendar.windows
    .filter((window) => window.weekday === weekdayOf(day))
    .map(({ from, until }) => {
      const over = until > MINUTES_OF_DAY;
      const end = !over ? momentOn(day, until, calendar) : closed(nextDay(day)) ? endOfDay(day, calendar) : momentOn(nextDay(day), until - MINUTES_OF_DAY, calendar);
      return { from: momentOn(day, from, calendar), until: end };
    })
    .filter((opening) => opening.until > opening.from)
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}

/** How the calendar stands at a moment. */
export function standingAt(at: Date, calendar: ChangeCalendar): CalendarStanding {
  const today = dayAt(at, calendar);
  const near = [previousDay(today), today].flatMap((day) => openingsOn(day, calendar));
  const open = near.find((each) => each.from <= at && at < each.until) ?? null;
  const freeze = freezeOn(today, calendar);
  return { open, next: nextOpening(at, calendar), freeze, holiday: freeze ? null : holidayOn(today, calendar), lastDay: false };
}

/** The first opening that begins after a moment; null where none does within a year. */
export function nextOpening(at: Date, calendar: ChangeCalendar): Opening | null {
  let day = dayAt(at, calendar);
  for (let looked = 0; looked <= FARTHEST; looked += 1) {
    const found = openingsOn(day, calendar).find((each) => each.from > at);
    if (found) return found;
    day = nextDay(day);
  }
  return null;
}

/** Whether a day is the last with work before the days of the week without: what goes wrong on it is found by nobody for days. */
export function isLastWorkingDay(day: string, calendar: Pick<ChangeCalendar, 'timeZone' | 'workingDays' | 'holidays'>): boolean {
  const work = workCalendarOf(calendar);
  if (!isWorkingDay(day, work) || calendar.workingDays.length === 7) return false;
  let next = nextDay(day);
  // Looked at for a week: holidays in between do not make it another day.
  for (let looked = 0; looked < 7 && work.holidays.has(next) && !work.weekend.has(weekdayOf(next)); looked += 1) next = nextDay(next);
  return work.weekend.has(weekdayOf(next));
}

/** A first batch is looked for this many openings ahead. */
const FIRST_WITHIN = 60;

/**
 * How a calendar stands for the first batch of a run: shut on the last working day of a week, unless it opens on no other.
 */
export function standingForFirst(at: Date, calendar: ChangeCalendar): CalendarStanding {
  const standing = standingAt(at, calendar);
  const late = ({ from, until }: Opening): boolean => isLastWorkingDay(dayAt(at > from && at < until ? at : from, calendar), calendar);
  const next = firstOpening(standing.next, calendar, late);
  if (!next) return standing;
  const lastDay = standing.open !== null && late(standing.open);
  return { ...standing, open: lastDay ? null : standing.open, next, lastDay };
}

function firstOpening(from: Opening | null, calendar: ChangeCalendar, late: (opening: Opening) => boolean): Opening | null {
  let opening = from;
  for (let looked = 0; opening && looked < FIRST_WITHIN; looked += 1) {
    if (!late(opening)) return opening;
    opening = nextOpening(opening.from, calendar);
  }
  return null;
}
