import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadCalendars } from '@/lib/rollout/calendar-view';
import { CalendarsScreen } from './calendars';

export const metadata: Metadata = { title: 'Calendars' };

/** When changes may be made: every calendar, and how it stands now. */
export default async function CalendarsPage() {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return <CalendarsScreen calendars={await loadCalendars()} canChange={mayChange(session)} />;
}
