import type { Tenant } from '../../model';
import type { Assignment, Policy, ReviewRecurrence, ReviewSettings } from '../../model/governance';
import { gives } from '../../model/governance-store';
import { endBySystem } from './assignment-end';
import { durationMs } from './schedule';

const DAY = 86_400_000;

/** One review of a policy is under way or planned at a time. */
const taskOf = (policyId: string): string => `review:${policyId}`;

type Times = { starts: number; ends: number };

/**
 * When a review comes round for the n-th time, from 0, or null when it does not any more.
 * Months and years are counted from the start's own day; a relative pattern ("the second Tuesday") is read as its absolute one.
 */
export function occurrence({ schedule }: ReviewSettings, number: number): Times | null {
  if (schedule === null || number > 0 && schedule.recurrence === null) return null;
  const first = Date.parse(schedule.startDateTime);
  const starts = schedule.recurrence === null ? first : later(first, schedule.recurrence, number);
  const range = schedule.recurrence?.range;
  if (range?.type === 'numbered' && number >= range.numberOfOccurrences) return null;
  if (range?.type === 'endDate' && range.endDate !== null && starts >= Date.parse(range.endDate) + DAY) return null;
  const { type, duration, endDateTime } = schedule.expiration;
  const length = type === 'afterDuration' && duration !== null ? durationMs(duration) ?? DAY : type === 'afterDateTime' && endDateTime !== null ? Math.max(DAY, Date.parse(endDateTime) - first) : 14 * DAY;
  return { starts, ends: starts + length };
}

function later(first: number, { type, interval }: ReviewRecurrence, number: number): number {
  const step = number * interval;
  if (type === 'daily') return first + step * DAY;
  if (type === 'weekly') return first + step * 7 * DAY;
  const months = type.endsWith('Yearly') ? 12 * step : step;
  const begin = new Date(first);
  const target = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + months, 1));
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  return Date.UTC(target.getUTCFullYear(), target.getUTCMonth(), Math.min(begin.getUTCDate(), lastDay)) + (first % DAY);
}

/** Enters the next review of a policy that has one; called when the policy is written, and when a review has ended. */
export function planReview(tenant: Tenant, policy: Policy, now: number): void {
  tenant.governance.tasks.remove(taskOf(policy.id));
  if (!policy.reviewSettings?.isEnabled) return;
  for (let number = 0; ; number += 1) {
    const times = occurrence(policy.reviewSettings, number);
    if (times === null) return;
    if (times.ends <= now) continue;
    tenant.governance.keepTask({ id: taskOf(policy.id), kind: 'startReview', policyId: policy.id, occurrence: number, due: Math.max(now, times.starts) });
    return;
  }
}

/** Puts everybody who holds the package under the policy on the review's list; nobody while the organisation has no licence for reviews. */
export function startReview(tenant: Tenant, policyId: string, number: number): void {
  const times = timesOf(tenant, policyId, number);
  if (!times) return;
  if (tenant.settings.licences !== 'none') for (const assignment of tenant.governance.assignmentsBy(policyId)) {
    if (gives(assignment) && assignment.review?.ends !== times.ends) assignment.review = { started: times.starts, ends: times.ends, decision: 'NotReviewed', removed: false };
  }
  tenant.governance.keepTask({ id: taskOf(policyId), kind: 'endReview', policyId, occurrence: number, due: times.ends });
}

/** Applies a review: whoever was denied loses the package now, and the silent ones as the policy says. */
export function endReview(tenant: Tenant, policyId: string, number: number, at: number): void {
  const policy = tenant.governance.policies.get(policyId);
  const times = timesOf(tenant, policyId, number);
  if (!policy?.reviewSettings || !times) return;
  if (tenant.settings.licences !== 'none') for (const assignment of tenant.governance.assignmentsBy(policyId)) {
    if (!gives(assignment) || assignment.review?.ends !== times.ends || !goes(tenant, policy.reviewSettings, assignment)) continue;
    assignment.review.removed = true;
    endBySystem(tenant, assignment, 'Expired', at);
  }
  planReview(tenant, policy, at);
}

/** Without a decision the recommendation, where it counts, is to keep whoever can sign in: sign-ins are not recorded here. */
function goes(tenant: Tenant, { expirationBehavior }: ReviewSettings, { review, targetId }: Assignment): boolean {
  if (review?.decision !== 'NotReviewed') return review?.decision === 'Deny';
  if (expirationBehavior === 'acceptAccessRecommendation') return tenant.users.get(targetId)?.accountEnabled !== true;
  return expirationBehavior === 'removeAccess';
}

function timesOf({ governance }: Tenant, policyId: string, number: number): Times | null {
  const settings = governance.policies.get(policyId)?.reviewSettings;
  return settings ? occurrence(settings, number) : null;
}

/** Enters what a reviewer says of one assignment; false when no review of it runs. */
export function enterReview({ governance }: Tenant, assignmentId: string, decision: 'Approve' | 'Deny', now: number): boolean {
  const assignment = governance.assignments.get(assignmentId);
  if (!assignment?.review || !gives(assignment) || now >= assignment.review.ends) return false;
  assignment.review.decision = decision;
  return true;
}
