import type { Tenant } from '../../model';
import { siteGroupId } from '../../model';
import type { AccessPackage, Assignment, OriginRole, RoleScope } from '../../model/governance';
import { gives } from '../../model/governance-store';
import { recordDelivery } from '../audit-trail';

/** What came of giving a package's roles to somebody. */
export type Delivery = { state: 'delivered' | 'partiallyDelivered' | 'deliveryFailed'; status: string };

/**
 * Writes a package's roles into the directory: memberships, ownerships, app role assignments, places in a site's groups.
 * A role held before is left as it is: the directory keeps no note of where a membership came from.
 * On a day that delivers in part, only the first half is tried.
 */
export function giveRoles(tenant: Tenant, accessPackage: AccessPackage, targetId: string, at: number, inPart = false): Delivery {
  const target = tenant.users.get(targetId);
  if (!target) return { state: 'deliveryFailed', status: 'DeliveryFailed: the user was not found in the directory' };
  if (!target.accountEnabled) return { state: 'deliveryFailed', status: 'DeliveryFailed: sign-in of the user is blocked' };

  const { roleScopes } = accessPackage;
  const tried = inPart ? roleScopes.slice(0, Math.floor(roleScopes.length / 2)) : roleScopes;
  const given = rolesIn(tenant, tried).filter((role) => giveRole(tenant, role, targetId, at)).length;
  if (inPart) return { state: 'partiallyDelivered', status: 'PartiallyDelivered' };
  if (given === roleScopes.length) return { state: 'delivered', status: 'Delivered' };
  return given === 0
    ? { state: 'deliveryFailed', status: 'DeliveryFailed: no resource of the access package could be given' }
    : { state: 'partiallyDelivered', status: 'PartiallyDelivered' };
}

/** Takes roles away, those held before an assignment gave them too, unless a live assignment of the person still gives the same. */
export function takeRoles(tenant: Tenant, roles: readonly OriginRole[], targetId: string, at: number): void {
  const kept = new Set(
    tenant.governance.assignmentsBy(targetId)
      .filter(gives)
      .flatMap((other) => rolesIn(tenant, tenant.governance.packages.get(other.packageId)?.roleScopes ?? []))
      .map(keyOf),
  );
  for (const role of roles) if (!kept.has(keyOf(role))) takeRole(tenant, role, targetId, at);
}

/**
 * Enters the removal of what an assignment gave, whose row no longer gives it. The directory loses it some time later,
 * and whatever was put back by hand meanwhile with it.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources
 */
export function takeLater(tenant: Tenant, { packageId, targetId }: Pick<Assignment, 'packageId' | 'targetId'>, at: number): void {
  const roles = rolesIn(tenant, tenant.governance.packages.get(packageId)?.roleScopes ?? []);
  if (tenant.settings.removalLagMs === 0) takeRoles(tenant, roles, targetId, at);
  else tenant.governance.keepTask({ id: tenant.newId(), kind: 'takeRoles', due: at + tenant.settings.removalLagMs, targetId, roles });
}

/** Enters that a change of a package reaches everybody assigned to it: adding a role gives it, removing one takes it. */
export function spreadLater(tenant: Tenant, accessPackage: AccessPackage, roleScope: RoleScope, change: 'give' | 'take', at: number): void {
  const [role] = rolesIn(tenant, [roleScope]);
  if (role) tenant.governance.keepTask({ id: tenant.newId(), kind: 'spreadRole', due: at + tenant.settings.deliveryMs, packageId: accessPackage.id, change, role });
}

/** Gives one role to everybody whose assignment is live, or takes it from them. */
export function spreadRole(tenant: Tenant, packageId: string, role: OriginRole, change: 'give' | 'take', at: number): void {
  for (const assignment of tenant.governance.assignmentsBy(packageId)) {
    if (!gives(assignment)) continue;
    if (change === 'take') takeRoles(tenant, [role], assignment.targetId, at);
    else if (tenant.users.get(assignment.targetId)) giveRole(tenant, role, assignment.targetId, at);
  }
}

/** The roles some role scopes stand for; one whose resource is gone stands for none. */
function rolesIn(tenant: Tenant, roleScopes: readonly RoleScope[]): OriginRole[] {
  return roleScopes.flatMap((roleScope) => {
    const resource = tenant.governance.resources.get(roleScope.resourceId);
    const role = resource?.roles.find((candidate) => candidate.id === roleScope.roleId);
    return resource && role ? [{ originSystem: resource.originSystem, resourceOriginId: resource.originId, roleOriginId: role.originId }] : [];
  });
}

const keyOf = (role: OriginRole): string => `${role.resourceOriginId}|${role.roleOriginId}`;

/** The directory's own pairs of a group that a role of it stands for. */
const linksOf = (tenant: Tenant, roleOriginId: string) =>
  roleOriginId.startsWith('Owner_') ? tenant.owners : roleOriginId.startsWith('EligibleMember_') ? tenant.eligibleMembers : tenant.members;

function giveRole(tenant: Tenant, { originSystem, resourceOriginId, roleOriginId }: OriginRole, targetId: string, at: number): boolean {
  switch (originSystem) {
    case 'AadGroup': {
      const group = tenant.groups.get(resourceOriginId);
      if (!group || group.isManagementRestricted) return false;
      const links = linksOf(tenant, roleOriginId);
      if (links.has(group.id, targetId)) return true;
      links.add(group.id, targetId);
      recordDelivery(tenant, at, roleOriginId.startsWith('Owner_') ? 'Add owner to group' : 'Add member to group', 'Assign', [targetId, group.id]);
      return true;
    }
    case 'AadApplication': {
      if (!tenant.servicePrincipals.has(resourceOriginId)) return false;
      const has = tenant.appRoleGrantsTo(targetId).some((grant) => grant.resourceId === resourceOriginId && grant.appRoleId === roleOriginId);
      if (has) return true;
      tenant.grantAppRole({
        id: tenant.newId(), appRoleId: roleOriginId, principalId: targetId, principalType: 'User',
        resourceId: resourceOriginId, createdDateTime: new Date(at).toISOString(),
      });
      recordDelivery(tenant, at, 'Add app role assignment grant to user', 'Assign', [resourceOriginId, targetId]);
      return true;
    }
    case 'SharePointOnline': {
      const site = siteAt(tenant, resourceOriginId);
      if (!site) return false;
      tenant.members.add(siteGroupId(site.id, roleOriginId), targetId);
      return true;
    }
    default:
      return false;
  }
}

function takeRole(tenant: Tenant, { originSystem, resourceOriginId, roleOriginId }: OriginRole, targetId: string, at: number): void {
  switch (originSystem) {
    case 'AadGroup': {
      const links = linksOf(tenant, roleOriginId);
      if (!links.has(resourceOriginId, targetId) || tenant.groups.get(resourceOriginId)?.isManagementRestricted === true) return;
      links.remove(resourceOriginId, targetId);
      recordDelivery(tenant, at, roleOriginId.startsWith('Owner_') ? 'Remove owner from group' : 'Remove member from group', 'Unassign', [targetId, resourceOriginId]);
      return;
    }
    case 'AadApplication':
      for (const grant of tenant.appRoleGrantsTo(targetId)) {
        if (grant.resourceId !== resourceOriginId || grant.appRoleId !== roleOriginId) continue;
        tenant.revokeAppRole(grant.id);
        recordDelivery(tenant, at, 'Remove app role assignment from user', 'Unassign', [resourceOriginId, targetId]);
      }
      return;
    case 'SharePointOnline': {
      const site = siteAt(tenant, resourceOriginId);
      if (site) tenant.members.remove(siteGroupId(site.id, roleOriginId), targetId);
      return;
    }
    default:
  }
}

function siteAt(tenant: Tenant, webUrl: string) {
  for (const site of tenant.sites.values()) if (site.webUrl === webUrl) return site;
  return undefined;
}
