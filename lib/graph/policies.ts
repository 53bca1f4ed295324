import 'server-only';
import type { PackagePolicy } from '@/lib/authoring/package-design';
import { policyOf } from '@/lib/authoring/policy-of-document';
import type { WrittenPolicy } from '@/lib/authoring/policy-of-document';
import { AppError } from '@/lib/errors';

export type GraphPolicy = WrittenPolicy;

/** A policy in our words. */
export function toPolicy(policy: GraphPolicy): PackagePolicy {
  if (!policy.id || !policy.displayName) throw new AppError('internal', 'Graph gave a policy without id or displayName');
  return policyOf(policy);
}
