import { beforeEach, expect, test } from 'vitest';
import type { User } from '../../model/directory';
import { EM, Office } from '../testing';
import { enterReview } from './access-reviews';
import { addResource, assignTo, DIRECT, isMember, makeGroupPackage, person, remove, rowsOf } from './testing';

const DAY = 86_400_000;

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const NOW = '2026-11-23T09:00:00Z';
const review = (more: object = {}) => ({
  ...DIRECT,
  reviewSettings: {
    isEnabled: true, expirationBehavior: 'keepAccess', isRecommendationEnabled: false, isReviewerJustificationRequired: false, isSelfReview: false,
    primaryReviewers: [person(office.persona('Eva'))], fallbackReviewers: [],
    schedule: {
      startDateTime: '2026-12-01T00:00:00Z', expiration: { type: 'afterDuration', duration: 'P10D', endDateTime: null },
      recurrence: { pattern: { type: 'absoluteMonthly', interval: 1, month: 0, dayOfMonth: 0, daysOfWeek: [] }, range: { type: 'noEnd', numberOfOccurrences: 0 } },
    },
    ...more,
  },
});

test('an access review dates every assignment, and at its end removes whoever was denied', async () => {
  const [ana, eva] = [office.persona('Ana'), office.persona('Priya')];
  const pilot = await makeGroupPackage(office, { policy: review() });
  for (const id of [ana, eva]) await assignTo(office, pilot, id);
  office.wait(9 * DAY);
  const rows = () => rowsOf(office, pilot.packageId).assignments;
  expect(rows().map((row) => row.review)).toEqual([ana, eva].map(() => ({ started: Date.parse('2026-12-01T00:00:00Z'), ends: Date.parse('2026-12-11T00:00:00Z'), decision: 'NotReviewed', removed: false })));
  expect(enterReview(office.tenant, rows()[0]?.id ?? '', 'Deny', office.clock.now())).toBe(true);
  office.wait(5 * DAY);
  const before = rows().map(({ state }) => state);
  office.wait(5 * DAY);
  expect([before, rows().map(({ state }) => state), isMember(office, pilot.groupId, ana), isMember(office, pilot.groupId, eva)]).toEqual([['delivered', 'delivered'], ['expired', 'delivered'], false, true]);
  office.wait(Date.parse('2027-01-02T00:00:00Z') - Date.parse(NOW) - 19 * DAY);
  expect(rows()[1]?.review).toMatchObject({ started: Date.parse('2027-01-01T00:00:00Z'), decision: 'NotReviewed' });
});

test('people a reviewer said nothing about go where the policy says so', async () => {
  const ana = office.persona('Ana');
  const states: string[] = [];
  for (const expirationBehavior of ['keepAccess', 'removeAccess', 'acceptAccessRecommendation']) {
    const pilot = await makeGroupPackage(office, { name: expirationBehavior, policy: review({ expirationBehavior, isSelfReview: true }) });
    await assignTo(office, pilot, ana);
  }
  office.wait(20 * DAY);
  for (const { displayName, id } of office.tenant.snapshot().packages.slice(-3)) states.push(`${displayName} ${rowsOf(office, id).assignments[0]?.state}`);
  expect(states).toEqual(['keepAccess delivered', 'removeAccess expired', 'acceptAccessRecommendation delivered']);
});

test('a guest who asked for their access is blocked with the last package and deleted later, as the settings say', async () => {
  const guest = [...office.tenant.users.values()].find((user: User) => user.userType === 'Guest' && user.externalUserState === 'Accepted' && user.accountEnabled);
  const id = guest?.id ?? '';
  const end = async (settings: object, lifecycle: string) => {
    expect((await office.ask('PATCH', `${EM}/settings`, { body: settings })).status).toBe(204);
    const pilot = await makeGroupPackage(office, { name: `${JSON.stringify(settings)} ${lifecycle}` });
    expect((await office.ask('PATCH', `${EM}/subjects(objectId='${id}')`, { body: { subjectLifecycle: lifecycle } })).status).toBe(204);
    await assignTo(office, pilot, id);
    office.wait(1500);
    await remove(office, rowsOf(office, pilot.packageId).assignments[0]?.id ?? '');
    office.wait(1500);
    const blocked = office.tenant.users.get(id)?.accountEnabled === false;
    office.wait(5 * DAY);
    return `${blocked ? 'blocked' : 'open'}, ${office.tenant.users.get(id) ? 'there' : 'gone'}`;
  };
  const action = (externalUserLifecycleAction: string) => ({ externalUserLifecycleAction, durationUntilExternalUserDeletedAfterBlocked: 'P4D' });
  const none = await end(action('none'), 'governed');
  const ungoverned = await end(action('blockSignInAndDelete'), 'notGoverned');
  const blocked = await end(action('blockSignIn'), 'governed');
  office.tenant.updateUser(id, { accountEnabled: true });
  expect([none, ungoverned, blocked, await end(action('blockSignInAndDelete'), 'governed')]).toEqual(['open, there', 'open, there', 'blocked, there', 'blocked, gone']);
});

test('a guest who asks for themselves is governed from then on', async () => {
  const guest = [...office.tenant.users.values()].find((user: User) => user.userType === 'Guest' && user.externalUserState === 'Accepted' && user.accountEnabled);
  const pilot = await makeGroupPackage(office, { policy: { ...DIRECT, allowedTargetScope: 'allExternalUsers', requestorSettings: { enableTargetsToSelfAddAccess: true } } });
  await office.ask('PATCH', `${EM}/catalogs/${pilot.catalogId}`, { body: { isExternallyVisible: true } });
  office.tenant.personas.push({ id: guest?.id ?? '', name: 'Gast Eins', userPrincipalName: guest?.userPrincipalName ?? '', role: 'Guest', says: '' });
  const asked = await office.post(`${EM}/assignmentRequests`, { requestType: 'userAdd', assignment: { accessPackageId: pilot.packageId } }, { as: 'Gast' });
  office.wait(1500);
  office.tenant.personas.pop();
  expect([asked.status, (await office.get(`${EM}/subjects(objectId='${guest?.id}')`)).body.subjectLifecycle]).toEqual([201, 'governed']);
});

test('things are cleared away from the inside out', async () => {
  const pilot = await makeGroupPackage(office);
  await assignTo(office, pilot, office.persona('Ana'));
  office.wait(1500);
  const told: string[] = [];
  const drop = async (path: string) => {
    const { status, body } = await office.ask('DELETE', `${EM}/${path}`);
    told.push(status === 204 ? 'gone' : body.error.code);
  };
  const forget = async () => {
    const { status, body } = await office.post(`${EM}/resourceRequests`, { requestType: 'adminRemove', resource: { id: pilot.resourceId }, catalog: { id: pilot.catalogId } });
    told.push(status === 201 ? 'gone' : body.error.code);
    office.wait(300);
  };
  await drop(`catalogs/${pilot.catalogId}`);
  await drop(`accessPackages/${pilot.packageId}`);
  await drop(`assignmentPolicies/${pilot.policyId}`);
  await forget();
  await remove(office, rowsOf(office, pilot.packageId).assignments[0]?.id ?? '');
  office.wait(1500);
  office.tenant.settings.releaseMs = 60_000;
  await drop(`assignmentPolicies/${pilot.policyId}`);
  await drop(`accessPackages/${pilot.packageId}`);
  await forget();
  office.wait(60_000);
  await forget();
  await drop(`catalogs/${pilot.catalogId}`);
  expect(told).toEqual([
    'InvalidDeleteCatalogHasAccessPackages', 'InvalidDeleteAccessPackageHasAssignments', 'InvalidDeletePolicyHasAssignments', 'InvalidDeleteResourceHasEntitlements',
    'gone', 'gone', 'InvalidDeleteResourceHasEntitlements', 'gone', 'gone',
  ]);
});

test('names collide: of catalogs in the tenant, of packages in their catalog', async () => {
  const pilot = await makeGroupPackage(office);
  const make = async (path: string, body: object) => {
    const answer = await office.post(`${EM}/${path}`, body);
    return answer.status === 201 ? '201' : `${answer.status} ${answer.body.error.code}`;
  };
  const elsewhere = String((await office.post(`${EM}/catalogs`, { displayName: 'Elsewhere' })).body.id);
  expect([
    await make('catalogs', { displayName: 'pilot payments' }), await make('accessPackages', { displayName: 'PAYMENTS', catalog: { id: pilot.catalogId } }),
    await make('accessPackages', { displayName: 'Payments', catalog: { id: elsewhere } }),
  ]).toEqual(['409 DuplicateCatalog', '409 DuplicateAccessPackage', '201']);
});

test('the roles of an application stay empty where they are expanded, and the catalog’s own list has them', async () => {
  const { catalogId } = await makeGroupPackage(office);
  const id = await addResource(office, catalogId, 'AadApplication', office.principalId('Relata CRM'));
  const expanded = await office.get(`${EM}/catalogs/${catalogId}/resources?$filter=id eq '${id}'&$expand=roles,scopes`);
  const list = await office.get(`${EM}/catalogs/${catalogId}/resourceRoles?$filter=(originSystem eq 'AadApplication' and resource/id eq '${id}')&$expand=resource`);
  expect([expanded.body.value[0]?.roles, list.body.value.length > 0]).toEqual([[], true]);
});

test('a group in a restricted management unit is not taken into a catalog', async () => {
  const { catalogId } = await makeGroupPackage(office);
  const group = office.tenant.groups.get(office.groupId('Remote access'));
  if (group) group.isManagementRestricted = true;
  const { status, body } = await office.post(`${EM}/resourceRequests`, { requestType: 'adminAdd', resource: { originId: group?.id, originSystem: 'AadGroup' }, catalog: { id: catalogId } });
  expect([status, body.error.code]).toEqual([400, 'InvalidResource']);
});

test('a removal the service made itself is forgotten after three months too', async () => {
  const pilot = await makeGroupPackage(office, { policy: { ...DIRECT, expiration: { type: 'afterDuration', duration: 'P1D', endDateTime: null } } });
  await assignTo(office, pilot, office.persona('Ana'));
  office.wait(91 * DAY);
  const before = rowsOf(office, pilot.packageId).requests.map(({ requestType }) => requestType);
  office.wait(4 * DAY);
  expect([before, rowsOf(office, pilot.packageId).requests]).toEqual([['adminAdd', 'systemRemove'], []]);
});
