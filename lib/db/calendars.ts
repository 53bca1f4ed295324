import 'server-only';
import { AppError } from '@/lib/errors';
import type { ChangeCalendar, ChangeWindow, Freeze, Holiday } from '@/lib/rollout/change-calendar';
import { db } from './client';
import type { Db } from './client';
import type { Prisma } from './generated/client';
import { requireRowId } from './row-id';

const COLUMNS = {
  id: true, name: true, timeZone: true, countries: true, workingDays: true, changedByName: true, changedAt: true,
  windows: { orderBy: [{ weekday: 'asc' }, { fromMinute: 'asc' }], select: { id: true, weekday: true, fromMinute: true, untilMinute: true } },
  freezes: { orderBy: [{ fromDay: 'asc' }, { untilDay: 'asc' }], select: { id: true, fromDay: true, untilDay: true, reason: true } },
  holidays: { orderBy: [{ day: 'asc' }, { country: 'asc' }], select: { day: true, country: true, name: true } },
} satisfies Prisma.CalendarSelect;

/** A calendar with the ids of its lines, and who changed it last. */
export type KeptCalendar = Omit<ChangeCalendar, 'windows' | 'freezes'> & { windows: (ChangeWindow & { id: string })[]; freezes: (Freeze & { id: string })[]; changedByName: string; changedAt: Date };

type Row = {
  id: string; name: string; timeZone: string; countries: string[]; workingDays: number[]; changedByName: string; changedAt: Date;
  windows: { id: string; weekday: number; fromMinute: number; untilMinute: number }[];
  freezes: { id: string; fromDay: Date; untilDay: Date; reason: string }[];
  holidays: { day: Date; country: string; name: string }[];
};

const dayOf = (date: Date) => date.toISOString().slice(0, 10);
const dateOf = (day: string) => new Date(`${day}T00:00:00Z`);

function toCalendar(row: Row): KeptCalendar {
  return {
    ...row,
    windows: row.windows.map(({ id, weekday, fromMinute, untilMinute }) => ({ id, weekday, from: fromMinute, until: untilMinute })),
    freezes: row.freezes.map(({ id, fromDay, untilDay, reason }) => ({ id, from: dayOf(fromDay), until: dayOf(untilDay), reason })),
    holidays: row.holidays.map(({ day, country, name }) => ({ day: dayOf(day), country, name })),
  };
}

/** Calendars by name, a page of them or all, each with how many phases name it. */
export async function listCalendars(page: { skip: number; take: number } | null = null): Promise<(KeptCalendar & { phases: number })[]> {
  const rows = await db().calendar.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }], ...(page ? { skip: page.skip, take: page.take } : {}), select: { ...COLUMNS, _count: { select: { phases: true } } } });
  return rows.map(({ _count, ...row }) => ({ ...toCalendar(row), phases: _count.phases }));
}

export async function countCalendars(): Promise<number> {
  return db().calendar.count();
}

/** What a choice of calendars needs. */
export async function listCalendarNames(tx: Db = db()): Promise<{ id: string; name: string; timeZone: string }[]> {
  return tx.calendar.findMany({ orderBy: { name: 'asc' }, select: { id: true, name: true, timeZone: true } });
}

/** @throws AppError `notFound` */
export async function getCalendar(id: string, tx: Db = db()): Promise<KeptCalendar> {
  const row = await tx.calendar.findUnique({ where: { id: requireRowId(id) }, select: COLUMNS });
  if (!row) throw new AppError('notFound', `no calendar ${id}`);
  return toCalendar(row);
}

/** The calendar as it stands, locked until the transaction ends. @throws AppError `notFound` */
export async function lockCalendar(tx: Db, id: string): Promise<KeptCalendar> {
  await tx.$queryRaw`SELECT 1 FROM "calendar" WHERE "id" = ${requireRowId(id)}::uuid FOR UPDATE`;
  return getCalendar(id, tx);
}

/** The calendar a phase names, or null where it names none. */
export async function findCalendarOfPhase(phaseId: string, tx: Db = db()): Promise<ChangeCalendar | null> {
  return (await findCalendarsOfPhases([phaseId], tx)).get(phaseId) ?? null;
}

/** The calendar each of these phases names; one that names none is missing. */
export async function findCalendarsOfPhases(phaseIds: readonly string[], tx: Db = db()): Promise<Map<string, ChangeCalendar>> {
  const rows = await tx.phase.findMany({ where: { id: { in: [...phaseIds] }, calendarId: { not: null } }, select: { id: true, calendar: { select: COLUMNS } } });
  return new Map(rows.flatMap(({ id, calendar }) => (calendar ? [[id, toCalendar(calendar)] as const] : [])));
}

/** A page of the phases that name a calendar, by rollout and order, and how many there are. */
export async function listPhasesOfCalendar(calendarId: string, page: { skip: number; take: number }, tx: Db = db()): Promise<{ phases: { id: string; name: string; rolloutId: string; rolloutName: string }[]; total: number }> {
  const where = { calendarId };
  const total = await tx.phase.count({ where });
  const rows = total === 0 ? [] : await tx.phase.findMany({ where, orderBy: [{ rollout: { name: 'asc' } }, { position: 'asc' }, { id: 'asc' }], skip: page.skip, take: page.take, select: { id: true, name: true, rolloutId: true, rollout: { select: { name: true } } } });
  return { phases: rows.map(({ rollout, ...phase }) => ({ ...phase, rolloutName: rollout.name })), total };
}

type By = { personId: string; name: string };
export type CalendarHead = Pick<ChangeCalendar, 'name' | 'timeZone' | 'countries' | 'workingDays'>;

const stamp = (by: By) => ({ changedBy: by.personId, changedByName: by.name, changedAt: new Date() });

export async function insertCalendar(tx: Db, by: By, calendar: CalendarHead): Promise<string> {
  return (await tx.calendar.create({ data: { ...calendar, ...stamp(by) }, select: { id: true } })).id;
}

/** Writes what is given of a calendar, and who did. */
export async function updateCalendar(tx: Db, by: By, id: string, change: Partial<CalendarHead>): Promise<void> {
  await tx.calendar.update({ where: { id }, data: { ...change, ...stamp(by) } });
}

export async function deleteCalendar(tx: Db, id: string): Promise<void> {
  await tx.calendar.delete({ where: { id } });
}

export async function insertWindows(tx: Db, calendarId: string, windows: ChangeWindow[]): Promise<void> {
  await tx.calendarWindow.createMany({ data: windows.map(({ weekday, from, until }) => ({ calendarId, weekday, fromMinute: from, untilMinute: until })) });
}

export async function deleteWindow(tx: Db, id: string): Promise<void> {
  await tx.calendarWindow.delete({ where: { id } });
}

export async function insertFreeze(tx: Db, calendarId: string, { from, until, reason }: Freeze): Promise<void> {
  await tx.calendarFreeze.create({ data: { calendarId, fromDay: dateOf(from), untilDay: dateOf(until), reason } });
}

export async function deleteFreeze(tx: Db, id: string): Promise<void> {
  await tx.calendarFreeze.delete({ where: { id } });
}

/** Writes holidays; one that is there already takes the new name. */
export async function saveHolidays(tx: Db, calendarId: string, holidays: Holiday[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "calendar_holiday" ("calendar_id", "day", "country", "name")
    SELECT ${calendarId}::uuid, h."day"::date, h."country", h."name"
    FROM unnest(${holidays.map((each) => each.day)}::text[], ${holidays.map((each) => each.country)}::text[], ${holidays.map((each) => each.name)}::text[]) AS h("day", "country", "name")
    ON CONFLICT ("calendar_id", "day", "country") DO UPDATE SET "name" = excluded."name"`;
}

/** Removes one; false where it is not there. */
export async function deleteHoliday(tx: Db, calendarId: string, { day, country }: Pick<Holiday, 'day' | 'country'>): Promise<boolean> {
  return (await tx.calendarHoliday.deleteMany({ where: { calendarId, day: dateOf(day), country } })).count === 1;
}
