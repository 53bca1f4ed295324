import type { StateName } from '@/components/states';
import type { ReversalAction, ReversalItemState } from '@/lib/rollout/reversal';

export const ACTION_LOOK: Record<ReversalAction, { state: StateName; word: string; label: string }> = {
  remove: { state: 'blocked', word: 'Remove', label: 'are removed' },
  bridge: { state: 'eligible', word: 'Bridge', label: 'are bridged' },
  restore: { state: 'reversed', word: 'Remove and restore', label: 'are restored' },
  leave: { state: 'alreadyHasIt', word: 'Leave', label: 'are left as they are' },
};

export const ITEM_LOOK: Record<ReversalItemState, StateName> = { queued: 'notStarted', sending: 'onItsWay', unknown: 'onItsWay', sent: 'onItsWay', done: 'verified', left: 'alreadyHasIt', failed: 'failed' };
