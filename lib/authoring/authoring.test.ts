import { expect, test } from 'vitest';
import { inEntra } from '@/e2e/testing/deliveries';
import { aCatalog, actorOf, applied, lastExchange, writesSince } from '@/e2e/testing/drafts';
import { withPortal } from '@/e2e/testing/portal';
import type { Actor } from '@/lib/action';
import { listActivity } from '@/lib/db/audit';
import { listDraftChanges } from '@/lib/db/drafts';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { listApprovals } from '@/lib/db/resource-approvals';
import { findGroups, findPeople, getPeople, matchNames, membersOf } from '@/lib/directory/directory';
import { readDeliveredPackages } from '@/lib/graph/assignments';
import type { Graph } from '@/lib/graph/client';
import { findLintUnderWay } from '@/lib/db/lint-runs';
import { graphFor } from '@/lib/graph/graph-for';
import { listPackages, loadPackageDesign } from '@/lib/graph/packages';
import { searchApplications } from '@/lib/graph/service-principals';
import { Lease } from '@/lib/jobs/lease';
import { lookAtTenant } from '@/lib/jobs/look-at-tenant';
import { dayWords } from '@/lib/rollout/count-words';
import { answerApproval } from './answer-approval';
import { loadApprovalStanding } from './approval-standing';
import { loadApprovalView } from './approval-view';
import { reconcileApprovals } from './ask-owner';
import type { Candidate } from './catalog';
import { loadCandidates, loadCatalogView } from './catalog-view';
import { loadChecks } from './checks-view';
import { draftCatalog } from './draft-catalog';
import { draftPackage, draftRoles } from './draft-package';
import type { WantedPackage } from './draft-package';
import { draftResources } from './draft-resources';
import { loadDraftedResources } from './drafted-catalog';
import { limitApproval } from './limit-approval';
import type { LintFinding } from './lint/finding';
import { lintDraft } from './lint-draft';
import { proposeOwners } from './owner-register';
import { loadPackageView, loadRoleChoices, loadRoles } from './package-view';
import type { ResourceApproval } from './resource-approval';
import { findingSentence } from './resource-approval';
import { startLint } from './start-lint';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

function actor(name: string): Actor {
  const persona = tenant.persona(name);
  return name === 'Ines' ? actorOf(admin) : { personId: persona.id, name: persona.name, userPrincipalName: persona.userPrincipalName, roles: [], sessionId: 'session', tokenCacheId: 'cache' };
}

const candidates = async (graph: Graph, originSystem: Candidate['originSystem']) => (await loadCandidates(graph, originSystem, '', null)).items;

let made = 0;
/** A catalog with one group whose members a package hands out, and whose owner Marta was asked. */
async function aCatalogWithAGroup(): Promise<{ catalogId: string; resourceId: string; graph: Graph; ines: Actor; marta: Actor }> {
  const [ines, marta, graph] = [actor('Ines'), actor('Marta'), graphFor(admin)];
  const catalogId = await aCatalog(admin, `Test catalog ${(made += 1)}`);
  const group = (await candidates(graph, 'AadGroup')).find((candidate) => !candidate.refusal && !candidate.warning);
  if (!group) throw new Error('the tenant has no group that can be a resource');
  await takeIn(catalogId, { originId: group.originId, originSystem: 'AadGroup' });
  const { resources: [resource] } = await loadCatalogView(graph, catalogId, null);
  return { catalogId, resourceId: resource?.resource.id ?? '', graph, ines, marta };
}

/** Takes a resource into a catalog by a draft; Marta answers for it. */
async function takeIn(catalogId: string, of: { originId: string; originSystem: Candidate['originSystem'] }): Promise<void> {
  const { draftId } = await draftResources(actor('Ines'), graphFor(admin), { id: catalogId }, [{ ...of, ownerId: actor('Marta').personId }], { newName: 'A resource' });
  expect(await applied(admin, draftId)).toBe('applied');
}

type At = { catalogId: string; resourceId: string; graph: Graph; ines: Actor };

async function draftOf(at: At, change: Partial<WantedPackage['policy']> = {}, name = `Essentials ${(made += 1)}`): Promise<string> {
  const { resources } = await loadRoleChoices(at.graph, at.catalogId);
  const member = resources.find((resource) => resource.id === at.resourceId)?.roles?.find((role) => role.name === 'Member');
  const { draftId } = await draftPackage(at.ines, at.graph, { newName: 'A package' }, {
    catalog: { id: at.catalogId }, name, description: 'What everybody needs', hidden: true, roles: [{ resourceId: at.resourceId, roleOriginId: member?.originId ?? '' }],
    policy: { name: 'Initial policy', who: 'directOnly', targets: [], approval: null, expiration: { type: 'days', days: 180 }, ...change },
  });
  return draftId;
}

async function aPackage(at: At, change: Partial<WantedPackage['policy']> = {}): Promise<string> {
  const draftId = await draftOf(at, change);
  expect(await applied(admin, draftId)).toBe('applied');
  return (await listDraftSteps(draftId)).find(({ kind }) => kind === 'package')?.objectId ?? '';
}

async function standingAsk(owner: Actor, resourceId: string): Promise<ResourceApproval> {
  const { approvals } = await listApprovals({ ownerId: owner.personId }, 100, 0);
  const found = approvals.find((approval) => approval.resourceId === resourceId);
  if (!found) throw new Error('nobody was asked');
  return found;
}

async function findingsOf(graph: Graph, packageId: string): Promise<string[]> {
  const designs = await loadPackageDesign(graph, [packageId]);
  return (await loadApprovalStanding(designs.values())).get(packageId)?.findings.map((finding) => findingSentence(finding).replace(/“.*?”/, 'it')) ?? ['no package'];
}

/** What a look at the tenant finds of one package. */
async function lookedAt(packageId: string): ReturnType<typeof loadChecks> {
  await startLint(admin);
  const underWay = await findLintUnderWay();
  const lease = underWay && (await Lease.take(underWay.jobId, 'test', 15));
  if (!lease) throw new Error('no look is due');
  await lookAtTenant(lease, new AbortController().signal);
  return loadChecks({ packageId }, 1);
}

test('from a catalog to an approved package: the owner reads it in plain words, approves, and the package may go', async () => {
  const at = await aCatalogWithAGroup();
  const packageId = await aPackage(at);
  expect(await findingsOf(at.graph, packageId)).toEqual(['it waits for the approval of Marta Lindqvist.']);

  const asked = await standingAsk(at.marta, at.resourceId);
  expect(asked.content.grants.map((grant) => [grant.roleName, grant.terms.map(({ scope, ends }) => [scope, ends])])).toEqual([['Member', [['notSpecified', 'P180D']]]]);
  await answerApproval(at.marta, { approvalId: asked.id, contentHash: asked.contentHash, answer: 'approve' });

  expect(await findingsOf(at.graph, packageId)).toEqual([]);
  expect(await reconcileApprovals(at.ines, at.graph, at.catalogId)).toEqual({ askedAgain: [], updated: [] });
});

test('a stranger cannot answer, sees nothing there, and the owner still can', async () => {
  const at = await aCatalogWithAGroup();
  const asked = await standingAsk(at.marta, at.resourceId);
  const seen = { approvalId: asked.id, contentHash: asked.contentHash };

  for (const name of ['Jonas', 'Ines', 'Ana']) await expect(answerApproval(actor(name), { ...seen, answer: 'approve' })).rejects.toMatchObject({ code: 'notFound' });
  expect(await loadApprovalView(asked.id, actor('Jonas').personId)).toBeNull();
  expect((await loadApprovalView(asked.id, at.marta.personId))?.approval.state).toBe('open');
  await answerApproval(at.marta, { ...seen, answer: 'approve' });
  await expect(answerApproval(at.marta, { ...seen, answer: 'approve' })).rejects.toMatchObject({ code: 'conflict' });
});

test('an ask nobody answered follows what is true now, and an answer to what was shown before is a conflict', async () => {
  const at = await aCatalogWithAGroup();
  const before = await standingAsk(at.marta, at.resourceId);
  await aPackage(at);
  const after = await standingAsk(at.marta, at.resourceId);

  expect([after.id, after.contentHash === before.contentHash]).toEqual([before.id, false]);
  await expect(answerApproval(at.marta, { approvalId: before.id, contentHash: before.contentHash, answer: 'approve' })).rejects.toMatchObject({ code: 'conflict' });
});

test('a later change of what was approved asks again, with the difference', async () => {
  const at = await aCatalogWithAGroup();
  const packageId = await aPackage(at);
  const first = await standingAsk(at.marta, at.resourceId);
  await answerApproval(at.marta, { approvalId: first.id, contentHash: first.contentHash, answer: 'approve' });

  const { resources } = await loadRoleChoices(at.graph, at.catalogId);
  const owner = resources[0]?.roles?.find((role) => role.name === 'Owner');
  const { draftId } = await draftRoles(at.ines, at.graph, { newName: 'Owners too' }, { packageId, catalogId: at.catalogId, roles: [{ resourceId: at.resourceId, roleOriginId: owner?.originId ?? '' }] });
  expect((await standingAsk(at.marta, at.resourceId)).id).toBe(first.id);
  expect(await applied(admin, draftId)).toBe('applied');

  const again = await standingAsk(at.marta, at.resourceId);
  const view = await loadApprovalView(again.id, at.marta.personId);
  expect([again.state, again.followsId, view?.before?.changed.map((sentence) => sentence.replace(/Essentials \d+/, 'Essentials'))]).toEqual(['open', first.id, ['New: “Owner” through “Essentials”']]);
  expect(await findingsOf(at.graph, packageId)).toEqual(['it waits for the approval of Marta Lindqvist.']);
});

test('a refusal needs its reason and holds the package up', async () => {
  const at = await aCatalogWithAGroup();
  const packageId = await aPackage(at);
  const asked = await standingAsk(at.marta, at.resourceId);
  await answerApproval(at.marta, { approvalId: asked.id, contentHash: asked.contentHash, answer: 'refuse', reason: 'Too many people.' });

  expect(await findingsOf(at.graph, packageId)).toEqual(['Marta Lindqvist refused it: Too many people.']);
});

test('a draft of a package writes nothing; a name that is taken is said where it is typed, and a role the catalog does not offer too', async () => {
  const at = await aCatalogWithAGroup();
  const since = lastExchange(tenant);
  await draftOf(at);
  expect([writesSince(tenant, since), tenant.snapshot().packages.filter(({ catalogId }) => catalogId === at.catalogId)]).toEqual([[], []]);
  const packageId = await aPackage(at);
  const taken = (label: string, href: string) => ({ code: 'nameTaken', details: { links: { name: { label, href } } } });
  const { name } = (await loadCatalogView(at.graph, at.catalogId, null)).catalog;
  await expect(draftCatalog(at.ines, at.graph, { newName: 'Again' }, { name: name.toUpperCase(), description: 'Again', published: true, externallyVisible: false })).rejects.toMatchObject(taken('Open that catalog', `/catalogs/${at.catalogId}`));
  await expect(draftOf(at, {}, `Essentials ${made}`)).rejects.toMatchObject(taken('Open that package', `/packages/${packageId}`));
  await expect(draftOf({ ...at, resourceId: packageId })).rejects.toMatchObject({ code: 'invalid', details: { fields: { roles: expect.any(String) as string } } });
});

test('a catalog, what enters it and a package of that are made by one draft, and its owner is asked once it is applied', async () => {
  const [ines, marta, graph] = [actor('Ines'), actor('Marta'), graphFor(admin)];
  const since = lastExchange(tenant);
  const { draftId } = await draftCatalog(ines, graph, { newName: 'All of it' }, { name: 'Made whole', description: 'At once', published: true, externallyVisible: false });
  const [{ key = '' } = {}] = await listDraftChanges(draftId);
  const [groups, applications, sites] = await Promise.all([candidates(graph, 'AadGroup'), candidates(graph, 'AadApplication'), candidates(graph, 'SharePointOnline')]);
  const [group, application, site] = [groups.find((one) => !one.refusal && !one.warning), applications.find((one) => !one.refusal), sites[0]];
  const of = [group, application, site].flatMap((one) => (one ? [{ originSystem: one.originSystem, originId: one.originId, ownerId: marta.personId }] : []));
  await draftResources(ines, graph, { key }, of, { draftId });
  const resources = await loadDraftedResources(graph, draftId, { key });
  const choices = resources.flatMap(({ key: resourceId, originSystem, roles }) => (originSystem === 'AadGroup' || originSystem === 'AadApplication' ? [{ resourceId, roleOriginId: roles?.[0]?.originId ?? '' }] : []));
  expect([resources.map(({ originSystem, roles }) => [originSystem, roles !== null]).sort(), choices.length]).toEqual([[['AadApplication', true], ['AadGroup', true], ['SharePointOnline', false]], 2]);
  const wanted = { catalog: { key }, name: 'Of the whole', description: 'Both', hidden: true, roles: choices, policy: { name: 'Initial policy', who: 'directOnly' as const, targets: [], approval: null, expiration: { type: 'never' as const } } };
  await draftPackage(ines, graph, { draftId }, wanted);
  await expect(draftPackage(ines, graph, { newName: 'Another' }, wanted)).rejects.toMatchObject({ code: 'notFound' });
  await expect(draftPackage(ines, graph, { draftId }, { ...wanted, name: 'Of other roles', roles: [{ resourceId: choices[0]?.resourceId ?? '', roleOriginId: 'none' }] })).rejects.toMatchObject({ code: 'invalid' });
  expect(writesSince(tenant, since)).toEqual([]);
  expect(await applied(admin, draftId)).toBe('applied');
  const { catalogs, packages } = tenant.snapshot();
  const catalog = catalogs.find(({ displayName }) => displayName === 'Made whole');
  expect(packages.filter(({ catalogId }) => catalogId === catalog?.id).map(({ displayName, roleScopes }) => [displayName, roleScopes.length])).toEqual([['Of the whole', 2]]);
  const { approvals } = await listApprovals({ ownerId: marta.personId }, 100, 0);
  expect(approvals.filter(({ catalogId }) => catalogId === catalog?.id).map(({ content }) => content.grants.length).sort()).toEqual([0, 1, 1]);
});

test('a policy with named people, approvers and an end reads back as it was made', async () => {
  const at = await aCatalogWithAGroup();
  const [group] = await findGroups(at.graph, 'Fin');
  const packageId = await aPackage(at, { who: 'specific', targets: [{ kind: 'group', id: group?.id ?? '' }], approval: { approvers: [{ kind: 'person', id: at.marta.personId }], days: 5 }, expiration: { type: 'date', date: '2027-05-30' } });
  const { design, myAccessLink, assignments } = await loadPackageView(at.graph, packageId, { tab: 'assignments', state: null, next: null });

  expect(design.policies).toMatchObject([{ scope: 'specificDirectoryUsers', targets: [{ kind: 'group', id: group?.id, name: group?.name }], approvalRequired: true, stages: [{ days: 5, approvers: [{ name: 'Marta Lindqvist' }] }], expiration: { type: 'afterDateTime' } }]);
  expect(myAccessLink).toBe(`https://myaccess.microsoft.com/@haldenvoss.example#/access-packages/${packageId}`);
  expect(assignments?.items).toEqual([]);
});

test('owners are proposed from the tenant: those who could answer', async () => {
  const graph = graphFor(admin);
  const { items: [application] } = await searchApplications(graph, '', 1);
  const proposed = application ? await proposeOwners(graph, 'AadApplication', application.id) : [];
  expect(proposed.every((owner) => owner.enabled && !owner.external)).toBe(true);
  expect(await proposeOwners(graph, 'SharePointOnline', 'https://haldenvoss.example/sites/none')).toEqual([]);
});

test('applications and sites become resources too', async () => {
  const at = await aCatalogWithAGroup();
  const [applications, sites] = await Promise.all([candidates(at.graph, 'AadApplication'), candidates(at.graph, 'SharePointOnline')]);
  for (const candidate of [applications.find((one) => !one.refusal), sites[0]]) {
    if (!candidate) throw new Error('the tenant lacks applications or sites');
    await takeIn(at.catalogId, candidate);
  }
  const { resources } = await loadRoleChoices(at.graph, at.catalogId);
  const asked = await loadRoles(at.graph, at.catalogId, resources.filter((resource) => !resource.roles));
  expect(resources.map((resource) => [resource.originSystem, resource.roles !== null, (resource.roles ?? asked.get(resource.id) ?? []).length > 0]).sort()).toEqual([['AadApplication', false, true], ['AadGroup', true, true], ['SharePointOnline', true, true]]);
});

test('each change of the tenant stands in the audit with the request-id Graph gave it', async () => {
  const at = await aCatalogWithAGroup();
  await aPackage(at);
  const { entries } = await listActivity({ graphOnly: true, actorPersonId: at.ines.personId }, 5, null);

  // Of a batch each inner answer has its own.
  const log = JSON.stringify(tenant.log());
  expect(entries.slice(0, 5).map((entry) => entry.action)).toEqual(['policy.create', 'package.addRole', 'package.create', 'resource.add', 'catalog.create']);
  expect(entries.every(({ graphRequestId }) => graphRequestId !== null && log.includes(graphRequestId))).toBe(true);
});

test('the directory answers by name, by list and by group', async () => {
  const graph = graphFor(admin);
  const { people: [marta], asOf } = await findPeople(graph, 'lindq', 5);
  expect(asOf).toBe(null);
  expect(marta).toMatchObject({ name: 'Marta Lindqvist', enabled: true, external: false });

  const mailed = [...tenant.tenant.groups.values()].find((group) => group.mail);
  const namesakes = new Map<string, number>();
  for (const user of tenant.tenant.users.values()) namesakes.set(user.displayName, (namesakes.get(user.displayName) ?? 0) + 1);
  const shared = [...namesakes].find(([, people]) => people > 1);
  if (!mailed?.mail || !shared) throw new Error('the local tenant has a group with a mail address and two people of one name');
  const names = ['MARTA.Lindqvist@haldenvoss.example', 'nobody@haldenvoss.example', mailed.mail, 'no address', 'finance – ledger', 'Marta Lindqvist', shared[0].toUpperCase()];
  const matched = await matchNames(graph, names, []);
  expect(names.map((name) => matched.get(name)?.kind)).toEqual(['found', 'unknown', 'group', 'unknown', 'group', 'named', 'ambiguous']);
  expect(matched.get(shared[0].toUpperCase())).toMatchObject({ people: Array.from({ length: shared[1] }, () => ({ name: shared[0] })) });
  expect((await getPeople(graph, [marta?.id ?? '', '00000000-0000-0000-0000-000000000000'])).size).toBe(1);

  const [group] = await findGroups(graph, 'Fin');
  let people = 0;
  for await (const page of membersOf(graph, group?.id ?? '')) people += page.people.length;
  expect(people).toBeGreaterThan(0);
  expect((await listPackages(graph, { text: 'fin', next: null })).items.every((row) => row.catalogId !== '')).toBe(true);
});

test('an owner approves within limits; beyond them the package is held until they are widened, by the owner alone', async () => {
  const at = await aCatalogWithAGroup();
  const packageId = await aPackage(at);
  const asked = await standingAsk(at.marta, at.resourceId);
  const limits = { roleIds: null, people: 100, days: 90, externals: true };
  await answerApproval(at.marta, { approvalId: asked.id, contentHash: asked.contentHash, answer: 'approve', limits });
  expect((await standingAsk(at.marta, at.resourceId)).limits).toEqual({ roles: null, people: 100, days: 90, externals: true });
  expect((await findingsOf(at.graph, packageId)).map((words) => words.replace(/“.*?”/g, 'it'))).toEqual(['it is handed out beyond what Marta Lindqvist allows: it of it gives it for 180 days, and 90 days are allowed.']);

  // The rules hold everyone to the same: on the tenant as it is, with what the owner signed, and on a draft.
  const policy = [...tenant.tenant.governance.policies.values()].find((each) => each.packageId === packageId);
  const people = [...tenant.tenant.users.values()].filter(({ userType }) => userType === 'Member').slice(0, 2);
  for (const { id } of people) await inEntra(tenant, admin, 'POST', 'assignmentRequests', { requestType: 'adminAdd', assignment: { targetId: id, assignmentPolicyId: policy?.id, accessPackageId: packageId } });
  await expect.poll(async () => [...(await readDeliveredPackages(at.graph, people.map(({ id }) => id))).values()].filter((ids) => ids.includes(packageId))).toHaveLength(2);
  await limitApproval(at.marta, asked.id, { ...limits, people: 1, externals: false });
  const source = { title: `What Marta Lindqvist approved on ${dayWords((await standingAsk(at.marta, at.resourceId)).answeredAt!.slice(0, 10))}`, address: `/approvals/${asked.id}` };
  const told = (findings: readonly Pick<LintFinding, 'rule' | 'packageName' | 'what' | 'source'>[]) => findings.filter(({ rule }) => rule === 'A1').map(({ packageName, what, source: of }) => [packageName, what.replace(/“.*?”/g, 'it'), of] as const).sort(([, one], [, other]) => (one < other ? 1 : -1));
  const now = await lookedAt(packageId);
  expect(told(now.findings)).toEqual([
    [policy && tenant.tenant.governance.packages.get(packageId)?.displayName, 'Beyond what Marta Lindqvist allows of it: it of it gives it for 180 days, and 90 days are allowed.', source],
    [policy && tenant.tenant.governance.packages.get(packageId)?.displayName, 'Beyond what Marta Lindqvist allows of it: 2 people have it by packages, and 1 is allowed.', source],
  ]);
  expect(now.rules.filter(({ rule }) => rule === 'A1').map(({ open, notKnown }) => [open, notKnown])).toEqual([[2, []]]);
  const draftId = await draftOf(at, { expiration: { type: 'never' } }, 'For anybody');
  const would = await lintDraft(at.graph, draftId);
  expect([told(would.findings), would.made]).toEqual([
    [
      ['For anybody', 'Beyond what Marta Lindqvist allows of it: it of it gives it without an end, and 90 days are allowed.', source],
      ['For anybody', 'Beyond what Marta Lindqvist allows of it: 2 people would have it by packages, and 1 is allowed.', source],
    ],
    [would.findings[0]?.packageId],
  ]);
  await limitApproval(at.marta, asked.id, limits);
  // Who opened them before is told of it, and keeps nothing over it.
  const seen = JSON.stringify({ limits: { roles: null, people: 1, days: 90, externals: false } });
  await expect(limitApproval(at.marta, asked.id, { ...limits, days: 365 }, seen)).rejects.toMatchObject({ code: 'conflict', sentence: `${at.marta.name} changed these limits since you opened it. Copy what you typed, then reload the page.` });
  expect((await standingAsk(at.marta, at.resourceId)).limits).toMatchObject({ people: 100, days: 90 });

  await expect(limitApproval(at.ines, asked.id, { ...limits, days: 365 })).rejects.toMatchObject({ code: 'notFound' });
  await limitApproval(at.marta, asked.id, { ...limits, days: 365 }, JSON.stringify({ limits: (await standingAsk(at.marta, at.resourceId)).limits }));
  expect(await findingsOf(at.graph, packageId)).toEqual([]);
  expect(told((await lookedAt(packageId)).findings)).toEqual([]);
});
