import { beforeAll, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, peopleWithout } from '@/e2e/testing/rollouts';
import { clock, readWhole } from '@/e2e/bench/read-whole';
import { db } from '@/lib/db/client';
import { listCohort } from '@/lib/db/cohort-members';
import { listPhases } from '@/lib/db/phases';
import { listExceptionGroups } from '@/lib/db/rehearsal-exceptions';
import { getRehearsal } from '@/lib/db/rehearsals';
import { getRollout } from '@/lib/db/rollouts';
import { holdDirectory } from '@/lib/directory/keep-mirror';
import { assignmentsFeed } from '@/lib/directory/mirror';
import { FRESH_MS } from '@/lib/directory/freshness';
import { roleKey } from '@/lib/directory/route';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { JobRunner } from '@/lib/jobs/runner';
import { addPickedPeople } from './add-people';
import { computeChangeSet } from './change-set';
import { createRollout } from './create-rollout';
import { lookAtCohort } from './look-at-cohort';
import { openHeldPhase } from './read-held';
import { readPackageHolders } from './read-package-holders';
import { readPackages } from './read-packages';
import { eachException } from './rehearsal';
import { rehearsePhase } from './rehearse-phase';
import type { RolloutPackage } from './rollout';

// What keeps people from a package, told of the tenant and of what is held of it.

const { tenant, admin: ines } = withPortal();
let graph: Graph;

beforeAll(async () => {
  graph = graphFor(ines);
});

test('who has another package or is in a group that excludes this one is blocked, told from what the phase itself gives', async () => {
  const { packageId, policyId } = aPackage(tenant);
  const snapshot = tenant.snapshot();
  const other = snapshot.packages.find((each) => each.id !== packageId && snapshot.policies.some((policy) => policy.packageId === each.id && policy.displayName === 'Direct assignment'));
  if (!other) throw new Error('the tenant has no second package');
  const otherPolicy = snapshot.policies.find((policy) => policy.packageId === other.id && policy.displayName === 'Direct assignment');
  const holder = snapshot.assignments.find((each) => each.packageId === other.id && each.state === 'delivered' && snapshot.users.some((user) => user.id === each.targetId && user.accountEnabled && user.userType === 'Member') && !snapshot.assignments.some((own) => own.packageId === packageId && own.targetId === each.targetId));
  const [inGroup, free] = peopleWithout(tenant, packageId, 400).filter(({ id }) => !snapshot.assignments.some((each) => each.packageId === other.id && each.targetId === id));
  if (!holder || !inGroup || !free) throw new Error('the tenant has nobody to be excluded');
  const strangers = [holder.targetId, inGroup.id, free.id];
  const group = snapshot.groups.find((each) => each.securityEnabled && !each.groupTypes.includes('DynamicMembership') && each.members.length > 0 && each.visibility !== 'HiddenMembership' && each.members.every((id) => snapshot.users.some((user) => user.id === id) && !strangers.includes(id)));
  if (!group) throw new Error('the tenant has no group without them');
  tenant.tenant.members.add(group.id, inGroup.id);
  const own = tenant.tenant.governance.packages.get(packageId);
  if (!own) throw new Error('the package is gone');
  own.incompatiblePackages.push(other.id);
  own.incompatibleGroups.push(group.id);

  const { id: rolloutId } = await createRollout(ines, { name: 'Excluding', description: '', packages: [{ packageId, policyId }, ...(otherPolicy ? [{ packageId: other.id, policyId: otherPolicy.id }] : [])], phases: ['Pilot'] });
  const [phase] = await listPhases(rolloutId);
  if (!phase) throw new Error('the rollout has no phase');
  await addPickedPeople(ines, phase.id, [holder.targetId, inGroup.id, free.id]);
  const { id } = await rehearsePhase(ines, phase.id);
  const rehearsal = await getRehearsal(id);
  const told = eachException(rehearsal.people, await listExceptionGroups(id, rehearsal.people)).filter((each) => each.packageId === packageId);
  expect(told.map(({ personId, outcome, reason, detail }) => ({ personId, outcome, reason, detail })).sort((a, b) => (a.personId < b.personId ? -1 : 1))).toEqual([
    { personId: holder.targetId, outcome: 'blocked', reason: 'incompatibleHeld', detail: `The package “${other.displayName}”.` },
    { personId: inGroup.id, outcome: 'blocked', reason: 'incompatibleHeld', detail: `Is in the group “${group.displayName}”.` },
    { personId: free.id, outcome: 'blocked', reason: 'incompatibleInPhase', detail: `The package “${other.displayName}”.` },
  ].sort((a, b) => (a.personId < b.personId ? -1 : 1)));

  // A large phase is read from what is held, and says the same.
  const runner = new JobRunner();
  runner.start();
  const since = await clock();
  await holdDirectory(ines, 'wholeTenant');
  await readWhole(since);
  await runner.stop();
  const [cohort, { packages }] = await Promise.all([listCohort(phase.id), getRollout(rolloutId)]);
  const now = await clock();
  expect(await openHeldPhase(1999, packages, now)).toBe(null);
  const held = await openHeldPhase(2000, packages, now);
  const before = tenant.log().length;
  const [look, read] = await Promise.all([lookAtCohort(graph, phase.id, cohort, false, true), readPackages(graph, packages, held)]);
  expect(tenant.log().slice(before).filter(({ url }) => /\/users|\/assignments|\/assignmentRequests/.test(url))).toEqual([]);
  const set = computeChangeSet(phase.id, cohort, { people: look.people, packages: read });
  expect([set.people, set.packages, set.exceptions]).toEqual([rehearsal.people, rehearsal.packages, await listExceptionGroups(id, rehearsal.people)]);
  expect([look.basis.from, [look.basis.asOf, ...read.map((each) => each.asOf ?? new Date(0))].every((asOf) => asOf > since)]).toEqual(['mirror', true]);

  await whatIsNotHeldIsAsked({ phaseId: phase.id, packages: packages.filter((each) => each.packageId === packageId), otherId: other.id, now });
});

/** Of a package that is not held, or only as it was long ago, and of people who are not held: never that nobody has it. */
async function whatIsNotHeldIsAsked({ phaseId, packages, otherId, now }: { phaseId: string; packages: RolloutPackage[]; otherId: string; now: Date }): Promise<void> {
  const [own, excluding] = [assignmentsFeed(packages[0]?.packageId ?? ''), assignmentsFeed(otherId)];
  const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
  const excluded = async () => (await readPackages(graph, packages, await openHeldPhase(2000, packages, now))).flatMap((each) => each.conflicts.filter((conflict) => conflict.otherId === otherId));
  const { holders } = (await excluded())[0] ?? {};
  expect(holders?.size).toBeGreaterThan(0);
  await db().mirrorAssignment.deleteMany({ where: { packageId: otherId } });
  await db().mirrorRequest.deleteMany({ where: { packageId: otherId } });
  await db().mirrorFeed.update({ where: { kind: excluding }, data: { asOf: ago(76) } });
  expect(await excluded()).toMatchObject([{ holders, asOf: null }]);
  await db().mirrorFeed.delete({ where: { kind: excluding } });
  expect(await excluded()).toMatchObject([{ holders, asOf: null }]);

  // Who has the phase's own packages serves a rehearsal's outcomes for an hour, and what people held before for minutes.
  const role = (await readPackages(graph, packages)).flatMap((each) => each.roles)[0];
  if (!role) throw new Error('the package hands out nothing');
  const throughPackages = async (minutes: number) => {
    await db().mirrorFeed.update({ where: { kind: own }, data: { asOf: ago(minutes) } });
    const read = await readPackages(graph, packages, await openHeldPhase(2000, packages, now));
    const told = (await readPackageHolders(graph, [role], read, { people: new Set(read.flatMap((each) => [...each.assigned.keys()])), readAt: now, age: FRESH_MS })).get(roleKey(role));
    return { held: read.map((each) => each.asOf), asOf: told?.asOf, people: [...(told?.byPerson ?? [])].flatMap(([id, ids]) => (ids.includes(packages[0]?.packageId ?? '') ? [id] : [])).length };
  };
  const [young, old] = [await throughPackages(14), await throughPackages(16)];
  expect([young.held, young.asOf, old.held, old.asOf]).toEqual([[ago(14)], ago(14), [ago(16)], now]);
  expect(young.people).toBeGreaterThan(0);
  expect(old.people).toBe(young.people);

  await db().mirrorFeed.updateMany({ where: { kind: 'people' }, data: { asOf: null } });
  const cohort = await listCohort(phaseId);
  expect((await lookAtCohort(graph, phaseId, cohort, false, true)).basis.from).toBe('tenant');
}
