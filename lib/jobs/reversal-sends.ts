import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { changeReversalItems, listReversalItems, returnReversalItems, takeReversalItems } from '@/lib/db/reversals';
import type { ReversalChange, ReversalKeeper } from '@/lib/db/reversals';
import { AppError } from '@/lib/errors';
import { REQUEST, requestAssignments, requestIdOf, requestRemovals } from '@/lib/graph/assignment-requests';
import type { BatchAnswer } from '@/lib/graph/client';
import { codeOfRefusal, refusalOf } from '@/lib/graph/graph-error';
import { groupedBy } from '@/lib/directory/grouped-by';
import { keeperKey } from '@/lib/rollout/reversal';
import type { ReversalItem } from '@/lib/rollout/reversal';
import { CLOCK_SKEW_MS, markOf } from '@/lib/rollout/run';
import { findOwnRequests } from './own-requests';
import { aboutReversed } from './reversal-work';
import type { ReversalWork } from './reversal-work';
import { lostBatch, rateAnswer, untilAnswered } from './send-items';
import type { Answered, Sending } from './send-stream';

export const MOST_ATTEMPTS = 6;

const marked = (item: ReversalItem) => ({ id: item.id, runId: item.reversalId, attempts: item.attempts });

/** What became of what was asked about one item, with what the audit keeps of it. */
export type Told = { item: ReversalItem; change: ReversalChange; events: AuditInput[] };

/** What a step sends: requests for the small packages that keep what was held, or requests that end assignments. */
export function reversalSending(work: ReversalWork, step: 'keep' | 'remove', packageIds: readonly string[], keepers: readonly ReversalKeeper[]): Sending<ReversalItem, Told> {
  return {
    ends: [work.stop, work.lease.signal],
    take: (most) => takeReversalItems(work.reversal.id, step, packageIds, work.lease, most),
    giveBack: returnReversalItems,
    send: (items) => send(work, step, items, keepers),
    write: async (told) => {
      await inTransaction(async (tx) => {
        const changed = await changeReversalItems(tx, told.map(({ change }) => change));
        await recordAudit(tx, told.flatMap(({ item, events }) => (changed.has(item.id) ? events : [])));
      });
    },
  };
}

async function send(work: ReversalWork, step: 'keep' | 'remove', items: ReversalItem[], keepers: readonly ReversalKeeper[]): Promise<Answered<Told>> {
  const answering = untilAnswered(work);
  try {
    const answers = step === 'remove'
      ? await requestRemovals(work.graph, items.map((item) => ({ itemId: item.id, assignmentId: item.assignmentId, mark: markOf(marked(item)) })), answering.signal)
      : (await requestAssignments(work.graph, items.map((item) => {
          const keeper = keepers.find(({ packageId, roles }) => packageId === item.packageId && roles === keeperKey(item.held));
          return { itemId: item.id, personId: item.personId, packageId: keeper?.keeperId ?? '', policyId: keeper?.policyId ?? '', mark: markOf(marked(item)), requestId: null };
        }), answering.signal)).answers;
    const verdicts = items.map((item): Told => {
      const change = judge(item, answers.get(item.id));
      return { item, change, events: eventsOf(work, item, change) };
    });
    return { verdicts, trouble: troubleOf([...answers.values()]), answer: rateAnswer(items.length, [...answers.values()]) };
  } catch (error) {
    const { notDone, retryAfter, trouble, answer } = lostBatch(items.length, error);
    return { verdicts: items.map((item) => ({ item, change: { id: item.id, attempts: item.attempts, from: ['sending'], to: notDone ? 'queued' : 'unknown', ...(notDone ? { waitSeconds: retryAfter ?? 0 } : {}) }, events: [] })), trouble, answer };
  } finally {
    answering.end();
  }
}

function eventsOf(work: ReversalWork, item: ReversalItem, { to, graphRequestId }: ReversalChange): AuditInput[] {
  if (to !== 'sent' && to !== 'failed') return [];
  return [{ ...aboutReversed(work, item), action: item.step === 'keep' ? 'assignment.keep' : 'assignment.remove', outcome: to === 'sent' ? 'done' : 'failed', detail: { attempt: item.attempts }, graphOperation: REQUEST, ...(graphRequestId ? { graphRequestId } : {}) }];
}

/** One refusal among answers that pass is about that request; all of them refused is about us. */
function troubleOf(answers: readonly BatchAnswer[]): AppError | null {
  const refused = answers.find((answer) => answer.status === 401 || answer.status === 403);
  if (!refused || answers.some((answer) => answer.status < 300)) return null;
  const { code, message } = refusalOf(refused.body);
  return new AppError(codeOfRefusal(refused.status, code, message), `Graph answered ${refused.status} inside a batch`);
}

function judge(item: ReversalItem, answer: BatchAnswer | undefined): ReversalChange {
  const change = { id: item.id, attempts: item.attempts, from: ['sending'] as const, graphRequestId: answer?.requestId ?? null };
  if (!answer || answer.status >= 500 || answer.status === 408 || answer.status === 424) return { ...change, to: 'unknown' };
  if (answer.status < 300) return { ...change, to: 'sent', requestId: requestIdOf(answer) };
  const { code, message } = refusalOf(answer.body);
  const told = `${code} ${message}`;
  // The rate keeps the pause for all of them.
  if (answer.status === 429) return { ...change, to: 'queued', waitSeconds: answer.retryAfter ?? 0 };
  if (answer.status === 401 || answer.status === 403) return item.attempts >= MOST_ATTEMPTS ? { ...change, to: 'failed', failure: `Microsoft Entra refused it: ${message || code}` } : { ...change, to: 'queued', waitSeconds: 5 };
  // It is as it was to become, by us or by somebody else: reading tells.
  if (item.step === 'remove' && (answer.status === 404 || /ended already|InvalidAssignmentState|not found/i.test(told))) return { ...change, to: 'sent' };
  if (item.step === 'keep' && /ExistingGrant|existing grant/i.test(told)) return { ...change, to: 'sent' };
  // Another request about the same is under way: Entra's own by a rule, or ours whose answer was lost. Reading tells.
  if (/open request/i.test(told) && item.step === 'remove') return { ...change, to: 'sent' };
  if (/open request/i.test(told)) return item.attempts >= MOST_ATTEMPTS ? { ...change, to: 'failed', failure: 'Another request for the same assignment stays open in Microsoft Entra' } : { ...change, to: 'unknown' };
  return { ...change, to: 'failed', failure: `Microsoft Entra refused it: ${message || code}` };
}

/** Items whose answer was lost: those whose request the tenant holds go on with it, the others back into the queue. */
export async function findLostReversals(work: ReversalWork, keepers: readonly ReversalKeeper[]): Promise<void> {
  const lost = await listReversalItems(work.reversal.id, ['sending', 'unknown']);
  const since = new Date((work.reversal.startedAt?.getTime() ?? 0) - CLOCK_SKEW_MS);
  const asked = groupedBy(lost.filter(({ step }) => step === 'keep' || step === 'remove'), (item) => (item.step === 'keep' ? keepers.find(({ packageId, roles }) => packageId === item.packageId && roles === keeperKey(item.held))?.keeperId ?? '' : item.packageId));
  for (const [packageId, items] of asked) {
    const found = await findOwnRequests(work.graph, packageId, since, items.map(marked));
    await work.lease.check();
    await inTransaction(async (tx) => {
      const changed = await changeReversalItems(tx, items.map((item): ReversalChange => {
        const change = { id: item.id, attempts: item.attempts, from: ['sending', 'unknown'] as const };
        const request = found.get(item.id);
        if (request) return { ...change, to: 'sent', requestId: request.id };
        return item.attempts >= MOST_ATTEMPTS ? { ...change, to: 'failed', failure: 'Microsoft Entra gave no proper answer, several times over' } : { ...change, to: 'queued', waitSeconds: item.attempts > 1 ? 2 ** item.attempts : 0 };
      }));
      await recordAudit(tx, items.filter((item) => changed.has(item.id) && found.has(item.id)).map((item) => ({ ...aboutReversed(work, item), action: item.step === 'keep' ? 'assignment.keep' : 'assignment.remove', outcome: 'done', detail: { attempt: item.attempts, answer: 'lost, request found again' }, graphOperation: REQUEST })));
    });
  }
  const restoring = lost.filter(({ step }) => step === 'restore');
  // A membership is there or not: reading it comes before it is asked for again.
  if (restoring.length > 0) await inTransaction((tx) => changeReversalItems(tx, restoring.map((item): ReversalChange => ({ id: item.id, attempts: item.attempts, from: ['sending', 'unknown'], to: 'sent' }))));
}
