'use client';

import { useEffect, useState } from 'react';
import type { ApartSubject, Clash } from '@/lib/authoring/incompatibility';
import { ERROR_TEXT } from '@/lib/errors';
import type { ErrorCode } from '@/lib/errors';

export type Clashes = { state: 'reading' | 'read' | 'failed'; /** By the key of the direction; null where it cannot be read. */ of: Record<string, Clash | null>; sentence: string; again: () => void };

/** Asks how many people have both of each cell, all at once, when the page stands: the matrix does not wait for it. Nobody has what only a draft makes. */
export function useClashes(rows: readonly ApartSubject[], columns: readonly ApartSubject[]): Clashes {
  const isThere = ({ drafted }: ApartSubject): boolean => !drafted;
  const query = new URLSearchParams([...rows.filter(isThere).map(({ id }) => ['row', id]), ...columns.filter(isThere).map(({ kind, id }) => ['column', `${kind}|${id}`])]).toString();
  const [answer, setAnswer] = useState<Pick<Clashes, 'state' | 'of' | 'sentence'> & { query: string }>({ query, state: 'reading', of: {}, sentence: '' });
  const [tries, setTries] = useState(0);

  useEffect(() => {
    if (!query.includes('row=')) return;
    const stop = new AbortController();
    fetch(`/packages/incompatible/clashes?${query}`, { signal: stop.signal })
      .then(async (response) => {
        const body = (await response.json()) as { clashes?: Record<string, Clash | null>; code?: ErrorCode };
        if (body.clashes) setAnswer({ query, state: 'read', of: body.clashes, sentence: '' });
        else setAnswer({ query, state: 'failed', of: {}, sentence: ERROR_TEXT[body.code ?? 'internal'] });
      })
      .catch(() => {
        if (!stop.signal.aborted) setAnswer({ query, state: 'failed', of: {}, sentence: ERROR_TEXT.offline });
      });
    return () => stop.abort();
  }, [query, tries]);

  const current = answer.query === query ? answer : { state: 'reading' as const, of: {}, sentence: '' };
  return {
    ...current,
    again: () => {
      setAnswer({ query, state: 'reading', of: {}, sentence: '' });
      setTries((count) => count + 1);
    },
  };
}
