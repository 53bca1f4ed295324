import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { changeHandoverItems, returnHandoverItems, takeHandoverItems } from '@/lib/db/handover-sends';
import type { HandoverChange, TakenFrom } from '@/lib/db/handover-sends';
import { listHandoverItems } from '@/lib/db/handovers';
import { groupedBy } from '@/lib/directory/grouped-by';
import { REQUEST, requestIdOf, requestSteps } from '@/lib/graph/assignment-requests';
import type { WantedStep } from '@/lib/graph/assignment-requests';
import type { BatchAnswer } from '@/lib/graph/client';
import { refusalOf } from '@/lib/graph/graph-error';
import { FAILED, givenAs, LEFT } from '@/lib/rollout/handover-item';
import type { HandoverItem } from '@/lib/rollout/handover-item';
import { CLOCK_SKEW_MS, markOf } from '@/lib/rollout/run';
import { aboutMove, askedOf, changeOf, keeperIn } from './handover-work';
import type { HandoverWork } from './handover-work';
import { findOwnRequests } from './own-requests';
import { troubleOf } from './reversal-sends';
import { lostBatch, rateAnswer, untilAnswered } from './send-items';
import type { Answered, Sending } from './send-stream';

const MOST_ATTEMPTS = 6;

type MoveVerdict = { item: HandoverItem; change: HandoverChange; event?: Pick<AuditInput, 'outcome' | 'detail' | 'graphRequestId'> };

export const marked = (item: HandoverItem) => ({ id: item.id, runId: item.handoverId, attempts: item.attempts });

/** Before when nothing of a handover can have been asked for. */
export const sinceOf = ({ handover }: HandoverWork): Date => new Date((handover.startedAt?.getTime() ?? 0) - CLOCK_SKEW_MS);

/** What a handover sends: its queued items of these packages, or of whoever has set out, each asking for the step it is at. */
export function handoverSending(work: HandoverWork, from: TakenFrom): Sending<HandoverItem, MoveVerdict> {
  const { handover, lease } = work;
  return {
    ends: [work.stop, lease.signal],
    take: (most) => takeHandoverItems(handover.id, from, lease, most),
    giveBack: returnHandoverItems,
    send: (items) => sendSteps(work, items),
    write: (verdicts) => writeVerdicts(work, verdicts),
  };
}

async function writeVerdicts(work: HandoverWork, verdicts: readonly MoveVerdict[]): Promise<void> {
  await inTransaction(async (tx) => {
    const changed = await changeHandoverItems(tx, verdicts.map(({ change }) => change));
    await recordAudit(tx, verdicts.flatMap(({ item, event }) => (event && changed.has(item.id) ? [{ ...aboutMove(work, item), graphOperation: REQUEST, ...event }] : [])));
  });
}

async function sendSteps(work: HandoverWork, items: HandoverItem[]): Promise<Answered<MoveVerdict>> {
  const answering = untilAnswered(work);
  try {
    const answers = await requestSteps(work.graph, items.map((item) => wantedOf(work, item)), answering.signal);
    const all = [...answers.values()];
    const accepted = all.some((answer) => answer.status < 300);
    return { verdicts: items.map((item) => judge(item, answers.get(item.id), accepted)), trouble: troubleOf(all), answer: rateAnswer(items.length, all) };
  } catch (error) {
    const { notDone, retryAfter, graphRequestId, trouble, answer } = lostBatch(items.length, error);
    return { verdicts: items.map((item) => ({ item, change: { ...changeOf(item, ['sending']), to: notDone ? 'queued' : 'unknown', ...(notDone ? { waitSeconds: retryAfter ?? 0 } : {}), graphRequestId } })), trouble, answer };
  } finally {
    answering.end();
  }
}

function wantedOf(work: HandoverWork, item: HandoverItem): WantedStep {
  const { personId, assignmentId, packageId, step } = item;
  const about = { itemId: item.id, mark: markOf(marked(item)) };
  const { policyId: wanted, endsAt } = givenAs(item);
  const [policyId, endDateTime] = [wanted ?? '', endsAt?.toISOString() ?? null];
  switch (step) {
    case 'move':
      return { ...about, asks: 'adminUpdate', assignmentId, policyId, endDateTime };
    case 'keep': {
      const { keeperId, policyId: keepersPolicy } = keeperIn(work, packageId);
      return { ...about, asks: 'adminAdd', personId, packageId: keeperId, policyId: keepersPolicy };
    }
    case 'remove':
      return { ...about, asks: 'adminRemove', assignmentId };
    case 'assign':
      return { ...about, asks: 'adminAdd', personId, packageId, policyId, endDateTime };
    case 'drop':
      return { ...about, asks: 'adminRemove', assignmentId: item.keeperAssignmentId ?? '' };
  }
}

function judge(item: HandoverItem, answer: BatchAnswer | undefined, accepted: boolean): MoveVerdict {
  const to = (state: HandoverChange['to'], more: Partial<HandoverChange> = {}): MoveVerdict => ({ item, change: { ...changeOf(item, ['sending']), graphRequestId: answer?.requestId ?? null, failure: item.failure, to: state, ...more } });
  if (!answer || answer.status >= 500 || answer.status === 408 || answer.status === 424) return to('unknown');
  const event = (outcome: 'done' | 'failed', detail: Record<string, unknown>) => ({ outcome, detail: { attempt: item.attempts, ...detail }, ...(answer.requestId ? { graphRequestId: answer.requestId } : {}) });
  if (answer.status < 300) return { ...to('sent', { requestId: requestIdOf(answer) }), event: event('done', { status: answer.status }) };
  // The rate keeps the pause for all of them.
  if (answer.status === 429) return to('queued', { waitSeconds: answer.retryAfter ?? 0 });
  const { code, message } = refusalOf(answer.body);
  const said = `${code} ${message}`;
  const told = { status: answer.status, code };
  if (answer.status === 401 || answer.status === 403) return accepted && item.attempts >= 3 ? { ...to('failed', { failure: `Microsoft Entra refused it: ${message || code}` }), event: event('failed', told) } : to('queued', { waitSeconds: accepted ? 5 : 0 });
  const isOver = answer.status === 404 || /ended already|InvalidAssignmentState/i.test(said);
  if (item.step === 'move' && isOver) return { ...to('left', { failure: LEFT.ended }), event: event('failed', told) };
  // It is as it was to become, by us or by somebody else: reading tells.
  if ((item.step === 'remove' || item.step === 'drop') && isOver) return to('sent');
  if ((item.step === 'keep' || item.step === 'assign') && /ExistingGrant|existing grant/i.test(said)) return to('sent');
  // Another request about it is under way: ours whose answer was lost, or somebody else's. Reading tells.
  if (/open request/i.test(said) && item.attempts < MOST_ATTEMPTS) return to('unknown');
  const stays = item.step === 'assign' || item.step === 'drop' ? ' They keep their access by the small package.' : '';
  // Whether a policy lets somebody in is the same by either way; everything else is about changing it in place.
  return { ...to('failed', { failure: `Microsoft Entra refused it: ${message || code}${stays ? `.${stays}` : ''}`, refused: item.step === 'move' && !/requirements/i.test(said) }), event: event('failed', told) };
}

/** Items whose answer was lost: those whose request the tenant holds go on with it, the others back into the queue. */
export async function findLostMoves(work: HandoverWork): Promise<void> {
  const lost = await listHandoverItems(work.handover.id, ['sending', 'unknown']);
  for (const [key, items] of groupedBy(lost, (item) => askedKey(work, item))) {
    const [packageId = '', requestType] = key.split(' ') as [string, WantedStep['asks']];
    const found = await findOwnRequests(work.graph, packageId, sinceOf(work), items.map(marked), requestType);
    await work.lease.check();
    await inTransaction(async (tx) => {
      const changed = await changeHandoverItems(tx, items.map((item): HandoverChange => {
        const change = { ...changeOf(item, ['sending', 'unknown']), failure: item.failure };
        const request = found.get(item.id);
        if (request) return { ...change, to: 'sent', requestId: request.id };
        return item.attempts >= MOST_ATTEMPTS ? { ...change, to: 'failed', failure: FAILED.noAnswer } : { ...change, to: 'queued', waitSeconds: item.attempts > 1 ? 2 ** item.attempts : 0 };
      }));
      await recordAudit(tx, items.filter((item) => changed.has(item.id) && found.has(item.id)).map((item) => ({ ...aboutMove(work, item), outcome: 'done', detail: { attempt: item.attempts, answer: 'lost, request found again' }, graphOperation: REQUEST })));
    });
  }
}

/** Of which package items ask, and in which way: what they asked for is looked up together. */
export function askedKey(work: HandoverWork, item: HandoverItem): string {
  const { packageId, asks } = askedOf(work, item);
  return `${packageId} ${asks}`;
}
