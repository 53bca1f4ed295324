import type { StateName } from '@/components/states';
import type { AssignmentState } from '@/lib/authoring/assignment';

/** How an assignment's state is shown and said. */
export const ASSIGNMENT_LOOK: Record<AssignmentState, { state: StateName; word: string }> = {
  delivered: { state: 'delivered', word: 'Delivered' },
  delivering: { state: 'onItsWay', word: 'On its way' },
  partiallyDelivered: { state: 'failed', word: 'Partly delivered' },
  deliveryFailed: { state: 'failed', word: 'Failed' },
  expired: { state: 'expired', word: 'Expired' },
};

const REQUEST_STATES: Record<string, { state: StateName; word: string }> = {
  submitted: { state: 'onItsWay', word: 'On its way' },
  pendingApproval: { state: 'waitingForApproval', word: 'Waiting for approval' },
  delivering: { state: 'onItsWay', word: 'On its way' },
  delivered: { state: 'delivered', word: 'Delivered' },
  partiallyDelivered: { state: 'failed', word: 'Partly delivered' },
  deliveryFailed: { state: 'failed', word: 'Failed' },
  denied: { state: 'refused', word: 'Denied' },
  scheduled: { state: 'notStarted', word: 'Starts later' },
  canceled: { state: 'ended', word: 'Withdrawn' },
};

/** A request's state; one that is new to us is shown as Entra calls it. */
export function requestLook(state: string): { state: StateName; word: string } {
  return REQUEST_STATES[state] ?? { state: 'unknown', word: state };
}

const REQUEST_TYPES: Record<string, string> = {
  adminAdd: 'Given by an administrator',
  adminUpdate: 'Changed by an administrator',
  adminRemove: 'Taken by an administrator',
  userAdd: 'Asked for',
  userUpdate: 'Asked to extend',
  userRemove: 'Gave it back',
  systemAdd: 'Given by the policy',
  systemUpdate: 'Changed by the policy',
  systemRemove: 'Ended by the policy',
};

export function requestTypeWord(type: string): string {
  return REQUEST_TYPES[type] ?? type;
}
