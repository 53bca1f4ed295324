import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadCalendar } from '@/lib/rollout/calendar-view';
import { readPage } from '../../../read-page';
import { CalendarScreen } from './calendar';

type Props = { params: Promise<{ calendarId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return { title: (await readPage(loadCalendar((await params).calendarId))).calendar.name };
}

/** One calendar: its windows, freezes and holidays, and which phases go by it. */
export default async function CalendarPage({ params }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const view = await readPage(loadCalendar((await params).calendarId));
  return <CalendarScreen view={view} zones={Intl.supportedValuesOf('timeZone')} canChange={mayChange(session)} />;
}
