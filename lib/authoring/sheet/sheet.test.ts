import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actorOf, applied, applyChanges, directPolicy, lastExchange, writesSince } from '@/e2e/testing/drafts';
import { addOwnerRole, inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { cells, deviationsOf, namedGroups, only, otherwise, sheetInTenant } from '@/e2e/testing/sheets';
import { db } from '@/lib/db/client';
import { listSheetRows } from '@/lib/db/policy-sheets';
import { graphFor } from '@/lib/graph/graph-for';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { addChange } from '../edit-draft';
import type { SheetCells } from './columns';
import { draftSheet, holdWholeSheet } from './draft-sheet';
import { removeSheetRow, saveSheetRow, takeFromTenant } from './edit-sheet';
import { loadUntouched } from './load-untouched';
import { EXAMPLE_SHEET } from './example';
import { formatOf, importSheet } from './import-sheet';
import { itemsIn, itemsText, readSheetCsv, writeSheetCsv } from './read-sheet-csv';
import { readSheetJson, writeSheetJson } from './read-sheet-json';
import { loadSheetVersions } from './sheet-view';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);

const groups = () => namedGroups(tenant);

/** As many packages over thirty catalogs, each with a group of its own. */
function many(count: number): SheetCells[] {
  const known = groups();
  return Array.from({ length: count }, (_, index) => cells({ package: `Role ${index + 1}`, catalog: `Roles ${(index % 30) + 1}`, description: `What role ${index + 1} needs`, resources: [`${known[index % known.length]?.displayName ?? ''} > Member`] }));
}

const kept = async () => [await db().policySheet.count(), await db().policySheetRow.count(), await db().policySheetVersion.count()];

test('of two hundred packages one name is nobody’s: exactly that is said, with line, column and what was meant, and nothing is kept', async () => {
  const rows = many(200);
  const meant = groups()[3]?.displayName ?? '';
  rows[120] = otherwise(rows[120]!, { ask: [`${meant}s`], approvers1: ['Manager'], days1: '14 days' });
  const before = await kept();
  const imported = await importSheet(actor(), graph(), { format: 'csv', text: writeSheetCsv(rows) }, { name: 'Dangling' });
  expect(imported).toEqual({ taken: false, packages: 200, problems: [{ line: 122, row: 121, policy: 1, column: 'Who may ask', said: `${meant}s`, what: 'No person or group of the tenant has this name.', suggestions: expect.arrayContaining([meant]) as unknown }] });
  const asJson = await importSheet(actor(), graph(), { format: 'json', text: writeSheetJson(rows, '') }, { name: 'Dangling' });
  expect(asJson).toMatchObject({ taken: false, packages: 200, problems: [{ row: 121, column: 'Who may ask', said: `${meant}s` }] });
  expect(await kept()).toEqual(before);

  // The likest stands first, whichever dash, accent or letter is another: of people and groups, of packages, and of resources.
  const near = otherwise({ ...many(1)[0]!, resources: ['Compny news > Member', 'Finance — Paymetns'], incompatible: ['Ledger postr', 'Cmpany news'], prerequisite: ['Finance > Ledger reder'] }, { ask: ['Finance - Payments', 'Compánÿ news'] });
  const alike = await importSheet(actor(), graph(), { format: 'json', text: writeSheetJson([near], '') }, { name: 'Near' });
  expect(alike.taken ? [] : alike.problems.map(({ said, suggestions: [first] }) => [said, first])).toEqual([
    ['Compny news > Member', 'Company news > Member'], ['Finance — Paymetns', 'Finance – Payments'], ['Ledger postr', 'Ledger poster'], ['Cmpany news', 'Company news'],
    ['Finance > Ledger reder', 'Finance > Ledger reader'], ['Finance - Payments', 'Finance – Payments'], ['Compánÿ news', 'Company news'],
  ]);

  // Where packages and groups stand, nobody is meant; a name without its accents is the same name.
  const person = tenant.persona('Marta').name;
  const apart = many(2).map((row, index) => ({ ...row, package: index === 0 ? 'Gdańsk expansion' : 'Gdynia expansion', incompatible: index === 0 ? [`${person.slice(0, -1)}`] : ['Gdansk expansion'] }));
  const told = await importSheet(actor(), graph(), { format: 'csv', text: writeSheetCsv(apart) }, { name: 'Apart' });
  expect(told).toMatchObject({ taken: false, problems: [{ row: 1, suggestions: expect.not.arrayContaining([person]) as unknown }, { row: 2, said: 'Gdansk expansion', suggestions: ['Gdańsk expansion'] }] });
});

/** Three roles with all a sheet can say; texts that a spreadsheet or a separator could spoil among them. */
function aSheet(): SheetCells[] {
  const [ledger, books, clerks] = groups();
  const application = tenant.snapshot().resources.find(({ originSystem, roles }) => originSystem === 'AadApplication' && roles.length > 1);
  const ines = tenant.snapshot().users.find(({ id }) => id === admin.personId);
  return [
    cells({ role: 'Payer', package: 'Pay invoices', catalog: 'Payments', description: '=Pays; what "was" approved,\nand no more', shown: 'yes', resources: [`${ledger?.displayName} > Member`, `${application?.displayName} > ${application?.roles[0]?.displayName}`], ask: ['Members'], prerequisite: [clerks?.displayName ?? ''], prerequisiteNote: 'Signed the paper', approvers1: ['Manager'], standIns1: [ines?.userPrincipalName ?? ''], days1: '5 days', approvers2: [books?.displayName ?? ''], days2: '3 days', duration: '90 days', review: 'quarterly', reviewers: ['Manager'], silence: 'remove', incompatible: ['Approve invoices'], exceptions: "'=Auditors: 30 days" }),
    cells({ role: '', package: 'Approve invoices', catalog: 'Payments', description: 'Approves', resources: [`${books?.displayName} > Owner`], policy: 'For approvers', ask: [clerks?.displayName ?? '', ines?.userPrincipalName ?? ''], duration: '8 hours' }),
    cells({ role: 'Auditor', package: 'Auditor', catalog: 'Audit', description: 'Audits', resources: [`${ledger?.displayName} > Member`], duration: 'until 2031-03-31', review: 'yearly', reviewers: ['Themselves'], silence: 'as recommended', incompatible: ['Payments > Pay invoices', clerks?.displayName ?? ''] }),
  ];
}

/** Rows as they were kept while a package had one policy come out of the migration as rows of today. */
async function asKeptBefore(sheetId: string): Promise<void> {
  const migration = await readFile('prisma/migrations/20261127010000_several_policies/migration.sql', 'utf8');
  const rows = await listSheetRows(sheetId);
  await expect(db().$transaction(async (tx) => {
    await tx.$executeRaw`DELETE FROM "policy_sheet_row" WHERE "sheet_id" <> ${sheetId}::uuid`;
    await tx.$executeRaw`UPDATE "policy_sheet_row" SET "cells" = ("cells" - 'policies') || ("cells"->'policies'->0), "wanted" = ("wanted" - 'policies') || (("wanted"->'policies'->0) - 'name') || jsonb_build_object('policy', "wanted"->'policies'->0->'name')`;
    const [before] = await listSheetRows(sheetId, tx);
    expect(before?.cells).toMatchObject({ package: 'Pay invoices', policy: 'Initial policy', duration: '90 days' });
    await tx.$executeRawUnsafe(migration);
    expect(await listSheetRows(sheetId, tx)).toEqual(rows);
    throw new Error('taken back');
  })).rejects.toThrow('taken back');
}

test('a sheet reads back as it was written, in both formats; what is drafted of it is in the tenant once applied, one write for each object, and nothing deviates', async () => {
  const rows = aSheet();
  const imported = await importSheet(actor(), graph(), { format: 'csv', text: writeSheetCsv(rows), fileName: 'roles.csv' }, { name: 'Finance roles' });
  if (!imported.taken) throw new Error(JSON.stringify(imported.problems));
  const { sheetId } = imported;
  expect((await listSheetRows(sheetId)).map((row) => row.cells)).toEqual(rows);
  await asKeptBefore(sheetId);
  expect(await importSheet(actor(), graph(), { format: 'json', text: writeSheetJson(rows, 'http://localhost/schema') }, { sheetId, version: 1 })).toEqual({ taken: true, sheetId, version: 2, packages: 3 });
  expect((await listSheetRows(sheetId)).map((row) => row.cells)).toEqual(rows);
  await expect(importSheet(actor(), graph(), { format: 'csv', text: writeSheetCsv(rows) }, { sheetId, version: 1 })).rejects.toMatchObject({ code: 'conflict' });

  const since = lastExchange(tenant);
  const { draftId, changes } = await draftSheet(actor(), graph(), sheetId);
  expect(writesSince(tenant, since)).toEqual([]);
  // Two catalogs, four resources in them, three packages, four roles, three policies, two pairs each way, and a group.
  expect(changes).toBe(2 + 4 + 3 + 4 + 3 + 4 + 1);
  expect(await applied(admin, draftId)).toBe('applied');
  expect(writesSince(tenant, since)).toHaveLength(changes);
  const { packages, policies } = tenant.snapshot();
  const pay = packages.find(({ displayName }) => displayName === 'Pay invoices');
  const clerks = groups()[2];
  expect([pay?.description, pay?.isHidden, pay?.roleScopes.length, pay?.incompatiblePackages.map((id) => packages.find((each) => each.id === id)?.displayName).sort()]).toEqual([rows[0]?.description, false, 2, ['Approve invoices', 'Auditor']]);
  expect(policies.find(({ packageId }) => packageId === pay?.id)).toMatchObject({
    displayName: 'Initial policy', allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [{ groupId: clerks?.id }], expiration: { type: 'afterDuration', duration: 'P90D' },
    requestorSettings: { enableTargetsToSelfUpdateAccess: true }, requestApprovalSettings: { isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: true, stages: [{ durationBeforeAutomaticDenial: 'P5D', primaryApprovers: [{ managerLevel: 1 }], fallbackPrimaryApprovers: [{ userId: admin.personId }] }, { durationBeforeAutomaticDenial: 'P3D', primaryApprovers: [{ groupId: groups()[1]?.id }] }] },
    reviewSettings: { isEnabled: true, expirationBehavior: 'removeAccess' },
  });
  expect((await holdWholeSheet(graph(), sheetId)).held).toMatchObject({ deviations: [], dangling: [] });
  await expect(draftSheet(actor(), graph(), sheetId)).rejects.toMatchObject({ code: 'conflict' });
});

const inTenant = (name: string, rows: SheetCells[]) => sheetInTenant(admin, name, rows);
const deviations = (sheetId: string, page?: { skip: number; take: number }) => deviationsOf(admin, sheetId, page);

test('certain connected organisations and a rule are said in words before them, come to the tenant so, and are taken back from it', async () => {
  await applyChanges(admin, ['Fabrikam Valves', 'Northwind Traders'].map((name) => ({ kind: 'connectedOrganization', operation: 'create', wanted: { name, description: 'A supplier', state: 'configured', source: { '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: `${name.slice(0, 4)}.example`, displayName: name } } }) as const));
  const [ledger, , clerks] = groups();
  const row = (name: string, ask: string[]) => cells({ package: name, catalog: 'Told by words', description: 'Gives it', resources: [`${ledger?.displayName} > Member`], ask, duration: '90 days' });
  const rows = [row('For suppliers', ['organization:  fabrikam valves']), row('For finance', ['rule: user.department -eq "Finance"'])];
  const sheetId = await inTenant('Told by words', rows);
  const { packages, policies, connectedOrganizations } = tenant.snapshot();
  const policyOf = (name: string) => policies.find(({ packageId }) => packageId === packages.find(({ displayName }) => displayName === name)?.id);
  const organization = (name: string) => (connectedOrganizations ?? []).find(({ displayName }) => displayName === name)?.id ?? '';
  expect([policyOf('For suppliers'), policyOf('For finance')]).toMatchObject([
    { allowedTargetScope: 'specificConnectedOrganizationUsers', specificAllowedTargets: [{ connectedOrganizationId: organization('Fabrikam Valves') }] },
    { specificAllowedTargets: [{ membershipRule: 'user.department -eq "Finance"' }], automaticRequestSettings: { requestAccessForAllowedTargets: true } },
  ]);
  expect((await listSheetRows(sheetId)).map(({ cells: of }) => only(of).ask)).toEqual([['Organisation: fabrikam valves'], ['Rule: user.department -eq "Finance"']]);
  expect(await deviations(sheetId)).toEqual([]);

  const change = async (name: string, changed: object) => inEntra(tenant, admin, 'PUT', `assignmentPolicies/${policyOf(name)?.id}`, { ...(await getWholePolicy(graph(), policyOf(name)?.id ?? '')).document, ...changed, accessPackage: { id: policyOf(name)?.packageId } });
  await change('For suppliers', { specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.connectedOrganizationMembers', connectedOrganizationId: organization('Northwind Traders'), description: 'Northwind Traders' }] });
  await change('For finance', { specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', membershipRule: 'user.department -eq "Sales"', description: 'Sales' }] });
  const rule = (department: string) => `everybody its rule selects, without asking: user.department -eq "${department}"`;
  expect(await deviations(sheetId)).toEqual([['For suppliers', 'ask', 'Fabrikam Valves', 'Northwind Traders', true], ['For finance', 'ask', rule('Finance'), rule('Sales'), true]]);
  for (const { id } of await listSheetRows(sheetId)) await takeFromTenant(actor(), graph(), sheetId, { rowId: id, field: 'ask', policy: 'Initial policy' });
  const taken = await listSheetRows(sheetId);
  expect([taken.map(({ cells: of }) => only(of).ask), await deviations(sheetId)]).toEqual([[['Organisation: Northwind Traders'], ['Rule: user.department -eq "Sales"']], []]);
  const again = await importSheet(actor(), graph(), { format: 'csv', text: writeSheetCsv(taken.map(({ cells: of }) => of)) }, { name: 'Told again' });
  expect(again.taken && (await deviations(again.sheetId))).toEqual([]);

  const wrong = [['Organisation: Fabrikam Valve'], ['Rule: user.department -eq'], ['Rule: user.department -eq "Sales"', clerks?.displayName ?? ''], ['Organisation: Fabrikam Valves', clerks?.displayName ?? '']];
  const refused = await importSheet(actor(), graph(), { format: 'csv', text: writeSheetCsv([...wrong.map((ask, index) => row(`Wrong ${index}`, ask)), cells({ package: 'Wrong 4', catalog: 'Told by words', description: 'Gives it', resources: [`${ledger?.displayName} > Member`], ask: ['Rule: user.department -eq "Sales"'], approvers1: ['Manager'], duration: '90 days' })]) }, { name: 'Wrong words' });
  expect(refused.taken ? [] : refused.problems.map(({ row: of, column, what, suggestions }) => [of, column, what.slice(0, 40), suggestions])).toEqual([
    [1, 'Who may ask', 'No connected organisation of the tenant ', ['Organisation: Fabrikam Valves']], [2, 'Who may ask', expect.stringMatching(/^Line 1/), []],
    [3, 'Who may ask', 'A rule stands alone: whoever it selects ', []], [4, 'Who may ask', 'A policy is open to connected organisati', []], [5, 'Approvers 1', 'A policy with a rule asks nobody: whoeve', []],
  ]);
});

/** Another catalog's rows of the same, under other names. */
const under = (catalog: string, rows: SheetCells[]): SheetCells[] => rows.map((row) => ({ ...row, catalog, package: `${row.package} of ${catalog}`, incompatible: row.incompatible.map((name) => (name.includes('invoices') ? `${name.replace('Payments > ', '')} of ${catalog}` : name)) }));

test('what somebody changes in the tenant is exactly the deviation that is told; a draft brings the tenant back, or the sheet takes what the tenant has', async () => {
  const sheetId = await inTenant('Deviating', under('Deviating', aSheet()));
  const { packages, policies } = tenant.snapshot();
  const [pay, approve] = ['Pay invoices of Deviating', 'Approve invoices of Deviating'].map((name) => packages.find(({ displayName }) => displayName === name));
  const policy = policies.find(({ packageId }) => packageId === pay?.id);
  const books = groups()[1];
  const { document } = await getWholePolicy(graph(), policy?.id ?? '');
  const put = (changed: object) => inEntra(tenant, admin, 'PUT', `assignmentPolicies/${policy?.id}`, { ...document, ...changed, accessPackage: { id: pay?.id } });
  expect(await deviations(sheetId)).toEqual([]);

  await put({ expiration: { type: 'afterDuration', duration: 'P30D', endDateTime: null } });
  const rows = await listSheetRows(sheetId);
  expect(await deviations(sheetId)).toEqual([['Pay invoices of Deviating', 'duration', '90 days', '30 days', true]]);
  await takeFromTenant(actor(), graph(), sheetId, { rowId: rows[0]?.id ?? '', field: 'duration', policy: 'Initial policy' });
  expect((await listSheetRows(sheetId)).map(({ cells: of }) => only(of).duration)).toEqual(['30 days', '8 hours', 'until 2031-03-31']);
  expect(await deviations(sheetId)).toEqual([]);
  await expect(takeFromTenant(actor(), graph(), sheetId, { rowId: rows[0]?.id ?? '', field: 'duration', policy: 'Initial policy' })).rejects.toMatchObject({ code: 'conflict' });

  await inEntra(tenant, admin, 'DELETE', `accessPackages/${approve?.id}/incompatibleAccessPackages/${pay?.id}/$ref`);
  await inEntra(tenant, admin, 'PATCH', `accessPackages/${approve?.id}`, { description: 'Approves more' });
  await inEntra(tenant, admin, 'POST', 'assignmentPolicies', { ...directPolicy('By hand'), accessPackage: { id: approve?.id } });
  await put({ allowedTargetScope: 'allMemberUsers', specificAllowedTargets: [], expiration: { type: 'afterDuration', duration: 'P30D', endDateTime: null }, requestApprovalSettings: { ...(document.requestApprovalSettings as object), stages: (document.requestApprovalSettings as { stages: object[] }).stages.slice(0, 1) } });
  const audit = packages.find(({ displayName }) => displayName === 'Auditor of Deviating');
  const ledger = groups()[0];
  const auditPolicy = await getWholePolicy(graph(), policies.find(({ packageId }) => packageId === audit?.id)?.id ?? '');
  await inEntra(tenant, admin, 'PATCH', `accessPackages/${audit?.id}`, { isHidden: false });
  await addOwnerRole(tenant, admin, audit?.id ?? '', { resourceId: tenant.snapshot().resources.find(({ catalogId, originId }) => catalogId === audit?.catalogId && originId === ledger?.id)?.id ?? '', originId: ledger?.id ?? '' });
  await inEntra(tenant, admin, 'PUT', `assignmentPolicies/${auditPolicy.id}`, { ...auditPolicy.document, displayName: 'Renamed', reviewSettings: null, accessPackage: { id: audit?.id } });
  const clerks = groups()[2]?.displayName;
  const ines = tenant.snapshot().users.find(({ id }) => id === admin.personId)?.displayName;
  expect(await deviations(sheetId)).toEqual([
    ['Pay invoices of Deviating', 'ask', `members of ${clerks}`, 'Members', true],
    ['Pay invoices of Deviating', 'approval', `their manager, in their place ${ines}, within 5 days; then members of ${books?.displayName}, within 3 days`, `their manager, in their place ${ines}, within 5 days`, true],
    ['Approve invoices of Deviating', 'description', 'Approves', 'Approves more', true],
    ['Approve invoices of Deviating', 'beside', 'none', 'By hand', true],
    ['Approve invoices of Deviating', 'incompatible', 'Pay invoices of Deviating', 'nothing', false],
    ['Auditor of Deviating', 'shown', 'no', 'yes', true],
    ['Auditor of Deviating', 'resources', `Member of ${ledger?.displayName}`, `Member of ${ledger?.displayName} and Owner of ${ledger?.displayName}`, true],
    ['Auditor of Deviating', 'policy', 'Initial policy', 'Renamed', true],
    ['Auditor of Deviating', 'review', 'yearly, by themselves; without an answer as recommended', 'never', true],
  ]);
  // A page is read by itself, with whatever must not be held together with it.
  expect((await deviations(sheetId, { skip: 1, take: 1 })).map(([, field]) => field)).toEqual(['description', 'beside', 'incompatible']);

  const one = await draftSheet(actor(), graph(), sheetId, [{ rowId: rows[0]?.id ?? '', field: 'approval', policy: 'Initial policy' }]);
  expect(await applied(admin, one.draftId)).toBe('applied');
  const all = await draftSheet(actor(), graph(), sheetId);
  // What the sheet does not speak of is told of a draft of the whole, as it is now, and of no other draft.
  const byHand = tenant.snapshot().policies.find(({ displayName }) => displayName === 'By hand');
  expect([await loadUntouched(graph(), one.draftId), await loadUntouched(graph(), all.draftId)]).toEqual([null, { sheetId, packages: [{ id: approve?.id, name: approve?.displayName, catalogName: 'Deviating', policies: [{ id: byHand?.id, name: 'By hand' }] }] }]);
  const further = await draftSheet(actor(), graph(), sheetId);
  await addChange(actor(), further.draftId, { kind: 'policy', operation: 'delete', objectId: byHand?.id ?? '', base: { package: { id: approve?.id ?? '' }, document: (await getWholePolicy(graph(), byHand?.id ?? '')).document } });
  expect(await loadUntouched(graph(), further.draftId)).toEqual({ sheetId, packages: [] });
  const since = lastExchange(tenant);
  expect(await applied(admin, all.draftId)).toBe('applied');
  expect(writesSince(tenant, since).map((write) => write.replace(/[0-9a-f-]{36}/g, '…')).sort()).toEqual([
    'DELETE /identityGovernance/entitlementManagement/accessPackages/…/resourceRoleScopes/…_…', 'PATCH /identityGovernance/entitlementManagement/accessPackages/…', 'PATCH /identityGovernance/entitlementManagement/accessPackages/…',
    'POST /identityGovernance/entitlementManagement/accessPackages/…/incompatibleAccessPackages/$ref', 'PUT /identityGovernance/entitlementManagement/assignmentPolicies/…', 'PUT /identityGovernance/entitlementManagement/assignmentPolicies/…',
  ]);
  // A policy that the sheet does not speak of goes only where somebody chooses that.
  expect(await deviations(sheetId)).toEqual([['Approve invoices of Deviating', 'beside', 'none', 'By hand', true]]);
  await expect(draftSheet(actor(), graph(), sheetId)).rejects.toMatchObject({ code: 'conflict' });
  const beside = await draftSheet(actor(), graph(), sheetId, [{ rowId: rows[1]?.id ?? '', field: 'beside', policy: byHand?.id ?? '' }]);
  expect(await applied(admin, beside.draftId)).toBe('applied');
  expect(await deviations(sheetId)).toEqual([]);
});

test('a row is saved once every name in it is somebody’s, others follow its new name, and who saves over another’s edit is told', async () => {
  const rows = under('Edited', aSheet());
  const imported = await importSheet(actor(), graph(), { format: 'csv', text: writeSheetCsv(rows) }, { name: 'Edited' });
  if (!imported.taken) throw new Error(JSON.stringify(imported.problems));
  const { sheetId } = imported;
  const [pay, approve] = await listSheetRows(sheetId);
  const seen = { rowId: approve?.id ?? '', version: 0 };
  const wrong = otherwise(rows[1]!, { approvers1: ['Nobody in particular'], duration: 'soon' });
  await expect(saveSheetRow(actor(), graph(), sheetId, seen, wrong)).rejects.toMatchObject({ code: 'invalid', details: { fields: { 'policy.0.approvers1': '“Nobody in particular”: No person or group of the tenant has this name.', 'policy.0.duration': '“soon”: Say how long access lasts: 180 days, 8 hours, until 2027-06-30, or never ends.' } } });
  await expect(removeSheetRow(actor(), sheetId, approve?.id ?? '')).rejects.toMatchObject({ code: 'conflict' });

  await saveSheetRow(actor(), graph(), sheetId, seen, { ...rows[1]!, package: 'Approve payments' });
  await expect(saveSheetRow(actor(), graph(), sheetId, seen, rows[1]!)).rejects.toMatchObject({ code: 'conflict' });
  await saveSheetRow(actor(), graph(), sheetId, null, cells({ package: 'Added', catalog: 'Edited', description: 'Added by hand', resources: rows[1]!.resources }));
  const after = await listSheetRows(sheetId);
  expect(after.map(({ package: name, cells: of }) => [name, of.incompatible])).toEqual([[pay?.package, ['Edited > Approve payments']], ['Approve payments', []], ['Auditor of Edited', rows[2]!.incompatible], ['Added', []]]);
  expect((await loadSheetVersions(sheetId)).versions.map(({ version, origin, said, rowCount }) => [version, origin, said, rowCount])).toEqual([[3, 'form', 'Added “Added”', 4], [2, 'form', 'Changed “Approve payments”', 3], [1, 'csv', null, 3]]);
  expect((await holdWholeSheet(graph(), sheetId)).held.dangling).toEqual([]);

  // What a package is a prerequisite by is the group that it gives now.
  const [payers, others] = [groups()[3], groups()[4]];
  await saveSheetRow(actor(), graph(), sheetId, null, cells({ package: 'After it', catalog: 'Edited', description: 'For who has the other', resources: rows[1]!.resources, ask: ['Members'], prerequisite: ['Added'] })).catch((error: unknown) => expect(error).toMatchObject({ code: 'invalid', details: { fields: { prerequisite: expect.stringMatching(/gives membership of no group/) as unknown } } }));
  const added = (await listSheetRows(sheetId)).find(({ package: name }) => name === 'Added');
  await saveSheetRow(actor(), graph(), sheetId, { rowId: added?.id ?? '', version: 0 }, { ...added!.cells, resources: [`${payers?.displayName} > Member`] });
  await saveSheetRow(actor(), graph(), sheetId, null, cells({ package: 'After it', catalog: 'Edited', description: 'For who has the other', resources: rows[1]!.resources, ask: ['Members'], prerequisite: ['Added'] }));
  const needs = async () => (await listSheetRows(sheetId)).find(({ package: name }) => name === 'After it')?.wanted.prerequisite;
  expect(await needs()).toEqual([{ id: payers?.id, name: payers?.displayName }]);
  await saveSheetRow(actor(), graph(), sheetId, { rowId: added?.id ?? '', version: 1 }, { ...added!.cells, resources: [`${others?.displayName} > Member`] });
  expect(await needs()).toEqual([{ id: others?.id, name: others?.displayName }]);
  await expect(saveSheetRow(actor(), graph(), sheetId, { rowId: added?.id ?? '', version: 2 }, { ...added!.cells, resources: rows[1]!.resources })).rejects.toMatchObject({ code: 'invalid', details: { fields: { resources: expect.stringMatching(/“After it” has this package as its prerequisite/) as unknown } } });

  await saveSheetRow(actor(), graph(), sheetId, { rowId: added?.id ?? '', version: 2 }, otherwise({ ...added!.cells, resources: [`${others?.displayName} > Member`] }, { duration: '60 days' }));
  expect((await fetch(`${tenant.origin}/v1.0/groups/${others?.id}`, { method: 'DELETE', headers: { authorization: `Bearer ${await tenant.graphToken(admin.personId)}` } })).status).toBe(204);
  await expect(draftSheet(actor(), graph(), sheetId)).rejects.toMatchObject({ code: 'invalid', details: { say: `The tenant does not have “${others?.displayName}” any more, which “Added” names. Change that row first.` } });
});

test('whatever is wrong with a file is told with its place: heads, quotation marks, cells, names that several have, and what no package can hand out', async () => {
  const known = groups()[0]?.displayName ?? '';
  const said = async (text: string) => {
    const imported = await importSheet(actor(), graph(), { format: formatOf(text), text }, { name: 'Wrong' });
    return imported.taken ? [] : imported.problems.map(({ line, column, what, suggestions }) => [line, column, what, ...suggestions]);
  };
  const head = 'Package,Catalog,Description,Resources and roles,Access lasts';
  expect(await said('Package,Catalog,Description,Resource and roles,Access lasts\nA,B,C,D,E')).toEqual([
    [1, 'Resource and roles', 'A sheet has no column of this name, and nothing is left out in silence. Rename it, or take it away.', 'Resources and roles'], [1, 'Resources and roles', 'The column “Resources and roles” is missing.'],
  ]);
  expect(await said(`${head}\nA,B,"C,${known},8 hours\n`)).toEqual([[2, expect.any(String), 'A quotation mark opens here and does not close as it should. One inside a cell is written twice.']]);
  expect(await said(`${head},Reviewed\nA,B,"two\nlines",${known},90 days,monthy\nP,B,C,${known} > Reader,90 days,`)).toEqual([
    [2, 'Reviewed', 'Say how often it is reviewed: never, weekly, monthly, quarterly, half-yearly or yearly.', 'monthly'], [2, 'Reviewers', 'Say who reviews: Themselves, Manager, or names.'],
    [4, 'Resources and roles', `“${known}” has no role “Reader”.`, `${known} > Member`, `${known} > Owner`, `${known} > Eligible Member`],
  ]);
  expect(await said('{"packages": [\n {"package": "A", "catalog": "B", "description": "C",\n "resources": "D", "durations": "8 hours"}]}')).toEqual([
    [2, 'Resources and roles', 'This has to be a list of texts.'], [2, 'durations', 'A package has no field of this name. Rename it, or take it away.', 'duration'], [2, 'Access lasts', 'Fill in “Access lasts”.'],
  ]);
  expect(await said('{"packages": [,]}')).toEqual([[1, '15', 'This is no JSON: look for a comma, bracket or quotation mark that is missing or too many here.']]);
  // Of several that have a name none is taken for it: each is offered, by what tells it apart.
  const { tenant: world } = tenant;
  const twin = groups()[1]?.displayName ?? '';
  const [first] = [...world.groups.values()].filter(({ displayName }) => displayName === twin);
  if (!first) throw new Error('the tenant has groups');
  const second = { ...first, id: world.newId(), mail: null };
  world.groups.add(second);
  const catalog = [...world.governance.catalogs.values()][0];
  if (!catalog) throw new Error('the tenant has a catalog');
  const other = { ...catalog, id: world.newId() };
  world.governance.catalogs.add(other);
  const both = [first, second].map(({ id }) => `${twin} ${id}`);
  const disabled = tenant.snapshot().users.find(({ accountEnabled, userPrincipalName }) => !accountEnabled && !userPrincipalName.includes('#EXT#'));
  expect(await said(`${head},Who may ask,Approvers 1,Not together with\nA,B,C,${twin},8 hours,${twin},${disabled?.userPrincipalName},P\nP,B,C,${known},8 hours,Members,,\nP,D,C,${known},8 hours,Members,,\nQ,${catalog.displayName},C,${known},8 hours,Members,,`)).toEqual([
    [2, 'Resources and roles', expect.stringMatching(/have this name/), ...both.map((each) => expect.stringContaining(each.split(' ').at(-1) ?? '') as unknown)],
    [2, 'Who may ask', '2 have this name. Choose one.', ...both],
    [2, 'Approvers 1', `The account of ${disabled?.displayName} is disabled and could not answer. Name somebody else.`],
    [2, 'Not together with', '2 have this name. Choose one.', 'B > P', 'D > P'],
    [5, 'Catalog', '2 catalogs have this name. Choose one by its id.', `${catalog.displayName} ${catalog.id}`, `${catalog.displayName} ${other.id}`],
  ]);
  const synchronised = tenant.snapshot().groups.find((group) => group.onPremisesSyncEnabled);
  expect(await said(`${head}\nA,B,C,${synchronised?.id},90 days`)).toEqual([[2, 'Resources and roles', expect.stringMatching(/cannot be handed out: Synchronised from on-premises/)]]);
});

test('the example reads back as it is, in both formats', () => {
  for (const read of [readSheetCsv(writeSheetCsv(EXAMPLE_SHEET)), readSheetJson(writeSheetJson(EXAMPLE_SHEET, ''))]) expect([read.problems, read.rows.map((row) => row.cells)]).toEqual([[], EXAMPLE_SHEET]);
});

test('a rule stands in a cell as the guide gives it, both ways; a name is in quotation marks of its own only where it would not read back', () => {
  const asked = (...ask: string[]) => [cells({ package: 'A', catalog: 'B', description: 'C', resources: ['D'], ask, duration: '8 hours' })];
  const askIn = (cell: string) => readSheetCsv(`Package,Catalog,Description,Resources and roles,Access lasts,Who may ask\nA,B,C,D,8 hours,"${cell.replaceAll('"', '""')}"`).rows.map(({ cells: of }) => only(of).ask);
  for (const [cell, ask] of [
    ['Rule: user.department -eq "Finance"', ['Rule: user.department -eq "Finance"']],
    ['Rule: user.department -in ["A;B", "C`"; D"]', ['Rule: user.department -in ["A;B", "C`"; D"]']],
    ['"Rule: user.department -eq ""Finance"""', ['Rule: user.department -eq "Finance"']],
    ['Team "Blue"; "Red; green"; 5" pipes', ['Team "Blue"', 'Red; green', '5" pipes']],
  ] as const) expect(askIn(cell)).toEqual([ask]);
  expect(askIn('"Blue" team')).toEqual([['Nobody']]);
  expect(writeSheetCsv(asked('Rule: user.department -eq "Finance"'))).toContain(',"Rule: user.department -eq ""Finance""",');
  expect(writeSheetCsv(asked('Team "Blue"', '"Red"', 'A;B'))).toContain(',"Team ""Blue""; """"""Red""""""; ""A;B""",');
  const item = fc.stringMatching(/^(Rule: )?[ab";,`' \n>]{1,9}$/).map((text) => text.trim().replaceAll('\n', ' ')).filter(Boolean);
  fc.assert(fc.property(fc.array(item, { minLength: 1, maxLength: 4 }), (items) => { expect(itemsIn(itemsText(items))).toEqual(items); }), { seed: 20261127, numRuns: 500 });
});
