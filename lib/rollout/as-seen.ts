import 'server-only';
import { canonicalJson } from '@/lib/audit';
import { findLastAct } from '@/lib/db/audit';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';

/** What an action has kept, which its form, where it stays, sends along with what is typed over it next. */
export type Kept = { madeOf: { seen: string } };

/** What the next change of the same fields is held against. */
export function madeOf(fields: object): Kept {
  return { madeOf: { seen: JSON.stringify(fields) } };
}

function isSame(seen: string, now: object): boolean {
  try {
    return canonicalJson(JSON.parse(seen)) === canonicalJson(JSON.parse(JSON.stringify(now)));
  } catch {
    return false;
  }
}

/**
 * Holds what somebody typed over against what is kept now, in the transaction that keeps the change: the second of two who
 * edit the same would undo what the first has saved. `now` is read under a lock, or two at the same instant both pass.
 * @param seen what the form was made of; undefined where no form was
 * @param of.what as in "changed this rollout"
 * @param of.after what the event of that change says, where others of the same action are about something else
 * @throws AppError `conflict`, naming who changed it
 */
export async function assertAsSeen(tx: Db, seen: string | undefined, now: object, of: Parameters<typeof findLastAct>[0] & { what: string }): Promise<void> {
  if (seen === undefined || isSame(seen, now)) return;
  const last = await findLastAct(of, tx);
  throw new AppError('conflict', `${of.objectType} ${of.objectId} is not what was seen`, { say: `${last?.byName ?? 'Somebody'} changed ${of.what} since you opened it. Copy what you typed, then reload the page.` });
}
