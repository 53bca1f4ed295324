import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { changeReversalItems, listReversalItems, takeReversalItems } from '@/lib/db/reversals';
import type { ReversalChange, ReversalKeeper } from '@/lib/db/reversals';
import { AppError, isAppError } from '@/lib/errors';
import { BATCH_SIZE, REQUEST, requestAssignments, requestIdOf, requestRemovals } from '@/lib/graph/assignment-requests';
import type { BatchAnswer } from '@/lib/graph/client';
import { codeOfRefusal, refusalOf } from '@/lib/graph/graph-error';
import { addMembers, MEMBERS_AT_ONCE, POST_MEMBER } from '@/lib/graph/group-writes';
import { groupedBy } from '@/lib/directory/grouped-by';
import { slices } from '@/lib/graph/batch-reads';
import { keeperKey } from '@/lib/rollout/reversal';
import type { ReversalItem } from '@/lib/rollout/reversal';
import { CLOCK_SKEW_MS, markOf } from '@/lib/rollout/run';
import { findOwnRequests } from './own-requests';
import { aboutReversed } from './reversal-work';
import type { ReversalWork } from './reversal-work';
import { DEFAULT_PAUSE_SECONDS } from './send-items';

const BATCH_TIMEOUT_MS = 60_000;
const MOST_ATTEMPTS = 6;
const marked = (item: ReversalItem) => ({ id: item.id, runId: item.reversalId, attempts: item.attempts });

/**
 * Sends the next batch of a step, marked as being sent and committed first; each answer is kept with its audit event.
 * @returns how many went out
 * @throws AppError that stops the whole job: throttled, no role, no sign-in
 */
export async function sendReversal(work: ReversalWork, step: 'keep' | 'remove', packageIds: readonly string[], keepers: readonly ReversalKeeper[]): Promise<number> {
  const items = await takeReversalItems(work.reversal.id, step, packageIds, work.lease, BATCH_SIZE);
  if (items.length === 0) return 0;
  const { changes, trouble } = await ask(work, step, items, keepers);
  await inTransaction(async (tx) => {
    const changed = await changeReversalItems(tx, changes);
    await recordAudit(tx, items.flatMap((item, index) => {
      const change = changes[index];
      if (!change || !changed.has(item.id) || (change.to !== 'sent' && change.to !== 'failed')) return [];
      return [{ ...aboutReversed(work, item), action: step === 'keep' ? 'assignment.keep' : 'assignment.remove', outcome: change.to === 'sent' ? 'done' as const : 'failed' as const, detail: { attempt: item.attempts }, graphOperation: REQUEST, ...(change.graphRequestId ? { graphRequestId: change.graphRequestId } : {}) }];
    }));
  });
  if (trouble) throw trouble;
  return items.length;
}

async function ask(work: ReversalWork, step: 'keep' | 'remove', items: readonly ReversalItem[], keepers: readonly ReversalKeeper[]): Promise<{ changes: ReversalChange[]; trouble: AppError | null }> {
  const signal = AbortSignal.any([work.lease.signal, work.stop, AbortSignal.timeout(BATCH_TIMEOUT_MS)]);
  try {
    const answers = step === 'remove'
      ? await requestRemovals(work.graph, items.map((item) => ({ itemId: item.id, assignmentId: item.assignmentId, mark: markOf(marked(item)) })), signal)
      : (await requestAssignments(work.graph, items.map((item) => {
          const keeper = keepers.find(({ packageId, roles }) => packageId === item.packageId && roles === keeperKey(item.held));
          return { itemId: item.id, personId: item.personId, packageId: keeper?.keeperId ?? '', policyId: keeper?.policyId ?? '', mark: markOf(marked(item)), requestId: null };
        }), signal)).answers;
    return judgeAll(items, answers);
  } catch (error) {
    const trouble = isAppError(error) ? error : new AppError('offline', 'the batch was not answered', { cause: error });
    const notDone = ['throttled', 'signedOut', 'claimsChallenge', 'consentMissing', 'noPermission', 'noLicence'].includes(trouble.code);
    return { changes: items.map((item) => ({ id: item.id, attempts: item.attempts, from: ['sending'], to: notDone ? 'queued' : 'unknown' })), trouble };
  }
}

function judgeAll(items: readonly ReversalItem[], answers: ReadonlyMap<string, BatchAnswer>): { changes: ReversalChange[]; trouble: AppError | null } {
  const refused = [...answers.values()].find((answer) => answer.status === 401 || answer.status === 403);
  const accepted = [...answers.values()].some((answer) => answer.status < 300);
  const changes = items.map((item) => judge(item, answers.get(item.id)));
  if (!refused || accepted) return { changes, trouble: null };
  const { code, message } = refusalOf(refused.body);
  return { changes, trouble: new AppError(codeOfRefusal(refused.status, code, message), `Graph answered ${refused.status} inside a batch`) };
}

function judge(item: ReversalItem, answer: BatchAnswer | undefined): ReversalChange {
  const change = { id: item.id, attempts: item.attempts, from: ['sending'] as const, graphRequestId: answer?.requestId ?? null };
  if (!answer || answer.status >= 500 || answer.status === 408 || answer.status === 424) return { ...change, to: 'unknown' };
  if (answer.status < 300) return { ...change, to: 'sent', requestId: requestIdOf(answer) };
  const { code, message } = refusalOf(answer.body);
  const told = `${code} ${message}`;
  if (answer.status === 429) return { ...change, to: 'queued', waitSeconds: answer.retryAfter ?? DEFAULT_PAUSE_SECONDS };
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

/** Puts people back into the groups they were in, once their removal was seen there. */
export async function sendRestores(work: ReversalWork, packageIds: readonly string[]): Promise<number> {
  const items = await takeReversalItems(work.reversal.id, 'restore', packageIds, work.lease, BATCH_SIZE);
  if (items.length === 0) return 0;
  const failures = new Map<string, string>();
  const lost = new Set<string>();
  const wanted = items.flatMap((item) => item.held.map(({ originId, resourceName }) => ({ item, groupId: originId, resourceName })));
  const signal = AbortSignal.any([work.lease.signal, work.stop, AbortSignal.timeout(BATCH_TIMEOUT_MS)]);
  for (const [groupId, all] of groupedBy(wanted, (each) => each.groupId)) {
    for (const slice of slices(all, MEMBERS_AT_ONCE)) {
      await work.lease.check();
      const answers = await addMembers(work.graph, groupId, slice.map(({ item }) => item.personId), { runItemId: work.reversal.id }, signal).catch((error: unknown) => {
        if (isAppError(error, 'throttled')) for (const { item } of slice) lost.add(item.id);
        else if (!isAppError(error, 'offline')) throw error;
        return new Map<string, BatchAnswer>();
      });
      const done = slice.filter(({ item }) => (answers.get(item.personId)?.status ?? 500) < 300);
      for (const { item, resourceName } of slice) {
        const answer = answers.get(item.personId);
        if (!answer || answer.status >= 500 || answer.status === 429) lost.add(item.id);
        else if (answer.status >= 400 && !/already exist/i.test(refusalOf(answer.body).message)) failures.set(item.id, `Could not be put back into “${resourceName}”: ${refusalOf(answer.body).message}`);
      }
      await inTransaction((tx) => recordAudit(tx, done.map(({ item, resourceName }) => ({ ...aboutReversed(work, item), action: 'membership.restore', outcome: 'done', objectType: 'group', objectId: groupId, objectName: resourceName, graphOperation: POST_MEMBER }))));
    }
  }
  await inTransaction((tx) => changeReversalItems(tx, items.map((item): ReversalChange => {
    const failure = failures.get(item.id);
    const change = { id: item.id, attempts: item.attempts, from: ['sending'] as const };
    if (failure) return { ...change, to: 'failed', failure };
    return lost.has(item.id) && item.attempts < MOST_ATTEMPTS ? { ...change, to: 'queued', waitSeconds: 2 ** item.attempts } : { ...change, to: 'sent' };
  })));
  return items.length;
}
