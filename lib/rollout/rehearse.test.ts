import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, peopleWithout } from '@/e2e/testing/rollouts';
import { listBaseline } from '@/lib/db/baselines';
import { db, inTransaction } from '@/lib/db/client';
import { listCohort } from '@/lib/db/cohort-members';
import { countVerdicts, listImportRows } from '@/lib/db/import-rows';
import { getPhase, listPhases, stepPhase } from '@/lib/db/phases';
import { listExceptionGroups, listExceptions } from '@/lib/db/rehearsal-exceptions';
import { getRehearsal, latestRehearsal } from '@/lib/db/rehearsals';
import { addGroup, addPickedPeople } from './add-people';
import { removeMembers } from './change-cohort';
import { createRollout } from './create-rollout';
import { importList } from './import-list';
import { takeIn } from './take-in';
import { abandonRollout, movePhase, removePhase } from './edit-rollout';
import { hashChangeSet } from './rehearsal-codec';
import { eachException, noToldOutcomes, outcomeOf } from './rehearsal';
import { rehearsePhase } from './rehearse-phase';

const { tenant, admin: ines } = withPortal({ database: 'pglite' });

let made = 0;

async function aRollout(phases = ['Pilot']): Promise<{ rolloutId: string; phaseIds: string[]; packageId: string }> {
  const { packageId, policyId } = aPackage(tenant);
  made += 1;
  const { id } = await createRollout(ines, { name: `Rollout ${made}`, description: '', packages: [{ packageId, policyId }], phases });
  return { rolloutId: id, phaseIds: (await listPhases(id)).map((phase) => phase.id), packageId };
}

async function aPhase(): Promise<{ phaseId: string; rolloutId: string; packageId: string }> {
  const { phaseIds, ...rest } = await aRollout();
  return { phaseId: phaseIds[0] ?? '', ...rest };
}

/** Writes the portal asked of Graph so far. */
function writes(): string[] {
  return tenant.log().filter((exchange) => exchange.method !== 'GET' && !/\$batch|getByIds/.test(exchange.url) && exchange.url.includes('entitlementManagement')).map((exchange) => `${exchange.method} ${exchange.url}`);
}

test('a list is reported line by line, and only clear lines are added', async () => {
  const { phaseId, packageId } = await aPhase();
  const { users, groups } = tenant.snapshot();
  const [ana, ben, cleo] = peopleWithout(tenant, packageId, 3).map((person) => users.find((user) => user.id === person.id)!);
  const disabled = users.find((user) => !user.accountEnabled && user.userType === 'Member')!;
  const guest = users.find((user) => user.accountEnabled && user.userType === 'Guest')!;
  const group = groups.find((each) => 'mail' in each && typeof each.mail === 'string') as (typeof groups)[number] & { mail: string };
  await addPickedPeople(ines, phaseId, [cleo!.id]);

  const text = ['Name;UserPrincipalName', `"${ana!.displayName}";${ana!.userPrincipalName}`, `;${ben!.userPrincipalName.toUpperCase()}`, `x;${ana!.userPrincipalName}`, `x;${cleo!.userPrincipalName}`, `x;${disabled.userPrincipalName}`, `x;${guest.userPrincipalName}`, `x;${group.mail}`, 'x;nobody@haldenvoss.example', 'x;not a name'].join('\r\n');
  await expect(importList(ines, phaseId, { label: 'A header alone', text: 'userPrincipalName' })).rejects.toMatchObject({ details: { fields: { list: 'The list has no line that names anybody. Put a user principal name on each line, below the header if it has one.' } } });
  const imported = await importList(ines, phaseId, { label: 'Pilot list', text });
  expect(imported).toEqual({ sourceId: imported.sourceId, added: 2, lines: 9, verdicts: { added: 2, duplicate: 1, already: 1, disabled: 1, guest: 1, group: 1, unknown: 1, malformed: 1 } });

  const { rows } = await listImportRows(imported.sourceId, {}, { skip: 0, take: 100 });
  expect(rows.map(({ line, verdict, personId }) => ({ line, verdict, personId }))).toEqual([
    { line: 2, verdict: 'added', personId: ana!.id },
    { line: 3, verdict: 'added', personId: ben!.id },
    { line: 4, verdict: 'duplicate', personId: ana!.id },
    { line: 5, verdict: 'already', personId: cleo!.id },
    { line: 6, verdict: 'disabled', personId: disabled.id },
    { line: 7, verdict: 'guest', personId: guest.id },
    { line: 8, verdict: 'group', personId: null },
    { line: 9, verdict: 'unknown', personId: null },
    { line: 10, verdict: 'malformed', personId: null },
  ]);
  expect((await listCohort(phaseId)).map((member) => member.personId)).toEqual([ana!.id, ben!.id, cleo!.id].sort());

  const inOneLine = await importList(ines, phaseId, { label: 'Out of a message', text: `${ben!.displayName} <${ben!.userPrincipalName}>; ${ana!.userPrincipalName}` });
  expect((await listImportRows(inOneLine.sourceId, {}, { skip: 0, take: 100 })).rows.map(({ line, place, personId }) => ({ line, place, personId }))).toEqual([{ line: 1, place: 1, personId: ben!.id }, { line: 1, place: 2, personId: ana!.id }]);
  expect(await countVerdicts(inOneLine.sourceId)).toEqual({ verdicts: { already: 2 }, places: 2 });
  expect((await db().auditEvent.findMany({ where: { action: 'cohort.import', phaseId }, orderBy: { seq: 'asc' }, select: { after: true } })).map((event) => event.after)).toEqual([
    { list: 'Pilot list', lines: 9, ...imported.verdicts }, { list: 'Out of a message', addresses: 2, already: 2 },
  ]);

  await takeIn(ines, phaseId, guest.id, 'Works in the closing team');
  await expect(takeIn(ines, phaseId, guest.id, 'Again')).rejects.toMatchObject({ code: 'notFound' });
  expect((await listCohort(phaseId)).find((member) => member.personId === guest.id)).toMatchObject({ external: true, takenIn: { kind: 'external', reason: 'Works in the closing team', byName: ines.name } });
  expect((await listImportRows(imported.sourceId, { verdict: 'disabled' }, { skip: 0, take: 9 })).rows.map((row) => row.personId)).toEqual([disabled.id]);
});

test('a group brings its people once, and the cohort may lose them again', async () => {
  const { phaseId } = await aPhase();
  const { groups, users } = tenant.snapshot();
  const people = new Set(users.map((user) => user.id));
  const group = groups.find((each) => each.members.filter((id) => people.has(id)).length > 5)!;
  const members = group.members.filter((id) => people.has(id));
  expect(await addGroup(ines, phaseId, group.id)).toEqual({ added: members.length, already: 0, leftOut: {}, others: group.members.length - members.length });
  expect(await addGroup(ines, phaseId, group.id)).toMatchObject({ added: 0, already: members.length });
  expect(await removeMembers(ines, phaseId, members.slice(0, 2))).toEqual({ removed: 2 });
  expect(await listCohort(phaseId)).toHaveLength(members.length - 2);
});

test('a rehearsal says what would happen to each person, changes nothing, and hashes alike while nothing changes', async () => {
  const { phaseId, packageId } = await aPhase();
  const { users, assignments } = tenant.snapshot();
  const [gains, gone] = peopleWithout(tenant, packageId, 2);
  const has = assignments.find((each) => each.packageId === packageId && each.state === 'delivered')!;
  const disabled = users.find((user) => !user.accountEnabled && !assignments.some((each) => each.packageId === packageId && each.targetId === user.id))!;
  expect(await addPickedPeople(ines, phaseId, [gains!.id, gone!.id, has.targetId, disabled.id])).toEqual({ added: 3, already: 0, leftOut: { disabled: 1 }, others: 0 });
  await takeIn(ines, phaseId, disabled.id, 'Comes back on Monday');
  // Someone who left the tenant after the cohort was put together.
  const left = '00000000-0000-4000-8000-00000000dead';
  await db().cohortMember.updateMany({ where: { phaseId, personId: gone!.id }, data: { personId: left } });

  const before = writes();
  const first = await rehearsePhase(ines, phaseId);
  const second = await rehearsePhase(ines, phaseId);
  expect(writes()).toEqual(before);
  expect([first.number, second.number]).toEqual([1, 2]);
  expect(second.hash).toBe(first.hash);

  const rehearsal = await getRehearsal(first.id);
  const codes = rehearsal.packages[0]!.codes;
  expect(Object.fromEntries(rehearsal.people.map((person, index) => [person.id, outcomeOf(codes[index])]))).toEqual({ [gains!.id]: 'assign', [has.targetId]: 'alreadyAssigned', [disabled.id]: 'blocked', [left]: 'blocked' });
  const totals = { ...noToldOutcomes(), assign: 1, alreadyAssigned: 1, blocked: 2 };
  expect(rehearsal.totals).toEqual({ people: totals, changes: totals, gaining: 1, asking: 0 });
  const exceptions = await listExceptionGroups(first.id, rehearsal.people);
  expect(eachException(rehearsal.people, exceptions).map(({ personId, reason }) => [personId, reason]).sort()).toEqual([[disabled.id, 'disabled'], [has.targetId, 'delivered'], [left, 'deleted']].sort());
  const some = [has.targetId, gains!.id, left];
  expect(await listExceptions(first.id, some)).toEqual(eachException(rehearsal.people, exceptions).filter((each) => some.includes(each.personId)));
  // Whoever has the rows can compute the hash again.
  const baseline = await listBaseline(first.id);
  expect(hashChangeSet({ ...rehearsal, exceptions, baseline })).toBe(first.hash);
  expect((await getPhase(phaseId)).state).toBe('rehearsed');

  await removeMembers(ines, phaseId, [disabled.id]);
  expect((await getPhase(phaseId)).state).toBe('draft');
  expect((await rehearsePhase(ines, phaseId)).hash).not.toBe(first.hash);
});

test('the database itself refuses a step that is not allowed, and a change of a rehearsal', async () => {
  const { phaseId, packageId } = await aPhase();
  await addPickedPeople(ines, phaseId, peopleWithout(tenant, packageId, 1).map((person) => person.id));
  await expect(inTransaction((tx) => stepPhase(tx, phaseId, 'draft', 'running'))).rejects.toMatchObject({ code: 'conflict' });
  await expect(db().$executeRaw`UPDATE "phase" SET "state" = 'verifying' WHERE "id" = ${phaseId}::uuid`).rejects.toThrow(/may not go from draft to verifying/);
  await rehearsePhase(ines, phaseId);
  const rehearsal = await latestRehearsal(phaseId);
  await expect(db().$executeRaw`UPDATE "rehearsal" SET "hash" = repeat('0', 64) WHERE "id" = ${rehearsal!.id}::uuid`).rejects.toThrow(/append-only/);
  await expect(db().$executeRaw`UPDATE "rehearsal_package" SET "codes" = '' WHERE "rehearsal_id" = ${rehearsal!.id}::uuid`).rejects.toThrow(/append-only/);
});

test('phases keep their order and names, drafts can go, and an abandoned rollout takes no more', async () => {
  const { rolloutId, phaseIds } = await aRollout(['Test', 'Pilot', 'Broad']);
  await movePhase(ines, phaseIds[2]!, 'earlier');
  await removePhase(ines, phaseIds[0]!);
  expect((await listPhases(rolloutId)).map(({ name, position }) => [name, position])).toEqual([['Broad', 0], ['Pilot', 1]]);
  await addPickedPeople(ines, phaseIds[1]!, [ines.personId]);
  await abandonRollout(ines, rolloutId, 'Another tool is used instead');
  await expect(rehearsePhase(ines, phaseIds[1]!)).rejects.toThrow(/is abandoned/);
  await expect(addPickedPeople(ines, phaseIds[1]!, [ines.personId])).rejects.toMatchObject({ code: 'conflict' });
});

test('whoever would be given a package by a policy that asks questions is blocked: the tenant is asked for them', async () => {
  const { phaseId, packageId } = await aPhase();
  const [ana] = peopleWithout(tenant, packageId, 1);
  await addPickedPeople(ines, phaseId, [ana!.id]);
  const policy = tenant.tenant.governance.policies.get(aPackage(tenant).policyId)!;
  const met = async () => {
    const { id } = await rehearsePhase(ines, phaseId);
    const { people, totals } = await getRehearsal(id);
    return { assigned: totals.people.assign, blocked: eachException(people, await listExceptionGroups(id, people)).map(({ personId, reason }) => [personId, reason]) };
  };
  const before = await met();
  policy.questions = [{ id: tenant.tenant.newId(), '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', sequence: 0, isRequired: true, isAnswerEditable: true, text: 'What for?', localizations: [], isSingleLineQuestion: true, regexPattern: null }];
  expect([before, await met()]).toEqual([{ assigned: 1, blocked: [] }, { assigned: 0, blocked: [[ana!.id, 'questionsAsked']] }]);
  policy.questions = [];
});
