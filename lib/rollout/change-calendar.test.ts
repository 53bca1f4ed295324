import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { calendarWords, momentWords, standingWords, windowWords } from './calendar-words';
import { nextOpening, openingsOn, standingAt, standingForFirst, workCalendarOf } from './change-calendar';
import type { ChangeCalendar } from './change-calendar';
import { clockAt, dayAt, momentOn, nextDay, startOfDay, workingDayAfter } from './working-days';

const BERLIN: ChangeCalendar = {
  id: 'berlin', name: 'Berlin', timeZone: 'Europe/Berlin', countries: ['DE', 'AT'], workingDays: [1, 2, 3, 4, 5],
  windows: [{ weekday: 2, from: 18 * 60, until: 22 * 60 }, { weekday: 5, from: 22 * 60, until: 26 * 60 }],
  freezes: [], holidays: [],
};

// What is said of days leaves out the year it is.
vi.setSystemTime(new Date('2026-11-27T12:00:00Z'));

const iso = (openings: { from: Date; until: Date }[]) => openings.map(({ from, until }) => [from.toISOString(), until.toISOString()]);

test('a window opens by the clock of its zone in winter and in summer, and one over midnight belongs to the day it begins', () => {
  expect(iso(openingsOn('2026-12-01', BERLIN))).toEqual([['2026-12-01T17:00:00.000Z', '2026-12-01T21:00:00.000Z']]);
  expect(iso(openingsOn('2026-07-07', BERLIN))).toEqual([['2026-07-07T16:00:00.000Z', '2026-07-07T20:00:00.000Z']]);
  expect(iso(openingsOn('2026-12-04', BERLIN))).toEqual([['2026-12-04T21:00:00.000Z', '2026-12-05T01:00:00.000Z']]);
  expect(standingAt(new Date('2026-12-05T00:30:00Z'), BERLIN).open?.until.toISOString()).toBe('2026-12-05T01:00:00.000Z');
  expect(standingAt(new Date('2026-12-05T01:00:00Z'), BERLIN)).toMatchObject({ open: null, next: { from: new Date('2026-12-08T17:00:00Z') } });
});

test('a freeze closes its days over the turn of the year, and cuts what would have gone on after midnight', () => {
  const frozen = { ...BERLIN, freezes: [{ from: '2026-12-26', until: '2027-01-05', reason: 'Year end close' }] };

  expect(iso(openingsOn('2026-12-25', frozen))).toEqual([['2026-12-25T21:00:00.000Z', '2026-12-25T23:00:00.000Z']]);
  expect(openingsOn('2026-12-29', frozen)).toEqual([]);
  const standing = standingAt(new Date('2026-12-29T18:00:00Z'), frozen);
  expect(standing).toMatchObject({ open: null, freeze: { reason: 'Year end close' } });
  expect(standingWords(standing, frozen)).toBe('“Berlin” is inside a freeze until the end of 5 January 2027: Year end close. The next window opens Friday 8 January 2027 at 22:00 (Europe/Berlin).');
});

test('a holiday closes the calendar in any of its countries, and is one less working day for the people of that country alone', () => {
  const holidays = [{ day: '2026-12-08', country: 'AT', name: 'Immaculate Conception' }, { day: '2026-12-25', country: '', name: 'Christmas Day' }];
  const calendar = { ...BERLIN, holidays };

  const standing = standingAt(new Date('2026-12-08T18:00:00Z'), calendar);
  expect(standingWords(standing, calendar)).toBe('Today is a holiday in “Berlin”: Immaculate Conception. The next window opens Friday 11 December at 22:00 (Europe/Berlin).');
  const monday = new Date('2026-12-07T10:00:00Z');
  expect([undefined, 'DE', 'AT'].map((country) => workingDayAfter(monday, 1, workCalendarOf(calendar, country)))).toEqual(['2026-12-09', '2026-12-08', '2026-12-09']);
  // Christmas is a Friday: the weekend is behind it.
  expect(workingDayAfter(new Date('2026-12-24T10:00:00Z'), 1, workCalendarOf(calendar, 'DE'))).toBe('2026-12-28');
});

test('without windows a calendar is open all day on working days, 23 hours long where the clock is put forward', () => {
  const everyDay = { ...BERLIN, windows: [], workingDays: [0, 1, 2, 3, 4, 5, 6] };

  expect(iso(openingsOn('2026-03-29', everyDay))).toEqual([['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']]);
  expect(iso(openingsOn('2026-11-01', { ...everyDay, timeZone: 'America/New_York' }))).toEqual([['2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z']]);
  expect(openingsOn('2026-11-28', { ...BERLIN, windows: [] })).toEqual([]);
});

test('on the last working day of a week a calendar is open for what is under way, and says that a first batch waits', () => {
  const allDay = { ...BERLIN, windows: [] };
  const says = (moment: string) => {
    const [standing, forFirst] = [standingAt(new Date(moment), allDay), standingForFirst(new Date(moment), allDay)];
    return [calendarWords(standing, forFirst, allDay), standingWords(forFirst, allDay)];
  };

  expect(says('2026-11-26T18:00:00Z')).toEqual(Array(2).fill('A window of “Berlin” is open until Friday 27 November at 00:00 (Europe/Berlin).'));
  expect(says('2026-11-27T18:00:00Z')).toEqual([
    'A window of “Berlin” is open until Saturday 28 November at 00:00 (Europe/Berlin). A run that has sent nothing yet waits until Monday 30 November at 00:00 (Europe/Berlin): no first batch goes out on the last working day of a week.',
    'Today is the last working day of a week in “Berlin”. No first batch goes out on it, when nobody is there for what it brings about. The next window opens Monday 30 November at 00:00 (Europe/Berlin).',
  ]);
});

test('a time the clock skips is as much later, and one that comes twice is the first', () => {
  expect(momentOn('2026-03-29', 150, BERLIN).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  expect(momentOn('2026-10-25', 150, BERLIN).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  expect(momentOn('2026-03-08', 150, { timeZone: 'America/New_York' }).toISOString()).toBe('2026-03-08T07:30:00.000Z');
  expect(momentOn('2026-11-01', 90, { timeZone: 'America/New_York' }).toISOString()).toBe('2026-11-01T05:30:00.000Z');
});

test('what never opens says so', () => {
  const never = { ...BERLIN, freezes: [{ from: '2026-01-01', until: '2030-01-01', reason: 'Merger' }] };

  expect(nextOpening(new Date('2026-12-01T00:00:00Z'), never)).toBeNull();
  expect(standingWords(standingAt(new Date('2026-12-01T00:00:00Z'), never), never)).toContain('No window opens within a year.');
  expect([windowWords({ from: 1080, until: 1440 }), windowWords({ from: 1320, until: 1560 })]).toEqual(['18:00–24:00', '22:00–02:00 the next day']);
  expect(momentWords(new Date('2026-12-01T17:00:00Z'), BERLIN)).toBe('Tuesday 1 December at 18:00 (Europe/Berlin)');
});

const day = fc.integer({ min: 0, max: 800 }).map((count) => new Date(Date.UTC(2026, 0, 1 + count)).toISOString().slice(0, 10));
const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Chatham', 'Asia/Kolkata', 'UTC');
const calendars = fc.record({
  timeZone: zone,
  workingDays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
  windows: fc.array(fc.record({ weekday: fc.integer({ min: 0, max: 6 }), from: fc.integer({ min: 0, max: 1439 }), length: fc.integer({ min: 90, max: 1440 }) }).map(({ weekday, from, length }) => ({ weekday, from, until: from + length })), { maxLength: 4 }),
  freezes: fc.array(fc.record({ from: day, length: fc.integer({ min: 0, max: 20 }) }).map(({ from, length }) => ({ from, until: new Date(Date.parse(from) + length * 86_400_000).toISOString().slice(0, 10), reason: 'Close' })), { maxLength: 3 }),
  holidays: fc.array(fc.record({ day, country: fc.constantFrom('', 'DE'), name: fc.constant('Holiday') }), { maxLength: 10 }),
}).map((rest): ChangeCalendar => ({ id: 'any', name: 'Any', countries: ['DE'], ...rest }));
const moment = fc.date({ min: new Date('2026-01-02'), max: new Date('2028-01-01'), noInvalidDate: true });

test('whatever the calendar, the next window opens later, is open when it opens, and nothing opens before it', () => {
  fc.assert(
    fc.property(calendars, moment, (calendar, at) => {
      const { open, next, freeze, holiday } = standingAt(at, calendar);
      if (open) expect([open.from <= at, at < open.until, freeze, holiday]).toEqual([true, true, null, null]);
      if (!next) return;
      expect(next.from > at).toBe(true);
      const then = standingAt(next.from, calendar);
      expect([then.open !== null, then.freeze, then.holiday]).toEqual([true, null, null]);
      for (let each = dayAt(at, calendar); each < dayAt(next.from, calendar); each = nextDay(each)) expect(openingsOn(each, calendar).filter((opening) => opening.from > at)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('whatever the zone, a time of a day is shown by its clock unless the clock skips it', () => {
  fc.assert(
    fc.property(zone, day, fc.integer({ min: 0, max: 1439 }), (timeZone, each, minutes) => {
      const at = momentOn(each, minutes, { timeZone });
      expect(dayAt(at, { timeZone })).toBe(each);
      const shown = clockAt(at, { timeZone });
      const asked = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
      expect(shown >= asked).toBe(true);
      if (shown !== asked) expect(momentOn(each, minutes - 60, { timeZone }).getTime()).toBe(at.getTime() - 3_600_000);
      else expect(at >= startOfDay(each, { timeZone })).toBe(true);
    }),
    { numRuns: 300 },
  );
});
