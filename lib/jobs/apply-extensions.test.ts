import { expect, test } from 'vitest';
import { actorOf, aDraft, aPackageInEntra, applied, QUICK_DRAFT, worked } from '@/e2e/testing/drafts';
import { inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import type { NewChange, WantedOf } from '@/lib/authoring/draft';
import { loadDraftView } from '@/lib/authoring/draft-view';
import { dependentsOf, discardDraft } from '@/lib/authoring/edit-draft';
import { extensionForm } from '@/lib/authoring/extension-form';
import { reviewDraft, reviewUndo } from '@/lib/authoring/review-draft';
import { startApplying, startUndoing } from '@/lib/authoring/start-draft';
import { draftExtension, draftExtensionChange, draftExtensionRemoval, loadExtensions, loadUses } from '@/lib/authoring/workflow-extensions';
import { db } from '@/lib/db/client';
import { listDraftChanges } from '@/lib/db/drafts';
import { graphFor } from '@/lib/graph/graph-for';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { listWorkflowExtensions } from '@/lib/graph/workflow-extensions';
import { applyDraft } from './apply-draft';
import { Lease } from './lease';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);

/** A custom extension with everything that can be said of one. */
const anExtension = (catalogId: string): WantedOf['workflowExtension'] => ({
  catalog: { id: catalogId }, name: 'Tell the desk', description: 'Tells the desk', of: 'request', tokenFor: '0d3a6c0a-58a9-4a4c-9a5f-2f1b2f0c8e11', waits: 'PT2H',
  endpoint: { kind: 'logicApp', subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d', resourceGroup: 'desk', workflow: 'tell' }, client: { maximumRetries: 1, timeoutInMilliseconds: 900 },
});

test('a custom extension and a policy that calls it are made by one draft; it is changed over what somebody else changed, is not deleted while it is called, and all of it is undone', async () => {
  const at = await aPackageInEntra(tenant, admin, 'Told');
  const inCatalog = () => (tenant.snapshot().workflowExtensions ?? []).filter(({ catalogId }) => catalogId === at.catalogId).map(({ created: _at, modified: _then, ...extension }) => extension);
  const calls = () => (tenant.snapshot().policies.find(({ id }) => id === at.policyId)?.customExtensionStageSettings ?? []).map(({ stage, extensionId }) => [stage, extensionId]);
  const wanted = anExtension(at.catalogId);
  const policy = { package: { id: at.packageId }, document: at.document };
  const type = '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension';
  const first = await aDraft(admin, [
    { kind: 'policy', operation: 'update', objectId: at.policyId, base: policy, wanted: { ...policy, document: { ...at.document, customExtensionStageSettings: [{ stage: 'assignmentRequestApproved', customExtension: { '@odata.type': type, key: 'x' } }] } } },
    { kind: 'workflowExtension', operation: 'create', key: 'x', wanted },
  ]);
  expect(dependentsOf(await listDraftChanges(first), 'x')).toEqual(['x']);
  const { plan } = await reviewDraft(graph(), first, admin.personId);
  expect(plan.steps.map(({ words, differences }) => [words, differences])).toEqual([
    ['Create the custom extension “Tell the desk” in “Told”', [
      { field: 'Name', before: '', after: 'Tell the desk' }, { field: 'Description', before: '', after: 'Tells the desk' }, { field: 'Called for', before: '', after: 'a request, at its stages' },
      { field: 'Subscription', before: '', after: '38ab2ccc-3747-4567-b36b-9478f5602f0d' }, { field: 'Resource group', before: '', after: 'desk' }, { field: 'Logic app', before: '', after: 'tell' },
      { field: 'Signs in with', before: '', after: 'a token for 0d3a6c0a-58a9-4a4c-9a5f-2f1b2f0c8e11' }, { field: 'Behaviour', before: '', after: 'launch and wait 2 hours' }, { field: 'Tried again', before: '', after: 'once' }, { field: 'Answers within', before: '', after: '900 ms' },
    ]],
    ['Change the policy “Direct” of “Told package”', [{ field: 'When extension 1 is called', before: 'nothing', after: 'The request was approved' }, { field: 'Which extension 1 is', before: 'nothing', after: 'Tell the desk' }]],
  ]);
  expect(await applied(admin, first)).toBe('applied');
  const [made] = inCatalog();
  const held = {
    id: made?.id, catalogId: at.catalogId, kind: 'accessPackageAssignmentRequestWorkflowExtension', displayName: 'Tell the desk', description: 'Tells the desk',
    endpoint: { kind: 'logicAppTriggerEndpointConfiguration', subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d', resourceGroupName: 'desk', logicAppWorkflowName: 'tell', url: expect.stringContaining('https://') as string },
    tokenFor: '0d3a6c0a-58a9-4a4c-9a5f-2f1b2f0c8e11', client: { maximumRetries: 1, timeoutInMilliseconds: 900 }, waits: 'PT2H', createdById: admin.personId, modifiedById: admin.personId,
  };
  expect([inCatalog(), calls()]).toEqual([[held], [['assignmentRequestApproved', made?.id]]]);
  expect((await loadUses(graph(), (await loadExtensions(graph(), at.catalogId, null)).catalog)).by?.get(made?.id ?? '')).toEqual([{ packageId: at.packageId, packageName: 'Told package', policyId: at.policyId, policyName: 'Direct', stages: ['assignmentRequestApproved'] }]);

  // Where that cannot be read, it is said why: the page of the extension stands without it.
  await tenant.admin('fault', { kind: 'status', status: 503, path: 'assignmentPolicies', method: 'GET', count: null });
  expect(await loadUses(graph(), (await loadExtensions(graph(), at.catalogId, null)).catalog)).toEqual({ by: null, why: 'Microsoft Entra has trouble of its own and gave no answer. Try again in a moment.' });
  await tenant.admin('fault', { clear: true });

  const form = extensionForm(wanted);
  await inEntra(tenant, admin, 'PUT', `catalogs/${at.catalogId}/customWorkflowExtensions/${made?.id}`, { '@odata.type': type, description: 'Theirs' });
  const seen = { ...form, behaviour: 'continue', workflow: 'tell-2', description: 'Theirs' } as const;
  const { draftId: second } = await draftExtensionChange(actor(), graph(), at.catalogId, made?.id ?? '', { seen: form, form: { ...seen, description: form.description } }, { newName: 'Another logic app' });
  expect(await applied(admin, second)).toBe('applied');
  const changed = { ...held, description: 'Theirs', waits: null, endpoint: { ...held.endpoint, logicAppWorkflowName: 'tell-2' } };
  expect(inCatalog()).toEqual([changed]);
  const { draftId: clash } = await draftExtensionChange(actor(), graph(), at.catalogId, made?.id ?? '', { seen, form: { ...seen, description: 'Mine' } }, { newName: 'What it is for' });
  await inEntra(tenant, admin, 'PUT', `catalogs/${at.catalogId}/customWorkflowExtensions/${made?.id}`, { '@odata.type': type, description: 'Theirs again' });
  expect((await reviewDraft(graph(), clash, admin.personId)).plan.conflicts.map(({ rows }) => rows.filter((row) => row.clash))).toEqual([[{ field: 'Description', base: 'Theirs', mine: 'Mine', theirs: 'Theirs again', clash: true }]]);
  await discardDraft(actor(), clash);

  await expect(draftExtensionRemoval(actor(), graph(), at.catalogId, made?.id ?? '', { newName: 'Gone' })).rejects.toMatchObject({ code: 'conflict', details: { say: '“Direct” of “Told package” calls it. Take it out of it first.' } });
  const [now] = await listWorkflowExtensions(graph(), at.catalogId);
  const removal = (): NewChange => ({ kind: 'workflowExtension', operation: 'delete', objectId: made?.id ?? '', base: now!.is });
  const blocked = await aDraft(admin, [removal()]);
  expect((await reviewDraft(graph(), blocked, admin.personId)).plan.problems.map(({ words }) => words)).toEqual(['It is called by 1 policy (“Direct” of “Told package”). Take it out of it first.']);
  await discardDraft(actor(), blocked);
  const { document } = await getWholePolicy(graph(), at.policyId);
  const third = await aDraft(admin, [removal(), { kind: 'policy', operation: 'update', objectId: at.policyId, base: { ...policy, document }, wanted: { ...policy, document: { ...document, customExtensionStageSettings: [] } } }]);
  expect(await applied(admin, third)).toBe('applied');
  expect([inCatalog(), calls()]).toEqual([[], []]);

  const undo = async (draftId: string) => worked(draftId, (await startUndoing(actor(), graph(), draftId, { hash: (await reviewUndo(graph(), draftId)).hash })).jobId);
  expect(await undo(third)).toBe('undone');
  const anew = { ...changed, id: inCatalog()[0]?.id, description: 'Theirs again' };
  expect([inCatalog(), calls(), anew.id === made?.id]).toEqual([[anew], [['assignmentRequestApproved', anew.id]], false]);
});

test('a custom extension that is made and changed is undone, one whose name was taken since is not made, and without a licence for it that is said', async () => {
  const at = await aPackageInEntra(tenant, admin, 'Told too');
  const inCatalog = () => (tenant.snapshot().workflowExtensions ?? []).filter(({ catalogId }) => catalogId === at.catalogId);
  const form = { ...extensionForm(anExtension(at.catalogId)), of: 'assignment' as const, signsIn: 'pop' as const, timeout: '', retries: '' };
  const make = async (name: string) => (await draftExtension(actor(), graph(), at.catalogId, { ...form, name }, { newName: name })).draftId;
  const first = await make('Before it ends');
  expect(await applied(admin, first)).toBe('applied');
  const before = inCatalog();
  expect(before.map(({ kind, waits, tokenFor, client }) => [kind, waits, tokenFor, client])).toEqual([['accessPackageAssignmentWorkflowExtension', null, null, null]]);
  const taken = await make('Before it ends');
  expect((await reviewDraft(graph(), taken, admin.personId)).plan.problems.map(({ words }) => words)).toEqual(['The tenant has the custom extension “Before it ends” already. Choose another name.']);
  const { draftId: second } = await draftExtensionChange(actor(), graph(), at.catalogId, before[0]?.id ?? '', { seen: { ...form, name: 'Before it ends' }, form: { ...form, name: 'Renamed' } }, { newName: 'Renamed' });
  expect([await applied(admin, second), inCatalog().map(({ displayName }) => displayName)]).toEqual(['applied', ['Renamed']]);
  const unlicensed = await make('Not paid for');
  const { hash, draft } = await reviewDraft(graph(), unlicensed, admin.personId);
  await tenant.admin('settings', { licences: 'P2' });
  const { jobId } = await startApplying(actor(), graph(), unlicensed, { version: draft.version, hash });
  const lease = await Lease.take(jobId, 'test', 15);
  if (!lease) throw new Error('somebody has the job');
  await applyDraft(lease, new AbortController().signal, QUICK_DRAFT);
  const { waits } = await loadDraftView(unlicensed, {}, { skip: 0, take: 1 });
  await tenant.admin('settings', { licences: 'Governance' });
  expect([waits, inCatalog().map(({ displayName }) => displayName)]).toEqual(['noLicence', ['Renamed']]);
  await db().job.updateMany({ where: { id: jobId }, data: { notBefore: new Date(0) } });
  const undo = async (draftId: string) => worked(draftId, (await startUndoing(actor(), graph(), draftId, { hash: (await reviewUndo(graph(), draftId)).hash })).jobId);
  expect([await worked(unlicensed, jobId), await undo(unlicensed)]).toEqual(['applied', 'undone']);
  expect([await undo(second), inCatalog().map(({ modified: _at, ...extension }) => extension)]).toEqual(['undone', before.map(({ modified: _at, ...extension }) => extension)]);
  expect([await undo(first), inCatalog()]).toEqual(['undone', []]);
});
