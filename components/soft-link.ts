'use client';

import type { MouseEvent } from 'react';
import { useGo } from './navigation';

/**
 * Takes an address of ours; gives what makes any Fluent element an anchor to it that changes the page without a reload.
 * A click with a modifier, or with the middle button, stays the browser's.
 */
export function useSoftLink(): (href: string) => { href: string; onClick: (event: MouseEvent) => void } {
  const go = useGo();
  return (href) => ({
    href,
    onClick: (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (!href.startsWith('/') && !href.startsWith('?')) return;
      event.preventDefault();
      go(href);
    },
  });
}
