import 'server-only';
import { countApprovalsOf } from '@/lib/db/overview';
import { countSignOffsOf } from '@/lib/db/sign-off-lists';

/** What the rail needs to know of a person: whether they are asked to sign or approve anything, and how much of it waits. */
export async function loadFrame(personId: string): Promise<{ hasSignOffs: boolean; counts: Record<string, number> }> {
  const [approvals, signOffs] = await Promise.all([countApprovalsOf(personId), countSignOffsOf(personId)]);
  const open = approvals.open + signOffs.open;
  return { hasSignOffs: approvals.all + signOffs.all > 0, counts: open > 0 ? { signoffs: open } : {} };
}
