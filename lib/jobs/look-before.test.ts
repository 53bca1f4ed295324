import { expect, test } from 'vitest';
import { addOwnerRole } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { anAdmin, aRehearsedPhase, byPerson, sentAdds } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { readPeopleFeed } from '@/lib/db/mirror-feed';
import { findHold } from '@/lib/db/run-control';
import { countItems } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { listStandingSignOffs } from '@/lib/db/sign-offs';
import { holdDirectory } from '@/lib/directory/keep-mirror';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign } from '@/lib/graph/packages';
import { resumeRun } from '@/lib/rollout/hold-run';
import { startRun } from '@/lib/rollout/start-run';
import { JobRunner } from './runner';

/** `LOOK_PEOPLE=10000` runs the long form. */
const PEOPLE = Number(process.env.LOOK_PEOPLE ?? 250);
const [LEAVERS, DISABLED] = PEOPLE < 10_000 ? [4, 1] : [40, 3];

const runner = new JobRunner({ visibilityMs: 300, pollLeastMs: 100, pollMostMs: 500 });
const { tenant, admin } = withPortal({ users: Math.max(900, PEOPLE * 1.5), settings: { deliveryMs: 100 }, runner });

const now = (): number => tenant.log().at(-1)?.n ?? 0;
const gotIt = (since: number) => sentAdds(tenant.log(since)).sort(byPerson).map(({ person }) => person);

async function leftOut(runId: string): Promise<Record<string, number>> {
  const rows = await db().runItem.groupBy({ by: ['failureCode'], where: { runId, state: 'skipped' }, _count: true });
  return Object.fromEntries(rows.map((row): [string, number] => [row.failureCode ?? '', row._count]));
}

test('two weeks after it was signed a run needs no new signature for anybody but who became external: leavers and disabled accounts are left out', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: PEOPLE });
  // What is held of the directory is older than what comes now: a run looks at the tenant itself.
  await holdDirectory(admin, 'wholeTenant');
  await expect.poll(async () => (await readPeopleFeed()).asOf, { interval: 100 }).not.toBeNull();
  const signed = (await listStandingSignOffs(phaseId)).map(({ id, state }) => ({ id, state }));
  await db().writeLimit.updateMany({ data: { secondAdminAbove: PEOPLE } });
  const ids = people.map(({ id }) => id);
  const [leavers, disabled, [external = ''], rest] = [ids.slice(0, LEAVERS), ids.slice(LEAVERS, LEAVERS + DISABLED), ids.slice(LEAVERS + DISABLED, LEAVERS + DISABLED + 1), ids.slice(LEAVERS + DISABLED + 1)];
  for (const id of leavers) tenant.tenant.deleteUser(id, Date.now());
  for (const id of disabled) await tenant.admin(`users/${id}`, { accountEnabled: false });
  await tenant.admin(`users/${external}`, { userType: 'Guest', userPrincipalName: 'somebody_partner.example#EXT#@haldenvoss.example' });
  const since = now();

  const run = await startRun(admin, phaseId, hash);
  await expect.poll(async () => (await getRun(run.id)).state, { timeout: 60_000 + PEOPLE * 20, interval: 100 }).toBe('settled');
  await db().writeLimit.updateMany({ data: { secondAdminAbove: 1000 } });

  expect(await leftOut(run.id)).toEqual({ leftSince: LEAVERS, disabledSince: DISABLED, externalSince: 1 });
  expect((await countItems(run.id)).delivered).toBe(rest.length);
  expect(gotIt(since)).toEqual([...rest].sort());
  expect((await listStandingSignOffs(phaseId)).map(({ id, state }) => ({ id, state }))).toEqual(signed);
});

test('a run asks before it goes on where more people shrank than leavers explain, and sends the rest once an admin has seen them', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 40, packageName: 'Ledger reader' });
  const [kept, ...gone] = people.map(({ id }) => id).slice(0, 22);
  for (const id of gone) await tenant.admin(`users/${id}`, { accountEnabled: false });
  const since = now();
  const run = await startRun(admin, phaseId, hash);
  await expect.poll(async () => (await findHold(run.id))?.hold).toBe('shrunk');
  expect({ sent: gotIt(since), says: (await findHold(run.id))?.says.split('.')[0] }).toEqual({ sent: [], says: '21 people of 40 left, were disabled or are excluded since the rehearsal' });
  await resumeRun(admin, run.id);
  await expect.poll(async () => (await getRun(run.id)).state, { interval: 100 }).toBe('settled');
  expect(gotIt(since)).toEqual([kept ?? '', ...people.slice(22).map(({ id }) => id)].sort());
});

test('a package that gives more by the time a waiting run comes to it is not sent, and says what', async () => {
  const { phaseId, hash, packageId } = await aRehearsedPhase(tenant, admin, { people: 3 });
  await db().writeLimit.updateMany({ data: { secondAdminAbove: 1 } });
  const run = await startRun(admin, phaseId, hash);
  await db().writeLimit.updateMany({ data: { secondAdminAbove: 1000 } });
  const design = (await loadPackageDesign(graphFor(admin), [packageId])).get(packageId);
  const role = design?.roles.find((each) => each.originSystem === 'AadGroup');
  if (!role) throw new Error('the package hands out no group');
  await addOwnerRole(tenant, admin, packageId, role);
  // It waited for long.
  await db().run.update({ where: { id: run.id }, data: { startedAt: new Date(Date.now() - 14 * 24 * 3_600_000) } });
  const since = now();
  await resumeRun(await anAdmin(tenant, 'Eva'), run.id);
  await expect.poll(async () => (await getRun(run.id)).state, { interval: 100 }).toBe('settled');
  const items = await db().runItem.findMany({ where: { runId: run.id }, select: { state: true, failureCode: true, failure: true } });
  expect({ sent: gotIt(since), codes: items.map(({ state, failureCode }) => `${state} ${failureCode ?? ''}`) }).toEqual({ sent: [], codes: Array(3).fill('skipped packageWider') });
  expect(items[0]?.failure).toMatch(/^The package gives more by now than was signed; nothing more of it was sent: .*Owner/);
});

test('who came to have what is incompatible since the rehearsal is sent nothing and told with what it is, and the others get theirs', async () => {
  const { phaseId, hash, packageId, people } = await aRehearsedPhase(tenant, admin, { people: 3, packageName: 'Line operator' });
  const [clashes, ...rest] = people.map(({ id }) => id);
  const group = tenant.snapshot().groups.find((each) => each.securityEnabled && !each.groupTypes.includes('DynamicMembership') && each.visibility !== 'HiddenMembership' && each.members.length > 0 && each.members.every((id) => tenant.tenant.users.get(id) && !people.some((person) => person.id === id)));
  if (!group || !clashes) throw new Error('the tenant has no group without them');
  tenant.tenant.governance.packages.get(packageId)?.incompatibleGroups.push(group.id);
  tenant.tenant.members.add(group.id, clashes);
  const since = now();
  const run = await startRun(admin, phaseId, hash);
  await expect.poll(async () => (await getRun(run.id)).state, { interval: 100 }).toBe('settled');
  const skipped = await db().runItem.findMany({ where: { runId: run.id, state: 'skipped' }, select: { personId: true, failure: true } });
  expect({ sent: gotIt(since), skipped }).toEqual({ sent: [...rest].sort(), skipped: [{ personId: clashes, failure: `Has or is getting access since the rehearsal that is incompatible with the package; nothing was sent: ${group.displayName}` }] });
});
