import { afterAll, beforeAll, expect, test } from 'vitest';
import { GraphCaller, outcome } from './graph-caller';
import { EM } from './testing';

let graph: GraphCaller;
beforeAll(async () => {
  graph = await GraphCaller.start();
});
afterAll(() => graph.stop());

const ref = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });
const MEMBERS_ONLY = ['GroupMember.ReadWrite.All'];

let made = 0;
async function aGroup(more: Record<string, unknown> = {}, as = 'Ines'): Promise<string> {
  made += 1;
  const { status, body } = await graph.post('/groups', { displayName: `Group ${made}`, mailEnabled: false, securityEnabled: true, mailNickname: `group-${made}`, ...more }, { as });
  expect(status).toBe(201);
  return String(body.id);
}
const groupIn = (id: string) => graph.local.snapshot().groups.find((group) => group.id === id);
const some = (count: number) => graph.local.snapshot().users.filter((user) => user.employeeId !== null && user.accountEnabled).slice(0, count).map(({ id }) => id);
function change(id: string, to: Partial<Parameters<typeof graph.local.tenant.groups.add>[0]>): void {
  const group = graph.local.tenant.groups.get(id);
  if (group) graph.local.tenant.groups.add({ ...group, ...to });
}

test('members and owners are added and removed by reference, and neither twice', async () => {
  const id = await aGroup();
  const [ana, jonas] = [graph.id('Ana'), graph.id('Jonas')];
  const asked = [
    await graph.post(`/groups/${id}/members/$ref`, ref(ana)), await graph.post(`/groups/${id}/members/$ref`, ref(ana)), await graph.post(`/groups/${id}/members/$ref`, ref(graph.groupId('Remote access'))),
    await graph.post(`/groups/${id}/owners/$ref`, ref(jonas)), await graph.post(`/groups/${id}/members/$ref`, ref('00000000-0000-4000-8000-000000000000')), await graph.post(`/groups/${id}/members/$ref`, { '@odata.id': 'ana' }),
  ];
  expect(asked.map(outcome)).toEqual(['204', '400 Request_BadRequest', '204', '204', '404 Request_ResourceNotFound', '400 Request_BadRequest']);
  expect(asked[1]?.body.error.message).toBe("One or more added object references already exist for the following modified properties: 'members'.");
  expect(groupIn(id)).toMatchObject({ members: [ana, graph.groupId('Remote access')], owners: [jonas] });
  const taken = [await graph.delete(`/groups/${id}/members/${ana}/$ref`), await graph.delete(`/groups/${id}/members/${ana}/$ref`), await graph.delete(`/groups/${id}/owners/${jonas}/$ref`)];
  expect(taken.map(outcome)).toEqual(['204', '404 Request_ResourceNotFound', '400 Request_BadRequest']);
  expect(groupIn(id)).toMatchObject({ members: [graph.groupId('Remote access')], owners: [jonas] });
});

test('twenty members are added by one change of the group, and not one more', async () => {
  const id = await aGroup();
  const bind = (ids: string[]) => ({ 'members@odata.bind': ids.map((one) => ref(one)['@odata.id']) });
  const people = some(21);
  expect(outcome(await graph.patch(`/groups/${id}`, bind(people), { scopes: MEMBERS_ONLY }))).toBe('400 Request_BadRequest');
  expect(groupIn(id)?.members).toEqual([]);
  expect(outcome(await graph.patch(`/groups/${id}`, bind(people.slice(0, 20)), { scopes: MEMBERS_ONLY }))).toBe('204');
  expect(groupIn(id)?.members).toEqual(people.slice(0, 20));
  expect(outcome(await graph.patch(`/groups/${id}`, bind(people.slice(19)), { scopes: MEMBERS_ONLY }))).toBe('400 Request_BadRequest');
  expect(groupIn(id)?.members).toEqual(people.slice(0, 20));
});

test('a group is made, changed, and kept for thirty days when it is one of Microsoft 365', async () => {
  const id = await aGroup({ groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, visibility: 'HiddenMembership' });
  expect(outcome(await graph.patch(`/groups/${id}`, { displayName: 'Renamed', description: 'After the reorganisation' }))).toBe('204');
  expect((await graph.get(`/groups/${id}?$select=displayName,description,mail,visibility`)).body).toMatchObject({ displayName: 'Renamed', description: 'After the reorganisation', visibility: 'HiddenMembership' });
  const security = await aGroup();
  expect([outcome(await graph.delete(`/groups/${id}`)), outcome(await graph.delete(`/groups/${security}`)), outcome(await graph.get(`/groups/${id}`))]).toEqual(['204', '204', '404 Request_ResourceNotFound']);
  expect((await graph.all('/directory/deletedItems/microsoft.graph.group?$select=id')).map((group) => group.id)).toEqual([id]);
  expect([outcome(await graph.post(`/directory/deletedItems/${id}/restore`, undefined)), outcome(await graph.post(`/directory/deletedItems/${security}/restore`, undefined))]).toEqual(['200', '404 Request_ResourceNotFound']);
  expect(groupIn(id)?.displayName).toBe('Renamed');
});

test('what nothing here follows is kept as it was written, in a group and in a person', async () => {
  const admin = { as: 'adm-ines.aalto' };
  const { body: group } = await graph.post('/groups', { displayName: 'Labelled', mailNickname: 'labelled', mailEnabled: false, securityEnabled: true, classification: 'low' }, admin);
  await graph.patch(`/groups/${String(group.id)}`, { theme: 'Blue' }, admin);
  const unified = String((await graph.post('/groups', { displayName: 'Mailed', mailNickname: 'mailed', mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] }, admin)).body.id);
  expect([await graph.patch(`/groups/${unified}`, { autoSubscribeNewMembers: true }, admin), await graph.patch(`/groups/${unified}`, { autoSubscribeNewMembers: false, description: 'Both' }, admin)].map(outcome)).toEqual(['200', '400 BadRequest']);
  expect((await graph.get(`/groups/${unified}?$select=autoSubscribeNewMembers`)).body.autoSubscribeNewMembers).toBe(true);
  expect((await graph.get(`/groups/${String(group.id)}?$select=classification,theme`)).body).toMatchObject({ classification: 'low', theme: 'Blue' });
  await graph.patch(`/users/${graph.id('Ana')}`, { employeeOrgData: { division: 'Sales', costCenter: '1' }, showInAddressList: false }, admin);
  await graph.patch(`/users/${graph.id('Ana')}`, { interests: ['Chess'] }, admin);
  expect((await graph.get(`/users/${graph.id('Ana')}?$select=employeeOrgData,showInAddressList,interests`)).body).toMatchObject({ employeeOrgData: { division: 'Sales', costCenter: '1' }, showInAddressList: false, interests: ['Chess'] });
});

test('what makes no sense of a group is refused', async () => {
  const body = { displayName: 'Odd', mailEnabled: false, securityEnabled: true, mailNickname: 'odd' };
  const refused = await Promise.all([
    graph.post('/groups', { ...body, displayName: undefined }), graph.post('/groups', { ...body, mailEnabled: true }), graph.post('/groups', { ...body, groupTypes: ['DynamicMembership'] }),
    graph.post('/groups', { ...body, isAssignableToRole: true }), graph.post('/groups', { ...body, shoeSize: 43 }, { wrong: true }), graph.patch(`/groups/${graph.groupId('Remote access')}`, { visibility: 'HiddenMembership' }),
    graph.patch(`/groups/${graph.groupId('Remote access')}`, { isAssignableToRole: true }), graph.post('/groups', { ...body, autoSubscribeNewMembers: true }),
  ]);
  expect(refused.map(outcome)).toEqual([
    '400 Request_BadRequest', '400 Request_BadRequest', '400 Request_BadRequest', '403 Authorization_RequestDenied', '400 Request_BadRequest', '400 Request_BadRequest', '400 Request_BadRequest', '400 Request_BadRequest',
  ]);
});

test('a group for Entra roles is security-enabled, has no rule and is not public, whoever makes it', async () => {
  const body = { displayName: 'Operators', mailEnabled: false, securityEnabled: true, mailNickname: 'operators', isAssignableToRole: true };
  const unified = { ...body, mailEnabled: true, groupTypes: ['Unified'] };
  const asked = [
    { ...body, groupTypes: ['DynamicMembership'], membershipRule: 'user.department -eq "Finance"', membershipRuleProcessingState: 'On' }, { ...unified, securityEnabled: false }, { ...unified, visibility: 'Public' }, unified,
  ];
  const answers = [];
  for (const each of asked) answers.push(await graph.post('/groups', each, { as: 'emergency-access-1' }));
  expect(answers.map(outcome)).toEqual(['400 Request_BadRequest', '400 Request_BadRequest', '400 Request_BadRequest', '201']);
  expect(answers[3]?.body).toMatchObject({ visibility: 'Private', isAssignableToRole: true });
});

test('members come and go by owners and administrators of groups, owners not by identity governance, privileged groups by the privileged', async () => {
  const [ana, ledger, privileged] = [graph.id('Ana'), graph.groupId('Finance – Ledger'), graph.groupId('Privileged – Identity operators')];
  graph.local.tenant.setEntraRoles(graph.id('Eva'), ['Identity Governance Administrator']);
  const add = (group: string, as: string, relation = 'members') => graph.post(`/groups/${group}/${relation}/$ref`, ref(ana), { as }).then(outcome);
  const denied = '403 Authorization_RequestDenied';
  expect([await add(ledger, 'Jonas'), await add(ledger, 'Tomasz'), await add(ledger, 'Marta')]).toEqual([denied, denied, '204']);
  expect([await add(graph.groupId('Remote access'), 'Eva'), await add(ledger, 'Eva', 'owners'), await add(privileged, 'Eva'), await add(privileged, 'Ines')]).toEqual(['204', denied, denied, denied]);
  expect(await add(privileged, 'emergency-access-1')).toBe('204');
  expect(outcome(await graph.post(`/groups/${ledger}/members/$ref`, ref(graph.id('Priya')), { scopes: ['Group.Read.All'] }))).toBe(denied);
});

test('groups that are fed from elsewhere refuse members', async () => {
  const ana = ref(graph.id('Ana'));
  const [synchronised, list, dynamic] = await Promise.all(['FS-Finance-RO', 'DL Plant announcements', 'All Germany'].map((name) => graph.post(`/groups/${graph.groupId(name)}/members/$ref`, ana)));
  const cloudList = await aGroup();
  change(cloudList, { mailEnabled: true, securityEnabled: true, mail: 'list@haldenvoss.example' });
  const mailEnabled = await graph.post(`/groups/${cloudList}/members/$ref`, ana);
  expect([synchronised, list, dynamic, mailEnabled].map((answer) => answer && `${outcome(answer)}: ${answer.body.error.message}`)).toEqual([
    '400 Request_BadRequest: Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    '400 Request_BadRequest: Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    '403 Authorization_RequestDenied: Insufficient privileges to complete the operation.',
    '400 Request_BadRequest: Cannot Update a mail-enabled security groups and or distribution list.',
  ]);
});

test('a group in a restricted management unit is changed by nobody and joins no catalog', async () => {
  const id = await aGroup({ 'owners@odata.bind': [ref(graph.id('Ines'))['@odata.id']] });
  change(id, { isManagementRestricted: true });
  expect((await graph.get(`/groups/${id}?$select=isManagementRestricted`)).body.isManagementRestricted).toBe(true);
  const refused = await graph.post(`/groups/${id}/members/$ref`, ref(graph.id('Ana')), { as: 'emergency-access-1' });
  expect(refused.body.error).toMatchObject({ code: 'Authorization_RequestDenied', message: expect.stringContaining('member of a restricted management administrative unit') as string });
  const [catalog] = (await graph.get(`${EM}/catalogs?$filter=displayName eq 'Finance'`)).body.value;
  const asResource = await graph.post(`${EM}/resourceRequests`, { requestType: 'adminAdd', catalog: { id: catalog?.id }, resource: { originId: id, originSystem: 'AadGroup' } });
  expect(outcome(asResource)).toBe('400 InvalidResource');
});

test('hidden members are an empty answer without both the permission and a role', async () => {
  const id = await aGroup({ groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, visibility: 'HiddenMembership', 'members@odata.bind': [ref(graph.id('Ana'))['@odata.id']] });
  const seen = async (as: string, scopes: string[]) => (await graph.get(`/groups/${id}/members?$select=id`, { as, scopes })).body.value.length;
  const hidden = ['GroupMember.Read.All', 'Member.Read.Hidden'];
  expect([await seen('Ines', ['GroupMember.Read.All']), await seen('Jonas', hidden), await seen('Ines', hidden), await seen('Ana', hidden)]).toEqual([0, 0, 1, 1]);
  expect((await graph.get(`/groups/${id}?$expand=members($select=id)`)).body.members).toEqual([]);
});

test('whoever may activate membership is no member, and is told by the eligibility schedules', async () => {
  const id = await aGroup();
  const [ana, priya] = [graph.id('Ana'), graph.id('Priya')];
  change(id, { isPimManaged: true });
  graph.local.tenant.eligibleMembers.add(id, ana);
  await graph.post(`/groups/${id}/members/$ref`, ref(priya));
  const schedules = '/identityGovernance/privilegedAccess/group/eligibilitySchedules';
  expect((await graph.all(`/groups/${id}/members?$select=id`)).map((member) => member.id)).toEqual([priya]);
  expect((await graph.all(`${schedules}?$filter=groupId eq '${id}'&$expand=principal($select=displayName)`)).map(({ principalId, accessId, status, principal }) => ({ principalId, accessId, status, principal }))).toEqual([
    { principalId: ana, accessId: 'member', status: 'Provisioned', principal: { '@odata.type': '#microsoft.graph.user', displayName: 'Ana Kowalczyk' } },
  ]);
  expect((await graph.all(`${schedules}?$filter=principalId eq '${ana}'`, { as: 'Ana' })).map(({ groupId }) => groupId)).toEqual([id]);
  expect([outcome(await graph.get(schedules)), outcome(await graph.get(`${schedules}?$filter=groupId eq '${id}'`, { as: 'Jonas' }))]).toEqual(['400 MissingParameters', '403 Authorization_RequestDenied']);
});

test('the organisation has a licence of which more was promised than bought', async () => {
  const [group] = (await graph.get("/groups?$filter=displayName eq 'Licences – Power BI'&$select=id,assignedLicenses,hasMembersWithLicenseErrors")).body.value;
  expect(group).toMatchObject({ assignedLicenses: [{ skuId: 'f8a1db68-be16-40ed-86d5-cb42ce701560' }], hasMembersWithLicenseErrors: true });
  const members = await graph.all(`/groups/${String(group?.id)}/members?$select=id`);
  const { value } = (await graph.get('/subscribedSkus')).body;
  expect([members.length, value.find(({ skuPartNumber }) => skuPartNumber === 'POWER_BI_PRO')?.consumedUnits]).toEqual([15, 12]);
});

test('seats of a licence that a group gives run out, and the next in line gets the seat that comes free', async () => {
  const skuId = 'f8a1db68-be16-40ed-86d5-cb42ce701560';
  const [first = '', ...others] = some(14);
  const id = await aGroup({ 'members@odata.bind': [first, ...others].map((one) => ref(one)['@odata.id']) });
  for (const group of graph.local.tenant.groups.values()) change(group.id, { assignedLicenses: group.id === id ? [skuId] : group.assignedLicenses.filter((held) => held !== skuId) });
  const sku = async () => (await graph.get('/subscribedSkus')).body.value.find(({ skuPartNumber }) => skuPartNumber === 'POWER_BI_PRO');
  const states = async (person: string) => {
    const { body } = await graph.get(`/users/${person}?$select=licenseAssignmentStates,assignedLicenses`);
    const [state] = (body.licenseAssignmentStates as { skuId: string; state: string; error: string; assignedByGroup: string }[]).filter((one) => one.skuId === skuId);
    return { state: state?.state, error: state?.error, assignedByGroup: state?.assignedByGroup, held: (body.assignedLicenses as { skuId: string }[]).some((one) => one.skuId === skuId) };
  };
  expect(await sku()).toMatchObject({ consumedUnits: 12, prepaidUnits: { enabled: 12 } });
  expect(await states(others[10] ?? '')).toEqual({ state: 'Active', error: 'None', assignedByGroup: id, held: true });
  expect(await states(others[11] ?? '')).toEqual({ state: 'Error', error: 'CountViolation', assignedByGroup: id, held: false });
  expect((await graph.all('/groups?$filter=hasMembersWithLicenseErrors eq true&$count=true&$select=id', { eventual: true })).map((group) => group.id)).toEqual([id]);
  await graph.delete(`/groups/${id}/members/${first}/$ref`);
  expect(await states(others[11] ?? '')).toMatchObject({ state: 'Active', held: true });
});

test('a group of a unique name is made once: the second asking changes it, and without leave to make one there has to be one', async () => {
  const body = { displayName: 'Once', mailEnabled: false, securityEnabled: true, mailNickname: 'once' };
  const named = "/groups(uniqueName='once-only')";
  const asked = [await graph.patch(named, body), await graph.patch(named, body, { headers: { prefer: 'create-if-missing' } }), await graph.patch(named, { ...body, displayName: 'Once more' }, { headers: { prefer: 'create-if-missing' } }), await graph.post('/groups', { ...body, uniqueName: 'once-only' })];
  expect(asked.map(outcome)).toEqual(['404 Request_ResourceNotFound', '201', '204', '400 Request_BadRequest']);
  expect(graph.local.snapshot().groups.filter(({ mailNickname }) => mailNickname === 'once')).toMatchObject([{ id: asked[1]?.body.id, displayName: 'Once more', written: { uniqueName: 'once-only' } }]);
});
