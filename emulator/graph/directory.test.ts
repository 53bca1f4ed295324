import { beforeEach, expect, test } from 'vitest';
import type { Answer } from './testing';
import { EM, Office } from './testing';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const EVENTUAL = { headers: { ConsistencyLevel: 'eventual' } };
const names = ({ body }: Answer) => body.value.map(({ displayName }) => displayName);
const refusal = ({ status, body }: Answer) => `${status} ${body.error.code}`;

test('a person is read by id, by sign-in name and as oneself, with the usual properties', async () => {
  const usual = ['businessPhones', 'displayName', 'givenName', 'id', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage', 'surname', 'userPrincipalName'];
  const me = await office.get('/me', { as: 'Marta' });
  const byId = await office.get(`/users/${office.persona('Marta')}`);
  const byName = await office.get('/users/Marta.Lindqvist@haldenvoss.example');
  expect(Object.keys(me.body).filter((name) => !name.startsWith('@')).sort()).toEqual(usual);
  expect([byId.body, byName.body]).toEqual([me.body, me.body]);
  expect(refusal(await office.get('/users/nobody@haldenvoss.example'))).toBe('404 Request_ResourceNotFound');
});

test('a guest’s sign-in name is found in a path with its number sign escaped', async () => {
  const guest = [...office.tenant.users.values()].find((user) => user.userType === 'Guest');
  const { body } = await office.get(`/users/${encodeURIComponent(guest?.userPrincipalName ?? '')}?$select=userType,creationType,identities`);
  expect(body).toMatchObject({ userType: 'Guest', creationType: 'Invitation', identities: [{ signInType: 'federated' }] });
});

test('a manager and their people are found from both ends, and expanded', async () => {
  const marta = await office.get(`/users/${office.persona('Marta')}?$select=displayName&$expand=manager($select=id,displayName)`);
  const manager = marta.body.manager as { id: string; displayName: string };
  expect((await office.get(`/users/${office.persona('Marta')}/manager`)).body.displayName).toBe(manager.displayName);
  expect(await office.all(`/users/${manager.id}/directReports`)).toContainEqual(expect.objectContaining({ displayName: 'Marta Lindqvist' }));
  const ceo = [...office.tenant.users.values()].find((user) => user.jobTitle === 'Chief Executive Officer');
  expect(refusal(await office.get(`/users/${ceo?.id}/manager`))).toBe('404 Request_ResourceNotFound');
});

test('people are filtered as the directory filters them', async () => {
  const count = async (filter: string, more = '', options = {}) => (await office.all(`/users?$select=id&$filter=${encodeURIComponent(filter)}${more}`, options)).length;
  const everybody = [...office.tenant.users.values()];
  expect(await count("department eq 'finance' and accountEnabled eq true")).toBe(everybody.filter((user) => user.department === 'Finance' && user.accountEnabled).length);
  expect(await count("userType eq 'Guest'")).toBe(everybody.filter((user) => user.userType === 'Guest').length);
  expect(await count("startsWith(displayName,'Mar')")).toBe(everybody.filter((user) => user.displayName.startsWith('Mar')).length);
  expect(await count("startswith(displayName,'Marta L') or mail eq 'jonas.weber@haldenvoss.example'")).toBe(2);
  expect(await count("userPrincipalName in ('ines.aalto@haldenvoss.example','EVA.BRANDT@haldenvoss.example','no@one.example')")).toBe(2);
  expect(await count('department eq null', '&$count=true', EVENTUAL)).toBe(everybody.filter((user) => user.department === null).length);
  expect(await count("endsWith(mail,'@haldenvoss.example')", '&$count=true', EVENTUAL)).toBe(everybody.filter((user) => user.mail?.endsWith('@haldenvoss.example')).length);
  expect(await count("not(userType eq 'Guest')", '&$count=true', EVENTUAL)).toBe(everybody.filter((user) => user.userType !== 'Guest').length);
});

test('what needs the ConsistencyLevel header is refused without it', async () => {
  const refused = await Promise.all([
    office.get("/users?$filter=userType ne 'Guest'"),
    office.get("/users?$filter=endsWith(mail,'.example')"),
    office.get('/users?$search="displayName:marta"'),
    office.get('/users?$orderby=createdDateTime'),
    office.get("/users?$filter=accountEnabled eq true&$orderby=displayName"),
    office.get('/users/$count'),
    office.get("/users?$filter=contains(displayName,'mar')", EVENTUAL),
    office.get(`/users?$filter=id in (${Array(16).fill(`'${office.persona('Ana')}'`).join(',')})`),
    office.get('/users?$skip=10'),
    office.get('/users?$top=1000'),
    office.get('/users?$filter=shoeSize eq 43', { wrong: true }),
    office.get('/users?$select=shoeSize', { wrong: true }),
    office.get('/users?$filter=accountEnabled eq'),
  ]);
  expect(refused.map(refusal)).toEqual([
    '400 Request_UnsupportedQuery', '400 Request_UnsupportedQuery', '400 Request_UnsupportedQuery', '400 Request_UnsupportedQuery', '400 Request_UnsupportedQuery',
    '400 Request_BadRequest', '400 Request_UnsupportedQuery', '400 Request_UnsupportedQuery', '400 Request_BadRequest', '400 Request_UnsupportedQuery', '400 BadRequest', '400 BadRequest', '400 BadRequest',
  ]);
});

test('search finds words of a name by their start, in any case and without accents', async () => {
  const found = await office.get('/users?$search="displayName:lindq" OR "userPrincipalName:jonas.web"&$count=true', EVENTUAL);
  expect(names(found).sort()).toEqual(['Jonas Weber', 'Marta Lindqvist']);
  expect(found.body['@odata.count']).toBe(2);
  expect(names(await office.get('/groups?$search="displayName:gdansk"', EVENTUAL))).toEqual(['Gdańsk – Plant floor', 'Gdańsk expansion']);
});

test('lists come by pages with a link that is followed whole', async () => {
  const first = await office.get('/users?$select=id,displayName&$top=50&$count=true', EVENTUAL);
  expect([first.body.value.length, first.body['@odata.count']]).toEqual([50, 600]);
  const everybody = await office.all('/users?$select=id&$top=250');
  expect(new Set(everybody.map(({ id }) => id)).size).toBe(600);
  const sorted = names(await office.get('/users?$select=displayName&$orderby=displayName desc&$top=3'));
  expect([...sorted].sort((one, other) => String(other).localeCompare(String(one)))).toEqual(sorted);
  expect(refusal(await office.get('/users?$skiptoken=abc'))).toBe('400 Directory_ExpiredPageToken');
  expect((await office.get('/users/$count', EVENTUAL)).body).toBe(600);
});

test('groups tell their kind, their members through nesting, and their owners', async () => {
  const kinds = await Promise.all([
    office.get("/groups?$filter=groupTypes/any(c:c eq 'Unified')"), office.get("/groups?$filter=groupTypes/any(c:c eq 'DynamicMembership')"), office.get('/groups?$filter=onPremisesSyncEnabled eq true'),
  ]);
  expect(kinds.map(({ body }) => body.value.length)).toEqual([7, 4, 5]);
  const all = office.groupId('Plant floor – All plants');
  expect((await office.get(`/groups/${all}/members`)).body.value.map((member) => member['@odata.type'])).toEqual(Array(3).fill('#microsoft.graph.group'));
  const people = await office.all(`/groups/${all}/transitiveMembers/microsoft.graph.user?$select=id`);
  expect((await office.get(`/groups/${all}/transitiveMembers/microsoft.graph.user/$count`, EVENTUAL)).body).toBe(people.length);
  expect((await office.get(`/groups/${office.groupId('Finance – Staff')}/members/$count`, EVENTUAL)).body as unknown as number).toBeGreaterThan(50);
  expect(names(await office.get(`/groups/${office.groupId('Finance – Ledger')}/owners`))).toEqual(['Marta Lindqvist']);
  const nested = people[0]?.id;
  expect(names(await office.get(`/users/${String(nested)}/transitiveMemberOf`))).toContain('Plant floor – All plants');
});

test('an owner finds what they own, and applications tell their roles and owners', async () => {
  const owned = (await office.all('/me/ownedObjects', { as: 'Jonas' })).map(({ displayName }) => displayName);
  expect(owned).toEqual(expect.arrayContaining(['ERP – Key users', 'Halden Ledger', 'Halden Travel']));
  const ledger = office.principalId('Halden Ledger');
  const principal = await office.get(`/servicePrincipals/${ledger}?$select=displayName,appRoles&$expand=owners($select=id,displayName)`);
  expect(principal.body).toMatchObject({ owners: [{ displayName: 'Jonas Weber' }], appRoles: [{ value: 'Reader' }, { value: 'Poster' }, { value: 'Approver' }] });
  expect(names(await office.get(`/servicePrincipals/${ledger}/owners`))).toEqual(['Jonas Weber']);
  expect(names(await office.get("/servicePrincipals?$filter=startswith(displayName,'Halden')"))).toEqual(['Halden Ledger', 'Halden Travel']);
  expect(names(await office.get('/applications?$top=2'))).toEqual(['Halden Ledger', 'Halden Travel']);
});

test('sites are found by words, and read by id', async () => {
  const found = await office.get('/sites?search=plant');
  expect(names(found)).toEqual(['Plant Hamburg', 'Plant Gdańsk']);
  expect((await office.get(`/sites/${String(found.body.value[0]?.id)}`)).body.webUrl).toBe('https://haldenvoss.sharepoint.example/sites/plant-hamburg');
  expect(names(await office.get('/sites?search=*'))).toHaveLength(5);
});

test('objects of several types are read by their ids at once', async () => {
  const ids = [office.persona('Ana'), office.groupId('Remote access'), office.principalId('Timekeeper'), '00000000-0000-4000-8000-000000000000'];
  const { body } = await office.post('/directoryObjects/getByIds', { ids, types: ['user', 'group'] });
  expect(body.value.map((object) => [object['@odata.type'], object.displayName])).toEqual([['#microsoft.graph.user', 'Ana Kowalczyk'], ['#microsoft.graph.group', 'Remote access']]);
  expect(refusal(await office.post('/directoryObjects/getByIds', { ids: Array(1001).fill(ids[0]) }))).toBe('400 Request_BadRequest');
});

test('the organisation and what it is licensed for are told', async () => {
  expect((await office.get('/organization?$select=id,displayName')).body.value).toEqual([{ id: office.tenant.info.tenantId, displayName: 'Halden Voss' }]);
  expect((await office.get('/subscribedSkus')).body.value.map(({ skuPartNumber }) => skuPartNumber)).toContain('Microsoft_Entra_ID_Governance');
});

test('a batch answers each request on its own and skips what depends on a failure', async () => {
  const { status, body } = await office.post('/$batch', {
    requests: [
      { id: '1', method: 'GET', url: '/me?$select=displayName' },
      { id: '2', method: 'GET', url: '/users/nobody' },
      { id: '3', method: 'GET', url: `${EM}/catalogs`, dependsOn: ['2'] },
      { id: '4', method: 'POST', url: `${EM}/catalogs`, headers: { 'Content-Type': 'application/json' }, body: { displayName: 'Batched' } },
    ],
  });
  const responses = body.responses as { id: string; status: number; body: { displayName?: string } }[];
  expect([status, ...responses.map((response) => response.status)]).toEqual([200, 200, 404, 424, 201]);
  expect(responses[0]?.body.displayName).toBe('Ines Aalto');
  const request = (id: number) => ({ id: String(id), method: 'GET', url: '/me' });
  const raw = (requests: unknown[]) => office.post('/$batch', { requests }, { wrong: true });
  expect((await raw(Array.from({ length: 21 }, (_, id) => request(id)))).status).toBe(400);
  expect((await raw([request(1), request(1)])).status).toBe(400);
});

test('a refusal carries the ids a support case asks for', async () => {
  const { headers, body } = await office.get('/users/nobody', { headers: { 'client-request-id': 'mine' } });
  expect(headers['client-request-id']).toBe('mine');
  expect(body.error).toMatchObject({ innerError: { 'request-id': headers['request-id'], 'client-request-id': 'mine' } });
});

test('devices stand among the members of groups, and are told apart from people', async () => {
  const groupId = office.groupId('WIFI-Plant-Handhelds');
  const members = await office.all(`/groups/${groupId}/members?$top=999`);
  const scanners = members.filter((member) => member['@odata.type'] === '#microsoft.graph.device');
  expect(scanners.map(({ displayName, operatingSystem, trustType }) => [displayName, operatingSystem, trustType])).toEqual([
    ['HVHAM-SCAN-01', 'Android', 'ServerAd'], ['HVHAM-SCAN-02', 'Android', 'ServerAd'], ['HVGDN-SCAN-01', 'Android', 'ServerAd'], ['HVGDN-SCAN-02', 'Android', 'ServerAd'],
  ]);
  const cast = async (type: string) => (await office.all(`/groups/${groupId}/members/microsoft.graph.${type}?$top=999`)).map(({ id }) => id);
  const [people, devices] = [await cast('user'), await cast('device')];
  expect([devices, people.length + devices.length]).toEqual([scanners.map(({ id }) => id), members.length]);
  expect(await office.all(`/groups/${groupId}/members/microsoft.graph.orgContact`)).toEqual([]);
  const selected = await office.all(`/groups/${groupId}/members?$select=id,userPrincipalName&$top=999`);
  expect(selected.filter((member) => member['@odata.type'] === '#microsoft.graph.device').every((member) => !('userPrincipalName' in member))).toBe(true);

  const { body } = await office.post('/directoryObjects/getByIds', { ids: [devices[0], people[0]], types: ['device'] });
  expect(body.value.map((each) => [each['@odata.type'], each.displayName])).toEqual([['#microsoft.graph.device', 'HVHAM-SCAN-01']]);
});

test('a device is put into an assigned group and not into one of Microsoft 365', async () => {
  const [device] = await office.all(`/groups/${office.groupId('WIFI-Plant-Handhelds')}/members/microsoft.graph.device`);
  const put = (group: string) => office.post(`/groups/${office.groupId(group)}/members/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/devices/${String(device?.id)}` }, { scopes: ['GroupMember.ReadWrite.All', 'Group.Read.All'] }).then((answer) => (answer.status < 300 ? answer.status : refusal(answer)));
  expect([await put('Remote access'), await put('Sales EMEA')]).toEqual([204, '400 Request_BadRequest']);
  expect((await office.all(`/groups/${office.groupId('Remote access')}/members?$top=999`)).at(-1)).toMatchObject({ '@odata.type': '#microsoft.graph.device', displayName: 'HVHAM-SCAN-01' });
});

test('the directory roles somebody holds stand beside their groups, and a cast tells the two apart', async () => {
  const of = (path: string) => office.all(`/users/${office.persona('Ines')}/${path}`);
  const [all, roles, groups] = [await of('memberOf'), await of('memberOf/microsoft.graph.directoryRole'), await of('memberOf/microsoft.graph.group')];
  expect(roles.map(({ displayName, roleTemplateId }) => [displayName, roleTemplateId])).toContainEqual(['Identity Governance Administrator', '45d8d3c5-c802-45c6-b32a-1d70b5e1e86e']);
  expect([all.length, roles.length, roles.some((role) => '@odata.type' in role), await of('memberOf/microsoft.graph.administrativeUnit')]).toEqual([groups.length + roles.length, 3, false, []]);
  const { body } = await office.get(`/users/${office.persona('Ines')}?$select=id&$expand=memberOf`);
  expect((body.memberOf as Record<string, unknown>[]).filter((each) => each['@odata.type'] === '#microsoft.graph.directoryRole')).toHaveLength(3);
});

test('sign-ins take the permission and the licence of the audit log, and come 500 at most', async () => {
  const ask = (query: string, scopes: string[] = ['User.Read.All', 'AuditLog.Read.All']) => office.get(`/users${query}`, { scopes });
  const { body } = await ask("?$filter=signInActivity/lastSignInDateTime ge 2026-11-19T00:00:00Z&$select=id,signInActivity&$top=500");
  expect(body.value.length).toBeGreaterThan(100);
  expect(body.value.every(({ signInActivity }) => String((signInActivity as { lastSignInDateTime: string }).lastSignInDateTime) >= '2026-11-19')).toBe(true);
  expect([refusal(await ask('?$select=signInActivity', ['User.Read.All'])), refusal(await ask('?$select=signInActivity&$top=999'))]).toEqual(['403 Authentication_MSGraphPermissionMissing', '400 Request_UnsupportedQuery']);
  office.tenant.settings.licences = 'none';
  expect(refusal(await ask('?$select=signInActivity'))).toBe('403 Authentication_RequestFromNonPremiumTenantOrB2CTenant');
  office.tenant.settings.licences = 'Governance';
});

test('a guest’s sponsors, and the objects somebody is a member of, are told', async () => {
  const guest = [...office.tenant.users.values()].find((user) => user.userType === 'Guest');
  office.tenant.sponsors.add(guest?.id ?? '', office.persona('Eva'));
  expect((await office.all(`/users/${guest?.id}/sponsors`)).map(({ displayName }) => displayName)).toEqual(['Eva Brandt']);
  const objects = await office.post(`/users/${office.persona('Ines')}/getMemberObjects`, { securityEnabledOnly: true });
  const groups = await office.post(`/users/${office.persona('Ines')}/getMemberGroups`, { securityEnabledOnly: true });
  const roles = objects.body.value.filter((id) => !groups.body.value.includes(id));
  expect([roles.length, (await office.post('/me/checkMemberObjects', { ids: [roles[0], office.groupId('Sales EMEA')] })).body.value]).toEqual([3, [roles[0]]]);
});
