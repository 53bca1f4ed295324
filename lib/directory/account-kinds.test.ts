import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { db } from '@/lib/db/client';
import { graphFor } from '@/lib/graph/graph-for';
import { requireRule } from '@/lib/rules/parse-rule';
import { kindTeller, specialInList, USUAL_RULES } from './account-kind';
import type { Account, KindRules } from './account-kind';
import { readAccounts } from './accounts';
import { addEmergencyAccounts, changeAccountRule, loadAccountKinds, removeEmergencyAccount } from './keep-account-kinds';
import { loadKindRules, openKindTeller } from './load-kinds';
import { isExternal } from './person';
import { emergencyAccountsSelectedBy, testAutomaticRules } from './test-automatic-rules';

const { tenant, admin: ines } = withPortal({ users: 200 });

const NOW = new Date('2026-11-25T12:00:00Z');
const USUAL: KindRules = { emergency: new Set(), rules: USUAL_RULES };

function account(userPrincipalName: string, attributes: Account['attributes'] = {}, more: Partial<Account> = {}): Account {
  return {
    id: userPrincipalName, name: userPrincipalName, userPrincipalName, mail: null, department: null, jobTitle: null, office: null, country: null, enabled: true, external: false, userType: 'Member',
    attributes: { userPrincipalName, accountEnabled: more.enabled ?? true, givenName: 'Ana', surname: 'Nowak', ...attributes }, ...more,
  };
}

test('each kind of account is told by what its name or its attributes say, and people by nothing', () => {
  const tell = kindTeller({ ...USUAL, emergency: new Set(['eaa@h.example']) }, NOW);
  const kind = (...args: Parameters<typeof account>) => tell(account(...args))?.kind ?? null;
  const mailbox = { mail: 'invoices@h.example', givenName: null, surname: null };
  expect([
    kind('ana.nowak@h.example'), kind('admira.hodzic@h.example'), kind('service.nowak@h.example'), kind('roomer.x@h.example'),
    kind('eaa@h.example'), kind('Sync_DC01_0123456789ab@h.example'), kind('ADToAADSyncServiceAccount@h.example'), kind('svc-backup@h.example'), kind('x@h.example', { jobTitle: 'Service account' }),
    kind('emergency-access-1@h.example'), kind('breakglass2@h.example'), kind('x1@h.example', { displayName: 'Break glass 1' }), kind('emerson.fitzgerald@h.example'),
    kind('room-hh-1@h.example'), kind('kiosk_3@h.example'), kind('invoices@h.example', mailbox, { enabled: false }), kind('adm-ana@h.example'), kind('ana@h.example', {}, { enabled: false }),
  ]).toEqual([null, null, null, null, 'emergency', 'sync', 'sync', 'service', 'service', 'emergency', 'emergency', 'emergency', null, 'room', 'device', 'shared', 'admin', 'disabled']);
  // A shared mailbox has its sign-in blocked; somebody with a mailbox and no name who may sign in is no such thing.
  expect(kind('invoices@h.example', mailbox)).toBeNull();
});

test('an account of several kinds counts under the first, and says them all', () => {
  const tell = kindTeller({ ...USUAL, emergency: new Set(['adm-x@h.example']) }, NOW);
  expect(tell(account('adm-x@h.example', {}, { enabled: false }))).toEqual({
    kind: 'emergency',
    basis: 'On the list of emergency access accounts in Settings; Separate admin account: user principal name “adm-x@h.example”; Disabled: Sign-in is blocked',
  });
  expect(tell(account('invoices@h.example', { mail: 'invoices@h.example', givenName: null, surname: null }, { enabled: false }))?.basis).toBe('Sign-in is blocked, mail address “invoices@h.example”, no first name, no last name, no employee number');
});

test('external is who signs in elsewhere, guest or member; a list brings none of them by itself', () => {
  const upn = 'ana@h.example';
  expect([
    isExternal({ userPrincipalName: upn }), isExternal({ userPrincipalName: 'ana_x.example#EXT#@h.example' }), isExternal({ userPrincipalName: upn, creationType: 'Invitation' }),
    isExternal({ userPrincipalName: upn, externalUserState: 'Accepted' }), isExternal({ userPrincipalName: upn, identities: [{ signInType: 'federated', issuer: 'ExternalAzureAD' }] }),
    isExternal({ userPrincipalName: upn, identities: [{ signInType: 'userPrincipalName', issuer: 'h.example' }] }),
  ]).toEqual([false, true, true, true, true, false]);
  expect([specialInList(account(upn, {}, { external: true }), null)?.kind, specialInList(account(upn, {}, { userType: 'Guest' }), null)]).toEqual(['external', null]);
});

test('every odd account of an organisation is told, and nobody else but those whose sign-in is blocked', async () => {
  const { rules, tell } = await openKindTeller();
  const { pages } = await readAccounts(graphFor(ines), { kind: 'everybody' }, rules);
  const told = new Map<string, string>();
  for await (const { accounts } of pages) for (const each of accounts) told.set(each.id, tell(each)?.kind ?? '');
  const { users } = tenant.snapshot();
  expect(told.size).toBe(users.length);
  const expected = (user: (typeof users)[number]): string => {
    const local = user.userPrincipalName.replace(/@.*/, '');
    if (/^emergency-access-/.test(local)) return 'emergency';
    if (/^Sync_/.test(local)) return 'sync';
    if (/^svc-/.test(local)) return 'service';
    if (/^room-/.test(local)) return 'room';
    if (/^adm-/.test(local)) return 'admin';
    if (['invoices', 'careers', 'plant.hamburg', 'service.desk'].includes(local)) return 'shared';
    return user.accountEnabled ? '' : 'disabled';
  };
  expect(users.filter((user) => told.get(user.id) !== expected(user)).map((user) => [user.userPrincipalName, told.get(user.id)])).toEqual([]);
});

test('an organisation that names its accounts otherwise says how, and what cannot be read is refused with its place', async () => {
  await changeAccountRule(ines, 'service', 'user.displayName -startsWith "Job "');
  expect((await loadKindRules()).rules.service).toBe('user.displayName -startsWith "Job "');
  await expect(changeAccountRule(ines, 'service', 'user.displayNam -eq "x"')).rejects.toMatchObject({ code: 'invalid', details: { fields: { rule: expect.stringMatching(/^Line 1, column \d+: /) as string } } });
  await changeAccountRule(ines, 'device', '');
  expect((await loadAccountKinds()).rules.map(({ kind, usual }) => [kind, usual])).toEqual([['emergency', true], ['sync', true], ['service', false], ['room', true], ['device', false], ['shared', true], ['admin', true]]);
  await expect(changeAccountRule(ines, 'service', 'user.jobTitle -eq "Job"', JSON.stringify({ rule: USUAL_RULES.service }))).rejects.toMatchObject({ code: 'conflict', sentence: `${ines.name} changed this rule since you opened it. Copy what you typed, then reload the page.` });
  await changeAccountRule(ines, 'service', USUAL_RULES.service, JSON.stringify({ rule: 'user.displayName -startsWith "Job "' }));
  await changeAccountRule(ines, 'device', USUAL_RULES.device);
  expect((await loadAccountKinds()).rules.every((rule) => rule.usual)).toBe(true);
  const events = await db().auditEvent.findMany({ where: { action: 'accountKind.change' } });
  expect(events).toHaveLength(4);
});

/** A policy by which a package assigns itself to whoever a rule selects, made in the tenant. */
async function anAutomaticPolicy(packageId: string, membershipRule: string): Promise<void> {
  const response = await fetch(`${tenant.origin}/v1.0/identityGovernance/entitlementManagement/assignmentPolicies`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await tenant.graphToken(ines.personId)}` },
    body: JSON.stringify({
      displayName: 'By rule', description: 'By rule', allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', description: 'By rule', membershipRule }],
      automaticRequestSettings: { requestAccessForAllowedTargets: true, removeAccessWhenTargetLeavesAllowedTargets: true }, accessPackage: { id: packageId },
    }),
  });
  expect([response.status, await response.text()]).toEqual([201, expect.any(String)]);
}

test('emergency accounts are held against rules that assign by themselves', async () => {
  const { users, packages } = tenant.snapshot();
  const [one, two] = users.filter((user) => user.userPrincipalName.startsWith('emergency-access-'));
  await addEmergencyAccounts(ines, [one!.id, two!.id]);
  const graph = graphFor(ines);
  expect((await emergencyAccountsSelectedBy(graph, requireRule('user.department -ne "Finance"'))).map(({ personId }) => personId).sort()).toEqual([one!.id, two!.id].sort());
  expect(await emergencyAccountsSelectedBy(graph, requireRule('user.employeeId -ne null'))).toEqual([]);

  const [wide, narrow] = packages;
  await anAutomaticPolicy(wide!.id, 'user.department -ne "Finance"');
  await anAutomaticPolicy(narrow!.id, 'user.employeeId -ne null');
  const tested = await testAutomaticRules(graph);
  expect(tested.map(({ packageId, selects, unread }) => [packageId, selects.map((each) => each.personId).sort(), unread]).sort()).toEqual([[wide!.id, [one!.id, two!.id].sort(), false], [narrow!.id, [], false]].sort());
  expect(tested.find((rule) => rule.packageId === wide!.id)?.selects[0]?.why).toBe('user.department -ne "Finance" (missing)');

  await removeEmergencyAccount(ines, two!.id);
  expect((await emergencyAccountsSelectedBy(graph, requireRule('user.accountEnabled -eq true'))).map(({ personId }) => personId)).toEqual([one!.id]);
  await expect(removeEmergencyAccount(ines, two!.id)).rejects.toMatchObject({ code: 'notFound' });
});
