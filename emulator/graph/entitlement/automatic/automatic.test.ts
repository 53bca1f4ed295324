import { beforeEach, expect, test } from 'vitest';
import { EM, Office } from '../../testing';
import { addPolicy, assignTo, DIRECT, isMember, makeGroupPackage, remove, rowsOf } from '../testing';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Longer than judging and delivering take together. */
const SOON = 5_000;

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const automatic = (membershipRule: string, settings: object = {}) => ({
  displayName: 'By rule', description: 'By rule', allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', description: 'By rule', membershipRule }],
  automaticRequestSettings: { requestAccessForAllowedTargets: true, removeAccessWhenTargetLeavesAllowedTargets: true, gracePeriodBeforeAccessRemoval: null, ...settings },
});

const LEGAL = '(user.department -eq "Legal")';
const idsOf = (department: string): string[] => office.tenant.snapshot().users.filter((user) => user.department === department && user.accountEnabled).map(({ id }) => id).sort();
const live = (packageId: string) => rowsOf(office, packageId).assignments.filter(({ state }) => state === 'delivered').map(({ targetId }) => targetId).sort();
const requestsOf = (packageId: string, targetId: string) => rowsOf(office, packageId).requests.filter((row) => row.targetId === targetId).map(({ requestType, state }) => `${requestType} ${state}`);
const change = (id: string, department: string) => office.tenant.updateUser(id, { department });
const replace = (of: { packageId: string; policyId: string }, policy: object) => office.ask('PUT', `${EM}/assignmentPolicies/${of.policyId}`, { body: { ...policy, accessPackage: { id: of.packageId } } });
const refusal = ({ status, body }: { status: number; body: { error: { code: string; message: string } } }) => [status, body.error.code, body.error.message];

test('everybody the rule selects gets a request of the system and then the package', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL) });
  expect(rowsOf(office, pilot.packageId).requests).toEqual([]);
  office.wait(SOON);
  expect(live(pilot.packageId)).toEqual(idsOf('Legal'));
  const { requests } = rowsOf(office, pilot.packageId);
  expect(requests.filter(({ state }) => state === 'delivered').map(({ requestType, policyId, targetId, requestorId }) => ({ requestType, policyId, targetId, requestorId })).sort((one, other) => one.targetId.localeCompare(other.targetId)))
    .toEqual(idsOf('Legal').map((targetId) => ({ requestType: 'systemAdd', policyId: pilot.policyId, targetId, requestorId: '' })));
  expect(idsOf('Legal').every((id) => isMember(office, pilot.groupId, id))).toBe(true);
});

test('a blocked person whom the rule selects gets a request that fails, and a guest gets the package like others', async () => {
  const blocked = office.tenant.snapshot().users.find((user) => !user.accountEnabled && user.userType === 'Member')?.id ?? '';
  const guest = office.tenant.snapshot().users.find((user) => user.externalUserState === 'Accepted' && user.userType === 'Guest')?.id ?? '';
  const pilot = await makeGroupPackage(office, { policy: automatic('user.extensionAttribute3 -eq "pilot"') });
  for (const id of [blocked, guest]) office.tenant.updateUser(id, { extensions: { extensionAttribute3: 'Pilot' } });
  office.wait(SOON);
  expect([requestsOf(pilot.packageId, blocked), requestsOf(pilot.packageId, guest)]).toEqual([['systemAdd deliveryFailed'], ['systemAdd delivered']]);
  expect(live(pilot.packageId)).toEqual([guest]);
});

test('somebody who moves into the rule gets the package, somebody who moves out loses it', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL) });
  office.wait(SOON);
  const ana = office.persona('Ana');
  change(ana, 'Legal');
  office.wait(SOON);
  expect([requestsOf(pilot.packageId, ana), isMember(office, pilot.groupId, ana)]).toEqual([['systemAdd delivered'], true]);
  change(ana, 'Sales');
  office.wait(SOON);
  expect([requestsOf(pilot.packageId, ana), isMember(office, pilot.groupId, ana)]).toEqual([['systemAdd delivered', 'systemRemove delivered'], false]);
});

test('nobody is judged before the evaluation is due', async () => {
  office.tenant.settings.evaluationMs = 10 * 60_000;
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL) });
  office.wait(9 * 60_000);
  expect(rowsOf(office, pilot.packageId).requests).toEqual([]);
  office.wait(2 * 60_000);
  expect(live(pilot.packageId)).toEqual(idsOf('Legal'));
});

test('a policy that does not remove leaves the package with whoever moves out', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL, { removeAccessWhenTargetLeavesAllowedTargets: false }) });
  office.wait(SOON);
  const [somebody = ''] = idsOf('Legal');
  change(somebody, 'Sales');
  office.wait(30 * DAY);
  expect([live(pilot.packageId).includes(somebody), requestsOf(pilot.packageId, somebody)]).toEqual([true, ['systemAdd delivered']]);
});

test('a policy that does not request gives nobody the package', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL, { requestAccessForAllowedTargets: false }) });
  office.wait(DAY);
  expect(rowsOf(office, pilot.packageId)).toEqual({ assignments: [], requests: [] });
});

test('access goes when the grace period is over, and stays with whoever came back in it', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL, { gracePeriodBeforeAccessRemoval: 'P7D' }) });
  office.wait(SOON);
  const [gone = '', back = '', twice = ''] = idsOf('Legal');
  for (const id of [gone, back, twice]) change(id, 'Sales');
  office.wait(5 * DAY);
  for (const id of [back, twice]) change(id, 'Legal');
  office.wait(DAY);
  change(twice, 'Sales');
  office.wait(DAY - HOUR);
  expect([gone, back, twice].map((id) => live(pilot.packageId).includes(id))).toEqual([true, true, true]);
  office.wait(2 * HOUR);
  expect([gone, back, twice].map((id) => live(pilot.packageId).includes(id))).toEqual([false, true, true]);
  office.wait(6 * DAY);
  expect([gone, back, twice].map((id) => requestsOf(pilot.packageId, id))).toEqual([
    ['systemAdd delivered', 'systemRemove delivered'], ['systemAdd delivered'], ['systemAdd delivered', 'systemRemove delivered'],
  ]);
});

test('whoever holds the package by another policy is skipped, and keeps it when the rule lets go of them', async () => {
  const pilot = await makeGroupPackage(office);
  const [held = ''] = idsOf('Legal');
  await assignTo(office, pilot, held);
  office.wait(SOON);
  await addPolicy(office, pilot.packageId, automatic(LEGAL));
  office.wait(SOON);
  expect([requestsOf(pilot.packageId, held), live(pilot.packageId)]).toEqual([['adminAdd delivered'], idsOf('Legal')]);
  change(held, 'Sales');
  office.wait(SOON);
  expect([requestsOf(pilot.packageId, held), live(pilot.packageId).includes(held)]).toEqual([['adminAdd delivered'], true]);
});

test('a narrower rule takes the package from whoever it no longer selects', async () => {
  const policy = automatic('user.department -in ["Legal", "Sales"]');
  const pilot = await makeGroupPackage(office, { policy });
  office.wait(SOON);
  expect(live(pilot.packageId)).toEqual([...idsOf('Legal'), ...idsOf('Sales')].sort());
  expect((await replace(pilot, automatic(LEGAL))).status).toBe(200);
  office.wait(SOON);
  expect(live(pilot.packageId)).toEqual(idsOf('Legal'));
});

test('beyond the limit of people the surplus gets nothing, and a place that becomes free is given at the next full evaluation', async () => {
  office.tenant.settings.limits.usersPerAutomaticPolicy = { value: 3, dated: 'test' };
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL) });
  office.wait(SOON);
  const first = live(pilot.packageId);
  expect(first).toHaveLength(3);
  change(first[0] ?? '', 'Sales');
  office.wait(SOON);
  expect(live(pilot.packageId)).toEqual(first.slice(1));
  await replace(pilot, automatic(LEGAL));
  office.wait(SOON);
  expect(live(pilot.packageId)).toHaveLength(3);
});

test('a rule with a mistake is refused with its kind, its place and what mends it', async () => {
  const pilot = await makeGroupPackage(office);
  const made = (rule: string) => office.post(`${EM}/assignmentPolicies`, { ...automatic(rule), accessPackage: { id: pilot.packageId } });
  expect([refusal(await made('user.departement -eq "Legal"')), refusal(await made('device.deviceModel -eq "iPad"'))]).toEqual([
    [400, 'InvalidModel', 'The model is invalid. Dynamic membership rule validation error: Wrong property applied. Rules do not know user.departement; user.department may be meant. (line 1, column 1)'],
    [400, 'InvalidModel', 'The model is invalid. Dynamic membership rule validation error: Invalid object type. This rule selects people; put a property of user in place of device.deviceModel. (line 1, column 1)'],
  ]);
  expect(office.tenant.snapshot().policies.filter(({ packageId }) => packageId === pilot.packageId)).toHaveLength(1);
});

test('a package has one automatic policy at most, and the policy one rule', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL) });
  const made = (policy: object) => office.post(`${EM}/assignmentPolicies`, { ...policy, accessPackage: { id: pilot.packageId } });
  expect(refusal(await made(automatic('user.city -eq "Reno"')))).toEqual([400, 'InvalidModel', 'The model is invalid. The access package already has an automatic assignment policy.']);
  expect((await made(DIRECT)).status).toBe(201);
  expect((await replace(pilot, { ...automatic(LEGAL), specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.singleUser', userId: office.persona('Ana') }] })).body.error.code).toBe('InvalidModel');
});

test('neither owner nor package manager of a catalog makes or changes an automatic policy, an administrator does', async () => {
  const pilot = await makeGroupPackage(office);
  for (const [name, role] of [['Marta', 'Catalog owner'], ['Jonas', 'Access package manager']] as const) {
    office.tenant.governance.grant(office.persona(name), role, pilot.catalogId);
    const asked = await office.post(`${EM}/assignmentPolicies`, { ...automatic(LEGAL), accessPackage: { id: pilot.packageId } }, { as: name });
    expect(refusal(asked)).toEqual([403, 'AutoAssignmentPolicyRequirementNotMet', 'Only a Global admin or Identity governance admin can set an auto assignment policy.']);
  }
  const policyId = await addPolicy(office, pilot.packageId, automatic(LEGAL));
  const changed = await office.ask('PUT', `${EM}/assignmentPolicies/${policyId}`, { as: 'Marta', body: { ...DIRECT, accessPackage: { id: pilot.packageId } } });
  expect(changed.body.error.code).toBe('AutoAssignmentPolicyRequirementNotMet');
});

test('a policy that is no longer automatic follows nobody, and leaves what it gave', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL) });
  office.wait(SOON);
  const before = live(pilot.packageId);
  expect((await replace(pilot, DIRECT)).status).toBe(200);
  change(before[0] ?? '', 'Sales');
  office.wait(DAY);
  expect(live(pilot.packageId)).toEqual(before);
});

test('an assignment taken away by hand comes back when the person is judged again', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic('user.department -eq "Legal" -and user.city -ne "Nowhere"') });
  office.wait(SOON);
  const [somebody = ''] = idsOf('Legal');
  const { id = '' } = rowsOf(office, pilot.packageId).assignments.find(({ targetId }) => targetId === somebody) ?? {};
  await remove(office, id);
  office.wait(DAY);
  expect(live(pilot.packageId).includes(somebody)).toBe(false);
  office.tenant.updateUser(somebody, { city: 'Elsewhere' });
  office.wait(SOON);
  expect(live(pilot.packageId).includes(somebody)).toBe(true);
});

test('somebody who leaves the rule before the package reached them loses it when it has', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL) });
  office.wait(SOON);
  const ana = office.persona('Ana');
  office.tenant.settings.deliveryMs = HOUR;
  change(ana, 'Legal');
  office.wait(10_000);
  change(ana, 'Sales');
  office.wait(DAY);
  expect([requestsOf(pilot.packageId, ana), isMember(office, pilot.groupId, ana)]).toEqual([['systemAdd delivered', 'systemRemove delivered'], false]);
});

test('a rule on the hire date selects people as their day comes nearer', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic('user.employeeId -eq "NEW-1" -and user.employeeHireDate -le system.now -plus p7d') });
  const ana = office.persona('Ana');
  office.tenant.updateUser(ana, { employeeId: 'NEW-1', employeeHireDate: new Date(office.clock.now() + 20 * DAY).toISOString() });
  office.wait(12 * DAY);
  expect(live(pilot.packageId)).toEqual([]);
  office.wait(3 * DAY);
  expect(live(pilot.packageId)).toEqual([ana]);
});

test('a restart forgets neither whom a policy selected nor what was still to be judged', async () => {
  const pilot = await makeGroupPackage(office, { policy: automatic(LEGAL) });
  office.wait(SOON);
  change(office.persona('Ana'), 'Legal');
  await office.get('/me');
  office.restart();
  office.wait(SOON);
  expect(live(pilot.packageId)).toEqual(idsOf('Legal'));
  change(office.persona('Ana'), 'Sales');
  office.wait(SOON);
  expect(live(pilot.packageId)).toEqual(idsOf('Legal'));
});
