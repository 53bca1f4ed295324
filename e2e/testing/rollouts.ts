import type { RunningTenant } from '@/emulator/testing';
import { openSession } from '@/lib/auth/open-session';
import { findSession } from '@/lib/auth/session';
import { listPhases } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { addPickedPeople } from '@/lib/rollout/change-cohort';
import { createRollout } from '@/lib/rollout/create-rollout';
import { overrideApprovals } from '@/lib/rollout/override-approvals';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import type { Admin } from '@/lib/rollout/rollout';

/** What the portal's own code needs to reach this tenant and database in the test's process. */
export function usePortalSettings(tenant: RunningTenant): void {
  Object.assign(process.env, {
    PORTAL_ORIGIN: 'http://localhost:3000',
    LOGIN_ORIGIN: tenant.origin,
    GRAPH_ORIGIN: tenant.origin,
    SESSION_KEY: Buffer.alloc(32, 7).toString('base64'),
    ENTRA_TENANT_ID: tenant.info.tenantId,
    ENTRA_BROWSER_CLIENT_ID: tenant.info.browserClientId,
    ENTRA_API_CLIENT_ID: tenant.info.apiClientId,
    ENTRA_API_CLIENT_SECRET: tenant.info.apiClientSecret,
  });
}

/** A persona signed in: whoever does something in a test. */
export async function anAdmin(tenant: RunningTenant, name = 'Ines'): Promise<Admin> {
  const { id } = await openSession(await tenant.apiToken(tenant.persona(name).id), null);
  const session = await findSession(id);
  if (!session) throw new Error(`${name} is not signed in`);
  return { personId: session.personId, name: session.name, userPrincipalName: session.userPrincipalName, tokenCacheId: session.tokenCacheId };
}

/** People of the organisation who have nothing of the package and may get it. */
export function peopleWithout(tenant: RunningTenant, packageId: string, count: number): { id: string; displayName: string }[] {
  const { users, assignments, assignmentRequests } = tenant.snapshot();
  const known = new Set([...assignments, ...assignmentRequests].filter((each) => each.packageId === packageId).map((each) => each.targetId));
  const people = users.filter((user) => user.accountEnabled && user.userType === 'Member' && user.department && !known.has(user.id));
  if (people.length < count) throw new Error(`the tenant has only ${people.length} people without the package`);
  return people.slice(0, count);
}

/** A package of the seed and its policy for direct assignment. */
export function aPackage(tenant: RunningTenant, name = 'Maintenance planner'): { packageId: string; policyId: string; packageName: string } {
  const { packages, policies } = tenant.snapshot();
  const found = packages.find((each) => each.displayName === name);
  const policy = policies.find((each) => each.packageId === found?.id && each.displayName === 'Direct assignment');
  if (!found || !policy) throw new Error(`the tenant has no package ${name} for direct assignment`);
  return { packageId: found.id, policyId: policy.id, packageName: name };
}

let made = 0;

export type RehearsedPhase = { rolloutId: string; phaseId: string; hash: string; packageId: string; policyId: string; people: { id: string; displayName: string }[] };

/** A rollout whose first phase is rehearsed and may start, with so many people who will gain a package. */
export async function aRehearsedPhase(tenant: RunningTenant, admin: Admin, options: { people: number; phases?: string[]; packageName?: string }): Promise<RehearsedPhase> {
  const { packageId, policyId } = aPackage(tenant, options.packageName);
  const people = peopleWithout(tenant, packageId, options.people);
  made += 1;
  const { id: rolloutId } = await createRollout(admin, { name: `Rollout ${made} of ${process.pid}`, description: '', packages: [{ packageId, policyId }], phases: options.phases ?? ['Pilot'] });
  const [phase] = await listPhases(rolloutId);
  if (!phase) throw new Error('the rollout has no phase');
  await addPickedPeople(admin, phase.id, people.map((person) => person.id));
  await rehearsePhase(admin, phase.id);
  await overrideApprovals(admin, phase.id, 'The owners are on holiday').catch((error: unknown) => {
    if (!(error instanceof Error && /nothing is missing/.test(error.message))) throw error;
  });
  const rehearsal = await latestRehearsal(phase.id);
  if (!rehearsal) throw new Error('the phase is not rehearsed');
  return { rolloutId, phaseId: phase.id, hash: rehearsal.hash, packageId, policyId, people };
}

/** How often Graph was asked to give each person the package, by its own log: every adminAdd that arrived and was accepted. */
export function acceptedAdds(tenant: Pick<RunningTenant, 'snapshot'>, packageId: string, personIds: string[]): number[] {
  const wanted = new Set(personIds);
  const counts = new Map(personIds.map((id) => [id, 0]));
  for (const request of tenant.snapshot().assignmentRequests) {
    if (request.packageId === packageId && request.requestType === 'adminAdd' && wanted.has(request.targetId)) counts.set(request.targetId, (counts.get(request.targetId) ?? 0) + 1);
  }
  return [...counts.values()];
}
