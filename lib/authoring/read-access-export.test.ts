import { expect, test } from 'vitest';
import type { AccessPolicy } from './access-policy';
import { readAccessExport } from './read-access-export';
import { slimmed } from './slim-access-export';

const [GROUP, OTHER, APP] = ['0a1b2c3d-0000-4000-8000-00000000000a', '0a1b2c3d-0000-4000-8000-00000000000b', '0a1b2c3d-0000-4000-8000-0000000000aa'];

/** A policy as Graph answers it (learn.microsoft.com/graph/api/conditionalaccessroot-list-policies), with more than is read. */
const MFA = {
  id: 'p1', displayName: 'MFA for all', state: 'enabled', modifiedDateTime: null, sessionControls: null,
  conditions: { clientAppTypes: ['all'], platforms: null, users: { includeUsers: ['All'], excludeUsers: [OTHER], includeGroups: [], excludeGroups: [GROUP.toUpperCase()], includeRoles: [] }, applications: { includeApplications: ['All'], excludeApplications: [APP], includeUserActions: [] } },
  grantControls: { operator: 'OR', builtInControls: ['mfa'], authenticationStrength: null },
};
const BLOCK = {
  id: 'p2', displayName: 'No legacy sign-in', state: 'enabledForReportingButNotEnforced',
  conditions: { users: { includeUsers: [], includeGroups: [GROUP, OTHER], excludeGroups: [] }, applications: { includeApplications: ['Office365', APP.toUpperCase()], excludeApplications: [] } }, grantControls: { operator: 'OR', builtInControls: ['block'] },
};
const WORKLOADS = { id: 'p3', displayName: 'Workloads', state: 'disabled', conditions: { users: null, applications: { includeApplications: ['None'] } }, grantControls: null };
const READ: AccessPolicy[] = [
  { policyId: 'p1', name: 'MFA for all', state: 'enabled', blocks: false, includeGroups: [], excludeGroups: [GROUP], allApplications: true, includeApplications: [], excludeApplications: [APP] },
  { policyId: 'p2', name: 'No legacy sign-in', state: 'reportOnly', blocks: true, includeGroups: [GROUP, OTHER], excludeGroups: [], allApplications: false, includeApplications: ['Office365', APP], excludeApplications: [] },
  { policyId: 'p3', name: 'Workloads', state: 'disabled', blocks: false, includeGroups: [], excludeGroups: [], allApplications: false, includeApplications: [], excludeApplications: [] },
];

/** As PowerShell writes an object: names with capitals, and a list of one as that one. */
function asPowerShell(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? asPowerShell(value[0]) : value.map(asPowerShell);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name.charAt(0).toUpperCase() + name.slice(1), asPowerShell(each)])) : value;
}

test('an export is read as Graph answers it, as a bare list, as one policy, and as PowerShell spells it', () => {
  const policies = [MFA, BLOCK, WORKLOADS];
  const whole = { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies', value: policies };
  for (const written of [whole, policies, asPowerShell(policies), { value: asPowerShell(policies), Count: 3 }]) expect(readAccessExport(JSON.stringify(written, null, 2))).toEqual({ ok: true, policies: READ });
  expect(readAccessExport(`\uFEFF${JSON.stringify(asPowerShell([MFA]))}`)).toEqual({ ok: true, policies: READ.slice(0, 1) });
  expect(readAccessExport('{ "value": [] }')).toEqual({ ok: true, policies: [] });
});

test('an export without what is not read says the same, also what is wrong with it, and what is no JSON stays as it is', () => {
  const policies = [MFA, BLOCK, WORKLOADS];
  for (const written of [{ '@odata.context': 'policies', value: policies }, asPowerShell(policies)]) {
    const slim = slimmed(JSON.stringify(written, null, 8));
    expect(readAccessExport(slim)).toEqual({ ok: true, policies: READ });
    expect(slim).not.toMatch(/includeUsers|clientAppTypes|odata|sessionControls/i);
  }
  for (const written of [[MFA, { ...BLOCK, state: 'on' }], { value: [MFA], '@odata.nextLink': 'next' }, { error: { code: 'AccessDenied', innerError: {} } }, '['.repeat(20_000) + ']'.repeat(20_000)].map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))) expect(readAccessExport(slimmed(written))).toEqual(readAccessExport(written));
  expect(slimmed('{ "value": ')).toBe('{ "value": ');
});

const withUsers = (users: unknown) => ({ value: [BLOCK, { ...MFA, conditions: { ...MFA.conditions, users } }] });

test.each<[string, unknown, string]>([
  ['no JSON', '{ "value": [\n  { "id": }', 'Line 2, sign 11: This is no JSON: look for a comma, bracket or quotation mark that is missing or too many here.'],
  ['something else', { packages: [] }, 'This holds no policies: it has to be { "value": [ … ] } as Graph answers, a list of policies, or one policy. Copy the whole answer.'],
  ['a refusal', { error: { code: 'AccessDenied', message: 'no' } }, 'This is Graph’s refusal (AccessDenied), and no export: consent to Policy.Read.All in Graph Explorer, run the call again and copy its answer.'],
  ['one page', { value: [MFA], '@odata.nextLink': 'https://graph.microsoft.com/next' }, '@odata.nextLink says that there are more pages than this one. Follow it, and put the policies of all pages into one list.'],
  ['no object', [7], 'Policy 1: it has to be an object.'],
  ['no id', [{ ...MFA, id: undefined }], 'Policy 1 “MFA for all”: id is missing: take the policies as Graph gives them, with their ids.'],
  ['no name', [{ ...MFA, displayName: ' ' }], 'Policy 1 “ ”: displayName is missing: take the policies as Graph gives them, with their names.'],
  ['another state', [MFA, { ...BLOCK, state: 'on' }], 'Policy 2 “No legacy sign-in”: state has to be enabled, disabled or enabledForReportingButNotEnforced.'],
  ['no conditions', [{ id: 'p1', displayName: 'MFA for all', state: 'enabled' }], 'Policy 1 “MFA for all”: conditions is missing: export whole policies, without $select.'],
  ['a shallow one of PowerShell', asPowerShell([MFA, { ...BLOCK, conditions: { users: 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphConditionalAccessUsers', applications: null } }]), 'Policy 2 “No legacy sign-in”: conditions.users was cut off: export again with ConvertTo-Json -Depth 10.'],
  ['names in place of ids', withUsers({ includeGroups: [GROUP, 'Finance'] }), 'Policy 2 “MFA for all”: conditions.users.includeGroups has “Finance”, which is no object id: take the policies as Graph gives them, with ids in place of names.'],
  ['a number for a list', withUsers({ excludeGroups: 7 }), 'Policy 2 “MFA for all”: conditions.users.excludeGroups has to be a list of texts.'],
  ['one twice', [MFA, BLOCK, { ...MFA, displayName: 'Again' }], 'Policy 3 “Again”: its id is that of policy 1 too. Take one of them away.'],
  ['too many', Array.from({ length: 501 }, (_, index) => ({ ...MFA, id: `p${index}` })), 'These are 501 policies, more than a tenant takes. Bring the export of one tenant, each policy once.'],
])('of %s nothing is taken, and a sentence names the field and the mend', (_, written, say) => {
  expect(readAccessExport(typeof written === 'string' ? written : JSON.stringify(written))).toEqual({ ok: false, say });
});

test('however deep something is nested, it is only no export', () => {
  expect(readAccessExport('['.repeat(20_000) + ']'.repeat(20_000))).toEqual({ ok: false, say: 'Policy 1: it has to be an object.' });
});
