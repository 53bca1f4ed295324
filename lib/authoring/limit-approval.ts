import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { Actor } from '@/lib/action';
import { inTransaction } from '@/lib/db/client';
import { lockNamed } from '@/lib/db/lock-named';
import { findApproval, storeLimits } from '@/lib/db/resource-approvals';
import { AppError } from '@/lib/errors';
import { assertAsSeen } from '@/lib/rollout/as-seen';
import { limitableRoles, limitsOf } from './approval-limits';
import type { AskedLimits } from './approval-limits';

/**
 * Narrows or widens what an owner allows of a resource they approved. What is beyond it then stands in the way of phases
 * that have not started; the approval itself stays.
 * @param seen what the form was made of
 * @throws AppError `notFound` for a stranger; `conflict` unless it is approved, or where its limits were changed since they were seen
 */
export async function limitApproval(actor: Actor, approvalId: string, asked: AskedLimits, seen?: string): Promise<void> {
  await inTransaction(async (tx) => {
    await lockNamed(tx, 'limits of approval', approvalId);
    const approval = await findApproval(approvalId, actor.personId, tx);
    if (!approval) throw new AppError('notFound', `no approval ${approvalId} of ${actor.personId}`);
    const { state, resourceName, limits } = approval;
    await assertAsSeen(tx, seen, { limits }, { action: 'approval.limit', objectType: 'approval', objectId: approval.id, what: 'these limits' });
    const kept = limitsOf(asked, limitableRoles(approval, null));
    if (!(await storeLimits(tx, { id: approval.id, ownerId: actor.personId, limits: kept }))) throw new AppError('conflict', `${approval.id} is ${state}`, { say: 'Limits belong to an approval that stands, and this one does not any more. Reload the page.' });
    await recordAudit(tx, [
      { action: 'approval.limit', outcome: 'done', actor, objectType: 'approval', objectId: approval.id, objectName: resourceName, before: { limits }, after: { limits: kept } },
    ]);
  });
}
