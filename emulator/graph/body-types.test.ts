import { expect, test } from 'vitest';
import { EM, Office } from './testing';

type Bag = Record<string, unknown>;
type Asked = readonly [method: string, address: string, body: Bag];

const PERSON = (userId: string) => ({ '@odata.type': '#microsoft.graph.singleUser', userId, description: 'Somebody' });
const WORDS = { text: 'Arizona', languageCode: 'en-US' };

/** Bodies of every shape that is written here, each taken as it stands. */
function bodies(office: Office): readonly Asked[] {
  const { packages, catalogs, policies, resources, groups } = office.tenant.snapshot();
  const fresh = groups.find((row) => row.groupTypes.length === 0 && !row.mailEnabled && !row.onPremisesSyncEnabled && !row.isManagementRestricted && !resources.some(({ originId }) => originId === row.id));
  const [accessPackage] = packages;
  const catalog = catalogs.find(({ id }) => id === accessPackage?.catalogId);
  const [packageId, catalogId, eva] = [accessPackage?.id ?? '', catalog?.id ?? '', office.persona('Eva')];
  const policy = policies.find((row) => row.packageId === packageId);
  const resource = resources.find((row) => row.catalogId === catalogId && row.originSystem === 'AadGroup' && row.roles.some(({ originId }) => originId.startsWith('Owner_') && !accessPackage?.roleScopes.some(({ roleId }) => row.roles.some((role) => role.id === roleId && role.originId === originId))));
  const origin = { originId: resource?.originId, originSystem: 'AadGroup' };
  return [
    ['POST', `${EM}/catalogs`, { displayName: 'Typed', description: 'x', state: 'published', isExternallyVisible: true }],
    ['PATCH', `${EM}/catalogs/${catalogId}`, { displayName: 'Typed too', description: 'x', state: 'published', isExternallyVisible: true }],
    ['POST', `${EM}/accessPackages`, { displayName: 'Typed', description: 'x', isHidden: false, catalog: { id: catalogId } }],
    ['PATCH', `${EM}/accessPackages/${packageId}`, { displayName: 'Typed too', description: 'x', isHidden: false }],
    ['POST', `${EM}/assignmentPolicies`, {
      displayName: 'Typed', description: 'x', allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [PERSON(eva)], expiration: { type: 'afterDuration', duration: 'P30D' },
      requestorSettings: { enableTargetsToSelfAddAccess: false, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: false, allowCustomAssignmentSchedule: true, enableOnBehalfRequestorsToAddAccess: false, onBehalfRequestors: [] },
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: false,
        stages: [{ durationBeforeAutomaticDenial: 'P14D', isApproverJustificationRequired: false, isEscalationEnabled: false, durationBeforeEscalation: 'PT0S', primaryApprovers: [PERSON(eva)], fallbackPrimaryApprovers: [], escalationApprovers: [], fallbackEscalationApprovers: [] }],
      },
      questions: [{ '@odata.type': '#microsoft.graph.accessPackageMultipleChoiceQuestion', sequence: 1, isRequired: true, isAnswerEditable: true, text: 'Where?', isMultipleSelectionAllowed: false, choices: [{ actualValue: 'AZ', text: 'Arizona', localizations: [WORDS] }], localizations: [WORDS] }],
      reviewSettings: {
        isEnabled: true, expirationBehavior: 'keepAccess', isRecommendationEnabled: true, isReviewerJustificationRequired: true, isSelfReview: false, primaryReviewers: [PERSON(eva)], fallbackReviewers: [],
        schedule: { startDateTime: '2027-07-02T06:59:59.998Z', expiration: { duration: 'P14D', type: 'afterDuration' }, recurrence: { pattern: { type: 'absoluteMonthly', interval: 3, month: 0, dayOfMonth: 0, daysOfWeek: [] }, range: { type: 'noEnd', numberOfOccurrences: 0 } } },
      },
      accessPackage: { id: packageId },
    }],
    ['POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', justification: 'x', assignment: { targetId: eva, assignmentPolicyId: policy?.id, accessPackageId: packageId }, schedule: { startDateTime: '2099-01-01T00:00:00Z', expiration: { type: 'afterDuration', duration: 'P3D' } } }],
    ['POST', `${EM}/connectedOrganizations`, { displayName: 'Typed', description: 'x', state: 'proposed', identitySources: [{ '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: 'typed.example', displayName: 'typed.example' }] }],
    ['PATCH', `${EM}/settings`, { durationUntilExternalUserDeletedAfterBlocked: 'P10D', externalUserLifecycleAction: 'blockSignIn' }],
    ['POST', `${EM}/resourceRequests`, { requestType: 'adminAdd', catalog: { id: catalogId }, resource: { originId: fresh?.id, originSystem: 'AadGroup', displayName: 'x', description: 'x' } }],
    ['POST', `${EM}/accessPackages/${packageId}/resourceRoleScopes`, { role: { originId: `Owner_${resource?.originId}`, displayName: 'Owner', originSystem: 'AadGroup', description: 'x', resource: { id: resource?.id, ...origin } }, scope: { ...origin, isRootScope: true } }],
    ['POST', `${EM}/catalogs/${catalogId}/customWorkflowExtensions`, {
      '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', displayName: 'Typed', description: 'x', authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
      endpointConfiguration: { '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration', subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d', resourceGroupName: 'x', logicAppWorkflowName: 'x' },
      callbackConfiguration: { '@odata.type': '#microsoft.graph.customExtensionCallbackConfiguration', timeoutDuration: 'PT1H' },
    }],
    ['POST', '/roleManagement/entitlementManagement/roleAssignments', { principalId: eva, roleDefinitionId: 'ae79f266-94d4-4dab-b730-feca7e132178', appScopeId: `/AccessPackageCatalog/${catalogId}` }],
    ['POST', '/groups', { displayName: 'Typed', description: 'x', mailEnabled: false, mailNickname: 'typed', securityEnabled: true, groupTypes: [], visibility: 'Private', 'members@odata.bind': [`https://graph.microsoft.com/v1.0/users/${eva}`] }],
    ['POST', '/users', { accountEnabled: true, displayName: 'Typed', mailNickname: 'typed', userPrincipalName: 'typed@haldenvoss.example', passwordProfile: { password: 'xWwvJ]6NMw', forceChangePasswordNextSignIn: true }, businessPhones: ['1'], department: 'x' }],
    ['POST', '/applications', { displayName: 'Typed', description: 'x', tags: ['x'], web: { redirectUris: ['https://typed.example'] }, appRoles: [{ allowedMemberTypes: ['User'], description: 'Reads', displayName: 'Reader', id: '11111111-2222-4333-8444-555555555556', isEnabled: true, value: 'read' }] }],
    ['POST', '/directoryObjects/getByIds', { ids: [eva], types: ['user'] }],
  ];
}

/** What a value of one JSON type is replaced by. */
const otherTypes = (value: unknown): readonly unknown[] => {
  if (typeof value === 'string') return [5, {}];
  if (typeof value === 'boolean') return ['true', 1];
  if (typeof value === 'number') return ['x'];
  return Array.isArray(value) ? ['x', {}] : ['x', []];
};

/** The body with each of its values, one after the other, of another type; told with where that is. */
function* mistyped(body: Bag, at: readonly string[] = [], whole = body): Generator<[where: string, body: Bag]> {
  for (const [name, value] of Object.entries(body)) {
    const path = [...at, name];
    for (const other of name.startsWith('@') ? [] : otherTypes(value)) {
      const copy = structuredClone(whole);
      const holder = at.reduce<Bag>((inner, step) => inner[step] as Bag, copy);
      holder[name] = other;
      yield [`${path.join('.')} = ${JSON.stringify(other)}`, copy];
    }
    if (typeof value === 'object' && value !== null) yield* mistyped(value as Bag, path, whole);
  }
}

test('a body with a value of another JSON type anywhere in it is refused, and changes nothing; as it stands it is taken', async () => {
  const office = await Office.open();
  office.tenant.setEntraRoles(office.persona('Ines'), ['Global Administrator']);
  const scopes = ['User.ReadWrite.All', 'Group.ReadWrite.All', 'Application.ReadWrite.All', 'Directory.ReadWrite.All', 'EntitlementManagement.ReadWrite.All'];
  const state = () => JSON.stringify(office.tenant.snapshot());
  const before = state();
  const differs: string[] = [];
  let asked = 0;
  for (const [method, address, body] of bodies(office)) {
    for (const [where, wrong] of mistyped(body)) {
      asked += 1;
      const { status } = await office.ask(method, address, { body: wrong, scopes, wrong: true });
      if (status !== 400) differs.push(`${method} ${address} with ${where}: ${status}`);
    }
  }
  expect(differs).toEqual([]);
  expect(asked).toBeGreaterThan(300);
  expect(state()).toBe(before);
  const taken: string[] = [];
  for (const [method, address, body] of bodies(office)) {
    const { status, body: answer } = await office.ask(method, address, { body, scopes });
    if (status >= 300) taken.push(`${method} ${address}: ${status} ${JSON.stringify(answer)}`);
  }
  expect(taken).toEqual([]);
});
