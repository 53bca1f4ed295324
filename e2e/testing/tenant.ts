import type { AccessPackage, Catalog, CatalogResource, Policy } from '@/emulator/testing';

/** What a browser test reads of the local tenant: its own word, never the portal's tables. */
export type TenantSnapshot = {
  users: { id: string; displayName: string; userPrincipalName: string; accountEnabled: boolean; userType: string | null; department: string | null; mail: string | null; jobTitle: string | null }[];
  groups: { id: string; displayName: string; members: string[]; securityEnabled: boolean; mailEnabled: boolean; onPremisesSyncEnabled: boolean | null; groupTypes: string[]; isAssignableToRole: boolean | null; isManagementRestricted?: boolean | null }[];
  appRoleAssignments: { principalId: string; resourceId: string; appRoleId: string }[];
  connectedOrganizations: { id: string; displayName: string }[];
  catalogs: Catalog[];
  resources: CatalogResource[];
  policies: Policy[];
  packages: AccessPackage[];
  assignments: { packageId: string; targetId: string; state: string }[];
  assignmentRequests: { packageId: string; targetId: string; requestType: string; state: string; justification: string }[];
};

/** The whole state of the local tenant as it is now. */
export async function readTenant(emulatorOrigin: string): Promise<TenantSnapshot> {
  const response = await fetch(`${emulatorOrigin}/_emulator/snapshot`);
  return (await response.json()) as TenantSnapshot;
}

/** Plain employees of a department, by name: enabled members with a mail address and a job, nobody's service account. */
export function employeesOf(tenant: TenantSnapshot, department: string): TenantSnapshot['users'] {
  return tenant.users
    .filter((user) => user.department === department && user.accountEnabled && user.userType === 'Member' && user.mail && user.jobTitle && !user.userPrincipalName.includes('#EXT#'))
    .sort((a, b) => a.userPrincipalName.localeCompare(b.userPrincipalName));
}

/** A security group that nobody synchronises, no rule fills and nothing else keeps out of a catalog. */
export function isPlainGroup(group: Pick<TenantSnapshot['groups'][number], 'securityEnabled' | 'mailEnabled' | 'onPremisesSyncEnabled' | 'groupTypes' | 'isAssignableToRole' | 'isManagementRestricted'>): boolean {
  return group.securityEnabled && !group.mailEnabled && !group.onPremisesSyncEnabled && group.groupTypes.length === 0 && !group.isAssignableToRole && !group.isManagementRestricted;
}
