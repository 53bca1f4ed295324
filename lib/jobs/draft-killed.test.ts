import { expect, test } from 'vitest';
import { inEntra } from '@/e2e/testing/deliveries';
import { aDraft, actorOf, applied, directPolicy, lastExchange, worked, writesSince } from '@/e2e/testing/drafts';
import { withPortal } from '@/e2e/testing/portal';
import { isPlainGroup } from '@/e2e/testing/tenant';
import { CATALOG_ROLES } from '@/lib/authoring/catalog-roles';
import { withIds } from '@/lib/authoring/draft';
import type { NewChange } from '@/lib/authoring/draft';
import type { PlannedStep } from '@/lib/authoring/plan-draft';
import { madeBy, reviewDraft, reviewUndo } from '@/lib/authoring/review-draft';
import { goOnWithDraft, startApplying, startUndoing } from '@/lib/authoring/start-draft';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { listDraftSteps, takeDraftSteps } from '@/lib/db/draft-steps';
import { getDraft } from '@/lib/db/drafts';
import { draftCall, idsMade } from '@/lib/graph/draft-calls';
import { graphFor } from '@/lib/graph/graph-for';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);

function aGroup() {
  const group = tenant.snapshot().groups.find(isPlainGroup);
  if (!group) throw new Error('the tenant has no such group');
  return group;
}

const groupIn = (catalog: { id: string } | { key: string }): Extract<NewChange, { kind: 'catalogResource'; operation: 'create' }> => ({ kind: 'catalogResource', operation: 'create', key: 'r', wanted: { catalog, originId: aGroup().id, originSystem: 'AadGroup', name: aGroup().displayName } });
const memberOf = (packageKey: string): NewChange => ({ kind: 'packageRole', operation: 'create', wanted: { package: { key: packageKey }, resource: { key: 'r' }, resourceName: aGroup().displayName, originId: aGroup().id, originSystem: 'AadGroup', roleOriginId: `Member_${aGroup().id}`, roleName: 'Member' } });
const packageIn = (catalog: { id: string } | { key: string }, key: string, name: string): NewChange => ({ kind: 'package', operation: 'create', key, wanted: { catalog, name, description: 'What they need', hidden: true } });

/** One of every kind that hangs on another: seven writes. */
const aChain = (name: string): NewChange[] => [
  { kind: 'catalog', operation: 'create', key: 'c', wanted: { name, description: 'For a test', published: true, externallyVisible: false } },
  groupIn({ key: 'c' }), packageIn({ key: 'c' }, 'p', `${name} package`), memberOf('p'),
  { kind: 'incompatibleGroup', operation: 'create', wanted: { package: { key: 'p' }, groupId: aGroup().id, groupName: aGroup().displayName } },
  { kind: 'policy', operation: 'create', wanted: { package: { key: 'p' }, document: directPolicy('Direct') } },
  { kind: 'catalogRole', operation: 'create', wanted: { catalog: { key: 'c' }, principalId: tenant.persona('Marta').id, principalName: 'Marta Lindqvist', roleId: CATALOG_ROLES[1].id } },
];

/** What a process leaves behind that is killed with the first write of a step under way: the step marked, still as it was planned, and the answer heard by nobody. */
async function killedInAWrite(draftId: string, planned: readonly PlannedStep[]): Promise<void> {
  const steps = await listDraftSteps(draftId);
  const step = steps.find(({ state }) => state === 'waiting')!;
  await takeDraftSteps(draftId, [step.id]);
  await db().draftStep.update({ where: { id: step.id }, data: { wanted: planned.find(({ key }) => key === step.key)?.wanted as unknown as Prisma.InputJsonValue } });
  await graph().batch([{ id: step.id, ...draftCall({ ...step, wanted: step.wanted && withIds(step.wanted, madeBy(steps)) }, idsMade), warrant: { draftStepId: step.id } }]);
}

/** What the audit tells as done of a draft's writes, by their Graph operation. */
const told = async (draftId: string): Promise<(string | null)[]> => (await db().auditEvent.findMany({ where: { outcome: 'done', detail: { path: ['draft'], equals: draftId } }, select: { graphOperation: true } })).map(({ graphOperation }) => graphOperation).sort();

test.each(['catalogs$', 'resourceRequests$', 'accessPackages$', 'resourceRoleScopes$', 'incompatibleGroups/\\$ref$', 'assignmentPolicies$', 'roleAssignments$'])('a process killed while it writes %s is followed by one that writes nothing twice and has every write in the audit', async (path) => {
  const name = `Killed ${path.replace(/\W/g, '')}`;
  const draftId = await aDraft(admin, aChain(name));
  const { plan } = await reviewDraft(graph(), draftId, admin.personId);
  // Refused once, so that everything before it is done when the process dies.
  await tenant.admin('fault', { kind: 'status', path, method: 'POST', status: 400, code: 'InvalidModel', message: 'The model is invalid.' });
  expect(await applied(admin, draftId)).toBe('stopped');
  await goOnWithDraft(actorOf(admin), draftId);
  const since = lastExchange(tenant);
  const open = (await listDraftSteps(draftId)).filter(({ state }) => state === 'waiting').length;
  await killedInAWrite(draftId, plan.steps);
  expect(await worked(draftId, (await getDraft(draftId)).jobId ?? '')).toBe('applied');

  expect(writesSince(tenant, since)).toHaveLength(open);
  const { catalogs, packages, resources, policies } = tenant.snapshot();
  const catalog = catalogs.filter(({ displayName }) => displayName === name);
  const made = packages.filter(({ catalogId }) => catalogId === catalog[0]?.id);
  expect([catalog.length, made.length, made[0]?.roleScopes.length, made[0]?.incompatibleGroups.length, resources.filter(({ catalogId }) => catalogId === catalog[0]?.id).length, policies.filter(({ packageId }) => packageId === made[0]?.id).length]).toEqual([1, 1, 1, 1, 1, 1]);
  const steps = await listDraftSteps(draftId);
  expect(steps.map(({ state, written }) => [state, written])).toEqual(steps.map(() => ['done', true]));
  expect(await told(draftId)).toEqual(steps.map((step) => draftCall(step, idsMade).operation).sort());
});

test('what somebody else put there between review and writing is not made, and undoing leaves it', async () => {
  const catalog = await inEntra<{ id: string }>(tenant, admin, 'POST', 'catalogs', { displayName: 'Shared', description: 'Before', state: 'published', isExternallyVisible: false });
  const draftId = await aDraft(admin, [groupIn({ id: catalog.id }), packageIn({ id: catalog.id }, 'p', 'Shared package'), memberOf('p')]);
  const { hash, draft } = await reviewDraft(graph(), draftId, admin.personId);
  const { jobId } = await startApplying(actorOf(admin), graph(), draftId, { version: draft.version, hash });
  await inEntra(tenant, admin, 'POST', 'resourceRequests', { requestType: 'adminAdd', resource: { originId: aGroup().id, originSystem: 'AadGroup' }, catalog: { id: catalog.id } });
  expect(await worked(draftId, jobId)).toBe('applied');
  expect((await listDraftSteps(draftId)).map(({ kind, written }) => [kind, written])).toEqual([['catalogResource', false], ['package', true], ['packageRole', true]]);

  const undo = await reviewUndo(graph(), draftId);
  expect(await worked(draftId, (await startUndoing(actorOf(admin), graph(), draftId, { hash: undo.hash })).jobId)).toBe('undone');
  const { resources, packages } = tenant.snapshot();
  expect([resources.filter(({ catalogId }) => catalogId === catalog.id).length, packages.filter(({ catalogId }) => catalogId === catalog.id).length]).toEqual([1, 0]);
});

test('what the tenant has already when a draft is reviewed is referred to as it is there', async () => {
  const catalog = await inEntra<{ id: string }>(tenant, admin, 'POST', 'catalogs', { displayName: 'Stocked', description: 'Before', state: 'published', isExternallyVisible: false });
  expect(await applied(admin, await aDraft(admin, [groupIn({ id: catalog.id })]))).toBe('applied');
  const draftId = await aDraft(admin, [groupIn({ id: catalog.id }), packageIn({ id: catalog.id }, 'p', 'Stocked package'), memberOf('p')]);
  const { plan } = await reviewDraft(graph(), draftId, admin.personId);
  expect([plan.steps.map(({ kind }) => kind), plan.nothing.map(({ key }) => key)]).toEqual([['package', 'packageRole'], ['r']]);
  expect(await applied(admin, draftId)).toBe('applied');
  expect(tenant.snapshot().packages.find(({ displayName }) => displayName === 'Stocked package')?.roleScopes).toHaveLength(1);
});
