'use client';

import { useEffect } from 'react';
import { useReread } from './navigation';

/** Milliseconds a tab may be out of sight before what it shows is read again. */
const STALE_AFTER = 10_000;
/** Milliseconds between two questions whether anything happened. */
const ASK_EVERY = 5_000;
/** Milliseconds without a key or a pointer after which nobody is at the page: asking on would keep their session awake. */
const AWAY_AFTER = 15 * 60_000;

/** The last thing that happened where an address tells it, as a number that only grows; null when that cannot be read. */
async function readLast(address: string): Promise<string | null> {
  try {
    const response = await fetch(address);
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

/**
 * Reads the page again when a tab comes back into sight: somebody may have started, signed or changed what it shows in
 * another one meanwhile. What is being typed stays.
 */
export function RefreshOnReturn(): null {
  const reread = useReread();
  useEffect(() => {
    let hiddenSince: number | null = null;
    const follow = () => {
      if (document.visibilityState === 'hidden') {
        hiddenSince = performance.now();
        return;
      }
      if (hiddenSince !== null && performance.now() - hiddenSince > STALE_AFTER) reread();
      hiddenSince = null;
    };
    document.addEventListener('visibilitychange', follow);
    return () => document.removeEventListener('visibilitychange', follow);
  }, [reread]);
  return null;
}

/**
 * Reads the page again when something has happened since it was read, in another tab or by somebody else. `address`
 * answers with the number of the last happening, `last` is the one the page was read at.
 */
export function FollowChanges({ address, last }: { address: string; last: string }): null {
  const reread = useReread();
  useEffect(() => {
    let seenAt = performance.now();
    const present = () => (seenAt = performance.now());
    const kinds = ['pointermove', 'pointerdown', 'keydown'] as const;
    for (const kind of kinds) addEventListener(kind, present, { passive: true });
    let over = false;
    const asking = setInterval(() => {
      if (document.visibilityState !== 'visible' || performance.now() - seenAt > AWAY_AFTER) return;
      void readLast(address)
        .then((now) => {
          if (!over && now !== null && now !== last) reread();
        })
        .catch(() => undefined);
    }, ASK_EVERY);
    return () => {
      over = true;
      clearInterval(asking);
      for (const kind of kinds) removeEventListener(kind, present);
    };
  }, [address, last, reread]);
  return null;
}
