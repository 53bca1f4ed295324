/** What falls into the time of a phase: reviews and ends that take away what it gives. Pure. */
import type { PolicyReview } from '@/lib/authoring/package-design';
import { daysWithin } from './access-end';
import type { ReadPackage } from './change-set';
import type { Collision } from './effects';
import { byText } from './text-order';

const DAY_MS = 86_400_000;

/** Days from the rehearsal on in which something counts as in the phase's time: as long as its requests count against the tenant. */
const IN_ITS_TIME = 92;

/** Collisions by package, the soonest first. */
export function collisionsOf(read: readonly ReadPackage[], now: Date): Collision[] {
  return read.flatMap((each) => [...reviews(each, now), ...ends(each, now), ...eligible(each), ...untold(each)]).sort((a, b) => byText(a.on ?? '9', b.on ?? '9'));
}

const SILENCE: Record<PolicyReview['silence'], string> = {
  keepAccess: 'whoever nobody answers for keeps it',
  removeAccess: 'whoever nobody answers for loses it',
  acceptAccessRecommendation: 'whoever nobody answers for is kept or loses it as Entra recommends, which goes by their last sign-in',
};

function reviews({ packageName, policyId, design }: ReadPackage, now: Date): Collision[] {
  const policy = design?.policies.find((each) => each.id === policyId);
  if (!policy?.review) return [];
  const next = nextReview(policy.review, now);
  if (next && next.getTime() - now.getTime() > IN_ITS_TIME * DAY_MS) return [];
  return [{ kind: 'review', packageName, on: next?.toISOString().slice(0, 10) ?? null, text: `Access under “${policy.name}” is reviewed; ${SILENCE[policy.review.silence]}.` }];
}

/** When a policy's review begins next; null where the policy does not say, or it never does again. */
function nextReview({ from, every }: PolicyReview, now: Date): Date | null {
  if (!from) return null;
  const first = new Date(from);
  if (Number.isNaN(first.getTime()) || first > now) return Number.isNaN(first.getTime()) ? null : first;
  if (!every) return null;
  if (every.unit === 'day' || every.unit === 'week') {
    const step = every.count * (every.unit === 'week' ? 7 : 1) * DAY_MS;
    return new Date(first.getTime() + (Math.floor((now.getTime() - first.getTime()) / step) + 1) * step);
  }
  const step = every.count * (every.unit === 'year' ? 12 : 1);
  const passed = (now.getUTCFullYear() - first.getUTCFullYear()) * 12 + now.getUTCMonth() - first.getUTCMonth();
  const turn = Math.floor(passed / step);
  const at = monthsAfter(first, turn * step);
  return at > now ? at : monthsAfter(first, (turn + 1) * step);
}

/** The same day of a later month; its last where it has no such day. */
function monthsAfter(from: Date, months: number): Date {
  const at = new Date(from);
  at.setUTCDate(1);
  at.setUTCMonth(from.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(from.getUTCDate(), last));
  return at;
}

function ends({ packageName, policy, assigned }: ReadPackage, now: Date): Collision[] {
  const found: Collision[] = [];
  const until = policy?.expiration?.type === 'afterDateTime' ? policy.expiration.endDateTime : null;
  if (until && new Date(until).getTime() - now.getTime() <= IN_ITS_TIME * DAY_MS) {
    found.push({ kind: 'policyEnds', packageName, on: until.slice(0, 10), text: new Date(until) <= now ? `“${policy?.name ?? ''}” ended its access already, so nothing it gives lasts.` : `All access under “${policy?.name ?? ''}” ends on this day.` });
  }
  // Whoever it never came to loses nothing.
  const days = daysWithin([...assigned.values()].map(({ reason, until: end }) => (reason === 'deliveryFailed' ? null : end)), now, IN_ITS_TIME);
  const [soonest] = days;
  if (soonest) found.push({ kind: 'accessEnds', packageName, on: soonest, text: `${days.length === 1 ? 'One person who has it loses' : `${days.length.toLocaleString('en-GB')} people who have it lose`} it within three months, the first on this day.` });
  return found;
}

/** Graph v1.0 documents no reading of a group's PIM policy. */
function eligible({ packageName, roles }: ReadPackage): Collision[] {
  return roles.filter((role) => /^Eligible/i.test(role.roleOriginId)).map((role) => ({ kind: 'pimMaximum', packageName, on: null, text: `Eligible membership of “${role.resourceName}” ends with the maximum that Privileged Identity Management sets, which cannot be read here, even while the package still says assigned.` }));
}

function untold({ packageName, conflicts }: ReadPackage): Collision[] {
  return conflicts.filter((each) => each.holders === null).map((each) => ({ kind: 'conflictUnknown', packageName, on: null, text: `Members of “${each.name}” may not have it, and who they are is told to nobody: for them the assignment fails.` }));
}
