import { afterAll, beforeAll, expect, test } from 'vitest';
import { GraphCaller, outcome } from './graph-caller';

type Asking = { as: string; scopes: string[] };

let graph: GraphCaller;
beforeAll(async () => {
  graph = await GraphCaller.start();
  graph.local.tenant.setEntraRoles(graph.id('Eva'), ['Application Administrator']);
});
afterAll(() => graph.stop());

const scopes = ['User.ReadWrite.All', 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'Directory.Read.All'];
const [EVA, ANA, MARTA] = ['Eva', 'Ana', 'Marta'].map((as) => ({ as, scopes })) as [Asking, Asking, Asking];
const ROLE = { allowedMemberTypes: ['User'], description: 'Reads', displayName: 'Reader', id: '11111111-2222-4333-8444-555555555555', isEnabled: true, value: 'read' };

test('whoever registers an application owns it, makes its service principal, and gives its roles to people', async () => {
  const { status, body: application } = await graph.post('/applications', { displayName: 'Own tool', appRoles: [ROLE], web: { redirectUris: ['https://tool.example'] } }, ANA);
  expect([status, application.displayName, application.web]).toEqual([201, 'Own tool', { redirectUris: ['https://tool.example'] }]);
  const { body: principal } = await graph.post('/servicePrincipals', { appId: application.appId }, ANA);
  expect((await graph.get(`/servicePrincipals(appId='${String(application.appId)}')?$select=displayName,appRoles`)).body).toMatchObject({ displayName: 'Own tool', appRoles: [{ ...ROLE, origin: 'Application' }] });
  expect([...graph.local.tenant.owners.of(String(principal.id))]).toEqual([graph.id('Ana')]);
  expect(outcome(await graph.post(`/servicePrincipals/${String(principal.id)}/appRoleAssignedTo`, { principalId: graph.id('Marta'), resourceId: principal.id, appRoleId: ROLE.id }, EVA))).toBe('201');

  const at = `/applications/${String(application.id)}`;
  const refused = [
    await graph.post('/servicePrincipals', { appId: application.appId }, ANA), await graph.post('/servicePrincipals', { appId: '00000000-0000-4000-8000-000000000000' }, EVA),
    await graph.patch(at, { displayName: 'Mine' }, MARTA), await graph.patch(at, { appRoles: [] }, EVA), await graph.patch(at, { appId: ROLE.id }, { ...EVA, wrong: true }),
  ];
  expect(refused.map(outcome)).toEqual(['409 Request_MultipleObjectsWithSameKeyValue', '400 Request_BadRequest', '403 Authorization_RequestDenied', '400 CannotDeleteOrUpdateEnabledEntitlement', '400 Request_BadRequest']);
});

test('an application is renamed, gets another owner, and takes its principal and everything given there with it when it is deleted', async () => {
  const { body: application } = await graph.post('/applications', { displayName: 'Passing' }, EVA);
  const { body: principal } = await graph.post('/servicePrincipals', { appId: application.appId }, EVA);
  const [at, of] = [`/applications/${String(application.id)}`, `/servicePrincipals/${String(principal.id)}`];
  await graph.post(`${of}/appRoleAssignedTo`, { principalId: graph.id('Marta'), resourceId: principal.id, appRoleId: '00000000-0000-0000-0000-000000000000' }, EVA);
  const owner = { '@odata.id': `https://graph.microsoft.com/v1.0/users/${graph.id('Marta')}` };

  expect([await graph.patch(at, { displayName: 'Passed', notes: 'Old' }, EVA), await graph.patch(of, { appRoleAssignmentRequired: true }, EVA), await graph.post(`${at}/owners/$ref`, owner, EVA)].map(outcome)).toEqual(['204', '204', '204']);
  expect((await graph.get(`${at}?$select=displayName,notes`)).body).toMatchObject({ displayName: 'Passed', notes: 'Old' });
  expect((await graph.get(`${of}?$select=displayName,appRoleAssignmentRequired`)).body).toMatchObject({ displayName: 'Passed', appRoleAssignmentRequired: true });
  expect([await graph.post(`${at}/owners/$ref`, owner, EVA), await graph.delete(`${at}/owners/${graph.id('Marta')}/$ref`, EVA), await graph.delete(at, EVA)].map(outcome)).toEqual(['400 Request_BadRequest', '204', '204']);
  expect([await graph.get(at), await graph.get(of)].map(outcome)).toEqual(['404 Request_ResourceNotFound', '404 Request_ResourceNotFound']);
  expect(graph.local.snapshot().appRoleAssignments.filter(({ resourceId }) => resourceId === principal.id)).toEqual([]);
  const portal = [...graph.local.tenant.applications.values()].find(({ appId }) => appId === graph.local.info.apiClientId);
  expect(outcome(await graph.delete(`/applications/${portal?.id}`, EVA))).toBe('400 Request_BadRequest');
});

test('a deleted application and its service principal wait in the bin for 30 days, each to be restored for itself', async () => {
  const { body: application } = await graph.post('/applications', { displayName: 'Binned' }, EVA);
  const { body: principal } = await graph.post('/servicePrincipals', { appId: application.appId }, EVA);
  const [id, ofId] = [String(application.id), String(principal.id)];
  await graph.post(`/servicePrincipals/${ofId}/appRoleAssignedTo`, { principalId: graph.id('Marta'), resourceId: ofId, appRoleId: '00000000-0000-0000-0000-000000000000' }, EVA);
  await graph.delete(`/applications/${id}`, EVA);
  const bin = async (type: string) => (await graph.all(`/directory/deletedItems/microsoft.graph.${type}?$orderby=displayName&$select=id,displayName,deletedDateTime`, EVA)).filter((one) => one.id === id || one.id === ofId);
  expect([await bin('application'), await bin('servicePrincipal')]).toEqual([[{ id, displayName: 'Binned', deletedDateTime: expect.any(String) as string }], [{ id: ofId, displayName: 'Binned', deletedDateTime: expect.any(String) as string }]]);
  const restore = (which: string, as: Asking) => graph.post(`/directory/deletedItems/${which}/restore`, undefined, as).then(outcome);
  expect([await restore(id, MARTA), await restore(id, EVA), outcome(await graph.get(`/applications/${id}`, EVA)), outcome(await graph.get(`/servicePrincipals/${ofId}`, EVA))]).toEqual(['403 Authorization_RequestDenied', '200', '200', '404 Request_ResourceNotFound']);
  expect([await restore(ofId, EVA), graph.local.snapshot().appRoleAssignments.filter(({ resourceId }) => resourceId === ofId).map(({ principalId }) => principalId)]).toEqual(['200', [graph.id('Marta')]]);

  await graph.delete(`/servicePrincipals/${ofId}`, EVA);
  expect([outcome(await graph.delete(`/directory/deletedItems/${ofId}`, EVA)), await restore(ofId, EVA)]).toEqual(['204', '404 Request_ResourceNotFound']);
  await graph.delete(`/applications/${id}`, EVA);
  await graph.local.admin('clock', { advanceMs: 30 * 86_400_000 });
  expect(await restore(id, EVA)).toBe('404 Request_ResourceNotFound');
});

test('a property is emptied by null, and takes values of its own JSON type alone', async () => {
  const { body: application } = await graph.post('/applications', { displayName: 'Typed', notes: 'Old', tags: ['one'], web: { homePageUrl: 'https://typed.example' } }, EVA);
  const at = `/applications/${String(application.id)}`;
  expect(outcome(await graph.patch(at, { notes: null, tags: null, web: null }, EVA))).toBe('204');
  expect((await graph.get(`${at}?$select=notes,tags,web`, EVA)).body).toMatchObject({ notes: null, tags: [], web: null });
  const wrong = [
    await graph.patch(at, { notes: 5 }, { ...EVA, wrong: true }), await graph.patch(at, { tags: 'one' }, { ...EVA, wrong: true }), await graph.patch(at, { tags: [1] }, { ...EVA, wrong: true }), await graph.patch(at, { web: 'x' }, { ...EVA, wrong: true }),
    await graph.patch(at, { isFallbackPublicClient: 'true' }, { ...EVA, wrong: true }), await graph.patch('/me', { businessPhones: [5] }, { ...EVA, wrong: true }), await graph.patch(`/users/${graph.id('Ana')}`, { birthday: 'soon' }, { as: 'adm-ines.aalto', wrong: true }),
  ];
  expect(wrong.map(outcome)).toEqual(Array(7).fill('400 Request_BadRequest'));
});

test('people change their own telephone and nothing else of themselves, and end their own sessions', async () => {
  expect([await graph.patch('/me', { mobilePhone: '+1 425 555 0109' }, ANA), await graph.patch('/me', { department: 'Board' }, ANA)].map(outcome)).toEqual(['204', '403 Authorization_RequestDenied']);
  expect((await graph.get('/me?$select=mobilePhone', ANA)).body.mobilePhone).toBe('+1 425 555 0109');
  expect(outcome(await graph.post(`/users/${graph.id('Marta')}/revokeSignInSessions`, undefined, ANA))).toBe('403 Authorization_RequestDenied');
  const before = await graph.local.graphToken(graph.id('Tomasz'));
  expect((await graph.post('/me/revokeSignInSessions', undefined, { as: 'Tomasz' })).body.value).toBe(true);
  expect((await fetch(`${graph.local.origin}/v1.0/me`, { headers: { authorization: `Bearer ${before}` } })).status).toBe(401);
});

test('somebody’s licences are told in detail, and groups are checked for any directory object', async () => {
  const { body } = await graph.get(`/users/${graph.id('Ana')}/licenseDetails`);
  expect(body.value.map(({ skuPartNumber }) => skuPartNumber)).toContain('SPE_E5');
  const [group] = graph.local.tenant.members.to(graph.id('Ana'));
  expect((await graph.post(`/directoryObjects/${graph.id('Ana')}/checkMemberGroups`, { groupIds: [group] })).body.value).toEqual([group]);
  expect((await graph.post('/users/getByIds', { ids: [graph.id('Ana')], types: ['user'] })).body.value.map(({ id }) => id)).toEqual([graph.id('Ana')]);
});
