import { beforeEach, expect, test } from 'vitest';
import { EM, Office } from '../testing';
import { addPolicy, approval, askFor, assignTo, DIRECT, isMember, makeGroupPackage, person, remove, rowsOf, SELF_SERVICE, stage } from './testing';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OPEN = { ...DIRECT, displayName: 'Open', allowedTargetScope: 'allMemberUsers', requestorSettings: SELF_SERVICE };
const afterDays = (days: number) => ({ type: 'afterDuration', duration: `P${days}D`, endDateTime: null });

let office: Office;
let ana: string;
beforeEach(async () => {
  office = await Office.open();
  ana = office.persona('Ana');
});

const told = async (answer: ReturnType<typeof assignTo>) => {
  const { status, body } = await answer;
  return status < 300 ? String(status) : `${status} ${body.error.code}`;
};
const lastRequest = (packageId: string) => rowsOf(office, packageId).requests.at(-1);
const assignments = (packageId: string) => rowsOf(office, packageId).assignments;
const endsIn = (packageId: string) => (Date.parse(assignments(packageId)[0]?.schedule.expiration.endDateTime ?? '') - office.clock.now()) / HOUR;

test('a start in the future is waited for, and the request may be cancelled until then', async () => {
  const pilot = await makeGroupPackage(office);
  const start = (days: number) => ({ schedule: { startDateTime: new Date(office.clock.now() + days * DAY).toISOString(), expiration: afterDays(2) } });
  await assignTo(office, pilot, ana, start(3));
  office.wait(DAY);
  expect([lastRequest(pilot.packageId)?.state, lastRequest(pilot.packageId)?.status, isMember(office, pilot.groupId, ana)]).toEqual(['scheduled', 'PendingNotBefore', false]);
  office.wait(2 * DAY + HOUR);
  expect([lastRequest(pilot.packageId)?.state, isMember(office, pilot.groupId, ana)]).toEqual(['delivered', true]);
  office.wait(2 * DAY);
  expect([assignments(pilot.packageId)[0]?.state, isMember(office, pilot.groupId, ana)]).toEqual(['expired', false]);
  const again = await assignTo(office, pilot, ana, start(5));
  office.wait(DAY);
  expect((await office.post(`${EM}/assignmentRequests/${String(again.body.id)}/cancel`, undefined)).status).toBeLessThan(300);
  office.wait(10 * DAY);
  expect([lastRequest(pilot.packageId)?.state, isMember(office, pilot.groupId, ana)]).toEqual(['canceled', false]);
});

test('a request is cancelled in the four documented statuses and in no other', async () => {
  const eva = person(office.persona('Eva'));
  const escalating = stage([eva], { isEscalationEnabled: true, durationBeforeEscalation: 'P2D', escalationApprovers: [person(office.persona('Priya'))] });
  const waits = { policy: { ...OPEN, requestApprovalSettings: approval([escalating]) } };
  const tries: [status: string | undefined, answer: string][] = [];
  const attempt = async (name: string, policy: object, ms: number) => {
    const pilot = await makeGroupPackage(office, { name, ...policy });
    const later = name === 'Later' ? { schedule: { startDateTime: new Date(office.clock.now() + 9 * DAY).toISOString() } } : {};
    const asked = await assignTo(office, pilot, ana, later);
    office.wait(ms);
    const status = lastRequest(pilot.packageId)?.status;
    tries.push([status, await told(office.post(`${EM}/assignmentRequests/${String(asked.body.id)}/cancel`, undefined))]);
  };
  await attempt('Soon', {}, 0);
  await attempt('Asked', waits, 500);
  await attempt('Later', {}, 500);
  await attempt('Escalated', waits, 3 * DAY);
  await attempt('Delivering', {}, 500);
  await attempt('Delivered', {}, 1500);
  expect(tries.map(([status, answer]) => `${status} ${answer}`)).toEqual([
    'Accepted 204', 'PendingApproval 204', 'PendingNotBefore 204', 'PendingApprovalEscalated 204', 'Delivering 400 InvalidRequestState', 'Delivered 400 InvalidRequestState',
  ]);
});

test('a request is deleted when it is over and no assignment of it lives', async () => {
  const pilot = await makeGroupPackage(office);
  const asked = await assignTo(office, pilot, ana);
  const drop = () => told(office.ask('DELETE', `${EM}/assignmentRequests/${String(asked.body.id)}`));
  const early = await drop();
  office.wait(1500);
  const held = await drop();
  await remove(office, assignments(pilot.packageId)[0]?.id ?? '');
  office.wait(1500);
  expect([early, held, await drop()]).toEqual(['400 InvalidRequestState', '400 InvalidRequestState', '204']);
});

test('a failed delivery is reprocessed within fourteen days', async () => {
  const pilot = await makeGroupPackage(office);
  office.tenant.updateUser(ana, { accountEnabled: false });
  const asked = await assignTo(office, pilot, ana);
  const reprocess = () => told(office.post(`${EM}/assignmentRequests/${String(asked.body.id)}/reprocess`, undefined));
  office.wait(13 * DAY);
  const early = await reprocess();
  office.wait(DAY);
  office.wait(14 * DAY);
  expect([early, await reprocess()]).toEqual(['202', '400 InvalidRequestState']);
});

test('finished requests are forgotten after three months', async () => {
  const pilot = await makeGroupPackage(office);
  await assignTo(office, pilot, ana);
  office.wait(91 * DAY);
  const before = rowsOf(office, pilot.packageId).requests.length;
  office.wait(2 * DAY);
  expect([before, rowsOf(office, pilot.packageId).requests.length, isMember(office, pilot.groupId, ana)]).toEqual([1, 0, true]);
});

test('an assignment ends after days, after hours, at a date, or never, as its policy says', async () => {
  const ends: Record<string, number> = {};
  for (const [name, expiration] of Object.entries({ days: afterDays(2), hours: { type: 'afterDuration', duration: 'PT8H', endDateTime: null }, date: { type: 'afterDateTime', endDateTime: '2026-11-26T09:00:00Z', duration: null }, never: DIRECT.expiration })) {
    const pilot = await makeGroupPackage(office, { name, policy: { ...DIRECT, expiration } });
    await assignTo(office, pilot, ana);
    office.wait(1500);
    ends[name] = Math.round(endsIn(pilot.packageId));
    office.clock.advance(-1500);
  }
  expect(ends).toEqual({ days: 48, hours: 8, date: 72, never: Number.NaN });
});

test('a requestor’s own dates count as far as the policy’s end allows', async () => {
  const pilot = await makeGroupPackage(office, { policy: { ...OPEN, expiration: afterDays(10) } });
  await askFor(office, 'Ana', pilot.packageId, { schedule: { startDateTime: null, expiration: afterDays(300) } });
  office.wait(1500);
  const strict = await makeGroupPackage(office, { name: 'Strict', policy: { ...OPEN, requestorSettings: { ...SELF_SERVICE, allowCustomAssignmentSchedule: false } } });
  const refused = await told(askFor(office, 'Ana', strict.packageId, { schedule: { startDateTime: null, expiration: afterDays(3) } }));
  expect([Math.round(endsIn(pilot.packageId) / 24), refused]).toEqual([10, '400 PolicyRequirementsNotMet']);
});

test('the day before the end the status says so, and at the end the service removes', async () => {
  const pilot = await makeGroupPackage(office, { policy: { ...DIRECT, expiration: afterDays(5) } });
  await assignTo(office, pilot, ana);
  office.wait(4 * DAY + HOUR);
  const near = assignments(pilot.packageId)[0]?.status;
  office.wait(DAY);
  expect([near, assignments(pilot.packageId)[0]?.status, lastRequest(pilot.packageId)?.requestType]).toEqual(['NearExpiry1DayNotificationTriggered', 'ExpiredNotificationTriggered', 'systemRemove']);
});

test('a person extends what they hold, with approval where the policy wants it, and not outside its scope', async () => {
  const extend = (packageId: string) => office.post(`${EM}/assignmentRequests`, { requestType: 'userUpdate', assignment: { accessPackageId: packageId } }, { as: 'Ana' });
  const pilot = await makeGroupPackage(office, { policy: { ...OPEN, expiration: afterDays(10) } });
  await askFor(office, 'Ana', pilot.packageId);
  office.wait(8 * DAY);
  expect((await extend(pilot.packageId)).status).toBe(201);
  office.wait(1500);
  const extended = Math.round(endsIn(pilot.packageId) / 24);
  office.tenant.updateUser(ana, { userType: 'Guest' });
  const outside = await told(extend(pilot.packageId));
  office.tenant.updateUser(ana, { userType: 'Member' });

  const decided = await makeGroupPackage(office, { name: 'Decided', policy: { ...OPEN, expiration: afterDays(10), requestApprovalSettings: { ...approval([stage([person(office.persona('Eva'))])]), isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: true } } });
  await askFor(office, 'Ana', decided.packageId);
  office.wait(8 * DAY);
  await extend(decided.packageId);
  office.wait(HOUR);
  const waiting = lastRequest(decided.packageId)?.state;
  office.wait(3 * DAY);
  const ended = assignments(decided.packageId)[0]?.state;

  const fixed = await makeGroupPackage(office, { name: 'Fixed', policy: { ...OPEN, requestorSettings: { ...SELF_SERVICE, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: false } } });
  await askFor(office, 'Ana', fixed.packageId);
  office.wait(1500);
  const held = assignments(fixed.packageId)[0]?.id ?? '';
  const leaving = await told(office.post(`${EM}/assignmentRequests`, { requestType: 'userRemove', assignment: { id: held } }, { as: 'Ana' }));
  expect([extended, waiting, ended, outside, await told(extend(fixed.packageId)), leaving]).toEqual([
    10, 'pendingApproval', 'expired', '400 PolicyRequirementsNotMet', '400 PolicyRequirementsNotMet', '400 PolicyRequirementsNotMet',
  ]);
});

test('an administrator changes dates or answers, and what is not named stays', async () => {
  const pilot = await makeGroupPackage(office, { policy: { ...DIRECT, expiration: afterDays(10) } });
  await assignTo(office, pilot, ana);
  office.wait(DAY);
  const { id = '', schedule } = assignments(pilot.packageId)[0] ?? {};
  const update = async (more: object) => {
    expect((await office.post(`${EM}/assignmentRequests`, { requestType: 'adminUpdate', assignment: { id }, ...more })).status).toBe(201);
    office.wait(1500);
    return assignments(pilot.packageId)[0]?.schedule;
  };
  const answered = await update({ answers: [] });
  const dated = await update({ schedule: { startDateTime: null, expiration: { type: 'afterDateTime', endDateTime: '2026-11-25T12:00:00Z', duration: null } } });
  expect([answered, dated?.expiration.endDateTime, dated?.startDateTime]).toEqual([schedule, '2026-11-25T12:00:00.000Z', schedule?.startDateTime]);
});

test('a justification is asked of people where the policy wants one', async () => {
  const pilot = await makeGroupPackage(office, { policy: { ...OPEN, requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, isRequestorJustificationRequired: true, stages: [] } } });
  expect([await told(askFor(office, 'Ana', pilot.packageId)), await told(askFor(office, 'Ana', pilot.packageId, { justification: 'Month end' }))]).toEqual(['400 JustificationRequired', '201']);
});

test('required questions are answered, in the form and among the choices the policy gives', async () => {
  const question = (type: string, more: object) => ({ '@odata.type': `#microsoft.graph.accessPackage${type}Question`, isRequired: true, isAnswerEditable: true, localizations: [], ...more });
  const pilot = await makeGroupPackage(office, { policy: { ...OPEN, questions: [
    question('TextInput', { sequence: 1, text: 'Cost centre', isSingleLineQuestion: true, regexPattern: '^[0-9]{4}$' }),
    question('MultipleChoice', { sequence: 2, text: 'Site', isMultipleSelectionAllowed: false, choices: [{ actualValue: 'HAM', text: 'Hamburg', localizations: [] }, { actualValue: 'GDN', text: 'Gdańsk', localizations: [] }] }),
  ] } });
  const [centre, site] = (await office.get(`${EM}/assignmentPolicies/${pilot.policyId}?$expand=questions`)).body.questions as { id: string; '@odata.type': string }[];
  const answers = (...values: (string | null)[]) => ({ answers: [centre, site].flatMap((asked, number) => {
    const value = values[number];
    return asked && value ? [{ '@odata.type': '#microsoft.graph.accessPackageAnswerString', value, answeredQuestion: { '@odata.type': asked['@odata.type'], id: asked.id } }] : [];
  }) });
  expect([
    await told(assignTo(office, pilot, ana)),
    await told(assignTo(office, pilot, ana, answers('1234', null))),
    await told(assignTo(office, pilot, ana, answers('12x4', 'HAM'))),
    await told(assignTo(office, pilot, ana, answers('1234', 'MUC'))),
    await told(assignTo(office, pilot, ana, answers('1234', 'GDN'))),
  ]).toEqual(['400 InvalidAnswers', '400 InvalidAnswers', '400 InvalidAnswers', '400 InvalidAnswers', '201']);
  const { body } = await office.get(`${EM}/assignmentRequests?$filter=accessPackage/id eq '${pilot.packageId}'&$expand=accessPackage`);
  expect(body.value[0]?.answers).toMatchObject([{ value: '1234' }, { value: 'GDN', displayValue: 'Gdańsk', answeredQuestion: { id: site?.id } }]);
});

test('a request that is not listed yet is doubled by whoever looks before making one, and found by its id', async () => {
  const pilot = await makeGroupPackage(office);
  office.tenant.settings.visibilityMs = 5000;
  const listed = async () => (await office.get(`${EM}/assignmentRequests?$filter=accessPackage/id eq '${pilot.packageId}'&$expand=accessPackage`)).body.value.length;
  const first = await assignTo(office, pilot, ana);
  const [seen, byId] = [await listed(), (await office.get(`${EM}/assignmentRequests/${String(first.body.id)}`)).status];
  const second = await told(assignTo(office, pilot, ana));
  office.wait(6000);
  expect([seen, byId, second, await listed(), await told(assignTo(office, pilot, ana))]).toEqual([0, 200, '201', 2, '400 ExistingGrant']);
});

test('incompatible packages and groups keep a request out, in the direction they were written', async () => {
  const [one, other] = [await makeGroupPackage(office, { name: 'One', group: 'Finance – Ledger' }), await makeGroupPackage(office, { name: 'Other', group: 'Remote access' })];
  await office.post(`${EM}/accessPackages/${one.packageId}/incompatibleAccessPackages/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0${EM}/accessPackages/${other.packageId}` });
  await assignTo(office, other, ana);
  office.wait(1500);
  const byPackage = await told(assignTo(office, one, ana));
  await office.post(`${EM}/accessPackages/${other.packageId}/incompatibleGroups/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/groups/${one.groupId}` });
  const eva = office.persona('Eva');
  office.tenant.members.add(one.groupId, eva);
  expect([byPackage, await told(assignTo(office, other, eva)), await told(assignTo(office, one, eva))]).toEqual(['400 IncompatibleAccess', '400 IncompatibleAccess', '201']);
});

test('only security groups can be incompatible with a package, synchronised ones too', async () => {
  const pilot = await makeGroupPackage(office);
  const refer = (name: string) => told(office.post(`${EM}/accessPackages/${pilot.packageId}/incompatibleGroups/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/groups/${office.groupId(name)}` }));
  expect([await refer('Remote access'), await refer('FS-Finance-RO'), await refer('Sales EMEA')]).toEqual(['204', '204', '400 InvalidModel']);
});

test('what became incompatible while a request was on its way fails its delivery, and can be delivered once it is compatible again', async () => {
  const [one, other] = [await makeGroupPackage(office, { name: 'One', group: 'Finance – Ledger' }), await makeGroupPackage(office, { name: 'Other', group: 'Remote access' })];
  const clashing = (from: { packageId: string }, to: { packageId: string }) =>
    office.post(`${EM}/accessPackages/${from.packageId}/incompatibleAccessPackages/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0${EM}/accessPackages/${to.packageId}` });
  await clashing(one, other);
  await clashing(other, one);
  office.tenant.members.remove(other.groupId, ana);
  // Both are taken in: neither was delivering yet when the other was asked for.
  expect([await told(assignTo(office, one, ana)), await told(assignTo(office, other, ana))]).toEqual(['201', '201']);
  office.wait(5000);
  const [first, second] = [lastRequest(one.packageId), lastRequest(other.packageId)];
  expect([first?.state, second?.state, second?.status]).toEqual(['delivered', 'deliveryFailed', 'DeliveryFailed: the user has access that is incompatible with the access package']);
  expect([isMember(office, one.groupId, ana), isMember(office, other.groupId, ana)]).toEqual([true, false]);

  await remove(office, assignments(one.packageId)[0]?.id ?? '');
  office.wait(5000);
  expect((await office.post(`${EM}/assignmentRequests/${second?.id ?? ''}/reprocess`, {})).status).toBe(202);
  office.wait(5000);
  expect([lastRequest(other.packageId)?.state, isMember(office, other.groupId, ana)]).toEqual(['delivered', true]);
});

test('somebody who joined an incompatible group while the approver thought about it does not get the package', async () => {
  const one = await makeGroupPackage(office, { policy: { ...OPEN, requestApprovalSettings: approval([stage([person(office.persona('Eva'))])]) } });
  const groupId = office.groupId('Remote access');
  await office.post(`${EM}/accessPackages/${one.packageId}/incompatibleGroups/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/groups/${groupId}` });
  office.tenant.members.remove(groupId, ana);
  const asked = await askFor(office, 'Ana', one.packageId);
  office.wait(5000);
  office.tenant.members.add(groupId, ana);
  const approvalOf = `${EM}/accessPackageAssignmentApprovals/${String(asked.body.id)}/stages`;
  const [open] = (await office.get(approvalOf, { as: 'Eva' })).body.value;
  expect((await office.ask('PATCH', `${approvalOf}/${String(open?.id)}`, { as: 'Eva', body: { reviewResult: 'Approve', justification: 'Fine' } })).status).toBe(204);
  office.wait(5000);
  expect([lastRequest(one.packageId)?.state, isMember(office, one.groupId, ana)]).toEqual(['deliveryFailed', false]);
});

test('of several policies the strictest class counts for whoever asks', async () => {
  const pilot = await makeGroupPackage(office, { policy: { ...OPEN, displayName: 'Everybody', allowedTargetScope: 'allDirectoryUsers' } });
  const members = await addPolicy(office, pilot.packageId, { ...OPEN, displayName: 'Members' });
  const named = await addPolicy(office, pilot.packageId, { ...OPEN, displayName: 'Pilot', allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [person(ana)] });
  await askFor(office, 'Ana', pilot.packageId);
  await askFor(office, 'Eva', pilot.packageId);
  const loose = await told(office.post(`${EM}/assignmentRequests`, { requestType: 'userAdd', assignment: { accessPackageId: pilot.packageId, assignmentPolicyId: pilot.policyId } }, { as: 'Priya' }));
  expect([rowsOf(office, pilot.packageId).requests.map(({ policyId }) => policyId), loose]).toEqual([[named, members], '400 PolicyRequirementsNotMet']);
});

test('what is asked for is refused beyond the published limits, each a setting with its date', async () => {
  const pilot = await makeGroupPackage(office);
  const { governance, settings } = office.tenant;
  expect(settings.limits).toMatchObject({ accessPackagesPerTenant: { value: 20_000, dated: '2024-12' }, assignmentsPerTenant: { value: 300_000, dated: '2024-12' }, requestsInThreeMonths: { value: 200_000, dated: '2024-12' } });
  const at = async (name: keyof typeof settings.limits, value: number, make: () => ReturnType<typeof assignTo>) => {
    const before = settings.limits[name].value;
    settings.limits[name].value = value;
    const answer = await told(make());
    settings.limits[name].value = before;
    return answer;
  };
  const policy = (more: object = {}) => office.post(`${EM}/assignmentPolicies`, { ...DIRECT, accessPackage: { id: pilot.packageId }, ...more });
  const two = { allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [person(ana), person(office.persona('Eva'))] };
  expect([
    await at('catalogsPerTenant', governance.catalogs.size, () => office.post(`${EM}/catalogs`, { displayName: 'One more' })),
    await at('accessPackagesPerTenant', governance.packages.size, () => office.post(`${EM}/accessPackages`, { displayName: 'One more', catalog: { id: pilot.catalogId } })),
    await at('policiesPerTenant', governance.policies.size, policy),
    await at('namedInOnePolicy', 1, () => policy(two)),
    await at('namedInOnePolicy', 2, () => policy(two)),
    await at('assignmentsPerTenant', governance.liveAssignments, () => assignTo(office, pilot, ana)),
    await at('requestsInThreeMonths', governance.requestsSince(92, office.clock.now()), () => assignTo(office, pilot, ana)),
    await at('assignmentsPerTenant', governance.liveAssignments + 1, () => assignTo(office, pilot, ana)),
  ]).toEqual([...Array<string>(4).fill('400 QuotaExceeded'), '201', '400 QuotaExceeded', '400 QuotaExceeded', '201']);
});

test('where the tenant keeps the policy of an assignment, a change of it is refused or passed over, and new dates are taken all the same', async () => {
  const pilot = await makeGroupPackage(office);
  await assignTo(office, pilot, ana);
  office.wait(HOUR);
  const other = await addPolicy(office, pilot.packageId, OPEN);
  const id = assignments(pilot.packageId)[0]?.id ?? '';
  const under = () => assignments(pilot.packageId)[0]?.policyId;
  const before = under();
  const change = (body: object) => told(office.post(`${EM}/assignmentRequests`, { requestType: 'adminUpdate', assignment: { id, ...body }, schedule: { expiration: afterDays(9) } }));

  office.tenant.settings.policyChange = 'refused';
  expect([await change({ assignmentPolicyId: other }), await change({})]).toEqual(['400 PolicyChangeNotAllowed', '201']);
  office.wait(HOUR);
  office.tenant.settings.policyChange = 'ignored';
  expect(await change({ assignmentPolicyId: other })).toBe('201');
  office.wait(HOUR);
  expect([lastRequest(pilot.packageId)?.state, under()]).toEqual(['delivered', before]);
  office.tenant.settings.policyChange = 'inPlace';
  await change({ assignmentPolicyId: other });
  office.wait(HOUR);
  expect(under()).toBe(other);
});
