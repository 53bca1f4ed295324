import { expect } from 'vitest';
import type { RunningTenant } from '@/emulator/testing';
import { getJob } from '@/lib/db/jobs';
import { listPhases } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { listPolicies } from '@/lib/db/run-policies';
import { Lease } from '@/lib/jobs/lease';
import { workOffRun } from '@/lib/jobs/run-job';
import { addPickedPeople } from '@/lib/rollout/add-people';
import { addRule } from '@/lib/rollout/add-rule';
import { chooseDelivery } from '@/lib/rollout/choose-delivery';
import { setTarget } from '@/lib/rollout/cover-target';
import { createRollout } from '@/lib/rollout/create-rollout';
import type { DeliverySettings } from '@/lib/rollout/delivery';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import type { Admin } from '@/lib/rollout/rollout';
import { aPackage, everybodySigns } from './rollouts';

/** How a phase is delivered, as it is chosen; automatic by one widening step unless said otherwise. */
export const deliveredBy = (change: Partial<DeliverySettings> = {}): DeliverySettings => ({ mode: 'automatic', packageModes: new Map(), canary: false, step: 'widen', graceHours: 168, tolerancePercent: 2, reversalChoice: 'leave', ...change });

/** Makes or replaces something in the tenant as an admin does in Entra, past the portal. */
export async function inEntra<T>(tenant: RunningTenant, admin: Admin, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${tenant.origin}/v1.0/identityGovernance/entitlementManagement/${path}`, {
    method, headers: { authorization: `Bearer ${await tenant.graphToken(admin.personId)}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return (text ? JSON.parse(text) : null) as T;
}

/** Has a package hand out ownership of one of its groups too, past the portal. */
export async function addOwnerRole(tenant: RunningTenant, admin: Admin, packageId: string, { resourceId, originId }: { resourceId: string; originId: string }): Promise<void> {
  await inEntra(tenant, admin, 'POST', `accessPackages/${packageId}/resourceRoleScopes`, {
    role: { displayName: 'Owner', originId: `Owner_${originId}`, originSystem: 'AadGroup', resource: { id: resourceId } },
    scope: { originId, originSystem: 'AadGroup', isRootScope: true },
  });
}

/** An automatic policy as an admin makes one in Entra: people are taken out when they leave its rule, after three days. */
export async function anAutomaticPolicy(tenant: RunningTenant, admin: Admin, packageId: string, rule: string): Promise<string> {
  const { id } = await inEntra<{ id: string }>(tenant, admin, 'POST', 'assignmentPolicies', byDepartment(packageId, rule, true));
  return id;
}

/** Saves the rule of such a policy anew, as an admin does in Entra to have it read again; or takes from it that it assigns. */
export async function saveRule(tenant: RunningTenant, admin: Admin, packageId: string, policyId: string, rule: string, assigns = true): Promise<void> {
  await inEntra(tenant, admin, 'PUT', `assignmentPolicies/${policyId}`, { id: policyId, ...byDepartment(packageId, rule, assigns) });
}

function byDepartment(packageId: string, rule: string, assigns: boolean): Record<string, unknown> {
  return {
    displayName: 'By department', description: 'Whoever needs it for their work', allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', description: 'By department', membershipRule: rule }],
    automaticRequestSettings: { requestAccessForAllowedTargets: assigns, removeAccessWhenTargetLeavesAllowedTargets: true, gracePeriodBeforeAccessRemoval: 'P3D' },
    accessPackage: { id: packageId },
  };
}

let made = 0;

export type DeliveredPhase = { rolloutId: string; phaseId: string; hash: string };

type Planned = { packageName: string; target?: string; settings: Partial<DeliverySettings>; /** A second package that comes another way. */ and?: { packageName: string; mode: DeliverySettings['mode'] } };

/** A rollout whose first phase comes by the policy of its package, rehearsed and signed. */
export async function aDeliveredPhase(tenant: RunningTenant, admin: Admin, { packageName, target, settings, and, ...whom }: Planned & ({ rule: string } | { people: { id: string }[] })): Promise<DeliveredPhase> {
  const packages = [packageName, ...(and ? [and.packageName] : [])].map((name) => aPackage(tenant, name));
  made += 1;
  const { id: rolloutId } = await createRollout(admin, { name: `Delivered ${made} of ${process.pid}`, description: '', packages, phases: ['Pilot'] });
  if (target) await setTarget(admin, rolloutId, { kind: 'rule', rule: target });
  const [phase] = await listPhases(rolloutId);
  const phaseId = phase?.id ?? '';
  if ('rule' in whom) await addRule(admin, phaseId, { name: '', rule: whom.rule });
  else await addPickedPeople(admin, phaseId, whom.people.map(({ id }) => id));
  await chooseDelivery(admin, phaseId, deliveredBy({ ...settings, ...(and ? { packageModes: new Map([[packages[1]?.packageId ?? '', and.mode]]) } : {}) }));
  await rehearsePhase(admin, phaseId);
  await everybodySigns(tenant, admin, phaseId);
  return { rolloutId, phaseId, hash: (await latestRehearsal(phaseId))?.hash ?? '' };
}

const TIMING = { visibilityMs: 300, pollLeastMs: 50, pollMostMs: 500 };

/** Works the job of a run off once, if it is due. */
export async function workedOnce(jobId: string) {
  const lease = await Lease.take(jobId, 'test', 15);
  if (lease) await workOffRun(lease, new AbortController().signal, TIMING);
  return getJob(jobId);
}

/** Works a job off until its run has settled or it waits for somebody; gives the first of the policies it writes. */
export async function worked({ id: runId, jobId }: { id: string; jobId: string }) {
  await expect.poll(async () => (await workedOnce(jobId)).state, { interval: 50 }).not.toBe('waiting');
  const [policy] = await listPolicies(runId);
  if (!policy) throw new Error('the run writes no policy');
  return policy;
}

/** What was written to the tenant since, by its own log: method, last word of the address, answer. */
export const writesIn = (tenant: RunningTenant, since: number): string[] =>
  tenant.log(since).filter(({ method, url }) => method !== 'GET' && !url.includes('$batch')).map(({ method, url, status }) => `${method} ${/(\w+)(?:\([^)]*\))?(?:\/[0-9a-f-]{36})?(?:\?|$)/.exec(decodeURIComponent(url))?.[1] ?? url} ${status}`);
