import { afterEach, expect, test, vi } from 'vitest';
import { isNoAnswer, orNoAnswer } from './no-answer';

afterEach(() => vi.unstubAllGlobals());

const send = (failure: Error) => orNoAnswer<string>(() => Promise.reject(failure))(null, new FormData());

test('a request that found nobody is an answer of its own in the browser; every other failure goes on', async () => {
  vi.stubGlobal('window', {});
  for (const words of ['Failed to fetch', 'network error', 'NetworkError when attempting to fetch resource.', 'Load failed']) {
    expect(await send(new TypeError(words))).toMatchObject({ ok: false, code: 'noAnswer' });
  }
  const redirect = new Error('NEXT_REDIRECT');
  await expect(send(redirect)).rejects.toBe(redirect);
  expect(isNoAnswer(new TypeError('x is not a function'))).toBe(false);
});

test('on the server the action stays what it is', () => {
  const action = () => Promise.resolve(null);
  expect(orNoAnswer(action)).toBe(action);
});
