/** Numbers with their noun, and days, as every screen and letter says them. Pure: read in the browser too. */

/** `1 person`, `312 people`. */
export function peopleWords(count: number): string {
  return count === 1 ? '1 person' : `${count.toLocaleString('en-GB')} people`;
}

/** `1 package`, `3 packages`. */
export function countWords(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** A day, with its weekday: Wednesday 25 November, and its year where that is not the one it is now. */
export function nearDayWords(day: string, now = new Date()): string {
  const year = day.startsWith(`${now.getUTCFullYear()}-`) ? {} : { year: 'numeric' as const };
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', ...year, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`)).replace(',', '');
}

/** A day `2027-05-30` as people write it: 30 May 2027. */
export function dayWords(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}
