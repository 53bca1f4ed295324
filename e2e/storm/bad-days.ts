/** The bad days of the local tenant, as a storm draws them: its rules (emulator/README.md), each with a seed of its own. */
import type { Chances } from '@/e2e/testing/chances';

export type BadDay = { name: string; rules: Record<string, unknown>[] };

type Drawn = (chances: Chances) => Record<string, unknown>[];

const ASKS = 'assignmentRequests$';
const BATCH = '\\$batch$';

/** What may befall a run and a reversal alike. */
const ALWAYS: Record<string, Drawn> = {
  'slowed down, and told for how long': (chances) => [{ kind: 'throttle', method: 'WRITES', perSecond: chances.between(15, 60), burst: chances.between(5, 40), by: chances.pick(['bucket', 'window']) }],
  'slowed down, and not told for how long': (chances) => [{ kind: 'throttle', method: 'WRITES', perSecond: chances.between(20, 60), burst: chances.between(10, 40), retryAfter: false }],
  'single refusals with 429': (chances) => [{ status: 429, path: ASKS, method: 'POST', probability: 0.2, ...(chances.happens(0.5) ? { retryAfter: 1 } : {}) }],
  'whole batches refused with 429': (chances) => [{ status: 429, path: BATCH, probability: 0.3, ...(chances.happens(0.5) ? { retryAfter: 1 } : {}) }],
  'stumbles': (chances) => [{ status: chances.pick([500, 502, 503]), probability: 0.07 }, { status: 504, probability: 0.05 }],
  'whole batches refused with 5xx': (chances) => [{ status: chances.pick([500, 503, 504]), path: BATCH, probability: 0.25 }],
  'answers lost inside batches': () => [{ kind: 'reset-after', method: 'WRITES', probability: 0.2 }],
  'answers of batches lost': () => [{ kind: 'reset-after', path: BATCH, probability: 0.3 }],
  'requests of batches lost': () => [{ kind: 'reset-before', path: BATCH, probability: 0.3 }],
  'connections cut': () => [{ kind: 'reset-before', probability: 0.06 }, { kind: 'reset-after', probability: 0.06 }],
  'answers broken off': (chances) => [{ kind: 'truncated', probability: 0.1, keep: 0.6, clean: chances.happens(0.5) }],
  'slow bodies': () => [{ kind: 'slow-body', probability: 0.15, overMs: 400 }],
  'late answers': () => [{ kind: 'delay', delayMs: { medianMs: 120, sigma: 0.9, mostMs: 1_200 } }],
  'late batches': (chances) => [{ kind: 'delay', path: BATCH, probability: 0.3, delayMs: chances.between(300, 1_500) }],
  'old data': (chances) => [{ kind: 'stale', forMs: chances.between(500, 2_500) }],
  'a clock that is off': (chances) => [{ kind: 'clock-skew', skewMs: chances.pick([-600_000, -120_000, 180_000]) }],
  'tokens refused': () => [{ kind: 'challenge', probability: 0.06 }],
  'tokens refused without a word': () => [{ status: 401, path: BATCH, probability: 0.15 }],
  'refused for a moment': () => [{ status: 403, path: BATCH, probability: 0.1 }],
};

const OF_A_RUN: Record<string, Drawn> = {
  'deliveries fail': () => [{ kind: 'delivery', outcome: 'fail', probability: 0.15 }],
  'deliveries give half': () => [{ kind: 'delivery', outcome: 'partial', probability: 0.2 }],
  'deliveries hang': () => [{ kind: 'delivery', outcome: 'hang', probability: 0.1 }],
  'people are deleted as they are asked for': (chances) => [{ kind: 'happens', what: 'user-deleted', whom: 'target', path: ASKS, method: 'POST', nth: chances.between(1, 20), count: 2 }],
  'people are disabled as they are asked for': (chances) => [{ kind: 'happens', what: 'user-disabled', whom: 'target', path: ASKS, method: 'POST', nth: chances.between(1, 20), count: 2 }],
  'a resource disappears': (chances) => [{ kind: 'happens', what: 'resource-deleted', whom: 'resource', path: ASKS, method: 'POST', nth: chances.between(1, 30) }],
};

/** One to four of them. */
export function drawBadDays(chances: Chances, of: 'run' | 'reversal'): BadDay[] {
  const choices = Object.entries({ ...ALWAYS, ...(of === 'run' ? OF_A_RUN : {}) });
  return chances.some(choices, chances.between(1, 4)).map(([name, draw]) => ({ name, rules: draw(chances).map((rule) => ({ ...rule, seed: chances.between(1, 1_000_000) })) }));
}
