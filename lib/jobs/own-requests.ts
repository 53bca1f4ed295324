import 'server-only';
import { requestPages } from '@/lib/graph/assignment-requests';
import type { AssignmentRequest } from '@/lib/graph/assignment-requests';
import type { Graph } from '@/lib/graph/client';
import { readMark } from '@/lib/rollout/run';
import type { RunItem } from '@/lib/rollout/run';

const OVER = new Set(['denied', 'canceled', 'deliveryFailed', 'partiallyDelivered']);

/** Graph's word for what a request asks for. */
export type AskedType = 'adminAdd' | 'adminUpdate' | 'adminRemove';

type Asking = Pick<RunItem, 'id' | 'runId' | 'attempts'> & Partial<Pick<RunItem, 'requestId'>>;

/**
 * The requests these items made, by item, read in pages of their package. One that is over counts only when it is of the
 * item's last attempt: what was sent again must not be taken for the failed one before it. One that delivered a part stands
 * in the way of any other, so it is theirs unless they know of it already.
 * @param requestType where items ask for one thing after another of the same package: the kind of request that is meant
 */
export async function findOwnRequests(graph: Graph, packageId: string, since: Date, items: readonly Asking[], requestType?: AskedType): Promise<Map<string, AssignmentRequest>> {
  const wanted = new Map(items.map((item) => [item.id, item]));
  const found = new Map<string, AssignmentRequest>();
  for await (const page of requestPages(graph, { packageId, since })) {
    for (const request of page) {
      if (requestType && request.requestType.toLowerCase() !== requestType.toLowerCase()) continue;
      const mark = readMark(request.justification);
      const item = mark && wanted.get(mark.itemId);
      if (item && mark.runId === item.runId && (mark.attempt === item.attempts || !OVER.has(request.state) || (request.state === 'partiallyDelivered' && item.requestId === null))) found.set(item.id, request);
    }
  }
  return found;
}
