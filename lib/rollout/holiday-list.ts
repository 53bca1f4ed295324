/** Holidays as people have them: a line each, from a spreadsheet, or an iCalendar file. Pure. */
import { parse } from 'csv-parse/sync';
import type { Holiday } from './change-calendar';
import { countryCode, countryName } from './country';

/** `problems` are sentences that begin with the line's number; every line that is not a holiday stands in one of them. */
export type HolidayList = { holidays: Holiday[]; problems: string[] };

const MOST_HOLIDAYS = 2000;
const LONGEST_NAME = 120;

/**
 * Reads `2026-12-25,Christmas Day,DE` a line, or the events of an iCalendar file. The country may be left out: the day then
 * holds for the whole calendar. Separated by comma, semicolon or tab; a first line of headings and blank lines are passed over.
 */
export function readHolidays(text: string, countries: readonly string[]): HolidayList {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const read = lines.some((line) => line.trim() === 'BEGIN:VCALENDAR' || line.trim() === 'BEGIN:VEVENT') ? readEvents(lines) : readLines(lines, countries);
  const byKey = new Map<string, Holiday>();
  for (const holiday of read.holidays) byKey.set(`${holiday.day} ${holiday.country}`, holiday);
  const problems = read.holidays.length > MOST_HOLIDAYS ? [...read.problems, `These are more than ${MOST_HOLIDAYS.toLocaleString('en-GB')} holidays.`] : read.problems;
  return { holidays: [...byKey.values()], problems };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

const OPTIONS = { relax_column_count: true, relax_quotes: true, trim: true } as const;

/** A line's own separator: lists are put together from several sheets. A quotation mark that never closes spoils its line alone. */
function cellsOf(line: string): string[] {
  const delimiter = ['\t', ';', ','].find((each) => line.includes(each)) ?? ',';
  try {
    return (parse(line, { ...OPTIONS, delimiter })[0] ?? []).map((cell) => cell.trim());
  } catch {
    return [line.trim()];
  }
}

function readLines(lines: string[], countries: readonly string[]): HolidayList {
  const holidays: Holiday[] = [];
  const problems: string[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const [day = '', name = '', country = '', ...more] = cellsOf(line);
    if (index === 0 && /^(date|day)$/i.test(day)) return;
    const says = lineProblem({ day, name, country, more }, countries);
    if (says) problems.push(`Line ${index + 1}: ${says}`);
    else holidays.push({ day, name, country: country === '' ? '' : countryCode(country) ?? '' });
  });
  return { holidays, problems };
}

function lineProblem({ day, name, country, more }: { day: string; name: string; country: string; more: string[] }, countries: readonly string[]): string | null {
  if (!isDay(day)) return `“${day.slice(0, 40)}” is no day written as 2026-12-25.`;
  if (name === '') return 'the name is missing.';
  if (name.length > LONGEST_NAME) return `the name has more than ${LONGEST_NAME} characters.`;
  if (more.some((cell) => cell !== '')) return 'there is more than date, name and country; put a name with a comma into quotation marks.';
  if (country === '') return null;
  const code = countryCode(country);
  if (!code) return `“${country.slice(0, 40)}” is no country.`;
  return countries.includes(code) ? null : `${countryName(code)} is not among the countries of this calendar.`;
}

/** iCalendar folds long lines; a folded part keeps the number of the line it began on. */
function unfold(lines: string[]): { text: string; number: number }[] {
  const whole: { text: string; number: number }[] = [];
  lines.forEach((line, index) => {
    const last = whole.at(-1);
    if (/^[ \t]/.test(line) && last) last.text += line.slice(1);
    else whole.push({ text: line, number: index + 1 });
  });
  return whole;
}

/** An event a day long is a holiday; of a longer one each day is. https://www.rfc-editor.org/rfc/rfc5545#section-3.6.1 */
function readEvents(lines: string[]): HolidayList {
  const holidays: Holiday[] = [];
  const problems: string[] = [];
  let event: { number: number; from: string; until: string; name: string; repeats: boolean } | null = null;
  for (const { text, number } of unfold(lines)) {
    if (text.trim() === 'BEGIN:VEVENT') event = { number, from: '', until: '', name: '', repeats: false };
    else if (text.trim() === 'END:VEVENT' && event) {
      const days = daysOf(event.from, event.until);
      if (event.repeats) problems.push(`Line ${event.number}: “${event.name}” repeats by a rule. Give each of its days an event of its own.`);
      else if (days.length === 0) problems.push(`Line ${event.number}: the event has no day it begins on, or ends before it begins.`);
      else if (event.name === '' || event.name.length > LONGEST_NAME) problems.push(`Line ${event.number}: the event has no name of at most ${LONGEST_NAME} characters.`);
      else holidays.push(...days.map((day) => ({ day, country: '', name: event?.name ?? '' })));
      event = null;
    } else if (event) {
      const [, property = '', value = ''] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(text) ?? [];
      if (property === 'DTSTART') event.from = dayOfDate(value);
      if (property === 'DTEND') event.until = dayOfDate(value);
      if (property === 'SUMMARY') event.name = value.replace(/\\n/gi, ' ').replace(/\\([\\,;])/g, '$1').trim();
      if (property === 'RRULE') event.repeats = true;
    }
  }
  if (event) problems.push(`Line ${event.number}: the event does not end.`);
  return { holidays, problems };
}

function dayOfDate(value: string): string {
  const day = value.replace(/^(\d{4})(\d\d)(\d\d).*$/, '$1-$2-$3');
  return isDay(day) ? day : '';
}

const LONGEST_EVENT = 31;

/** From the first day to the one before the end; the first alone where there is no end. */
function daysOf(from: string, until: string): string[] {
  if (from === '') return [];
  if (until === '' || until === from) return [from];
  const days: string[] = [];
  for (let at = Date.parse(from); at < Date.parse(until) && days.length <= LONGEST_EVENT; at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10));
  return days.length > LONGEST_EVENT ? [] : days;
}
