import { expect, test } from 'vitest';
import { aCatalog, aDraft, actorOf, aPackageInEntra, applied, catalogCalled, directPolicy, lastExchange, QUICK_DRAFT, worked, writesSince } from '@/e2e/testing/drafts';
import { inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { isPlainGroup } from '@/e2e/testing/tenant';
import { CATALOG_ROLES } from '@/lib/authoring/catalog-roles';
import type { DraftStep, NewChange, WantedOf } from '@/lib/authoring/draft';
import { SETTINGS_ID } from '@/lib/authoring/draft';
import { draftRoles } from '@/lib/authoring/draft-package';
import { loadDraftView, loadStandingSteps, removalOf } from '@/lib/authoring/draft-view';
import { addChange, editChange } from '@/lib/authoring/edit-draft';
import { callsOf, reviewDraft, reviewUndo, settle } from '@/lib/authoring/review-draft';
import { goOnWithDraft, pauseDraft, reopenDraft, startApplying, startUndoing, stopDraft } from '@/lib/authoring/start-draft';
import { listActivity } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { findChangeOf, getDraft, listDraftChanges } from '@/lib/db/drafts';
import type { BatchAnswer } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { liftEmergencyStop, stopEverything } from '@/lib/rollout/emergency-stop';
import { applyDraft } from './apply-draft';
import { sendSteps } from './draft-sends';
import { judgeStep } from './draft-verdict';
import { openDraftWork } from './draft-work';
import { Lease } from './lease';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);
const stateOf = async (draftId: string) => (await getDraft(draftId)).state;

function aGroup(skip = 0) {
  const group = tenant.snapshot().groups.filter(isPlainGroup)[skip];
  if (!group) throw new Error('the tenant has no such group');
  return group;
}

/** A catalog with a group, and a package that hands out its membership under a policy, kept from whoever is in another group. */
function aWholeCatalog(name: string): NewChange[] {
  const [group, other] = [aGroup(), aGroup(1)];
  return [
    { kind: 'policy', operation: 'create', wanted: { package: { key: 'p' }, document: directPolicy('Direct') } },
    { kind: 'incompatibleGroup', operation: 'create', wanted: { package: { key: 'p' }, groupId: other.id, groupName: other.displayName } },
    { kind: 'packageRole', operation: 'create', wanted: { package: { key: 'p' }, resource: { key: 'r' }, resourceName: group.displayName, originId: group.id, originSystem: 'AadGroup', roleOriginId: `Member_${group.id}`, roleName: 'Member' } },
    { kind: 'package', operation: 'create', key: 'p', wanted: { catalog: { key: 'c' }, name: `${name} package`, description: 'What they need', hidden: true } },
    { kind: 'package', operation: 'create', key: 'q', wanted: { catalog: { key: 'c' }, name: `${name} other`, description: 'What others need', hidden: true } },
    { kind: 'incompatiblePackage', operation: 'create', wanted: { package: { key: 'p' }, other: { key: 'q' } } },
    { kind: 'incompatiblePackage', operation: 'create', wanted: { package: { key: 'q' }, other: { key: 'p' } } },
    { kind: 'catalogResource', operation: 'create', key: 'r', wanted: { catalog: { key: 'c' }, originId: group.id, originSystem: 'AadGroup', name: group.displayName } },
    { kind: 'catalogRole', operation: 'create', wanted: { catalog: { key: 'c' }, principalId: tenant.persona('Marta').id, principalName: 'Marta Lindqvist', roleId: CATALOG_ROLES[1].id } },
    { kind: 'catalog', operation: 'create', key: 'c', wanted: { name, description: 'For a test', published: true, externallyVisible: false } },
  ];
}

test('a whole catalog is made in order of what depends on what, one write for each object, told in the audit, and undone as it was made', async () => {
  const draftId = await aDraft(admin, aWholeCatalog('Ledger'));
  const review = await reviewDraft(graph(), draftId, admin.personId);
  const group = aGroup();
  const other1 = aGroup(1).displayName;
  expect(review.plan.steps.map(({ words }) => words)).toEqual([
    'Create the catalog “Ledger”',
    `Add the group “${group.displayName}” to the catalog “Ledger”`,
    'Create the package “Ledger other” in “Ledger”, hidden',
    'Create the package “Ledger package” in “Ledger”, hidden',
    `Let “Ledger package” hand out “Member” of the group “${group.displayName}”`,
    `Keep members of “${other1}” from getting “Ledger package”`,
    'Keep whoever has “Ledger other” from getting “Ledger package”',
    'Keep whoever has “Ledger package” from getting “Ledger other”',
    'Create the policy “Direct” of “Ledger package”',
    'Make Marta Lindqvist Catalog reader of “Ledger”',
  ]);
  expect(review.plan.steps.map(({ stage }) => stage)).toEqual([1, 2, 3, 3, 4, 5, 5, 5, 6, 7]);
  expect(callsOf(review.plan.steps).get('r')?.body).toEqual({ requestType: 'adminAdd', resource: { originId: group.id, originSystem: 'AadGroup' }, catalog: { id: '‹id made by step 1›' } });
  expect(catalogCalled(tenant, 'Ledger').catalog).toBeUndefined();

  const since = lastExchange(tenant);
  expect(await applied(admin, draftId)).toBe('applied');
  expect(writesSince(tenant, since)).toHaveLength(10);
  const { catalog, packages, resources, policies } = catalogCalled(tenant, 'Ledger');
  const [made, other] = [packages.find(({ displayName }) => displayName === 'Ledger package'), packages.find(({ displayName }) => displayName === 'Ledger other')];
  expect([catalog?.state, catalog?.isExternallyVisible, resources.map(({ originId }) => originId), made?.isHidden, made?.roleScopes.length]).toEqual(['published', false, [group.id], true, 1]);
  expect([made?.incompatiblePackages, other?.incompatiblePackages, made?.incompatibleGroups]).toEqual([[other?.id], [made?.id], [aGroup(1).id]]);
  expect(policies.map(({ displayName, packageId }) => [displayName, packageId])).toEqual([['Direct', made?.id]]);
  const told = (await listActivity({ graphOnly: true }, 40, null)).entries.map(({ action }) => action);
  expect(told.slice(0, 10).sort()).toEqual(['catalog.addAdministrator', 'catalog.create', 'package.addRole', 'package.create', 'package.create', 'package.keepFrom', 'package.keepFrom', 'package.keepFrom', 'policy.create', 'resource.add']);

  const undo = await reviewUndo(graph(), draftId);
  expect([undo.plan.problems, undo.plan.conflicts, undo.plan.steps.length, undo.lost]).toEqual([[], [], 10, []]);
  const { jobId } = await startUndoing(actor(), graph(), draftId, { hash: undo.hash });
  expect(await worked(draftId, jobId)).toBe('undone');
  expect(catalogCalled(tenant, 'Ledger')).toEqual({ catalog: undefined, packages: [], resources: [], policies: [] });
  const undone = (await listActivity({ graphOnly: true }, 10, null)).entries.map(({ action, objectName }) => `${action} ${objectName}`);
  expect(undone.sort()).toEqual([
    'catalog.delete Ledger', 'catalog.removeAdministrator the administrator', 'package.allowBeside Ledger other and Ledger package', `package.allowBeside Ledger package and ${other1}`, 'package.allowBeside Ledger package and Ledger other',
    'package.delete Ledger other', 'package.delete Ledger package', `package.removeRole Ledger package: Member of ${group.displayName}`, 'policy.delete Direct of Ledger package', `resource.remove Ledger: ${group.displayName}`,
  ].sort());
  expect((await listDraftSteps(draftId)).map(({ state, undoesId }) => [state, undoesId !== null])).toEqual([...Array.from({ length: 10 }, () => ['undone', false]), ...Array.from({ length: 10 }, () => ['done', true])]);
});

test('a change keeps what somebody else changed meanwhile, is a conflict where both changed the same, and is then settled either way', async () => {
  const at = await aPackageInEntra(tenant, admin, 'Merging');
  const base = { package: { id: at.packageId }, document: at.document };
  const longer = { ...base, document: { ...at.document, expiration: { type: 'afterDuration', duration: 'P30D', endDateTime: null } } };
  const draftId = await aDraft(admin, [
    { kind: 'catalog', operation: 'update', objectId: at.catalogId, base: at.catalog, wanted: { ...at.catalog, description: 'Mine' } },
    { kind: 'policy', operation: 'update', objectId: at.policyId, base, wanted: longer },
  ]);
  await inEntra(tenant, admin, 'PATCH', `catalogs/${at.catalogId}`, { description: 'Theirs', isExternallyVisible: true });
  await inEntra(tenant, admin, 'PUT', `assignmentPolicies/${at.policyId}`, { ...at.document, displayName: 'Renamed elsewhere', accessPackage: { id: at.packageId } });

  const { plan } = await reviewDraft(graph(), draftId, admin.personId);
  expect(plan.conflicts.map(({ rows }) => rows)).toEqual([[
    { field: 'Description', base: 'Before', mine: 'Mine', theirs: 'Theirs', clash: true },
    { field: 'Visible to externals', base: 'no', mine: 'no', theirs: 'yes', clash: false },
  ]]);
  expect(plan.steps.map(({ differences }) => differences)).toEqual([[{ field: 'Access ends', before: 'after 90 days', after: 'after 30 days' }]]);
  const change = await findChangeOf(draftId, 'catalog', at.catalogId);
  await expect(startApplying(actor(), graph(), draftId, { version: 0, hash: 'x'.repeat(64) })).rejects.toMatchObject({ code: 'conflict' });
  await settle(actor(), graph(), draftId, change?.key ?? '', 'draft');
  const since = lastExchange(tenant);
  expect(await applied(admin, draftId)).toBe('applied');

  const { catalog, policies } = catalogCalled(tenant, 'Merging');
  expect([catalog?.description, catalog?.isExternallyVisible]).toEqual(['Mine', true]);
  expect(policies.map(({ displayName, expiration }) => [displayName, expiration])).toEqual([['Renamed elsewhere', expect.objectContaining({ type: 'afterDuration', duration: 'P30D' })]]);
  expect(writesSince(tenant, since)).toEqual([`PUT /identityGovernance/entitlementManagement/assignmentPolicies/${at.policyId}`, `PATCH /identityGovernance/entitlementManagement/catalogs/${at.catalogId}`]);
  const audited = (await listActivity({ graphOnly: true }, 2, null)).entries.map(({ action, objectName, before: from, after: to }) => [action, objectName, from, to]);
  const facts = { name: 'Renamed elsewhere', package: { name: 'Merging package', id: at.packageId }, scope: 'notSpecified' };
  expect(audited).toEqual([
    ['catalog.change', 'Merging', { facts: { ...at.catalog, description: 'Theirs', externallyVisible: true }, says: { Description: 'Theirs' } }, { facts: { ...at.catalog, description: 'Mine', externallyVisible: true }, says: { Description: 'Mine' } }],
    ['policy.change', 'Renamed elsewhere of Merging package', { facts, says: { 'Access ends': 'after 90 days' } }, { facts, says: { 'Access ends': 'after 30 days' } }],
  ]);

  // Settled, a change still says of what it is.
  const named = { package: { id: at.packageId, name: 'Merging package' }, document: (await getWholePolicy(graph(), at.policyId)).document };
  const shorter = (duration: string): WantedOf['policy'] => ({ ...named, document: { ...named.document, expiration: { type: 'afterDuration', duration, endDateTime: null } } });
  const settledId = await aDraft(admin, [{ kind: 'policy', operation: 'update', key: 'p', objectId: at.policyId, base: named, wanted: shorter('P10D') }]);
  await inEntra(tenant, admin, 'PUT', `assignmentPolicies/${at.policyId}`, { ...shorter('P20D').document, accessPackage: { id: at.packageId } });
  await settle(actor(), graph(), settledId, 'p', 'draft');
  expect((await loadDraftView(settledId, {}, { skip: 0, take: 10 })).lines.map(({ change: { wanted, base }, words }) => [words, wanted && 'package' in wanted && wanted.package, base && 'package' in base && base.package])).toEqual([['Change the policy “Renamed elsewhere” of “Merging package”', named.package, named.package]]);
});

test('what is reviewed is what is applied: a draft or tenant that changed since is looked at again first, and two who edit learn of each other', async () => {
  const at = await aPackageInEntra(tenant, admin, 'Seen');
  const draftId = await aDraft(admin, [{ kind: 'package', operation: 'update', key: 'p', objectId: at.packageId, base: at.package, wanted: { ...at.package, hidden: false } }]);
  const seen = await reviewDraft(graph(), draftId, admin.personId);
  const edited = await editChange(actor(), draftId, 'p', 0, { ...at.package, hidden: false, description: 'First' });
  const late = await editChange(actor(), draftId, 'p', 0, { ...at.package, hidden: false, description: 'Second' });
  expect([edited, late]).toEqual([{ saved: true, version: 1 }, { saved: false, theirs: expect.objectContaining({ version: 1, wanted: { ...at.package, hidden: false, description: 'First' } }) as unknown }]);
  await expect(startApplying(actor(), graph(), draftId, { version: seen.draft.version, hash: seen.hash })).rejects.toMatchObject({ code: 'conflict' });

  const again = await reviewDraft(graph(), draftId, admin.personId);
  await inEntra(tenant, admin, 'PATCH', `accessPackages/${at.packageId}`, { displayName: 'Renamed' });
  await expect(startApplying(actor(), graph(), draftId, { version: again.draft.version, hash: again.hash })).rejects.toMatchObject({ code: 'conflict' });
  // What it means is the same, and yet somebody else saved it since.
  const last = await reviewDraft(graph(), draftId, admin.personId);
  await expect(startApplying(actor(), graph(), draftId, { version: last.draft.version - 1, hash: last.hash })).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('changed this draft since you looked') as string });
  expect(await applied(admin, draftId)).toBe('applied');
  expect(catalogCalled(tenant, 'Seen').packages.map(({ displayName, description, isHidden }) => [displayName, description, isHidden])).toEqual([['Renamed', 'First', false]]);
  await expect(addChange(actor(), draftId, { kind: 'package', operation: 'delete', objectId: at.packageId, base: at.package })).rejects.toMatchObject({ code: 'conflict' });
});

test('what would be refused is told before anybody tries', async () => {
  const { packages, catalogs, assignments } = tenant.snapshot();
  const held = packages.find(({ id }) => assignments.some(({ packageId, state }) => packageId === id && state === 'delivered'))!;
  const catalog = catalogs.find(({ id }) => id === held.catalogId)!;
  const is = { name: catalog.displayName, description: catalog.description, published: catalog.state === 'published', externallyVisible: catalog.isExternallyVisible };
  const draftId = await aDraft(admin, [
    { kind: 'package', operation: 'delete', objectId: held.id, base: { catalog: { id: catalog.id }, name: held.displayName, description: held.description, hidden: held.isHidden } },
    { kind: 'catalog', operation: 'delete', objectId: catalog.id, base: is },
    { kind: 'catalog', operation: 'create', wanted: { ...is, name: is.name.toUpperCase() } },
    { kind: 'package', operation: 'create', wanted: { catalog: { key: 'gone' }, name: 'Nowhere', description: '', hidden: true } },
  ]);
  const { plan } = await reviewDraft(graph(), draftId, admin.personId);
  expect([plan.steps, plan.conflicts]).toEqual([[], []]);
  expect(plan.problems.map(({ words }) => words.replace(/\d[\d,]*( or more)?/g, 'N').replace(/N assignments?(, [^.]* failed)?/, 'N assignments').replace('N package ', 'N packages ').replace(/\(.*\)/, '(…)')).sort()).toEqual([
    'It has N assignments. Take back the runs that gave them, or remove them in Microsoft Entra first; whoever was deleted in the last N days counts too.',
    'It holds N packages (…). Delete them first.',
    'It needs the catalog that this draft does not make any more.',
    `The tenant has the catalog “${is.name.toUpperCase()}” already. Choose another name.`,
  ]);
  const since = lastExchange(tenant);
  await expect(applied(admin, draftId)).rejects.toMatchObject({ code: 'conflict' });
  expect(writesSince(tenant, since)).toEqual([]);
});

test('an answer that was lost is looked up before anything is made again, whichever write it was', async () => {
  for (const path of ['catalogs$', 'accessPackages$', 'resourceRoleScopes$', 'assignmentPolicies$', 'resourceRequests$']) {
    const name = `Lost ${path.replace('$', '')}`;
    const draftId = await aDraft(admin, aWholeCatalog(name));
    await tenant.admin('fault', { kind: 'reset-after', path, method: 'POST' });
    const since = lastExchange(tenant);
    expect([path, await applied(admin, draftId)]).toEqual([path, 'applied']);
    expect([path, writesSince(tenant, since).length]).toEqual([path, 10]);
    const { packages, policies, resources } = catalogCalled(tenant, name);
    expect([packages.length, policies.length, resources.length, packages.flatMap(({ roleScopes }) => roleScopes).length]).toEqual([2, 1, 1, 1]);
  }
  const draftId = await aDraft(admin, aWholeCatalog('Cut'));
  await tenant.admin('fault', { kind: 'reset-after', path: '\\$batch$', method: 'POST', nth: 8 });
  expect(await applied(admin, draftId)).toBe('applied');
  const { packages, policies } = catalogCalled(tenant, 'Cut');
  expect([packages.length, policies.length]).toEqual([2, 1]);
});

test('a group that was made a moment ago is waited for until catalogs know it, and one that is gone meanwhile is told', async () => {
  const catalogId = await aCatalog(admin, 'Of the newborn');
  const headers = { authorization: `Bearer ${await tenant.graphToken(admin.personId)}`, 'content-type': 'application/json' };
  await tenant.admin('settings', { visibilityMs: 3_600_000 });
  const made = (await (await fetch(`${tenant.origin}/v1.0/groups`, { method: 'POST', headers, body: JSON.stringify({ displayName: 'Newborn', mailEnabled: false, mailNickname: 'newborn', securityEnabled: true }) })).json()) as { id: string };
  const draftId = await aDraft(admin, [{ kind: 'catalogResource', operation: 'create', wanted: { catalog: { id: catalogId }, originId: made.id, originSystem: 'AadGroup', name: 'Newborn' } }]);
  const since = lastExchange(tenant);
  const ended = applied(admin, draftId);
  const isRefused = ({ requestBody, responseBody }: { requestBody: unknown; responseBody: unknown }) => JSON.stringify(requestBody).includes('resourceRequests') && JSON.stringify(responseBody).includes('"status":404');
  await expect.poll(() => tenant.log(since).some(isRefused)).toBe(true);
  await tenant.admin('settings', { visibilityMs: 0 });
  expect([await ended, tenant.snapshot().resources.filter((each) => each.catalogId === catalogId).map(({ displayName }) => displayName)]).toEqual(['applied', ['Newborn']]);

  const step = { id: 's', kind: 'catalogResource', operation: 'create', name: 'Newborn', wanted: { catalog: { id: catalogId }, originSystem: 'AadGroup' }, attempts: 1 } as unknown as DraftStep;
  const answer = { id: 's', status: 404, requestId: 'r', body: { error: { code: 'ResourceNotFound', message: 'The resource was not found.' } } } as unknown as BatchAnswer;
  const told = (of: Partial<DraftStep>) => { const { to, failureCode, failure } = judgeStep({ ...step, ...of }, answer, false, 0); return [to, failureCode, failure]; };
  expect([told({}), told({ attempts: 12 }), told({ wanted: { catalog: { id: catalogId }, originSystem: 'SharePointOnline' } as unknown as DraftStep['wanted'] })]).toEqual([
    ['waiting', 'notYetVisible', 'The catalogs of Microsoft Entra do not know it yet, as they do not what was made in the last minutes.'],
    ['failed', 'notFound', 'The catalogs of Microsoft Entra do not know it. If it was made a moment ago, go on in some minutes; else look whether it is still there.'],
    ['failed', 'notFound', 'There is nothing here, or it is not yours to see.'],
  ]);
});

test('a failure in the middle stops it and says what stands; it goes on where it stopped, or is edited and applied again, with nothing made twice', async () => {
  const draftId = await aDraft(admin, aWholeCatalog('Broken'));
  await tenant.admin('fault', { kind: 'status', path: 'resourceRoleScopes$', method: 'POST', status: 400, code: 'InvalidModel', message: 'The model is invalid.' });
  expect(await applied(admin, draftId)).toBe('stopped');
  const steps = await listDraftSteps(draftId);
  expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'failed', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting']);
  expect(steps[4]?.failure).toBe('Microsoft Entra did not accept this: The model is invalid.');

  await reopenDraft(actor(), draftId, graph());
  const view = await loadDraftView(draftId, {}, { skip: 0, take: 50 });
  expect([view.standing, view.lines.map(({ change }) => change.kind).sort(), (await loadStandingSteps(draftId, { skip: 0, take: 50 })).steps.map(({ kind }) => kind)]).toEqual([4, ['catalogRole', 'incompatibleGroup', 'incompatiblePackage', 'incompatiblePackage', 'packageRole', 'policy'], ['catalog', 'catalogResource', 'package', 'package']]);
  await expect(editChange(actor(), draftId, 'c', 0, { name: 'Otherwise', description: '', published: true, externallyVisible: false })).rejects.toMatchObject({ code: 'conflict', sentence: '“Broken” stands in the tenant already. Open it there to change it, or undo what this draft did.' });
  const since = lastExchange(tenant);
  const again = await reviewDraft(graph(), draftId, admin.personId);
  expect([again.plan.problems, again.plan.nothing, again.plan.steps.length]).toEqual([[], [], 6]);
  await tenant.admin('fault', { kind: 'status', path: 'assignmentPolicies$', method: 'POST', status: 400, code: 'InvalidModel', message: 'The model is invalid.' });
  expect(await applied(admin, draftId)).toBe('stopped');
  await goOnWithDraft(actor(), draftId);
  expect(await worked(draftId, (await getDraft(draftId)).jobId ?? '')).toBe('applied');
  expect(writesSince(tenant, since)).toHaveLength(7);
  const { packages, policies } = catalogCalled(tenant, 'Broken');
  expect([packages.length, policies.length, packages.flatMap(({ roleScopes }) => roleScopes).length]).toEqual([2, 1, 1]);
});

test('nothing goes out while somebody paused it or stopped everything, and a paused one can be given up and undone', async () => {
  const draftId = await aDraft(admin, aWholeCatalog('Paused'));
  const { hash, draft } = await reviewDraft(graph(), draftId, admin.personId);
  const { jobId } = await startApplying(actor(), graph(), draftId, { version: draft.version, hash });
  await pauseDraft(actor(), draftId);
  const since = lastExchange(tenant);
  const lease = await Lease.take(jobId, 'test', 15);
  if (!lease) throw new Error('somebody has the job');
  // Nor does whoever had looked at the tenant just then.
  const work = await openDraftWork(lease, new AbortController().signal, QUICK_DRAFT);
  await sendSteps(work, work.steps.filter(({ stage }) => stage === work.steps[0]?.stage));
  await applyDraft(lease, new AbortController().signal);
  expect(writesSince(tenant, since)).toEqual([]);

  const { stopId } = await stopEverything(admin, 'To see whether drafts stop too');
  await db().job.updateMany({ where: { id: jobId }, data: { notBefore: new Date(0) } });
  expect(await Lease.take(jobId, 'test', 15)).toBeNull();
  await expect(goOnWithDraft(actor(), draftId)).rejects.toMatchObject({ code: 'conflict' });
  await liftEmergencyStop(admin, stopId, 'It does');
  await db().job.updateMany({ where: { kind: 'cancel' }, data: { state: 'done', endedAt: new Date() } });

  await stopDraft(actor(), draftId);
  expect([await stateOf(draftId), writesSince(tenant, since)]).toEqual(['stopped', []]);
  await reopenDraft(actor(), draftId, graph());
  expect(await stateOf(draftId)).toBe('open');
  expect((await listDraftChanges(draftId)).length).toBe(10);
});

test('an organisation is connected, changed and disconnected, and the settings are changed and put back', async () => {
  const wanted: WantedOf['connectedOrganization'] = { name: 'Northwind', description: 'Suppliers', state: 'configured', source: { '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: 'northwind.example', displayName: 'Northwind' } };
  const before = { ...(tenant.snapshot() as { settings: { externalUserLifecycleAction: 'none' | 'blockSignIn' | 'blockSignInAndDelete'; durationUntilExternalUserDeletedAfterBlocked: string } }).settings };
  const days = Number(/\d+/.exec(before.durationUntilExternalUserDeletedAfterBlocked)?.[0]);
  const is: WantedOf['settings'] = { externalUserLifecycleAction: before.externalUserLifecycleAction, daysUntilDeleted: days };
  const draftId = await aDraft(admin, [
    { kind: 'connectedOrganization', operation: 'create', wanted },
    { kind: 'settings', operation: 'update', objectId: SETTINGS_ID, base: is, wanted: { ...is, daysUntilDeleted: days + 5 } },
  ]);
  expect(await applied(admin, draftId)).toBe('applied');
  const organization = () => (tenant.snapshot().connectedOrganizations ?? []).find(({ displayName }) => displayName.startsWith('Northwind'));
  const id = organization()?.id ?? '';
  const second = await aDraft(admin, [{ kind: 'connectedOrganization', operation: 'update', objectId: id, base: wanted, wanted: { ...wanted, name: 'Northwind Traders' } }]);
  expect([await applied(admin, second), organization()?.displayName]).toEqual(['applied', 'Northwind Traders']);
  for (const each of [second, draftId]) {
    const { jobId } = await startUndoing(actor(), graph(), each, { hash: (await reviewUndo(graph(), each)).hash });
    expect(await worked(each, jobId)).toBe('undone');
  }
  expect([organization(), (tenant.snapshot() as unknown as { settings: unknown }).settings]).toEqual([undefined, before]);
});

test('a role that comes to a package and one that goes say whom they concern, and each is one write', async () => {
  const { packages, assignments, resources } = tenant.snapshot();
  const held = packages.find(({ id, roleScopes }) => roleScopes.length > 0 && assignments.some(({ packageId, state }) => packageId === id && state === 'delivered'))!;
  const of = (...states: string[]): number => assignments.filter(({ packageId, state }) => packageId === held.id && states.includes(state)).length;
  const people = { count: of('delivered', 'delivering', 'partiallyDelivered'), failed: of('deliveryFailed'), more: false };
  const scope = held.roleScopes[0]!;
  const kept = held.roleScopes.slice(1).map(({ roleId }) => roleId);
  const resource = resources.find(({ id }) => id === scope.resourceId)!;
  const other = resource.roles.find(({ id }) => id !== scope.roleId && !held.roleScopes.some(({ roleId }) => roleId === id))!;
  const { draftId } = await draftRoles(actor(), graph(), { newName: 'Other roles' }, { packageId: held.id, catalogId: held.catalogId, roles: [{ resourceId: resource.id, roleOriginId: other.originId }] });
  await addChange(actor(), draftId, await removalOf(graph(), { kind: 'packageRole', objectId: scope.id, of: held.id }));
  const { plan } = await reviewDraft(graph(), draftId, admin.personId);
  expect(plan.steps.map(({ operation, affects }) => [operation, affects])).toEqual([['create', people], ['delete', people]]);
  const since = lastExchange(tenant);
  expect(await applied(admin, draftId)).toBe('applied');
  expect(writesSince(tenant, since)).toHaveLength(2);
  expect(tenant.snapshot().packages.find(({ id }) => id === held.id)?.roleScopes.map(({ roleId }) => roleId)).toEqual([...kept, other.id]);
});
