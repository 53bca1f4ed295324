import { beforeEach, expect, test } from 'vitest';
import { Office } from '../graph/testing';
import { RuleBook } from './rule-book';

const SOON = 3_000;

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

/** Makes a group that follows a rule, as an administrator of groups does. */
async function makeGroup(membershipRule: string, more: object = {}): Promise<string> {
  const made = await office.post('/groups', {
    displayName: 'Follows a rule', mailNickname: 'follows', mailEnabled: false, securityEnabled: true, groupTypes: ['DynamicMembership'], membershipRule, membershipRuleProcessingState: 'On', ...more,
  }, { scopes: ['Group.ReadWrite.All'] });
  if (made.status !== 201) throw new Error(`${made.status} ${made.body.error.code}: ${made.body.error.message}`);
  return String(made.body.id);
}

const changeGroup = async (id: string, change: object) => {
  expect((await office.ask('PATCH', `/groups/${id}`, { body: change, scopes: ['Group.ReadWrite.All'] })).status).toBe(204);
};
const membersOf = (id: string): string[] => [...(office.tenant.snapshot().groups.find((group) => group.id === id)?.members ?? [])].sort();
const people = (fits: (user: ReturnType<typeof office.tenant.snapshot>['users'][number]) => boolean): string[] => office.tenant.snapshot().users.filter(fits).map(({ id }) => id).sort();

test('the groups the organisation begins with are as their rules say', () => {
  const before = office.tenant.snapshot().groups.filter(({ membershipRule }) => membershipRule !== null);
  expect(before).toHaveLength(4);
  for (const group of before) office.tenant.groups.add({ ...office.tenant.groups.get(group.id) ?? group, membershipRule: `${group.membershipRule ?? ''} ` });
  office.wait(SOON);
  expect(before.map(({ id }) => membersOf(id))).toEqual(before.map(({ members }) => [...members].sort()));
  expect([...RuleBook.of(office.tenant).all()].map(({ ownerId }) => ownerId).sort()).toEqual(before.map(({ id }) => id).sort());
});

test('a security group and a Microsoft 365 group fill themselves by their rule', async () => {
  const security = await makeGroup('user.department -eq "Legal"');
  const unified = await makeGroup('user.userType -eq "Guest"', { groupTypes: ['Unified', 'DynamicMembership'], mailEnabled: true, securityEnabled: false });
  expect([membersOf(security), membersOf(unified)]).toEqual([[], []]);
  office.wait(SOON);
  expect([membersOf(security), membersOf(unified)]).toEqual([people(({ department }) => department === 'Legal'), people(({ userType }) => userType === 'Guest')]);
});

test('members follow what changes in people, and only when the rule reads it', async () => {
  const group = await makeGroup('user.department -eq "Legal" -and user.accountEnabled -eq true');
  office.wait(SOON);
  const before = membersOf(group);
  const ana = office.persona('Ana');
  office.tenant.updateUser(ana, { department: 'Legal' });
  office.wait(SOON);
  expect(membersOf(group)).toEqual([...before, ana].sort());
  office.tenant.updateUser(ana, { accountEnabled: false });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(before);
  office.tenant.updateUser(ana, { city: 'Reno' });
  office.wait(0);
  expect(office.tenant.snapshot().tasks?.filter(({ kind }) => kind === 'judgePeople')).toEqual([]);
});

test('a changed rule takes out whoever it no longer selects', async () => {
  const group = await makeGroup('user.department -in ["Legal", "Sales"]');
  office.wait(SOON);
  await changeGroup(group, { membershipRule: 'user.department -eq "Sales"' });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(people(({ department }) => department === 'Sales'));
});

test('a person changed through Graph is judged by what was changed', async () => {
  const group = await makeGroup('user.extensionAttribute2 -eq "wave 1" -or user.state -eq "Uppland" -or user.otherMails -contains "pilot"');
  office.wait(SOON);
  expect(membersOf(group)).toEqual([]);
  const cloud = office.tenant.snapshot().users.filter((user) => !user.onPremisesSyncEnabled && user.userType === 'Member').slice(0, 3);
  const changes = [{ onPremisesExtensionAttributes: { extensionAttribute2: 'Wave 1' } }, { state: 'uppland' }, { otherMails: ['Pilot@x.example'] }];
  office.tenant.setEntraRoles(office.persona('Ines'), ['User Administrator', 'Groups Administrator']);
  for (const [index, body] of changes.entries()) {
    expect((await office.ask('PATCH', `/users/${cloud[index]?.id ?? ''}`, { body, scopes: ['User.ReadWrite.All'] })).status).toBe(204);
  }
  office.wait(SOON);
  expect(membersOf(group)).toEqual(cloud.map(({ id }) => id).sort());
});

test('a rule with a mistake is refused when a group is made and when it is changed', async () => {
  const refusal = 'Dynamic membership rule validation error: Invalid operands found for operator. -contains does not work on user.accountEnabled, which holds true or false; use -eq, -ne. (line 1, column 21)';
  await expect(makeGroup('user.accountEnabled -contains true')).rejects.toThrow(`400 Request_BadRequest: ${refusal}`);
  await expect(makeGroup('device.isRooted -eq true', { groupTypes: ['Unified', 'DynamicMembership'], mailEnabled: true, securityEnabled: false })).rejects.toThrow('400 Request_BadRequest: Dynamic membership rule validation error: Invalid object type.');
  const group = await makeGroup('user.department -eq "Legal"');
  const changed = await office.ask('PATCH', `/groups/${group}`, { body: { membershipRule: 'user.accountEnabled -contains true' }, scopes: ['Group.ReadWrite.All'] });
  expect([changed.status, changed.body.error.code, changed.body.error.message]).toEqual([400, 'Request_BadRequest', refusal]);
  office.wait(SOON);
  expect(membersOf(group)).toEqual(people(({ department }) => department === 'Legal'));
});

test('a group that is given a rule loses whoever the rule does not select, nested groups too', async () => {
  const made = await office.post('/groups', { displayName: 'By hand', mailNickname: 'by-hand', mailEnabled: false, securityEnabled: true, groupTypes: [] }, { scopes: ['Group.ReadWrite.All'] });
  const group = String(made.body.id);
  for (const id of [office.persona('Ana'), office.groupId('Finance – Payments')]) office.tenant.members.add(group, id);
  await changeGroup(group, { groupTypes: ['DynamicMembership'], membershipRule: 'user.department -eq "Legal"', membershipRuleProcessingState: 'On' });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(people(({ department }) => department === 'Legal'));
});

test('a paused group stays as it is until it is taken up again', async () => {
  const group = await makeGroup('user.department -eq "Legal"', { membershipRuleProcessingState: 'Paused' });
  office.wait(SOON);
  expect(membersOf(group)).toEqual([]);
  await changeGroup(group, { membershipRuleProcessingState: 'On' });
  office.wait(SOON);
  const legal = people(({ department }) => department === 'Legal');
  expect(membersOf(group)).toEqual(legal);
  await changeGroup(group, { membershipRuleProcessingState: 'Paused' });
  office.tenant.updateUser(legal[0] ?? '', { department: 'Sales' });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(legal);
});

test('direct reports of a manager are members, and follow when their manager changes', async () => {
  const manager = office.tenant.snapshot().users.find(({ managerId }) => managerId !== null)?.managerId ?? '';
  const group = await makeGroup(`Direct Reports for "${manager}"`);
  office.wait(SOON);
  expect(membersOf(group)).toEqual(people(({ managerId }) => managerId === manager));
  const ana = office.persona('Ana');
  office.tenant.updateUser(ana, { managerId: manager });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(people(({ managerId }) => managerId === manager));
  expect(membersOf(group)).toContain(ana);
});

test('a memberOf group takes in whoever comes into its source, and keeps whoever leaves it until the rule is edited', async () => {
  const source = office.groupId('Finance – Payments');
  const rule = `user.memberof -any (group.objectId -in ['${source}'])`;
  const group = await makeGroup(rule);
  office.wait(SOON);
  const ana = office.persona('Ana');
  const first = membersOf(source);
  expect(membersOf(group)).toEqual(first);
  office.tenant.members.add(source, ana);
  office.wait(SOON);
  expect(membersOf(group)).toEqual([...first, ana].sort());
  office.tenant.members.remove(source, ana);
  office.tenant.updateUser(ana, { department: 'Legal' });
  office.wait(SOON);
  expect(membersOf(group)).toEqual([...first, ana].sort());
  await changeGroup(group, { membershipRule: `${rule} ` });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(first);
});

test('rules read every attribute by their own names', async () => {
  const ana = office.persona('Ana');
  office.tenant.updateUser(ana, {
    streetAddress: 'Kai 1', postalCode: '20457', state: 'Uppland', faxNumber: '+49 40 1', passwordPolicies: 'DisableStrongPassword', businessPhones: ['+49 40 2'], mobilePhone: '+49 171 3',
    officeLocation: 'Harbour', onPremisesSyncEnabled: true, onPremisesDistinguishedName: 'CN=Ana', onPremisesSecurityIdentifier: 'S-1-5', otherMails: ['a@x.example'], proxyAddresses: ['smtp:b@x.example'],
    imAddresses: ['sip:c@x.example'], assignedPlans: [{ servicePlanId: 'p1', service: 'SCO', capabilityStatus: 'Enabled' }],
    extensions: { extensionAttribute15: 'wave 1', extension_c272a57b722d4eb29bfe327874ae79cb_badge: '7' },
  });
  const rules = [
    'user.streetAddress -eq "Kai 1"', 'user.postalCode -eq 20457', 'user.state -eq "uppland" -and user.city -ne "x"', 'user.facsimileTelephoneNumber -eq "+49 40 1"', 'user.passwordPolicies -contains "StrongPassword"',
    'user.telephoneNumber -eq "+49 40 2"', 'user.mobile -eq "+49 171 3"', 'user.physicalDeliveryOfficeName -eq "Harbour"', 'user.dirSyncEnabled -eq true -and user.onPremisesDistinguishedName -eq "CN=Ana"',
    'user.onPremisesSecurityIdentifier -startsWith "S-1-5" -and user.state -eq "Uppland"', 'user.otherMails -any (_ -eq "a@x.example")', 'user.proxyAddresses -startsWith "SMTP:b@"', 'user.sipProxyAddress -startsWith "sip:c"',
    'user.assignedPlans -any (assignedPlan.service -eq "SCO" -and assignedPlan.capabilityStatus -eq "Enabled")', 'user.extensionAttribute15 -eq "Wave 1"', 'user.extension_C272a57b722d4eb29bfe327874ae79cb_Badge -eq "7"',
    `user.objectId -eq "${ana}"`,
  ];
  const groups = await Promise.all(rules.map((rule) => makeGroup(rule)));
  office.wait(SOON);
  expect(Object.fromEntries(groups.map((group, index) => [rules[index], membersOf(group)]))).toEqual(Object.fromEntries(rules.map((rule) => [rule, [ana]])));
});
