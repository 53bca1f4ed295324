import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { requireSession } from '@/lib/auth/guard';
import { loadOverview } from '@/lib/rollout/overview-view';
import { loadFrame } from '@/lib/support/load-frame';
import { OverviewView } from './overview';

export const metadata: Metadata = { title: 'Overview' };

/** What is under way, what waits for me, what failed. An owner without a role has one place, and it is not this one. */
export default async function OverviewPage() {
  const session = await requireSession();
  if (session.roles.length === 0) redirect((await loadFrame(session.personId)).hasApprovals ? '/approvals' : '/no-access');
  const view = await loadOverview({ personId: session.personId, mayAct: session.roles.includes('Rollout.Admin') && !session.readOnly });
  return <OverviewView view={view} isAdmin={session.roles.includes('Rollout.Admin')} />;
}
