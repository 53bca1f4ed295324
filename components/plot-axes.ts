/** Where the axes of a plot have their marks, and what stands at them. Pure. */
import { isShort } from '@/lib/rollout/delivery-curve';

/** The greatest value of a scale of so many parts, each of a whole number that is easily read: 120 for 102 in four. */
export function roundMost(most: number, parts: number): number {
  const least = Math.max(1, most) / parts;
  const size = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].map((factor) => Math.ceil(factor * size)).find((each) => each >= least);
  return (step ?? Math.ceil(least)) * parts;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 15, 30].map((each) => each * SECOND).concat([1, 2, 5, 10, 15, 30].map((each) => each * MINUTE), [1, 2, 3, 6, 12].map((each) => each * HOUR), [1, 2, 7, 14].map((each) => each * DAY));

/** Round moments between two, in milliseconds, at most so many. The chart's own choice takes what it likes best, however narrow it stands. */
export function timeTicks(from: number, to: number, most: number): Date[] {
  const zone = new Date(from).getTimezoneOffset() * MINUTE;
  const at = (step: number) => Array.from({ length: Math.max(0, Math.floor((to - zone) / step) - Math.ceil((from - zone) / step) + 1) }, (_, index) => new Date((Math.ceil((from - zone) / step) + index) * step + zone));
  const step = STEPS.find((each) => (to - from) / each <= most + 1 && at(each).length <= most) ?? Math.max(DAY, Math.ceil((to - from) / most / DAY) * DAY);
  const ticks = at(step);
  return ticks.length > 0 ? ticks : [new Date(from)];
}

/** What stands at a moment of a time axis that spans so many milliseconds: a day where it spans several, with its year where that is another than now. */
export function tickWords(moment: Date, span: number, now: Date): string {
  if (span > 2 * DAY) return moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...(moment.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }) });
  const seconds = isShort(span) ? { second: '2-digit' as const } : {};
  return moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...seconds });
}
