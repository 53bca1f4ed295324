/** Taking back what a run gave: what is done about each person and package, and why. Pure: read in the browser too. */
import type { ResourceRole } from '@/lib/directory/route';

export const REVERSAL_CHOICES = ['leave', 'bridge', 'restore'] as const;

/** What becomes of those who held the access before the run: a removal would take that from them as well. */
export type ReversalChoice = (typeof REVERSAL_CHOICES)[number];

/** How a run is taken back: with what each owner signed, or with one choice for all of it. */
export type ReversalWay = 'signed' | ReversalChoice;

/** A resource whose owner signed another choice than a reversal makes, and of how many people. */
export type DiffersFromSigned = { originSystem: string; originId: string; name: string; signed: ReversalChoice; people: number };

/** The same with the ids of those people. */
export type Differing = Omit<DiffersFromSigned, 'people'> & { who: string[] };

/**
 * The one that counts where the owners of what somebody held before chose differently: nobody loses for one owner what
 * another did not agree to.
 */
export function mostCareful(choices: Iterable<ReversalChoice>): ReversalChoice {
  const all = new Set(choices);
  return REVERSAL_CHOICES.find((choice) => all.has(choice)) ?? 'leave';
}

export const CHOICE_WORDS: Record<ReversalWay, { name: string; does: string }> = {
  signed: { name: 'As it was signed', does: 'What the owner of each resource signed for its people. Where somebody had several from different owners, the most careful choice counts.' },
  leave: { name: 'Leave their assignment', does: 'Whoever had the access before keeps the assignment, and with it the access. Nothing of them changes.' },
  bridge: { name: 'Bridge', does: 'Whoever had the access before first gets a small package that keeps just those roles; once it is seen on the resources, the assignment is removed. They are never without access.' },
  restore: { name: 'Remove and restore', does: 'The assignment is removed and the membership put back once the removal is seen on the resource, and looked at again after 24 hours. In between they are without access: from minutes to a day.' },
};

/** `clear` ends what Microsoft Entra keeps of a delivery that failed whole, so that it is not delivered later; nothing is taken by it. */
export const REVERSAL_ACTIONS = ['remove', 'leave', 'bridge', 'restore', 'clear'] as const;

export type ReversalAction = (typeof REVERSAL_ACTIONS)[number];

const WHYS = {
  given: 'The run gave it, and nothing of it was held before',
  neverArrived: 'It failed in the run and never arrived, so there is nothing to take; what Entra still tries to deliver is ended',
  otherWay: 'Had it another way before, which stays',
  otherPackage: 'Another package gives the same, and goes on doing so',
  hadBefore: 'Had it by name before the run',
  hadPart: 'Had a part of it by name before the run, and keeps with the assignment what the run gave beside it',
  ruleTakes: 'Had it by name before, and the rule going back would take it from them, so a small package keeps it',
  unknown: 'It cannot be told what they had before, so nothing is done by itself',
  site: 'It cannot be told what of the site they had before, so nothing is done by itself',
  gone: 'Had it before, and has left or is blocked: nothing is restored',
  moved: 'Had it before, and has moved since: nothing is restored',
  takenSince: 'Had it before, and it was taken from them on purpose since: nothing is restored',
  notRestorable: 'Had it before in a way that cannot be put back by this portal, such as an eligibility; hand the list to whoever can',
  notGranted: 'Had it before, and the portal was not granted the permission to put them back; hand the list to whoever can',
} as const;

/** Why nothing is kept or put back of what somebody had before, once it is carried out. */
export const NOT_RESTORED = {
  gone: 'Has left or is blocked since: nothing was put back',
  moved: 'Has moved since: nothing was put back',
  takenSince: 'What they had before was taken from them on purpose since: nothing was put back',
} as const;

/** Past the time that Microsoft allows, and still looked for: a removal that comes late takes what they had before as well. */
export const LATE = 'Microsoft Entra has not removed it within 24 hours. It is looked for on, and what they had before is put back once it is gone';

/** Why a removal that nobody looks for any more counts as failed. */
export const NOT_REMOVED = 'Microsoft Entra has not removed the assignment within 24 hours';

export type ReversalWhy = keyof typeof WHYS;

export function whyWords(why: string): string {
  return (WHYS as Partial<Record<string, string>>)[why] ?? why;
}

/** A role somebody held before, as it is kept or put back. */
export type HeldRole = ResourceRole & { roleName: string; resourceName: string; /** The catalog's id of the resource. */ resourceId: string };

export const REVERSAL_ITEM_STATES = ['queued', 'sending', 'unknown', 'sent', 'done', 'left', 'failed'] as const;

export type ReversalItemState = (typeof REVERSAL_ITEM_STATES)[number];

export const OPEN_ITEM_STATES: readonly ReversalItemState[] = ['queued', 'sending', 'unknown', 'sent'];

export type ReversalStep = 'keep' | 'remove' | 'restore' | 'check';

export type ReversalItem = {
  id: string;
  reversalId: string;
  personId: string;
  personName: string;
  packageId: string;
  packageName: string;
  assignmentId: string;
  action: ReversalAction;
  why: ReversalWhy;
  held: HeldRole[];
  step: ReversalStep;
  state: ReversalItemState;
  stateSince: Date;
  sentAt: Date | null;
  /** Of all tries together, as its requests are marked; and those of earlier tries and steps. */
  attempts: number;
  attemptsBefore: number;
  /** When it was last looked at how they stand, and when something was first asked for that takes or keeps: what is missing since, nobody took on purpose. */
  lookedAt: Date | null;
  begunAt: Date | null;
  /** Keys of the roles whose places were asked for and not answered: one that turns up there may be ours. */
  asked: string[];
  requestId: string | null;
  goneAt: Date | null;
  restoredAt: Date | null;
  /** Why nothing is kept or put back of what they had before; null where it is. */
  notRestored: string | null;
  /** Why it failed; of a removal that is still looked for, that it is late. */
  failure: string | null;
};

/** Attempts of this try and step alone. */
export function triesOf({ attempts, attemptsBefore }: Pick<ReversalItem, 'attempts' | 'attemptsBefore'>): number {
  return attempts - attemptsBefore;
}

export type ReversalCounts = Record<ReversalItemState, number>;

export function noReversalCounts(): ReversalCounts {
  return { queued: 0, sending: 0, unknown: 0, sent: 0, done: 0, left: 0, failed: 0 };
}

/** How far an item is, in a sentence. */
export function itemWords({ action, step, state, goneAt, restoredAt, notRestored, failure }: Pick<ReversalItem, 'action' | 'step' | 'state' | 'goneAt' | 'restoredAt' | 'notRestored' | 'failure'>): string {
  if (state === 'left') return 'Left as it is';
  if (state === 'failed') return failure ?? 'Failed';
  if (action === 'clear') return state === 'done' ? 'Never had it; nothing was taken, and Entra delivers it no more' : state === 'queued' ? 'Never had it; not ended yet' : 'Never had it; being ended';
  if (state === 'done' && notRestored) return `Removed. ${notRestored}`;
  if (state === 'done') return action === 'bridge' ? 'Removed; what was held before is kept by the small package' : action === 'restore' && restoredAt ? 'Removed and put back' : 'Removed, and seen so on the resources';
  if (state === 'queued' && step === 'remove' && !goneAt) return action === 'bridge' ? 'Kept; the removal follows' : 'Not removed yet';
  if (failure && step === 'remove') return failure;
  const WORDS: Record<ReversalStep, string> = { keep: 'Being kept by the small package', remove: 'Being removed', restore: 'Removed; being put back', check: 'Put back; looked at again a day later' };
  return WORDS[step];
}

/** What decides which roles a small package keeps. */
export function keeperKey(held: readonly HeldRole[]): string {
  return held.map(({ originSystem, originId, roleOriginId }) => `${originSystem} ${originId} ${roleOriginId}`).sort().join(' | ');
}
