import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { anAdmin, aRehearsedPhase, byPerson, sentAdds } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { findHold } from '@/lib/db/run-control';
import { countItems } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { listStandingSignOffs } from '@/lib/db/sign-offs';
import { addRolesToPackage } from '@/lib/authoring/create-package';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign } from '@/lib/graph/packages';
import { resumeRun } from '@/lib/rollout/hold-run';
import { startRun } from '@/lib/rollout/start-run';
import { JobRunner } from './runner';

const runner = new JobRunner({ visibilityMs: 300, pollLeastMs: 100, pollMostMs: 500 });
const { tenant, admin } = withPortal({ users: 900, settings: { deliveryMs: 100 }, runner });

const now = (): number => tenant.log().at(-1)?.n ?? 0;
const gotIt = (since: number) => sentAdds(tenant.log(since)).sort(byPerson).map(({ person }) => person);

async function leftOut(runId: string): Promise<Record<string, number>> {
  const rows = await db().runItem.groupBy({ by: ['failureCode'], where: { runId, state: 'skipped' }, _count: true });
  return Object.fromEntries(rows.map((row): [string, number] => [row.failureCode ?? '', row._count]));
}

test('two weeks after it was signed a run needs no new signature for anybody but who became external: leavers and disabled accounts are left out', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 250 });
  const signed = (await listStandingSignOffs(phaseId)).map(({ id, state }) => ({ id, state }));
  const [a, b, c, d, disabled, external, ...rest] = people.map(({ id }) => id);
  for (const id of [a, b, c, d]) tenant.tenant.deleteUser(id ?? '', Date.now());
  await tenant.admin(`users/${disabled}`, { accountEnabled: false });
  await tenant.admin(`users/${external}`, { userType: 'Guest', userPrincipalName: 'somebody_partner.example#EXT#@haldenvoss.example' });
  const since = now();

  const run = await startRun(admin, phaseId, hash);
  await expect.poll(async () => (await getRun(run.id)).state, { timeout: 30_000, interval: 100 }).toBe('settled');

  expect(await leftOut(run.id)).toEqual({ leftSince: 4, disabledSince: 1, externalSince: 1 });
  expect((await countItems(run.id)).delivered).toBe(244);
  expect(gotIt(since)).toEqual([...rest].sort());
  expect((await listStandingSignOffs(phaseId)).map(({ id, state }) => ({ id, state }))).toEqual(signed);
});

test('a run asks before it goes on where more people shrank than leavers explain, and sends the rest once an admin has seen them', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 40, packageName: 'Ledger reader' });
  const [kept, ...gone] = people.map(({ id }) => id).slice(0, 22);
  for (const id of gone) await tenant.admin(`users/${id}`, { accountEnabled: false });
  const since = now();
  const run = await startRun(admin, phaseId, hash);
  await expect.poll(async () => (await findHold(run.id))?.hold, { timeout: 20_000 }).toBe('shrunk');
  expect({ sent: gotIt(since), says: (await findHold(run.id))?.says.split('.')[0] }).toEqual({ sent: [], says: '21 people of 40 left, were disabled or are excluded since the rehearsal' });
  await resumeRun(admin, run.id);
  await expect.poll(async () => (await getRun(run.id)).state, { timeout: 20_000, interval: 100 }).toBe('settled');
  expect(gotIt(since)).toEqual([kept ?? '', ...people.slice(22).map(({ id }) => id)].sort());
});

test('a package that gives more by the time a waiting run comes to it is not sent, and says what', async () => {
  const { phaseId, hash, packageId } = await aRehearsedPhase(tenant, admin, { people: 3 });
  await db().writeLimit.updateMany({ data: { secondAdminAbove: 1 } });
  const run = await startRun(admin, phaseId, hash);
  await db().writeLimit.updateMany({ data: { secondAdminAbove: 1000 } });
  const design = (await loadPackageDesign(graphFor(admin), [packageId])).get(packageId);
  const role = design?.roles.find((each) => each.originSystem === 'AadGroup');
  if (!design || !role) throw new Error('the package hands out no group');
  await addRolesToPackage({ ...admin, roles: ['Rollout.Admin'], sessionId: '' }, graphFor(admin), { packageId, catalogId: design.catalogId, roles: [{ resourceId: role.resourceId, roleOriginId: `Owner_${role.originId}` }] });
  // It waited for long.
  await db().run.update({ where: { id: run.id }, data: { startedAt: new Date(Date.now() - 14 * 24 * 3_600_000) } });
  const since = now();
  await resumeRun(await anAdmin(tenant, 'Eva'), run.id);
  await expect.poll(async () => (await getRun(run.id)).state, { timeout: 20_000, interval: 100 }).toBe('settled');
  const items = await db().runItem.findMany({ where: { runId: run.id }, select: { state: true, failureCode: true, failure: true } });
  expect({ sent: gotIt(since), codes: items.map(({ state, failureCode }) => `${state} ${failureCode ?? ''}`) }).toEqual({ sent: [], codes: Array(3).fill('skipped packageWider') });
  expect(items[0]?.failure).toMatch(/^The package gives more by now than was signed; nothing more of it was sent: .*Owner/);
});
