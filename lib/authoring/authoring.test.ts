import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import type { Actor } from '@/lib/action';
import { listActivity } from '@/lib/db/audit';
import { listApprovals } from '@/lib/db/resource-approvals';
import { findGroups, findPeople, getPeople, matchNames, membersOf } from '@/lib/directory/directory';
import { graphClient } from '@/lib/graph/client';
import type { Graph } from '@/lib/graph/client';
import { listPackages, loadPackageDesign } from '@/lib/graph/packages';
import { searchApplications } from '@/lib/graph/service-principals';
import { addResource, proposeOwners } from './add-resource';
import { answerApproval } from './answer-approval';
import { loadApprovalStanding } from './approval-standing';
import { loadApprovalView } from './approval-view';
import { reconcileApprovals } from './ask-owner';
import type { Candidate } from './catalog';
import { loadCandidates, loadCatalogView } from './catalog-view';
import { createCatalog } from './create-catalog';
import { addRolesToPackage, createPackage } from './create-package';
import type { WantedPackage } from './create-package';
import { limitApproval } from './limit-approval';
import { loadPackageView, loadRoleChoices, loadRoles } from './package-view';
import type { ResourceApproval } from './resource-approval';
import { findingSentence } from './resource-approval';

const { tenant } = withPortal({ users: 120 });

function actor(name: string): Actor {
  const persona = tenant.persona(name);
  return { personId: persona.id, name: persona.name, userPrincipalName: persona.userPrincipalName, roles: name === 'Ines' ? ['Rollout.Admin'] : [], sessionId: 'session', tokenCacheId: 'cache' };
}

function graphOf(name: string): Graph {
  return graphClient(() => tenant.graphToken(tenant.persona(name).id));
}

const candidates = async (graph: Graph, originSystem: Candidate['originSystem']) => (await loadCandidates(graph, originSystem, '', null)).items;

let made = 0;
/** A catalog with one group whose members a package hands out, and whose owner Marta was asked. */
async function aCatalogWithAGroup(): Promise<{ catalogId: string; resourceId: string; graph: Graph; ines: Actor; marta: Actor }> {
  const [ines, marta, graph] = [actor('Ines'), actor('Marta'), graphOf('Ines')];
  const catalog = await createCatalog(ines, graph, { name: `Test catalog ${(made += 1)}`, description: 'For a test', externallyVisible: false });
  const group = (await candidates(graph, 'AadGroup')).find((candidate) => !candidate.refusal && !candidate.warning);
  if (!group) throw new Error('the tenant has no group that can be a resource');
  const { resourceId } = await addResource(ines, graph, { catalogId: catalog.id, originId: group.originId, originSystem: 'AadGroup', ownerId: marta.personId });
  return { catalogId: catalog.id, resourceId, graph, ines, marta };
}

async function aPackage(at: { catalogId: string; resourceId: string; graph: Graph; ines: Actor }, change: Partial<WantedPackage['policy']> = {}): Promise<string> {
  const { resources } = await loadRoleChoices(at.graph, at.catalogId);
  const member = resources.find((resource) => resource.id === at.resourceId)?.roles?.find((role) => role.name === 'Member');
  const { packageId } = await createPackage(at.ines, at.graph, {
    catalogId: at.catalogId, name: `Essentials ${(made += 1)}`, description: 'What everybody needs', hidden: true, roles: [{ resourceId: at.resourceId, roleOriginId: member?.originId ?? '' }],
    policy: { name: 'Initial policy', who: 'directOnly', targets: [], approval: null, expiration: { type: 'days', days: 180 }, ...change },
  });
  return packageId;
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
  await addRolesToPackage(at.ines, at.graph, { packageId, catalogId: at.catalogId, roles: [{ resourceId: at.resourceId, roleOriginId: owner?.originId ?? '' }] });

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

test('the same twice makes one: a resource, and a package whose last answer was lost', async () => {
  const at = await aCatalogWithAGroup();
  const { resources } = await loadCatalogView(at.graph, at.catalogId, null);
  const [first] = resources;
  await addResource(at.ines, at.graph, { catalogId: at.catalogId, originId: first?.resource.originId ?? '', originSystem: 'AadGroup', ownerId: at.marta.personId });
  expect((await loadCatalogView(at.graph, at.catalogId, null)).resources).toHaveLength(1);

  await aPackage(at);
  await expect(createCatalog(at.ines, at.graph, { name: `Test catalog ${made - 1}`, description: 'Again', externallyVisible: false })).rejects.toMatchObject({ code: 'nameTaken', details: { links: { name: { label: 'Open that catalog', href: `/catalogs/${at.catalogId}` } } } });
  await expect(createPackage(at.ines, at.graph, { catalogId: at.catalogId, name: `Essentials ${made}`, description: '', hidden: true, roles: [], policy: { name: 'Other', who: 'directOnly', targets: [], approval: null, expiration: { type: 'never' } } })).rejects.toMatchObject({ code: 'nameTaken', details: { links: { name: { label: 'Open that package', href: expect.stringMatching(/^\/packages\//) as string } } } });
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

test('owners are proposed from the tenant, and those who could not answer are refused', async () => {
  const [ines, graph] = [actor('Ines'), graphOf('Ines')];
  const { items: [application] } = await searchApplications(graph, '', 1);
  const proposed = application ? await proposeOwners(graph, 'AadApplication', application.id) : [];
  expect(proposed.every((owner) => owner.enabled && !owner.external)).toBe(true);
  expect(await proposeOwners(graph, 'SharePointOnline', 'https://haldenvoss.example/sites/none')).toEqual([]);

  const at = await aCatalogWithAGroup();
  const people = [...tenant.tenant.users.values()];
  for (const wrong of [people.find((user) => !user.accountEnabled), people.find((user) => user.userPrincipalName.includes('#EXT#'))]) {
    const { resources } = await loadCatalogView(graph, at.catalogId, null);
    await expect(addResource(ines, graph, { catalogId: at.catalogId, originId: resources[0]?.resource.originId ?? '', originSystem: 'AadGroup', ownerId: wrong?.id ?? '' })).rejects.toMatchObject({ code: 'invalid' });
  }
});

test('applications and sites become resources too, and what Entra never takes is refused before it is asked', async () => {
  const at = await aCatalogWithAGroup();
  const [applications, sites, groups] = await Promise.all([candidates(at.graph, 'AadApplication'), candidates(at.graph, 'SharePointOnline'), candidates(at.graph, 'AadGroup')]);
  for (const candidate of [applications.find((one) => !one.refusal), sites[0]]) {
    if (!candidate) throw new Error('the tenant lacks applications or sites');
    await addResource(at.ines, at.graph, { catalogId: at.catalogId, originId: candidate.originId, originSystem: candidate.originSystem, ownerId: at.marta.personId });
  }
  const { resources } = await loadRoleChoices(at.graph, at.catalogId);
  const asked = await loadRoles(at.graph, at.catalogId, resources.filter((resource) => !resource.roles));
  expect(resources.map((resource) => [resource.originSystem, resource.roles !== null, (resource.roles ?? asked.get(resource.id) ?? []).length > 0]).sort()).toEqual([['AadApplication', false, true], ['AadGroup', true, true], ['SharePointOnline', true, true]]);

  const refused = groups.find((one) => one.refusal) ?? (await loadCandidates(at.graph, 'AadGroup', 'sync', null)).items[0];
  if (refused?.refusal) await expect(addResource(at.ines, at.graph, { catalogId: at.catalogId, originId: refused.originId, originSystem: 'AadGroup', ownerId: at.marta.personId })).rejects.toMatchObject({ code: 'invalid' });
});

test('each change of the tenant stands in the audit with the request-id Graph gave it', async () => {
  const at = await aCatalogWithAGroup();
  await aPackage(at);
  const { entries } = await listActivity({ graphOnly: true, actorPersonId: at.ines.personId }, 5, null);

  const ids = new Set(tenant.log().map((exchange) => exchange.requestId));
  expect(entries.slice(0, 5).map((entry) => entry.action)).toEqual(['policy.create', 'package.addRole', 'package.create', 'resource.add', 'catalog.create']);
  expect(entries.every((entry) => ids.has(entry.graphRequestId ?? ''))).toBe(true);
});

test('the directory answers by name, by list and by group', async () => {
  const graph = graphOf('Ines');
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

  await expect(limitApproval(at.ines, asked.id, { ...limits, days: 365 })).rejects.toMatchObject({ code: 'notFound' });
  await limitApproval(at.marta, asked.id, { ...limits, days: 365 });
  expect(await findingsOf(at.graph, packageId)).toEqual([]);
});
