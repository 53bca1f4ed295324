import { requireRole } from '@/lib/auth/guard';
import { loadRolloutName } from '@/lib/rollout/rollout-view';
import { readPage } from '../../read-page';
import { FollowRollout } from '../follow-rollout';

/** Whether it is there at all, before anything is sent: then an address of nothing is answered with 404, and a skeleton with 200. */
export default async function RolloutLayout({ params, children }: { params: Promise<{ rolloutId: string }>; children: React.ReactNode }) {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const { rolloutId } = await params;
  await readPage(loadRolloutName(rolloutId));
  return <>{children}<FollowRollout rolloutId={rolloutId} /></>;
}
