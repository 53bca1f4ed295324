import 'server-only';
import { readLists } from './batch-reads';
import type { BatchCall, Graph } from './client';
import { odataText } from './client';
import type { GraphOperation } from './operations';

const ASSIGNED: GraphOperation = 'GET /identityGovernance/privilegedAccess/group/assignmentSchedules';
const ELIGIBLE: GraphOperation = 'GET /identityGovernance/privilegedAccess/group/eligibilitySchedules';

/** Not permitted, not licensed, or no such group: nothing is told of it. */
const NOTHING_TOLD = [400, 403, 404];

type GraphSchedule = { accessId?: string | null; principalId?: string | null; assignmentType?: string | null };

/** One who stands in a group under Privileged Identity Management, or may. */
export type Scheduled = { personId: string; as: string; activated: boolean };

/**
 * Who stands in these groups by a schedule, and which of them for a time only, having activated it; null for a group of
 * which it may not be read. A group that is not under Privileged Identity Management has nobody.
 * https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-assignmentschedules
 */
export function assignedBySchedule(graph: Graph, groupIds: readonly string[]): Promise<Map<string, Scheduled[] | null>> {
  return readSchedules(graph, ASSIGNED, groupIds, 'accessId,principalId,assignmentType');
}

/** Who may activate these groups; null for a group of which it may not be read. https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityschedules */
export function eligibleBySchedule(graph: Graph, groupIds: readonly string[]): Promise<Map<string, Scheduled[] | null>> {
  return readSchedules(graph, ELIGIBLE, groupIds, 'accessId,principalId');
}

async function readSchedules(graph: Graph, operation: GraphOperation, groupIds: readonly string[], select: string): Promise<Map<string, Scheduled[] | null>> {
  const calls = groupIds.map((id): BatchCall => ({ id, operation, query: { $filter: `groupId eq ${odataText(id)}`, $select: select } }));
  const lists = await readLists<GraphSchedule>(graph, calls, NOTHING_TOLD);
  return new Map([...lists].map(([id, items]) => [id, items && items.flatMap(({ accessId, principalId, assignmentType }) => (accessId && principalId ? [{ personId: principalId, as: accessId, activated: assignmentType === 'activated' }] : []))]));
}
