import { requireRole } from '@/lib/auth/guard';
import { loadCalendarName } from '@/lib/rollout/calendar-view';
import { readPage } from '../../../read-page';

/** Whether it is there at all, before anything is sent: then an address of nothing is answered with 404, and a skeleton with 200. */
export default async function CalendarLayout({ params, children }: { params: Promise<{ calendarId: string }>; children: React.ReactNode }) {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  await readPage(loadCalendarName((await params).calendarId));
  return children;
}
