import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usePortalSettings } from '@/e2e/testing/rollouts';
import { startTenant } from '@/emulator/testing';
import type { RunningTenant } from '@/emulator/testing';
import { differencesBetween } from '@/lib/authoring/policy-differences';
import { readDocument } from '@/lib/authoring/policy-document';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { graphClient } from './client';
import type { Graph } from './client';
import { getWholePolicy, makePolicy, replacePolicy } from './policy-documents';

const shared = path.join(process.env.SHARED_DIR ?? path.resolve(process.cwd(), '../shared'), 'graph/examples');
const atHand = existsSync(shared);
let tenant: RunningTenant;
let graph: Graph;

beforeAll(async () => {
  tenant = await startTenant({ users: 120 });
  usePortalSettings(tenant);
  graph = graphClient(() => tenant.graphToken(tenant.persona('Ines').id));
});

afterAll(() => tenant.stop());

type Example = { title: string; request: { method: string; body?: { accessPackage?: unknown; automaticRequestSettings?: unknown } & PolicyDocument } };

/** Every body of a policy in Microsoft's examples that v1.0 takes. */
function documented(): { title: string; body: PolicyDocument }[] {
  return ['assignmentpolicies-create', 'assignmentpolicies-update'].flatMap((file) =>
    (JSON.parse(readFileSync(path.join(shared, `${file}.json`), 'utf8')) as { examples: Example[] }).examples.flatMap(({ title, request: { body } }) => (body ? [{ title, body: readDocument(body).document }] : [])),
  );
}

/** A policy with everything in it that v1.0 has. */
function rich(): PolicyDocument {
  const [one, two] = tenant.snapshot().users.slice(0, 2).map(({ id }) => ({ '@odata.type': '#microsoft.graph.singleUser', userId: id, description: 'Somebody' }));
  const stage = { durationBeforeAutomaticDenial: 'P5D', isApproverJustificationRequired: true, isEscalationEnabled: true, durationBeforeEscalation: 'P2D', approverInformationVisibility: 'notVisible', primaryApprovers: [{ '@odata.type': '#microsoft.graph.requestorManager', managerLevel: 2 }], fallbackPrimaryApprovers: [one ?? null], escalationApprovers: [two ?? null], fallbackEscalationApprovers: [{ '@odata.type': '#microsoft.graph.groupMembers', groupId: tenant.snapshot().groups[0]?.id ?? '', description: 'A group' }] };
  return {
    displayName: 'With everything', description: 'All of it', allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [one ?? null, two ?? null],
    expiration: { type: 'afterDuration', duration: 'P90D', endDateTime: null },
    requestorSettings: { enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: false, enableOnBehalfRequestorsToAddAccess: true, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: true, onBehalfRequestors: [{ '@odata.type': '#microsoft.graph.targetManager', managerLevel: 1 }] },
    requestApprovalSettings: { isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: true, isRequestorJustificationRequired: true, stages: [stage, { ...stage, primaryApprovers: [two ?? null] }] },
    reviewSettings: {
      isEnabled: true, expirationBehavior: 'removeAccess', isRecommendationEnabled: true, isReviewerJustificationRequired: true, isSelfReview: false, primaryReviewers: [one ?? null], fallbackReviewers: [two ?? null],
      schedule: { startDateTime: '2027-01-04T08:00:00Z', expiration: { type: 'afterDuration', duration: 'P14D', endDateTime: null }, recurrence: { pattern: { type: 'absoluteMonthly', interval: 3, dayOfMonth: 4 }, range: { type: 'noEnd', startDate: '2027-01-04' } } },
    },
    notificationSettings: { isAssignmentNotificationDisabled: true },
    questions: [
      { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', sequence: 1, isRequired: true, isAnswerEditable: false, text: 'Why?', localizations: [{ languageCode: 'de', text: 'Warum?' }], isSingleLineQuestion: true, regexPattern: '^[A-Z].+$' },
      { '@odata.type': '#microsoft.graph.accessPackageMultipleChoiceQuestion', sequence: 2, isRequired: false, isAnswerEditable: true, text: 'Where?', localizations: [], isMultipleSelectionAllowed: true, choices: [{ actualValue: 'a', text: 'Plant A', localizations: [{ languageCode: 'de', text: 'Werk A' }] }, { actualValue: 'b', text: 'Plant B', localizations: [] }] },
    ],
  };
}

async function anExtension(catalogId: string): Promise<string> {
  const response = await fetch(`${tenant.origin}/v1.0/identityGovernance/entitlementManagement/catalogs/${catalogId}/customWorkflowExtensions`, {
    method: 'POST', headers: { authorization: `Bearer ${await tenant.graphToken(tenant.persona('Ines').id)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', displayName: 'Tell the desk', description: 'Tells the desk',
      endpointConfiguration: { '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration', subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d', resourceGroupName: 'desk', logicAppWorkflowName: 'tell' },
      authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
    }),
  });
  const made = (await response.json()) as { id?: string };
  if (!made.id) throw new Error(JSON.stringify(made));
  return made.id;
}

test.skipIf(!atHand)(`a policy of every documented shape, and one with everything in it, is put back as it was: nothing is lost${atHand ? '' : `; needs ${shared}, set SHARED_DIR to where it is`}`, async () => {
  const packages = tenant.snapshot().packages;
  const [pack] = packages;
  const withExtension: PolicyDocument = { ...rich(), displayName: 'With everything and an extension', customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension: { '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', id: await anExtension(pack?.catalogId ?? '') } }] };
  const shapes = [...documented(), { title: 'everything', body: rich() }, { title: 'an extension', body: withExtension }];
  for (const [index, { title, body }] of shapes.entries()) {
    const packageId = (body.automaticRequestSettings ? packages[index] : pack)?.id ?? '';
    const { value } = await makePolicy(graph, packageId, { ...body, displayName: `${title} ${index}` }, { changeId: 'test' });
    const policyOf = () => tenant.snapshot().policies.find(({ id }) => id === value.id);
    const before = policyOf();
    const whole = await getWholePolicy(graph, value.id);
    await replacePolicy(graph, whole, { changeId: 'test' });
    const after = policyOf();
    const settings = (policy: typeof before) => policy?.customExtensionStageSettings?.map(({ stage, extensionId }) => ({ stage, extensionId }));
    expect({ title, ...after, modified: 0, customExtensionStageSettings: settings(after) }).toEqual({ title, ...before, modified: 0, customExtensionStageSettings: settings(before) });
    expect([whole.packageId, differencesBetween(whole.document, (await getWholePolicy(graph, value.id)).document)]).toEqual([packageId, []]);
  }
});

test('what is not known of a policy stops whoever would write it, and what the service says of itself does not', () => {
  const { document, unknown } = readDocument({ '@odata.context': 'x', id: 'p', createdDateTime: '2026', displayName: 'A', verifiableCredentialSettings: { credentialTypes: [{ credentialType: 'Staff' }] }, nothingNew: null, requestorSettings: { enableTargetsToSelfAddAccess: true, somethingNew: 3 } });
  expect([document, unknown]).toEqual([{ displayName: 'A', requestorSettings: { enableTargetsToSelfAddAccess: true } }, ['verifiableCredentialSettings', 'requestorSettings.somethingNew']]);
});

test('what is only written otherwise is no difference, and what differs is told from both sides', () => {
  const person = (userId: string, description: string) => ({ '@odata.type': '#microsoft.graph.singleUser', userId, description });
  const one: PolicyDocument = { displayName: 'A', reviewSettings: null, expiration: { type: 'afterDuration', duration: 'P7D', endDateTime: null }, specificAllowedTargets: [person('u1', 'Ana'), person('u2', 'Ben')], questions: [] };
  const same: PolicyDocument = { displayName: 'A', expiration: { type: 'afterDuration', duration: 'PT168H' }, specificAllowedTargets: [person('u2', ''), person('u1', 'Ana Lund')], notificationSettings: { isAssignmentNotificationDisabled: false } };
  expect(differencesBetween(one, same)).toEqual([]);
  expect(differencesBetween(one, { ...same, displayName: 'B', specificAllowedTargets: [person('u2', 'Ben'), person('u3', 'Cleo')], automaticRequestSettings: { removeAccessWhenTargetLeavesAllowedTargets: true } })).toEqual([
    { field: 'Name', expected: 'A', found: 'B' },
    { field: 'Open to these', expected: 'Ana', found: 'Cleo' },
    { field: 'Whoever no longer matches it loses the package', expected: 'no', found: 'yes' },
  ]);
});
