import 'server-only';
import { cache } from 'react';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { countCalendars, findCalendarOfPhase, getCalendar, listCalendarNames, listCalendars, listPhasesOfCalendar } from '@/lib/db/calendars';
import type { KeptCalendar } from '@/lib/db/calendars';
import { databaseNow } from '@/lib/db/client';
import { readItemClock } from '@/lib/db/run-items';
import { calendarWords, momentWords, standingWords } from './calendar-words';
import { standingAt, standingForFirst } from './change-calendar';
import type { CalendarStanding, ChangeCalendar, Holiday } from './change-calendar';

export type CalendarChoice = { id: string; name: string; timeZone: string };

/** The calendars a phase can name, and the zone of a phase that names none. */
export async function loadCalendarChoices(): Promise<{ calendars: CalendarChoice[]; timeZone: string }> {
  const [calendars, timeZone] = await Promise.all([listCalendarNames(), readTimeZone()]);
  return { calendars, timeZone };
}

/** How a calendar stands now: whether a window is open, in words, and when the next opens. */
export type StandingNow = { open: boolean; frozen: boolean; says: string; opens: string | null };

export type CalendarLine = CalendarChoice & { countries: string[]; phases: number; standing: StandingNow };

function standingNow(calendar: ChangeCalendar, now: Date): StandingNow {
  const standing = standingAt(now, calendar);
  return toStandingNow(standing, calendar, calendarWords(standing, standingForFirst(now, calendar), calendar));
}

function toStandingNow({ open, next, freeze }: CalendarStanding, calendar: ChangeCalendar, says: string): StandingNow {
  return { open: open !== null, frozen: freeze !== null, says, opens: next && momentWords(next.from, calendar) };
}

type Page = { skip: number; take: number };

/** A page of the calendars, by name, with how each stands now, and how many there are. */
export async function loadCalendars(page: Page): Promise<{ calendars: CalendarLine[]; total: number }> {
  const [calendars, total, now] = await Promise.all([listCalendars(page), countCalendars(), databaseNow()]);
  return { calendars: calendars.map((calendar) => ({ id: calendar.id, name: calendar.name, timeZone: calendar.timeZone, countries: calendar.countries, phases: calendar.phases, standing: standingNow(calendar, now) })), total };
}

/** One calendar, a page of its holidays and of the phases that name it, and how many of either there are. */
export type CalendarView = {
  calendar: Omit<KeptCalendar, 'holidays'>;
  standing: StandingNow;
  holidays: Holiday[];
  holidayCount: number;
  phases: { id: string; name: string; rolloutId: string; rolloutName: string }[];
  phaseCount: number;
};

/** Once for title, layout and page of a request. */
const calendarOf = cache((calendarId: string) => getCalendar(calendarId));

/** For the title of the page. @throws AppError `notFound` */
export async function loadCalendarName(calendarId: string): Promise<string> {
  return (await calendarOf(calendarId)).name;
}

/** @throws AppError `notFound` */
export async function loadCalendar(calendarId: string, pages: { holidays: Page; phases: Page }): Promise<CalendarView> {
  const whole = await calendarOf(calendarId);
  const [{ phases, total }, now] = await Promise.all([listPhasesOfCalendar(calendarId, pages.phases), databaseNow()]);
  const { holidays, ...calendar } = whole;
  return { calendar, standing: standingNow(whole, now), holidays: holidays.slice(pages.holidays.skip, pages.holidays.skip + pages.holidays.take), holidayCount: holidays.length, phases, phaseCount: total };
}

/** The calendar a phase goes by, as it stands now. */
export type PhaseCalendar = { id: string; name: string; timeZone: string; standing: StandingNow };

/**
 * As its run goes by it: until the first request is out, a first batch decides. Null where the phase names no calendar.
 * @param runId null while the phase has not started
 */
export async function loadPhaseCalendar(phaseId: string, runId: string | null): Promise<PhaseCalendar | null> {
  const [calendar, now, clock] = await Promise.all([findCalendarOfPhase(phaseId), databaseNow(), runId === null ? null : readItemClock(runId)]);
  if (!calendar) return null;
  const standing = clock?.firstSent ? standingAt(now, calendar) : standingForFirst(now, calendar);
  return { id: calendar.id, name: calendar.name, timeZone: calendar.timeZone, standing: toStandingNow(standing, calendar, standingWords(standing, calendar)) };
}
