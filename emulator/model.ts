import { AuditLog } from './model/audit-log';
import { ChangeLog, differing } from './model/change-log';
import type { Application, AppRoleAssignment, DeletedApplication, DeletedGroup, DeletedPrincipal, DeletedUser, Device, EntraRole, Group, ServicePrincipal, Site, User } from './model/directory';
import { Governance } from './model/governance-store';
import { guidOf } from './model/guid';
import type { DeliveryStrategy } from './model/delivery-outcome';
import { EVERY_DELIVERY_SUCCEEDS } from './model/delivery-outcome';
import { PUBLISHED_LIMITS } from './model/limits';
import { Links } from './model/links';
import type { LostGroup } from './model/lost-group';
import { Outbox } from './model/outbox';
import { PendingChanges } from './model/pending-changes';
import { SignInLog } from './model/sign-in-activity';
import { People } from './model/people';
import { nestedGroups, reach, transitiveMembers } from './model/nesting';
import { plainCopy } from './model/plain-copy';
import { Table } from './model/table';
import type { Seeded, TenantSize, TenantState } from './model/tenant-state';
import { DEFAULT_SETTINGS } from './model/tenant-state';
import type { Persona, Settings, TenantInfo } from './wire';

/** One organisation: its directory and its entitlement management, indexed for the questions Graph is asked. */
export class Tenant {
  readonly seed: number;
  readonly size: TenantSize;
  readonly info: TenantInfo;
  readonly personas: Persona[];
  readonly settings: Settings;
  readonly users: People;
  readonly groups: Table<Group>;
  /** What `deleteUser` and `deleteGroup` put into the bin, by id; it comes back by `restoreUser` and `restoreGroup`. */
  readonly deletedUsers: Map<string, DeletedUser>;
  readonly deletedGroups: Map<string, DeletedGroup>;
  /** The same of applications and service principals, see `application-bin.ts`. */
  readonly deletedApplications: Map<string, DeletedApplication>;
  readonly deletedPrincipals: Map<string, DeletedPrincipal>;
  readonly applications: Table<Application>;
  readonly servicePrincipals: Table<ServicePrincipal>;
  readonly sites: Table<Site>;
  readonly devices: Table<Device>;
  /** Group (or a site's own group, see `siteGroupId`) to its direct members: people, groups, service principals, devices. */
  readonly members: Links;
  /** Group under Privileged Identity Management to whoever may become a member for a time. */
  readonly eligibleMembers: Links;
  /** The same group to those of its members who are it for a time, and then no longer. */
  readonly activatedMembers: Links;
  /** Group, application or service principal to its owners. */
  readonly owners: Links;
  /** Guest to the people and groups that answer for them. */
  readonly sponsors: Links;
  readonly appRoleAssignments: Table<AppRoleAssignment>;
  readonly governance: Governance;
  /** What becomes of each delivery. Not kept with the state: a restart has a good day. */
  deliveries: DeliveryStrategy = EVERY_DELIVERY_SUCCEEDS;
  /** Ends the sign-in sessions of a person; whoever keeps them puts another one here. */
  revokeSessions: (userId: string) => void = () => undefined;
  /** People deleted since governance last looked; it counts their assignments for 30 days more. */
  readonly departed: string[] = [];
  /** Letters that were sent. */
  readonly outbox: Outbox;
  /** Who changed what, for `auditLogs/directoryAudits`. */
  readonly audits: AuditLog;
  /** Who signed in to what, for `auditLogs/signIns`. */
  readonly signIns: SignInLog;
  /** What the membership rules have still to be told of. */
  readonly pending = new PendingChanges();
  /** What changed, for `users/delta` and `groups/delta`. */
  readonly userChanges: ChangeLog;
  readonly groupChanges: ChangeLog;
  private readonly entraRoles: Map<string, EntraRole[]>;
  /** Person to the moment their Entra roles run out, for those that do. */
  private readonly entraRoleEnds: Map<string, number>;
  private readonly grantsOfResource = new Links();
  private readonly grantsOfPrincipal = new Links();
  private made: number;

  /** Throws RangeError where the state stands on another organisation than the seed made. */
  constructor(private readonly seeded: Seeded, state: TenantState) {
    if (state.fingerprint !== seeded.fingerprint) throw new RangeError('the state stands on another organisation than the seed makes');
    this.seed = state.seed;
    this.size = state.size;
    this.made = state.made;
    this.info = state.info;
    this.personas = state.personas;
    this.settings = { ...DEFAULT_SETTINGS, ...state.settings, limits: structuredClone({ ...PUBLISHED_LIMITS, ...state.settings.limits }) };
    this.userChanges = new ChangeLog(state.userChanges);
    this.groupChanges = new ChangeLog(state.groupChanges);
    const places = seeded.people;
    this.users = new People(seeded.people, state.users, (before, after) => {
      noteIn(this.userChanges, before, after, before && after && before.managerId !== after.managerId && before.managerId ? { formerManager: before.managerId } : {});
      this.pending.person(before, after);
    });
    this.deletedUsers = new Map(state.deletedUsers.map((bin) => [bin.user.id, bin]));
    this.groups = new Table(state.groups, null, (before, after) => {
      noteIn(this.groupChanges, before, after);
      this.pending.group(before, after);
    });
    this.deletedGroups = new Map(state.deletedGroups.map((bin) => [bin.group.id, bin]));
    this.deletedApplications = new Map(state.deletedApplications?.map((bin) => [bin.application.id, bin]));
    this.deletedPrincipals = new Map(state.deletedPrincipals?.map((bin) => [bin.principal.id, bin]));
    this.applications = new Table(state.applications);
    this.servicePrincipals = new Table(state.servicePrincipals);
    this.sites = new Table(state.sites);
    this.devices = new Table(state.devices);
    this.members = new Links(state.members, seeded.crowds, places, (groupId, member) => {
      if (this.groups.has(groupId)) this.groupChanges.note({ id: groupId, properties: [], member });
      if (this.members.has(groupId, member)) this.pending.member(groupId, member);
    });
    this.eligibleMembers = new Links(state.eligibleMembers);
    this.activatedMembers = new Links(state.activatedMembers);
    this.owners = new Links(state.owners);
    this.sponsors = new Links(state.sponsors);
    this.appRoleAssignments = new Table();
    state.appRoleAssignments.forEach((grant) => this.grantAppRole(grant));
    this.entraRoles = new Map(state.entraRoles);
    this.entraRoleEnds = new Map(state.entraRoleEnds);
    this.governance = new Governance(state.governance, seeded.assignments);
    this.outbox = new Outbox(state.outbox);
    this.audits = new AuditLog(state.seed, state.audits);
    this.signIns = new SignInLog(state.seed, state.signIns);
  }

  /**
   * The same as it is now; neither follows the other. What never changes in place is shared, so that it costs what has
   * changed since the seed and not what the seed made.
   */
  copy(): Tenant {
    const { governance, settings, info, entraRoles, ...shared } = this.toJSON();
    return new Tenant(this.seeded, { ...shared, ...plainCopy({ governance, settings, info, entraRoles }) });
  }

  toJSON(): TenantState {
    return {
      seed: this.seed,
      size: this.size,
      fingerprint: this.seeded.fingerprint,
      made: this.made,
      info: this.info,
      personas: this.personas,
      settings: this.settings,
      users: this.users.toJSON(),
      deletedUsers: [...this.deletedUsers.values()],
      groups: this.groups.toJSON(),
      deletedGroups: [...this.deletedGroups.values()],
      deletedApplications: [...this.deletedApplications.values()],
      deletedPrincipals: [...this.deletedPrincipals.values()],
      applications: this.applications.toJSON(),
      servicePrincipals: this.servicePrincipals.toJSON(),
      sites: this.sites.toJSON(),
      devices: this.devices.toJSON(),
      members: this.members.toJSON(),
      eligibleMembers: this.eligibleMembers.toJSON(),
      activatedMembers: this.activatedMembers.toJSON(),
      owners: this.owners.toJSON(),
      sponsors: this.sponsors.toJSON(),
      appRoleAssignments: this.appRoleAssignments.toJSON(),
      entraRoles: [...this.entraRoles],
      entraRoleEnds: [...this.entraRoleEnds],
      governance: this.governance.toJSON(),
      outbox: this.outbox.toJSON(),
      audits: this.audits.toJSON(),
      signIns: this.signIns.toJSON(),
      userChanges: this.userChanges.toJSON(),
      groupChanges: this.groupChanges.toJSON(),
    };
  }

  /** The id of the next object made at run time; the same calls on the same seed give the same ids. */
  newId(): string {
    this.made += 1;
    return guidOf(`${this.seed}:made:${this.made}`);
  }

  /** Changes a person; every index follows. Undefined when nobody has the id or sign-in name. */
  updateUser(idOrName: string, change: Partial<Omit<User, 'id'>>): User | undefined {
    const user = this.users.find(idOrName);
    return user && this.users.add({ ...user, ...change });
  }

  /**
   * Puts a person into the bin with everything that points at them, where they can be restored from for 30 days; their
   * assignments stay, as Entra's do. https://learn.microsoft.com/graph/api/user-delete
   */
  deleteUser(id: string, now: number): void {
    const user = this.users.get(id);
    if (!user) return;
    const appRoleAssignments = this.appRoleGrantsTo(id);
    this.deletedUsers.set(id, {
      user, deleted: now, memberOf: [...this.members.to(id)], owns: [...this.owners.to(id)],
      reports: this.users.directReports(id).map((report) => report.id), appRoleAssignments,
    });
    this.members.forget(id);
    this.owners.forget(id);
    this.sponsors.forget(id);
    appRoleAssignments.forEach((grant) => this.revokeAppRole(grant.id));
    this.users.remove(id);
    this.departed.push(id);
  }

  /** Takes a person out of the bin, with their memberships, reports and app roles. Undefined when the bin has nobody of that id. */
  restoreUser(id: string): User | undefined {
    const bin = this.deletedUsers.get(id);
    if (!bin) return undefined;
    this.deletedUsers.delete(id);
    this.governance.departed.delete(id);
    if (this.departed.includes(id)) this.departed.splice(this.departed.indexOf(id), 1);
    const user = this.users.add(bin.user);
    for (const groupId of bin.memberOf) this.members.add(groupId, id);
    for (const objectId of bin.owns) this.owners.add(objectId, id);
    for (const report of bin.reports) if (this.users.has(report)) this.updateUser(report, { managerId: id });
    bin.appRoleAssignments.forEach((grant) => this.grantAppRole(grant));
    return user;
  }

  /**
   * Removes a group: Microsoft 365 groups go into the bin, all others are gone at once with everything that points at them.
   * Catalogs keep it as a resource that gives nothing any more. https://learn.microsoft.com/graph/api/group-delete
   * Gives what `bringBackGroup` takes; Entra itself has no such way back.
   */
  deleteGroup(id: string, now: number): LostGroup | undefined {
    const group = this.groups.get(id);
    if (!group) return undefined;
    this.groups.remove(id);
    const lost = { group, members: [...this.members.of(id)], owners: [...this.owners.of(id)], memberOf: [...this.members.to(id)], appRoleAssignments: this.appRoleGrantsTo(id) };
    if (group.groupTypes.includes('Unified')) this.deletedGroups.set(id, { group, deleted: now });
    else this.forgetGroup(id);
    return lost;
  }

  /** Undoes the deletion of a group, so far as those who were in it, owned it or held it are still there. */
  bringBackGroup({ group, members, owners, memberOf, appRoleAssignments }: LostGroup): void {
    const { id } = group;
    if (this.groups.has(id) || this.restoreGroup(id)) return;
    this.groups.add(group);
    const known = (each: string) => this.users.has(each) || this.groups.has(each) || this.servicePrincipals.has(each) || this.devices.has(each);
    for (const member of members) if (known(member)) this.members.add(id, member);
    for (const owner of owners) if (known(owner)) this.owners.add(id, owner);
    for (const outer of memberOf) if (this.groups.has(outer)) this.members.add(outer, id);
    for (const grant of appRoleAssignments) if (this.servicePrincipals.has(grant.resourceId)) this.grantAppRole(grant);
  }

  restoreGroup(id: string): Group | undefined {
    const bin = this.deletedGroups.get(id);
    if (!bin) return undefined;
    this.deletedGroups.delete(id);
    const group = this.groups.add(bin.group);
    // To whoever was told that the group is gone, everybody in it is new.
    for (const member of this.members.of(id)) this.groupChanges.note({ id, properties: [], member });
    return group;
  }

  /** Takes whoever or whatever has the id out of the bin for good. */
  purge(id: string): void {
    this.deletedApplications.delete(id);
    this.deletedPrincipals.delete(id);
    if (this.deletedUsers.delete(id)) this.entraRoles.delete(id);
    if (this.deletedGroups.delete(id)) this.forgetGroup(id);
  }

  grantAppRole(grant: AppRoleAssignment): AppRoleAssignment {
    this.grantsOfResource.add(grant.resourceId, grant.id);
    this.grantsOfPrincipal.add(grant.principalId, grant.id);
    return this.appRoleAssignments.add(grant);
  }

  revokeAppRole(grantId: string): void {
    this.grantsOfResource.forget(grantId);
    this.grantsOfPrincipal.forget(grantId);
    this.appRoleAssignments.remove(grantId);
  }

  appRoleGrantsOn(servicePrincipalId: string): AppRoleAssignment[] {
    return this.grants(this.grantsOfResource.of(servicePrincipalId));
  }

  appRoleGrantsTo(principalId: string): AppRoleAssignment[] {
    return this.grants(this.grantsOfPrincipal.of(principalId));
  }

  /** The portal's own service principal; who holds which of its app roles stands in the directory like any other. */
  get portal(): ServicePrincipal {
    for (const principal of this.servicePrincipals.values()) if (principal.appId === this.info.apiClientId) return principal;
    throw new Error('the tenant has no service principal for the portal');
  }

  /** Values of the portal's app roles a person holds, the `roles` of their token. */
  portalRolesOf(userId: string): string[] {
    const { id, appRoles } = this.portal;
    const held = new Set(this.appRoleGrantsTo(userId).filter((grant) => grant.resourceId === id).map((grant) => grant.appRoleId));
    return appRoles.filter((role) => held.has(role.id)).map((role) => role.value);
  }

  /** Replaces a person's app roles in the portal. Throws for a value the portal does not define. */
  setPortalRoles(userId: string, values: readonly string[], createdDateTime: string): void {
    const { id, appRoles } = this.portal;
    const wanted = values.map((value) => {
      const role = appRoles.find((candidate) => candidate.value === value);
      if (!role) throw new RangeError(`the portal has no app role ${value}`);
      return role.id;
    });
    for (const grant of this.appRoleGrantsTo(userId)) if (grant.resourceId === id) this.revokeAppRole(grant.id);
    for (const appRoleId of wanted) {
      this.grantAppRole({ id: this.newId(), appRoleId, principalId: userId, principalType: 'User', resourceId: id, createdDateTime });
    }
  }

  entraRolesOf(userId: string): readonly EntraRole[] {
    return this.entraRoles.get(userId) ?? [];
  }

  /** When a person's Entra roles run out, in milliseconds; null when they do not. */
  entraRolesEnd(userId: string): number | null {
    return this.entraRoleEnds.get(userId) ?? null;
  }

  /** Replaces a person's Entra roles; with `until`, a moment in milliseconds, they run out then, as activated ones do. */
  setEntraRoles(userId: string, roles: EntraRole[], until: number | null = null): void {
    this.entraRoles.set(userId, roles);
    if (until === null) this.entraRoleEnds.delete(userId);
    else this.entraRoleEnds.set(userId, until);
  }

  /** Takes away the Entra roles that have run out by `now`. */
  endEntraRoles(now: number): void {
    for (const [userId, until] of this.entraRoleEnds) if (until <= now) this.setEntraRoles(userId, []);
  }

  /** Groups somebody or something is in, by any depth of nesting, nearest first. */
  transitiveGroupsOf(id: string): Group[] {
    return reach(id, (from) => this.members.to(from), (groupId) => this.groups.has(groupId)).flatMap((groupId) => this.groups.get(groupId) ?? []);
  }

  /** Groups inside a group, by any depth, and the group itself first. */
  nestedGroups(groupId: string): string[] {
    return nestedGroups(this, groupId);
  }

  /** Ids of everything in a group, by any depth of nesting, each once, from a place on with the place to begin at again. */
  transitiveMembers(groupId: string, place = 0): Iterable<[number, string]> {
    return transitiveMembers(this, groupId, place);
  }

  /** Ids of everything in a group, by any depth of nesting. */
  transitiveMembersOf(groupId: string): string[] {
    return Array.from(this.transitiveMembers(groupId), ([, id]) => id);
  }

  /** What tests compare: the state that requests change. Everybody is in it, so it is for tenants of some hundreds. */
  snapshot() {
    const { groups, appRoleAssignments, governance } = this.toJSON();
    return {
      users: [...this.users.values()],
      groups: groups.map((group) => ({ ...group, members: [...this.members.of(group.id)], owners: [...this.owners.of(group.id)] })),
      appRoleAssignments,
      ...governance,
      assignments: this.governance.assignments.toJSON(),
    };
  }

  private forgetGroup(id: string): void {
    this.appRoleGrantsTo(id).forEach((grant) => this.revokeAppRole(grant.id));
    this.members.forget(id);
    this.owners.forget(id);
  }

  private grants(ids: Iterable<string>): AppRoleAssignment[] {
    return [...ids].flatMap((id) => this.appRoleAssignments.get(id) ?? []);
  }
}

function noteIn<Row extends { id: string }>(log: ChangeLog, before: Row | undefined, after: Row | undefined, more: { formerManager?: string } = {}): void {
  const id = (after ?? before)?.id;
  if (id === undefined) return;
  const properties = before && after ? differing(before, after) : null;
  if (properties?.length !== 0) log.note({ id, properties, ...more });
}

/** The id under which a site's own group stands in `members`. */
export const siteGroupId = (siteId: string, roleNumber: string): string => `${siteId}#${roleNumber}`;
