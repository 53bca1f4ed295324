/** Waits so many milliseconds, or until one of the signals is aborted. */
export function pauseFor(ms: number, signals: AbortSignal[]): Promise<void> {
  const over = AbortSignal.any(signals);
  if (over.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      over.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    over.addEventListener('abort', done, { once: true });
  });
}
