import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { differencesBetween } from '@/lib/authoring/policy-differences';
import { inTransaction } from '@/lib/db/client';
import { changeReversalPolicy, listReversalPolicies } from '@/lib/db/reversals';
import type { ReversalPolicy } from '@/lib/db/reversals';
import { isAppError } from '@/lib/errors';
import { getWholePolicy, PUT_POLICY, replacePolicy } from '@/lib/graph/policy-documents';
import { saidOf } from '@/lib/rollout/policy-step';
import { aboutReversal } from './reversal-work';
import type { ReversalWork } from './reversal-work';

const MOST_ATTEMPTS = 6;

/**
 * Puts policies back as they were before the run, one after another: read first, written only over what the run left, and
 * read again. Somebody else's change since is never written over.
 * @param may packages whose policy may be put back now
 * @returns true while one of these is open
 */
export async function restorePolicies(work: ReversalWork, may: (packageId: string) => boolean): Promise<boolean> {
  let open = false;
  for (const policy of await listReversalPolicies(work.reversal.id)) {
    if (!['queued', 'sending', 'unknown', 'sent'].includes(policy.state)) continue;
    if (may(policy.packageId)) await restore(work, policy);
    open = true;
  }
  return open;
}

async function restore(work: ReversalWork, policy: ReversalPolicy): Promise<void> {
  const { graph } = work;
  const about: Omit<AuditInput, 'outcome'> = { ...aboutReversal(work), action: 'policy.restore', objectType: 'policy', objectId: policy.policyId, objectName: `${policy.policyName} of ${policy.packageName}` };
  const fail = (failure: string, differences?: ReversalPolicy['differences']): Promise<void> => inTransaction(async (tx) => {
    await changeReversalPolicy(tx, policy.id, { to: 'failed', failure, ...(differences ? { differences } : {}) });
    await recordAudit(tx, [{ ...about, outcome: 'failed', detail: { failure, fields: differences?.map(({ field }) => field) ?? [] } }]);
  });
  const found = await getWholePolicy(graph, policy.policyId).catch((error: unknown) => {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  });
  if (!policy.before) {
    // What the run made was not there before: only its absence is as it was.
    return found ? fail('The run made this policy. Delete it in Microsoft Entra once nobody has the package by it') : inTransaction((tx) => changeReversalPolicy(tx, policy.id, { to: 'done' }));
  }
  if (!found) return fail('The policy is no longer in the tenant');
  if (differencesBetween(policy.before, found.document).length === 0) return inTransaction((tx) => changeReversalPolicy(tx, policy.id, { to: 'done' }));
  const differences = differencesBetween(policy.written, saidOf(policy.written, found.document));
  if (differences.length > 0) return fail('Somebody changed the policy since the run wrote it; nothing was written over it', differences);
  if (policy.attempts >= MOST_ATTEMPTS) return fail('Microsoft Entra took it several times and does not show it');
  // Just written: Entra may still show it as it was.
  if (policy.attempts > 0 && Date.now() - policy.stateSince.getTime() < work.timing.visibilityMs) return;
  await work.lease.check();
  await inTransaction((tx) => changeReversalPolicy(tx, policy.id, { to: 'sending', attempt: true }));
  const { requestId } = await replacePolicy(graph, { id: policy.policyId, packageId: policy.packageId, document: policy.before }, { runItemId: policy.id });
  await inTransaction(async (tx) => {
    await changeReversalPolicy(tx, policy.id, { to: 'sent', graphRequestId: requestId });
    await recordAudit(tx, [{ ...about, outcome: 'done', graphOperation: PUT_POLICY, graphRequestId: requestId }]);
  });
}
