import { beforeAll, expect, test } from 'vitest';
import { withDatabase } from '@/e2e/testing/with-database';
import { db, inTransaction } from '@/lib/db/client';
import { listPackagesGiving } from '@/lib/db/mirror-packages';
import { writePeople } from '@/lib/db/mirror-people';
import { requireRule } from '@/lib/rules/parse-rule';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { appRolesFeed, assignmentsFeed } from './mirror';
import { holdForRules, readinessFor, readPeopleForRules } from './people-for-rules';
import { MirrorRoutes } from './read-routes';
import { roleKey } from './route';
import type { ResourceRole } from './route';

// The mirror as a reading leaves it, and what is told from it.

const idOf = (kind: string, number: number) => `${kind.repeat(8).slice(0, 8)}-0000-4000-8000-${String(number).padStart(12, '0')}`;
const person = (number: number) => idOf('a', number);
const group = (number: number) => idOf('b', number);
const app = idOf('c', 1);
const appRole = idOf('d', 1);
const pack = (number: number) => idOf('e', number);
const READ = new Date('2026-11-20T10:00:00Z');
const LATER = new Date('2026-11-20T11:00:00Z');
const memberRole = (number: number): ResourceRole => ({ originSystem: 'AadGroup', originId: group(number), roleOriginId: `Member_${group(number)}` });

withDatabase();

beforeAll(async () => {
  await inTransaction((tx) => writePeople(tx, [1, 2, 3, 4, 5, 6].map((number) => ({
    id: person(number), name: `Person ${number}`, userPrincipalName: `p${number}@x`, mail: null, givenName: null, surname: null, department: number < 4 ? 'Finance' : 'IT', jobTitle: null, office: null,
    city: null, country: null, company: null, usageLocation: null, employeeId: null, employeeType: null, enabled: number !== 3, external: number === 6, synchronised: false, licensed: true, userType: 'Member',
    managerId: number === 2 ? person(1) : null, further: number === 2 ? { state: 'HH' } : null,
  })), 1));
  await db().mirrorPerson.update({ where: { id: person(5) }, data: { deletedAt: READ } });
  // 1 holds 2 and 3; 2 holds 3; 3 holds 1 again; 4 is dynamic; 5 hides its members and stands in 6; 7 was not read.
  await db().mirrorGroup.createMany({
    data: [1, 2, 3, 4, 5, 6, 7].map((number) => ({ id: group(number), name: `Group ${number}`, round: 1, dynamic: number === 4, hiddenMembership: number === 5, membersAsOf: number === 7 ? null : number === 3 ? READ : LATER, ownersAsOf: number === 1 ? READ : null })),
  });
  const member = (groupId: string, memberId: string, memberType: 'person' | 'group' = 'person', relation: 'member' | 'owner' = 'member') => ({ groupId, memberId, memberType, relation, round: 1 });
  await db().mirrorMember.createMany({
    data: [
      member(group(1), person(1)), member(group(1), group(2), 'group'), member(group(1), group(3), 'group'), member(group(2), group(3), 'group'), member(group(3), group(1), 'group'),
      member(group(2), person(2)), member(group(3), person(3)), member(group(3), person(5)), member(group(3), person(1)), member(group(1), person(4), 'person', 'owner'),
      member(group(4), person(1)), member(group(6), group(5), 'group'), member(group(6), person(6)),
    ],
  });
  await db().mirrorAppRole.createMany({
    data: [
      { id: 'x1', applicationId: app, appRoleId: appRole, principalId: person(1), principalType: 'person', round: 1 },
      { id: 'x2', applicationId: app, appRoleId: appRole, principalId: group(1), principalType: 'group', round: 1 },
      { id: 'x3', applicationId: app, appRoleId: idOf('d', 2), principalId: person(2), principalType: 'person', round: 1 },
    ],
  });
  await db().mirrorFeed.createMany({ data: [{ kind: appRolesFeed(app), asOf: LATER }, { kind: assignmentsFeed(pack(1)), asOf: READ }, { kind: 'peopleInScope', asOf: READ, selected: 'state' }] });
  await db().mirrorPackage.createMany({ data: [1, 2].map((number) => ({ id: pack(number), name: `Package ${number}`, hidden: false, catalogId: pack(9), catalogName: 'General', round: 1 })) });
  await db().mirrorPackageRole.create({ data: { packageId: pack(1), id: 'r_s', roleName: 'Member', roleOriginId: `Member_${group(2)}`, resourceId: pack(8), resourceName: 'Group 2', originId: group(2), originSystem: 'AadGroup' } });
  const assignment = (number: number, personId: string, state: string) => ({ id: idOf('f', number), packageId: pack(1), policyId: null, personId, state, status: state, since: READ, until: null, round: 1 });
  await db().mirrorAssignment.createMany({ data: [assignment(1, person(2), 'delivered'), assignment(2, person(4), 'delivering')] });
});

const routes = async (role: ResourceRole, people: string[] = [1, 2, 3, 4, 5, 6].map(person)) => {
  const told = (await (await MirrorRoutes.open([role])).holdersOf([role], new Set(people))).get(roleKey(role));
  if (!told) throw new Error('the role was not told');
  return { routes: Object.fromEntries([...told.routes].sort()), unknown: told.unknown, asOf: told.asOf };
};

test('a membership is told by every route, also where groups stand in each other in a circle', async () => {
  expect(await routes(memberRole(1))).toEqual({
    routes: {
      [person(1)]: [{ kind: 'direct' }, { kind: 'nested', groupId: group(3), viaId: group(2) }, { kind: 'nested', groupId: group(3), viaId: group(3) }],
      [person(2)]: [{ kind: 'nested', groupId: group(2), viaId: group(2) }, { kind: 'nested', groupId: group(2), viaId: group(3) }],
      [person(3)]: [{ kind: 'nested', groupId: group(3), viaId: group(2) }, { kind: 'nested', groupId: group(3), viaId: group(3) }],
    },
    unknown: null,
    asOf: READ,
  });
});

test('only those asked about are told, the others are counted, and roles that hang on the same groups are read together', async () => {
  const roles = [memberRole(1), memberRole(2), memberRole(5)];
  const held = await (await MirrorRoutes.open(roles)).holdersOf(roles, new Set([person(2), person(4)]));
  expect(roles.map((role) => held.get(roleKey(role))).map((told) => ({ routes: [...(told?.routes ?? [])], holders: told?.holders, names: [...(told?.groupNames.values() ?? [])].sort() }))).toEqual([
    { routes: [[person(2), [{ kind: 'nested', groupId: group(2), viaId: group(2) }, { kind: 'nested', groupId: group(2), viaId: group(3) }]]], holders: 3, names: ['Group 1', 'Group 2', 'Group 3'] },
    { routes: [[person(2), [{ kind: 'direct' }]]], holders: 3, names: ['Group 1', 'Group 2', 'Group 3'] },
    { routes: [], holders: null, names: ['Group 5'] },
  ]);
});

test('what a rule takes in is told apart, and what is hidden or unread is unknown, never none', async () => {
  expect(await routes(memberRole(4))).toEqual({ routes: { [person(1)]: [{ kind: 'dynamic' }] }, unknown: null, asOf: LATER });
  expect(await routes(memberRole(5))).toEqual({ routes: {}, unknown: { reason: 'hiddenMembership', groupIds: [group(5)] }, asOf: LATER });
  expect(await routes(memberRole(6))).toEqual({ routes: { [person(6)]: [{ kind: 'direct' }] }, unknown: { reason: 'hiddenMembership', groupIds: [group(5)] }, asOf: LATER });
  expect(await routes(memberRole(7))).toEqual({ routes: {}, unknown: { reason: 'notRead', groupIds: [group(7)] }, asOf: null });
  expect(await routes(memberRole(99))).toEqual({ routes: {}, unknown: { reason: 'notRead', groupIds: [group(99)] }, asOf: null });
  expect(await routes({ originSystem: 'SharePointOnline', originId: 'https://x', roleOriginId: '4' })).toEqual({ routes: {}, unknown: { reason: 'notListed', groupIds: [] }, asOf: null });
});

test('an owner is told as an owner, an app role by name and by the direct members of a group', async () => {
  expect(await routes({ originSystem: 'AadGroup', originId: group(1), roleOriginId: `Owner_${group(1)}` })).toEqual({ routes: { [person(4)]: [{ kind: 'direct' }] }, unknown: null, asOf: READ });
  expect(await routes({ originSystem: 'AadApplication', originId: app, roleOriginId: appRole })).toEqual({ routes: { [person(1)]: [{ kind: 'appRole' }, { kind: 'appRoleOfGroup', groupId: group(1) }] }, unknown: null, asOf: LATER });
});

test('the packages that give a role are told', async () => {
  expect(await listPackagesGiving([memberRole(1), memberRole(2)])).toEqual([{ originId: group(2), roleOriginId: `Member_${group(2)}`, id: pack(1), name: 'Package 1' }]);
});

test('people are judged by a rule from what is held, and what is missing for it is said', async () => {
  const rule = requireRule('user.department -eq "Finance" -and user.state -eq "HH"');
  const found: string[] = [];
  for await (const page of readPeopleForRules([rule])) found.push(...page.filter((subject) => compileRule(rule)(subject, 0)).map((subject) => subject.displayName));
  expect(found).toEqual(['Person 2']);

  const other = requireRule(`user.memberof -any (group.objectId -in ['${group(4)}', '${group(7)}'])`);
  const inGroups: string[] = [];
  for await (const page of readPeopleForRules([other])) inGroups.push(...page.filter((subject) => compileRule(other)(subject, 0)).map((subject) => subject.displayName));
  expect(inGroups).toEqual(['Person 1']);
  expect(await readinessFor([rule, other, requireRule('user.extensionAttribute3 -eq "x"')])).toEqual({ asOf: READ, wholeTenant: false, missing: { attributes: ['extensionAttribute3'], groups: [group(7)] } });
});

test('what an owner’s rules need is wanted until it has others', async () => {
  const wants = async () => (await db().mirrorWant.findMany({ where: { owner: 'phase:1' } })).map(({ kind, value }) => `${kind} ${value}`).sort();
  await inTransaction((tx) => holdForRules(tx, 'phase:1', [requireRule('user.state -eq "HH" -and user.department -eq "IT"')]));
  expect(await wants()).toEqual(['attribute state']);
  await inTransaction((tx) => holdForRules(tx, 'phase:1', [requireRule(`user.memberof -any (group.objectId -in ['${group(4)}'])`)]));
  expect(await wants()).toEqual([`group ${group(4)}`]);
});
