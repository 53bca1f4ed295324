import { beforeAll, expect, test } from 'vitest';
import { anAutomaticPolicy, deliveredBy } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, peopleWithout } from '@/e2e/testing/rollouts';
import { countOutcomesOf, listMembers } from '@/lib/db/cohort-list';
import { db } from '@/lib/db/client';
import { getDelivery } from '@/lib/db/phase-delivery';
import { getPhase, listPhases } from '@/lib/db/phases';
import { getRehearsal } from '@/lib/db/rehearsals';
import { addPickedPeople } from './add-people';
import { addRule } from './add-rule';
import { chooseDelivery, loadDelivery } from './choose-delivery';
import { setTarget } from './cover-target';
import { createRollout } from './create-rollout';
import { codeOf, noToldOutcomes } from './rehearsal';
import type { Rehearsal } from './rehearsal';
import { loadRehearsalView } from './rehearsal-view';
import { rehearsePhase } from './rehearse-phase';
import { contentOf, resourcesOf } from './signed-content';
import { letterPart, letterTitle, whoWords } from './sign-off-letter';
import { takeIn } from './take-in';

const PACKAGE = 'Maintenance planner';
const TARGET = 'user.userType -eq "Member" -and user.accountEnabled -eq true';
const LIVE = '(user.department -eq "IT") -and (user.accountEnabled -eq true)';
const SALES = 'user.department -eq "Sales" -and user.accountEnabled -eq true';

const { tenant, admin: ines } = withPortal({ users: 300 });
let automaticPolicyId: string;

beforeAll(async () => {
  automaticPolicyId = await anAutomaticPolicy(tenant, ines, aPackage(tenant, PACKAGE).packageId, LIVE);
});

let made = 0;

async function aPhase(rule: string | null, policyName?: string): Promise<string> {
  const { packageId, policyId } = aPackage(tenant, PACKAGE);
  const policy = policyName ? tenant.snapshot().policies.find((each) => each.packageId === packageId && each.displayName === policyName)?.id : policyId;
  made += 1;
  const { id } = await createRollout(ines, { name: `By rule ${made}`, description: '', packages: [{ packageId, policyId: policy ?? '' }], phases: ['Pilot'] });
  await setTarget(ines, id, { kind: 'rule', rule: TARGET });
  const [phase] = await listPhases(id);
  if (rule) await addRule(ines, phase?.id ?? '', { name: '', rule });
  return phase?.id ?? '';
}

const say = (error: unknown): string => (error as { details?: { say?: string; fields?: Record<string, string> } }).details?.say ?? Object.values((error as { details?: { fields?: Record<string, string> } }).details?.fields ?? {}).join() ;

async function rehearsed(phaseId: string): Promise<Rehearsal> {
  return getRehearsal((await rehearsePhase(ines, phaseId)).id);
}

/** Ids of the people an equality of the snapshot selects, enabled members alone. */
function staffOf(...departments: string[]): string[] {
  return tenant.snapshot().users.filter((user) => user.accountEnabled && departments.includes(user.department ?? '')).map((user) => user.id).sort();
}

test('an automatic phase is rehearsed as one step of its policy: the rule before and after, who joins, and nobody leaves', async () => {
  const phaseId = await aPhase(SALES);
  await chooseDelivery(ines, phaseId, deliveredBy({}));
  const written = tenant.log().length;
  const rehearsal = await rehearsed(phaseId);

  const [design] = rehearsal.design.packages;
  const joining = staffOf('Sales');
  expect(design).toMatchObject({ policyId: automaticPolicyId, policyName: 'By department' });
  const after = `(${'user.department -eq "IT" -and user.accountEnabled -eq true'}) -or ((${SALES}) -and (${TARGET}))`;
  expect(design?.delivery).toEqual({
    mode: 'automatic', step: 'widen', before: { rule: LIVE, removesOnLeave: true, grace: 'P3D' }, after: { rule: after, removesOnLeave: false, grace: 'P3D' },
    selected: new Set([...staffOf('IT'), ...joining]).size, joining: joining.length, leaving: [], tolerancePercent: 2, doubts: [],
    policy: expect.objectContaining({ displayName: 'By department', specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', description: 'By department', membershipRule: LIVE }] }) as object,
  });
  const [block] = rehearsal.packages;
  const holds = new Set(tenant.snapshot().assignments.filter((each) => each.packageId === block?.packageId).map((each) => each.targetId));
  expect(rehearsal.people.filter((_, index) => block?.codes[index] === codeOf('assign')).map((person) => person.id).sort()).toEqual(joining.filter((id) => !holds.has(id)));
  expect([rehearsal.totals.people.assign, rehearsal.totals.people.byRule, rehearsal.totals.gaining]).toEqual([0, rehearsal.packages[0]?.totals.assign, rehearsal.packages[0]?.totals.assign]);
  expect(tenant.log().slice(written).filter((exchange) => ['PUT', 'PATCH', 'DELETE'].includes(exchange.method))).toEqual([]);

  const [resource] = resourcesOf(rehearsal);
  if (!resource) throw new Error('the package hands out nothing');
  const letter = letterPart(rehearsal, contentOf(rehearsal, resource), { kind: 'owner', because: null, before: null, baseline: [] });
  expect(letter.packages[0]?.delivery?.slice(1)).toEqual(['Whoever leaves the rule keeps the package until the last step.', "Entra goes on moving people after it is saved. Until then today's list may grow by 2 % and still be what was signed.", `It goes to whoever fits this rule: ${after}`]);
});

test('the same step has the same hash, and another tolerance another one', async () => {
  const phaseId = await aPhase(SALES);
  await chooseDelivery(ines, phaseId, deliveredBy({}));
  const first = await rehearsed(phaseId);
  const again = await rehearsed(phaseId);
  await chooseDelivery(ines, phaseId, deliveredBy({ tolerancePercent: 5 }));
  const other = await rehearsed(phaseId);
  expect([again.hash === first.hash, other.hash === first.hash]).toEqual([true, false]);
});

test('the last step leaves the target alone, removes again with its grace period, and says who leaves, by name, to whoever rehearses and signs', async () => {
  const phaseId = await aPhase(SALES);
  const { rolloutId } = await getPhase(phaseId);
  await setTarget(ines, rolloutId, { kind: 'rule', rule: SALES });
  await chooseDelivery(ines, phaseId, deliveredBy({ step: 'target', graceHours: 48 }));
  const rehearsal = await rehearsed(phaseId);
  expect(rehearsal.design.packages[0]?.delivery).toMatchObject({ step: 'target', after: { rule: SALES, removesOnLeave: true, grace: 'P2D' }, joining: staffOf('Sales').length, leaving: staffOf('IT') });
  const byName = tenant.snapshot().users.filter(({ id }) => staffOf('IT').includes(id)).map(({ id, displayName, department }) => ({ id, name: displayName, department }));
  const [shown] = (await loadRehearsalView(rehearsal.id, {}, { skip: 0, take: 1 })).deliveries;
  expect(shown?.leavers).toHaveLength(byName.length);
  expect(shown?.leavers).toEqual(expect.arrayContaining(byName));
});

test('a list is not delivered by a rule, and says why', async () => {
  const phaseId = await aPhase(null);
  await addPickedPeople(ines, phaseId, peopleWithout(tenant, aPackage(tenant, PACKAGE).packageId, 2).map((person) => person.id));
  const refusal = await chooseDelivery(ines, phaseId, deliveredBy({})).catch(say);
  expect(refusal).toContain('People picked by hand are a list, not a rule');
  expect((await loadDelivery(phaseId)).notAutomatic).toBe(refusal);
  expect((await getDelivery(phaseId)).mode).toBe('assign');
});

test('by a rule is chosen neither without a target nor for whom a rule cannot name', async () => {
  const { packageId, policyId } = aPackage(tenant, PACKAGE);
  const { id } = await createRollout(ines, { name: 'Without a target', description: '', packages: [{ packageId, policyId }], phases: ['Pilot'] });
  const [phase] = await listPhases(id);
  const phaseId = phase?.id ?? '';
  await addRule(ines, phaseId, { name: '', rule: 'user.department -eq "IT"' });
  const withoutTarget = await chooseDelivery(ines, phaseId, deliveredBy({})).catch(say);
  expect(withoutTarget).toContain('The rollout has no rule as its target.');
  expect((await loadDelivery(phaseId)).notAutomatic).toBe(withoutTarget);

  await setTarget(ines, id, { kind: 'rule', rule: TARGET });
  const special = tenant.snapshot().users.find((user) => !user.accountEnabled && user.department === 'IT') ?? tenant.snapshot().users.find((user) => !user.accountEnabled);
  await takeIn(ines, phaseId, special?.id ?? '', 'Comes back before it starts');
  const takenIn = await chooseDelivery(ines, phaseId, deliveredBy({})).catch(say);
  expect(takenIn).toContain('One account was taken in one by one');
  expect((await loadDelivery(phaseId)).notAutomatic).toBe(takenIn);
});

test('a rule that selects accounts the cohort leaves out is not rehearsed', async () => {
  const phaseId = await aPhase('user.department -eq "IT"');
  const { rolloutId } = await getPhase(phaseId);
  await setTarget(ines, rolloutId, { kind: 'rule', rule: 'user.objectId -ne null' });
  await chooseDelivery(ines, phaseId, deliveredBy({}));
  await expect(rehearsePhase(ines, phaseId).catch(say)).resolves.toContain('The rule would also give it to ');
});

test('of somebody in the cohort whose account was disabled since it is said that no page tells whether a rule gives them the package', async () => {
  const [one, other] = peopleWithout(tenant, aPackage(tenant, PACKAGE).packageId, 2).map(({ id }) => id);
  for (const id of [one!, other!]) tenant.tenant.updateUser(id, { extensions: { extensionAttribute3: 'Pilot' } });
  const phaseId = await aPhase('user.extensionAttribute3 -eq "Pilot"');
  const { rolloutId } = await getPhase(phaseId);
  await setTarget(ines, rolloutId, { kind: 'rule', rule: 'user.objectId -ne null' });
  await chooseDelivery(ines, phaseId, deliveredBy({}));
  tenant.tenant.updateUser(one!, { accountEnabled: false });
  const { design } = await rehearsed(phaseId);
  expect(design.packages[0]?.delivery).toMatchObject({ doubts: ['One of those it comes to is a disabled account. Whether a rule gives it the package is not documented.'] });
  tenant.tenant.updateUser(one!, { accountEnabled: true });
});

test('choosing how a phase is delivered is audited, counts its revision up and sends a rehearsed one back', async () => {
  const phaseId = await aPhase(SALES);
  await rehearsePhase(ines, phaseId);
  const before = await getPhase(phaseId);
  await chooseDelivery(ines, phaseId, deliveredBy({}));
  await chooseDelivery(ines, phaseId, deliveredBy({}));
  const after = await getPhase(phaseId);
  expect([before.state, after.state, after.revision - before.revision, after.mode]).toEqual(['rehearsed', 'draft', 1, 'automatic']);
  const events = await db().auditEvent.findMany({ where: { phaseId, action: 'phase.change' }, select: { before: true, after: true } });
  expect(events).toMatchObject([{ before: { delivery: { mode: 'assign' } }, after: { delivery: { mode: 'automatic', step: 'widen', tolerancePercent: 2 } } }]);
});

test('an invitation names the people of the cohort, says whom they will ask, and counts nobody as gaining', async () => {
  const { packageId } = aPackage(tenant, PACKAGE);
  const phaseId = await aPhase(null);
  const people = peopleWithout(tenant, packageId, 3);
  await addPickedPeople(ines, phaseId, people.map((person) => person.id));
  await chooseDelivery(ines, phaseId, deliveredBy({ mode: 'invite' }));
  const rehearsal = await rehearsed(phaseId);
  expect(rehearsal.design.packages[0]?.delivery).toEqual({ mode: 'invite', opens: 'people', groupId: null, groupName: null, before: { scope: 'notSpecified', targets: 0 }, targets: 3, approvals: null, policy: expect.objectContaining({ displayName: 'Direct assignment', allowedTargetScope: 'notSpecified' }) as object });
  expect([rehearsal.totals.people, rehearsal.totals.gaining, rehearsal.totals.asking]).toEqual([{ ...noToldOutcomes(), mayAsk: 3 }, 0, 3]);
  const view = await loadRehearsalView(rehearsal.id, { outcome: 'mayAsk' }, { skip: 0, take: 50 });
  expect([view.lines.map(({ outcome, packages }) => [outcome, packages.map((each) => each.outcome)]), view.resources.map(({ gain, mayGain, already }) => [gain, mayGain + already])]).toEqual([people.map(() => ['mayAsk', ['mayAsk']]), view.resources.map(() => [0, 3])]);
  expect((await loadRehearsalView(rehearsal.id, { outcome: 'assign' }, { skip: 0, take: 50 })).matching).toBe(0);
  const members = await listMembers(phaseId, { outcomes: ['mayAsk'] }, { skip: 0, take: 50 }, undefined, { rehearsalId: rehearsal.id });
  expect([members.total, (await countOutcomesOf(phaseId, {}, { rehearsalId: rehearsal.id })).mayAsk]).toEqual([3, 3]);
  const [resource] = resourcesOf(await getRehearsal(rehearsal.id));
  if (!resource) throw new Error('the package hands out nothing');
  const part = letterPart(await getRehearsal(rehearsal.id), contentOf(await getRehearsal(rehearsal.id), resource), { kind: 'owner', because: null, before: null, baseline: [] });
  expect([part.mayAsk, letterTitle([part], 3), whoWords([part])]).toEqual([3, `3 people may ask for ${resource.name}`, 'Who may ask']);
});
