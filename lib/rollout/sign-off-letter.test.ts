import { expect, test } from 'vitest';
import type { BaselineLine } from './baseline-view';
import { letterTitle } from './sign-off-letter';

const resource = { noun: 'group', name: 'Ledger' };

test('the title of a letter says how many are new to it, where that is known and not all of them', () => {
  const before = (gain: number, unknown = 0): BaselineLine[] => [{ key: 'k', resourceName: 'Ledger', originSystem: 'AadGroup', roleName: 'Member', gain, already: 60 - gain, routes: [], lose: 0, loseOwnPlace: 0, unknown, unknownAssigned: 0, why: null, asReported: false, source: 'tenant', asOf: null }];
  const titled = (baseline: BaselineLine[], mayAsk?: number) => letterTitle([{ resource, people: 60, baseline, ...(mayAsk ? { mayAsk } : {}) }], 60);
  expect([titled(before(60)), titled(before(48)), titled(before(0)), titled(before(48, 1)), titled([]), titled(before(48), 10)]).toEqual([
    '60 people would join Ledger',
    '60 people would join Ledger, 48 of them new to it',
    '60 people would join Ledger, and all have it already',
    '60 people would join Ledger',
    '60 people would join Ledger',
    '60 people would join Ledger',
  ]);
});
