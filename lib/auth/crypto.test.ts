import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { isAppError } from '@/lib/errors';
import { seal, unseal } from './crypto';

const oldKey = randomBytes(32).toString('base64');
const newKey = randomBytes(32).toString('base64');
const row = randomUUID();

/** The code of what `work` throws, or what it gives. */
function outcome(work: () => string): string {
  try {
    return work();
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

beforeEach(() => {
  process.env.SESSION_KEY = oldKey;
  delete process.env.SESSION_KEY_PREVIOUS;
});

test('what was sealed opens for its own row and purpose', () => {
  expect(unseal(seal('{"Account":{}} ä', row, 'token-cache'), row, 'token-cache')).toBe('{"Account":{}} ä');
});

test('the same text is never sealed to the same bytes', () => {
  expect(seal('text', row, 'token-cache').equals(seal('text', row, 'token-cache'))).toBe(false);
});

test('moved to another row or purpose it does not open', () => {
  const sealed = seal('text', row, 'token-cache');
  expect(outcome(() => unseal(sealed, randomUUID(), 'token-cache'))).toBe('signedOut');
  expect(outcome(() => unseal(sealed, row, 'assertion'))).toBe('signedOut');
});

test('with any one byte flipped, or cut short, it does not open', () => {
  const sealed = seal('text', row, 'token-cache');
  for (let index = 0; index < sealed.length; index += 1) {
    const flipped = Buffer.from(sealed);
    flipped[index] = (flipped[index] ?? 0) ^ 1;
    expect([index, outcome(() => unseal(flipped, row, 'token-cache'))]).toEqual([index, 'signedOut']);
  }
  for (const length of [0, 1, 20, sealed.length - 1]) expect(outcome(() => unseal(sealed.subarray(0, length), row, 'token-cache'))).toBe('signedOut');
});

test('while keys rotate both are accepted and new bytes are under the new one; afterwards the old is refused', () => {
  const before = seal('before', row, 'token-cache');
  process.env.SESSION_KEY = newKey;
  process.env.SESSION_KEY_PREVIOUS = oldKey;
  const during = seal('during', row, 'token-cache');
  expect([unseal(before, row, 'token-cache'), unseal(during, row, 'token-cache')]).toEqual(['before', 'during']);

  delete process.env.SESSION_KEY_PREVIOUS;
  expect([outcome(() => unseal(before, row, 'token-cache')), unseal(during, row, 'token-cache')]).toEqual(['signedOut', 'during']);
});
