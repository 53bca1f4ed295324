import { expect, test } from 'vitest';
import { anAutomaticPolicy } from '@/e2e/testing/deliveries';
import { aRound, aStaffPolicy } from '@/e2e/testing/handovers';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun, QUICK, untilOver } from '@/e2e/testing/reversals';
import { aPackage, anAdmin, peopleWithout } from '@/e2e/testing/rollouts';
import { db, inTransaction } from '@/lib/db/client';
import { takeHandoverItems } from '@/lib/db/handover-sends';
import { countHandoverItems, findHandover, insertHandover, pageHandoverItems } from '@/lib/db/handovers';
import { mayWrite } from '@/lib/db/held-work';
import { refreshSoon } from '@/lib/directory/keep-mirror';
import { graphFor } from '@/lib/graph/graph-for';
import { chooseHandoverPolicy } from '@/lib/rollout/choose-handover';
import { handCatalogOver, showPackage } from '@/lib/rollout/close-handover';
import { countOnPilotPolicies } from '@/lib/rollout/handover';
import { FAILED, LEFT, noHandoverCounts } from '@/lib/rollout/handover-item';
import { loadHandoverView } from '@/lib/rollout/handover-view';
import { loadOverview } from '@/lib/rollout/overview-view';
import { rehearseHandover } from '@/lib/rollout/rehearse-handover';
import { liftEmergencyStop, stopEverything } from '@/lib/rollout/emergency-stop';
import { loadRecovery } from '@/lib/rollout/recovery-view';
import { endHandover, goOnHandingOver, pauseHandover, resumeHandover, startHandover } from '@/lib/rollout/start-handover';
import { handOver } from './hand-over';
import { Lease } from './lease';
import { refreshMirror } from './refresh-mirror';

const { tenant, admin } = withPortal({ settings: { deliveryMs: 20 } });

const signal = () => new AbortController().signal;
const work = (lease: Lease) => handOver(lease, signal(), QUICK);
const moved = (packageId: string) => tenant.snapshot().assignmentRequests.filter((request) => request.packageId === packageId && request.requestType === 'adminUpdate');

/** Reads the tenant into the copy of the directory once. */
async function copyDirectory(): Promise<void> {
  await refreshSoon(admin);
  const { id } = await db().job.findFirstOrThrow({ where: { kind: 'mirror', state: 'waiting' } });
  await refreshMirror((await Lease.take(id, 'copying', 15))!, signal());
  await db().job.update({ where: { id }, data: { state: 'done' } });
}

const liveUnder = (policyId: string) => tenant.snapshot().assignments.filter((assignment) => assignment.policyId === policyId && assignment.state === 'delivered');

test('everybody under a pilot’s policy goes to the chosen one in place, one first, each asked for once, with ends spread over working mornings, and nobody is left on it', async () => {
  const planner = aPackage(tenant, 'Maintenance planner');
  const people = peopleWithout(tenant, planner.packageId, 25).map(({ id }) => id);
  const { rolloutId } = await aSettledRun(tenant, admin, [planner], people);
  const staff = await aStaffPolicy(tenant, admin, planner.packageId, 'Employees');
  const before = liveUnder(planner.policyId);
  expect(people.every((id) => before.some(({ targetId }) => targetId === id))).toBe(true);
  expect(await countOnPilotPolicies(rolloutId)).toEqual({ people: null, asOf: null, undecided: ['Maintenance planner'] });
  const hiddenNow = () => tenant.snapshot().packages.find(({ id }) => id === planner.packageId)?.isHidden;
  const actor = { ...admin, roles: ['Rollout.Admin' as const], sessionId: '' };
  await showPackage(actor, graphFor(admin), rolloutId, planner.packageId, false);
  await expect(showPackage(actor, graphFor(admin), rolloutId, planner.packageId, true)).rejects.toMatchObject({ code: 'conflict' });

  const undecided = await rehearseHandover(admin, rolloutId);
  expect(await countHandoverItems(undecided.id)).toEqual({ ...noHandoverCounts(), left: before.length });
  await expect(startHandover(admin, rolloutId, undecided.hash)).rejects.toMatchObject({ code: 'conflict' });
  expect((await countOnPilotPolicies(rolloutId)).people).toBe(people.length);

  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, staff, true);
  const rehearsed = await rehearseHandover(admin, rolloutId);
  expect(moved(planner.packageId)).toEqual([]);
  await expect(startHandover(admin, rolloutId, undecided.hash)).rejects.toMatchObject({ code: 'conflict' });
  const { jobId } = await startHandover(admin, rolloutId, rehearsed.hash);
  await untilOver(jobId, work);

  const [handover, { items }] = [await findHandover(rolloutId), await pageHandoverItems(rehearsed.id, {}, { skip: 0, take: 1000 })];
  expect([handover?.state, await countHandoverItems(rehearsed.id)]).toEqual(['settled', { ...noHandoverCounts(), done: before.length }]);
  const after = liveUnder(staff);
  expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  expect(liveUnder(planner.policyId)).toEqual([]);
  expect(moved(planner.packageId).map(({ assignmentId }) => assignmentId).sort()).toEqual(before.map(({ id }) => id).sort());
  const ends = new Map(after.map(({ id, schedule }) => [id, Date.parse(schedule.expiration.endDateTime ?? '')]));
  expect(items.map(({ assignmentId, newEndsAt }) => [assignmentId, newEndsAt?.getTime()])).toEqual(items.map(({ assignmentId }) => [assignmentId, ends.get(assignmentId)]));
  expect(new Set(items.map(({ newEndsAt }) => newEndsAt?.toISOString().slice(0, 10))).size).toBeGreaterThan(5);
  expect((await countOnPilotPolicies(rolloutId)).people).toBe(0);

  expect(hiddenNow()).toBe(true);
  await showPackage(actor, graphFor(admin), rolloutId, planner.packageId, true);
  expect(hiddenNow()).toBe(false);
  const { catalogId } = tenant.snapshot().packages.find(({ id }) => id === planner.packageId)!;
  const marta = tenant.persona('Marta').id;
  // Asked twice, she is an owner once.
  for (let time = 0; time < 2; time += 1) expect(await handCatalogOver(actor, graphFor(admin), rolloutId, catalogId, marta)).toEqual({ ownerName: 'Marta Lindqvist' });
  expect((await loadHandoverView(admin, rolloutId)).catalogs).toMatchObject([{ catalogId, ownerName: 'Marta Lindqvist' }]);
  expect(tenant.tenant.governance.allGrants().filter((grant) => grant.catalogId === catalogId && grant.principalId === marta && grant.role === 'Catalog owner')).toHaveLength(1);
});

test('an answer that is lost moves nobody twice, and a handover goes on where another process was killed', async () => {
  const poster = aPackage(tenant, 'Ledger poster');
  const people = peopleWithout(tenant, poster.packageId, 4).map(({ id }) => id);
  const { rolloutId } = await aSettledRun(tenant, admin, [poster], people);
  const staff = await aStaffPolicy(tenant, admin, poster.packageId, 'Ledger staff');
  await chooseHandoverPolicy(admin, rolloutId, poster.packageId, staff);
  const { id, hash } = await rehearseHandover(admin, rolloutId);
  const { queued: holders, left } = await countHandoverItems(id);
  const { jobId } = await startHandover(admin, rolloutId, hash);
  // What a process leaves behind that was killed after it marked the first and before it sent it.
  const lease = (await Lease.take(jobId, 'killed', 15))!;
  expect(await takeHandoverItems(id, [poster.packageId], lease, 1)).toHaveLength(1);
  lease.end();
  await db().job.update({ where: { id: jobId }, data: { leaseUntil: new Date(0) } });
  await tenant.admin('fault', { path: '\\$batch$', method: 'POST', kind: 'reset-after', nth: 1 });
  await untilOver(jobId, work);
  await tenant.admin('fault', { clear: true });
  expect(await countHandoverItems(id)).toEqual({ ...noHandoverCounts(), done: holders, left });
  expect(moved(poster.packageId)).toHaveLength(holders);
});

test('who was moved otherwise since the rehearsal is left as they are, and who signed the rollout hands nobody over', async () => {
  const operator = aPackage(tenant, 'Line operator');
  const people = peopleWithout(tenant, operator.packageId, 3).map(({ id }) => id);
  const { rolloutId } = await aSettledRun(tenant, admin, [operator], people);
  const [staff, other] = [await aStaffPolicy(tenant, admin, operator.packageId, 'Operators'), await aStaffPolicy(tenant, admin, operator.packageId, 'Operators elsewhere')];
  await chooseHandoverPolicy(admin, rolloutId, operator.packageId, staff);
  const { id, hash } = await rehearseHandover(admin, rolloutId);
  const { queued, left } = await countHandoverItems(id);
  const [elsewhere] = liveUnder(operator.policyId).filter(({ packageId, targetId }) => packageId === operator.packageId && people.includes(targetId));
  tenant.tenant.governance.assignments.get(elsewhere!.id)!.policyId = other;

  await expect(startHandover(await anAdmin(tenant, 'Marta'), rolloutId, hash)).rejects.toMatchObject({ code: 'forbidden' });
  await untilOver((await startHandover(admin, rolloutId, hash)).jobId, work);
  expect(await countHandoverItems(id)).toEqual({ ...noHandoverCounts(), done: queued - 1, left: left + 1 });
  expect(moved(operator.packageId).map(({ assignmentId }) => assignmentId)).not.toContain(elsewhere!.id);
});

test('people who shall stay under the pilot’s own policy are not moved, and count for nobody', async () => {
  const planner = aPackage(tenant, 'Maintenance planner');
  const { rolloutId } = await aSettledRun(tenant, admin, [planner], peopleWithout(tenant, planner.packageId, 2).map(({ id }) => id));
  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, planner.policyId);
  const { id } = await rehearseHandover(admin, rolloutId);
  expect([await countHandoverItems(id), await countOnPilotPolicies(rolloutId)]).toEqual([noHandoverCounts(), { people: 0, asOf: null, undecided: [] }]);

  // It was read for those who were to stay, and holds none of them.
  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, await aStaffPolicy(tenant, admin, planner.packageId, 'Planners'));
  expect(await countOnPilotPolicies(rolloutId)).toEqual({ people: null, asOf: null, undecided: [] });
});

test('nobody is moved to a policy that is not the chosen one any more, nor with an end that has passed', async () => {
  const planner = aPackage(tenant, 'Maintenance planner');
  const { rolloutId } = await aSettledRun(tenant, admin, [planner], peopleWithout(tenant, planner.packageId, 2).map(({ id }) => id));
  const [staff, others] = [await aStaffPolicy(tenant, admin, planner.packageId, 'Staff'), await aStaffPolicy(tenant, admin, planner.packageId, 'Others')];
  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, staff, true);
  const rehearsed = await rehearseHandover(admin, rolloutId);
  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, others);
  await expect(startHandover(admin, rolloutId, rehearsed.hash)).rejects.toMatchObject({ code: 'conflict', details: { say: 'Something else was chosen since this was rehearsed. Rehearse again, then start.' } });

  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, staff, true);
  const { items } = await pageHandoverItems(rehearsed.id, {}, { skip: 0, take: 1000 });
  const hash = '0'.repeat(64);
  // What a handover is that waited for months: what it says of an end never changes.
  const { id } = await inTransaction((tx) => insertHandover(tx, { rolloutId, way: 'inPlace', back: false, hash, tenantReadAt: new Date(), createdBy: admin.personId, createdByName: admin.name }, items.map((item) => ({ ...item, state: 'queued', newEndsAt: new Date(Date.now() - 1000) }))));
  const asked = moved(planner.packageId).length;
  const { jobId } = await startHandover(admin, rolloutId, hash);
  await db().job.update({ where: { id: jobId }, data: { state: 'signInNeeded' } });
  const { waiting } = await loadOverview({ personId: admin.personId, mayAct: true });
  expect(waiting.filter(({ key }) => key === `j${jobId}`).map(({ title, href }) => [title, href])).toEqual([['The handover waits for a sign-in', `/rollouts/${rolloutId}/handover`]]);
  await db().job.update({ where: { id: jobId }, data: { state: 'waiting' } });
  await untilOver(jobId, work);
  expect(await countHandoverItems(id)).toEqual({ ...noHandoverCounts(), failed: items.length });
  expect((await pageHandoverItems(id, {}, { skip: 0, take: 1 })).items[0]?.failure).toBe(FAILED.endPassed);
  expect(moved(planner.packageId)).toHaveLength(asked);
});

test('of each is told whether they could extend, and whether the rule selects them that takes nobody over meanwhile; under that rule only those go whom it selects', async () => {
  const planner = aPackage(tenant, 'Maintenance planner');
  const departmentOf = new Map(tenant.snapshot().users.map((user) => [user.id, user.department]));
  const free = peopleWithout(tenant, planner.packageId, 200);
  const department = departmentOf.get(free[0]?.id ?? '') ?? '';
  const isIn = ({ id }: { id: string }): boolean => departmentOf.get(id) === department;
  const people = [...free.filter(isIn).slice(0, 4), ...free.filter((person) => !isIn(person)).slice(0, 4)];
  const { rolloutId } = await aSettledRun(tenant, admin, [planner], people.map(({ id }) => id));
  const rule = await anAutomaticPolicy(tenant, admin, planner.packageId, `user.department -eq "${department}"`);
  const holders = liveUnder(planner.policyId).filter(({ packageId }) => packageId === planner.packageId);
  const inDepartment = new Set(tenant.snapshot().users.filter((user) => user.department === department).map(({ id }) => id));
  const selected = holders.filter(({ targetId }) => inDepartment.has(targetId)).length;

  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, await aStaffPolicy(tenant, admin, planner.packageId, 'Everybody here'), true);
  await rehearseHandover(admin, rolloutId);
  const { packages, handover } = await loadHandoverView(admin, rolloutId);
  expect(packages[0]?.found).toMatchObject({ extendable: 0, ruled: packages[0]?.found?.holders, matched: selected });
  const { items } = await pageHandoverItems(handover?.id ?? '', {}, { skip: 0, take: 1000 });
  expect(items.map(({ personId, ruleMatches }) => [personId, ruleMatches])).toEqual(items.map(({ personId }) => [personId, inDepartment.has(personId)]));

  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, rule, true);
  const under = await rehearseHandover(admin, rolloutId);
  expect((await countHandoverItems(under.id)).queued).toBe(selected);
  const left = (await pageHandoverItems(under.id, { states: ['left'] }, { skip: 0, take: 1000 })).items;
  expect(new Set(left.map(({ failure }) => failure))).toContain(LEFT.notSelected);
  expect(left.filter(({ failure }) => failure === LEFT.notSelected).every(({ personId }) => !inDepartment.has(personId))).toBe(true);
});

test('whom no run of the rollout gave the package keeps policy and end and counts for nobody, unless they shall go along', async () => {
  const poster = aPackage(tenant, 'Ledger poster');
  const people = peopleWithout(tenant, poster.packageId, 2).map(({ id }) => id);
  const { rolloutId } = await aSettledRun(tenant, admin, [poster], people);
  const others = liveUnder(poster.policyId).filter(({ targetId }) => !people.includes(targetId));
  expect(others.length).toBeGreaterThan(0);
  const staff = await aStaffPolicy(tenant, admin, poster.packageId, 'Only ours');
  await chooseHandoverPolicy(admin, rolloutId, poster.packageId, staff);
  const without = await rehearseHandover(admin, rolloutId);
  const foundNow = async () => (await loadHandoverView(admin, rolloutId)).packages[0]?.found;
  expect(await foundNow()).toMatchObject({ holders: people.length + others.length, others: others.length, othersLeft: others.length, endless: liveUnder(poster.policyId).filter(({ schedule }) => !schedule.expiration.endDateTime).length, moving: people.length });
  const { items: moving } = await pageHandoverItems(without.id, { states: ['queued'] }, { skip: 0, take: 1000 });
  const ends = moving.map(({ newEndsAt }) => newEndsAt?.getTime() ?? 0).sort((a, b) => a - b);
  const told = await foundNow();
  expect([told?.newEndDays, told?.firstNewEnd?.getTime(), told?.lastNewEnd?.getTime()]).toEqual([new Set(ends).size, ends[0], ends.at(-1)]);
  expect((await countOnPilotPolicies(rolloutId)).people).toBe(people.length);
  // What was rehearsed moves fewer than are chosen by now.
  const chosen = await chooseHandoverPolicy(admin, rolloutId, poster.packageId, staff, true);
  await expect(chooseHandoverPolicy(admin, rolloutId, poster.packageId, poster.policyId, false, undefined, JSON.stringify({ policyId: staff, others: false }))).rejects.toMatchObject({ code: 'conflict', sentence: `${admin.name} changed where they go since you opened it. Copy what you typed, then reload the page.` });
  expect(chosen).toEqual({ madeOf: { seen: JSON.stringify({ policyId: staff, others: true }) } });
  await expect(startHandover(admin, rolloutId, without.hash)).rejects.toMatchObject({ code: 'conflict', details: { say: 'Something else was chosen since this was rehearsed. Rehearse again, then start.' } });
  await chooseHandoverPolicy(admin, rolloutId, poster.packageId, staff);
  await untilOver((await startHandover(admin, rolloutId, without.hash)).jobId, work);
  const { items } = await pageHandoverItems(without.id, { states: ['left'] }, { skip: 0, take: 1000 });
  expect(items.map(({ personId, failure }) => [personId, failure]).sort()).toEqual(others.map(({ targetId }) => [targetId, LEFT.notGiven]).sort());
  expect(liveUnder(poster.policyId).sort((a, b) => a.id.localeCompare(b.id))).toEqual(others.sort((a, b) => a.id.localeCompare(b.id)));
  await copyDirectory();
  expect((await countOnPilotPolicies(rolloutId)).people).toBe(0);

  await chooseHandoverPolicy(admin, rolloutId, poster.packageId, staff, true);
  expect((await countOnPilotPolicies(rolloutId)).people).toBe(others.length);
  const along = await rehearseHandover(admin, rolloutId);
  expect(along.hash).not.toBe(without.hash);
  await chooseHandoverPolicy(admin, rolloutId, poster.packageId, staff);
  await expect(startHandover(admin, rolloutId, along.hash)).rejects.toMatchObject({ code: 'conflict' });
  await chooseHandoverPolicy(admin, rolloutId, poster.packageId, staff, true);
  await untilOver((await startHandover(admin, rolloutId, along.hash)).jobId, work);
  expect(liveUnder(poster.policyId)).toEqual([]);
});

test('paused, or with everything stopped, nobody is moved until somebody lets it go on; ended, whoever has not set out stays', async () => {
  const planner = aPackage(tenant, 'Maintenance planner');
  const people = peopleWithout(tenant, planner.packageId, 4).map(({ id }) => id);
  const { rolloutId } = await aSettledRun(tenant, admin, [planner], people);
  await chooseHandoverPolicy(admin, rolloutId, planner.packageId, await aStaffPolicy(tenant, admin, planner.packageId, 'Held or not'));
  const { id, hash } = await rehearseHandover(admin, rolloutId);
  const before = moved(planner.packageId).length;
  const { jobId } = await startHandover(admin, rolloutId, hash);
  const askedIn = async (): Promise<number> => {
    await aRound(jobId);
    return moved(planner.packageId).length - before;
  };
  const viewNow = async () => {
    const { handover, waiting, stop } = await loadHandoverView(admin, rolloutId);
    return [handover?.holdSays, waiting, stop?.says ?? null];
  };

  await pauseHandover(admin, rolloutId, 'The service desk is closed');
  expect([await askedIn(), await viewNow()]).toEqual([0, [`${admin.name} paused it: The service desk is closed`, 4, null]]);
  const { waiting: waits } = await loadOverview({ personId: admin.personId, mayAct: true });
  expect(waits.filter(({ kind, href }) => kind === 'held' && href === `/rollouts/${rolloutId}/handover`).map(({ detail, button }) => [detail, button])).toEqual([[`${admin.name} paused it: The service desk is closed`, 'See why']]);
  await expect(pauseHandover(admin, rolloutId)).rejects.toMatchObject({ code: 'conflict' });
  const signer = await anAdmin(tenant, 'Marta');
  for (const letGoOn of [resumeHandover, goOnHandingOver]) await expect(letGoOn(signer, rolloutId)).rejects.toMatchObject({ code: 'forbidden' });
  await resumeHandover(admin, rolloutId);
  const { stopId } = await stopEverything(admin, 'Something is wrong');
  expect([await askedIn(), await viewNow()]).toEqual([0, [`${admin.name} stopped everything: Something is wrong`, 4, `${admin.name} stopped everything: Something is wrong`]]);
  await expect(resumeHandover(admin, rolloutId)).rejects.toMatchObject({ code: 'conflict' });
  // Were it let go on all the same, the stop alone keeps it: from whoever would take the job, and from whoever has it.
  const hold = await db().handover.findUniqueOrThrow({ where: { id }, select: { heldAt: true, heldByName: true, holdSays: true } });
  await db().handover.update({ where: { id }, data: { heldAt: null, heldByName: null, holdSays: null } });
  expect([await askedIn(), await mayWrite('handover', id)]).toEqual([0, false]);
  await db().handover.update({ where: { id }, data: hold });
  expect((await loadRecovery(stopId)).handovers.map(({ rolloutId: of, held, settled, notSent, todo }) => [of, held, settled, notSent, todo])).toEqual([[rolloutId, true, false, 4, ['Of 4 people nothing more is asked for meanwhile.', 'It goes on once the stop is lifted and an admin lets it.']]]);
  await liftEmergencyStop(admin, stopId, 'It was not');
  // Lifted, it still waits for a word of its own.
  expect(await askedIn()).toBe(0);
  await resumeHandover(admin, rolloutId);

  await expect.poll(async () => {
    await aRound(jobId);
    return (await countHandoverItems(id)).done;
  }, { interval: 30 }).toBe(1);
  expect(await endHandover(admin, rolloutId, 'The others go another day')).toEqual({ leftOut: 3 });
  await untilOver(jobId, work);
  const { items } = await pageHandoverItems(id, {}, { skip: 0, take: 1000 });
  expect(items.flatMap(({ state, failure }) => (failure === LEFT.notGiven ? [] : [[state, failure]])).sort()).toEqual([['done', null], ...Array.from({ length: 3 }, () => ['left', LEFT.handoverEnded])]);
  expect(await askedIn()).toBe(1);
  expect((await countOnPilotPolicies(rolloutId)).people).toBe(3);
  await expect(goOnHandingOver(admin, rolloutId)).rejects.toMatchObject({ code: 'conflict' });
  expect(await countHandoverItems((await rehearseHandover(admin, rolloutId)).id)).toMatchObject({ queued: 3 });
  const told = await db().auditEvent.findMany({ where: { rolloutId, action: { in: ['handover.pause', 'handover.resume', 'handover.end'] } }, orderBy: { seq: 'asc' }, select: { action: true, reason: true } });
  expect(told).toEqual([{ action: 'handover.pause', reason: 'The service desk is closed' }, { action: 'handover.resume', reason: null }, { action: 'handover.resume', reason: null }, { action: 'handover.end', reason: 'The others go another day' }]);
});
