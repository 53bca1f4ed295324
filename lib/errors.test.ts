import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { AppError, isAppError } from './errors';
import type * as Errors from './errors';

test('a log of a whole error names code, message and cause, and nothing of what an answer held', () => {
  const cause = Object.assign(new Error('Graph answered 403'), { body: 'a person’s name', headers: { authorization: 'Bearer secret' } });
  const said = inspect(new AppError('noPermission', 'adding a resource', { say: 'Not you, Ana.', cause }), { depth: 9 });
  expect(said).toMatch(/^AppError: adding a resource\n +at [\s\S]*\n {2}digest noPermission:[0-9a-f]{8}\n {2}caused by Error: Graph answered 403$/);
});

test('what another bundle of the product threw is one too', async () => {
  const again = './errors?another-bundle';
  const other = (await import(/* @vite-ignore */ again)) as typeof Errors;
  const error = new other.AppError('database', 'gone');
  expect([error instanceof AppError, isAppError(error), isAppError(error, 'database'), isAppError(error, 'offline'), isAppError(new Error('gone'))]).toEqual([false, true, true, false, false]);
});
