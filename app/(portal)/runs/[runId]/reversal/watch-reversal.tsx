'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { refreshIfThere } from '@/components/fresh-page';

const EVERY_MS = 3_000;

/** Reads the page again every few seconds while something is being taken back and somebody looks. */
export function WatchReversal({ running }: { running: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) refreshIfThere(router);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [running, router]);
  return null;
}
