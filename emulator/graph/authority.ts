import type { EntraRole } from '../model/directory';
import type { GovernanceGrant, GovernanceRole } from '../model/governance';
import type { Context, World } from './context';
import { GraphError } from './graph-error';

/** Permissions that let directory objects of a kind be read; the first is the least. */
export const DIRECTORY_READ = {
  me: ['User.Read', 'User.ReadWrite', 'User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  users: ['User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  groups: ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  applications: ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  sites: ['Sites.Read.All', 'Sites.ReadWrite.All', 'Sites.FullControl.All'],
  organization: ['User.Read', 'User.Read.All', 'Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  audits: ['AuditLog.Read.All'],
  eligibilities: ['PrivilegedEligibilitySchedule.Read.AzureADGroup', 'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup', 'PrivilegedAccess.Read.AzureADGroup', 'PrivilegedAccess.ReadWrite.AzureADGroup'],
  activations: ['PrivilegedAssignmentSchedule.Read.AzureADGroup', 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup', 'PrivilegedAccess.Read.AzureADGroup', 'PrivilegedAccess.ReadWrite.AzureADGroup'],
  administrativeUnits: ['AdministrativeUnit.Read.All', 'AdministrativeUnit.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  licences: ['LicenseAssignment.Read.All', 'Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
} as const;

/** Permissions that let directory objects of a kind be changed; the first is the least. */
export const DIRECTORY_WRITE = {
  users: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  manager: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  groups: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  members: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  applications: ['Application.ReadWrite.All', 'Directory.ReadWrite.All'],
  appRoles: ['AppRoleAssignment.ReadWrite.All', 'Directory.ReadWrite.All'],
  mail: ['Mail.Send'],
} as const;

/** Throws 403 unless the token holds one of the permissions. */
export function requireScope({ caller }: World, anyOf: readonly string[]): void {
  if (!anyOf.some((scope) => caller.scopes.includes(scope))) {
    throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
}

const GOVERNANCE_READ = ['EntitlementManagement.Read.All', 'EntitlementManagement.ReadWrite.All'];
const GOVERNANCE_WRITE = ['EntitlementManagement.ReadWrite.All'];
const SUBJECT_ACCESS = ['EntitlementMgmt-SubjectAccess.ReadWrite', ...GOVERNANCE_WRITE];

/** Throws 403 unless the token may read, write, ask for itself, or read what concerns itself in entitlement management. */
export function requireGovernanceScope({ caller }: World, use: 'read' | 'write' | 'subject' | 'own'): void {
  const anyOf = { read: GOVERNANCE_READ, write: GOVERNANCE_WRITE, subject: SUBJECT_ACCESS, own: [...SUBJECT_ACCESS, ...GOVERNANCE_READ] }[use];
  if (!anyOf.some((scope) => caller.scopes.includes(scope))) {
    throw new GraphError(403, 'PermissionScopeNotGranted', `Authorization failed due to missing permission scope ${anyOf.join(',')}.`);
  }
}

const READERS: readonly EntraRole[] = ['Global Administrator', 'Identity Governance Administrator', 'Global Reader', 'Security Reader', 'Security Administrator', 'Compliance Administrator'];
const ADMINISTRATORS: readonly EntraRole[] = ['Global Administrator', 'Identity Governance Administrator'];

export const hasEntraRole = ({ tenant, caller }: World, anyOf: readonly EntraRole[]): boolean =>
  tenant.entraRolesOf(caller.userId).some((role) => anyOf.includes(role));

/** Whether the caller administers all of entitlement management. */
export const isGovernanceAdministrator = (world: World): boolean => hasEntraRole(world, ADMINISTRATORS);

/** Whether the caller reads all of entitlement management. */
export const readsAllGovernance = (world: World): boolean => hasEntraRole(world, READERS);

/** Roles in entitlement management the caller holds, by themselves or through a group. */
function grantsFor({ tenant, caller }: World): readonly GovernanceGrant[] {
  const own = new Set([caller.userId, ...tenant.transitiveGroupsOf(caller.userId).map(({ id }) => id)]);
  return tenant.governance.allGrants().filter(({ principalId }) => own.has(principalId));
}

const hasGovernanceRole = (world: World, catalogId: string, anyOf: readonly GovernanceRole[]): boolean =>
  grantsFor(world).some((grant) => grant.catalogId === catalogId && anyOf.includes(grant.role));

/** Whether the caller may read one catalog and what is in it. */
export const mayReadCatalog = (world: World, catalogId: string): boolean =>
  readsAllGovernance(world) || hasGovernanceRole(world, catalogId, ['Catalog owner', 'Catalog reader', 'Access package manager', 'Access package assignment manager']);

/** Throws 403 unless the caller reads governance somewhere: everywhere by an Entra role, or in a catalog. */
export function requireAnyGovernanceRole(world: World): void {
  if (!readsAllGovernance(world) && grantsFor(world).length === 0) throw noRole();
}

/** Throws 403 unless the caller reads all catalogs; people with a role in a catalog have to name a package instead. */
export function requireReadsAll(world: World): void {
  if (!readsAllGovernance(world)) throw noRole();
}

export function requireReadsCatalog(world: World, catalogId: string): void {
  if (!mayReadCatalog(world, catalogId)) throw noRole();
}

/** Throws 403 unless the caller may do this kind of change in the catalog. */
export function requireWritesCatalog(world: World, catalogId: string, what: 'catalog' | 'package' | 'assignment'): void {
  const roles = {
    catalog: ['Catalog owner'],
    package: ['Catalog owner', 'Access package manager'],
    assignment: ['Catalog owner', 'Access package manager', 'Access package assignment manager'],
  } as const satisfies Record<string, readonly GovernanceRole[]>;
  if (!isGovernanceAdministrator(world) && !hasGovernanceRole(world, catalogId, roles[what])) throw noRole();
}

export function requireCreatesCatalogs(world: World): void {
  const creates = grantsFor(world).some((grant) => grant.role === 'Catalog creator');
  if (!isGovernanceAdministrator(world) && !creates) throw noRole();
}

export const noRole = (): GraphError => new GraphError(403, 'Forbidden', 'User is not authorized to perform the operation. Reason: Unauthorized');

/** Whether the caller has rights on the group, application or site itself, which adding it to a catalog takes. */
export function ownsResource(context: Context, system: string, objectId: string): boolean {
  const { tenant, caller } = context;
  if (tenant.owners.has(objectId, caller.userId)) return true;
  if (system === 'AadGroup') {
    // A group that may be given Entra roles is changed by its owners and by global administrators only.
    const privileged = tenant.groups.get(objectId)?.isAssignableToRole === true;
    return hasEntraRole(context, privileged ? ['Global Administrator'] : ['Global Administrator', 'Groups Administrator', 'User Administrator']);
  }
  if (system === 'AadApplication') return hasEntraRole(context, ['Global Administrator', 'Application Administrator', 'Identity Governance Administrator']);
  return hasEntraRole(context, ['Global Administrator', 'SharePoint Administrator']);
}
