import { beforeAll, expect, test } from 'vitest';
import { letterState, ownGainWords } from '@/app/(portal)/sign-offs/sign-off-words';
import { addOwnerRole } from '@/e2e/testing/deliveries';
import { applied } from '@/e2e/testing/drafts';
import { inTurn } from '@/e2e/testing/in-turn';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, anAdmin, peopleWithout } from '@/e2e/testing/rollouts';
import { silentUntil } from '@/e2e/testing/silence';
import type { Role } from '@/lib/auth/role';
import { draftClone, loadCloneSource } from '@/lib/authoring/clone-package';
import { askAboutResource } from '@/lib/authoring/ask-about-resource';
import { answerApproval } from '@/lib/authoring/answer-approval';
import { limitApproval } from '@/lib/authoring/limit-approval';
import { nameOwner } from '@/lib/authoring/name-owner';
import { setStandingSigners } from '@/lib/authoring/standing-signers';
import { db } from '@/lib/db/client';
import { findApproval } from '@/lib/db/resource-approvals';
import { listWaitingPhases } from '@/lib/db/overview';
import { getPhase, listPhases } from '@/lib/db/phases';
import { getDraft } from '@/lib/db/drafts';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { listStandingSignOffs } from '@/lib/db/sign-offs';
import { graphFor } from '@/lib/graph/graph-for';
import { getPackageDesign } from '@/lib/graph/packages';
import { answerSignOffs } from './answer-sign-off';
import type { SignOffReply } from './answer-sign-off';
import { askSigners } from './ask-signers';
import { addPickedPeople } from './add-people';
import { removeMembers } from './change-cohort';
import { confirmCondition } from './confirm-condition';
import { loadOverview } from './overview-view';
import { createRollout } from './create-rollout';
import { draftWithoutRefused, takeOutRefused } from './refusal-ways';
import { rehearsePhase } from './rehearse-phase';
import { getRollout } from '@/lib/db/rollouts';
import type { Admin } from './rollout';
import { agreedWords, mostAgreed, NO_CONDITION } from './sign-off-condition';
import { letterTitle } from './sign-off-letter';
import { loadLetter, loadSignOffs } from './sign-off-view';
import { signInstead } from './sign-instead';
import { loadSignatures } from './signature-view';
import { loadRolloutView } from './rollout-view';
import { loadStandIn } from './stand-in';
import { startRun } from './start-run';
import { takeBackAnswer } from './take-back-answer';
import { voidWidened } from './void-widened';

const { tenant, database, admin: ines } = withPortal({ users: 300 });
let [eva, marta, jonas]: Admin[] = [];

beforeAll(async () => {
  [eva, marta, jonas] = await Promise.all(['Eva', 'Marta', 'Jonas'].map((name) => anAdmin(tenant, name)));
});

const me = (name: 'ines' | 'eva' | 'marta' | 'jonas'): Admin => {
  const admin = { ines, eva, marta, jonas }[name];
  if (!admin) throw new Error(`${name} is not signed in`);
  return admin;
};
const asActor = (admin: Admin, roles: Role[] = ['Rollout.Admin']) => ({ ...admin, roles, sessionId: 'session' });
const AGREE: SignOffReply = { kind: 'agree', envelope: null };

/** The group the package of these tests hands out. */
function theGroup() {
  const found = tenant.snapshot().groups.find((each) => each.displayName === 'Plant operations – Maintenance orders');
  if (!found) throw new Error('the tenant has no such group');
  return { originSystem: 'AadGroup', originId: found.id, name: found.displayName };
}

let made = 0;

/** A rollout of the seed's package, its first phase rehearsed for so many people; Marta answers for what it gives, Jonas stands in. */
async function aRehearsal(people: number, phases = ['Pilot']) {
  const { packageId, policyId } = aPackage(tenant);
  made += 1;
  const { id: rolloutId } = await createRollout(me('ines'), { name: `Signed ${made}`, description: '', packages: [{ packageId, policyId }], phases });
  const [phase] = await listPhases(rolloutId);
  const phaseId = phase?.id ?? '';
  await addPickedPeople(me('ines'), phaseId, peopleWithout(tenant, packageId, people).map((person) => person.id));
  const { hash } = await rehearsePhase(me('ines'), phaseId);
  for (const { resource } of await lines(phaseId)) await nameOwner(asActor(me('eva')), graphFor(me('eva')), { resource, ownerId: me('marta').personId, deputyId: me('jonas').personId });
  return { rolloutId, phaseId, packageId, policyId, hash };
}

async function lines(phaseId: string) {
  const rehearsal = await latestRehearsal(phaseId);
  return rehearsal ? loadSignatures(rehearsal) : [];
}

const standings = async (phaseId: string) => (await lines(phaseId)).map(({ standing, person }) => [standing, person]);
const asked = async (phaseId: string) => (await listStandingSignOffs(phaseId)).map(({ id, contentHash }) => ({ signOffId: id, contentHash }));
const answer = async (who: Admin, phaseId: string, reply: SignOffReply = AGREE) => answerSignOffs(who, await asked(phaseId), reply);
const stateOf = async (phaseId: string) => (await getPhase(phaseId)).state;

test('an owner signs exactly what was rehearsed, and the phase may start with it', async () => {
  const { phaseId, hash } = await aRehearsal(3);
  await expect(startRun(me('ines'), phaseId, hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('Nobody was asked to sign') as string });
  await askSigners(me('ines'), phaseId, hash);
  expect(await standings(phaseId)).toEqual([['waiting', 'Marta Lindqvist']]);
  await expect(startRun(me('ines'), phaseId, hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('waits for Marta Lindqvist') as string });

  await answer(me('marta'), phaseId);
  expect([await stateOf(phaseId), await standings(phaseId)]).toEqual(['signed', [['signed', 'Marta Lindqvist']]]);
  const [signOff] = await db().signOff.findMany({ where: { phaseId } });
  expect(signOff?.shown).toMatchObject({ rehearsalHash: hash, part: { people: 3, resource: { name: theGroup().name, noun: 'group' }, changed: null } });
  await expect(startRun(me('ines'), phaseId, hash, { withoutApprovals: 'Nobody owned it when it came into the catalog' })).resolves.toMatchObject({ id: expect.any(String) as string });
  const events = await db().auditEvent.findMany({ where: { phaseId, action: { startsWith: 'signoff.' } }, orderBy: { seq: 'asc' }, include: { actor: true } });
  expect(events.map((event) => [event.action, event.actor?.name])).toEqual([['signoff.ask', 'Ines Aalto'], ['signoff.agree', 'Marta Lindqvist']]);
});

test('only who was asked can answer, to exactly what they saw, and once', async () => {
  const { phaseId, hash } = await aRehearsal(2);
  await askSigners(me('ines'), phaseId, hash);
  const [seen] = await asked(phaseId);
  for (const stranger of ['eva', 'ines', 'jonas'] as const) await expect(answer(me(stranger), phaseId)).rejects.toMatchObject({ code: 'notFound' });
  expect(await loadLetter({ personId: me('jonas').personId, readsAll: false, isAdmin: false }, seen?.signOffId ?? '', { text: '', skip: 0, take: 5 })).toBeNull();
  await expect(answerSignOffs(me('marta'), [{ signOffId: seen?.signOffId ?? '', contentHash: 'f'.repeat(64) }], AGREE)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('changed while you read it') as string });
  await answer(me('marta'), phaseId);
  await expect(answer(me('marta'), phaseId)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('answered already') as string });
  const letter = await loadLetter({ personId: me('marta').personId, readsAll: false, isAdmin: false }, seen?.signOffId ?? '', { text: '', skip: 0, take: 1 });
  expect(letter).toMatchObject({ standing: { may: 'read' }, people: { total: 2, matching: 2, rows: [{ name: expect.any(String) as string }] } });
});

test('less than was signed stands, more voids it and shows what is different', async () => {
  const { phaseId, hash, packageId } = await aRehearsal(3);
  await askSigners(me('ines'), phaseId, hash);
  await answer(me('marta'), phaseId);
  const [first, second, third, fourth] = peopleWithout(tenant, packageId, 4);

  await removeMembers(me('ines'), phaseId, [first?.id ?? '']);
  expect(await stateOf(phaseId)).toBe('draft');
  await rehearsePhase(me('ines'), phaseId);
  expect(await stateOf(phaseId)).toBe('signed');
  // Back within what was signed.
  await addPickedPeople(me('ines'), phaseId, [first?.id ?? '']);
  await rehearsePhase(me('ines'), phaseId);
  expect(await stateOf(phaseId)).toBe('signed');

  await addPickedPeople(me('ines'), phaseId, [fourth?.id ?? '']);
  const again = await rehearsePhase(me('ines'), phaseId);
  expect([await stateOf(phaseId), await lines(phaseId)]).toMatchObject(['rehearsed', [{ standing: 'void', person: 'Marta Lindqvist', says: [`1 more person through “Maintenance planner”: ${fourth?.displayName ?? ''}.`] }]]);
  await askSigners(me('ines'), phaseId, again.hash);
  const [seen] = await asked(phaseId);
  const letter = await loadLetter({ personId: me('marta').personId, readsAll: false, isAdmin: false }, seen?.signOffId ?? '', { text: fourth?.displayName ?? '', skip: 0, take: 5 });
  expect(letter?.parts[0]?.part.changed?.lines.map((line) => line.map(({ text }) => text).join(''))).toEqual(['1 more person than the 3 you signed', 'Same role, same approvers, still nobody external.']);
  expect(letter?.people).toMatchObject({ total: 4, matching: 1 });
  await answer(me('marta'), phaseId);
  expect(await stateOf(phaseId)).toBe('signed');
  expect([second, third]).toHaveLength(2);
});

test('a role added to the package voids what was signed, here or elsewhere, and the run does not start', async () => {
  const { design: original, roles } = await loadCloneSource(graphFor(me('ines')), aPackage(tenant, 'Line operator').packageId, null);
  const { draftId } = await draftClone(asActor(me('ines')), graphFor(me('ines')), { newName: 'A copy' }, { packageId: original.id, catalog: { id: original.catalogId }, name: 'A package of its own', description: 'A copy', hidden: true, roles: roles.map(({ id }) => id), policies: [aPackage(tenant, 'Line operator').policyId], add: [] });
  expect(await applied(me('ines'), draftId)).toBe('applied');
  const copy = aPackage(tenant, 'A package of its own');
  const design = await getPackageDesign(graphFor(me('ines')), copy.packageId);
  const { id: rolloutId } = await createRollout(me('ines'), { name: 'Widened', description: '', packages: [{ packageId: copy.packageId, policyId: copy.policyId }], phases: ['Pilot'] });
  const [phase] = await listPhases(rolloutId);
  const phaseId = phase?.id ?? '';
  await addPickedPeople(me('ines'), phaseId, peopleWithout(tenant, copy.packageId, 2).map((person) => person.id));
  const { hash } = await rehearsePhase(me('ines'), phaseId);
  for (const { resource } of await lines(phaseId)) await nameOwner(asActor(me('eva')), graphFor(me('eva')), { resource, ownerId: me('marta').personId });
  await askSigners(me('ines'), phaseId, hash);
  await answer(me('marta'), phaseId);
  expect(await stateOf(phaseId)).toBe('signed');

  const group = design.roles.find((role) => role.originSystem === 'AadGroup');
  if (!group) throw new Error('the package gives no group');
  await addOwnerRole(tenant, me('ines'), copy.packageId, group);
  // Nobody told the portal: the tenant is read again when the run starts.
  await expect(startRun(me('ines'), phaseId, hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining(`Owner of “${group.resourceName}” through “A package of its own” is new.`) as string });
  await voidWidened(me('ines'), graphFor(me('ines')), copy.packageId);
  expect((await lines(phaseId)).filter((line) => line.standing === 'void').map(({ resource, says }) => [resource.name, says])).toEqual([[group.resourceName, ['Owner through “A package of its own” is new.']]]);
  expect(await stateOf(phaseId)).toBe('rehearsed');
});

test('nobody signs what they worked on, and nobody carries out what they signed', async () => {
  const { phaseId, hash } = await aRehearsal(1);
  const resource = theGroup();
  await nameOwner(asActor(me('eva')), graphFor(me('eva')), { resource, ownerId: me('ines').personId, deputyId: null });
  try {
    // Her manager and the sponsor are left: neither is hers to name, so at once the manager is asked.
    await askSigners(me('ines'), phaseId, hash);
    const [signOff] = await listStandingSignOffs(phaseId);
    expect(signOff?.signers.map(({ part }) => part)).toEqual(['manager']);
    expect(signOff?.signers.some((signer) => signer.personId === me('ines').personId)).toBe(false);

    await expect(signInstead(me('ines'), phaseId, hash, 'I know what I do')).rejects.toMatchObject({ code: 'forbidden' });
    await signInstead(me('eva'), phaseId, hash, 'Its owner planned the phase herself');
    expect(await lines(phaseId)).toMatchObject([{ standing: 'signed', person: 'Eva Brandt', says: ['Signed instead of the owner: Its owner planned the phase herself'] }]);
    expect(await stateOf(phaseId)).toBe('signed');
    await expect(startRun(me('eva'), phaseId, hash)).rejects.toMatchObject({ code: 'forbidden', sentence: 'You signed a part of this phase, so another admin starts it.' });

    // A signature of somebody who then works on the phase is their own work.
    await rehearsePhase(me('eva'), phaseId);
    expect(await lines(phaseId)).toMatchObject([{ standing: 'void', says: ['Eva Brandt worked on the phase since, and nobody signs their own work.'] }]);
  } finally {
    await nameOwner(asActor(me('eva')), graphFor(me('eva')), { resource, ownerId: me('marta').personId, deputyId: me('jonas').personId });
  }
});

test('silence is passed on from day to day and is never a yes', async () => {
  await setStandingSigners(asActor(me('ines')), graphFor(me('ines')), { sponsor: tenant.persona('Priya').id, security: null, securityDeputy: null, timeZone: 'Europe/Helsinki' });
  const { rolloutId, phaseId, hash } = await aRehearsal(1);
  await askSigners(me('ines'), phaseId, hash);
  const parts = async () => {
    const [line] = await lines(phaseId);
    return [line?.standing, line?.person];
  };
  expect(await parts()).toEqual(['waiting', 'Marta Lindqvist']);
  await expect(answer(me('jonas'), phaseId)).rejects.toMatchObject({ code: 'notFound' });
  await silentUntil('deputy', database.url, rolloutId);
  expect(await parts()).toEqual(['overdue', 'Jonas Weber']);
  const [signOff] = await listStandingSignOffs(phaseId);
  expect(signOff?.signers.map(({ part }) => part)).toEqual(['owner', 'deputy', 'manager', 'sponsor']);
  await silentUntil('sponsor', database.url, rolloutId);
  expect(await parts()).toEqual(['overdue', tenant.persona('Priya').name]);
  expect(await stateOf(phaseId)).toBe('rehearsed');
  await expect(startRun(me('ines'), phaseId, hash)).rejects.toMatchObject({ code: 'conflict' });

  await answer(me('jonas'), phaseId);
  expect([await stateOf(phaseId), await standings(phaseId)]).toEqual(['signed', [['signed', 'Jonas Weber']]]);
});

test('a condition is tested by the system, and one it cannot test counts as a refusal until another admin confirms it', async () => {
  const waitsWith = async (id: string) => (await listWaitingPhases(1000)).filter((each) => each.phaseId === id).map(({ asked, unmet, unconfirmed }) => ({ asked, unmet, unconfirmed }));
  const { phaseId, hash, packageId } = await aRehearsal(3);
  await askSigners(me('ines'), phaseId, hash);
  expect(await waitsWith(phaseId)).toEqual([{ asked: 1, unmet: 0, unconfirmed: 0 }]);
  await answer(me('marta'), phaseId, { kind: 'condition', condition: { ...NO_CONDITION, mostPeople: 2, noExternals: true } });
  expect(await lines(phaseId)).toMatchObject([{ standing: 'unmet', says: ['It would be for 3 people; at most 2 were agreed to.'] }]);
  expect(await waitsWith(phaseId)).toEqual([{ asked: 0, unmet: 1, unconfirmed: 0 }]);
  expect(await stateOf(phaseId)).toBe('rehearsed');
  await removeMembers(me('ines'), phaseId, [peopleWithout(tenant, packageId, 1)[0]?.id ?? '']);
  await rehearsePhase(me('ines'), phaseId);
  expect([await stateOf(phaseId), await lines(phaseId)]).toMatchObject(['signed', [{ standing: 'signed', says: ['At most 2 people.', 'Nobody external.'] }]]);
  // Their list and letter say what they agreed to, and what is rehearsed under it now.
  const [kept] = await listStandingSignOffs(phaseId);
  const listed = (await loadSignOffs({ personId: me('marta').personId, state: 'agreed' }, { skip: 0, take: 50 })).lines.filter(({ id }) => id === kept?.id).map((line) => agreedWords(line));
  const letter = await loadLetter({ personId: me('marta').personId, readsAll: false, isAdmin: false }, kept?.id ?? '', { text: '', skip: 0, take: 5 });
  expect([listed, kept?.peopleCount, letter && letterTitle(letter.parts.map(({ part }) => part), letter.people.total, mostAgreed(letter.signOff).people), letter && letterState(letter, me('marta').personId).map(({ text }) => text)]).toEqual([
    ['At most 2 people; rehearsal 2 brings 2 people'], 3, `At most 2 people would join ${theGroup().name}`, ['Signed by you', 'if anything widens, it is asked again', 'rehearsal 2 brings 2 people'],
  ]);

  const other = await aRehearsal(1);
  await askSigners(me('ines'), other.phaseId, other.hash);
  await answer(me('marta'), other.phaseId, { kind: 'condition', condition: { ...NO_CONDITION, other: 'They were trained before' } });
  expect(await lines(other.phaseId)).toMatchObject([{ standing: 'unconfirmed', says: ['They were trained before'] }]);
  expect(await waitsWith(other.phaseId)).toEqual([{ asked: 0, unmet: 0, unconfirmed: 1 }]);
  const [signOff] = await listStandingSignOffs(other.phaseId);
  await expect(confirmCondition(me('ines'), signOff?.id ?? '')).rejects.toMatchObject({ code: 'forbidden' });
  expect(await stateOf(other.phaseId)).toBe('rehearsed');
  const asksForIt = async () => (await loadOverview({ personId: me('eva').personId, mayAct: true })).waiting.filter(({ title }) => title.startsWith('A condition')).map(({ href, detail }) => [href, detail.includes('They were trained before')]);
  expect(await asksForIt()).toEqual([[`/sign-offs/${signOff?.id}`, true]]);
  await confirmCondition(me('eva'), signOff?.id ?? '');
  expect(await asksForIt()).toEqual([]);
  expect(await stateOf(other.phaseId)).toBe('signed');

  // Days later a condition may not be kept any more: it is tested once more when the run starts.
  const late = await aRehearsal(1);
  await askSigners(me('ines'), late.phaseId, late.hash);
  await answer(me('marta'), late.phaseId, { kind: 'condition', condition: { ...NO_CONDITION, startsBy: '2100-01-01' } });
  expect(await stateOf(late.phaseId)).toBe('signed');
  await db().$executeRaw`ALTER TABLE "sign_off" DISABLE TRIGGER "sign_off_answer"`;
  await db().$executeRaw`UPDATE "sign_off" SET "condition" = jsonb_set("condition", '{startsBy}', '"2020-01-01"') WHERE "phase_id" = ${late.phaseId}::uuid`;
  await db().$executeRaw`ALTER TABLE "sign_off" ENABLE TRIGGER "sign_off_answer"`;
  await expect(startRun(me('ines'), late.phaseId, late.hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('It was to start on 1 January 2020 at the latest.') as string });
  expect(await stateOf(late.phaseId)).toBe('rehearsed');
});

test('a refusal reaches every phase that hands the resource out, and leaves two ways on', async () => {
  const one = await aRehearsal(1);
  await askSigners(me('ines'), one.phaseId, one.hash);
  await answer(me('marta'), one.phaseId);
  const two = await aRehearsal(2);
  await askSigners(me('ines'), two.phaseId, two.hash);
  await expect(signInstead(me('ines'), two.phaseId, two.hash, 'She takes too long')).rejects.toMatchObject({ code: 'forbidden' });
  await answer(me('marta'), two.phaseId, { kind: 'refuse', reason: 'Not before the audit' });

  expect([await stateOf(one.phaseId), await lines(one.phaseId)]).toMatchObject(['rehearsed', [{ standing: 'void', says: [`Marta Lindqvist refused “${theGroup().name}” in Signed ${made}, Pilot: Not before the audit.`] }]]);
  expect(await lines(two.phaseId)).toMatchObject([{ standing: 'refused', says: ['Not before the audit'] }]);
  const heldBy = (await loadOverview({ personId: me('ines').personId, mayAct: true })).rollouts.filter(({ id }) => id === two.rolloutId).map(({ next, heldBy: holder }) => [next, holder]);
  expect([heldBy, (await loadRolloutView(me('ines'), two.rolloutId, undefined)).opened.action]).toEqual([[['a refusal is settled', 'You']], { kind: 'settleRefusal', href: `/sign-offs/${(await listStandingSignOffs(two.phaseId))[0]?.id}#ways` }]);
  // A refusal is not signed over, here or there; asking for the very same again takes an admin who says so.
  await expect(signInstead(me('eva'), two.phaseId, two.hash, 'We need it anyway')).rejects.toMatchObject({ code: 'conflict' });
  await expect(signInstead(me('eva'), one.phaseId, one.hash, 'We need it anyway')).rejects.toMatchObject({ code: 'conflict' });
  await expect(askSigners(me('ines'), two.phaseId, two.hash)).rejects.toMatchObject({ code: 'conflict' });

  const [refused] = await listStandingSignOffs(two.phaseId);
  await expect(draftWithoutRefused(asActor(me('ines')), { signOffId: refused?.id ?? '', packageId: two.packageId, name: 'Planner without orders' })).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('gives nothing else') as string });
  expect(await takeOutRefused(me('ines'), refused?.id ?? '')).toEqual({ removed: 2 });
  expect(await stateOf(two.phaseId)).toBe('draft');

  await askSigners(me('ines'), one.phaseId, one.hash);
  await answer(me('marta'), one.phaseId);
  expect(await stateOf(one.phaseId)).toBe('signed');
});

test('a copy of the package without what was refused takes its place', async () => {
  const { packageId, policyId } = aPackage(tenant, 'Line operator');
  const graph = graphFor(me('ines'));
  const design = await getPackageDesign(graph, packageId);
  expect(design.roles.length).toBeGreaterThan(1);
  const { id: rolloutId } = await createRollout(me('ines'), { name: 'Refused in part', description: '', packages: [{ packageId, policyId }], phases: ['Pilot'] });
  const [phase] = await listPhases(rolloutId);
  const phaseId = phase?.id ?? '';
  await addPickedPeople(me('ines'), phaseId, peopleWithout(tenant, packageId, 1).map((person) => person.id));
  const { hash } = await rehearsePhase(me('ines'), phaseId);
  for (const { resource } of await lines(phaseId)) await nameOwner(asActor(me('eva')), graphFor(me('eva')), { resource, ownerId: me('marta').personId });
  await askSigners(me('ines'), phaseId, hash);
  const [first, ...others] = await listStandingSignOffs(phaseId);
  if (!first) throw new Error('nobody was asked');
  await answerSignOffs(me('marta'), [{ signOffId: first.id, contentHash: first.contentHash }], { kind: 'refuse', reason: 'Not this one' });
  await answerSignOffs(me('marta'), others.map(({ id, contentHash }) => ({ signOffId: id, contentHash })), AGREE);

  const { draftId, policiesLeft } = await draftWithoutRefused(asActor(me('ines')), { signOffId: first.id, packageId, name: `${design.name} without it` });
  expect([policiesLeft, await loadStandIn(await getDraft(draftId))]).toEqual([design.policies.filter(({ automatic }) => automatic).map(({ name }) => name), { rolloutId, rolloutName: 'Refused in part', packageName: design.name }]);
  expect(await applied(me('ines'), draftId)).toBe('applied');
  const copy = aPackage(tenant, `${design.name} without it`);
  const made = await getPackageDesign(graph, copy.packageId);
  const rolesOf = (of: typeof design) => of.roles.map((role) => `${role.originId} ${role.roleOriginId}`).sort();
  expect(rolesOf(made)).toEqual(rolesOf({ ...design, roles: design.roles.filter((role) => role.originId !== first.resource.originId) }));
  expect((await getRollout(rolloutId)).packages.map((each) => [each.packageId, each.policyId])).toEqual([[copy.packageId, copy.policyId]]);
  expect(await loadStandIn(await getDraft(draftId))).toMatchObject({ packageName: null });
  expect(await stateOf(phaseId)).toBe('draft');
});

test('what was signed for later phases needs notice, and nothing beyond it', async () => {
  const { rolloutId, phaseId, hash, packageId } = await aRehearsal(1, ['Pilot', 'Early', 'Broad']);
  const departments = [...new Set(peopleWithout(tenant, packageId, 6).map((person) => tenant.snapshot().users.find((user) => user.id === person.id)?.department ?? ''))];
  await askSigners(me('ines'), phaseId, hash);
  await answer(me('marta'), phaseId, { kind: 'agree', envelope: { mostPeople: 3, departments, until: '2100-01-01' } });
  const [, early, broad] = await listPhases(rolloutId);
  const people = peopleWithout(tenant, packageId, 6).slice(1);

  await addPickedPeople(me('ines'), early?.id ?? '', people.slice(0, 2).map((person) => person.id));
  const rehearsed = await rehearsePhase(me('ines'), early?.id ?? '');
  expect(await askSigners(me('ines'), early?.id ?? '', rehearsed.hash)).toEqual({ asked: [], noticed: [theGroup().name], nobody: [] });
  expect([await stateOf(early?.id ?? ''), await standings(early?.id ?? '')]).toEqual(['signed', [['notice', 'Marta Lindqvist']]]);

  // Two came by it; three were signed for later phases in all.
  await addPickedPeople(me('ines'), broad?.id ?? '', people.slice(2, 4).map((person) => person.id));
  const beyond = await rehearsePhase(me('ines'), broad?.id ?? '');
  expect(await askSigners(me('ines'), broad?.id ?? '', beyond.hash)).toMatchObject({ asked: [theGroup().name], noticed: [] });
  expect((await lines(broad?.id ?? ''))[0]?.says[0]).toBe('Not inside what was signed for later phases: 4 people in all; 3 people were signed for later phases.');

  // Notice can still be refused, and ends what was signed beforehand.
  await answer(me('marta'), early?.id ?? '', { kind: 'refuse', reason: 'Not these two' });
  expect(await stateOf(early?.id ?? '')).toBe('rehearsed');
  expect(await db().signOffEnvelope.findMany({ where: { rolloutId }, select: { endedBecause: true } })).toEqual([{ endedBecause: expect.stringContaining('Not these two') as string }]);
});

test('whoever answered takes it back until the phase starts: it is asked anew, and what was signed with it ends', async () => {
  const { rolloutId, phaseId, hash, packageId } = await aRehearsal(1, ['Pilot', 'Early']);
  const [marta, where] = [{ personId: me('marta').personId, readsAll: false, isAdmin: false }, `Signed ${made}, Pilot`];
  const letterOf = async (reader: typeof marta, id: string) => {
    const letter = await loadLetter(reader, id, { text: '', skip: 0, take: 1 });
    return letter && { state: letterState(letter, reader.personId).map(({ text }) => text), mayTakeBack: letter.mayTakeBack, started: letter.started, instead: letter.askedInstead, changed: letter.parts[0]?.part.changed ?? null };
  };
  const takenBackOf = async () => (await loadOverview({ personId: me('ines').personId, mayAct: true })).waiting.filter(({ key }) => key.startsWith('t')).map(({ title, detail }) => [title, detail]);
  await askSigners(me('ines'), phaseId, hash);
  await answer(me('marta'), phaseId, { kind: 'agree', envelope: { mostPeople: 3, departments: [], until: '2100-01-01' } });
  const [, early] = await listPhases(rolloutId);
  await addPickedPeople(me('ines'), early?.id ?? '', peopleWithout(tenant, packageId, 2).slice(1).map((person) => person.id));
  const inside = await rehearsePhase(me('ines'), early?.id ?? '');
  await askSigners(me('ines'), early?.id ?? '', inside.hash);
  const [[given], [told]] = await Promise.all([listStandingSignOffs(phaseId), listStandingSignOffs(early?.id ?? '')]);
  expect([await stateOf(phaseId), await stateOf(early?.id ?? ''), told?.state]).toEqual(['signed', 'signed', 'notice']);

  for (const stranger of ['eva', 'jonas'] as const) await expect(takeBackAnswer(me(stranger), given?.id ?? '', 'I think otherwise')).rejects.toMatchObject({ code: 'notFound' });
  await expect(takeBackAnswer(me('marta'), told?.id ?? '', 'It was only notice')).rejects.toMatchObject({ code: 'conflict' });
  const { askedAnew } = await takeBackAnswer(me('marta'), given?.id ?? '', 'The audit begins sooner.');
  const because = 'Marta Lindqvist took the signature back: The audit begins sooner.';
  const rows = await db().signOff.findMany({ where: { phaseId: { in: [phaseId, early?.id ?? ''] } }, orderBy: { askedAt: 'asc' }, select: { id: true, state: true, answeredByName: true, takenBackBecause: true, voidBecause: true, followsId: true, contentHash: true, signers: { select: { part: true }, orderBy: { fromAt: 'asc' } } } });
  const ofRow = { contentHash: given?.contentHash, signers: given?.signers.map(({ part }) => ({ part })) };
  expect(rows).toEqual([
    { ...ofRow, id: given?.id, state: 'void', answeredByName: 'Marta Lindqvist', takenBackBecause: 'The audit begins sooner.', voidBecause: [because], followsId: null },
    { id: told?.id, state: 'void', answeredByName: null, takenBackBecause: null, voidBecause: [because], followsId: null, contentHash: told?.contentHash, signers: ofRow.signers },
    { ...ofRow, id: askedAnew, state: 'open', answeredByName: null, takenBackBecause: null, voidBecause: [], followsId: given?.id },
  ]);
  expect([await stateOf(phaseId), await stateOf(early?.id ?? ''), await db().signOffEnvelope.findMany({ where: { rolloutId }, select: { endedBecause: true } })]).toEqual(['rehearsed', 'rehearsed', [{ endedBecause: because }]]);
  expect(await lines(phaseId)).toMatchObject([{ standing: 'waiting', person: 'Marta Lindqvist', says: [because, expect.stringMatching(/^Jonas Weber is asked from /) as string] }]);
  expect(await takenBackOf()).toEqual([[`Marta Lindqvist took the signature of “${theGroup().name}” back`, `${where}; “The audit begins sooner.”`]]);
  const events = await db().auditEvent.findMany({ where: { phaseId, action: { in: ['signoff.takeBack', 'phase.unsigned'] } }, orderBy: { seq: 'asc' }, include: { actor: true } });
  expect(events.map((event) => [event.action, event.actor?.name, event.objectId])).toEqual([['signoff.takeBack', 'Marta Lindqvist', given?.id], ['phase.unsigned', 'Marta Lindqvist', phaseId]]);
  // Both letters say so; the one that is asked now stands in the list again, and compares with nothing that was taken back.
  expect([await letterOf(marta, given?.id ?? ''), await letterOf(marta, askedAnew ?? '')]).toEqual([
    { state: ['Taken back by you', '“The audit begins sooner.”'], mayTakeBack: false, started: null, instead: askedAnew, changed: null },
    { state: ['Waits for your answer', 'asked', expect.stringMatching(/^due /) as string, 'You took the signature back: “The audit begins sooner.”'], mayTakeBack: false, started: null, instead: null, changed: null },
  ]);
  expect((await loadSignOffs({ personId: marta.personId, state: 'open' }, { skip: 0, take: 50 })).lines.map(({ id }) => id)).toContain(askedAnew);

  // It is no silence: nobody signs over it, and a stand-in who answers takes back their own answer alone.
  await expect(signInstead(me('eva'), phaseId, hash, 'We need it anyway')).rejects.toMatchObject({ code: 'conflict' });
  await silentUntil('deputy', database.url, rolloutId);
  await answer(me('jonas'), phaseId, { kind: 'refuse', reason: 'Not before the audit' });
  const [refused] = await listStandingSignOffs(phaseId);
  await expect(takeBackAnswer(me('marta'), refused?.id ?? '', 'He is wrong')).rejects.toMatchObject({ code: 'forbidden', sentence: 'Jonas Weber answered, and nobody else takes that back.' });
  const anew = await takeBackAnswer(me('jonas'), refused?.id ?? '', 'She decides');
  expect(await lines(phaseId)).toMatchObject([{ standing: 'waiting', says: ['Jonas Weber took the refusal back: She decides.', 'Deputy, asked because nobody before answered.', expect.any(String) as string] }]);
  await answer(me('marta'), phaseId);
  expect([await stateOf(phaseId), await takenBackOf(), (await listStandingSignOffs(phaseId)).map(({ id }) => id)]).toEqual(['signed', [], [anew.askedAnew]]);

  // At the instant of the start the one that has the phase first wins, and the other learns it.
  const start = async () => startRun(me('ines'), phaseId, hash, { withoutApprovals: 'Nobody owned it when it came into the catalog' });
  const back = async () => takeBackAnswer(me('marta'), (await listStandingSignOffs(phaseId))[0]?.id ?? '', 'Not today');
  const ends = async () => [await stateOf(phaseId), (await listStandingSignOffs(phaseId)).map(({ state }) => state), await db().run.count({ where: { phaseId } })];
  const backFirst = await inTurn(database.url, { table: 'sign_off', when: `NEW."state" = 'void'` }, back, start);
  expect([backFirst.map(({ status }) => status), await ends()]).toEqual([['fulfilled', 'rejected'], ['rehearsed', ['open'], 0]]);
  await answer(me('marta'), phaseId);
  const startFirst = await inTurn(database.url, { table: 'phase', when: `NEW."state" = 'running'` }, start, back);
  expect([startFirst.map(({ status }) => status), await ends()]).toEqual([['fulfilled', 'rejected'], ['running', ['agreed'], 1]]);
  const [signed] = await listStandingSignOffs(phaseId);
  const stands = '“Pilot” has started, so your answer stands. If it has to stop, ask Ines Aalto at once: an admin can pause or stop its run, stop everything the portal does, and take back what was given.';
  await expect(takeBackAnswer(me('marta'), signed?.id ?? '', 'Too late')).rejects.toMatchObject({ code: 'conflict', sentence: stands });
  expect([await letterOf(marta, signed?.id ?? ''), signed?.state]).toMatchObject([{ mayTakeBack: false, started: stands }, 'agreed']);
});

test('a signer who gains by what they sign is told so, and so is whoever reads their answer', async () => {
  const { phaseId } = await aRehearsal(1);
  await addPickedPeople(me('ines'), phaseId, [me('marta').personId]);
  const { hash } = await rehearsePhase(me('ines'), phaseId);
  await askSigners(me('ines'), phaseId, hash);
  const [open] = await listStandingSignOffs(phaseId);
  const told = async (reader: { personId: string; readsAll: boolean }) => (await loadLetter({ ...reader, isAdmin: false }, open?.id ?? '', { text: '', skip: 0, take: 1 }))?.ownGain.map(ownGainWords);
  const [marta, ines] = [{ personId: me('marta').personId, readsAll: false }, { personId: me('ines').personId, readsAll: true }];
  expect([await told(marta), await told(ines)]).toEqual([['You are among those who gain access. Whoever reads your answer is told.'], ['Marta Lindqvist, who is asked, is among those who gain access.']]);
  // Nobody is kept from it, and what is signed is the same.
  await answer(me('marta'), phaseId);
  const [signed] = await listStandingSignOffs(phaseId);
  expect([await stateOf(phaseId), signed?.contentHash, await told(marta), await told(ines)]).toEqual(['signed', open?.contentHash, ['You are among those who gain access.'], ['Marta Lindqvist, who answered, is among those who gain access.']]);
  const [event] = await db().auditEvent.findMany({ where: { phaseId, action: 'signoff.agree' } });
  expect(event?.after).toMatchObject({ signerGains: 'given' });
});

test('another owner in the register ends what the one before was asked or signed, and a signer who left does not count', async () => {
  const resource = theGroup();
  const signed = await aRehearsal(1);
  await askSigners(me('ines'), signed.phaseId, signed.hash);
  await answer(me('marta'), signed.phaseId);
  const open = await aRehearsal(2);
  await askSigners(me('ines'), open.phaseId, open.hash);

  await nameOwner(asActor(me('ines')), graphFor(me('ines')), { resource, ownerId: me('jonas').personId, deputyId: null });
  expect([await stateOf(signed.phaseId), await lines(signed.phaseId)]).toMatchObject(['rehearsed', [{ standing: 'void', person: 'Jonas Weber', says: [`Jonas Weber answers for “${resource.name}” now.`] }]]);
  expect(await standings(open.phaseId)).toEqual([['notAsked', 'Jonas Weber']]);

  await askSigners(me('ines'), signed.phaseId, signed.hash);
  await answer(me('jonas'), signed.phaseId);
  await tenant.admin(`users/${me('jonas').personId}`, { accountEnabled: false });
  await expect(startRun(me('ines'), signed.phaseId, signed.hash)).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringContaining('The account of Jonas Weber is disabled.') as string });
  // A leaver is passed over when the next question is asked: nobody of the register is left, so a second admin signs.
  await askSigners(me('ines'), open.phaseId, open.hash);
  expect((await listStandingSignOffs(open.phaseId))[0]?.signers.map(({ part }) => part)).not.toContain('owner');
  await tenant.admin(`users/${me('jonas').personId}`, { accountEnabled: true });
});

test('security signs for a group that can hold Entra roles, and nobody signs for it instead', async () => {
  const resource = theGroup();
  const { phaseId, hash } = await aRehearsal(1);
  await nameOwner(asActor(me('ines')), graphFor(me('ines')), { resource, ownerId: me('marta').personId, securityReason: 'Left out by a Conditional Access policy' });
  expect(await lines(phaseId)).toMatchObject([{ kind: 'owner', standing: 'notAsked' }, { kind: 'security', standing: 'noOwner', says: ['Left out by a Conditional Access policy'] }]);
  await askSigners(me('ines'), phaseId, hash);
  await answerSignOffs(me('marta'), (await asked(phaseId)).slice(0, 1), AGREE);
  expect(await stateOf(phaseId)).toBe('rehearsed');
  await expect(askSigners(me('ines'), phaseId, hash)).rejects.toMatchObject({ sentence: expect.stringContaining('Nobody signs for security yet') as string });

  await setStandingSigners(asActor(me('ines')), graphFor(me('ines')), { sponsor: null, security: me('jonas').personId, securityDeputy: null, timeZone: 'Europe/Helsinki' });
  await askSigners(me('ines'), phaseId, hash);
  await expect(signInstead(me('eva'), phaseId, hash, 'Security is on holiday')).rejects.toMatchObject({ code: 'conflict' });
  const security = (await listStandingSignOffs(phaseId)).find((each) => each.kind === 'security');
  await answerSignOffs(me('jonas'), [{ signOffId: security?.id ?? '', contentHash: security?.contentHash ?? '' }], AGREE);
  expect(await stateOf(phaseId)).toBe('signed');
});

test('nobody signs beyond the limits under which a resource was approved; once its owner widens them, they may', async () => {
  const { phaseId, packageId, hash } = await aRehearsal(3);
  const design = await getPackageDesign(graphFor(me('ines')), packageId);
  const [role] = design.roles.filter(({ originId }) => originId === theGroup().originId);
  const approvalId = await askAboutResource(asActor(me('eva')), graphFor(me('eva')), { catalogId: design.catalogId, resourceId: role?.resourceId ?? '', ownerId: me('marta').personId });
  const approval = await findApproval(approvalId, null);
  await answerApproval(asActor(me('marta'), []), { approvalId, contentHash: approval?.contentHash ?? '', answer: 'approve', limits: { roleIds: null, people: 2, days: null, externals: true } });
  await askSigners(me('ines'), phaseId, hash);

  const owners = async () => (await listStandingSignOffs(phaseId)).filter(({ kind }) => kind === 'owner');
  const sign = async () => answerSignOffs(me('marta'), (await owners()).map(({ id, contentHash }) => ({ signOffId: id, contentHash })), AGREE);
  await expect(sign()).rejects.toMatchObject({ code: 'conflict', sentence: expect.stringMatching(/^This goes beyond the limits set when “Plant operations – Maintenance orders” was approved: \d+ people would have it, and 2 are allowed\./) as string });
  expect((await owners()).map(({ state }) => state)).toEqual(['open']);
  await limitApproval(asActor(me('marta'), []), approvalId, { roleIds: null, people: 1000, days: null, externals: true });
  await sign();
  expect((await owners()).map(({ state }) => state)).toEqual(['agreed']);
});
