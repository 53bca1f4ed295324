import 'server-only';
import type { Db } from './client';

/** What a refused try was about, as the audit names it elsewhere. */
export type RefusedAbout = { objectName: string; rolloutId?: string; phaseId?: string; runId?: string };

/** The rollout, phase, run or draft that a form named by its id; null where it named none, or one that is gone. */
export async function readRefusedAbout({ runId, phaseId, rolloutId, draftId }: Record<string, string>, tx: Db): Promise<RefusedAbout | null> {
  const rollout = { select: { id: true, name: true } };
  const run = runId ? await tx.run.findUnique({ where: { id: runId }, select: { phase: { select: { id: true, name: true, rollout } } } }) : null;
  const phase = run?.phase ?? (phaseId ? await tx.phase.findUnique({ where: { id: phaseId }, select: { id: true, name: true, rollout } }) : null);
  if (phase) return { objectName: `${phase.rollout.name}, ${phase.name}`, rolloutId: phase.rollout.id, phaseId: phase.id, ...(run && runId ? { runId } : {}) };
  const whole = rolloutId ? await tx.rollout.findUnique({ where: { id: rolloutId }, ...rollout }) : null;
  if (whole) return { objectName: whole.name, rolloutId: whole.id };
  const draft = draftId ? await tx.draft.findUnique({ where: { id: draftId }, select: { name: true } }) : null;
  return draft && { objectName: draft.name };
}
