import 'server-only';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { findCalendarOfPhase } from '@/lib/db/calendars';
import { db } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { workCalendarOf } from './change-calendar';
import { usualCalendar } from './working-days';
import type { WorkCalendar } from './working-days';

/** The working days a phase counts: those of its calendar, else Monday to Friday in the tenant's zone. */
export async function workingCalendarOf(phaseId: string, tx: Db = db()): Promise<WorkCalendar> {
  const calendar = await findCalendarOfPhase(phaseId, tx);
  return calendar ? workCalendarOf(calendar) : usualCalendar(await readTimeZone(tx));
}
