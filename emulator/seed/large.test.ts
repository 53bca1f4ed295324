import { beforeAll, expect, test } from 'vitest';
import { peopleRows } from '../graph/people-index';
import { passes } from '../graph/odata/filter';
import { parseFilter } from '../graph/odata/filter-parser';
import { matches, parseSearch } from '../graph/odata/search';
import { showUser } from '../graph/users';
import { Tenant } from '../model';
import type { User } from '../model/directory';
import type { TenantState } from '../model/tenant-state';
import type { Organisation } from './tenant';
import { seedOrganisation } from './tenant';

let organisation: Organisation;
let tenant: Tenant;
beforeAll(() => {
  organisation = seedOrganisation({ users: 20_000, seed: 7 });
  ({ tenant } = organisation);
});

const world = () => ({ tenant, now: 0, caller: { userId: '', clientId: '', scopes: [], tokenId: '' } });
const ids = (rows: Iterable<readonly [number, User]>): string[] => Array.from(rows, ([, user]) => user.id);

/** Changes people in every way there is: the answers of indexes have to follow. */
function stir(): void {
  const some = [...tenant.users.values()].filter((_, at) => at % 997 === 3);
  some.forEach((user, at) => {
    if (at % 4 === 0) tenant.deleteUser(user.id, 0);
    else tenant.updateUser(user.id, { displayName: `Zoë Änderung ${at}`, department: at % 2 === 0 ? 'Legal' : null, mail: `zoe${at}@haldenvoss.example`, accountEnabled: at % 3 === 0, extensions: { extensionAttribute1: 'CC-99' } });
  });
  const [gone] = tenant.deletedUsers.keys();
  tenant.restoreUser(gone ?? '');
  const [, first] = some;
  if (first) tenant.users.add({ ...first, id: tenant.newId(), userPrincipalName: 'anna.nova@haldenvoss.example', displayName: 'Anna Nova' });
}

test('a large organisation has packages by the dozen, each given to people who really are in its group', () => {
  const { governance } = tenant;
  expect([governance.packages.size, governance.assignments.size - 81]).toEqual([15, 12_000]);
  const [accessPackage] = [...governance.packages.values()].slice(-1);
  const targets = governance.assignmentsBy(accessPackage?.id ?? '').map(({ targetId }) => targetId);
  const group = [...tenant.groups.values()].find(({ displayName }) => displayName.startsWith('Access –') && displayName.endsWith(`– ${accessPackage?.displayName}`));
  expect(targets.length).toBeGreaterThan(500);
  expect(new Set(targets)).toEqual(new Set(tenant.members.of(group?.id ?? '')));
  const [one = ''] = targets;
  expect(governance.liveAssignment(accessPackage?.id ?? '', one)?.targetId).toBe(one);
  expect(tenant.members.to(one).has(group?.id ?? '')).toBe(true);
});

test('leads lead teams, however many people there are', () => {
  const people = [...tenant.users.values()];
  const teams = new Map<string, number>();
  for (const { managerId } of people) if (managerId) teams.set(managerId, (teams.get(managerId) ?? 0) + 1);
  expect(Math.max(...teams.values())).toBeLessThan(40);
  expect(teams.size).toBeGreaterThan(people.length / 20);
});

test('indexes answer what a walk over everybody answers, also after changes', () => {
  stir();
  const filters = [
    "department eq 'Finance'", "department eq 'finance' and accountEnabled eq false", 'department eq null', "department ne 'IT'", "not(startsWith(displayName,'A'))", "startsWith(displayName,'Ån')",
    "startsWith(userPrincipalName,'anna.berg')", "startsWith(mail,'zoe1')", "endsWith(mail,'@norrvik.example')", "mail eq 'ZOE2@haldenvoss.example'", "userPrincipalName eq 'anna.nova@haldenvoss.example'",
    "country in ('Finland','Poland') and userType eq 'Member'", "employeeId eq '100123'", "startsWith(employeeId,'1001')", "givenName eq 'Åsa' or surname eq 'Öberg'", 'mail eq null', "jobTitle eq 'Buyer' and city eq 'Lyon' or displayName eq 'Anna Nova'",
    "onPremisesExtensionAttributes/extensionAttribute1 eq 'CC-99'", "startsWith(onPremisesExtensionAttributes/extensionAttribute2,'Shift')", 'onPremisesSyncEnabled eq true', "createdDateTime ge 2026-01-01T00:00:00Z and department eq 'Legal'",
  ];
  const everybody = [...tenant.users.values()];
  for (const text of filters) {
    const filter = parseFilter(text, 'BadRequest');
    const rows = peopleRows(tenant, filter, null, []);
    const found = ids(rows.from(0)).filter((id) => rows.exact === true || passes(filter, showUser(tenant.users.get(id) as User, world())));
    const expected = everybody.filter((user) => passes(filter, showUser(user, world()))).map(({ id }) => id);
    expect([text, found.length, new Set(found)]).toEqual([text, expected.length, new Set(expected)]);
    if (rows.exact) expect([text, rows.count?.()]).toEqual([text, expected.length]);
  }
  for (const text of ['"displayName:zoe"', '"displayName:ander zoe"', '"mail:anna.b" OR "displayName:oberg"']) {
    const search = parseSearch(text);
    const rows = peopleRows(tenant, null, search, []);
    expect([text, new Set(ids(rows.from(0)))]).toEqual([text, new Set(everybody.filter((user) => matches(search, showUser(user, world()))).map(({ id }) => id))]);
  }
});

test('a list in the order of a property is walked in that order, and goes on from any place in it', () => {
  const { compare } = new Intl.Collator('en', { sensitivity: 'base' });
  for (const [text, descending] of [["country eq 'Poland'", false], ["surname eq 'Öberg'", true], [null, false]] as const) {
    const filter = text === null ? null : parseFilter(text, 'BadRequest');
    const rows = peopleRows(tenant, filter, null, [{ path: 'displayName', descending }]);
    const all = [...rows.from(0)];
    const names = all.map(([, user]) => user.displayName);
    expect([rows.ordered, names]).toEqual([true, [...names].sort((one, other) => (descending ? compare(other, one) : compare(one, other)))]);
    expect(all.length).toBe(rows.count?.());
    const middle = Math.floor(all.length / 2);
    expect(ids(rows.from(all[middle]?.[0] ?? 0))).toEqual(ids(all.slice(middle)));
  }
});

test('the state of a large organisation is small, and brings back what was changed', () => {
  const { governance } = tenant;
  const assignment = governance.assignments.at(100);
  if (!assignment) throw new Error('the seed made no assignments');
  governance.endAssignment(assignment, 'Expired', 1);
  const [group = ''] = tenant.members.to(assignment.targetId);
  tenant.members.remove(group, assignment.targetId);

  const state = JSON.stringify(tenant);
  expect(state.length).toBeLessThan(600_000);
  const back = new Tenant(organisation.seeded, JSON.parse(state) as TenantState);
  expect(JSON.stringify(back)).toBe(state);
  expect([back.governance.assignments.get(assignment.id)?.state, back.members.has(group, assignment.targetId), back.users.byUpn('anna.nova@haldenvoss.example')?.displayName, back.users.size])
    .toEqual(['expired', false, 'Anna Nova', tenant.users.size]);
  expect(back.governance.liveAssignments).toBe(governance.liveAssignments);
});

test('a copy follows nothing that happens afterwards, and a walk over all assignments leaves none of them behind', () => {
  const before = JSON.stringify(tenant);
  for (const _ of tenant.governance.assignments.from(0));
  expect(JSON.stringify(tenant)).toBe(before);
  const copy = tenant.copy();
  const { governance } = tenant;
  const [policy] = governance.policies.values();
  const [first] = governance.assignmentsBy(policy?.id ?? '');
  if (!policy || !first) throw new Error('the seed made no assignments');
  governance.endAssignment(first, 'Expired', 2);
  policy.specificAllowedTargets.push({ kind: 'singleUser', userId: first.targetId, description: null });
  tenant.updateUser(first.targetId, { department: 'Elsewhere' });
  const [group] = tenant.groups.values();
  tenant.members.add(group?.id ?? '', tenant.personas[0]?.id ?? '');
  tenant.deleteGroup(group?.id ?? '', 3);
  tenant.setEntraRoles(first.targetId, ['Global Administrator']);
  tenant.settings.licences = 'none';
  tenant.audits.add({ at: 4, category: 'Other', activity: 'Something', operation: 'Update', result: 'success', reason: '', service: 'Core Directory', by: null, app: null, targets: [], details: [], correlationId: '' });
  expect(JSON.stringify(copy)).toBe(before);
  expect(JSON.stringify(tenant)).not.toBe(before);
});
