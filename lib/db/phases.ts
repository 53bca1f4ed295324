import 'server-only';
import { AppError } from '@/lib/errors';
import type { DeliveryMode, Phase, PhaseState } from '@/lib/rollout/phase';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

const COLUMNS = { id: true, rolloutId: true, position: true, name: true, mode: true, state: true, stateSince: true, plannedFor: true, calendarId: true, changeTicket: true, accessFrom: true, supplementOf: true, revision: true } as const;

/** A phase with the rollout it belongs to, as breadcrumbs and audit events name it. */
export type PhaseInRollout = Phase & { rolloutName: string; rolloutState: 'draft' | 'active' | 'finished' | 'abandoned'; peopleCount: number };

/** @throws AppError `notFound` */
export async function getPhase(id: string, tx: Db = db()): Promise<PhaseInRollout> {
  const [phase] = await getPhases([requireRowId(id)], tx);
  if (!phase) throw new AppError('notFound', `no phase ${id}`);
  return phase;
}

/** Those of these phases that there are. */
export async function getPhases(ids: readonly string[], tx: Db = db()): Promise<PhaseInRollout[]> {
  const rows = await tx.phase.findMany({ where: { id: { in: [...ids] } }, select: { ...COLUMNS, rollout: { select: { name: true, state: true } }, _count: { select: { members: true } } } });
  return rows.map(({ rollout, _count, ...phase }) => ({ ...phase, rolloutName: rollout.name, rolloutState: rollout.state, peopleCount: _count.members }));
}

/** How far every phase of these rollouts is. */
export async function listPhaseStates(rolloutIds: readonly string[], tx: Db = db()): Promise<Pick<Phase, 'id' | 'rolloutId' | 'state'>[]> {
  return tx.phase.findMany({ where: { rolloutId: { in: [...rolloutIds] } }, select: { id: true, rolloutId: true, state: true } });
}

/** The phase as it stands, locked until the transaction ends, so that what is read of it still holds when it is changed. */
export async function lockPhase(tx: Db, id: string): Promise<PhaseInRollout> {
  await tx.$queryRaw`SELECT 1 FROM "phase" WHERE "id" = ${requireRowId(id)}::uuid FOR UPDATE`;
  return getPhase(id, tx);
}

/** The phases of a rollout in their order, each with the size of its cohort. */
export async function listPhases(rolloutId: string, tx: Db = db()): Promise<(Phase & { peopleCount: number })[]> {
  const rows = await tx.phase.findMany({ where: { rolloutId }, orderBy: { position: 'asc' }, select: { ...COLUMNS, _count: { select: { members: true } } } });
  return rows.map(({ _count, ...phase }) => ({ ...phase, peopleCount: _count.members }));
}

/**
 * Takes a phase from one state to the next, where it still is in the first.
 * @throws AppError `conflict` when it is not, or when no such step is allowed (the database refuses it).
 */
export async function stepPhase(tx: Db, phaseId: string, from: PhaseState, to: PhaseState): Promise<void> {
  const stepped = await tx.$executeRaw`
    UPDATE "phase" SET "state" = ${to}::"phase_state", "state_since" = now() WHERE "id" = ${phaseId}::uuid AND "state" = ${from}::"phase_state"`;
  if (stepped !== 1) throw new AppError('conflict', `phase ${phaseId} is not ${from}, so it does not go to ${to}`);
}

/** Counts a phase's revision up, which makes its rehearsals stale. */
export async function bumpPhase(tx: Db, phaseId: string): Promise<void> {
  await tx.phase.update({ where: { id: phaseId }, data: { revision: { increment: 1 } } });
}

/** Appends phases to a rollout, after those it has. */
export async function insertPhases(tx: Db, rolloutId: string, phases: { name: string; mode?: DeliveryMode }[], after: number): Promise<void> {
  await tx.phase.createMany({ data: phases.map((phase, index) => ({ rolloutId, name: phase.name, mode: phase.mode ?? 'assign', position: after + 1 + index })) });
}

/** Appends a phase for people who come later to another: delivered as that one is, in the same windows, under the same brakes and with the same gate; gives its id. */
export async function insertSupplement(tx: Db, phase: Pick<Phase, 'id' | 'rolloutId'>, { name, position, supplementOf }: { name: string; position: number; supplementOf: string }): Promise<string> {
  const [added] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "phase" ("rollout_id", "position", "name", "mode", "calendar_id", "change_ticket", "access_from", "canary", "automatic_step", "grace_hours", "tolerance_percent",
      "brake_people", "brake_percent", "brake_removals", "brake_removal_percent", "supplement_of")
    SELECT "rollout_id", ${position}, ${name}, "mode", "calendar_id", "change_ticket", CASE WHEN "access_from" > now() THEN "access_from" END, "canary", "automatic_step", "grace_hours", "tolerance_percent",
      "brake_people", "brake_percent", "brake_removals", "brake_removal_percent", ${supplementOf}::uuid
    FROM "phase" WHERE "id" = ${phase.id}::uuid RETURNING "id"`;
  if (!added) throw new AppError('notFound', `no phase ${phase.id}`);
  await tx.$executeRaw`INSERT INTO "phase_package_mode" ("phase_id", "package_id", "mode") SELECT ${added.id}::uuid, "package_id", "mode" FROM "phase_package_mode" WHERE "phase_id" = ${phase.id}::uuid`;
  await tx.$executeRaw`
    INSERT INTO "phase_gate" ("phase_id", "entry", "exit", "advance", "may_override", "changed_by", "changed_by_name")
    SELECT ${added.id}::uuid, "entry", "exit", "advance", "may_override", "changed_by", "changed_by_name" FROM "phase_gate" WHERE "phase_id" = ${phase.id}::uuid`;
  return added.id;
}

/** What a phase is called and when it is to happen. */
export type PhasePlan = Pick<Phase, 'name' | 'plannedFor' | 'calendarId' | 'changeTicket' | 'accessFrom'>;

export async function planPhase(tx: Db, phaseId: string, { name, plannedFor, calendarId, changeTicket, accessFrom }: PhasePlan): Promise<void> {
  await tx.phase.update({ where: { id: phaseId }, data: { name, plannedFor, calendarId, changeTicket, accessFrom } });
}

export async function deletePhase(tx: Db, phaseId: string): Promise<void> {
  await tx.phase.delete({ where: { id: phaseId } });
}

/** Puts phases into the order given. They step aside first, since two may not stand on one position. */
export async function orderPhases(tx: Db, rolloutId: string, phaseIds: string[]): Promise<void> {
  await tx.$executeRaw`UPDATE "phase" SET "position" = "position" + 1000 WHERE "rollout_id" = ${rolloutId}::uuid`;
  await tx.$executeRaw`
    UPDATE "phase" SET "position" = o."position" - 1
    FROM unnest(${phaseIds}::uuid[]) WITH ORDINALITY AS o("id", "position")
    WHERE "phase"."id" = o."id" AND "phase"."rollout_id" = ${rolloutId}::uuid`;
}
