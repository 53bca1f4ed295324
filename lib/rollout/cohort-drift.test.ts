import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { listCohort } from '@/lib/db/cohort-members';
import { findDrift } from '@/lib/db/gate-values';
import { readPeopleFeed } from '@/lib/db/mirror-feed';
import { listPhases } from '@/lib/db/phases';
import { refreshNow, refreshSoon } from '@/lib/directory/keep-mirror';
import { JobRunner } from '@/lib/jobs/runner';
import { addGroup, addPickedPeople } from './add-people';
import { addRule } from './add-rule';
import { lookForDrift } from './cohort-drift';
import { createRollout } from './create-rollout';
import { lookAgain } from './look-again';

const { tenant, admin } = withPortal({ users: 200, runner: new JobRunner(undefined, undefined, undefined, Infinity) });

/** Until a reading of the directory that began after this call is through and no other is wanted. */
async function afterReading(ask: () => Promise<unknown>): Promise<void> {
  const [row] = await db().$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  await ask();
  const done = async () => {
    const job = await db().job.findFirst({ where: { kind: 'mirror', state: { notIn: ['done', 'stopped'] } } });
    const feed = await readPeopleFeed();
    return job?.leaseHolder === null && job.notBefore > new Date() && feed.asOf !== null && row !== undefined && feed.asOf > row.now;
  };
  await expect.poll(done, { interval: 50 }).toBe(true);
}

const told = ({ people, says }: { people: number | null; says: string }) => ({ people, says });

test('of whom the group or an attribute changed that the cohort rests on is told from the mirror, without anybody’s tokens', async () => {
  const { id } = await createRollout(admin, { name: 'Drift', description: '', packages: [aPackage(tenant)], phases: ['Group', 'Rule', 'Picked'] });
  const [byGroup = '', byRule = '', picked = ''] = (await listPhases(id)).map((phase) => phase.id);
  const staff = tenant.snapshot().groups.find((group) => group.displayName === 'Finance – Staff')!;
  await addGroup(admin, byGroup, staff.id);
  await addRule(admin, byRule, { name: 'Finance', rule: 'user.department -eq "Finance"' });
  const people = (await listCohort(byRule)).map(({ personId }) => personId).filter((person) => person !== tenant.persona('Marta').id);
  const guestToBe = tenant.snapshot().users.find((user) => user.accountEnabled && user.userType === 'Member' && user.department === 'Sales' && user.employeeId && !staff.members.includes(user.id))!.id;
  await addPickedPeople(admin, picked, [...people.slice(0, 5), guestToBe]);
  await afterReading(() => refreshSoon(admin));
  expect(await Promise.all([byGroup, byRule, picked].map(async (phase) => told(await lookForDrift(phase))))).toEqual([{ people: 0, says: '' }, { people: 0, says: '' }, { people: 0, says: '' }]);

  const [moved, alsoMoved, renamed] = people as [string, string, string];
  tenant.tenant.updateUser(moved, { department: 'Sales' });
  tenant.tenant.updateUser(alsoMoved, { department: 'Sales' });
  // What the rule does not speak of is nothing the cohort rests on.
  tenant.tenant.updateUser(renamed, { displayName: 'Somebody Else', jobTitle: 'Analyst' });
  const member = (await listCohort(byGroup)).find(({ personId }) => !people.slice(0, 3).includes(personId))?.personId ?? '';
  tenant.tenant.members.remove(staff.id, member);
  tenant.tenant.updateUser(guestToBe, { userType: 'Guest', userPrincipalName: 'somebody_partner.example#EXT#@haldenvoss.example' });
  await afterReading(() => refreshNow(admin));

  expect(told(await lookForDrift(byRule))).toEqual({ people: 2, says: '2 with another department' });
  expect(told(await lookForDrift(byGroup))).toEqual({ people: 1, says: '1 no longer in “Finance – Staff”' });
  // Nobody rests on an organisation they are no longer of, however they were brought.
  expect(told(await lookForDrift(picked))).toEqual({ people: 1, says: '1 external by now' });
  expect(await findDrift(byRule)).toMatchObject({ people: 2, says: '2 with another department' });

  // Known before the run starts, it is rehearsed and signed with it.
  await lookAgain(admin, byRule);
  expect(told(await lookForDrift(byRule))).toEqual({ people: 0, says: '' });
});
