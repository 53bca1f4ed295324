import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { lockPhase } from '@/lib/db/phases';
import { readBrakesOfPhase, saveBrakes } from '@/lib/db/run-control';
import { AppError } from '@/lib/errors';
import { assertAsSeen, madeOf } from './as-seen';
import type { Kept } from './as-seen';
import { aboutPhase } from './edit-rollout';
import type { Admin } from './rollout';
import type { PhaseBrakes } from './run-hold';

/**
 * Says when a phase's run stops by itself. It changes nothing of what was rehearsed or signed, so it may be changed while the
 * run goes on, too: it is read again about once a second.
 * @param seen what the form was made of
 * @throws AppError `notFound`; `conflict` once the phase is over, or where its brakes were changed since they were seen
 */
export async function changeBrakes(admin: Admin, phaseId: string, brakes: PhaseBrakes, seen?: string): Promise<Kept> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    if (phase.state === 'passed' || phase.state === 'reversed' || phase.state === 'failed') throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” is over.` });
    const before = await readBrakesOfPhase(phase.id, tx);
    await assertAsSeen(tx, seen, before, { ...aboutPhase(admin, phase), action: 'phase.change', what: 'these brakes' });
    await saveBrakes(tx, phase.id, brakes);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'phase.change', before: { brakes: before }, after: { brakes } }]);
    return madeOf(await readBrakesOfPhase(phase.id, tx));
  });
}
