/** When a request's access begins and ends, beyond what its policy says: placed ahead, and ended on a working morning. Pure. */
import { endsAt } from './access-end';
import type { AccessEnd } from './access-end';
import { workCalendarOf } from './change-calendar';
import type { ChangeCalendar } from './change-calendar';
import { countryCode } from './country';
import { dayAt, hourOf, isWorkingDay, previousDay } from './working-days';
import type { WorkCalendar } from './working-days';

/** What a rehearsal said of it: `accessFrom` in ISO 8601, `mornings` where ends fall on working mornings, and by whose clock. */
export type RehearsedPlacing = { accessFrom: string | null; mornings: boolean; calendar: string | null; timeZone: string };

/** The same, with what a run needs to follow it. */
export type Placing = {
  accessFrom: Date | null;
  /** By package; none of a package that is not here. */
  ends: ReadonlyMap<string, AccessEnd>;
  /** Whose working mornings a person's access ends on; null where the policy's end stays as it is. */
  calendarOf: (personId: string) => WorkCalendar | null;
};

/** In ISO 8601; what is not set is the policy's to say. */
export type Placed = { startDateTime?: string; endDateTime?: string };

/** When people at work can say that something is missing. */
const MORNING = 9;
/** Further back than this no working morning is looked for. */
const FARTHEST = 60;

/** The last working morning at or before a moment; null where there is none within two months. */
export function workingMorningBy(end: Date, calendar: WorkCalendar): Date | null {
  let day = dayAt(end, calendar);
  for (let looked = 0; looked <= FARTHEST; looked += 1) {
    const morning = hourOf(day, MORNING, calendar);
    if (morning <= end && isWorkingDay(day, calendar)) return morning;
    day = previousDay(day);
  }
  return null;
}

/**
 * What a request that goes out at `at` asks for. An end is never later than the policy's, since that is what was signed; and
 * where no working morning lies between start and end, it stays the policy's.
 */
export function placeRequest({ accessFrom, ends, calendarOf }: Placing, { personId, packageId }: { personId: string; packageId: string }, at: Date): Placed | null {
  const start = accessFrom && accessFrom > at ? accessFrom : null;
  const end = endsAt(ends.get(packageId) ?? { kind: 'never' }, start ?? at);
  const calendar = end && calendarOf(personId);
  const morning = end && calendar ? workingMorningBy(end, calendar) : null;
  const placed = { ...(start ? { startDateTime: start.toISOString() } : {}), ...(morning && morning > (start ?? at) ? { endDateTime: morning.toISOString() } : {}) };
  return Object.keys(placed).length > 0 ? placed : null;
}

/** Whose working days hold for somebody of a country: the phase's calendar where it tells that country's, else the first that does, else the phase's as a whole. */
export function calendarForCountry(country: string | null, own: ChangeCalendar, all: readonly ChangeCalendar[]): WorkCalendar {
  const code = countryCode(country);
  const found = code ? [own, ...all].find((each) => each.countries.includes(code)) : undefined;
  return found && code ? workCalendarOf(found, code) : workCalendarOf(own);
}
