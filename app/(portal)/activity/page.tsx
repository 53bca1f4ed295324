import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { requireRole } from '@/lib/auth/guard';
import { loadActivity } from '@/lib/support/load-activity';
import { addressWith } from '../catalogs/search-params';
import { ActivityScreen } from './activity';
import { askedActivity } from './address';
import type { Search } from './address';
import { shown } from '../shown';

export const metadata: Metadata = { title: 'Activity' };

/** Everything done in the portal, newest first; what to keep to stands in the address. */
async function ActivityPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const { filter, kept, cursor, row } = askedActivity(await searchParams);
  const { rows, older } = await loadActivity(filter, cursor);
  // Below the first there is nothing, which would read as if nothing had happened.
  if (cursor && rows.length === 0) redirect(addressWith('/activity', kept));
  return <ActivityScreen rows={rows} older={older} open={row} kept={kept} cursor={cursor} />;
}

export default shown(ActivityPage);
