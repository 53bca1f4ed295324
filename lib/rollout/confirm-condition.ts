import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { listPhaseAuthors } from '@/lib/db/phase-authors';
import { getPhase, lockPhase } from '@/lib/db/phases';
import { confirmSignOff, findSignOff } from '@/lib/db/sign-offs';
import { AppError } from '@/lib/errors';
import { aboutPhase } from './edit-rollout';
import type { Admin } from './rollout';
import { settleSignatures } from './settle-signatures';

/**
 * Confirms that a condition is kept which nobody but a person can test. Until somebody has, it counts as a refusal.
 * @throws AppError `notFound`; `forbidden` for who asked, answered or worked on the phase; `conflict` when there is
 * nothing to confirm any more
 */
export async function confirmCondition(admin: Admin, signOffId: string): Promise<void> {
  const found = await findSignOff(signOffId);
  if (!found) throw new AppError('notFound', `no sign-off ${signOffId}`);
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, found.phaseId);
    const signOff = await findSignOff(signOffId, tx);
    if (signOff?.state !== 'agreed' || !signOff.condition?.other || signOff.confirmedAt) throw new AppError('conflict', `sign-off ${signOffId} is ${signOff?.state ?? 'gone'}`, { say: 'There is nothing to confirm any more. Reload the page.' });
    const own = admin.personId === signOff.askedBy || admin.personId === signOff.answeredBy || (await listPhaseAuthors(phase.id, tx)).has(admin.personId);
    if (own) throw new AppError('forbidden', `${admin.personId} asked, answered or worked on phase ${phase.id}`, { say: 'You asked for this signature or worked on the phase, so another admin confirms it.' });
    await confirmSignOff(tx, signOff.id, admin);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'signoff.confirm', objectType: 'signoff', objectId: signOff.id, objectName: signOff.resource.name, after: { condition: signOff.condition.other } }]);
    await settleSignatures(tx, await getPhase(phase.id, tx), admin);
  });
}
