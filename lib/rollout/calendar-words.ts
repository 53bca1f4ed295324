/** What a calendar says, in sentences. Pure: read in the browser too. */
import type { CalendarStanding, ChangeCalendar, ChangeWindow, Opening } from './change-calendar';
import { MINUTES_OF_DAY } from './change-calendar';
import { dayWords, nearDayWords } from './count-words';
import type { RehearsedPlacing } from './placing';
import { clockAt, dayAt } from './working-days';

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** In the order weeks are read here. */
export const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;

/** Minutes of a day as a clock shows them: `18:00`, and `24:00` at its end. */
function timeWords(minutes: number): string {
  const ofDay = minutes > MINUTES_OF_DAY ? minutes - MINUTES_OF_DAY : minutes;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}

/** `18:00–22:00`, or `22:00–02:00 the next day`. */
export function windowWords({ from, until }: Pick<ChangeWindow, 'from' | 'until'>): string {
  return `${timeWords(from)}–${timeWords(until)}${until > MINUTES_OF_DAY ? ' the next day' : ''}`;
}

/** `Tuesday 1 December at 18:00 (Europe/Berlin)` */
export function momentWords(at: Date, { timeZone }: Pick<ChangeCalendar, 'timeZone'>): string {
  return `${nearDayWords(dayAt(at, { timeZone }))} at ${clockAt(at, { timeZone })} (${timeZone.replaceAll('_', ' ')})`;
}

/** From when on access holds where it is placed ahead; null where it holds once it is given. */
export function beginWords(placing: RehearsedPlacing | undefined): string | null {
  return placing?.accessFrom ? momentWords(new Date(placing.accessFrom), placing) : null;
}

/** From when on access of a phase that has not started is to hold; a moment that has passed is no longer asked for. */
export function plannedBeginWords(accessFrom: Date, now: Date, calendar: Pick<ChangeCalendar, 'timeZone'>): string {
  return `${momentWords(accessFrom, calendar)}${accessFrom <= now ? ', which has passed: access begins as soon as it is given' : ''}`;
}

function nextWords(next: Opening | null, calendar: Pick<ChangeCalendar, 'timeZone'>): string {
  return next ? `The next window opens ${momentWords(next.from, calendar)}.` : 'No window opens within a year.';
}

/** Why nothing may be changed now and when it may, or until when it may. */
export function standingWords({ open, next, freeze, holiday, lastDay }: CalendarStanding, calendar: Pick<ChangeCalendar, 'name' | 'timeZone'>): string {
  if (lastDay) return `Today is the last working day of a week in “${calendar.name}”. No first batch goes out on it, when nobody is there for what it brings about. ${nextWords(next, calendar)}`;
  if (open) return `A window of “${calendar.name}” is open until ${momentWords(open.until, calendar)}.`;
  const why = freeze ? `“${calendar.name}” is inside a freeze until the end of ${dayWords(freeze.until)}: ${freeze.reason.replace(/\.$/, '')}.` : holiday ? `Today is a holiday in “${calendar.name}”: ${holiday.name}.` : `No window of “${calendar.name}” is open.`;
  return `${why} ${nextWords(next, calendar)}`;
}

/** The same of a calendar as such: what is under way may go on while a first batch has to wait. */
export function calendarWords(standing: CalendarStanding, forFirst: CalendarStanding, calendar: Pick<ChangeCalendar, 'name' | 'timeZone'>): string {
  const says = standingWords(standing, calendar);
  return forFirst.lastDay && forFirst.next ? `${says} A run that has sent nothing yet waits until ${momentWords(forFirst.next.from, calendar)}: no first batch goes out on the last working day of a week.` : says;
}
