import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadGate } from '@/lib/rollout/gate-view';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { GateScreen } from './gate-screen';

export const metadata: Metadata = { title: 'Gate of a phase' };

/** What a phase asks before it begins and before it passes, how it stands, and what was decided. */
async function GatePage({ params }: { params: Promise<{ phaseId: string }> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const view = await readPage(loadGate(session.personId, (await params).phaseId));
  return <GateScreen view={view} mayAct={mayChange(session)} />;
}

export default shown(GatePage);
