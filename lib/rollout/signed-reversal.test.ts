import { beforeAll, expect, test } from 'vitest';
import { deliveredBy } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun } from '@/e2e/testing/reversals';
import { aPackage, anAdmin, peopleWithout } from '@/e2e/testing/rollouts';
import { nameOwner } from '@/lib/authoring/name-owner';
import { db } from '@/lib/db/client';
import { getPhase, listPhases } from '@/lib/db/phases';
import { getRehearsal, latestRehearsal } from '@/lib/db/rehearsals';
import { findReversal, listReversalItems } from '@/lib/db/reversals';
import { listStandingSignOffs } from '@/lib/db/sign-offs';
import { graphFor } from '@/lib/graph/graph-for';
import { addPickedPeople } from './add-people';
import { loadFrame } from '@/lib/support/load-frame';
import { agreeInstead, agreeToReversal, refuseReversal } from './agree-to-reversal';
import { answerSignOffs } from './answer-sign-off';
import { askSigners } from './ask-signers';
import { chooseDelivery } from './choose-delivery';
import { createRollout } from './create-rollout';
import { rehearsePhase } from './rehearse-phase';
import { rehearseReversal } from './rehearse-reversal';
import { REVERSAL_ITEM_STATES } from './reversal';
import type { Admin } from './rollout';
import { loadOverview } from './overview-view';
import { loadReversal } from './reversal-view';
import { computePart, loadLetter, loadSignOffs } from './sign-off-view';
import { hashOfPeople } from './signed-reversal';
import { startReversal } from './start-reversal';

const { tenant, admin: ines } = withPortal({ users: 300, settings: { deliveryMs: 20 } });
let eva: Admin;
let marta: Admin;
let stranger: Admin;

beforeAll(async () => {
  [eva, marta, stranger] = (await Promise.all(['Eva', 'Marta', 'Jonas'].map((name) => anAdmin(tenant, name)))) as [Admin, Admin, Admin];
});

const GROUP = 'Plant operations – Maintenance orders';

/** So many people without the package, the first of whom stand in its group by name already. */
function people(count: number, inGroup: number): string[] {
  const groupId = tenant.snapshot().groups.find(({ displayName }) => displayName === GROUP)?.id ?? '';
  const ids = peopleWithout(tenant, aPackage(tenant).packageId, 100).map(({ id }) => id).filter((id) => !tenant.tenant.members.has(groupId, id)).slice(0, count);
  for (const id of ids.slice(0, inGroup)) tenant.tenant.members.add(groupId, id);
  return ids;
}

/** The one standing question or answer about the group. */
async function theSignOff(phaseId: string) {
  const [signOff, ...more] = await listStandingSignOffs(phaseId);
  if (!signOff || more.length > 0) throw new Error('there is not one sign-off');
  return signOff;
}

async function letterOf(reader: Admin, id: string) {
  const letter = await loadLetter({ personId: reader.personId, readsAll: false, isAdmin: false }, id, { text: '', skip: 0, take: 10 });
  return letter && { ...letter, part: letter.parts[0]?.part };
}

const actionsOf = async (reversalId: string) => Object.fromEntries((await listReversalItems(reversalId, REVERSAL_ITEM_STATES)).map((item) => [item.personId, item.action]));

const said = (error: unknown): string => (error as { details?: { say?: string } }).details?.say ?? String(error);

test('the letter says how many had it before and what the phase proposes for them; the owner chooses otherwise, that is signed, and a phase that proposes something else is asked anew', async () => {
  const { packageId, policyId } = aPackage(tenant);
  const ids = people(4, 2);
  const { id: rolloutId } = await createRollout(ines, { name: 'Signed with its reversal', description: '', packages: [{ packageId, policyId }], phases: ['Pilot'] });
  const phaseId = (await listPhases(rolloutId))[0]?.id ?? '';
  await addPickedPeople(ines, phaseId, ids);
  const propose = async (reversalChoice: 'leave' | 'bridge' | 'restore') => {
    await chooseDelivery(ines, phaseId, deliveredBy({ mode: 'assign', reversalChoice }));
    await rehearsePhase(ines, phaseId);
    return (await latestRehearsal(phaseId))?.hash ?? '';
  };
  const left = await propose('leave');
  const bridged = await propose('bridge');
  expect(bridged).not.toBe(left);
  const group = tenant.snapshot().groups.find(({ displayName }) => displayName === GROUP)!;
  await nameOwner(ines, graphFor(ines), { resource: { originSystem: 'AadGroup', originId: group.id, name: GROUP }, ownerId: marta.personId });
  await askSigners(ines, phaseId, bridged);

  const asked = await theSignOff(phaseId);
  expect((await letterOf(marta, asked.id))?.part?.takenBack).toMatchObject({ proposed: 'bridge', had: 2, unknown: 0 });
  await answerSignOffs(marta, [{ signOffId: asked.id, contentHash: asked.contentHash }], { kind: 'agree', envelope: null, reversal: 'restore' });
  expect([(await theSignOff(phaseId)).reversalChoice, (await getPhase(phaseId)).state]).toEqual(['restore', 'signed']);
  const [event] = await db().auditEvent.findMany({ where: { action: 'signoff.agree', objectId: asked.id } });
  expect(event?.after).toMatchObject({ reversal: 'restore' });

  // The same proposal, and the owner's own choice, stand; another is more than was signed.
  await propose('bridge');
  expect((await getPhase(phaseId)).state).toBe('signed');
  await propose('restore');
  expect((await getPhase(phaseId)).state).toBe('signed');
  await propose('leave');
  expect((await getPhase(phaseId)).state).toBe('rehearsed');
  const [over] = await db().signOff.findMany({ where: { id: asked.id } });
  expect([over?.state, over?.voidBecause]).toEqual(['void', ['Taken back, those who had it before would be treated otherwise: leave their assignment.']]);
});

test('a reversal as it was signed starts; another choice waits for the owner, who agrees in their letter, and nobody else does', async () => {
  const ids = people(3, 1);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], ids, 'bridge');
  const signed = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  expect([await actionsOf(signed.id), (await findReversal(run.runId))?.differs]).toEqual([{ [ids[0]!]: 'bridge', [ids[1]!]: 'remove', [ids[2]!]: 'remove' }, []]);
  const signOff = await theSignOff(run.phaseId);
  expect((await letterOf(marta, signOff.id))?.reversal).toBeNull();
  // What the letter promised is what becomes of them: the phase proposed to leave whoever had it before.
  const promised = (await computePart(signOff, await getPhase(run.phaseId), await getRehearsal(signOff.rehearsalId))).takenBack?.undone;
  const left = await rehearseReversal(ines, run.runId, { choice: 'leave', sites: false });
  expect([promised, await actionsOf(left.id)]).toEqual([{ unknown: 0, site: 0, beside: 0, left: 1, bridged: 0, restored: 0, otherWay: 0, lose: 2 }, { [ids[0]!]: 'leave', [ids[1]!]: 'remove', [ids[2]!]: 'remove' }]);

  const other = await rehearseReversal(ines, run.runId, { choice: 'restore', sites: false });
  expect((await findReversal(run.runId))?.differs).toEqual([expect.objectContaining({ name: GROUP, signed: 'bridge', people: 1 })]);
  expect(await startReversal(ines, other.id, other.hash).catch(said)).toBe(`The owner of “${GROUP}” signed another choice. They, or a second admin with a reason, agree to this one first.`);
  expect((await letterOf(marta, signOff.id))?.reversal).toMatchObject({ choice: 'restore', hash: other.hash, needed: { signed: 'bridge', people: 1, agreed: null } });
  await expect(agreeToReversal(stranger, signOff.id, other.hash)).rejects.toMatchObject({ code: 'notFound' });
  await expect(agreeToReversal(marta, signOff.id, signed.hash)).rejects.toMatchObject({ code: 'conflict' });
  await agreeToReversal(marta, signOff.id, other.hash);
  await expect(agreeToReversal(marta, signOff.id, other.hash)).rejects.toMatchObject({ code: 'conflict' });
  const [event] = await db().auditEvent.findMany({ where: { runId: run.runId, action: 'reversal.agree' } });
  expect([event?.objectName, event?.before, event?.after]).toEqual([GROUP, { signed: 'bridge' }, { choice: 'restore', reversal: 3, hash: other.hash, as: 'owner', people: 1, who: hashOfPeople([ids[0]!]) }]);

  // It is the choice that was agreed to: rehearsed again, it holds.
  const again = await rehearseReversal(ines, run.runId, { choice: 'restore', sites: false });
  const { jobId } = await startReversal(ines, again.id, again.hash);
  await db().job.update({ where: { id: jobId }, data: { state: 'stopped', tokenCacheId: null } });
});

test('what a reversal asks otherwise than was signed waits in the owner’s lists; refused with a reason what was signed holds, until the owner agrees after all', async () => {
  const ids = people(3, 2);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], ids, 'bridge');
  const signOff = await theSignOff(run.phaseId);
  /** What waits for somebody: the lines first in their list, how many it counts, on Overview, and at the rail. */
  const waitsFor = async (reader: Admin) => {
    const { lines, total, open } = await loadSignOffs({ personId: reader.personId, state: 'open' }, { skip: 0, take: 5 });
    const { waiting } = await loadOverview({ personId: reader.personId, mayAct: false });
    return { list: lines.map(({ id, state, asked }) => ({ id, state, choice: asked?.choice, people: asked?.people })), total, open, overview: waiting.map(({ title, detail, href }) => [title, detail, href]), rail: (await loadFrame(reader.personId)).counts };
  };
  const nothing = { list: [], total: 0, open: 0, overview: [], rail: {} };
  expect(await waitsFor(marta)).toEqual(nothing);

  const first = await rehearseReversal(ines, run.runId, { choice: 'restore', sites: false });
  const { rolloutName, name } = await getPhase(run.phaseId);
  expect([await waitsFor(marta), await waitsFor(stranger)]).toEqual([{ list: [{ id: signOff.id, state: 'agreed', choice: 'restore', people: 2 }], total: 1, open: 1, overview: [[`“${GROUP}” waits for your answer: taken back otherwise than was signed`, `${rolloutName}, ${name}; remove and restore, for 2 people who had it before`, `/sign-offs/${signOff.id}`]], rail: { signoffs: 1 } }, nothing]);
  // It stands before what was answered, whatever page of the list that begins.
  const all = await loadSignOffs({}, { skip: 0, take: 2 });
  expect([all.lines[0]?.id, (await loadSignOffs({}, { skip: 1, take: 50 })).lines.some(({ id }) => id === signOff.id), (await loadSignOffs({}, { skip: 0, take: 100 })).lines.length]).toEqual([signOff.id, false, all.total]);

  await expect(refuseReversal(stranger, signOff.id, first.hash, 'Not mine')).rejects.toMatchObject({ code: 'notFound' });
  const refusals = async () => (await loadOverview({ personId: ines.personId, mayAct: true })).waiting.filter(({ title }) => title.includes('otherwise than was signed')).map(({ title, detail, href }) => [title, detail, href]);
  const before = await refusals();
  await refuseReversal(marta, signOff.id, first.hash, 'They must not lose it for a day');
  expect(await waitsFor(marta)).toEqual(nothing);
  // Whose turn it is then stands on the admins' Overview.
  expect([before, await refusals()]).toEqual([[], [[`${marta.name} refused to have “${GROUP}” taken back otherwise than was signed`, `${rolloutName}, ${name}; remove and restore, for 2 people who had it before; “They must not lose it for a day”`, `/runs/${run.runId}/reversal`]]]);
  const [event] = await db().auditEvent.findMany({ where: { runId: run.runId, action: 'reversal.refuse' } });
  expect([event?.objectName, event?.reason, event?.before, event?.after]).toEqual([GROUP, 'They must not lose it for a day', { signed: 'bridge' }, { choice: 'restore', reversal: 1, hash: first.hash, as: 'owner', people: 2, who: hashOfPeople(ids.slice(0, 2)) }]);
  expect((await loadReversal(run.runId)).signed.map(({ choice, asked }) => [choice, asked])).toEqual([['bridge', true]]);
  expect((await loadReversal(run.runId)).needed).toEqual([expect.objectContaining({ name: GROUP, signed: 'bridge', agreed: null, outgrown: null, refused: expect.objectContaining({ agreedByName: marta.name, reason: 'They must not lose it for a day' }) as object })]);
  await expect(refuseReversal(marta, signOff.id, first.hash, 'Once more')).rejects.toMatchObject({ code: 'conflict' });
  expect([await startReversal(ines, first.id, first.hash).catch(said), await agreeInstead(eva, first.id, first.hash, 'We need it anyway').catch(said)]).toEqual([
    `${marta.name} refused this for “${GROUP}”, so what was signed holds. Rehearse the reversal as it was signed.`,
    `${marta.name} refused this for “${GROUP}”, and a refusal is not agreed over. Rehearse the reversal as it was signed, or settle it with them.`,
  ]);

  // Rehearsed once more the same way it is refused as before; another way is asked anew, and may be agreed to.
  const again = await rehearseReversal(ines, run.runId, { choice: 'restore', sites: false });
  expect(await waitsFor(marta)).toEqual(nothing);
  await agreeToReversal(marta, signOff.id, again.hash);
  expect((await letterOf(marta, signOff.id))?.reversal).toMatchObject({ open: true, awaited: false, needed: { agreed: { people: 2 }, refused: null } });
  await refuseReversal(marta, signOff.id, again.hash, 'On second thoughts, no');
  await expect(startReversal(ines, again.id, again.hash)).rejects.toMatchObject({ code: 'conflict' });
  await rehearseReversal(ines, run.runId, { choice: 'leave', sites: false });
  expect((await waitsFor(marta)).list).toEqual([{ id: signOff.id, state: 'agreed', choice: 'leave', people: 2 }]);
  const signed = await rehearseReversal(ines, run.runId, { choice: 'signed', sites: false });
  expect(await waitsFor(marta)).toEqual(nothing);
  expect(await refusals()).toEqual([]);
  const { jobId } = await startReversal(ines, signed.id, signed.hash);
  await db().job.update({ where: { id: jobId }, data: { state: 'stopped', tokenCacheId: null } });
});

test('instead of the owner a second admin agrees with a reason, never the one who rehearsed it', async () => {
  const ids = people(2, 2);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], ids);
  const reversal = await rehearseReversal(ines, run.runId, { choice: 'bridge', sites: false });
  await expect(agreeInstead(ines, reversal.id, reversal.hash, 'The owner is away this week')).rejects.toMatchObject({ code: 'forbidden' });
  await expect(startReversal(ines, reversal.id, reversal.hash)).rejects.toMatchObject({ code: 'conflict' });
  await agreeInstead(eva, reversal.id, reversal.hash, 'The owner is away this week');
  const [event] = await db().auditEvent.findMany({ where: { runId: run.runId, action: 'reversal.agreeInstead' } });
  expect([event?.reason, event?.before, event?.after]).toEqual(['The owner is away this week', { signed: [{ resource: GROUP, signed: 'leave' }] }, { choice: 'bridge', reversal: 1, hash: reversal.hash, as: 'secondAdmin', resources: [{ resource: GROUP, people: 2, who: hashOfPeople(ids) }] }]);
  const { jobId } = await startReversal(ines, reversal.id, reversal.hash);
  await db().job.update({ where: { id: jobId }, data: { state: 'stopped', tokenCacheId: null } });
});

test('an agreement is for the people it was given for: it holds for fewer of them, and for more or others it is asked for anew', async () => {
  const groupId = tenant.snapshot().groups.find(({ displayName }) => displayName === GROUP)?.id ?? '';
  const ids = people(3, 3) as [string, string, string];
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], ids, 'bridge');
  /** Rehearsed while just these stand in the group: whoever does not was taken out on purpose. */
  const rehearsed = async (there: readonly string[]) => {
    for (const id of ids) if (there.includes(id)) tenant.tenant.members.add(groupId, id);
    else tenant.tenant.members.remove(groupId, id);
    return rehearseReversal(ines, run.runId, { choice: 'restore', sites: false });
  };
  const signOff = await theSignOff(run.phaseId);
  const needed = async () => (await letterOf(marta, signOff.id))?.reversal?.needed;

  const one = await rehearsed([ids[0]]);
  await agreeToReversal(marta, signOff.id, one.hash);
  expect(await needed()).toMatchObject({ people: 1, agreed: { agreedByName: marta.name, people: 1 }, outgrown: null });

  // As many, and somebody else.
  const other = await rehearsed([ids[1]]);
  expect(await needed()).toMatchObject({ people: 1, agreed: null, outgrown: { people: 1 } });
  expect(await startReversal(ines, other.id, other.hash).catch(said)).toMatch(/signed another choice/);

  const two = await rehearsed([ids[0], ids[1]]);
  expect(await needed()).toMatchObject({ people: 2, agreed: null, outgrown: { people: 1 } });
  await agreeToReversal(marta, signOff.id, two.hash);
  const all = await rehearsed(ids);
  await expect(startReversal(ines, all.id, all.hash)).rejects.toMatchObject({ code: 'conflict' });

  const fewer = await rehearsed([ids[1]]);
  expect(await needed()).toMatchObject({ people: 1, agreed: { people: 2 }, outgrown: null });
  const { jobId } = await startReversal(ines, fewer.id, fewer.hash);
  await db().job.update({ where: { id: jobId }, data: { state: 'stopped', tokenCacheId: null } });
});
