import { afterAll, beforeAll, expect, test } from 'vitest';
import { GraphCaller, outcome } from './graph-caller';
import { EM } from './testing';

let graph: GraphCaller;
beforeAll(async () => {
  graph = await GraphCaller.start();
});
afterAll(() => graph.stop());

const ROLES = '/roleManagement/entitlementManagement';
const CATALOG_OWNER = 'ae79f266-94d4-4dab-b730-feca7e132178';
const CREATOR = 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8';
const finance = () => String(graph.local.snapshot().catalogs.find(({ displayName }) => displayName === 'Finance')?.id);
const give = (principalId: string, roleDefinitionId: string, scope: string, as = 'Ines') => graph.post(`${ROLES}/roleAssignments`, { principalId, roleDefinitionId, [scope === '/' ? 'directoryScopeId' : 'appScopeId']: scope }, { as });

test('the five roles of entitlement management are told with their ids', async () => {
  expect((await graph.all(`${ROLES}/roleDefinitions?$select=id,displayName`)).map(({ id, displayName }) => [displayName, id])).toEqual([
    ['Catalog creator', CREATOR], ['Catalog owner', CATALOG_OWNER], ['Catalog reader', '44272f93-9762-48e8-af59-1b5351b1d6b3'],
    ['Access package manager', '7f480852-ebdc-47d4-87de-0d8498384a83'], ['Access package assignment manager', 'e2182095-804a-4656-ae11-64734e9b7ae5'],
  ]);
});

test('whoever is given a catalog may change it, and may no more once the role is taken away', async () => {
  const [catalog, marta] = [finance(), graph.id('Marta')];
  const rename = () => graph.patch(`${EM}/catalogs/${catalog}`, { description: 'Ledger and reports' }, { as: 'Marta' }).then(outcome);
  expect(await rename()).toBe('403 Forbidden');
  const given = await give(marta, CATALOG_OWNER, `/AccessPackageCatalog/${catalog}`);
  expect(given.status).toBe(201);
  expect(await rename()).toBe('204');
  const url = `${ROLES}/roleAssignments?$filter=principalId eq '${marta}' and appScopeId eq '/AccessPackageCatalog/${catalog}'&$expand=principal($select=displayName),roleDefinition($select=displayName)`;
  expect(await graph.all(url)).toEqual([{
    id: given.body.id, principalId: marta, roleDefinitionId: CATALOG_OWNER, directoryScopeId: null, appScopeId: `/AccessPackageCatalog/${catalog}`,
    principal: { '@odata.type': '#microsoft.graph.user', displayName: 'Marta Lindqvist' }, roleDefinition: { displayName: 'Catalog owner' },
  }]);
  expect(outcome(await give(marta, CATALOG_OWNER, `/AccessPackageCatalog/${catalog}`))).toBe('409 RoleAssignmentExists');
  expect(outcome(await give(graph.id('Ana'), CATALOG_OWNER, `/AccessPackageCatalog/${catalog}`, 'Marta'))).toBe('201');
  expect([outcome(await graph.delete(`${ROLES}/roleAssignments/${String(given.body.id)}`)), await rename()]).toEqual(['204', '403 Forbidden']);
});

test('a role given to a group is its members’', async () => {
  const group = graph.groupId('ERP – Test environment');
  const [member = ''] = graph.local.snapshot().groups.find(({ id }) => id === group)?.members ?? [];
  const name = graph.local.tenant.users.get(member)?.userPrincipalName.replace(/@.*/, '') ?? '';
  const create = () => graph.post(`${EM}/catalogs`, { displayName: 'Made by a member' }, { as: name }).then(outcome);
  expect(await create()).toBe('403 Forbidden');
  expect(outcome(await give(group, CREATOR, '/'))).toBe('201');
  expect(await create()).toBe('201');
});

test('a role is not given over the wrong thing, to nobody, or by whoever has none to give', async () => {
  const refused = await Promise.all([
    give(graph.id('Ana'), CREATOR, `/AccessPackageCatalog/${finance()}`), give(graph.id('Ana'), CATALOG_OWNER, '/'), give('00000000-0000-4000-8000-000000000000', CREATOR, '/'),
    give(graph.id('Ana'), CREATOR, '/', 'Jonas'), give(graph.id('Ana'), CATALOG_OWNER, '/AccessPackageCatalog/00000000-0000-4000-8000-000000000000'),
  ]);
  expect(refused.map(outcome)).toEqual(['400 Request_BadRequest', '400 Request_BadRequest', '404 Request_ResourceNotFound', '403 Forbidden', '404 Request_ResourceNotFound']);
});

test('every change stands in the audit log with who made it, and is found by its target', async () => {
  const [ana, ledger] = [graph.id('Ana'), graph.groupId('Finance – Ledger')];
  const before = new Date().toISOString();
  await graph.post(`/groups/${ledger}/members/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${ana}` }, { headers: { 'client-request-id': 'change-1' } });
  await graph.delete(`/groups/${ledger}/members/${ana}/$ref`);
  const reader = { as: 'Priya' };
  const of = (filter: string) => graph.all(`/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}`, reader);
  const entries = await of(`targetResources/any(t:t/id eq '${ana}') and category eq 'GroupManagement' and activityDateTime ge ${before}`);
  expect(entries.map(({ activityDisplayName }) => activityDisplayName)).toEqual(['Remove member from group', 'Add member to group']);
  expect(entries[1]).toMatchObject({
    correlationId: 'change-1', result: 'success', loggedByService: 'Core Directory', operationType: 'Assign',
    initiatedBy: { user: { id: graph.id('Ines'), userPrincipalName: 'ines.aalto@haldenvoss.example' }, app: null },
    targetResources: [
      { id: ana, type: 'User', modifiedProperties: [{ displayName: 'Group.ObjectID', oldValue: null, newValue: JSON.stringify(ledger) }, { displayName: 'Group.DisplayName', newValue: '"Finance – Ledger"' }] },
      { id: ledger, type: 'Group', displayName: 'Finance – Ledger' },
    ],
  });
  const catalog = await graph.post(`${EM}/catalogs`, { displayName: 'For the log' });
  await graph.delete(`${EM}/catalogs/${String(catalog.body.id)}`);
  expect((await of(`category eq 'EntitlementManagement' and targetResources/any(t:t/displayName eq 'For the log')`)).map(({ activityDisplayName }) => activityDisplayName)).toEqual(['Delete access package catalog', 'Create access package catalog']);
  const [page] = [await graph.get('/auditLogs/directoryAudits?$top=1&$select=id', reader)];
  expect([page.body.value.length, typeof page.body['@odata.nextLink']]).toEqual([1, 'string']);
});

test('what a delivery does to the directory stands in the audit log under the service’s own name', async () => {
  const ana = graph.id('Ana');
  const { packages, policies } = graph.local.snapshot();
  const planner = packages.find(({ displayName }) => displayName === 'Maintenance planner');
  const policy = policies.find(({ packageId, displayName }) => packageId === planner?.id && displayName === 'Direct assignment');
  const request = { requestType: 'adminAdd', assignment: { targetId: ana, accessPackageId: planner?.id, assignmentPolicyId: policy?.id } };
  expect(outcome(await graph.post(`${EM}/assignmentRequests`, request))).toBe('201');
  await graph.local.admin('clock', { advanceMs: 5000 });
  const since = new Date(Date.now() - 60_000).toISOString();
  const entries = await graph.all(`/auditLogs/directoryAudits?$filter=${encodeURIComponent(`targetResources/any(t:t/id eq '${ana}') and initiatedBy/app/displayName eq 'Azure AD Identity Governance - Entitlement Management' and activityDateTime ge ${since}`)}`, { as: 'Priya' });
  expect(entries.map(({ activityDisplayName, category }) => `${String(category)}: ${String(activityDisplayName)}`)).toEqual([
    'EntitlementManagement: Fulfill access package assignment request', 'GroupManagement: Add member to group',
  ]);
  expect((await graph.all(`/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Administrator directly assigns user to access package'`, { as: 'Priya' })).length).toBe(1);
});

test('the audit log is not for whoever administers governance, nor without a licence, nor filtered by anything', async () => {
  const read = (query = '', as = 'Priya') => graph.get(`/auditLogs/directoryAudits${query}`, { as }).then(outcome);
  expect([await read('', 'Ines'), await read("?$filter=resultReason eq 'x'"), await read('?$orderby=correlationId'), await read()]).toEqual(['403 Authorization_RequestDenied', '400 InvalidFilter', '400 BadRequest', '200']);
  await graph.local.admin('settings', { licences: 'none' });
  expect(await read()).toBe('403 Authentication_RequestFromNonPremiumTenantOrB2CTenant');
  await graph.local.admin('settings', { licences: 'Governance' });
});
