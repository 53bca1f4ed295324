import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadCalendars } from '@/lib/rollout/calendar-view';
import { pageOf, pagerOf } from '../../../rollouts/address';
import type { Search } from '../../../rollouts/address';
import { CalendarsScreen } from '../calendars';
import { shown } from '../../../shown';

export const metadata: Metadata = { title: 'Calendars' };

/** When changes may be made: every calendar, and how it stands now. */
async function CalendarsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const search = await searchParams;
  const page = pageOf(search, 25);
  const { calendars, total } = await loadCalendars(page);
  return <CalendarsScreen calendars={calendars} total={total} pager={pagerOf('/settings/calendars', search, page, total)} canChange={mayChange(session)} />;
}

export default shown(CalendarsPage);
