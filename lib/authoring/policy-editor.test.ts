import { beforeAll, expect, test } from 'vitest';
import { actorOf, directPolicy } from '@/e2e/testing/drafts';
import { inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { listDraftChanges } from '@/lib/db/drafts';
import { graphFor } from '@/lib/graph/graph-for';
import { draftPolicy, policyObject, requirePolicy } from './draft-policy';
import { createDraft } from './edit-draft';
import { saveDraftedPolicy } from './edit-drafted-policy';
import { loadDraftedPolicy, loadPolicyEditor, loadPolicyRemoval } from './policy-editor-view';
import { formOf, withScope } from './policy-form';
import { subjectNamed, relation } from './policy-subject';
import { loadWhoView } from './which-policy-view';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);
const asking = { enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: true, enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [] };

const at = { catalogId: '', packageId: '', policyId: '', extensionId: '' };

beforeAll(async () => {
  at.catalogId = (await inEntra<{ id: string }>(tenant, admin, 'POST', 'catalogs', { displayName: 'Edited', description: 'Of policies', state: 'published', isExternallyVisible: true })).id;
  at.packageId = (await inEntra<{ id: string }>(tenant, admin, 'POST', 'accessPackages', { displayName: 'Edited package', description: 'Of policies', isHidden: true, catalog: { id: at.catalogId } })).id;
  at.extensionId = (await inEntra<{ id: string }>(tenant, admin, 'POST', `catalogs/${at.catalogId}/customWorkflowExtensions`, {
    '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', displayName: 'Tell the desk', description: 'Tells the desk',
    endpointConfiguration: { '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration', subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d', resourceGroupName: 'desk', logicAppWorkflowName: 'tell' },
    authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
  })).id;
  const ana = tenant.persona('Ana').id;
  at.policyId = (await inEntra<{ id: string }>(tenant, admin, 'POST', 'assignmentPolicies', {
    ...directPolicy('For Ana'), allowedTargetScope: 'specificDirectoryUsers', requestorSettings: asking, accessPackage: { id: at.packageId },
    specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.singleUser', userId: ana }],
    requestApprovalSettings: { isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: false, stages: [{ durationBeforeAutomaticDenial: 'P5D', isApproverJustificationRequired: false, isEscalationEnabled: false, primaryApprovers: [relation('requestorManager')], fallbackPrimaryApprovers: [subjectNamed('person', admin.personId, 'Ines Aalto')], escalationApprovers: [], fallbackEscalationApprovers: [] }] },
    questions: [{ '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', sequence: 0, isRequired: true, text: 'Why?', localizations: [] }],
  })).id;
});

test('the editor offers what the catalog has, calls everybody by name, and a clone has a free name and questions of its own', async () => {
  const view = await loadPolicyEditor(graph(), admin.personId, at.packageId, { policyId: at.policyId });
  const ana = tenant.snapshot().users.find(({ id }) => id === tenant.persona('Ana').id);
  expect([view.extensions?.map(({ id, name }) => [id, name]), view.names[ana?.id ?? ''], formOf(view.document).name]).toEqual([[[at.extensionId, 'Tell the desk']], ana?.displayName, 'For Ana']);
  const clone = await loadPolicyEditor(graph(), admin.personId, at.packageId, { like: at.policyId });
  expect([clone.document.displayName, (clone.document.questions as { id?: string; text: string }[]).map(({ id, text }) => [id, text])]).toEqual(['Copy of For Ana', [[undefined, 'Why?']]]);
  await expect(loadPolicyEditor(graph(), admin.personId, tenant.snapshot().packages[0]?.id ?? '', { policyId: at.policyId })).rejects.toMatchObject({ code: 'notFound' });
});

test('what is wrong is told at its field, the rule with its line, and nothing is drafted', async () => {
  const { document } = await loadPolicyEditor(graph(), admin.personId, at.packageId, { policyId: at.policyId });
  const form = { ...withScope(formOf(document), 'automatic'), name: '', rule: 'user.department -eq' };
  expect(() => requirePolicy(form, document)).toThrow(expect.objectContaining({ code: 'invalid', details: { fields: { name: 'Give the policy a name.', rule: expect.stringMatching(/^Line 1, column \d+: /) as unknown } } }));
});

test('a policy that a draft changes already is gone on with there, and not overwritten', async () => {
  const { document } = await loadPolicyEditor(graph(), admin.personId, at.packageId, { policyId: at.policyId });
  const base = policyObject(at.packageId, 'Edited package', document);
  const change = (name: string) => ({ kind: 'policy', operation: 'update', objectId: at.policyId, base, wanted: { ...base, document: { ...document, displayName: name } } }) as const;
  const { draftId } = await draftPolicy(actor(), { newName: 'Twice' }, change('First'));
  const [{ key } = { key: '' }] = await listDraftChanges(draftId);
  await expect(draftPolicy(actor(), { draftId }, change('Second'))).rejects.toMatchObject({ code: 'invalid', details: { links: { draftId: { href: `/drafts/${draftId}/policies/${key}` } } } });
  expect((await listDraftChanges(draftId)).map(({ name }) => name)).toEqual(['First']);

  const seen = await loadDraftedPolicy(graph(), draftId, { key });
  expect([seen.packageName, seen.document.displayName, seen.base?.displayName, seen.change?.version]).toEqual(['Edited package', 'First', 'For Ana', 0]);
  const save = (name: string) => saveDraftedPolicy(actor(), draftId, { key, version: 0, seen: seen.document }, { ...seen.document, displayName: name });
  expect(await save('Theirs')).toEqual({ saved: true });
  expect(await save('Mine')).toEqual({ saved: false, theirs: { version: 1, byName: admin.name, rows: [{ field: 'Name', was: 'First', mine: 'Mine', theirs: 'Theirs', clash: true }] } });
  expect((await listDraftChanges(draftId)).map(({ name, version }) => [name, version])).toEqual([['Theirs', 1]]);
});

test('a package that is only drafted gets policies in its draft', async () => {
  const { draftId } = await createDraft(actor(), 'Not made yet', [{ kind: 'package', operation: 'create', key: 'p', wanted: { catalog: { id: at.catalogId }, name: 'Drafted package', description: 'Not made', hidden: true } }]);
  const view = await loadDraftedPolicy(graph(), draftId, { packageKey: 'p' });
  expect([view.packageName, view.extensions?.length]).toEqual(['Drafted package', 1]);
  expect(await saveDraftedPolicy(actor(), draftId, { packageKey: 'p' }, view.document)).toEqual({ saved: true });
  await expect(saveDraftedPolicy(actor(), draftId, { packageKey: 'q' }, view.document)).rejects.toMatchObject({ code: 'notFound' });
  expect((await listDraftChanges(draftId)).map(({ kind, name, wanted }) => [kind, name, wanted && 'package' in wanted ? wanted.package : null])).toEqual([['package', 'Drafted package', null], ['policy', 'Initial policy', { key: 'p', name: 'Drafted package' }]]);
});

test('who has a package by a policy keeps it from being deleted, and is counted before', async () => {
  const { assignments, policies } = tenant.snapshot();
  const held = policies.find(({ id }) => assignments.some(({ policyId, state }) => policyId === id && state === 'delivered'))!;
  const count = assignments.filter(({ policyId, state }) => policyId === held.id && ['delivered', 'delivering', 'partiallyDelivered', 'deliveryFailed'].includes(state)).length;
  const removal = await loadPolicyRemoval(graph(), admin.personId, held.packageId, held.id);
  expect(removal.held.more || removal.held.count === count).toBe(true);
  expect((await loadPolicyRemoval(graph(), admin.personId, at.packageId, at.policyId)).held).toEqual({ count: 0, more: false });
});

test('the policies by which somebody is told to ask are those the tenant offers them, and their manager is found', async () => {
  const add = (name: string, scope: string, targets: object[] = [], more: object = {}) => inEntra<{ id: string }>(tenant, admin, 'POST', 'assignmentPolicies', { ...directPolicy(name), allowedTargetScope: scope, specificAllowedTargets: targets, requestorSettings: asking, accessPackage: { id: at.packageId }, ...more });
  const group = tenant.snapshot().groups.find(({ members }) => members.includes(tenant.persona('Marta').id))!;
  await add('Everyone', 'allDirectoryUsers', [], { requestApprovalSettings: { isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: false, stages: [{ durationBeforeAutomaticDenial: 'P5D', isApproverJustificationRequired: false, isEscalationEnabled: false, primaryApprovers: [relation('targetUserSponsors')], fallbackPrimaryApprovers: [subjectNamed('person', admin.personId, 'Ines Aalto')], escalationApprovers: [], fallbackEscalationApprovers: [] }] } });
  await add('Members', 'allMemberUsers');
  await add('A group', 'specificDirectoryUsers', [{ '@odata.type': '#microsoft.graph.groupMembers', groupId: group.id }]);
  await inEntra(tenant, admin, 'POST', 'assignmentPolicies', { ...directPolicy('Direct'), accessPackage: { id: at.packageId } });
  const guest = tenant.snapshot().users.find(({ userType, accountEnabled }) => userType === 'Guest' && accountEnabled)!;

  for (const id of [tenant.persona('Ana').id, tenant.persona('Marta').id, tenant.persona('Jonas').id, guest.id]) {
    const response = await fetch(`${tenant.origin}/v1.0/identityGovernance/entitlementManagement/accessPackages/${at.packageId}/getApplicablePolicyRequirements`, { method: 'POST', headers: { authorization: `Bearer ${await tenant.graphToken(id)}` } });
    const offered = ((await response.json()) as { value: { policyId: string }[] }).value.map(({ policyId }) => policyId).sort();
    const { verdicts } = await loadWhoView(graph(), admin, at.packageId, id);
    expect({ id, told: verdicts.filter(({ outcome }) => outcome === 'mayAsk' || outcome === 'mayChoose').map((each) => each.id).sort() }).toEqual({ id, told: offered });
    expect(verdicts).toHaveLength(5);
  }

  const ana = tenant.snapshot().users.find(({ id }) => id === tenant.persona('Ana').id);
  const manager = tenant.snapshot().users.find(({ id }) => id === ana?.managerId);
  const [first] = (await loadWhoView(graph(), admin, at.packageId, ana?.id ?? '')).verdicts;
  expect([first?.name, first?.why, first?.stages]).toEqual(['For Ana', `It names ${ana?.displayName ?? ''}.`, [manager ? { asked: [`${manager.displayName}, their manager`], standIns: false, unknown: false } : { asked: ['Ines Aalto'], standIns: true, unknown: false }]]);

  const sponsors = await fetch(`${tenant.origin}/v1.0/users/${guest.id}/sponsors`, { headers: { authorization: `Bearer ${await tenant.graphToken(admin.personId)}` } });
  const names = ((await sponsors.json()) as { value: { displayName: string }[] }).value.map(({ displayName }) => `${displayName}, their sponsor`);
  const everyone = (await loadWhoView(graph(), admin, at.packageId, guest.id)).verdicts.find(({ name }) => name === 'Everyone');
  expect(everyone?.stages).toEqual([names.length > 0 ? { asked: names, standIns: false, unknown: false } : { asked: ['Ines Aalto'], standIns: true, unknown: false }]);
});
