const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago (or in how long) a moment is, in words: `14 minutes ago`, `yesterday`, `16 November`, `in 2 days`. */
export function ageInWords(at: string, now: number): string {
  const moment = new Date(at);
  const past = now - moment.getTime();
  const size = Math.abs(past);
  const say = (count: number, noun: string) => {
    const words = `${count} ${noun}${count === 1 ? '' : 's'}`;
    return past >= 0 ? `${words} ago` : `in ${words}`;
  };

  // A page keeps its clock for half a minute and the server's may be ahead: what lies in the next minute has just been.
  if (size < MINUTE) return 'just now';
  if (size < HOUR) return say(Math.floor(size / MINUTE), 'minute');
  if (size < DAY) return say(Math.floor(size / HOUR), 'hour');
  if (size < 2 * DAY) return past >= 0 ? 'yesterday' : 'tomorrow';
  if (size < 7 * DAY) return say(Math.floor(size / DAY), 'day');
  return dateInWords(moment, new Date(now));
}

/** When something is due, in words: `in 4 minutes`, `tomorrow`, and `now` once its moment has come. */
export function dueInWords(at: string, now: number): string {
  return Date.parse(at) - now < MINUTE ? 'now' : ageInWords(at, now);
}

function dateInWords(moment: Date, now: Date): string {
  const year = moment.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', ...year });
}

/** The exact time with its zone, for the hover: `Monday 23 November 2026 at 12:18:07 CET`. */
export function exactTime(at: string): string {
  return new Date(at).toLocaleString('en-GB', {
    weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
  });
}

/** The same within a sentence, where today goes without saying: `14:40`, `Wed 25 Nov, 15:00`. */
export function clockInWords(at: string, now: number): string {
  return momentInWords(at, now).replace(/^today /, '');
}

/** The same to the second, where moments lie close together: `14:40:07`. */
export function secondInWords(at: string, now: number): string {
  return clockInWords(at, now).replace(/\d\d:\d\d$/, new Date(at).toLocaleTimeString('en-GB'));
}

/** A time of day and, when it is not today, its date: `14:40`, `Wed 25 Nov, 15:00`. */
export function momentInWords(at: string, now: number): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (moment.toDateString() === new Date(now).toDateString()) return `today ${time}`;
  const year = moment.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const };
  const date = moment.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', ...year });
  return `${date}, ${time}`;
}
