import 'server-only';

/** One line for the whole process: each page's bundle has its own copy of this module. */
const held = globalThis as { accessRolloutTurns?: (() => void)[] };

function letOneIn(): void {
  const waiting = held.accessRolloutTurns ?? [];
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(letOneIn);
}

/**
 * Waits for this page's turn: one page begins in each turn of the event loop. React renders a page without a pause, and
 * all that became ready in one turn one after another; begun together, twenty pages would stop everybody else, the
 * runner of jobs included, for the time of twenty.
 */
export function inTurn(): Promise<void> {
  const waiting = (held.accessRolloutTurns ??= []);
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(letOneIn);
  });
}
