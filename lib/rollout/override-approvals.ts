import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { lockPhase, saveOverride } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { AppError } from '@/lib/errors';
import { aboutPhase } from './edit-rollout';
import { designsOf, loadMissingApprovals } from './phase-approvals';
import type { Admin } from './rollout';

/**
 * Lets a rehearsed phase start although owners have not approved what its packages hand out. Holds until the phase
 * changes or is rehearsed anew with another content.
 * @throws AppError `notFound`; `conflict` when the phase is not rehearsed or nothing is missing.
 */
export async function overrideApprovals(admin: Admin, phaseId: string, reason: string): Promise<void> {
  const rehearsal = await latestRehearsal(phaseId);
  const missing = rehearsal ? await loadMissingApprovals(designsOf(rehearsal.design)) : [];
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    if (phase.state !== 'rehearsed' && phase.state !== 'signed') throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: 'Rehearse the phase first; an override is for what was rehearsed.' });
    if (missing.length === 0) throw new AppError('conflict', `nothing is missing for phase ${phase.id}`, { say: 'Nothing is missing any more. Reload the page.' });
    await saveOverride(tx, phase.id, reason, admin.personId);
    await recordAudit(tx, [
      { ...aboutPhase(admin, phase), action: 'phase.override', reason, after: { rehearsal: rehearsal?.number, missing: missing.map(({ resourceName, standing }) => ({ resource: resourceName, standing })) } },
    ]);
  });
}
