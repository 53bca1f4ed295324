'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { JudgedList } from '@/lib/authoring/read-readiness';
import { ERROR_TEXT } from '@/lib/errors';

export type ListRefusal = { ok: false; code: string; message: string; retryAfter?: number; claims?: string };

export type Judged = { list: JudgedList | null; /** What it was made of. */ of: string; reading: boolean; refused: ListRefusal | null; /** Seconds until it is asked again by itself. */ again: number | null };

/** Those that pass by themselves. */
const PASSING = new Set(['throttled', 'notYetVisible']);

/** Asks what a list could bring; what passes by itself is asked again, with a countdown. */
export function useJudgedList(catalogId: string): { judged: Judged; ask: (text: string) => void } {
  const [judged, setJudged] = useState<Judged>({ list: null, of: '', reading: false, refused: null, again: null });
  const asking = useRef<AbortController | null>(null);
  const last = useRef('');
  useEffect(() => () => asking.current?.abort(), []);

  const ask = useCallback((text: string) => {
    asking.current?.abort();
    const own = new AbortController();
    asking.current = own;
    last.current = text;
    setJudged((before) => ({ ...before, reading: true, refused: null, again: null }));
    judge(catalogId, text, own.signal).then(
      (answer) => {
        if (own.signal.aborted) return;
        if ('resources' in answer) setJudged({ list: answer, of: text, reading: false, refused: null, again: null });
        else setJudged((before) => ({ ...before, reading: false, refused: answer, again: PASSING.has(answer.code) ? Math.max(1, Math.ceil(answer.retryAfter ?? 5)) : null }));
      },
      () => {
        if (!own.signal.aborted) setJudged((before) => ({ ...before, reading: false, refused: { ok: false, code: 'offline', message: 'The answer broke off. Nothing was added; try again.' }, again: null }));
      },
    );
  }, [catalogId]);

  useEffect(() => {
    if (judged.again === null) return;
    const timer = setTimeout(() => {
      if (judged.again === 1) ask(last.current);
      else setJudged((before) => ({ ...before, again: before.again === null ? null : before.again - 1 }));
    }, 1000);
    return () => clearTimeout(timer);
  }, [ask, judged.again]);

  return { judged, ask };
}

async function judge(catalogId: string, text: string, signal: AbortSignal): Promise<JudgedList | ListRefusal> {
  const response = await fetch(`/catalogs/${catalogId}/candidates`, { method: 'POST', body: JSON.stringify({ text }), headers: { 'content-type': 'application/json' }, signal });
  if (response.ok) return (await response.json()) as JudgedList;
  const said = (await response.json().catch(() => null)) as Omit<ListRefusal, 'ok'> | null;
  return { ok: false, ...(said ?? { code: 'internal', message: ERROR_TEXT.internal }) };
}
