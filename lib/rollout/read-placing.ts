import 'server-only';
import { findCalendarOfPhase, listCalendars } from '@/lib/db/calendars';
import { listCountries } from '@/lib/db/cohort-members';
import { getRehearsalHead } from '@/lib/db/rehearsals';
import { endOfPolicy } from './access-end';
import { calendarForCountry } from './placing';
import type { Placing } from './placing';
import type { Run } from './run';
import type { WorkCalendar } from './working-days';

/** Begin and end of what a run asks for: as its rehearsal says, and on whose working mornings by the calendars as they are now. */
export async function readPlacing({ rehearsalId, phaseId }: Pick<Run, 'rehearsalId' | 'phaseId'>): Promise<Placing> {
  const { design } = await getRehearsalHead(rehearsalId);
  const placing = design.placing;
  const accessFrom = placing?.accessFrom ? new Date(placing.accessFrom) : null;
  const own = placing?.mornings ? await findCalendarOfPhase(phaseId) : null;
  if (!own) return { accessFrom, ends: new Map(), calendarOf: () => null };
  const [all, countries] = await Promise.all([listCalendars(), listCountries(phaseId)]);
  const known = new Map<string, WorkCalendar>();
  const calendarOf = (personId: string): WorkCalendar => {
    const country = countries.get(personId) ?? '';
    const calendar = known.get(country) ?? calendarForCountry(country, own, all);
    known.set(country, calendar);
    return calendar;
  };
  return { accessFrom, ends: new Map(design.packages.map((each) => [each.packageId, endOfPolicy(each.expiration)])), calendarOf };
}
