import type { Tenant } from '../../model';
import type { AccessPackage, Assignment } from '../../model/governance';

/**
 * Whether somebody has what may not be held together with a package: a package, by an assignment that `holds`, or a group,
 * by any depth of nesting. It counts in the direction in which it was written only.
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-incompatible
 */
export function clashes(tenant: Tenant, { incompatiblePackages, incompatibleGroups }: AccessPackage, targetId: string, holds: (assignment: Assignment) => boolean): boolean {
  return incompatiblePackages.length > 0 && tenant.governance.assignmentsBy(targetId).some((other) => incompatiblePackages.includes(other.packageId) && holds(other))
    || incompatibleGroups.length > 0 && tenant.transitiveGroupsOf(targetId).some((group) => incompatibleGroups.includes(group.id));
}
