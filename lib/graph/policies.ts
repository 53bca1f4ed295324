import 'server-only';
import type { PackagePolicy } from '@/lib/authoring/package-design';
import { policyOf } from '@/lib/authoring/policy-of-document';
import type { WrittenPolicy } from '@/lib/authoring/policy-of-document';
import { AppError } from '@/lib/errors';
import { readAnswers } from './batch-reads';
import type { BatchCall, Graph } from './client';
import { refusedInBatch } from './graph-error';

const POLICY = '/identityGovernance/entitlementManagement/assignmentPolicies/{id}';

export type GraphPolicy = WrittenPolicy;

/** A policy in our words. */
export function toPolicy(policy: GraphPolicy): PackagePolicy {
  if (!policy.id || !policy.displayName) throw new AppError('internal', 'Graph gave a policy without id or displayName');
  return policyOf(policy);
}

/**
 * Which of these policies ask questions. Whoever only owns a catalog may not read policies by themselves: of theirs it is
 * not known, and they count as asking none. https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-get
 * @throws AppError Graph's own
 */
export async function policiesThatAsk(graph: Graph, ids: readonly string[]): Promise<Set<string>> {
  const calls = [...new Set(ids)].map((id): BatchCall => ({ id, operation: `GET ${POLICY}`, path: { id }, query: { $select: 'id', $expand: 'questions($select=id)' } }));
  if (calls.length === 0) return new Set();
  return new Set((await readAnswers(graph, calls)).flatMap((answer) => {
    if (answer.status === 404 || answer.status === 403) return [];
    if (answer.status !== 200) throw refusedInBatch(answer, `the policy ${answer.id}`, `GET ${POLICY}`);
    return ((answer.body as GraphPolicy).questions ?? []).length > 0 ? [answer.id] : [];
  }));
}
