import 'server-only';
import type { Db } from '@/lib/db/client';
import { assertNotStopped } from '@/lib/db/emergency-stops';
import { holdWork, releaseWork } from '@/lib/db/held-work';
import type { HeldWork } from '@/lib/db/held-work';
import { AppError } from '@/lib/errors';

/** Who paused something, in a sentence. */
export function pausedWords(byName: string, reason: string): string {
  return reason ? `${byName} paused it: ${reason}` : `${byName} paused it.`;
}

/** Pauses a reversal or handover that runs. @throws AppError `conflict` where it does not, or something holds it already */
export async function pauseWork(tx: Db, work: HeldWork, id: string, by: { name: string }, reason: string): Promise<void> {
  if (!(await holdWork(tx, work, id, { says: pausedWords(by.name, reason), byName: by.name }))) throw new AppError('conflict', `${work} ${id} is held or does not run`, { say: `This ${work} asks for nothing right now. Reload the page to see why.` });
}

/** Lets a held reversal or handover go on. @throws AppError `conflict` where nothing holds it, or everything is stopped */
export async function resumeWork(tx: Db, work: HeldWork, id: string): Promise<void> {
  await assertNotStopped(tx);
  if (!(await releaseWork(tx, work, id))) throw new AppError('conflict', `${work} ${id} is not held`, { say: `Nothing holds this ${work} any more. Reload the page.` });
}
