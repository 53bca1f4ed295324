import { redirect } from 'next/navigation';
import { requireRole } from '@/lib/auth/guard';
import { loadPhaseAddress } from '@/lib/rollout/cohort-view';
import { readPage } from '../../read-page';

/** A phase is opened within its rollout; its own address leads there. */
export default async function PhasePage({ params }: { params: Promise<{ phaseId: string }> }) {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const { rolloutId, id } = await readPage(loadPhaseAddress((await params).phaseId));
  redirect(`/rollouts/${rolloutId}?phase=${id}`);
}
