import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadOverview } from '@/lib/rollout/overview-view';
import { OverviewView } from './overview';
import { shown } from '../shown';

export const metadata: Metadata = { title: 'Overview' };

/** What is under way, what waits for me, what failed. */
async function OverviewPage() {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const view = await loadOverview({ personId: session.personId, mayAct: mayChange(session) });
  return <OverviewView view={view} isAdmin={mayChange(session)} />;
}

export default shown(OverviewPage);
