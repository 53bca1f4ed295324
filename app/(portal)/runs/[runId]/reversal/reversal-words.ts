import type { StateName } from '@/components/states';
import type { ReversalAction, ReversalItemState } from '@/lib/rollout/reversal';

export const ACTION_LOOK: Record<ReversalAction, { state: StateName; word: string; label: string }> = {
  remove: { state: 'blocked', word: 'Removed', label: 'are removed' },
  bridge: { state: 'eligible', word: 'Bridged', label: 'are bridged' },
  restore: { state: 'reversed', word: 'Removed and restored', label: 'are restored' },
  leave: { state: 'alreadyHasIt', word: 'Left as it is', label: 'are left as they are' },
};

export const ITEM_LOOK: Record<ReversalItemState, StateName> = { queued: 'notStarted', sending: 'onItsWay', unknown: 'onItsWay', sent: 'onItsWay', done: 'verified', left: 'alreadyHasIt', failed: 'failed' };
