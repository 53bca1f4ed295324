/** Handing over: everybody under a pilot's policy goes to the policy they shall live under. Pure: read in the browser too. */
import type { PackagePolicy } from '@/lib/authoring/package-design';
import type { AccessEnd } from './access-end';
import { endsAt } from './access-end';
import { workingMorningBy } from './placing';
import type { WorkCalendar } from './working-days';

export const HANDOVER_ITEM_STATES = ['queued', 'sending', 'unknown', 'sent', 'done', 'left', 'failed'] as const;

export type HandoverItemState = (typeof HANDOVER_ITEM_STATES)[number];

/**
 * How people go over: their assignment changes its policy in place, or by bridge, where the tenant refuses that: a small
 * package keeps what they have while the assignment is removed and given anew.
 */
export const HANDOVER_WAYS = ['inPlace', 'bridge'] as const;

export type HandoverWay = (typeof HANDOVER_WAYS)[number];

/** What is asked for next, or was asked for last. */
export type HandoverStep = 'move' | 'keep' | 'remove' | 'assign' | 'drop';

/** The first step of each way; of what has gone beyond it something was changed already, and it is seen to its end. */
export const FIRST_STEPS: Record<HandoverWay, HandoverStep> = { inPlace: 'move', bridge: 'keep' };

export const OPEN_HANDOVER_STATES: readonly HandoverItemState[] = ['queued', 'sending', 'unknown', 'sent'];

/** A policy of a package, and that its holders shall live under it; with `others` also those whom no run of the rollout gave the package. */
export type HandoverTarget = { packageId: string; policyId: string; policyName: string; others: boolean };

export type HandoverItem = {
  id: string;
  handoverId: string;
  personId: string;
  personName: string;
  packageId: string;
  packageName: string;
  assignmentId: string;
  fromPolicyId: string;
  fromPolicyName: string;
  /** By a run of the rollout, or by a policy that one wrote. */
  given: boolean;
  endsAt: Date | null;
  extendable: boolean;
  ruleMatches: boolean | null;
  toPolicyId: string | null;
  toPolicyName: string | null;
  /** That policy gives the package by its own rule: nobody else can ask for it. */
  byRule: boolean;
  newEndsAt: Date | null;
  step: HandoverStep;
  /** Of a bridge: the assignment of the small package, and the one given anew. */
  keeperAssignmentId: string | null;
  newAssignmentId: string | null;
  /** It could not be brought under the other policy: the one it had is given back. */
  goesBack: boolean;
  /** Entra does not change the policy of this assignment in place. */
  refused: boolean;
  /** Its new assignment came as far as the approvers of the other policy. */
  atApprovers: boolean;
  state: HandoverItemState;
  stateSince: Date;
  sentAt: Date | null;
  attempts: number;
  requestId: string | null;
  failure: string | null;
};

export type HandoverCounts = Record<HandoverItemState, number>;

export function noHandoverCounts(): HandoverCounts {
  return { queued: 0, sending: 0, unknown: 0, sent: 0, done: 0, left: 0, failed: 0 };
}

/** Where the people of a package shall go, as it was chosen. */
export function choiceOf(target: { policyId: string; others: boolean } | null): { policyId: string | null; others: boolean } {
  return { policyId: target?.policyId ?? null, others: target?.others ?? false };
}

/** Why somebody stays where they are though they are under a pilot's policy. */
export const LEFT = {
  noTarget: 'Nobody has chosen the policy for this package yet',
  notGiven: 'No run of this rollout gave it to them, so it stays as it is',
  notDelivered: 'Not delivered yet: it is moved once it is',
  ended: 'It ended meanwhile',
  movedOtherwise: 'Is under another policy by now',
  notSelected: 'The rule of that policy does not select them: under it they would lose the access',
  ruleUnread: 'Whether the rule of that policy selects them cannot be told here, and under it they might lose the access',
  externalOutsideScope: 'A guest; the policy they would go to takes members only',
  memberOutsideScope: 'A member of the organisation; the policy they would go to takes external accounts only',
  outsideScope: 'Not among those the policy they would go to is for',
  handoverEnded: 'The handover was ended before their turn',
  wentBack: 'Could not be moved, and is back under the policy and end they had',
  endWasBefore: 'The end they had is over, so it cannot be put back',
} as const;

/** Those of them that the policy they would go to does not take. */
export const LEFT_OUTSIDE: readonly string[] = [LEFT.externalOutsideScope, LEFT.memberOutsideScope, LEFT.outsideScope];

export const FAILED = {
  kept: 'Microsoft Entra took the request and left the assignment under the earlier policy',
  otherEnd: 'Moved, and it ends on another day than was rehearsed',
  endPassed: 'The end it was rehearsed with has passed: rehearse it again',
  notDone: 'Microsoft Entra has not moved it within 24 hours',
  firstNotMoved: 'Not moved, since the first one of this package was not',
  noAnswer: 'Microsoft Entra gave no proper answer, several times over',
  notKept: 'The small package could not be delivered to them, so nothing was removed',
  notGiven: 'Microsoft Entra did not deliver it under the new policy. They keep their access by the small package',
  denied: 'An approver of the new policy said no. They keep their access by the small package',
  ruleWaits: 'The rule has not given it to them within 24 hours. They keep their access by the small package. Save the rule anew in Microsoft Entra, so that it is read again, then try again',
  notThere: 'Moved, and a resource of the package does not show them',
} as const;

/** What an item is, in a sentence. */
export function handoverWords({ state, failure, step, atApprovers, byRule, goesBack }: Pick<HandoverItem, 'state' | 'failure' | 'step' | 'atApprovers' | 'byRule' | 'goesBack'>): string {
  switch (state) {
    case 'left':
    case 'failed':
      return failure ?? 'Left as it is';
    case 'done':
      return 'Moved, and read back so';
    case 'queued':
      if (goesBack && step === 'assign') return GOES_BACK;
      return step === 'move' || step === 'keep' ? 'Not asked for yet' : STEP_WORDS[step];
    case 'unknown':
      return 'No answer yet; it is looked up next';
    default:
      if (goesBack && step === 'assign') return GOES_BACK;
      if (step === 'assign' && byRule) return 'Kept by the small package; the rule of the new policy gives it to them next';
      if (step === 'assign' && atApprovers) return 'Kept by the small package; approvers decide on the new assignment';
      return step === 'move' && atApprovers ? 'Asked for; approvers decide on it' : STEP_WORDS[step];
  }
}

/** Under which policy somebody is given a package now, until when, and whether its rule does that: as rehearsed, or as they had it. */
export function givenAs({ goesBack, fromPolicyId, fromPolicyName, endsAt, toPolicyId, toPolicyName, newEndsAt, byRule }: HandoverItem): { policyId: string | null; policyName: string | null; endsAt: Date | null; byRule: boolean } {
  return goesBack ? { policyId: fromPolicyId, policyName: fromPolicyName, endsAt, byRule: false } : { policyId: toPolicyId, policyName: toPolicyName, endsAt: newEndsAt, byRule };
}

const GOES_BACK = 'Kept by the small package; the policy they had is being given back';

const STEP_WORDS: Record<HandoverStep, string> = {
  move: 'Asked for; Entra is moving it',
  keep: 'The small package is on its way to them',
  remove: 'Kept by the small package; the earlier assignment is being removed',
  assign: 'Kept by the small package; the new assignment is on its way',
  drop: 'Has it under the new policy; the small package is being taken away',
};

/** Under a policy whose access never ends there is nothing to extend, and whom it is not open to cannot ask. */
export function isExtendable({ scope, expiration, selfExtend, automatic }: Pick<PackagePolicy, 'scope' | 'expiration' | 'selfExtend' | 'automatic'>): boolean {
  return Boolean(selfExtend) && !automatic && scope !== 'notSpecified' && (expiration.type === 'afterDuration' || expiration.type === 'afterDateTime');
}

const DAY_MS = 86_400_000;
const FEWEST_MORNINGS = 5;
const MOST_MORNINGS = 40;
/** Ends are spread over about this part of what the policy gives. */
const SPREAD_PART = 0.1;

/** Over how many working mornings ends are spread, where access lasts so many days. */
export function spreadOver(days: number): number {
  return Math.min(MOST_MORNINGS, Math.max(FEWEST_MORNINGS, Math.round(days * SPREAD_PART)));
}

/**
 * When the access of those ends who are moved now: of each on a working morning at or before the policy's own end, one of
 * several that only their id decides, so that a cohort never ends on one day and a second rehearsal says the same. Null for never.
 */
export function spreadEnds(end: AccessEnd, now: Date, calendar: WorkCalendar): (personId: string) => Date | null {
  const latest = endsAt(end, now);
  if (!latest) return () => null;
  const mornings = morningsBefore(latest, now, calendar);
  return (personId) => mornings[numberOf(personId) % mornings.length] ?? latest;
}

/** The working mornings over which ends are spread, the last first; at least a day from now. */
function morningsBefore(latest: Date, now: Date, calendar: WorkCalendar): Date[] {
  const most = spreadOver((latest.getTime() - now.getTime()) / DAY_MS);
  const mornings: Date[] = [];
  let morning = workingMorningBy(latest, calendar);
  while (morning && mornings.length < most && morning.getTime() >= now.getTime() + DAY_MS) {
    mornings.push(morning);
    morning = workingMorningBy(new Date(morning.getTime() - 1), calendar);
  }
  return mornings.length > 0 ? mornings : [latest];
}

/** A number of an id, the same on every machine (FNV-1a). */
function numberOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
