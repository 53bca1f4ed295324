'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { refreshIfThere } from './fresh-page';

const EVERY_MS = 3_000;

/** Reads the page again every few seconds while what it shows is under way and somebody looks. */
export function RereadWhile({ underWay }: { underWay: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!underWay) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) refreshIfThere(router);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [underWay, router]);
  return null;
}
