import { requireRole } from '@/lib/auth/guard';
import { loadRecovery } from '@/lib/rollout/recovery-view';
import { readPage } from '../../read-page';

/** Whether it is there at all, before anything is sent: then an address of nothing is answered with 404, and a skeleton with 200. */
export default async function RecoveryLayout({ params, children }: { params: Promise<{ stopId: string }>; children: React.ReactNode }) {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  await readPage(loadRecovery((await params).stopId));
  return children;
}
