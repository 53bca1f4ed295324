import type { Example } from './examples';

/**
 * More requests as Microsoft's pages document them, beside the ones in the folder of examples: of the same operations, and of
 * https://learn.microsoft.com/graph/aad-advanced-queries and https://learn.microsoft.com/graph/filter-query-parameter.
 */
const EM = '/identityGovernance/entitlementManagement';

/** Lists: the operation's file, the address, and what each row has beside whatever else it has. */
const LISTS: readonly (readonly [file: string, address: string, names?: string])[] = [
  ['accesspackages-list', "EM/accessPackages?$filter=contains(tolower(displayName),'team')"],
  ['accesspackages-list', 'EM/accessPackages?$expand=catalog&$select=id,displayName', 'catalog displayName id'],
  ['accesspackagesuggestions-filterbycurrentuser', "EM/accessPackageSuggestions/filterByCurrentUser(on='assignmentHistory')?$expand=accessPackage", 'accessPackage id reasons'],
  ['applications-list', '/applications?$search="displayName:Web"&$count=true'],
  ['applications-list', '/applications?$filter=owners/$count eq 0 or owners/$count eq 1&$count=true&$select=id,displayName'],
  ['applications-list', "/applications?$filter=appId eq '00000003-0000-0000-c000-000000000000'"],
  ['applications-list', "/applications?$filter=identifierUris/any(x:startswith(x,'https://'))"],
  ['assignmentpolicies-list', "EM/assignmentPolicies?$filter=displayName eq 'Direct assignment'&$expand=accessPackage,catalog"],
  ['assignmentrequests-list', 'EM/assignmentRequests?$expand=accessPackage,requestor&$filter=createdDateTime ge 2022-01-01T00:00:00Z', 'id'],
  ['assignmentrequests-list', "EM/assignmentRequests?$expand=assignment,requestor&$filter=state eq 'PendingApproval'"],
  ['assignments-list', "EM/assignments?$expand=target,assignmentPolicy,accessPackage&$filter=state eq 'Delivered'", 'id'],
  ['assignments-list', "EM/assignments?$expand=target&$filter=target/objectid eq '7deff43e-1f17-44ef-9e5f-d516b0ba11d4'"],
  ['assignments-list', "EM/assignments?$expand=target&$filter=assignmentPolicy/id eq 'd92ebb54-9b46-492d-ab7f-01f76767da7f' and state eq 'Delivered'"],
  ['catalogs-list', "EM/catalogs?$filter=contains(tolower(displayName),'staff')&$expand=accessPackages"],
  ['catalogs-list', "EM/catalogs?$filter=displayName eq 'General'"],
  ['catalogs-resources-list', "EM/catalogs/{catalogId}/resources?$expand=roles,scopes&$filter=id eq '{resourceId}'", 'description displayName id originId roles scopes'],
  ['groups-list', "/groups?$filter=startswith(displayName, 'a')&$count=true&$top=1&$orderby=displayName"],
  ['groups-list', '/groups?$search="displayName:Video" OR "description:prod"&$orderby=displayName&$count=true'],
  ['groups-list', "/groups?$filter=groupTypes/any(c:c eq 'Unified')", 'groupTypes id'],
  ['groups-list', "/groups?$filter=NOT groupTypes/any(c:c eq 'Unified')&$count=true", 'id'],
  ['groups-list', '/groups?$filter=isAssignableToRole eq true', 'id'],
  ['groups-list', '/groups?$filter=mailEnabled eq false and securityEnabled eq true&$select=id,membershipRule,membershipRuleProcessingState', 'id'],
  ['groups-list', "/groups?$filter=membershipRuleProcessingState eq 'On'&$select=id,membershipRule,membershipRuleProcessingState", 'id'],
  ['groups-list', '/groups?$filter=assignedLicenses/any()&$count=true&$select=id,assignedLicenses', 'id'],
  ['groups-list', '/groups?$expand=members($select=id,displayName)&$select=id,displayName', 'id members'],
  ['groups-list', "/groups?$filter=resourceProvisioningOptions/Any(x:x eq 'Team')", 'id'],
  ['groups-list', '/groups?$orderby=displayName', 'id'],
  ['groups-list', '/groups?$filter=assignedLicenses/$count ne 0&$count=true&$select=id,assignedLabels'],
  ['groups-members-list', '/groups/{id}/members/microsoft.graph.user?$count=true&$orderBy=displayName&$search="displayName:Pr"&$select=displayName,id'],
  ['groups-members-list', '/groups/{id}/members/microsoft.graph.user', 'id'],
  ['groups-members-list', '/groups/{id}/members/microsoft.graph.servicePrincipal'],
  ['groups-members-list', '/groups/{id}/members/microsoft.graph.user?$count=true&$filter=accountEnabled eq true&$select=id,displayName'],
  ['groups-members-list', '/groups/{id}/members?$count=true&$orderby=displayName'],
  ['groups-owners-list', '/groups/{id}/owners/microsoft.graph.user?$select=id,displayName', 'displayName id'],
  ['groups-transitivemembers-list', "/groups/{id}/transitiveMembers/microsoft.graph.group?$count=true&$filter=startswith(displayName, 'a')"],
  ['serviceprincipals-list', "/servicePrincipals?$filter=startswith(displayName, 'a')&$count=true&$top=1&$orderby=displayName"],
  ['serviceprincipals-list', '/servicePrincipals?$filter=owners/$count eq 0 or owners/$count eq 1&$count=true&$select=id,displayName'],
  ['serviceprincipals-list', "/servicePrincipals?$filter=appId eq '00000003-0000-0000-c000-000000000000'"],
  ['serviceprincipals-list', "/servicePrincipals?$filter=tags/any(t:t eq 'WindowsAzureActiveDirectoryIntegratedApp')", 'id'],
  ['serviceprincipals-list', "/servicePrincipals?$filter=servicePrincipalType eq 'Application'&$select=id,servicePrincipalType,accountEnabled,appDisplayName", 'id'],
  ['serviceprincipals-list', '/servicePrincipals?$expand=appRoleAssignedTo', 'appRoleAssignedTo id'],
  ['users-list', "/users?$count=true&$filter=endsWith(mail,'a@contoso.com')&$orderby=userPrincipalName&$select=id,displayName,userPrincipalName"],
  ['users-list', '/users?$search="displayName:wa" OR "displayName:ad"&$orderby=displayName&$count=true'],
  ['users-list', '/users?$search="displayName:an" AND "mail:an"&$orderby=displayName&$count=true'],
  ['users-list', '/users?$select=displayName,userPrincipalName,signInActivity', 'displayName signInActivity userPrincipalName'],
  ['users-list', '/users?$filter=signInActivity/lastSignInDateTime le 2019-06-01T00:00:00Z'],
  ['users-list', "/users?$filter=startswith(displayName,'Eric')&$select=displayName,signInActivity"],
  ['users-list', '/users?$expand=manager($select=id,displayName)&$select=id,displayName', 'displayName id'],
  ['users-list', '/users?$expand=directReports', 'displayName id'],
  ['users-list', "/users?$filter=userType eq 'guest'&$count=true"],
  ['users-list', "/users?$filter=creationType eq 'Invitation'"],
  ['users-list', "/users?$filter=proxyAddresses/any(p:startsWith(p,'smtp:a'))"],
  ['users-list', "/users?$filter=imAddresses/any(i:i eq 'admin@contoso.com')"],
  ['users-list', "/users?$filter=assignedPlans/any(a:a/servicePlanId eq 2e2ddb96-6af9-4b1d-a3f0-d6ecfd22edb2 and a/capabilityStatus eq 'Suspended')&$count=true&$select=id,displayName"],
  ['users-list', '/users?$filter=assignedLicenses/$count eq 0&$count=true'],
  ['users-list', '/users?$filter=assignedLicenses/$count ne 0&$count=true'],
  ['users-list', "/users?$filter=NOT(startswith(userPrincipalName,'a'))&$count=true"],
  ['users-list', '/users?$filter=mail ne null&$count=true'],
  ['users-list', '/users?$filter=createdDateTime ge 2022-01-01T00:00:00Z&$count=true&$orderby=createdDateTime'],
  ['users-list', "/users?$filter=department in ('Retail', 'Sales')"],
  ['users-list', "/users?$filter=id in ('11111111-1111-1111-1111-111111111111')"],
  ['users-list', '/users?$count=true&$filter=employeeHireDate ge 2020-01-01T00:00:00Z&$select=id,employeeHireDate'],
  ['users-list', '/users?$filter=onPremisesSyncEnabled eq true&$select=id,onPremisesSyncEnabled,onPremisesImmutableId,onPremisesLastSyncDateTime', 'id onPremisesImmutableId onPremisesLastSyncDateTime onPremisesSyncEnabled'],
  ['users-list', "/users?$count=true&$filter=onPremisesExtensionAttributes/extensionAttribute1 eq 'CC-1'&$select=id,onPremisesExtensionAttributes"],
  ['users-list', '/users?$select=id,aboutMe,ageGroup,birthday,consentProvidedForMinor,employeeOrgData,externalUserStateChangeDateTime,hireDate,interests,isResourceAccount,lastPasswordChangeDateTime,legalAgeGroupClassification,mailboxSettings,mySite,onPremisesProvisioningErrors,onPremisesUserPrincipalName,passwordProfile,pastProjects,preferredDataLocation,preferredName,provisionedPlans,responsibilities,schools,securityIdentifier,serviceProvisioningErrors,showInAddressList,signInSessionsValidFromDateTime,skills,authorizationInfo,customSecurityAttributes,print&$top=5', 'id'],
  ['users-memberof-list', '/users/{id}/memberOf/microsoft.graph.group?$count=true&$orderby=displayName&$search="displayName:tier"&$select=displayName,id'],
  ['users-memberof-list', '/me/memberOf', '@odata.type id'],
  ['users-memberof-list', '/me/memberOf/microsoft.graph.directoryRole'],
  ['users-memberof-list', '/me/memberOf/microsoft.graph.administrativeUnit'],
  ['users-transitivememberof-list', "/users/{id}/transitiveMemberOf/microsoft.graph.group?$count=true&$orderby=displayName&$filter=startswith(displayName, 'a')"],
  ['users-transitivememberof-list', '/me/transitiveMemberOf/microsoft.graph.group?$count=true', 'displayName id'],
];

/** Single objects, with what they have. */
const OBJECTS: readonly (readonly [file: string, address: string, names: string])[] = [
  ['accesspackages-get', 'EM/accessPackages/{id}?$expand=assignmentPolicies,catalog,resourceRoleScopes($expand=role,scope)', 'id assignmentPolicies catalog resourceRoleScopes'],
  ['assignmentpolicies-get', 'EM/assignmentPolicies/{id}?$expand=accessPackage,catalog,questions,customExtensionStageSettings($expand=customExtension)', 'id accessPackage'],
  ['catalogs-get', 'EM/catalogs/{id}?$expand=accessPackages,resources,resourceRoles', 'id'],
  ['groups-get', '/groups/b320ee12-b1cd-4cca-b648-a437be61c5cd?$select=allowExternalSenders,autoSubscribeNewMembers,isSubscribedByMail,unseenCount', 'id allowExternalSenders autoSubscribeNewMembers isSubscribedByMail unseenCount'],
  ['groups-get', '/groups/b320ee12-b1cd-4cca-b648-a437be61c5cd?$select=id,membershipRule,membershipRuleProcessingState', 'id membershipRule membershipRuleProcessingState'],
  ['groups-members-list', '/groups/{id}?$expand=members', 'id members'],
  ['serviceprincipals-get', "/servicePrincipals(appId='00000003-0000-0ff1-ce00-000000000000')?$select=id,appRoles", 'id appRoles'],
  ['users-get', '/users/{id}?$select=displayName,givenName,postalCode,identities', 'displayName givenName postalCode identities'],
  ['users-get', '/me?$select=displayName,jobTitle', 'displayName jobTitle'],
  ['users-get', '/users/{id}?$select=displayName,signInActivity', 'displayName signInActivity'],
  ['users-get', '/users/{id}?$select=customSecurityAttributes', 'customSecurityAttributes'],
  ['users-get', '/users/{id}?$expand=memberOf($select=id,displayName)', 'id memberOf'],
  ['users-manager-get', '/users/{id}?$expand=manager($levels=max;$select=id,displayName)&$select=id,displayName&$count=true', 'id displayName manager'],
  ['users-manager-get', '/me?$expand=manager($levels=max;$select=id,displayName)&$select=id,displayName&$count=true', 'id displayName manager'],
  ['users-manager-get', '/me/manager', 'id'],
];

const EXTERNAL_POLICY = {
  displayName: 'policy for external access requests', description: 'policy for users from connected organizations to request access, with two stages of approval.',
  allowedTargetScope: 'allConfiguredConnectedOrganizationUsers', specificAllowedTargets: [], expiration: { type: 'noExpiration' },
  requestorSettings: {
    enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: false,
    enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [],
  },
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: false,
    stages: [[{ '@odata.type': '#microsoft.graph.internalSponsors' }], []].map((primaryApprovers) => ({
      durationBeforeAutomaticDenial: 'P14D', isApproverJustificationRequired: false, isEscalationEnabled: false, durationBeforeEscalation: 'PT0S', primaryApprovers,
      fallbackPrimaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: '7deff43e-1f17-44ef-9e5f-d516b0ba11d4' }, { '@odata.type': '#microsoft.graph.groupMembers', groupId: '1623f912-5e86-41c2-af47-39dd67582b66' }],
      escalationApprovers: [], fallbackEscalationApprovers: [],
    })),
  },
  reviewSettings: {
    isEnabled: true, expirationBehavior: 'keepAccess', isRecommendationEnabled: true, isReviewerJustificationRequired: true, isSelfReview: false,
    schedule: {
      startDateTime: '2022-07-02T06:59:59.998Z', expiration: { duration: 'P14D', type: 'afterDuration' },
      recurrence: { pattern: { type: 'absoluteMonthly', interval: 3, month: 0, dayOfMonth: 0, daysOfWeek: [] }, range: { type: 'noEnd', numberOfOccurrences: 0 } },
    },
    primaryReviewers: [{ '@odata.type': '#microsoft.graph.groupMembers', groupId: '1623f912-5e86-41c2-af47-39dd67582b66' }], fallbackReviewers: [],
  },
  accessPackage: { id: 'a2e1ca1e-4e56-47d2-9daa-e2ba8d12a82b' },
};

const answerTo = (question: string, id: string, value: string) => ({
  '@odata.type': '#microsoft.graph.accessPackageAnswerString', displayValue: value, value, answeredQuestion: { '@odata.type': `#microsoft.graph.${question}`, id },
});

/** Writes: the operation's file, the address, the body, the status and what the answer has. */
const WRITES: readonly (readonly [file: string, address: string, body: unknown, status: number, names: string])[] = [
  ['assignmentpolicies-create', 'EM/assignmentPolicies', EXTERNAL_POLICY, 201, 'id displayName description'],
  ['accesspackages-resourcerolescopes-add', 'EM/accessPackages/cdd5f06b-752a-4c9f-97a6-82f4eda6c76d/resourceRoleScopes', {
    role: {
      id: 'cde82ecb-e461-496b-98fb-4f807c7ca640', displayName: 'Standard User', description: 'Standard User', originSystem: 'AadApplication', originId: 'a29a7690-b3c4-4ed5-96c6-f640cde06fb8',
      resource: { id: '5f80c0c7-a180-4521-b585-18200048a0d8', originId: 'e81d7f57-0840-45e1-894b-f505c1bdcc1f', originSystem: 'AadApplication' },
    },
    scope: { id: 'dbeb8772-9907-4e95-a28e-a8d70dbcda69', originId: 'e81d7f57-0840-45e1-894b-f505c1bdcc1f', originSystem: 'AadApplication', isRootScope: true },
  }, 201, 'id createdDateTime'],
  ['assignmentrequests-create', 'EM/assignmentRequests', {
    '@odata.type': '#microsoft.graph.accessPackageAssignmentRequest', requestType: 'userAdd', assignment: { accessPackageId: '977c7ff4-ef8f-4910-9d31-49048ddf3120' },
    answers: [
      answerTo('accessPackageMultipleChoiceQuestion', '8fe745e7-80b2-490d-bd22-4e708c77288c', 'MultipleChoiceAnswerValue'),
      answerTo('accessPackageTextInputQuestion', '7aaa18c9-8e4f-440f-bd5a-3a7ce312cbe6', 'This is my answer to a text input question.'),
    ],
  }, 201, 'id requestType state status answers'],
  ['resourcerequests-create', 'EM/resourceRequests', {
    requestType: 'adminAdd', resource: { originId: 'https://microsoft.sharepoint.com/sites/Example', originSystem: 'SharePointOnline' }, catalog: { id: 'beedadfe-01d5-4025-910b-84abb9369997' },
  }, 201, 'id requestType state'],
  ['assignmentrequests-resume', 'EM/assignmentRequests/9e60f18c-b2a0-4887-9da8-da2e30a39d99/resume', {
    source: 'Contoso.SodCheckProcess', type: 'microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated',
    data: {
      '@odata.type': 'microsoft.graph.accessPackageAssignmentRequestCallbackData', stage: 'AssignmentRequestCreated', customExtensionStageInstanceId: '857d0c50-466b-4840-bb5b-c92cea7141ff',
      state: 'denied', customExtensionStageInstanceDetail: 'Potential risk user based on the SOD check',
    },
  }, 204, ''],
];

const valued = (names = '') => Object.fromEntries(names.split(' ').filter(Boolean).map((name) => [name, null]));

function example(file: string, method: string, address: string, status: number, answer: unknown, body?: unknown): Example {
  const eventual = /\$count|\$search/.test(address);
  return {
    file, title: `${method} ${address}`, truncated: true,
    request: {
      method, url: `https://graph.microsoft.com/v1.0${address.replace(/^EM/, EM)}`,
      headers: { ...(eventual ? { ConsistencyLevel: 'eventual' } : {}), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, ...(body === undefined ? {} : { body }),
    },
    response: { status, ...(answer === undefined ? {} : { body: answer }) },
  };
}

export const FURTHER_EXAMPLES: readonly Example[] = [
  ...LISTS.map(([file, address, names]) => example(file, 'GET', address, 200, { ...(address.includes('$count=true') ? { '@odata.count': 1 } : {}), value: names ? [valued(names)] : [] })),
  ...OBJECTS.map(([file, address, names]) => example(file, 'GET', address, 200, valued(names))),
  ...WRITES.map(([file, address, body, status, names]) => example(file, 'POST', address, status, status === 204 ? undefined : valued(names), body)),
];
