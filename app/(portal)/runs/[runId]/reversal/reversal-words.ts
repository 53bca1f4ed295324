import type { StateName } from '@/components/states';
import { countWords, peopleWords } from '@/lib/rollout/count-words';
import type { ReversalAction, ReversalItemState } from '@/lib/rollout/reversal';

export const ACTION_LOOK: Record<ReversalAction, { state: StateName; word: string; label: string }> = {
  remove: { state: 'blocked', word: 'Remove', label: 'are removed' },
  bridge: { state: 'eligible', word: 'Bridge', label: 'are bridged' },
  restore: { state: 'reversed', word: 'Remove and restore', label: 'are restored' },
  clear: { state: 'skipped', word: 'Nothing to take', label: 'failed and never had it' },
  leave: { state: 'alreadyHasIt', word: 'Leave', label: 'are left as they are' },
};

/** What the start of a reversal takes, as its button says: the people, and with several packages how many assignments of theirs. */
export function takesWords({ taken, bridged, cleared, packages, people }: { taken: number; bridged: number; cleared: number; packages: number; people: number }): string {
  if (taken === 0) return cleared > 0 ? `End ${countWords(cleared, 'failed delivery', 'failed deliveries')}` : 'Put the policies back';
  if (taken <= bridged) return `Move ${reversedWords(taken, packages, people)} by bridge`;
  return packages > 1 ? `End ${reversedWords(taken, packages, people)}` : `Remove access of ${peopleWords(taken - bridged)}`;
}

/** So many of what a reversal takes back: people, or with several packages their assignments. */
export function reversedWords(many: number, packages: number, people: number): string {
  return packages > 1 ? `${countWords(many, 'assignment', 'assignments')} of ${peopleWords(people)}` : peopleWords(many);
}

export const ITEM_LOOK: Record<ReversalItemState, StateName> = { queued: 'notStarted', sending: 'onItsWay', unknown: 'onItsWay', sent: 'onItsWay', done: 'verified', left: 'alreadyHasIt', failed: 'failed' };
