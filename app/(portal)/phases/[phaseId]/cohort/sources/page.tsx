import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadSourcesView } from '@/lib/rollout/cohort-view';
import { readPage } from '../../../../read-page';
import { SourcesScreen } from './sources-screen';
import { shown } from '../../../../shown';

export const metadata: Metadata = { title: 'Sources of a cohort' };

/** Where the people of a phase came from. */
async function SourcesPage({ params }: { params: Promise<{ phaseId: string }> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const view = await readPage(loadSourcesView((await params).phaseId));
  return <SourcesScreen view={view} mayAct={mayChange(session) && view.head.open} />;
}

export default shown(SourcesPage);
