import { beforeEach, expect, test } from 'vitest';
import type { User } from '../../model/directory';
import { EM, Office } from '../testing';
import { addPolicy, approval, askFor, assignTo, DIRECT, makeGroupPackage, membersOf, person, rowsOf, SELF_SERVICE, stage } from './testing';

const DAY = 86_400_000;
const APPROVALS = `${EM}/accessPackageAssignmentApprovals`;
const MANAGER = { '@odata.type': '#microsoft.graph.requestorManager', managerLevel: 1 };

let office: Office;
let ana: string;
beforeEach(async () => {
  office = await Office.open();
  ana = office.persona('Ana');
});

const decided = (stages: object[], more: object = {}) => makeGroupPackage(office, { policy: { ...DIRECT, allowedTargetScope: 'allDirectoryUsers', requestorSettings: SELF_SERVICE, requestApprovalSettings: approval(stages, more) } });

/** Who may decide the stages of the last request for a package, as the snapshot has it. */
const approversIn = (packageId: string) => rowsOf(office, packageId).requests.at(-1)?.stages.map(({ approverIds }) => approverIds);
const lastRequest = (packageId: string) => {
  const request = rowsOf(office, packageId).requests.at(-1);
  if (!request) throw new Error('nothing was requested');
  return request;
};
const managerOf = (userId: string): string => office.tenant.users.get(userId)?.managerId ?? '';

async function decide(as: string, packageId: string, reviewResult: 'Approve' | 'Deny', number = 0, justification = 'Checked') {
  const request = lastRequest(packageId);
  return office.ask('PATCH', `${APPROVALS}/${request.id}/stages/${request.stages[number]?.id}`, { as, body: { reviewResult, justification } });
}

test('three stages are decided one after the other, and a direct assignment waits for them like any other', async () => {
  const [eva, priya, tomasz] = ['Eva', 'Priya', 'Tomasz'].map((name) => office.persona(name)) as [string, string, string];
  const pilot = await decided([stage([person(eva)]), stage([person(priya)]), stage([person(tomasz)])]);
  await assignTo(office, pilot, ana);
  office.wait(500);
  const early = await decide('Priya', pilot.packageId, 'Approve', 1);
  const statuses: string[][] = [];
  for (const [number, name] of ['Eva', 'Priya', 'Tomasz'].entries()) {
    statuses.push(lastRequest(pilot.packageId).stages.map(({ status }) => status));
    expect((await decide(name, pilot.packageId, 'Approve', number)).status).toBe(204);
  }
  office.wait(1500);
  expect(early.status).toBe(409);
  expect(statuses).toEqual([['InProgress', 'NotStarted', 'NotStarted'], ['Completed', 'InProgress', 'NotStarted'], ['Completed', 'Completed', 'InProgress']]);
  expect(lastRequest(pilot.packageId)).toMatchObject({ state: 'delivered', requestType: 'adminAdd' });
});

test('one refusal ends a request, and its assignment is never made', async () => {
  const pilot = await decided([stage([person(office.persona('Eva'))]), stage([person(office.persona('Priya'))])]);
  await askFor(office, 'Ana', pilot.packageId);
  office.wait(500);
  expect((await decide('Eva', pilot.packageId, 'Deny')).status).toBe(204);
  office.wait(DAY);
  expect(lastRequest(pilot.packageId)).toMatchObject({ state: 'denied', status: 'Denied', stages: [{ reviewResult: 'Deny', status: 'Completed' }, { status: 'NotStarted' }] });
  expect(rowsOf(office, pilot.packageId).assignments).toEqual([]);
});

test('a stage nobody decides in its time denies the request', async () => {
  const pilot = await decided([stage([person(office.persona('Eva'))], { durationBeforeAutomaticDenial: 'P2D' })]);
  await askFor(office, 'Ana', pilot.packageId);
  office.wait(2 * DAY - 1000);
  const before = lastRequest(pilot.packageId).state;
  office.wait(2000);
  expect([before, lastRequest(pilot.packageId).state, lastRequest(pilot.packageId).status, lastRequest(pilot.packageId).stages[0]?.status]).toEqual(['pendingApproval', 'denied', 'Expired', 'Expired']);
});

test('after the time of escalation the alternate approvers may decide as well', async () => {
  const pilot = await decided([stage([person(office.persona('Eva'))], { isEscalationEnabled: true, durationBeforeEscalation: 'P7D', escalationApprovers: [person(office.persona('Priya'))] })]);
  await askFor(office, 'Ana', pilot.packageId);
  office.wait(500);
  const early = await decide('Priya', pilot.packageId, 'Approve');
  office.wait(7 * DAY);
  expect(lastRequest(pilot.packageId)).toMatchObject({ state: 'pendingApproval', status: 'PendingApprovalEscalated' });
  const late = await decide('Priya', pilot.packageId, 'Approve');
  expect([early.status, late.status]).toEqual([403, 204]);
});

test('every kind of approver is found, and the stand-ins where there is none', async () => {
  const [eva, priya] = [office.persona('Eva'), office.persona('Priya')];
  const manager = managerOf(ana);
  const group = office.groupId('Finance – Ledger');
  const members = [...office.tenant.transitiveMembersOf(group)].filter((id) => id !== ana && office.tenant.users.get(id)?.accountEnabled);
  const pilot = await makeGroupPackage(office);
  const found: Record<string, string[] | undefined> = {};
  const ask = async (name: string, primaryApprovers: object[], more: object = {}) => {
    const policyId = await addPolicy(office, pilot.packageId, { ...DIRECT, displayName: name, requestApprovalSettings: approval([stage(primaryApprovers, more)]) });
    const asked = await assignTo(office, { packageId: pilot.packageId, policyId }, ana);
    office.wait(500);
    found[name] = approversIn(pilot.packageId)?.[0];
    await office.post(`${EM}/assignmentRequests/${String(asked.body.id)}/cancel`, undefined);
  };
  await ask('a person', [person(eva)]);
  await ask('a group', [membersOf(group)]);
  await ask('the manager', [MANAGER]);
  await ask('the manager’s manager', [{ ...MANAGER, managerLevel: 2 }]);
  await ask('the target’s manager', [{ '@odata.type': '#microsoft.graph.targetManager', managerLevel: 1 }]);
  office.tenant.sponsors.add(ana, priya);
  await ask('the target’s sponsors', [{ '@odata.type': '#microsoft.graph.targetUserSponsors' }], { fallbackPrimaryApprovers: [person(eva)] });
  office.tenant.sponsors.remove(ana, priya);
  await ask('a stand-in for sponsors', [{ '@odata.type': '#microsoft.graph.targetUserSponsors' }], { fallbackPrimaryApprovers: [person(eva)] });
  office.tenant.updateUser(ana, { managerId: null });
  await ask('a stand-in for the manager', [MANAGER], { fallbackPrimaryApprovers: [person(priya)] });
  expect(found).toEqual({
    'a person': [eva], 'a group': members, 'the manager': [manager], 'the manager’s manager': [managerOf(manager)], 'the target’s manager': [manager],
    'the target’s sponsors': [priya], 'a stand-in for sponsors': [eva], 'a stand-in for the manager': [priya],
  });
});

test('the sponsors of a guest’s organisation decide, its own people or ours', async () => {
  const guest = [...office.tenant.users.values()].find((user: User) => user.homeDomain !== null && user.externalUserState === 'Accepted');
  const organization = await office.post(`${EM}/connectedOrganizations`, {
    displayName: 'Partner', description: 'A partner', state: 'configured',
    identitySources: [{ '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: guest?.homeDomain, displayName: 'Partner' }],
  });
  const sponsor = (kind: string, id: string) => office.post(`${EM}/connectedOrganizations/${String(organization.body.id)}/${kind}/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/users/${id}` });
  expect((await sponsor('internalSponsors', office.persona('Eva'))).status).toBe(204);
  expect((await sponsor('externalSponsors', office.persona('Priya'))).status).toBe(204);
  const pilot = await decided([stage([{ '@odata.type': '#microsoft.graph.internalSponsors' }]), stage([{ '@odata.type': '#microsoft.graph.externalSponsors' }])]);
  await assignTo(office, pilot, guest?.id ?? '');
  office.wait(500);
  expect(approversIn(pilot.packageId)).toEqual([[office.persona('Eva')], [office.persona('Priya')]]);
});

test('nobody approves their own request, and a stage that names nobody else denies', async () => {
  const pilot = await decided([stage([person(ana), person(office.persona('Eva'))])]);
  await askFor(office, 'Ana', pilot.packageId);
  office.wait(500);
  expect(approversIn(pilot.packageId)).toEqual([[office.persona('Eva')]]);
  expect((await decide('Ana', pilot.packageId, 'Approve')).status).toBe(403);
  const alone = await makeGroupPackage(office, { name: 'Alone', policy: { ...DIRECT, requestApprovalSettings: approval([stage([person(ana)])]) } });
  await assignTo(office, alone, ana);
  office.wait(500);
  expect(lastRequest(alone.packageId).state).toBe('denied');
});

test('an approver gives a reason where the policy wants one', async () => {
  const pilot = await decided([stage([person(office.persona('Eva'))], { isApproverJustificationRequired: true })]);
  await askFor(office, 'Ana', pilot.packageId);
  office.wait(500);
  const silent = await decide('Eva', pilot.packageId, 'Approve', 0, ' ');
  expect([silent.status, silent.body.error.code, (await decide('Eva', pilot.packageId, 'Approve')).status]).toEqual([400, 'InvalidModel', 204]);
});

test('a change of the policy does not reach a request that is pending', async () => {
  const pilot = await decided([stage([person(office.persona('Eva'))])]);
  await askFor(office, 'Ana', pilot.packageId);
  office.wait(500);
  const put = await office.ask('PUT', `${EM}/assignmentPolicies/${pilot.policyId}`, { body: { ...DIRECT, accessPackage: { id: pilot.packageId } } });
  expect(put.status).toBe(200);
  office.wait(DAY);
  expect([lastRequest(pilot.packageId).state, approversIn(pilot.packageId)]).toEqual(['pendingApproval', [[office.persona('Eva')]]]);
});

test('approvers see what waits for them until it is decided', async () => {
  const pilot = await decided([stage([person(office.persona('Eva')), person(office.persona('Priya'))])]);
  const asked = await askFor(office, 'Ana', pilot.packageId);
  office.wait(500);
  const waiting = async (as: string) => (await office.all(`${APPROVALS}/filterByCurrentUser(on='approver')`, { as })).map(({ id }) => id).filter((id) => id === asked.body.id).length;
  const before = [await waiting('Eva'), await waiting('Priya'), await waiting('Ana')];
  await decide('Priya', pilot.packageId, 'Approve');
  expect([before, await waiting('Eva'), (await decide('Eva', pilot.packageId, 'Deny')).status]).toEqual([[1, 1, 0], 0, 409]);
});
