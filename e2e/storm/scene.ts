import type { RunningTenant } from '@/emulator/testing';
import { Chances } from '@/e2e/testing/chances';
import { deliveredBy } from '@/e2e/testing/deliveries';
import { anAdmin, aPackage, everybodyApproves, everybodySigns } from '@/e2e/testing/rollouts';
import { listCohort } from '@/lib/db/cohort-members';
import { listPhases } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { addPickedPeople } from '@/lib/rollout/add-people';
import { chooseDelivery } from '@/lib/rollout/choose-delivery';
import { createRollout } from '@/lib/rollout/create-rollout';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import type { Admin } from '@/lib/rollout/rollout';
import type { Snapshot } from './ledger';
import type { Weather } from './weather';

type Package = ReturnType<typeof aPackage>;

/** Where a storm happens: a tenant as it was before, and a phase in it that is signed and may start. */
export type Scene = { tenant: RunningTenant; weather: Weather; packages: Package[]; people: string[]; before: Snapshot; phaseId: string; hash: string };

/** Rehearses and signs the phase of a weather, in a tenant that is as its seed made it. */
export async function setScene(tenant: RunningTenant, admin: Admin, weather: Weather): Promise<Scene> {
  const packages = weather.packages.map((name) => aPackage(tenant, name));
  const picked = cohortOf(tenant, weather, packages);
  const { id: rolloutId } = await createRollout(admin, { name: `Storm ${weather.seed}`, description: '', packages, phases: ['Pilot'] });
  const phaseId = (await listPhases(rolloutId))[0]?.id ?? '';
  await addPickedPeople(admin, phaseId, picked);
  // Accounts of a special kind are left out of a cohort.
  const people = (await listCohort(phaseId)).map(({ personId }) => personId).sort();
  if (weather.canary) await chooseDelivery(admin, phaseId, deliveredBy({ mode: 'assign', canary: true }));
  await rehearsePhase(admin, phaseId);
  await everybodySigns(tenant, admin, phaseId, weather.reversal?.choice ?? null);
  await everybodyApproves(tenant, admin, phaseId);
  return { tenant, weather, packages, people, before: tenant.snapshot(), phaseId, hash: (await latestRehearsal(phaseId))?.hash ?? '' };
}

function cohortOf(tenant: RunningTenant, weather: Weather, packages: readonly Package[]): string[] {
  const chances = new Chances(weather.seed + 7_919);
  const { users, assignments, assignmentRequests } = tenant.snapshot();
  const wanted = new Set(packages.map(({ packageId }) => packageId));
  const known = new Set([...assignments, ...assignmentRequests].filter((each) => wanted.has(each.packageId)).map((each) => each.targetId));
  // Whoever signs, starts or answers is nobody's cohort here.
  for (const persona of tenant.tenant.personas) known.add(persona.id);
  const members = users.filter((user) => user.userType === 'Member' && user.department);
  const enabled = new Set(members.filter((user) => user.accountEnabled).map(({ id }) => id));
  const free = chances.some([...enabled].filter((id) => !known.has(id)), weather.people);
  const disabled = chances.some(members.filter((user) => !user.accountEnabled && !known.has(user.id)), weather.disabled).map(({ id }) => id);
  const holding = [...new Set(assignments.filter((each) => wanted.has(each.packageId) && each.state === 'delivered' && enabled.has(each.targetId)).map((each) => each.targetId))];
  const groupId = groupOf(tenant.snapshot(), wanted);
  if (groupId) for (const id of chances.some(free, weather.inGroup)) tenant.tenant.members.add(groupId, id);
  return [...free, ...disabled, ...chances.some(holding, weather.holding)];
}

/** The first group that one of these packages hands out; none where all of them give something else. */
export function groupOf({ resources, packages }: Snapshot, packageIds: ReadonlySet<string>): string | undefined {
  return resources.find(({ id, originSystem }) => originSystem === 'AadGroup' && packages.some((each) => packageIds.has(each.id) && each.roleScopes.some(({ resourceId }) => resourceId === id)))?.originId;
}

/** Who acts, signed in afresh: what was revoked or ran out before is of no use any more. */
export const signedInAgain = (tenant: RunningTenant): Promise<Admin> => anAdmin(tenant);
