import 'server-only';
import { findApproval, findAskerAddress, findLaterApproval, listApprovals } from '@/lib/db/resource-approvals';
import { approvalDifference } from './approval-words';
import type { ResourceApproval } from './resource-approval';

export type ApprovalView = {
  approval: ResourceApproval;
  /** What the owner answered last about this resource, and what is different since. */
  before: { approval: ResourceApproval; changed: string[] } | null;
  /** The question that took its place, where the reader may see it. */
  laterId: string | null;
  /** Where to write to whoever asked. */
  askerAddress: string | null;
};

/** A page of approvals: one owner's, or everybody's for those who read everything. */
export async function loadApprovals(filter: Parameters<typeof listApprovals>[0], take: number, skip: number): ReturnType<typeof listApprovals> {
  return listApprovals(filter, take, skip);
}

/**
 * An approval for its page, or null where there is none for this reader: owners see their own, those who read
 * everything (`ownerId` null) see all.
 */
export async function loadApprovalView(id: string, ownerId: string | null): Promise<ApprovalView | null> {
  const approval = await findApproval(id, ownerId);
  if (!approval) return null;
  const [before, askerAddress, laterId] = await Promise.all([
    approval.followsId ? findApproval(approval.followsId, null) : null, findAskerAddress(approval.askedBy), approval.state === 'replaced' ? findLaterApproval(approval.id, ownerId) : null,
  ]);
  return { approval, askerAddress, laterId, before: before && { approval: before, changed: approvalDifference(before.content, approval.content) } };
}
