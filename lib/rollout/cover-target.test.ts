import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage } from '@/e2e/testing/rollouts';
import { listPhases } from '@/lib/db/phases';
import { addGroup, addPickedPeople } from './add-people';
import { compareTarget, setTarget } from './cover-target';
import { everyGap, everyTwicePlanned, loadCoverageView } from './coverage-view';
import { createRollout } from './create-rollout';

const { tenant, admin: ines } = withPortal({ users: 200 });

async function aRollout(name: string): Promise<{ rolloutId: string; pilot: string; broad: string }> {
  const { id } = await createRollout(ines, { name, description: '', packages: [aPackage(tenant)], phases: ['Pilot', 'Broad'] });
  const [pilot, broad] = await listPhases(id);
  return { rolloutId: id, pilot: pilot!.id, broad: broad!.id };
}

async function all<T>(slices: AsyncGenerator<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for await (const slice of slices) rows.push(...slice);
  return rows;
}

const PAGE = { skip: 0, take: 500 };

test('whoever of the target is in no phase is listed, special accounts apart, and no longer once they are planned', async () => {
  const { rolloutId, pilot } = await aRollout('Gaps');
  const ledger = tenant.snapshot().groups.find((group) => group.displayName === 'Finance – Ledger')!;
  await addGroup(ines, pilot, ledger.id);
  await setTarget(ines, rolloutId, { kind: 'rule', rule: 'user.department -eq "Finance"' });

  const finance = tenant.snapshot().users.filter((user) => user.department === 'Finance');
  const special = finance.filter((user) => !user.accountEnabled || /^svc-/.test(user.userPrincipalName)).map((user) => user.id);
  const gaps = finance.map((user) => user.id).filter((id) => !ledger.members.includes(id) && !special.includes(id));
  const view = await loadCoverageView(rolloutId, { special: false }, PAGE);
  expect(view.gaps.map((gap) => gap.personId).sort()).toEqual(gaps.sort());
  expect(view.target?.compared).toMatchObject({ population: finance.length, inPhases: ledger.members.length, inNone: gaps.length, special: special.length, basis: { from: 'tenant' } });
  expect((await loadCoverageView(rolloutId, { special: true }, PAGE)).gaps.map((gap) => gap.personId).sort()).toEqual(special.sort());
  expect((await all(everyGap(rolloutId, {}))).length).toBe(gaps.length + special.length);

  const [joins = ''] = gaps;
  await addPickedPeople(ines, pilot, [joins]);
  expect((await loadCoverageView(rolloutId, { special: false }, PAGE)).gaps.map((gap) => gap.personId)).not.toContain(joins);
  expect(await compareTarget(ines, rolloutId)).toEqual({ inNone: gaps.length - 1 });
});

test('phases that share people say how many, and the file names them with their phases', async () => {
  const { rolloutId, pilot, broad } = await aRollout('Overlap');
  const ledger = tenant.snapshot().groups.find((group) => group.displayName === 'Finance – Ledger')!;
  const shared = ledger.members.slice(0, 3);
  await addGroup(ines, pilot, ledger.id);
  await addPickedPeople(ines, broad, shared);
  expect((await loadCoverageView(rolloutId, {}, PAGE)).overlaps).toEqual([{ phaseId: pilot, phaseName: 'Pilot', otherId: broad, otherName: 'Broad', people: 3 }]);
  expect((await all(everyTwicePlanned(rolloutId))).map(({ personId, phases }) => [personId, phases])).toEqual([...shared].sort().map((id) => [id, 'Pilot; Broad']));
});

test('a target whose rule cannot be read is refused with its place, and a rollout without one has nothing to compare', async () => {
  const { rolloutId } = await aRollout('No target');
  await expect(setTarget(ines, rolloutId, { kind: 'rule', rule: 'user.department -eq' })).rejects.toMatchObject({ code: 'invalid', details: { fields: { rule: expect.stringMatching(/^Line 1, column \d+: /) as string } } });
  await expect(compareTarget(ines, rolloutId)).rejects.toMatchObject({ code: 'notFound' });
});
