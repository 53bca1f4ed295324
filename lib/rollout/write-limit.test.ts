import { expect, test } from 'vitest';
import { usualCalendar } from './working-days';
import { partAt } from './write-limit';

const HOURS = { part: 0.5, from: 8, until: 18 };

test('half of the limit is used on working days from eight to six by the clock of the calendar', () => {
  const calendar = { ...usualCalendar('Europe/Helsinki'), holidays: new Set(['2026-12-24']) };
  const parts = ['2026-11-26T05:59:00Z', '2026-11-26T06:00:00Z', '2026-11-26T15:59:00Z', '2026-11-26T16:00:00Z', '2026-11-28T09:00:00Z', '2026-12-24T09:00:00Z'].map((at) => partAt(new Date(at), HOURS, calendar));
  expect(parts).toEqual([1, 0.5, 0.5, 1, 1, 1]);
});
