import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, peopleWithout } from '@/e2e/testing/rollouts';
import { countChanges, listChanges } from '@/lib/db/cohort-changes';
import { countOutcomesOf, listMembers } from '@/lib/db/cohort-list';
import { listCohort, listWhys } from '@/lib/db/cohort-members';
import { listSources } from '@/lib/db/cohort-sources';
import { getPhase, listPhases } from '@/lib/db/phases';
import { listNotes } from '@/lib/db/rehearsal-notes';
import { addGroup, addPickedPeople } from './add-people';
import { addRule } from './add-rule';
import { createRollout } from './create-rollout';
import { acceptChanges, lookAgain } from './look-again';
import { removeMembers } from './change-cohort';
import { moveMembers } from './move-members';
import { rehearsePhase } from './rehearse-phase';
import { holdingRehearsal } from './standing';
import { takeIn } from './take-in';

const { tenant, admin: ines } = withPortal({ users: 200 });

let made = 0;

async function phases(...names: string[]): Promise<string[]> {
  made += 1;
  const { id } = await createRollout(ines, { name: `Rollout ${made}`, description: '', packages: [aPackage(tenant)], phases: names });
  return (await listPhases(id)).map((phase) => phase.id);
}

const kinds = async (phaseId: string) => Object.fromEntries((await listChanges(phaseId)).map(({ personId, kind, detail }) => [`${personId} ${kind}`, detail]));

test('what became different since somebody was added is told, and nobody is taken out for it', async () => {
  const [phaseId = ''] = await phases('Pilot');
  const staff = tenant.snapshot().groups.find((group) => group.displayName === 'Finance – Staff')!;
  await addGroup(ines, phaseId, staff.id);
  await addRule(ines, phaseId, { name: 'Finance', rule: 'user.department -eq "Finance" -and user.accountEnabled -eq true' });
  const before = await listCohort(phaseId);
  const [left, blocked, mover, renamed, service] = before.map((member) => member.personId).filter((id) => id !== tenant.persona('Marta').id);
  const sales = tenant.snapshot().users.find((user) => user.department === 'Sales' && user.accountEnabled && user.userType === 'Member')!;
  expect(await lookAgain(ines, phaseId)).toEqual({ people: before.length, changed: 0 });

  tenant.tenant.deleteUser(left!, Date.now());
  tenant.tenant.updateUser(blocked!, { accountEnabled: false });
  tenant.tenant.updateUser(mover!, { department: 'Sales' });
  tenant.tenant.updateUser(renamed!, { displayName: 'Somebody Else' });
  tenant.tenant.updateUser(service!, { jobTitle: 'Service account' });
  tenant.tenant.updateUser(sales.id, { department: 'Finance' });
  tenant.tenant.members.remove(staff.id, renamed!);
  expect(await lookAgain(ines, phaseId)).toEqual({ people: before.length, changed: 5 });
  expect(await kinds(phaseId)).toEqual({
    [`${left} left`]: 'The account is no longer in the tenant.',
    [`${blocked} disabled`]: 'Sign-in is blocked now.',
    [`${blocked} outOfSource`]: 'Rule “Finance” would not bring them any more.',
    [`${mover} moved`]: 'Department Finance, now Sales.',
    [`${mover} outOfSource`]: 'Rule “Finance” would not bring them any more.',
    [`${renamed} renamed`]: 'Now Somebody Else.',
    [`${renamed} outOfSource`]: 'Group “Finance – Staff” would not bring them any more.',
    [`${service} special`]: 'Service account: Job title “Service account”.',
    [`${service} moved`]: expect.stringMatching(/^Job title .*, now Service account\.$/) as string,
  });
  expect((await listCohort(phaseId)).map((member) => member.personId)).toEqual(before.map((member) => member.personId));
  expect((await listSources(phaseId)).map(({ kind, newcomers }) => [kind, newcomers])).toEqual([['group', 0], ['rule', 1]]);

  // A rehearsal says it too, and keeps it.
  const { id } = await rehearsePhase(ines, phaseId);
  const notes = await listNotes(id);
  expect(notes.map(({ personId, kind }) => `${personId} ${kind}`).sort()).toEqual(Object.keys(await kinds(phaseId)).sort());

  // What is true now can be taken as it is; who is gone and who became a service account stay to be looked at.
  expect(await acceptChanges(ines, phaseId, { change: 'any' })).toEqual({ accepted: 4 });
  expect(Object.keys(await kinds(phaseId)).sort()).toEqual([`${left} left`, `${service} special`].sort());
  expect((await listCohort(phaseId)).find((member) => member.personId === mover)).toMatchObject({ department: 'Sales' });
  await takeIn(ines, phaseId, service!, 'Posts for the whole team');
  expect(await countChanges(phaseId)).toEqual({ people: 1, kinds: { left: 1 } });
  const again = await rehearsePhase(ines, phaseId);
  expect((await listNotes(again.id, [service!]))[0]).toEqual({ personId: service, kind: 'takenIn', detail: `Service account, taken in by ${ines.name}: Posts for the whole team` });
});

test('of those chosen, whoever would gain something is moved to another phase with what brought them', async () => {
  const [pilot = '', early = ''] = await phases('Pilot', 'Early');
  const { packageId } = aPackage(tenant);
  const has = tenant.snapshot().assignments.find((each) => each.packageId === packageId && each.state === 'delivered')!.targetId;
  const [one, two, three] = peopleWithout(tenant, packageId, 3).map((person) => person.id);
  await addPickedPeople(ines, pilot, [one!, two!, three!, has]);
  await rehearsePhase(ines, pilot);
  const rehearsed = await holdingRehearsal(await getPhase(pilot));
  expect(await countOutcomesOf(pilot, {}, rehearsed!)).toEqual({ byRule: 0, mayAsk: 0, assign: 3, alreadyAssigned: 1, inFlight: 0, blocked: 0 });
  expect((await listMembers(pilot, { outcomes: ['alreadyAssigned'] }, { skip: 0, take: 9 }, undefined, rehearsed)).members.map((member) => member.personId)).toEqual([has]);

  expect(await moveMembers(ines, pilot, early, [one!, has])).toEqual({ moved: 1 });
  expect((await getPhase(pilot)).state).toBe('draft');
  expect((await listWhys(early, [one!])).get(one!)?.map(({ why }) => why)).toEqual([`From Pilot: Picked by ${ines.name}`]);
  await rehearsePhase(ines, pilot);
  // Two can move of the three who are there: whoever was told another number is told this one, and nobody is touched.
  await expect(moveMembers(ines, pilot, early, {}, 3)).rejects.toMatchObject({ code: 'conflict', sentence: 'The cohort was changed meanwhile: it would be 2 people now, not 3. Nobody was touched. Look at them again, then decide.' });
  await expect(removeMembers(ines, pilot, {}, 2)).rejects.toMatchObject({ code: 'conflict' });
  expect(await moveMembers(ines, pilot, early, {}, 2)).toEqual({ moved: 2 });
  expect((await listCohort(pilot)).map((member) => member.personId)).toEqual([has]);
  expect((await listCohort(early)).map((member) => member.personId)).toEqual([one, two, three].sort());
  const [stranger = ''] = await phases('Other');
  await expect(moveMembers(ines, early, stranger, {})).rejects.toMatchObject({ code: 'notFound' });
});
