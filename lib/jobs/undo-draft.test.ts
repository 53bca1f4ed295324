import { expect, test } from 'vitest';
import { aDraft, actorOf, aPackageInEntra, applied, catalogCalled, worked } from '@/e2e/testing/drafts';
import { inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { isPlainGroup } from '@/e2e/testing/tenant';
import { addChange, discardDraft } from '@/lib/authoring/edit-draft';
import { reviewDraft, reviewUndo } from '@/lib/authoring/review-draft';
import { reopenDraft, startUndoing } from '@/lib/authoring/start-draft';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { getDraft } from '@/lib/db/drafts';
import { graphFor } from '@/lib/graph/graph-for';
import { getWholePolicy } from '@/lib/graph/policy-documents';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);
const stateOf = async (draftId: string) => (await getDraft(draftId)).state;

test('what a draft that was opened again left in the tenant is undone from there, and what it changed there can be drafted anew', async () => {
  const at = await aPackageInEntra(tenant, admin, 'Opened again');
  const draftId = await aDraft(admin, [
    { kind: 'catalog', operation: 'update', objectId: at.catalogId, base: at.catalog, wanted: { ...at.catalog, published: false } },
    { kind: 'package', operation: 'create', wanted: { catalog: { id: at.catalogId }, name: 'Never made', description: 'x', hidden: true } },
  ]);
  await tenant.admin('fault', { kind: 'status', path: 'accessPackages$', method: 'POST', status: 400, code: 'InvalidModel', message: 'The model is invalid.' });
  expect(await applied(admin, draftId)).toBe('stopped');
  await reopenDraft(actor(), draftId, graph());
  const now = { ...at.catalog, published: false };
  await addChange(actor(), draftId, { kind: 'catalog', operation: 'update', objectId: at.catalogId, base: now, wanted: { ...now, description: 'Anew' } });
  expect((await reviewDraft(graph(), draftId, admin.personId)).plan.steps.map(({ differences }) => differences.map(({ field, after }) => [field, after]))).toEqual([[['Name', 'Never made'], ['Description', 'x'], ['In My Access', 'hidden, by link only']], [['Description', 'Anew']]]);
  await discardDraft(actor(), draftId);
  const { jobId } = await startUndoing(actor(), graph(), draftId, { hash: (await reviewUndo(graph(), draftId)).hash });
  expect([await worked(draftId, jobId), catalogCalled(tenant, 'Opened again').catalog?.state, catalogCalled(tenant, 'Opened again').catalog?.description]).toEqual(['undone', 'published', 'Before']);
});

test.each(['undone at once', 'opened again first'])('a resource that Entra took and showed only after it was given up on is undone with the rest, and what is still not shown is told: %s', async (way) => {
  const group = tenant.snapshot().groups.filter(isPlainGroup)[2]!;
  const catalog = tenant.snapshot().catalogs.find(({ displayName }) => displayName === 'Plant operations');
  if (!catalog) throw new Error('the tenant has no such catalog');
  const taken = () => tenant.snapshot().resources.filter(({ catalogId, originId }) => catalogId === catalog.id && originId === group.id).length;
  const draftId = await aDraft(admin, [{ kind: 'catalogResource', operation: 'create', key: 'late', wanted: { catalog: { id: catalog.id, name: catalog.displayName }, originId: group.id, originSystem: 'AadGroup', name: group.displayName } }]);
  expect(taken()).toBe(0);
  await tenant.admin('settings', { visibilityMs: 3_600_000 });
  expect(await applied(admin, draftId, { visibilityMs: 200, shownWithinMs: 300 })).toBe('stopped');
  expect((await listDraftSteps(draftId)).map(({ state, written, failureCode }) => [state, written, failureCode])).toEqual([['failed', true, 'notYetVisible']]);
  const hidden = await reviewUndo(graph(), draftId);
  expect([hidden.plan.steps, hidden.shownLate, hidden.plan.doubts.map(({ words }) => words)]).toEqual([[], [], [expect.stringMatching(/^Add the group .*: Microsoft Entra took it and has not shown it yet\. .* take it away in Microsoft Entra\.$/) as string]]);
  await expect(startUndoing(actor(), graph(), draftId, { hash: hidden.hash })).rejects.toMatchObject({ code: 'conflict' });
  await expect(reopenDraft(actor(), draftId, graph())).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('the draft would forget that it asked for it') as string });

  await tenant.admin('settings', { visibilityMs: 0 });
  expect([taken(), (await reviewUndo(graph(), draftId)).shownLate.length]).toEqual([1, 1]);
  if (way === 'opened again first') {
    await reopenDraft(actor(), draftId, graph());
    expect([await stateOf(draftId), (await reviewDraft(graph(), draftId, admin.personId)).plan.steps]).toEqual(['open', []]);
  }
  const shown = await reviewUndo(graph(), draftId);
  expect([shown.plan.steps.map(({ kind, operation }) => [kind, operation]), shown.plan.doubts]).toEqual([[['catalogResource', 'delete']], []]);
  const { jobId } = await startUndoing(actor(), graph(), draftId, { hash: shown.hash });
  expect([await worked(draftId, jobId), taken()]).toEqual(['undone', 0]);
  expect((await listDraftSteps(draftId)).map(({ state, undoesId }) => [state, undoesId !== null])).toEqual([['undone', false], ['done', true]]);
});

test('what the tenant puts into a policy by itself is nobody’s change: it is undone as it was made, and what somebody did change since is undone or left, as one says', async () => {
  const at = await aPackageInEntra(tenant, admin, 'Completed');
  const held = () => ({ ...structuredClone(catalogCalled(tenant, 'Completed').policies[0]), modified: 0 });
  const before = held();
  const wanted = {
    ...at.document,
    requestorSettings: { ...(at.document.requestorSettings as object), enableTargetsToSelfAddAccess: true },
    allowedTargetScope: 'allMemberUsers',
    requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ durationBeforeAutomaticDenial: 'P7D', primaryApprovers: [{ '@odata.type': '#microsoft.graph.requestorManager', managerLevel: 1 }], fallbackPrimaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: tenant.persona('Marta').id }] }] },
    questions: ['What for?', 'Until when?'].map((text, sequence) => ({ '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', text, sequence, isRequired: true, isAnswerEditable: true, isSingleLineQuestion: true, localizations: [] })),
    reviewSettings: { isEnabled: true, expirationBehavior: 'keepAccess', isSelfReview: true, schedule: { startDateTime: '2027-01-04T00:00:00Z', expiration: { type: 'afterDuration', duration: 'P14D' }, recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd', startDate: '2027-01-04' } } } },
  };
  const edit = () => aDraft(admin, [{ kind: 'policy', operation: 'update', objectId: at.policyId, base: { package: { id: at.packageId }, document: at.document }, wanted: { package: { id: at.packageId }, document: wanted } }]);
  const first = await edit();
  expect(await applied(admin, first)).toBe('applied');
  expect(held()).not.toEqual(before);
  const undo = await reviewUndo(graph(), first);
  expect([undo.plan.conflicts, undo.plan.problems, undo.plan.steps.length]).toEqual([[], [], 1]);
  expect(await worked(first, (await startUndoing(actor(), graph(), first, { hash: undo.hash })).jobId)).toBe('undone');
  expect(held()).toEqual(before);

  const changeElsewhere = async (): Promise<void> => {
    const { document } = await getWholePolicy(graph(), at.policyId);
    const settings = document.reviewSettings as { schedule: { recurrence: { pattern: object } } };
    settings.schedule.recurrence.pattern = { ...settings.schedule.recurrence.pattern, interval: 6 };
    await inEntra(tenant, admin, 'PUT', `assignmentPolicies/${at.policyId}`, { ...document, description: 'Theirs', accessPackage: { id: at.packageId } });
  };
  const undoAs = async (settled: 'over' | 'left') => {
    const draftId = await edit();
    expect(await applied(admin, draftId)).toBe('applied');
    await changeElsewhere();
    const theirs = held();
    const { plan: { conflicts } } = await reviewUndo(graph(), draftId);
    expect(conflicts.map(({ words, rows }) => [words, rows.filter(({ clash }) => clash).map(({ field, mine, theirs: now }) => [field, mine, now])])).toEqual([['Somebody changed the same in the tenant since it was applied.', [['How often', 'nothing', 'Every half year']]]]);
    const settle = { [conflicts[0]?.key ?? '']: settled };
    const { plan, hash } = await reviewUndo(graph(), draftId, settle);
    expect([plan.conflicts, plan.problems, plan.steps.length]).toEqual([[], [], settled === 'over' ? 1 : 0]);
    await expect(startUndoing(actor(), graph(), draftId, { hash })).rejects.toMatchObject({ code: 'conflict' });
    return { draftId, hash, settle, theirs };
  };
  const left = await undoAs('left');
  await expect(startUndoing(actor(), graph(), left.draftId, { hash: left.hash, settled: left.settle })).rejects.toMatchObject({ code: 'conflict' });
  expect(held()).toEqual(left.theirs);
  await inEntra(tenant, admin, 'PUT', `assignmentPolicies/${at.policyId}`, { ...at.document, accessPackage: { id: at.packageId } });
  const over = await undoAs('over');
  expect(await worked(over.draftId, (await startUndoing(actor(), graph(), over.draftId, { hash: over.hash, settled: over.settle })).jobId)).toBe('undone');
  expect(held()).toEqual({ ...before, description: 'Theirs' });
});
