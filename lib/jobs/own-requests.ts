import 'server-only';
import { requestPages } from '@/lib/graph/assignment-requests';
import type { AssignmentRequest } from '@/lib/graph/assignment-requests';
import type { Graph } from '@/lib/graph/client';
import { readMark } from '@/lib/rollout/run';
import type { RunItem } from '@/lib/rollout/run';

const OVER = new Set(['denied', 'canceled', 'deliveryFailed', 'partiallyDelivered']);

type Asking = Pick<RunItem, 'id' | 'runId' | 'attempts'> & Partial<Pick<RunItem, 'requestId'>>;

/**
 * The requests these items made, by item, read in pages of their package. One that is over counts only when it is of the
 * item's last attempt: what was sent again must not be taken for the failed one before it. One that delivered a part stands
 * in the way of any other, so it is theirs unless they know of it already.
 */
export async function findOwnRequests(graph: Graph, packageId: string, since: Date, items: readonly Asking[]): Promise<Map<string, AssignmentRequest>> {
  const wanted = new Map(items.map((item) => [item.id, item]));
  const found = new Map<string, AssignmentRequest>();
  for await (const page of requestPages(graph, { packageId, since })) {
    for (const request of page) {
      const mark = readMark(request.justification);
      const item = mark && wanted.get(mark.itemId);
      if (item && mark.runId === item.runId && (mark.attempt === item.attempts || !OVER.has(request.state) || (request.state === 'partiallyDelivered' && item.requestId === null))) found.set(item.id, request);
    }
  }
  return found;
}
