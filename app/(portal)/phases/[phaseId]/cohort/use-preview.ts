'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { ERROR_TEXT } from '@/lib/errors';

export type PreviewError = { ok: false; code: string; message: string; fields?: Record<string, string>; claims?: string };

/** What is known of a preview: what was counted last, whether more comes, or why there is none. */
export type Preview<T> = { latest: T | null; counting: boolean; error: PreviewError | null };

const NOTHING = { latest: null, counting: false, error: null };

/**
 * Asks what a rule or a sample would bring and follows the answer line by line; a new question ends the one before, and so
 * does leaving the page.
 */
export function usePreview<T extends { done: boolean }>(phaseId: string): { preview: Preview<T>; ask: (body: unknown) => void; forget: () => void } {
  const [preview, setPreview] = useState<Preview<T>>(NOTHING);
  const asking = useRef<AbortController | null>(null);

  const forget = useCallback(() => {
    asking.current?.abort();
    setPreview(NOTHING);
  }, []);
  useEffect(() => () => asking.current?.abort(), []);

  const ask = useCallback((body: unknown) => {
    asking.current?.abort();
    const own = new AbortController();
    asking.current = own;
    setPreview((before) => ({ latest: before.latest, counting: true, error: null }));
    const tell = (next: Preview<T>) => {
      if (!own.signal.aborted) setPreview(next);
    };
    follow<T>(`/phases/${phaseId}/cohort/preview`, body, own.signal, (latest) => tell({ latest, counting: !latest.done, error: null })).then(
      (error) => error && tell({ latest: null, counting: false, error }),
      () => tell({ latest: null, counting: false, error: { ok: false, code: 'offline', message: 'The count broke off. Nothing was added; try again.' } }),
    );
  }, [phaseId]);

  return { preview, ask, forget };
}

async function follow<T>(address: string, body: unknown, signal: AbortSignal, tell: (latest: T) => void): Promise<PreviewError | null> {
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, signal });
  if (!response.ok) return ((await response.json().catch(() => null)) as PreviewError | null) ?? { ok: false, code: 'internal', message: ERROR_TEXT.internal };
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const lines = (rest + part.value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const said = JSON.parse(line) as T | PreviewError;
      if (typeof said === 'object' && said !== null && 'ok' in said) return said;
      tell(said);
    }
  }
  return null;
}
