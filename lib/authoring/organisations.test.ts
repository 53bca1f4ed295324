import { expect, test } from 'vitest';
import { aCatalog, actorOf, applied, applyChanges, directPolicy, worked } from '@/e2e/testing/drafts';
import { withPortal } from '@/e2e/testing/portal';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { listDraftChanges } from '@/lib/db/drafts';
import { graphFor } from '@/lib/graph/graph-for';
import { searchApplications } from '@/lib/graph/service-principals';
import { draftAdministrator, draftCreator, draftCreatorRemoval, draftRoleRemoval, loadAdministrators, loadCreators } from './administrators';
import { CATALOG_ROLES } from './catalog-roles';
import { draftDisconnection, draftLifecycle, draftOrganization, draftOrganizationChange, draftSponsor, draftSponsorRemoval, loadLifecycle, loadOrganization, loadOrganizations } from './organisations';
import { reviewDraft, reviewUndo } from './review-draft';
import { startUndoing } from './start-draft';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const actor = () => actorOf(admin);
const graph = () => graphFor(admin);
const NEW = { newName: 'A draft' };
const FABRIKAM = { name: 'Fabrikam Valves', description: 'They make our valves', state: 'configured' } as const;
const done = async ({ draftId }: { draftId: string }) => applied(admin, draftId);
const organisationCalled = async (name: string) => (await loadOrganizations(graph(), null)).items.find((each) => each.name === name);

test('an organisation is connected by its domain, changed, and disconnected once no policy names it', async () => {
  expect(await done(await draftOrganization(actor(), { ...FABRIKAM, source: { by: 'domain', value: 'Fabrikam.example' } }, NEW))).toBe('applied');
  const { id = '' } = (await organisationCalled(FABRIKAM.name)) ?? {};
  expect(await loadOrganization(graph(), id)).toEqual({
    organization: { id, ...FABRIKAM, source: { '@odata.type': '#microsoft.graph.domainIdentitySource', displayName: FABRIKAM.name, domainName: 'fabrikam.example' } },
    sponsors: [], naming: [],
  });
  expect(await done(await draftOrganizationChange(actor(), graph(), id, { ...FABRIKAM, state: 'configured' }, { ...FABRIKAM, state: 'proposed' }, NEW))).toBe('applied');
  expect((await organisationCalled(FABRIKAM.name))?.state).toBe('proposed');

  await applyChanges(admin, [
    { kind: 'catalog', operation: 'create', key: 'c', wanted: { name: 'Suppliers', description: 'For suppliers', published: true, externallyVisible: true } },
    { kind: 'package', operation: 'create', key: 'p', wanted: { catalog: { key: 'c' }, name: 'Valve drawings', description: 'Drawings of valves', hidden: true } },
    { kind: 'policy', operation: 'create', wanted: { package: { key: 'p' }, document: { ...directPolicy('Suppliers'), allowedTargetScope: 'specificConnectedOrganizationUsers', specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.connectedOrganizationMembers', connectedOrganizationId: id, description: FABRIKAM.name }] } } },
  ]);
  expect((await loadOrganization(graph(), id)).naming.map(({ packageName, policyName }) => [packageName, policyName])).toEqual([['Valve drawings', 'Suppliers']]);
  await expect(draftDisconnection(actor(), graph(), id, NEW)).rejects.toMatchObject({ code: 'conflict', sentence: '“Suppliers” of “Valve drawings” names it. Change it first.' });

  expect(await done(await draftOrganization(actor(), { name: 'Litware', description: 'Left us', state: 'configured', source: { by: 'tenant', value: '00000000-0000-4000-8000-0000000000AB' } }, NEW))).toBe('applied');
  const litware = await organisationCalled('Litware');
  expect(await done(await draftDisconnection(actor(), graph(), litware?.id ?? '', NEW))).toBe('applied');
  expect(await organisationCalled('Litware')).toBeUndefined();
});

test('what becomes of externals is changed for the whole tenant', async () => {
  expect(await done(await draftLifecycle(actor(), graph(), { action: 'blockSignInAndDelete', daysUntilDeleted: 45 }, NEW))).toBe('applied');
  expect(await loadLifecycle(graph())).toEqual({ externalUserLifecycleAction: 'blockSignInAndDelete', daysUntilDeleted: 45 });
  expect(await done(await draftLifecycle(actor(), graph(), { action: 'none' }, NEW))).toBe('applied');
  expect(await loadLifecycle(graph())).toEqual({ externalUserLifecycleAction: 'none', daysUntilDeleted: 45 });
});

test('people and groups vouch for an organisation, each side once, and are taken back as they were', async () => {
  expect(await done(await draftOrganization(actor(), { name: 'Tailspin', description: 'Paint', state: 'configured', source: { by: 'domain', value: 'tailspin.example' } }, NEW))).toBe('applied');
  const { id: organizationId = '' } = (await organisationCalled('Tailspin')) ?? {};
  const marta = tenant.persona('Marta');
  const { users, groups } = tenant.snapshot();
  const guest = users.find(({ userType, accountEnabled }) => userType === 'Guest' && accountEnabled)!;
  const group = groups.find(({ displayName }) => displayName === 'Finance – Ledger')!;
  const sponsor = (side: 'internal' | 'external', principalId: string) => draftSponsor(actor(), graph(), { organizationId, side, principalId }, NEW);
  const held = () => tenant.snapshot().connectedOrganizations?.filter(({ id }) => id === organizationId).map(({ internalSponsors, externalSponsors }) => [internalSponsors, externalSponsors]);

  await expect(sponsor('internal', guest.id)).rejects.toMatchObject({ code: 'invalid', details: { fields: { principalId: `${guest.displayName} comes from outside. Make them an external sponsor, or choose somebody of your own.` } } });
  const named = [await sponsor('internal', marta.id), await sponsor('internal', group.id), await sponsor('external', guest.id)];
  for (const draft of named) expect(await done(draft)).toBe('applied');
  expect(held()).toEqual([[[marta.id, group.id], [guest.id]]]);
  expect((await loadOrganization(graph(), organizationId)).sponsors.map(({ side, principalName, principalKind }) => [side, principalName, principalKind])).toEqual([['internal', 'Marta Lindqvist', 'person'], ['internal', 'Finance – Ledger', 'group'], ['external', guest.displayName, 'person']]);
  await expect(sponsor('internal', marta.id)).rejects.toMatchObject({ code: 'invalid', details: { fields: { principalId: 'Marta Lindqvist is internal sponsor of it already.' } } });

  const removals = await Promise.all([{ side: 'internal', principalId: marta.id }, { side: 'external', principalId: guest.id }].map((of) => draftSponsorRemoval(actor(), graph(), { organizationId, side: of.side as 'internal' | 'external', principalId: of.principalId }, NEW)));
  for (const draft of removals) expect(await done(draft)).toBe('applied');
  expect(held()).toEqual([[[group.id], []]]);
  const removal = removals[0]?.draftId ?? '';
  const { jobId } = await startUndoing(actor(), graph(), removal, { hash: (await reviewUndo(graph(), removal)).hash });
  expect([await worked(removal, jobId), held()]).toEqual(['undone', [[[group.id, marta.id], []]]]);
});

test('somebody administers a catalog once, and its last owner stays', async () => {
  const catalogId = await aCatalog(admin, 'Administered');
  const [owner, reader] = CATALOG_ROLES;
  const marta = tenant.persona('Marta');
  const wanted = { catalogId, principalId: marta.id, roleId: reader.id };
  expect(await done(await draftAdministrator(actor(), graph(), wanted, NEW))).toBe('applied');
  await expect(draftAdministrator(actor(), graph(), wanted, NEW)).rejects.toMatchObject({ code: 'invalid', details: { fields: { principalId: 'Marta Lindqvist is Catalog reader of it already.' } } });
  const { administrators } = await loadAdministrators(graph(), catalogId);
  const [reading] = administrators.filter(({ roleId }) => roleId === reader.id);
  const { draftId } = await draftRoleRemoval(actor(), graph(), { catalogId, assignmentId: reading?.id ?? '' }, { newName: 'Fewer' });
  expect((await listDraftChanges(draftId)).map(({ kind, operation, name }) => [kind, operation, name])).toEqual([['catalogRole', 'delete', 'Marta Lindqvist, Catalog reader']]);
  const owners = async () => (await loadAdministrators(graph(), catalogId)).administrators.filter(({ roleId }) => roleId === owner.id);
  if ((await owners()).length === 0) expect(await done(await draftAdministrator(actor(), graph(), { ...wanted, roleId: owner.id }, NEW))).toBe('applied');
  const [last, ...others] = await owners();
  expect(others).toEqual([]);
  await expect(draftRoleRemoval(actor(), graph(), { catalogId, assignmentId: last?.id ?? '' }, NEW)).rejects.toMatchObject({ code: 'invalid', sentence: `${last?.principalName} is the last owner of the catalog. Make somebody else an owner first.` });
});

test('a person, a group and an application may create catalogs once they are named, each once, and get the right back that was taken from them', async () => {
  const marta = tenant.persona('Marta');
  const group = tenant.snapshot().groups.find(({ displayName }) => displayName === 'Finance – Ledger')!;
  const { items: [application] } = await searchApplications(graph(), '', 1);
  const before = await loadCreators(graph());
  const held = () => tenant.tenant.governance.allGrants().filter(({ role }) => role === 'Catalog creator').map(({ principalId, catalogId }) => [principalId, catalogId]);
  const heldBefore = held();
  expect(await draftCreator(actor(), graph(), group.id, NEW).then(({ draftId }) => listDraftChanges(draftId)).then((changes) => changes.map(({ kind, operation, name }) => [kind, operation, name]))).toEqual([['catalogCreator', 'create', 'Finance – Ledger, Catalog creator']]);
  for (const id of [marta.id, group.id, application?.id ?? '']) expect(await done(await draftCreator(actor(), graph(), id, NEW))).toBe('applied');
  expect(held()).toEqual([...heldBefore, [marta.id, null], [group.id, null], [application?.id, null]]);
  expect((await loadCreators(graph())).map(({ principalName }) => principalName)).toEqual([...before.map(({ principalName }) => principalName), 'Marta Lindqvist', group.displayName, application?.name].sort((a, b) => (a ?? '').localeCompare(b ?? '')));
  await expect(draftCreator(actor(), graph(), marta.id, NEW)).rejects.toMatchObject({ code: 'invalid', details: { fields: { principalId: 'Marta Lindqvist may create catalogs already.' } } });
  await expect(draftCreator(actor(), graph(), '00000000-0000-4000-8000-000000000000', NEW)).rejects.toMatchObject({ code: 'invalid', details: { fields: { principalId: 'The tenant does not have them any more. Choose somebody else.' } } });

  const found = (await loadCreators(graph())).find(({ principalId }) => principalId === marta.id);
  const { draftId } = await draftCreatorRemoval(actor(), graph(), found?.id ?? '', NEW);
  expect([(await reviewDraft(graph(), draftId, admin.personId)).plan.steps.map(({ words }) => words), await applied(admin, draftId), held().some(([id]) => id === marta.id)]).toEqual([['Take from Marta Lindqvist the right to create catalogs'], 'applied', false]);
  await expect(draftCreatorRemoval(actor(), graph(), found?.id ?? '', NEW)).rejects.toMatchObject({ code: 'notFound' });
  const { jobId } = await startUndoing(actor(), graph(), draftId, { hash: (await reviewUndo(graph(), draftId)).hash });
  expect([await worked(draftId, jobId), held().some(([id]) => id === marta.id)]).toEqual(['undone', true]);
});

test('whoever is no Identity Governance Administrator is told what naming a catalog creator takes', async () => {
  const catalogId = await aCatalog(admin, 'Owned');
  tenant.tenant.governance.grant(admin.personId, 'Catalog owner', catalogId);
  const jonas = tenant.persona('Jonas').id;
  const { draftId } = await draftCreator(actor(), graph(), jonas, NEW);
  await draftAdministrator(actor(), graph(), { catalogId, principalId: jonas, roleId: CATALOG_ROLES[1].id }, { draftId });
  const held = [...tenant.tenant.entraRolesOf(admin.personId)];
  tenant.tenant.setEntraRoles(admin.personId, ['Global Reader']);
  try {
    expect(await applied(admin, draftId)).toBe('stopped');
  } finally {
    tenant.tenant.setEntraRoles(admin.personId, held);
  }
  expect((await listDraftSteps(draftId)).map(({ kind, state, failure }) => [kind, state, failure])).toEqual([
    ['catalogCreator', 'failed', 'Microsoft Entra refused this: it takes the Entra role Identity Governance Administrator. A Privileged Role Administrator gives the Entra role.'], ['catalogRole', 'done', null],
  ]);
});
