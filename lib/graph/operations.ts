/**
 * Every Graph v1.0 operation the portal calls, by method and path template. A call names its entry, so this list is the
 * whole of what lib/graph does to a tenant; CI holds it against the recorded traffic, where each must have succeeded once.
 */
export const GRAPH_OPERATIONS = [
  'POST /$batch',
  'GET /organization',
  'GET /users',
  'GET /users/{id}',
  'GET /users/{id}/directReports',
  'GET /users/{id}/manager',
  'GET /users/delta',
  'GET /groups',
  'GET /groups/{id}',
  'GET /groups/delta',
  'GET /groups/{id}/members',
  'GET /groups/{id}/owners',
  'GET /servicePrincipals',
  'GET /servicePrincipals/{id}',
  'GET /servicePrincipals/{id}/appRoleAssignedTo',
  'GET /servicePrincipals/{id}/owners',
  'GET /sites',
  'GET /identityGovernance/privilegedAccess/group/eligibilitySchedules',
  'GET /identityGovernance/entitlementManagement/catalogs',
  'POST /identityGovernance/entitlementManagement/catalogs',
  'GET /identityGovernance/entitlementManagement/catalogs/{id}',
  'GET /identityGovernance/entitlementManagement/catalogs/{id}/resources',
  'GET /identityGovernance/entitlementManagement/catalogs/{id}/resourceRoles',
  'GET /identityGovernance/entitlementManagement/resourceRequests',
  'POST /identityGovernance/entitlementManagement/resourceRequests',
  'GET /identityGovernance/entitlementManagement/accessPackages',
  'POST /identityGovernance/entitlementManagement/accessPackages',
  'GET /identityGovernance/entitlementManagement/accessPackages/{id}',
  'GET /identityGovernance/entitlementManagement/accessPackages/{id}/incompatibleAccessPackages',
  'GET /identityGovernance/entitlementManagement/accessPackages/{id}/incompatibleGroups',
  'POST /identityGovernance/entitlementManagement/accessPackages/{id}/resourceRoleScopes',
  'POST /identityGovernance/entitlementManagement/assignmentPolicies',
  'GET /identityGovernance/entitlementManagement/assignments',
  'GET /identityGovernance/entitlementManagement/assignmentRequests',
  'POST /identityGovernance/entitlementManagement/assignmentRequests',
  'POST /identityGovernance/entitlementManagement/assignmentRequests/{id}/reprocess',
] as const;

export type GraphOperation = (typeof GRAPH_OPERATIONS)[number];
