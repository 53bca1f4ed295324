import 'server-only';
import type { PackageRequest } from '@/lib/authoring/assignment';
import type { BatchAnswer, BatchCall, Graph, Page } from './client';
import { odataText } from './client';

const REQUESTS = 'GET /identityGovernance/entitlementManagement/assignmentRequests';

/** Request states after which something may still be given (accessPackageRequestState). */
export const OPEN_STATES = ['submitted', 'pendingApproval', 'scheduled', 'delivering'] as const;

type GraphSubject = { objectId?: string | null; displayName?: string | null; email?: string | null } | null;

type GraphRequest = {
  id?: string;
  requestType?: string | null;
  state?: string | null;
  status?: string | null;
  justification?: string | null;
  createdDateTime?: string | null;
  requestor?: GraphSubject;
  assignment?: { id?: string; state?: string | null; target?: GraphSubject } | null;
};

/** A request as the tenant holds it, with the assignment it made, where it made one by now. */
export type AssignmentRequest = PackageRequest & { assignmentId: string | null };

function toRequest(item: GraphRequest): AssignmentRequest {
  // For a direct assignment the requestor is who gets it; the assignment itself appears some time after the request.
  const person = item.assignment?.target ?? item.requestor ?? null;
  return {
    id: item.id ?? '',
    personId: person?.objectId ?? '',
    personName: person?.displayName ?? person?.email ?? '',
    requestType: item.requestType ?? '',
    state: item.state ?? '',
    status: item.status ?? '',
    createdAt: item.createdDateTime ?? null,
    justification: item.justification ?? '',
    assignmentId: item.assignment?.id || null,
  };
}

/** Which requests: of a package, in a state, made at that time or later. */
export type RequestFilter = { packageId: string; state?: string; since?: Date };

function filterOf({ packageId, state, since }: RequestFilter): string {
  return [
    `accessPackage/id eq ${odataText(packageId)}`,
    ...(state ? [`state eq ${odataText(state)}`] : []),
    ...(since ? [`createdDateTime ge ${since.toISOString()}`] : []),
  ].join(' and ');
}

/**
 * A page of a package's requests, finished ones among them unless a state is named.
 * https://learn.microsoft.com/graph/api/entitlementmanagement-list-assignmentrequests
 */
export async function listRequests(graph: Graph, filter: RequestFilter, next: string | null = null): Promise<Page<AssignmentRequest>> {
  const page = await graph.page<GraphRequest>(REQUESTS, { query: { $filter: filterOf(filter), $expand: 'accessPackage,requestor,assignment($expand=target)' }, next });
  return { ...page, items: page.items.map(toRequest) };
}

/** Every request of a package in these bounds, page after page. */
export async function* requestPages(graph: Graph, filter: RequestFilter): AsyncGenerator<AssignmentRequest[]> {
  let next: string | null = null;
  do {
    const page: Page<AssignmentRequest> = await listRequests(graph, filter, next);
    yield page.items;
    next = page.next;
  } while (next);
}

/** Requests of a package that are still on their way. Bounded by what is open, not by what ever was. */
export async function listOpenRequests(graph: Graph, packageId: string): Promise<AssignmentRequest[]> {
  const byState = await Promise.all(
    OPEN_STATES.map(async (state) => {
      const found: AssignmentRequest[] = [];
      for await (const page of requestPages(graph, { packageId, state })) found.push(...page);
      return found;
    }),
  );
  return byState.flat();
}

/**
 * How many requests of the whole tenant were made at that time or later, of every kind and state; `more` where so many
 * pages were not all of them. Graph counts none.
 */
export async function countRequestsSince(graph: Graph, since: Date, mostPages: number): Promise<{ counted: number; more: boolean }> {
  let counted = 0;
  let next: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const answer: Page<GraphRequest> = await graph.page<GraphRequest>(REQUESTS, { query: { $filter: `createdDateTime ge ${since.toISOString()}`, $select: 'id' }, next });
    counted += answer.items.length;
    next = answer.next;
    if (!next) break;
  }
  return { counted, more: next !== null };
}

/**
 * One direct assignment the run asks for. `mark` goes into the justification, by which we know our own again. `requestId`
 * names the request that delivered only a part of it: it is processed once more, since Entra takes no second one.
 */
export type WantedAssignment = { itemId: string; personId: string; packageId: string; policyId: string; mark: string; requestId: string | null; /** Begin and end beside the policy's. */ placed?: { startDateTime?: string; endDateTime?: string } | null };

/** The operations that make an assignment, as the audit names them too. */
export const REQUEST = 'POST /identityGovernance/entitlementManagement/assignmentRequests';
export const REPROCESS = 'POST /identityGovernance/entitlementManagement/assignmentRequests/{id}/reprocess';

export const CANCEL = 'POST /identityGovernance/entitlementManagement/assignmentRequests/{id}/cancel';

/** At most 20 go out in one batch. */
export const BATCH_SIZE = 20;

/**
 * Asks for up to 20 direct assignments in one batch; each has an answer of its own, by item.
 * https://learn.microsoft.com/graph/api/entitlementmanagement-post-assignmentrequests
 * https://learn.microsoft.com/graph/api/accesspackageassignmentrequest-reprocess
 */
export async function requestAssignments(graph: Graph, wanted: WantedAssignment[], signal: AbortSignal): Promise<{ answers: Map<string, BatchAnswer>; requestId: string }> {
  const calls = wanted.map((each): BatchCall => {
    const call = { id: each.itemId, warrant: { runItemId: each.itemId } };
    if (each.requestId) return { ...call, operation: REPROCESS, path: { id: each.requestId } };
    const assignment = { targetId: each.personId, assignmentPolicyId: each.policyId, accessPackageId: each.packageId };
    return { ...call, operation: REQUEST, body: { requestType: 'adminAdd', justification: each.mark, assignment, ...(each.placed ? { schedule: scheduleOf(each.placed) } : {}) } };
  });
  const { answers, requestId } = await graph.batch(calls, signal);
  return { answers: new Map(answers.map((answer) => [answer.id, answer])), requestId };
}

/** One assignment that is to end, by the item that asks for it. */
export type WantedRemoval = { itemId: string; assignmentId: string; mark: string };

/** Asks for up to 20 removals in one batch; each has an answer of its own, by item. https://learn.microsoft.com/graph/api/entitlementmanagement-post-assignmentrequests */
export async function requestRemovals(graph: Graph, wanted: readonly WantedRemoval[], signal: AbortSignal): Promise<Map<string, BatchAnswer>> {
  const { answers } = await graph.batch(wanted.map((each): BatchCall => ({ id: each.itemId, warrant: { runItemId: each.itemId }, operation: REQUEST, body: { requestType: 'adminRemove', justification: each.mark, assignment: { id: each.assignmentId } } })), signal);
  return new Map(answers.map((answer) => [answer.id, answer]));
}

/**
 * One step of somebody's way to another policy: their assignment goes there in place, one is given, or one ends. The end is
 * null for never, and not said where the policy's own counts.
 */
export type WantedStep = { itemId: string; mark: string } & (
  | { asks: 'adminUpdate'; assignmentId: string; policyId: string; endDateTime: string | null }
  | { asks: 'adminAdd'; personId: string; packageId: string; policyId: string; endDateTime?: string | null }
  | { asks: 'adminRemove'; assignmentId: string }
);

/**
 * Asks for up to 20 such steps in one batch; each has an answer of its own, by item. Of changes in place the page tells of
 * new dates and answers alone, so whoever asks reads back whether the policy has changed.
 * https://learn.microsoft.com/graph/api/entitlementmanagement-post-assignmentrequests
 */
export async function requestSteps(graph: Graph, wanted: readonly WantedStep[], signal: AbortSignal): Promise<Map<string, BatchAnswer>> {
  const { answers } = await graph.batch(wanted.map((step): BatchCall => ({ id: step.itemId, warrant: { runItemId: step.itemId }, operation: REQUEST, body: { requestType: step.asks, justification: step.mark, ...stepBody(step) } })), signal);
  return new Map(answers.map((answer) => [answer.id, answer]));
}

function stepBody(step: WantedStep): object {
  if (step.asks === 'adminRemove') return { assignment: { id: step.assignmentId } };
  const schedule = step.endDateTime === undefined ? {} : { schedule: { expiration: step.endDateTime ? { type: 'afterDateTime', endDateTime: step.endDateTime } : { type: 'noExpiration' } } };
  if (step.asks === 'adminUpdate') return { assignment: { id: step.assignmentId, assignmentPolicyId: step.policyId }, ...schedule };
  return { assignment: { targetId: step.personId, assignmentPolicyId: step.policyId, accessPackageId: step.packageId }, ...schedule };
}

/**
 * Cancels up to 20 requests in one batch; each has an answer of its own, by item. Entra refuses one that is being delivered.
 * https://learn.microsoft.com/graph/api/accesspackageassignmentrequest-cancel
 */
export async function cancelRequests(graph: Graph, wanted: readonly { itemId: string; requestId: string }[], signal: AbortSignal): Promise<Map<string, BatchAnswer>> {
  const { answers } = await graph.batch(wanted.map(({ itemId, requestId }) => ({ id: itemId, operation: CANCEL, path: { id: requestId }, warrant: { runItemId: itemId } })), signal);
  return new Map(answers.map((answer) => [answer.id, answer]));
}

/** https://learn.microsoft.com/graph/api/resources/entitlementmanagementschedule */
function scheduleOf({ startDateTime, endDateTime }: NonNullable<WantedAssignment['placed']>): object {
  return { ...(startDateTime ? { startDateTime } : {}), ...(endDateTime ? { expiration: { type: 'afterDateTime', endDateTime } } : {}) };
}

/** The id of the request an accepted call made, or null where the answer holds none. */
export function requestIdOf(answer: BatchAnswer): string | null {
  const id = (answer.body as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id : null;
}
