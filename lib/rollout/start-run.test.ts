import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, aRehearsedPhase, everybodySigns, peopleWithout } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { getPhase, listPhases } from '@/lib/db/phases';
import { addPickedPeople } from './add-people';
import { createRollout } from './create-rollout';
import { rehearsePhase } from './rehearse-phase';
import { loadRolloutView } from './rollout-view';
import { retryFailed } from './retry-failed';
import { startRun } from './start-run';
import { takeOverJob } from './take-over-job';

const { tenant, admin } = withPortal({ users: 300 });

test('a phase that is started twice at once runs once', async () => {
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 4 });

  const answers = await Promise.allSettled([startRun(admin, phaseId, hash), startRun(admin, phaseId, hash)]);

  expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(answers.find((answer) => answer.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  const runs = await db().run.findMany({ where: { phaseId }, include: { items: true, job: { include: { tokenCache: true } } } });
  expect(runs).toHaveLength(1);
  expect(runs[0]?.items.map((item) => item.personId).sort()).toEqual(people.map((person) => person.id).sort());
  expect(runs[0]?.items.every((item) => item.state === 'queued')).toBe(true);
  expect(runs[0]?.job).toMatchObject({ state: 'waiting', actsAs: admin.personId });
  expect(runs[0]?.job?.tokenCacheId).not.toBe(admin.tokenCacheId);
  expect(runs[0]?.job?.tokenCache?.cache).not.toBeNull();
  expect((await getPhase(phaseId)).state).toBe('running');
  expect(await db().auditEvent.count({ where: { phaseId, action: 'run.start', outcome: 'done' } })).toBe(1);
});

test('a rehearsal that is not the newest is refused, and nothing of a run is left', async () => {
  const { phaseId, hash, packageId } = await aRehearsedPhase(tenant, admin, { people: 2 });
  const [, , third] = peopleWithout(tenant, packageId, 3);
  await addPickedPeople(admin, phaseId, [third?.id ?? '']);
  await expect(startRun(admin, phaseId, hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('Rehearse it again') as string });

  await rehearsePhase(admin, phaseId);
  await expect(startRun(admin, phaseId, hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('newest rehearsal') as string });
  expect(await db().run.count({ where: { phaseId } })).toBe(0);
  expect((await getPhase(phaseId)).state).toBe('rehearsed');
});

test('a phase does not start before everybody who has to has signed it', async () => {
  const { packageId, policyId } = aPackage(tenant);
  const { id } = await createRollout(admin, { name: 'Without signatures', description: '', packages: [{ packageId, policyId }], phases: ['Pilot'] });
  const [phase] = await listPhases(id);
  const phaseId = phase?.id ?? '';
  await addPickedPeople(admin, phaseId, peopleWithout(tenant, packageId, 1).map((person) => person.id));
  const { hash } = await rehearsePhase(admin, phaseId);

  await expect(startRun(admin, phaseId, hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringMatching(/Nobody (answers for|was asked to sign) “/) as string });
});

test('a phase does not start before the owners approved what its packages hand out, but for a reason that is audited', async () => {
  const other = aPackage(tenant, 'Ledger reader');
  const { id } = await createRollout(admin, { name: 'Without approvals', description: '', packages: [other], phases: ['Pilot'] });
  const [phase] = await listPhases(id);
  const phaseId = phase?.id ?? '';
  await addPickedPeople(admin, phaseId, peopleWithout(tenant, other.packageId, 1).map((person) => person.id));
  const { hash } = await rehearsePhase(admin, phaseId);
  await everybodySigns(tenant, admin, phaseId);
  const view = await loadRolloutView(admin, id, phaseId);
  expect(view.opened.action).toMatchObject({ kind: 'approvals', rehearsalHash: hash });
  expect(view.opened.missing.map((each) => each.standing)).toEqual(view.opened.missing.map(() => 'notAsked'));

  await expect(startRun(admin, phaseId, hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringMatching(/not approved by the owner\. Ask them, or start with a reason\.$/) as string });
  expect(await db().run.count({ where: { phaseId } })).toBe(0);
  await startRun(admin, phaseId, hash, { withoutApprovals: 'The owners are on holiday' });
  expect(await db().auditEvent.findFirst({ where: { phaseId, action: 'run.start' } })).toMatchObject({ reason: 'The owners are on holiday', after: { withoutApprovalOf: view.opened.missing.map((each) => each.resourceName) } });
});

test('a later phase does not start before the earlier ones have passed', async () => {
  const { rolloutId, hash: pilotHash, phaseId: pilot } = await aRehearsedPhase(tenant, admin, { people: 1, phases: ['Pilot', 'Broad'] });
  const broad = (await listPhases(rolloutId))[1];
  expect((await loadRolloutView(admin, rolloutId, undefined)).opened.steps.at(-1)?.what).toBe('“Broad” may start');
  const { packageId } = aPackage(tenant);
  await addPickedPeople(admin, broad?.id ?? '', peopleWithout(tenant, packageId, 3).slice(2).map((person) => person.id));
  const { hash } = await rehearsePhase(admin, broad?.id ?? '');

  await expect(startRun(admin, broad?.id ?? '', hash)).rejects.toMatchObject({ code: 'conflict' });
  await expect(startRun(admin, pilot, pilotHash)).resolves.toMatchObject({ id: expect.any(String) as string });
});

test('what has not failed is not sent again, and what waits for nobody is not taken over', async () => {
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 1 });
  const run = await startRun(admin, phaseId, hash);
  await expect(retryFailed(admin, run.id)).rejects.toMatchObject({ code: 'conflict' });
  await expect(takeOverJob(admin, run.id)).rejects.toMatchObject({ code: 'conflict' });
});
