import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadRecovery } from '@/lib/rollout/recovery-view';
import { readPage } from '../../read-page';
import { RecoveryScreen } from './recovery';

export const metadata: Metadata = { title: 'Everything was stopped' };

/** What became of every run when everything was stopped, and what to do now. */
export default async function RecoveryPage({ params }: { params: Promise<{ stopId: string }> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const { stop, cancelling, cancelsAs, runs, reversals, handovers } = await readPage(loadRecovery((await params).stopId));
  return (
    <RecoveryScreen
      stop={{ ...stop, pressedAt: stop.pressedAt.toISOString(), liftedAt: stop.liftedAt?.toISOString() ?? null }}
      cancelling={cancelling}
      cancelsAs={cancelsAs}
      runs={runs}
      reversals={reversals}
      handovers={handovers}
      isAdmin={mayChange(session)}
    />
  );
}
