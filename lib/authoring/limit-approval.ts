import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { Actor } from '@/lib/action';
import { inTransaction } from '@/lib/db/client';
import { findApproval, storeLimits } from '@/lib/db/resource-approvals';
import { AppError } from '@/lib/errors';
import { limitableRoles, limitsOf } from './approval-limits';
import type { AskedLimits } from './approval-limits';

/**
 * Narrows or widens what an owner allows of a resource they approved. What is beyond it then stands in the way of phases
 * that have not started; the approval itself stays.
 * @throws AppError `notFound` for a stranger; `conflict` unless it is approved
 */
export async function limitApproval(actor: Actor, approvalId: string, asked: AskedLimits): Promise<void> {
  await inTransaction(async (tx) => {
    const approval = await findApproval(approvalId, actor.personId, tx);
    if (!approval) throw new AppError('notFound', `no approval ${approvalId} of ${actor.personId}`);
    const kept = limitsOf(asked, limitableRoles(approval, null));
    if (!(await storeLimits(tx, { id: approval.id, ownerId: actor.personId, limits: kept }))) throw new AppError('conflict', `${approval.id} is ${approval.state}`, { say: 'Limits belong to an approval that stands, and this one does not any more. Reload the page.' });
    await recordAudit(tx, [
      { action: 'approval.limit', outcome: 'done', actor, objectType: 'approval', objectId: approval.id, objectName: approval.resourceName, before: { limits: approval.limits }, after: { limits: kept } },
    ]);
  });
}
