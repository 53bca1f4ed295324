import { beforeEach, expect, test } from 'vitest';
import type { User } from '../../model/directory';
import { EM, Office } from '../testing';
import { addPolicy, approval, assignTo, DIRECT, makeGroupPackage, membersOf, person, SELF_SERVICE, stage } from './testing';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const POLICIES = `${EM}/assignmentPolicies`;
const everybody = () => [...office.tenant.users.values()];
const refusal = async (answer: ReturnType<typeof assignTo>) => {
  const { status, body } = await answer;
  return status < 300 ? String(status) : `${status} ${body.error.code}`;
};

test('each scope lets in whom it names and nobody else', async () => {
  const guests = everybody().filter((user) => user.homeDomain !== null && user.externalUserState === 'Accepted' && user.accountEnabled);
  const [guest] = guests.filter(({ userType }) => userType === 'Guest');
  const other = guests.find((user) => user.userType === 'Guest' && user.homeDomain !== guest?.homeDomain);
  const externalMember = guests.find(({ userType }) => userType === 'Member');
  const group = office.groupId('Finance – Ledger');
  const inGroup = office.tenant.transitiveMembersOf(group).find((id) => office.tenant.users.get(id)?.accountEnabled && office.tenant.users.get(id)?.homeDomain === null);
  const organization = await office.post(`${EM}/connectedOrganizations`, {
    displayName: 'Partner', description: 'A partner', state: 'configured', identitySources: [{ '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: guest?.homeDomain, displayName: 'Partner' }],
  });
  const people = { ana: office.persona('Ana'), inGroup, guest: guest?.id, other: other?.id, externalMember: externalMember?.id };
  const scopes: [scope: string, targets: object[]][] = [
    ['notSpecified', []], ['specificDirectoryUsers', [person(people.ana)]], ['specificDirectoryUsers', [membersOf(group)]], ['allMemberUsers', []], ['allDirectoryUsers', []],
    ['specificConnectedOrganizationUsers', [{ '@odata.type': '#microsoft.graph.connectedOrganizationMembers', connectedOrganizationId: organization.body.id, description: 'Partner' }]],
    ['allConfiguredConnectedOrganizationUsers', []], ['allExternalUsers', []], ['specificDirectoryServicePrincipals', [{ '@odata.type': '#microsoft.graph.singleServicePrincipal', servicePrincipalId: office.principalId('Relata CRM') }]],
    ['allDirectoryServicePrincipals', []], ['allDirectoryAgentIdentities', []],
  ];
  const letIn: string[] = [];
  const pilot = await makeGroupPackage(office);
  for (const [allowedTargetScope, specificAllowedTargets] of scopes) {
    const policyId = await addPolicy(office, pilot.packageId, { ...DIRECT, allowedTargetScope, specificAllowedTargets });
    const names: string[] = [];
    for (const [name, id] of Object.entries(people)) {
      const asked = await assignTo(office, { packageId: pilot.packageId, policyId }, id ?? '');
      if (asked.status === 201) {
        names.push(name);
        await office.post(`${EM}/assignmentRequests/${String(asked.body.id)}/cancel`, undefined);
      } else expect(asked.body.error.message).toBe("You don't meet policy requirements to request this entitlement");
    }
    letIn.push(`${allowedTargetScope}: ${names.join(' ')}`);
  }
  const sameHome = externalMember?.homeDomain === guest?.homeDomain ? ' externalMember' : '';
  expect(letIn).toEqual([
    'notSpecified: ana inGroup guest other externalMember', 'specificDirectoryUsers: ana', 'specificDirectoryUsers: inGroup', 'allMemberUsers: ana inGroup externalMember', 'allDirectoryUsers: ana inGroup guest other externalMember',
    `specificConnectedOrganizationUsers: guest${sameHome}`, `allConfiguredConnectedOrganizationUsers: guest${sameHome}`, 'allExternalUsers: guest other externalMember', 'specificDirectoryServicePrincipals: ',
    'allDirectoryServicePrincipals: ', 'allDirectoryAgentIdentities: ',
  ]);
});

const WHOLE = () => ({
  displayName: 'Whole', description: 'Everything a policy can say', allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [{ ...person(office.persona('Ana')), description: 'Ana' }],
  expiration: { type: 'afterDuration', duration: 'PT48H', endDateTime: null },
  requestorSettings: { ...SELF_SERVICE, onBehalfRequestors: [{ '@odata.type': '#microsoft.graph.targetManager', managerLevel: 1 }] },
  requestApprovalSettings: approval([stage([person(office.persona('Eva'))], { approverInformationVisibility: 'notVisible', isEscalationEnabled: true, durationBeforeEscalation: 'PT24H', escalationApprovers: [person(office.persona('Priya'))] })], { isRequestorJustificationRequired: true }),
  reviewSettings: {
    isEnabled: true, expirationBehavior: 'removeAccess', isRecommendationEnabled: true, isReviewerJustificationRequired: true, isSelfReview: false,
    primaryReviewers: [person(office.persona('Eva'))], fallbackReviewers: [],
    schedule: {
      startDateTime: '2027-01-01T00:00:00+01:00', expiration: { type: 'afterDuration', duration: 'P25D', endDateTime: null },
      recurrence: { pattern: { type: 'absoluteMonthly', interval: 3, month: 0, dayOfMonth: 0, daysOfWeek: [] }, range: { type: 'noEnd', numberOfOccurrences: 0 } },
    },
  },
  notificationSettings: { isAssignmentNotificationDisabled: true },
});

test('a policy is given back whole, as the service writes it', async () => {
  const pilot = await makeGroupPackage(office);
  const id = await addPolicy(office, pilot.packageId, WHOLE());
  const whole = WHOLE();
  const { body } = await office.get(`${POLICIES}/${id}`);
  expect(body).toMatchObject({
    ...whole, automaticRequestSettings: null,
    expiration: { type: 'afterDuration', duration: 'P2D' },
    requestApprovalSettings: { isRequestorJustificationRequired: true, stages: [{ approverInformationVisibility: 'notVisible', durationBeforeEscalation: 'P1D', primaryApprovers: [{ ...person(office.persona('Eva')), description: null }] }] },
    reviewSettings: {
      expirationBehavior: 'removeAccess', primaryReviewers: [{ ...person(office.persona('Eva')), description: null }],
      schedule: { startDateTime: '2026-12-31T23:00:00Z', expiration: { duration: 'P25D' }, recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } } },
    },
  });
});

test('a policy of the wrong shape is refused as an invalid model, with what is wrong', async () => {
  const { packageId } = await makeGroupPackage(office);
  const whole = WHOLE();
  const wrongs: [more: object, says: string][] = [
    [{ displayName: ' ' }, 'displayName is required'],
    [{ specificAllowedTargets: [] }, 'needs specificAllowedTargets'],
    [{ specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.everybody' }] }, 'is not a subject set'],
    [{ specificAllowedTargets: 'Ana' }, 'must be a collection'],
    [{ expiration: { type: 'afterDuration', duration: 'P1Y' } }, 'is not a duration'],
    [{ expiration: { type: 'afterDuration', duration: 'P4000D' } }, 'longer than 3660 days'],
    [{ expiration: { type: 'afterDuration' } }, 'duration is required'],
    [{ expiration: { type: 'afterDateTime', endDateTime: 'soon' } }, 'is not a date'],
    [{ requestorSettings: { enableTargetsToSelfAddAccess: 'yes' } }, 'must be a boolean'],
    [{ requestApprovalSettings: approval([]) }, 'no stage is given'],
    [{ requestApprovalSettings: approval([1, 2, 3, 4].map(() => stage([person(office.persona('Eva'))]))) }, '3 stages at most'],
    [{ requestApprovalSettings: approval([stage([])]) }, 'needs primaryApprovers'],
    [{ requestApprovalSettings: approval([stage([{ '@odata.type': '#microsoft.graph.attributeRuleMembers', membershipRule: 'user.city -eq "Bonn"' }])]) }, 'cannot name approvers'],
    [{ requestApprovalSettings: approval([stage([{ '@odata.type': '#microsoft.graph.targetUserSponsors' }])]) }, 'needs fallbackPrimaryApprovers'],
    [{ requestApprovalSettings: approval([stage([person(office.persona('Eva'))], { isEscalationEnabled: true, durationBeforeEscalation: 'P7D' })]) }, 'escalationApprovers is empty'],
    [{ questions: [{ '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', text: { defaultText: 'Why?' } }] }, 'text must be a string'],
    [{ reviewSettings: { ...whole.reviewSettings, schedule: null } }, 'schedule is required'],
    [{ reviewSettings: { ...whole.reviewSettings, primaryReviewers: [] } }, 'primaryReviewers is required'],
    [{ notificationSettings: true }, 'must be an object'],
  ];
  const answers = await Promise.all(wrongs.map(async ([more, says]) => {
    const { status, body } = await office.post(POLICIES, { ...whole, ...more, accessPackage: { id: packageId } }, { wrong: true });
    return `${status} ${body.error?.code} ${body.error?.message.includes(says) ? says : body.error?.message}`;
  }));
  expect(answers).toEqual(wrongs.map(([, says]) => `400 InvalidModel ${says}`));
});

test('a PUT empties what it leaves out, the package’s own policy included', async () => {
  const pilot = await makeGroupPackage(office, { policy: WHOLE() });
  const put = await office.ask('PUT', `${POLICIES}/${pilot.policyId}`, { body: { displayName: 'Whole', accessPackage: { id: pilot.packageId }, specificAllowedTargets: [] } });
  expect(put.status).toBe(200);
  expect(put.body).toMatchObject({
    description: '', allowedTargetScope: 'notSpecified', expiration: { type: 'noExpiration' }, reviewSettings: null, requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] },
    requestorSettings: { enableTargetsToSelfAddAccess: false }, notificationSettings: { isAssignmentNotificationDisabled: false },
  });
});

test('a policy put back as it was read is refused where approval is on, and taken when it is built anew', async () => {
  const pilot = await makeGroupPackage(office, { policy: WHOLE() });
  const { '@odata.context': _context, ...read } = (await office.get(`${POLICIES}/${pilot.policyId}`)).body;
  const put = (body: object) => refusal(office.ask('PUT', `${POLICIES}/${pilot.policyId}`, { body: { ...body, accessPackage: { id: pilot.packageId } }, wrong: true }));
  const plain = await makeGroupPackage(office, { name: 'Plain' });
  const echo = (await office.get(`${POLICIES}/${plain.policyId}`)).body;
  expect([
    await put(read), await put(WHOLE()),
    await refusal(office.ask('PUT', `${POLICIES}/${plain.policyId}`, { body: { ...echo, accessPackage: { id: plain.packageId } }, wrong: true })),
  ]).toEqual(['400 InvalidModel', '200', '200']);
});

test('two policies made at the same moment collide, even for different packages, and one after the other they do not', async () => {
  const [one, other] = [await makeGroupPackage(office, { name: 'One' }), await makeGroupPackage(office, { name: 'Other' })];
  const make = (packageId: string) => refusal(office.post(POLICIES, { ...DIRECT, displayName: 'Second', accessPackage: { id: packageId } }));
  const atOnce = await Promise.all([make(one.packageId), make(other.packageId)]);
  expect([atOnce, await make(one.packageId), await make(other.packageId)]).toEqual([['201', '409 DuplicateKey'], '201', '201']);
});

test('a policy for everybody outside that lacks its collection of targets is refused without a sentence', async () => {
  const { packageId } = await makeGroupPackage(office);
  const { specificAllowedTargets: _targets, ...rest } = DIRECT;
  const lacking = await office.post(POLICIES, { ...rest, allowedTargetScope: 'allExternalUsers', accessPackage: { id: packageId } });
  expect([lacking.status, lacking.body.error.code]).toEqual([400, 'ArgumentNullException']);
  expect(await refusal(office.post(POLICIES, { ...DIRECT, allowedTargetScope: 'allExternalUsers', accessPackage: { id: packageId } }))).toBe('201');
});

test('a group inside a group is in the scope of a policy that names the outer one', async () => {
  const inner = office.groupId('Finance – Ledger');
  const outer = office.groupId('Remote access');
  office.tenant.members.add(outer, inner);
  const someone = everybody().find((user: User) => office.tenant.members.has(inner, user.id) && !office.tenant.members.has(outer, user.id));
  const pilot = await makeGroupPackage(office, { policy: { ...DIRECT, allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [membersOf(outer)] } });
  expect(await refusal(assignTo(office, pilot, someone?.id ?? ''))).toBe('201');
});
