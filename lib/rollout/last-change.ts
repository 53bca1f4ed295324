import 'server-only';
import { lastEventOf } from '@/lib/db/audit';
import { isRowId } from '@/lib/db/row-id';

/** How far a rollout has got, as a number that grows with everything done to it: a page read at one is old at another. */
export async function lastChangeOf(rolloutId: string): Promise<string> {
  return isRowId(rolloutId) ? String(await lastEventOf(rolloutId)) : '0';
}
