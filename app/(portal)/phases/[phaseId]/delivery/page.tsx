import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { NO_TARGET, loadDelivery } from '@/lib/rollout/choose-delivery';
import { readPage } from '../../../read-page';
import { Brakes } from './brakes';
import { DeliveryScreen } from './delivery-screen';
import { shown } from '../../../shown';

export const metadata: Metadata = { title: 'Delivery of a phase' };

/** How a phase's packages come to its people. */
async function DeliveryPage({ params }: { params: Promise<{ phaseId: string }> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const { phase, packages, settings, open, brakes, notAutomatic, begins } = await readPage(loadDelivery((await params).phaseId));
  return (
    <>
      <DeliveryScreen
        phase={{ id: phase.id, name: phase.name, state: phase.state, rolloutId: phase.rolloutId, rolloutName: phase.rolloutName }}
        packages={packages.map(({ packageId, packageName }) => ({ id: packageId, name: packageName }))}
        settings={settings}
        notAutomatic={notAutomatic}
        needsTarget={notAutomatic === NO_TARGET}
        begins={begins}
        mayAct={open && mayChange(session)}
      />
      <Brakes phaseId={phase.id} brakes={brakes} canChange={mayChange(session) && phase.state !== 'passed' && phase.state !== 'reversed' && phase.state !== 'failed'} />
    </>
  );
}

export default shown(DeliveryPage);
