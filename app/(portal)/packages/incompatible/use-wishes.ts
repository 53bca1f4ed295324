'use client';

import { startTransition, useCallback, useEffect, useState } from 'react';
import { directionKey } from '@/lib/authoring/incompatibility';
import type { ApartWish } from '@/lib/authoring/incompatibility';

const KEY = 'kept-apart';

type Wishes = {
  all: readonly ApartWish[];
  /** What is wished of a direction; undefined where nothing is. */
  of: (key: string) => boolean | undefined;
  /** @param held whether the direction is so already, so that nothing has to be wished */
  wish: (wishes: readonly ApartWish[], held: (key: string) => boolean) => void;
  clear: () => void;
};

/** What was changed in a matrix and is in no draft yet. It is kept in the browser while one goes through its pages. */
export function useWishes(): Wishes {
  const [all, setAll] = useState<readonly ApartWish[]>([]);

  // Kept in the browser, so it is there only after the first paint.
  useEffect(() => {
    const kept = sessionStorage.getItem(KEY);
    if (kept) startTransition(() => setAll(JSON.parse(kept) as ApartWish[]));
  }, []);

  const keep = useCallback((next: readonly ApartWish[]) => {
    setAll(next);
    if (next.length > 0) sessionStorage.setItem(KEY, JSON.stringify(next));
    else sessionStorage.removeItem(KEY);
  }, []);

  return {
    all,
    of: (key) => all.find((wish) => directionKey(wish) === key)?.apart,
    wish: (wishes, held) => {
      const keys = new Set(wishes.map(directionKey));
      keep([...all.filter((wish) => !keys.has(directionKey(wish))), ...wishes.filter((wish) => wish.apart !== held(directionKey(wish)))]);
    },
    clear: useCallback(() => keep([]), [keep]),
  };
}
