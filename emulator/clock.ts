import type { Clock } from './wire';

/**
 * A clock that runs with the machine's, ahead by `offset` milliseconds; tests move it rather than wait.
 * `advanced` hears the new offset, so that it can be kept: tokens and assignments would grow young again otherwise.
 */
export function createClock(offset = 0, advanced: (offset: number) => void = () => undefined): Clock {
  let ahead = offset;
  return {
    now: () => Date.now() + ahead,
    advance(ms) {
      ahead += ms;
      advanced(ahead);
    },
  };
}
