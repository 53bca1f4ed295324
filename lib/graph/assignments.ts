import 'server-only';
import type { Assignment, AssignmentState } from '@/lib/authoring/assignment';
import { ASSIGNMENT_STATES, HELD_STATES, isHeld } from '@/lib/authoring/assignment';
import { daysOf } from '@/lib/authoring/package-design';
import { AppError } from '@/lib/errors';
import { readAnswers, readLists } from './batch-reads';
import type { BatchCall, Graph, Page } from './client';
import { odataText } from './client';
import { refusedInBatch } from './graph-error';

const ASSIGNMENTS = 'GET /identityGovernance/entitlementManagement/assignments';

type GraphAssignment = {
  id?: string;
  state?: string | null;
  status?: string | null;
  expiredDateTime?: string | null;
  schedule?: { startDateTime?: string | null; expiration?: { endDateTime?: string | null; duration?: string | null } | null } | null;
  target?: { objectId?: string | null; displayName?: string | null; principalName?: string | null; email?: string | null } | null;
  accessPackage?: { id?: string; displayName?: string | null } | null;
  assignmentPolicy?: { id?: string; displayName?: string | null } | null;
};

/** Which assignments: of a package, of a person, or of a person in a package; all states where none is named. */
export type AssignmentFilter = { packageId?: string; personId?: string; state?: AssignmentState };

function toAssignment(item: GraphAssignment): Assignment {
  const schedule = item.schedule;
  return {
    id: item.id ?? '',
    // A target known by mail alone (an invitation not taken) has no object id; it is shown, not dropped.
    personId: item.target?.objectId ?? '',
    personName: item.target?.displayName ?? item.target?.email ?? '',
    userPrincipalName: item.target?.principalName ?? item.target?.email ?? '',
    packageId: item.accessPackage?.id ?? '',
    packageName: item.accessPackage?.displayName ?? '',
    policyId: item.assignmentPolicy?.id ?? '',
    policyName: item.assignmentPolicy?.displayName ?? '',
    state: ASSIGNMENT_STATES.find((state) => state === item.state) ?? 'delivering',
    status: item.status ?? '',
    since: schedule?.startDateTime ?? null,
    until: item.expiredDateTime ?? schedule?.expiration?.endDateTime ?? endAfter(schedule?.startDateTime, schedule?.expiration?.duration),
  };
}

function endAfter(start: string | null | undefined, duration: string | null | undefined): string | null {
  const days = daysOf(duration);
  return start && days ? new Date(Date.parse(start) + days * 86_400_000).toISOString() : null;
}

function filterOf(filter: AssignmentFilter): string {
  return [
    ...(filter.packageId ? [`accessPackage/id eq ${odataText(filter.packageId)}`] : []),
    ...(filter.personId ? [`target/objectId eq ${odataText(filter.personId)}`] : []),
    ...(filter.state ? [`state eq ${odataText(filter.state)}`] : []),
  ].join(' and ');
}

/** A page of assignments with person, package and policy. Expired ones are among them unless a state is named. */
export async function listAssignments(graph: Graph, filter: AssignmentFilter, next: string | null = null): Promise<Page<Assignment>> {
  const page = await graph.page<GraphAssignment>(ASSIGNMENTS, { query: { $filter: filterOf(filter), $expand: 'target,accessPackage,assignmentPolicy' }, next });
  return { ...page, items: page.items.map(toAssignment) };
}

/** Who holds a package and under which policy; null where the tenant does not say. */
export type Holder = Pick<Assignment, 'id' | 'state' | 'status' | 'since' | 'until'> & { personId: string | null; policyId: string | null };

/**
 * A page of a package's assignments in one state, with no more of them than their copy keeps: package and policy, the same for
 * each, would be most of what is sent.
 */
export async function listHolders(graph: Graph, filter: Required<Pick<AssignmentFilter, 'packageId' | 'state'>>, next: string | null): Promise<Page<Holder>> {
  const page = await graph.page<GraphAssignment>(ASSIGNMENTS, { query: { $filter: filterOf(filter), $expand: 'target($select=objectId),assignmentPolicy($select=id)', $select: 'id,state,status,expiredDateTime,schedule' }, next });
  return { ...page, items: page.items.map(toAssignment).map(({ id, state, status, since, until, personId, policyId }) => ({ id, state, status, since, until, personId: personId || null, policyId: policyId || null })) };
}

/** How many assignments of a package the first page of each state holds; `more` where it is not all of them. Graph counts none. */
export async function countAssignments(graph: Graph, packageId: string): Promise<Record<AssignmentState, { count: number; more: boolean }>> {
  const calls = ASSIGNMENT_STATES.map((state): BatchCall => ({ id: state, operation: ASSIGNMENTS, query: { $filter: filterOf({ packageId, state }), $select: 'id' } }));
  const answers = await readAnswers(graph, calls);
  const countOf = (state: AssignmentState) => {
    const answer = answers.find((each) => each.id === state);
    if (!answer) throw new AppError('offline', `no answer about ${state} in the batch`);
    // Taken for none, a throttled answer would say that nobody has the package.
    if (answer.status !== 200) throw refusedInBatch(answer, `the ${state} assignments of ${packageId}`, ASSIGNMENTS);
    const body = answer.body as { value?: unknown[]; '@odata.nextLink'?: string } | null;
    return { count: body?.value?.length ?? 0, more: Boolean(body?.['@odata.nextLink']) };
  };
  return { delivered: countOf('delivered'), delivering: countOf('delivering'), partiallyDelivered: countOf('partiallyDelivered'), deliveryFailed: countOf('deliveryFailed'), expired: countOf('expired') };
}

/** States in which an assignment keeps its package and policy from being deleted. */
const LIVE_STATES = ['delivered', 'delivering', 'partiallyDelivered', 'deliveryFailed'] as const satisfies readonly AssignmentState[];

/** Those of a package or policy: of whoever has it or is getting it, and of whom its delivery failed for. */
type LiveCount = { count: number; failed: number; more: boolean };

/** How many live assignments the first page of each state holds, by package and by policy; `more` where it is not all of them. In batches. */
export async function countHeld(graph: Graph, packageIds: readonly string[]): Promise<Map<string, LiveCount>> {
  const calls = [...new Set(packageIds)].flatMap((packageId) => LIVE_STATES.map((state) => ({ packageId, state, call: { id: `${packageId} ${state}`, operation: ASSIGNMENTS, query: { $filter: filterOf({ packageId, state }), $expand: 'assignmentPolicy($select=id)', $select: 'id' } } satisfies BatchCall })));
  const held = new Map<string, LiveCount>(packageIds.map((id) => [id, { count: 0, failed: 0, more: false }]));
  const asked = new Map(calls.map((each) => [each.call.id, each]));
  for (const answer of await readAnswers(graph, calls.map(({ call }) => call))) {
    if (answer.status !== 200) throw refusedInBatch(answer, `the assignments of ${answer.id}`, ASSIGNMENTS);
    const of = asked.get(answer.id);
    if (!of) continue;
    const body = answer.body as { value?: GraphAssignment[]; '@odata.nextLink'?: string } | null;
    const more = Boolean(body?.['@odata.nextLink']);
    for (const { assignmentPolicy } of body?.value ?? []) {
      for (const id of [of.packageId, ...(assignmentPolicy?.id ? [assignmentPolicy.id] : [])]) {
        const before = held.get(id) ?? { count: 0, failed: 0, more: false };
        const one = isHeld(of.state) ? { count: before.count + 1 } : { failed: before.failed + 1 };
        held.set(id, { ...before, ...one, more: more || before.more });
      }
    }
  }
  return held;
}

// https://learn.microsoft.com/graph/api/accesspackageassignment-additionalaccess
const ADDITIONAL = "GET /identityGovernance/entitlementManagement/assignments/additionalAccess(accessPackageId='{id}',incompatibleAccessPackageId='{otherId}')";

/** Two packages that somebody may have both of. */
export type PackagePair = { packageId: string; otherId: string };

/**
 * How many people have both packages of each pair or are getting them, by the first page Graph answers; `more` where it is not
 * all of them. Null where the reader may not see the assignments of both, or one is gone. In batches.
 */
export async function countBoth(graph: Graph, pairs: readonly PackagePair[]): Promise<({ count: number; more: boolean } | null)[]> {
  const calls = pairs.map(({ packageId, otherId }, index): BatchCall => ({ id: String(index), operation: ADDITIONAL, path: { id: packageId, otherId }, query: { $select: 'id,state', $expand: 'target($select=id,objectId)' } }));
  return (await readAnswers(graph, calls)).map((answer) => {
    if (answer.status === 403 || answer.status === 404) return null;
    if (answer.status !== 200) throw refusedInBatch(answer, 'who has both packages');
    const body = answer.body as { value?: GraphAssignment[]; '@odata.nextLink'?: string } | null;
    const people = (body?.value ?? []).filter(({ state }) => isHeld(state)).map(({ id, target }) => target?.objectId ?? id);
    return { count: new Set(people).size, more: Boolean(body?.['@odata.nextLink']) };
  });
}

/** A page of the assignments to the one package of people who have the other, too. @throws AppError `notFound`, `noPermission` */
export async function listBoth(graph: Graph, { packageId, otherId }: PackagePair, next: string | null): Promise<Page<Assignment>> {
  const page = await graph.page<GraphAssignment>(ADDITIONAL, { path: { id: packageId, otherId }, query: { $expand: 'target,accessPackage,assignmentPolicy' }, next });
  return { ...page, items: page.items.filter(({ state }) => isHeld(state)).map(toAssignment) };
}

/** The first page of those who have each of these packages or are getting it, by id; `more` where it is not all of them. In batches. */
export async function firstHolders(graph: Graph, packageIds: readonly string[]): Promise<Map<string, { people: Set<string>; more: boolean }>> {
  const calls = [...new Set(packageIds)].flatMap((packageId) => HELD_STATES.map((state): BatchCall => ({ id: `${packageId} ${state}`, operation: ASSIGNMENTS, query: { $filter: filterOf({ packageId, state }), $select: 'id', $expand: 'target($select=id,objectId)' } })));
  const holders = new Map(packageIds.map((id) => [id, { people: new Set<string>(), more: false }]));
  for (const answer of await readAnswers(graph, calls)) {
    if (answer.status !== 200) throw refusedInBatch(answer, `the assignments of ${answer.id}`);
    const of = holders.get(answer.id.slice(0, answer.id.indexOf(' ')));
    const body = answer.body as { value?: GraphAssignment[]; '@odata.nextLink'?: string } | null;
    if (!of) continue;
    of.more ||= Boolean(body?.['@odata.nextLink']);
    for (const { target } of body?.value ?? []) if (target?.objectId) of.people.add(target.objectId);
  }
  return holders;
}

/** The packages that are delivered to each of these people, by person, in batches: a read for each of them, so for a page of people at once. */
export async function readDeliveredPackages(graph: Graph, personIds: readonly string[]): Promise<Map<string, string[]>> {
  const calls = [...new Set(personIds)].map((personId): BatchCall => ({ id: personId, operation: ASSIGNMENTS, query: { $filter: filterOf({ personId, state: 'delivered' }), $select: 'id', $expand: 'accessPackage($select=id)' } }));
  const lists = await readLists<GraphAssignment>(graph, calls, []);
  return new Map([...lists].map(([personId, list]) => [personId, (list ?? []).flatMap(({ accessPackage }) => accessPackage?.id ?? [])]));
}
