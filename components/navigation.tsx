'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { createContext, useCallback, useContext, useEffect, useRef, useTransition } from 'react';
import type { RefObject } from 'react';

const useStyles = makeStyles({
  line: {
    position: 'fixed',
    top: '47px',
    left: 0,
    right: 0,
    zIndex: 11,
    height: '2px',
    overflow: 'hidden',
    // Most pages are there sooner: a line that only flashes would say less than none.
    opacity: 0,
    animationName: { to: { opacity: 1 } },
    animationDuration: '1ms',
    animationDelay: '200ms',
    animationFillMode: 'forwards',
    '::before': {
      content: '""',
      position: 'absolute',
      insetBlock: 0,
      width: '33%',
      backgroundColor: tokens.colorCompoundBrandBackground,
      animationName: { from: { left: '-33%' }, to: { left: '100%' } },
      animationDuration: '1.4s',
      animationIterationCount: 'infinite',
      animationTimingFunction: 'linear',
      '@media (prefers-reduced-motion: reduce)': { animationName: 'none', left: 0, width: '100%' },
    },
  },
});

/** Leads to an address of ours. `stay` keeps the place the page is scrolled to. */
export type Go = (href: string, options?: { stay?: boolean }) => void;

/**
 * Changes what the address says of the page it stands on. What `yields` is not made while somebody goes elsewhere or a form is
 * being sent, since it would take their way back, or the way on that the form's answer shows: it says which of these it was.
 */
export type ChangeAddress = (change: (params: URLSearchParams) => void, options?: { yields?: boolean }) => 'made' | 'leaving' | 'sending';

const ChangeContext = createContext<ChangeAddress | null>(null);

/** What goes on while the page stands: somebody goes elsewhere, and how many forms are being sent. */
type UnderWay = { leaving: boolean; sending: number };

/** Two changes made before the page has answered the first add to each other: each begins from the last that was wanted. */
function useAddress(underWay: RefObject<UnderWay>): ChangeAddress {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const wanted = useRef<URLSearchParams | null>(null);
  useEffect(() => {
    wanted.current = null;
  }, [path, params]);
  return useCallback(
    (change, options) => {
      if (options?.yields && underWay.current.leaving) return 'leaving';
      if (options?.yields && underWay.current.sending > 0) return 'sending';
      const next = new URLSearchParams(wanted.current ?? params);
      change(next);
      wanted.current = next;
      router.replace(next.size > 0 ? `${path}?${next.toString()}` : path, { scroll: false });
      return 'made';
    },
    [router, path, params, underWay],
  );
}

const UnderWayContext = createContext<RefObject<UnderWay> | null>(null);

/** Tells the frame that a form is being sent. */
export function useSending(pending: boolean): void {
  const underWay = useContext(UnderWayContext);
  useEffect(() => {
    if (!pending || !underWay) return undefined;
    const { current } = underWay;
    current.sending += 1;
    return () => {
      current.sending -= 1;
    };
  }, [pending, underWay]);
}

const GoContext = createContext<Go | null>(null);

/** Every way to another page goes through here, so that the page that stays until the next one is read says so. */
export function NavigationProvider({ children }: { children: React.ReactNode }) {
  const styles = useStyles();
  const router = useRouter();
  const [pending, start] = useTransition();
  const underWay = useRef<UnderWay>({ leaving: false, sending: 0 });
  useEffect(() => {
    underWay.current.leaving = pending;
  }, [pending]);
  const go = useCallback<Go>((href, options) => {
    underWay.current.leaving = true;
    start(() => router.push(href, { scroll: !options?.stay }));
  }, [router]);
  const change = useAddress(underWay);
  return (
    <GoContext value={go}>
      <ChangeContext value={change}>
        <UnderWayContext value={underWay}>
          {pending && <div role="progressbar" aria-label="Opening the page" className={styles.line} />}
          {children}
        </UnderWayContext>
      </ChangeContext>
    </GoContext>
  );
}

/** Changes the address of this page without a new entry in the browser's history. */
export function useChangeAddress(): ChangeAddress {
  const change = useContext(ChangeContext);
  if (!change) throw new Error('the address is changed within the frame of the portal');
  return change;
}

/** The way to another page of the portal, without a reload. */
export function useGo(): Go {
  const router = useRouter();
  return useContext(GoContext) ?? ((href, options) => router.push(href, { scroll: !options?.stay }));
}
