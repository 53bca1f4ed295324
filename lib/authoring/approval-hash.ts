import 'server-only';
import { canonicalJson, sha256 } from '@/lib/audit';
import type { ApprovalContent } from './resource-approval';
import { approvedFacts } from './resource-approval';

/** The hash an answer is bound to: over what is handed out, not over what it is called. */
export function approvalHash(content: ApprovalContent): string {
  return sha256(canonicalJson(approvedFacts(content)));
}
