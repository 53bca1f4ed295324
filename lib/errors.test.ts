import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { AppError } from './errors';

test('a log of a whole error names code, message and cause, and nothing of what an answer held', () => {
  const cause = Object.assign(new Error('Graph answered 403'), { body: 'a person’s name', headers: { authorization: 'Bearer secret' } });
  const said = inspect(new AppError('noPermission', 'adding a resource', { say: 'Not you, Ana.', cause }), { depth: 9 });
  expect(said).toMatch(/^AppError: adding a resource\n +at [\s\S]*\n {2}digest noPermission:[0-9a-f]{8}\n {2}caused by Error: Graph answered 403$/);
});
