import fc from 'fast-check';
import { expect, test } from 'vitest';
import { baselineFacts } from '@/app/(portal)/sign-offs/[signOffId]/baseline-facts';
import { onboard, originOf } from '@/emulator/graph/entitlement/onboarding';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, anAdmin } from '@/e2e/testing/rollouts';
import { listBaseline, listBaselineHeads } from '@/lib/db/baselines';
import { db } from '@/lib/db/client';
import { getPhase, listPhases } from '@/lib/db/phases';
import { listExceptionGroups } from '@/lib/db/rehearsal-exceptions';
import { getRehearsal } from '@/lib/db/rehearsals';
import { FRESH_MS } from '@/lib/directory/freshness';
import { getRollout } from '@/lib/db/rollouts';
import { refreshSoon } from '@/lib/directory/keep-mirror';
import { graphFor } from '@/lib/graph/graph-for';
import { JobRunner } from '@/lib/jobs/runner';
import { addPickedPeople } from './add-people';
import { computeBaseline, holdingOfCode, wayText } from './baseline';
import type { RoleBaseline } from './baseline';
import { createRollout } from './create-rollout';
import { hashChangeSet } from './rehearsal-codec';
import { loadAllLines, loadRehearsalView } from './rehearsal-view';
import { readBaseline } from './read-baseline';
import { readPackages } from './read-packages';
import { rehearsePhase } from './rehearse-phase';
import type { SignOff } from './sign-off';
import { alreadyWords, letterPart, undoneFacts } from './sign-off-letter';
import { computePart } from './sign-off-view';
import { contentOf, resourcesOf } from './signed-content';
import { takeIn } from './take-in';

const { tenant, admin: ines } = withPortal({ users: 150 });
let made = 0;

const groupNamed = (name: string) => tenant.snapshot().groups.find((group) => group.displayName === name)!;

/** A package of the finance catalog that hands out these roles, under a policy for direct assignment. */
function aPackageGiving(name: string, roles: readonly [resource: string, role: string][]): { packageId: string; policyId: string; packageName: string } {
  const { governance, newId } = { governance: tenant.tenant.governance, newId: () => tenant.tenant.newId() };
  const like = aPackage(tenant, 'Ledger poster');
  const { catalogId } = governance.packages.get(like.packageId)!;
  const now = Date.now();
  const roleScopes = roles.map(([resourceName, roleName]) => {
    const known = governance.resourcesIn(catalogId).find((resource) => resource.displayName === resourceName);
    const resource = known ?? onboard(tenant.tenant, catalogId, 'AadGroup', originOf(tenant.tenant, 'AadGroup', groupNamed(resourceName).id, newId)!, { resourceId: newId(), scopeId: newId() }, now);
    const role = resource.roles.find((each) => each.displayName === roleName)!;
    return { id: `${role.id}_${resource.scopeId}`, resourceId: resource.id, roleId: role.id, created: now };
  });
  const { id: packageId } = governance.keepPackage({ id: newId(), catalogId, displayName: name, description: '', isHidden: false, roleScopes, incompatiblePackages: [], incompatibleGroups: [], created: now, modified: now });
  const { id: policyId } = governance.keepPolicy({ ...structuredClone(governance.policies.get(like.policyId)!), id: newId(), packageId });
  return { packageId, policyId, packageName: name };
}

/** Enabled members of the organisation who are in none of the finance groups and have nothing of packages. */
function free(count: number): string[] {
  const { users, groups, assignments, assignmentRequests, appRoleAssignments } = tenant.snapshot();
  const touched = new Set([...assignments, ...assignmentRequests].map((each) => each.targetId));
  for (const group of groups) if (/^(Finance – |Sales EMEA|FS-Finance|All Engineering|Reorganisation)/.test(group.displayName)) for (const id of [...group.members, ...group.owners]) touched.add(id);
  for (const { principalId } of appRoleAssignments) touched.add(principalId);
  return users.filter((user) => user.accountEnabled && user.userType === 'Member' && user.department && !touched.has(user.id)).slice(0, count).map((user) => user.id);
}

async function aPhase(name: string, packages: ReturnType<typeof aPackage>[], people: string[], admin = ines): Promise<string> {
  const { id } = await createRollout(admin, { name, description: '', packages, phases: ['Pilot'] });
  const [phase] = await listPhases(id);
  await addPickedPeople(admin, phase!.id, people);
  return phase!.id;
}

/** By role, what each person held and how. */
async function heldBefore(rehearsalId: string): Promise<Record<string, Record<string, string>>> {
  const { people } = await getRehearsal(rehearsalId);
  const said = (role: RoleBaseline, index: number) => [holdingOfCode(role.codes[index]), ...(role.wayOf[index] ? [wayText(role.ways[role.wayOf[index] - 1]!)] : [])].join(': ');
  return Object.fromEntries((await listBaseline(rehearsalId)).map((role) => [role.roleOriginId, Object.fromEntries(people.map((person, index) => [person.id, said(role, index)]))]));
}

/** People of every kind of route into the ledger group and the poster role of its application. */
function aLedgerOfEveryRoute() {
  const [ledger, sales, synced, ruled, app] = [groupNamed('Finance – Ledger'), groupNamed('Sales EMEA'), groupNamed('FS-Finance-RO'), groupNamed('All Engineering'), tenant.snapshot().resources.find((each) => each.displayName === 'Halden Ledger')!];
  const [direct, nested, deep, other, both, packaged, none, gone] = free(8) as [string, string, string, string, string, string, string, string];
  const rule = ruled.members.find((id) => tenant.tenant.users.get(id)?.accountEnabled && ![ledger, sales, synced].some((group) => group.members.includes(id)) && !tenant.snapshot().assignments.some((each) => each.targetId === id))!;
  const { members, governance } = tenant.tenant;
  const poster = aPackage(tenant, 'Ledger poster');
  const old = aPackageGiving('Ledger of old', [['Finance – Ledger', 'Member']]);
  for (const [group, member] of [[ledger, direct], [ledger, sales.id], [sales, nested], [sales, synced.id], [synced, deep], [ledger, ruled.id], [ledger, both], [sales, both], [ledger, packaged], [ledger, gone]] as const) members.add(group.id, member);
  const posterRole = app.roles.find((role) => role.displayName === 'Poster')!;
  const grant = (principalId: string, principalType: 'User' | 'Group') => tenant.tenant.grantAppRole({ id: tenant.tenant.newId(), appRoleId: posterRole.originId, principalId, principalType, resourceId: app.originId, createdDateTime: new Date().toISOString() });
  grant(direct, 'User');
  grant(sales.id, 'Group');
  for (const [targetId, state] of [[packaged, 'delivered'], [other, 'partiallyDelivered']] as const) {
    governance.keepAssignment({ id: tenant.tenant.newId(), packageId: old.packageId, policyId: old.policyId, targetId, state, status: 'Delivered', schedule: { startDateTime: null, expiration: { type: 'noExpiration', endDateTime: null, duration: null } }, expired: null, created: Date.now() });
  }
  tenant.tenant.updateUser(gone, { accountEnabled: false });
  return { ledger, sales, synced, ruled, app, poster, old, posterRole: posterRole.originId, people: { direct, nested, deep, other, both, packaged, none, gone, rule } };
}

test('the same tenant and people give the same hash, also after the tenant was made anew from its seed', async () => {
  const { users } = tenant.snapshot();
  const packages = [aPackage(tenant, 'Ledger poster'), aPackage(tenant, 'Ledger reader'), aPackage(tenant, 'Finance site visitor')];
  await fc.assert(fc.asyncProperty(fc.subarray(users.filter((user) => user.userType === 'Member').map((user) => user.id), { minLength: 5, maxLength: 60 }), async (people) => {
    const phaseId = await aPhase(`Cohort ${made += 1}`, packages, people);
    const first = await rehearsePhase(ines, phaseId);
    await tenant.admin('reset');
    Object.assign(ines, await anAdmin(tenant));
    const second = await rehearsePhase(ines, phaseId);
    expect(second).toEqual({ ...first, id: second.id, number: 2 });
    expect(await listBaseline(second.id)).toEqual((await listBaseline(first.id)).map((role) => ({ ...role, asOf: role.asOf && expect.any(Date) as unknown })));
  }), { numRuns: 3 });
});

test('every person’s routes into every role are kept with the rehearsal, read by resource and never by person, alike from the copy of the directory and from the tenant', async () => {
  const { ledger, sales, synced, ruled, poster, old, posterRole, people } = aLedgerOfEveryRoute();
  const { direct, nested, deep, other, both, packaged, none, gone, rule } = people;
  const visitor = aPackage(tenant, 'Finance site visitor');
  const phaseId = await aPhase('Every route', [poster, visitor], Object.values(people));
  await takeIn(ines, phaseId, gone, 'Comes back on Monday');

  const seen = tenant.log().at(-1)!.n;
  const first = await rehearsePhase(ines, phaseId);
  const asked = tenant.log(seen).filter((exchange) => exchange.url.includes('/members') || exchange.url.includes('appRoleAssignedTo') || exchange.url.includes('/owners'));
  expect(asked.map((exchange) => exchange.url.replace(/.*v1\.0/, '').replace(/\?.*/, '')).sort()).toEqual([...[ledger, sales, synced, ruled].map((group) => `/groups/${group.id}/members`), `/servicePrincipals/${tenant.snapshot().resources.find((each) => each.displayName === 'Halden Ledger')!.originId}/appRoleAssignedTo`].sort());
  expect(tenant.log(seen).filter((exchange) => Object.values(people).some((id) => exchange.url.includes(id)))).toEqual([]);

  const viaSales = `nested ${sales.id} via ${sales.id}`;
  expect(await heldBefore(first.id)).toEqual({
    [`Member_${ledger.id}`]: {
      [direct]: 'direct: direct',
      [nested]: `other: ${viaSales}`,
      [deep]: `other: nested ${synced.id} via ${sales.id} by synchronisation`,
      [rule]: `other: nested ${ruled.id} via ${ruled.id} by rule`,
      [other]: `other: package ${old.packageId}`,
      [both]: `both: direct, ${viaSales}`,
      [packaged]: `both: direct, package ${old.packageId}`,
      [none]: 'none',
      [gone]: 'direct: direct',
    },
    [posterRole]: {
      // A group passes an application's role to its direct members alone.
      ...Object.fromEntries([deep, rule, other, packaged, none, gone].map((id) => [id, 'none'])),
      [direct]: 'direct: appRole',
      [nested]: `other: appRoleOfGroup ${sales.id}`,
      [both]: `other: appRoleOfGroup ${sales.id}`,
    },
    [tenant.snapshot().resources.find((each) => each.displayName === 'Finance')!.roles.find((role) => role.displayName === 'Finance Visitors')!.originId]: Object.fromEntries(Object.values(people).map((id) => [id, 'asReported'])),
  });
  const totals = Object.fromEntries((await listBaselineHeads(first.id)).map((head) => [head.roleOriginId, { ...head.totals, byWay: head.totals.byWay.map(({ way, people: count }) => `${count} ${wayText(head.ways[way - 1]!)}`) }]));
  expect(totals[`Member_${ledger.id}`]).toEqual({
    // Who is blocked is given nothing, so nothing is taken; a second package keeps what it gave.
    gain: 1, already: 8, lose: 1, loseOwnPlace: 1, unknown: 0, unknownAssigned: 0, asReported: false,
    byWay: ['2 direct', ...[viaSales, `nested ${synced.id} via ${sales.id} by synchronisation`, `nested ${ruled.id} via ${ruled.id} by rule`, `package ${old.packageId}`, `direct, ${viaSales}`, `direct, package ${old.packageId}`].sort().map((text) => `1 ${text}`)],
  });
  expect(totals[posterRole]).toEqual({ gain: 5, already: 3, lose: 1, loseOwnPlace: 0, unknown: 0, unknownAssigned: 0, asReported: false, byWay: [`2 appRoleOfGroup ${sales.id}`, '1 appRole'] });

  const rehearsal = await getRehearsal(first.id);
  expect(hashChangeSet({ ...rehearsal, exceptions: await listExceptionGroups(first.id, rehearsal.people), baseline: await listBaseline(first.id) })).toBe(first.hash);

  // Everybody who holds the role by whatever route, each once, is counted before.
  const inLedger = new Set([ledger, sales, synced, ruled].flatMap((group) => tenant.snapshot().groups.find((each) => each.id === group.id)!.members).filter((id) => tenant.tenant.users.get(id)));
  const view = await loadRehearsalView(first.id, {}, { skip: 0, take: 50 }, both);
  const line = (name: string) => view.resources.find((resource) => resource.resourceName === name);
  expect([line('Finance – Ledger'), line('Finance')].map((each) => ({ before: each?.before, gain: each?.gain, already: each?.already }))).toEqual([{ before: inLedger.size, gain: 1, already: 8 }, { before: null, gain: 8, already: 0 }]);

  // What the page, the person who is opened, the file and the owner's letter say of it.
  const app = tenant.snapshot().resources.find((each) => each.displayName === 'Halden Ledger')!;
  expect(view.baseline.map(({ resourceName, already, lose, unknown, why, asReported, source }) => ({ resourceName, already, lose, unknown, why, asReported, source }))).toEqual(expect.arrayContaining([
    { resourceName: 'Finance – Ledger', already: 8, lose: 1, unknown: 0, why: null, asReported: false, source: 'tenant' },
    { resourceName: app.displayName, already: 3, lose: 1, unknown: 0, why: null, asReported: false, source: 'tenant' },
    { resourceName: 'Finance', already: 0, lose: 0, unknown: 0, why: 'Microsoft Graph does not tell who holds this role.', asReported: true, source: null },
  ]));
  expect(view.person?.held.map(({ resourceName, words, loses }) => ({ resourceName, words, loses }))).toEqual(expect.arrayContaining([
    { resourceName: 'Finance – Ledger', words: 'directly and through “Sales EMEA”', loses: 'ownPlace' },
    { resourceName: app.displayName, words: 'through “Sales EMEA”', loses: null },
    { resourceName: 'Finance', words: 'as Entra reports: not delivered', loses: null },
  ]));
  const { lines } = await loadAllLines(first.id, {});
  const inFile = (id: string) => lines.find((each) => each.personId === id)?.packages.map(({ packageName, held }) => `${packageName} | ${held}`).sort();
  expect([deep, none].map(inFile)).toEqual([
    ['Finance site visitor | None, as far as Entra reports', 'Ledger poster | Finance – Ledger, Member: through “FS-Finance-RO” in “Sales EMEA”, which is synchronised'],
    ['Finance site visitor | None, as far as Entra reports', 'Ledger poster | None'],
  ]);
  const content = contentOf(rehearsal, resourcesOf(rehearsal).find((resource) => resource.originId === ledger.id)!);
  const letter = letterPart(rehearsal, content, { kind: 'owner', because: null, before: null, baseline: view.baseline.filter((each) => each.resourceName === 'Finance – Ledger') });
  expect(baselineFacts(letter.baseline ?? [])).toEqual([
    { label: 'Before', value: expect.stringMatching(/^8 people had it: 2 directly, .*\. 1 person is new to it$/) as unknown },
    { label: 'At the end', value: 'Entra would take it also from 1 person who had it before by name. The rehearsal keeps who they are, so that it can be given back. 1 person would lose their own place in it and keep it through a group.' },
  ]);

  // What the letters promise of an undo is what a reversal does, and no number stands for what nobody can tell.
  const letterOf = async (originId: string) => computePart({ kind: 'owner', because: null, resource: resourcesOf(rehearsal).find((resource) => resource.originId === originId)!, askedAt: new Date() } as SignOff, await getPhase(phaseId), rehearsal);
  const site = resourcesOf(rehearsal).find((resource) => resource.name === 'Finance')!;
  const told = async (originId: string) => {
    const part = await letterOf(originId);
    return { already: alreadyWords(part), undone: part.takenBack?.undone, says: undoneFacts(part, ' They stay.') };
  };
  const nobody = { unknown: 0, site: 0, beside: 0, left: 0, bridged: 0, restored: 0, otherWay: 0, lose: 0 };
  expect([await told(ledger.id), await told(site.originId)]).toEqual([
    { already: '8 people of the phase have it already.', undone: { ...nobody, left: 2, otherWay: 5, lose: 1 }, says: [
      'Can be, for 1 of 8 people: they lose it again, and that is part of what you sign. They stay.',
      '2 people had a place of their own in it before. What becomes of it is part of the answer; proposed: leave their assignment, so they keep it.',
      '5 people had it another way before, and keep it by that.',
    ] },
    { already: 'Whether anybody of the phase has it already, Microsoft Graph does not tell.', undone: { ...nobody, site: 8 }, says: [
      'By itself it is taken from nobody. They stay.',
      '8 people keep it: Microsoft Graph does not tell who held a site’s role before. An admin can choose to take it from them all the same; then whoever had it before loses it too.',
    ] },
  ]);
  // Beside a package, a place by name is told as what it may be: the package's own.
  const words = view.baseline.find((each) => each.resourceName === 'Finance – Ledger')?.routes.map((route) => route.words).filter((route) => route.includes('package'));
  expect(words).toEqual(['through the package “Ledger of old”, which may itself have put their name there']);

  const runner = new JobRunner();
  runner.start();
  await refreshSoon(ines);
  await expect.poll(async () => (await db().mirrorFeed.findMany({ where: { kind: 'peopleInScope', asOf: { not: null } } })).length, { interval: 50 }).toBe(1);
  await runner.stop();
  // A small phase asks the tenant, whatever is held; what is held says the same.
  const second = await rehearsePhase(ines, phaseId);
  expect((await listBaselineHeads(second.id)).map((head) => head.source)).toEqual(['tenant', 'tenant', null]);
  expect(second.hash).toBe(first.hash);
  const { people: listed } = await getRehearsal(second.id);
  const read = await readPackages(graphFor(ines), (await getRollout((await getPhase(phaseId)).rolloutId)).packages);
  const before = tenant.log().at(-1)!.n;
  const held = computeBaseline(listed.map(({ id }) => id), await readBaseline(graphFor(ines), read, listed.map(({ id }) => id), { readAt: new Date(), age: FRESH_MS }));
  expect(tenant.log(before).filter((exchange) => /\/members|appRoleAssignedTo|\/owners/.test(exchange.url))).toEqual([]);
  const block = ({ codes, wayOf, ways, source }: RoleBaseline) => ({ codes: [...codes], wayOf: [...wayOf], ways, source });
  expect(held.map(block)).toEqual((await listBaseline(second.id)).map((role) => ({ ...block(role), source: role.source && 'mirror' })));

  // Line by line, what two rehearsals say differently of before.
  tenant.tenant.members.add(ledger.id, none);
  const third = await rehearsePhase(ines, phaseId);
  const against = (await loadRehearsalView(third.id, {}, { skip: 0, take: 50 })).against?.baseline;
  expect({ people: against?.people.map(({ personId, resourceName, was, is }) => ({ personId, resourceName, was, is })), resources: against?.resources.map(({ resourceName, was, is }) => [resourceName, was?.already, is?.already]) }).toEqual({
    people: [{ personId: none, resourceName: 'Finance – Ledger', was: 'not held', is: 'directly' }], resources: [['Finance – Ledger', 8, 9]],
  });
});

test('who is in a group only for hours is told from who is in it for good, and where that may not be read it is unknown', async () => {
  const guarded = groupNamed('Privileged – Helpdesk operators');
  const [onDuty = ''] = tenant.tenant.activatedMembers.of(guarded.id);
  const [always = '', none = ''] = free(2);
  tenant.tenant.members.add(guarded.id, always);
  const wanted = aPackageGiving('On duty', [['Privileged – Helpdesk operators', 'Member']]);
  const phaseId = await aPhase('On duty', [wanted], [onDuty, always, none]);
  const member = `Member_${guarded.id}`;
  const { consentedScopes } = (await tenant.admin('settings', {})) as { consentedScopes: string[] };
  const rehearsedWith = async (...scopes: string[]) => {
    await tenant.admin('settings', { consentedScopes: [...consentedScopes, ...scopes] });
    const { id } = await rehearsePhase(await anAdmin(tenant), phaseId);
    await tenant.admin('settings', { consentedScopes });
    return (await heldBefore(id))[member];
  };
  expect(await rehearsedWith('PrivilegedAssignmentSchedule.Read.AzureADGroup')).toEqual({ [onDuty]: 'other: activated', [always]: 'direct: direct', [none]: 'none' });
  expect(await rehearsedWith('PrivilegedEligibilitySchedule.Read.AzureADGroup')).toEqual({ [onDuty]: 'unknown: perhapsActivated', [always]: 'direct: direct', [none]: 'none' });
  expect(await rehearsedWith()).toEqual({ [onDuty]: 'direct: direct', [always]: 'direct: direct', [none]: 'none' });
  tenant.tenant.members.remove(guarded.id, always);
});

test('who is in a group inside only for hours is told as well, where that may be read', async () => {
  const guarded = groupNamed('Privileged – Helpdesk operators');
  const poster = groupNamed('Finance – Ledger');
  const [onDuty = ''] = tenant.tenant.activatedMembers.of(guarded.id);
  const [always = ''] = free(1);
  tenant.tenant.members.add(guarded.id, always);
  tenant.tenant.members.add(poster.id, guarded.id);
  const phaseId = await aPhase('Inside', [aPackageGiving('Inside', [['Finance – Ledger', 'Member']])], [onDuty, always]);
  const { consentedScopes } = (await tenant.admin('settings', {})) as { consentedScopes: string[] };
  const rehearsedWith = async (...scopes: string[]) => {
    await tenant.admin('settings', { consentedScopes: [...consentedScopes, ...scopes] });
    const { id } = await rehearsePhase(await anAdmin(tenant), phaseId);
    await tenant.admin('settings', { consentedScopes });
    return (await heldBefore(id))[`Member_${poster.id}`];
  };
  const through = `nested ${guarded.id} via ${guarded.id}`;
  expect(await rehearsedWith('PrivilegedAssignmentSchedule.Read.AzureADGroup')).toEqual({ [onDuty]: `other: ${through} by activation`, [always]: `other: ${through}` });
  expect(await rehearsedWith()).toEqual({ [onDuty]: `other: ${through}`, [always]: `other: ${through}` });
  tenant.tenant.members.remove(poster.id, guarded.id);
  tenant.tenant.members.remove(guarded.id, always);
});

test('what may not be read, or is hidden, is unknown with its reason, and read where the permission is given', async () => {
  const hidden = groupNamed('Reorganisation 2027');
  const guarded = groupNamed('Privileged – Helpdesk operators');
  const eligible = tenant.tenant.eligibleMembers.of(guarded.id);
  const wanted = aPackageGiving('Unknown', [['Reorganisation 2027', 'Member'], ['Privileged – Helpdesk operators', 'Eligible Member'], ['Reorganisation 2027', 'Owner']]);
  const people = [...new Set([...[...hidden.members].slice(0, 1), ...[...eligible].slice(0, 1), ...hidden.owners, ...free(2)])];
  const phaseId = await aPhase('Unknown', [wanted], people);
  const [member, owner, may] = [`Member_${hidden.id}`, `Owner_${hidden.id}`, `EligibleMember_${guarded.id}`];
  const each = (said: (id: string) => string) => Object.fromEntries(people.map((id) => [id, said(id)]));

  const refused = await rehearsePhase(ines, phaseId);
  const owners = each((id) => (hidden.owners.includes(id) ? 'direct: direct' : 'none'));
  expect(await heldBefore(refused.id)).toEqual({ [member]: each(() => 'unknown'), [owner]: owners, [may]: each(() => 'unknown') });
  expect(Object.fromEntries((await listBaselineHeads(refused.id)).map(({ roleOriginId, unknown, totals, asOf }) => [roleOriginId, { unknown, people: totals.unknown, read: asOf !== null }]))).toEqual({
    [member]: { unknown: { reason: 'hiddenMembership', groupIds: [hidden.id] }, people: people.length, read: true },
    [owner]: { unknown: null, people: 0, read: true },
    [may]: { unknown: { reason: 'noPermission', groupIds: [guarded.id] }, people: people.length, read: false },
  });

  const { consentedScopes } = (await tenant.admin('settings', {})) as { consentedScopes: string[] };
  await tenant.admin('settings', { consentedScopes: [...consentedScopes, 'PrivilegedEligibilitySchedule.Read.AzureADGroup'] });
  const page = await loadRehearsalView(refused.id, {}, { skip: 0, take: 50 });
  expect(page.baseline.find((line) => line.resourceName === 'Reorganisation 2027' && line.roleName === 'Member')).toMatchObject({ unknown: people.length, why: 'The group hides its members.' });
  const hiddenFacts = baselineFacts(page.baseline.filter((line) => line.resourceName === 'Reorganisation 2027' && line.roleName === 'Member'));
  expect(hiddenFacts.find((fact) => fact.label === 'Unknown')?.value).toBe(`Of ${people.length} people nobody can tell whether they had it. The group hides its members. A person of unknown baseline is never restored or removed automatically.`);

  const permitted = await rehearsePhase(await anAdmin(tenant), phaseId);
  await tenant.admin('settings', { consentedScopes });
  expect((await heldBefore(permitted.id))[may]).toEqual(each((id) => (eligible.has(id) ? 'direct: direct' : 'none')));
  expect(permitted.hash).not.toBe(refused.hash);
});
