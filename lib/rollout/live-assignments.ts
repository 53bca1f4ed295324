import 'server-only';
import type { Assignment, AssignmentState } from '@/lib/authoring/assignment';
import { listAssignments } from '@/lib/graph/assignments';
import type { Graph, Page } from '@/lib/graph/client';

/** Assignments that are more than an ended one; what somebody has now comes first. */
const LIVE: readonly AssignmentState[] = ['delivered', 'delivering', 'partiallyDelivered', 'deliveryFailed'];

/** Every assignment of a package that has not ended, in pages. */
export async function readLiveAssignments(graph: Graph, packageId: string): Promise<Assignment[]> {
  const byState = await Promise.all(LIVE.map(async (state) => {
    const found: Assignment[] = [];
    let next: string | null = null;
    do {
      const page: Page<Assignment> = await listAssignments(graph, { packageId, state }, next);
      for (const assignment of page.items) found.push(assignment);
      next = page.next;
    } while (next);
    return found;
  }));
  return byState.flat();
}
