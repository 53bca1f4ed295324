/** One request that goes first: whether the rest of a run may follow. Pure. */
import type { ItemCounts } from './run';

/** `first`: one goes out alone. `wait`: it is on its way. `follow`: it was delivered, so the rest may go. `failed`: nothing more goes out. */
export type CanaryStanding = 'first' | 'wait' | 'follow' | 'failed';

/**
 * How the one that goes first stands, by the counts of the run. One that was skipped tells nothing, so another goes first;
 * after a failure that was sent again, one of those does.
 */
export function canaryStanding(counts: ItemCounts): CanaryStanding {
  if (counts.delivered > 0) return 'follow';
  if (counts.sending + counts.unknown + counts.requested + counts.waitingForApproval + counts.delivering > 0) return 'wait';
  return counts.failed > 0 ? 'failed' : 'first';
}
