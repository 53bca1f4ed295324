import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { changeHandoverItems, returnHandoverItems, takeHandoverItems } from '@/lib/db/handover-sends';
import type { HandoverChange } from '@/lib/db/handover-sends';
import { listHandoverItems } from '@/lib/db/handovers';
import { groupedBy } from '@/lib/directory/grouped-by';
import { REQUEST, requestIdOf, requestMoves } from '@/lib/graph/assignment-requests';
import type { BatchAnswer } from '@/lib/graph/client';
import { refusalOf } from '@/lib/graph/graph-error';
import { FAILED, LEFT } from '@/lib/rollout/handover-item';
import type { HandoverItem } from '@/lib/rollout/handover-item';
import { CLOCK_SKEW_MS, markOf } from '@/lib/rollout/run';
import { aboutMove } from './handover-work';
import type { HandoverWork } from './handover-work';
import { findOwnRequests } from './own-requests';
import { troubleOf } from './reversal-sends';
import { lostBatch, rateAnswer, untilAnswered } from './send-items';
import type { Answered, Sending } from './send-stream';

const MOST_ATTEMPTS = 6;

type MoveVerdict = { item: HandoverItem; change: HandoverChange; event?: Pick<AuditInput, 'outcome' | 'detail' | 'graphRequestId'> };

export const marked = (item: HandoverItem) => ({ id: item.id, runId: item.handoverId, attempts: item.attempts });

/** What a handover sends: its queued items of these packages, each asking for another policy and end of one assignment. */
export function handoverSending(work: HandoverWork, packageIds: readonly string[]): Sending<HandoverItem, MoveVerdict> {
  const { handover, lease } = work;
  return {
    ends: [work.stop, lease.signal],
    take: (most) => takeHandoverItems(handover.id, packageIds, lease, most),
    giveBack: returnHandoverItems,
    send: (items) => sendMoves(work, items),
    write: (verdicts) => writeVerdicts(work, verdicts),
  };
}

async function writeVerdicts(work: HandoverWork, verdicts: readonly MoveVerdict[]): Promise<void> {
  await inTransaction(async (tx) => {
    const changed = await changeHandoverItems(tx, verdicts.map(({ change }) => change));
    await recordAudit(tx, verdicts.flatMap(({ item, event }) => (event && changed.has(item.id) ? [{ ...aboutMove(work, item), graphOperation: REQUEST, ...event }] : [])));
  });
}

async function sendMoves(work: HandoverWork, items: HandoverItem[]): Promise<Answered<MoveVerdict>> {
  const answering = untilAnswered(work);
  try {
    const wanted = items.map((item) => ({ itemId: item.id, assignmentId: item.assignmentId, policyId: item.toPolicyId ?? '', endDateTime: item.newEndsAt?.toISOString() ?? null, mark: markOf(marked(item)) }));
    const answers = await requestMoves(work.graph, wanted, answering.signal);
    const all = [...answers.values()];
    const accepted = all.some((answer) => answer.status < 300);
    return { verdicts: items.map((item) => judge(item, answers.get(item.id), accepted)), trouble: troubleOf(all), answer: rateAnswer(items.length, all) };
  } catch (error) {
    const { notDone, retryAfter, graphRequestId, trouble, answer } = lostBatch(items.length, error);
    return { verdicts: items.map((item) => ({ item, change: { id: item.id, attempts: item.attempts, from: ['sending'], to: notDone ? 'queued' : 'unknown', ...(notDone ? { waitSeconds: retryAfter ?? 0 } : {}), graphRequestId } })), trouble, answer };
  } finally {
    answering.end();
  }
}

function judge(item: HandoverItem, answer: BatchAnswer | undefined, accepted: boolean): MoveVerdict {
  const change = { id: item.id, attempts: item.attempts, from: ['sending'] as const, graphRequestId: answer?.requestId ?? null };
  const to = (state: HandoverChange['to'], more: Partial<HandoverChange> = {}): MoveVerdict => ({ item, change: { ...change, to: state, ...more } });
  if (!answer || answer.status >= 500 || answer.status === 408 || answer.status === 424) return to('unknown');
  const event = (outcome: 'done' | 'failed', detail: Record<string, unknown>) => ({ outcome, detail: { attempt: item.attempts, ...detail }, ...(answer.requestId ? { graphRequestId: answer.requestId } : {}) });
  if (answer.status < 300) return { ...to('sent', { requestId: requestIdOf(answer) }), event: event('done', { status: answer.status }) };
  // The rate keeps the pause for all of them.
  if (answer.status === 429) return to('queued', { waitSeconds: answer.retryAfter ?? 0 });
  const { code, message } = refusalOf(answer.body);
  const told = { status: answer.status, code };
  const refused = { ...to('failed', { failure: `Microsoft Entra refused it: ${message || code}` }), event: event('failed', told) };
  if (answer.status === 401 || answer.status === 403) return accepted && item.attempts >= 3 ? refused : to('queued', { waitSeconds: accepted ? 5 : 0 });
  if (answer.status === 404 || /ended already|InvalidAssignmentState/i.test(`${code} ${message}`)) return { ...to('left', { failure: LEFT.ended }), event: event('failed', told) };
  // Another request about it is under way: ours whose answer was lost, or somebody else's. Reading tells.
  if (/open request/i.test(`${code} ${message}`) && item.attempts < MOST_ATTEMPTS) return to('unknown');
  return refused;
}

/** Items whose answer was lost: those whose request the tenant holds go on with it, the others back into the queue. */
export async function findLostMoves(work: HandoverWork): Promise<void> {
  const since = new Date((work.handover.startedAt?.getTime() ?? 0) - CLOCK_SKEW_MS);
  for (const [packageId, items] of groupedBy(await listHandoverItems(work.handover.id, ['sending', 'unknown']), (item) => item.packageId)) {
    const found = await findOwnRequests(work.graph, packageId, since, items.map(marked));
    await work.lease.check();
    await inTransaction(async (tx) => {
      const changed = await changeHandoverItems(tx, items.map((item): HandoverChange => {
        const change = { id: item.id, attempts: item.attempts, from: ['sending', 'unknown'] as const };
        const request = found.get(item.id);
        if (request) return { ...change, to: 'sent', requestId: request.id };
        return item.attempts >= MOST_ATTEMPTS ? { ...change, to: 'failed', failure: FAILED.noAnswer } : { ...change, to: 'queued', waitSeconds: item.attempts > 1 ? 2 ** item.attempts : 0 };
      }));
      await recordAudit(tx, items.filter((item) => changed.has(item.id) && found.has(item.id)).map((item) => ({ ...aboutMove(work, item), outcome: 'done', detail: { attempt: item.attempts, answer: 'lost, request found again' }, graphOperation: REQUEST })));
    });
  }
}
