import type { Expiration, Policy, Schedule } from '../../model/governance';
import { asBody, invalidModel, textIn } from './body';
import { readExpiration } from './policy-body';

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const DAY = 86_400_000;

/** Milliseconds of an ISO 8601 duration (a year as 365 days, a month as 30), or null for what is none. */
export function durationMs(text: string): number | null {
  const match = DURATION.exec(text);
  if (!match || text === 'P' || text.endsWith('T')) return null;
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const wholeDays = (years ?? 0) * 365 + (months ?? 0) * 30 + (weeks ?? 0) * 7 + (days ?? 0);
  return wholeDays * DAY + (hours ?? 0) * 3_600_000 + (minutes ?? 0) * 60_000 + (seconds ?? 0) * 1000;
}

export const UNSCHEDULED: Schedule = { startDateTime: null, expiration: { type: 'notSpecified', endDateTime: null, duration: null } };

/** The schedule a request asks for, or an open one. */
export function readSchedule(value: unknown): Schedule {
  if (value === undefined || value === null) return structuredClone(UNSCHEDULED);
  const body = asBody(value, 'schedule');
  const startDateTime = textIn(body, 'startDateTime') ?? null;
  if (startDateTime !== null && Number.isNaN(Date.parse(startDateTime))) throw invalidModel('schedule.startDateTime is not a date.');
  const expiration: Expiration = body.expiration === undefined || body.expiration === null ? { ...UNSCHEDULED.expiration } : readExpiration(body.expiration);
  return { startDateTime, expiration };
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
