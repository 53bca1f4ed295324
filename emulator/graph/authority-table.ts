import type { EntraRole } from '../model/directory';
import type { GovernanceRole } from '../model/governance';

/**
 * Who may do an operation, beside the permission in the token:
 * `anybody` signed in; an approver the policy names; whoever holds a role of entitlement management in the catalog concerned (or tenant-wide, for
 * catalog creators); whoever holds an Entra role; whoever owns the group or application
 * concerned, or is let into the site.
 * What concerns the caller alone is shown to anybody, and holds only that.
 */
export type May = 'anybody' | GovernanceRole | EntraRole | 'approver' | 'owner of the group' | 'owner of the application' | 'let into the site';

/** An operation: its line in the routes (`EM` short for entitlement management), the least permission (or permissions, with a space between), and the least of those who may. */
export type Row = readonly [line: string, leastScope: string, may: May];

const READ = 'EntitlementManagement.Read.All';
const WRITE = 'EntitlementManagement.ReadWrite.All';
const SELF = 'EntitlementMgmt-SubjectAccess.ReadWrite';

const at = (methods: string, paths: readonly string[], scope: string, may: May): Row[] =>
  methods.split(' ').flatMap((method) => paths.map((path): Row => [`${method} ${path}`, scope, may]));

const cast = (path: string): string[] => [path, `${path}/$count`, `${path}/microsoft.graph.{cast}`, `${path}/microsoft.graph.{cast}/$count`];
const about = (path: string, ...names: string[]): string[] => names.flatMap((name) => cast(`${path}/${name}`));

/** https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate */
const GOVERNANCE: Row[] = [
  ...at('GET', ['EM/catalogs', 'EM/catalogs/{id}', ...['customWorkflowExtensions', 'customWorkflowExtensions/{extensionId}', 'resourceRoles', 'resourceScopes', 'resources', 'resources/{resourceId}', 'resources/{resourceId}/uploadSessions'].map((name) => `EM/catalogs/{id}/${name}`)], READ, 'Catalog reader'),
  ...at('POST', ['EM/catalogs'], WRITE, 'Catalog creator'),
  ...at('PATCH DELETE', ['EM/catalogs/{id}'], WRITE, 'Catalog owner'),
  ...at('POST', ['EM/catalogs/{id}/customWorkflowExtensions', 'EM/resourceRequests'], WRITE, 'Catalog owner'),
  ...at('PUT DELETE', ['EM/catalogs/{id}/customWorkflowExtensions/{extensionId}'], WRITE, 'Catalog owner'),
  ...at('POST', ['EM/catalogs/{id}/resources/{resourceId}/refresh'], WRITE, 'Access package manager'),
  ...at('GET', ['EM/resourceRequests', 'EM/resourceRequests/{id}', 'EM/resourceEnvironments'], READ, 'Catalog reader'),
  ...at('GET', ['EM/resourceRoleScopes', 'EM/resources'], READ, 'Security Reader'),
  ...at('GET', ['EM/accessPackages', 'EM/accessPackages/{id}', ...['accessPackagesIncompatibleWith', 'incompatibleAccessPackages', 'incompatibleGroups', 'resourceRoleScopes', 'resourceRoleScopes/{roleScopeId}'].map((name) => `EM/accessPackages/{id}/${name}`)], READ, 'Catalog reader'),
  ...at('POST', ['EM/accessPackages', ...['incompatibleAccessPackages/$ref', 'incompatibleGroups/$ref', 'resourceRoleScopes'].map((name) => `EM/accessPackages/{id}/${name}`)], WRITE, 'Access package manager'),
  ...at('PATCH', ['EM/accessPackages/{id}'], WRITE, 'Access package manager'),
  ...at('DELETE', ['EM/accessPackages/{id}', ...['incompatibleAccessPackages/{otherId}/$ref', 'incompatibleGroups/{otherId}/$ref', 'resourceRoleScopes/{roleScopeId}'].map((name) => `EM/accessPackages/{id}/${name}`)], WRITE, 'Access package manager'),
  ['GET EM/assignmentPolicies', READ, 'Security Reader'],
  ['GET EM/assignmentPolicies/{id}', READ, 'Catalog reader'],
  ['POST EM/assignmentPolicies', WRITE, 'Access package manager'],
  ...at('PUT DELETE', ['EM/assignmentPolicies/{id}'], WRITE, 'Access package manager'),
  ...at('GET', ['EM/assignmentRequests', 'EM/assignmentRequests/{id}', 'EM/assignments', 'EM/assignments/{id}', 'EM/assignments/{id}/target/connectedOrganization/externalSponsors', 'EM/assignments/{id}/target/connectedOrganization/internalSponsors', "EM/assignments/additionalAccess(accessPackageId='{packageId}',incompatibleAccessPackageId='{otherId}')", "EM/assignments/additionalAccess(incompatibleAccessPackageId='{otherId}',accessPackageId='{packageId}')"], READ, 'Catalog reader'),
  ...at('POST', ['EM/assignmentRequests', 'EM/assignmentRequests/{id}/reprocess', 'EM/assignmentRequests/{id}/resume', 'EM/assignments/{id}/reprocess'], WRITE, 'Access package assignment manager'),
  ['POST EM/assignmentRequests/{id}/cancel', SELF, 'Access package assignment manager'],
  ['DELETE EM/assignmentRequests/{id}', WRITE, 'Access package assignment manager'],
  ...at('GET', ['EM/accessPackageAssignmentApprovals/{id}', 'EM/accessPackageAssignmentApprovals/{id}/stages', 'EM/accessPackageAssignmentApprovals/{id}/stages/{stageId}'], READ, 'Catalog reader'),
  // Who approves stands in the policy: no role makes an approver.
  ['PATCH EM/accessPackageAssignmentApprovals/{id}/stages/{stageId}', WRITE, 'approver'],
  ...at('GET', ["EM/accessPackageAssignmentApprovals/filterByCurrentUser(on='{on}')", "EM/accessPackages/filterByCurrentUser(on='{on}')", "EM/accessPackageSuggestions/filterByCurrentUser(on='{on}')", "EM/assignmentRequests/filterByCurrentUser(on='{on}')", "EM/assignments/filterByCurrentUser(on='{on}')", 'EM/availableAccessPackages'], READ, 'anybody'),
  ['POST EM/accessPackages/{id}/getApplicablePolicyRequirements', READ, 'anybody'],
  ...at('GET', ['EM/connectedOrganizations', 'EM/connectedOrganizations/{id}', 'EM/connectedOrganizations/{id}/externalSponsors', 'EM/connectedOrganizations/{id}/internalSponsors'], READ, 'Catalog reader'),
  ...at('GET', ['EM/settings', 'EM/controlConfigurations', 'EM/subjects', "EM/subjects(objectId='{objectId}')"], READ, 'Security Reader'),
  ...at('POST', ['EM/connectedOrganizations', 'EM/connectedOrganizations/{id}/externalSponsors/$ref', 'EM/connectedOrganizations/{id}/internalSponsors/$ref'], WRITE, 'Identity Governance Administrator'),
  ...at('PATCH', ['EM/connectedOrganizations/{id}', 'EM/settings', "EM/subjects(objectId='{objectId}')"], WRITE, 'Identity Governance Administrator'),
  ...at('DELETE', ['EM/connectedOrganizations/{id}', 'EM/connectedOrganizations/{id}/externalSponsors/{sponsorId}/$ref', 'EM/connectedOrganizations/{id}/internalSponsors/{sponsorId}/$ref'], WRITE, 'Identity Governance Administrator'),
  ...at('GET', ['/roleManagement/entitlementManagement/roleDefinitions', '/roleManagement/entitlementManagement/roleDefinitions/{id}', '/roleManagement/entitlementManagement/roleAssignments'], READ, 'anybody'),
  ['GET /roleManagement/entitlementManagement/roleAssignments/{id}', READ, 'Catalog reader'],
  ['POST /roleManagement/entitlementManagement/roleAssignments', WRITE, 'Catalog owner'],
  ['DELETE /roleManagement/entitlementManagement/roleAssignments/{id}', WRITE, 'Catalog owner'],
];

const DELTA = ['delta', 'delta()', 'microsoft.graph.delta', 'microsoft.graph.delta()'];
const APPLICATIONS = ['/applications/{id}', "/applications(appId='{appId}')"];
const PRINCIPALS = ['/servicePrincipals/{id}', "/servicePrincipals(appId='{appId}')"];

/** The directory: members read it by the token's permission alone; changes take an Entra role, or ownership. */
const DIRECTORY: Row[] = [
  ...at('GET', ['/me', ...about('/me', 'memberOf', 'transitiveMemberOf')], 'User.Read', 'anybody'),
  ...at('GET', ['/me/manager', '/me/manager/$ref', '/me/sponsors', '/me/directReports', '/me/directReports/$count', '/me/createdObjects', '/me/ownedDevices', '/me/registeredDevices', '/me/ownedObjects', '/me/ownedObjects/microsoft.graph.{cast}'], 'User.Read.All', 'anybody'),
  ...at('GET', ['/users', '/users/$count', '/users/{id}', ...DELTA.map((name) => `/users/${name}`)], 'User.ReadBasic.All', 'anybody'),
  ...at('GET', ['manager', 'manager/$ref', 'sponsors', 'directReports', 'directReports/$count', 'createdObjects', 'ownedDevices', 'registeredDevices', 'ownedObjects', 'ownedObjects/microsoft.graph.{cast}'].map((name) => `/users/{id}/${name}`), 'User.Read.All', 'anybody'),
  ...at('GET', about('/users/{id}', 'memberOf', 'transitiveMemberOf'), 'User.Read.All', 'anybody'),
  ...at('POST', [...['/me', '/users/{id}', '/groups/{id}', '/servicePrincipals/{id}', '/directoryObjects/{id}'].flatMap((path) => ['checkMemberGroups', 'getMemberGroups', 'checkMemberObjects', 'getMemberObjects'].map((name) => `${path}/${name}`)), ...['directoryObjects', 'users', 'groups', 'servicePrincipals', 'applications'].map((set) => `/${set}/getByIds`)], 'Directory.Read.All', 'anybody'),
  ...at('GET', ['/directoryObjects/{id}'], 'Directory.Read.All', 'anybody'),
  ...at('GET', ['/groups', '/groups/$count', '/groups/{id}', ...DELTA.map((name) => `/groups/${name}`), ...about('/groups/{id}', 'members', 'transitiveMembers', 'owners', 'memberOf', 'transitiveMemberOf')], 'GroupMember.Read.All', 'anybody'),
  ...at('GET', ['/applications', '/applications/$count', ...APPLICATIONS, ...APPLICATIONS.map((path) => `${path}/owners`), '/servicePrincipals', '/servicePrincipals/$count', ...PRINCIPALS, ...PRINCIPALS.flatMap((path) => [`${path}/owners`, `${path}/appRoleAssignedTo`, `${path}/appRoleAssignedTo/{grantId}`])], 'Application.Read.All', 'anybody'),
  ...at('GET', ['/servicePrincipals/{id}/ownedObjects', '/servicePrincipals/{id}/createdObjects'], 'Application.Read.All', 'anybody'),
  ...at('GET', about('/servicePrincipals/{id}', 'memberOf', 'transitiveMemberOf'), 'Application.Read.All', 'anybody'),
  ...at('GET', ['/users/{id}/appRoleAssignments', '/me/appRoleAssignments', '/groups/{id}/appRoleAssignments', '/servicePrincipals/{id}/appRoleAssignments'], 'Directory.Read.All', 'anybody'),
  ...at('GET', ['/organization'], 'User.Read', 'anybody'),
  ...at('GET', ['/me/licenseDetails', '/users/{id}/licenseDetails'], 'User.Read', 'anybody'),
  ...at('GET', ['/subscribedSkus', '/subscribedSkus/{id}'], 'LicenseAssignment.Read.All', 'anybody'),
  ...at('GET', ['/sites'], 'Sites.Read.All', 'anybody'),
  ...at('GET', ['/sites/{id}', '/sites/{host}:/sites/{name}', "/sites/{host}/getByPath(path='{address}')"], 'Sites.Read.All', 'let into the site'),
  ...at('POST', ['/me/sendMail'], 'Mail.Send', 'anybody'),
  ...at('GET', ['/auditLogs/directoryAudits', '/auditLogs/directoryAudits/{id}'], 'AuditLog.Read.All', 'Reports Reader'),
  ...at('GET', ['/auditLogs/provisioning'], 'AuditLog.Read.All', 'Reports Reader'),
  ...at('GET', ['/auditLogs/signIns', '/auditLogs/signIns/{id}'], 'AuditLog.Read.All Directory.Read.All', 'Reports Reader'),
  ...at('POST', ['/users'], 'User.ReadWrite.All', 'User Administrator'),
  ...at('PATCH DELETE', ['/users/{id}'], 'User.ReadWrite.All', 'User Administrator'),
  // Of oneself, one's phone and other addresses; the rest takes the role.
  ...at('PATCH', ['/me'], 'User.ReadWrite', 'anybody'),
  ...at('POST', ['/me/revokeSignInSessions'], 'User.RevokeSessions.All', 'anybody'),
  ...at('POST', ['/users/{id}/revokeSignInSessions'], 'User.RevokeSessions.All', 'User Administrator'),
  ...at('PUT DELETE', ['/users/{id}/manager/$ref'], 'User.ReadWrite.All', 'User Administrator'),
  ...at('PATCH DELETE', ['/groups/{id}'], 'Group.ReadWrite.All', 'owner of the group'),
  ...at('POST', ['/groups/{id}/members/$ref'], 'GroupMember.ReadWrite.All', 'owner of the group'),
  ...at('DELETE', ['/groups/{id}/members/{memberId}/$ref'], 'GroupMember.ReadWrite.All', 'owner of the group'),
  ...at('POST', ['/groups/{id}/owners/$ref'], 'Group.ReadWrite.All', 'owner of the group'),
  ...at('DELETE', ['/groups/{id}/owners/{memberId}/$ref'], 'Group.ReadWrite.All', 'owner of the group'),
  // Members may register applications by default: https://learn.microsoft.com/entra/fundamentals/users-default-permissions
  ...at('POST', ['/applications'], 'Application.ReadWrite.All', 'anybody'),
  ...at('POST', ['/servicePrincipals'], 'Application.ReadWrite.All', 'owner of the application'),
  ...at('PATCH DELETE', [...APPLICATIONS, ...PRINCIPALS], 'Application.ReadWrite.All', 'owner of the application'),
  ...at('POST', [...APPLICATIONS, ...PRINCIPALS].map((path) => `${path}/owners/$ref`), 'Application.ReadWrite.All', 'owner of the application'),
  ...at('DELETE', [...APPLICATIONS, ...PRINCIPALS].map((path) => `${path}/owners/{ownerId}/$ref`), 'Application.ReadWrite.All', 'owner of the application'),
  ...at('POST', PRINCIPALS.map((path) => `${path}/appRoleAssignedTo`), 'AppRoleAssignment.ReadWrite.All', 'owner of the application'),
  ...at('DELETE', PRINCIPALS.map((path) => `${path}/appRoleAssignedTo/{grantId}`), 'AppRoleAssignment.ReadWrite.All', 'owner of the application'),
  ...at('POST', ['/users/{id}/appRoleAssignments', '/groups/{id}/appRoleAssignments', '/servicePrincipals/{id}/appRoleAssignments'], 'AppRoleAssignment.ReadWrite.All', 'owner of the application'),
  ...at('DELETE', ['/users/{id}/appRoleAssignments/{grantId}', '/groups/{id}/appRoleAssignments/{grantId}', '/servicePrincipals/{id}/appRoleAssignments/{grantId}'], 'AppRoleAssignment.ReadWrite.All', 'owner of the application'),
  ...at('GET', ['/identityGovernance/privilegedAccess/group/eligibilitySchedules', '/identityGovernance/privilegedAccess/group/eligibilitySchedules/{id}'], 'PrivilegedEligibilitySchedule.Read.AzureADGroup', 'Security Reader'),
  ...at('GET', ['/identityGovernance/privilegedAccess/group/assignmentSchedules'], 'PrivilegedAssignmentSchedule.Read.AzureADGroup', 'Security Reader'),
  // Members may make groups by default: https://learn.microsoft.com/entra/fundamentals/users-default-permissions
  ...at('POST', ['/groups'], 'Group.ReadWrite.All', 'anybody'),
  ...at('PATCH', ["/groups(uniqueName='{uniqueName}')"], 'Group.ReadWrite.All', 'anybody'),
  ...at('GET', ['/directory/deletedItems/{id}', '/directory/deletedItems/microsoft.graph.{cast}', '/directory/deletedItems/microsoft.graph.{cast}/$count'], 'User.Read.All', 'anybody'),
  ...at('POST', ['/directory/deletedItems/{id}/restore'], 'User.ReadWrite.All', 'User Administrator'),
  ...at('DELETE', ['/directory/deletedItems/{id}'], 'User.ReadWrite.All', 'User Administrator'),
  // From the caller's own mailbox only.
  ...at('POST', ['/users/{id}/sendMail'], 'Mail.Send', 'anybody'),
];

export const AUTHORITY: readonly Row[] = [...GOVERNANCE, ...DIRECTORY].map(([line, scope, may]) => [line.replace(' EM/', ' /identityGovernance/entitlementManagement/'), scope, may]);
