'use client';

import { useEffect } from 'react';
import { useReread } from './navigation';

const EVERY_MS = 3_000;

/** Reads the page again every few seconds while what it shows is under way and somebody looks. */
export function RereadWhile({ underWay }: { underWay: boolean }) {
  const reread = useReread();
  useEffect(() => {
    if (!underWay) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) reread();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [underWay, reread]);
  return null;
}
