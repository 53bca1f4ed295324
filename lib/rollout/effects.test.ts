import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aPackage, everybodySigns, peopleWithout } from '@/e2e/testing/rollouts';
import { getPhase, listPhases } from '@/lib/db/phases';
import { getRehearsal } from '@/lib/db/rehearsals';
import { listStandingSignOffs } from '@/lib/db/sign-offs';
import { addPickedPeople } from './add-people';
import { createRollout } from './create-rollout';
import type { MembershipEffect, PhaseEffects } from './effects';
import { rehearsePhase } from './rehearse-phase';
import { startRun } from './start-run';
import { takeIn } from './take-in';

// What a phase does beside its outcomes, held against the tenant itself.

const DAY_MS = 86_400_000;

const { tenant, admin: ines } = withPortal();

let made = 0;

async function aPhase(packages: { packageId: string; policyId: string }[], people: string[]): Promise<string> {
  made += 1;
  const { id } = await createRollout(ines, { name: `Effects ${made}`, description: '', packages, phases: ['Pilot'] });
  const [phase] = await listPhases(id);
  if (!phase) throw new Error('the rollout has no phase');
  await addPickedPeople(ines, phase.id, people);
  return phase.id;
}

async function effectsOf(phaseId: string): Promise<PhaseEffects> {
  const { effects } = await getRehearsal((await rehearsePhase(ines, phaseId)).id);
  if (!effects) throw new Error('the rehearsal has no effects');
  return effects;
}

/** The group that a package makes people members of. */
function groupOf(packageId: string): { id: string; name: string } {
  const own = tenant.tenant.governance.packages.get(packageId);
  const group = own?.roleScopes.flatMap((each) => tenant.tenant.groups.get(tenant.tenant.governance.resources.get(each.resourceId)?.originId ?? '') ?? [])[0];
  if (!group) throw new Error('the package gives no group');
  return { id: group.id, name: group.displayName };
}

const told = (effects: readonly MembershipEffect[]): string[] => effects.map(({ kind, name }) => `${kind} ${name}`).sort();

test('what else membership of a group does is told: licences with their seats, roles, outer groups, rules, Entra roles and mail; more of it voids a signature', async () => {
  const { packageId, policyId } = aPackage(tenant);
  const { id, name } = groupOf(packageId);
  const phaseId = await aPhase([{ packageId, policyId }], peopleWithout(tenant, packageId, 2).map((person) => person.id));
  const before = (await effectsOf(phaseId)).resources.find((each) => each.originId === id);
  expect(before?.unread).toEqual([]);

  await everybodySigns(tenant, ines, phaseId);
  expect((await getPhase(phaseId)).state).toBe('signed');
  const snapshot = tenant.snapshot();
  const outer = snapshot.groups.find((each) => each.id !== id && each.securityEnabled && !each.isAssignableToRole && !each.groupTypes.includes('DynamicMembership') && !each.members.includes(id));
  const dynamic = snapshot.groups.find((each) => each.groupTypes.includes('DynamicMembership'));
  const application = [...tenant.tenant.servicePrincipals.values()].find((each) => each.appRoles.length > 0);
  const group = tenant.tenant.groups.get(id);
  if (!outer || !dynamic || !application || !group) throw new Error('the tenant has no groups and applications for this');
  tenant.tenant.members.add(outer.id, id);
  const role = application.appRoles[0];
  tenant.tenant.grantAppRole({ id: 'effects-grant', appRoleId: role?.id ?? '', principalId: id, principalType: 'Group', resourceId: application.id, createdDateTime: new Date().toISOString() });
  group.assignedLicenses = ['f8a1db68-be16-40ed-86d5-cb42ce701560'];
  const ruled = tenant.tenant.groups.get(dynamic.id);
  if (ruled) ruled.membershipRule = `user.memberof -any (group.objectId -in ['${id}'])`;

  // A run that was signed without all that does not start.
  const { hash } = await getRehearsal((await listStandingSignOffs(phaseId))[0]!.rehearsalId);
  await expect(startRun(ines, phaseId, hash)).rejects.toThrow(/packages of phase .* changed/);

  const { resources } = await effectsOf(phaseId);
  const now = resources.find((each) => each.originId === id);
  const more = told(now?.effects ?? []).filter((each) => !told(before?.effects ?? []).includes(each));
  expect(more).toEqual([`appRole the role “${role?.displayName}” of ${application.displayName}`, `group ${outer.displayName}`, 'licence POWER BI PRO', `rule ${dynamic.displayName}`].sort());
  expect(now?.effects.find((each) => each.kind === 'licence')).toMatchObject({ seatsLeft: 0 });
  const voided = (await listStandingSignOffs(phaseId)).map(({ state }) => state);
  expect([voided, (await getPhase(phaseId)).state]).toEqual([[], 'rehearsed']);
  expect(name).not.toBe('');
});

test('approvals that a policy would cause, reviews and ends in its time, quota, licences and what stands out are told', async () => {
  const { packageId, policyId } = aPackage(tenant);
  const asking = tenant.snapshot().policies.find((policy) => policy.packageId === packageId && policy.requestApprovalSettings.isApprovalRequiredForAdd) ?? null;
  const policy = tenant.tenant.governance.policies.get(policyId);
  if (!policy) throw new Error('the policy is gone');
  const [one, other] = peopleWithout(tenant, packageId, 2);
  const single = ({ id, name }: { id: string; name: string }) => ({ kind: 'singleUser' as const, userId: id, description: name });
  const approvers = ['Marta', 'Jonas'].map((name) => tenant.persona(name));
  const usual = structuredClone(policy);
  policy.requestApprovalSettings = {
    ...policy.requestApprovalSettings, isApprovalRequiredForAdd: true,
    stages: [{ ...(asking?.requestApprovalSettings.stages[0] ?? policy.requestApprovalSettings.stages[0]!), primaryApprovers: approvers.map(single) }],
  };
  const phaseId = await aPhase([{ packageId, policyId }], [one!.id, other!.id]);
  const asked = await effectsOf(phaseId);
  expect(asked.approvals).toEqual([{ packageId, packageName: 'Maintenance planner', policyName: policy.displayName, requests: 2, mails: 4, atMost: false, approvers: 2, names: approvers.map(({ name }) => name).sort() }]);
  expect(asked.findings.map(({ rule }) => rule)).toContain('L22');
  expect(asked.quota).toMatchObject({ limit: 200_000, dated: '2024-12', phase: 0, reversal: 0 });

  // Everybody of a second stage counts too: managers, who stands in where there is none, and who is asked when they are silent.
  const [standIn, escalated] = ['Eva', 'Ines'].map((name) => tenant.persona(name));
  const [managed, lonely] = [one!, other!].map(({ id }) => tenant.tenant.users.get(id));
  const manager = tenant.snapshot().users.find((user) => user.jobTitle && ![managed?.id, lonely?.id, standIn?.id, escalated?.id, ...approvers.map(({ id }) => id)].includes(user.id));
  if (!managed || !lonely || !manager || !standIn || !escalated) throw new Error('the tenant has nobody for this');
  tenant.tenant.users.add({ ...managed, managerId: manager.id });
  tenant.tenant.users.add({ ...lonely, managerId: null });
  policy.requestApprovalSettings = { ...policy.requestApprovalSettings, stages: [...policy.requestApprovalSettings.stages, { ...policy.requestApprovalSettings.stages[0]!, isEscalationEnabled: true, durationBeforeEscalation: 'P2D', primaryApprovers: [{ kind: 'requestorManager', managerLevel: 1 }], fallbackPrimaryApprovers: [single(standIn)], escalationApprovers: [single(escalated)], fallbackEscalationApprovers: [] }] };
  const names = [...approvers.map(({ name }) => name), manager.displayName, standIn.name, escalated.name].sort();
  expect((await effectsOf(phaseId)).approvals).toMatchObject([{ requests: 2, mails: 8, atMost: true, approvers: 5, names }]);

  Object.assign(policy, usual);
  const soon = new Date(Date.now() + 20 * DAY_MS).toISOString();
  policy.expiration = { type: 'afterDateTime', duration: null, endDateTime: soon };
  policy.reviewSettings = { isEnabled: true, expirationBehavior: 'removeAccess', isRecommendationEnabled: false, isReviewerJustificationRequired: false, isSelfReview: false, primaryReviewers: [], fallbackReviewers: [], schedule: { startDateTime: soon, expiration: { type: 'afterDuration', duration: 'P14D', endDateTime: null }, recurrence: { type: 'absoluteMonthly', interval: 3, month: 0, dayOfMonth: 0, daysOfWeek: [], firstDayOfWeek: 'sunday', index: 'first', range: { type: 'noEnd', numberOfOccurrences: 0, recurrenceTimeZone: null, startDate: null, endDate: null } } } };
  // Of those who have it, two lose it in the phase's time.
  const has = [...tenant.tenant.governance.assignments.values()].filter((each) => each.packageId === packageId && each.state === 'delivered');
  const sooner = new Date(Date.now() + 10 * DAY_MS).toISOString();
  has.forEach((each, index) => {
    each.schedule = { ...each.schedule, expiration: index < 2 ? { type: 'afterDateTime', duration: null, endDateTime: index === 0 ? soon : sooner } : { type: 'noExpiration', duration: null, endDateTime: null } };
  });
  const effects = await effectsOf(phaseId);
  Object.assign(policy, usual);
  expect(effects.approvals).toEqual([]);
  expect(effects.collisions.map(({ kind, on }) => [kind, on])).toEqual([['accessEnds', sooner.slice(0, 10)], ['review', soon.slice(0, 10)], ['policyEnds', soon.slice(0, 10)]]);
  expect(effects.collisions[0]?.text).toBe('2 people who have it lose it within three months, the first on this day.');
  expect(effects.collisions[1]?.text).toContain('loses it');
  const requests = tenant.snapshot().assignmentRequests.filter((each) => each.created >= Date.now() - 92 * DAY_MS).length;
  expect(effects.quota).toMatchObject({ counted: requests, more: false, phase: 2, reversal: 2, expiries: 2 });
  expect(effects.forecast).toEqual({ requests: 2, askedSeconds: 1, deliveredHours: 24 });
  expect(effects.licences).toMatchObject({ seatsLeft: 80, without: 0 });
});

test('externals who gain something are counted with what a later removal does to those who are governed', async () => {
  const { packageId, policyId } = aPackage(tenant);
  const { users, assignments } = tenant.snapshot();
  const [first, second] = users.filter((user) => user.userType === 'Guest' && user.accountEnabled && !assignments.some((each) => each.packageId === packageId && each.targetId === user.id));
  if (!first || !second) throw new Error('the tenant has no guests');
  const phaseId = await aPhase([{ packageId, policyId }], peopleWithout(tenant, packageId, 1).map((person) => person.id));
  expect((await effectsOf(phaseId)).externals).toBe(null);
  await addPickedPeople(ines, phaseId, [first.id, second.id]);
  for (const guest of [first, second]) await takeIn(ines, phaseId, guest.id, 'Works with us').catch(() => undefined);
  tenant.tenant.governance.subjectLifecycles.set(first.id, 'governed');
  tenant.tenant.governance.settings.externalUserLifecycleAction = 'blockSignInAndDelete';
  const { externals } = await effectsOf(phaseId);
  expect(externals).toMatchObject({ gaining: 2, action: 'blockSignInAndDelete', governed: 1 });
});
