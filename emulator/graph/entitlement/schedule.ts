import type { Expiration, Policy, Schedule } from '../../model/governance';
import type { Body } from './body';
import { asBody, invalidModel, memberIn, textIn } from './body';

/** OData's Edm.Duration has neither years nor months nor weeks, whose lengths nobody can tell. */
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
/** https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-lifecycle-policy */
const LONGEST = 3660 * DAY;

/** Milliseconds of an ISO 8601 duration, or null for what is none to OData. */
export function durationMs(text: string): number | null {
  const match = DURATION.exec(text);
  if (!match || text === 'P' || text.endsWith('T')) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * DAY + (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + (seconds ?? 0) * 1000;
}

/** A duration as the service prints it, whatever way it was written: PT48H is P2D. */
function durationOf(ms: number): string {
  if (ms === 0) return 'PT0S';
  const parts = [[DAY, 'D'], [HOUR, 'H'], [MINUTE, 'M'], [1000, 'S']] as const;
  let left = ms;
  let text = 'P';
  for (const [length, letter] of parts) {
    const count = letter === 'S' ? left / length : Math.floor(left / length);
    left -= count * length;
    if (count === 0) continue;
    if (letter !== 'D' && !text.includes('T')) text += 'T';
    text += `${count}${letter}`;
  }
  return text;
}

export function durationIn(body: Body, name: string): string | null {
  const text = textIn(body, name);
  if (text === undefined) return null;
  const ms = durationMs(text);
  if (ms === null) throw invalidModel(`${name} is not a duration.`);
  return durationOf(ms);
}

/** A moment in UTC without a fraction of nothing, as the service prints it. */
export function dateIn(body: Body, name: string): string | null {
  const text = textIn(body, name);
  if (text === undefined) return null;
  const moment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) throw invalidModel(`${name} is not a date.`);
  return new Date(moment).toISOString().replace('.000Z', 'Z');
}

/** An end as Graph writes it; a duration or date that does not fit its type is InvalidModel, one the type does not use is dropped. */
export function readExpiration(value: unknown): Expiration {
  const body = asBody(value, 'expiration');
  const type = memberIn(body, 'type', ['notSpecified', 'noExpiration', 'afterDateTime', 'afterDuration']) ?? 'notSpecified';
  const endDateTime = dateIn(body, 'endDateTime');
  const duration = durationIn(body, 'duration');
  if (type === 'afterDateTime' && endDateTime === null) throw invalidModel('expiration.endDateTime is required.');
  if (type === 'afterDuration') {
    if (duration === null) throw invalidModel('expiration.duration is required.');
    if ((durationMs(duration) ?? 0) > LONGEST) throw invalidModel('expiration.duration is longer than 3660 days.');
  }
  return { type, endDateTime: type === 'afterDateTime' ? endDateTime : null, duration: type === 'afterDuration' ? duration : null };
}

export const UNSCHEDULED: Schedule = { startDateTime: null, expiration: { type: 'notSpecified', endDateTime: null, duration: null } };

/** The schedule a request asks for, or an open one. */
export function readSchedule(value: unknown): Schedule {
  if (value === undefined || value === null) return structuredClone(UNSCHEDULED);
  const body = asBody(value, 'schedule');
  const expiration: Expiration = body.expiration === undefined || body.expiration === null ? { ...UNSCHEDULED.expiration } : readExpiration(body.expiration);
  return { startDateTime: dateIn(body, 'startDateTime'), expiration };
}

/** When an assignment begins and ends: the earlier of what was asked for and what the policy allows. */
export function settle(asked: Schedule, policy: Policy | undefined, start: number): Schedule {
  const ends = [asked.expiration, policy?.expiration].flatMap((expiration) => {
    if (expiration?.type === 'afterDateTime' && expiration.endDateTime !== null) return [Date.parse(expiration.endDateTime)];
    const length = expiration?.type === 'afterDuration' && expiration.duration !== null ? durationMs(expiration.duration) : null;
    return length === null ? [] : [start + length];
  });
  const startDateTime = new Date(start).toISOString();
  return ends.length === 0
    ? { startDateTime, expiration: { type: 'noExpiration', endDateTime: null, duration: null } }
    : { startDateTime, expiration: { type: 'afterDateTime', endDateTime: new Date(Math.min(...ends)).toISOString(), duration: null } };
}
