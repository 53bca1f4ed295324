import 'server-only';
import { countApprovalsOf } from '@/lib/db/overview';

/** What the rail needs to know of a person: whether approvals are addressed to them, and how many wait. */
export async function loadFrame(personId: string): Promise<{ hasApprovals: boolean; counts: Record<string, number> }> {
  const { open, all } = await countApprovalsOf(personId);
  return { hasApprovals: all > 0, counts: open > 0 ? { approvals: open } : {} };
}
