import { expect, test } from 'vitest';
import type { RunningTenant } from '@/emulator/testing';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage } from '@/e2e/testing/rollouts';
import { listLeftOut } from '@/lib/db/cohort-left-out';
import { listOtherPhases } from '@/lib/db/cohort-list';
import { listCohort, listWhys } from '@/lib/db/cohort-members';
import { listSources } from '@/lib/db/cohort-sources';
import { getPhase, listPhases } from '@/lib/db/phases';
import { addEmergencyAccounts } from '@/lib/directory/keep-account-kinds';
import { graphFor } from '@/lib/graph/graph-for';
import { addGroup, addPickedPeople } from './add-people';
import { addRule } from './add-rule';
import { addSample, countSample } from './add-sample';
import type { SampleTable } from './add-sample';
import { removeSource } from './change-cohort';
import { createRollout } from './create-rollout';
import type { SampleDefinition } from './sample';
import { takeIn } from './take-in';

const { tenant, admin: ines } = withPortal({ users: 200 });

let made = 0;

async function phases(...names: string[]): Promise<string[]> {
  made += 1;
  const { id } = await createRollout(ines, { name: `Rollout ${made}`, description: '', packages: [aPackage(tenant)], phases: names });
  return (await listPhases(id)).map((phase) => phase.id);
}

async function aPhase(): Promise<string> {
  const [phaseId] = await phases('Pilot');
  return phaseId ?? '';
}

const cohort = async (phaseId: string) => (await listCohort(phaseId)).map((member) => member.personId);
const everybodyOf = (fits: (user: ReturnType<RunningTenant['snapshot']>['users'][number]) => boolean) => tenant.snapshot().users.filter(fits).map((user) => user.id).sort();

test('a rule brings exactly the people it selects, each with what of it was true', async () => {
  const phaseId = await aPhase();
  const rule = '(user.department -eq "Finance" -and user.accountEnabled -eq true) -or\n(user.extensionAttribute1 -startsWith "CC-1" -and user.country -eq "Germany" -and user.accountEnabled -eq true)';
  const added = await addRule(ines, phaseId, { name: 'Finance and German plants', rule });
  const attribute = (user: { extensions: Readonly<Record<string, string>> }) => user.extensions.extensionAttribute1 ?? '';
  const wanted = everybodyOf((user) => user.accountEnabled && (user.department === 'Finance' || (attribute(user).startsWith('CC-1') && user.country === 'Germany')));
  const special = everybodyOf((user) => wanted.includes(user.id) && /^svc-/.test(user.userPrincipalName));
  expect(special).toHaveLength(1);
  expect(await cohort(phaseId)).toEqual(wanted.filter((id) => !special.includes(id)));
  expect(added).toEqual({ added: wanted.length - 1, already: 0, leftOut: { service: 1 }, others: 0 });

  const finance = tenant.snapshot().users.find((user) => user.department === 'Finance' && user.accountEnabled && !special.includes(user.id))!;
  const german = tenant.snapshot().users.find((user) => wanted.includes(user.id) && user.department !== 'Finance')!;
  const whys = await listWhys(phaseId, [finance.id, german.id]);
  expect([whys.get(finance.id), whys.get(german.id)].map((each) => each?.map(({ why, detail }) => [why, detail]))).toEqual([
    [['Rule “Finance and German plants”, line 1', 'user.department -eq "Finance" (“Finance”) and user.accountEnabled -eq true (true)']],
    [['Rule “Finance and German plants”, line 2', `user.extensionAttribute1 -startsWith "CC-1" (“${attribute(german)}”) and user.country -eq "Germany" (“Germany”) and user.accountEnabled -eq true (true)`]],
  ]);
  expect(await addRule(ines, phaseId, { name: 'Finance and German plants', rule })).toMatchObject({ added: 0, already: wanted.length - 1, leftOut: { service: 1 } });
  expect(await listSources(phaseId)).toMatchObject([{ kind: 'rule', label: 'Finance and German plants', peopleCount: wanted.length - 1, leftOutCount: 1, basis: { from: 'tenant' } }]);
});

test('a rule that cannot be read says where, and changes nothing', async () => {
  const phaseId = await aPhase();
  await expect(addRule(ines, phaseId, { name: '', rule: 'user.department -eq "Finance" and\nuser.county -eq "Germany"' })).rejects.toMatchObject({
    code: 'invalid', details: { fields: { rule: expect.stringMatching(/^Line 2, column \d+: .*county/) as string } },
  });
  expect(await listSources(phaseId)).toEqual([]);
});

test('rules about a group’s members and about somebody’s reports bring those', async () => {
  const phaseId = await aPhase();
  const { users, groups } = tenant.snapshot();
  const group = groups.find((each) => each.displayName === 'Finance – Ledger')!;
  const lead = users.find((user) => users.filter((each) => each.managerId === user.id && each.accountEnabled).length > 3)!;
  await addRule(ines, phaseId, { name: 'Ledger', rule: `user.memberOf -any (group.objectId -in ["${group.id}"])` });
  expect(await cohort(phaseId)).toEqual([...group.members].sort());
  const reports = everybodyOf((user) => user.managerId === lead.id && user.accountEnabled);
  await addRule(ines, phaseId, { name: 'Reports', rule: `Direct Reports for "${lead.id}"` });
  expect(await cohort(phaseId)).toEqual([...new Set([...group.members, ...reports])].sort());
});

test('several sources may give the same person, who stays until the last of them goes', async () => {
  const phaseId = await aPhase();
  const group = tenant.snapshot().groups.find((each) => each.displayName === 'Finance – Ledger')!;
  const [one = '', two = ''] = group.members;
  // Graph answers for one that hides its members as if nobody were in it.
  const hidden = tenant.snapshot().groups.find((each) => each.visibility === 'HiddenMembership' && each.members.length > 0)!;
  await expect(addGroup(ines, phaseId, hidden.id)).rejects.toMatchObject({ code: 'invalid', details: { fields: { groupId: `“${hidden.displayName}” hides who is in it, and Microsoft Graph shows nobody to the portal. Bring its people by a list, or by a rule.` } } });
  await addGroup(ines, phaseId, group.id);
  await addPickedPeople(ines, phaseId, [one, two]);
  expect((await listWhys(phaseId, [one])).get(one)?.map(({ why }) => why)).toEqual(['Group “Finance – Ledger”', `Picked by ${ines.name}`]);
  const sources = await listSources(phaseId);
  expect(sources.map(({ label, peopleCount, onlyCount }) => ({ label, peopleCount, onlyCount }))).toEqual([
    { label: 'Finance – Ledger', peopleCount: group.members.length, onlyCount: group.members.length - 2 }, { label: `Picked by ${ines.name}`, peopleCount: 2, onlyCount: 0 },
  ]);
  expect(await removeSource(ines, phaseId, sources[0]!.id)).toEqual({ removed: group.members.length - 2 });
  expect(await cohort(phaseId)).toEqual([one, two].sort());
});

test('accounts that are nobody’s desk are left out with how that was told, until somebody takes one in for a reason', async () => {
  const phaseId = await aPhase();
  const named = (name: string) => tenant.snapshot().users.find((user) => user.userPrincipalName.startsWith(name))!.id;
  await addEmergencyAccounts(ines, [named('emergency-access-1')]);
  const odd = ['emergency-access-1', 'Sync_HVDC01', 'svc-backup', 'room-de-1', 'invoices@', 'adm-ines'].map(named);
  const disabled = tenant.snapshot().users.find((user) => !user.accountEnabled && user.employeeId)!;
  const guest = tenant.snapshot().users.find((user) => user.accountEnabled && user.userType === 'Guest')!;
  expect(await addPickedPeople(ines, phaseId, [...odd, disabled.id, guest.id])).toEqual({ added: 1, already: 0, leftOut: { emergency: 1, sync: 1, service: 1, room: 1, shared: 1, admin: 1, disabled: 1 }, others: 0 });
  const { people } = await listLeftOut(phaseId, {}, { skip: 0, take: 50 });
  expect(Object.fromEntries(people.map((person) => [person.personId, [person.kind, person.basis]]))).toEqual({
    [odd[0]!]: ['emergency', 'On the list of emergency access accounts in Settings'],
    [odd[1]!]: ['sync', 'User principal name “Sync_HVDC01_4f1c2ab07d3e@haldenvoss.example”'],
    [odd[2]!]: ['service', 'User principal name “svc-backup@haldenvoss.example”'],
    [odd[3]!]: ['room', 'User principal name “room-de-1@haldenvoss.example”; Shared mailbox: sign-in is blocked, mail address “room-de-1@haldenvoss.example”, no first name, no last name, no employee number'],
    [odd[4]!]: ['shared', 'Sign-in is blocked, mail address “invoices@haldenvoss.example”, no first name, no last name, no employee number'],
    [odd[5]!]: ['admin', 'User principal name “adm-ines.aalto@haldenvoss.example”'],
    [disabled.id]: ['disabled', 'Sign-in is blocked'],
  });
  await takeIn(ines, phaseId, odd[2]!, 'Runs the nightly export of this very group');
  const [member] = (await listCohort(phaseId)).filter((each) => each.personId === odd[2]);
  expect(member?.takenIn).toMatchObject({ kind: 'service', reason: 'Runs the nightly export of this very group', byName: ines.name });
  expect((await listLeftOut(phaseId, { kind: 'service' }, { skip: 0, take: 9 })).total).toBe(0);
});

const SAMPLE: SampleDefinition = { seed: 'c0ffee', percent: 5, least: 2, strata: ['department', 'country'], base: { kind: 'everybody' }, withoutOthers: true, withoutExternals: true };

async function tableOf(phaseId: string, definition: SampleDefinition): Promise<SampleTable> {
  let last: SampleTable | null = null;
  for await (const table of countSample(graphFor(ines), await getPhase(phaseId), definition)) last = table;
  return last!;
}

test('a sample takes of each stratum what the table said, the same people again, and nobody of another phase', async () => {
  const [pilot = '', broad = ''] = await phases('Pilot', 'Broad');
  const table = await tableOf(pilot, SAMPLE);
  await addSample(ines, pilot, SAMPLE, table);
  const drawn = await cohort(pilot);
  expect(drawn).toHaveLength(table.taken);
  const { users } = tenant.snapshot();
  const strata = new Map<string, number>();
  for (const id of drawn) {
    const { department, country } = users.find((user) => user.id === id)!;
    strata.set(`${department}/${country}`, (strata.get(`${department}/${country}`) ?? 0) + 1);
  }
  expect(Object.fromEntries(strata)).toEqual(Object.fromEntries(table.strata.map(({ values, taken }) => [values.join('/') || 'null/null', taken]).map(([key, taken]) => [String(key).replace(/^\//, 'null/').replace(/\/$/, '/null'), taken])));
  expect(table.externals).toBe(users.filter((user) => user.homeDomain && user.accountEnabled).length);
  expect(Object.keys(table.special).sort()).toEqual(['admin', 'disabled', 'emergency', 'room', 'service', 'shared', 'sync']);
  const [one = ''] = drawn;
  expect((await listWhys(pilot, [one])).get(one)?.[0]).toMatchObject({ why: expect.stringMatching(/^Sample, .* \d+ of \d+$/) as string, detail: expect.stringContaining('c0ffee') as string });

  // Another seed in a later phase, without those who are in the pilot; with them, the same seed takes the same people.
  const rest = await tableOf(broad, { ...SAMPLE, seed: 'other' });
  expect(rest).toMatchObject({ population: table.population - table.taken, inOthers: table.taken });
  await addSample(ines, broad, { ...SAMPLE, seed: 'other' }, rest);
  expect((await cohort(broad)).filter((id) => drawn.includes(id))).toEqual([]);
  const [again = ''] = await phases('Again');
  await addSample(ines, again, { ...SAMPLE, withoutOthers: false }, await tableOf(again, { ...SAMPLE, withoutOthers: false }));
  expect(await cohort(again)).toEqual(drawn);
  await addPickedPeople(ines, broad, [one]);
  expect((await listOtherPhases(broad, [one])).filter((each) => each.sameRollout)).toMatchObject([{ phaseName: 'Pilot', earlier: true }]);
});

test('a sample whose table no longer holds is not drawn', async () => {
  const phaseId = await aPhase();
  const table = await tableOf(phaseId, SAMPLE);
  await expect(addSample(ines, phaseId, SAMPLE, { ...table, population: table.population + 1 })).rejects.toMatchObject({ code: 'conflict' });
  expect(await cohort(phaseId)).toEqual([]);
});
