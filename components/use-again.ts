'use client';

import { useEffect, useState } from 'react';

/** What passes by itself: it is tried again when its time is over. */
export const PASSING = new Set(['throttled', 'notYetVisible']);
export const USUAL_SECONDS = 5;
/** Whoever looks away is not asked for without end. */
export const MOST_TRIES = 5;

/**
 * Tries again by itself what passes by itself, with the seconds until then; null where nothing is tried. Each failure is
 * one `of`: a new one counts down anew, and after several in a row it is left to the person.
 * @param again answers whether it was tried: what was typed since is not sent before the person says so
 */
export function useAgain(of: object | string, code: string, retryAfter: number | undefined, again: (() => boolean) | undefined): number | null {
  const [state, setState] = useState({ of, tries: 0, left: Math.max(1, Math.ceil(retryAfter ?? USUAL_SECONDS)) });
  if (state.of !== of) setState({ of, tries: state.tries + 1, left: Math.max(1, Math.ceil(retryAfter ?? USUAL_SECONDS)) });
  const on = again !== undefined && PASSING.has(code) && state.tries < MOST_TRIES;
  const left = on ? state.left : null;
  useEffect(() => {
    if (left === null || left === 0) return;
    const timer = setTimeout(() => {
      const tried = left > 1 || again?.() === true;
      setState((before) => ({ ...before, left: before.left - 1, ...(tried ? {} : { tries: MOST_TRIES }) }));
    }, 1000);
    return () => clearTimeout(timer);
  }, [again, left]);
  return left;
}

/** “Tried again in 3 seconds.” */
export function againWords(left: number): string {
  return left === 0 ? 'Trying again…' : `Tried again by itself in ${left.toLocaleString('en-GB')} ${left === 1 ? 'second' : 'seconds'}.`;
}
