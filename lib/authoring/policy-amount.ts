/** A length of time as a form has it, beside the ISO 8601 duration that Graph has. Pure: read in the browser too. */
import type { Json } from './policy-document';

/** `written` is a duration that is no whole number of days or hours: its text is kept and edited as it is. */
export type Amount = { count: string; unit: 'days' | 'hours' | 'written' };

const DURATION = /^P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** `P7D` is 7 days, `PT8H` 8 hours, `P1DT12H` 36 hours; nothing and no time at all is an empty number of days. */
export function amountOf(duration: Json | undefined): Amount {
  if (typeof duration !== 'string' || duration === '') return { count: '', unit: 'days' };
  const hours = hoursIn(duration);
  if (hours === null || !Number.isInteger(hours)) return { count: duration, unit: 'written' };
  if (hours === 0) return { count: '', unit: 'days' };
  return hours % 24 === 0 ? { count: String(hours / 24), unit: 'days' } : { count: String(hours), unit: 'hours' };
}

/** As Graph writes it; null where nothing or no whole number was typed. */
export function durationOf({ count, unit }: Amount): string | null {
  const text = count.trim();
  if (unit === 'written') return hoursIn(text) === null ? null : text;
  if (!/^\d{1,6}$/.test(text)) return null;
  return unit === 'days' ? `P${Number(text)}D` : `PT${Number(text)}H`;
}

/** How many hours it is, or null where it is no length of time. */
export function hoursOf(amount: Amount): number | null {
  const duration = durationOf(amount);
  return duration === null ? null : hoursIn(duration);
}

function hoursIn(duration: string): number | null {
  const match = DURATION.exec(duration);
  if (!match) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 24 + (hours ?? 0) + (minutes ?? 0) / 60 + (seconds ?? 0) / 3600;
}

/** Said in place of a day or a length of time while nobody has chosen it. */
export const NO_DAY_YET = 'a day not chosen yet';
export const NO_TIME_YET = 'a time not said yet';

const UNITS = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
const counted = (count: number, unit: string): string => `${count.toLocaleString('en-GB')} ${unit}${count === 1 ? '' : 's'}`;

/** “5 days”, “36 hours”, “30 days, 5 hours and 30 minutes”, “1 year”; what is no length of time is shown as it is written. */
export function amountWords(duration: Json | undefined): string {
  const { count, unit } = amountOf(duration);
  if (unit !== 'written') return count === '' ? 'no time' : counted(Number(count), unit.slice(0, -1));
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(count)?.slice(1).map((part) => Number(part ?? 0)) ?? [];
  const said = parts.flatMap((part, index) => (part === 0 ? [] : [counted(part, UNITS[index] ?? '')]));
  // In a template a number may be left open.
  if (said.length === 0) return count.replace(/^P(\{\{[^{}]*\}\}|‹[^›]*›)D$/, '$1 days');
  return said.length === 1 ? (said[0] ?? count) : `${said.slice(0, -1).join(', ')} and ${said.at(-1) ?? ''}`;
}
