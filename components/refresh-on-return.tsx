'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Milliseconds a tab may be out of sight before what it shows is read again. */
const STALE_AFTER = 10_000;

/**
 * Reads the page again when a tab comes back into sight: somebody may have started, signed or changed what it shows in
 * another one meanwhile. What is being typed stays.
 */
export function RefreshOnReturn(): null {
  const router = useRouter();
  useEffect(() => {
    let hiddenSince: number | null = null;
    const follow = () => {
      if (document.visibilityState === 'hidden') {
        hiddenSince = performance.now();
        return;
      }
      if (hiddenSince !== null && performance.now() - hiddenSince > STALE_AFTER) router.refresh();
      hiddenSince = null;
    };
    document.addEventListener('visibilitychange', follow);
    return () => document.removeEventListener('visibilitychange', follow);
  }, [router]);
  return null;
}
