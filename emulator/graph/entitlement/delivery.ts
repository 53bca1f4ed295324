import type { Tenant } from '../../model';
import { siteGroupId } from '../../model';
import type { AccessPackage, CatalogResource, ResourceRole, RoleScope } from '../../model/governance';

/** What came of giving a package's roles to somebody. */
export type Delivery = { state: 'delivered' | 'partiallyDelivered' | 'deliveryFailed'; status: string };

/**
 * Writes a package's roles into the directory: memberships, ownerships, app role assignments, places in a site's groups.
 * A role held before is left as it is: the directory keeps no note of where a membership came from.
 */
export function giveRoles(tenant: Tenant, accessPackage: AccessPackage, targetId: string, at: number): Delivery {
  const target = tenant.users.get(targetId);
  if (!target) return { state: 'deliveryFailed', status: 'DeliveryFailed: the user was not found in the directory' };
  if (!target.accountEnabled) return { state: 'deliveryFailed', status: 'DeliveryFailed: sign-in of the user is blocked' };

  const wanted = accessPackage.roleScopes.flatMap((roleScope) => held(tenant, roleScope) ?? []);
  const given = wanted.filter(({ resource, role }) => give(tenant, resource, role, targetId, at)).length;
  if (given === accessPackage.roleScopes.length) return { state: 'delivered', status: 'Delivered' };
  return given === 0
    ? { state: 'deliveryFailed', status: 'DeliveryFailed: no resource of the access package could be given' }
    : { state: 'partiallyDelivered', status: 'PartiallyDelivered' };
}

/**
 * Takes a package's roles away, those held before the assignment too, unless another live assignment gives the same role.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources
 */
export function takeRoles(tenant: Tenant, accessPackage: AccessPackage, targetId: string): void {
  const kept = new Set(
    tenant.governance.assignmentsBy(targetId)
      .filter((other) => other.packageId !== accessPackage.id && (other.state === 'delivered' || other.state === 'partiallyDelivered'))
      .flatMap((other) => tenant.governance.packages.get(other.packageId)?.roleScopes ?? [])
      .flatMap((roleScope) => held(tenant, roleScope) ?? [])
      .map(({ resource, role }) => `${resource.originId}|${role.originId}`),
  );
  for (const { resource, role } of accessPackage.roleScopes.flatMap((roleScope) => held(tenant, roleScope) ?? [])) {
    if (!kept.has(`${resource.originId}|${role.originId}`)) take(tenant, resource, role, targetId);
  }
}

/** Gives or takes one role for everybody whose assignment is live, as a change of the package does. */
export function spreadRole(tenant: Tenant, accessPackage: AccessPackage, roleScope: RoleScope, change: 'give' | 'take', at: number): void {
  const found = held(tenant, roleScope);
  if (!found) return;
  for (const assignment of tenant.governance.assignmentsBy(accessPackage.id)) {
    if (assignment.state !== 'delivered' && assignment.state !== 'partiallyDelivered') continue;
    if (change === 'give') give(tenant, found.resource, found.role, assignment.targetId, at);
    else takeRoles(tenant, { ...accessPackage, roleScopes: [roleScope] }, assignment.targetId);
  }
}

function held(tenant: Tenant, roleScope: RoleScope): { resource: CatalogResource; role: ResourceRole } | undefined {
  const resource = tenant.governance.resources.get(roleScope.resourceId);
  const role = resource?.roles.find((candidate) => candidate.id === roleScope.roleId);
  return resource && role ? { resource, role } : undefined;
}

function give(tenant: Tenant, resource: CatalogResource, role: ResourceRole, targetId: string, at: number): boolean {
  switch (resource.originSystem) {
    case 'AadGroup':
      if (!tenant.groups.has(resource.originId)) return false;
      (role.originId.startsWith('Owner_') ? tenant.owners : tenant.members).add(resource.originId, targetId);
      return true;
    case 'AadApplication': {
      if (!tenant.servicePrincipals.has(resource.originId)) return false;
      const has = tenant.appRoleGrantsTo(targetId).some((grant) => grant.resourceId === resource.originId && grant.appRoleId === role.originId);
      if (!has) {
        tenant.grantAppRole({
          id: tenant.newId(), appRoleId: role.originId, principalId: targetId, principalType: 'User',
          resourceId: resource.originId, createdDateTime: new Date(at).toISOString(),
        });
      }
      return true;
    }
    case 'SharePointOnline': {
      const site = siteAt(tenant, resource.originId);
      if (!site) return false;
      tenant.members.add(siteGroupId(site.id, role.originId), targetId);
      return true;
    }
    default:
      return false;
  }
}

function take(tenant: Tenant, resource: CatalogResource, role: ResourceRole, targetId: string): void {
  switch (resource.originSystem) {
    case 'AadGroup':
      (role.originId.startsWith('Owner_') ? tenant.owners : tenant.members).remove(resource.originId, targetId);
      return;
    case 'AadApplication':
      for (const grant of tenant.appRoleGrantsTo(targetId)) {
        if (grant.resourceId === resource.originId && grant.appRoleId === role.originId) tenant.revokeAppRole(grant.id);
      }
      return;
    case 'SharePointOnline': {
      const site = siteAt(tenant, resource.originId);
      if (site) tenant.members.remove(siteGroupId(site.id, role.originId), targetId);
      return;
    }
    default:
  }
}

function siteAt(tenant: Tenant, webUrl: string) {
  for (const site of tenant.sites.values()) if (site.webUrl === webUrl) return site;
  return undefined;
}
