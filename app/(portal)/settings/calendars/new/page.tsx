import type { Metadata } from 'next';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadStandingSettings } from '@/lib/authoring/standing-signers';
import { CalendarHeadForm } from '../calendar-head-form';
import { shown } from '../../../shown';

export const metadata: Metadata = { title: 'New calendar' };

/** What a new calendar is called, and whose days it tells. */
async function NewCalendarPage() {
  await requireRole('Rollout.Admin');
  const { timeZone } = await loadStandingSettings();
  return (
    <>
      <PageHead crumbs={[{ label: 'Settings', href: '/settings' }, { label: 'Calendars', href: '/settings/calendars' }]} title="New calendar" state={[{ text: 'Windows, freezes and holidays come next' }]} />
      <CalendarHeadForm head={{ name: '', timeZone, countries: [], workingDays: [1, 2, 3, 4, 5] }} zones={Intl.supportedValuesOf('timeZone')} />
    </>
  );
}

export default shown(NewCalendarPage);
