import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { aCatalog as aCatalogCalled, aDraft, actorOf, applied, lastExchange, worked, writesSince } from '@/e2e/testing/drafts';
import { inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { anAdmin } from '@/e2e/testing/rollouts';
import type { Actor } from '@/lib/action';
import { listActivity } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { findApproval, listApprovals } from '@/lib/db/resource-approvals';
import { listDraftChanges } from '@/lib/db/drafts';
import { graphFor } from '@/lib/graph/graph-for';
import { findResource } from '@/lib/graph/resources';
import { searchApplications } from '@/lib/graph/service-principals';
import { answerApproval } from './answer-approval';
import { askAboutResource } from './ask-about-resource';
import { withdrawIfGone, withdrawWhatLeft } from './catalog-resources';
import { loadCatalogView } from './catalog-view';
import { loadDraftedResources } from './drafted-catalog';
import { draftResources } from './draft-resources';
import { loadDraft, loadPutAside, removalOf } from './draft-view';
import { createDraft, discardDraft, renameDraft } from './edit-draft';
import { bringAccessPolicies, loadAccessPolicies, removeAccessPolicies } from './keep-access-policies';
import { nameOwner } from './name-owner';
import { judgeList } from './read-readiness';
import { reviewDraft, reviewUndo } from './review-draft';
import { startApplying, startUndoing } from './start-draft';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
let made = 0;
const aCatalog = async () => aCatalogCalled(admin, `Wishes ${(made += 1)}`);

const groupCalled = (name: string) => {
  const group = tenant.snapshot().groups.find(({ displayName }) => displayName === name);
  if (!group) throw new Error(`no group ${name}`);
  return group;
};
const judged = (catalogId: string, text: string) => judgeList(graph(), admin.personId, catalogId, text);
const verdicts = async (catalogId: string, text: string) => (await judged(catalogId, text)).resources.map(({ name, readiness, findings }) => [name, readiness, findings.filter(({ level }) => level !== 'notLookedAt').map(({ trait }) => trait)]);

test('groups, applications and sites are found by name, mail, id and address, all in a few calls, and each is judged', async () => {
  const catalogId = await aCatalog();
  const since = lastExchange(tenant);
  const list = ['Finance – Ledger', 'Company-News@haldenvoss.example', '00000002-0000-0ff1-ce00-000000000000', 'https://haldenvoss.sharepoint.example/sites/finance', 'Works council', 'All Germany', 'WIFI-Plant-Handhelds', 'Privileged – Helpdesk operators', 'Reorganisation 2027', 'Licences – Power BI'].join('\n');
  const found = await verdicts(catalogId, list);
  expect(tenant.log(since).length).toBeLessThan(25);
  expect(found).toEqual([
    ['Finance – Ledger', 'word', ['inAnotherCatalog']],
    ['Company news', 'ready', []],
    ['Office 365 Exchange Online', 'cannot', ['neverTaken', 'noOwner']],
    ['Finance', 'word', ['inAnotherCatalog']],
    ['Works council', 'cannot', ['restricted', 'noOwner']],
    ['All Germany', 'word', ['dynamic', 'noOwner']],
    ['WIFI-Plant-Handhelds', 'cannot', ['synchronised', 'noOwner']],
    ['Privileged – Helpdesk operators', 'word', ['roleAssignable']],
    ['Reorganisation 2027', 'word', ['hiddenMembership']],
    ['Licences – Power BI', 'word', ['licences']],
  ]);
});

test('a team’s site and the root are found by their addresses, and one mail address that ends like another is not taken for it', async () => {
  const catalogId = await aCatalog();
  const { sites, groups } = tenant.tenant;
  const [site] = [...sites.values()];
  const news = groupCalled('Company news');
  const other = groups.get(groupCalled('Finance – Ledger').id);
  if (!site || !other) throw new Error('the tenant has sites and groups');
  const host = 'https://haldenvoss.sharepoint.example';
  for (const [id, name, webUrl] of [['team', 'Valves', `${host}/teams/valves`], ['root', 'Haldenvoss', host]] as const) sites.add({ ...site, id, name, displayName: name, webUrl, isOpen: true });
  groups.add({ ...other, mail: `more-${news.mail ?? ''}` });
  const lines = [`${host}/teams/Valves/Shared%20Documents`, `${host}/SitePages/Home.aspx`, `${host}/sites/100%`, `more-${news.mail ?? ''}`, news.mail ?? ''];
  const { resources, problems } = await judged(catalogId, lines.join('\n'));
  expect(resources.map(({ line, name, originId }) => [line, name, originId])).toEqual([[1, 'Valves', `${host}/teams/valves`], [2, 'Haldenvoss', host], [4, 'Finance – Ledger', other.id], [5, 'Company news', news.id]]);
  expect(problems.map(({ line, what }) => [line, what])).toEqual([[3, 'This is no address of a site: it looks like https://contoso.sharepoint.com/sites/finance.']]);
});

test('unknown and ambiguous names come back with their lines and what they may have been; nothing is dropped', async () => {
  const catalogId = await aCatalog();
  const { resources, problems } = await judged(catalogId, ['Finance – Legder', 'Finance – Ledger', '', 'nobody@haldenvoss.example', 'Finance – Ledger', 'https://haldenvoss.sharepoint.example/sites/nothing', '00000000-0000-4000-8000-000000000000'].join('\n'));
  expect(resources.map(({ name, line }) => [name, line])).toEqual([['Finance – Ledger', 2]]);
  expect(problems.map(({ line, what, suggestions }) => [line, what, suggestions[0]?.text === 'Finance – Ledger'])).toEqual([
    [1, 'No group or application of the tenant has this name. Was it one of these?', true],
    [4, 'No group of the tenant has this mail address.', false],
    [5, 'The same as line 2.', false],
    [6, 'No site has this address. Copy it from the browser.', false],
    [7, 'No group or application of the tenant has this id.', false],
  ]);
});

test('what is chosen goes into a draft once, and nothing of it where one of them cannot be added', async () => {
  const catalogId = await aCatalog();
  const [ledger, floor] = [groupCalled('Finance – Ledger'), groupCalled('WIFI-Plant-Handhelds')];
  const chosen = { originSystem: 'AadGroup', originId: ledger.id, ownerId: tenant.persona('Marta').id } as const;
  const { draftId } = await draftResources(actorOf(admin), graph(), { id: catalogId }, [chosen], { newName: 'Wishes' });
  const again = await draftResources(actorOf(admin), graph(), { id: catalogId }, [chosen], { draftId });
  expect(again.added).toBe(0);
  expect((await listDraftChanges(draftId)).map(({ kind, name, wanted }) => [kind, name, wanted && 'ownerId' in wanted ? wanted.ownerId : null])).toEqual([['catalogResource', 'Finance – Ledger', chosen.ownerId]]);
  await expect(draftResources(actorOf(admin), graph(), { id: catalogId }, [chosen, { originSystem: 'AadGroup', originId: floor.id, ownerId: null }], { draftId })).rejects.toMatchObject({ code: 'invalid' });
  await expect(draftResources(actorOf(admin), graph(), { id: catalogId }, [{ ...chosen, originId: '00000000-0000-4000-8000-000000000000' }], { draftId })).rejects.toMatchObject({ code: 'invalid', details: { fields: { resources: 'No group or application of the tenant has this id. Take it out of the list.' } } });
  const people = [...tenant.tenant.users.values()];
  for (const [ownerId, words] of [[admin.personId, 'Nobody names themselves'], [people.find((user) => !user.accountEnabled)?.id, 'is disabled'], [people.find((user) => user.userPrincipalName.includes('#EXT#'))?.id, 'belongs to another organisation']] as const) {
    const sentence = expect.stringContaining(words) as string;
    await expect(draftResources(actorOf(admin), graph(), { id: catalogId }, [{ ...chosen, ownerId: ownerId ?? '' }], { draftId })).rejects.toMatchObject({ code: 'invalid', sentence, details: { fields: { ownerId: sentence } } });
  }
  expect((await listDraftChanges(draftId))).toHaveLength(1);
});

test('an open draft takes another name, which the audit tells with the one before; one that was put aside keeps its own', async () => {
  const { draftId } = await createDraft(actorOf(admin), 'Wihses for sales', []);
  await renameDraft(actorOf(admin), draftId, 'Wishes for Sales', JSON.stringify({ name: 'Wihses for sales' }));
  await expect(renameDraft(actorOf(admin), draftId, 'Whims for sales', JSON.stringify({ name: 'Wihses for sales' }))).rejects.toMatchObject({ code: 'conflict', sentence: `${admin.name} changed the name of this draft since you opened it. Copy what you typed, then reload the page.` });
  await renameDraft(actorOf(admin), draftId, 'Wishes for Sales');
  await discardDraft(actorOf(admin), draftId);
  await expect(renameDraft(actorOf(admin), draftId, 'Something else')).rejects.toMatchObject({ code: 'conflict' });
  expect(await db().draft.findUnique({ where: { id: draftId }, select: { name: true, version: true, changedByName: true } })).toEqual({ name: 'Wishes for Sales', version: 1, changedByName: admin.name });
  const told = await db().auditEvent.findMany({ where: { objectId: draftId, action: 'draft.rename' }, select: { before: true, after: true } });
  expect(told).toEqual([{ before: { name: 'Wihses for sales' }, after: { name: 'Wishes for Sales' } }]);
});

test('a draft that was put aside while somebody read its review is not applied, and they are told by whom', async () => {
  const draftId = await aDraft(admin, [{ kind: 'catalog', operation: 'create', key: 'catalog', wanted: { name: 'Set aside', description: 'For a test', published: true, externallyVisible: false } }]);
  const { hash, draft } = await reviewDraft(graph(), draftId, admin.personId);
  const eva = actorOf(await anAdmin(tenant, 'Eva'));
  await discardDraft(eva, draftId);
  expect(await loadPutAside(await loadDraft(draftId))).toEqual({ byName: eva.name, at: expect.any(Date) as Date });
  await expect(startApplying(actorOf(admin), graph(), draftId, { version: draft.version, hash })).rejects.toMatchObject({ code: 'conflict', sentence: `${eva.name} put this draft aside. Reload the page; it can be taken up again.` });
});

test('once applied, and not before, the tenant has it with the roles it offers, of a group with a rule the owner’s alone, and whoever answers for it is asked', async () => {
  const catalogId = await aCatalog();
  const marta = tenant.persona('Marta').id;
  const { draftId } = await draftResources(actorOf(admin), graph(), { id: catalogId }, [{ originSystem: 'AadGroup', originId: groupCalled('Finance – Ledger').id, ownerId: marta }, { originSystem: 'AadGroup', originId: groupCalled('All Germany').id, ownerId: null }], { newName: 'At once' });
  expect((await reviewDraft(graph(), draftId, admin.personId)).plan.steps.map(({ differences }) => differences.map(({ field, after }) => [field, after]))).toEqual([[], [['Answers for it', 'Marta Lindqvist, who is asked once it is there']]]);
  expect(tenant.snapshot().resources.filter((resource) => resource.catalogId === catalogId)).toEqual([]);
  expect(await applied(admin, draftId)).toBe('applied');
  expect(tenant.snapshot().resources.filter((resource) => resource.catalogId === catalogId).map(({ displayName, roles }) => [displayName, roles.map((role) => role.displayName)]).sort()).toEqual([['All Germany', ['Owner']], ['Finance – Ledger', ['Member', 'Owner']]]);
  const { approvals } = await listApprovals({ ownerId: marta }, 100, 0);
  expect(approvals.filter((approval) => approval.catalogId === catalogId).map(({ resourceName, state }) => [resourceName, state])).toEqual([['Finance – Ledger', 'open']]);
});

test('what whoever applies a draft may not add is in the way of the draft, and who can is said; nothing is written before that', async () => {
  const ledger = groupCalled('Finance – Ledger');
  const rule = groupCalled('All Germany');
  const catalogs = tenant.snapshot().catalogs;
  const site = [...tenant.tenant.sites.values()][0]!;
  const wanted = (catalog: string, { id, displayName }: { id: string; displayName: string }, key?: string) => ({ kind: 'catalogResource' as const, operation: 'create' as const, ...(key ? { key } : {}), wanted: { catalog: { key: catalog }, originId: id, originSystem: 'AadGroup' as const, name: displayName } });
  const catalog = (key: string) => ({ kind: 'catalog' as const, operation: 'create' as const, key, wanted: { name: `Judged ${key}`, description: '', published: true, externallyVisible: false } });
  const draftId = await aDraft(admin, [
    catalog('a'), catalog('b'), wanted('a', ledger), wanted('b', ledger), wanted('a', rule, 'r'),
    { kind: 'catalogResource', operation: 'create', wanted: { catalog: { key: 'a' }, originId: site.webUrl, originSystem: 'SharePointOnline', name: site.displayName } },
    { kind: 'package', operation: 'create', key: 'p', wanted: { catalog: { key: 'a' }, name: 'Judged', description: '', hidden: true } },
    { kind: 'packageRole', operation: 'create', wanted: { package: { key: 'p' }, resource: { key: 'r' }, resourceName: rule.displayName, originId: rule.id, originSystem: 'AadGroup', roleOriginId: `Member_${rule.id}`, roleName: 'Member' } },
  ]);
  const reviewed = async (personId: string | null) => {
    const { plan } = await reviewDraft(graph(), draftId, personId);
    return { steps: plan.steps.length, problems: plan.problems.map(({ name, words }) => [name, words]), doubts: plan.doubts.map(({ name, words }) => [name, words]) };
  };
  const owners = (await judged(catalogs[0]!.id, 'Finance – Ledger')).resources[0]!.owners.map(({ name }) => name).join(' or ');
  const takes = 'It takes an owner of the group, a Groups Administrator or a User Administrator.';
  const handed = ['Let “Judged” hand out “Member” of the group “All Germany”', 'A rule names its members, so packages can hand out its Owner role alone. Take this role out of the draft, or use a group without a rule.'];
  const doubt = [[site.displayName, 'Whether you may add it is not known. Graph does not tell who manages a site. It takes whoever manages the permissions of the site, a SharePoint Administrator or a Global Administrator.']];
  const since = lastExchange(tenant);
  expect(await reviewed(admin.personId)).toEqual({ steps: 7, problems: [handed], doubts: [] });

  const held = [...tenant.tenant.entraRolesOf(admin.personId)];
  tenant.tenant.setEntraRoles(admin.personId, ['Identity Governance Administrator']);
  const own = await reviewed(admin.personId);
  const { draft, hash } = await reviewDraft(graph(), draftId, admin.personId);
  await expect(startApplying(actorOf(admin), graph(), draftId, { version: draft.version, hash })).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('You may not add it') as string });
  const another = await reviewed(null);
  tenant.tenant.setEntraRoles(admin.personId, held);
  const ledgerWords = `You may not add it. ${takes} Ask ${owners}.`;
  expect(own).toEqual({
    steps: 4, doubts: doubt,
    problems: expect.arrayContaining([['Add the group “Finance – Ledger” to the catalog “Judged a”', ledgerWords], ['Add the group “Finance – Ledger” to the catalog “Judged b”', ledgerWords], ['Add the group “All Germany” to the catalog “Judged a”', `You may not add it. ${takes} Ask one of them, or activate the role.`], handed]) as unknown,
  });
  // Of whoever may not apply it nobody asks what else they may.
  expect(another).toEqual({ steps: 7, problems: [handed], doubts: [] });
  expect(writesSince(tenant, since)).toEqual([]);
  expect((await loadDraftedResources(graph(), draftId, { key: 'a' })).map(({ name, roles }) => [name, roles?.map((role) => role.name)]).sort()).toEqual([['All Germany', ['Owner']], ['Finance – Ledger', ['Member', 'Owner']], [site.displayName, undefined]].sort());
});

test('nobody is waited for about what left its catalog, or about a catalog that was deleted, and an answer to that is refused', async () => {
  const marta = tenant.persona('Marta');
  const owner: Actor = { personId: marta.id, name: marta.name, userPrincipalName: marta.userPrincipalName, roles: [], sessionId: 'session', tokenCacheId: 'cache' };
  const gone = async (how: (catalogId: string, draftId: string) => Promise<string>) => {
    const catalogId = await aCatalog();
    const { draftId } = await draftResources(actorOf(admin), graph(), { id: catalogId }, [{ originSystem: 'AadGroup', originId: groupCalled('Finance – Ledger').id, ownerId: marta.id }], { newName: 'For a while' });
    await applied(admin, draftId);
    const [asked] = (await listApprovals({ ownerId: marta.id, states: ['open'] }, 100, 0)).approvals.filter((approval) => approval.catalogId === catalogId);
    expect(await how(catalogId, draftId)).toMatch(/^(applied|undone)$/);
    const approval = await findApproval(asked?.id ?? '', marta.id);
    await expect(answerApproval(owner, { approvalId: asked?.id ?? '', contentHash: asked?.contentHash ?? '', answer: 'approve' })).rejects.toMatchObject({ code: 'conflict', sentence: `You are not asked this any more. ${approval?.reason ?? ''} This answer was not taken.` });
    const told = (await listActivity({ objectId: asked?.id ?? '' }, 10, null)).entries.map(({ action, subjectName }) => [action, subjectName]);
    return [approval?.state, approval?.reason?.replace(/Wishes \d+/, 'Wishes'), told];
  };
  const told = [['approval.withdraw', marta.name], ['approval.ask', marta.name]];
  expect(await gone(async (_catalogId, draftId) => worked(draftId, (await startUndoing(actorOf(admin), graph(), draftId, { hash: (await reviewUndo(graph(), draftId)).hash })).jobId))).toEqual(['withdrawn', 'It is not in the catalog “Wishes” any more.', told]);
  expect(await gone(async (catalogId) => applied(admin, (await createDraft(actorOf(admin), 'Away', [await removalOf(graph(), { kind: 'catalog', objectId: catalogId, of: '' })])).draftId))).toEqual(['withdrawn', 'The catalog “Wishes” was deleted.', told]);
});

test('what left its catalog in Entra itself is taken back from its owner by whoever sees it first, and what was asked about a moment ago is not', async () => {
  const marta = tenant.persona('Marta');
  const owner: Actor = { personId: marta.id, name: marta.name, userPrincipalName: marta.userPrincipalName, roles: [], sessionId: 'session', tokenCacheId: 'cache' };
  const [group, kept] = [groupCalled('Finance – Ledger'), groupCalled('Company news')];
  const stateOf = async (id: string) => (await findApproval(id, null))?.state;
  const asked = async (catalogId: string) => (await listApprovals({ ownerId: marta.id, states: ['open'] }, 100, 0)).approvals.filter((approval) => approval.catalogId === catalogId);
  const aLetter = async () => {
    const catalogId = await aCatalog();
    const { draftId } = await draftResources(actorOf(admin), graph(), { id: catalogId }, [{ originSystem: 'AadGroup', originId: group.id, ownerId: marta.id }, { originSystem: 'AadGroup', originId: kept.id, ownerId: marta.id }], { newName: 'For Entra' });
    expect(await applied(admin, draftId)).toBe('applied');
    const letters = await asked(catalogId);
    const [gone, stays] = [letters.find(({ originId }) => originId === group.id), letters.find(({ originId }) => originId !== group.id)];
    if (!gone || !stays) throw new Error('Marta was not asked');
    await inEntra(tenant, admin, 'POST', 'resourceRequests', { requestType: 'adminRemove', catalog: { id: catalogId }, resource: { id: gone.resourceId, originId: gone.originId, originSystem: gone.originSystem } });
    await expect.poll(async () => (await findResource(graph(), catalogId, { id: gone.resourceId }))).toBeNull();
    return { catalogId, gone, stays };
  };
  const longAgo = () => db().$executeRaw`UPDATE "resource_approval" SET "asked_at" = "asked_at" - interval '20 minutes' WHERE "state" = 'open'`;
  const told = async (id: string) => (await listActivity({ objectId: id }, 10, null)).entries.map(({ action, actorName, subjectName }) => [action, actorName, subjectName]);

  // A catalog's page: what was asked about a moment ago may be out of sight only.
  const page = await aLetter();
  await loadCatalogView(graph(), page.catalogId, null);
  expect([await stateOf(page.gone.id), await stateOf(page.stays.id)]).toEqual(['open', 'open']);
  await longAgo();
  const since = lastExchange(tenant);
  // However an address spells the id.
  await loadCatalogView(graph(), page.catalogId.toUpperCase(), null);
  expect([await stateOf(page.gone.id), await stateOf(page.stays.id), tenant.log(since).length]).toEqual(['withdrawn', 'open', 2]);
  expect(await told(page.gone.id)).toEqual([['approval.withdraw', null, marta.name], ['approval.ask', expect.any(String), marta.name]]);
  await expect(answerApproval(owner, { approvalId: page.gone.id, contentHash: page.gone.contentHash, answer: 'approve' })).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringMatching(/^You are not asked this any more\. It is not in the catalog “Wishes \d+” any more\./) as string });

  // Beside everything else, so that an owner who may not look into catalogs is not asked in vain.
  const other = await aLetter();
  await longAgo();
  await withdrawWhatLeft(graph());
  expect([await stateOf(other.gone.id), await stateOf(other.stays.id)]).toEqual(['withdrawn', 'open']);

  // As it is answered: by an owner who may read it, and not by one who may not.
  const last = await aLetter();
  await longAgo();
  const martas = graphFor(await anAdmin(tenant, 'Marta'));
  await withdrawIfGone(martas, last.gone.id, marta.id);
  expect(await stateOf(last.gone.id)).toBe('open');
  await withdrawIfGone(graph(), last.stays.id, marta.id);
  await withdrawIfGone(graph(), last.gone.id, admin.personId);
  expect([await stateOf(last.gone.id), await stateOf(last.stays.id)]).toEqual(['open', 'open']);
  await withdrawIfGone(graph(), last.gone.id, marta.id);
  expect([await stateOf(last.gone.id), await stateOf(last.stays.id)]).toEqual(['withdrawn', 'open']);
});

test('whoever answers for a resource and was disabled is told beforehand, not promised; disabled since, the step, the activity and the resource say why nobody was asked', async () => {
  const catalogId = await aCatalog();
  const group = groupCalled('Company news');
  const id = { originSystem: 'AadGroup', originId: group.id } as const;
  const [jonas] = [...tenant.tenant.users.values()].filter((user) => user.accountEnabled && user.id !== admin.personId && user.userType !== 'Guest' && user.id !== tenant.persona('Marta').id).slice(-1);
  if (!jonas) throw new Error('the tenant has people');
  await nameOwner(actorOf(admin), graph(), { resource: { ...id, name: group.displayName }, ownerId: jonas.id });
  const { draftId } = await draftResources(actorOf(admin), graph(), { id: catalogId }, [{ ...id, ownerId: jonas.id }], { newName: 'Promised' });
  tenant.tenant.users.add({ ...jonas, accountEnabled: false });
  expect((await judged(catalogId, 'Company news')).resources.map(({ proposed, owners, cannotAnswer }) => [proposed?.personId === jonas.id, owners.some(({ personId }) => personId === jonas.id), cannotAnswer])).toEqual([[false, false, `The account of ${jonas.displayName} is disabled. Choose somebody who can answer.`]]);
  await expect(draftResources(actorOf(admin), graph(), { id: catalogId }, [{ ...id, ownerId: jonas.id }], { newName: 'Again' })).rejects.toMatchObject({ code: 'invalid', details: { fields: { ownerId: `The account of ${jonas.displayName} is disabled. Choose somebody who can answer.` } } });
  expect((await reviewDraft(graph(), draftId, admin.personId)).plan.steps.map(({ differences }) => differences.map(({ field, after }) => [field, after]))).toEqual([[['Answers for it', `${jonas.displayName}, who is asked once it is there`]]]);
  expect(await applied(admin, draftId)).toBe('applied');
  const why = `${jonas.displayName} was not asked about it: The account of ${jonas.displayName} is disabled. Choose somebody who can answer.`;
  expect((await listDraftSteps(draftId)).map(({ state, failureCode, failure }) => [state, failureCode, failure])).toEqual([['done', 'ownerNotAsked', why]]);
  const { resources: [resource] } = await loadCatalogView(graph(), catalogId, null);
  expect([resource?.approval, resource?.notAsked]).toEqual([null, why]);
  expect((await listActivity({}, 200, null)).entries.filter(({ action }) => action === 'approval.notAsked').map(({ objectName, outcome, subjectName }) => [objectName, outcome, subjectName])).toEqual([['Company news', 'failed', jonas.displayName]]);
  await askAboutResource(actorOf(admin), graph(), { catalogId, resourceId: resource?.resource.id ?? '', ownerId: tenant.persona('Marta').id });
  expect((await loadCatalogView(graph(), catalogId, null)).resources.map(({ approval, notAsked }) => [approval?.state, notAsked])).toEqual([['open', null]]);
});

test('of a tenant with more catalogs than are looked through it stays open whether another has a resource', async () => {
  const catalogId = await aCatalog();
  const { catalogs } = tenant.tenant.governance;
  const [first] = [...catalogs.values()];
  if (!first) throw new Error('the tenant has catalogs');
  for (let index = 0; index < 400; index += 1) catalogs.add({ ...first, id: randomUUID(), displayName: `Further ${index}` });
  const of = { originSystem: 'AadGroup', originId: groupCalled('Company news').id, ownerId: null } as const;
  const { draftId } = await draftResources(actorOf(admin), graph(), { id: catalogId }, [of], { newName: 'At once' });
  await applied(admin, draftId);
  const { resources } = await judged(catalogId, 'Company news\nProject Nordlicht');
  expect(resources.map(({ name, findings }) => [name, findings.flatMap(({ trait, level }) => (/Catalog$/.test(trait) ? [[trait, level]] : []))])).toEqual([['Company news', [['inThisCatalog', 'cannot']]], ['Project Nordlicht', [['inAnotherCatalog', 'notLookedAt']]]]);
});

const accessPolicy = (name: string, users: object, applications: object = {}, more: object = {}) => ({ id: randomUUID(), displayName: name, state: 'enabled', conditions: { users, applications }, ...more });
/** As a page asks for it. */
const PAGE = { number: 1, skip: 0, take: 10 };

test('an export of Conditional Access is an admin’s to bring and to remove, takes the place of the one before as a whole, and is audited', async () => {
  const admins = actorOf(admin);
  const audited = async () => (await listActivity({ text: 'Conditional Access policies' }, 20, null)).entries.map(({ action, actorName }) => [action, actorName]);
  const names = async () => (await loadAccessPolicies({}, PAGE)).policies.map(({ name }) => name);
  for (const roles of [['Rollout.Auditor'], ['Rollout.Helpdesk'], []] as const) await expect(bringAccessPolicies({ ...admins, roles: [...roles] }, '[]')).rejects.toMatchObject({ code: 'forbidden' });
  expect(await loadAccessPolicies({}, PAGE)).toEqual({ brought: null, policies: [], total: 0 });

  expect(await bringAccessPolicies(admins, JSON.stringify([accessPolicy('First', {}), accessPolicy('Second', {}, {}, { state: 'disabled' })]))).toBe(2);
  await expect(bringAccessPolicies(admins, JSON.stringify([accessPolicy('Third', { includeGroups: ['Finance'] })]))).rejects.toMatchObject({ code: 'invalid', details: { fields: { text: 'Policy 1 “Third”: conditions.users.includeGroups has “Finance”, which is no object id: take the policies as Graph gives them, with ids in place of names. Nothing was taken.' } } });
  expect(await names()).toEqual(['First', 'Second']);
  expect((await loadAccessPolicies({ state: 'disabled' }, PAGE)).policies.map(({ name }) => name)).toEqual(['Second']);
  expect(await loadAccessPolicies({ text: 'FIR' }, { skip: 1, take: 1 })).toMatchObject({ policies: [], total: 1 });

  // Two at once are one after the other, and neither is mixed into the other.
  const { brought } = await loadAccessPolicies({}, PAGE);
  await Promise.all([bringAccessPolicies(admins, JSON.stringify([accessPolicy('Left', {})])), bringAccessPolicies(admins, JSON.stringify([accessPolicy('Right', {}), accessPolicy('Right too', {})]))]);
  const now = await loadAccessPolicies({}, PAGE);
  expect([[['Left'], 1], [['Right', 'Right too'], 2]]).toContainEqual([now.policies.map(({ name }) => name), now.brought?.policies]);
  await expect(removeAccessPolicies(admins, brought?.id ?? '')).rejects.toMatchObject({ code: 'conflict' });
  await expect(removeAccessPolicies({ ...admins, roles: ['Rollout.Auditor'] }, now.brought?.id ?? '')).rejects.toMatchObject({ code: 'forbidden' });
  expect(await names()).toEqual(now.policies.map(({ name }) => name));
  await removeAccessPolicies(admins, now.brought?.id ?? '');
  expect(await loadAccessPolicies({}, PAGE)).toEqual({ brought: null, policies: [], total: 0 });
  expect(await audited()).toEqual([['accessExport.remove', admin.name], ...Array.from({ length: 3 }, () => ['accessExport.bring', admin.name])]);
});

test('groups and applications are judged by that export, a group also by what it stands in; without one it was not looked at', async () => {
  const catalogId = await aCatalog();
  const [ledger, plants, floor] = [groupCalled('Finance – Ledger'), groupCalled('Plant floor – All plants'), tenant.snapshot().groups.find(({ displayName }) => displayName.endsWith(' – Plant floor'))];
  const { items: [found] } = await searchApplications(graph(), 'Halden Ledger', 1);
  const list = [ledger.displayName, floor?.displayName, found?.name].join('\n');
  const access = async () => Object.fromEntries((await judged(catalogId, list)).resources.map(({ name, readiness, findings }) => [name, [readiness, ...findings.filter(({ trait }) => /access/i.test(trait)).map(({ level, what }) => `${level}: ${what}`)]]));
  const notLookedAt = 'notLookedAt: Conditional Access was not looked at';
  const without = await access();
  expect(Object.values(without).map(([, ...said]) => said)).toEqual([[notLookedAt], [notLookedAt], [notLookedAt]]);

  await bringAccessPolicies(actorOf(admin), JSON.stringify({ value: [
    accessPolicy('MFA for all', { excludeGroups: [ledger.id.toUpperCase()] }, { includeApplications: ['All'] }),
    accessPolicy('Managed devices', { includeGroups: [plants.id] }, { includeApplications: [found?.appId.toUpperCase()] }, { state: 'enabledForReportingButNotEnforced' }),
  ] }));
  expect(await access()).toEqual({
    [ledger.displayName]: ['warning', 'warning: Whoever gets it is left out of “MFA for all” of Conditional Access'],
    [floor?.displayName ?? '']: ['word', `word: Whoever gets it falls under “Managed devices” (report-only, through “${plants.displayName}”) of Conditional Access`],
    [found?.name ?? '']: ['word', 'word: Named by “Managed devices” (report-only) of Conditional Access'],
  });
  await removeAccessPolicies(actorOf(admin), (await loadAccessPolicies({}, PAGE)).brought?.id ?? '');
  expect(await access()).toEqual(without);
});
