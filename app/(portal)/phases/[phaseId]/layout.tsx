import { requireRole } from '@/lib/auth/guard';
import { loadPhaseAddress } from '@/lib/rollout/cohort-view';
import { readPage } from '../../read-page';
import { FollowRollout } from '../../rollouts/follow-rollout';

/** Whether it is there at all, before anything is sent: then an address of nothing is answered with 404, and a skeleton with 200. */
export default async function PhaseLayout({ params, children }: { params: Promise<{ phaseId: string }>; children: React.ReactNode }) {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const { rolloutId } = await readPage(loadPhaseAddress((await params).phaseId));
  return <>{children}<FollowRollout rolloutId={rolloutId} /></>;
}
