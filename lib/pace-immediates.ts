import { AsyncResource } from 'node:async_hooks';
import { promisify } from 'node:util';

class PacedImmediate implements NodeJS.Immediate {
  _onImmediate: () => void;
  cleared = false;

  constructor(callback: () => void) {
    this._onImmediate = callback;
  }

  /** Node's own ends with the turn it waits for; so does this, and there is nothing to let go of. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return !this.cleared;
  }

  [Symbol.dispose](): void {
    this.cleared = true;
  }
}

/**
 * Lets one immediate of this process run in a turn of the event loop. Node runs all of a turn one after another, and React
 * renders a page in one: twenty pages that became ready together would stop everybody else, the runner of jobs and every
 * stream included, for the time of twenty. Order and context are kept. Called once, before the first request.
 */
export function paceImmediates(): void {
  const native = globalThis.setImmediate;
  const clearNative = globalThis.clearImmediate;
  const waiting: PacedImmediate[] = [];

  function runNext(): void {
    const next = waiting.shift();
    // Asked for first, so that one that throws does not keep the others from their turn.
    if (waiting.length > 0) native(runNext);
    if (next && !next.cleared) next._onImmediate();
  }

  function pace<Parameters extends unknown[]>(callback: (...parameters: Parameters) => void, ...parameters: Parameters): NodeJS.Immediate {
    const bound = AsyncResource.bind(callback);
    const immediate = new PacedImmediate(() => bound(...parameters));
    waiting.push(immediate);
    if (waiting.length === 1) native(runNext);
    return immediate;
  }

  globalThis.setImmediate = Object.assign(pace, { __promisify__: native.__promisify__, [promisify.custom]: promisify(native) });
  globalThis.clearImmediate = (immediate) => {
    if (immediate instanceof PacedImmediate) immediate[Symbol.dispose]();
    else clearNative(immediate);
  };
}
