import type { AssignmentColumns } from './assignment-columns';
import type { ConnectedOrganization } from './connected-organization';
import { DueQueue } from './due-queue';
import type {
  AccessPackage, Assignment, AssignmentRequest, Catalog, CatalogResource, GovernanceGrant, GovernanceRole, GovernanceTask, Policy, ResourceRequest,
} from './governance';
import { isOpen } from './governance';
import { Links } from './links';
import type { TableState } from './table';
import { Table } from './table';
import type { WorkflowExtension } from './workflow-extension';

export type GovernanceSettings = {
  externalUserLifecycleAction: 'none' | 'blockSignIn' | 'blockSignInAndDelete';
  durationUntilExternalUserDeletedAfterBlocked: string;
};

export type GovernanceState = {
  catalogs: Catalog[];
  resources: CatalogResource[];
  packages: AccessPackage[];
  policies: Policy[];
  /** What became of the seed's assignments, and those made since. */
  assignments: TableState<Assignment>;
  assignmentRequests: AssignmentRequest[];
  resourceRequests: ResourceRequest[];
  /** Absent in a state kept before there were any; so are the two below. */
  tasks?: GovernanceTask[];
  /** When a resource lost its last use. */
  released?: [string, number][];
  /** When somebody who is deleted was seen to be, for 30 days. */
  departed?: [string, number][];
  grants: GovernanceGrant[];
  settings: GovernanceSettings;
  connectedOrganizations?: ConnectedOrganization[];
  workflowExtensions?: WorkflowExtension[];
  /** Object ids of guests whose lifecycle somebody has set by hand, with what was set. */
  subjectLifecycles?: [string, SubjectLifecycle][];
};

export type SubjectLifecycle = 'notDefined' | 'notGoverned' | 'governed';

/** Entitlement management's rows, with the look-ups its rules ask for. Rows change in place; `keep…` enters a new one. */
export class Governance {
  readonly catalogs: Table<Catalog>;
  readonly resources = new Table<CatalogResource>();
  readonly packages = new Table<AccessPackage>();
  readonly policies = new Table<Policy>();
  readonly assignments: Table<Assignment>;
  readonly assignmentRequests = new Table<AssignmentRequest>();
  readonly resourceRequests = new Table<ResourceRequest>();
  readonly connectedOrganizations: Table<ConnectedOrganization>;
  readonly workflowExtensions: Table<WorkflowExtension>;
  readonly tasks = new Table<GovernanceTask>();
  /** People whose lifecycle was set or came about; others follow from how they came. */
  readonly subjectLifecycles: Map<string, SubjectLifecycle>;
  /** Catalog resource to the moment at which it lost its last use. */
  readonly released: Map<string, number>;
  /** People deleted less than 30 days ago, with the moment. */
  readonly departed: Map<string, number>;
  readonly due = new DueQueue();
  readonly settings: GovernanceSettings;
  private readonly grants: GovernanceGrant[];
  /** Catalog to its resources and packages; package to its policies and assignments; target to theirs. */
  private readonly resourcesOf = new Links();
  private readonly packagesOf = new Links();
  private readonly policiesOf = new Links();
  private readonly assignmentsOf = new Links();
  private readonly requestsOf = new Links();
  private readonly requestsMadeBy = new Links();
  private readonly requestsDecidedBy = new Links();
  private readonly resourceRequestsOf = new Links();
  private readonly requestsOnDay = new Map<number, number>();
  private ended = 0;

  constructor(state?: GovernanceState, private readonly seeded: AssignmentColumns | null = null) {
    this.assignments = new Table<Assignment>([], seeded);
    this.catalogs = new Table(state?.catalogs);
    this.settings = state?.settings ?? { externalUserLifecycleAction: 'blockSignInAndDelete', durationUntilExternalUserDeletedAfterBlocked: 'P30D' };
    this.grants = state?.grants ?? [];
    this.connectedOrganizations = new Table(state?.connectedOrganizations);
    this.workflowExtensions = new Table(state?.workflowExtensions);
    this.subjectLifecycles = new Map(state?.subjectLifecycles);
    this.released = new Map(state?.released);
    this.departed = new Map(state?.departed);
    state?.resources.forEach((row) => this.keepResource(row));
    state?.packages.forEach((row) => this.keepPackage(row));
    state?.policies.forEach((row) => this.keepPolicy(row));
    this.assignments.restore(state?.assignments ?? []);
    for (const [position, row] of state?.assignments ?? []) if (row) this.index(row, position);
    state?.assignmentRequests.forEach((row) => this.keepAssignmentRequest(row));
    state?.resourceRequests.forEach((row) => this.keepResourceRequest(row));
    state?.tasks?.forEach((row) => this.keepTask(row));
  }

  /** Enters what has to be done at its moment. */
  keepTask(row: GovernanceTask): GovernanceTask {
    this.due.add(row.due, row.id);
    return this.tasks.add(row);
  }

  keepResource(row: CatalogResource): CatalogResource {
    this.resourcesOf.add(row.catalogId, row.id);
    return this.resources.add(row);
  }

  dropResource(id: string): void {
    this.resourcesOf.forget(id);
    this.resources.remove(id);
  }

  resourcesIn(catalogId: string): CatalogResource[] {
    return rows(this.resources, this.resourcesOf.of(catalogId));
  }

  keepPackage(row: AccessPackage): AccessPackage {
    this.packagesOf.add(row.catalogId, row.id);
    return this.packages.add(row);
  }

  dropPackage(id: string): void {
    this.packagesOf.forget(id);
    this.policiesIn(id).forEach((policy) => this.dropPolicy(policy.id));
    this.packages.remove(id);
  }

  packagesIn(catalogId: string): AccessPackage[] {
    return rows(this.packages, this.packagesOf.of(catalogId));
  }

  keepPolicy(row: Policy): Policy {
    this.policiesOf.add(row.packageId, row.id);
    return this.policies.add(row);
  }

  dropPolicy(id: string): void {
    this.policiesOf.forget(id);
    this.policies.remove(id);
  }

  policiesIn(packageId: string): Policy[] {
    return rows(this.policies, this.policiesOf.of(packageId));
  }

  keepAssignment(row: Assignment): Assignment {
    this.assignments.add(row);
    this.index(row, Number.POSITIVE_INFINITY);
    return row;
  }

  /** Enters the moment an assignment ends by itself, and the day before it, if it does. */
  watchEnd(row: Assignment): void {
    const ends = endOf(row);
    if (!gives(row) || ends === null) return;
    if (ends - DAY > row.created) this.due.add(ends - DAY, row.id);
    this.due.add(ends, row.id);
  }

  endAssignment(row: Assignment, status: string, at: number): void {
    if (row.state !== 'expired') this.ended += 1;
    Object.assign(row, { state: 'expired', status, expired: at });
  }

  /** Puts an assignment under another policy of its package. */
  moveAssignment(row: Assignment, policyId: string): void {
    this.assignmentsOf.remove(row.policyId, row.id);
    row.policyId = policyId;
    this.indexPolicy(row);
  }

  /** Whether somebody was in the directory until less than 30 days ago. */
  hasDeparted(userId: string): boolean {
    return this.departed.has(userId);
  }

  /** How many assignments have not ended. */
  get liveAssignments(): number {
    return this.assignments.size - this.ended;
  }

  /** Assignments of a package, under a policy or of a person, expired ones with them. */
  assignmentsBy(packagePolicyOrTargetId: string): Assignment[] {
    return Array.from(this.assignmentsFrom(packagePolicyOrTargetId), ([, row]) => row);
  }

  /** The same from a place on, each with the place to begin at again with it. */
  *assignmentsFrom(packagePolicyOrTargetId: string, place = 0): Generator<[number, Assignment]> {
    const seeded = this.seeded?.of(packagePolicyOrTargetId);
    const first = seeded?.count ?? 0;
    for (let at = place; at < first; at += 1) {
      const row = this.assignments.at(seeded?.positionAt(at) ?? -1);
      if (row && [row.packageId, row.policyId, row.targetId].includes(packagePolicyOrTargetId)) yield [at, row];
    }
    let at = first;
    for (const id of this.assignmentsOf.of(packagePolicyOrTargetId)) {
      const row = at >= place ? this.assignments.get(id) : undefined;
      if (row) yield [at, row];
      at += 1;
    }
  }

  /** The assignment of one person to one package that has not ended. */
  liveAssignment(packageId: string, targetId: string): Assignment | undefined {
    return this.assignmentsBy(targetId).find((row) => row.packageId === packageId && isLive(row));
  }

  /** Whether anybody holds a package, or is about to. */
  hasLiveAssignment(packageId: string): boolean {
    for (const [, row] of this.assignmentsFrom(packageId)) if (isLive(row)) return true;
    return false;
  }

  keepAssignmentRequest(row: AssignmentRequest): AssignmentRequest {
    this.requestsOf.add(row.packageId, row.id);
    this.requestsOf.add(row.targetId, row.id);
    this.requestsOf.add(pair(row), row.id);
    this.requestsOf.add(row.assignmentId, row.id);
    this.requestsMadeBy.add(row.requestorId, row.id);
    row.stages.forEach((stage) => this.askToDecide(row, stage.approverIds));
    const day = Math.floor(row.created / DAY);
    this.requestsOnDay.set(day, (this.requestsOnDay.get(day) ?? 0) + 1);
    if (row.due !== null) this.due.add(row.due, row.id);
    return this.assignmentRequests.add(row);
  }

  dropAssignmentRequest(id: string): void {
    this.requestsOf.forget(id);
    this.requestsMadeBy.forget(id);
    this.requestsDecidedBy.forget(id);
    this.assignmentRequests.remove(id);
  }

  /** Requests for a package, for a person, or about one assignment. */
  requestsBy(packageTargetOrAssignmentId: string): AssignmentRequest[] {
    return rows(this.assignmentRequests, this.requestsOf.of(packageTargetOrAssignmentId));
  }

  requestsFor(packageId: string, targetId: string): AssignmentRequest[] {
    return rows(this.assignmentRequests, this.requestsOf.of(pair({ packageId, targetId })));
  }

  openRequest(packageId: string, targetId: string): AssignmentRequest | undefined {
    return this.requestsFor(packageId, targetId).find(isOpen);
  }

  /** Requests somebody made. */
  requestsBySender(requestorId: string): AssignmentRequest[] {
    return rows(this.assignmentRequests, this.requestsMadeBy.of(requestorId));
  }

  /** Requests somebody may decide, or could have, at some stage. */
  requestsByApprover(approverId: string): AssignmentRequest[] {
    return rows(this.assignmentRequests, this.requestsDecidedBy.of(approverId));
  }

  askToDecide(row: AssignmentRequest, approverIds: readonly string[]): void {
    for (const approverId of approverIds) this.requestsDecidedBy.add(approverId, row.id);
  }

  /** Requests made in the `days` before a moment, those forgotten since with them; counted by whole days. */
  requestsSince(days: number, now: number): number {
    const today = Math.floor(now / DAY);
    let made = 0;
    for (let day = today - days; day <= today; day += 1) made += this.requestsOnDay.get(day) ?? 0;
    return made;
  }

  resourceRequestsIn(catalogId: string): ResourceRequest[] {
    return rows(this.resourceRequests, this.resourceRequestsOf.of(catalogId));
  }

  keepResourceRequest(row: ResourceRequest): ResourceRequest {
    this.resourceRequestsOf.add(row.catalogId, row.id);
    if (row.due !== null) this.due.add(row.due, row.id);
    return this.resourceRequests.add(row);
  }

  /** Enters the moment at which a request moves on; the one before, if any, is found stale when it comes up. */
  schedule(row: AssignmentRequest, due: number | null): void {
    row.due = due;
    if (due !== null) this.due.add(due, row.id);
  }

  /** Finds an assignment by its package, policy and target; those of the seed are found without. */
  private index(row: Assignment, position: number): void {
    if (position >= (this.seeded?.size ?? 0)) {
      this.assignmentsOf.add(row.packageId, row.id);
      this.assignmentsOf.add(row.targetId, row.id);
    }
    this.indexPolicy(row);
    if (row.state === 'expired') this.ended += 1;
    this.watchEnd(row);
  }

  private indexPolicy(row: Assignment): void {
    if (this.seeded?.policyOf(row.id) !== row.policyId) this.assignmentsOf.add(row.policyId, row.id);
  }

  grantsOf(principalId: string): GovernanceGrant[] {
    return this.grants.filter((grant) => grant.principalId === principalId);
  }

  allGrants(): readonly GovernanceGrant[] {
    return this.grants;
  }

  revoke(grant: GovernanceGrant): void {
    const at = this.grants.indexOf(grant);
    if (at >= 0) this.grants.splice(at, 1);
  }

  grant(principalId: string, role: GovernanceRole, catalogId: string | null): void {
    this.grants.push({ principalId, role, catalogId });
  }

  toJSON(): GovernanceState {
    return {
      catalogs: this.catalogs.toJSON(),
      resources: this.resources.toJSON(),
      packages: this.packages.toJSON(),
      policies: this.policies.toJSON(),
      assignments: this.assignments.changes(),
      assignmentRequests: this.assignmentRequests.toJSON(),
      resourceRequests: this.resourceRequests.toJSON(),
      tasks: this.tasks.toJSON(),
      subjectLifecycles: [...this.subjectLifecycles],
      released: [...this.released],
      departed: [...this.departed],
      grants: this.grants,
      settings: this.settings,
      connectedOrganizations: this.connectedOrganizations.toJSON(),
      workflowExtensions: this.workflowExtensions.toJSON(),
    };
  }
}

const DAY = 86_400_000;

/** Whether an assignment gives roles now, in whole or in part. */
export const gives = (assignment: Assignment): boolean => assignment.state === 'delivered' || assignment.state === 'partiallyDelivered';

/** Whether an assignment still gives, or is about to give, its roles. */
export const isLive = (assignment: Assignment): boolean => assignment.state !== 'expired';

/** The moment an assignment ends by itself, or null. */
export function endOf(assignment: Assignment): number | null {
  const end = assignment.schedule.expiration.endDateTime;
  return end === null ? null : Date.parse(end);
}

const pair = (of: { packageId: string; targetId: string }): string => `${of.packageId}/${of.targetId}`;

function rows<Row extends { id: string }>(table: Table<Row>, ids: Iterable<string>): Row[] {
  const found: Row[] = [];
  for (const id of ids) {
    const row = table.get(id);
    if (row) found.push(row);
  }
  return found;
}
