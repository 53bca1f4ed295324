import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, aRehearsedPhase, oneAddEach, byPerson, sentAdds } from '@/e2e/testing/rollouts';
import { getCalendar } from '@/lib/db/calendars';
import { db } from '@/lib/db/client';
import { readGate } from '@/lib/db/gates';
import { getPhase } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { getRollout } from '@/lib/db/rollouts';
import { readBrakesOfPhase } from '@/lib/db/run-control';
import { JobRunner } from '@/lib/jobs/runner';
import { loadCalendar, loadCalendars } from './calendar-view';
import { momentWords } from './calendar-words';
import { workCalendarOf, standingForFirst } from './change-calendar';
import type { Kept } from './as-seen';
import { changeBrakes } from './change-brakes';
import { changeGate } from './change-gate';
import { chooseDelivery, loadDelivery } from './choose-delivery';
import { countryCode } from './country';
import { changePackages } from './create-rollout';
import { changePhase, changeRollout } from './edit-rollout';
import { addFreeze, addWindows, changeCalendar, createCalendar, importHolidays, removeCalendar, removeFreeze, removeHoliday, removeWindow } from './keep-calendar';
import { rehearsePhase } from './rehearse-phase';
import { planOf } from './phase';
import { chosenOf } from './rollout';
import { loadRolloutView } from './rollout-view';
import { changeOfficeHours, changeSecondAdmin, loadRunSettings } from './run-settings';
import { loadRunView } from './run-view';
import { SILENCE_STEPS } from './sign-off';
import { startRun } from './start-run';
import { clockAt, dayAt, endOfDay, momentOn, nextDay, previousDay, weekdayOf, workingDayAfter } from './working-days';

const { tenant, admin } = withPortal({ users: 300 });

const ALL_DAYS = [0, 1, 2, 3, 4, 5, 6];
const HEAD = { timeZone: 'Europe/Berlin', countries: ['AT', 'DE'], workingDays: [1, 2, 3, 4, 5] };
const actions = async (objectId: string) => (await db().auditEvent.findMany({ where: { objectId }, orderBy: { seq: 'asc' }, select: { action: true } })).map((event) => event.action);
const today = () => dayAt(new Date(), { timeZone: 'UTC' });

/** A calendar that is frozen from yesterday until tomorrow, and open all day else. */
async function aFrozenCalendar(name: string): Promise<string> {
  const id = await anOpenCalendar(name);
  await freeze(id);
  return id;
}

const anOpenCalendar = async (name: string) => (await createCalendar(admin, { name, timeZone: 'UTC', countries: [], workingDays: ALL_DAYS })).id;
const freeze = (id: string) => addFreeze(admin, id, { from: previousDay(today()), until: nextDay(today()), reason: 'Month close' });

async function plan(phaseId: string, planned: { calendarId?: string; changeTicket?: string; accessFrom?: string }): Promise<void> {
  const { name, plannedFor } = await getPhase(phaseId);
  await changePhase(admin, phaseId, { name, plannedFor, calendarId: null, changeTicket: null, accessFrom: null, ...planned });
}

test('a calendar is made, changed line by line and removed, each with its audit event', async () => {
  const { id } = await createCalendar(admin, { ...HEAD, name: 'Berlin' });
  await changeCalendar(admin, id, { ...HEAD, name: 'Berlin and Vienna' });
  await changeCalendar(admin, id, { ...HEAD, name: 'Berlin and Vienna' });
  await addWindows(admin, id, [{ weekday: 2, from: 1080, until: 1320 }, { weekday: 6, from: 1320, until: 1560 }]);
  await addFreeze(admin, id, { from: '2026-12-21', until: '2027-01-05', reason: 'Year end close' });
  await importHolidays(admin, id, '2026-12-25,Christmas Day\n2026-12-08,Immaculate Conception,AT');

  const { windows, freezes, holidays, name, changedByName } = await getCalendar(id);
  expect({ windows: windows.map(({ id: _, ...each }) => each), freezes: freezes.map(({ id: _, ...each }) => each), holidays, name, changedByName }).toEqual({
    name: 'Berlin and Vienna',
    changedByName: admin.name,
    windows: [{ weekday: 2, from: 1080, until: 1320 }, { weekday: 6, from: 1320, until: 1560 }],
    freezes: [{ from: '2026-12-21', until: '2027-01-05', reason: 'Year end close' }],
    holidays: [{ day: '2026-12-08', country: 'AT', name: 'Immaculate Conception' }, { day: '2026-12-25', country: '', name: 'Christmas Day' }],
  });

  await removeWindow(admin, id, windows[0]?.id ?? '');
  await removeFreeze(admin, id, freezes[0]?.id ?? '');
  await removeHoliday(admin, id, { day: '2026-12-08', country: 'AT' });
  await removeCalendar(admin, id);
  expect(await db().calendar.count({ where: { id } })).toBe(0);
  expect(await actions(id)).toEqual(['calendar.create', 'calendar.change', 'calendar.openWindow', 'calendar.freeze', 'calendar.addHolidays', 'calendar.removeWindow', 'calendar.removeFreeze', 'calendar.removeHoliday', 'calendar.remove']);
});

test('calendars come by pages, and each with a page of its holidays and phases', async () => {
  const { id } = await createCalendar(admin, { ...HEAD, name: 'By pages' });
  await importHolidays(admin, id, '2026-12-25,Christmas Day\n2026-12-26,Boxing Day\n2027-01-01,New Year');
  const { rolloutId, phaseId } = await aRehearsedPhase(tenant, admin, { people: 1, plan: (phase) => plan(phase, { calendarId: id }) });

  // As an address gives them, with their number.
  const first = { number: 1, skip: 0, take: 1 };
  const view = await loadCalendar(id, { holidays: { skip: 2, take: 2 }, phases: first });
  expect([view.holidays, view.holidayCount, view.phases.map((phase) => [phase.id, phase.rolloutId]), view.phaseCount]).toEqual([[{ day: '2027-01-01', name: 'New Year', country: '' }], 3, [[phaseId, rolloutId]], 1]);
  expect((await loadCalendar(id, { holidays: { skip: 0, take: 2 }, phases: { skip: 5, take: 5 } })).phases).toEqual([]);
  const { calendars, total } = await loadCalendars(first);
  expect([calendars.length, total]).toEqual([1, await db().calendar.count()]);
});

test('of two who edit the same, the second is told who changed it and undoes nothing; who saves again is held against what they saved', async () => {
  const { rolloutId, phaseId } = await aRehearsedPhase(tenant, admin, { people: 1 });
  const { id: calendarId } = await createCalendar(admin, { ...HEAD, name: 'Edited twice' });
  const other = { ...admin, personId: '7f0c2f0e-2b1c-4c58-9a57-0f3d4d1f6a10', name: 'Marta Berg', userPrincipalName: 'marta@fabrikam.example' };
  const [rollout, phase, { id: _id, windows: _windows, freezes: _freezes, holidays: _holidays, changedByName: _by, changedAt: _at, ...head }, gate, brakes, { settings }] = await Promise.all([getRollout(rolloutId), getPhase(phaseId), getCalendar(calendarId), readGate(phaseId), readBrakesOfPhase(phaseId), loadDelivery(phaseId)]);
  const { changed: _changed, ...asked } = gate;
  const { hours, secondAdminAbove } = await loadRunSettings();
  const delivery = { ...settings, packageModes: new Map(Object.entries(settings.packageModes)) };
  const packages = chosenOf(rollout.packages);
  const forms: { what: string; seen: object; save: (by: typeof admin, seen: string, word: number) => Promise<Kept | void> }[] = [
    { what: 'this rollout', seen: { name: rollout.name, description: rollout.description }, save: (by, seen, word) => changeRollout(by, rolloutId, { name: rollout.name, description: `Why ${word}` }, seen) },
    { what: `“${phase.name}”`, seen: planOf(phase), save: (by, seen, word) => changePhase(by, phaseId, { ...planOf(phase), accessFrom: null, changeTicket: `CHG${word}` }, seen) },
    { what: 'this calendar', seen: head, save: (by, seen, word) => changeCalendar(by, calendarId, { ...HEAD, name: `Edited ${word}` }, seen) },
    { what: 'this gate', seen: asked, save: (by, seen, word) => changeGate(by, phaseId, { ...asked, exit: { ...asked.exit, soakDays: word } }, seen) },
    { what: 'these brakes', seen: brakes, save: (by, seen, word) => changeBrakes(by, phaseId, { ...brakes, failures: { people: word, percent: 1 } }, seen) },
    { what: 'this delivery', seen: settings, save: (by, seen, word) => chooseDelivery(by, phaseId, { ...delivery, graceHours: word }, seen) },
    { what: 'the business hours', seen: hours, save: (by, seen, word) => changeOfficeHours(by, { ...hours, from: word }, seen) },
    { what: 'this number', seen: { above: secondAdminAbove }, save: (by, seen, word) => changeSecondAdmin(by, word, seen) },
    { what: 'these packages', seen: packages, save: (by, seen, word) => changePackages(by, rolloutId, packages.map((each, place) => (place === 0 && word < 9 ? { ...each, policyId: otherPolicy(each) } : each)), undefined, seen) },
  ];
  for (const { what, seen, save } of forms) {
    const first = await save(admin, JSON.stringify(seen), 5);
    await expect(save(other, JSON.stringify(seen), 6)).rejects.toMatchObject({ code: 'conflict', sentence: `${admin.name} changed ${what} since you opened it. Copy what you typed, then reload the page.` });
    if (first) await save(admin, first.madeOf.seen, 7);
  }
  expect([(await getRollout(rolloutId)).description, (await getPhase(phaseId)).changeTicket, (await getCalendar(calendarId)).name, (await readGate(phaseId)).exit.soakDays, (await readBrakesOfPhase(phaseId)).failures.people, (await loadDelivery(phaseId)).settings.graceHours, (await loadRunSettings()).hours.from, (await loadRunSettings()).secondAdminAbove]).toEqual(['Why 7', 'CHG7', 'Edited 7', 7, 7, 7, 7, 7]);
  await changeOfficeHours(admin, hours);
  await changeSecondAdmin(admin, secondAdminAbove);
});

/** Another policy of the package that a direct assignment goes under. */
function otherPolicy({ packageId, policyId }: { packageId: string; policyId: string }): string {
  return [...tenant.tenant.governance.policies.values()].find((policy) => policy.packageId === packageId && policy.id !== policyId)?.id ?? policyId;
}

test('windows that overlap are refused, also over the end of the week, and a list with a wrong line adds nothing', async () => {
  const { id } = await createCalendar(admin, { ...HEAD, name: 'Strict' });
  await addWindows(admin, id, [{ weekday: 6, from: 1320, until: 1560 }]);

  await expect(addWindows(admin, id, [{ weekday: 0, from: 60, until: 240 }])).rejects.toMatchObject({ code: 'invalid', details: { fields: { from: 'This overlaps Saturday 22:00–02:00 the next day. Remove that window first, or choose another time.' } } });
  await expect(importHolidays(admin, id, '2026-12-25,Christmas Day,DE\n2026-02-30,Nothing,DE\n2026-12-26,Boxing Day,FR')).rejects.toMatchObject({ details: { fields: { holidays: 'Line 2: “2026-02-30” is no day written as 2026-12-25. Line 3: France is not among the countries of this calendar.' } } });
  await expect(createCalendar(admin, { ...HEAD, name: 'Strict' })).rejects.toMatchObject({ code: 'nameTaken' });
  await expect(createCalendar(admin, { ...HEAD, name: 'Nowhere', timeZone: 'Middle/Earth' })).rejects.toMatchObject({ code: 'invalid' });
  expect(await getCalendar(id)).toMatchObject({ holidays: [], windows: [{ weekday: 6 }] });
  expect(await actions(id)).toEqual(['calendar.create', 'calendar.openWindow']);
});

test('inside a freeze a phase does not start and says when it may; placed ahead, its job waits for the window', async () => {
  const calendarId = await aFrozenCalendar('Frozen');
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 1, plan: (id) => plan(id, { calendarId, changeTicket: 'CHG0012345' }) });
  const [frozen] = (await getCalendar(calendarId)).freezes;
  const opens = `${nextDay(frozen?.until ?? '')}T00:00:00.000Z`;

  await expect(startRun(admin, phaseId, hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringMatching(/starts only inside the windows of its calendar\. “Frozen” is inside a freeze until the end of .*: Month close\. The next window opens .* at 00:00 \(UTC\)\.$/) as string });
  expect(await db().run.count({ where: { phaseId } })).toBe(0);
  await expect(removeCalendar(admin, calendarId)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('goes by this calendar') as string });

  const run = await startRun(admin, phaseId, hash, { when: 'nextWindow' });
  expect((await db().job.findUniqueOrThrow({ where: { id: run.jobId } })).notBefore.toISOString()).toBe(opens);
  expect(await db().auditEvent.findFirst({ where: { phaseId, action: 'run.start' }, select: { after: true } })).toMatchObject({ after: { startsAt: opens, changeTicket: 'CHG0012345' } });
});

test('on the last working day of a week a phase says beforehand what its start would be refused for, and may be placed ahead', async () => {
  const tomorrow = weekdayOf(nextDay(today()));
  const { id: calendarId } = await createCalendar(admin, { name: 'Rests tomorrow', timeZone: 'UTC', countries: [], workingDays: ALL_DAYS.filter((day) => day !== tomorrow) });
  const { rolloutId, phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 1, plan: (id) => plan(id, { calendarId }) });
  const opens = momentOn(nextDay(nextDay(today())), 0, { timeZone: 'UTC' });
  const says = `Today is the last working day of a week in “Rests tomorrow”. No first batch goes out on it, when nobody is there for what it brings about. The next window opens ${momentWords(opens, { timeZone: 'UTC' })}.`;
  const { opened } = await loadRolloutView(admin, rolloutId, phaseId);
  expect([opened.calendar?.standing, opened.steps.find(({ what }) => what.includes('access'))?.when]).toEqual([{ open: false, frozen: false, says, opens: momentWords(opens, { timeZone: 'UTC' }) }, `from ${momentWords(opens, { timeZone: 'UTC' })}`]);
  expect((await loadCalendar(calendarId, { holidays: { skip: 0, take: 1 }, phases: { skip: 0, take: 1 } })).standing).toMatchObject({ open: true, says: expect.stringContaining('A run that has sent nothing yet waits until') as string });

  await expect(startRun(admin, phaseId, hash)).rejects.toMatchObject({ code: 'conflict', sentence: says });
  const run = await startRun(admin, phaseId, hash, { when: 'nextWindow' });
  expect((await db().job.findUniqueOrThrow({ where: { id: run.jobId } })).notBefore).toEqual(opens);
  expect((await loadRunView(run.id)).waits).toEqual([`1 not sent yet: ${says}`]);
});

test('a run whose calendar closes after it was started sends nothing until it is open again', async () => {
  const calendarId = await anOpenCalendar('Closes later');
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 2, plan: (id) => plan(id, { calendarId }) });
  const run = await startRun(admin, phaseId, hash);
  await expect(plan(phaseId, {})).rejects.toMatchObject({ code: 'conflict', details: { fields: { calendarId: expect.stringContaining('goes by the calendar it was rehearsed with') as string } } });
  await freeze(calendarId);
  const runner = new JobRunner({ visibilityMs: 100, pollLeastMs: 50, pollMostMs: 200 });
  runner.start();
  const notBefore = async () => (await db().job.findUniqueOrThrow({ where: { id: run.jobId } })).notBefore.getTime();
  const before = await notBefore();
  await expect.poll(notBefore).toBeGreaterThan(before + 30_000);
  const sent = () => sentAdds(tenant.log()).filter((each) => people.some((person) => person.id === each.person));
  expect(sent()).toEqual([]);

  const [closed] = (await getCalendar(calendarId)).freezes;
  await removeFreeze(admin, calendarId, closed?.id ?? '');
  await db().job.update({ where: { id: run.jobId }, data: { notBefore: new Date() } });
  await expect.poll(() => sent().sort(byPerson)).toEqual(oneAddEach(people));
  await runner.stop();
});

/** A package whose direct policy ends after so many days. */
function endAfter(days: number): void {
  const { packageId } = aPackage(tenant);
  for (const policy of tenant.tenant.governance.policies.values()) if (policy.packageId === packageId && policy.displayName === 'Direct assignment') policy.expiration = { type: 'afterDuration', duration: `P${days}D`, endDateTime: null };
}

test('what is placed ahead is rehearsed and signed as such, asked for with its start, and ends on a working morning of the person’s country', async () => {
  endAfter(90);
  const { id: calendarId } = await createCalendar(admin, { name: 'Everywhere', timeZone: 'Europe/Berlin', countries: [], workingDays: ALL_DAYS });
  const day = nextDay(nextDay(today()));
  const { phaseId, hash, people, packageId } = await aRehearsedPhase(tenant, admin, { people: 2, plan: (id) => plan(id, { calendarId, accessFrom: `${day}T08:00` }) });
  const from = momentOn(day, 480, { timeZone: 'Europe/Berlin' });
  const rehearsal = await latestRehearsal(phaseId);
  expect(rehearsal?.design.placing).toEqual({ accessFrom: from.toISOString(), mornings: true, calendar: 'Everywhere', timeZone: 'Europe/Berlin' });

  // The people's own countries know work on Wednesdays alone, in another zone than the phase's.
  const countries = tenant.snapshot().users.filter((user) => people.some((person) => person.id === user.id)).map((user) => countryCode(user.country));
  await createCalendar(admin, { name: 'At home', timeZone: 'Asia/Kolkata', countries: [...new Set(countries.flatMap((code) => code ?? []))], workingDays: [3] });
  // Open whatever day this runs on: no day of it is the last working day of a week either.
  await addWindows(admin, calendarId, ALL_DAYS.map((weekday) => ({ weekday, from: 0, until: 1440 })));
  await startRun(admin, phaseId, hash);
  const runner = new JobRunner({ visibilityMs: 100, pollLeastMs: 50, pollMostMs: 200 });
  runner.start();
  const requests = () => tenant.snapshot().assignmentRequests.filter((request) => request.packageId === packageId && people.some((person) => person.id === request.targetId));
  await expect.poll(() => requests().map((request) => request.schedule.startDateTime)).toEqual(people.map(() => from.toISOString().replace('.000Z', 'Z')));
  await tenant.admin('clock', { advanceMs: 600_000 });
  await expect.poll(() => requests().map((request) => request.state)).toEqual(['scheduled', 'scheduled']);
  const ends = requests().map((request) => new Date(request.schedule.expiration.endDateTime ?? 0));
  const policyEnd = from.getTime() + 90 * 86_400_000;
  for (const end of ends) {
    expect([weekdayOf(dayAt(end, { timeZone: 'Asia/Kolkata' })), clockAt(end, { timeZone: 'Asia/Kolkata' }), end.getTime() <= policyEnd, end.getTime() > policyEnd - 8 * 86_400_000]).toEqual([3, '09:00', true, true]);
  }
  // It has started: another ticket is taken, another begin is not.
  await plan(phaseId, { calendarId, accessFrom: `${day}T08:00`, changeTicket: 'CHG0012346' });
  expect(await getPhase(phaseId)).toMatchObject({ calendarId, accessFrom: from, changeTicket: 'CHG0012346', state: 'running' });
  await expect(plan(phaseId, { calendarId })).rejects.toMatchObject({ code: 'conflict', details: { fields: { accessFrom: expect.stringContaining('has started') as string } } });
  await runner.stop();
});

test('another calendar or begin makes a rehearsed phase a draft again; an earlier begin voids what was signed, and a sign-off is due by the calendar’s working days', async () => {
  const { id: calendarId } = await createCalendar(admin, { name: 'Seven days', timeZone: 'America/New_York', countries: [], workingDays: ALL_DAYS });
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 1, plan: (id) => plan(id, { calendarId, accessFrom: '2030-01-07T08:00' }) });
  const calendar = workCalendarOf(await getCalendar(calendarId));
  const signed = await db().signOff.findMany({ where: { phaseId }, select: { askedAt: true, dueAt: true } });
  expect(signed.map((each) => each.dueAt.toISOString())).toEqual(signed.map((each) => new Date(endOfDay(workingDayAfter(each.askedAt, SILENCE_STEPS.due, calendar), calendar).getTime() - 1).toISOString()));
  expect((await getPhase(phaseId)).state).toBe('signed');

  await expect(plan(phaseId, { calendarId, accessFrom: '2020-01-01T09:00' })).rejects.toMatchObject({ code: 'invalid', details: { fields: { accessFrom: 'Access cannot begin in the past. Choose a later day and time, or empty this so that it begins as soon as it is given.' } } });
  expect(await getPhase(phaseId)).toMatchObject({ state: 'signed', accessFrom: new Date('2030-01-07T13:00:00Z') });
  await plan(phaseId, { calendarId, accessFrom: '2030-01-02T08:00' });
  expect((await getPhase(phaseId)).state).toBe('draft');
  const again = await rehearsePhase(admin, phaseId);
  expect(again.hash).not.toBe(hash);
  expect((await db().signOff.findMany({ where: { phaseId, state: 'void' } })).map((each) => each.voidBecause)).toEqual(signed.map(() => ['Access begins earlier.']));

  // Kept from before it was refused, or passed since: it is no longer asked for, and that is said with its year.
  await db().phase.update({ where: { id: phaseId }, data: { accessFrom: new Date('2020-01-01T14:00:00Z') } });
  await rehearsePhase(admin, phaseId);
  const { opened } = await loadRolloutView(admin, (await getPhase(phaseId)).rolloutId, phaseId);
  expect([(await latestRehearsal(phaseId))?.design.placing?.accessFrom ?? null, opened.beginPassed, opened.begins]).toEqual([null, true, 'Wednesday 1 January 2020 at 09:00 (America/New York), which has passed: access begins as soon as it is given']);
  await plan(phaseId, { calendarId, accessFrom: '2020-01-01T09:00', changeTicket: 'CHG1' });
  expect(await getPhase(phaseId)).toMatchObject({ changeTicket: 'CHG1', accessFrom: new Date('2020-01-01T14:00:00Z') });
});

test('the first batch waits on the last working day of a week, also before a holiday, and not where the calendar opens on no other', () => {
  const week = { id: '', name: 'Evenings', timeZone: 'Europe/Berlin', countries: [], workingDays: [1, 2, 3, 4, 5], windows: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 18 * 60, until: 22 * 60 })), freezes: [], holidays: [{ day: '2026-12-25', country: '', name: 'Christmas' }] };
  const at = (moment: string, calendar = week) => {
    const { open, next } = standingForFirst(new Date(moment), calendar);
    return [open !== null, next?.from.toISOString()];
  };
  expect(at('2026-11-26T18:00:00Z')).toEqual([true, '2026-11-30T17:00:00.000Z']);
  expect(at('2026-11-27T18:00:00Z')).toEqual([false, '2026-11-30T17:00:00.000Z']);
  expect(at('2026-12-24T18:00:00Z')).toEqual([false, '2026-12-28T17:00:00.000Z']);
  expect(at('2026-11-27T18:00:00Z', { ...week, windows: [{ weekday: 5, from: 18 * 60, until: 22 * 60 }] })).toEqual([true, '2026-12-04T17:00:00.000Z']);
});
