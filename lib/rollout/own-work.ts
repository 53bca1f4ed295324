import 'server-only';
import type { Db } from '@/lib/db/client';
import { listPhaseSigners } from '@/lib/db/phase-authors';
import { AppError } from '@/lib/errors';

/**
 * Who signed a part of a phase does not carry it out: whoever starts a run or takes it over signed none of it.
 * @throws AppError `forbidden`
 */
export async function assertSignedNothing(tx: Db, admin: { personId: string }, phaseId: string, what: string): Promise<void> {
  if (!(await listPhaseSigners(phaseId, tx)).has(admin.personId)) return;
  throw new AppError('forbidden', `${admin.personId} signed a part of phase ${phaseId}`, { say: `You signed a part of this phase, so another admin ${what}.` });
}
