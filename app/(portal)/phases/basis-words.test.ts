import { expect, test } from 'vitest';
import { addedWords } from './basis-words';

test('whoever adds people is told of those left out what kind of account they are', () => {
  expect([
    addedWords({ added: 0, already: 0, leftOut: { disabled: 1 }, others: 0 }),
    addedWords({ added: 3, already: 1, leftOut: { shared: 1, disabled: 1200, service: 2 }, others: 0 }),
    addedWords({ added: 1, already: 0, leftOut: {}, others: 2 }),
  ]).toEqual([
    'Nobody was added; 1 disabled account is left out, to be taken in one by one for a reason.',
    '3 people added; 1 was in the cohort already; 1,200 disabled accounts, 2 service accounts and 1 shared mailbox are left out, to be taken in one by one for a reason.',
    '1 person added; 2 members are no person (a nested group or a device) and were left out.',
  ]);
});
