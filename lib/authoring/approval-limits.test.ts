import { expect, test } from 'vitest';
import { beyondLimits, beyondPeople, isLimited, limitableRoles, limitsOf, limitWords, NO_LIMITS } from './approval-limits';
import type { ApprovalLimits } from './approval-limits';
import type { GrantTerms } from './resource-approval';

const NOW = new Date('2026-11-26T12:00:00Z');
const TERMS: GrantTerms = { policyId: 'q', policyName: 'Staff', scope: 'allMemberUsers', targets: [], selfRequest: true, automatic: false, stages: [], ends: 'P90D' };
const granted = (terms: Partial<GrantTerms> = {}) => ({ grants: [{ roleOriginId: 'member', roleName: 'Member', packageId: 'p', packageName: 'Essentials', terms: [{ ...TERMS, ...terms }] }] });
const limits = (change: Partial<ApprovalLimits>): ApprovalLimits => ({ ...NO_LIMITS, ...change });
const beyond = (change: Partial<ApprovalLimits>, terms: Partial<GrantTerms> = {}) => beyondLimits(limits(change), granted(terms), NOW).map(({ limit }) => limit);

test('a role that is not allowed is beyond, an allowed one is not', () => {
  expect([beyond({ roles: [{ originId: 'owner', name: 'Owner' }] }), beyond({ roles: [{ originId: 'member', name: 'Member' }] })]).toEqual([['roles'], []]);
});

test('access that lasts longer than allowed is beyond, in whatever way it ends', () => {
  const lasting = (...ends: string[]) => ends.map((each) => beyond({ days: 90 }, { ends: each }).length > 0);
  expect(lasting('P90D', 'P91D', 'noExpiration', 'notSpecified', 'PT8H', '2027-02-20', '2027-03-20')).toEqual([false, true, true, true, false, false, true]);
  expect(lasting('PT2160H', 'PT2161H', 'P89DT24H', 'P90DT1H', 'PT1X')).toEqual([false, true, false, true, true]);
});

test('an owner chooses among the roles handed out now and those allowed before; any other is not taken', () => {
  const [member, owner, guest] = ['Member', 'Owner', 'Guest'].map((name) => ({ originId: name.toLowerCase(), name })) as [{ originId: string; name: string }, { originId: string; name: string }, { originId: string; name: string }];
  const content = { ...granted(), resource: { id: 'r', name: 'Ledger', originId: 'o', originSystem: 'AadGroup' as const } };
  const choice = limitableRoles({ content, limits: limits({ roles: [member, owner] }) }, { limits: limits({ roles: [guest] }) });
  expect(choice).toEqual([guest, member, owner]);
  const asked = { people: null, days: null, externals: true };
  expect([limitsOf({ ...asked, roleIds: ['owner', 'admin', 'member'] }, choice), limitsOf({ ...asked, roleIds: ['admin'] }, choice), limitsOf({ ...asked, roleIds: null }, choice)]).toEqual([limits({ roles: [member, owner] }), limits({ roles: [] }), null]);
});

test('a policy open to external people is beyond where none may have it', () => {
  expect(['allMemberUsers', 'allDirectoryUsers', 'allExternalUsers', 'specificConnectedOrganizationUsers'].map((scope) => beyond({ externals: false }, { scope }))).toEqual([[], ['externals'], ['externals'], ['externals']]);
  expect(beyond({ externals: true }, { scope: 'allExternalUsers' })).toEqual([]);
});

test('people beyond the number and externals are told', () => {
  expect(beyondPeople(limits({ people: 100, externals: false }), { people: 101, externals: 1 }).map(({ words }) => words)).toEqual(['101 people would have it, and 100 are allowed', '1 external person would get it, and none are allowed']);
  expect(beyondPeople(limits({ people: 100, externals: false }), { people: 100, externals: 0 })).toEqual([]);
});

test('no limits hold nothing back and say nothing', () => {
  expect([isLimited(NO_LIMITS), isLimited(null), limitWords(NO_LIMITS), beyondLimits(null, granted({ ends: 'noExpiration' }), NOW)]).toEqual([false, false, [], []]);
  expect(limitWords(limits({ roles: [{ originId: 'member', name: 'Member' }], people: 1, days: 180, externals: false }))).toEqual(['Only as Member', 'For at most 1 person', 'For at most 180 days', 'No external people']);
});
