/** When access ends, as a policy says it, so that two ends can be held against each other. Pure. */
import type { RehearsedExpiration } from './rehearsal';

export type AccessEnd = { kind: 'never' } | { kind: 'after'; ms: number } | { kind: 'on'; at: number };

const UNITS_MS = [365 * 86_400_000, 30 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000];

/** Milliseconds of an ISO 8601 duration, a year as 365 and a month as 30 days; null where it is none. */
export function durationMs(duration: string): number | null {
  const found = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration);
  if (!found || !/\d/.test(duration)) return null;
  return found.slice(1).reduce((sum, part, index) => sum + Number(part ?? 0) * (UNITS_MS[index] ?? 0), 0);
}

/** The end of a policy. One that is not said, or cannot be read, is none: access goes on. */
export function endOfPolicy(expiration: RehearsedExpiration | null): AccessEnd {
  if (expiration?.type === 'afterDuration') return afterDuration(expiration.duration ?? '');
  if (expiration?.type === 'afterDateTime') return onDay(expiration.endDateTime ?? '');
  return { kind: 'never' };
}

/** The end as the terms of a grant write it: `P180D`, a day, or the word for none. */
export function endOfTerms(ends: string): AccessEnd {
  return ends.startsWith('P') ? afterDuration(ends) : onDay(ends);
}

function afterDuration(duration: string): AccessEnd {
  const ms = durationMs(duration);
  return ms === null ? { kind: 'never' } : { kind: 'after', ms };
}

function onDay(text: string): AccessEnd {
  const at = Date.parse(text);
  return Number.isNaN(at) ? { kind: 'never' } : { kind: 'on', at };
}

/** Whether access may last longer under the one than under the other; a length and a date do not compare, so it may. */
export function isLater(end: AccessEnd, than: AccessEnd): boolean {
  if (than.kind === 'never') return false;
  if (end.kind === 'after' && than.kind === 'after') return end.ms > than.ms;
  if (end.kind === 'on' && than.kind === 'on') return end.at > than.at;
  return true;
}

/** Of these ends, each a moment or a day, the days of those that come within so many days, the soonest first. Days are UTC's. */
export function daysWithin(ends: Iterable<string | null>, now: Date, days: number): string[] {
  const [today = '', last = ''] = [now, new Date(now.getTime() + days * 86_400_000)].map((each) => each.toISOString().slice(0, 10));
  return [...ends].flatMap((end) => end?.slice(0, 10) ?? []).filter((day) => day >= today && day <= last).sort();
}

/** The moment access ends that begins at `from`; null for never. */
export function endsAt(end: AccessEnd, from: Date): Date | null {
  if (end.kind === 'never') return null;
  return new Date(end.kind === 'on' ? end.at : from.getTime() + end.ms);
}
