import { requireRole } from '@/lib/auth/guard';
import { loadRehearsalAddress } from '@/lib/rollout/rehearsal-view';
import { readPage } from '../../read-page';
import { FollowRollout } from '../../rollouts/follow-rollout';

/** Whether it is there at all, before anything is sent: then an address of nothing is answered with 404, and a skeleton with 200. */
export default async function RehearsalLayout({ params, children }: { params: Promise<{ rehearsalId: string }>; children: React.ReactNode }) {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const { rolloutId } = await readPage(loadRehearsalAddress((await params).rehearsalId));
  return <>{children}<FollowRollout rolloutId={rolloutId} /></>;
}
