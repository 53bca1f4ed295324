import { expect, test } from 'vitest';
import { actorOf, applied, directPolicy, lastExchange, writesSince } from '@/e2e/testing/drafts';
import { inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { cells, deviationsOf, namedGroups, only, sheetInTenant } from '@/e2e/testing/sheets';
import { listSheetRows } from '@/lib/db/policy-sheets';
import { graphFor } from '@/lib/graph/graph-for';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import type { PolicyDocument } from '../policy-document';
import { formOf } from '../policy-form';
import { relation, subjectNamed } from '../policy-subject';
import { reviewDraft } from '../review-draft';
import type { SheetCells } from './columns';
import { draftSheet } from './draft-sheet';
import { takeFromTenant } from './edit-sheet';
import { formatOf, importSheet } from './import-sheet';
import { pairPolicies } from './pair-policies';
import { readSheetCsv, writeSheetCsv } from './read-sheet-csv';
import { writeSheetJson } from './read-sheet-json';
import { differsIn } from './row-words';
import { loadDeviations, loadSheetVersions } from './sheet-view';
import { policyOfRow } from './wanted-row';
import type { WantedPolicy } from './wanted-row';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);
const groups = () => namedGroups(tenant);
const inTenant = (name: string, rows: SheetCells[]) => sheetInTenant(admin, name, rows);
const deviations = (sheetId: string) => deviationsOf(admin, sheetId);

test('a package has several policies: a file says each on a line or in a list, a draft makes each, and each deviation of one is told and settled either way', async () => {
  const [ledger, books, clerks] = groups();
  const ines = tenant.snapshot().users.find(({ id }) => id === admin.personId)?.userPrincipalName ?? '';
  const rows = [
    cells(
      { role: 'Bookkeeper', package: 'Keep books', catalog: 'Several', description: 'Keeps the books', shown: 'yes', resources: [`${ledger?.displayName} > Member`], prerequisite: [clerks?.displayName ?? ''], prerequisiteNote: 'Signed the paper', exceptions: 'None', policy: 'Employees', ask: ['Members'], approvers1: ['Manager'], standIns1: [ines], days1: '5 days', duration: '180 days', review: 'yearly', reviewers: ['Themselves'], silence: 'remove' },
      { policy: 'Externals', ask: ['Connected organisations'], approvers1: [ines], days1: '5 days', approvers2: [books?.displayName ?? ''], days2: '3 days', duration: '30 days' },
      { policy: 'By administrators', duration: '365 days' },
    ),
    cells({ package: 'Read books', catalog: 'Several', description: 'Reads the books', resources: [`${books?.displayName} > Member`], incompatible: ['Keep books'] }),
  ];
  const sheetId = await inTenant('Several', rows);
  const written = async () => (await listSheetRows(sheetId)).map((row) => row.cells);
  expect(await written()).toEqual(rows);
  const { packages, policies } = tenant.snapshot();
  const pack = packages.find(({ displayName }) => displayName === 'Keep books');
  expect(policies.filter(({ packageId }) => packageId === pack?.id).map(({ displayName, allowedTargetScope, expiration, requestApprovalSettings }) => [displayName, allowedTargetScope, expiration?.duration, requestApprovalSettings?.stages?.length ?? 0]).sort()).toEqual([
    ['By administrators', 'notSpecified', 'P365D', 0], ['Employees', 'specificDirectoryUsers', 'P180D', 1], ['Externals', 'allConfiguredConnectedOrganizationUsers', 'P30D', 2],
  ]);
  expect(await deviations(sheetId)).toEqual([]);
  expect(await importSheet(actor(), graph(), { format: 'json', text: writeSheetJson(rows, '') }, { sheetId, version: 1 })).toMatchObject({ taken: true, packages: 2 });
  expect(await written()).toEqual(rows);

  // What belongs to the package may stand on any of its lines, which need not follow each other; in JSON a package with one policy may have it beside itself.
  const head = 'Policy,Package,Catalog,Description,Resources and roles,Shown in My Access,Access lasts';
  const parted = await importSheet(actor(), graph(), { format: 'csv', text: `${head}\nOne,A,Parted,,,,8 hours\nOne,B,Parted,Of B,${books?.displayName},,9 hours\nTwo,a,parted,Of A,${ledger?.displayName},yes,10 hours` }, { name: 'Parted' });
  const beside = await importSheet(actor(), graph(), { format: 'json', text: JSON.stringify({ packages: [{ package: 'B', catalog: 'Parted', description: 'Of B', resources: [books?.displayName], policy: 'One', duration: '9 hours' }] }) }, { name: 'Beside' });
  if (!parted.taken || !beside.taken) throw new Error(JSON.stringify([parted, beside]));
  const one = cells({ role: '', package: 'B', catalog: 'Parted', description: 'Of B', resources: [books?.displayName ?? ''], policy: 'One', duration: '9 hours' });
  expect((await listSheetRows(parted.sheetId)).map((row) => row.cells)).toEqual([cells({ role: '', package: 'A', catalog: 'Parted', description: 'Of A', resources: [ledger?.displayName ?? ''], shown: 'yes', policy: 'One', duration: '8 hours' }, { policy: 'Two', duration: '10 hours' }), one]);
  expect((await listSheetRows(beside.sheetId)).map((row) => row.cells)).toEqual([one]);

  const idOf = (name: string) => policies.find(({ displayName, packageId }) => displayName === name && packageId === pack?.id)?.id ?? '';
  const change = async (name: string, changed: object) => inEntra(tenant, admin, 'PUT', `assignmentPolicies/${idOf(name)}`, { ...(await getWholePolicy(graph(), idOf(name))).document, ...changed, accessPackage: { id: pack?.id } });
  await change('Employees', { displayName: 'Staff' });
  await change('Externals', { expiration: { type: 'afterDuration', duration: 'P14D', endDateTime: null }, allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.groupMembers', groupId: books?.id, description: books?.displayName }] });
  await inEntra(tenant, admin, 'DELETE', `assignmentPolicies/${idOf('By administrators')}`);
  await inEntra(tenant, admin, 'POST', 'assignmentPolicies', { ...directPolicy('By hand'), accessPackage: { id: pack?.id } });
  const found = (await loadDeviations(graph(), sheetId, { skip: 0, take: 50 })).deviations;
  expect(found.map(({ packageName, field, of, sheet, tenant: has, takeable }) => [packageName, field, of, sheet, has, takeable])).toEqual([
    ['Keep books', 'policy', null, 'Employees', 'Staff', true], ['Keep books', 'ask', 'Externals', 'Connected organisations', `members of ${books?.displayName}`, true], ['Keep books', 'duration', 'Externals', '30 days', '14 days', true],
    ['Keep books', 'missing', null, 'By administrators', 'not there', true], ['Keep books', 'beside', null, 'none', 'By hand', true],
  ]);

  // Back to the sheet, one of each kind at a time; what is chosen of one policy leaves the others alone.
  const chosen = (...fields: string[]) => found.filter(({ field }) => fields.includes(field)).map(({ rowId, field, policy }) => ({ rowId, field, policy }));
  const since = lastExchange(tenant);
  const { draftId } = await draftSheet(actor(), graph(), sheetId, chosen('policy', 'missing'));
  expect((await reviewDraft(graph(), draftId, admin.personId)).plan.steps.map(({ words }) => words)).toEqual(['Change the policy “Employees” of “Keep books”', 'Create the policy “By administrators” of “Keep books”']);
  expect(await applied(admin, draftId)).toBe('applied');
  expect(writesSince(tenant, since).map((write) => write.replace(/[0-9a-f-]{36}/g, '…')).sort()).toEqual(['POST /identityGovernance/entitlementManagement/assignmentPolicies', 'PUT /identityGovernance/entitlementManagement/assignmentPolicies/…']);
  expect((await deviations(sheetId)).map(([, field]) => field)).toEqual(['ask', 'duration', 'beside']);

  // And into the sheet: two fields, a policy more, and one less. The prerequisite stays, since another policy is limited by it.
  for (const deviation of chosen('ask', 'duration', 'beside')) await takeFromTenant(actor(), graph(), sheetId, deviation);
  await inEntra(tenant, admin, 'DELETE', `assignmentPolicies/${tenant.snapshot().policies.find(({ displayName, packageId }) => displayName === 'By administrators' && packageId === pack?.id)?.id ?? ''}`);
  for (const deviation of chosen('missing')) await takeFromTenant(actor(), graph(), sheetId, deviation);
  const [employees, externals] = rows[0]!.policies;
  expect(await written()).toEqual([{ ...rows[0]!, policies: [employees, { ...externals, ask: [books?.displayName], duration: '14 days' }, only(cells({ policy: 'By hand', duration: '90 days' }))] }, rows[1]]);
  expect(await deviations(sheetId)).toEqual([]);
  expect((await loadSheetVersions(sheetId)).versions.slice(0, 3).map(({ said }) => said)).toEqual(['Took the policy “By administrators” out of “Keep books”, which the tenant does not have', 'Took the policy “By hand” of “Keep books” from the tenant', 'Took “Access lasts” of “Externals” of “Keep books” from the tenant']);
  const again = await importSheet(actor(), graph(), { format: 'csv', text: writeSheetCsv(await written()) }, { name: 'Several again' });
  if (!again.taken) throw new Error(JSON.stringify(again.problems));
  expect((await listSheetRows(again.sheetId)).map((row) => row.cells)).toEqual(await written());
});

test('what the lines of one package say against each other is told with the line, the column and the line it is against', async () => {
  const [known, other] = groups().map(({ displayName }) => displayName);
  const said = async (text: string) => {
    const imported = await importSheet(actor(), graph(), { format: formatOf(text), text }, { name: 'Against each other' });
    return imported.taken ? [] : imported.problems.map(({ line, row, policy, column, what, suggestions }) => [line, row, policy, column, what, ...suggestions]);
  };
  const head = 'Package,Catalog,Description,Resources and roles,Policy,Who may ask,Access lasts';
  const against = (line: number) => `Line ${line} says otherwise of the same package. Write the same on each of its lines, or leave all of them but one empty.`;
  expect(await said(`${head}\nA,B,C,${known},One,,8 hours\nZ,B,C,${known},One,,8 hours\nA,B,Other,${known},Two,Rule: user.accountEnabled -eq true,soon\nA,B,C,${other},one,Rule: user.accountEnabled -eq false,8 hours\nA,B,,Nothing,Three,,8 hours\nY,B,,,One,,8 hours\nY,B,D,Nothing at all,Two,,8 hours`)).toEqual([
    [4, 1, 2, 'Description', against(2), 'C'], [4, 1, 2, 'Access lasts', expect.stringMatching(/^Say how long/)],
    [5, 1, 3, 'Resources and roles', against(2), known],
    [5, 1, 3, 'Policy', 'The same policy of the same package as in line 2. Give each policy a name of its own, or take one away.'],
    [5, 1, 3, 'Who may ask', 'A package takes one policy with a rule, and “Two” has one. Join the two rules by -or, or take one away.'],
    [6, 1, 4, 'Resources and roles', against(2), known],
    [8, 3, null, 'Resources and roles', expect.stringMatching(/^No /)],
  ]);
  expect(await said(`{"packages": [\n {"package": "A", "catalog": "B", "description": "C", "resources": ["${known}"], "duration": "8 hours", "policies": [\n  {"policy": "One", "duration": "8 hours"},\n  {"policy": "One", "durations": "8 hours"}]},\n {"package": "P", "catalog": "B", "description": "C", "resources": ["${known}"], "policies": []}]}`)).toEqual([
    [2, 1, null, 'duration', 'This belongs to a policy, and the package has a list of them. Write it in the list, or take it away.'],
    [4, 1, 2, 'durations', 'A policy has no field of this name. Rename it, or take it away.', 'duration'],
    [4, 1, 2, 'Access lasts', 'Fill in “Access lasts”.'], [4, 1, 2, 'Policy', 'The same policy of the same package as in line 3. Give each policy a name of its own, or take one away.'],
    [5, 2, null, 'policies', 'This has to be a list with at least one policy.'],
  ]);
  // A line without a catalog is of the package that an earlier line names; of those that two catalogs have, it has to say which.
  const short = 'Package,Catalog,Description,Resources and roles,Policy,Access lasts,Not together with';
  const keeper = `keeper,,,,Two,10 hours,`;
  expect(readSheetCsv(`${short}\nKeeper,B,C,${known},One,8 hours,\n${keeper}`)).toMatchObject({ problems: [], rows: [{ line: 2, cells: { package: 'Keeper', catalog: 'B', policies: [{ policy: 'One' }, { policy: 'Two' }] } }] });
  expect(await said(`${short}\n${keeper}\nKeeper,B,C,${known},One,8 hours,\n${keeper}\nKeeper,D,C,${known},One,8 hours,\n${keeper}\n${keeper}\nZ,B,C,${known},One,8 hours,Keeper`)).toEqual([
    [2, 1, null, 'Catalog', 'Fill in “Catalog”.'], [2, 1, null, 'Description', 'Fill in “Description”.'], [2, 1, null, 'Resources and roles', 'Fill in “Resources and roles”.'],
    ...[6, 7].map((line) => [line, line - 2, null, 'Catalog', '2 catalogs of this sheet have a package “keeper”. Say whose this line is.', 'B', 'D']),
    [8, 6, null, 'Not together with', '2 have this name. Choose one.', 'B > Keeper', 'D > Keeper'],
  ]);
  // A package whose catalog is still missing is named all the same, and offered to nobody as one of several.
  expect(await said(`${short}\nKeeper,,C,${known},One,8 hours,\nZ,B,C,${known},One,8 hours,Keeper\nY,B,C,${known},One,8 hours,B > Keepr`)).toEqual([
    [2, 1, null, 'Catalog', 'Fill in “Catalog”.'], [4, 3, null, 'Not together with', expect.stringMatching(/^No package of the sheet/), 'Keeper'],
  ]);
  // Lines that name one catalog in two ways are two packages to a reader, and one to the tenant.
  const catalog = tenant.snapshot().catalogs.at(-1);
  expect(await said(`${head}\nA,${catalog?.displayName},C,${known},One,,8 hours\nA,${catalog?.id},C,${known},Two,,8 hours`)).toEqual([[3, 2, null, 'Package', 'The same package as in line 2. Take one away, or name its catalog in both as it is named in one.']]);
});

test('a policy whose name the tenant does not have is the one with a rule, or one that says the same; otherwise it is not there, and the tenant’s stand beside', () => {
  const direct = (name: string, days: string): WantedPolicy => ({ name, ask: { scope: 'notSpecified', targets: [] }, stages: [], ends: { how: 'afterDuration', after: { count: days, unit: 'days' }, on: '' }, review: null });
  const ruled = (name: string, rule: string): WantedPolicy => ({ ...direct(name, '90'), ask: { scope: 'automatic', targets: [], rule } });
  const row = { description: '', prerequisite: [] };
  const has = (...policies: WantedPolicy[]) => ({ policies: policies.map((policy) => ({ id: policy.name, document: policyOfRow(row, policy, null, '2030-01-01') })) });
  const paired = (sheet: WantedPolicy[], there: ReturnType<typeof has>) => {
    const { paired: pairs, beside } = pairPolicies(there, { ...row, policies: sheet });
    return [pairs.map(({ policy, there: of }) => [policy.name, of?.id ?? null]), beside.map(({ id }) => id)];
  };
  expect(paired([ruled('By rule', 'user.city -eq "Lyon"'), direct('Direct', '30')], has(direct('Others', '60'), ruled('Old rule', 'user.city -eq "Rome"'), direct('For a month', '30'), direct('direct', '7')))).toEqual([[['By rule', 'Old rule'], ['Direct', 'direct']], ['Others', 'For a month']]);
  expect(paired([direct('Direct', '30'), direct('Long', '365')], has(direct('For a month', '30'), direct('Others', '60')))).toEqual([[['Direct', 'For a month'], ['Long', null]], ['Others']]);
  expect(paired([direct('Direct', '30')], has(ruled('Only one', 'user.city -eq "Rome"')))).toEqual([[['Direct', 'Only one']], []]);
});

test('whoever decides on access by a sheet decides on having it longer too, where the sheet first has it so; what a policy of the tenant has of both stays', () => {
  const policy: WantedPolicy = { name: 'P', ask: { scope: 'allMemberUsers', targets: [] }, stages: [{ approvers: [relation('requestorManager')], standIns: [subjectNamed('person', 'u', 'U')], days: 14 }], ends: { how: 'afterDuration', after: { count: '8', unit: 'hours' }, on: '' }, review: null };
  const row = { description: '', prerequisite: [] };
  const of = (base: PolicyDocument | null, wanted = policy) => {
    const { approval, requests } = formOf(policyOfRow(row, wanted, base, '2030-01-01'));
    return [approval.toGet, approval.toExtend, requests.extend];
  };
  const made = policyOfRow(row, policy, null, '2030-01-01');
  const freely: PolicyDocument = { ...made, requestApprovalSettings: { ...(made.requestApprovalSettings as PolicyDocument), isApprovalRequiredForUpdate: false } };
  const direct: PolicyDocument = { ...freely, allowedTargetScope: 'notSpecified', requestorSettings: { ...(made.requestorSettings as PolicyDocument), enableTargetsToSelfAddAccess: false, enableTargetsToSelfUpdateAccess: false } };
  const [open, nobody] = [policyOfRow(row, { ...policy, stages: [] }, null, '2030-01-01'), { ...policy, ask: { scope: 'notSpecified' as const, targets: [] } }];
  expect([of(null), of(freely), of(direct), of(open), of(null, { ...policy, stages: [] }), of(null, nobody)]).toEqual([[true, true, true], [true, false, true], [true, true, true], [true, true, true], [false, false, true], [true, false, false]]);
  expect(differsIn(policy, [], formOf(freely))).toEqual([]);
});
