import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aRehearsedPhase, byPerson, everybodyApproves, everybodySigns, peopleWithout, sentAdds } from '@/e2e/testing/rollouts';
import { getPhase, listPhases } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { getRun } from '@/lib/db/runs';
import { listStandingSignOffs } from '@/lib/db/sign-offs';
import { JobRunner } from '@/lib/jobs/runner';
import { addPickedPeople } from './add-people';
import { addPhase } from './edit-rollout';
import { finishPhase } from './finish-phase';
import { rehearsePhase } from './rehearse-phase';
import { startRun } from './start-run';
import { supplementPhase } from './supplement-phase';

const runner = new JobRunner({ visibilityMs: 300, pollLeastMs: 100, pollMostMs: 500 });
const { tenant, admin } = withPortal({ settings: { deliveryMs: 100 }, runner });

const settled = async (runId: string) => expect.poll(async () => (await getRun(runId)).state, { interval: 100 }).toBe('settled');

test('people who come later are rehearsed, signed and sent alone, beside the phase they are added to and before the next, and what was signed stays', async () => {
  const { phaseId, hash, packageId, people } = await aRehearsedPhase(tenant, admin, { people: 3 });
  const { rolloutId, name } = await getPhase(phaseId);
  const { phaseId: next } = await addPhase(admin, rolloutId, 'Everybody else');
  const signed = await listStandingSignOffs(phaseId);
  const later = peopleWithout(tenant, packageId, 20).filter(({ id }) => !people.some((person) => person.id === id)).slice(-2).map(({ id }) => id);

  await expect(supplementPhase(admin, next)).rejects.toMatchObject({ code: 'conflict' });
  const { phaseId: added } = await supplementPhase(admin, phaseId);
  await addPickedPeople(admin, added, later);
  await rehearsePhase(admin, added);
  await everybodySigns(tenant, admin, added);
  await everybodyApproves(tenant, admin, added);
  const rehearsal = await latestRehearsal(added);
  await expect(startRun(admin, added, rehearsal?.hash ?? '')).rejects.toMatchObject({ code: 'conflict', details: { say: `“${name}”, whose people this phase adds to, has not started yet.` } });

  const first = await startRun(admin, phaseId, hash);
  await settled(first.id);
  const since = tenant.log().at(-1)?.n ?? 0;
  const second = await startRun(admin, added, rehearsal?.hash ?? '');
  await settled(second.id);
  expect(sentAdds(tenant.log(since)).sort(byPerson).map(({ person }) => person)).toEqual([...later].sort());
  expect((await listStandingSignOffs(phaseId)).map(({ id, state }) => [id, state])).toEqual(signed.map(({ id, state }) => [id, state]));
  expect((await listPhases(rolloutId)).map((each) => [each.name, each.state])).toEqual([[name, 'verifying'], [`${name}, added later`, 'verifying'], ['Everybody else', 'draft']]);

  await finishPhase(admin, phaseId);
  await addPickedPeople(admin, next, later);
  await rehearsePhase(admin, next);
  await expect(startRun(admin, next, (await latestRehearsal(next))?.hash ?? '')).rejects.toMatchObject({ details: { say: `“${name}, added later” comes first and has not passed yet.` } });
  await finishPhase(admin, added);
});
