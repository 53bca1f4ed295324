import { DueQueue } from './due-queue';
import type {
  AccessPackage, Assignment, AssignmentRequest, Catalog, CatalogResource, GovernanceGrant, GovernanceRole, Policy, ResourceRequest,
} from './governance';
import { isOpen } from './governance';
import { Links } from './links';
import { Table } from './table';

export type GovernanceSettings = {
  externalUserLifecycleAction: 'none' | 'blockSignIn' | 'blockSignInAndDelete';
  durationUntilExternalUserDeletedAfterBlocked: string;
};

export type GovernanceState = {
  catalogs: Catalog[];
  resources: CatalogResource[];
  packages: AccessPackage[];
  policies: Policy[];
  assignments: Assignment[];
  assignmentRequests: AssignmentRequest[];
  resourceRequests: ResourceRequest[];
  grants: GovernanceGrant[];
  settings: GovernanceSettings;
};

/** Entitlement management's rows, with the look-ups its rules ask for. Rows change in place; `keep…` enters a new one. */
export class Governance {
  readonly catalogs: Table<Catalog>;
  readonly resources = new Table<CatalogResource>();
  readonly packages = new Table<AccessPackage>();
  readonly policies = new Table<Policy>();
  readonly assignments = new Table<Assignment>();
  readonly assignmentRequests = new Table<AssignmentRequest>();
  readonly resourceRequests = new Table<ResourceRequest>();
  readonly due = new DueQueue();
  readonly settings: GovernanceSettings;
  private readonly grants: GovernanceGrant[];
  /** Catalog to its resources and packages; package to its policies and assignments; target to theirs. */
  private readonly resourcesOf = new Links();
  private readonly packagesOf = new Links();
  private readonly policiesOf = new Links();
  private readonly assignmentsOf = new Links();
  private readonly requestsOf = new Links();

  constructor(state?: GovernanceState) {
    this.catalogs = new Table(state?.catalogs);
    this.settings = state?.settings ?? { externalUserLifecycleAction: 'blockSignInAndDelete', durationUntilExternalUserDeletedAfterBlocked: 'P30D' };
    this.grants = state?.grants ?? [];
    state?.resources.forEach((row) => this.keepResource(row));
    state?.packages.forEach((row) => this.keepPackage(row));
    state?.policies.forEach((row) => this.keepPolicy(row));
    state?.assignments.forEach((row) => this.keepAssignment(row));
    state?.assignmentRequests.forEach((row) => this.keepAssignmentRequest(row));
    state?.resourceRequests.forEach((row) => this.keepResourceRequest(row));
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
    this.assignmentsOf.add(row.packageId, row.id);
    this.assignmentsOf.add(row.targetId, row.id);
    this.assignmentsOf.add(pair(row), row.id);
    this.watchEnd(row);
    return this.assignments.add(row);
  }

  /** Enters the moment an assignment ends by itself, if it does. */
  watchEnd(row: Assignment): void {
    const ends = endOf(row);
    if (row.state === 'delivered' && ends !== null) this.due.add(ends, row.id);
  }

  /** Assignments of a package or of a person, expired ones with them. */
  assignmentsBy(packageOrTargetId: string): Assignment[] {
    return rows(this.assignments, this.assignmentsOf.of(packageOrTargetId));
  }

  /** The assignment of one person to one package that has not ended. */
  liveAssignment(packageId: string, targetId: string): Assignment | undefined {
    return rows(this.assignments, this.assignmentsOf.of(pair({ packageId, targetId }))).find(isLive);
  }

  keepAssignmentRequest(row: AssignmentRequest): AssignmentRequest {
    this.requestsOf.add(row.packageId, row.id);
    this.requestsOf.add(row.targetId, row.id);
    this.requestsOf.add(pair(row), row.id);
    if (row.due !== null) this.due.add(row.due, row.id);
    return this.assignmentRequests.add(row);
  }

  dropAssignmentRequest(id: string): void {
    this.requestsOf.forget(id);
    this.assignmentRequests.remove(id);
  }

  requestsBy(packageOrTargetId: string): AssignmentRequest[] {
    return rows(this.assignmentRequests, this.requestsOf.of(packageOrTargetId));
  }

  openRequest(packageId: string, targetId: string): AssignmentRequest | undefined {
    return rows(this.assignmentRequests, this.requestsOf.of(pair({ packageId, targetId }))).find(isOpen);
  }

  keepResourceRequest(row: ResourceRequest): ResourceRequest {
    if (row.due !== null) this.due.add(row.due, row.id);
    return this.resourceRequests.add(row);
  }

  /** Enters the moment at which a request moves on; the one before, if any, is found stale when it comes up. */
  schedule(row: AssignmentRequest, due: number | null): void {
    row.due = due;
    if (due !== null) this.due.add(due, row.id);
  }

  grantsOf(principalId: string): GovernanceGrant[] {
    return this.grants.filter((grant) => grant.principalId === principalId);
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
      assignments: this.assignments.toJSON(),
      assignmentRequests: this.assignmentRequests.toJSON(),
      resourceRequests: this.resourceRequests.toJSON(),
      grants: this.grants,
      settings: this.settings,
    };
  }
}

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
