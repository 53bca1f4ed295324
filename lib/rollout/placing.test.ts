import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccessEnd } from './access-end';
import type { ChangeCalendar } from './change-calendar';
import { calendarForCountry, placeRequest, workingMorningBy } from './placing';
import { clockAt, dayAt, isWorkingDay, usualCalendar } from './working-days';

const BERLIN = usualCalendar('Europe/Berlin');
const DAY = 86_400_000;
const days = (count: number): AccessEnd => ({ kind: 'after', ms: count * DAY });
const NOW = new Date('2026-11-26T10:00:00Z');
const placing = (end: AccessEnd, accessFrom: Date | null = null) => ({ accessFrom, ends: new Map([['p', end]]), calendarOf: () => BERLIN });
const item = { personId: 'ana', packageId: 'p' };

test('an end falls on the last working morning before the policy ends it: not at a weekend, on a holiday or at night', () => {
  expect(workingMorningBy(new Date('2026-12-06T23:00:00Z'), BERLIN)?.toISOString()).toBe('2026-12-04T08:00:00.000Z');
  expect(workingMorningBy(new Date('2026-12-04T07:59:00Z'), BERLIN)?.toISOString()).toBe('2026-12-03T08:00:00.000Z');
  expect(workingMorningBy(new Date('2027-01-01T12:00:00Z'), { ...BERLIN, holidays: new Set(['2027-01-01', '2026-12-31']) })?.toISOString()).toBe('2026-12-30T08:00:00.000Z');
  // Nine o'clock in summer and in winter.
  expect(workingMorningBy(new Date('2026-07-06T12:00:00Z'), BERLIN)?.toISOString()).toBe('2026-07-06T07:00:00.000Z');
  expect(workingMorningBy(NOW, { ...BERLIN, weekend: new Set([0, 1, 2, 3, 4, 5, 6]) })).toBeNull();
});

test('a request is placed ahead while its start lies ahead, and its end counts from there', () => {
  const from = new Date('2026-12-01T07:00:00Z');

  expect(placeRequest(placing({ kind: 'never' }, from), item, NOW)).toEqual({ startDateTime: '2026-12-01T07:00:00.000Z' });
  expect(placeRequest(placing(days(30), from), item, NOW)).toEqual({ startDateTime: '2026-12-01T07:00:00.000Z', endDateTime: '2026-12-30T08:00:00.000Z' });
  expect(placeRequest(placing(days(30), from), item, new Date('2026-12-02T10:00:00Z'))).toEqual({ endDateTime: '2027-01-01T08:00:00.000Z' });
});

test('where there is no working morning in between, or no calendar, or no end, the policy says it alone', () => {
  expect(placeRequest(placing({ kind: 'after', ms: 3_600_000 }), item, NOW)).toBeNull();
  expect(placeRequest({ ...placing(days(30)), calendarOf: () => null }, item, NOW)).toBeNull();
  expect(placeRequest(placing({ kind: 'never' }), item, NOW)).toBeNull();
});

test('whatever the end, it is never later than the policy says and is a working morning', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 400 }), fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }), fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata'), (length, at, zone) => {
      const calendar = usualCalendar(zone);
      const placed = placeRequest({ ...placing(days(length)), calendarOf: () => calendar }, item, at);
      if (!placed?.endDateTime) {
        expect(length).toBeLessThanOrEqual(4);
        return;
      }
      const end = new Date(placed.endDateTime);
      expect([end.getTime() <= at.getTime() + length * DAY, end > at, isWorkingDay(dayAt(end, calendar), calendar), clockAt(end, calendar)]).toEqual([true, true, true, '09:00']);
    }),
    { numRuns: 200 },
  );
});

test('somebody goes by the calendar of their country, with its holidays alone, else by the phase’s as a whole', () => {
  const base = { workingDays: [1, 2, 3, 4, 5], windows: [], freezes: [] };
  const own: ChangeCalendar = { ...base, id: '1', name: 'Middle Europe', timeZone: 'Europe/Berlin', countries: ['AT', 'DE'], holidays: [{ day: '2026-12-08', country: 'AT', name: 'Immaculate Conception' }] };
  const us: ChangeCalendar = { ...base, id: '2', name: 'US', timeZone: 'America/New_York', countries: ['US'], holidays: [{ day: '2026-11-26', country: 'US', name: 'Thanksgiving' }] };

  expect(['Austria', 'de', 'United States', 'Italy', null].map((country) => {
    const { timeZone, holidays } = calendarForCountry(country, own, [us, own]);
    return [timeZone, [...holidays]];
  })).toEqual([['Europe/Berlin', ['2026-12-08']], ['Europe/Berlin', []], ['America/New_York', ['2026-11-26']], ['Europe/Berlin', ['2026-12-08']], ['Europe/Berlin', ['2026-12-08']]]);
});
