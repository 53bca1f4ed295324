'use client';

import { useEffect, useState } from 'react';
import type { RunProgress } from '@/lib/rollout/run';

type Said = { progress: RunProgress } | { ask: true };

/**
 * How a run goes on, told by the server. One stream for a browser: the tab that holds the lock listens and tells the
 * others; a hidden tab lets go of it.
 */
export function useRunProgress(runId: string, initial: RunProgress): RunProgress {
  const [told, setTold] = useState<RunProgress | null>(null);
  const running = initial.runState === 'running';

  useEffect(() => {
    if (!running) return undefined;
    const name = `run-progress-${runId}`;
    const channel = new BroadcastChannel(name);
    let last: RunProgress | null = null;
    let leading: AbortController | null = null;

    const hear = (progress: RunProgress) => {
      last = progress;
      setTold(progress);
      if (progress.runState !== 'running') leading?.abort();
    };
    channel.onmessage = (event: MessageEvent<Said>) => {
      if ('progress' in event.data) hear(event.data.progress);
      else if (last && leading) channel.postMessage({ progress: last } satisfies Said);
    };

    const listen = (over: AbortSignal) =>
      new Promise<void>((resolve) => {
        const source = new EventSource(`/runs/${runId}/progress`);
        source.onmessage = (event: MessageEvent<string>) => {
          const progress = JSON.parse(event.data) as RunProgress;
          channel.postMessage({ progress } satisfies Said);
          hear(progress);
        };
        over.addEventListener('abort', () => {
          source.close();
          resolve();
        });
      });

    const follow = () => {
      leading?.abort();
      leading = null;
      if (document.visibilityState === 'hidden' || (last && last.runState !== 'running')) return;
      const over = new AbortController();
      leading = over;
      channel.postMessage({ ask: true } satisfies Said);
      navigator.locks.request(name, { signal: over.signal }, () => (over.signal.aborted ? undefined : listen(over.signal))).catch((error: unknown) => {
        // Letting go while still waiting for the lock is how a hidden tab ends its wait.
        if (!over.signal.aborted) throw error;
      });
    };

    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      leading?.abort();
      channel.close();
      setTold(null);
    };
  }, [runId, running]);

  return running && told ? told : initial;
}
