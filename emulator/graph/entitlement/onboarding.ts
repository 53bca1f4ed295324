import type { Tenant } from '../../model';
import { DEFAULT_ACCESS } from '../../model/directory';
import type { CatalogResource, OriginSystem, ResourceRole } from '../../model/governance';

type Origin = Pick<CatalogResource, 'displayName' | 'description' | 'originId' | 'roles'>;

/** What a group, application or site offers as a catalog resource, or undefined when the tenant has no such object. */
export function originOf(tenant: Tenant, system: OriginSystem, originId: string, newId: () => string): Origin | undefined {
  const role = (displayName: string, origin: string, description: string | null = null): ResourceRole => ({ id: newId(), displayName, description, originId: origin });
  switch (system) {
    case 'AadGroup': {
      const group = tenant.groups.get(originId.toLowerCase());
      return group && {
        displayName: group.displayName,
        description: group.description,
        originId: group.id,
        roles: [
          // Where a rule names the members nobody else does: https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources
          ...(group.groupTypes.includes('DynamicMembership') ? [] : [role('Member', `Member_${group.id}`)]), role('Owner', `Owner_${group.id}`),
          // https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-eligible
          ...(group.isPimManaged ? [role('Eligible Member', `EligibleMember_${group.id}`)] : []),
        ],
      };
    }
    case 'AadApplication': {
      const principal = tenant.servicePrincipals.get(originId.toLowerCase());
      return principal && {
        displayName: principal.displayName,
        description: principal.description,
        originId: principal.id,
        roles: principal.appRoles.length > 0
          ? principal.appRoles.map((appRole) => role(appRole.displayName, appRole.id, appRole.description))
          : [role('Default Access', DEFAULT_ACCESS)],
      };
    }
    case 'SharePointOnline': {
      const wanted = originId.replace(/\/$/, '').toLowerCase();
      for (const site of tenant.sites.values()) {
        if (site.webUrl.toLowerCase() !== wanted) continue;
        return {
          displayName: site.displayName,
          description: site.description,
          originId: site.webUrl,
          roles: site.roles.map((siteRole) => role(siteRole.displayName, siteRole.number)),
        };
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** Enters a resource in a catalog with the roles its origin has now. */
export function onboard(tenant: Tenant, catalogId: string, system: OriginSystem, origin: Origin, ids: { resourceId: string; scopeId: string }, at: number): CatalogResource {
  return tenant.governance.keepResource({
    id: ids.resourceId, catalogId, originSystem: system, ...origin, scopeId: ids.scopeId, created: at, modified: at,
  });
}
