import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { loadPackageChoices } from '@/lib/rollout/package-choices';
import { canChangeCohort, planOf } from '@/lib/rollout/phase';
import type { Phase } from '@/lib/rollout/phase';
import { loadCalendarChoices } from '@/lib/rollout/calendar-view';
import { loadRolloutEdit, loadRolloutName } from '@/lib/rollout/rollout-view';
import { all, one } from '../../address';
import type { Search } from '../../address';
import { dayAt, localWords } from '@/lib/rollout/working-days';
import { readPage } from '../../../read-page';
import type { EditedPhase } from './edit-phases';
import { EditRollout } from './edit-rollout';
import { shown } from '../../../shown';

type Props = { params: Promise<{ rolloutId: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin');
  return { title: `Edit ${await readPage(loadRolloutName((await params).rolloutId))}` };
}

/** Name, packages and phases of a rollout, and giving it up. */
async function EditRolloutPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin');
  const [{ rolloutId }, search] = await Promise.all([params, searchParams]);
  const [{ rollout, phases, packagesOpen }, { calendars, timeZone }] = await Promise.all([readPage(loadRolloutEdit(rolloutId)), loadCalendarChoices()]);
  const zoneOf = (calendarId: string | null) => calendars.find((each) => each.id === calendarId)?.timeZone ?? timeZone;
  const now = new Date();
  const asked = all(search, 'package').slice(0, 20);
  const ids = asked.length > 0 ? asked : rollout.packages.map((each) => each.packageId);
  const choices = packagesOpen ? await readPage(loadPackageChoices(session, one(search, 'q') ?? '', ids)) : null;
  return (
    <EditRollout
      rollout={rollout}
      calendars={calendars}
      phases={phases.map(({ id, name, mode, state, plannedFor, calendarId, changeTicket, accessFrom, peopleCount }) => ({ late: lateOf({ state, plannedFor, accessFrom }, now, zoneOf(calendarId)), seen: JSON.stringify(planOf({ name, plannedFor, calendarId, changeTicket, accessFrom })), id, name, mode, state, plannedFor: plannedFor?.toISOString().slice(0, 10) ?? '', calendarId: calendarId ?? '', changeTicket: changeTicket ?? '', accessFrom: accessFrom ? localWords(accessFrom, { timeZone: zoneOf(calendarId) }) : '', timeZone: zoneOf(calendarId), peopleCount }))}
      choices={choices ? { found: choices.found.map(({ id, name, catalogName }) => ({ id, name, catalogName })), more: choices.next !== null, chosen: choices.chosen } : null}
    />
  );
}

export default shown(EditRolloutPage);

/** A day is over when the next has begun by the phase's clock. */
function lateOf({ state, plannedFor, accessFrom }: Pick<Phase, 'state' | 'plannedFor' | 'accessFrom'>, now: Date, timeZone: string): EditedPhase['late'] {
  const ahead = canChangeCohort(state);
  return { plannedFor: ahead && plannedFor !== null && plannedFor.toISOString().slice(0, 10) < dayAt(now, { timeZone }), accessFrom: ahead && accessFrom !== null && accessFrom <= now };
}
