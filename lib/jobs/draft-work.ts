import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { isKey, withIds } from '@/lib/authoring/draft';
import type { Draft, DraftChange, DraftStep } from '@/lib/authoring/draft';
import { rulesOf } from '@/lib/authoring/draft-kinds';
import { madeBy } from '@/lib/authoring/review-draft';
import { factsOf } from '@/lib/authoring/step-facts';
import { withdrawApprovals } from '@/lib/authoring/withdraw-approvals';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { changeDraftSteps, listDraftSteps, markUndone } from '@/lib/db/draft-steps';
import type { StepChange } from '@/lib/db/draft-steps';
import { findDraftOfJob, getDraft } from '@/lib/db/drafts';
import { getJob } from '@/lib/db/jobs';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import type { Lease } from './lease';

/** How long applying waits for what. Milliseconds. */
export type DraftTiming = {
  /** After a lost answer, until the tenant is trusted to show what it did. */
  visibilityMs: number;
  /** How long a resource that Entra took may stay out of sight. */
  shownWithinMs: number;
};

export const DRAFT_TIMING: DraftTiming = { visibilityMs: 5_000, shownWithinMs: 15 * 60_000 };

/** A draft being applied or undone: its steps as they stand, kept in step with their rows. */
export type DraftWork = {
  draft: Draft;
  undo: boolean;
  steps: DraftStep[];
  lease: Lease;
  graph: Graph;
  timing: DraftTiming;
  stop: AbortSignal;
  actor: NonNullable<AuditInput['actor']>;
  tokenCacheId: string;
  /** The requests by which resources come and go, by step, as far as this process made them. */
  requests: Map<string, string>;
  /** What became of steps and is not in the database yet, with what the audit tells of each. */
  unkept: { change: StepChange; events: AuditInput[] }[];
};

/** @throws AppError `internal` for a job that is none of a draft's, `signedOut` when it has no tokens */
export async function openDraftWork(lease: Lease, stop: AbortSignal, timing: DraftTiming): Promise<DraftWork> {
  const [job, draft] = await Promise.all([getJob(lease.jobId), findDraftOfJob(lease.jobId)]);
  if (!draft) throw new AppError('internal', `job ${job.id} applies no draft`);
  if (!job.tokenCacheId) throw new AppError('signedOut', `job ${job.id} has no token cache`);
  const undo = draft.state === 'undoing';
  const steps = (await listDraftSteps(draft.id)).filter(({ undoesId }) => (undoesId !== null) === undo);
  return { draft, undo, steps, lease, graph: graphFor({ tokenCacheId: job.tokenCacheId }), timing, stop, actor: { personId: job.actsAs, name: job.actsAsName, userPrincipalName: '' }, tokenCacheId: job.tokenCacheId, requests: new Map(), unkept: [] };
}

/** The audit event of something that became of the draft itself. */
export function aboutDraftJob({ draft }: Pick<DraftWork, 'draft'>): Pick<AuditInput, 'outcome' | 'actor' | 'objectType' | 'objectId' | 'objectName'> {
  return { outcome: 'done', actor: null, objectType: 'draft', objectId: draft.id, objectName: draft.name };
}

/** Nothing more goes out while somebody paused it or the portal stops. */
export async function mayGoOn(work: DraftWork): Promise<boolean> {
  if (work.stop.aborted) return false;
  await work.lease.check();
  return (await getDraft(work.draft.id)).heldAt === null;
}

/** What was made so far, by key: of this application and, where it was broken off before, of earlier ones. */
export function madeSoFar(work: DraftWork): Map<string, { objectId: string }> {
  if (!work.undo) return new Map(madeBy(work.steps));
  return new Map(work.steps.flatMap(({ key, state, objectId }) => (state === 'done' && objectId ? [[key, { objectId }]] : [])));
}

/** Puts the ids of what is made by now in place of its keys; whoever takes over a step finds it with keys still. */
export function resolveRefs(work: DraftWork, steps: readonly DraftStep[]): void {
  const made = madeSoFar(work);
  for (const step of steps) {
    if (step.wanted) step.wanted = withIds(step.wanted, made);
    if (step.before) step.before = withIds(step.before, made);
  }
}

/** A step as the change it came from, to be held against the tenant. */
export function changeOf(step: DraftStep): DraftChange {
  return { id: step.id, key: step.key, kind: step.kind, operation: step.operation, objectId: step.operation === 'create' ? null : step.objectId, name: step.name, wanted: step.wanted, base: step.before, version: 0, changedByName: '', changedAt: step.stateSince };
}

/** Keeps what became of steps here and in the database. */
export async function keep(work: DraftWork, changes: readonly StepChange[]): Promise<void> {
  note(work, changes);
  await flush(work);
}

/**
 * Writes what was noted into the database with its audit, in one transaction. It has to be there before a step goes out that
 * refers to it: whoever takes over would not know what that one is in.
 */
export async function flush(work: DraftWork): Promise<void> {
  const unkept = work.unkept.splice(0);
  if (unkept.length === 0) return;
  const changes = unkept.map(({ change }) => change);
  await inTransaction(async (tx) => {
    const changed = await changeDraftSteps(tx, changes);
    if (work.undo) await markUndone(tx, changes.flatMap(({ id, to }) => (to === 'done' && changed.has(id) ? (work.steps.find((step) => step.id === id)?.undoesId ?? []) : [])));
    await recordAudit(tx, unkept.flatMap(({ change, events }) => (changed.has(change.id) ? events : [])));
    for (const { id, to } of changes) if (to === 'done' && changed.has(id)) await withdrawWhatLeft(tx, work, id);
  });
}

/** Notes what became of steps, to be kept with the next flush: the next steps of the stage may go out meanwhile. */
export function note(work: DraftWork, changes: readonly StepChange[]): void {
  const byId = new Map(work.steps.map((step) => [step.id, step]));
  for (const change of changes) {
    const step = byId.get(change.id);
    if (!step) continue;
    work.unkept.push({ change, events: eventsOf(work, step, change) });
    const { to, waitSeconds, objectId, wanted, before, written } = change;
    Object.assign(step, { state: to, stateSince: step.state === to ? step.stateSince : new Date(), notBefore: waitSeconds === undefined ? null : new Date(Date.now() + waitSeconds * 1000), failureCode: change.failureCode ?? null, failure: change.failure ?? null, objectId: step.objectId ?? objectId ?? null, wanted: wanted ?? step.wanted, before: before ?? step.before, written: step.written || (written ?? false) });
  }
}

/** Nobody is waited for about what is not in its catalog any more. */
async function withdrawWhatLeft(tx: Db, work: DraftWork, stepId: string): Promise<void> {
  const step = work.steps.find(({ id }) => id === stepId);
  if (step?.operation !== 'delete' || !step.objectId) return;
  if (step.kind === 'catalog') await withdrawApprovals(tx, work.actor, { catalogId: step.objectId });
  else if (step.kind === 'catalogResource' && step.before && 'catalog' in step.before && !isKey(step.before.catalog)) await withdrawApprovals(tx, work.actor, { catalogId: step.before.catalog.id, resourceId: step.objectId });
}

/** A write stands in the audit once, with its answer or once it is found done, and a refused one; what is only waited for does not. */
function eventsOf(work: DraftWork, step: DraftStep, { to, graphRequestId, graphOperation, written, failureCode, objectId }: StepChange): AuditInput[] {
  if (to !== 'failed' && (step.written || !(written === true || (to === 'done' && step.attempts > 0)))) return [];
  const rules = rulesOf(step.kind);
  const said = step.wanted ?? step.before;
  return [{
    action: rules.audit[step.operation], outcome: to === 'failed' ? 'failed' : 'done', actor: work.actor, objectType: rules.objectType, objectId: step.objectId ?? objectId ?? step.id,
    objectName: (said && rules.audited?.(said)) ?? step.name,
    ...factsOf(step),
    detail: { draft: work.draft.id, attempt: step.attempts, ...(failureCode ? { code: failureCode } : {}), ...(to === 'done' && graphRequestId === undefined ? { answer: step.state === 'asked' ? 'it was there already' : 'lost, found as it was wanted' } : {}) },
    ...(graphOperation ? { graphOperation } : {}), ...(graphRequestId ? { graphRequestId } : {}),
  }];
}
