import { beforeEach, expect, test } from 'vitest';
import type { DeliveryAttempt, DeliveryOutcome } from '../../model/delivery-outcome';
import { EM, Office } from '../testing';
import { addResource, addRole, assignTo, isMember, makeGroupPackage, makePackage, remove, rowsOf } from './testing';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const UNKNOWN = '00000000-0000-4000-8000-00000000abcd';

let office: Office;
let ana: string;
beforeEach(async () => {
  office = await Office.open();
  ana = office.persona('Ana');
});

/** A day on which deliveries come out as told, one after the other, then well. */
function deliveriesGo(...outcomes: DeliveryOutcome[]): DeliveryAttempt[] {
  const attempts: DeliveryAttempt[] = [];
  office.tenant.deliveries = { outcomeOf: (attempt) => outcomes[attempts.push(attempt) - 1] ?? 'deliver' };
  return attempts;
}

const assignmentOf = async (packageId: string) => {
  const [assignment] = (await office.get(`${EM}/assignments?$filter=accessPackage/id eq '${packageId}'&$expand=target`)).body.value;
  return assignment as { id: string; state: string; status: string; target: { objectId: string | null; displayName: string | null } };
};

test('a delivery that fails leaves nothing behind, and can be tried again', async () => {
  const pilot = await makeGroupPackage(office);
  const attempts = deliveriesGo('fail');
  const asked = await assignTo(office, pilot, ana);
  office.wait(1500);
  const failed = await office.get(`${EM}/assignmentRequests/${String(asked.body.id)}`);
  expect([failed.body.state, (await assignmentOf(pilot.packageId)).state, isMember(office, pilot.groupId, ana)]).toEqual(['deliveryFailed', 'deliveryFailed', false]);
  expect((await office.post(`${EM}/assignmentRequests/${String(asked.body.id)}/reprocess`, undefined)).status).toBe(202);
  office.wait(1500);
  expect([(await assignmentOf(pilot.packageId)).state, isMember(office, pilot.groupId, ana)]).toEqual(['delivered', true]);
  expect(attempts.map(({ requestId, targetId, attempt }) => ({ requestId, targetId, attempt }))).toEqual([1, 2].map((attempt) => ({ requestId: asked.body.id, targetId: ana, attempt })));
});

test('a delivery in part gives the first half of the roles', async () => {
  const pilot = await makePackage(office, { displayName: 'Direct', description: 'Direct', allowedTargetScope: 'notSpecified' });
  deliveriesGo('partial');
  await assignTo(office, pilot, ana);
  office.wait(1500);
  const roles = office.tenant.appRoleGrantsTo(ana).filter(({ appRoleId, createdDateTime }) => appRoleId === pilot.appRoleId && createdDateTime > '2026-11-23');
  expect([(await assignmentOf(pilot.packageId)).state, isMember(office, pilot.groupId, ana), roles]).toEqual(['partiallyDelivered', true, []]);
});

test('a delivery that hangs stays in delivering without a target until it is taken away', async () => {
  const pilot = await makeGroupPackage(office);
  deliveriesGo('hang');
  const asked = await assignTo(office, pilot, ana);
  office.wait(30 * DAY);
  const hung = await assignmentOf(pilot.packageId);
  expect([hung.state, hung.target.objectId, hung.target.displayName]).toEqual(['delivering', null, null]);
  expect((await office.get(`${EM}/assignmentRequests/${String(asked.body.id)}`)).body.state).toBe('delivering');
  expect((await remove(office, hung.id)).status).toBe(201);
  office.wait(1500);
  expect((await assignTo(office, pilot, ana)).status).toBe(201);
  office.wait(1500);
  expect(isMember(office, pilot.groupId, ana)).toBe(true);
});

test('an assignment of somebody the directory never knew hangs in the same way', async () => {
  const pilot = await makeGroupPackage(office);
  expect((await assignTo(office, pilot, UNKNOWN)).status).toBe(201);
  office.wait(DAY);
  const hung = await assignmentOf(pilot.packageId);
  expect([hung.state, hung.target.objectId]).toEqual(['delivering', null]);
});

test('a delivery to somebody who was deleted fails', async () => {
  const pilot = await makeGroupPackage(office);
  await assignTo(office, pilot, ana);
  office.tenant.deleteUser(ana, office.clock.now());
  office.wait(1500);
  expect((await assignmentOf(pilot.packageId)).state).toBe('deliveryFailed');
});

test('the service tries again by itself for some hours, and nobody can force it meanwhile', async () => {
  const pilot = await makeGroupPackage(office);
  office.tenant.settings.retryForMs = 3 * HOUR;
  const attempts = deliveriesGo('fail', 'fail');
  const asked = await assignTo(office, pilot, ana);
  office.wait(1500);
  const forced = await office.post(`${EM}/assignmentRequests/${String(asked.body.id)}/reprocess`, undefined);
  expect([forced.status, forced.body.error.code]).toEqual([400, 'InvalidRequestState']);
  office.wait(HOUR);
  expect([(await assignmentOf(pilot.packageId)).state, attempts.length]).toEqual(['delivered', 3]);
});

test('a guest whose invitation is open keeps a request in delivering until it is taken', async () => {
  const guest = [...office.tenant.users.values()].find((user) => user.externalUserState === 'PendingAcceptance')?.id ?? '';
  const pilot = await makeGroupPackage(office);
  await assignTo(office, pilot, guest);
  office.wait(DAY);
  expect([(await assignmentOf(pilot.packageId)).state, isMember(office, pilot.groupId, guest)]).toEqual(['delivering', false]);
  office.tenant.updateUser(guest, { externalUserState: 'Accepted' });
  office.wait(HOUR);
  expect([(await assignmentOf(pilot.packageId)).state, isMember(office, pilot.groupId, guest)]).toEqual(['delivered', true]);
});

test('an assignment that ends takes a membership the person had before it', async () => {
  const pilot = await makeGroupPackage(office);
  office.tenant.members.add(pilot.groupId, ana);
  await assignTo(office, pilot, ana);
  office.wait(1500);
  await remove(office, (await assignmentOf(pilot.packageId)).id);
  office.wait(1500);
  expect([(await assignmentOf(pilot.packageId)).state, isMember(office, pilot.groupId, ana)]).toEqual(['expired', false]);
});

test('a group that two packages give stays when one of them ends, and goes with the other', async () => {
  const [one, other] = [await makeGroupPackage(office, { name: 'One' }), await makeGroupPackage(office, { name: 'Other' })];
  await assignTo(office, one, ana);
  await assignTo(office, other, ana);
  office.wait(1500);
  const held: boolean[] = [];
  for (const { packageId, groupId } of [one, other]) {
    await remove(office, (await assignmentOf(packageId)).id);
    office.wait(1500);
    held.push(isMember(office, groupId, ana));
  }
  expect(held).toEqual([true, false]);
});

test('a removal lands after the assignment has ended, and takes what was put back meanwhile', async () => {
  const pilot = await makeGroupPackage(office);
  office.tenant.settings.removalLagMs = 2 * HOUR;
  await assignTo(office, pilot, ana);
  office.wait(1500);
  await remove(office, (await assignmentOf(pilot.packageId)).id);
  office.wait(1500);
  const after = [(await assignmentOf(pilot.packageId)).state, isMember(office, pilot.groupId, ana)];
  office.tenant.members.remove(pilot.groupId, ana);
  office.tenant.members.add(pilot.groupId, ana);
  office.wait(2 * HOUR);
  expect([...after, isMember(office, pilot.groupId, ana)]).toEqual(['expired', true, false]);
});

test('a role added to a package reaches everybody assigned, and one that is removed leaves them', async () => {
  const pilot = await makeGroupPackage(office);
  await assignTo(office, pilot, ana);
  office.wait(1500);
  const second = office.groupId('Remote access');
  office.tenant.members.remove(second, ana);
  const resourceId = await addResource(office, pilot.catalogId, 'AadGroup', second);
  const before = isMember(office, second, ana);
  await addRole(office, pilot.packageId, resourceId, 'AadGroup', `Member_${second}`, second);
  office.wait(1500);
  const given = isMember(office, second, ana);
  const [roleScope] = office.tenant.snapshot().packages.find(({ id }) => id === pilot.packageId)?.roleScopes.slice(-1) ?? [];
  expect((await office.ask('DELETE', `${EM}/accessPackages/${pilot.packageId}/resourceRoleScopes/${roleScope?.id}`)).status).toBe(204);
  office.wait(1500);
  expect([before, given, isMember(office, second, ana)]).toEqual([false, true, false]);
});

test('a delivered assignment that is reprocessed gives again what was taken beside the package', async () => {
  const pilot = await makeGroupPackage(office);
  await assignTo(office, pilot, ana);
  office.wait(1500);
  const { id } = await assignmentOf(pilot.packageId);
  office.tenant.members.remove(pilot.groupId, ana);
  expect((await office.post(`${EM}/assignments/${id}/reprocess`, undefined)).status).toBe(202);
  expect(isMember(office, pilot.groupId, ana)).toBe(true);
});

test('people deleted less than 30 days ago keep a package from being deleted', async () => {
  const pilot = await makeGroupPackage(office);
  await assignTo(office, pilot, ana);
  office.wait(1500);
  office.tenant.deleteUser(ana, office.clock.now());
  office.wait(DAY);
  const early = await office.ask('DELETE', `${EM}/accessPackages/${pilot.packageId}`);
  office.wait(30 * DAY);
  const late = await office.ask('DELETE', `${EM}/accessPackages/${pilot.packageId}`);
  expect([early.status, early.body.error.code, late.status]).toEqual([400, 'InvalidDeleteAccessPackageHasAssignments', 204]);
  expect(rowsOf(office, pilot.packageId).assignments.map(({ state }) => state)).toEqual(['expired']);
});
