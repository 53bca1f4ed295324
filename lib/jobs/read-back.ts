import 'server-only';
import { listAssignments } from '@/lib/graph/assignments';
import { requestPages } from '@/lib/graph/assignment-requests';
import type { AssignmentRequest } from '@/lib/graph/assignment-requests';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { changeItems, listItems, packagesOfItems } from '@/lib/db/run-items';
import type { ItemChange } from '@/lib/db/run-items';
import type { Graph } from '@/lib/graph/client';
import { notRedeemed } from '@/lib/graph/users';
import { ALLOWED_MS } from '@/lib/rollout/judge-delivery';
import { SENT_STATES } from '@/lib/rollout/run';
import type { RunItem } from '@/lib/rollout/run';
import { failureOf, failureOfRequest } from '@/lib/rollout/run-failures';
import { tellCancelled } from './cancel-requests';
import { readSince } from './run-work';
import type { RunWork } from './run-work';

/**
 * Reads back what became of what was sent, in pages for each package. A request that says it is delivered counts only
 * once the assignment itself can be read.
 */
export async function readBack(work: RunWork): Promise<void> {
  for (const packageId of await packagesOfItems(work.run.id, SENT_STATES)) {
    const items = await listItems(work.run.id, SENT_STATES, packageId);
    const requests = await readRequests(work.graph, packageId, readSince(work, items), new Set(items.flatMap((item) => item.requestId ?? [])));
    const delivered = [...requests.values()].some((request) => request.state === 'delivered') ? await readDelivered(work.graph, packageId) : new Map<string, string>();
    const read = items.flatMap((item) => changeOf(work, item, requests.get(item.requestId ?? ''), delivered) ?? []);
    const pending = await notRedeemedOf(work, items, new Set(read.filter(({ to }) => to === 'delivered' || to === 'failed').map(({ id }) => id)));
    const changes = [...read.filter(({ id }) => !pending.some((each) => each.id === id)), ...pending];
    await work.lease.check();
    if (changes.length > 0) await inTransaction((tx) => write(tx, work, items, changes));
  }
}

/** Guests of whom nothing has arrived within the time that Microsoft allows, and who have not taken their invitation: Entra gives nothing before. */
async function notRedeemedOf(work: RunWork, items: readonly RunItem[], over: ReadonlySet<string>): Promise<ItemChange[]> {
  const late = items.filter(({ id, state, sentAt }) => !over.has(id) && state !== 'waitingForApproval' && sentAt && Date.now() - sentAt.getTime() > ALLOWED_MS);
  if (late.length === 0) return [];
  const pending = await notRedeemed(work.graph, [...new Set(late.map(({ personId }) => personId))]);
  return late.filter(({ personId }) => pending.has(personId)).map(({ id, attempts }) => ({ id, from: SENT_STATES, attempts, to: 'failed', ...failureOf('notRedeemed') }));
}

/** What we cancelled when everything was stopped, and could not say since the answer or the process was lost, is said here. */
async function write(tx: Db, { run, actor }: RunWork, items: readonly RunItem[], changes: ItemChange[]): Promise<void> {
  const changed = await changeItems(tx, changes);
  const ofStop = new Set(changes.filter(({ id, to, failureCode }) => to === 'failed' && failureCode === 'cancelledByStop' && changed.has(id)).map(({ id }) => id));
  await tellCancelled(tx, actor, run, items.filter(({ id }) => ofStop.has(id)), (item) => ({ detail: { answer: 'read back as cancelled', request: item.requestId } }));
}

async function readRequests(graph: Graph, packageId: string, since: Date, wanted: Set<string>): Promise<Map<string, AssignmentRequest>> {
  const found = new Map<string, AssignmentRequest>();
  for await (const page of requestPages(graph, { packageId, since })) for (const request of page) if (wanted.has(request.id)) found.set(request.id, request);
  return found;
}

/** Ids of the delivered assignments of a package, by person. */
async function readDelivered(graph: Graph, packageId: string): Promise<Map<string, string>> {
  const delivered = new Map<string, string>();
  let next: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listAssignments>> = await listAssignments(graph, { packageId, state: 'delivered' }, next);
    for (const assignment of page.items) delivered.set(assignment.personId, assignment.id);
    next = page.next;
  } while (next);
  return delivered;
}

/** What the request's state makes of the item; null where nothing is new, or Entra does not show the request yet. */
function changeOf(work: RunWork, item: RunItem, request: AssignmentRequest | undefined, delivered: Map<string, string>): ItemChange | null {
  if (!request) return null;
  const change = { id: item.id, from: SENT_STATES, attempts: item.attempts, assignmentId: request.assignmentId };
  // That it is to be cancelled with everything stays said until it is over.
  const mark = item.failureCode === 'cancelledByStop' ? { failureCode: item.failureCode } : {};
  const to = (state: RunItem['state']) => (item.state === state ? null : { ...change, to: state, ...mark });
  switch (request.state) {
    case 'pendingApproval':
      return to('waitingForApproval');
    case 'delivering':
      return to('delivering');
    case 'delivered': {
      const assignmentId = delivered.get(item.personId);
      return assignmentId ? { ...change, to: 'delivered', assignmentId } : to('delivering');
    }
    case 'partiallyDelivered':
      // Just sent to be processed again: Entra may still show how it was before.
      if (item.sentAt && Date.now() - item.sentAt.getTime() < work.timing.visibilityMs) return null;
      return { ...change, to: 'failed', ...failureOfRequest(request.state, request.status) };
    case 'canceled':
      // By us, where it was to be cancelled with everything.
      return { ...change, to: 'failed', ...(item.failureCode === 'cancelledByStop' ? failureOf('cancelledByStop') : failureOfRequest(request.state, request.status)) };
    case 'deliveryFailed':
    case 'denied':
      return { ...change, to: 'failed', ...failureOfRequest(request.state, request.status) };
    default:
      // submitted, scheduled, and whatever Entra adds later: on its way.
      return to('requested');
  }
}
