import 'server-only';
import { setImmediate as turn } from 'node:timers/promises';
import type { Steps } from './steps';

/** So long, in milliseconds, a computation keeps everybody else waiting before they have their turn. */
const LONGEST_MS = 40;

/** Runs the steps of a long computation; pages, streams and the kill switch are answered between them. Gives what they come to. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < LONGEST_MS) continue;
    await turn();
    since = performance.now();
  }
}
