import { expect, test } from 'vitest';
import { siteGroupId } from '../model';
import { ENTRA_ROLES } from '../model/directory';
import type { EntraRole } from '../model/directory';
import { AUTHORITY } from './authority-table';
import type { May, Row } from './authority-table';
import { routeLines } from './graph';
import { EM, Office } from './testing';

const ALL_SCOPES = [...new Set(AUTHORITY.flatMap(([, scope]) => scope.split(' ')))];
const ON: Record<string, string> = { accessPackages: 'allowedRequestor', accessPackageAssignmentApprovals: 'approver', accessPackageSuggestions: 'assignmentHistory', assignmentRequests: 'target', assignments: 'target' };

/** One thing of each kind, all of them of one catalog, and nobody's but an administrator's. */
function things({ tenant }: Office) {
  const { governance } = tenant;
  const catalog = [...governance.catalogs.values()].find((row) => row.displayName === 'Finance');
  const [accessPackage, other] = catalog ? governance.packagesIn(catalog.id) : [];
  const [resource] = catalog ? governance.resourcesIn(catalog.id) : [];
  const [policy] = accessPackage ? governance.policiesIn(accessPackage.id) : [];
  const requests = [...governance.assignmentRequests.values()].filter((row) => row.packageId === accessPackage?.id);
  const request = requests.find((row) => row.state === 'delivered');
  const asked = requests.find((row) => row.stages.length > 0);
  const group = [...tenant.groups.values()].find((row) => row.groupTypes.length === 0 && !row.onPremisesSyncEnabled && !row.mailEnabled && row.isAssignableToRole !== true && !row.isManagementRestricted);
  const principal = [...tenant.servicePrincipals.values()].find((row) => row.displayName === 'Halden Ledger');
  const application = [...tenant.applications.values()].find((row) => row.appId === principal?.appId);
  const grant = principal && tenant.appRoleGrantsOn(principal.id)[0];
  const site = [...tenant.sites.values()].find((row) => !row.isOpen);
  if (group) tenant.eligibleMembers.add(group.id, tenant.personas[0]?.id ?? '');
  if (group) tenant.groups.add({ ...group, isPimManaged: true });
  if (!catalog || !accessPackage || !other || !resource || !policy || !request || !asked || !group || !principal || !application || !grant || !site) throw new Error('the seed lacks something');
  return { catalog, accessPackage, other, resource, policy, request, asked, group, principal, application, grant, site };
}

/** The address of a line, with real ids in it. */
function addressOf(office: Office, line: string): string {
  const { catalog, accessPackage, other, resource, policy, request, asked, group, principal, application, grant, site } = things(office);
  const marta = office.persona('Marta');
  const segments = line.slice(line.indexOf(' ') + 1).replace(EM, '').split('/');
  const kind = (segments[1] ?? '').replace(/\(.*/, '');
  const ids: Record<string, string> = {
    catalogs: catalog.id, accessPackages: accessPackage.id, assignmentPolicies: policy.id, assignmentRequests: request.id, assignments: request.assignmentId,
    accessPackageAssignmentApprovals: asked.id, users: marta, groups: group.id, servicePrincipals: principal.id, applications: application.id, directoryObjects: group.id, resourceRequests: marta,
    sites: site.id,
  };
  const named: Record<string, string> = {
    resourceId: resource.id, otherId: other.id, packageId: accessPackage.id, roleScopeId: accessPackage.roleScopes[0]?.id ?? '', stageId: asked.stages[0]?.id ?? '', memberId: marta,
    appId: principal.appId, host: new URL(site.webUrl).hostname, address: encodeURIComponent(new URL(site.webUrl).pathname), name: site.name, grantId: grant.id, ownerId: office.persona('Jonas'), objectId: marta, on: ON[kind] ?? '', cast: kind === 'directory' ? 'user' : line.includes('wners') || line.includes('/members') || line.includes('/transitiveMembers') ? 'user' : 'group', sponsorId: marta, extensionId: marta,
  };
  const filters: Record<string, string> = {
    [`GET ${EM}/assignments`]: `?$filter=accessPackage/id eq '${accessPackage.id}'`, [`GET ${EM}/assignmentRequests`]: `?$expand=accessPackage&$filter=accessPackage/id eq '${accessPackage.id}'`,
    [`GET ${EM}/catalogs/{id}/resourceRoles`]: `?$filter=originSystem eq 'AadGroup' and resource/id eq '${resource.id}'`,
    [`GET ${EM}/resourceRequests`]: `?$filter=catalog/id eq '${catalog.id}'`, [`GET ${EM}/resourceEnvironments`]: "?$filter=originSystem eq 'SharePointOnline'", [`GET ${EM}/resources`]: "?$filter=originSystem eq 'AadGroup'",
    'GET /identityGovernance/privilegedAccess/group/eligibilitySchedules': `?$filter=groupId eq '${group.id}'`, 'GET /identityGovernance/privilegedAccess/group/assignmentSchedules': `?$filter=groupId eq '${group.id}'`, 'GET /sites': '?search=f',
  };
  const roleAssignment = /roleAssignments\/\{id\}/.test(line) ? `${catalog.id}_1_ae79f266-94d4-4dab-b730-feca7e132178` : undefined;
  // One's own mailbox, and the person a grant is of.
  if (line.includes('sendMail')) ids.users = office.persona('Ana');
  if (line.includes('{grantId}')) ids.users = grant.principalId;
  return line.slice(line.indexOf(' ') + 1).replace(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? roleAssignment ?? ids[kind] ?? marta : named[name] ?? marta)) + (filters[line] ?? '');
}

/** Bodies where who may is found out by what is in them. */
function bodyOf(office: Office, line: string): unknown {
  const { catalog, accessPackage, other, policy, group, principal } = things(office);
  const marta = office.persona('Marta');
  const role = principal.appRoles[0]?.id;
  const bodies: Record<string, unknown> = {
    [`POST ${EM}/accessPackages`]: { displayName: 'New', description: 'New', catalog: { id: catalog.id } },
    [`POST ${EM}/catalogs`]: { displayName: 'New', description: 'New' },
    [`POST ${EM}/resourceRequests`]: { requestType: 'adminAdd', catalog: { id: catalog.id }, resource: { originSystem: 'AadGroup', originId: group.id } },
    [`POST ${EM}/assignmentPolicies`]: { displayName: 'New', description: 'New', allowedTargetScope: 'notSpecified', accessPackage: { id: accessPackage.id } },
    [`POST ${EM}/assignmentRequests`]: { requestType: 'adminAdd', assignment: { targetId: marta, assignmentPolicyId: policy.id, accessPackageId: accessPackage.id } },
    [`POST ${EM}/accessPackages/{id}/incompatibleAccessPackages/$ref`]: { '@odata.id': `https://graph.microsoft.com/v1.0${EM}/accessPackages/${other.id}` },
    [`POST ${EM}/accessPackages/{id}/incompatibleGroups/$ref`]: { '@odata.id': `https://graph.microsoft.com/v1.0/groups/${group.id}` },
    'POST /roleManagement/entitlementManagement/roleAssignments': { principalId: marta, roleDefinitionId: '44272f93-9762-48e8-af59-1b5351b1d6b3', appScopeId: `/AccessPackageCatalog/${catalog.id}` },
    'POST /groups/{id}/members/$ref': { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${marta}` },
    'POST /groups/{id}/owners/$ref': { '@odata.id': `https://graph.microsoft.com/v1.0/users/${marta}` },
    'PUT /users/{id}/manager/$ref': { '@odata.id': `https://graph.microsoft.com/v1.0/users/${office.persona('Eva')}` },
    'PATCH /me': { mobilePhone: '+1 425 555 0109' },
    'POST /applications': { displayName: 'New' },
    'POST /servicePrincipals': { appId: principal.appId },
    ...Object.fromEntries(['applications', 'servicePrincipals'].flatMap((set) => [`POST /${set}/{id}/owners/$ref`, `POST /${set}(appId='{appId}')/owners/$ref`]).map((known) => [known, { '@odata.id': `https://graph.microsoft.com/v1.0/users/${marta}` }])),
    'PATCH /users/{id}': { department: 'Legal' },
    'PATCH /groups/{id}': { description: 'New' },
    ["PATCH /groups(uniqueName='{uniqueName}')"]: { displayName: 'New', mailNickname: 'new', mailEnabled: false, securityEnabled: true },
    'POST /groups': { displayName: 'New', mailNickname: 'new', mailEnabled: false, securityEnabled: true },
    'POST /users': { displayName: 'New', mailNickname: 'new', userPrincipalName: 'new@haldenvoss.example', accountEnabled: true, passwordProfile: { password: 'x-9-Kwd-2' } },
    'POST /directoryObjects/getByIds': { ids: [marta] },
  };
  if (line.startsWith('POST ') && /appRole/.test(line)) {
    const holder = line.includes('/users/') ? marta : line.includes('/groups/') ? group.id : principal.id;
    return { principalId: line.includes('appRoleAssignedTo') ? marta : holder, resourceId: principal.id, appRoleId: role };
  }
  return bodies[line] ?? (line.startsWith('GET') || line.startsWith('DELETE') ? undefined : {});
}

/** Makes Ana the one who may, and no more than that. */
function allow(office: Office, may: May): void {
  const { tenant } = office;
  const { catalog, asked, group, principal, application, site } = things(office);
  const ana = office.persona('Ana');
  if (may === 'anybody') return;
  if (may === 'owner of the group') tenant.owners.add(group.id, ana);
  else if (may === 'owner of the application') [principal.id, application.id].forEach((owned) => tenant.owners.add(owned, ana));
  else if (may === 'let into the site') tenant.members.add(siteGroupId(site.id, site.roles[0]?.number ?? ''), ana);
  else if (may === 'approver') asked.stages.forEach((stage) => stage.approverIds.push(ana));
  else if (isEntraRole(may)) tenant.setEntraRoles(ana, [may]);
  else tenant.governance.grant(ana, may, may === 'Catalog creator' ? null : catalog.id);
}

const isEntraRole = (may: string): may is EntraRole => ENTRA_ROLES.some((role) => role === may);

async function ask(office: Office, line: string, scopes: string[]): Promise<{ status: number; code: string }> {
  const body = bodyOf(office, line);
  const { status, body: answer } = await office.ask(line.split(' ')[0] ?? '', addressOf(office, line), {
    as: 'Ana', scopes, wrong: true, ...(body === undefined ? {} : { body }), headers: line.includes('$count') ? { ConsistencyLevel: 'eventual' } : line.includes('uniqueName') ? { Prefer: 'create-if-missing' } : {},
  });
  return { status, code: typeof answer === 'object' && answer ? (answer.error?.code ?? '') : '' };
}

async function askAsAna(line: string, may: May, scopes: string[]): Promise<{ status: number; code: string }> {
  const office = await Office.open();
  allow(office, may);
  return ask(office, line, scopes);
}

test('every operation stands in the table, once, and nothing else does', () => {
  expect(AUTHORITY.map(([line]) => line).sort()).toEqual([...routeLines].sort());
});

/** What is told to be missing rather than forbidden: there is none of it in the seed, and whoever may not see it learns no more. */
const tells = (line: string): readonly number[] => (/connectedOrganization|Extension|subjects\(|deletedItems\/\{id\}|resourceRequests\/\{id\}|roleAssignments\/\{id\}|(directoryAudits|signIns)\/\{id\}|DELETE \/(groups|servicePrincipals)\/\{id\}\/appRoleAssignments|eligibilitySchedules\/\{id\}/.test(line) ? [403, 404, 400] : [403]);

/** Where nobody was allowed anything: what is refused changes nothing, so that one does for all. */
const closed = Office.open();

test.each(AUTHORITY.map((row): Row => row))('%s takes %s and %s', async (line, scope, may) => {
  if (may !== 'anybody') expect(tells(line)).toContain((await ask(await closed, line, ALL_SCOPES)).status);
  const office = await Office.open();
  allow(office, may);
  const withoutScope = await ask(office, line, ['openid']);
  expect([withoutScope.status, ['Authorization_RequestDenied', 'PermissionScopeNotGranted', 'Authentication_MSGraphPermissionMissing'].includes(withoutScope.code)]).toEqual([403, true]);
  const allowed = await ask(office, line, scope.split(' '));
  expect([401, 403], JSON.stringify(allowed)).not.toContain(allowed.status);
});

test.each(['Global Reader', 'Security Reader', 'Security Administrator', 'Compliance Administrator'] as const)('%s reads all of entitlement management and changes none of it', async (role) => {
  expect((await askAsAna(`GET ${EM}/assignmentPolicies`, role, ALL_SCOPES)).status).toBe(200);
  expect(await askAsAna(`PATCH ${EM}/catalogs/{id}`, role, ALL_SCOPES)).toEqual({ status: 403, code: 'Forbidden' });
});

test('the lesser roles of a catalog stop where the next begins', async () => {
  const status = async (line: string, may: May) => (await askAsAna(line, may, ALL_SCOPES)).status;
  expect(await status(`POST ${EM}/assignmentRequests`, 'Catalog reader')).toBe(403);
  expect(await status(`PATCH ${EM}/accessPackages/{id}`, 'Access package assignment manager')).toBe(403);
  expect(await status(`PATCH ${EM}/catalogs/{id}`, 'Access package manager')).toBe(403);
  expect(await status(`POST ${EM}/catalogs`, 'Catalog owner')).toBe(403);
  expect(await status(`PATCH ${EM}/settings`, 'Catalog owner')).toBe(403);
});

test('somebody with a role in one catalog sees that one only, and names a package where lists are long', async () => {
  const office = await Office.open();
  const { catalog, accessPackage } = things(office);
  allow(office, 'Catalog reader');
  const seen = async (path: string) => (await office.get(`${EM}/${path}`, { as: 'Ana' })).body.value;
  expect((await seen('catalogs')).map(({ id }) => id)).toEqual([catalog.id]);
  expect((await seen('accessPackages')).length).toBe(office.tenant.governance.packagesIn(catalog.id).length);
  const elsewhere = [...office.tenant.governance.packages.values()].find((row) => row.catalogId !== catalog.id);
  const list = (filter: string) => office.get(`${EM}/assignments?$expand=target${filter}`, { as: 'Ana' });
  expect((await list(`&$filter=accessPackage/id eq '${accessPackage.id}'`)).status).toBe(200);
  expect([(await list('')).status, (await list(`&$filter=accessPackage/id eq '${elsewhere?.id}'`)).status]).toEqual([403, 403]);
});

test('a resource comes into a catalog by whoever has rights on it as well', async () => {
  const office = await Office.open();
  const { catalog, group } = things(office);
  allow(office, 'Catalog owner');
  const add = () => office.post(`${EM}/resourceRequests`, { requestType: 'adminAdd', catalog: { id: catalog.id }, resource: { originSystem: 'AadGroup', originId: group.id } }, { as: 'Ana' });
  expect(await add()).toMatchObject({ status: 400, body: { error: { code: 'CallerNotResourceOwner' } } });
  allow(office, 'owner of the group');
  expect((await add()).status).toBe(201);
});
