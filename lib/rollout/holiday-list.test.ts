import { expect, test } from 'vitest';
import { countryCode, countryName } from './country';
import { readHolidays } from './holiday-list';

const COUNTRIES = ['AT', 'DE', 'US'];

test('a list of a line each is read with its headings, other separators, quotation marks and countries by name', () => {
  expect(readHolidays('\uFEFFdate,name,country\r\n2026-12-25,"Christmas, first day",Germany\r\n\r\n2026-12-26,Boxing Day', COUNTRIES)).toEqual({ holidays: [{ day: '2026-12-25', name: 'Christmas, first day', country: 'DE' }, { day: '2026-12-26', name: 'Boxing Day', country: '' }], problems: [] });
  expect(readHolidays('2026-11-26;Thanksgiving;us\n2027-01-06\tEpiphany\tAT', COUNTRIES).holidays).toEqual([{ day: '2026-11-26', name: 'Thanksgiving', country: 'US' }, { day: '2027-01-06', name: 'Epiphany', country: 'AT' }]);
  expect(readHolidays('2026-12-25,Christmas\n2026-12-25,Christmas Day', COUNTRIES).holidays).toEqual([{ day: '2026-12-25', name: 'Christmas Day', country: '' }]);
});

test('every wrong line is told with its number, and the right ones are still read', () => {
  expect(readHolidays('25.12.2026,Christmas\n2026-12-26\n2027-01-01,New Year,Atlantis\n2027-01-06,Epiphany,IT\n2027-05-01,May Day,DE,x\n2027-10-03,Unity,DE', COUNTRIES)).toEqual({
    holidays: [{ day: '2027-10-03', name: 'Unity', country: 'DE' }],
    problems: [
      'Line 1: “25.12.2026” is no day written as 2026-12-25.',
      'Line 2: the name is missing.',
      'Line 3: “Atlantis” is no country.',
      'Line 4: Italy is not among the countries of this calendar.',
      'Line 5: there is more than date, name and country; put a name with a comma into quotation marks.',
    ],
  });
});

test('an iCalendar file gives each day of its events, and tells of what has no day or repeats', () => {
  const file = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261227', 'SUMMARY:Christmas\\, both', '  days', 'END:VEVENT', 'BEGIN:VEVENT', 'SUMMARY:Never', 'END:VEVENT', 'BEGIN:VEVENT', 'DTSTART:20270101', 'RRULE:FREQ=YEARLY', 'SUMMARY:New Year', 'END:VEVENT', 'END:VCALENDAR'];
  expect(readHolidays(file.join('\r\n'), COUNTRIES)).toEqual({
    holidays: [{ day: '2026-12-25', name: 'Christmas, both days', country: '' }, { day: '2026-12-26', name: 'Christmas, both days', country: '' }],
    problems: ['Line 8: the event has no day it begins on, or ends before it begins.', 'Line 11: “New Year” repeats by a rule. Give each of its days an event of its own.'],
  });
});

test('a country is known by its letters, those of before among them, and its English name', () => {
  expect([' germany', 'de', 'UK', 'United States', 'USA', 'Russia', 'su', 'Atlantis', 'ZZ', '', null].map(countryCode)).toEqual(['DE', 'DE', 'GB', 'US', 'US', 'RU', 'RU', null, null, null, null]);
  expect(countryName('DE')).toBe('Germany');
});
