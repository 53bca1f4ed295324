import { beforeEach, expect, test } from 'vitest';
import { EM, Office } from '../testing';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const OPEN_TO_ALL = {
  displayName: 'Everybody', description: 'Whoever asks', allowedTargetScope: 'allMemberUsers', specificAllowedTargets: [], expiration: { type: 'afterDuration', duration: 'P30D' },
  requestorSettings: { enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: false, onBehalfRequestors: [] },
};

async function aCatalog(displayName = 'Around') {
  return String((await office.post(`${EM}/catalogs`, { displayName, description: 'What lies around a request', isExternallyVisible: true })).body.id);
}

async function aPackage(catalogId: string, displayName = 'Marketing assets', policy: object = OPEN_TO_ALL) {
  const packageId = String((await office.post(`${EM}/accessPackages`, { displayName, description: displayName, catalog: { id: catalogId } })).body.id);
  const made = await office.post(`${EM}/assignmentPolicies`, { ...policy, accessPackage: { id: packageId } });
  expect(made.status).toBe(201);
  return { packageId, policyId: String(made.body.id) };
}

async function anExtension(catalogId: string, more: object = { callbackConfiguration: { '@odata.type': '#microsoft.graph.customExtensionCallbackConfiguration', timeoutDuration: 'PT1H' } }) {
  const made = await office.post(`${EM}/catalogs/${catalogId}/customWorkflowExtensions`, {
    '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', displayName: 'Duties check', description: 'Separation of duties',
    endpointConfiguration: { '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration', subscriptionId: 'a0000000-0000-4000-8000-000000000001', resourceGroupName: 'governance', logicAppWorkflowName: 'duties' },
    authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' }, ...more,
  });
  expect(made.status).toBe(201);
  return String(made.body.id);
}

const calling = (extensionId: string, stage = 'assignmentRequestCreated') => ({
  ...OPEN_TO_ALL, customExtensionStageSettings: [{ stage, customExtension: { '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', id: extensionId } }],
});

const ask = async (accessPackageId: string, as = 'Ana') => String((await office.post(`${EM}/assignmentRequests`, { requestType: 'userAdd', assignment: { accessPackageId } }, { as })).body.id);
const read = async (id: string) => (await office.get(`${EM}/assignmentRequests/${id}`)).body;

const answer = (instanceId: unknown, more: object = {}, stage = 'assignmentRequestCreated') => ({
  source: 'Duties', type: `microsoft.graph.accessPackageCustomExtensionStage.${stage}`,
  data: { '@odata.type': 'microsoft.graph.accessPackageAssignmentRequestCallbackData', stage, customExtensionStageInstanceId: instanceId, customExtensionStageInstanceDetail: 'checked', ...more },
});

test('a request waits for the workflow its policy calls, and goes on when the workflow answers', async () => {
  const catalogId = await aCatalog();
  const { packageId, policyId } = await aPackage(catalogId, 'Checked', calling(await anExtension(catalogId)));
  const id = await ask(packageId);
  office.wait(1000);

  const waiting = await read(id);
  expect(waiting).toMatchObject({ state: 'submitted', status: 'WaitingForCallback', customExtensionCalloutInstances: [{ status: 'waitingForCallback' }] });
  const [{ id: instanceId }] = waiting.customExtensionCalloutInstances as [{ id: string }];
  expect((await office.post(`${EM}/assignmentRequests/${id}/cancel`, undefined)).status).toBe(400);
  expect((await office.post(`${EM}/assignmentRequests/${id}/resume`, answer(instanceId))).status).toBe(204);
  office.wait(3000);

  expect(await read(id)).toMatchObject({ state: 'delivered', customExtensionCalloutInstances: [{ status: 'callbackReceived', detail: 'checked' }] });
  expect((await office.post(`${EM}/assignmentRequests/${id}/resume`, answer(instanceId))).body.error.code).toBe('InvalidRequestState');
  const shown = await office.get(`${EM}/assignmentPolicies/${policyId}?$expand=customExtensionStageSettings($expand=customExtension)`);
  expect(shown.body.customExtensionStageSettings).toMatchObject([{ stage: 'assignmentRequestCreated', customExtension: { displayName: 'Duties check', callbackConfiguration: { timeoutDuration: 'PT1H' } } }]);
});

test('a workflow may deny a request, but only one that has just been made', async () => {
  const catalogId = await aCatalog();
  const extensionId = await anExtension(catalogId);
  const { packageId } = await aPackage(catalogId, 'Checked', calling(extensionId));
  const denied = await ask(packageId);
  office.wait(1000);
  expect((await office.post(`${EM}/assignmentRequests/${denied}/resume`, answer('a0000000-0000-4000-8000-000000000002', { state: 'denied' }))).status).toBe(204);
  expect(await read(denied)).toMatchObject({ state: 'denied', status: 'Denied' });

  const later = await aPackage(catalogId, 'Checked later', calling(extensionId, 'assignmentRequestApproved'));
  const approved = await ask(later.packageId);
  office.wait(1000);
  const refused = await office.post(`${EM}/assignmentRequests/${approved}/resume`, answer('a0000000-0000-4000-8000-000000000002', { state: 'denied' }, 'assignmentRequestApproved'));
  expect(refused).toMatchObject({ status: 400, body: { error: { code: 'InvalidModel' } } });
});

test('a workflow that does not answer in its time lets the request fail; one that is only told holds up nothing', async () => {
  const catalogId = await aCatalog();
  const { packageId } = await aPackage(catalogId, 'Checked', calling(await anExtension(catalogId)));
  const silent = await ask(packageId);
  office.wait(2 * 3_600_000);
  expect(await read(silent)).toMatchObject({ state: 'deliveryFailed', customExtensionCalloutInstances: [{ status: 'callbackTimedOut' }] });

  const told = await aPackage(catalogId, 'Told', calling(await anExtension(catalogId, {}), 'assignmentOneDayBeforeExpiration'));
  const id = await ask(told.packageId);
  office.wait(3000);
  expect(await read(id)).toMatchObject({ state: 'delivered', customExtensionCalloutInstances: [] });
  office.wait(29.5 * 86_400_000);
  expect(await read(id)).toMatchObject({ customExtensionCalloutInstances: [{ status: 'calloutSent' }] });
});

test('an extension is deleted only after no policy names it, and belongs to its catalog', async () => {
  const catalogId = await aCatalog();
  const extensionId = await anExtension(catalogId);
  const { policyId } = await aPackage(catalogId, 'Checked', calling(extensionId));
  const at = `${EM}/catalogs/${catalogId}/customWorkflowExtensions`;

  expect((await office.get(at)).body.value).toMatchObject([{ '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', id: extensionId }]);
  const other = await aCatalog('Elsewhere');
  expect((await office.get(`${EM}/catalogs/${other}/customWorkflowExtensions/${extensionId}`)).status).toBe(404);
  expect((await office.ask('DELETE', `${at}/${extensionId}`)).body.error.code).toBe('InvalidDeleteCustomExtensionInUse');
  expect((await office.ask('DELETE', `${EM}/assignmentPolicies/${policyId}`)).status).toBe(204);
  expect((await office.ask('DELETE', `${at}/${extensionId}`)).status).toBe(204);
  expect((await office.post(at, { displayName: 'Of no type' }, { wrong: true })).body.error.code).toBe('InvalidModel');
});

test('a connected organization has one identity source, sponsors, and is who a guest comes from', async () => {
  const guest = [...office.tenant.users.values()].find((user) => user.homeDomain !== null && user.userType === 'Guest' && user.externalUserState === 'Accepted');
  const source = { '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: guest?.homeDomain, displayName: 'Partner' };
  const organizations = `${EM}/connectedOrganizations`;
  expect((await office.post(organizations, { displayName: 'Partner', identitySources: [] })).body.error.code).toBe('InvalidModel');
  const made = await office.post(organizations, { displayName: 'Partner', description: 'Who builds the line', identitySources: [source], state: 'proposed' });
  expect(made.status).toBe(201);
  expect((await office.post(organizations, { displayName: 'Twin', identitySources: [source] })).status).toBe(409);
  expect((await office.post(organizations, { displayName: 'No', identitySources: [source] }, { as: 'Ana' })).status).toBe(403);

  const at = `${organizations}/${String(made.body.id)}`;
  const marta = office.persona('Ana');
  expect((await office.post(`${at}/internalSponsors/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/users/${marta}` })).status).toBe(204);
  expect((await office.post(`${at}/internalSponsors/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/users/${marta}` })).status).toBe(409);
  expect((await office.get(`${at}/internalSponsors`)).body.value).toMatchObject([{ '@odata.type': '#microsoft.graph.user', id: marta }]);
  expect((await office.get(`${at}?$expand=internalSponsors`)).body.internalSponsors).toHaveLength(1);
  expect((await office.ask('PATCH', at, { body: { state: 'configured' } }))).toMatchObject({ status: 202, body: { state: 'configured' } });
  expect((await office.get(`${organizations}?$filter=displayName eq 'Partner'`)).body.value).toHaveLength(1);

  const subject = `${EM}/subjects(objectId='${guest?.id}')`;
  expect((await office.get(`${subject}?$expand=connectedOrganization`)).body).toMatchObject({ subjectLifecycle: 'notGoverned', connectedOrganization: { displayName: 'Partner' } });
  expect((await office.ask('PATCH', subject, { body: { subjectLifecycle: 'governed' } })).status).toBe(204);
  expect((await office.get(subject)).body.subjectLifecycle).toBe('governed');
  expect((await office.ask('PATCH', `${EM}/subjects(objectId='${office.persona('Ana')}')`, { body: { subjectLifecycle: 'governed' } })).status).toBe(400);

  expect((await office.ask('DELETE', `${at}/internalSponsors/${marta}/$ref`)).status).toBe(204);
  expect((await office.ask('DELETE', `${at}/internalSponsors/${marta}/$ref`)).status).toBe(404);
  expect((await office.ask('DELETE', at)).status).toBe(204);
  expect((await office.get(at)).status).toBe(404);
});

test('whoever has no role finds what they may ask for, what it takes, and what is suggested', async () => {
  const catalogId = await aCatalog();
  const question = { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', sequence: 1, isRequired: false, isAnswerEditable: true, text: 'Which campaign?', localizations: [], isSingleLineQuestion: true };
  const { packageId, policyId } = await aPackage(catalogId, 'Marketing assets', { ...OPEN_TO_ALL, questions: [question] });
  const closed = await aPackage(catalogId, 'Direct only', { ...OPEN_TO_ALL, allowedTargetScope: 'notSpecified' });

  const mine = await office.all(`${EM}/accessPackages/filterByCurrentUser(on='allowedRequestor')`, { as: 'Ana' });
  expect(mine.map(({ id }) => id)).toContain(packageId);
  expect(mine.map(({ id }) => id)).not.toContain(closed.packageId);
  const asked = await office.post(`${EM}/accessPackages/${packageId}/getApplicablePolicyRequirements`, undefined, { as: 'Ana' });
  expect(asked.body.value).toMatchObject([{ policyId, isApprovalRequiredForAdd: false, schedule: { expiration: { duration: 'P30D' } }, questions: [{ text: 'Which campaign?' }] }]);
  expect((await office.post(`${EM}/accessPackages/${closed.packageId}/getApplicablePolicyRequirements`, undefined, { as: 'Ana' })).body.value).toEqual([]);

  await ask(packageId);
  office.wait(3000);
  const suggestions = `${EM}/accessPackageSuggestions/filterByCurrentUser(on='relatedPeopleAssignments,assignmentHistory')?$expand=accessPackage`;
  expect((await office.get(suggestions, { as: 'Ana' })).body.value).toEqual([]);
  office.wait(31 * 86_400_000);
  expect((await office.get(suggestions, { as: 'Ana' })).body.value).toMatchObject([{ id: packageId, reasons: [{ pastAssignmentCount: 1 }], accessPackage: { displayName: 'Marketing assets' } }]);
  expect((await office.get(`${EM}/assignments/filterByCurrentUser(on='createdBy')`, { as: 'Ana' })).body.value).toHaveLength(1);
  expect((await office.get(`${EM}/assignmentRequests/filterByCurrentUser(on='everybody')`, { as: 'Ana', wrong: true })).status).toBe(400);
});

test('a direct assignment to a mail address invites a guest, who is given nothing before the invitation is taken', async () => {
  const catalogId = await aCatalog();
  const guests = await aPackage(catalogId, 'For guests', { ...OPEN_TO_ALL, allowedTargetScope: 'notSpecified' });
  const members = await aPackage(catalogId, 'For members');
  const assign = ({ packageId, policyId }: { packageId: string; policyId: string }) =>
    office.post(`${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment: { target: { email: 'rui@new-partner.example' }, assignmentPolicyId: policyId, accessPackageId: packageId } });

  expect((await assign(members)).body.error.code).toBe('PolicyRequirementsNotMet');
  expect((await office.get(`/users?$filter=mail eq 'rui@new-partner.example'`)).body.value).toEqual([]);
  expect((await assign(guests)).status).toBe(201);
  office.wait(3000);
  const given = await office.get(`${EM}/assignments?$filter=accessPackage/id eq '${guests.packageId}'&$expand=target`);
  expect(given.body.value).toMatchObject([{ state: 'delivering', target: { email: 'rui@new-partner.example', subjectLifecycle: 'governed' } }]);
});

test('people with two packages are found before the two are made incompatible', async () => {
  const catalogId = await aCatalog();
  const [buyer, payer] = [await aPackage(catalogId, 'Buyer'), await aPackage(catalogId, 'Payer')];
  await ask(buyer.packageId);
  await ask(payer.packageId);
  office.wait(3000);
  const both = await office.get(`${EM}/assignments/additionalAccess(accessPackageId='${buyer.packageId}',incompatibleAccessPackageId='${payer.packageId}')?$expand=target`);
  expect(both.body.value).toMatchObject([{ state: 'delivered', target: { objectId: office.persona('Ana') } }]);
  expect((await office.get(`${EM}/assignments/additionalAccess(accessPackageId='${buyer.packageId}',incompatibleAccessPackageId='${buyer.packageId}')`)).status).toBe(400);
});

test('environments are SharePoint’s and have to be asked for by name; all resources need their origin system', async () => {
  expect((await office.get(`${EM}/resourceEnvironments`)).body.error.code).toBe('InvalidFilter');
  expect((await office.get(`${EM}/resourceEnvironments?$filter=originSystem eq 'SharePointOnline'`)).body.value).toMatchObject([{ originSystem: 'SharePointOnline', isDefaultEnvironment: true }]);
  expect((await office.get(`${EM}/resources`)).body.error).toMatchObject({ code: 'InvalidFilter', message: 'Origin system is required.' });
  expect((await office.get(`${EM}/resources?$filter=originSystem eq 'AadGroup'`)).body.value.length).toBeGreaterThan(0);
  expect((await office.get(`${EM}/controlConfigurations`)).body.value).toEqual([]);
  expect((await office.get(`${EM}/availableAccessPackages?$expand=resourceRoleScopes`, { as: 'Ana' })).status).toBe(200);
});

test('what an object is related to comes by pages, counted, and is not sorted or searched', async () => {
  const office = await Office.open();
  const catalog = (await office.get(`${EM}/catalogs?$filter=displayName eq 'Finance'`)).body.value[0]?.id;
  const at = `${EM}/catalogs/${String(catalog)}/accessPackages`;
  const all = await office.all(`${at}?$select=id`);
  expect(all.length).toBeGreaterThan(1);
  expect(await office.all(`${at}?$select=id&$top=1`)).toEqual(all);
  expect((await office.get(`${at}?$select=id&$top=1&$count=true`)).body).toMatchObject({ '@odata.count': all.length, value: [all[0]], '@odata.nextLink': expect.stringContaining('$skiptoken=') as string });
  expect((await office.get(`${at}?$select=id&$skip=1`)).body.value).toEqual(all.slice(1));
  for (const query of ['$orderby=displayName', '$search="x"', '$filter=displayName eq 5', '$top=x']) expect((await office.get(`${at}?${query}`, { wrong: true })).status, query).toBe(400);
  expect((await office.get(`${EM}/catalogs/${String(catalog)}/shoes`, { wrong: true })).body.error.message).toBe("Resource not found for the segment 'shoes'.");
});

test('what one object is related to is read by a path that goes on from it, by whoever may read the object', async () => {
  const [row] = (await office.get(`${EM}/accessPackages?$expand=catalog,assignmentPolicies`)).body.value;
  const policies = row?.assignmentPolicies as { id: string }[];
  const at = `${EM}/accessPackages/${String(row?.id)}`;
  expect((await office.get(`${at}/assignmentPolicies?$select=id`)).body.value).toEqual(policies.map(({ id }) => ({ id })));
  expect((await office.get(`${at}/catalog`)).body).toMatchObject({ id: (row?.catalog as { id: string }).id });
  const refused = [await office.get(`${at}/spaceship`, { wrong: true }), await office.get(`${EM}/accessPackages/${office.persona('Ana')}/catalog`), await office.get(`${at}/catalog`, { as: 'Ana' })];
  expect(refused.map(({ status, body }) => [status, body.error.code])).toEqual([[400, 'BadRequest'], [404, 'ResourceNotFound'], [403, 'Forbidden']]);
});
