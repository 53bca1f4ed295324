import { beforeEach, expect, test } from 'vitest';
import { addResource, addPolicy, approval, askFor, assignTo, DIRECT, makeGroupPackage, person, remove, rowsOf, SELF_SERVICE, stage } from './entitlement/testing';
import { EM, Office } from './testing';

const WORDS = 'User is not authorized to perform the operation. Reason: Tenant does not meet license requirement!';
const NOBODY = '11111111-1111-4111-8111-111111111111';

let office: Office;
let pilot: Awaited<ReturnType<typeof makeGroupPackage>>;
beforeEach(async () => {
  office = await Office.open();
  pilot = await makeGroupPackage(office);
});

/** How an answer refuses, `licensed` for any answer that is not about licences. */
async function told(method: string, path: string, body?: unknown): Promise<string> {
  const answer = await office.ask(method, `${EM}${path}`, { body, wrong: true });
  return answer.status === 403 && answer.body.error.code === 'NoLicense' && answer.body.error.message === WORDS ? 'refused' : 'licensed';
}

const policy = (more: object): object => ({ ...DIRECT, accessPackage: { id: pilot.packageId }, ...more });
const sponsored = (where: string): object => policy({ requestApprovalSettings: approval([stage([person(office.persona('Eva'))], { [where]: [{ '@odata.type': '#microsoft.graph.targetUserSponsors' }] })]) });

/** What each feature of Governance is asked for by, by the names the licensing page has for them. */
const GOVERNANCE: [string, () => Promise<string>][] = [
  ['automatic assignment', () => told('POST', '/assignmentPolicies', policy({ automaticRequestSettings: { requestAccessForAllowedTargets: true } }))],
  ['automatic assignment of a policy there is', () => told('PUT', `/assignmentPolicies/${pilot.policyId}`, policy({ automaticRequestSettings: {} }))],
  ['a custom extension', () => told('POST', `/catalogs/${pilot.catalogId}/customWorkflowExtensions`, { displayName: 'Ask' })],
  ['another text for a custom extension', () => told('PUT', `/catalogs/${pilot.catalogId}/customWorkflowExtensions/${NOBODY}`, { displayName: 'Ask' })],
  ['a policy that calls a custom extension', () => told('POST', '/assignmentPolicies', policy({ customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension: { id: NOBODY } }] }))],
  ['the answer of a custom extension', () => told('POST', `/assignmentRequests/${NOBODY}/resume`, { source: 'x', type: 'y' })],
  ['direct assignment of any user', () => told('POST', '/assignmentRequests', { requestType: 'adminAdd', assignment: { target: { email: 'x@partner.example' }, assignmentPolicyId: pilot.policyId, accessPackageId: pilot.packageId } })],
  ['sponsors as approvers', () => told('POST', '/assignmentPolicies', sponsored('primaryApprovers'))],
  ['sponsors as stand-ins', () => told('POST', '/assignmentPolicies', sponsored('fallbackPrimaryApprovers'))],
  ['sponsors after escalation', () => told('POST', '/assignmentPolicies', sponsored('escalationApprovers'))],
  ['on-behalf requests', () => told('POST', '/assignmentPolicies', policy({ requestorSettings: { ...SELF_SERVICE, enableOnBehalfRequestorsToAddAccess: true } }))],
  ['on-behalf requestors', () => told('POST', '/assignmentPolicies', policy({ requestorSettings: { ...SELF_SERVICE, onBehalfRequestors: [{ '@odata.type': '#microsoft.graph.targetManager', managerLevel: 1 }] } }))],
  ['a guest marked as governed', () => told('PATCH', `/subjects(objectId='${NOBODY}')`, { subjectLifecycle: 'governed' })],
  ['eligible membership', () => told('POST', `/accessPackages/${pilot.packageId}/resourceRoleScopes`, { role: { originId: `EligibleMember_${pilot.groupId}`, originSystem: 'AadGroup', resource: { id: pilot.resourceId } }, scope: { originId: pilot.groupId, originSystem: 'AadGroup' } })],
  ['suggested packages', () => told('GET', "/accessPackageSuggestions/filterByCurrentUser(on='assignmentHistory')")],
];

/** What came with P2 already, or takes away what was made with Governance. */
const P2: [string, () => Promise<string>][] = [
  ['catalogs', () => told('GET', '/catalogs')],
  ['a catalog', () => told('POST', '/catalogs', { displayName: 'One more' })],
  ['a direct policy', () => told('POST', '/assignmentPolicies', policy({ automaticRequestSettings: null, customExtensionStageSettings: [] }))],
  ['a policy for requests with approval by a manager', () => told('POST', '/assignmentPolicies', policy({ requestorSettings: SELF_SERVICE, requestApprovalSettings: approval([stage([{ '@odata.type': '#microsoft.graph.requestorManager', managerLevel: 1 }], { fallbackPrimaryApprovers: [person(NOBODY)] })]) }))],
  ['approval by the sponsors of a connected organization', () => told('POST', '/assignmentPolicies', policy({ requestApprovalSettings: approval([stage([{ '@odata.type': '#microsoft.graph.internalSponsors' }])]) }))],
  ['a direct assignment', () => told('POST', '/assignmentRequests', { requestType: 'adminAdd', assignment: { targetId: office.persona('Ana'), assignmentPolicyId: pilot.policyId, accessPackageId: pilot.packageId } })],
  ['incompatible groups', () => told('POST', `/accessPackages/${pilot.packageId}/incompatibleGroups/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/groups/${pilot.groupId}` })],
  ['membership of a group', () => told('POST', `/accessPackages/${pilot.packageId}/resourceRoleScopes`, { role: { originId: `Owner_${pilot.groupId}`, originSystem: 'AadGroup', resource: { id: pilot.resourceId } }, scope: { originId: pilot.groupId, originSystem: 'AadGroup' } })],
  ['custom extensions to look at', () => told('GET', `/catalogs/${pilot.catalogId}/customWorkflowExtensions`)],
  ['a custom extension to be rid of', () => told('DELETE', `/catalogs/${pilot.catalogId}/customWorkflowExtensions/${NOBODY}`)],
];

test.each(GOVERNANCE)('%s takes Governance: P2 alone refuses it', async (_what, ask) => {
  const withGovernance = await ask();
  office.tenant.settings.licences = 'P2';
  const withP2 = await ask();
  office.tenant.settings.licences = 'none';
  expect([withGovernance, withP2, await ask()]).toEqual(['licensed', 'refused', 'refused']);
});

test.each(P2)('%s came with P2', async (_what, ask) => {
  office.tenant.settings.licences = 'P2';
  const withP2 = await ask();
  office.tenant.settings.licences = 'none';
  expect([withP2, await ask()]).toEqual(['licensed', 'refused']);
});

test('without a licence nothing of entitlement management is answered, its roles neither; the directory is', async () => {
  office.tenant.settings.licences = 'none';
  const roles = await office.get('/roleManagement/entitlementManagement/roleDefinitions', { wrong: true });
  expect([roles.status, roles.body.error.code, (await office.get('/me')).status, (await office.get('/groups')).status]).toEqual([403, 'NoLicense', 200, 200]);
});

test('a licence that lapses stops new requests and reviews, and what was given stays', async () => {
  const reviewSettings = {
    isEnabled: true, expirationBehavior: 'removeAccess', isRecommendationEnabled: false, isReviewerJustificationRequired: false, isSelfReview: false,
    schedule: { startDateTime: new Date(office.clock.now() + 86_400_000).toISOString(), expiration: { type: 'afterDuration', duration: 'P5D', endDateTime: null }, recurrence: { pattern: { type: 'absoluteMonthly', interval: 1, dayOfMonth: 1 }, range: { type: 'noEnd', startDate: '2026-11-24' } } },
    primaryReviewers: [person(office.persona('Eva'))], fallbackReviewers: [],
  };
  const reviewed = { ...pilot, policyId: await addPolicy(office, pilot.packageId, policy({ displayName: 'Reviewed', reviewSettings })) };
  expect((await assignTo(office, reviewed, office.persona('Ana'))).status).toBe(201);
  office.wait(5000);
  const states = () => rowsOf(office, pilot.packageId).assignments.map(({ state }) => state);

  office.tenant.settings.licences = 'none';
  expect([(await assignTo(office, reviewed, office.persona('Eva'))).status, (await askFor(office, 'Priya', pilot.packageId)).status]).toEqual([403, 403]);
  office.wait(10 * 86_400_000);
  expect(states()).toEqual(['delivered']);
  office.tenant.settings.licences = 'P2';
  office.wait(31 * 86_400_000);
  expect(states()).toEqual(['expired']);
});

test('what Governance set up before is taken away with P2', async () => {
  const resourceId = await addResource(office, pilot.catalogId, 'AadApplication', office.principalId('Relata CRM'));
  const { body } = await assignTo(office, pilot, office.persona('Ana'));
  office.wait(5000);
  office.tenant.settings.licences = 'P2';
  const [assignment] = rowsOf(office, pilot.packageId).assignments;
  expect([body.state, (await remove(office, assignment?.id ?? '')).status, (await office.post(`${EM}/resourceRequests`, { requestType: 'adminRemove', resource: { id: resourceId }, catalog: { id: pilot.catalogId } })).status]).toEqual(['submitted', 201, 201]);
});
