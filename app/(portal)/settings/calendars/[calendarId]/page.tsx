import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadCalendar, loadCalendarName } from '@/lib/rollout/calendar-view';
import { readPage } from '../../../read-page';
import { pageOf, pagerOf } from '../../../rollouts/address';
import type { Search } from '../../../rollouts/address';
import { CalendarScreen } from './calendar';
import { shown } from '../../../shown';

type Props = { params: Promise<{ calendarId: string }>; searchParams: Promise<Search> };

const PAGE = 25;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return { title: await readPage(loadCalendarName((await params).calendarId)) };
}

/** One calendar: its windows, freezes and holidays, and which phases go by it. */
async function CalendarPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ calendarId }, search] = await Promise.all([params, searchParams]);
  const [holidays, phases] = [pageOf(search, PAGE, 'holidays'), pageOf(search, PAGE, 'phases')];
  const view = await readPage(loadCalendar(calendarId, { holidays, phases }));
  const path = `/settings/calendars/${calendarId}`;
  const pagers = { holidays: pagerOf(path, search, holidays, view.holidayCount, 'holidays'), phases: pagerOf(path, search, phases, view.phaseCount, 'phases') };
  return <CalendarScreen view={view} pagers={pagers} zones={Intl.supportedValuesOf('timeZone')} canChange={mayChange(session)} />;
}

export default shown(CalendarPage);
