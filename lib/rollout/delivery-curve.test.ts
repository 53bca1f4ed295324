import { expect, test } from 'vitest';
import { forecastOf, pointsOf, tellingPoints } from './delivery-curve';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 9, minute));
const curve = (...delivered: number[]) => delivered.map((each, index) => ({ at: at(10 * index).toISOString(), delivered: each, failed: 0 }));

test('what arrived in each part adds up from nothing to all of it', () => {
  const points = pointsOf(at(0), at(40), [{ part: 1, delivered: 3, failed: 0 }, { part: 3, delivered: 1, failed: 2 }], 4);
  expect(points.map(({ at: when, delivered, failed }) => [when.slice(11, 16), delivered, failed])).toEqual([['09:00', 0, 0], ['09:10', 0, 0], ['09:20', 3, 0], ['09:30', 3, 0], ['09:40', 4, 2]]);
  expect(pointsOf(at(0), at(0), [{ part: 0, delivered: 3, failed: 0 }])).toEqual([{ at: at(0).toISOString(), delivered: 0, failed: 0 }]);
});

test('the forecast goes on at the pace of the later half since the first arrived', () => {
  // Nobody in the first 20 minutes, then 40 people in 20 minutes, 20 of them in the later 10.
  expect(forecastOf(curve(0, 0, 0, 20, 40), 10)?.toISOString()).toBe(at(45).toISOString());
});

test.each([
  ['nobody has arrived', curve(0, 0, 0), 5],
  ['nobody arrived lately', curve(0, 4, 4, 4, 4), 5],
  ['nothing is open', curve(0, 4, 8), 0],
  ['it would take longer than a week', curve(0, 0, 1), 2_000],
  ['there is no point', [], 5],
])('there is no forecast where %s', (_why, points, open) => {
  expect(forecastOf(points, open)).toBeNull();
});

test('a table tells the ends and what changed between them', () => {
  expect(tellingPoints(curve(0, 0, 4, 4, 4)).map(({ delivered }) => delivered)).toEqual([0, 4, 4]);
});
