import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { bumpPhase, deletePhase, insertPhases, listPhases, lockPhase, orderPhases, planPhase, stepPhase } from '@/lib/db/phases';
import type { PhasePlan } from '@/lib/db/phases';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { getCalendar } from '@/lib/db/calendars';
import { lockRollout, touchRollout, updateRollout } from '@/lib/db/rollouts';
import { AppError, isAppError } from '@/lib/errors';
import { assertAsSeen, madeOf } from './as-seen';
import type { Kept } from './as-seen';
import { canChangeCohort, isUnderWay, planOf } from './phase';
import { MOST_PHASES } from './rollout';
import type { Admin, Rollout } from './rollout';
import { momentOn } from './working-days';

/** What an audit event about a rollout always says. */
export function aboutRollout(admin: Admin, rollout: { id: string; name: string }): Pick<AuditInput, 'actor' | 'outcome' | 'objectType' | 'objectId' | 'objectName' | 'rolloutId'> {
  return { actor: actorOf(admin), outcome: 'done', objectType: 'rollout', objectId: rollout.id, objectName: rollout.name, rolloutId: rollout.id };
}

/** What an audit event about a phase always says; of what the portal did by itself `admin` is null. */
export function aboutPhase(admin: Pick<Admin, 'personId' | 'name' | 'userPrincipalName'> | null, phase: { id: string; name: string; rolloutId: string; rolloutName: string }): Pick<AuditInput, 'actor' | 'outcome' | 'objectType' | 'objectId' | 'objectName' | 'rolloutId' | 'phaseId'> {
  return { actor: admin && actorOf(admin), outcome: 'done', objectType: 'phase', objectId: phase.id, objectName: `${phase.rolloutName}, ${phase.name}`, rolloutId: phase.rolloutId, phaseId: phase.id };
}

function actorOf({ personId, name, userPrincipalName }: Pick<Admin, 'personId' | 'name' | 'userPrincipalName'>): { personId: string; name: string; userPrincipalName: string } {
  return { personId, name, userPrincipalName };
}

/** @throws AppError `conflict` for a rollout that takes no more changes */
export function assertNotOver(rollout: Rollout): void {
  if (rollout.state === 'abandoned' || rollout.state === 'finished') {
    throw new AppError('conflict', `rollout ${rollout.id} is ${rollout.state}`, { say: `This rollout is ${rollout.state} and takes no more changes.` });
  }
}

/**
 * Changes a rollout's name and description.
 * @param seen what the form was made of
 * @throws AppError `notFound`, `nameTaken`, `conflict` when it is finished or abandoned, or was changed since it was seen.
 */
export async function changeRollout(admin: Admin, rolloutId: string, change: { name: string; description: string }, seen?: string): Promise<Kept> {
  await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    assertNotOver(rollout);
    await assertAsSeen(tx, seen, { name: rollout.name, description: rollout.description }, { ...aboutRollout(admin, rollout), action: 'rollout.change', what: 'this rollout' });
    if (rollout.name === change.name && rollout.description === change.description) return;
    await updateRollout(tx, rollout.id, change);
    await recordAudit(tx, [{ ...aboutRollout(admin, { ...rollout, name: change.name }), action: 'rollout.change', before: { name: rollout.name, description: rollout.description }, after: change }]);
  });
  return madeOf({ name: change.name, description: change.description });
}

/**
 * Gives a rollout up. What was delivered stays delivered.
 * @throws AppError `notFound`; `conflict` while a phase is under way.
 */
export async function abandonRollout(admin: Admin, rolloutId: string, reason: string): Promise<void> {
  await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    assertNotOver(rollout);
    const busy = (await listPhases(rolloutId, tx)).find((phase) => isUnderWay(phase.state));
    if (busy) throw new AppError('conflict', `phase ${busy.id} is ${busy.state}`, { say: `“${busy.name}” is under way. Let it end first.` });
    await updateRollout(tx, rollout.id, { state: 'abandoned' });
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'rollout.abandon', before: { state: rollout.state }, after: { state: 'abandoned' }, reason }]);
  });
}

/**
 * Adds a phase after the last one.
 * @throws AppError `notFound`, `nameTaken`, `conflict`, `invalid` when there are too many.
 */
export async function addPhase(admin: Admin, rolloutId: string, name: string): Promise<{ phaseId: string }> {
  return inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    assertNotOver(rollout);
    const phases = await listPhases(rolloutId, tx);
    if (phases.length >= MOST_PHASES) throw new AppError('invalid', 'too many phases', { say: `A rollout has at most ${MOST_PHASES} phases.` });
    assertNameFree(phases, name);
    await insertPhases(tx, rolloutId, [{ name }], phases.at(-1)?.position ?? -1);
    await touchRollout(tx, rolloutId);
    const phase = (await listPhases(rolloutId, tx)).at(-1);
    if (!phase) throw new AppError('internal', 'the phase that was added is not there');
    await recordAudit(tx, [{ ...aboutPhase(admin, { ...phase, rolloutName: rollout.name }), action: 'phase.add', after: { name } }]);
    return { phaseId: phase.id };
  });
}

/** A phase's plan as it is typed: `accessFrom` by the clock of its calendar, or of the tenant where it has none, as `2026-12-01T08:00`. */
export type PlannedPhase = Omit<PhasePlan, 'accessFrom'> & { accessFrom: string | null };

/**
 * Renames a phase, and says for which day it is planned, in whose windows, under which change ticket, and from when on its
 * access holds. Another calendar or begin makes a rehearsed phase a draft again, since they are what is rehearsed.
 * @param seen what the form was made of
 * @throws AppError `notFound`, `nameTaken`, `conflict`, also where the phase was changed since it was seen; `invalid` for a calendar that is gone, or a begin in the past
 */
export async function changePhase(admin: Admin, phaseId: string, planned: PlannedPhase, seen?: string): Promise<Kept> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    assertNotOver(await lockRollout(tx, phase.rolloutId));
    await assertAsSeen(tx, seen, planOf(phase), { ...aboutPhase(admin, phase), action: 'phase.change', what: `“${phase.name}”` });
    const [was, is] = [await findCalendar(tx, phase.calendarId), await findCalendar(tx, planned.calendarId)];
    const zone = await readTimeZone(tx);
    const change = { ...planned, accessFrom: planned.accessFrom === null ? null : momentOf(planned.accessFrom, is?.timeZone ?? zone) };
    const begins = phase.accessFrom?.getTime() !== change.accessFrom?.getTime();
    if (phase.name === change.name && phase.plannedFor?.getTime() === change.plannedFor?.getTime() && phase.calendarId === change.calendarId && phase.changeTicket === change.changeTicket && !begins) return madeOf(planOf(change));
    if (begins && change.accessFrom && change.accessFrom <= (await databaseNow(tx))) throw new AppError('invalid', `access of phase ${phase.id} would begin in the past`, { fields: { accessFrom: 'Access cannot begin in the past. Choose a later day and time, or empty this so that it begins as soon as it is given.' } });
    if (begins && !canChangeCohort(phase.state)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { fields: { accessFrom: `“${phase.name}” has started, so its access begins as it was rehearsed.` } });
    if (phase.calendarId !== change.calendarId && !canChangeCohort(phase.state)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { fields: { calendarId: `“${phase.name}” has started, so it goes by the calendar it was rehearsed with.` } });
    assertNameFree((await listPhases(phase.rolloutId, tx)).filter((other) => other.id !== phase.id), change.name);
    await planPhase(tx, phase.id, change);
    if (canChangeCohort(phase.state) && (begins || phase.calendarId !== change.calendarId)) {
      await bumpPhase(tx, phase.id);
      if (phase.state !== 'draft') await stepPhase(tx, phase.id, phase.state, 'draft');
    }
    await recordAudit(tx, [
      {
        ...aboutPhase(admin, { ...phase, name: change.name }),
        action: 'phase.change',
        before: { name: phase.name, plannedFor: phase.plannedFor, calendar: was?.name ?? null, changeTicket: phase.changeTicket, accessFrom: phase.accessFrom },
        after: { name: change.name, plannedFor: change.plannedFor, calendar: is?.name ?? null, changeTicket: change.changeTicket, accessFrom: change.accessFrom },
      },
    ]);
    return madeOf(planOf(change));
  });
}

function momentOf(local: string, timeZone: string): Date {
  return momentOn(local.slice(0, 10), Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16)), { timeZone });
}

async function findCalendar(tx: Db, id: string | null): Promise<{ name: string; timeZone: string } | null> {
  if (id === null) return null;
  try {
    return await getCalendar(id, tx);
  } catch (error) {
    if (!isAppError(error) || error.code !== 'notFound') throw error;
    throw new AppError('invalid', `no calendar ${id}`, { fields: { calendarId: 'This calendar is no longer there. Choose another.' } });
  }
}

/**
 * Moves a phase one place earlier or later. Phases that have started keep their place, and nothing goes before them.
 * @throws AppError `notFound`, `conflict`
 */
export async function movePhase(admin: Admin, phaseId: string, direction: 'earlier' | 'later'): Promise<void> {
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    const rollout = await lockRollout(tx, phase.rolloutId);
    assertNotOver(rollout);
    const phases = await listPhases(rollout.id, tx);
    const from = phases.findIndex((each) => each.id === phase.id);
    const to = direction === 'earlier' ? from - 1 : from + 1;
    const neighbour = phases[to];
    if (!neighbour) return;
    for (const each of [phase, neighbour]) {
      if (each.state !== 'draft' && each.state !== 'rehearsed') throw new AppError('conflict', `phase ${each.id} is ${each.state}`, { say: `“${each.name}” has started and keeps its place.` });
    }
    const order = phases.map((each) => each.id);
    order[from] = neighbour.id;
    order[to] = phase.id;
    await orderPhases(tx, rollout.id, order);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'phase.change', before: { position: from + 1 }, after: { position: to + 1 } }]);
  });
}

/**
 * Removes a phase that is still a draft, with its cohort.
 * @throws AppError `notFound`; `conflict` when it is no draft any more or is the only one.
 */
export async function removePhase(admin: Admin, phaseId: string): Promise<{ rolloutId: string }> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    const rollout = await lockRollout(tx, phase.rolloutId);
    assertNotOver(rollout);
    if (phase.state !== 'draft') throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: 'Only a phase that is still a draft can be removed.' });
    const phases = await listPhases(rollout.id, tx);
    if (phases.length === 1) throw new AppError('conflict', 'the last phase', { say: 'A rollout keeps at least one phase.' });
    await deletePhase(tx, phase.id);
    await orderPhases(tx, rollout.id, phases.filter((each) => each.id !== phase.id).map((each) => each.id));
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'phase.remove', before: { name: phase.name, people: phase.peopleCount } }]);
    return { rolloutId: rollout.id };
  });
}

function assertNameFree(phases: { name: string }[], name: string): void {
  if (phases.some((phase) => phase.name.toLowerCase() === name.toLowerCase())) {
    throw new AppError('nameTaken', `two phases named "${name}"`, { fields: { name: 'Another phase of this rollout has this name.' } });
  }
}
