import 'server-only';
import { AppError } from '@/lib/errors';
import type { JobState, Run, RunState } from '@/lib/rollout/run';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

/** The run's job, as far as people are told of it. */
export type RunJob = { id: string; state: JobState; actsAs: string; actsAsName: string; lastError: string | null };

const RUN = {
  id: true, phaseId: true, rehearsalId: true, rehearsalHash: true, state: true, startedBy: true, startedByName: true, startedAt: true, settledAt: true, finishedAt: true,
  phase: { select: { name: true, state: true, rolloutId: true, rollout: { select: { name: true } } } },
  rehearsal: { select: { number: true } },
} as const;

export type NewRun = { phaseId: string; rehearsalId: string; rehearsalHash: string; startedBy: string; startedByName: string };

export async function insertRun(tx: Db, run: NewRun): Promise<string> {
  const { id } = await tx.run.create({ data: run, select: { id: true } });
  return id;
}

/** @throws AppError `notFound` */
export async function getRun(id: string, tx: Db = db()): Promise<Run> {
  const [run] = await getRuns([requireRowId(id)], tx);
  if (!run) throw new AppError('notFound', `no run ${id}`);
  return run;
}

/** Those of these runs that there are. */
export async function getRuns(ids: readonly string[], tx: Db = db()): Promise<Run[]> {
  return (await tx.run.findMany({ where: { id: { in: [...ids] } }, select: RUN })).map(toRun);
}

function toRun({ phase, rehearsal, ...run }: Prisma.RunGetPayload<{ select: typeof RUN }>): Run {
  return { ...run, phaseName: phase.name, phaseState: phase.state, rolloutId: phase.rolloutId, rolloutName: phase.rollout.name, rehearsalNumber: rehearsal.number };
}

/** The newest run of a phase, or null. */
export async function findRunOfPhase(phaseId: string, tx: Db = db()): Promise<string | null> {
  const row = await tx.run.findFirst({ where: { phaseId }, orderBy: { startedAt: 'desc' }, select: { id: true } });
  return row?.id ?? null;
}

/** Takes a run from one state to the next where it still is in the first; false when it is not. */
export async function stepRun(tx: Db, id: string, from: RunState, to: RunState): Promise<boolean> {
  const stepped = await tx.$executeRaw`
    UPDATE "run" SET "state" = ${to}::"run_state", "hold" = NULL, "hold_says" = NULL, "held_by_name" = NULL, "held_at" = NULL,
      "settled_at" = CASE ${to} WHEN 'settled' THEN now() WHEN 'running' THEN NULL ELSE "settled_at" END,
      "finished_at" = CASE ${to} WHEN 'finished' THEN now() ELSE "finished_at" END
    WHERE "id" = ${id}::uuid AND "state" = ${from}::"run_state"`;
  return stepped === 1;
}

/** The run's job, or null when it has none. */
export async function findJobOfRun(runId: string, tx: Db = db()): Promise<RunJob | null> {
  return tx.job.findUnique({ where: { runId }, select: { id: true, state: true, actsAs: true, actsAsName: true, lastError: true } });
}
