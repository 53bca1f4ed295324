import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayAt, endOfDay, isTimeZone, isWorkingDay, nextDay, startOfDay, usualCalendar, workingDayAfter } from './working-days';

const HELSINKI = usualCalendar('Europe/Helsinki');

test('working days pass over weekends and holidays, and are counted from the day it is there', () => {
  const friday = new Date('2026-11-27T10:00:00Z');
  const withHoliday = { ...HELSINKI, holidays: new Set(['2026-12-01']) };
  // An hour before midnight in UTC it is the next day in Helsinki.
  const lateOnThursday = new Date('2026-11-26T23:00:00Z');

  expect([0, 1, 2, 5].map((count) => workingDayAfter(friday, count, HELSINKI))).toEqual(['2026-11-27', '2026-11-30', '2026-12-01', '2026-12-04']);
  expect(workingDayAfter(friday, 2, withHoliday)).toBe('2026-12-02');
  expect(workingDayAfter(lateOnThursday, 1, HELSINKI)).toBe('2026-11-30');
  expect(workingDayAfter(new Date('2026-11-28T10:00:00Z'), 0, HELSINKI)).toBe('2026-11-30');
});

test('a week may rest on other days than Saturday and Sunday, and a calendar without work says so', () => {
  const riyadh = { ...usualCalendar('Asia/Riyadh'), weekend: new Set([5, 6]) };

  expect(workingDayAfter(new Date('2026-11-26T09:00:00Z'), 1, riyadh)).toBe('2026-11-29');
  expect(() => workingDayAfter(new Date(), 1, { ...HELSINKI, weekend: new Set([0, 1, 2, 3, 4, 5, 6]) })).toThrow(RangeError);
});

test('a day begins and ends by the clock of its zone, also on the days the clock is changed', () => {
  const chatham = usualCalendar('Pacific/Chatham');
  const beirut = usualCalendar('Asia/Beirut');

  expect(startOfDay('2026-11-25', HELSINKI).toISOString()).toBe('2026-11-24T22:00:00.000Z');
  expect(endOfDay('2026-11-25', HELSINKI).toISOString()).toBe('2026-11-25T22:00:00.000Z');
  // 23 and 25 hours long.
  expect(endOfDay('2026-03-29', HELSINKI).getTime() - startOfDay('2026-03-29', HELSINKI).getTime()).toBe(23 * 3_600_000);
  expect(endOfDay('2026-10-25', HELSINKI).getTime() - startOfDay('2026-10-25', HELSINKI).getTime()).toBe(25 * 3_600_000);
  expect(startOfDay('2026-06-01', chatham).toISOString()).toBe('2026-05-31T11:15:00.000Z');
  // Its clock goes from 00:00 to 01:00: the day begins at one.
  expect(startOfDay('2026-03-29', beirut).toISOString()).toBe('2026-03-28T22:00:00.000Z');
});

test('a zone nobody knows is told', () => {
  expect([isTimeZone('Europe/Lisbon'), isTimeZone('Middle/Earth')]).toEqual([true, false]);
  expect(() => usualCalendar('Middle/Earth')).toThrow(RangeError);
});

test('whatever the calendar, a working day is one, and one more day of time is one day later or more', () => {
  const calendars = fc.record({
    timeZone: fc.constantFrom('Europe/Helsinki', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Kolkata', 'UTC'),
    weekend: fc.subarray([0, 1, 2, 3, 4, 5, 6], { maxLength: 6 }).map((days) => new Set(days)),
    holidays: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 20 }).map((days) => new Set(days.map((day) => new Date(Date.UTC(2026, 10, 1 + day)).toISOString().slice(0, 10)))),
  });
  fc.assert(
    fc.property(calendars, fc.date({ min: new Date('2026-11-01'), max: new Date('2026-12-20'), noInvalidDate: true }), fc.integer({ min: 0, max: 12 }), (calendar, at, count) => {
      const day = workingDayAfter(at, count, calendar);
      const passed: string[] = [];
      for (let each = dayAt(at, calendar); each < day; each = nextDay(each)) passed.push(nextDay(each));
      const worked = passed.filter((each) => isWorkingDay(each, calendar)).length;
      expect(isWorkingDay(day, calendar)).toBe(true);
      expect(worked).toBe(count === 0 ? (passed.length > 0 ? 1 : 0) : count);
      expect(dayAt(startOfDay(day, calendar), calendar)).toBe(day);
      expect(dayAt(new Date(startOfDay(day, calendar).getTime() - 1), calendar) < day).toBe(true);
      expect(endOfDay(day, calendar).getTime()).toBe(startOfDay(nextDay(day), calendar).getTime());
    }),
    { numRuns: 150 },
  );
});
