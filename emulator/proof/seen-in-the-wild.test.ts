import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RunningTenant } from '../testing';
import { startTenant } from '../testing';
import type { Bag, Origin } from './stage';
import { EM, SELF_SERVICE, Stage } from './stage';

// One test for each sentence of what public threads report of the service. Where a sentence is about a client, the test
// is about what the service does to it.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let tenant: RunningTenant;
beforeAll(async () => {
  tenant = await startTenant({ users: 300 });
});
afterEach(async () => {
  await tenant.admin('settings', { visibilityMs: 0, releaseMs: 0, deliveryMs: 1500, policyWriteMs: 10 });
  await tenant.admin('fault', { clear: true });
});
afterAll(() => tenant.stop());

const aStage = (origin: Origin = 'AadGroup', ...traits: string[]) => new Stage(tenant, origin, new Set(traits));
const codeOf = ({ status, body }: { status: number; body: Bag }) => [status, (body.error as { code: string } | undefined)?.code];

/** The documented body of a role to add, for the stage's own resource. */
async function roleBody(stage: Stage, resourceId?: unknown): Promise<Bag> {
  const [resource, role] = [await stage.resource(), await stage.role()];
  return { role: { displayName: role.displayName, originId: role.originId, originSystem: stage.origin, resource: { id: resourceId ?? resource.id } }, scope: { originId: resource.originId, originSystem: stage.origin } };
}

test('1. Resource not usable right after it was added.', async () => {
  const stage = aStage();
  await tenant.admin('settings', { visibilityMs: MINUTE });
  const [catalog, row] = [await stage.catalog(), await stage.package()];
  const asked = await stage.must('POST', `${EM}/resourceRequests`, { requestType: 'adminAdd', resource: { originId: stage.originId, originSystem: 'AadGroup' }, catalog: { id: catalog.id } });
  await stage.wait(2000);
  const { state, resource } = await stage.must('GET', `${EM}/resourceRequests/${String(asked.id)}?$expand=resource`);
  const body = { role: { originId: `Member_${stage.originId}`, originSystem: 'AadGroup', resource: { id: (resource as Bag).id } }, scope: { originId: stage.originId, originSystem: 'AadGroup' } };
  const at = `${EM}/accessPackages/${String(row.id)}/resourceRoleScopes`;

  expect(state).toBe('delivered');
  expect(codeOf(await stage.ask('POST', at, body))).toEqual([404, 'ResourceNotFound']);
  await stage.wait(MINUTE);
  expect((await stage.ask('POST', at, body)).status).toBe(201);
});

test('2. Created, but the client never heard of it.', async () => {
  const stage = aStage();
  const body = { displayName: 'Made and not heard of', description: 'Once', catalog: { id: (await stage.catalog()).id } };
  await tenant.admin('fault', { path: '/accessPackages$', method: 'POST', nth: 1, kind: 'reset-after' });

  await expect(stage.ask('POST', `${EM}/accessPackages`, body)).rejects.toThrow();
  expect(codeOf(await stage.ask('POST', `${EM}/accessPackages`, body))).toEqual([409, 'DuplicateAccessPackage']);
  const { value } = await stage.must('GET', `${EM}/accessPackages?$filter=displayName eq 'Made and not heard of'&$expand=catalog`);
  expect((value as Bag[]).map(({ displayName }) => displayName)).toEqual(['Made and not heard of']);
});

test('3. Policy creation is not concurrency-safe', async () => {
  const [one, other] = [aStage(), aStage()];
  const packages = [await one.package(), await other.package()];
  const create = (row: Bag) => one.ask('POST', `${EM}/assignmentPolicies`, { displayName: 'Direct', description: 'Direct', allowedTargetScope: 'notSpecified', specificAllowedTargets: [], expiration: { type: 'noExpiration' }, accessPackage: { id: row.id } });

  const together = await Promise.all(packages.map(create));
  expect(together.map(codeOf).sort()).toEqual([[201, undefined], [409, 'DuplicateKey']]);
  for (const row of packages) expect((await create(row)).status).toBe(201);
});

test('4. Removal lags too.', async () => {
  const stage = aStage();
  await stage.roleScope();
  await tenant.admin('settings', { releaseMs: MINUTE });
  const remove = async () => stage.ask('POST', `${EM}/resourceRequests`, { requestType: 'adminRemove', resource: { id: (await stage.resource()).id }, catalog: { id: (await stage.catalog()).id } });
  const row = `${EM}/accessPackages/${String((await stage.package()).id)}`;

  expect((await stage.ask('DELETE', row)).status).toBe(204);
  expect((await stage.ask('GET', row)).status).toBe(404);
  expect(codeOf(await remove())).toEqual([400, 'InvalidDeleteResourceHasEntitlements']);
  await stage.wait(MINUTE);
  expect((await remove()).status).toBe(201);
});

test('5. adminRemove may look successful and stay pending', async () => {
  const stage = aStage();
  const [catalog, resource] = [await stage.catalog(), await stage.resource()];
  await tenant.admin('fault', { kind: 'delivery', of: 'resources', outcome: 'hang' });
  const removal = await stage.ask('POST', `${EM}/resourceRequests`, { requestType: 'adminRemove', resource: { id: resource.id }, catalog: { id: catalog.id } });
  await stage.wait(HOUR);

  expect([removal.status, (await stage.must('GET', `${EM}/resourceRequests/${String(removal.body.id)}`)).state]).toEqual([201, 'submitted']);
  expect((await stage.must('GET', `${EM}/catalogs/${String(catalog.id)}/resources`)).value).toHaveLength(1);
});

test('6. `$expand=roles` can stay empty for applications.', async () => {
  const stage = aStage('AadApplication');
  const [catalog, resource] = [await stage.catalog(), await stage.resource()];
  const expanded = async () => ((await stage.must('GET', `${EM}/catalogs/${String(catalog.id)}/resources?$expand=roles,scopes&$filter=id eq '${String(resource.id)}'`)).value as { roles: Bag[] }[])[0]?.roles;

  expect(await expanded()).toEqual([]);
  await stage.must('POST', `${EM}/catalogs/${String(catalog.id)}/resources/${String(resource.id)}/refresh`);
  await stage.wait(4 * MINUTE);
  expect(await expanded()).toEqual([]);
  const { value } = await stage.must('GET', `${EM}/catalogs/${String(catalog.id)}/resourceRoles?$filter=(originSystem eq 'AadApplication' and resource/id eq '${String(resource.id)}')&$expand=resource`);
  expect((value as Bag[]).length).toBeGreaterThan(0);
});

test('7. roleScope body: `role.resource.id` must be the id of the catalog resource, not of the group or the package', async () => {
  const stage = aStage();
  const row = await stage.package();
  const at = `${EM}/accessPackages/${String(row.id)}/resourceRoleScopes`;
  const { role, scope } = await roleBody(stage);

  expect(codeOf(await stage.ask('POST', at, await roleBody(stage, stage.originId)))).toEqual([404, 'ResourceNotFound']);
  expect(codeOf(await stage.ask('POST', at, await roleBody(stage, row.id)))).toEqual([404, 'ResourceNotFound']);
  expect(codeOf(await stage.ask('POST', at, { role: { ...(role as Bag), resource: undefined }, scope }))).toEqual([400, 'InvalidModel']);
  // What Terraform sends, without an id of the role or of the scope, is taken.
  expect((await stage.ask('POST', at, { role, scope })).status).toBe(201);
});

test('8. Policy update is PUT and wipes what is left out.', async () => {
  const stage = aStage('AadGroup', 'approval');
  const [row, policy] = [await stage.package(), await stage.policy()];
  const at = `${EM}/assignmentPolicies/${String(policy.id)}`;
  const echoed = await stage.must('GET', `${at}?$expand=accessPackage`);

  expect(echoed).toMatchObject({ automaticRequestSettings: null, reviewSettings: null });
  expect(codeOf(await stage.ask('PUT', at, echoed))).toEqual([400, 'InvalidModel']);
  const person = { '@odata.type': '#microsoft.graph.singleUser', userId: stage.person() };
  await stage.must('PUT', at, { displayName: 'Named people', description: '', allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [person], accessPackage: { id: row.id } });
  expect(await stage.must('GET', at)).toMatchObject({ description: '', requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] }, specificAllowedTargets: [{ userId: stage.person() }] });
});

test('9. On-behalf requestors set through v1.0 are reported as not taking effect', async () => {
  const stage = aStage('AadGroup', 'open policy');
  const row = await stage.package();
  const [policy] = (await stage.must('GET', `${EM}/accessPackages/${String(row.id)}?$expand=assignmentPolicies`)).assignmentPolicies as Bag[];
  await stage.must('PUT', `${EM}/assignmentPolicies/${String(policy?.id)}`, {
    displayName: 'By managers', description: '', allowedTargetScope: 'allDirectoryUsers', specificAllowedTargets: [], expiration: { type: 'noExpiration' }, accessPackage: { id: row.id },
    requestorSettings: { ...SELF_SERVICE, enableOnBehalfRequestorsToAddAccess: true, onBehalfRequestors: [{ '@odata.type': '#microsoft.graph.targetManager', managerLevel: 1 }] },
  });
  const report = tenant.tenant.users.get(tenant.persona('Ana').id);
  const manager = tenant.tenant.personas.find(({ id }) => id === report?.managerId)?.name ?? 'Marta';
  const ask = (requestType: string) => stage.ask('POST', `${EM}/assignmentRequests`, { requestType, assignment: { targetId: report?.id, accessPackageId: row.id } }, {}, manager);

  expect((await ask('onBehalfAdd')).status).toBe(400);
  expect((await ask('userAdd')).status).toBe(403);
});

test('10. Assignments of unknown targets hang.', async () => {
  const stage = aStage();
  const [row, policy] = [await stage.package(), await stage.policy()];
  await stage.must('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment: { targetId: '0f0f0f0f-0000-4000-8000-00000000000f', assignmentPolicyId: policy.id, accessPackageId: row.id } });
  await stage.wait(48 * HOUR);

  const { value } = await stage.must('GET', `${EM}/assignments?$filter=accessPackage/id eq '${String(row.id)}'&$expand=target,accessPackage`);
  expect(value).toMatchObject([{ state: 'delivering', target: { objectId: null } }]);
});

test('11. filter surprises: `catalogId` cannot be filtered on assignments; names passed where the service expects a GUID give InvalidFilter; listing resources without an originSystem filter failed with "Origin system is required."', async () => {
  const stage = aStage();
  const { id } = await stage.catalog();

  // v1.0 has no such property at all, so the record must not hold this request to the schema.
  expect(codeOf(await stage.ask('GET', `${EM}/assignments?$filter=catalogId eq '${String(id)}'`, undefined, { 'x-replay': '1' }))).toEqual([400, 'InvalidFilter']);
  expect(codeOf(await stage.ask('GET', `${EM}/assignments?$filter=accessPackage/catalog/id eq '${String(id)}'&$expand=accessPackage`))).toEqual([400, 'InvalidFilter']);
  expect(codeOf(await stage.ask('GET', `${EM}/assignments?$filter=accessPackage/id eq 'Ledger reader'&$expand=accessPackage`))).toEqual([400, 'InvalidFilter']);
  expect((await stage.ask('GET', `${EM}/resources`)).body).toMatchObject({ error: { code: 'InvalidFilter', message: 'Origin system is required.' } });
});

test('12. App roles and rights', async () => {
  const add = async (origin: Origin, as: string) => {
    const stage = aStage(origin);
    const { id } = await stage.catalog();
    tenant.tenant.governance.grant(tenant.persona(as).id, 'Catalog owner', String(id));
    return codeOf(await stage.ask('POST', `${EM}/resourceRequests`, { requestType: 'adminAdd', resource: { originId: stage.originId, originSystem: origin }, catalog: { id } }, {}, as));
  };

  for (const origin of ['AadGroup', 'AadApplication', 'SharePointOnline'] as const) expect(await add(origin, 'Tomasz'), origin).toEqual([400, 'CallerNotResourceOwner']);
  // Owning it is enough, for the group and for the application; a role over another kind of resource is not.
  const { owners } = tenant.tenant;
  const tomasz = tenant.persona('Tomasz').id;
  owners.add(aStage('AadGroup').originId, tomasz);
  owners.add(aStage('AadApplication').originId, tomasz);
  expect([await add('AadGroup', 'Tomasz'), await add('AadApplication', 'Tomasz'), (await add('SharePointOnline', 'Tomasz'))[1]]).toEqual([[201, undefined], [201, undefined], 'CallerNotResourceOwner']);
});

test('13. Catalog owners get 403 in places where administrators do not', async () => {
  const stage = aStage();
  const [catalog, row] = [await stage.catalog(), await stage.package()];
  await stage.policy();
  tenant.tenant.governance.grant(tenant.persona('Marta').id, 'Catalog owner', String(catalog.id));
  const asMarta = (url: string) => stage.ask('GET', `${EM}${url}`, undefined, {}, 'Marta');

  expect((await asMarta('/assignmentPolicies')).status).toBe(403);
  expect((await asMarta('/assignments')).status).toBe(403);
  expect((await stage.ask('GET', `${EM}/assignmentPolicies`)).status).toBe(200);
  expect((await asMarta(`/accessPackages/${String(row.id)}?$expand=assignmentPolicies`)).body.assignmentPolicies).toHaveLength(1);
  expect((await asMarta(`/assignments?$filter=accessPackage/id eq '${String(row.id)}'&$expand=accessPackage`)).status).toBe(200);
});

test('14. Removing a role from a package had no working public call for years; v1.0 now has DELETE on resourceRoleScopes', async () => {
  const stage = aStage();
  const [row, roleScope, assignment] = [await stage.package(), await stage.roleScope(), await stage.assignment()];
  expect(tenant.tenant.members.has(stage.originId, stage.person())).toBe(true);

  expect((await stage.ask('DELETE', `${EM}/accessPackages/${String(row.id)}/resourceRoleScopes/${String(roleScope.id)}`)).status).toBe(204);
  await stage.wait(HOUR);
  expect((await stage.must('GET', `${EM}/accessPackages/${String(row.id)}?$expand=resourceRoleScopes($expand=role,scope)`)).resourceRoleScopes).toEqual([]);
  expect(tenant.tenant.members.has(stage.originId, stage.person())).toBe(false);
  expect((await stage.must('GET', `${EM}/assignments/${String(assignment.id)}`)).state).toBe('delivered');
});

test('15. Clean-up order that works: adminRemove every assignment and wait for expired; delete policies; delete the package; adminRemove resources; delete the catalog', async () => {
  const stage = aStage();
  const [catalog, row, policy, resource] = [await stage.catalog(), await stage.package(), await stage.policy(), await stage.resource()];
  await stage.roleScope();
  const assignment = await stage.assignment();
  const remove = async (url: string) => (await stage.ask('DELETE', `${EM}${url}`)).status;
  const removeResource = async () => (await stage.ask('POST', `${EM}/resourceRequests`, { requestType: 'adminRemove', resource: { id: resource.id }, catalog: { id: catalog.id } })).status;

  expect([await remove(`/catalogs/${String(catalog.id)}`), await removeResource(), await remove(`/accessPackages/${String(row.id)}`), await remove(`/assignmentPolicies/${String(policy.id)}`)]).toEqual([400, 400, 400, 400]);
  await stage.must('POST', `${EM}/assignmentRequests`, { requestType: 'adminRemove', assignment: { id: assignment.id } });
  await stage.wait(5000);
  expect((await stage.must('GET', `${EM}/assignments/${String(assignment.id)}`)).state).toBe('expired');
  expect([await remove(`/assignmentPolicies/${String(policy.id)}`), await remove(`/accessPackages/${String(row.id)}`), await removeResource()]).toEqual([204, 204, 201]);
  await stage.wait(1000);
  expect(await remove(`/catalogs/${String(catalog.id)}`)).toBe(204);
});

test('16. Directory replication: more than five minutes has been seen between creating a service principal and being able to assign its roles; a newly created user is not known to governance at once', async () => {
  const stage = aStage();
  const { consentedScopes } = (await tenant.admin('settings', { visibilityMs: 5 * MINUTE })) as { consentedScopes: string[] };
  await tenant.admin('settings', { consentedScopes: [...consentedScopes, 'Group.ReadWrite.All', 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'User.ReadWrite.All'] });
  const { id } = await stage.must('POST', '/groups', { displayName: 'Fresh', mailEnabled: false, mailNickname: 'fresh', securityEnabled: true });
  const { appId } = await stage.must('POST', '/applications', { displayName: 'Fresh' });
  const principal = await stage.must('POST', '/servicePrincipals', { appId });
  const add = async (originId: unknown, originSystem: Origin) => stage.ask('POST', `${EM}/resourceRequests`, { requestType: 'adminAdd', resource: { originId, originSystem }, catalog: { id: (await stage.catalog()).id } });
  const assign = () => stage.ask('POST', `/servicePrincipals/${String(principal.id)}/appRoleAssignedTo`, { principalId: stage.person(), resourceId: principal.id, appRoleId: '00000000-0000-0000-0000-000000000000' });

  expect((await stage.ask('GET', `/groups/${String(id)}`)).status).toBe(200);
  expect((await stage.ask('GET', `/servicePrincipals/${String(principal.id)}`)).status).toBe(200);
  expect([await add(id, 'AadGroup'), await add(principal.id, 'AadApplication'), await assign()].map(codeOf)).toEqual([[404, 'ResourceNotFound'], [404, 'ResourceNotFound'], [404, 'Request_ResourceNotFound']]);
  await stage.wait(5 * MINUTE);
  expect([await add(id, 'AadGroup'), await add(principal.id, 'AadApplication'), await assign()].map(({ status }) => status)).toEqual([201, 201, 201]);

  // What governance makes of somebody it does not know yet: their delivery waits until it does.
  tenant.tenant.setEntraRoles(stage.me, [...tenant.tenant.entraRolesOf(stage.me), 'User Administrator']);
  const user = await stage.must('POST', '/users', { accountEnabled: true, displayName: 'Fresh', mailNickname: 'fresh', userPrincipalName: 'fresh@haldenvoss.example', passwordProfile: { password: 'Not-kept-1' } });
  const [row, policy] = [await stage.package(), await stage.policy()];
  const request = await stage.must('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment: { targetId: user.id, assignmentPolicyId: policy.id, accessPackageId: row.id } });
  const state = async () => (await stage.must('GET', `${EM}/assignmentRequests/${String(request.id)}`)).state;
  await stage.wait(4 * MINUTE);
  expect(await state()).toBe('delivering');
  await stage.wait(2 * MINUTE);
  expect(await state()).toBe('delivered');
});

test('17. appRoleAssignedTo with both `$filter` and `$top` may give no nextLink although more rows exist', async () => {
  const stage = aStage();
  const { servicePrincipals } = tenant.tenant;
  const principal = [...servicePrincipals.values()].find(({ id }) => tenant.tenant.appRoleGrantsOn(id).length > 5);
  const at = `/servicePrincipals/${principal?.id}/appRoleAssignedTo`;

  expect(await stage.must('GET', `${at}?$top=2`)).toHaveProperty(['@odata.nextLink']);
  const filtered = await stage.must('GET', `${at}?$top=2&$filter=resourceId eq ${principal?.id}`);
  expect(filtered.value).toHaveLength(2);
  expect(filtered).not.toHaveProperty(['@odata.nextLink']);
});
