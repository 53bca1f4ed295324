import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { deleteCalendar, deleteFreeze, deleteHoliday, deleteWindow, insertCalendar, insertFreeze, insertWindows, listPhasesOfCalendar, lockCalendar, saveHolidays, updateCalendar } from '@/lib/db/calendars';
import type { CalendarHead, KeptCalendar } from '@/lib/db/calendars';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import { assertAsSeen, madeOf } from './as-seen';
import type { Kept } from './as-seen';
import { WEEKDAYS, windowWords } from './calendar-words';
import { MINUTES_OF_DAY } from './change-calendar';
import type { ChangeWindow, Freeze, Holiday } from './change-calendar';
import { readHolidays } from './holiday-list';
import type { Admin } from './rollout';
import { isTimeZone } from './working-days';

type Change = Pick<AuditInput, 'action' | 'before' | 'after'>;

function about(admin: Admin, calendar: { id: string; name: string }): Pick<AuditInput, 'actor' | 'outcome' | 'objectType' | 'objectId' | 'objectName'> {
  return { outcome: 'done', actor: { personId: admin.personId, name: admin.name, userPrincipalName: admin.userPrincipalName }, objectType: 'calendar', objectId: calendar.id, objectName: calendar.name };
}

function assertZone({ timeZone }: CalendarHead): void {
  if (!isTimeZone(timeZone)) throw new AppError('invalid', `no zone ${timeZone}`, { fields: { timeZone: 'Choose one of the zones offered.' } });
}

/** Makes a calendar without windows, freezes or holidays. @throws AppError `invalid`, `nameTaken` */
export async function createCalendar(admin: Admin, head: CalendarHead): Promise<{ id: string }> {
  assertZone(head);
  return inTransaction(async (tx) => {
    const id = await insertCalendar(tx, admin, head);
    await recordAudit(tx, [{ ...about(admin, { id, name: head.name }), action: 'calendar.create', after: head }]);
    return { id };
  });
}

/**
 * Changes name, time zone, countries or working days.
 * @param seen what the form was made of
 * @throws AppError `notFound`, `invalid`, `nameTaken`; `conflict` where the calendar was changed since it was seen
 */
export async function changeCalendar(admin: Admin, calendarId: string, head: CalendarHead, seen?: string): Promise<Kept> {
  assertZone(head);
  await inTransaction(async (tx) => {
    const { name, timeZone, countries, workingDays, id } = await lockCalendar(tx, calendarId);
    const before = { name, timeZone, countries, workingDays };
    await assertAsSeen(tx, seen, before, { ...about(admin, { id, name }), action: 'calendar.change', what: 'this calendar' });
    if (JSON.stringify(before) === JSON.stringify({ name: head.name, timeZone: head.timeZone, countries: head.countries, workingDays: head.workingDays })) return;
    await updateCalendar(tx, admin, id, head);
    await recordAudit(tx, [{ ...about(admin, { id, name: head.name }), action: 'calendar.change', before, after: head }]);
  });
  return madeOf({ name: head.name, timeZone: head.timeZone, countries: head.countries, workingDays: head.workingDays });
}

/** Removes a calendar that no phase names. @throws AppError `notFound`; `conflict` while one does */
export async function removeCalendar(admin: Admin, calendarId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const calendar = await lockCalendar(tx, calendarId);
    const { phases, total } = await listPhasesOfCalendar(calendarId, { skip: 0, take: 3 }, tx);
    if (total > 0) {
      const names = phases.map((phase) => `“${phase.name}” of ${phase.rolloutName}`).join(', ');
      throw new AppError('conflict', `${total} phases name calendar ${calendarId}`, { say: `${names}${total > 3 ? ` and ${(total - 3).toLocaleString('en-GB')} more` : ''} ${total === 1 ? 'goes' : 'go'} by this calendar. Let ${total === 1 ? 'it' : 'them'} name another first.` });
    }
    await deleteCalendar(tx, calendar.id);
    const { name, timeZone, countries, workingDays, windows, freezes, holidays } = calendar;
    await recordAudit(tx, [{ ...about(admin, calendar), action: 'calendar.remove', before: { name, timeZone, countries, workingDays, windows: windows.length, freezes: freezes.length, holidays: holidays.length } }]);
  });
}

/** Changes a line of a calendar, stamps the calendar, and writes what was done into the audit, or does nothing of it. */
async function changeLine(admin: Admin, calendarId: string, change: (tx: Db, calendar: KeptCalendar) => Promise<Change | null>): Promise<void> {
  await inTransaction(async (tx) => {
    const calendar = await lockCalendar(tx, calendarId);
    const event = await change(tx, calendar);
    if (!event) return;
    await updateCalendar(tx, admin, calendar.id, {});
    await recordAudit(tx, [{ ...about(admin, calendar), ...event }]);
  });
}

const WEEK_MINUTES = 7 * MINUTES_OF_DAY;

/** Whether two windows are ever open at the same time; the week goes round. */
function overlap(one: ChangeWindow, other: ChangeWindow): boolean {
  const [from, until] = [one.weekday * MINUTES_OF_DAY + one.from, one.weekday * MINUTES_OF_DAY + one.until];
  const begins = other.weekday * MINUTES_OF_DAY + other.from;
  return [-WEEK_MINUTES, 0, WEEK_MINUTES].some((shift) => begins + shift < until && begins + shift + other.until - other.from > from);
}

/** Opens the calendar on these weekdays, every week. @throws AppError `notFound`; `invalid` where it would overlap another window */
export async function addWindows(admin: Admin, calendarId: string, windows: ChangeWindow[]): Promise<void> {
  await changeLine(admin, calendarId, async (tx, calendar) => {
    for (const [index, window] of windows.entries()) {
      const met = [...calendar.windows, ...windows.slice(0, index)].find((each) => overlap(each, window));
      if (met) throw new AppError('invalid', 'windows overlap', { fields: { from: `This overlaps ${WEEKDAYS[met.weekday] ?? ''} ${windowWords(met)}. Remove that window first, or choose another time.` } });
    }
    await insertWindows(tx, calendar.id, windows);
    return { action: 'calendar.openWindow', after: { windows: windows.map(words) } };
  });
}

const words = (window: ChangeWindow) => `${WEEKDAYS[window.weekday] ?? ''} ${windowWords(window)}`;

/** @throws AppError `notFound` */
export async function removeWindow(admin: Admin, calendarId: string, windowId: string): Promise<void> {
  await changeLine(admin, calendarId, async (tx, calendar) => {
    const window = calendar.windows.find((each) => each.id === windowId);
    if (!window) throw new AppError('notFound', `no window ${windowId}`);
    await deleteWindow(tx, window.id);
    return { action: 'calendar.removeWindow', before: { window: words(window) } };
  });
}

/** Lets nothing be changed on these days, the last one included. @throws AppError `notFound`; `invalid` */
export async function addFreeze(admin: Admin, calendarId: string, freeze: Freeze): Promise<void> {
  if (freeze.until < freeze.from) throw new AppError('invalid', 'a freeze ends before it begins', { fields: { until: 'The last day comes before the first.' } });
  await changeLine(admin, calendarId, async (tx, calendar) => {
    if (calendar.freezes.some((each) => each.from === freeze.from && each.until === freeze.until)) throw new AppError('invalid', 'the freeze is there', { fields: { from: 'There is a freeze of these days already.' } });
    await insertFreeze(tx, calendar.id, freeze);
    return { action: 'calendar.freeze', after: freeze };
  });
}

/** @throws AppError `notFound` */
export async function removeFreeze(admin: Admin, calendarId: string, freezeId: string): Promise<void> {
  await changeLine(admin, calendarId, async (tx, calendar) => {
    const freeze = calendar.freezes.find((each) => each.id === freezeId);
    if (!freeze) throw new AppError('notFound', `no freeze ${freezeId}`);
    await deleteFreeze(tx, freeze.id);
    return { action: 'calendar.removeFreeze', before: { from: freeze.from, until: freeze.until, reason: freeze.reason } };
  });
}

/**
 * Adds holidays from a pasted list, a holiday a line or an iCalendar file. A list with a wrong line adds none, so that the
 * list can be mended as a whole.
 * @throws AppError `notFound`; `invalid` naming each wrong line by its number
 */
export async function importHolidays(admin: Admin, calendarId: string, text: string): Promise<{ added: number; renamed: number }> {
  let count = { added: 0, renamed: 0 };
  await changeLine(admin, calendarId, async (tx, calendar) => {
    const { holidays, problems } = readHolidays(text, calendar.countries);
    if (problems.length > 0) throw new AppError('invalid', `${problems.length} wrong lines of holidays`, { fields: { holidays: problems.join(' ') } });
    if (holidays.length === 0) throw new AppError('invalid', 'no holidays', { fields: { holidays: 'There is no holiday in this list.' } });
    const known = (each: Holiday) => calendar.holidays.find((other) => other.day === each.day && other.country === each.country);
    const added = holidays.filter((each) => !known(each));
    const renamed = holidays.filter((each) => known(each) && known(each)?.name !== each.name);
    count = { added: added.length, renamed: renamed.length };
    if (added.length + renamed.length === 0) return null;
    await saveHolidays(tx, calendar.id, [...added, ...renamed]);
    return { action: 'calendar.addHolidays', after: { holidays: [...added, ...renamed] } };
  });
  return count;
}

/** @throws AppError `notFound` */
export async function removeHoliday(admin: Admin, calendarId: string, wanted: Pick<Holiday, 'day' | 'country'>): Promise<void> {
  await changeLine(admin, calendarId, async (tx, calendar) => {
    const holiday = calendar.holidays.find((each) => each.day === wanted.day && each.country === wanted.country);
    if (!holiday || !(await deleteHoliday(tx, calendar.id, holiday))) throw new AppError('notFound', `no holiday ${wanted.day} ${wanted.country}`);
    return { action: 'calendar.removeHoliday', before: holiday };
  });
}
