import { expect, test } from 'vitest';
import type { RehearsalTotals } from '@/lib/rollout/rehearsal';
import { rehearsedWords, standingHead } from './outcome-words';

const NOBODY = { assign: 0, byRule: 0, mayAsk: 0, alreadyAssigned: 0, inFlight: 0, blocked: 0 };
const words = (people: Partial<RehearsalTotals['people']>, gaining: number, asking = 0) => rehearsedWords({ people: { ...NOBODY, ...people }, changes: NOBODY, gaining, asking });

test('what a rehearsal comes to names everybody, those on their way too where there are any', () => {
  expect([words({ assign: 55, alreadyAssigned: 4, inFlight: 1 }, 55), words({ assign: 56, alreadyAssigned: 4 }, 56), words({ mayAsk: 2, inFlight: 1200 }, 0, 2)]).toEqual([
    '55 people gain it, 1 on the way already, 4 already have it, 0 blocked',
    '56 people gain it, 4 already have it, 0 blocked',
    '2 people may ask for it, 1,200 on the way already, 0 already have it, 0 blocked',
  ]);
});

test('how people stood in the rehearsal is not called now once the phase has run', () => {
  expect((['draft', 'rehearsed', 'signed', 'running', 'passed', 'reversed'] as const).map(standingHead)).toEqual(['Now', 'Now', 'Now', 'When rehearsed', 'When rehearsed', 'When rehearsed']);
});
