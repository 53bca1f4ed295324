import { beforeEach, expect, test } from 'vitest';
import { EM, Office } from '../testing';
import { addRole, assignTo, DIRECT, makePackage } from './testing';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const aRole = (packageId: string, resourceId: string, originSystem: string, roleOriginId: string, scopeOriginId: string) => addRole(office, packageId, resourceId, originSystem, roleOriginId, scopeOriginId);
const aPackage = (policy: object = DIRECT) => makePackage(office, policy);
const assign = (of: { packageId: string; policyId: string }, targetId: string, more: object = {}) => assignTo(office, of, targetId, more);

const stateOf = async (id: unknown) => (await office.get(`${EM}/assignmentRequests/${String(id)}`)).body.state;

test('a catalog with a group, an application and a site becomes a package that really gives and takes access', async () => {
  const pilot = await aPackage();
  const ana = office.persona('Ana');

  const asked = await assign(pilot, ana, { justification: 'run 1 item 1' });
  expect(asked.status).toBe(201);
  expect(asked.body).toMatchObject({ state: 'submitted', status: 'Accepted', createdDateTime: null, justification: 'run 1 item 1' });
  const states = [await stateOf(asked.body.id)];
  office.wait(500);
  states.push(await stateOf(asked.body.id));
  office.wait(1000);
  states.push(await stateOf(asked.body.id));
  expect(states).toEqual(['submitted', 'delivering', 'delivered']);

  const assignments = await office.get(`${EM}/assignments?$filter=accessPackage/id eq '${pilot.packageId}' and state eq 'Delivered'&$expand=target,assignmentPolicy,accessPackage`);
  expect(assignments.body.value).toHaveLength(1);
  expect(assignments.body.value[0]).toMatchObject({ state: 'delivered', target: { objectId: ana, principalName: 'ana.kowalczyk@haldenvoss.example' } });
  const members = await office.all(`/groups/${pilot.groupId}/members?$select=id`);
  expect(members.map(({ id }) => id)).toContain(ana);
  const grants = await office.all(`/servicePrincipals/${pilot.principalId}/appRoleAssignedTo`);
  expect(grants).toContainEqual(expect.objectContaining({ principalId: ana, appRoleId: pilot.appRoleId, principalDisplayName: 'Ana Kowalczyk' }));

  const removal = await office.post(`${EM}/assignmentRequests`, { requestType: 'adminRemove', assignment: { id: assignments.body.value[0]?.id } });
  expect(removal.status).toBe(201);
  office.wait(1500);
  expect(await stateOf(removal.body.id)).toBe('delivered');
  expect((await office.all(`/groups/${pilot.groupId}/members?$select=id`)).map(({ id }) => id)).not.toContain(ana);
  expect((await office.get(`${EM}/assignments?$filter=accessPackage/id eq '${pilot.packageId}'`)).body.value).toMatchObject([{ state: 'expired' }]);
});

test('a package shows its roles, its policy and its catalog where they are expanded', async () => {
  const pilot = await aPackage();
  const { body } = await office.get(`${EM}/accessPackages/${pilot.packageId}?$select=id,displayName&$expand=catalog($select=displayName),assignmentPolicies,resourceRoleScopes($expand=role($expand=resource),scope)`);
  expect(body).toMatchObject({
    displayName: 'Payments',
    catalog: { displayName: 'Pilot' },
    assignmentPolicies: [{ displayName: 'Direct' }],
    resourceRoleScopes: [
      { role: { displayName: 'Member', resource: { displayName: 'Finance – Payments' } }, scope: { isRootScope: true } },
      { role: { originSystem: 'AadApplication' } },
      { role: { originId: '4' } },
    ],
  });
  expect(body).not.toHaveProperty('description');
});

test('a second request for the same person and package is refused, while open and once delivered', async () => {
  const pilot = await aPackage();
  const ana = office.persona('Ana');
  await assign(pilot, ana);
  expect((await assign(pilot, ana)).body.error.code).toBe('ExistingOpenRequest');
  office.wait(2000);
  expect((await assign(pilot, ana)).body.error.code).toBe('ExistingGrant');
});

test('delivery to a blocked person fails, and succeeds when it is tried again after the block is lifted', async () => {
  const pilot = await aPackage();
  const ana = office.persona('Ana');
  office.tenant.updateUser(ana, { accountEnabled: false });
  const asked = await assign(pilot, ana);
  office.wait(2000);
  const failed = await office.get(`${EM}/assignmentRequests/${String(asked.body.id)}?$expand=assignment($expand=target),requestor,accessPackage`);
  expect(failed.body).toMatchObject({ state: 'deliveryFailed', assignment: { state: 'deliveryFailed', target: { objectId: ana } }, requestor: { displayName: 'Ines Aalto' } });

  office.tenant.updateUser(ana, { accountEnabled: true });
  expect((await office.post(`${EM}/assignmentRequests/${String(asked.body.id)}/reprocess`, undefined)).status).toBe(202);
  office.wait(2000);
  expect(await stateOf(asked.body.id)).toBe('delivered');
});

test('a person outside the policy is refused with the words of the service', async () => {
  const guest = [...office.tenant.users.values()].find((user) => user.userType === 'Guest');
  const externalMember = [...office.tenant.users.values()].find((user) => user.homeDomain !== null && user.userType === 'Member');
  const pilot = await aPackage({ ...DIRECT, allowedTargetScope: 'allMemberUsers' });
  const refused = await assign(pilot, guest?.id ?? '');
  expect([refused.status, refused.body.error.message]).toEqual([400, "You don't meet policy requirements to request this entitlement"]);
  expect((await assign(pilot, externalMember?.id ?? '')).status).toBe(201);
});

test('under a policy with approval the request waits for the manager, who approves it', async () => {
  const eva = office.persona('Eva');
  const pilot = await aPackage({
    ...DIRECT, allowedTargetScope: 'allDirectoryUsers',
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: false,
      stages: [{ durationBeforeAutomaticDenial: 'P14D', isApproverJustificationRequired: false, isEscalationEnabled: false, durationBeforeEscalation: 'PT0S', primaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: eva }], fallbackPrimaryApprovers: [], escalationApprovers: [], fallbackEscalationApprovers: [] }],
    },
  });
  const asked = await assign(pilot, office.persona('Ana'));
  office.wait(500);
  expect(await stateOf(asked.body.id)).toBe('pendingApproval');
  const mine = await office.get(`${EM}/accessPackageAssignmentApprovals/filterByCurrentUser(on='approver')`, { as: 'Eva' });
  expect(mine.body.value.map(({ id }) => id)).toContain(asked.body.id);
  const approval = await office.get(`${EM}/accessPackageAssignmentApprovals/${String(asked.body.id)}`, { as: 'Eva' });
  const [stage] = approval.body.stages as { id: string; assignedToMe: boolean }[];
  expect(stage?.assignedToMe).toBe(true);
  const path = `${EM}/accessPackageAssignmentApprovals/${String(asked.body.id)}/stages/${stage?.id}`;
  expect((await office.ask('PATCH', path, { body: { reviewResult: 'Approve', justification: 'Fine' } })).status).toBe(403);
  expect((await office.ask('PATCH', path, { as: 'Eva', body: { reviewResult: 'Approve', justification: 'Fine' } })).status).toBe(204);
  expect((await office.ask('PATCH', path, { as: 'Eva', body: { reviewResult: 'Deny' } })).status).toBe(409);
  office.wait(2000);
  expect(await stateOf(asked.body.id)).toBe('delivered');
});

test('an assignment with an end runs out, and the service itself makes the removal', async () => {
  const pilot = await aPackage({ ...DIRECT, expiration: { type: 'afterDuration', duration: 'P30D', endDateTime: null } });
  await assign(pilot, office.persona('Ana'));
  office.wait(2000);
  office.wait(31 * 86_400_000);
  expect((await office.get(`${EM}/assignments?$filter=accessPackage/id eq '${pilot.packageId}'`)).body.value).toMatchObject([{ state: 'expired', status: 'ExpiredNotificationTriggered' }]);
  const requests = await office.get(`${EM}/assignmentRequests?$filter=accessPackage/id eq '${pilot.packageId}'&$expand=accessPackage`);
  expect(requests.body.value.map(({ requestType }) => requestType)).toEqual(['adminAdd', 'systemRemove']);
  expect(office.tenant.members.has(pilot.groupId, office.persona('Ana'))).toBe(false);
});

test('what a catalog does not take is refused as Graph refuses it', async () => {
  const { catalogId } = await aPackage();
  const add = (originSystem: string, originId: string, as = 'Ines') => office.post(`${EM}/resourceRequests`, { requestType: 'adminAdd', resource: { originId, originSystem }, catalog: { id: catalogId } }, { as });
  const codes = [
    await add('AadGroup', office.groupId('FS-Finance-RO')),
    await add('AadGroup', office.groupId('Finance – Payments')),
    await add('AadGroup', office.groupId('Privileged – Identity operators')),
    await add('Application', office.principalId('Timekeeper')),
    await add('AadApplication', office.principalId('Office 365 SharePoint Online')),
    await add('AadGroup', office.groupId('Finance – Ledger'), 'Marta'),
  ].map(({ status, body }) => `${status} ${body.error.code}`);
  expect(codes).toEqual([
    '400 InvalidResource', '400 ResourceAlreadyOnboarded', '400 CallerNotResourceOwner', '400 ArgumentException', '400 InvalidResource', '403 Forbidden',
  ]);
});

test('names, order of clearing away and missing parts are refused with the codes of the service', async () => {
  const pilot = await aPackage();
  await assign(pilot, office.persona('Ana'));
  office.wait(2000);
  const code = async (answer: Promise<{ status: number; body: { error: { code: string } } }>) => {
    const { status, body } = await answer;
    return `${status} ${body.error.code}`;
  };
  expect(await Promise.all([
    code(office.post(`${EM}/accessPackages`, { displayName: 'payments', catalog: { id: pilot.catalogId } })),
    code(office.ask('DELETE', `${EM}/catalogs/${pilot.catalogId}`)),
    code(office.ask('DELETE', `${EM}/accessPackages/${pilot.packageId}`)),
    code(office.ask('DELETE', `${EM}/assignmentPolicies/${pilot.policyId}`)),
    code(office.post(`${EM}/resourceRequests`, { requestType: 'adminRemove', resource: { id: pilot.groupResourceId }, catalog: { id: pilot.catalogId } })),
    code(aRole(pilot.packageId, pilot.packageId, 'AadGroup', `Member_${pilot.groupId}`, pilot.groupId)),
    code(aRole(pilot.packageId, pilot.groupResourceId, 'AadGroup', 'Reader', pilot.groupId)),
    code(office.get(`${EM}/catalogs/00000000-0000-4000-8000-000000000000`)),
    code(office.get(`${EM}/assignments?$filter=accessPackage/displayName eq 'Payments'`)),
    code(office.get(`${EM}/assignments?$filter=accessPackage/id eq 'Payments'`)),
    code(office.get(`${EM}/catalogs/${pilot.catalogId}/resourceRoles`)),
    code(office.post(`${EM}/assignmentPolicies`, { ...DIRECT, displayName: '', accessPackage: { id: pilot.packageId } })),
  ])).toEqual([
    '409 DuplicateAccessPackage', '400 InvalidDeleteCatalogHasAccessPackages', '400 InvalidDeleteAccessPackageHasAssignments', '400 InvalidDeletePolicyHasAssignments',
    '400 InvalidDeleteResourceHasEntitlements', '404 ResourceNotFound', '404 RoleNotFound', '404 ResourceNotFound', '400 InvalidFilter', '400 InvalidFilter', '400 InvalidFilter', '400 InvalidModel',
  ]);
});

test('a PUT of a policy replaces it whole', async () => {
  const pilot = await aPackage({ ...DIRECT, allowedTargetScope: 'allDirectoryUsers' });
  const put = await office.ask('PUT', `${EM}/assignmentPolicies/${pilot.policyId}`, { body: { displayName: 'Direct', description: 'Direct', accessPackage: { id: pilot.packageId } } });
  expect(put.status).toBe(200);
  expect((await office.get(`${EM}/assignmentPolicies/${pilot.policyId}?$expand=accessPackage`)).body).toMatchObject({ allowedTargetScope: 'notSpecified', accessPackage: { id: pilot.packageId } });
});

test('the people of the seed may do what their roles say', async () => {
  const read = async (as: string) => (await office.get(`${EM}/catalogs`, { as })).status;
  expect(await Promise.all(['Ines', 'Tomasz', 'Priya', 'Marta', 'Ana'].map(read))).toEqual([200, 200, 200, 403, 403]);
  expect((await office.post(`${EM}/catalogs`, { displayName: 'Mine' }, { as: 'Priya' })).status).toBe(403);
  expect((await office.get('/groups?$top=5', { as: 'Marta' })).status).toBe(200);
  const withoutScope = await office.get(`${EM}/catalogs`, { scopes: ['User.Read'] });
  expect([withoutScope.status, withoutScope.body.error.code]).toEqual([403, 'PermissionScopeNotGranted']);
});

test('the requests of the last hundred and more come in pages of a hundred', async () => {
  const pilot = await aPackage();
  const people = [...office.tenant.users.values()].filter((user) => user.employeeId !== null).slice(0, 130);
  for (const { id } of people) await assign(pilot, id);
  office.wait(2000);
  const url = `${EM}/assignments?$filter=accessPackage/id eq '${pilot.packageId}'&$expand=target`;
  const first = await office.get(url);
  expect([first.body.value.length, typeof first.body['@odata.nextLink']]).toEqual([100, 'string']);
  expect(await office.all(url)).toHaveLength(130);

  // What no page documents and public programs send all the same.
  const sizes = async (options: string) => {
    const { body } = await office.get(`${url}${options}`);
    return [body.value.length, typeof body['@odata.nextLink'], body['@odata.count']];
  };
  expect([await sizes('&$top=7'), await sizes('&$top=999'), await sizes('&$skip=100'), await sizes('&$top=1&$count=true')]).toEqual([
    [7, 'string', undefined], [100, 'string', undefined], [30, 'undefined', undefined], [1, 'string', 130],
  ]);
  expect([await office.all(`${url}&$top=60`), await office.all(`${url}&$top=999`)].map((rows) => new Set(rows.map(({ id }) => id)).size)).toEqual([130, 130]);
  const [wide] = (await office.get(`${EM}/assignments?$filter=accessPackage/id eq '${pilot.packageId}'&$expand=*&$top=1`)).body.value;
  expect(wide).toMatchObject({ accessPackage: { id: pilot.packageId }, assignmentPolicy: { id: pilot.policyId }, target: { objectId: people[0]?.id } });
});

test('a new resource stays unseen for as long as the tenant needs to show it', async () => {
  const catalog = await office.post(`${EM}/catalogs`, { displayName: 'Slow' });
  const id = String(catalog.body.id);
  await office.post(`${EM}/resourceRequests`, { requestType: 'adminAdd', resource: { originId: office.groupId('Remote access'), originSystem: 'AadGroup' }, catalog: { id } });
  office.wait(300);
  office.tenant.settings.visibilityMs = 5000;
  expect((await office.get(`${EM}/catalogs/${id}/resources`)).body.value).toEqual([]);
  office.wait(5000);
  expect((await office.get(`${EM}/catalogs/${id}/resources?$expand=roles,scopes`)).body.value).toMatchObject([{ displayName: 'Remote access', roles: [{ displayName: 'Member' }, { displayName: 'Owner' }] }]);
});

test('incompatible packages keep a second assignment out', async () => {
  const pilot = await aPackage();
  const [ledger] = (await office.get(`${EM}/accessPackages?$filter=displayName eq 'Ledger reader'`)).body.value;
  const held = await office.get(`${EM}/assignments?$filter=accessPackage/id eq '${String(ledger?.id)}' and state eq 'delivered'&$expand=target`);
  const target = (held.body.value[0]?.target as { objectId: string }).objectId;
  const added = await office.post(`${EM}/accessPackages/${pilot.packageId}/incompatibleAccessPackages/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0${EM}/accessPackages/${String(ledger?.id)}` });
  expect(added.status).toBe(204);
  expect((await assign(pilot, target)).body.error.code).toBe('IncompatibleAccess');
  expect((await office.get(`${EM}/accessPackages/${pilot.packageId}/incompatibleAccessPackages`)).body.value).toHaveLength(1);
});
