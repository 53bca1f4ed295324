import 'server-only';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { findCalendarOfPhase, getCalendar, listCalendarNames, listCalendars, listPhasesOfCalendar } from '@/lib/db/calendars';
import type { KeptCalendar } from '@/lib/db/calendars';
import { databaseNow } from '@/lib/db/client';
import { momentWords, standingWords } from './calendar-words';
import { standingAt } from './change-calendar';
import type { ChangeCalendar } from './change-calendar';

export type CalendarChoice = { id: string; name: string; timeZone: string };

/** The calendars a phase can name, and the zone of a phase that names none. */
export async function loadCalendarChoices(): Promise<{ calendars: CalendarChoice[]; timeZone: string }> {
  const [calendars, timeZone] = await Promise.all([listCalendarNames(), readTimeZone()]);
  return { calendars, timeZone };
}

/** How a calendar stands now: whether a window is open, in words, and when the next opens. */
export type StandingNow = { open: boolean; frozen: boolean; says: string; opens: string | null };

export type CalendarLine = KeptCalendar & { phases: number; standing: StandingNow };

function standingNow(calendar: ChangeCalendar, now: Date): StandingNow {
  const standing = standingAt(now, calendar);
  return { open: standing.open !== null, frozen: standing.freeze !== null, says: standingWords(standing, calendar), opens: standing.next && momentWords(standing.next.from, calendar) };
}

/** Every calendar, by name, with how it stands now. */
export async function loadCalendars(): Promise<CalendarLine[]> {
  const [calendars, now] = await Promise.all([listCalendars(), databaseNow()]);
  return calendars.map((calendar) => ({ ...calendar, standing: standingNow(calendar, now) }));
}

export type CalendarView = { calendar: KeptCalendar; standing: StandingNow; phases: { id: string; name: string; rolloutId: string; rolloutName: string }[] };

/** One calendar and who names it. @throws AppError `notFound` */
export async function loadCalendar(calendarId: string): Promise<CalendarView> {
  const calendar = await getCalendar(calendarId);
  const [phases, now] = await Promise.all([listPhasesOfCalendar(calendarId), databaseNow()]);
  return { calendar, standing: standingNow(calendar, now), phases };
}

/** The calendar a phase goes by, as it stands now. */
export type PhaseCalendar = { id: string; name: string; timeZone: string; standing: StandingNow };

/** Null where the phase names no calendar. */
export async function loadPhaseCalendar(phaseId: string): Promise<PhaseCalendar | null> {
  const [calendar, now] = await Promise.all([findCalendarOfPhase(phaseId), databaseNow()]);
  return calendar && { id: calendar.id, name: calendar.name, timeZone: calendar.timeZone, standing: standingNow(calendar, now) };
}
