import { expect, test } from 'vitest';
import { beyondLimits, beyondPeople, isLimited, limitWords, NO_LIMITS } from './approval-limits';
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
