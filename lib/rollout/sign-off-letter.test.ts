import { expect, test } from 'vitest';
import type { BaselineLine } from './baseline-view';
import { alreadyWords, letterTitle } from './sign-off-letter';
import { undoneLines } from './undone';

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

const line = (more: Partial<BaselineLine>): BaselineLine => ({ key: 'k', resourceName: 'Ledger', originSystem: 'AadGroup', roleName: 'Member', gain: 0, already: 0, routes: [], lose: 0, loseOwnPlace: 0, unknown: 0, unknownAssigned: 0, why: null, asReported: false, source: 'tenant', asOf: null, ...more });

test('how many have it already is a number only where everybody is told', () => {
  const said = (already: number, more: Partial<BaselineLine>) => alreadyWords({ people: 60, already, baseline: [line(more)] });
  expect([said(0, {}), said(1, {}), said(0, { unknown: 5 }), said(12, { unknown: 1 }), said(0, { asReported: true }), said(3, { asReported: true })]).toEqual([
    '0 people of the phase have it already.',
    '1 person of the phase has it already.',
    'Of 5 people of the phase it cannot be told whether they have it already.',
    '12 people of the phase have it already; of 1 person it cannot be told.',
    'Whether anybody of the phase has it already, Microsoft Graph does not tell.',
    '3 people of the phase have it already by a package; whether others do, Microsoft Graph does not tell.',
  ]);
});

test('what an undo does is said of as many as it is done to, and why the others are left', () => {
  const nobody = { unknown: 0, site: 0, beside: 0, left: 0, bridged: 0, restored: 0, otherWay: 0, lose: 0 };
  const said = (people: number, more: Partial<typeof nobody>, proposed: 'leave' | 'bridge' | 'restore' = 'leave', mayAsk = 0) => undoneLines({ people, mayAsk, undone: { ...nobody, ...more }, proposed }, '');
  const [none, sign] = ['None of them had a place of their own in it before.', 'they lose it again, and that is part of what you sign.'];
  expect([said(53, { lose: 53 }), said(1, { lose: 1 }), said(53, { lose: 41, left: 12 }), said(5, { lose: 2, restored: 2, left: 1 }, 'restore'), said(4, { lose: 1, bridged: 1, unknown: 1, beside: 1 }, 'bridge'), said(3, { lose: 3 }, 'leave', 3)]).toEqual([
    [`Can be, for all 53: ${sign}`, none],
    [`Can be, for the one person: ${sign}`, none],
    [`Can be, for 41 of 53 people: ${sign}`, '12 people had a place of their own in it before. What becomes of it is part of the answer; proposed: leave their assignment, so they keep it.'],
    [`Can be, for 2 of 5 people: ${sign}`, '3 people had a place of their own in it before. What becomes of it is part of the answer; proposed: remove and restore, so they are without it from minutes to a day.', '1 of them has it in a way that cannot be put back, and is left as they are.'],
    [`Can be, for 1 of 4 people: ${sign}`, '1 person had a place of their own in it before. What becomes of it is part of the answer; proposed: bridge, so they keep it by a small package.', '1 person had another part of the package before, and keeps all of it with the assignment.', 'Of 1 person it cannot be told what they had before, so nothing is taken from them by itself.'],
    [`Can be, for all 3: ${sign}`, 'Only whoever asked for it and has it by then can lose it.'],
  ]);
});
