import { expect, test } from 'vitest';
import { inEntra } from '@/e2e/testing/deliveries';
import { aCatalog, actorOf, applied, applyChanges, directPolicy, lastExchange } from '@/e2e/testing/drafts';
import { withPortal } from '@/e2e/testing/portal';
import { listDraftChanges } from '@/lib/db/drafts';
import { listApprovals } from '@/lib/db/resource-approvals';
import { graphFor } from '@/lib/graph/graph-for';
import { listWorkflowExtensions } from '@/lib/graph/workflow-extensions';
import { draftClone, judgeLacking, loadCloneSource } from './clone-package';
import { loadDraftedCatalogs } from './drafted-catalog';
import { createDraft } from './edit-draft';
import { reviewDraft } from './review-draft';
import type { Origin } from './readiness';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);
const [LEDGER, NEWS, PAYMENTS] = ['Finance – Ledger', 'Company news', 'Finance – Payments'];
const at = { packageId: '', fromId: '', toId: '', apartIds: ['', '', ''] };

const origin = (name: string): Origin => ({ originSystem: 'AadGroup', originId: tenant.snapshot().groups.find(({ displayName }) => displayName === name)?.id ?? '' });
const membership = (packageKey: string, key: string, name: string) => ({ kind: 'packageRole', operation: 'create', wanted: { package: { key: packageKey }, resource: { key }, resourceName: name, ...origin(name), roleOriginId: `Member_${origin(name).originId}`, roleName: 'Member' } }) as const;
const resource = (catalog: { key: string } | { id: string }, key: string, name: string) => ({ kind: 'catalogResource', operation: 'create', key, wanted: { catalog, ...origin(name), name } }) as const;
/** What the review says the copies of a draft lack. */
const leftOutOf = async (draftId: string) => (await reviewDraft(graph(), draftId, admin.personId)).leftOut.flatMap(({ sentences }) => sentences);
const packageCalled = (name: string, catalogId: string) => tenant.snapshot().packages.find((each) => each.displayName === name && each.catalogId === catalogId);

/** Which packages and groups a package names as incompatible, and which packages name it, by their names. */
function keptApart(packageId: string) {
  const { packages, groups } = tenant.snapshot();
  const own = packages.find(({ id }) => id === packageId);
  const called = (ids: readonly string[] = []) => ids.map((id) => [...packages, ...groups].find((each) => each.id === id)?.displayName).sort();
  return { packages: called(own?.incompatiblePackages), groups: called(own?.incompatibleGroups), naming: packages.filter(({ incompatiblePackages }) => incompatiblePackages.includes(packageId)).map(({ displayName }) => displayName).sort() };
}

/** What the tenant has of a package: which groups it hands out, and each policy by name with how long it gives it and how many extensions it calls. */
function inTenant(packageId: string) {
  const { packages, policies, resources } = tenant.snapshot();
  const scopes = packages.find(({ id }) => id === packageId)?.roleScopes ?? [];
  return { gives: scopes.map(({ resourceId }) => resources.find(({ id }) => id === resourceId)?.displayName).sort(), policies: policies.filter((policy) => policy.packageId === packageId).map(({ displayName }) => displayName).sort() };
}

let made: Promise<void> | undefined;
/** A package with two groups, a policy and one that calls an extension of its catalog; and another catalog that has one of the groups. */
const anOriginal = async (): Promise<void> => (made ??= (async () => {
  const done = await applyChanges(admin, [
    { kind: 'catalog', operation: 'create', key: 'from', wanted: { name: 'Original catalog', description: 'For a test', published: true, externallyVisible: false } },
    resource({ key: 'from' }, 'ledger', LEDGER), resource({ key: 'from' }, 'news', NEWS),
    { kind: 'package', operation: 'create', key: 'p', wanted: { catalog: { key: 'from' }, name: 'Original', description: 'What it gives', hidden: true } },
    membership('p', 'ledger', LEDGER), membership('p', 'news', NEWS),
    { kind: 'policy', operation: 'create', wanted: { package: { key: 'p' }, document: directPolicy('Direct', 45) } },
    ...['Reader', 'Auditor'].map((name) => ({ kind: 'package', operation: 'create', key: name, wanted: { catalog: { key: 'from' }, name, description: 'Apart', hidden: true } }) as const),
    { kind: 'incompatiblePackage', operation: 'create', wanted: { package: { key: 'p' }, other: { key: 'Reader' } } },
    { kind: 'incompatiblePackage', operation: 'create', wanted: { package: { key: 'Reader' }, other: { key: 'p' } } },
    { kind: 'incompatiblePackage', operation: 'create', wanted: { package: { key: 'Auditor' }, other: { key: 'p' } } },
    { kind: 'incompatibleGroup', operation: 'create', wanted: { package: { key: 'p' }, groupId: origin(PAYMENTS).originId, groupName: PAYMENTS } },
  ]);
  Object.assign(at, { packageId: done.p, fromId: done.from, toId: await aCatalog(admin, 'Other catalog'), apartIds: [done.Auditor, done.Reader, origin(PAYMENTS).originId] });
  await applyChanges(admin, [resource({ id: at.toId }, 'r', LEDGER)]);
  const extension = await inEntra<{ id: string }>(tenant, admin, 'POST', `catalogs/${at.fromId}/customWorkflowExtensions`, {
    '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', displayName: 'Tell the desk', description: 'Tells the desk',
    endpointConfiguration: { '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration', subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d', resourceGroupName: 'desk', logicAppWorkflowName: 'tell' },
    authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
  });
  await inEntra(tenant, admin, 'POST', 'assignmentPolicies', { ...directPolicy('Told'), accessPackage: { id: at.packageId }, customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension: { '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', id: extension.id } }] });
})());

test('into another catalog: what that lacks is named with its verdict and comes first, and what cannot be carried over is told', async () => {
  await anOriginal();
  const source = await loadCloneSource(graph(), at.packageId, { catalog: { id: at.toId }, to: { newName: '' } });
  expect({ catalog: source.catalog.name, roles: source.roles.map(({ resourceName, has }) => [resourceName, has !== null]).sort(), policies: source.policies.map(({ name, refusal, behind, document }) => [name, refusal, behind, document.customExtensionStageSettings]).sort() }).toEqual({
    catalog: 'Other catalog',
    roles: [[NEWS, false], [LEDGER, true]],
    policies: [['Direct', null, [], []], ['Told', null, ['The custom extension it calls belongs to the catalog of the original, and the copy calls none.'], []]],
  });
  const lacking = await judgeLacking(graph(), admin.personId, source);
  expect(lacking.map(({ name, readiness, findings }) => [name, readiness, findings.filter(({ level }) => level !== 'notLookedAt').map(({ trait }) => trait)])).toEqual([[NEWS, 'word', ['inAnotherCatalog']]]);

  const marta = tenant.persona('Marta').id;
  const wanted = { packageId: at.packageId, catalog: { id: at.toId }, name: 'Original', description: 'What it gives', hidden: true, roles: source.roles.map(({ id }) => id), policies: source.policies.map(({ id }) => id), add: [{ ...origin(NEWS), ownerId: marta }] };
  const { draftId } = await draftClone(actor(), graph(), { newName: 'A clone' }, wanted);
  const { plan, leftOut } = await reviewDraft(graph(), draftId, admin.personId);
  expect(leftOut.map(({ name, sentences }) => [name, sentences])).toEqual([['Original', ['“Told”: The custom extension it calls belongs to the catalog of the original, and the copy calls none.']]]);
  expect([plan.problems, plan.steps.map(({ words }) => words)]).toEqual([[], [
    `Add the group “${NEWS}” to the catalog “Other catalog”`, 'Create the package “Original” in “Other catalog”, hidden',
    `Let “Original” hand out “Member” of the group “${NEWS}”`, `Let “Original” hand out “Member” of the group “${LEDGER}”`, `Keep members of “${PAYMENTS}” from getting “Original”`, 'Keep whoever has “Original” from getting “Auditor”', 'Keep whoever has “Original” from getting “Reader”', 'Keep whoever has “Reader” from getting “Original”',
    'Create the policy “Direct” of “Original”', 'Create the policy “Told” of “Original”',
  ]]);
  expect(await applied(admin, draftId)).toBe('applied');
  expect(inTenant(packageCalled('Original', at.toId)?.id ?? '')).toEqual(inTenant(at.packageId));
  expect([keptApart(packageCalled('Original', at.toId)?.id ?? ''), keptApart(at.packageId)]).toEqual(Array(2).fill({ packages: ['Reader'], groups: [PAYMENTS], naming: ['Auditor', 'Reader'] }));
  const { approvals } = await listApprovals({ ownerId: marta }, 100, 0);
  expect(approvals.filter(({ catalogId }) => catalogId === at.toId).map(({ resourceName, state }) => [resourceName, state])).toEqual([[NEWS, 'open']]);
});

test('what the catalog lacks is left out by choice, a draft takes it in once for two copies, and a copy of nothing is refused', async () => {
  await anOriginal();
  const toId = await aCatalog(admin, 'Third catalog');
  const { roles, policies } = await loadCloneSource(graph(), at.packageId, { catalog: { id: toId }, to: { newName: '' } });
  const copy = (name: string) => ({ packageId: at.packageId, catalog: { id: toId }, name, description: 'A copy', hidden: false, roles: roles.map(({ id }) => id), policies: policies.filter((policy) => policy.name === 'Direct').map(({ id }) => id), add: [{ ...origin(LEDGER), ownerId: null }] });
  await expect(draftClone(actor(), graph(), { newName: 'Nothing' }, { ...copy('Nothing'), add: [] })).rejects.toMatchObject({ code: 'invalid', details: { fields: { roles: expect.stringContaining('at least one role') as string } } });
  const { draftId } = await draftClone(actor(), graph(), { newName: 'Two copies' }, copy('One'));
  expect(await leftOutOf(draftId)).toEqual([`The copy does not hand out “Member” of “${NEWS}”, as its original does: “Third catalog” does not have that and does not take it in.`, 'The policy “Told” of the original is not in the copy.', 'The copy is shown in My Access; its original is hidden there.']);
  await draftClone(actor(), graph(), { draftId }, copy('Two'));
  expect(await applied(admin, draftId)).toBe('applied');
  expect(['One', 'Two'].map((name) => inTenant(packageCalled(name, toId)?.id ?? ''))).toEqual(Array(2).fill({ gives: [LEDGER], policies: ['Direct'] }));
  await expect(draftClone(actor(), graph(), { newName: 'Again' }, copy('One'))).rejects.toMatchObject({ code: 'nameTaken' });
  // Taken in is only what the copy hands out.
  const elsewhere = { ...copy('Three'), catalog: { id: await aCatalog(admin, 'Fourth catalog') }, roles: roles.filter(({ resourceName }) => resourceName === LEDGER).map(({ id }) => id), add: [LEDGER, NEWS].map((name) => ({ ...origin(name), ownerId: null })) };
  const three = await draftClone(actor(), graph(), { newName: 'Three' }, elsewhere);
  expect((await listDraftChanges(three.draftId)).flatMap(({ kind, name }) => (kind === 'catalogResource' ? [name] : []))).toEqual([LEDGER]);
});

test('a policy with something in it that nobody here knows is not copied, and that is said before and after', async () => {
  await anOriginal();
  const source = await loadCloneSource(graph(), at.packageId, null);
  const direct = source.policies.find(({ name }) => name === 'Direct')?.id ?? '';
  const wanted = { packageId: at.packageId, catalog: { id: at.fromId }, name: 'Copy without it', description: 'A copy', hidden: true, roles: source.roles.map(({ id }) => id), policies: source.policies.map(({ id }) => id), add: [], beside: at.apartIds };
  const told = 'It holds something that this version does not know (verifiableCredentialSettings), and a copy would lack it.';
  await tenant.admin('fault', { kind: 'novel', path: `assignmentPolicies/${direct}`, method: 'GET', count: null, property: 'verifiableCredentialSettings', value: { credentialTypes: [{ credentialType: 'Staff' }] } });
  expect((await loadCloneSource(graph(), at.packageId, null)).policies.map(({ name, refusal }) => [name, refusal]).sort()).toEqual([['Direct', told], ['Told', null]]);
  await expect(draftClone(actor(), graph(), { newName: 'Refused' }, wanted)).rejects.toMatchObject({ code: 'invalid', details: { fields: { policies: `“Direct” cannot be copied. ${told}` } } });
  const { draftId } = await draftClone(actor(), graph(), { newName: 'Without it' }, { ...wanted, policies: wanted.policies.filter((id) => id !== direct), beside: [] });
  expect([await leftOutOf(draftId), (await listDraftChanges(draftId)).flatMap(({ kind, name }) => (kind === 'policy' ? [name] : []))]).toEqual([[`The policy “Direct” of the original is not in the copy. ${told}`], ['Told']]);
  await tenant.admin('fault', { clear: true });
  await expect(draftClone(actor(), graph(), { newName: 'Gone' }, { ...wanted, roles: [...wanted.roles, 'gone'] })).rejects.toMatchObject({ code: 'conflict', details: { say: expect.stringContaining('gone from the original since you opened this page') as string } });
});

test('into a catalog that a draft only makes: what it lacks comes into the same draft, once for two copies, and a name that the draft gives already is refused', async () => {
  await anOriginal();
  const { draftId, keys: [key = ''] } = await createDraft(actor(), 'A catalog with copies', [{ kind: 'catalog', operation: 'create', key: 'c', wanted: { name: 'Drafted catalog', description: 'For a test', published: true, externallyVisible: false } }, resource({ key: 'c' }, 'r', LEDGER)]);
  expect(await loadDraftedCatalogs(admin.personId, 'drafted CAT')).toEqual([{ draftId, draftName: 'A catalog with copies', key, name: 'Drafted catalog', description: 'For a test' }]);
  const into = { catalog: { key }, to: { draftId } };
  const source = await loadCloneSource(graph(), at.packageId, into);
  expect([source.catalog, source.roles.map(({ resourceName, has }) => [resourceName, has]).sort()]).toEqual([{ key, name: 'Drafted catalog' }, [[NEWS, null], [LEDGER, { key: 'r', name: LEDGER }]]]);
  expect((await judgeLacking(graph(), admin.personId, source)).map(({ name, readiness }) => [name, readiness])).toEqual([[NEWS, 'word']]);
  const copy = (name: string) => draftClone(actor(), graph(), { draftId }, { packageId: at.packageId, catalog: { key }, name, description: 'A copy', hidden: false, roles: source.roles.map(({ id }) => id), policies: source.policies.map(({ id }) => id), add: [{ ...origin(NEWS), ownerId: null }] });
  await copy('First copy');
  await copy('Second copy');
  await expect(copy('FIRST copy')).rejects.toMatchObject({ code: 'nameTaken', details: { fields: { name: 'The draft makes a package of this name in the catalog already. Choose another name.' } } });
  await expect(loadCloneSource(graph(), at.packageId, { ...into, to: { newName: 'Another' } })).rejects.toMatchObject({ code: 'notFound' });
  expect(await applied(admin, draftId)).toBe('applied');
  const catalogId = tenant.snapshot().catalogs.find(({ displayName }) => displayName === 'Drafted catalog')?.id ?? '';
  expect(['First copy', 'Second copy'].map((name) => inTenant(packageCalled(name, catalogId)?.id ?? ''))).toEqual(Array(2).fill(inTenant(at.packageId)));
  expect(await loadDraftedCatalogs(admin.personId, 'drafted cat')).toEqual([]);
});

test('a review calls whom a policy names as they are called now, and the extensions it calls, each kind read at once, and says which are gone', async () => {
  await anOriginal();
  const extension = [...(await listWorkflowExtensions(graph(), at.fromId))][0]?.id ?? '';
  await applyChanges(admin, [{ kind: 'connectedOrganization', operation: 'create', wanted: { name: 'Fabrikam Valves', description: 'A supplier', state: 'configured', source: { '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: 'fabrikam.example', displayName: 'fabrikam.example' } } }]);
  const organization = (tenant.snapshot().connectedOrganizations ?? [])[0];
  const [marta, ledger, gone] = [tenant.persona('Marta').id, origin(LEDGER).originId, '00000000-0000-4000-8000-00000000abcd'];
  const subject = (type: string, id: Record<string, string>) => ({ '@odata.type': `#microsoft.graph.${type}`, ...id });
  const calls = (id: string) => ({ stage: 'assignmentRequestCreated', customExtension: { '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', id } });
  const document = (name: string, extensions: string[], targets: string[]) => ({
    ...directPolicy(name), allowedTargetScope: 'specificDirectoryUsers', customExtensionStageSettings: extensions.map(calls),
    specificAllowedTargets: [subject('singleUser', { userId: marta, description: 'Marta before she married' }), subject('connectedOrganizationMembers', { connectedOrganizationId: organization?.id ?? '' }), ...targets.map((groupId) => subject('groupMembers', { groupId }))],
    reviewSettings: { isEnabled: true, expirationBehavior: 'keepAccess', isSelfReview: false, primaryReviewers: [subject('singleUser', { userId: gone })], schedule: { startDateTime: '2027-01-01T00:00:00Z', expiration: { type: 'afterDuration', duration: 'P14D' }, recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } } } },
  });
  const { draftId } = await createDraft(actor(), 'Named', ['One', 'Two'].map((name) => ({ kind: 'policy', operation: 'create', wanted: { package: { id: at.packageId, name: 'Original' }, document: document(name, [extension, gone], [ledger, gone]) } }) as const));
  const since = lastExchange(tenant);
  const { plan: { steps } } = await reviewDraft(graph(), draftId, admin.personId);
  const said = steps.map(({ differences }) => new Map(differences.map(({ field, after }) => [field, after])));
  const [one] = said;
  expect(said.map((each) => [each.get('Who'), ['Which extension 1 is', 'Which extension 2 is'].map((field) => each.get(field)).sort(), each.get('Reviewers')])).toEqual(Array(2).fill([
    `Marta Lindqvist, ${organization?.displayName ?? ''}, members of “${LEDGER}” or members of “not found: ${gone}” may be given it by an administrator.`, ['Tell the desk', `not found: ${gone}`], `not found: ${gone}`,
  ]));
  expect(JSON.stringify([...(one ?? [])]).replaceAll(`not found: ${gone}`, '')).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  const urls = tenant.log(since).flatMap(({ url, requestBody }) => (requestBody as { requests?: { url: string }[] } | null)?.requests?.map((each) => each.url) ?? [url]);
  expect([/customWorkflowExtensions/, /connectedOrganizations/].map((which) => urls.filter((url) => which.test(url)).length)).toEqual([1, 1]);
});

test('in its own catalog a copy calls the same extensions, and what it says is the original’s word for word, and it is kept apart from what was not left out', async () => {
  await anOriginal();
  const source = await loadCloneSource(graph(), at.packageId, null);
  const { draftId } = await draftClone(actor(), graph(), { newName: 'Beside it' }, { packageId: at.packageId, catalog: { id: at.fromId }, name: 'Copy of Original', description: 'A copy', hidden: true, roles: source.roles.map(({ id }) => id), policies: source.policies.map(({ id }) => id), add: [], beside: at.apartIds.slice(0, 2) });
  expect([await leftOutOf(draftId), await applied(admin, draftId)]).toEqual([['Auditor', 'Reader'].map((name) => `The copy is not kept apart from “${name}”, as its original is.`), 'applied']);
  const copy = packageCalled('Copy of Original', at.fromId);
  expect(keptApart(copy?.id ?? '')).toEqual({ packages: [], groups: [PAYMENTS], naming: [] });
  const again = await loadCloneSource(graph(), copy?.id ?? '', null);
  const said = (of: typeof source) => of.policies.map(({ document }) => document).map((document) => JSON.stringify(document)).sort();
  expect(said(again)).toEqual(said(source));
});
