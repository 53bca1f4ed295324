'use client';

import { useEffect, useState } from 'react';
import { useIsUnderWay } from './navigation';
import { againWords } from './use-again';

/** Seconds until each look: what was made a moment ago is shown within a minute. */
const AFTER_SECONDS = [10, 20, 40];
/** What was looked at longer ago was another visit. */
const FORGET_MS = 5 * 60_000;

function looksSoFar(key: string): number {
  try {
    const { looks, at } = JSON.parse(sessionStorage.getItem(key) ?? '') as { looks: number; at: number };
    return Date.now() - at < FORGET_MS ? looks : 0;
  } catch {
    return 0;
  }
}

/** Loads an address at which nothing is again by itself, a few times: Entra may not show yet what was made a moment ago. */
export function LookAgain() {
  const [left, setLeft] = useState<number | null>(null);
  const isUnderWay = useIsUnderWay();
  useEffect(() => {
    const key = `looks ${location.pathname}`;
    const looks = looksSoFar(key);
    const seconds = AFTER_SECONDS[looks];
    if (seconds === undefined) return undefined;
    const ends = performance.now() + seconds * 1000;
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
      setLeft(rest);
      if (rest > 0 || document.hidden || isUnderWay()) return;
      clearInterval(timer);
      sessionStorage.setItem(key, JSON.stringify({ looks: looks + 1, at: Date.now() }));
      location.reload();
    }, 1000);
    return () => clearInterval(timer);
  }, [isUnderWay]);
  return left === null ? null : <p aria-live="off">{againWords(left)}</p>;
}
