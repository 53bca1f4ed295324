import { expect, test } from 'vitest';
import { computeChangeSet } from './change-set';
import type { ReadConflict, ReadHolding, ReadPackage, ReadPerson, ReadPolicy, ReadRoom } from './change-set';
import type { CohortMember } from './cohort';
import { hashChangeSet } from './rehearsal-codec';
import { outcomeOf } from './rehearsal';

const policy: ReadPolicy = { name: 'Direct', automatic: false, approvalRequired: false, questions: false, scope: { kind: 'anybody', told: null }, expiration: { type: 'noExpiration', duration: null, endDateTime: null } };

function aPerson(id: string, more: Partial<ReadPerson> = {}): ReadPerson {
  return { id, name: id, userPrincipalName: `${id}@h.example`, department: null, country: null, office: null, jobTitle: null, enabled: true, external: false, userType: 'Member', ...more };
}

function aPackage(more: Partial<ReadPackage> = {}): ReadPackage {
  const design = { id: 'p', name: 'Finance', description: '', catalogId: 'c', catalogName: 'C', hidden: false, roles: [], policies: [] };
  return { packageId: 'p', packageName: 'Finance', catalogId: 'c', catalogName: 'C', policyId: 'q', policyName: 'Direct', design, policy, roles: [], assigned: new Map(), requested: new Map(), asOf: null, conflicts: [], ...more };
}

function rehearse(people: ReadPerson[], read: ReadPackage, gone: string[] = []): Record<string, string> {
  const cohort = [...people, ...gone.map((id) => aPerson(id))].map((person): CohortMember => ({ ...person, personId: person.id, addedAt: new Date(0), takenIn: null }));
  const set = computeChangeSet('f', cohort, { people: new Map(people.map((person) => [person.id, person])), packages: [read] });
  return Object.fromEntries(set.people.map(({ id }, index) => [id, set.exceptions.find((each) => each.places.includes(index))?.reason ?? outcomeOf(set.packages[0]?.codes[index])]));
}

test('each person gets the one outcome that is true of them', () => {
  const read = aPackage({
    assigned: new Map([
      ['has', { reason: 'delivered', until: '2027-05-30T10:00:00Z' }],
      ['disabledHas', { reason: 'delivered', until: null }],
      ['stuck', { reason: 'deliveryFailed', until: null }],
    ]),
    requested: new Map([['asked', { reason: 'awaitingApproval', until: null }]]),
  });
  const people = [aPerson('gains'), aPerson('guest', { external: true, userType: 'Guest' }), aPerson('off', { enabled: false }), aPerson('has'), aPerson('disabledHas', { enabled: false }), aPerson('stuck'), aPerson('asked')];
  expect(rehearse(people, read, ['gone'])).toEqual({ gains: 'assign', guest: 'assign', off: 'disabled', has: 'delivered', disabledHas: 'delivered', stuck: 'deliveryFailed', asked: 'awaitingApproval', gone: 'deleted' });
});

test('who has a package until some day is told with the day, who has it without an end is told without', () => {
  const people = [aPerson('day'), aPerson('moment'), aPerson('open'), aPerson('stuck')];
  const until = (end: string | null) => ({ reason: 'delivered' as const, until: end });
  const read = aPackage({ assigned: new Map<string, ReadHolding>([['day', until('2027-05-30')], ['moment', until('2027-05-30T10:00:00Z')], ['open', until(null)], ['stuck', { reason: 'deliveryFailed', until: '2027-05-30' }]]) });
  const set = computeChangeSet('f', people.map((person): CohortMember => ({ ...person, personId: person.id, addedAt: new Date(0), takenIn: null })), { people: new Map(people.map((person) => [person.id, person])), packages: [read] });
  expect(set.exceptions.map(({ reason, detail, places }) => [reason, detail, [...places].map((place) => set.people[place]?.id)])).toEqual([
    ['delivered', '', ['open']], ['delivered', 'Until 30 May 2027.', ['day', 'moment']], ['deliveryFailed', '', ['stuck']],
  ]);
});

test.each<[string, Partial<ReadPackage>, Record<string, string>]>([
  ['is gone', { design: null }, { member: 'packageGone', guest: 'packageGone' }],
  ['has lost its policy', { policy: null }, { member: 'policyGone', guest: 'policyGone' }],
  ['is assigned by rule', { policy: { ...policy, automatic: true } }, { member: 'policyAutomatic', guest: 'policyAutomatic' }],
  ['asks for approval', { policy: { ...policy, approvalRequired: true } }, { member: 'approvalRequired', guest: 'approvalRequired' }],
  ['asks questions', { policy: { ...policy, questions: true } }, { member: 'questionsAsked', guest: 'questionsAsked' }],
  ['is for members', { policy: { ...policy, scope: { kind: 'members', told: null } } }, { member: 'assign', guest: 'externalOutsideScope' }],
  ['is for externals', { policy: { ...policy, scope: { kind: 'externals', told: null } } }, { member: 'memberOutsideScope', guest: 'assign' }],
  ['names its people', { policy: { ...policy, scope: { kind: 'named', told: new Set(['guest']) } } }, { member: 'outsideScope', guest: 'assign' }],
  ['names whom it cannot tell', { policy: { ...policy, scope: { kind: 'named', told: null } } }, { member: 'assign', guest: 'assign' }],
])('a package that %s', (_what, more, expected) => {
  expect(rehearse([aPerson('member'), aPerson('guest', { external: true, userType: 'Guest' })], aPackage(more))).toEqual(expected);
});

test('the order in which the tenant and the cohort were read does not change the hash', () => {
  const people = [aPerson('a'), aPerson('b', { enabled: false }), aPerson('c')];
  const hashOf = (order: ReadPerson[], packages: ReadPackage[]): string =>
    hashChangeSet({ ...computeChangeSet('f', order.map((person) => ({ ...person, personId: person.id, addedAt: new Date(0), takenIn: null })), { people: new Map(order.map((person) => [person.id, person])), packages }), baseline: [] });
  const [one, two] = [aPackage(), aPackage({ packageId: 'r' })];
  expect(hashOf([...people].reverse(), [two, one])).toBe(hashOf(people, [one, two]));
});

const MEMBERS = ['a', 'b', 'c', 'd'];

/** By package the reason or outcome of each of a, b, c and d. */
function rehearsePackages(packages: ReadPackage[], room?: ReadRoom): Record<string, string[]> {
  const people = MEMBERS.map((id) => aPerson(id, { external: id === 'd' }));
  const set = computeChangeSet('f', people.map((person): CohortMember => ({ ...person, personId: person.id, addedAt: new Date(0), takenIn: null })), { people: new Map(people.map((person) => [person.id, person])), packages, ...(room ? { room } : {}) });
  return Object.fromEntries(set.packages.map(({ packageId, codes }) => [packageId, set.people.map((_, index) => set.exceptions.find((each) => each.packageId === packageId && each.places.includes(index))?.reason ?? outcomeOf(codes[index]))]));
}

const excludes = (otherId: string, holders: string[] = [], kind: 'package' | 'group' = 'package'): ReadConflict => ({ kind, otherId, name: otherId, holders: new Set(holders), asOf: null });

test('whoever has a package or is in a group that excludes this one is blocked, and keeps it who has it already', () => {
  const read = aPackage({ conflicts: [excludes('x', ['a', 'b']), excludes('g', ['c'], 'group')], assigned: new Map([['b', { reason: 'delivered', until: null }]]) });
  expect(rehearsePackages([read])).toEqual({ p: ['incompatibleHeld', 'delivered', 'incompatibleHeld', 'assign'] });
});

test('a group that tells nobody its members blocks nobody', () => {
  expect(rehearsePackages([aPackage({ conflicts: [{ ...excludes('g', [], 'group'), holders: null }] })])).toEqual({ p: ['assign', 'assign', 'assign', 'assign'] });
});

test.each<[string, string[], string[], Record<string, string[]>]>([
  ['the first names the second', ['q'], [], { p: ['deliveryFailed', 'incompatibleInPhase', 'incompatibleInPhase', 'incompatibleInPhase'], q: ['assign', 'assign', 'assign', 'assign'] }],
  ['the second names the first', [], ['p'], { p: ['deliveryFailed', 'assign', 'assign', 'assign'], q: ['assign', 'incompatibleInPhase', 'incompatibleInPhase', 'incompatibleInPhase'] }],
  ['both name each other', ['q'], ['p'], { p: ['deliveryFailed', 'assign', 'assign', 'assign'], q: ['assign', 'incompatibleInPhase', 'incompatibleInPhase', 'incompatibleInPhase'] }],
])('of two packages of the phase that exclude each other nobody gets both: %s', (_what, first, second, expected) => {
  const failed = new Map([['a', { reason: 'deliveryFailed' as const, until: null }]]);
  expect(rehearsePackages([aPackage({ conflicts: first.map((id) => excludes(id)), assigned: failed }), aPackage({ packageId: 'q', conflicts: second.map((id) => excludes(id)) })])).toEqual(expected);
});

test('requests that no longer fit into three months are blocked, the last in order first', () => {
  expect(rehearsePackages([aPackage(), aPackage({ packageId: 'q' })], { requests: 5, licences: null })).toEqual({ p: ['assign', 'assign', 'assign', 'assign'], q: ['assign', 'overQuota', 'overQuota', 'overQuota'] });
  expect(rehearsePackages([aPackage()], { requests: 0, licences: null })).toEqual({ p: ['overQuota', 'overQuota', 'overQuota', 'overQuota'] });
});

test('whoever has no licence takes a free one, and is blocked for every package when none is left; externals take none', () => {
  const room: ReadRoom = { requests: null, licences: { seats: 1, licensed: new Set(['a']) } };
  expect(rehearsePackages([aPackage(), aPackage({ packageId: 'q' })], room)).toEqual({ p: ['assign', 'assign', 'noLicence', 'assign'], q: ['assign', 'assign', 'noLicence', 'assign'] });
});
