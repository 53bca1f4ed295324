import { expect, test } from 'vitest';
import { judgeReadiness, rightTo } from './readiness';
import type { AccessFacts, AccessUse } from './access-policy';
import { usesIn } from './access-policy';
import type { ApplicationFacts, GroupResourceFacts, ReadinessTrait, ResourceFacts } from './readiness';
import { readLines, withLine, withoutNamed } from './resource-list';

const HERE = 'catalog';
const OWNER = { personId: 'marta', name: 'Marta Lindqvist', userPrincipalName: 'marta@haldenvoss.example' };
const GROUP: GroupResourceFacts = { synchronised: false, dynamic: false, distribution: false, roleAssignable: false, restricted: false, hiddenMembership: false, licences: [], managedByPim: false };
const APPLICATION: ApplicationFacts = { appId: 'app', assignmentRequired: true, organisationId: 'ours', personalOnly: false };
const KNOWN = { originId: 'one', name: 'One', about: '', owners: [OWNER], right: 'role', catalogs: [], conditionalAccess: { day: '2026-11-24', daysOld: 2, uses: [], nestedUnread: false } } as const;

const group = (change: Partial<GroupResourceFacts> = {}, more: Partial<ResourceFacts> = {}): ResourceFacts => ({ ...KNOWN, originSystem: 'AadGroup', group: { ...GROUP, ...change }, ...more });
const application = (change: Partial<ApplicationFacts> = {}, more: Partial<ResourceFacts> = {}): ResourceFacts => ({ ...KNOWN, originSystem: 'AadApplication', application: { ...APPLICATION, ...change }, ...more });

const site = (more: Partial<ResourceFacts> = {}): ResourceFacts => ({ ...KNOWN, originSystem: 'SharePointOnline', owners: null, ...more });

const access = (uses: Partial<AccessUse>[], more: Partial<AccessFacts> = {}): Pick<ResourceFacts, 'conditionalAccess'> => ({ conditionalAccess: { ...KNOWN.conditionalAccess, uses: uses.map((use) => ({ name: 'Require MFA', state: 'enabled', blocks: false, how: 'include', ...use })), ...more } });

/** Without what is said of every group in which nobody is eligible. */
const judged = (facts: ResourceFacts): ReturnType<typeof judgeReadiness> => {
  const { readiness, findings } = judgeReadiness(facts, HERE);
  return { readiness, findings: findings.filter(({ trait }) => trait !== 'managedByPim' || facts.group?.managedByPim !== false) };
};

const said = (facts: ResourceFacts): [string, ...[ReadinessTrait, string][]] => {
  const { readiness, findings } = judged(facts);
  return [readiness, ...findings.map(({ trait, level }): [ReadinessTrait, string] => [trait, level])];
};

test.each<[ReadinessTrait, string, ResourceFacts, ResourceFacts]>([
  ['synchronised', 'cannot', group({ synchronised: true }), group()],
  ['distribution', 'cannot', group({ distribution: true }), group()],
  ['restricted', 'cannot', group({ restricted: true }), group()],
  ['dynamic', 'word', group({ dynamic: true }), group()],
  ['roleAssignable', 'word', group({ roleAssignable: true }), group()],
  ['managedByPim', 'word', group({ managedByPim: true }), group()],
  ['hiddenMembership', 'word', group({ hiddenMembership: true }), group()],
  ['licences', 'word', group({ licences: ['Power BI'] }), group()],
  ['conditionalAccess', 'word', group({}, access([{}])), group()],
  ['leftOutOfAccessPolicy', 'warning', group({}, access([{ how: 'exclude' }])), group()],
  ['leftOutOfAccessPolicy', 'word', group({}, access([{ how: 'exclude', state: 'reportOnly' }, { how: 'exclude', state: 'disabled' }])), group()],
  ['leftOutOfAccessPolicy', 'word', application({}, access([{ how: 'exclude' }])), application()],
  ['blockedByAccessPolicy', 'warning', group({}, access([{ blocks: true }])), group()],
  ['conditionalAccess', 'word', group({}, access([{ blocks: true, state: 'reportOnly' }])), group()],
  ['conditionalAccess', 'word', application({}, access([{ blocks: true }])), application()],
  ['noOwner', 'word', group({}, { owners: [] }), group()],
  ['inThisCatalog', 'cannot', group({}, { catalogs: [{ id: HERE, name: 'Here' }] }), group()],
  ['inAnotherCatalog', 'word', group({}, { catalogs: [{ id: 'other', name: 'Other' }] }), group()],
  ['noRight', 'cannot', group({}, { right: 'none' }), group()],
  ['noRight', 'notKnown', site({ right: 'unknown' }), site()],
  ['neverTaken', 'cannot', application({ appId: '00000003-0000-0ff1-ce00-000000000000' }), application()],
  ['microsoftsOwn', 'cannot', application({ organisationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a' }), application()],
  ['personalOnly', 'cannot', application({ personalOnly: true }), application()],
  ['assignmentNotRequired', 'word', application({ assignmentRequired: false }), application()],
])('%s is told as %s of what has it, and of nothing else', (trait, level, having, without) => {
  expect(said(having)).toEqual([level, [trait, level]]);
  expect(said(without)).toEqual(['ready']);
});

test('what was not read is told, and is no word about the resource', () => {
  expect(said(group({}, { owners: null }))).toEqual(['ready', ['noOwner', 'notLookedAt']]);
  expect(said(group({ managedByPim: null }, { conditionalAccess: null, catalogs: null }))).toEqual(['ready', ['managedByPim', 'notLookedAt'], ['inAnotherCatalog', 'notLookedAt'], ['conditionalAccess', 'notLookedAt']]);
});

test('that nobody is eligible for a group does not say that it is not managed by Privileged Identity Management', () => {
  const { readiness, findings } = judgeReadiness(group(), HERE);
  expect([readiness, findings.map(({ trait, level, what }) => [trait, level, what])]).toEqual(['ready', [['managedByPim', 'notLookedAt', 'Whether a group is under Privileged Identity Management is told only where somebody is eligible']]]);
});

test('the worst decides, and stands first', () => {
  expect(said(group({ dynamic: true }, access([{ how: 'exclude' }, {}])))).toEqual(['warning', ['leftOutOfAccessPolicy', 'warning'], ['dynamic', 'word'], ['conditionalAccess', 'word']]);
  expect(said(group({ dynamic: true, synchronised: true }, { owners: [] }))).toEqual(['cannot', ['synchronised', 'cannot'], ['dynamic', 'word'], ['noOwner', 'word']]);
});

test('what Conditional Access does to who gets it is told by policy, with its state, its way there and the age of the export', () => {
  const words = (facts: ResourceFacts): (readonly [string, string])[] => judged(facts).findings.map(({ what, why }) => [what, why] as const);
  const [now, old] = ['So says the export brought on 24 November 2026.', 'So says the export brought on 24 November 2026, which may be out of date.'];
  const uses: Partial<AccessUse>[] = [{ name: 'MFA for all', how: 'exclude' }, { name: 'No legacy sign-in', how: 'exclude', blocks: true, state: 'reportOnly' }, { name: 'Devices', through: 'All plants' }, { name: 'Trial', state: 'disabled' }, { name: 'Abroad', blocks: true }];
  expect(words(group({}, access(uses)))).toEqual([
    ['Whoever gets it is left out of “MFA for all”, “No legacy sign-in” (report-only, blocks) of Conditional Access', `What guards everybody else’s sign-in does not guard theirs, from the next one on. ${now}`],
    ['Whoever gets it is blocked by “Abroad” of Conditional Access', `From the next sign-in on they are kept out of what the policy is about. ${now}`],
    ['Whoever gets it falls under “Devices” (through “All plants”), “Trial” (disabled) of Conditional Access', `They are asked for what these policies ask for, at the next sign-in. ${now}`],
  ]);
  expect(words(application({}, access([{ how: 'exclude' }, { name: 'Devices', blocks: true }], { daysOld: 31 })))).toEqual([
    ['Left out of “Require MFA” of Conditional Access', `Whoever gets it signs in to it without what these policies ask elsewhere. ${old}`],
    ['Named by “Devices” (blocks) of Conditional Access', `They are asked for what these policies ask for, at the next sign-in to it. ${old}`],
    ['Conditional Access may have changed', 'The export of its policies was brought on 24 November 2026, 31 days ago.'],
  ]);
  expect(said(group({}, access([], { daysOld: 30 })))).toEqual(['ready']);
  expect(said(group({}, access([], { nestedUnread: true })))).toEqual(['ready', ['conditionalAccess', 'notLookedAt']]);
  expect(judged(group({}, { conditionalAccess: null })).findings.map(({ what, link }) => [what, link])).toEqual([['Conditional Access was not looked at', { label: 'Bring an export', href: '/settings/conditional-access' }]]);
  expect(judgeReadiness(site({ conditionalAccess: null }), HERE).findings).toEqual([]);
});

test('a policy names a group by its id or by one it stands in, an application by its own, and to be left out outweighs to be included', () => {
  const policy = { policyId: 'p', state: 'enabled', blocks: false, includeGroups: [], excludeGroups: [], allApplications: false, includeApplications: [], excludeApplications: [] } as const;
  const policies = [
    { ...policy, name: 'By itself', includeGroups: ['one'] }, { ...policy, name: 'Both', includeGroups: ['one'], excludeGroups: ['outer'] }, { ...policy, name: 'Another', includeGroups: ['two'] },
    { ...policy, name: 'Its application', includeApplications: ['one'] }, { ...policy, name: 'All', allApplications: true }, { ...policy, name: 'All but it', allApplications: true, excludeApplications: ['one'] },
  ];
  const use = { state: 'enabled', blocks: false };
  expect(usesIn(policies, 'groups', [{ id: 'ONE' }, { id: 'outer', through: 'Outer' }])).toEqual([{ ...use, name: 'By itself', how: 'include' }, { ...use, name: 'Both', how: 'exclude', through: 'Outer' }]);
  expect(usesIn(policies, 'applications', [{ id: 'one' }])).toEqual([{ ...use, name: 'Its application', how: 'include' }, { ...use, name: 'All but it', how: 'exclude' }]);
});

test('whoever lacks the right is told who has it, by name where the tenant names owners', () => {
  const mend = (facts: ResourceFacts): string | undefined => judgeReadiness(facts, HERE).findings.find(({ trait }) => trait === 'noRight')?.mend;
  expect(mend(group({}, { right: 'none' }))).toBe('Ask Marta Lindqvist.');
  expect(mend(application({}, { right: 'none', owners: [] }))).toBe('Ask one of them, or activate the role.');
});

test('owners may add what is theirs, others by an Entra role that reaches it; a group that can hold Entra roles takes more', () => {
  const [GROUPS_ADMINISTRATOR, GOVERNANCE] = ['fdd7a751-b60b-444a-984c-02652fe8fa1c', '45d8d3c5-c802-45c6-b32a-1d70b5e1e86e'];
  expect([
    rightTo(group(), 'marta', []), rightTo(group(), 'ines', [GROUPS_ADMINISTRATOR]), rightTo(group({ roleAssignable: true }), 'ines', [GROUPS_ADMINISTRATOR]), rightTo(group(), 'ines', [GOVERNANCE]),
    rightTo(application(), 'ines', [GOVERNANCE]), rightTo(group(), 'ines', null), rightTo(site(), 'ines', [GOVERNANCE]),
  ]).toEqual(['owner', 'role', 'none', 'none', 'role', 'unknown', 'unknown']);
});

test('a pasted list is read line by line, with the numbers it has on the screen', () => {
  const id = '0A1B2C3D-0000-4000-8000-00000000000A';
  const text = ['Finance – Ledger', '', `"Halden Ledger ${id}"`, 'news@haldenvoss.example;', 'https://Haldenvoss.sharepoint.example/sites/finance/Shared%20Documents?x=1'].join('\r\n');
  expect(readLines(text)).toEqual([
    { line: 1, text: 'Finance – Ledger', by: 'name', value: 'Finance – Ledger' },
    { line: 3, text: `Halden Ledger ${id}`, by: 'id', value: id.toLowerCase() },
    { line: 4, text: 'news@haldenvoss.example', by: 'mail', value: 'news@haldenvoss.example' },
    { line: 5, text: 'https://Haldenvoss.sharepoint.example/sites/finance/Shared%20Documents?x=1', by: 'address', value: 'https://haldenvoss.sharepoint.example/sites/finance' },
  ]);
  expect(withLine('a\nb\nc', 2, 'd')).toBe('a\nd\nc');
  expect(withoutNamed('typed since\nTaken\n\n cannot be added\ntaken\nnobody has this', 'Taken\ncannot be added\ntaken\nnobody has this', [1])).toBe('typed since\n cannot be added\nnobody has this');
});
