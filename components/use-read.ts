'use client';

import { useEffect, useState } from 'react';
import { ERROR_TEXT } from '@/lib/errors';
import type { ErrorCode } from '@/lib/errors';

export type Read<T> = {
  state: 'reading' | 'read' | 'failed';
  /** What was read last, also while it is read again; null until then. */
  body: T | null;
  /** Why it could not be read. */
  sentence: string;
  again: () => void;
};

type Answer<T> = Pick<Read<T>, 'state' | 'body' | 'sentence'> & { address: string | null };

const reading = { state: 'reading', body: null, sentence: '' } as const;

/**
 * What the browser asks of the portal once a page stands: asked for on the server, the page would wait for Graph twice. Each
 * address is asked once and again when told to; what comes for an earlier one is not shown.
 * @param address answers T, or `{ code }` where it refuses; null asks for nothing
 * @param afterMs waits until the address has stood so long, where it follows what somebody ticks
 */
export function useRead<T extends object>(address: string | null, afterMs = 0): Read<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ ...reading, address });
  const [tries, setTries] = useState(0);

  useEffect(() => {
    if (address === null) return undefined;
    const stop = new AbortController();
    const ask = () => {
      fetch(address, { signal: stop.signal })
        .then(async (response) => {
          const body = (await response.json().catch(() => ({ code: 'internal' }))) as T | { code: ErrorCode };
          if ('code' in body) setAnswer(failed(address, ERROR_TEXT[body.code] ?? ERROR_TEXT.internal));
          else setAnswer({ address, state: 'read', body, sentence: '' });
        })
        .catch(() => {
          if (!stop.signal.aborted) setAnswer(failed(address, ERROR_TEXT.offline));
        });
    };
    const timer = setTimeout(ask, afterMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [address, afterMs, tries]);

  const current = answer.address === address ? answer : reading;
  return {
    state: current.state, body: current.body, sentence: current.sentence,
    again: () => {
      setAnswer((before) => ({ ...readBefore(before, address), state: 'reading', sentence: '' }));
      setTries((count) => count + 1);
    },
  };
}

const readBefore = <T>(answer: Answer<T>, address: string | null): Pick<Answer<T>, 'address' | 'body'> => ({ address, body: answer.address === address ? answer.body : null });

const failed = <T>(address: string, sentence: string) => (before: Answer<T>): Answer<T> => ({ ...readBefore(before, address), state: 'failed', sentence });
