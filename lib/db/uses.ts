import 'server-only';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

/** Most rows in one statement: the embedded database serves one at a time. */
const SLICE = 2000;

/** How far an application's sign-ins were read for a run: all of `since` to `readTo` was seen. */
export type UseMark = { applicationId: string; appId: string; since: Date; readTo: Date };

/** When somebody first used an application after a run gave it to them. */
export type FirstUse = { applicationId: string; personId: string; usedAt: Date };

export async function listUseMarks(runId: string): Promise<UseMark[]> {
  return db().useReading.findMany({ where: { runId: requireRowId(runId) }, select: { applicationId: true, appId: true, since: true, readTo: true } });
}

export async function listFirstUses(runId: string): Promise<FirstUse[]> {
  return db().firstUse.findMany({ where: { runId: requireRowId(runId) }, select: { applicationId: true, personId: true, usedAt: true } });
}

/** Keeps what a reading found: how far it got, and first uses; one that is known stays as it is. */
export async function keepUses(tx: Db, runId: string, { marks, uses }: { marks: readonly UseMark[]; uses: readonly FirstUse[] }): Promise<void> {
  for (const { applicationId, appId, since, readTo } of marks) {
    await tx.useReading.upsert({ where: { runId_applicationId: { runId, applicationId } }, create: { runId, applicationId, appId, since, readTo }, update: { since, readTo } });
  }
  for (let from = 0; from < uses.length; from += SLICE) {
    await tx.firstUse.createMany({ data: uses.slice(from, from + SLICE).map((use) => ({ runId, ...use })), skipDuplicates: true });
  }
}
