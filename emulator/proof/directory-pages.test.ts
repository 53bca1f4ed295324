import { afterAll, beforeAll, expect, test } from 'vitest';
import { GraphCaller } from '../graph/graph-caller';

/**
 * Requests of Microsoft's pages about the directory that lie in no folder of examples: groups, people, applications, their
 * bins, app roles, audits and role assignments, in the order in which each needs the one before. What a name in braces
 * stands for is arranged, or was the id that an earlier request of that name answered.
 */
type Row = readonly [name: string, status: number, method: string, address: string, body?: unknown];

const V1 = 'https://graph.microsoft.com/v1.0';
const REF = (address: string) => ({ '@odata.id': `${V1}/${address}` });
const GROUP = { mailEnabled: false, securityEnabled: true };

const ROWS: readonly Row[] = [
  ['unified', 201, 'POST', '/groups', { description: 'Self help community for library', displayName: 'Library Assist', groupTypes: ['Unified'], mailEnabled: true, mailNickname: 'library', securityEnabled: false }],
  ['group', 201, 'POST', '/groups', { ...GROUP, displayName: 'Operations group', groupTypes: [], mailNickname: 'operations2019', 'owners@odata.bind': [`${V1}/users/{ana}`], 'members@odata.bind': [`${V1}/users/{marta}`, `${V1}/users/{ana}`] }],
  ['', 201, 'POST', '/groups', { displayName: 'Role assignable group', groupTypes: ['Unified'], isAssignableToRole: true, mailEnabled: true, securityEnabled: true, mailNickname: 'contosohelpdeskadministrators', 'owners@odata.bind': [`${V1}/users/{ana}`], 'members@odata.bind': [`${V1}/users/{marta}`] }],
  ['', 201, 'POST', '/groups', { ...GROUP, displayName: 'Marketing', groupTypes: ['DynamicMembership'], mailNickname: 'marketing', membershipRule: 'user.department -eq "Marketing"', membershipRuleProcessingState: 'on' }],
  ['', 204, 'PATCH', '/groups/{unified}', { description: 'Library Assist', displayName: 'Library Assist', groupTypes: ['Unified'], mailEnabled: true, mailNickname: 'library-help' }],
  ['', 200, 'PATCH', '/groups/{unified}', { autoSubscribeNewMembers: true }],
  ['', 204, 'POST', '/groups/{group}/members/$ref', REF('directoryObjects/{eva}')],
  ['', 204, 'PATCH', '/groups/{group}', { 'members@odata.bind': [`${V1}/directoryObjects/{tomasz}`] }],
  ['', 204, 'DELETE', '/groups/{group}/members/{eva}/$ref'],
  ['', 204, 'POST', '/groups/{group}/owners/$ref', REF('users/{marta}')],
  ['', 204, 'DELETE', '/groups/{group}/owners/{marta}/$ref'],
  ['', 200, 'GET', '/groups/{group}/members/$count'],
  ['', 200, 'GET', '/groups/{group}/transitiveMembers/microsoft.graph.user/$count'],
  ['', 200, 'GET', "/groups/{group}/members?$count=true&$filter=startswith(displayName, 'a')"],
  ['', 200, 'GET', '/groups/{group}/transitiveMemberOf/microsoft.graph.group?$count=true&$orderby=displayName'],
  ['', 200, 'GET', '/groups/{group}?$expand=owners($select=id,userPrincipalName,displayName)'],
  ['', 200, 'GET', '/groups?$filter=hasMembersWithLicenseErrors eq true'],
  ['', 200, 'POST', '/groups/{group}/getMemberObjects', { securityEnabledOnly: true }],
  ['', 200, 'POST', '/groups/{group}/checkMemberObjects', { ids: ['{group}'] }],
  ['', 200, 'GET', "/groups/delta?$filter=id eq '{group}'&$select=displayName,description,members"],
  ['', 201, 'POST', '/groups/{group}/appRoleAssignments', { principalId: '{group}', resourceId: '{principal}', appRoleId: '{role}' }],
  ['', 200, 'GET', '/groups/{group}/appRoleAssignments?$count=true&$filter=resourceId eq {principal}'],
  ['', 204, 'DELETE', '/groups/{unified}'],
  ['', 200, 'GET', '/directory/deletedItems/microsoft.graph.group?$count=true&$orderBy=deletedDateTime asc&$select=id,displayName,deletedDateTime'],
  ['', 200, 'GET', '/directory/deletedItems/{unified}'],
  ['', 200, 'POST', '/directory/deletedItems/{unified}/restore'],

  ['person', 201, 'POST', '/users', { accountEnabled: true, displayName: 'Melissa Darrow', givenName: 'Melissa', surname: 'Darrow', city: 'Seattle', country: 'United States', department: 'Sales & Marketing', jobTitle: 'Marketing Director', mailNickname: 'MelissaD', passwordPolicies: 'DisablePasswordExpiration', passwordProfile: { password: 'Test1234', forceChangePasswordNextSignIn: false }, postalCode: '98052', preferredLanguage: 'en-US', state: 'WA', mobilePhone: '+1 206 555 0110', usageLocation: 'US', userPrincipalName: 'MelissaD@haldenvoss.example' }],
  ['', 204, 'PATCH', '/users/{person}', { businessPhones: ['+1 425 555 0109'], officeLocation: '18/2111' }],
  ['', 204, 'PATCH', '/users/{person}', { passwordProfile: { forceChangePasswordNextSignIn: false, password: 'xWwvJ]6NMw+bWH-d' } }],
  ['', 204, 'PATCH', '/users/{person}', { authorizationInfo: { certificateUserIds: ['5432109876543210@mil'] } }],
  ['', 204, 'PATCH', '/users/{person}', { customSecurityAttributes: { Engineering: { '@odata.type': '#Microsoft.DirectoryServices.CustomSecurityAttributeValue', ProjectDate: '2022-10-01' } } }],
  ['', 204, 'PUT', '/users/{person}/manager/$ref', REF('users/{marta}')],
  ['', 200, 'GET', '/users/{marta}/directReports/$count'],
  ['', 204, 'DELETE', '/users/{person}/manager/$ref'],
  ['', 404, 'GET', '/users/{person}/manager'],
  ['', 200, 'GET', '/users/{ana}/transitiveMemberOf/$count'],
  ['', 200, 'GET', '/users/{ana}/ownedObjects/microsoft.graph.group'],
  ['', 201, 'POST', '/users/{ana}/appRoleAssignments', { principalId: '{ana}', resourceId: '{principal}', appRoleId: '{role}' }],
  ['', 200, 'POST', '/users/{ana}/revokeSignInSessions'],
  ['', 200, 'GET', "/users?$filter=startswith(mail,'a') or startswith(userPrincipalName,'a')"],
  ['', 200, 'GET', "/users?$count=true&$filter=NOT(startsWith(displayName,'a'))&$orderby=displayName"],
  ['', 200, 'GET', '/users/delta?$select=displayName,jobTitle,mobilePhone'],
  ['', 204, 'DELETE', '/users/{person}'],
  ['', 200, 'POST', '/directory/deletedItems/{person}/restore'],
  ['', 200, 'GET', '/users/{ana}/licenseDetails'],
  ['', 200, 'POST', '/directoryObjects/getByIds', { ids: ['{ana}', '{group}', '{principal}'], types: ['user', 'group', 'servicePrincipal'] }],

  ['application', 201, 'POST', '/applications', { displayName: 'Display name' }],
  ['', 204, 'PATCH', '/applications/{application}', { displayName: 'New display name' }],
  ['', 200, 'GET', '/applications?$search="displayName:New"&$count=true'],
  ['', 204, 'DELETE', '/applications/{application}'],
  ['', 200, 'GET', '/directory/deletedItems/microsoft.graph.application/$count'],
  ['', 200, 'POST', '/directory/deletedItems/{application}/restore'],
  ['', 204, 'DELETE', '/applications/{application}'],
  ['', 204, 'DELETE', '/directory/deletedItems/{application}'],
  ['grant', 201, 'POST', '/servicePrincipals/{principal}/appRoleAssignedTo', { principalId: '{tomasz}', resourceId: '{principal}', appRoleId: '{role}' }],
  ['', 200, 'GET', "/servicePrincipals/{principal}/appRoleAssignedTo?$filter=startswith(principalDisplayName,'A')"],
  ['', 204, 'DELETE', '/servicePrincipals/{principal}/appRoleAssignedTo/{grant}'],

  ['', 200, 'GET', "/auditLogs/directoryAudits?$filter=activityDateTime ge 2020-01-01T00:00:00Z and loggedByService eq 'Core Directory'&$top=5"],
  ['', 200, 'GET', "/auditLogs/directoryAudits?$filter=targetResources/any(t:t/id eq '{ana}')"],
  ['', 200, 'GET', "/roleManagement/entitlementManagement/roleAssignments?$filter=appScopeId eq '/AccessPackageCatalog/{catalog}'&$expand=principal,roleDefinition"],
  ['held', 201, 'POST', '/roleManagement/entitlementManagement/roleAssignments', { principalId: '{ana}', roleDefinitionId: 'ae79f266-94d4-4dab-b730-feca7e132178', appScopeId: '/AccessPackageCatalog/{catalog}' }],
  ['', 200, 'GET', '/roleManagement/entitlementManagement/roleAssignments/{held}?$expand=roleDefinition'],
  ['', 204, 'DELETE', '/roleManagement/entitlementManagement/roleAssignments/{held}'],
  ['', 202, 'POST', '/me/sendMail', { message: { subject: 'Meet for lunch?', body: { contentType: 'Text', content: 'The new cafeteria is open.' }, toRecipients: [{ emailAddress: { address: 'frannis@contoso.com' } }], ccRecipients: [{ emailAddress: { address: 'danas@contoso.com' } }] } }],
];

const SCOPES = ['User.ReadWrite.All', 'Group.ReadWrite.All', 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'Directory.ReadWrite.All', 'Mail.Send', 'AuditLog.Read.All', 'EntitlementManagement.ReadWrite.All'];

let graph: GraphCaller;
beforeAll(async () => {
  graph = await GraphCaller.start();
  graph.local.tenant.setEntraRoles(graph.id('Ines'), ['Global Administrator']);
});
afterAll(() => graph.stop());

test('what the pages about the directory show is answered with the documented status, and in the shape of the schema', async () => {
  const principal = [...graph.local.tenant.servicePrincipals.values()].find(({ id, appRoles }) => id !== graph.local.tenant.portal.id && appRoles.length > 0);
  const ids: Record<string, string> = {
    ...Object.fromEntries(['Ana', 'Marta', 'Eva', 'Tomasz'].map((name) => [name.toLowerCase(), graph.id(name)])),
    principal: principal?.id ?? '', role: principal?.appRoles[0]?.id ?? '', catalog: graph.local.snapshot().catalogs[0]?.id ?? '',
  };
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole);
  const differs: string[] = [];
  for (const [name, status, method, address, body] of ROWS) {
    const answer = await graph.ask(method, filled(address), { scopes: SCOPES, eventual: /\$count|\$search/.test(address), ...(body === undefined ? {} : { body: JSON.parse(filled(JSON.stringify(body))) as unknown }) });
    if (name !== '') ids[name] = String(answer.body.id);
    if (answer.status !== status) differs.push(`${method} ${address}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  expect(differs).toEqual([]);
});
