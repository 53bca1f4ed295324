import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { changeReversalItems, leaveUnrestored, returnReversalItems, takeReversalItems } from '@/lib/db/reversals';
import type { ReversalChange } from '@/lib/db/reversals';
import { slices } from '@/lib/graph/batch-reads';
import type { BatchAnswer } from '@/lib/graph/client';
import { refusalOf } from '@/lib/graph/graph-error';
import { givePlaces, placeOperation, PLACES_AT_ONCE, wasThere } from '@/lib/graph/place-writes';
import { NOT_RESTORED } from '@/lib/rollout/reversal';
import type { ReversalItem } from '@/lib/rollout/reversal';
import { readStanding } from '@/lib/rollout/reversal-standing';
import { MOST_ATTEMPTS } from './reversal-sends';
import type { Told } from './reversal-sends';
import { aboutReversed } from './reversal-work';
import type { ReversalWork } from './reversal-work';
import { lostBatch, rateAnswer, untilAnswered } from './send-items';
import type { Answered, Sending } from './send-stream';

/** Puts people back where they were by name, once their removal was seen there; never who left or moved meanwhile. */
export function restoreSending(work: ReversalWork, packageIds: readonly string[]): Sending<ReversalItem, Told> {
  return {
    ends: [work.stop, work.lease.signal],
    take: (most) => takeReversalItems(work.reversal.id, 'restore', packageIds, work.lease, most),
    giveBack: returnReversalItems,
    send: (items) => send(work, items),
    write: (told) => write(told),
  };
}

async function write(told: readonly Told[]): Promise<void> {
  await inTransaction(async (tx) => {
    const changed = await changeReversalItems(tx, told.map(({ change }) => change));
    await recordAudit(tx, told.flatMap(({ item, events }) => (changed.has(item.id) ? events : [])));
  });
}

async function send(work: ReversalWork, items: ReversalItem[]): Promise<Answered<Told>> {
  const standing = await readStanding(work.graph, await work.frozen(), items.map(({ personId }) => personId));
  const leaving = items.flatMap((item) => { const now = standing.get(item.personId) ?? 'gone'; return now === 'same' ? [] : [{ item, because: NOT_RESTORED[now] }]; });
  await inTransaction((tx) => leaveUnrestored(tx, leaving.map(({ item, because }) => ({ id: item.id, because }))));
  const left = new Set(leaving.map(({ item }) => item.id));
  const wanted = items.filter(({ id }) => !left.has(id)).flatMap((item) => item.held.map((role, index) => ({ key: `${item.id} ${index}`, personId: item.personId, role })));
  const skipped = leaving.map(({ item }): Told => ({ item, change: { ...of(item), to: 'done' }, events: [] }));
  const answers = new Map<string, BatchAnswer>();
  for (const slice of slices(wanted, PLACES_AT_ONCE)) {
    const answering = untilAnswered(work);
    try {
      for (const [key, answer] of await givePlaces(work.graph, slice, { runItemId: work.reversal.id }, answering.signal)) answers.set(key, answer);
    } catch (error) {
      const { notDone, retryAfter, trouble, answer } = lostBatch(slice.length, error);
      const rest = items.filter(({ id }) => !left.has(id)).map((item): Told => ({ item, change: { ...of(item), to: notDone ? 'queued' : 'unknown', ...(notDone ? { waitSeconds: retryAfter ?? 0 } : {}) }, events: [] }));
      return { verdicts: [...skipped, ...rest], trouble, answer };
    } finally {
      answering.end();
    }
  }
  const verdicts = items.filter(({ id }) => !left.has(id)).map((item): Told => judge(work, item, answers));
  return { verdicts: [...skipped, ...verdicts], trouble: null, answer: rateAnswer(wanted.length, [...answers.values()]) };
}

const of = (item: ReversalItem) => ({ id: item.id, attempts: item.attempts, from: ['sending'] as const });

function judge(work: ReversalWork, item: ReversalItem, answers: ReadonlyMap<string, BatchAnswer>): Told {
  const given = item.held.map((role, index) => ({ role, answer: answers.get(`${item.id} ${index}`) }));
  const events = given.flatMap(({ role, answer }): AuditInput[] => {
    // There already, and asked for before: by the request whose answer was lost.
    const found = item.attempts > 1 && answer !== undefined && wasThere(answer);
    if (!answer || (answer.status >= 300 && !found)) return [];
    const about = { ...aboutReversed(work, item), action: 'membership.restore', outcome: 'done' as const, objectType: role.originSystem === 'AadGroup' ? 'group' : 'application', objectId: role.originId, objectName: role.resourceName, graphOperation: placeOperation(role) };
    return [found ? { ...about, detail: { attempt: item.attempts, answer: 'lost, found there' } } : { ...about, detail: { attempt: item.attempts }, ...(answer.requestId ? { graphRequestId: answer.requestId } : {}) }];
  });
  const refused = given.find(({ answer }) => answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408 && !wasThere(answer));
  const open = given.filter(({ answer }) => !answer || answer.status === 429 || answer.status === 408 || answer.status >= 500);
  const change = ((): ReversalChange => {
    if (refused?.answer) return { ...of(item), to: 'failed', failure: `Removed, and could not be put back into “${refused.role.resourceName}”: ${refusalOf(refused.answer.body).message}` };
    if (open.length === 0) return { ...of(item), to: 'sent' };
    if (item.attempts >= MOST_ATTEMPTS) return { ...of(item), to: 'sent' };
    return { ...of(item), to: 'queued', waitSeconds: Math.max(2 ** item.attempts, ...open.map(({ answer }) => answer?.retryAfter ?? 0)) };
  })();
  return { item, change, events };
}
