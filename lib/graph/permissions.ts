/**
 * A delegated Graph permission the portal lives on, what for, and what stands still without it. `only` says for which
 * organisations, where not every one needs it. Pure.
 */
export type NeededPermission = { scope: string; alsoBy: string[]; purpose: string; without: string; only?: string };

/** Least permissions by the Graph pages of the operations in operations.ts; `alsoBy` are wider ones that include it. */
const NEEDED_PERMISSIONS: NeededPermission[] = [
  { scope: 'User.Read.All', alsoBy: ['User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'], purpose: 'Find people, and read whether they are enabled or external', without: 'No cohort can be built' },
  { scope: 'Group.Read.All', alsoBy: ['Group.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'], purpose: 'Find groups, their members and owners', without: 'No cohort from a group, no group as a resource' },
  { scope: 'Application.Read.All', alsoBy: ['Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'], purpose: 'Find applications, their roles and owners', without: 'No application as a resource' },
  { scope: 'Sites.Read.All', alsoBy: ['Sites.ReadWrite.All', 'Sites.FullControl.All'], purpose: 'Find SharePoint sites', without: 'No site as a resource' },
  { scope: 'LicenseAssignment.Read.All', alsoBy: ['Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'], purpose: 'Read licences and the seats that are left', without: 'A rehearsal does not tell which licences a group gives, nor whether they run out' },
  { scope: 'Group.ReadWrite.All', alsoBy: ['Directory.ReadWrite.All'], purpose: 'Make a group for those who are invited, and fill it', without: 'No more than 500 people can be invited', only: 'where more are invited at once than a policy names' },
  { scope: 'AppRoleAssignment.ReadWrite.All', alsoBy: ['Directory.ReadWrite.All'], purpose: 'Give an application’s role back that somebody held by name before a phase', without: 'A reversal leaves such people as they are and hands the list over', only: 'where a phase that gives application roles is taken back by restoring' },
  { scope: 'PrivilegedEligibilitySchedule.Read.AzureADGroup', alsoBy: ['PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup', 'PrivilegedAccess.Read.AzureADGroup', 'PrivilegedAccess.ReadWrite.AzureADGroup'], purpose: 'Read who is eligible for membership of groups through Privileged Identity Management', without: 'Who is eligible already stays unknown', only: 'where packages hand out eligible membership' },
  { scope: 'PrivilegedAssignmentSchedule.Read.AzureADGroup', alsoBy: ['PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup', 'PrivilegedAccess.Read.AzureADGroup', 'PrivilegedAccess.ReadWrite.AzureADGroup'], purpose: 'Tell who is in a group only while Privileged Identity Management has it activated', without: 'Of eligible people who are in a group it stays unknown whether they had it before', only: 'where groups are under Privileged Identity Management' },
  { scope: 'ProvisioningLog.Read.All', alsoBy: ['AuditLog.Read.All'], purpose: 'Read what Entra’s provisioning service did in an application', without: 'A verification tells what is in Entra, and not whether the application has the account', only: 'where packages hand out roles of applications that Entra provisions' },
  { scope: 'AuditLog.Read.All', alsoBy: [], purpose: 'Read who has signed in to an application', without: 'The share of people who have used what they were given stays unknown at a gate', only: 'where packages hand out roles of applications and a gate asks for their use' },
  { scope: 'Directory.Read.All', alsoBy: [], purpose: 'Sign-ins are read with it beside AuditLog.Read.All', without: 'The share of people who have used what they were given stays unknown at a gate', only: 'where packages hand out roles of applications and a gate asks for their use' },
  { scope: 'EntitlementManagement.ReadWrite.All', alsoBy: [], purpose: 'Read and write catalogs, packages, policies and assignments', without: 'Nothing can be authored or run' },
];

export type PermissionVerdict = NeededPermission & { granted: boolean; grantedBy: string | null };

/** Names of granted scopes, which may come with Graph's address in front. */
export function plainScopes(grantedScopes: readonly string[]): Set<string> {
  return new Set(grantedScopes.map((scope) => scope.replace(/^https:\/\/graph\.microsoft\.com\//, '')));
}

/** Which of the needed permissions the token answer really granted. */
export function permissionVerdicts(grantedScopes: string[]): PermissionVerdict[] {
  const granted = plainScopes(grantedScopes);
  return NEEDED_PERMISSIONS.map((needed) => {
    const grantedBy = [needed.scope, ...needed.alsoBy].find((scope) => granted.has(scope)) ?? null;
    return { ...needed, granted: grantedBy !== null, grantedBy };
  });
}

/** Write scopes granted beside those needed: more than the portal uses, so worth taking away. */
export function needlessWrites(grantedScopes: string[]): string[] {
  const needed = new Set(NEEDED_PERMISSIONS.map((permission) => permission.scope));
  return [...plainScopes(grantedScopes)].filter((scope) => /Write|FullControl/.test(scope) && !needed.has(scope));
}
