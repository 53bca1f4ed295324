/** Handing over: everybody under a pilot's policy goes to the policy they shall live under. Pure: read in the browser too. */
import type { PackagePolicy } from '@/lib/authoring/package-design';
import type { AccessEnd } from './access-end';
import { endsAt } from './access-end';
import { workingMorningBy } from './placing';
import type { WorkCalendar } from './working-days';

export const HANDOVER_ITEM_STATES = ['queued', 'sending', 'unknown', 'sent', 'done', 'left', 'failed'] as const;

export type HandoverItemState = (typeof HANDOVER_ITEM_STATES)[number];

export const OPEN_HANDOVER_STATES: readonly HandoverItemState[] = ['queued', 'sending', 'unknown', 'sent'];

/** A policy of a package, and that its holders shall live under it. */
export type HandoverTarget = { packageId: string; policyId: string; policyName: string };

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
  endsAt: Date | null;
  extendable: boolean;
  ruleMatches: boolean | null;
  toPolicyId: string | null;
  toPolicyName: string | null;
  newEndsAt: Date | null;
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

/** Why somebody stays where they are though they are under a pilot's policy. */
export const LEFT = {
  noTarget: 'Nobody has chosen the policy for this package yet',
  notDelivered: 'Not delivered yet: it is moved once it is',
  ended: 'It ended meanwhile',
  movedOtherwise: 'Is under another policy by now',
} as const;

export const FAILED = {
  kept: 'Microsoft Entra took the request and left the assignment under the earlier policy',
  otherEnd: 'Moved, and it ends on another day than was rehearsed',
  endPassed: 'The end it was rehearsed with has passed: rehearse it again',
  notDone: 'Microsoft Entra has not moved it within 24 hours',
  firstNotMoved: 'Not moved, since the first one of this package was not',
  noAnswer: 'Microsoft Entra gave no proper answer, several times over',
} as const;

/** What an item is, in a sentence. */
export function handoverWords({ state, failure }: Pick<HandoverItem, 'state' | 'failure'>): string {
  switch (state) {
    case 'left':
    case 'failed':
      return failure ?? 'Left as it is';
    case 'done':
      return 'Moved, and read back so';
    case 'queued':
      return 'Not asked for yet';
    case 'unknown':
      return 'No answer yet; it is looked up next';
    default:
      return 'Asked for; Entra is moving it';
  }
}

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
