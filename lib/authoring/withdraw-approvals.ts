import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import type { Db } from '@/lib/db/client';
import { listOpenApprovalsIn, markWithdrawn } from '@/lib/db/resource-approvals';

/**
 * Takes back what owners were asked and have not answered about a catalog that is gone, or about a resource that left it:
 * their letter would speak of what is not so any more. Safe to run twice.
 * @param actor who took it away; null where that was not done here, and is only seen
 */
export async function withdrawApprovals(tx: Db, actor: AuditInput['actor'], of: { catalogId: string; resourceId?: string }): Promise<void> {
  for (const { id, resourceName, catalogName, ownerId, ownerName, ownerUpn } of await listOpenApprovalsIn(tx, of)) {
    const reason = of.resourceId ? `It is not in the catalog “${catalogName}” any more.` : `The catalog “${catalogName}” was deleted.`;
    if (!(await markWithdrawn(tx, id, reason))) continue;
    await recordAudit(tx, [{
      action: 'approval.withdraw', outcome: 'done', actor, subject: { personId: ownerId, name: ownerName, userPrincipalName: ownerUpn }, objectType: 'approval', objectId: id, objectName: resourceName,
      before: { state: 'open' }, after: { state: 'withdrawn', catalog: catalogName, because: of.resourceId ? (actor ? 'resource left' : 'resource seen gone in the tenant') : 'catalog deleted' },
    }]);
  }
}
