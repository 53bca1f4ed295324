import { expect, test } from 'vitest';
import { roundMost, tickWords, timeTicks } from './plot-axes';

test('a scale ends at a value that its parts divide into round whole numbers', () => {
  expect([0, 1, 2, 6, 50, 102, 999, 10_000].map((most) => roundMost(most, 4))).toEqual([4, 4, 4, 8, 80, 120, 1200, 12_000]);
  expect([0, 2, 3, 21].map((most) => roundMost(most, 2))).toEqual([2, 2, 4, 40]);
});

test('a time axis has round moments, no more than there is room for', () => {
  const from = Date.parse('2026-11-26T15:22:03Z');
  const clocks = (minutes: number, most: number) => timeTicks(from, from + minutes * 60_000, most).map((each) => each.toISOString().slice(11, 19));
  expect(clocks(6, 7)).toEqual(['15:23:00', '15:24:00', '15:25:00', '15:26:00', '15:27:00', '15:28:00']);
  expect(clocks(6, 3)).toEqual(['15:24:00', '15:26:00', '15:28:00']);
  expect(clocks(0, 4)).toEqual(['15:22:03']);
  expect(timeTicks(from, from + 400 * 24 * 3_600_000, 7).length).toBeLessThanOrEqual(7);
});

test('a mark says the day where the axis spans several, with its year where that is not this one, and else the time', () => {
  const [now, day] = [new Date('2027-01-20T12:00:00'), 24 * 3_600_000];
  expect([['2026-12-30T00:00:00', 30 * day], ['2027-01-02T00:00:00', 30 * day], ['2026-12-30T08:05:00', day], ['2026-12-30T08:05:07', 60_000]].map(([at, span]) => tickWords(new Date(String(at)), Number(span), now))).toEqual(['30 Dec 2026', '2 Jan', '08:05', '08:05:07']);
});
