import 'server-only';
import { lastEventOf } from '@/lib/db/audit';
import { isRowId } from '@/lib/db/row-id';

/** How far a rollout has got, as a number that grows with everything done to it: a page read at one is old at another. */
export async function lastChangeOf(rolloutId: string): Promise<string> {
  return isRowId(rolloutId) ? String(await lastEventOf(rolloutId, 0)) : '0';
}

/** A page may have read its rows this long before it learns how far the rollout had got. */
const READ_WITHIN = 2;

/** As far as a page that is being rendered has surely seen: what happened while it was read makes it read again, once too often rather than never. */
export async function surelySeenOf(rolloutId: string): Promise<string> {
  return String(await lastEventOf(rolloutId, READ_WITHIN));
}
