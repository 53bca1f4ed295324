import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { actorOf, applyChanges, directPolicy } from '@/e2e/testing/drafts';
import { inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { listDraftChanges } from '@/lib/db/drafts';
import { graphFor } from '@/lib/graph/graph-for';
import { loadClosedPolicies } from './closed-catalogs';
import type { Ref } from './draft';
import { draftPolicy, policyObject, requirePolicy } from './draft-policy';
import { createDraft } from './edit-draft';
import { saveDraftedPolicy } from './edit-drafted-policy';
import { loadDraftedPolicy, loadPolicyEditor, loadPolicyRemoval } from './policy-editor-view';
import { formOf, withScope } from './policy-form';
import { subjectNamed, relation } from './policy-subject';
import { loadPackageView, loadUnsaid } from './package-view';
import { policySentences, sentenceText } from './policy-words';
import { loadWhoView } from './which-policy-view';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);
const asking = { enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: true, enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [] };

/** What is due by the tenant's clock has happened in it. */
async function settledSnapshot() {
  return (await (await fetch(`${tenant.origin}/_emulator/snapshot`)).json()) as ReturnType<typeof tenant.snapshot>;
}

/** A stage without escalation that these would decide, and where there is nobody the one who stands in. */
const stage = (...asked: (string | undefined | false)[]) => {
  const found = asked.filter(Boolean);
  return { asked: found.length > 0 ? found : ['Ines Aalto'], disabled: [], standIns: found.length === 0, unknown: false, escalation: null };
};

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
  await expect(draftPolicy(actor(), { newName: 'Nothing' }, change('For Ana'))).rejects.toMatchObject({ code: 'conflict', details: { say: 'Nothing of this policy is changed yet, so there is nothing to save.' } });
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

test('a package’s page shows the questions of a policy and what else its sentences leave out', async () => {
  const ledger = tenant.snapshot().groups.find(({ displayName }) => displayName === 'Finance – Ledger')!;
  const id = (await inEntra<{ id: string }>(tenant, admin, 'POST', 'assignmentPolicies', {
    ...directPolicy('Asks'), expiration: { type: 'afterDuration', duration: 'P30DT5H30M', endDateTime: null }, requestorSettings: { ...asking, enableOnBehalfRequestorsToAddAccess: true, onBehalfRequestors: [relation('requestorManager'), subjectNamed('group', ledger.id, 'Called so once')] }, accessPackage: { id: at.packageId },
    requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, isRequestorJustificationRequired: true, stages: [] },
    customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension: { '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', id: at.extensionId } }],
    questions: [
      { '@odata.type': '#microsoft.graph.accessPackageMultipleChoiceQuestion', sequence: 1, isRequired: false, text: 'Which ledger?', localizations: [], isMultipleSelectionAllowed: false, choices: [{ actualValue: 'General', text: 'General', localizations: [] }, { actualValue: 'Fixed assets', text: 'Fixed assets', localizations: [] }] },
      { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', sequence: 0, isRequired: true, text: 'Why?', localizations: [] },
    ],
  })).id;
  const { design } = await loadPackageView(graph(), at.packageId, { tab: 'policies' });
  const asked = { packageId: at.packageId, catalogId: design.catalogId, policyIds: design.policies.map((each) => each.id) };
  const unsaid = await loadUnsaid(graph(), asked);
  const policy = design.policies.find((each) => each.id === id);
  expect(policy && policySentences(policy).map((sentence) => sentenceText(sentence, false))).toEqual(['Only administrators give it; nobody can ask for it.', 'Nobody has to agree.', 'Access ends after 30 days, 5 hours and 30 minutes.']);
  expect(unsaid?.get(id)).toEqual({
    sentences: policy && policySentences({ ...policy, questions: true }),
    questions: ['Why? (has to be answered)', 'Which ledger? (may be left out, one of “General”, “Fixed assets”)'],
    rows: [
      { field: 'Description', says: 'For those whom an administrator chooses' },
      { field: 'Who asks may choose from when until when', says: 'yes' }, { field: 'Others may ask in their place', says: 'yes' }, { field: 'Who asks in their place', says: 'the manager of who asks, Finance – Ledger' },
      { field: 'Whoever asks says why', says: 'yes' }, { field: 'When extension 1 is called', says: 'Somebody asked' }, { field: 'Which extension 1 is', says: 'Tell the desk' },
    ],
  });
  expect(await loadUnsaid(graph(), { ...asked, packageId: randomUUID() })).toEqual(new Map());
  // Whoever only owns a catalog reads policies through their packages alone.
  await tenant.admin('fault', { status: 403, path: 'entitlementManagement/assignmentPolicies/', method: 'GET', count: null, code: 'Forbidden', message: 'User is not authorized to perform the operation.' });
  expect(await loadUnsaid(graph(), asked)).toBeNull();
  await tenant.admin('fault', { clear: true });
  await inEntra(tenant, admin, 'DELETE', `assignmentPolicies/${id}`, undefined);
});

test('a package that is only drafted gets policies in its draft', async () => {
  const { draftId } = await createDraft(actor(), 'Not made yet', [{ kind: 'package', operation: 'create', key: 'p', wanted: { catalog: { id: at.catalogId }, name: 'Drafted package', description: 'Not made', hidden: true } }]);
  const view = await loadDraftedPolicy(graph(), draftId, { packageKey: 'p' });
  expect([view.packageName, view.extensions?.length]).toEqual(['Drafted package', 1]);
  expect(await saveDraftedPolicy(actor(), draftId, { packageKey: 'p' }, view.document)).toEqual({ saved: true });
  await expect(saveDraftedPolicy(actor(), draftId, { packageKey: 'q' }, view.document)).rejects.toMatchObject({ code: 'notFound' });
  expect((await listDraftChanges(draftId)).map(({ kind, name, wanted }) => [kind, name, wanted && 'package' in wanted ? wanted.package : null])).toEqual([['package', 'Drafted package', null], ['policy', 'Initial policy', { key: 'p', name: 'Drafted package' }]]);
});

test('a policy for people outside in a catalog that is closed to them is told in its editor and in the review, until the draft opens the catalog', async () => {
  const done = await applyChanges(admin, [
    { kind: 'catalog', operation: 'create', key: 'c', wanted: { name: 'Closed', description: 'To externals', published: true, externallyVisible: false } },
    { kind: 'package', operation: 'create', key: 'p', wanted: { catalog: { key: 'c' }, name: 'Behind it', description: 'Closed', hidden: true } },
  ]);
  const outside = (name: string) => ({ ...directPolicy(name), allowedTargetScope: 'allExternalUsers', requestorSettings: asking });
  const policy = (of: Ref, name: string) => ({ kind: 'policy', operation: 'create', wanted: { package: of, document: outside(name) } }) as const;
  const drafted = { kind: 'package', operation: 'create', key: 'q', wanted: { catalog: { id: done.c ?? '' }, name: 'Drafted', description: 'Closed', hidden: true } } as const;
  const closed = { name: 'Closed', description: 'To externals', published: true, externallyVisible: false };
  const policies = [policy({ id: done.p ?? '' }, 'Outside'), drafted, policy({ key: 'q' }, 'Drafted outside'), policy({ id: at.packageId }, 'Open outside')];
  const { draftId } = await createDraft(actor(), 'For people outside', policies);
  expect(await loadClosedPolicies(graph(), draftId)).toEqual([{ name: 'Outside', packageName: 'Behind it', catalogName: 'Closed' }, { name: 'Drafted outside', packageName: 'Drafted', catalogName: 'Closed' }]);
  expect([(await loadPolicyEditor(graph(), admin.personId, done.p ?? '', { like: null })).closedCatalog, (await loadPolicyEditor(graph(), admin.personId, at.packageId, { like: null })).closedCatalog, (await loadDraftedPolicy(graph(), draftId, { packageKey: 'q' })).closedCatalog]).toEqual(['Closed', null, 'Closed']);
  const opening = await createDraft(actor(), 'Opened too', [...policies, { kind: 'catalog', operation: 'update', objectId: done.c ?? '', base: closed, wanted: { ...closed, externallyVisible: true } }]);
  expect([await loadClosedPolicies(graph(), opening.draftId), (await loadDraftedPolicy(graph(), opening.draftId, { packageKey: 'q' })).closedCatalog]).toEqual([[], null]);
});

test('who has a package by a policy keeps it from being deleted, and is counted before', async () => {
  const { assignments, policies } = tenant.snapshot();
  const held = policies.find(({ id }) => assignments.some(({ policyId, state }) => policyId === id && state === 'delivered'))!;
  const [delivered] = assignments.filter(({ policyId, state }) => policyId === held.id && state === 'delivered');
  const of = (...states: string[]): number => tenant.snapshot().assignments.filter(({ policyId, state }) => policyId === held.id && states.includes(state)).length;
  const failed = of('deliveryFailed');
  // Whose delivery failed does not have it, and keeps it from being deleted all the same.
  const kept = [...tenant.tenant.governance.assignments.values()].find(({ id }) => id === delivered?.id)!;
  tenant.tenant.governance.keepAssignment({ ...kept, state: 'deliveryFailed' });
  const removal = await loadPolicyRemoval(graph(), admin.personId, held.packageId, held.id);
  tenant.tenant.governance.keepAssignment(kept);
  expect(removal.held).toEqual({ count: of('delivered', 'delivering', 'partiallyDelivered') - 1, failed: failed + 1, more: false });
  expect((await loadPolicyRemoval(graph(), admin.personId, at.packageId, at.policyId)).held).toEqual({ count: 0, failed: 0, more: false });
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
  expect([first?.name, first?.why, first?.stages]).toEqual(['For Ana', `It names ${ana?.displayName ?? ''}.`, [stage(manager && `${manager.displayName}, their manager`)]]);

  const sponsors = await fetch(`${tenant.origin}/v1.0/users/${guest.id}/sponsors`, { headers: { authorization: `Bearer ${await tenant.graphToken(admin.personId)}` } });
  const names = ((await sponsors.json()) as { value: { displayName: string }[] }).value.map(({ displayName }) => `${displayName}, their sponsor`);
  const everyone = (await loadWhoView(graph(), admin, at.packageId, guest.id)).verdicts.find(({ name }) => name === 'Everyone');
  expect(everyone?.stages).toEqual([stage(...names)]);
});

test('whoever is kept out, has it, waits for it or is disabled could not ask, and which policy it would be is said still', async () => {
  const { users, groups } = tenant.snapshot();
  const group = groups.find(({ displayName }) => displayName === 'Finance – Payments')!;
  const inGroup = users.filter(({ id, accountEnabled }) => accountEnabled && group.members.includes(id));
  const [neither, holder, otherHolder, waiting] = users.filter(({ id, accountEnabled, userType }) => accountEnabled && userType === 'Member' && !group.members.includes(id) && id !== admin.personId).slice(-4);
  const disabled = users.find(({ accountEnabled, userType, id }) => !accountEnabled && userType === 'Member' && !group.members.includes(id))!;
  const done = await applyChanges(admin, [
    ...['Poster', 'Reader'].map((name) => ({ kind: 'package', operation: 'create', key: name, wanted: { catalog: { id: at.catalogId }, name, description: 'Kept apart', hidden: true } }) as const),
    { kind: 'incompatiblePackage', operation: 'create', wanted: { package: { key: 'Poster' }, other: { key: 'Reader' } } },
    { kind: 'incompatibleGroup', operation: 'create', wanted: { package: { key: 'Poster' }, groupId: group.id, groupName: group.displayName } },
  ]);
  const [poster, reader] = [done.Poster ?? '', done.Reader ?? ''];
  const named = (id: string) => subjectNamed('person', id, 'Somebody');
  const decided = (approvers: object[], escalationApprovers: object[]) => ({ durationBeforeAutomaticDenial: 'P5D', isApproverJustificationRequired: false, isEscalationEnabled: escalationApprovers.length > 0, durationBeforeEscalation: escalationApprovers.length > 0 ? 'P2D' : null, primaryApprovers: approvers, fallbackPrimaryApprovers: [], escalationApprovers, fallbackEscalationApprovers: [] });
  const policy = async (packageId: string, name: string, more: object) => (await inEntra<{ id: string }>(tenant, admin, 'POST', 'assignmentPolicies', { ...directPolicy(name), ...more, accessPackage: { id: packageId } })).id;
  await policy(poster, 'Members', { allowedTargetScope: 'allMemberUsers', requestorSettings: asking, requestApprovalSettings: { isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: false, stages: [decided([named(disabled.id)], [named(admin.personId)])] } });
  const direct = { [poster]: await policy(poster, 'Direct', {}), [reader]: await policy(reader, 'Direct', {}) };
  const give = (packageId: string, id = '') => inEntra(tenant, admin, 'POST', 'assignmentRequests', { requestType: 'adminAdd', assignment: { targetId: id, assignmentPolicyId: direct[packageId], accessPackageId: packageId } });
  await give(reader, holder?.id);
  await give(poster, otherHolder?.id);
  const asked = await fetch(`${tenant.origin}/v1.0/identityGovernance/entitlementManagement/assignmentRequests`, { method: 'POST', headers: { authorization: `Bearer ${await tenant.graphToken(waiting?.id ?? '')}`, 'content-type': 'application/json' }, body: JSON.stringify({ requestType: 'userAdd', assignment: { targetId: waiting?.id, accessPackageId: poster } }) });
  expect(asked.status).toBe(201);
  await expect.poll(async () => (await settledSnapshot()).assignments.filter(({ packageId, state }) => [poster, reader].includes(packageId) && state === 'delivered').length).toBe(2);

  const told = async (packageId: string, id = '') => {
    const { barriers, verdicts } = await loadWhoView(graph(), admin, packageId, id);
    return { barriers, first: [verdicts[0]?.name, verdicts[0]?.outcome] };
  };
  const [says, members] = [(...sure: string[]) => ({ sure, unknown: [] }), ['Members', 'mayAsk']];
  expect(await told(poster, neither?.id)).toEqual({ barriers: says(), first: members });
  expect(await told(poster, holder?.id)).toEqual({ barriers: says(`${holder?.displayName} has “Reader”, and whoever has that is kept from getting this one.`), first: members });
  expect(await told(poster, inGroup[0]?.id)).toEqual({ barriers: says(`${inGroup[0]?.displayName} is a member of “${group.displayName}”, and its members are kept from getting this one.`), first: members });
  expect(await told(poster, otherHolder?.id)).toEqual({ barriers: says(`${otherHolder?.displayName} has it already.`), first: members });
  expect(await told(poster, waiting?.id)).toEqual({ barriers: says('A request for it waits for approval already.'), first: members });
  expect(await told(poster, disabled.id)).toEqual({ barriers: says(`${disabled.displayName}’s account is disabled, so they cannot sign in to ask.`), first: members });
  // Entra keeps it in one direction: what the other names keeps nobody from asking for it.
  expect(await told(reader, otherHolder?.id)).toEqual({ barriers: says(), first: ['Direct', 'byAdministrator'] });
  const { verdicts } = await loadWhoView(graph(), admin, poster, neither?.id ?? '');
  expect(verdicts[0]?.stages).toEqual([{ asked: [], disabled: [disabled.displayName], standIns: false, unknown: false, escalation: { after: '2 days', asked: [users.find(({ id }) => id === admin.personId)?.displayName], disabled: [] } }]);
});
