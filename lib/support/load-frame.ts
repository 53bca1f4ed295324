import 'server-only';
import { countApprovalsOf } from '@/lib/db/overview';
import { findStopInForce } from '@/lib/db/emergency-stops';
import { countSignOffsOf } from '@/lib/db/sign-off-lists';
import { loadAwaitedReversals } from '@/lib/rollout/asked-reversals';

/** What the rail needs to know of a person: whether they are asked to sign or approve anything, and how much of it waits; and whether everything is stopped. */
export async function loadFrame(personId: string): Promise<{ hasSignOffs: boolean; counts: Record<string, number>; stopped: { id: string; byName: string; reason: string } | null }> {
  const [approvals, signOffs, reversals, stop] = await Promise.all([countApprovalsOf(personId), countSignOffsOf(personId), loadAwaitedReversals(personId), findStopInForce()]);
  const open = approvals.open + signOffs.open + reversals.length;
  return { hasSignOffs: approvals.all + signOffs.all > 0, counts: open > 0 ? { signoffs: open } : {}, stopped: stop && { id: stop.id, byName: stop.pressedByName, reason: stop.reason.replace(/\.$/, '') } };
}
