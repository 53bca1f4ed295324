import { expect, test } from 'vitest';
import { resourceDifferences } from './rehearsal-view';
import type { ResourceLine } from './rehearsal-view';

function aLine(name: string, gain: number, before: number | null, mayGain = 0): ResourceLine {
  return { key: name, resourceName: name, originSystem: 'AadGroup', roleName: 'Member', packageNames: ['Finance'], gain, mayGain, already: 0, before, ownerNames: [], approval: 'approved' };
}

test('two rehearsals are told apart by what their roles gain, with those that came or went', () => {
  const older = [aLine('Ledger', 285, 94), aLine('Close', 12, 3), aLine('Archive', 5, 0)];
  const newer = [aLine('Ledger', 287, 94), aLine('Close', 12, 4), aLine('Portal', 0, null, 287)];
  const role = (name: string) => ({ key: name, resourceName: name, originSystem: 'AadGroup', roleName: 'Member' });
  expect(resourceDifferences(older, newer)).toEqual([
    { ...role('Ledger'), was: { gain: 285, mayGain: 0, after: 379 }, is: { gain: 287, mayGain: 0, after: 381 } },
    { ...role('Portal'), was: null, is: { gain: 0, mayGain: 287, after: null } },
    { ...role('Archive'), was: { gain: 5, mayGain: 0, after: 5 }, is: null },
  ]);
});
