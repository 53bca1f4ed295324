import 'server-only';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { findCalendarsOfPhases } from '@/lib/db/calendars';
import { db } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { workCalendarOf } from './change-calendar';
import { usualCalendar } from './working-days';
import type { WorkCalendar } from './working-days';

/** The working days a phase counts: those of its calendar, else Monday to Friday in the tenant's zone. */
export async function workingCalendarOf(phaseId: string, tx: Db = db()): Promise<WorkCalendar> {
  return (await workingCalendarsOf([phaseId], tx))(phaseId);
}

/** The working days of each of these phases. */
export async function workingCalendarsOf(phaseIds: readonly string[], tx: Db = db()): Promise<(phaseId: string) => WorkCalendar> {
  const calendars = await findCalendarsOfPhases(phaseIds, tx);
  const usual = calendars.size < new Set(phaseIds).size ? usualCalendar(await readTimeZone(tx)) : null;
  return (phaseId) => {
    const own = calendars.get(phaseId);
    return own ? workCalendarOf(own) : usual ?? usualCalendar('UTC');
  };
}
