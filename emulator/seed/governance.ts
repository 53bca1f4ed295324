import { giveRoles } from '../graph/entitlement/delivery';
import { onboard, originOf } from '../graph/entitlement/onboarding';
import { approvalBy, POLICY_DEFAULTS, SELF_SERVICE_OFF } from '../graph/entitlement/policy-defaults';
import type { Tenant } from '../model';
import type { User } from '../model/directory';
import type { AccessPackage, Assignment, AssignmentRequest, AssignmentState, Catalog, OriginSystem, Policy, RequestState, RoleScope } from '../model/governance';
import { guidOf } from '../model/guid';
import type { Chance } from './random';

type Wanted = { package: string; description: string; roles: readonly [resource: string, role: string][]; people: readonly User[] };

const DAY = 86_400_000;
/** The organisation's "today": what the seed tells has happened before it. */
const TODAY = Date.parse('2026-11-02T08:00:00Z');

/** The two catalogs the organisation already runs, with what was assigned, asked for and refused there. */
export class GovernanceSeed {
  private readonly none = { startDateTime: null, expiration: { type: 'noExpiration', endDateTime: null, duration: null } } as const;
  private label = 0;

  constructor(private readonly tenant: Tenant, private readonly chance: Chance, private readonly administrator: User) {}

  draw(finance: readonly User[], floor: readonly User[], gone: readonly User[], fallbackApprover: User): void {
    const money = this.catalog('Finance', 'Ledger, reports and the finance site');
    this.resource(money, 'AadGroup', 'Finance – Ledger');
    this.resource(money, 'AadGroup', 'Finance – Reporting');
    this.resource(money, 'AadApplication', 'Halden Ledger');
    this.resource(money, 'SharePointOnline', 'Finance');
    const plant = this.catalog('Plant operations', 'What people on the floor and in maintenance need');
    this.resource(plant, 'AadGroup', 'Plant operations – Line control');
    this.resource(plant, 'AadGroup', 'Plant operations – Maintenance orders');
    this.resource(plant, 'AadApplication', 'Plantwise MES');
    this.resource(plant, 'SharePointOnline', 'Plant Hamburg');

    this.package(money, { package: 'Ledger reader', description: 'Read postings and reports', roles: [['Halden Ledger', 'Reader'], ['Finance – Reporting', 'Member']], people: finance.slice(0, 30) }, fallbackApprover);
    this.package(money, { package: 'Ledger poster', description: 'Post journal entries', roles: [['Halden Ledger', 'Poster'], ['Finance – Ledger', 'Member']], people: finance.slice(20, 32) }, fallbackApprover);
    this.package(money, { package: 'Finance site visitor', description: 'Read the finance site', roles: [['Finance', 'Finance Visitors']], people: finance.slice(4, 10) }, fallbackApprover);
    this.package(plant, { package: 'Line operator', description: 'Run orders and change line parameters', roles: [['Plantwise MES', 'Operator'], ['Plant operations – Line control', 'Member']], people: [...floor.slice(0, 32), ...gone] }, fallbackApprover);
    this.package(plant, { package: 'Maintenance planner', description: 'Write maintenance orders', roles: [['Plant operations – Maintenance orders', 'Member']], people: floor.slice(30, 42) }, fallbackApprover);
  }

  private id(kind: string): string {
    this.label += 1;
    return guidOf(`${this.tenant.seed}:${kind}:${this.label}`);
  }

  private before(days: number): number {
    return TODAY - Math.floor((days + this.chance.next()) * DAY);
  }

  /** Also used for the packages of a large organisation, see EstateSeed. */
  catalog(displayName: string, description: string): Catalog {
    const created = this.before(400);
    return this.tenant.governance.catalogs.add({
      id: this.id('catalog'), displayName, description, catalogType: 'userManaged', state: 'published', isExternallyVisible: false, created, modified: created,
    });
  }

  resource(catalog: Catalog, system: OriginSystem, name: string, id = this.originNamed(name)): void {
    const origin = originOf(this.tenant, system, id, () => this.id('role'));
    if (!origin) throw new Error(`the seed has no ${name}`);
    onboard(this.tenant, catalog.id, system, origin, { resourceId: this.id('resource'), scopeId: this.id('scope') }, catalog.created + DAY);
  }

  private originNamed(name: string): string {
    const { groups, servicePrincipals, sites } = this.tenant;
    for (const table of [groups, servicePrincipals, sites]) {
      for (const object of table.values()) if (object.displayName === name) return 'webUrl' in object ? object.webUrl : object.id;
    }
    throw new Error(`the seed has no ${name}`);
  }

  /** A package of one role with one policy, under ids given before. */
  bare(catalog: Catalog, wanted: { displayName: string; description: string; resource: string; role: string }, packageId: string, policyId: string): void {
    const created = catalog.created + 2 * DAY;
    const accessPackage = this.tenant.governance.keepPackage({
      id: packageId, catalogId: catalog.id, displayName: wanted.displayName, description: wanted.description, isHidden: false,
      roleScopes: [this.roleScope(catalog, wanted.resource, wanted.role, created)], incompatiblePackages: [], incompatibleGroups: [], created, modified: created,
    });
    this.policy(accessPackage, { displayName: 'Direct assignment', description: 'Administrators assign; nobody asks' }, policyId);
  }

  private package(catalog: Catalog, wanted: Wanted, fallbackApprover: User): void {
    const { governance } = this.tenant;
    const created = catalog.created + 2 * DAY;
    const roleScopes = wanted.roles.map(([resourceName, roleName]) => this.roleScope(catalog, resourceName, roleName, created));
    const accessPackage = governance.keepPackage({
      id: this.id('package'), catalogId: catalog.id, displayName: wanted.package, description: wanted.description, isHidden: false,
      roleScopes, incompatiblePackages: [], incompatibleGroups: [], created, modified: created,
    });
    const direct = this.policy(accessPackage, { displayName: 'Direct assignment', description: 'Administrators assign; nobody asks' });
    const asked = this.policy(accessPackage, {
      displayName: 'Employees, with their manager’s approval',
      description: 'Every member may ask; their manager decides',
      allowedTargetScope: 'allMemberUsers',
      expiration: { type: 'afterDuration', endDateTime: null, duration: 'P365D' },
      requestorSettings: { ...SELF_SERVICE_OFF, enableTargetsToSelfAddAccess: true, enableTargetsToSelfRemoveAccess: true },
      requestApprovalSettings: approvalBy([{ kind: 'requestorManager', managerLevel: 1 }], [{ kind: 'singleUser', userId: fallbackApprover.id, description: fallbackApprover.displayName }]),
    });
    wanted.people.forEach((user, index) => this.history(accessPackage, direct, asked, user, index));
  }

  private roleScope(catalog: Catalog, resourceName: string, roleName: string, created: number): RoleScope {
    const resource = this.tenant.governance.resourcesIn(catalog.id).find((candidate) => candidate.displayName === resourceName);
    const role = resource?.roles.find((candidate) => candidate.displayName === roleName);
    if (!resource || !role) throw new Error(`the seed has no role ${roleName} of ${resourceName}`);
    return { id: `${role.id}_${resource.scopeId}`, resourceId: resource.id, roleId: role.id, created };
  }

  private policy(accessPackage: AccessPackage, more: Partial<Policy> & { displayName: string }, id = this.id('policy')): Policy {
    return this.tenant.governance.keepPolicy({
      ...structuredClone(POLICY_DEFAULTS), ...more, id, packageId: accessPackage.id, created: accessPackage.created, modified: accessPackage.created,
    });
  }

  /** Most people simply have the package; some had it, some are being decided on, a few were refused. */
  private history(accessPackage: AccessPackage, direct: Policy, asked: Policy, user: User, index: number): void {
    const created = this.before(20 + this.chance.below(300));
    const request = (policy: Policy, state: RequestState, status: string, assignment: Assignment | null, more: Partial<AssignmentRequest> = {}): AssignmentRequest =>
      this.tenant.governance.keepAssignmentRequest({
        id: this.id('request'), requestType: policy === direct ? 'adminAdd' : 'userAdd', state, status, justification: policy === direct ? '' : 'Needed for my work',
        answers: [], packageId: accessPackage.id, policyId: policy.id, targetId: user.id, requestorId: policy === direct ? this.administrator.id : user.id,
        assignmentId: assignment?.id ?? this.id('assignment'), schedule: structuredClone(this.none), stages: [], created, completed: created + 40 * 60_000, due: null, ...more,
      });
    if (index % 12 === 7 && user.managerId) {
      const stage = { id: this.id('stage'), approverIds: [user.managerId], status: 'InProgress', reviewResult: 'NotReviewed', reviewedById: null, reviewed: null, justification: '', deniesAt: null } as const;
      request(asked, 'pendingApproval', 'PendingApproval', null, { stages: [{ ...stage, approverIds: [...stage.approverIds] }], completed: null });
    } else if (index % 12 === 10 && user.managerId) {
      request(asked, 'denied', 'Denied', null, {
        stages: [{ id: this.id('stage'), approverIds: [user.managerId], status: 'Completed', reviewResult: 'Deny', reviewedById: user.managerId, reviewed: created + DAY, justification: 'Not part of the role any more', deniesAt: null }],
      });
    } else if (index % 12 === 4) {
      const assignment = this.assignment(accessPackage, direct, user, 'expired', 'ExpiredNotificationTriggered', created);
      assignment.expired = created + 12 * DAY;
      request(direct, 'delivered', 'Delivered', assignment);
    } else {
      const delivery = giveRoles(this.tenant, accessPackage, user.id, created);
      const assignment = this.assignment(accessPackage, direct, user, delivery.state, delivery.status, created);
      request(direct, delivery.state, delivery.status, assignment);
    }
  }

  private assignment(accessPackage: AccessPackage, policy: Policy, user: User, state: AssignmentState, status: string, created: number): Assignment {
    return this.tenant.governance.keepAssignment({
      id: this.id('assignment'), packageId: accessPackage.id, policyId: policy.id, targetId: user.id, state, status,
      schedule: { ...structuredClone(this.none), startDateTime: new Date(created).toISOString() }, expired: null, created,
    });
  }
}
