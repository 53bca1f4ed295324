import { expect, test } from 'vitest';
import { isExtendable, spreadEnds, spreadOver } from './handover-item';
import { dayAt, isWorkingDay, usualCalendar } from './working-days';

const calendar = usualCalendar('Europe/Helsinki');
const now = new Date('2026-11-26T13:00:00Z');
const people = Array.from({ length: 400 }, (_, index) => `00000000-0000-4000-8000-${String(index * 7919).padStart(12, '0')}`);

test('the ends of a cohort are spread over working mornings, never later than the policy lets them, the same at every rehearsal', () => {
  const halfAYear = { kind: 'after' as const, ms: 180 * 86_400_000 };
  const ends = people.map(spreadEnds(halfAYear, now, calendar));
  expect(ends).toEqual(people.map(spreadEnds(halfAYear, now, calendar)));
  const days = ends.map((end) => dayAt(end!, calendar));
  const byDay = new Map<string, number>();
  for (const day of days) byDay.set(day, (byDay.get(day) ?? 0) + 1);
  expect(byDay.size).toBe(spreadOver(180));
  expect(Math.max(...byDay.values())).toBeLessThan(people.length / 6);
  expect(days.every((day) => isWorkingDay(day, calendar))).toBe(true);
  expect(ends.every((end) => end!.getTime() <= now.getTime() + 180 * 86_400_000)).toBe(true);
  expect(new Set(ends.map((end) => end!.toLocaleTimeString('en-GB', { timeZone: 'Europe/Helsinki', hour: '2-digit', minute: '2-digit' })))).toEqual(new Set(['09:00']));
});

test('access of a few days ends within them, and access without an end has none', () => {
  const short = people.map(spreadEnds({ kind: 'after', ms: 4 * 86_400_000 }, now, calendar)).map((end) => end!);
  expect(short.every((end) => end > now && end.getTime() <= now.getTime() + 4 * 86_400_000)).toBe(true);
  expect(spreadEnds({ kind: 'never' }, now, calendar)(people[0]!)).toBeNull();
});

test('whoever cannot ask under a policy, or has no end, cannot extend', () => {
  const open = { scope: 'allMemberUsers', expiration: { type: 'afterDuration' as const, days: 30, duration: 'P30D', endDateTime: null }, selfExtend: true, automatic: false };
  expect(isExtendable(open)).toBe(true);
  expect([{ ...open, scope: 'notSpecified' }, { ...open, selfExtend: false }, { ...open, automatic: true }, { ...open, expiration: { type: 'noExpiration' as const, days: null, duration: null, endDateTime: null } }].map(isExtendable)).toEqual([false, false, false, false]);
});
