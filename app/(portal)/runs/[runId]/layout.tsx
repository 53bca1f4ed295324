import { requireRole } from '@/lib/auth/guard';
import { loadRunTitle } from '@/lib/rollout/run-view';
import { readPage } from '../../read-page';

/** Whether it is there at all, before anything is sent: then an address of nothing is answered with 404, and a skeleton with 200. */
export default async function RunLayout({ params, children }: { params: Promise<{ runId: string }>; children: React.ReactNode }) {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  await readPage(loadRunTitle((await params).runId));
  return children;
}
