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
import { keeperKey, triesOf } from '@/lib/rollout/reversal';
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
    return { verdicts: await withOwn(work, verdicts, (item) => packageOf(item, keepers)).catch(() => verdicts.map(unsureAsLost)), trouble: troubleOf([...answers.values()]), answer: rateAnswer(items.length, [...answers.values()]) };
  } catch (error) {
    const { notDone, retryAfter, trouble, answer } = lostBatch(items.length, error);
    return { verdicts: items.map((item) => ({ item, change: { id: item.id, attempts: item.attempts, from: ['sending'], to: notDone ? 'queued' : 'unknown', ...(notDone ? { waitSeconds: retryAfter ?? 0, notDone } : {}) }, events: [] })), trouble, answer };
  } finally {
    answering.end();
  }
}

function eventsOf(work: ReversalWork, item: ReversalItem, { to, requestId, graphRequestId }: ReversalChange): AuditInput[] {
  // Refused since it is so already: nothing was written.
  if (to !== 'failed' && (to !== 'sent' || requestId === undefined)) return [];
  return [{ ...aboutRequest(work, item), outcome: to === 'sent' ? 'done' : 'failed', detail: { attempt: item.attempts, ...(requestId ? { request: requestId } : {}) }, ...(graphRequestId ? { graphRequestId } : {}) }];
}

function aboutRequest(work: ReversalWork, item: ReversalItem): Omit<AuditInput, 'outcome'> {
  return { ...aboutReversed(work, item), action: item.step === 'keep' ? 'assignment.keep' : 'assignment.remove', graphOperation: REQUEST };
}

const foundAgain = (work: ReversalWork, item: ReversalItem, request: string): AuditInput => ({ ...aboutRequest(work, item), outcome: 'done', detail: { attempt: item.attempts, answer: 'lost, request found again', request } });

/** What was asked before, and is refused since it is so already, may be so by our own request, whose answer was lost. */
async function withOwn(work: ReversalWork, told: readonly Told[], packageOf: (item: ReversalItem) => string): Promise<Told[]> {
  const unsure = told.filter(({ item, change }) => item.attempts > 1 && change.to === 'sent' && change.requestId === undefined);
  const own = new Map<string, string>();
  for (const [packageId, each] of groupedBy(unsure, ({ item }) => packageOf(item))) {
    for (const [itemId, request] of await findOwnRequests(work.graph, packageId, sinceOf(work), each.map(({ item }) => marked(item)))) own.set(itemId, request.id);
  }
  return told.map((each) => {
    const request = own.get(each.item.id);
    return request ? { ...each, change: { ...each.change, requestId: request }, events: [foundAgain(work, each.item, request)] } : each;
  });
}

/** Nobody could be asked: it is looked up later. */
const unsureAsLost = (told: Told): Told => (told.item.attempts > 1 && told.change.to === 'sent' && told.change.requestId === undefined ? { ...told, change: { ...told.change, to: 'unknown' } } : told);

/** The package a request is about: a small one where it keeps. */
const packageOf = (item: ReversalItem, keepers: readonly ReversalKeeper[]): string => (item.step === 'keep' ? keepers.find(({ packageId, roles }) => packageId === item.packageId && roles === keeperKey(item.held))?.keeperId ?? '' : item.packageId);

const sinceOf = ({ reversal }: ReversalWork): Date => new Date((reversal.startedAt?.getTime() ?? 0) - CLOCK_SKEW_MS);

/** One refusal among answers that pass is about that request; all of them refused is about us. */
export function troubleOf(answers: readonly BatchAnswer[]): AppError | null {
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
  if (answer.status === 429) return { ...change, to: 'queued', notDone: true, waitSeconds: answer.retryAfter ?? 0 };
  if (answer.status === 401 || answer.status === 403) return triesOf(item) >= MOST_ATTEMPTS ? { ...change, to: 'failed', failure: `Microsoft Entra refused it: ${message || code}` } : { ...change, to: 'queued', notDone: true, waitSeconds: 5 };
  // It is as it was to become, by us or by somebody else: reading tells.
  if (item.step === 'remove' && (answer.status === 404 || /ended already|InvalidAssignmentState|not found/i.test(told))) return { ...change, to: 'sent' };
  if (item.step === 'keep' && /ExistingGrant|existing grant/i.test(told)) return { ...change, to: 'sent' };
  // Another request about the same is under way: Entra's own by a rule, or ours whose answer was lost. Reading tells.
  if (/open request/i.test(told) && item.step === 'remove') return { ...change, to: 'sent' };
  if (/open request/i.test(told)) return triesOf(item) >= MOST_ATTEMPTS ? { ...change, to: 'failed', failure: 'Another request for the same assignment stays open in Microsoft Entra' } : { ...change, to: 'unknown' };
  return { ...change, to: 'failed', failure: `Microsoft Entra refused it: ${message || code}` };
}

/** Keepings and removals whose answer was lost: those whose request the tenant holds go on with it, the others back into the queue. */
export async function findLostReversals(work: ReversalWork, keepers: readonly ReversalKeeper[]): Promise<void> {
  const lost = await listReversalItems(work.reversal.id, ['sending', 'unknown']);
  const asked = groupedBy(lost.filter(({ step }) => step === 'keep' || step === 'remove'), (item) => packageOf(item, keepers));
  for (const [packageId, items] of asked) {
    const found = await findOwnRequests(work.graph, packageId, sinceOf(work), items.map(marked));
    await work.lease.check();
    await inTransaction(async (tx) => {
      const changed = await changeReversalItems(tx, items.map((item): ReversalChange => {
        const change = { id: item.id, attempts: item.attempts, from: ['sending', 'unknown'] as const };
        const request = found.get(item.id);
        if (request) return { ...change, to: 'sent', requestId: request.id };
        return triesOf(item) >= MOST_ATTEMPTS ? { ...change, to: 'failed', failure: 'Microsoft Entra gave no proper answer, several times over' } : { ...change, to: 'queued', waitSeconds: triesOf(item) > 1 ? 2 ** triesOf(item) : 0 };
      }));
      await recordAudit(tx, items.flatMap((item) => {
        const request = found.get(item.id);
        return request && changed.has(item.id) ? [foundAgain(work, item, request.id)] : [];
      }));
    });
  }
}
