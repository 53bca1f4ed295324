import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadRolloutName, loadRolloutView } from '@/lib/rollout/rollout-view';
import { one } from '../../address';
import type { Search } from '../../address';
import { readPage } from '../../../read-page';
import { RunPanel } from '../run-panel';
import { RolloutScreen } from '../rollout-screen';
import { shown } from '../../../shown';

type Props = { params: Promise<{ rolloutId: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return { title: await readPage(loadRolloutName((await params).rolloutId)) };
}

/** A rollout as a line of stations, with the phase that matters now opened, or the one the address names. */
async function RolloutPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ rolloutId }, search] = await Promise.all([params, searchParams]);
  const view = await readPage(loadRolloutView(session, rolloutId, one(search, 'phase')));
  const mayAct = mayChange(session);
  const { delivery } = view.opened;
  return <RolloutScreen view={view} mayAct={mayAct} run={delivery ? <RunPanel runId={delivery.runId} read={{ counts: delivery.items, policies: view.policies }} isAdmin={mayAct} reader={session} /> : undefined} />;
}

export default shown(RolloutPage);
