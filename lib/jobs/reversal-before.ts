import 'server-only';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { changeReversalItems, leaveUnrestored, listReversalItems, markLooked } from '@/lib/db/reversals';
import type { ReversalChange } from '@/lib/db/reversals';
import { roleKey } from '@/lib/directory/route';
import { AppError } from '@/lib/errors';
import { slices } from '@/lib/graph/batch-reads';
import { codeOfRefusal, refusalOf } from '@/lib/graph/graph-error';
import { givePlaces, PLACES_AT_ONCE, wasThere } from '@/lib/graph/place-writes';
import { NOT_RESTORED } from '@/lib/rollout/reversal';
import type { HeldRole, ReversalItem } from '@/lib/rollout/reversal';
import { readStanding } from '@/lib/rollout/reversal-standing';
import { LOOK_AGAIN_MS } from './look-before';
import { aboutPlace, readPlaces } from './reversal-places';
import { aboutReversed } from './reversal-work';
import type { ReversalWork } from './reversal-work';

const PROBE_TIMEOUT_MS = 60_000;

/**
 * Before anything is asked about those who had it before, and again where that was long ago and still nothing was asked:
 * whoever left, moved or lost it on purpose since the rehearsal is
 * kept and restored nothing, and of whom only a part is left nothing is touched. Then the way back is tried.
 */
export async function lookBeforeReversing(work: ReversalWork): Promise<void> {
  const { graph, reversal } = work;
  const now = await databaseNow();
  const isDue = ({ action, begunAt, lookedAt, notRestored }: ReversalItem): boolean => (action === 'bridge' || action === 'restore') && begunAt === null && !notRestored && (lookedAt === null || now.getTime() - lookedAt.getTime() >= LOOK_AGAIN_MS);
  const items = (await listReversalItems(reversal.id, ['queued'], ['keep', 'remove'])).filter(isDue);
  if (items.length === 0) return;
  const people = items.map(({ personId }) => personId);
  const [standing, places] = await Promise.all([readStanding(graph, await work.frozen(), people), readPlaces(graph, people, items.flatMap(({ held }) => held))]);
  const isThere = (item: ReversalItem, role: HeldRole): boolean => places(item.personId, role) !== false;
  const why = (item: ReversalItem): string | null => {
    const stands = standing.get(item.personId) ?? 'gone';
    if (stands !== 'same') return NOT_RESTORED[stands];
    return item.held.some((role) => isThere(item, role)) ? null : NOT_RESTORED.takenSince;
  };
  const leaving = items.flatMap((item) => { const because = why(item); return because ? [{ id: item.id, because }] : []; });
  const parted = items.filter((item) => !why(item) && item.held.some((role) => !isThere(item, role)));
  await work.mayWrite();
  await inTransaction(async (tx) => {
    await leaveUnrestored(tx, leaving);
    await failAll(work, tx, parted, () => 'A part of what they had before was taken from them since; nothing was removed. Take back the rest with a new rehearsal, or by hand');
  });
  const left = new Set([...leaving, ...parted].map(({ id }) => id));
  const stay = items.filter(({ id }) => !left.has(id));
  await tryWayBack(work, stay.filter(({ action }) => action === 'restore'));
  await inTransaction((tx) => markLooked(tx, stay.map(({ id }) => id)));
}

/**
 * Asks for a place that somebody has: Graph refuses it as there already to whoever may give it, and as forbidden to whoever
 * may not. So nothing is taken that could not be put back.
 */
async function tryWayBack(work: ReversalWork, items: readonly ReversalItem[]): Promise<void> {
  const first = new Map<string, { item: ReversalItem; role: HeldRole }>();
  for (const item of items) for (const role of item.held) if (!first.has(roleKey(role))) first.set(roleKey(role), { item, role });
  const refused = new Map<string, string>();
  for (const slice of slices([...first.values()], PLACES_AT_ONCE)) {
    await work.mayWrite();
    const signal = AbortSignal.any([work.lease.signal, work.stop, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    const answers = await givePlaces(work.graph, slice.map(({ item, role }, index) => ({ key: String(index), personId: item.personId, role })), { runItemId: work.reversal.id }, signal);
    for (const [index, { item, role }] of slice.entries()) {
      const answer = answers.get(String(index));
      // Not answered, nothing is known, and so nothing is removed yet.
      if (!answer || answer.status === 429 || answer.status === 408 || answer.status >= 500) throw new AppError(answer?.status === 429 ? 'throttled' : 'offline', `the way back into ${role.originId} was not answered`, { retryAfter: answer?.retryAfter ?? 5 });
      if (answer.status < 300) await inTransaction((tx) => recordAudit(tx, [{ ...aboutPlace(work, item, role), outcome: 'done', ...(answer.requestId ? { graphRequestId: answer.requestId } : {}) }]));
      if (answer.status >= 400 && !wasThere(answer)) {
        const { code, message } = refusalOf(answer.body);
        refused.set(roleKey(role), `${codeOfRefusal(answer.status, code, message) === 'noPermission' ? 'Whoever it runs for may not put people back into' : 'People cannot be put back into'} “${role.resourceName}” (${message || code}), so nothing was removed. Hand them over, or let somebody with the right go on`);
      }
    }
  }
  const barred = items.filter(({ held }) => held.some((role) => refused.has(roleKey(role))));
  await inTransaction((tx) => failAll(work, tx, barred, ({ held }) => held.map((role) => refused.get(roleKey(role))).find(Boolean) ?? ''));
}

async function failAll(work: ReversalWork, tx: Parameters<typeof changeReversalItems>[0], items: readonly ReversalItem[], because: (item: ReversalItem) => string): Promise<void> {
  if (items.length === 0) return;
  const changed = await changeReversalItems(tx, items.map((item): ReversalChange => ({ id: item.id, attempts: item.attempts, from: ['queued'], to: 'failed', failure: because(item) })));
  await recordAudit(tx, items.filter(({ id }) => changed.has(id)).map((item) => ({ ...aboutReversed(work, item), action: 'assignment.remove', outcome: 'failed' as const, detail: { step: item.step, failure: because(item) } })));
}
