import 'server-only';
import type { Assignment, AssignmentState } from '@/lib/authoring/assignment';
import type { PackageDesign, PackagePolicy } from '@/lib/authoring/package-design';
import { membersOf } from '@/lib/directory/directory';
import { listAssignments } from '@/lib/graph/assignments';
import { listOpenRequests } from '@/lib/graph/assignment-requests';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign, readConflicts } from '@/lib/graph/packages';
import type { ReadHolding, ReadPackage, ReadPolicy, ReadScope } from './change-set';
import { withHolders } from './read-conflicts';
import type { RolloutPackage } from './rollout';

/** From the state that counts, where somebody has more than one. */
export const LIVE: readonly AssignmentState[] = ['delivered', 'delivering', 'partiallyDelivered', 'deliveryFailed'];

/** Who has or is getting a package: as it is held as of then, or of the tenant itself now, where `asOf` is null. */
export type Holdings = Pick<ReadPackage, 'assigned' | 'requested' | 'asOf'>;

export type HoldingSource = { of(packageId: string): Promise<Holdings> };

/** What is held of it; null for a package of which it is not held, or only as it was long ago. */
export type HeldHoldings = { of(packageId: string): Promise<Holdings | null> };

/**
 * What a rehearsal needs of the tenant beside its people: the packages as they are designed, what keeps people from them,
 * and who has or is getting them, in pages per package, never one look-up a person. Writes nothing.
 * @param held who has them, where that is held; the tenant is asked otherwise, and of each package of which it is not
 * @throws AppError Graph's own; nothing half read is given back.
 */
export async function readPackages(graph: Graph, packages: RolloutPackage[], held: HeldHoldings | null = null): Promise<ReadPackage[]> {
  const tenant = inTenant(graph);
  const holdings: HoldingSource = { of: async (packageId) => (await held?.of(packageId)) ?? tenant.of(packageId) };
  const [designs, named] = await Promise.all([loadPackageDesign(graph, packages.map((each) => each.packageId), packages.map((each) => each.policyId)), readConflicts(graph, packages.map((each) => each.packageId))]);
  const read = await Promise.all(packages.map((wanted) => readPackage(graph, wanted, designs.get(wanted.packageId), holdings)));
  return withHolders(graph, read, named, holdings);
}

/** Who has or is getting a package, page by page. */
export function inTenant(graph: Graph): HoldingSource {
  return {
    of: async (packageId) => {
      const [assigned, requested] = await Promise.all([readAssigned(graph, packageId), readRequested(graph, packageId)]);
      return { assigned, requested, asOf: null };
    },
  };
}

async function readPackage(graph: Graph, wanted: RolloutPackage, design: PackageDesign | undefined, holdings: HoldingSource): Promise<ReadPackage> {
  if (!design) return { ...wanted, design: null, policy: null, roles: [], assigned: new Map(), requested: new Map(), asOf: null, conflicts: [] };
  const policy = design.policies.find((each) => each.id === wanted.policyId);
  const [{ assigned, requested, asOf }, read] = await Promise.all([holdings.of(design.id), policy ? readPolicy(graph, policy) : null]);
  return {
    ...wanted,
    packageName: design.name,
    catalogName: design.catalogName,
    design,
    policy: read,
    roles: design.roles.map(({ resourceId, resourceName, originId, originSystem, roleOriginId, roleName }) => ({ resourceId, resourceName, originId, originSystem, roleOriginId, roleName, approval: '', ownerNames: [] })),
    assigned,
    requested,
    asOf,
    conflicts: [],
  };
}

async function readAssigned(graph: Graph, packageId: string): Promise<Map<string, ReadHolding>> {
  const byState = await Promise.all(
    LIVE.map(async (state) => {
      const found: Assignment[] = [];
      let next: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof listAssignments>> = await listAssignments(graph, { packageId, state }, next);
        found.push(...page.items);
        next = page.next;
      } while (next);
      return found;
    }),
  );
  // Somebody may have more than one; the first state in LIVE is the one that counts.
  const held = new Map<string, ReadHolding>();
  for (const assignment of byState.flat()) if (!held.has(assignment.personId)) held.set(assignment.personId, holdingOf(assignment));
  return held;
}

/** @param until the moment, or the day, until when */
export function holdingOf({ state, until }: Pick<Assignment, 'state' | 'until'>): ReadHolding {
  switch (state) {
    case 'delivered':
      return { reason: 'delivered', until };
    case 'partiallyDelivered':
      return { reason: 'partlyDelivered', until };
    case 'deliveryFailed':
      return { reason: 'deliveryFailed', until };
    case 'delivering':
    case 'expired':
      return { reason: 'delivering', until };
  }
}

async function readRequested(graph: Graph, packageId: string): Promise<Map<string, ReadHolding>> {
  const requests = await listOpenRequests(graph, packageId);
  return new Map(
    requests
      .filter((request) => !/remove/i.test(request.requestType))
      .map(({ personId, state }) => [personId, requestOf(state)]),
  );
}

export function requestOf(state: string): ReadHolding {
  return { reason: state === 'pendingApproval' ? 'awaitingApproval' : state === 'scheduled' ? 'awaitingStart' : 'requested', until: null };
}

async function readPolicy(graph: Graph, policy: PackagePolicy): Promise<ReadPolicy> {
  const { name, automatic, approvalRequired, questions } = policy;
  const { type, duration, endDateTime } = policy.expiration;
  return { name, automatic, approvalRequired, questions, scope: await readScope(graph, policy), expiration: { type, duration, endDateTime } };
}

/** Whom the policy is for, by id where its targets are people and groups; a rule or a manager cannot be told from here. */
export async function readScope(graph: Graph, { scope, targets }: PackagePolicy): Promise<ReadScope> {
  switch (scope) {
    case 'allMemberUsers':
      return { kind: 'members', told: null };
    case 'allExternalUsers':
    case 'allConfiguredConnectedOrganizationUsers':
    case 'specificConnectedOrganizationUsers':
      return { kind: 'externals', told: null };
    case 'specificDirectoryUsers':
      return { kind: 'named', told: await readTargets(graph, targets) };
    default:
      // `notSpecified` is for direct assignment alone and takes anybody.
      return { kind: 'anybody', told: null };
  }
}

async function readTargets(graph: Graph, targets: PackagePolicy['targets']): Promise<ReadonlySet<string> | null> {
  if (targets.some((target) => target.kind !== 'person' && target.kind !== 'group')) return null;
  const ids = new Set(targets.filter((target) => target.kind === 'person').map((target) => target.id));
  for (const group of targets.filter((target) => target.kind === 'group')) {
    for await (const page of membersOf(graph, group.id)) {
      // Whether a policy counts the members of a nested group is Entra's to say; blocking them would be a guess.
      if (page.others > 0) return null;
      for (const person of page.people) ids.add(person.id);
    }
  }
  return ids;
}
