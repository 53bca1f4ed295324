import { z } from 'zod';

const Milliseconds = z.number().min(0).max(120_000);

/** How late an answer is, in milliseconds: always the same, anything between two numbers, or log-normal about a median. */
export const Delay = z.union([
  Milliseconds,
  z.strictObject({ from: Milliseconds, to: Milliseconds }).refine(({ from, to }) => from <= to, 'from is more than to'),
  z.strictObject({ medianMs: Milliseconds, sigma: z.number().min(0).max(3).default(0.5), mostMs: Milliseconds.default(30_000) }),
]);

export type Delay = z.output<typeof Delay>;

/** The delay two chances, each from 0 up to 1, make of a distribution. */
export function drawDelay(delay: Delay, one: number, other: number): number {
  if (typeof delay === 'number') return delay;
  if ('from' in delay) return delay.from + one * (delay.to - delay.from);
  // Box-Muller; 1 - one is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other);
  return Math.min(delay.mostMs, delay.medianMs * Math.exp(delay.sigma * normal));
}
