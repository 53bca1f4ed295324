import { expect, test } from 'vitest';
import type { PackagePolicy, PolicyReview } from '@/lib/authoring/package-design';
import type { ReadPackage } from './change-set';
import { collisionsOf } from './collisions';

/** The day of the next review of a package whose policy is reviewed so. */
function nextOn(review: PolicyReview, now: string): (string | null)[] {
  const policy = { id: 'q', name: 'Direct', review } as PackagePolicy;
  const read = { packageId: 'p', packageName: 'Finance', policyId: 'q', policy: null, roles: [], conflicts: [], assigned: new Map(), requested: new Map(), design: { policies: [policy] } } as unknown as ReadPackage;
  return collisionsOf([read], new Date(now)).map(({ on }) => on);
}

test.each<[string, string, PolicyReview['every'], string, (string | null)[]]>([
  ['the first is yet to come', '2026-12-01T00:00:00Z', null, '2026-11-26T08:00:00Z', ['2026-12-01']],
  ['it does not come again', '2026-01-31T00:00:00Z', null, '2026-11-26T08:00:00Z', [null]],
  ['every month from the 31st, in a month of 30 days', '2026-01-31T00:00:00Z', { unit: 'month', count: 1 }, '2026-11-26T08:00:00Z', ['2026-11-30']],
  ['every month from the 31st, in February', '2026-01-31T00:00:00Z', { unit: 'month', count: 1 }, '2027-02-01T08:00:00Z', ['2027-02-28']],
  ['every month from the 31st, after a short month', '2026-01-31T00:00:00Z', { unit: 'month', count: 1 }, '2027-02-28T08:00:00Z', ['2027-03-31']],
  ['every quarter', '2025-02-15T09:00:00Z', { unit: 'month', count: 3 }, '2026-11-15T09:00:00Z', ['2027-02-15']],
  ['every year from a leap day', '2024-02-29T00:00:00Z', { unit: 'year', count: 1 }, '2027-01-10T08:00:00Z', ['2027-02-28']],
  ['every second week', '2026-11-02T00:00:00Z', { unit: 'week', count: 2 }, '2026-11-26T08:00:00Z', ['2026-11-30']],
  ['every day for twenty years', '2006-11-02T06:00:00Z', { unit: 'day', count: 1 }, '2026-11-26T08:00:00Z', ['2026-11-27']],
  ['beyond the time of the phase', '2026-10-01T00:00:00Z', { unit: 'year', count: 1 }, '2026-11-26T08:00:00Z', []],
])('the next review is told by its day: %s', (_, from, every, now, days) => {
  expect(nextOn({ from, every, silence: 'keepAccess' }, now)).toEqual(days);
});
