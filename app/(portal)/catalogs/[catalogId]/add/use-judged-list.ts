'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { MOST_TRIES, PASSING, USUAL_SECONDS } from '@/components/use-again';
import type { JudgedList } from '@/lib/authoring/read-readiness';
import { ERROR_TEXT } from '@/lib/errors';

export type ListRefusal = { ok: false; code: string; message: string; retryAfter?: number; claims?: string };

export type Judged = { list: JudgedList | null; /** What it was made of. */ of: string; reading: boolean; refused: ListRefusal | null; /** Seconds until it is asked again by itself. */ again: number | null };

/** Asks what a list could bring; what passes by itself is asked again, with a countdown, and after several in a row is left to the person. */
export function useJudgedList(catalogId: string): { judged: Judged; ask: (text: string) => void } {
  const [judged, setJudged] = useState<Judged>({ list: null, of: '', reading: false, refused: null, again: null });
  const asking = useRef<AbortController | null>(null);
  const last = useRef('');
  const tries = useRef(0);
  useEffect(() => () => asking.current?.abort(), []);

  const look = useCallback((text: string) => {
    asking.current?.abort();
    const own = new AbortController();
    asking.current = own;
    last.current = text;
    setJudged((before) => ({ ...before, reading: true, refused: null, again: null }));
    judge(catalogId, text, own.signal).then(
      (answer) => {
        if (own.signal.aborted) return;
        tries.current += 1;
        if ('resources' in answer) setJudged({ list: answer, of: text, reading: false, refused: null, again: null });
        else setJudged((before) => ({ ...before, reading: false, refused: answer, again: PASSING.has(answer.code) && tries.current < MOST_TRIES ? Math.max(1, Math.ceil(answer.retryAfter ?? USUAL_SECONDS)) : null }));
      },
      () => {
        if (!own.signal.aborted) setJudged((before) => ({ ...before, reading: false, refused: { ok: false, code: 'offline', message: 'The answer broke off. Nothing was added; try again.' }, again: null }));
      },
    );
  }, [catalogId]);
  const ask = useCallback((text: string) => {
    tries.current = 0;
    look(text);
  }, [look]);

  useEffect(() => {
    if (judged.again === null) return;
    const timer = setTimeout(() => {
      if (judged.again === 1) look(last.current);
      else setJudged((before) => ({ ...before, again: before.again === null ? null : before.again - 1 }));
    }, 1000);
    return () => clearTimeout(timer);
  }, [look, judged.again]);

  return { judged, ask };
}

async function judge(catalogId: string, text: string, signal: AbortSignal): Promise<JudgedList | ListRefusal> {
  const response = await fetch(`/catalogs/${catalogId}/candidates`, { method: 'POST', body: JSON.stringify({ text }), headers: { 'content-type': 'application/json' }, signal });
  if (response.ok) return (await response.json()) as JudgedList;
  const said = (await response.json().catch(() => null)) as Omit<ListRefusal, 'ok'> | null;
  return { ok: false, ...(said ?? { code: 'internal', message: ERROR_TEXT.internal }) };
}
