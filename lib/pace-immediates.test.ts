import { AsyncLocalStorage } from 'node:async_hooks';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { paceImmediates } from './pace-immediates';

const { setImmediate: nativeSet, clearImmediate: nativeClear } = globalThis;

beforeEach(paceImmediates);
afterEach(() => {
  globalThis.setImmediate = nativeSet;
  globalThis.clearImmediate = nativeClear;
});

/** Stops the event loop until a timer of a millisecond is due. */
function block(): void {
  const until = performance.now() + 5;
  while (performance.now() < until);
}

test('a timer that is due runs between two immediates of one turn', async () => {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    setTimeout(() => order.push('timer'), 1);
    setImmediate(() => {
      order.push('first');
      block();
    });
    setImmediate(() => {
      order.push('second');
      resolve();
    });
  });
  expect(order).toEqual(['first', 'timer', 'second']);
});

test('immediates keep their order, their parameters and the context they were asked in; a cleared one does not run', async () => {
  const context = new AsyncLocalStorage<string>();
  const ran: [string, string | undefined][] = [];
  const note = (name: string) => ran.push([name, context.getStore()]);
  const cleared = context.run('a', () => {
    setImmediate(note, 'one');
    return setImmediate(note, 'two');
  });
  context.run('b', () => setImmediate(note, 'three'));
  clearImmediate(cleared);
  await promisify(setImmediate)();
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(ran).toEqual([['one', 'a'], ['three', 'b']]);
});
