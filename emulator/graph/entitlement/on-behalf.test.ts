import { beforeEach, expect, test } from 'vitest';
import { EM, Office } from '../testing';
import { approval, DIRECT, isMember, makeGroupPackage, membersOf, person, rowsOf, SELF_SERVICE, stage } from './testing';

let office: Office;
let ana: string;
let manager: string;
beforeEach(async () => {
  office = await Office.open();
  ana = office.persona('Ana');
  manager = office.tenant.users.get(ana)?.managerId ?? '';
  office.tenant.settings.onBehalfRequests = true;
});

const MANAGERS = [{ '@odata.type': '#microsoft.graph.targetManager', managerLevel: 1 }];
const policyFor = (onBehalfRequestors: object[], more: object = {}, settings: object = {}) => ({
  ...DIRECT, displayName: 'On behalf', allowedTargetScope: 'allMemberUsers', ...more,
  requestorSettings: { ...SELF_SERVICE, enableTargetsToSelfAddAccess: false, enableOnBehalfRequestorsToAddAccess: true, enableOnBehalfRequestorsToUpdateAccess: true, enableOnBehalfRequestorsToRemoveAccess: true, onBehalfRequestors, ...settings },
});
const signInName = (id: string) => office.tenant.users.get(id)?.userPrincipalName ?? '';
const send = (as: string, body: object) => office.post(`${EM}/assignmentRequests`, body, { as: signInName(as) });
const askFor = (as: string, packageId: string, targetId: string, more: object = {}) => send(as, { requestType: 'userAdd', assignment: { targetId, accessPackageId: packageId }, ...more });
const told = async (answer: ReturnType<typeof send>) => {
  const { status, body } = await answer;
  return status < 300 ? String(status) : `${status} ${body.error.code}`;
};

test('a manager asks for a report where the policy lets managers, and nobody else does', async () => {
  const { packageId, groupId } = await makeGroupPackage(office, { policy: policyFor(MANAGERS) });
  expect(await told(askFor(office.persona('Tomasz'), packageId, ana))).toBe('403 Forbidden');
  expect(await told(askFor(manager, packageId, office.persona('Tomasz')))).toBe('403 Forbidden');
  expect(await told(askFor(ana, packageId, ana))).toBe('400 PolicyRequirementsNotMet');
  expect(await told(askFor(manager, packageId, ana))).toBe('201');
  office.wait(3000);

  expect(isMember(office, groupId, ana)).toBe(true);
  expect(rowsOf(office, packageId).requests).toMatchObject([{ requestType: 'userAdd', requestorId: manager, targetId: ana, state: 'delivered' }]);
  const own = await office.get(`${EM}/assignmentRequests/filterByCurrentUser(on='requestForOthers')`, { as: signInName(manager) });
  expect(own.body.value).toMatchObject([{ requestType: 'userAdd', state: 'delivered' }]);
});

test('whoever asked for somebody does not decide on it, and the manager who is asked is that of the one who asked', async () => {
  const above = office.tenant.users.get(manager)?.managerId ?? '';
  const marta = office.persona('Marta');
  const stages = [stage([{ '@odata.type': '#microsoft.graph.requestorManager', managerLevel: 1 }], { fallbackPrimaryApprovers: [person(marta)] }), stage([person(manager), person(marta)])];
  const { packageId } = await makeGroupPackage(office, { policy: policyFor([person(manager)], { requestApprovalSettings: approval(stages) }) });
  await askFor(manager, packageId, ana);
  office.wait(3000);
  expect(rowsOf(office, packageId).requests[0]?.stages.map(({ approverIds }) => approverIds)).toEqual([[above || marta], [marta]]);
});

test('access is changed and ended for somebody else as far as the policy lets it', async () => {
  const group = office.groupId('Remote access');
  office.tenant.members.add(group, manager);
  const { packageId, groupId } = await makeGroupPackage(office, { policy: policyFor([membersOf(group)], {}, { enableOnBehalfRequestorsToUpdateAccess: false }) });
  await askFor(manager, packageId, ana);
  office.wait(3000);
  const held = { assignment: { targetId: ana, accessPackageId: packageId } };
  expect(await told(send(manager, { requestType: 'userUpdate', ...held }))).toBe('403 Forbidden');
  expect(await told(send(office.persona('Tomasz'), { requestType: 'userRemove', ...held }))).toBe('403 Forbidden');
  expect(await told(send(manager, { requestType: 'userRemove', ...held }))).toBe('201');
  office.wait(3000);
  expect([isMember(office, groupId, ana), rowsOf(office, packageId).assignments[0]?.state]).toEqual([false, 'expired']);
});

test('as long as the tenant is set to what people report, nothing of it takes effect, and a request of that type is never taken', async () => {
  const { packageId } = await makeGroupPackage(office, { policy: policyFor(MANAGERS) });
  expect(await told(send(manager, { requestType: 'onBehalfAdd', assignment: { targetId: ana, accessPackageId: packageId } }))).toBe('400 ArgumentException');
  office.tenant.settings.onBehalfRequests = false;
  expect(await told(askFor(manager, packageId, ana))).toBe('403 Forbidden');
});
