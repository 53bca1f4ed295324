import 'server-only';
import { canonicalJson, sha256 } from '@/lib/audit';
import type { AuditPerson } from '@/lib/audit';
import { getDraft, listDraftChanges } from '@/lib/db/drafts';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { draftCall } from '@/lib/graph/draft-calls';
import type { DraftCall } from '@/lib/graph/draft-calls';
import type { CatalogResource } from './catalog';
import { readCatalogResources } from './catalog-resources';
import type { Draft, DraftChange, DraftStep, Made } from './draft';
import { bare, isKey, withoutSecrets } from './draft';
import { overTheirs, settleConflict } from './edit-draft';
import { judgeSteps, withJudged } from './judge-steps';
import { planDraft } from './plan-draft';
import type { DraftPlan, PlannedStep } from './plan-draft';
import { readPolicyNames } from './read-policy-names';
import { readTenantNow } from './read-tenant-objects';
import { undoingChanges } from './undo-draft';

/** What a draft means now. `hash` binds what was looked at to what is then applied. */
export type DraftReview = {
  draft: Draft;
  plan: DraftPlan;
  hash: string;
  done: DraftStep[];
  /** Of each copy what its original has and it has not. */
  leftOut: { key: string; name: string; sentences: readonly string[] }[];
};

/** What the steps that were done made or wrote, by the key of their change. */
export function madeBy(steps: readonly DraftStep[]): Made {
  return new Map(steps.flatMap(({ key, state, undoesId, objectId }) => (state === 'done' && undoesId === null && objectId ? [[key, { objectId }]] : [])));
}

/** Over what would be written, and over what is in its way. */
function hashOf({ steps, conflicts, problems }: DraftPlan): string {
  return sha256(canonicalJson({ steps: steps.map(({ key, operation, objectId, wanted, before }) => ({ key, operation, objectId, wanted: wanted && bare(wanted), before: before && bare(before) })), conflicts: conflicts.map(({ key }) => key), problems: problems.map(({ key, words }) => ({ key, words })) }));
}

/** What changes mean now, in words for people: whom they name is called as now. */
async function planToRead(graph: Graph, all: readonly DraftChange[], made?: Made, settled?: SettledSteps): Promise<DraftPlan> {
  const now = await readTenantNow(graph, all, made);
  const changes = all.map((change) => (settled?.[change.key] === 'over' ? overTheirs(change, now.objects.find(({ kind, objectId }) => kind === change.kind && objectId === change.objectId)?.is) : change));
  return planDraft(changes, { ...now, names: await readPolicyNames(graph, changes, now.objects) }, made, settled ? 'applied' : 'drafted');
}

/**
 * Holds a draft against the tenant as it is now. Writes nothing, there or here.
 * @param personId who would apply it: what they may not do is in the way; null where whoever looks may not apply it
 * @throws AppError `notFound`, or whatever Graph refuses reading with
 */
export async function reviewDraft(graph: Graph, draftId: string, personId: string | null): Promise<DraftReview> {
  const [draft, changes, steps] = await Promise.all([getDraft(draftId), listDraftChanges(draftId), listDraftSteps(draftId)]);
  const made = madeBy(steps);
  const planned = await planToRead(graph, changes, made);
  const plan = withJudged(planned, await judgeSteps(graph, personId, planned.steps));
  return { draft, plan, hash: hashOf(plan), done: steps.filter(({ state, undoesId }) => state === 'done' && undoesId === null), leftOut: changes.flatMap(({ key, name, leftOut = [] }) => (leftOut.length > 0 ? [{ key, name, sentences: leftOut }] : [])) };
}

/** What somebody decided of a step that is in the way of undoing: it is taken back over what was changed since, or left as it is. */
export type SettledSteps = { readonly [stepId: string]: 'over' | 'left' };

/**
 * What taking back everything a draft did would mean now, told as its application was.
 * @param settled what was decided of the steps that are in the way
 * @throws AppError as reviewDraft
 */
export async function reviewUndo(graph: Graph, draftId: string, settled: SettledSteps = {}): Promise<DraftReview & { lost: string[]; shownLate: ShownLate[] }> {
  const [draft, steps] = await Promise.all([getDraft(draftId), listDraftSteps(draftId)]);
  const { shown: shownLate, hidden } = await lookForLate(graph, steps);
  const late = new Map(shownLate.map(({ id, objectId }) => [id, objectId]));
  const done = steps.map((step): DraftStep => (late.has(step.id) ? { ...step, state: 'done', objectId: late.get(step.id) ?? null } : step)).filter(({ state, undoesId }) => state === 'done' && undoesId === null);
  const { changes: all, lost } = undoingChanges(done.filter(({ id }) => settled[id] !== 'left'));
  const plan = await planToRead(graph, all, undefined, settled);
  const doubts = hidden.map(({ id, name, words }) => ({ key: id, name, words: `${words}: Microsoft Entra took it and has not shown it yet. Undoing cannot take away what is not shown, and forgets it: if it comes later, take it away in Microsoft Entra.` }));
  return { draft, plan: { ...plan, doubts: [...plan.doubts, ...doubts] }, hash: hashOf(plan), done, lost, leftOut: [], shownLate };
}

/** A step that was given up on because Entra did not show what it had taken, and what it made after all. */
export type ShownLate = { id: string; objectId: string };

/** What Entra took and did not show while somebody waited may be there by now: it is this draft's all the same. What it refused is not, whoever brought it in since. */
export async function lookForLate(graph: Graph, steps: readonly DraftStep[]): Promise<{ shown: ShownLate[]; hidden: DraftStep[] }> {
  const taken = steps.flatMap((step) => {
    const { wanted } = step;
    return step.kind === 'catalogResource' && step.operation === 'create' && step.state === 'failed' && step.written && step.failureCode === 'notYetVisible' && step.undoesId === null && wanted && 'originId' in wanted && 'catalog' in wanted && !isKey(wanted.catalog) ? [{ step, catalogId: wanted.catalog.id, originId: wanted.originId }] : [];
  });
  const resources = taken.length > 0 ? await readCatalogResources(graph, taken.map(({ catalogId }) => catalogId)) : new Map<string, CatalogResource[]>();
  const shown = taken.flatMap(({ step, catalogId, originId }): ShownLate[] => {
    const found = resources.get(catalogId)?.find((resource) => resource.originId.toLowerCase() === originId.toLowerCase());
    return found ? [{ id: step.id, objectId: found.id }] : [];
  });
  return { shown, hidden: taken.flatMap(({ step }) => (shown.some(({ id }) => id === step.id) ? [] : [step])) };
}

/** The exact Graph call of each of these steps; an id that is not known yet is the name of the step that makes it, and of an address what may be a secret is left out. */
export function callsOf(steps: readonly PlannedStep[]): Map<string, DraftCall> {
  const makers = new Map(steps.map((step) => [step.key, step]));
  return new Map(steps.map((step) => [step.key, withoutSecretsIn(draftCall(step, (_kind, ref) => {
    if (!isKey(ref)) return ref.id;
    const maker = makers.get(ref.key);
    return maker ? `‹id made by step ${maker.position}›` : '‹unknown›';
  }))]));
}

function withoutSecretsIn(call: DraftCall): DraftCall {
  return JSON.parse(JSON.stringify(call), (name, value: unknown) => (name === 'targetUrl' && typeof value === 'string' ? withoutSecrets(value) : value)) as DraftCall;
}

/** Settles a conflict with the tenant's version read anew. @throws AppError `conflict` where there is none any more */
export async function settle(by: AuditPerson, graph: Graph, draftId: string, key: string, keep: 'draft' | 'tenant'): Promise<void> {
  const { plan } = await reviewDraft(graph, draftId, by.personId);
  const conflict = plan.conflicts.find((each) => each.key === key);
  if (!conflict) throw new AppError('conflict', `${key} is no conflict`, { say: 'The two versions agree by now. Reload the page.' });
  await settleConflict(by, draftId, key, keep, conflict.theirs);
}

