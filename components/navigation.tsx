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
 * Changes what the address says of the page it stands on. What was asked for some time ago, at `since`, is not made after
 * somebody went elsewhere (`left`), nor yet while they do or a form is being sent (`underWay`): it would take back their way, or
 * the way on that the form's answer shows.
 */
export type ChangeAddress = (change: (params: URLSearchParams) => void, options?: { since: number }) => 'made' | 'left' | 'underWay';

const ChangeContext = createContext<ChangeAddress | null>(null);

/** What goes on while the page stands: somebody goes elsewhere, or did last at a moment of the page's clock, and how many forms are being sent. */
type UnderWay = { leaving: boolean; wentAt: number; sending: number };

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
      if (options && underWay.current.wentAt > options.since) return 'left';
      if (options && (underWay.current.leaving || underWay.current.sending > 0)) return 'underWay';
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

/** Whether somebody goes elsewhere or a form is being sent, at the moment it is asked. */
export function useIsUnderWay(): () => boolean {
  const underWay = useContext(UnderWayContext);
  return useCallback(() => underWay !== null && (underWay.current.leaving || underWay.current.sending > 0), [underWay]);
}

const RereadContext = createContext<(() => void) | null>(null);

/**
 * Reads the page again where the portal answers: where it does not, Next would leave the page for one of the browser's own that
 * says so. One at a time, since the next reading would take the place of one that is not shown yet, and a page that takes longer
 * than they are apart would never be shown; none while somebody goes elsewhere or a form is being sent.
 */
function useReading(underWay: RefObject<UnderWay>): () => void {
  const router = useRouter();
  const [pending, start] = useTransition();
  const reading = useRef(false);
  useEffect(() => {
    reading.current = pending;
  }, [pending]);
  return useCallback(() => {
    if (reading.current || underWay.current.leaving || underWay.current.sending > 0) return;
    reading.current = true;
    fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(10_000) }).then(
      (answer) => {
        if (answer.ok) start(() => router.refresh());
        else reading.current = false;
      },
      // It is down or out of reach: what stands here stays, and is read again later.
      () => {
        reading.current = false;
      },
    );
  }, [router, underWay]);
}

/** Reads the page again in a while when something else is going on; whoever wants it then asks again. */
export function useReread(): () => void {
  const reread = useContext(RereadContext);
  if (!reread) throw new Error('the page is read again within the frame of the portal');
  return reread;
}

const GoContext = createContext<Go | null>(null);

/** Every way to another page goes through here, so that the page that stays until the next one is read says so. */
export function NavigationProvider({ children }: { children: React.ReactNode }) {
  const styles = useStyles();
  const router = useRouter();
  const [pending, start] = useTransition();
  const underWay = useRef<UnderWay>({ leaving: false, wentAt: 0, sending: 0 });
  useEffect(() => {
    // Back and forward are ways elsewhere too.
    const went = () => {
      underWay.current.wentAt = performance.now();
    };
    addEventListener('popstate', went);
    return () => removeEventListener('popstate', went);
  }, []);
  useEffect(() => {
    underWay.current.leaving = pending;
  }, [pending]);
  const go = useCallback<Go>((href, options) => {
    Object.assign(underWay.current, { leaving: true, wentAt: performance.now() });
    start(() => router.push(href, { scroll: !options?.stay }));
  }, [router]);
  const change = useAddress(underWay);
  const reread = useReading(underWay);
  return (
    <GoContext value={go}>
      <ChangeContext value={change}>
        <UnderWayContext value={underWay}>
          <RereadContext value={reread}>
            {pending && <div role="progressbar" aria-label="Opening the page" className={styles.line} />}
            {children}
          </RereadContext>
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
