import 'server-only';
import { requestPages } from '@/lib/graph/assignment-requests';
import type { Graph } from '@/lib/graph/client';
import { CLOCK_SKEW_MS, readMark } from './run';
import type { Run } from './run';

/**
 * For whom requests of a run were made of a package, by the mark in their justification, each with the assignments that came
 * of them: also of those whose answer never reached us.
 */
export async function readMarked(graph: Graph, { id, startedAt }: Pick<Run, 'id' | 'startedAt'>, packageId: string): Promise<Map<string, Set<string>>> {
  const people = new Map<string, Set<string>>();
  for await (const page of requestPages(graph, { packageId, since: new Date(startedAt.getTime() - CLOCK_SKEW_MS) })) {
    for (const { justification, personId, assignmentId } of page) {
      if (readMark(justification)?.runId !== id) continue;
      const made = people.get(personId) ?? new Set();
      if (assignmentId) made.add(assignmentId);
      people.set(personId, made);
    }
  }
  return people;
}
