import type { RunningTenant } from '@/emulator/testing';
import { openSession } from '@/lib/auth/open-session';
import { findSession } from '@/lib/auth/session';
import { listPhases } from '@/lib/db/phases';
import { getRollout } from '@/lib/db/rollouts';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { addPickedPeople } from '@/lib/rollout/add-people';
import { answerApproval } from '@/lib/authoring/answer-approval';
import { askOwner } from '@/lib/authoring/ask-owner';
import { nameOwner } from '@/lib/authoring/name-owner';
import { findApproval } from '@/lib/db/resource-approvals';
import type { Person } from '@/lib/directory/person';
import { designsOf, loadMissingApprovals } from '@/lib/rollout/phase-approvals';
import { graphFor } from '@/lib/graph/graph-for';
import { answerSignOffs } from '@/lib/rollout/answer-sign-off';
import { askSigners } from '@/lib/rollout/ask-signers';
import { loadSignatures } from '@/lib/rollout/signature-view';
import { listStandingSignOffs } from '@/lib/db/sign-offs';
import { chooseHandoverPolicy } from '@/lib/rollout/choose-handover';
import { createRollout } from '@/lib/rollout/create-rollout';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import type { Admin } from '@/lib/rollout/rollout';

/** What the portal's own code needs to reach this tenant and database in the test's process. */
export function usePortalSettings(tenant: Pick<RunningTenant, 'origin' | 'info'>): void {
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

/** As much of a local tenant as these fixtures ask for, wherever it runs. */
export type TenantView = Pick<RunningTenant, 'info' | 'snapshot'> & { persona(name: string): { id: string }; apiToken(userId: string): Promise<string> };

/** A persona signed in: whoever does something in a test. */
export async function anAdmin(tenant: Pick<TenantView, 'persona' | 'apiToken'>, name = 'Ines'): Promise<Admin> {
  const { id } = await openSession(await tenant.apiToken(tenant.persona(name).id), null);
  const session = await findSession(id);
  if (!session) throw new Error(`${name} is not signed in`);
  return { personId: session.personId, name: session.name, userPrincipalName: session.userPrincipalName, tokenCacheId: session.tokenCacheId };
}

/** The people of a rollout shall live under the policies they were given its packages by: nobody is to be handed over. */
export async function everybodyStays(admin: Admin, rolloutId: string): Promise<void> {
  for (const { packageId, policyId } of (await getRollout(rolloutId)).packages) await chooseHandoverPolicy(admin, rolloutId, packageId, policyId);
}

/** People of the organisation who have nothing of the package and may get it. */
export function peopleWithout(tenant: Pick<TenantView, 'snapshot'>, packageId: string, count: number): { id: string; displayName: string }[] {
  const { users, assignments, assignmentRequests } = tenant.snapshot();
  const known = new Set([...assignments, ...assignmentRequests].filter((each) => each.packageId === packageId).map((each) => each.targetId));
  const people = users.filter((user) => user.accountEnabled && user.userType === 'Member' && user.department && !known.has(user.id));
  if (people.length < count) throw new Error(`the tenant has only ${people.length} people without the package`);
  return people.slice(0, count);
}

/** A package of the seed and its policy for direct assignment. */
export function aPackage(tenant: Pick<TenantView, 'snapshot'>, name = 'Maintenance planner'): { packageId: string; policyId: string; packageName: string } {
  const { packages, policies } = tenant.snapshot();
  const found = packages.find((each) => each.displayName === name);
  const policy = policies.find((each) => each.packageId === found?.id && each.displayName === 'Direct assignment');
  if (!found || !policy) throw new Error(`the tenant has no package ${name} for direct assignment`);
  return { packageId: found.id, policyId: policy.id, packageName: name };
}

let made = 0;

export type RehearsedPhase = { rolloutId: string; phaseId: string; hash: string; packageId: string; policyId: string; people: { id: string; displayName: string }[] };

/** Marta answers for every resource of a rehearsed phase that nobody answers for, is asked, and signs it all, with her choice for a reversal. */
export async function everybodySigns(tenant: TenantView, admin: Admin, phaseId: string, reversal: ReversalChoice | null = null): Promise<void> {
  const rehearsal = await latestRehearsal(phaseId);
  if (!rehearsal) throw new Error('the phase is not rehearsed');
  const marta = await anAdmin(tenant, 'Marta');
  for (const { standing, resource } of await loadSignatures(rehearsal)) {
    if (standing === 'noOwner') await nameOwner(admin, graphFor(admin), { resource, ownerId: marta.personId });
  }
  await askSigners(admin, phaseId, rehearsal.hash);
  const asked = (await listStandingSignOffs(phaseId)).filter((signOff) => signOff.state === 'open');
  await answerSignOffs(marta, asked.map(({ id, contentHash }) => ({ signOffId: id, contentHash })), { kind: 'agree', envelope: null, reversal });
}

/** Marta is asked about every resource of a rehearsed phase that is not approved for its packages, and approves it. */
export async function everybodyApproves(tenant: TenantView, admin: Admin, phaseId: string): Promise<void> {
  const rehearsal = await latestRehearsal(phaseId);
  const designs = rehearsal ? designsOf(rehearsal.design) : [];
  const missing = await loadMissingApprovals(designs);
  if (missing.length === 0) return;
  const marta = await anAdmin(tenant, 'Marta');
  const owner = { id: marta.personId, name: marta.name, userPrincipalName: marta.userPrincipalName };
  const actor = { ...admin, roles: ['Rollout.Admin' as const], sessionId: '' };
  for (const { catalogId, resourceId, resourceName } of missing) {
    const role = designs.flatMap((design) => design.roles).find((each) => each.resourceId === resourceId);
    const id = await askOwner(actor, graphFor(admin), { catalogId, catalogName: 'A catalog', resourceId, name: resourceName, originId: role?.originId ?? '', originSystem: role?.originSystem ?? '' }, owner as Person);
    const asked = await findApproval(id, marta.personId);
    await answerApproval({ ...marta, roles: [], sessionId: '' }, { approvalId: id, contentHash: asked?.contentHash ?? '', answer: 'approve' });
  }
}

/** A rollout whose first phase is rehearsed, approved, signed and may start, with so many people who will gain a package. */
export async function aRehearsedPhase(tenant: TenantView, admin: Admin, options: { people: number; phases?: string[]; packageName?: string; /** Before it is rehearsed. */ plan?: (phaseId: string) => Promise<void> }): Promise<RehearsedPhase> {
  const { packageId, policyId } = aPackage(tenant, options.packageName);
  const people = peopleWithout(tenant, packageId, options.people);
  made += 1;
  const { id: rolloutId } = await createRollout(admin, { name: `Rollout ${made} of ${process.pid}`, description: '', packages: [{ packageId, policyId }], phases: options.phases ?? ['Pilot'] });
  const [phase] = await listPhases(rolloutId);
  if (!phase) throw new Error('the rollout has no phase');
  await addPickedPeople(admin, phase.id, people.map((person) => person.id));
  await options.plan?.(phase.id);
  await rehearsePhase(admin, phase.id);
  const rehearsal = await latestRehearsal(phase.id);
  if (!rehearsal) throw new Error('the phase is not rehearsed');
  await everybodySigns(tenant, admin, phase.id);
  await everybodyApproves(tenant, admin, phase.id);
  return { rolloutId, phaseId: phase.id, hash: rehearsal.hash, packageId, policyId, people };
}

type Batch = { requestBody?: unknown; responseBody?: unknown };

/** Every request for a direct assignment that reached the tenant, by its own log: for whom, and what it was answered. */
export function sentAdds(log: Iterable<Batch>): { person: string; status: number }[] {
  return [...log].flatMap((exchange) => {
    const { requests = [] } = (exchange.requestBody ?? {}) as { requests?: { id: string; body?: { requestType?: string; assignment?: { targetId?: string } } }[] };
    const { responses = [] } = (exchange.responseBody ?? {}) as { responses?: { id: string; status: number }[] };
    return requests
      .filter((request) => request.body?.requestType === 'adminAdd')
      .map((request) => ({ person: request.body?.assignment?.targetId ?? '', status: responses.find((answer) => answer.id === request.id)?.status ?? 0 }));
  });
}

/** What exactly one accepted request for each of these people looks like, by person. */
export function oneAddEach(people: { id: string }[]): { person: string; status: number }[] {
  return people.map(({ id }) => ({ person: id, status: 201 })).sort(byPerson);
}

export function byPerson(a: { person: string }, b: { person: string }): number {
  return a.person < b.person ? -1 : a.person > b.person ? 1 : 0;
}
