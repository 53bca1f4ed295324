import type { RunningTenant } from '@/emulator/testing';
import type { Actor } from '@/lib/action';
import type { NewChange } from '@/lib/authoring/draft';
import { createDraft } from '@/lib/authoring/edit-draft';
import { reviewDraft } from '@/lib/authoring/review-draft';
import { startApplying } from '@/lib/authoring/start-draft';
import { getDraft } from '@/lib/db/drafts';
import { graphFor } from '@/lib/graph/graph-for';
import { applyDraft } from '@/lib/jobs/apply-draft';
import type { DraftTiming } from '@/lib/jobs/draft-work';
import type { Admin } from '@/lib/rollout/rollout';
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

/** Reviews a draft and applies it as it was reviewed, until it is over or has stopped. @returns the state it is in then */
export async function applied(admin: Admin, draftId: string, timing: DraftTiming = QUICK_DRAFT): Promise<string> {
  const { hash, draft } = await reviewDraft(graphFor(admin), draftId);
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
