import { afterAll, beforeAll, expect, test } from 'vitest';
import { GraphCaller, outcome } from './graph-caller';

let graph: GraphCaller;
/** A User Administrator of the seed: the separate account of Ines. */
const ADMIN = { as: 'adm-ines.aalto' };
beforeAll(async () => {
  graph = await GraphCaller.start();
});
afterAll(() => graph.stop());

const ref = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/users/${id}` });
let made = 0;
const aBody = (more: Record<string, unknown> = {}) => {
  made += 1;
  return { accountEnabled: true, displayName: `Person ${made}`, mailNickname: `person${made}`, userPrincipalName: `person${made}@haldenvoss.example`, passwordProfile: { password: 'Not-kept-1' }, ...more };
};
async function aPerson(more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await graph.post('/users', aBody(more), ADMIN);
  expect(status).toBe(201);
  return String(body.id);
}
const personIn = (id: string) => graph.local.snapshot().users.find((user) => user.id === id);

test('a person is made and changed, and their password is kept nowhere', async () => {
  const id = await aPerson({ department: 'Finance', jobTitle: 'Controller' });
  expect(outcome(await graph.patch(`/users/${id}`, { department: 'Legal', jobTitle: null }, ADMIN))).toBe('204');
  expect(personIn(id)).toMatchObject({ department: 'Legal', jobTitle: null, accountEnabled: true, userPrincipalName: `person${made}@haldenvoss.example` });
  expect((await graph.get(`/users?$filter=department eq 'Legal' and startswith(displayName,'Person')&$select=id`)).body.value).toEqual([{ id }]);
  expect(JSON.stringify(graph.local.tenant.toJSON())).not.toContain('Not-kept-1');
});

test('what makes no person is refused', async () => {
  const synchronised = graph.local.snapshot().users.find((user) => user.onPremisesSyncEnabled)?.id ?? '';
  const refused = [
    await graph.post('/users', aBody({ displayName: undefined }), ADMIN), await graph.post('/users', aBody({ userPrincipalName: 'marta.lindqvist@haldenvoss.example' }), ADMIN),
    await graph.post('/users', aBody({ userPrincipalName: 'x@elsewhere.example' }), ADMIN), await graph.post('/users', aBody(), { as: 'Ines' }), await graph.patch(`/users/${synchronised}`, { department: 'Legal' }, ADMIN),
    await graph.patch(`/users/${graph.id('Ana')}`, { department: 'Legal' }, { as: 'Ana' }), await graph.patch(`/users/${graph.id('Ana')}`, { accountEnabled: 'yes' }, { ...ADMIN, wrong: true }),
  ];
  expect(refused.map(outcome)).toEqual([
    '400 Request_BadRequest', '400 Request_BadRequest', '400 Request_BadRequest', '403 Authorization_RequestDenied', '400 Request_BadRequest', '403 Authorization_RequestDenied', '400 Request_BadRequest',
  ]);
});

test('a deleted person is gone from everywhere, restored with their groups, and gone for good after thirty days', async () => {
  const id = await aPerson();
  const group = graph.groupId('Remote access');
  graph.local.tenant.members.add(group, id);
  expect(outcome(await graph.delete(`/users/${id}`, ADMIN))).toBe('204');
  expect([outcome(await graph.get(`/users/${id}`)), graph.local.tenant.members.has(group, id)]).toEqual(['404 Request_ResourceNotFound', false]);
  const [binned] = await graph.all('/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName,deletedDateTime');
  expect(binned).toEqual({ id, userPrincipalName: `${id.replaceAll('-', '')}person${made}@haldenvoss.example`, deletedDateTime: expect.stringMatching(/^\d{4}-/) as string });
  expect(outcome(await graph.post(`/directory/deletedItems/${id}/restore`, undefined, ADMIN))).toBe('200');
  expect([personIn(id)?.displayName, graph.local.tenant.members.has(group, id)]).toEqual([`Person ${made}`, true]);
  await graph.delete(`/users/${id}`, ADMIN);
  await graph.local.admin('clock', { advanceMs: 30 * 86_400_000 });
  expect(outcome(await graph.get(`/directory/deletedItems/${id}`))).toBe('404 Request_ResourceNotFound');
});

test('a manager is set, read, referred to and taken away', async () => {
  const [id, marta] = [await aPerson(), graph.id('Marta')];
  expect(outcome(await graph.ask('PUT', `/users/${id}/manager/$ref`, { body: ref(marta), ...ADMIN }))).toBe('204');
  expect((await graph.get(`/users/${id}/manager?$select=displayName`)).body.displayName).toBe('Marta Lindqvist');
  expect((await graph.get(`/users/${id}/manager/$ref`)).body['@odata.id']).toBe(`https://graph.microsoft.com/v1.0/directoryObjects/${marta}`);
  expect((await graph.all(`/users/${marta}/directReports?$select=id`)).map((report) => report.id)).toContain(id);
  expect([outcome(await graph.delete(`/users/${id}/manager/$ref`, ADMIN)), outcome(await graph.get(`/users/${id}/manager`))]).toEqual(['204', '404 Request_ResourceNotFound']);
});

test('an app role is given once, told from both ends, and taken away', async () => {
  const [ledger, ana] = [graph.principalId('Halden Ledger'), await aPerson()];
  const role = graph.local.tenant.servicePrincipals.get(ledger)?.appRoles[0]?.id ?? '';
  const body = { principalId: ana, resourceId: ledger, appRoleId: role };
  const made_ = await graph.post(`/servicePrincipals/${ledger}/appRoleAssignedTo`, body, { as: 'Jonas' });
  expect(made_.body).toMatchObject({ ...body, principalType: 'User', principalDisplayName: `Person ${made}`, resourceDisplayName: 'Halden Ledger' });
  const refused = [
    await graph.post(`/users/${ana}/appRoleAssignments`, body), await graph.post(`/users/${ana}/appRoleAssignments`, { ...body, appRoleId: '00000000-0000-0000-0000-000000000000' }),
    await graph.post(`/users/${graph.id('Marta')}/appRoleAssignments`, body), await graph.post(`/servicePrincipals/${ledger}/appRoleAssignedTo`, body, { as: 'Ana' }),
    await graph.post(`/servicePrincipals/${ledger}/appRoleAssignedTo`, body, { scopes: ['Application.Read.All'] }),
  ];
  expect(refused.map(outcome)).toEqual(['400 Request_BadRequest', '400 Request_BadRequest', '400 Request_BadRequest', '403 Authorization_RequestDenied', '403 Authorization_RequestDenied']);
  expect((await graph.all(`/users/${ana}/appRoleAssignments`)).map(({ id }) => id)).toEqual([made_.body.id]);
  expect((await graph.all(`/servicePrincipals/${ledger}/appRoleAssignedTo`)).map(({ id }) => id)).toContain(made_.body.id);
  expect(outcome(await graph.delete(`/servicePrincipals/${ledger}/appRoleAssignedTo/${String(made_.body.id)}`))).toBe('204');
  expect(await graph.all(`/users/${ana}/appRoleAssignments`)).toEqual([]);
});

test('the groups somebody is in are checked and told through nesting', async () => {
  const all = graph.groupId('Plant floor – All plants');
  const [plant = ''] = graph.local.snapshot().groups.find((group) => group.id === all)?.members ?? [];
  const [nested = ''] = graph.local.snapshot().groups.find((group) => group.id === plant)?.members ?? [];
  const others = [graph.groupId('Privileged – Identity operators')];
  expect((await graph.post(`/users/${nested}/checkMemberGroups`, { groupIds: [all, plant, ...others] })).body.value).toEqual(expect.arrayContaining([all, plant]));
  expect((await graph.post(`/users/${nested}/checkMemberGroups`, { groupIds: others })).body.value).toEqual([]);
  expect((await graph.post(`/users/${nested}/getMemberGroups`, { securityEnabledOnly: true })).body.value).toEqual(expect.arrayContaining([all, plant]));
  expect(outcome(await graph.post('/me/checkMemberGroups', { groupIds: Array(21).fill(all) }))).toBe('400 Request_BadRequest');
});

test('a letter goes into the outbox, from one’s own mailbox only', async () => {
  const message = { subject: 'Please sign', body: { contentType: 'HTML', content: '<p>Phase 1</p>' }, toRecipients: [{ emailAddress: { address: 'marta.lindqvist@haldenvoss.example' } }] };
  expect(outcome(await graph.post('/me/sendMail', { message, saveToSentItems: false }))).toBe('202');
  const letters = (await (await fetch(`${graph.local.origin}/_emulator/outbox`)).json()) as Record<string, unknown>[];
  expect(letters.map(({ id: _, sent: __, ...letter }) => letter)).toEqual([{
    from: 'ines.aalto@haldenvoss.example', to: ['marta.lindqvist@haldenvoss.example'], cc: [], bcc: [], subject: 'Please sign', contentType: 'html', body: '<p>Phase 1</p>', savedToSentItems: false,
  }]);
  const refused = [
    await graph.post(`/users/${graph.id('Marta')}/sendMail`, { message }), await graph.post('/me/sendMail', { message }, { as: 'emergency-access-1' }),
    await graph.post('/me/sendMail', { message: { ...message, toRecipients: [] } }), await graph.post('/me/sendMail', { message }, { scopes: ['User.Read'] }),
  ];
  expect(refused.map(outcome)).toEqual(['403 ErrorAccessDenied', '404 MailboxNotEnabledForRESTAPI', '400 ErrorInvalidRecipients', '403 Authorization_RequestDenied']);
});

test('a letter of the wrong JSON types is refused, but for the flag that the documentation itself quotes', async () => {
  const message = { subject: 'Quoted', toRecipients: [{ emailAddress: { address: 'marta.lindqvist@haldenvoss.example' } }] };
  const before = graph.local.tenant.outbox.toJSON().length;
  const asked = [
    { message, saveToSentItems: 'false' }, { message, saveToSentItems: 'no' }, { message, saveToSentItems: 0 }, { message: { ...message, subject: 5 } }, { message: { ...message, body: 'Hello' } },
    { message: { ...message, body: { contentType: 'word', content: '' } } }, { message: { ...message, toRecipients: 'marta' } }, { message: { ...message, body: { contentType: 'text', content: ['a'] } } },
  ];
  const answers: string[] = [];
  for (const body of asked) answers.push(outcome(await graph.post('/me/sendMail', body, { wrong: true })));
  expect(answers).toEqual(['202', ...Array<string>(7).fill('400 RequestBodyRead')]);
  expect(graph.local.tenant.outbox.toJSON().slice(before).map(({ subject, savedToSentItems }) => [subject, savedToSentItems])).toEqual([['Quoted', false]]);
});

test('a letter may be in MIME format, with names in any case otherwise', async () => {
  const mime = Buffer.from('From: <ines.aalto@haldenvoss.example>\r\nTo: Marta <marta.lindqvist@haldenvoss.example>,\r\n ana@haldenvoss.example\r\nSubject: In MIME\r\nContent-Type: text/plain\r\n\r\nHello\r\n').toString('base64');
  const { token } = (await graph.local.admin('token', { userId: graph.id('Ines'), audience: 'graph', scopes: ['Mail.Send'] })) as { token: string };
  const send = async (body: string) => {
    const response = await fetch(`${graph.local.origin}/v1.0/me/sendMail`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain', 'x-replay': '1' }, body });
    const text = await response.text();
    return `${response.status} ${text === '' ? '' : (JSON.parse(text) as { error: { code: string } }).error.code}`;
  };
  expect([await send(mime), await send('no base64!')]).toEqual(['202 ', '400 ErrorMimeContentInvalidBase64String']);
  expect(outcome(await graph.post('/me/sendMail', { Message: { Subject: 'Pascal', ToRecipients: [{ EmailAddress: { Address: 'eva@haldenvoss.example' } }] } }, { wrong: true }))).toBe('202');
  expect(graph.local.tenant.outbox.toJSON().slice(-2).map(({ subject, to, body }) => ({ subject, to, body }))).toEqual([
    { subject: 'In MIME', to: ['marta.lindqvist@haldenvoss.example', 'ana@haldenvoss.example'], body: 'Hello\n' }, { subject: 'Pascal', to: ['eva@haldenvoss.example'], body: '' },
  ]);
});

test('a search for sites finds the caller’s only, one is found by its address, and its members cannot be read', async () => {
  const found = async (as: string) => (await graph.get('/sites?search=*', { as })).body.value.map(({ displayName }) => displayName).sort();
  expect(await found('Ines')).toEqual(['Engineering library', 'Finance', 'Intranet', 'Plant Gdańsk', 'Plant Hamburg']);
  expect(await found('Ana')).toEqual(['Engineering library', 'Intranet']);
  const finance = await graph.get('/sites/haldenvoss.sharepoint.example:/sites/finance', { as: 'Marta' });
  expect(finance.body.displayName).toBe('Finance');
  expect([outcome(await graph.get(`/sites/${String(finance.body.id)}`, { as: 'Ana' })), outcome(await graph.get(`/sites/${String(finance.body.id)}/members`, { wrong: true }))]).toEqual(['403 accessDenied', '400 BadRequest']);
});

test('a batch reads addresses it can read, holds no batch, and tells ids apart without case', async () => {
  const one = (id: string, url = '/me', dependsOn: string[] = []) => ({ id, method: 'GET', url, ...(dependsOn.length > 0 ? { dependsOn } : {}) });
  const outcomes = await Promise.all([[one('a'), one('A')], [one('1', '/$batch')], [one('1', '/users/%E0%A4%A')], [null], [one('1'), one('2', '/me', ['3'])]].map((requests) => graph.post('/$batch', { requests }, { wrong: true }).then(outcome)));
  expect(outcomes).toEqual(Array(5).fill('400 BadRequest'));
  const { body } = await graph.post('/$batch', { requests: [one('Read'), { ...one('count', '/users/$count'), headers: { ConsistencyLevel: 'eventual' } }, one('after', '/me', ['READ'])] });
  const responses = body.responses as { id: string; status: number; headers: Record<string, string>; body: unknown }[];
  expect(responses.map(({ id, status, headers }) => [id, status, headers['Content-Type']])).toEqual([['Read', 200, 'application/json'], ['count', 200, 'text/plain'], ['after', 200, 'application/json']]);
});
