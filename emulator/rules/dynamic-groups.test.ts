import { beforeEach, expect, test } from 'vitest';
import type { Group } from '../model/directory';
import { Office } from '../graph/testing';

const SOON = 3_000;

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

/** Enters a group as the directory does when one is made. */
function makeGroup(membershipRule: string, more: Partial<Group> = {}): string {
  const id = office.tenant.newId();
  office.tenant.groups.add({
    id, displayName: `Follows ${id}`, description: null, groupTypes: ['DynamicMembership'], mail: null, mailEnabled: false, mailNickname: id.slice(0, 8), securityEnabled: true,
    membershipRule, isAssignableToRole: null, onPremisesSyncEnabled: null, visibility: null, createdDateTime: '2026-11-23T09:00:00Z', ...more,
  });
  return id;
}

const changeGroup = (id: string, change: Partial<Group>) => {
  const group = office.tenant.groups.get(id);
  if (group) office.tenant.groups.add({ ...group, ...change });
};
const membersOf = (id: string): string[] => [...(office.tenant.snapshot().groups.find((group) => group.id === id)?.members ?? [])].sort();
const people = (fits: (user: ReturnType<typeof office.tenant.snapshot>['users'][number]) => boolean): string[] => office.tenant.snapshot().users.filter(fits).map(({ id }) => id).sort();

test('a security group and a Microsoft 365 group fill themselves by their rule', () => {
  const security = makeGroup('user.department -eq "Legal"');
  const unified = makeGroup('user.userType -eq "Guest"', { groupTypes: ['Unified', 'DynamicMembership'], mailEnabled: true, securityEnabled: false });
  expect([membersOf(security), membersOf(unified)]).toEqual([[], []]);
  office.wait(SOON);
  expect([membersOf(security), membersOf(unified)]).toEqual([people(({ department }) => department === 'Legal'), people(({ userType }) => userType === 'Guest')]);
});

test('members follow what changes in people, and only when the rule reads it', () => {
  const group = makeGroup('user.department -eq "Legal" -and user.accountEnabled -eq true');
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

test('a changed rule takes out whoever it no longer selects', () => {
  const group = makeGroup('user.department -in ["Legal", "Sales"]');
  office.wait(SOON);
  changeGroup(group, { membershipRule: 'user.department -eq "Sales"' });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(people(({ department }) => department === 'Sales'));
});

test('a paused group stays as it is until it is taken up again', () => {
  const group = makeGroup('user.department -eq "Legal"', { membershipRuleProcessingState: 'Paused' });
  office.wait(SOON);
  expect(membersOf(group)).toEqual([]);
  changeGroup(group, { membershipRuleProcessingState: 'On' });
  office.wait(SOON);
  const legal = people(({ department }) => department === 'Legal');
  expect(membersOf(group)).toEqual(legal);
  changeGroup(group, { membershipRuleProcessingState: 'Paused' });
  office.tenant.updateUser(legal[0] ?? '', { department: 'Sales' });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(legal);
});

test('direct reports of a manager are members, and follow when their manager changes', () => {
  const manager = office.tenant.snapshot().users.find(({ managerId }) => managerId !== null)?.managerId ?? '';
  const group = makeGroup(`Direct Reports for "${manager}"`);
  office.wait(SOON);
  expect(membersOf(group)).toEqual(people(({ managerId }) => managerId === manager));
  const ana = office.persona('Ana');
  office.tenant.updateUser(ana, { managerId: manager });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(people(({ managerId }) => managerId === manager));
  expect(membersOf(group)).toContain(ana);
});

test('a memberOf group takes in whoever comes into its source, and keeps whoever leaves it until the rule is edited', () => {
  const source = office.groupId('Finance – Payments');
  const rule = `user.memberof -any (group.objectId -in ['${source}'])`;
  const group = makeGroup(rule);
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
  changeGroup(group, { membershipRule: `${rule} ` });
  office.wait(SOON);
  expect(membersOf(group)).toEqual(first);
});

test('rules read every attribute by their own names', () => {
  const ana = office.persona('Ana');
  office.tenant.updateUser(ana, {
    streetAddress: 'Kai 1', postalCode: '20457', state: 'Hamburg', faxNumber: '+49 40 1', passwordPolicies: 'DisableStrongPassword', businessPhones: ['+49 40 2'], mobilePhone: '+49 171 3',
    officeLocation: 'Harbour', onPremisesSyncEnabled: true, onPremisesDistinguishedName: 'CN=Ana', onPremisesSecurityIdentifier: 'S-1-5', otherMails: ['a@x.example'], proxyAddresses: ['smtp:b@x.example'],
    imAddresses: ['sip:c@x.example'], assignedPlans: [{ servicePlanId: 'p1', service: 'SCO', capabilityStatus: 'Enabled' }],
    extensions: { extensionAttribute15: 'wave 1', extension_c272a57b722d4eb29bfe327874ae79cb_badge: '7' },
  });
  const rules = [
    'user.streetAddress -eq "Kai 1"', 'user.postalCode -eq 20457', 'user.state -eq "hamburg" -and user.city -ne "x"', 'user.facsimileTelephoneNumber -eq "+49 40 1"', 'user.passwordPolicies -contains "StrongPassword"',
    'user.telephoneNumber -eq "+49 40 2"', 'user.mobile -eq "+49 171 3"', 'user.physicalDeliveryOfficeName -eq "Harbour"', 'user.dirSyncEnabled -eq true -and user.onPremisesDistinguishedName -eq "CN=Ana"',
    'user.onPremisesSecurityIdentifier -startsWith "S-1-5" -and user.state -eq "Hamburg"', 'user.otherMails -any (_ -eq "a@x.example")', 'user.proxyAddresses -startsWith "SMTP:b@"', 'user.sipProxyAddress -startsWith "sip:c"',
    'user.assignedPlans -any (assignedPlan.service -eq "SCO" -and assignedPlan.capabilityStatus -eq "Enabled")', 'user.extensionAttribute15 -eq "Wave 1"', 'user.extension_C272a57b722d4eb29bfe327874ae79cb_Badge -eq "7"',
    `user.objectId -eq "${ana}"`,
  ];
  const groups = rules.map((rule) => makeGroup(rule));
  office.wait(SOON);
  expect(Object.fromEntries(groups.map((group, index) => [rules[index], membersOf(group)]))).toEqual(Object.fromEntries(rules.map((rule) => [rule, [ana]])));
});
