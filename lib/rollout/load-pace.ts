import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { readOfficeHours, readWriteLimit } from '@/lib/db/write-limit';
import type { RunPace } from './run';
import { workingCalendarOf } from './working-calendar';
import { partAt } from './write-limit';

/** How fast the portal writes to the tenant right now, of what the tenant takes, and the part a phase may use of it at this hour. */
export async function loadPace(phaseId: string): Promise<RunPace> {
  const [{ rate, perSecond }, hours, calendar, now] = await Promise.all([readWriteLimit(), readOfficeHours(), workingCalendarOf(phaseId), databaseNow()]);
  return { rate: Math.round(rate), limit: perSecond === null ? null : Math.max(1, Math.round(perSecond)), part: partAt(now, hours, calendar) };
}
