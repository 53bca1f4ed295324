import type { RunningTenant } from '@/emulator/testing';
import type { Actor } from '@/lib/action';
import type { NewChange } from '@/lib/authoring/draft';
import { createDraft } from '@/lib/authoring/edit-draft';
import { reviewDraft } from '@/lib/authoring/review-draft';
import { startApplying } from '@/lib/authoring/start-draft';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { getDraft } from '@/lib/db/drafts';
import { graphFor } from '@/lib/graph/graph-for';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { applyDraft } from '@/lib/jobs/apply-draft';
import type { DraftTiming } from '@/lib/jobs/draft-work';
import type { Admin } from '@/lib/rollout/rollout';
import { inEntra } from './deliveries';
import { untilOver } from './reversals';

export const QUICK_DRAFT: DraftTiming = { visibilityMs: 200, shownWithinMs: 60_000 };

/** An admin as actions see them. */
export const actorOf = (admin: Admin): Actor => ({ ...admin, roles: ['Rollout.Admin'], sessionId: '' });

/** A policy for direct assignment alone, whole. */
export const directPolicy = (name: string, days = 90) => ({
  displayName: name, description: 'For those whom an administrator chooses', allowedTargetScope: 'notSpecified', specificAllowedTargets: [], expiration: { type: 'afterDuration', duration: `P${days}D`, endDateTime: null },
  requestorSettings: { enableTargetsToSelfAddAccess: false, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: false, allowCustomAssignmentSchedule: true, enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [] },
  requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, stages: [] },
});

let made = 0;

export async function aDraft(admin: Admin, changes: readonly NewChange[]): Promise<string> {
  return (await createDraft(actorOf(admin), `Draft ${(made += 1)}`, changes)).draftId;
}

/** Makes these things in the tenant by a draft. @returns the id of each, by its key */
export async function applyChanges(admin: Admin, changes: readonly NewChange[]): Promise<Record<string, string>> {
  const draftId = await aDraft(admin, changes);
  const state = await applied(admin, draftId);
  if (state !== 'applied') throw new Error(`the draft is ${state}`);
  return Object.fromEntries((await listDraftSteps(draftId)).map(({ key, objectId }) => [key, objectId ?? '']));
}

/** A published catalog of that name. @returns its id */
export async function aCatalog(admin: Admin, name: string): Promise<string> {
  const done = await applyChanges(admin, [{ kind: 'catalog', operation: 'create', key: 'catalog', wanted: { name, description: 'For a test', published: true, externallyVisible: false } }]);
  return done.catalog ?? '';
}

/** Reviews a draft and applies it as it was reviewed, until it is over or has stopped. @returns the state it is in then */
export async function applied(admin: Admin, draftId: string, timing: DraftTiming = QUICK_DRAFT): Promise<string> {
  const { hash, draft } = await reviewDraft(graphFor(admin), draftId, admin.personId);
  const { jobId } = await startApplying(actorOf(admin), graphFor(admin), draftId, { version: draft.version, hash });
  return worked(draftId, jobId, timing);
}

/** Works a draft's job off. @returns the state it is in then */
export async function worked(draftId: string, jobId: string, timing: DraftTiming = QUICK_DRAFT): Promise<string> {
  await untilOver(jobId, (lease) => applyDraft(lease, new AbortController().signal, timing));
  return (await getDraft(draftId)).state;
}

/** Every write that reached Graph since that exchange, batched or not, as `METHOD path`. */
export function writesSince(tenant: Pick<RunningTenant, 'log'>, since: number): string[] {
  return tenant.log(since).flatMap(({ method, url, requestBody }) => {
    const path = (address: string) => decodeURIComponent(address.replace(/^https:\/\/[^/]+\/v1\.0/, '').replace(/\?.*$/, ''));
    if (!url.endsWith('/$batch')) return method === 'GET' ? [] : [`${method} ${path(url)}`];
    return ((requestBody as { requests?: { method: string; url: string }[] } | null)?.requests ?? []).flatMap((inner) => (inner.method === 'GET' ? [] : [`${inner.method} ${path(inner.url)}`]));
  });
}

export const lastExchange = (tenant: Pick<RunningTenant, 'log'>): number => tenant.log().at(-1)?.n ?? 0;

/** A catalog with one package and a policy of it, made past the portal; what the tenant has of them, as a draft says it. */
export async function aPackageInEntra(tenant: RunningTenant, admin: Admin, name: string) {
  const catalog = await inEntra<{ id: string }>(tenant, admin, 'POST', 'catalogs', { displayName: name, description: 'Before', state: 'published', isExternallyVisible: false });
  const made = await inEntra<{ id: string }>(tenant, admin, 'POST', 'accessPackages', { displayName: `${name} package`, description: 'Before', isHidden: true, catalog: { id: catalog.id } });
  const policy = await inEntra<{ id: string }>(tenant, admin, 'POST', 'assignmentPolicies', { ...directPolicy('Direct'), accessPackage: { id: made.id } });
  const { document } = await getWholePolicy(graphFor(admin), policy.id);
  return {
    catalogId: catalog.id, packageId: made.id, policyId: policy.id, document,
    catalog: { name, description: 'Before', published: true, externallyVisible: false },
    package: { catalog: { id: catalog.id }, name: `${name} package`, description: 'Before', hidden: true },
  };
}

/** A catalog of that name with what is in it, as the tenant has it. */
export function catalogCalled(tenant: Pick<RunningTenant, 'snapshot'>, name: string) {
  const all = tenant.snapshot();
  const catalog = all.catalogs.find((each) => each.displayName === name);
  const packages = all.packages.filter(({ catalogId }) => catalogId === catalog?.id);
  return { catalog, packages, resources: all.resources.filter(({ catalogId }) => catalogId === catalog?.id), policies: all.policies.filter(({ packageId }) => packages.some(({ id }) => id === packageId)) };
}
