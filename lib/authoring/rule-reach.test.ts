import { expect, test } from 'vitest';
import { anAutomaticPolicy } from '@/e2e/testing/deliveries';
import { aDraft, lastExchange } from '@/e2e/testing/drafts';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage } from '@/e2e/testing/rollouts';
import { readTenant } from '@/e2e/testing/tenant';
import { db } from '@/lib/db/client';
import type { Account } from '@/lib/directory/account-kind';
import { attributesForRules } from '@/lib/directory/accounts';
import { filterOfRules } from '@/lib/directory/filter-of-rule';
import { addEmergencyAccounts, removeEmergencyAccount } from '@/lib/directory/keep-account-kinds';
import { holdDirectory } from '@/lib/directory/keep-mirror';
import { everyAccount } from '@/lib/graph/accounts';
import { graphFor } from '@/lib/graph/graph-for';
import { getPackageDesign } from '@/lib/graph/packages';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { countFitting, listFitting } from '@/lib/graph/users';
import { Lease } from '@/lib/jobs/lease';
import { refreshMirror } from '@/lib/jobs/refresh-mirror';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { requireRule } from '@/lib/rules/parse-rule';
import { countScopes } from './count-scopes';
import type { WantedOf } from './draft';
import { STAGES } from './draft-kinds';
import { policyObject } from './draft-policy';
import { formOf, newPolicy, withScope } from './policy-form';
import type { PolicyDocument } from './policy-document';
import { reviewDraft } from './review-draft';
import type { PlannedStep } from './plan-draft';
import { emergencyWords, keepsWords, reachVerdict, reachWords } from './rule-reach';
import type { ReachPart, RuleChange, RuleReach } from './rule-reach';
import { countPlannedRules, countTypedRule, loadReach } from './rule-reach-view';
import { lossesOf } from './step-losses';
import type { CountedLosses } from './step-losses';
import { documentOf } from './write-policy-form';

const { tenant, admin } = withPortal({ users: 600, settings: { deliveryMs: 20, evaluationMs: 20 } });

const graph = () => graphFor(admin);

const ASKABLE = [
  'user.department -eq "Finance"', 'user.department -eq "FINANCE" -and user.accountEnabled -eq true', 'user.department -ne "Finance"', 'user.department -eq null', 'user.jobTitle -ne null',
  'user.country -in ["Sweden", "Finland"] -or user.department -startsWith "F"', '-not (user.country -in ["Sweden", "Finland"] -or user.department -startsWith "F")', 'user.department -notIn ["IT", "Finance"]',
  'user.mail -endsWith "haldenvoss.example"', 'user.mail -notEndsWith "haldenvoss.example"', 'user.userPrincipalName -startsWith "a"', 'user.userPrincipalName -notStartsWith "a"', 'user.accountEnabled -ne true',
  'user.dirSyncEnabled -eq true', 'user.dirSyncEnabled -ne true', 'user.extensionAttribute1 -eq "CC-10"', 'user.extensionAttribute1 -ne null', 'user.physicalDeliveryOfficeName -ne null -and user.companyName -eq null', 'user.userType -eq "Guest"',
  'user.employeeHireDate -ge "2020-01-01T00:00:00Z"', 'user.proxyAddresses -any (_ -startsWith "SMTP:a")', '-not (user.proxyAddresses -any (_ -startsWith "SMTP:a"))', "user.displayName -startsWith \"O'\" -or user.surname -eq \"Lindqvist\"",
];

test('the tenant is asked with a filter that fits just those whom a rule selects, and so is what one rule selects and another does not', async () => {
  const rules = ASKABLE.map((text) => requireRule(text));
  const accounts: Account[] = [];
  for await (const page of everyAccount(graph(), attributesForRules(rules))) accounts.push(...page.accounts);
  const now = new Date();
  const fitting = async (filter: string): Promise<string[]> => {
    const found: string[] = [];
    let next: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listFitting>> = await listFitting(graph(), filter, 999, next);
      found.push(...page.items.map(({ id }) => id));
      next = page.next;
    } while (next);
    return found.sort();
  };
  const selected = (index: number) => {
    const selects = compileRule(rules[index] ?? requireRule('user.city -eq null'));
    return new Set(accounts.filter(({ attributes }) => selects(attributes, now.getTime())).map(({ id }) => id));
  };
  let told = 0;
  for (const [index, rule] of rules.entries()) {
    const only = filterOfRules([{ rule, selects: true }], now);
    const [is, other] = [selected(index), (index + 5) % rules.length];
    expect([ASKABLE[index], only.ok && await fitting(only.filter)]).toEqual([ASKABLE[index], [...is].sort()]);
    const but = filterOfRules([{ rule, selects: true }, { rule: rules[other] ?? rule, selects: false }], now);
    if (!but.ok) continue;
    told += 1;
    const was = selected(other);
    expect([ASKABLE[index], ASKABLE[other], await fitting(but.filter)]).toEqual([ASKABLE[index], ASKABLE[other], [...is].filter((id) => !was.has(id)).sort()]);
  }
  expect(told).toBeGreaterThan(ASKABLE.length - 3);

  const why = (text: string) => {
    const filter = filterOfRules([{ rule: requireRule(text), selects: true }], now);
    return filter.ok ? filter.filter : filter.why;
  };
  expect(['user.department -contains "inan"', 'user.jobTitle -match "^H"', 'user.memberof -any (group.objectId -in [\'ed11b1e7-2c5a-4fd8-b1a1-1d5c8e1a7f5f\'])', 'user.otherMails -eq null', `user.department -in [${Array.from({ length: 16 }, (_, at) => `"D${at}"`).join(', ')}]`].map(why)).toEqual([
    'Microsoft Graph cannot be asked what is inside of a text (-contains)', 'Microsoft Graph cannot be asked what is inside of a text (-match)', 'Microsoft Graph cannot be asked to filter by memberships of groups',
    'Microsoft Graph cannot be asked whether user.otherMails is empty', 'Microsoft Graph takes 15 alternatives at once, and there are 16',
  ]);
});

const disabledIn = (users: readonly { accountEnabled: boolean }[]): number => users.filter(({ accountEnabled }) => !accountEnabled).length;

const byRule = (document: PolicyDocument, rule: string): PolicyDocument => documentOf({ ...withScope(formOf(document), 'automatic'), name: 'By rule', rule }, document);

async function holdEverybody(): Promise<void> {
  await holdDirectory(admin, 'wholeTenant');
  const { id } = await db().job.findFirstOrThrow({ where: { kind: 'mirror', state: 'waiting' } });
  const lease = await Lease.take(id, 'copying', 15);
  if (!lease) throw new Error('nobody may copy the directory');
  await refreshMirror(lease, new AbortController().signal);
}

test('a review says whom a drafted rule selects, who gets and who loses the package by it, alike from the tenant and from its copy', async () => {
  const { packageId, packageName } = aPackage(tenant);
  const inFinance = tenant.snapshot().users.filter(({ department }) => department === 'Finance');
  const policyId = await anAutomaticPolicy(tenant, admin, packageId, 'user.department -eq "Finance" -and user.accountEnabled -eq true');
  const holders = () => new Map(tenant.snapshot().assignments.filter((each) => each.packageId === packageId && ['delivered', 'delivering', 'partiallyDelivered'].includes(each.state)).map((each) => [each.targetId, each.policyId]));
  // Everybody whom the rule selects and who has it by no other policy has it by this one.
  await expect.poll(async () => {
    await readTenant(tenant.origin);
    return [inFinance.filter(({ accountEnabled, id }) => accountEnabled && !holders().has(id)), [...holders().values()].includes(policyId)];
  }).toEqual([[], true]);

  // How many its rule selects is known to the checks without a copy of the directory.
  const design = await getPackageDesign(graph(), packageId);
  const rule = 'user.department -eq "IT" -or user.displayName -startsWith "A"';
  const wider = { ...design, policies: design.policies.map((each) => (each.id === policyId ? { ...each, targets: each.targets.map((target) => ({ ...target, id: rule })) } : each)) };
  const scopeOf = async (of: typeof design) => (await countScopes([of], new Date(), (filters) => countFitting(graph(), filters))).get(policyId);
  const scopes = async () => [await scopeOf(design), await scopeOf(wider)];
  const fitting = tenant.snapshot().users.filter(({ department, displayName }) => department === 'IT' || displayName.startsWith('A'));
  const selected = [{ people: inFinance.filter(({ accountEnabled }) => accountEnabled).length, disabled: 0 }, { people: fitting.length, disabled: disabledIn(fitting) }];
  expect(await scopes()).toEqual(selected);

  const { document } = await getWholePolicy(graph(), policyId);
  const draftId = await aDraft(admin, [
    { kind: 'policy', operation: 'update', key: 'changed', objectId: policyId, base: policyObject(packageId, packageName, document), wanted: policyObject(packageId, packageName, documentOf({ ...formOf(document), rule }, document)) },
    { kind: 'policy', operation: 'create', key: 'new', wanted: { package: { id: packageId }, document: byRule(newPolicy(), 'user.country -eq "Nowhere"') } },
    { kind: 'policy', operation: 'create', key: 'inside', wanted: { package: { id: packageId }, document: { ...byRule(newPolicy(), 'user.department -contains "inan"'), displayName: 'Inside' } } },
    { kind: 'policy', operation: 'create', key: 'direct', wanted: { package: { id: packageId }, document: newPolicy('No rule') } },
  ]);

  const { users } = tenant.snapshot();
  const has = holders();
  const before = users.filter(({ department, accountEnabled }) => department === 'Finance' && accountEnabled);
  const after = users.filter(({ department, displayName }) => department === 'IT' || displayName.startsWith('A'));
  const comes = after.filter((each) => !before.includes(each));
  const leaves = before.filter((each) => !after.includes(each));
  const byName = new Intl.Collator('en').compare;
  const reached = (people: typeof users) => ({ count: people.length, disabled: disabledIn(people), first: people.map(({ displayName }) => displayName).sort(byName).slice(0, 3) });
  const given = { have: comes.filter(({ id }) => has.has(id)).length, haveDisabled: disabledIn(comes.filter(({ id }) => has.has(id))), byThis: leaves.filter(({ id }) => has.get(id) === policyId).length, byAnother: leaves.filter(({ id }) => has.has(id) && has.get(id) !== policyId).length, notTold: 0 };
  const off = disabledIn(comes) - given.haveDisabled;
  expect([comes.length > given.have, given.have > 0, given.byThis > 0, leaves.length > 3, off > 1]).toEqual([true, true, true, true, true]);
  const change = { packageId, policyId, before: 'user.department -eq "Finance" -and user.accountEnabled -eq true', after: rule, assigns: true, removes: true, grace: 'P3D' };
  const expected = { counted: true, selects: reached(after), comes: reached(comes), leaves: reached(leaves), whyNot: null, given, asOf: expect.any(Date) as Date };

  const counted = async () => {
    const { plan } = await reviewDraft(graph(), draftId, admin.personId);
    const { counted: found, left } = await countPlannedRules(graph(), plan.steps);
    expect(left).toBe(0);
    return new Map(found.map((each) => [each.key, each]));
  };
  const fromTenant = await counted();
  expect([...fromTenant.keys()].sort()).toEqual(['changed', 'inside', 'new']);
  expect(fromTenant.get('changed')).toMatchObject({ change, reach: expected });
  // All rules are asked about in one batch; what Graph does not take of it leaves the others counted.
  const asked = lastExchange(tenant);
  await tenant.admin('fault', { path: '^/users\\?.*Nowhere', kind: 'status', status: 400, count: null });
  const oneRefused = await counted();
  await tenant.admin('fault', { clear: true });
  expect(oneRefused.get('changed')?.reach).toEqual(expected);
  expect(oneRefused.get('new')?.reach).toEqual({ counted: false, why: 'Microsoft Graph does not take this rule as a question, and the copy of the directory does not hold everybody (Settings)' });
  const perBatch = tenant.log(asked).flatMap(({ url, requestBody }) => (url.endsWith('/$batch') ? [(requestBody as { requests: { url: string }[] }).requests.filter((each) => /^\/users\?.*count=true/.test(each.url)).length] : []));
  expect(perBatch.filter((questions) => questions > 0)).toEqual([8]);
  const words = (key: string, from: Awaited<ReturnType<typeof counted>>) => {
    const found = from.get(key);
    return found && reachWords(found.change, found.reach);
  };
  const more = (people: typeof users) => `${reached(people).first.join(', ')} and ${people.length - 3} more`;
  const byAnother = given.byAnother > 0 ? `, ${given.byAnother} ${given.byAnother === 1 ? 'keeps' : 'keep'} it by another policy` : '';
  const none = leaves.length - given.byThis - given.byAnother;
  expect(words('changed', fromTenant)).toBe(`${after.length} people match now, ${disabledIn(after)} of them disabled accounts. ${comes.length} are new, ${disabledIn(comes)} of them disabled accounts (${more(comes)}). ${comes.length - given.have - off} get the package, ${given.have} ${given.have === 1 ? 'has' : 'have'} it already. Whether the ${off} disabled accounts without it get it is not documented; a condition such as user.accountEnabled -eq true leaves them out. ${leaves.length} no longer match (${more(leaves)}): ${given.byThis} lose the package after 3 days${byAnother}${none > 0 ? `, ${none} ${none === 1 ? 'does' : 'do'} not have it` : ''}.`);
  const { plan } = await reviewDraft(graph(), draftId, admin.personId);
  const losses = (reaches: Awaited<ReturnType<typeof counted>> | null) => lossesOf(plan.steps, { rules: new Map([...(reaches ?? [])].map(([key, { reach }]) => [key, reach])), roles: new Map() }, () => null);
  expect([losses(fromTenant), losses(null)]).toEqual([[`${given.byThis} people lose “${packageName}” after 3 days`], [`Whoever no longer matches the rule loses “${packageName}” after 3 days; how many is not counted`]]);
  expect([words('new', fromTenant), words('inside', fromTenant)]).toEqual(['Nobody matches now.', 'Not counted, because Microsoft Graph cannot be asked what is inside of a text (-contains), and the copy of the directory does not hold everybody (Settings).']);

  const lists = async () => {
    const found = new Map<ReachPart, [string, string, string | null][]>();
    for (const part of ['selects', 'comes', 'leaves'] as const) {
      const people: [string, string, string | null][] = [];
      let next: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof loadReach>> = await loadReach(graph(), draftId, 'changed', part, next);
        expect([page.why, page.people.length <= 50]).toEqual([null, true]);
        people.push(...page.people.map(({ id, verdict, policy }): [string, string, string | null] => [id, verdict, policy]));
        next = page.next;
      } while (next);
      found.set(part, people.sort());
    }
    return found;
  };
  const policyOf = (id: string) => tenant.snapshot().policies.find((each) => each.id === has.get(id))?.displayName ?? null;
  const listed = new Map<ReachPart, [string, string, string | null][]>([
    ['selects', after.map(({ id, accountEnabled }): [string, string, string | null] => [id, has.has(id) ? 'has' : accountEnabled ? 'matches' : 'disabled', policyOf(id)]).sort()],
    ['comes', comes.map(({ id, accountEnabled }): [string, string, string | null] => [id, has.has(id) ? 'has' : accountEnabled ? 'gets' : 'disabled', policyOf(id)]).sort()],
    ['leaves', leaves.map(({ id }): [string, string, string | null] => [id, !has.has(id) ? 'hasNot' : has.get(id) === policyId ? 'loses' : 'keeps', policyOf(id)]).sort()],
  ]);
  expect(await lists()).toEqual(listed);
  expect((await loadReach(graph(), draftId, 'inside', 'selects', null)).why).toContain('-contains');
  await expect(loadReach(graph(), draftId, 'direct', 'selects', null)).rejects.toMatchObject({ code: 'notFound' });

  // Accounts that no rule should reach are told by name.
  const [kept] = comes;
  if (!kept) throw new Error('nobody comes');
  await addEmergencyAccounts(admin, [kept.id]);
  const emergencies = [...(await counted()).values()].map(({ key, emergency }) => [key, emergency]);
  expect(emergencyWords([kept.displayName])).toBe(`It selects the emergency account “${kept.displayName}”, which should neither get nor lose anything by a rule. Add a condition that leaves it out.`);
  expect(emergencies.sort()).toEqual([['changed', [kept.displayName]], ['inside', []], ['new', []]]);
  await removeEmergencyAccount(admin, kept.id);

  // As it is typed, against the rule the tenant has.
  const does = { assigns: true, removes: true, grace: 'P3D' };
  expect((await countTypedRule(graph(), { packageId, policyId }, { rule, ...does })).reach).toEqual(expected);
  expect((await countTypedRule(graph(), { packageId: null, policyId: null }, { rule: 'user.departmnt -eq "IT"', ...does })).reach).toEqual({ counted: false, why: expect.stringMatching(/^the rule cannot be read: .*departmnt/) as string });

  // By the copy of the directory, where it holds everybody: the tenant is not asked about people, and what cannot be asked is counted too.
  await holdEverybody();
  expect(await scopes()).toEqual(selected);
  const since = lastExchange(tenant);
  const fromCopy = await counted();
  expect(fromCopy.get('changed')?.reach).toEqual(expected);
  const inside = users.filter(({ department }) => department?.includes('inan'));
  expect(words('inside', fromCopy)).toContain(`${inside.length} people match now, ${disabledIn(inside)} of them disabled accounts (`);
  expect(await lists()).toEqual(listed);
  expect(tenant.log(since).filter(({ url, requestBody }) => /\/users\?|\/assignments\?/.test(url + JSON.stringify(requestBody)))).toEqual([]);
});

const NOBODY = { count: 0, disabled: 0, first: [] };

test('a disabled account that a rule selects is promised nothing, whether it is new, has the package, or leaves', () => {
  const made: RuleChange = { packageId: null, policyId: null, before: null, after: 'b', assigns: true, removes: true, grace: null };
  const now = new Date();
  const has = { have: 0, haveDisabled: 0, byThis: 0, byAnother: 0, notTold: 0 };
  const words = (count: number, disabled: number | null, given: typeof has | null = has, change = made): string => {
    const some = { count, disabled, first: ['A'].slice(0, count) };
    return reachWords(change, { counted: true, selects: some, comes: change.before === null ? null : some, leaves: change.before === null ? null : { ...some, count: 2 }, whyNot: null, given, asOf: now }, now);
  };
  const leavesOut = 'a condition such as user.accountEnabled -eq true leaves';
  expect([words(5, 0), words(5, 1), words(5, 2), words(1, 1), words(2, 2), words(5, 2, { ...has, have: 2 }), words(5, 2, { ...has, have: 2, haveDisabled: 2 }), words(2, 1, { ...has, have: 1 }), words(5, 3, null), words(5, null)]).toEqual([
    '5 people match now (A and 4 more). All of them get the package.',
    `5 people match now, 1 of them a disabled account (A and 4 more). 4 get the package. Whether the disabled account gets it is not documented; ${leavesOut} it out.`,
    `5 people match now, 2 of them disabled accounts (A and 4 more). 3 get the package. Whether the 2 disabled accounts get it is not documented; ${leavesOut} them out.`,
    `1 person matches now, a disabled account (A). Whether the disabled account gets the package is not documented; ${leavesOut} it out.`,
    `2 people match now, all of them disabled accounts (A and 1 more). Whether the 2 disabled accounts get the package is not documented; ${leavesOut} them out.`,
    `5 people match now, 2 of them disabled accounts (A and 4 more). 1 gets the package, 2 have it already. Whether the 2 disabled accounts without it get it is not documented; ${leavesOut} them out.`,
    '5 people match now, 2 of them disabled accounts (A and 4 more). 3 get the package, 2 have it already.',
    `2 people match now, 1 of them a disabled account (A and 1 more). 1 has the package already. Whether the disabled account without it gets it is not documented; ${leavesOut} it out.`,
    `5 people match now, 3 of them disabled accounts (A and 4 more). Those who do not have the package get it. Whether disabled accounts get it is not documented; ${leavesOut} them out. Who of them has the package already is not known: more people have it than are looked at here.`,
    '5 people match now (A and 4 more). All of them get the package. How many of them are disabled accounts is not known, and whether those get it is not documented.',
  ]);
  const changed = { ...made, packageId: 'p', policyId: 'x', before: 'a' };
  expect(words(5, 1, has, { ...changed, assigns: false })).toBe('5 people match now, 1 of them a disabled account. 5 are new, 1 of them a disabled account (A and 4 more). The policy gives nobody the package as long as it does not assign. 2 no longer match, 1 of them a disabled account (A and 1 more): 0 lose the package at once, 2 do not have it.');
  const verdict = (part: ReachPart, by: string | undefined, assigns = true) => reachVerdict({ ...changed, assigns }, part, by, false);
  expect([verdict('selects', undefined), verdict('comes', undefined), verdict('comes', undefined, false), verdict('comes', 'y'), verdict('leaves', 'x'), verdict('leaves', undefined)]).toEqual(['disabled', 'disabled', 'idle', 'has', 'loses', 'hasNot']);
});

test('whoever leaves a rule and has the package by a policy that is not told is not said to keep it', () => {
  const change = { packageId: 'p', policyId: 'x', before: 'a', after: 'b', assigns: true, removes: true, grace: null };
  const now = new Date();
  const reach = { counted: true as const, selects: NOBODY, comes: NOBODY, leaves: { count: 3, disabled: 0, first: ['A', 'B', 'C'] }, whyNot: null, given: { have: 0, haveDisabled: 0, byThis: 1, byAnother: 0, notTold: 2 }, asOf: now };
  expect([reachVerdict(change, 'leaves', null, true), reachWords(change, reach, now)]).toEqual(['unknown', 'Nobody matches now. Nobody is new. 3 no longer match (A, B, C): 1 loses the package at once, of 2 it is not told by which policy they have it.']);
});

test('what takes access is named before it is applied: people who leave a rule, an end that comes sooner, a role that goes; what takes nothing is not', () => {
  const automatic = (change: Partial<ReturnType<typeof formOf>>): PolicyDocument => {
    const document = byRule(newPolicy(), 'user.department -eq "IT"');
    return documentOf({ ...formOf(document), ...change }, document);
  };
  const grace = (count: string, removes = true) => ({ automatic: { assigns: true, removes, grace: { count, unit: 'days' as const } } });
  const said = (before: PolicyDocument, after: PolicyDocument, reach?: Partial<RuleReach & { counted: true }>): string[] => {
    const [was, is] = [before, after].map((document): WantedOf['policy'] => ({ package: { id: 'p', name: 'Ledger reader' }, document }));
    const step = { key: 's', kind: 'policy', operation: 'update', stage: STAGES.policies, words: '', before: was, wanted: is, objectId: 'x', affects: null } as unknown as PlannedStep;
    const counted = reach && { counted: true as const, selects: NOBODY, comes: NOBODY, leaves: { count: 5, disabled: 0, first: [] }, whyNot: null, given: { have: 0, haveDisabled: 0, byThis: 0, byAnother: 0, notTold: 0 }, asOf: new Date(), ...reach };
    return lossesOf([step], { rules: new Map(counted ? [['s', counted]] : []), roles: new Map() }, () => null);
  };
  const other = automatic({ rule: 'user.department -eq "Finance"' });
  const given = (byThis: number, notTold = 0) => ({ given: { have: 0, haveDisabled: 0, byThis, byAnother: 2, notTold } });
  expect([
    said(automatic({}), other, given(39)), said(automatic({}), other, given(1, 2)), said(automatic({}), other, given(0, 2)), said(automatic({}), other, { given: null }),
    said(automatic({}), automatic({ scope: 'notSpecified', rule: '' }), given(39)),
    said(automatic(grace('', false)), automatic(grace('7'))), said(automatic(grace('7')), automatic(grace('1'))), said(automatic(grace('7')), automatic(grace(''))),
  ].flat()).toEqual([
    '39 people lose “Ledger reader” at once', '1 person loses “Ledger reader” at once, of 2 people it is not told whether they have “Ledger reader” by this policy and lose it', 'Of 2 people it is not told whether they have “Ledger reader” by this policy and lose it',
    'Of 5 people who no longer match, whoever has the package by this policy loses “Ledger reader” at once; how many is not known',
    '39 people have “Ledger reader” by the rule, and what becomes of that is not documented',
    'Whoever no longer matches the rule loses “Ledger reader” after 7 days, who kept it until it ended', 'Whoever no longer matches the rule loses “Ledger reader” after 1 day instead of after 7 days', 'Whoever no longer matches the rule loses “Ledger reader” at once instead of after 7 days',
  ]);
  expect([said(newPolicy(), other, given(3)), said(automatic({}), other, given(0)), said(automatic({}), automatic({ rule: 'user.department -eq "Finance"', ...grace('', false) }), given(3)), said(automatic(grace('1')), automatic(grace('7'))), said(newPolicy(), newPolicy())]).toEqual([[], [], [], [], []]);

  // The editor says beforehand what it means for whoever has the package.
  expect([newPolicy(), automatic({}), automatic(grace('7')), automatic(grace('', false))].map(keepsWords)).toEqual([
    'whoever has the package by it keeps it as it was given', 'whoever no longer matches its rule loses the package at once', 'whoever no longer matches its rule loses the package after 7 days', 'whoever no longer matches its rule keeps the package until it ends',
  ]);

  const role = { key: 'r', kind: 'packageRole', operation: 'delete', stage: STAGES.dropRoles, words: 'Stop it', before: null, wanted: null, objectId: 'x', affects: { count: 12, failed: 0, more: false } } as unknown as PlannedStep;
  const verdicts = { loses: 9, keepsByPackage: 2, keepsOtherwise: 1, gains: 0, has: 0, unknown: 0 };
  const roles: CountedLosses['roles'] = new Map([['r', { looked: 12, more: false, verdicts, hadBefore: 0, beforeNotKnown: 0, unknown: null, asOf: new Date() }]]);
  expect([lossesOf([role], { rules: new Map(), roles }, () => null), lossesOf([role], { rules: new Map(), roles: new Map() }, () => null)]).toEqual([['Stop it. 9 people lose it for good'], ['Stop it. Of 12 people who have the package it is not counted who loses it']]);
});
