'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { FieldsSeen } from '@/lib/form';
import type { Kept } from '@/lib/rollout/as-seen';
import { countryCode } from '@/lib/rollout/country';
import { addFreeze, addWindows, changeCalendar, createCalendar, importHolidays, removeCalendar, removeFreeze, removeHoliday, removeWindow } from '@/lib/rollout/keep-calendar';

type Done = Record<string, never>;

const Weekday = z.coerce.number().int().min(0).max(6);

/** `Germany, AT` as two letters each. */
const Countries = z
  .string()
  .max(2000)
  .default('')
  .transform((text, context) => {
    const written = text.split(/[,;\n]/).map((each) => each.trim()).filter((each) => each !== '');
    const wrong = written.filter((each) => !countryCode(each));
    if (wrong.length > 0) context.addIssue({ code: 'custom', message: `${wrong.map((each) => `“${each.slice(0, 40)}”`).join(', ')} is no country. Write its English name or its two letters.` });
    return [...new Set(written.flatMap((each) => countryCode(each) ?? []))].sort();
  });

const Head = {
  name: z.string().trim().min(1).max(80),
  timeZone: z.string().min(1).max(64),
  countries: Countries,
  workingDay: z.array(Weekday).min(1, 'A week has at least one working day.').max(7),
};

const headOf = ({ workingDay, ...head }: { name: string; timeZone: string; countries: string[]; workingDay: number[] }) => ({ ...head, workingDays: [...new Set(workingDay)].sort() });

const CalendarId = z.uuid();

function changed(calendarId: string): void {
  revalidatePath('/settings/calendars');
  revalidatePath(`/settings/calendars/${calendarId}`);
  revalidatePath('/rollouts', 'layout');
}

/** Makes a calendar and goes to it. Admins. */
export async function createCalendarAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  const made = await runAction(form, { name: 'calendar.create', role: 'Rollout.Admin', input: z.object(Head), run: async (admin, head) => createCalendar(admin, headOf(head)) });
  if (!made?.ok) return made;
  revalidatePath('/settings/calendars');
  redirect(`/settings/calendars/${made.value.id}`);
}

/** Changes what a calendar is called and whose days it tells. Admins. */
export async function changeCalendarAction(_previous: ActionResult<Kept>, form: FormData): Promise<ActionResult<Kept>> {
  return runAction(form, {
    name: 'calendar.change',
    role: 'Rollout.Admin',
    input: z.object({ calendarId: CalendarId, seen: FieldsSeen, ...Head }),
    run: async (admin, { calendarId, seen, ...head }) => {
      const kept = await changeCalendar(admin, calendarId, headOf(head), seen);
      changed(calendarId);
      return kept;
    },
  });
}

/** Removes a calendar no phase names, and goes to the list. Admins. */
export async function removeCalendarAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  const removed = await runAction(form, {
    name: 'calendar.remove',
    role: 'Rollout.Admin',
    input: z.object({ calendarId: CalendarId }),
    run: async (admin, { calendarId }) => {
      await removeCalendar(admin, calendarId);
      return null;
    },
  });
  if (!removed?.ok) return removed;
  revalidatePath('/settings/calendars');
  redirect('/settings/calendars');
}

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time as 18:00.').transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

/** Opens a calendar on weekdays; a window that ends no later than it begins goes on after midnight. Admins. */
export async function addWindowAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'calendar.openWindow',
    role: 'Rollout.Admin',
    input: z.object({ calendarId: CalendarId, weekday: z.array(Weekday).min(1, 'Choose at least one day.').max(7), from: Time, until: Time }),
    run: async (admin, { calendarId, weekday, from, until }) => {
      await addWindows(admin, calendarId, [...new Set(weekday)].map((day) => ({ weekday: day, from, until: until > from ? until : until + 1440 })));
      changed(calendarId);
      return {};
    },
  });
}

/** Admins. */
export async function removeWindowAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'calendar.removeWindow',
    role: 'Rollout.Admin',
    input: z.object({ calendarId: CalendarId, windowId: z.uuid() }),
    run: async (admin, { calendarId, windowId }) => {
      await removeWindow(admin, calendarId, windowId);
      changed(calendarId);
      return {};
    },
  });
}

/** Lets nothing be changed on these days. Admins. */
export async function addFreezeAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'calendar.freeze',
    role: 'Rollout.Admin',
    input: z.object({ calendarId: CalendarId, from: z.iso.date('Choose the first day.'), until: z.iso.date('Choose the last day.'), freezeReason: z.string().trim().min(1).max(200) }),
    run: async (admin, { calendarId, freezeReason, ...days }) => {
      await addFreeze(admin, calendarId, { ...days, reason: freezeReason });
      changed(calendarId);
      return {};
    },
  });
}

/** Admins. */
export async function removeFreezeAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'calendar.removeFreeze',
    role: 'Rollout.Admin',
    input: z.object({ calendarId: CalendarId, freezeId: z.uuid() }),
    run: async (admin, { calendarId, freezeId }) => {
      await removeFreeze(admin, calendarId, freezeId);
      changed(calendarId);
      return {};
    },
  });
}

/** Adds the holidays of a pasted list, all or none. Admins. */
export async function importHolidaysAction(_previous: ActionResult<{ added: number; renamed: number }>, form: FormData): Promise<ActionResult<{ added: number; renamed: number }>> {
  return runAction(form, {
    name: 'calendar.addHolidays',
    role: 'Rollout.Admin',
    input: z.object({ calendarId: CalendarId, holidays: z.string().min(1).max(400_000) }),
    run: async (admin, { calendarId, holidays }) => {
      const count = await importHolidays(admin, calendarId, holidays);
      changed(calendarId);
      return count;
    },
  });
}

/** Admins. */
export async function removeHolidayAction(_previous: ActionResult<Done>, form: FormData): Promise<ActionResult<Done>> {
  return runAction(form, {
    name: 'calendar.removeHoliday',
    role: 'Rollout.Admin',
    input: z.object({ calendarId: CalendarId, day: z.iso.date(), country: z.string().max(2).default('') }),
    run: async (admin, { calendarId, day, country }) => {
      await removeHoliday(admin, calendarId, { day, country });
      changed(calendarId);
      return {};
    },
  });
}
